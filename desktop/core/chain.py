"""The hash chain over the journal: how an event is tied to the one before it, and how tampering is named.

The chain hashes the hash of a salted payload, so that a payload can lawfully go while the chain still holds,
and what stood in it cannot be guessed from its hash. A chain alone does not show that it was rewritten as a
whole, or that its end was cut off: for that `verify` takes a head that left the building (printed, or in a
receipt).
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from desktop.core import canonical
from desktop.core.events import (
    Body,
    BrokenBody,
    Envelope,
    PayloadRedacted,
    Redacted,
    StoreCreated,
    decode_body,
    decode_envelope,
)

START = "0" * 64
"""What the first event names as the hash before it."""


class Row(Struct, frozen=True):
    """One event exactly as stored: place in the file, envelope bytes, links, and its payload unless that is
    gone."""

    seq: int
    envelope: bytes
    prev: str
    hash: str
    salt: bytes | None
    payload: bytes | None


class Head(Struct, frozen=True):
    """How far a journal reached: the last event's number and hash. Number 0: nobody knows it, as on a printed report."""

    seq: int
    hash: str


class Finding(Struct, frozen=True):
    """One thing that is wrong with the event numbered `seq`; `code` for programs, `sentence` for people."""

    seq: int
    code: str
    sentence: str


def payload_hash(salt: bytes, payload: bytes) -> str:
    """The hash by which an envelope names its payload."""
    return canonical.digest("payload", salt, payload)


def event_hash(envelope: bytes, prev: str) -> str:
    """The hash of an event over its stored envelope and the hash of the event before it."""
    return canonical.digest("event", prev.encode("ascii", "replace"), envelope)


Watch = Callable[[Row, Envelope, Body | None], None]


def verify(
    rows: Iterable[Row], *heads: Head, watch: Watch = lambda row, envelope, body: None
) -> list[Finding]:
    """Every event that is not as it was written, by number; a run of missing ones is one finding at its
    first. `heads` left the building earlier; `watch` is told of each row whose envelope can be read, with its contents (None
    where they do not match the envelope).

    Codes: `changed` (the event does not match its own hash, or the next event's link), `removed` (a number is
    missing), `reordered` (it stands in another's place), `inserted` (its number occurs twice),
    `payload_changed`, `payload_missing` (gone without a redaction event), `foreign` (written by another
    device or epoch than the file's), `unreadable`, `cut` (the file ends before a head), `rewritten`
    (another event stands at a head) and, with number 0, `head_unknown` (no event has it).
    """
    walk = _Walk(heads, watch)
    for row, following in _with_next(rows):
        walk.take(row, following)
    return walk.close()


class _Walk:
    """One pass over the rows. Keeps what later rows are judged by; memory grows with the findings only."""

    def __init__(self, heads: Iterable[Head], watch: Watch) -> None:
        self.heads: dict[int, set[str]] = {}
        for head in heads:
            self.heads.setdefault(head.seq, set()).add(head.hash)
        self.wanted = self.heads.pop(0, set())
        self.watch = watch
        self.findings: list[Finding] = []
        self.missing_payloads: set[int] = set()
        self.redacted: set[int] = set()
        self.owner: tuple[str, int] | None = None
        self.next_seq = 1
        self.last_hash = START

    def note(self, seq: int, code: str, sentence: str) -> None:
        self.findings.append(Finding(seq, code, f"Event {seq}: {sentence}"))

    def take(self, row: Row, following: Row | None) -> None:
        try:
            envelope = decode_envelope(row.envelope)
        except ValueError:
            self.note(row.seq, "unreadable", "its envelope cannot be read.")
            self._place(row, row.seq)
            return
        if envelope.seq != row.seq:
            self.note(row.seq, "reordered", f"what stands here was written as event {envelope.seq}.")
        fits = event_hash(row.envelope, row.prev) == row.hash
        if not fits:
            self.note(row.seq, "changed", "it does not match its own hash.")
        self.watch(row, envelope, self._payload(row, envelope))
        self._owner(row, envelope)
        self._link(row, following, fits)
        self._place(row, row.seq)

    def _link(self, row: Row, following: Row | None, fits: bool) -> None:
        """A broken link is blamed on the side that the neighbours contradict."""
        if row.seq != self.next_seq or row.prev == self.last_hash or not fits:
            return
        if following is None or following.prev == row.hash:
            named = row.seq - 1 if row.seq > 1 else row.seq
            self.note(named, "changed", f"event {row.seq} was written after another one than stands here.")
        else:
            self.note(row.seq, "changed", "neither the event before nor the one after it is tied to it.")

    def _place(self, row: Row, seq: int) -> None:
        if seq != self.next_seq:
            self._misplaced(seq)
        if self.wanted:
            self.wanted.discard(row.hash)
        if seq in self.heads and self.heads[seq] != {row.hash}:
            self.note(seq, "rewritten", "it is not the event whose hash was printed or sent.")
        if seq >= self.next_seq:
            self.next_seq = seq + 1
        self.last_hash = row.hash

    def _misplaced(self, seq: int) -> None:
        if seq < self.next_seq:
            self.note(seq, "inserted", "its number occurs before; one of the two was put in.")
        else:
            self._gap("removed", seq - 1, "")

    def _payload(self, row: Row, envelope: Envelope) -> Body | None:
        if row.payload is None or row.salt is None:
            self.missing_payloads.add(row.seq)
            return Redacted()
        if payload_hash(row.salt, row.payload) != envelope.payload_hash:
            self.note(row.seq, "payload_changed", "its contents do not match the hash in its envelope.")
            return None
        body = decode_body(envelope.kind, envelope.version, row.payload)
        if isinstance(body, PayloadRedacted):
            self.redacted.add(body.seq)
        elif isinstance(body, StoreCreated):
            self._begin(row, body)
        elif isinstance(body, BrokenBody):
            self.note(row.seq, "unreadable", "its contents cannot be read.")
        return body

    def _begin(self, row: Row, body: StoreCreated) -> None:
        """A later epoch must name the head that it goes on from; what was cut and written anew does not."""
        if self.owner is not None and (body.epoch <= self.owner[1] or body.former_head != row.prev):
            self.note(row.seq, "foreign", "it begins an epoch that does not go on from the event before it.")
        self.owner = (body.device, body.epoch)

    def _owner(self, row: Row, envelope: Envelope) -> None:
        if self.owner is None:
            if row.seq == 1:
                self.note(1, "changed", "a journal begins with the event that created it; this one does not.")
        elif (envelope.device, envelope.epoch) != self.owner:
            self.note(row.seq, "foreign", "it was written by another device, or before a restore.")

    def _gap(self, code: str, last: int, why: str) -> None:
        """One finding for a run of missing numbers: a forged number must not make a billion of them."""
        first = self.next_seq
        if first == last:
            self.note(first, code, f"it is missing.{why}")
        elif first < last:
            self.note(first, code, f"it and all up to event {last} are missing.{why}")

    def close(self) -> list[Finding]:
        for seq in self.missing_payloads - self.redacted:
            self.note(seq, "payload_missing", "its contents are gone and no redaction was recorded.")
        if self.heads:
            self._gap("cut", max(self.heads), " The journal once reached the last of these.")
        for own in sorted(self.wanted):
            why = "it was written anew, its end was cut off, or the head is of another record"
            sentence = f"No event of the record has the head {own} that was printed or sent: {why}."
            self.findings.append(Finding(0, "head_unknown", sentence))
        return sorted(self.findings, key=lambda finding: finding.seq)


def _with_next(rows: Iterable[Row]) -> Iterator[tuple[Row, Row | None]]:
    before: Row | None = None
    for row in rows:
        if before is not None:
            yield before, row
        before = row
    if before is not None:
        yield before, None
