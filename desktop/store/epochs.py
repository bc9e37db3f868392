"""Begins a new epoch where a record goes on from a copy: after a restore, where its device key is not on this computer, and where it
does not hold what this computer signed before.

Two files that grew from one copy would give different events the same number. So the one that goes on from the copy gets a
device id of its own, a higher epoch and record numbers that were not reached, and says so in an event that names the head
it goes on from. Numbers of events and the chain run on.
"""

import secrets

import uuid_utils

from desktop.core.clock import Reading
from desktop.core.errors import Trouble
from desktop.core.events import Draft, StoreCreated
from desktop.core.particulars import DeviceKeyMade
from desktop.store import numbers
from desktop.store._engine import Database, value
from desktop.store.journal import PROGRAM, Journal
from desktop.store.numbers import Draw, Reached
from desktop.store.owners import (
    DEVICE_KEY_MISSING,
    DRILL,
    NOT_AS_SIGNED,
    RESTORED,
    SIGNED_HEAD_MISSING,
    Owner,
    begun_anew,
    epoch_event,
    realm_of,
)
from desktop.store.schema import last_event
from desktop.store.signing import kept_for, lacking
from desktop.store.stored import device_key_at
from desktop.trust.signed import Entry, SignedHeads

__all__ = ["Goer", "new_device", "new_id"]


def new_id() -> str:
    """A UUIDv7 for a visit, a device and so on. Never sort by it: a clock that goes back breaks its order."""
    return str(uuid_utils.uuid7())


def new_device(realm: str) -> str:
    """The id of a device that nobody has had before."""
    return (DRILL if realm == "drill" else "") + new_id()


class Goer:
    """Has a journal go on from a copy. Its drafts are made within the transaction that writes them, from what stands there then:
    of two programs that start at once one begins the epoch, and the other finds it."""

    def __init__(
        self, db: Database, journal: Journal, heads: SignedHeads, draw: Draw = secrets.randbelow
    ) -> None:
        self._db, self._journal, self._heads, self._draw = db, journal, heads, draw

    def restored(self, reading: Reading, others: Reached) -> list[Draft]:
        """The event that begins an epoch above those of all `others`, whose numbers are passed over too. Trouble where it cannot be
        kept beside the device key that this record is one of ours: the next start would take it for one that was put there."""
        former = self._journal.owner
        device = new_device(former.realm)
        if not self._is_ours(device) and self._heads.place.exists():
            self._heads.begin(device)
        return [self._next(former, device, RESTORED, reading, others)]

    def with_floor(self, reading: Reading) -> list[Draft]:
        """No event, but from now on no record number that a copy elsewhere may have issued."""
        if self.lacks_floor():
            numbers.skip(self._db, reading, draw=self._draw)
        return []

    def with_key(self, public: str, reading: Reading) -> list[Draft]:
        """The events by which this record goes on with the device key `public`, "" for none that can be had: none where the record
        names it already and holds what was signed; an epoch where it does not, and where another key has signed in this one; and
        that this key signs from now on."""
        owner = self._journal.owner
        self.with_floor(reading)
        known, drafts = device_key_at(self._db, last_event(self._db)[0]), list[Draft]()
        device = new_device(owner.realm)
        if reason := self._why_anew(owner, device, known, public):
            drafts.append(self._next(owner, device, reason, reading, None))
        if public not in ("", known):
            if not reason and not kept_for(self._heads, owner.device):
                self._is_ours(owner.device)
            drafts.append(Draft("device_key_made", None, DeviceKeyMade(public, known), PROGRAM))
        return drafts

    def unheld(self) -> Entry | None:
        """What this computer signed last and the record does not hold; None where all is well."""
        return lacking(self._db, kept_for(self._heads, self._journal.owner.device))

    def goes_on_by(self, public: str) -> bool:
        """Whether the record can be signed by this key with no event before that."""
        self._journal.meet_others()
        if self._journal.device_key() != public or self.lacks_floor():
            return False
        kept = kept_for(self._heads, self._journal.owner.device)
        return lacking(self._db, kept) is None and (bool(kept) or not public)

    def lacks_floor(self) -> bool:
        """Whether numbers may come again: programs before this one set no floor for desks that had no counter yet."""
        went_on = self._journal.owner.epoch > 0 or begun_anew(self._db)
        return went_on and not numbers.has_floor(self._db)

    def key_was_used(self, owner: Owner) -> bool:
        """Whether a device key signed or was named since this epoch began; where it was not, the epoch has just begun."""
        sql = (
            "SELECT 1 FROM events WHERE seq > ? AND kind IN ('device_key_made', 'checkpoint_signed') LIMIT 1"
        )
        return value(self._db, sql, (epoch_event(self._db, owner.epoch),)) is not None

    def _why_anew(self, owner: Owner, device: str, known: str, public: str) -> str:
        """Why the record goes on in an epoch of this device, which is kept as one of ours then; "" where it goes on as it is."""
        kept = kept_for(self._heads, owner.device)
        if lacking(self._db, kept) is not None:
            # where that cannot be kept it is not begun again at every start
            return NOT_AS_SIGNED if self._is_ours(device) or owner.reason != NOT_AS_SIGNED else ""
        if known not in ("", public) and self.key_was_used(owner):
            self._is_ours(device)
            return DEVICE_KEY_MISSING
        missing = known and known == public and not kept
        return SIGNED_HEAD_MISSING if missing and self._is_ours(device) else ""

    def _is_ours(self, device: str) -> bool:
        """Keep beside the device key that a record of this device is one of ours; whether that could be."""
        try:
            self._heads.begin(device)
        except Trouble:
            return False
        return True

    def _next(
        self, former: Owner, device: str, reason: str, reading: Reading, others: Reached | None
    ) -> Draft:
        numbers.skip(self._db, reading, others, self._draw)
        others = others or Reached()
        epoch = max(former.epoch, others.epoch) + others.unseen + 1
        new = Owner(device, epoch, former.realm, reason)
        self._journal.owner = new
        body = StoreCreated(realm_of(new.realm), new.device, new.epoch, last_event(self._db)[1], reason)
        return Draft("store_created", None, body, PROGRAM)
