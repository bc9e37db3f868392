"""Tampers with a real encrypted record as somebody would who holds the file and its data key, and not the device key.

Every class draws its place by a seeded chance and tells which event must be named. All of it happens in one transaction that is
rolled back, so that hundreds are tried on one record; `build/long/tamper.py` tries more of them.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from desktop.core import events
from desktop.core.chain import Finding, Head, Row
from desktop.core.particulars import CheckpointSigned, DeviceKeyMade
from desktop.store._engine import Database, value
from desktop.trust.device import DeviceKey
from tests.store.forging import SEED, Done, Forger, found, kind_of, named, with_fields
from tests.store.forms import FORMS

# ---- columns ----------------------------------------------------------------------------------------------------


def envelope_field(name: str, other: Callable[[Any], Any]) -> Callable[[Forger], Done]:
    """A class: one field of an envelope is another."""

    def tamper(forger: Forger) -> Done:
        row = forger.pick()
        envelope = with_fields(row.envelope, **{name: other(json.loads(row.envelope)[name])})
        forger.db.execute("UPDATE events SET envelope = ? WHERE seq = ?", (envelope.decode(), row.seq))
        return Done(row.seq, row.seq)

    return tamper


def column(table: str, name: str, other: Callable[[Any], Any]) -> Callable[[Forger], Done]:
    """A class: one column of one row is another."""

    def tamper(forger: Forger) -> Done:
        row = forger.pick()
        former = value(forger.db, f"SELECT {name} FROM {table} WHERE seq = ?", (row.seq,))
        forger.db.execute(f"UPDATE {table} SET {name} = ? WHERE seq = ?", (other(former), row.seq))
        return Done(row.seq, row.seq)

    return tamper


def _flip(former: bytes | str) -> bytes | str:
    if isinstance(former, bytes):
        return former[:-1] + bytes([former[-1] ^ 1])
    return former[:-1] + ("0" if former[-1] != "0" else "1")


def _seq_moved(forger: Forger) -> Done:
    """An event gets a number far behind the last."""
    row, far = forger.pick(), forger.rows[-1].seq + forger.rng.randint(2, 1000)
    forger.db.execute("UPDATE events SET seq = ? WHERE seq = ?", (far, row.seq))
    return Done(row.seq, row.seq)


def _payload_renumbered(forger: Forger) -> Done:
    """The contents of an event get the number of none."""
    row, far = forger.pick(), forger.rows[-1].seq + forger.rng.randint(1, 1000)
    forger.db.execute("UPDATE payloads SET seq = ? WHERE seq = ?", (far, row.seq))
    return Done(row.seq, row.seq)


def _payload_moved(forger: Forger) -> Done:
    """The contents of two events change places."""
    one, other = sorted(
        forger.rng.sample([row for row in forger.rows[2:] if row.payload], 2), key=lambda row: row.seq
    )
    for row, there in ((one, other), (other, one)):
        sql = "UPDATE payloads SET salt = ?, bytes = ? WHERE seq = ?"
        forger.db.execute(sql, (there.salt, there.payload, row.seq))
    return Done(one.seq, one.seq)


# ---- rows -------------------------------------------------------------------------------------------------------


def _deleted(forger: Forger) -> Done:
    row = forger.pick()
    forger.db.execute("DELETE FROM events WHERE seq = ?", (row.seq,))
    return Done(row.seq, row.seq)


def _run_deleted(forger: Forger) -> Done:
    row = forger.pick(before=forger.rows[-1].seq - 5)
    forger.db.execute(
        "DELETE FROM events WHERE seq BETWEEN ? AND ?", (row.seq, row.seq + forger.rng.randint(1, 4))
    )
    return Done(row.seq, row.seq)


def _payload_deleted(forger: Forger) -> Done:
    row = forger.pick()
    forger.db.execute("DELETE FROM payloads WHERE seq = ?", (row.seq,))
    return Done(row.seq, row.seq)


def _inserted(forger: Forger) -> Done:
    """A forged event is put in, those after it are moved up, and nothing else is made to fit."""
    row = forger.pick()
    place = row.seq - 1
    after = [msgspec.structs.replace(each, seq=each.seq + 1) for each in forger.rows[place:]]
    extra = msgspec.structs.replace(forger.forged(row), hash="e" * 64)
    forger.write([*forger.rows[:place], extra, *after])
    return Done(row.seq, row.seq)


def _reordered(forger: Forger) -> Done:
    """Two events stand in each other's place."""
    one, other = sorted(forger.rng.sample(forger.rows[2:], 2), key=lambda row: row.seq)
    swapped = {
        one.seq: msgspec.structs.replace(other, seq=one.seq),
        other.seq: msgspec.structs.replace(one, seq=other.seq),
    }
    forger.write([swapped.get(row.seq, row) for row in forger.rows])
    return Done(one.seq, one.seq)


def _cut(forger: Forger) -> Done:
    """The end is gone; somebody kept the head."""
    kept = forger.rng.randint(2, len(forger.rows) - 1)
    forger.write(forger.rows[:kept])
    return Done(kept + 1, kept + 1, heads=(forger.head,))


def _cut_after_close(forger: Forger) -> Done:
    """The end is gone, from the checkpoint of a closed visit on; nobody kept a head."""
    row = forger.pick("visit_closed")
    forger.write(forger.rows[: row.seq])
    return Done(row.seq, row.seq)


# ---- chained anew -----------------------------------------------------------------------------------------------


def rechained(change: Callable[[Forger, Row], list[Row]]) -> Callable[[Forger], Done]:
    """A class: something is changed, and every hash after it is made to fit; the checkpoints stay, since they cannot be signed."""

    def tamper(forger: Forger) -> Done:
        row = forger.pick(before=forger.checkpoints()[-1])
        forger.write(forger.chained(change(forger, row)))
        seq = forger.unsigned_from(row.seq)
        return Done(seq, seq)

    return tamper


def _with_forged(forger: Forger, row: Row) -> list[Row]:
    return [forger.forged(each) if each is row else each for each in forger.rows]


def _without(forger: Forger, row: Row) -> list[Row]:
    return [each for each in forger.rows if each is not row]


def _with_another(forger: Forger, row: Row) -> list[Row]:
    return [*forger.rows[: row.seq], forger.forged(row), *forger.rows[row.seq :]]


def _redated(forger: Forger, row: Row) -> list[Row]:
    envelope = with_fields(row.envelope, utc_us=json.loads(row.envelope)["utc_us"] - 3_600_000_000)
    return [msgspec.structs.replace(each, envelope=envelope) if each is row else each for each in forger.rows]


def _checkpoint_removed(forger: Forger) -> Done:
    """A checkpoint goes, and the rest is chained anew: a later checkpoint does not fit."""
    seq = forger.rng.choice(forger.checkpoints()[:-1])
    forger.write(forger.chained([row for row in forger.rows if row.seq != seq]))
    first = forger.unsigned_from(seq - 1)
    return Done(first, first)


def _checkpoint_moved(forger: Forger) -> Done:
    """A checkpoint and the event before it change places, and the rest is chained anew."""
    seq = forger.rng.choice(forger.checkpoints()[:-1])
    moved = [*forger.rows[: seq - 2], forger.rows[seq - 1], forger.rows[seq - 2], *forger.rows[seq:]]
    forger.write(forger.chained(moved))
    first = forger.unsigned_from(seq - 1)
    return Done(first, first)


def _last_checkpoints_removed(forger: Forger) -> Done:
    """All checkpoints after a visit was closed go, and the rest is chained anew."""
    row = forger.pick("visit_closed")
    forger.write(
        forger.chained(
            [each for each in forger.rows if each.seq < row.seq or each.seq not in forger.checkpoints()]
        )
    )
    return Done(row.seq, row.seq)


def _checkpoint_rewritten(forger: Forger) -> Done:
    """An event is forged, all is chained anew, and the checkpoints name the new hashes under their old signatures."""
    row = forger.pick(before=forger.checkpoints()[-1])
    signer = _Mute(forger.rows)
    forger.write(forger.chained(_with_forged(forger, row), signer))
    seq = next(each for each in forger.checkpoints() if each > row.seq)
    return Done(seq, seq)


class _Mute(DeviceKey):
    """Signs nothing: it writes a signature that is on record already."""

    def __init__(self, record: Sequence[Row]) -> None:
        bodies = [events.decode_body(kind_of(row), 1, row.payload) for row in record]
        self._one = next(body for body in bodies if isinstance(body, CheckpointSigned))
        self.public = self._one.public

    def sign(self, message: bytes) -> str:
        return self._one.signature


def _signed_by_another(forger: Forger) -> Done:
    """An event is forged, and every checkpoint is signed anew by a key that the record does not name."""
    row = forger.pick(before=forger.checkpoints()[-1])
    forger.write(forger.chained(_with_forged(forger, row), DeviceKey(SEED)))
    first = forger.checkpoints()[0]
    return Done(first, first)


def _named_another(forger: Forger) -> Done:
    """The whole record is written anew under a device key of the forger's: only the key that was noted elsewhere shows it."""
    row, own = forger.pick(), DeviceKey(SEED)
    genuine = events.decode_body("device_key_made", 1, forger.rows[1].payload)
    assert isinstance(genuine, DeviceKeyMade)
    naming = events.encode_body("device_key_made", DeviceKeyMade(own.public))
    anew = [
        msgspec.structs.replace(each, payload=naming) if each.seq == 2 else each
        for each in _with_forged(forger, row)
    ]
    forger.write(forger.chained(anew, own))
    return Done(2, 2, public=(genuine.public,))


def _written_anew_against_a_head(forger: Forger) -> Done:
    """The same, against a head that was printed."""
    head = forger.rng.choice(forger.rows[2:])
    _named_another(forger)
    return Done(head.seq, head.seq, heads=(Head(head.seq, head.hash),))


def _named_another_and_back(forger: Forger) -> Done:
    """From some event on all is forged and signed by a key of the forger's, and at the end the record names the right one again,
    so that the key file of the computer agrees with it."""
    row, own = forger.pick(before=forger.checkpoints()[-1]), DeviceKey(SEED)
    genuine = events.decode_body("device_key_made", 1, forger.rows[1].payload)
    assert isinstance(genuine, DeviceKeyMade)
    there, back = (
        msgspec.structs.replace(forger.rows[1], payload=events.encode_body("device_key_made", body))
        for body in (DeviceKeyMade(own.public, genuine.public), DeviceKeyMade(genuine.public, own.public))
    )
    anew = _with_forged(forger, row)
    forger.write(forger.chained([*anew[: row.seq - 1], there, *anew[row.seq - 1 :], back], own, row.seq))
    return Done(len(anew) + 2, len(anew) + 2)


def _witness_redacted(forger: Forger) -> Done:
    """The contents of a checkpoint go."""
    seq = forger.rng.choice(forger.checkpoints())
    forger.db.execute("DELETE FROM payloads WHERE seq = ?", (seq,))
    return Done(seq, seq)


CLASSES: Mapping[str, Callable[[Forger], Done]] = MappingProxyType(
    {
        "envelope device": envelope_field("device", lambda was: f"{was}x"),
        "envelope epoch": envelope_field("epoch", lambda was: was + 1),
        "envelope seq": envelope_field("seq", lambda was: was + 1),
        "envelope visit": envelope_field("visit", lambda was: f"{was}x"),
        "envelope after": envelope_field("after", lambda was: "a" * 64),
        "envelope kind": envelope_field(
            "kind", lambda was: "note_written" if was != "note_written" else "shown"
        ),
        "envelope version": envelope_field("version", lambda was: was + 1),
        "envelope actor": envelope_field("actor", lambda was: {**was, "person": "Guard 99"}),
        "envelope utc_us": envelope_field("utc_us", lambda was: was - 1),
        "envelope offset_min": envelope_field("offset_min", lambda was: was + 60),
        "envelope zone": envelope_field("zone", lambda was: "Etc/UTC"),
        "envelope mono_ns": envelope_field("mono_ns", lambda was: str(int(was) + 1)),
        "envelope boot": envelope_field("boot", lambda was: f"{was}x"),
        "envelope payload_hash": envelope_field("payload_hash", lambda was: "b" * 64),
        "envelope format": envelope_field("format", lambda was: was + 1),
        "events prev": column("events", "prev", lambda was: "c" * 64),
        "events hash": column("events", "hash", lambda was: "d" * 64),
        "events seq": _seq_moved,
        "payloads salt": column("payloads", "salt", _flip),
        "payloads bytes": column("payloads", "bytes", _flip),
        "payloads seq": _payload_renumbered,
        "payloads exchanged": _payload_moved,
        "event deleted": _deleted,
        "events deleted": _run_deleted,
        "payload deleted": _payload_deleted,
        "event inserted": _inserted,
        "events reordered": _reordered,
        "tail cut, head kept": _cut,
        "tail cut after a closing": _cut_after_close,
        "rechained, forged": rechained(_with_forged),
        "rechained, deleted": rechained(_without),
        "rechained, inserted": rechained(_with_another),
        "rechained, redated": rechained(_redated),
        "checkpoint removed": _checkpoint_removed,
        "checkpoint moved": _checkpoint_moved,
        "last checkpoints removed": _last_checkpoints_removed,
        "checkpoint rewritten": _checkpoint_rewritten,
        "checkpoint of another key": _signed_by_another,
        "all anew, key noted": _named_another,
        "all anew, head printed": _written_anew_against_a_head,
        "from one on, key named back": _named_another_and_back,
        "checkpoint emptied": _witness_redacted,
        **FORMS,
    }
)
RECHAINED = tuple(name for name in CLASSES if name.startswith("rechained"))
"""What a chain alone cannot show."""


class Tried(msgspec.Struct, frozen=True):
    """One tampering, and whether the verifier named it, with its witness and without."""

    name: str
    done: Done
    findings: tuple[Finding, ...]
    named: bool
    named_by_chain: bool


def attempt(db: Database, name: str, seed: int) -> Tried:
    """Tamper, verify, and put everything back."""
    db.execute("BEGIN IMMEDIATE")
    try:
        done = CLASSES[name](Forger(db, random.Random(f"{name} {seed}")))
        findings = found(db, done)
        by_chain = named(found(db, done, witnessed=False), done)
    finally:
        db.execute("ROLLBACK")
    return Tried(name, done, tuple(findings), named(findings, done), by_chain)
