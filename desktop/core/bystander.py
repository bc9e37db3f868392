"""What is gathered beside `chain.verify` while it reads: which events each visit has, and what must be known of redactions and of
events that a newer program wrote.

Whoever reads by visit reads by an index, and the chain does not cover indexes: what they give is compared with this.
"""

import hashlib
from collections.abc import Iterable

from desktop.core.chain import NEEDED, Finding, Row
from desktop.core.events import Body, Envelope, PayloadRedacted, UnknownBody

_START = b""


class Bystander:
    """One pass; `see` is the watch of `chain.verify`. Keeps a digest for each visit and no list of events: 50 bytes and its id."""

    def __init__(self) -> None:
        self.told: list[Finding] = []
        self.photos: list[int] = []
        self.last = 0
        self._visits: dict[str, bytes] = {}

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
            self._tell(
                row.seq,
                "redacted",
                f"it tells, on {when}, that the contents of event {body.seq} were removed.",
            )
        elif isinstance(body, UnknownBody) and envelope.kind not in NEEDED:
            self._tell(row.seq, "newer", f"what it says cannot be read here: it {body.needs}.")

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
