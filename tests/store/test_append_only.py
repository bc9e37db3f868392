"""Whoever holds the key still cannot change an event without leaving a trace."""

from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.store import check
from desktop.store._engine import SqlError
from desktop.store.opening import Store
from desktop.store.schema import APPEND_ONLY, KEEP_PACKS, KEEP_PAYLOADS
from tests.store.keyfiles import data_key

if TYPE_CHECKING:
    from tests.store.conftest import Hand

ATTEMPTS = [
    ("UPDATE events SET prev = 'x' WHERE seq = 2", APPEND_ONLY),
    ("DELETE FROM events WHERE seq = 3", APPEND_ONLY),
    ("DELETE FROM events", APPEND_ONLY),
    (
        "REPLACE INTO events (seq, envelope, prev, hash) SELECT seq, envelope, prev, hash FROM events",
        APPEND_ONLY,
    ),
    ("REPLACE INTO events (seq, envelope, prev, hash) VALUES (2, '{}', 'x', 'y')", APPEND_ONLY),
    ("INSERT INTO events (seq, envelope, prev, hash) VALUES (99, '{\"seq\":99}', 'x', 'y')", APPEND_ONLY),
    (
        "INSERT OR IGNORE INTO events (seq, envelope, prev, hash) VALUES (4, '{}', 'x', 'y')",
        APPEND_ONLY,
    ),
    ("UPDATE payloads SET bytes = x'00' WHERE seq = 3", APPEND_ONLY),
    ("INSERT OR REPLACE INTO payloads (seq, salt, bytes) VALUES (3, zeroblob(16), x'00')", APPEND_ONLY),
    ("DELETE FROM payloads WHERE seq = 3", KEEP_PAYLOADS),
    ("UPDATE packs SET bytes = x'00'", KEEP_PACKS),
    ("DELETE FROM packs", KEEP_PACKS),
    ("INSERT OR REPLACE INTO packs (hash, bytes) SELECT hash, x'00' FROM packs", KEEP_PACKS),
]


@pytest.mark.parametrize(("attempt", "sentence"), ATTEMPTS)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_change_by_plain_sql_is_refused_with_the_sentence(
    hand: "Hand", store: Store, attempt: str, sentence: str, recursive: str
) -> None:
    hand.answer(hand.open())
    before = list(store.queries.iter_chain())
    db = store.maintenance()
    db.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(SqlError) as caught:
        db.execute(attempt)
    db.close()
    assert str(caught.value) == sentence
    assert list(store.queries.iter_chain()) == before


def test_a_payload_goes_only_when_its_own_redaction_stands(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    one, other = hand.answer(visit), hand.answer(visit, "visitor")
    redaction = hand.redact(one.seq)
    db = store.maintenance()
    for seq in (other.seq, redaction.seq, 1, 2):
        with pytest.raises(SqlError, match="redaction"):
            db.execute("DELETE FROM payloads WHERE seq = ?", (seq,))
    with pytest.raises(SqlError, match="never changed"):
        db.execute("INSERT INTO payloads (seq, salt, bytes) VALUES (?, zeroblob(16), x'00')", (one.seq,))
    db.close()


def test_removed_guards_are_found_by_doctor_and_the_change_by_verify(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    seq = hand.answer(visit).seq
    hand.answer(visit, "visitor")
    db = store.maintenance()
    db.execute("DROP TRIGGER events_no_update")
    db.execute("UPDATE events SET envelope = replace(envelope, 'Guard 12', 'Guard 99') WHERE seq = ?", (seq,))
    db.close()
    (finding,) = chain.verify(store.queries.iter_chain())
    assert (finding.seq, finding.code) == (seq, "changed")
    found = [fact for fact in check.findings(store) if fact.level != "ok"]
    assert {fact.code for fact in found} <= {"triggers", "tables"}
    assert "events_no_update" in found[0].sentence


def test_a_guard_that_was_made_harmless_counts_as_removed(store: Store) -> None:
    db = store.maintenance()
    db.execute("DROP TRIGGER events_no_delete")
    db.execute("CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT 1; END")
    db.close()
    assert [fact.code for fact in check.findings(store) if fact.level == "error"] == ["triggers", "tables"]


def test_rights_on_the_key_are_a_fact_of_doctor(store: Store) -> None:
    place = data_key(store.places)
    place.chmod(0o640)
    (fact,) = [fact for fact in check.findings(store) if fact.level != "ok"]
    assert (fact.code, fact.level) == ("key_rights", "warning")
    assert str(place) in fact.sentence
    assert "600" in fact.remedy
