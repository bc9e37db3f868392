"""The stand-alone verifier and the program's own judge the same record alike: whatever somebody did to it, both find it, or neither."""

import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop.core import canonical, chain
from desktop.core.chain import Row
from desktop.core.policy_proof import PolicyProof
from desktop.paths import Places
from desktop.services.evidence import _Making, _shipped
from desktop.store._engine import Database
from desktop.store.evidence import Snapshot
from desktop.store.opening import Store, open_store
from desktop.store.stored import chain_rows
from desktop.trust.device import open_device_key
from desktop.trust.policykeys import key_id, signers_of
from tests.core.signed_policies import FORGED, GOOD, OLD, Event, payload
from tests.services.exports import packed, rows_of, signed, unpacked, verifier, with_rows
from tests.store.forging import Done, Forger, found, make_record, open_by_force, with_fields
from tests.store.tampering import CLASSES


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return make_record(tmp_path_factory.mktemp("record"))


@pytest.fixture
def store(record: Places) -> Iterator[Store]:
    opened = open_store(record, False)
    yield opened
    opened.close()


def both(store: Store, db: Database, done: Done, place: Path) -> tuple[list[str], list[str]]:
    """What the program finds in the record as it stands, and what the verifier finds in its export."""
    key = open_device_key(store.places.keys, "record")
    assert key is not None
    ours = [each.sentence for each in found(db, done)]
    making = _Making(Snapshot(store, db), frozenset(), False, lambda *_: None, _shipped())
    with zipfile.ZipFile(place, "w") as archive:
        making.write(archive, key)
    theirs = verifier.check(str(place), [(head.seq, head.hash) for head in done.heads], list(done.public))
    return ours, [each["sentence"] for each in theirs.findings if each["code"] != "pack"]


def test_both_find_nothing_in_a_record_that_nobody_touched(store: Store, tmp_path: Path) -> None:
    db = open_by_force(store.places)
    assert both(store, db, Done(0, 0), tmp_path / "e.zip") == ([], [])
    db.close()


@pytest.mark.parametrize("name", CLASSES)
def test_both_find_what_somebody_did_with_the_data_key(store: Store, tmp_path: Path, name: str) -> None:
    db = open_by_force(store.places)
    db.execute("BEGIN IMMEDIATE")
    try:
        done = CLASSES[name](Forger(db, random.Random(f"both {name}")))
        ours, theirs = both(store, db, done, tmp_path / "e.zip")
    finally:
        db.execute("ROLLBACK")
        db.close()
    assert bool(ours) == bool(theirs), (ours, theirs)


# ---- At the end of a record, where no signature reaches yet --------------------------------------------------------------
def appended(forger: Forger, kind: str, body: Any, **envelope: Any) -> None:
    """An event behind the last one, its hashes right."""
    last, salt = forger.rows[-1], b"x" * 16
    payload, seq = canonical.encode(body), last.seq + 1
    fields = {"seq": seq, "kind": kind, "visit": None, "after": "", "version": 1}
    stored = with_fields(
        last.envelope, **{**fields, "payload_hash": chain.payload_hash(salt, payload), **envelope}
    )
    put(forger, Row(seq, stored, last.hash, chain.event_hash(stored, last.hash), salt, payload))


def put(forger: Forger, row: Row) -> None:
    forger.write([*forger.rows, row])
    forger.rows.append(row)


def spelled(forger: Forger, old: str, new: str) -> None:
    """The last event with its envelope spelled otherwise, its hash right."""
    last = forger.rows.pop()
    stored = last.envelope.replace(old.encode(), new.encode(), 1)
    assert stored != last.envelope
    put(forger, msgspec.structs.replace(last, envelope=stored, hash=chain.event_hash(stored, last.prev)))


def emptied(forger: Forger, seq: int) -> None:
    forger.db.execute("DELETE FROM payloads WHERE seq = ?", (seq,))


NOTE = {"text": "They hit the guard.", "source": "told"}
CHECKPOINT = {"seq": 1, "hash": "0" * 64, "public": "0" * 64, "signature": "0" * 128, "reason": "every"}


def odd(forger: Forger, name: str) -> None:
    """One of the ways of opposing counsel."""
    end = forger.rows[-1].seq
    note = next(
        row.seq for row in reversed(forger.rows) if json.loads(row.envelope)["kind"] == "note_written"
    )
    visit = json.loads(forger.rows[note - 1].envelope)["visit"]
    own = [row.hash for row in forger.rows if json.loads(row.envelope)["visit"] == visit]
    if name == "announced":
        appended(forger, "payload_redacted", {"seq": end + 2, "reason": "order"})
        appended(forger, "note_written", NOTE, visit=visit, after=own[-1])
        emptied(forger, end + 2)
    elif name in ("redacted", "redaction redacted", "witness redacted"):
        target = 2 if name == "witness redacted" else note
        appended(forger, "payload_redacted", {"seq": target, "reason": "order"})
        if name == "redaction redacted":
            appended(forger, "payload_redacted", {"seq": end + 1, "reason": "order"})
            emptied(forger, end + 1)
        emptied(forger, target)
    elif name == "visit emptied":
        opened = next(row.seq for row in forger.rows if json.loads(row.envelope)["kind"] == "visit_opened")
        appended(forger, "payload_redacted", {"seq": opened, "reason": "order"})
        emptied(forger, opened)
    elif name == "checkpoint of later":
        appended(forger, "checkpoint_signed", CHECKPOINT, version=9)
    elif name == "epoch of later":
        appended(forger, "store_created", {"realm": "record"}, version=2)
    elif name == "version 0":
        appended(forger, "note_written", NOTE, visit=visit, after=own[-1], version=0)
    else:
        wrong = {"after": "a" * 64} if name == "after" else {"after": own[-1]}
        appended(forger, "note_written", NOTE, visit=visit, **wrong)
        ways = {
            "twice": ('"visit":', '"visit":"another","visit":'),
            "spaces": ('"visit":', '"visit": '),
            "more": ('"zone":', '"zonf":"","zone":'),
            "below": (f'"seq":{end + 1},', '"seq":-5,'),
            "mono": ('"mono_ns":"', '"mono_ns":"0'),
        }
        if name in ways:
            spelled(forger, *ways[name])


FOUND = {
    "redacted": False, "announced": True, "redaction redacted": True, "witness redacted": True, "visit emptied": True,
    "checkpoint of later": True, "epoch of later": True, "version 0": True, "after": True, "twice": True, "spaces": True,
    "more": True, "below": True, "mono": True, "a note": False,
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_both_judge_alike_what_was_put_behind_the_last_signature(
    store: Store, tmp_path: Path, name: str
) -> None:
    db = open_by_force(store.places)
    db.execute("BEGIN IMMEDIATE")
    try:
        odd(Forger(db, random.Random(name)), name)
        ours, theirs = both(store, db, Done(0, 0), tmp_path / "e.zip")
    finally:
        db.execute("ROLLBACK")
        db.close()
    assert (bool(ours), bool(theirs)) == (FOUND[name], FOUND[name]), (ours, theirs)


# ---- Who signed the policies --------------------------------------------------------------------------------------------
def of_policies(store: Store, place: Path, events: Sequence[Event]) -> tuple[list[str], list[str], list[str]]:
    """What the program finds of policies that somebody put behind a record, what the verifier finds in its export, and what that tells."""
    key, proof = open_device_key(store.places.keys, "record"), PolicyProof(key_id, signers_of)
    assert key is not None
    db = open_by_force(store.places)
    db.execute("BEGIN IMMEDIATE")
    try:
        forger = Forger(db, random.Random("policies"))
        for kind, body, version in events:
            appended(forger, kind, payload(body), version=version)
        read = (row for batch in chain_rows(db) for row in batch)
        watched = chain.verify(read, watch=lambda row, of, body: proof.see(row.seq, body, of.version))
        making = _Making(Snapshot(store, db), frozenset({"none of them"}), False, lambda *_: None, _shipped())
        with zipfile.ZipFile(place, "w") as archive:
            making.write(archive, key)
    finally:
        db.execute("ROLLBACK")
        db.close()
    theirs = verifier.check(str(place), [], [])
    assert watched == []
    return (
        [each.sentence for each in proof.findings],
        [each["sentence"] for each in theirs.findings],
        [note for note in theirs.notes if "signatures" in note],
    )


@pytest.mark.parametrize("name", FORGED)
def test_both_name_in_the_same_words_what_was_made_of_a_signed_policy(
    store: Store, tmp_path: Path, name: str
) -> None:
    """By an export of other visits alone: who signed the policies is in every one."""
    events, wanted = FORGED[name]
    ours, theirs, _ = of_policies(store, tmp_path / "e.zip", events)
    assert ours == theirs
    assert any(wanted in each for each in theirs), theirs


def test_both_find_nothing_in_signed_policies_and_tell_where_no_signatures_were_kept(
    store: Store, tmp_path: Path
) -> None:
    assert of_policies(store, tmp_path / "e.zip", GOOD) == ([], [], [])
    ours, theirs, notes = of_policies(store, tmp_path / "e.zip", OLD)
    assert (ours, theirs, len(notes)) == ([], [], 3)


def test_who_signed_a_policy_is_never_withheld(store: Store, tmp_path: Path) -> None:
    of_policies(store, tmp_path / "e.zip", GOOD)
    parts, key = unpacked(tmp_path / "e.zip"), open_device_key(store.places.keys, "record")
    assert key is not None
    for at in range(-len(GOOD), 0):
        lines = rows_of(parts)
        lines[at] = {name: lines[at][name] for name in ("seq", "envelope", "prev", "hash")} | {
            "absent": "withheld"
        }
        (tmp_path / "w.zip").write_bytes(packed(signed(with_rows(parts, lines), key)))
        found_there = verifier.check(str(tmp_path / "w.zip"), [], []).findings
        assert ("withheld", lines[at]["seq"]) in [(each["code"], each["seq"]) for each in found_there]


def test_contents_that_no_event_of_policies_has_are_named_by_both(store: Store, tmp_path: Path) -> None:
    kind, body, version = GOOD[1]
    for odd_one, of in ((payload(body) | {"more": 1}, version), (payload(body), 1), ({"pack": "us/a"}, 2)):
        db = open_by_force(store.places)
        db.execute("BEGIN IMMEDIATE")
        try:
            forger = Forger(db, random.Random("odd"))
            appended(forger, kind, odd_one, version=of)
            ours, theirs = both(store, db, Done(0, 0), tmp_path / "e.zip")
        finally:
            db.execute("ROLLBACK")
            db.close()
        assert ("cannot be read" in " ".join(ours), "cannot be read" in " ".join(theirs)) == (True, True)
