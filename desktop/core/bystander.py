"""What is gathered beside `chain.verify` while it reads: which events each visit has, and what must be known of redactions, of holds
that were lifted before them, and of events that a newer program wrote.

Whoever reads by visit reads by an index, and the chain does not cover indexes: what they give is compared with this.
"""

import hashlib
from collections.abc import Iterable

from desktop.core.chain import NEEDED, Finding, Row
from desktop.core.events import Body, Envelope, PayloadRedacted, UnknownBody, VisitJoined
from desktop.core.people import HoldLifted, HoldPlaced

_START = b""


class Bystander:
    """One pass; `see` is the watch of `chain.verify`. Keeps a digest for each visit and no list of events: 50 bytes and its id."""

    def __init__(self) -> None:
        self.told: list[Finding] = []
        self.photos: list[int] = []
        self.last = 0
        self._visits: dict[str, bytes] = {}
        self._into: dict[str, str] = {}
        self._placed: dict[str, str | None] = {}
        self._lifted: dict[str, int] = {}

    def see(self, row: Row, envelope: Envelope, body: Body | None) -> None:
        """The next row that can be read."""
        self.last = row.seq
        if envelope.visit is not None:
            self._visits[envelope.visit] = _with(
                self._visits.get(envelope.visit, _START), envelope.seq, row.hash
            )
        if envelope.kind == "photo_kept":
            self.photos.append(row.seq)
        if isinstance(body, PayloadRedacted):
            when = envelope.reading.local.strftime("%Y-%m-%d %H:%M")
            self._of_holds(row.seq, envelope.visit, body.seq)
            self._tell(
                row.seq,
                "redacted",
                f"it tells, on {when}, that the contents of event {body.seq} were removed.",
            )
        elif isinstance(body, VisitJoined) and envelope.visit is not None:
            self._into[envelope.visit] = body.into
        elif isinstance(body, HoldPlaced):
            self._placed.setdefault(body.hold, envelope.visit)
        elif isinstance(body, HoldLifted) and body.hold in self._placed:
            self._lifted.setdefault(body.hold, row.seq)
        elif isinstance(body, UnknownBody) and envelope.kind not in NEEDED:
            self._tell(row.seq, "newer", f"what it says cannot be read here: it {body.needs}.")

    def _of_holds(self, removal: int, visit: str | None, target: int) -> None:
        """Tell each hold that was lifted and had kept event `target` of this visit, once."""
        for hold, seq in list(self._lifted.items()):
            of = self._placed[hold]
            if target < seq and (of is None or visit is None or self._root(of) == self._root(visit)):
                del self._lifted[hold]
                said = f"it lifts hold {hold}; after that, event {removal} removed the contents of event {target}, which it had kept."
                self._tell(seq, "hold_lifted", said)

    def _root(self, visit: str) -> str:
        """The visit into which this one was joined in the end."""
        seen = {visit}
        while (into := self._into.get(visit, visit)) not in seen:
            seen.add(into)
            visit = into
        return visit

    def _tell(self, seq: int, code: str, sentence: str) -> None:
        self.told.append(Finding(seq, code, f"Event {seq}: {sentence}"))

    @property
    def visits(self) -> Iterable[str]:
        """The ids of all visits, in the order in which they began."""
        return self._visits.keys()

    def fits(self, visit: str, events: Iterable[tuple[int, str]]) -> bool:
        """Whether these (number, hash) are all events of the visit, in order. A window may have written since: events behind the
        last one that was seen count for nothing."""
        digest = _START
        for seq, own_hash in events:
            if seq <= self.last:
                digest = _with(digest, seq, own_hash)
        return digest == self._visits.get(visit, _START)


def _with(digest: bytes, seq: int, own_hash: str) -> bytes:
    return hashlib.blake2b(b"%b %d %b" % (digest, seq, own_hash.encode()), digest_size=16).digest()
