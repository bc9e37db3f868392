"""Makes a record of very many visits fast: walks that a real desk recorded, written again and again into one genuine chain.

Every event is sealed as the journal seals it and checkpoints are signed by the device key, so that `threshold verify` must find
nothing. Only the views are left behind: the next start makes them anew.
"""

import datetime
import json
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from desktop import paths
from desktop.core import canonical, chain, events, identity, witness
from desktop.core.events import Draft, Envelope, Event
from desktop.core.particulars import CheckpointSigned, NoteWritten
from desktop.services.desk import Desk
from desktop.store._engine import Database
from desktop.store.journal import PROGRAM, SALT_BYTES
from desktop.store.opening import new_id
from desktop.store.schema import TRIGGERS, run_all
from desktop.trust.device import DeviceKey, open_device_key
from desktop.wall import zone
from tests.services.conftest import GUARD, Guard

A_VISIT = 40
"""Events of one visit, with the checkpoint that is signed when it is closed."""

A_DAY = 100
"""Visits of one day, the first at 08:00."""

APART = datetime.timedelta(minutes=7)
FIRST = datetime.datetime(2026, 7, 15, 8, tzinfo=datetime.timezone(-datetime.timedelta(hours=4)))
A_BATCH = 250
DAY = re.compile(r"2026-07-\d\d")
MARK, NUMBER_MARK, HASH_MARK = 777_000_000_000, "RECORD-NUMBER", "f00d" * 16


class Piece(msgspec.Struct, frozen=True):
    """One event of a walk as a pattern: envelope and payload with places for what differs, `later` in µs since the visit began,
    and what the payload's place takes: nothing, the record number, a day, or the number of the event that is `before` it."""

    envelope: bytes
    payload: bytes
    later: int
    takes: str = ""
    before: int = 0
    day: str = ""


def walks(home: Path) -> list[list[Piece]]:
    """Walks of several kinds, played at a real desk below `home` in July."""
    guard = Guard(home, FIRST.isoformat())
    try:
        played = [_good_warrant, _expired, _taken_back, _emergency, _ordinary]
        return [_patterns(guard, play(guard)) for play in played]
    finally:
        guard.desk.close()


def _good_warrant(guard: Guard) -> str:
    visit = guard.open()
    guard.warrant(visit)
    guard.answer(visit, "counsel", "allow")
    return visit


def _expired(guard: Guard) -> str:
    visit = guard.open()
    guard.warrant(visit, execute_by="2026-07-14")
    return visit


def _taken_back(guard: Guard) -> str:
    visit = guard.open()
    now = guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    guard.walking.take_back(visit, now.visit.inputs[-1].seq, GUARD)
    guard.tell(visit, {"visitor": "city_agency", "identified": "all"})
    return visit


def _emergency(guard: Guard) -> str:
    visit = guard.walking.press("F1", None, GUARD, "Front desk").visit.id
    guard.answer(visit, "officers_now", "danger_over")
    return visit


def _ordinary(guard: Guard) -> str:
    visit = guard.open()
    guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    return visit


def _patterns(guard: Guard, visit: str) -> list[Piece]:
    """Close the visit, fill it up with notes, and take it as a pattern."""
    journal = guard.desk.store.journal
    begun = guard.clock.read().utc_us
    count = len(guard.desk.store.queries.events_of(visit))
    for number in range(A_VISIT - count - 3):
        said = NoteWritten(f"They said that they would wait ({number}), and sat down by the door.", "told")
        journal.append([Draft("note_written", visit, said, GUARD)], guard.clock.read())
    if not guard.walking.renewed(visit).walk.closed:
        guard.answer(visit, "officers_now", "left")
    found = guard.desk.store.queries.events_of(visit)
    return [_piece(found, place, begun) for place in range(len(found))]


def _piece(found: list[Event], place: int, begun: int) -> Piece:
    event = found[place]
    plain: dict[str, Any] = msgspec.to_builtins(event.body)
    takes, before, day = "", 0, ""
    name = {"outcome_reached": "because", "step_reopened": "seq"}.get(event.kind)
    if name:
        takes, before = "event", next(i for i, each in enumerate(found) if each.seq == plain[name])
        plain[name] = MARK
    elif "record_number" in plain:
        takes, plain["record_number"] = "number", NUMBER_MARK
    elif isinstance(plain.get("value"), str) and DAY.fullmatch(plain["value"]):
        takes, day, plain["value"] = "day", plain["value"], NUMBER_MARK
    payload = _escaped(canonical.encode(plain)).replace(str(MARK).encode(), b"%d")
    payload = payload.replace(NUMBER_MARK.encode(), b"%b")
    return Piece(_envelope(event), payload, event.utc_us - begun + place * 4_000_000, takes, before, day)


def _escaped(text: bytes) -> bytes:
    return text.replace(b"%", b"%%")


def _envelope(event: Envelope) -> bytes:
    """The envelope with places for: after, boot, clock, offset, hash of the payload, seq, time, visit; in that order."""
    fields = {name: getattr(event, name) for name in Envelope.__struct_fields__}
    marked = {"after": HASH_MARK, "boot": "BOOT", "payload_hash": "HASH", "visit": event.visit and "VISIT"}
    numbers = {"mono_ns": MARK, "offset_min": MARK + 1, "seq": MARK + 2, "utc_us": MARK + 3}
    text = _escaped(events.encode_envelope(Envelope(**{**fields, **marked, **numbers})))
    for mark in (HASH_MARK, "BOOT", "HASH", "VISIT"):
        text = text.replace(f'"{mark}"'.encode(), b'"%b"')
    for number in numbers.values():
        text = text.replace(str(number).encode(), b"%d")
    return text


class Writer:
    """Writes visits into an open desk's record over a connection of its own, one batch a transaction."""

    def __init__(self, desk: Desk, patterns: list[list[Piece]], signer: DeviceKey) -> None:
        self.desk, self.patterns, self.signer = desk, patterns, signer
        self.seq, self.head = desk.store.journal.head()
        self.after = ""
        self._events: list[tuple[int, str, str, str]] = []
        self._payloads: list[tuple[int, bytearray, bytearray]] = []
        owner = desk.store.owner
        self._place = {
            key: f'"{key}":{json.dumps(value)}'.encode()
            for key, value in (("device", owner.device), ("epoch", owner.epoch))
        }
        self.patterns = [[self._own(piece) for piece in pattern] for pattern in patterns]
        body = CheckpointSigned("visit_closed", MARK, HASH_MARK, signer.public, "")
        at = desk.clock.read()
        named = Envelope(owner.device, owner.epoch, 1, None, "", "checkpoint_signed", 1, PROGRAM,
                         at.utc_us, at.offset_min, at.zone, at.mono_ns, at.boot, "")  # fmt: skip
        self._checkpoint = _envelope(named)
        self._signed = body

    def _own(self, piece: Piece) -> Piece:
        """The pattern as an event of this desk's journal."""
        text = re.sub(rb'"device":"[^"]*"', self._place["device"], piece.envelope)
        text = re.sub(rb'"epoch":\d+', self._place["epoch"], text)
        return msgspec.structs.replace(piece, envelope=text)

    def visit(self, number: int) -> None:
        """Seal the events of the visit with this number, counted from 0."""
        pattern = self.patterns[number % len(self.patterns)]
        days, slot = divmod(number, A_DAY)
        begun, boot = FIRST + datetime.timedelta(days=days) + slot * APART, f"day-{days}".encode()
        at = _moment(self.desk, begun)
        ident, first, self.after = new_id().encode(), self.seq + 1, ""
        for piece in pattern:
            self._seal(piece, self._payload(piece, number, first, days), at, boot, ident)
        self._sign(at, boot, pattern[-1].later)

    def _payload(self, piece: Piece, number: int, first: int, days: int) -> bytes:
        if piece.takes == "event":
            return piece.payload % (first + piece.before)
        if piece.takes == "number":
            facility = self.desk.facility
            return (
                piece.payload % identity.record_number(facility.id, facility.desk, 2026, number + 1).encode()
            )
        if piece.takes == "day":
            moved = datetime.date.fromisoformat(piece.day) + datetime.timedelta(days=days)
            return piece.payload % moved.isoformat().encode()
        return piece.payload % ()

    def _seal(self, piece: Piece, payload: bytes, at: tuple[int, int], boot: bytes, visit: bytes) -> None:
        salt, (begun_us, offset) = secrets.token_bytes(SALT_BYTES), at
        now = begun_us + piece.later
        told = chain.payload_hash(salt, payload).encode()
        places = (self.after.encode(), boot, now * 1000, offset, told, self.seq + 1, now)
        envelope = piece.envelope % ((*places, visit) if visit else places)
        own = chain.event_hash(envelope, self.head)
        self.seq += 1
        self._events.append((self.seq, envelope.decode(), self.head, own))
        self._payloads.append((self.seq, bytearray(salt), bytearray(payload)))
        self.head = own
        self.after = own if visit else self.after

    def _sign(self, at: tuple[int, int], boot: bytes, later: int) -> None:
        owner = self.desk.store.owner
        signature = self.signer.sign(witness.message(owner.device, owner.epoch, self.seq, self.head))
        body = msgspec.structs.replace(self._signed, seq=self.seq, hash=self.head, signature=signature)
        payload = events.encode_body("checkpoint_signed", body)
        self.after = ""
        self._seal(Piece(self._checkpoint, b"", later), payload, at, boot, b"")

    def flush(self, db: Database) -> None:
        """Store what was sealed."""
        connection: Any = db.conn
        sql = "INSERT INTO events (seq, envelope, prev, hash) VALUES (?, ?, ?, ?)"
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(sql, self._events)
        connection.executemany("INSERT INTO payloads (seq, salt, bytes) VALUES (?, ?, ?)", self._payloads)
        connection.execute("COMMIT")
        self._events, self._payloads = [], []


def _moment(desk: Desk, begun: datetime.datetime) -> tuple[int, int]:
    """The instant at the wall clock's hour of that day, in µs UTC, and the offset in force."""
    local = begun.replace(tzinfo=None).replace(tzinfo=zone(desk.facility.zone))
    offset = local.utcoffset() or datetime.timedelta()
    since = local - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return since // datetime.timedelta(microseconds=1), offset // datetime.timedelta(minutes=1)


def fill(home: Path, visits: int, told: Callable[[int], None] = lambda events: None) -> int:
    """Make a record of so many visits below `home`; how many events it has. `told` is called about each batch."""
    patterns = walks(home / "patterns")
    guard = Guard(home, FIRST.isoformat())
    desk = guard.desk
    key = open_device_key(paths.places(home, {}).keys, "record")
    assert key is not None
    desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
    writer, db = Writer(desk, patterns, key), desk.store.maintenance()
    try:
        run_all(db, [f"DROP TRIGGER {name}" for name in TRIGGERS])
        for batch in _batches(visits):
            for number in batch:
                writer.visit(number)
            writer.flush(db)
            told(writer.seq)
        run_all(db, [f"CREATE TRIGGER {name} {text}" for name, text in TRIGGERS.items()])
        name = f"record/{desk.facility.id}/{desk.facility.desk}/2026"
        db.execute("INSERT INTO counters (name, value) VALUES (?, ?)", (name, visits))
    finally:
        db.close()
        desk.store.close()
        desk.log.close()
    return writer.seq


def _batches(visits: int) -> Iterator[range]:
    for first in range(0, visits, A_BATCH):
        yield range(first, min(first + A_BATCH, visits))
