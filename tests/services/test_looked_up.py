"""What is read by visit is what was checked: events that an index hides, or that stand below event 1, are shown nowhere unnoticed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop import paths
from desktop.core import canonical, chain
from desktop.core.events import Draft, PayloadRedacted
from desktop.core.particulars import NoteWritten
from desktop.services.verifying import verify
from desktop.store import check
from desktop.store._engine import Database, value
from desktop.store.schema import TRIGGERS
from tests.services.conftest import GUARD, Guard
from tests.services.test_verifying_more import threshold
from tests.store.forging import open_by_force, with_fields


@contextmanager
def forced(home: Path) -> Iterator[Database]:
    """The record below `home` without its guards, which come back as they were."""
    with closing(open_by_force(paths.places(home, {}))) as db:
        for name in TRIGGERS:
            db.execute(f"DROP TRIGGER {name}")
        yield db
        for name, text in TRIGGERS.items():
            db.execute(f"CREATE TRIGGER {name} {text}")


def put(db: Database, like: int, seq: int, prev: str, said: str, **fields: object) -> None:
    """Put in a note like an event; `said` are its words, `fields` are of its envelope."""
    payload, salt = canonical.encode({"text": said, "source": "told"}), b"s" * 16
    source = str(value(db, "SELECT envelope FROM events WHERE seq = ?", (like,))).encode()
    named = {"seq": seq, "kind": "note_written", "payload_hash": chain.payload_hash(salt, payload), **fields}
    envelope = with_fields(source, **named)
    sql = "INSERT INTO events (seq, envelope, prev, hash) VALUES (?, ?, ?, ?)"
    db.execute(sql, (seq, envelope.decode(), prev, chain.event_hash(envelope, prev)))
    db.execute("INSERT INTO payloads (seq, salt, bytes) VALUES (?, ?, ?)", (seq, salt, payload))


def a_visit(guard: Guard) -> tuple[str, int]:
    """A visit with an answer and a note, and the number of the note."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    note = Draft("note_written", visit, NoteWritten("He was polite.", "told"), GUARD)
    return visit, guard.desk.store.journal.append([note], guard.clock.read())[0].seq


def notes(guard: Guard, visit: str) -> list[str]:
    found = guard.desk.store.queries.events_of(visit)
    return [event.body.text for event in found if isinstance(event.body, NoteWritten)]


def test_an_event_below_1_is_named_each_time_and_shown_in_no_visit(guard: Guard, tmp_path: Path) -> None:
    """Neither in a visit that is there nor as a visit of its own, also after the lists were made anew."""
    visit, seq = a_visit(guard)
    count = guard.desk.store.queries.count_of(visit)
    guard.desk.close()
    with forced(tmp_path / "home") as db:
        put(db, seq, -5, chain.START, "He hit the guard.")
        put(db, seq, -4, chain.START, "A visit that never was.", visit="invented")
        db.execute("DELETE FROM projected")
    guard.again()
    assert notes(guard, visit) == ["He was polite."]
    assert guard.desk.store.queries.count_of(visit) == count
    assert guard.desk.store.queries.visits_on_record() == [visit]
    assert [line.visit for line in guard.desk.store.queries.all_visits()] == [visit]
    for _ in range(2):
        assert [(each.seq, each.code) for each in verify(guard.walking).findings] == [
            (-5, "inserted"),
            (-4, "inserted"),
        ]


def test_an_envelope_that_two_programs_read_otherwise_is_named_each_time(
    guard: Guard, tmp_path: Path
) -> None:
    """The engine takes the first of two names, Python and we the last: the event stands in one visit and is chained in another."""
    (one, _), (two, seq) = a_visit(guard), a_visit(guard)
    guard.desk.store.close()
    with forced(tmp_path / "home") as db:
        last, prev = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchall()[0]
        after = str(value(db, "SELECT hash FROM events WHERE seq = ?", (seq,)))
        put(db, seq, last + 1, prev, "He hit the guard.", after=after)
        sql = "SELECT envelope FROM events WHERE seq = ?"
        twice = str(value(db, sql, (last + 1,))).replace('"visit":', f'"visit":"{one}","visit":')
        own = chain.event_hash(twice.encode(), prev)
        db.execute("UPDATE events SET envelope = ?, hash = ? WHERE seq = ?", (twice, own, last + 1))
    guard.again()
    assert notes(guard, one) == ["He was polite.", "He hit the guard."]
    for _ in range(2):
        named = [(each.seq, each.code) for each in verify(guard.walking).findings]
        assert {(last + 1, "form"), (last + 1, "visit_differs")} <= set(named)
    assert two in guard.desk.store.queries.visits_on_record()


@pytest.mark.parametrize("there", ["NULL", "other"])
def test_an_event_that_the_index_of_visits_hides_is_named_by_verify_and_by_doctor(
    guard: Guard, tmp_path: Path, there: str
) -> None:
    """Each time, until the index is made anew."""
    (visit, seq), (other, _) = a_visit(guard), a_visit(guard)
    guard.desk.close()
    with forced(tmp_path / "home") as db:
        sql = value(db, "SELECT sql FROM sqlite_master WHERE name = 'events_of_visit'")
        lie = f"CASE WHEN seq = {seq} THEN {'NULL' if there == 'NULL' else repr(other)} ELSE visit END"
        db.execute("DROP INDEX events_of_visit")
        db.execute(f"CREATE INDEX events_of_visit ON events (({lie}), seq)")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'events_of_visit'", (sql,))
        db.execute("PRAGMA writable_schema = OFF")
    guard.again()
    assert notes(guard, visit) == []
    for _ in range(2):
        found = verify(guard.walking).findings
        assert (seq, "visit_differs") in [(each.seq, each.code) for each in found]
        assert any("missing from index events_of_visit" in each.sentence for each in found)
    facts = {fact.code: fact for fact in check.findings(guard.desk.store)}
    assert (facts["tables"].level, facts["quick_check"].level) == ("ok", "error")


def test_doctor_tells_of_a_trigger_whatever_its_name(guard: Guard, tmp_path: Path) -> None:
    facts = {fact.code: fact for fact in check.findings(guard.desk.store)}
    assert (facts["tables"].level, facts["quick_check"].level) == ("ok", "ok")
    guard.desk.close()
    with forced(tmp_path / "home") as db:
        db.execute("CREATE TRIGGER _sqlite_x BEFORE INSERT ON events WHEN 0 BEGIN SELECT 1; END")
    facts = {fact.code: fact for fact in check.findings(guard.again().desk.store)}
    assert facts["tables"].level == "error"
    assert "The trigger _sqlite_x does not belong to the record." in facts["tables"].sentence


def test_a_redaction_is_told_with_its_event_and_what_a_newer_program_wrote_too(
    guard: Guard, tmp_path: Path
) -> None:
    """Neither speaks against the record."""
    visit, seq = a_visit(guard)
    redaction = Draft("payload_redacted", visit, PayloadRedacted(seq, "court order"), GUARD)
    told = guard.desk.store.journal.append([redaction], guard.clock.read())[0].seq
    guard.desk.store.close()
    with forced(tmp_path / "home") as db:
        last, prev = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchall()[0]
        after = str(value(db, "SELECT hash FROM events WHERE visit = ? ORDER BY seq DESC", (visit,)))
        put(db, told, last + 1, prev, "later words", after=after, version=9)
    guard.again()
    guard.desk.close()
    done = threshold(tmp_path / "home", "verify")
    assert done.returncode == 0
    assert f"To know: Event {told}: it tells, on 2026-07-15" in done.stdout
    assert f"that the contents of event {seq} were removed." in done.stdout
    assert f"To know: Event {last + 1}: what it says cannot be read here" in done.stdout


def test_what_a_newer_program_signed_last_is_sealed_by_this_one_all_the_same(
    guard: Guard, tmp_path: Path
) -> None:
    """It cannot be checked here, so it is no seal; and verify says that a newer program is needed."""
    a_visit(guard)
    guard.desk.close()
    with forced(tmp_path / "home") as db:
        last, prev = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchall()[0]
        put(db, last, last + 1, prev, "signed", kind="checkpoint_signed", version=9)
    guard.again()
    assert guard.desk.store.journal.seal("closing", guard.clock.read())
    seq, _ = guard.desk.store.journal.head()
    assert seq == last + 2
    found = verify(guard.walking)
    assert [(each.seq, each.code) for each in found.findings] == [(last + 1, "newer")]
    assert found.signed_to == last + 1
