"""Writes what is left of a damaged record to plain files, and says by number what is missing and which visits are whole."""

import contextlib
import json
import os
import uuid
from pathlib import Path
from typing import TextIO

import msgspec

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.core.events import (
    Envelope,
    PayloadRedacted,
    VisitClosed,
    VisitOpened,
    decode_body,
    decode_envelope,
)
from desktop.paths import Places
from desktop.store.salvage import Damaged, Piece, Progress, opened
from desktop.trust.keys import sync_folder
from desktop.whole import owner_only, trouble_of, write_whole

EVENTS = "events.jsonl"
REPORT = "salvage.json"


class SalvagedVisit(msgspec.Struct, frozen=True):
    """One visit as it was found: `whole` when nothing of it can be missing; `why` says what is, "" for a whole one."""

    visit: str
    record_number: str
    events: int
    whole: bool
    why: str


class Salvaged(msgspec.Struct, frozen=True):
    """What was read. `missing`, `without_contents`: numbers of events ("7", "12-40"); `wrong`: what the chain says of those
    that were read; `reaches`: the last number, and whether that is `certain`."""

    format: int
    folder: str
    damaged_pages: int
    events: int
    reaches: int
    certain: bool
    head: str
    missing: list[str]
    without_contents: list[str]
    wrong: list[str]
    visits: list[SalvagedVisit]

    @property
    def ok(self) -> bool:
        """Nothing is missing and nothing is wrong."""
        return self.certain and not (
            self.missing or self.without_contents or self.wrong or self.damaged_pages
        )


def salvage(
    places: Places, out: Path, progress: Progress = lambda *_: None, realm: str = "record"
) -> Salvaged:
    """Write `events.jsonl` and `salvage.json` into the new folder `out`: NOT encrypted. The record is only read.

    Each line is one event exactly as it is stored: `seq`, `envelope` (text), `prev`, `hash`, `salt` (hex) and `payload` (text),
    both null where they are gone. Raises Trouble: where the key or the first page is gone, or `out` cannot be written.
    """
    folder = places.data / realm
    if out.absolute().is_relative_to(folder.absolute()):
        raise Trouble("io", f"{out} is inside the folder of the record.", "Name another folder.", str(out))
    try:
        out.mkdir(
            mode=0o700
        )  # not those above it: an unplugged disk must not become a folder of this one, in clear
    except FileExistsError as error:
        remedy = "Name a folder that does not exist yet."
        raise Trouble("io", f"{out} is there already.", remedy, str(out)) from error
    except OSError as error:
        raise trouble_of(error, f"{out} cannot be made", out) from error
    try:
        with opened(folder, places.keys, out / f".{uuid.uuid4().hex}.part", places.held) as damaged:
            found = _write(damaged, folder, out, progress)
    except BaseException:
        with contextlib.suppress(OSError):  # the first error is the one that tells what happened
            out.rmdir()
        raise
    content = msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
    write_whole(out / REPORT, content, "What was found")
    return found


def _write(damaged: Damaged, folder: Path, out: Path, progress: Progress) -> Salvaged:
    """Stream the events; only numbers, hashes and one short account of each visit are held."""
    judged = _Judged()
    part = out / f"{EVENTS}.part"
    try:
        with open(part, "x", encoding="utf-8", newline="\n", opener=owner_only) as file:
            for piece in damaged.pieces(progress):
                _line(file, piece)
                judged.take(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out / EVENTS)
        sync_folder(out)
    except OSError as error:
        raise trouble_of(error, f"The events could not be written to {out}", out) from error
    finally:
        with contextlib.suppress(OSError):  # whatever ended it: half of it in clear is nothing to leave about
            part.unlink(missing_ok=True)
    reaches = damaged.reaches if damaged.certain else judged.last
    missing = [*judged.missing, *_runs(judged.last + 1, reaches)]
    return Salvaged(
        1,
        str(folder),
        damaged.damaged_pages(),
        judged.count,
        reaches,
        damaged.certain,
        judged.head,
        missing,
        _ranges(sorted(judged.empty - judged.redacted)),
        judged.wrong,
        judged.visits(cut=bool(missing) or not damaged.certain),
    )


class _Account:
    """What is known of one visit while its events pass by."""

    def __init__(self) -> None:
        self.number = ""
        self.count = self.last = 0
        self.head = ""
        self.closed = False
        self.why = ""


class _Judged:
    """Takes the pieces in order and keeps what has to be said of them."""

    def __init__(self) -> None:
        self.count = self.last = 0
        self.head = chain.START
        self.missing: list[str] = []
        self.gaps_end = 0
        self.empty: set[int] = set()
        self.redacted: set[int] = set()
        self.wrong: list[str] = []
        self._accounts: dict[str, _Account] = {}
        self._owed: dict[int, str] = {}

    def take(self, piece: Piece) -> None:
        """Judge one event."""
        gap = _runs(self.last + 1, piece.seq - 1)
        if gap:
            self.missing.extend(gap)
            self.gaps_end = piece.seq - 1
        elif piece.prev != self.head:
            self.wrong.append(f"Event {piece.seq} is not tied to the event before it.")
        stored = piece.envelope.encode()
        if chain.event_hash(stored, piece.prev) != piece.hash:
            self.wrong.append(f"Event {piece.seq} does not match its own hash.")
        self.count, self.last, self.head = self.count + 1, piece.seq, piece.hash
        try:
            envelope = decode_envelope(stored)
        except ValueError:
            self.wrong.append(f"The envelope of event {piece.seq} cannot be read.")
            return
        self._payload(piece, envelope)
        if envelope.visit is not None:
            self._visit(piece, envelope, self._accounts.setdefault(envelope.visit, _Account()))

    def _payload(self, piece: Piece, envelope: Envelope) -> None:
        if piece.payload is None or piece.salt is None:
            self.empty.add(piece.seq)
            if envelope.visit is not None:
                self._owed[piece.seq] = envelope.visit
        elif chain.payload_hash(piece.salt, piece.payload) != envelope.payload_hash:
            self.wrong.append(f"The contents of event {piece.seq} do not match their hash.")
        else:
            body = decode_body(envelope.kind, envelope.version, piece.payload)
            if isinstance(body, PayloadRedacted):
                self.redacted.add(body.seq)

    def _visit(self, piece: Piece, envelope: Envelope, account: _Account) -> None:
        body = decode_body(envelope.kind, envelope.version, piece.payload)
        if isinstance(body, VisitOpened):
            account.number = body.record_number
        if envelope.after != account.head and not account.why:
            before = f"after event {account.last}" if account.last else "its beginning"
            account.why = f"Events before event {piece.seq} are missing ({before})."
        account.closed = account.closed or isinstance(body, VisitClosed)
        account.count, account.last, account.head = account.count + 1, piece.seq, piece.hash

    def visits(self, cut: bool) -> list[SalvagedVisit]:
        """All visits of which something was found, in order. `cut`: some events are missing, perhaps of an open visit."""
        for seq in sorted(self.empty - self.redacted):
            account = self._accounts.get(self._owed.get(seq, ""))
            if account is not None and not account.why:
                account.why = f"The contents of event {seq} are missing."
        found: list[SalvagedVisit] = []
        for visit, account in self._accounts.items():
            why = account.why
            if (
                not why
                and cut
                and not account.closed
                and (account.last < self.gaps_end or self.last == account.last)
            ):
                why = f"It is not closed, and events after event {account.last} are missing: some may be its own."
            found.append(SalvagedVisit(visit, account.number, account.count, not why, why))
        return found


def _line(file: TextIO, piece: Piece) -> None:
    plain = {
        "seq": piece.seq,
        "envelope": piece.envelope,
        "prev": piece.prev,
        "hash": piece.hash,
        "salt": None if piece.salt is None else piece.salt.hex(),
        "payload": None if piece.payload is None else piece.payload.decode("utf-8", "surrogateescape"),
    }
    file.write(json.dumps(plain) + "\n")


def _runs(first: int, last: int) -> list[str]:
    """The numbers from `first` to `last` as one run, none where there are none."""
    return [] if last < first else [str(first)] if first == last else [f"{first}-{last}"]


def _ranges(numbers: list[int]) -> list[str]:
    """Sorted numbers as runs."""
    found: list[str] = []
    start = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            found.extend(_runs(numbers[start], number))
            start = place + 1
    return found
