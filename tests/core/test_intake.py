"""Whatever order bundles come in and however often, the same events are held in the end, and a fork never is."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import pytest

from desktop.core.bundles import Header
from desktop.core.chain import Row
from desktop.core.intake import Reached, judge
from tests.sync.records import record, row

from desktop.core.particulars import NoteWritten  # isort: skip


class Bundle(NamedTuple):
    header: Header
    rows: tuple[Row, ...]


def bundle(rows: Sequence[Row], device: str, epoch: int = 0) -> Bundle:
    """What is judged of a bundle: its span and the hashes at its ends."""
    first, last = rows[0], rows[-1]
    zeros = "0" * 64
    header = Header(
        device, epoch, first.seq, last.seq, first.prev, last.hash, len(rows), 0, 0, "deflate", 1, 1, zeros, zeros, "1.0"
    )  # fmt: skip
    return Bundle(header, tuple(rows))


class Office:
    """What an office holds, as its database does."""

    def __init__(self) -> None:
        self.events: dict[tuple[str, int, int], str] = {}
        self.reached: dict[tuple[str, int], Reached] = {}

    def take(self, one: Bundle) -> str:
        header, own = one.header, (one.header.device, one.header.epoch)
        held = {seq: hash_ for (device, epoch, seq), hash_ in self.events.items() if (device, epoch) == own}
        base = any(
            (seq, each) == (header.from_seq - 1, header.prev_head)
            for (_, _, seq), each in self.events.items()
        )
        judged = judge(header, one.rows, self.reached.get(own), held, base)
        for each in judged.new:
            self.events[*own, each.seq] = each.hash
            first = self.reached[own].first if own in self.reached else each.seq
            self.reached[own] = Reached(first, each.seq, each.hash)
        return judged.verdict


def until_nothing_moves(office: Office, found: Sequence[Bundle]) -> list[Bundle]:
    """Take them again and again, as an office does; what waits in the end."""
    waits = list(found)
    while True:
        left = [each for each in waits if office.take(each) == "gap"]
        if len(left) == len(waits):
            return left
        waits = left


def cut(rows: list[Row], device: str, chance: Random) -> list[Bundle]:
    """A record as bundles that overlap."""
    made, at = list[Bundle](), 0
    while at < len(rows):
        end = min(len(rows), at + chance.randint(1, 6))
        made.append(bundle(rows[max(0, at - chance.randint(0, 2)) : end], device))
        at = end
    return made


RECORDS = {f"desk-{n}": record(12, f"desk-{n}") for n in range(20)}


@pytest.mark.parametrize("part", range(4))
def test_20_desks_in_1000_orders_give_one_state(part: int) -> None:
    whole = {(name, 0, each.seq): each.hash for name, rows in RECORDS.items() for each in rows}
    for seed in range(part * 250, part * 250 + 250):
        chance = Random(seed)
        found = [each for name, rows in RECORDS.items() for each in cut(rows, name, chance)]
        found += chance.sample(found, 10)
        chance.shuffle(found)
        office = Office()
        assert until_nothing_moves(office, found) == []
        assert office.events == whole


def test_what_follows_a_gap_waits_and_goes_on_when_it_is_filled() -> None:
    rows, office = record(9), Office()
    parts = [bundle(rows[at : at + 3], "desk-1") for at in (0, 3, 6)]
    assert [office.take(each) for each in (parts[2], parts[0], parts[2])] == ["gap", "new", "gap"]
    assert [office.take(each) for each in (parts[1], parts[2], parts[0])] == ["new", "new", "known"]


@pytest.mark.parametrize("at", [4, 8, 9])
def test_another_record_with_the_same_numbers_is_a_fork_wherever_it_leaves_the_first(at: int) -> None:
    rows, office = record(9), Office()
    other = rows[:at]
    while len(other) < 12:
        other.append(row(other[-1], NoteWritten("Another word", "seen"), "desk-1", visit="visit-1"))
    assert office.take(bundle(rows, "desk-1")) == "new"
    before = dict(office.events)
    expected = "new" if at == 9 else "fork"  # what goes on after all that is held is no fork
    assert office.take(bundle(other, "desk-1")) == expected
    assert at == 9 or office.events == before


def test_an_epoch_goes_on_from_the_event_that_it_names_and_waits_for_that() -> None:
    """A restored record: epoch 1 follows event 6, and what came after it in epoch 0 stays."""
    rows, office = record(9), Office()
    later = [row(rows[5], NoteWritten("After the restore", "seen"), "desk-1", 1, "visit-1")]
    after = bundle(later, "desk-1", 1)
    assert office.take(after) == "gap"
    assert office.take(bundle(rows, "desk-1")) == "new"
    assert office.take(after) == "new"
    assert len(office.events) == 10
