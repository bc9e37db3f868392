"""No record number is issued twice: not after a restore, not by a copy, not in the place of a record that went missing."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import Trouble
from desktop.core.events import Draft, VisitOpened
from desktop.core.identity import parse_record_number, record_number
from desktop.paths import Places, places
from desktop.store import backup, numbers
from desktop.store._engine import in_memory
from desktop.store.admission import NumberFor
from desktop.store.backup import Backup
from desktop.store.epochs import Goer
from desktop.store.former import asides
from desktop.store.journal import Journal
from desktop.store.numbers import DRAWN, SKIPPED, UNSEEN, Reached
from desktop.store.opening import DATABASE, Store, open_store
from desktop.store.restore import choose, restore
from desktop.trust.device import device_key_file, make_device_key
from desktop.trust.signed import SignedHeads
from desktop.wall import FixedClock, zone

if TYPE_CHECKING:
    from tests.store.conftest import Hand

NEW_YORK = "America/New_York"
MakeHand = Callable[["Store"], "Hand"]


def lowest(limit: int) -> int:
    """The worst that chance can do: it draws the same each time."""
    return 0


def fixed(drawn: int, limit: int) -> int:
    return drawn


def drafts(goer: Goer, public: str, clock: FixedClock, seq: int) -> list[Draft]:
    return goer.with_key(public, clock.read())


def open_visit(hand: "Hand", desk: str = "1") -> int:
    """Open a visit; the counter of its record number."""
    visit = hand.draft_visit(f"visit-{hand.store.journal.head()[0]}")
    [opened] = hand.store.journal.append([visit], hand.clock.read(), NumberFor("SCH900", desk))
    assert isinstance(opened.body, VisitOpened)
    return parse_record_number(opened.body.record_number).counter


@pytest.fixture
def work(home: Places, clock: FixedClock, make_hand: MakeHand) -> Callable[..., list[int]]:
    """Opens the record, begins visits and closes it again; the counters of their numbers."""

    def run(count: int, desk: str = "1", at: Places = home) -> list[int]:
        store = open_store(at, True, clock=clock)
        hand = make_hand(store)
        hand.clock = clock
        found = [open_visit(hand, desk) for _ in range(count)]
        store.close()
        return found

    return run


@pytest.fixture
def back_up(home: Places, clock: FixedClock, tmp_path: Path) -> Callable[[], Backup]:
    """Makes a backup, each in a folder of its own."""
    made = [0]

    def run() -> Backup:
        made[0] += 1
        store = open_store(home, True, clock=clock)
        folder = tmp_path / f"stick-{made[0]}"
        done = backup.make(store, folder, clock.read().utc_us, "0.1", make_folder=True)
        store.close()
        return done

    return run


@pytest.fixture
def later(clock: FixedClock) -> Callable[[], None]:
    """Lets an hour go by."""
    hours: Iterator[int] = iter(range(15, 24))
    return lambda: clock.set(f"2026-07-15T{next(hours)}:00:00-04:00")


def test_a_backup_made_before_the_first_visit_of_a_desk_and_year_leads_to_no_number_twice(
    work: Callable[..., list[int]], back_up: Callable[[], Backup], home: Places, clock: FixedClock
) -> None:
    """There is no counter yet that could jump. The same holds for another desk of the record."""
    made = back_up()
    before = work(3)
    restore(home, made, clock, draw=lowest)
    assert min(work(3)) > max(before) + SKIPPED - 1 - len(before)
    assert min(work(3, desk="2")) > SKIPPED
    assert not {*before} & {*work(3)}


def test_the_same_backup_restored_again_and_again_issues_no_number_and_no_epoch_twice(
    work: Callable[..., list[int]],
    back_up: Callable[[], Backup],
    home: Places,
    clock: FixedClock,
    later: Callable[[], None],
) -> None:
    issued, owners = work(2), []
    made = back_up()
    for _ in range(4):
        issued += work(3)
        later()
        owners.append(restore(home, made, clock, draw=lowest).owner)
    issued += work(3)
    assert len(issued) == len(set(issued))
    assert [owner.epoch for owner in owners] == [1, 2, 3, 4]
    assert len({owner.device for owner in owners}) == 4


@pytest.mark.parametrize("how", ["database", "slots", "folder"])
def test_a_former_record_that_cannot_be_read_is_passed_over_by_more_than_it_can_have_reached(
    how: str,
    work: Callable[..., list[int]],
    back_up: Callable[[], Backup],
    home: Places,
    clock: FixedClock,
    later: Callable[[], None],
) -> None:
    """Restored from the same backup twice; each time what stood there is damaged before."""
    issued, epochs = work(2), []
    made = back_up()
    for _ in range(3):
        later()
        done = restore(home, made, clock, draw=lambda limit: limit - 1)
        epochs.append(done.owner.epoch)
        issued += work(3)
        record = home.data / "record"
        if how == "database":
            path = record / DATABASE
            path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
        elif how == "slots":
            (record / "keyslots.json").unlink()
        else:
            shutil.rmtree(record)
            record.mkdir()
    later()
    restore(home, made, clock, draw=lowest)
    issued += work(3)
    assert len(issued) == len(set(issued))
    assert epochs == sorted(set(epochs))
    assert issued[-1] > 3 * UNSEEN


def test_a_clock_that_is_set_back_across_a_restore_leads_to_no_number_twice(
    work: Callable[..., list[int]], back_up: Callable[[], Backup], home: Places, clock: FixedClock
) -> None:
    """By three years, and back again: in each year numbers begin above the floor."""
    made = back_up()
    issued = work(4)
    clock.set("2023-01-02T09:00:00-05:00")
    restore(home, made, clock, draw=lowest)
    past = work(2)
    clock.set("2026-07-15T14:00:00-04:00")
    present = work(4)
    assert min(past) > max(issued)
    assert not {*issued} & {*present}


def test_numbers_begin_with_one_again_in_the_year_after_the_next(
    work: Callable[..., list[int]], back_up: Callable[[], Backup], home: Places, clock: FixedClock
) -> None:
    made = back_up()
    restore(home, made, clock, draw=lowest)
    assert work(1)[0] > SKIPPED
    clock.set("2027-01-02T09:00:00-05:00")
    assert work(1)[0] > SKIPPED
    clock.set("2028-01-02T09:00:00-05:00")
    assert work(2) == [1, 2]


def test_a_record_in_the_place_of_a_missing_one_issues_none_of_its_numbers(
    work: Callable[..., list[int]],
    back_up: Callable[[], Backup],
    home: Places,
    clock: FixedClock,
    later: Callable[[], None],
) -> None:
    """Nor does one that was itself restored with a high floor before it went missing, for any desk."""
    made = back_up()
    later()
    restore(home, made, clock, draw=lambda limit: limit - 1)
    issued = work(3)
    for place in (home.data / "record").glob(f"{DATABASE}*"):
        place.unlink()
    assert min(work(3)) > max(issued)
    assert min(work(1, desk="2")) > max(issued)


def test_where_a_record_was_moved_away_and_only_former_ones_lie_about_it_is_missing_and_not_new(
    work: Callable[..., list[int]], back_up: Callable[[], Backup], home: Places, clock: FixedClock
) -> None:
    made = back_up()
    restore(home, made, clock)
    issued = work(3)
    shutil.rmtree(home.data / "record")
    assert asides(home.data / "record")
    assert min(work(3)) > max(issued)
    store = open_store(home, False, clock=clock)
    assert store.begun_anew
    store.close()


def test_two_computers_with_a_copy_of_one_record_issue_different_numbers_unless_chance_draws_alike(
    work: Callable[..., list[int]], home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    """Neither has the device key, and neither knows of the other. What they draw decides: one of 900 thousands."""
    issued = work(2)
    issued_by_copies = []
    for drawn in (0, 1, DRAWN - 1):
        copy = places(tmp_path / f"copy-{drawn}", {})
        shutil.copytree(home.data.parent, tmp_path / f"copy-{drawn}")
        device_key_file(copy.keys, "record").unlink()
        key = make_device_key(copy.keys, "record")
        store = open_store(copy, False, clock=clock)
        db = store.maintenance()
        journal = Journal(db, store.path, store.owner)
        goer = Goer(db, journal, SignedHeads(copy.keys, "record"), partial(fixed, drawn))
        journal.append(partial(drafts, goer, key.public, clock), clock.read())
        db.close()
        store.close()
        issued_by_copies += work(3, at=copy)
    assert len({*issued, *issued_by_copies}) == 2 + 9
    assert {number // 1000 - issued_by_copies[0] // 1000 for number in issued_by_copies} == {0, 1, DRAWN - 1}


def test_a_copy_without_its_device_key_passes_over_numbers_by_chance(
    work: Callable[..., list[int]], home: Places, tmp_path: Path
) -> None:
    """Also for a desk that has issued none."""
    issued = work(2)
    device_key_file(home.keys, "record").unlink()
    assert min(work(1)) > max(issued) + SKIPPED
    assert min(work(1, desk="2")) > max(issued) + SKIPPED


@pytest.mark.parametrize("damaged_key", [False, True])
def test_a_record_that_went_on_with_an_older_program_gets_its_floor_when_it_is_opened(
    damaged_key: bool,
    work: Callable[..., list[int]],
    back_up: Callable[[], Backup],
    home: Places,
    clock: FixedClock,
) -> None:
    """That program only let counters jump which were there. A device key that cannot be read changes nothing of it."""
    restore(home, back_up(), clock)
    store = open_store(home, True, clock=clock)
    if damaged_key:
        device_key_file(home.keys, "record").write_text("?")
    db = store.maintenance()
    db.execute("DELETE FROM counters")
    db.close()
    store.close()
    assert work(1)[0] > SKIPPED


@given(
    number=st.integers(0, 2_000_000),
    unseen=st.integers(0, 5),
    drawn=st.integers(0, DRAWN - 1),
)
def test_a_floor_is_above_all_that_was_reached_and_a_visit_can_always_be_numbered(
    number: int, unseen: int, drawn: int
) -> None:
    db = in_memory()
    db.execute("CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT")
    db.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, utc_us INTEGER)")
    reading = FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK).read()
    for _ in range(3):
        numbers.skip(db, reading, Reached(number, 2026, 0, unseen), lambda limit: drawn)
        counter = numbers.next_number(db, "SCH900", "1", 2026)
        assert counter > number + unseen * UNSEEN + SKIPPED
        number = counter
    assert parse_record_number(record_number("SCH900", "1", 2026, counter)).counter == counter
    db.close()


def test_a_restore_that_fails_uses_up_no_number_and_leaves_the_record_as_it_was(
    work: Callable[..., list[int]], back_up: Callable[[], Backup], home: Places, clock: FixedClock
) -> None:
    work(2)
    made = back_up()
    (made.folder / "keyslots.json").write_bytes(b"")
    with pytest.raises(Trouble):
        restore(home, choose(made.folder), clock)
    assert work(1) == [3]
