"""Salvage tells by number what is missing, and of each visit whether all of it is there."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.core import chain
from desktop.core.conditions import Value
from desktop.core.errors import Trouble
from desktop.core.events import Draft, PayloadRedacted
from desktop.paths import Places, places
from desktop.services.salvaging import EVENTS, REPORT, salvage
from tests.services.conftest import GUARD, Guard

PAGE = 4096


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "salvaged"


@pytest.fixture
def record(make_guard: Callable[..., Guard]) -> Guard:
    """Twelve visits that are walked one after another, the last one open."""
    guard = make_guard()
    for _ in range(12):
        guard.warrant(guard.open())
    guard.desk.close()
    return guard


def home(guard: Guard) -> Places:
    return places(guard.home, {})


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / EVENTS).read_text("utf-8").splitlines()]


def numbers(runs: list[str]) -> set[int]:
    found: set[int] = set()
    for run in runs:
        first, _, last = run.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def test_a_whole_record_is_written_event_by_event_and_every_visit_is_whole(record: Guard, out: Path) -> None:
    found = salvage(home(record), out)
    assert found.ok
    assert len(found.visits) == 12
    assert all(visit.whole and visit.record_number for visit in found.visits)
    written = lines(out)
    rows = [
        chain.Row(
            each["seq"],
            each["envelope"].encode(),
            each["prev"],
            each["hash"],
            bytes.fromhex(each["salt"]),
            each["payload"].encode(),
        )
        for each in written
    ]
    assert chain.verify(rows) == []
    assert (written[-1]["seq"], written[-1]["hash"]) == (found.reaches, found.head)


def test_what_is_written_is_for_its_owner_only(record: Guard, out: Path) -> None:
    salvage(home(record), out)
    assert stat.S_IMODE((out / EVENTS).stat().st_mode) == 0o600
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert sorted(each.name for each in out.iterdir()) == sorted([EVENTS, REPORT])


@pytest.mark.parametrize("part", [3, 4, 5, 6])
def test_what_a_destroyed_page_cost_is_named_by_number_and_by_visit(
    part: int, record: Guard, out: Path
) -> None:
    """Read lines and missing numbers together are the whole record; a visit is whole when none of its events is missing."""
    path = home(record).data / "record" / "threshold.db"
    whole = salvage(home(record), out.with_name("before"))
    owner = {
        each["seq"]: json.loads(str(each["envelope"]))["visit"] for each in lines(out.with_name("before"))
    }
    content = bytearray(path.read_bytes())
    page = len(content) // PAGE * part // 8
    content[page * PAGE : (page + 2) * PAGE] = bytes(2 * PAGE)
    path.write_bytes(content)
    found = salvage(home(record), out)
    assert not found.ok
    assert found.damaged_pages == 2
    read = {each["seq"] for each in lines(out)}
    missing, empty = numbers(found.missing), numbers(found.without_contents)
    assert read | missing == set(owner) == set(range(1, whole.reaches + 1))
    assert not read & missing
    hurt = {owner[seq] for seq in missing | empty} - {None}
    assert {visit.visit for visit in found.visits if not visit.whole} >= hurt & {
        visit.visit for visit in found.visits
    }
    assert {visit.visit for visit in found.visits if visit.whole}.isdisjoint(hurt)
    assert all(visit.why for visit in found.visits if not visit.whole)


def test_a_lawful_redaction_is_not_counted_as_missing(make_guard: Callable[..., Guard], out: Path) -> None:
    guard = make_guard()
    visit = guard.open()
    facts: dict[str, Value] = {"danger": "none"}
    guard.tell(visit, facts)
    seq = guard.walking.current(visit).events[-1].seq
    draft = Draft("payload_redacted", visit, PayloadRedacted(seq, "court order"), GUARD)
    guard.desk.store.journal.append([draft], guard.clock.read())
    guard.desk.close()
    found = salvage(home(guard), out)
    assert found.ok
    assert next(each for each in lines(out) if each["seq"] == seq)["payload"] is None


def test_a_changed_event_is_named(record: Guard, out: Path) -> None:
    """Salvage reads what is there; it does not vouch for it."""
    guard = record.again()
    db = guard.desk.store.maintenance()
    db.execute("DROP TRIGGER payloads_no_update")
    db.execute(
        "UPDATE payloads SET bytes = CAST(replace(CAST(bytes AS TEXT), 'none', 'gun') AS BLOB) WHERE seq = 4"
    )
    db.close()
    guard.desk.close()
    assert salvage(home(record), out).wrong == ["The contents of event 4 do not match their hash."]


def test_a_folder_on_a_disk_that_is_not_there_is_not_made_on_this_one(record: Guard, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        salvage(home(record), tmp_path / "stick" / "salvaged")
    assert str(tmp_path / "stick") in caught.value.sentence
    assert not (tmp_path / "stick").exists()


def test_a_record_that_is_gone_is_not_called_damaged(record: Guard, out: Path) -> None:
    record.desk.close()
    (home(record).data / "record" / "threshold.db").unlink()
    with pytest.raises(Trouble) as caught:
        salvage(home(record), out)
    assert "There is no record" in caught.value.sentence
    assert not out.exists()


def test_a_folder_that_is_there_is_not_written_into(record: Guard, out: Path) -> None:
    out.mkdir()
    for folder in (out, home(record).data / "record" / "salvaged"):
        with pytest.raises(Trouble) as caught:
            salvage(home(record), folder)
        assert caught.value.remedy
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("end", [KeyboardInterrupt, MemoryError])
def test_a_salvage_that_is_ended_leaves_nothing_of_the_record_in_clear(
    record: Guard, out: Path, end: type[BaseException]
) -> None:
    """By Ctrl-C, or by anything else, when events were written already."""

    def stop(done: int, of: int) -> None:
        if done == of:
            raise end

    with pytest.raises(end):
        salvage(home(record), out, stop)
    assert not out.exists()
