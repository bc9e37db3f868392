"""A real encrypted record, and somebody who holds its file and its data key, and not the device key."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from desktop.core import canonical, chain, events, witness
from desktop.core.chain import START, Finding, Head, Row
from desktop.core.events import Draft
from desktop.core.particulars import CheckpointSigned, NoteWritten
from desktop.core.witness import Witness
from desktop.paths import Places, places
from desktop.store._engine import Database, connect
from desktop.store.opening import open_store
from desktop.store.schema import TRIGGERS
from desktop.store.stored import chain_rows
from desktop.trust import device, keys
from desktop.trust.device import DeviceKey
from desktop.wall import FixedClock, zone
from tests.store.conftest import GUARD, NEW_YORK, Hand

VISITS = 6
SEED = bytes(range(32))
"""Of the key that forgers sign with."""


class Done(msgspec.Struct, frozen=True):
    """What was done: the events of which one must be named, and what a careful reader holds against the record."""

    first: int
    last: int
    heads: tuple[Head, ...] = ()
    public: tuple[str, ...] = ()


def day_of_visits(hand: Hand, visits: int = VISITS) -> None:
    """Visits with answers, outcomes, notes and a redaction, most of them closed, the last left open."""
    for number in range(visits):
        visit = hand.open()
        answered = hand.answer(visit, "danger", "none", f"note {number}")
        hand.answer(visit, "visitor", "federal")
        hand.write(Draft("note_written", visit, NoteWritten(f"They said {number}.", "told"), GUARD))
        hand.reopen(visit, answered.seq)
        hand.rest(visit, "ordinary_visitor")
        if number == 1:
            hand.redact(answered.seq, visit)
        if number < visits - 1:
            hand.close(visit)


def make_record(home: Path) -> Places:
    """A record of some visits below `home`, written in two runs of the program."""
    there = places(home, {})
    clock = FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    for _ in range(2):
        store = open_store(there, True, clock=clock)
        day_of_visits(Hand(store, clock))
        store.journal.seal("closing", clock.read())
        store.close()
    return there


def open_by_force(there: Places) -> Database:
    """A connection as a forger opens it: with the data key, without any check of ours."""
    folder = there.data / "record"
    db = connect(folder / "threshold.db", keys.unlock(folder, there.keys))
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA ignore_check_constraints = ON")
    return db


def found(db: Database, done: Done, witnessed: bool = True) -> list[Finding]:
    """What the verifier says; without its witness where `witnessed` is False."""
    read = (row for batch in chain_rows(db) for row in batch)
    if not witnessed:
        return chain.verify(read, *done.heads)
    by = Witness(device.verify, done.public)
    chained = chain.verify(read, *done.heads, watch=by.see)
    return [*chained, *by.close().findings]


def named(findings: Sequence[Finding], done: Done) -> bool:
    """Whether one of the events is named."""
    return any(
        done.first <= each.seq <= done.last and f"Event {each.seq}" in each.sentence for each in findings
    )


class Forger:
    """One tampering. `rows` are those of the record as it was; `rng` decides what is done to which."""

    def __init__(self, db: Database, rng: random.Random) -> None:
        self.db, self.rng = db, rng
        self.rows = [row for batch in chain_rows(db) for row in batch]
        for name in TRIGGERS:
            db.execute(f"DROP TRIGGER {name}")

    @property
    def head(self) -> Head:
        """How far the record reached before."""
        return Head(self.rows[-1].seq, self.rows[-1].hash)

    def pick(self, *kinds: str, before: int = 0) -> Row:
        """A row with contents, of one of these kinds (any but the first and the witnesses, where none is named)."""
        end = before or self.rows[-1].seq
        fits = [
            row
            for row in self.rows[2:]
            if row.payload is not None
            and row.seq < end
            and (kind_of(row) in kinds if kinds else kind_of(row) not in events.WITNESSES)
        ]
        return self.rng.choice(fits)

    def checkpoints(self) -> list[int]:
        """The numbers of the checkpoints."""
        return [row.seq for row in self.rows if kind_of(row) == "checkpoint_signed"]

    def unsigned_from(self, seq: int) -> int:
        """The first event that the checkpoints before `seq` do not cover."""
        return max((each for each in self.checkpoints() if each <= seq), default=1)

    def write(self, written: Sequence[Row]) -> None:
        """Put these rows in the place of all."""
        self.db.execute("DELETE FROM payloads")
        self.db.execute("DELETE FROM events")
        for row in written:
            sql = "INSERT INTO events (seq, envelope, prev, hash) VALUES (?, ?, ?, ?)"
            self.db.execute(sql, (row.seq, row.envelope.decode(), row.prev, row.hash))
            if row.payload is not None:
                sql = "INSERT INTO payloads (seq, salt, bytes) VALUES (?, ?, ?)"
                self.db.execute(sql, (row.seq, row.salt, row.payload))

    def chained(self, written: Sequence[Row], signer: DeviceKey | None = None, after: int = 0) -> list[Row]:
        """The rows numbered and chained anew from the first; with `signer` every checkpoint after event `after` is signed anew."""
        made: list[Row] = []
        last: dict[str, str] = {}
        for seq, row in enumerate(written, 1):
            prev = made[-1].hash if made else START
            payload = row.payload
            if (
                signer is not None
                and seq > after
                and kind_of(row) == "checkpoint_signed"
                and payload is not None
            ):
                payload = _signed_anew(row, seq - 1, prev, signer)
            visit = events.decode_envelope(row.envelope).visit
            changed: dict[str, Any] = {"seq": seq, "after": last.get(visit or "", "")}
            if payload is not None and row.salt is not None:
                changed["payload_hash"] = chain.payload_hash(row.salt, payload)
            envelope = with_fields(row.envelope, **changed)
            made.append(Row(seq, envelope, prev, chain.event_hash(envelope, prev), row.salt, payload))
            if visit is not None:
                last[visit] = made[-1].hash
        return made

    def forged(self, row: Row) -> Row:
        """The row with other contents of the same kind."""
        assert row.payload is not None
        plain = json.loads(row.payload)
        name = self.rng.choice([each for each in plain if isinstance(plain[each], str)] or ["forged"])
        plain[name] = "forged"
        return msgspec.structs.replace(row, payload=canonical.encode(plain))


def kind_of(row: Row) -> str:
    """The kind in its envelope."""
    return events.decode_envelope(row.envelope).kind


def with_fields(envelope: bytes, **changed: Any) -> bytes:
    """The envelope with other values."""
    return canonical.encode({**json.loads(envelope), **changed})


def _signed_anew(row: Row, seq: int, prev: str, signer: DeviceKey) -> bytes:
    envelope = events.decode_envelope(row.envelope)
    body = events.decode_body(envelope.kind, envelope.version, row.payload)
    assert isinstance(body, CheckpointSigned)
    signature = signer.sign(witness.message(envelope.device, envelope.epoch, seq, prev))
    made = CheckpointSigned(body.reason, seq, prev, signer.public, signature)
    return events.encode_body("checkpoint_signed", made)
