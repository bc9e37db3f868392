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
    NEVER_REDACTED,
    WITNESSES,
    Body,
    BrokenBody,
    Envelope,
    PayloadRedacted,
    Redacted,
    StoreCreated,
    UnknownBody,
    decode_body,
    read_envelope,
)

START = "0" * 64
"""What the first event names as the hash before it."""

STAYING = NEVER_REDACTED | WITNESSES
"""The kinds whose contents never go."""

NEEDED = WITNESSES | {"store_created"}
"""The kinds that must be understood: an unknown version of them would leave what follows unchecked."""


_TELLING = frozenset({PayloadRedacted, StoreCreated, BrokenBody, UnknownBody})
"""The contents that the chain itself looks into."""


class Row(Struct, frozen=True, gc=False):
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
    missing), `reordered` (it stands in another's place), `inserted` (its number occurs twice, or is below 1),
    `form` (its envelope is not in the one form in which it is written), `after` (it does not follow the event of
    its visit before it), `payload_changed`, `payload_missing` (gone without a lawful redaction event),
    `redaction` (it tells of one that cannot be), `foreign` (written by another device or epoch than the file's),
    `unreadable`, `newer` (a witness of a newer program), `cut` (the file ends before a head), `rewritten`
    (another event stands at a head) and, with number 0, `head_unknown` (no event has it).
    """
    walk = _Walk(heads, watch)
    for row, following in _with_next(rows):
        walk.take(row, following)
    return walk.close()


class _Walk:
    """One pass over the rows. Keeps what later rows are judged by: a hash for each visit, the numbers of what must stay."""

    def __init__(self, heads: Iterable[Head], watch: Watch) -> None:
        self.heads: dict[int, set[str]] = {}
        for head in heads:
            self.heads.setdefault(head.seq, set()).add(head.hash)
        self.wanted = self.heads.pop(0, set())
        self.watch = watch
        self.findings: list[Finding] = []
        self.missing_payloads: dict[int, str] = {}
        self.redacted: set[int] = set()
        self.staying: set[int] = set()
        self.visits: dict[str, tuple[str, int]] = {}
        self.owner: tuple[str, int] | None = None
        self.gone_on = 0
        self.next_seq = 1
        self.last_hash = START

    def note(self, seq: int, code: str, sentence: str) -> None:
        self.findings.append(Finding(seq, code, f"Event {seq}: {sentence}"))

    def take(self, row: Row, following: Row | None) -> None:
        if row.seq < 1:
            self.note(row.seq, "inserted", "events are numbered from 1 on; it was put in.")
            return
        try:
            envelope, as_written = read_envelope(row.envelope)
        except ValueError:
            self.note(row.seq, "unreadable", "its envelope cannot be read.")
            self._place(row, row.seq)
            return
        if envelope.seq != row.seq:
            self.note(row.seq, "reordered", f"what stands here was written as event {envelope.seq}.")
        fits = event_hash(row.envelope, row.prev) == row.hash
        if not fits:
            self.note(row.seq, "changed", "it does not match its own hash.")
        elif not as_written:
            self.note(row.seq, "form", "its envelope is not in the one form in which it is written.")
        self.watch(row, envelope, self._payload(row, envelope))
        if self.owner != (envelope.device, envelope.epoch):
            self._foreign(row)
        if row.prev != self.last_hash:
            self._link(row, following, fits)
        self._place(row, row.seq)
        if envelope.visit is not None:
            self._after(row, envelope, envelope.visit)

    def _after(self, row: Row, envelope: Envelope, visit: str) -> None:
        """Named only where nothing that was found since the visit's event before explains it."""
        before, findings = self.visits.get(visit, ("", len(self.findings)))
        if envelope.after != before and findings == len(self.findings):
            self.note(
                row.seq, "after", "it was written after another event of its visit than stands before it."
            )
        self.visits[visit] = row.hash, len(self.findings)

    def _link(self, row: Row, following: Row | None, fits: bool) -> None:
        """A broken link is blamed on the side that the neighbours contradict."""
        if row.seq != self.next_seq or not fits:
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
        if self.heads and self.heads.get(seq, {row.hash}) != {row.hash}:
            sentence = f"it is not the event whose hash was printed or sent.{self._copy()}"
            self.note(seq, "rewritten", sentence)
        if seq >= self.next_seq:
            self.next_seq = seq + 1
        self.last_hash = row.hash

    def _misplaced(self, seq: int) -> None:
        if seq < self.next_seq:
            self.note(seq, "inserted", "its number occurs before; one of the two was put in.")
        else:
            self._gap("removed", seq - 1, "")

    def _payload(self, row: Row, envelope: Envelope) -> Body | None:
        if envelope.kind in STAYING:
            self.staying.add(row.seq)
        if row.payload is None or row.salt is None:
            self.missing_payloads[row.seq] = envelope.kind
            return Redacted()
        if payload_hash(row.salt, row.payload) != envelope.payload_hash:
            self.note(row.seq, "payload_changed", "its contents do not match the hash in its envelope.")
            return None
        body = decode_body(envelope.kind, envelope.version, row.payload)
        if type(body) not in _TELLING:
            return body
        if isinstance(body, PayloadRedacted):
            self._redacted(row.seq, body.seq)
        elif isinstance(body, StoreCreated):
            self._begin(row, body)
        elif isinstance(body, BrokenBody):
            self.note(row.seq, "unreadable", "its contents cannot be read.")
        elif isinstance(body, UnknownBody) and envelope.kind in NEEDED:
            self.note(
                row.seq, "newer", f"the record cannot be checked without what it says, which {body.needs}."
            )
        return body

    def _redacted(self, seq: int, target: int) -> None:
        """Only contents that were there may go, and none that the record cannot be explained without."""
        if not 0 < target < seq:
            said = (
                f"it tells that the contents of event {target} were removed, which was not written before it."
            )
            self.note(seq, "redaction", said)
        elif target in self.staying:
            said = (
                f"it tells that the contents of event {target} were removed, and such contents always stay."
            )
            self.note(seq, "redaction", said)
        else:
            self.redacted.add(target)

    def _begin(self, row: Row, body: StoreCreated) -> None:
        """A later epoch must name the head that it goes on from; what was cut and written anew does not."""
        if self.owner is not None and (body.epoch <= self.owner[1] or body.former_head != row.prev):
            self.note(row.seq, "foreign", "it begins an epoch that does not go on from the event before it.")
        self.gone_on = 0 if self.owner is None else row.seq
        self.owner = (body.device, body.epoch)

    def _copy(self) -> str:
        """After a restore a genuine head may be of an event that the copy did not hold."""
        if not self.gone_on:
            return ""
        where = "the record that was moved aside then, or a later backup, may hold what the head is of"
        return f" In event {self.gone_on} a new epoch began, as after a restore: {where}."

    def _foreign(self, row: Row) -> None:
        if self.owner is None:
            if row.seq == 1:
                self.note(1, "changed", "a journal begins with the event that created it; this one does not.")
        else:
            self.note(row.seq, "foreign", "it was written by another device, or before a restore.")

    def _gap(self, code: str, last: int, why: str) -> None:
        """One finding for a run of missing numbers: a forged number must not make a billion of them."""
        first = self.next_seq
        if first == last:
            self.note(first, code, f"it is missing.{why}")
        elif first < last:
            self.note(first, code, f"it and all up to event {last} are missing.{why}")

    def close(self) -> list[Finding]:
        for seq, kind in self.missing_payloads.items():
            if kind in STAYING:
                self.note(seq, "payload_missing", "its contents are gone, and such contents always stay.")
            elif seq not in self.redacted:
                self.note(seq, "payload_missing", "its contents are gone and no redaction was recorded.")
        if self.heads:
            self._gap("cut", max(self.heads), f" The journal once reached the last of these.{self._copy()}")
        for own in sorted(self.wanted):
            why = "it was written anew, its end was cut off, or the head is of another record"
            sentence = (
                f"No event of the record has the head {own} that was printed or sent: {why}.{self._copy()}"
            )
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
