"""Signs checkpoints by this computer's key, and only over a record that still holds what this computer signed before.

A record can be written anew from some event on by whoever holds it and its data key. Without this the next start would sign that; so
each signature first asks the record for the event that was signed last, which `desktop.trust.signed` keeps outside the data folder.
"""

from collections.abc import Sequence

from desktop.core import witness
from desktop.core.chain import event_hash
from desktop.core.errors import Trouble
from desktop.core.events import Access, Event, VisitClosed
from desktop.core.particulars import CheckpointReason, CheckpointSigned
from desktop.core.review_events import CopyIssued, VisitApproved
from desktop.store._engine import Database
from desktop.store.owners import Owner
from desktop.store.schema import last_event
from desktop.store.stored import device_key_at, row_at
from desktop.trust.device import DeviceKey
from desktop.trust.signed import Entry, SignedHeads, of_record

REMEDY = (
    "Keep this PC as it is, and tell IT and counsel. Threshold goes on recording; from its next start on the record says that"
    " something was signed here which it does not hold. If IT put an older copy of the data folder there, put the newer one back."
)


EVERY = 200
"""After so many events a checkpoint is signed, whatever they are."""


class NotAsSigned(Trouble):
    """The record does not hold event `seq` as this computer signed it."""

    def __init__(self, seq: int, place: str) -> None:
        why = "it was changed, cut, or put back from an older copy"
        sentence = f"The record does not hold event {seq} as this computer signed it: {why}."
        super().__init__("wrong_key", sentence, REMEDY, place)
        self.seq = seq


def lacking(db: Database, entries: Sequence[Entry]) -> Entry | None:
    """The event that the record does not hold as it was signed; None where it holds one of these, or there is none to hold."""
    if not entries or any(_holds(db, entry) for entry in entries):
        return None
    return max(entries, key=lambda entry: entry.seq)


def _holds(db: Database, entry: Entry) -> bool:
    if entry.seq == 0:
        return True
    row = row_at(db, entry.seq)
    return row is not None and event_hash(row.envelope, row.prev) == entry.hash


def kept_for(heads: SignedHeads, device: str) -> tuple[Entry, ...]:
    """What the record of this device must hold one of; none where nothing is kept, or it cannot be read."""
    try:
        return of_record(heads.entries(), device)
    except Trouble:
        return ()


def due_for(written: Sequence[Event], signed_to: int) -> CheckpointReason | None:
    """Why these events, which are the newest, want a checkpoint; None where they do not."""
    for event in written:
        if isinstance(event.body, VisitClosed):
            return "visit_closed"
        if isinstance(event.body, VisitApproved):
            return "approved"
        if isinstance(event.body, Access) and event.body.what in ("printed", "exported"):
            return event.body.what
        if isinstance(event.body, CopyIssued):
            return "exported"
    return "every" if written and written[-1].seq - signed_to >= EVERY else None


class Signer:
    """Signs by `key`, and keeps in `heads` what it signed; `beside` what stands there, for a record that is not in its place yet."""

    def __init__(self, key: DeviceKey, heads: SignedHeads, beside: bool = False) -> None:
        self._key, self._heads, self._beside = key, heads, beside
        self._last: tuple[Entry, ...] = ()

    def is_named(self, db: Database) -> bool:
        """Whether the record names this key as the one in force."""
        return device_key_at(db, last_event(db)[0]) == self._key.public

    def sign(self, db: Database, owner: Owner, reason: CheckpointReason) -> CheckpointSigned:
        """A checkpoint over the last event; inside the transaction that writes it. NotAsSigned where nothing may be signed."""
        self._last = kept_for(self._heads, owner.device) or self._last
        if (missing := lacking(db, self._last)) is not None:
            raise NotAsSigned(missing.seq, str(self._heads.place))
        seq, own_hash = last_event(db)
        signed = self._key.sign(witness.message(owner.device, owner.epoch, seq, own_hash))
        return CheckpointSigned(reason, seq, own_hash, self._key.public, signed)

    def keep(self, device: str, event: Event) -> None:
        """This event of the record of `device` is on disk: nothing will be signed that does not hold it. Trouble where that cannot
        be kept; what was kept before still holds."""
        entry = Entry(device, event.seq, event.hash)
        self._last = (entry,)
        self._heads.keep(entry, self._beside)
