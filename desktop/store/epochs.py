"""Begins a new epoch where a record goes on from a copy: after a restore, and where its device key is not on this computer.

Two files that grew from one copy would give different events the same number. So the one that goes on from the copy gets a
device id of its own, a higher epoch and record numbers that were not reached, and says so in an event that names the head
it goes on from. Numbers of events and the chain run on.
"""

import secrets

import uuid_utils

from desktop.core.clock import Reading
from desktop.core.events import Draft, StoreCreated
from desktop.core.particulars import DeviceKeyMade
from desktop.store import numbers
from desktop.store._engine import Database, value
from desktop.store.journal import PROGRAM, Journal
from desktop.store.numbers import Draw, Reached
from desktop.store.owners import (
    DEVICE_KEY_MISSING,
    DRILL,
    RESTORED,
    Owner,
    begun_anew,
    epoch_event,
    read_owner,
    realm_of,
)
from desktop.store.schema import last_event
from desktop.store.stored import device_key_at

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

    def __init__(self, db: Database, journal: Journal, draw: Draw = secrets.randbelow) -> None:
        self._db, self._journal, self._draw = db, journal, draw

    def restored(self, reading: Reading, others: Reached) -> list[Draft]:
        """The event that begins an epoch above those of all `others`, whose numbers are passed over too."""
        former = read_owner(self._db) or self._journal.owner
        return [self._next(former, RESTORED, reading, others)]

    def with_key(self, public: str, reading: Reading) -> list[Draft]:
        """The events by which this record goes on with the device key `public`, "" for none that can be had: none where the record
        names it already; an epoch where another key has signed in this one; and that this key signs from now on."""
        owner = self._journal.owner = read_owner(self._db) or self._journal.owner
        if self.lacks_floor():
            numbers.skip(self._db, reading, draw=self._draw)
        known = device_key_at(self._db, last_event(self._db)[0])
        if known == public:
            return []
        drafts: list[Draft] = []
        if known and self.key_was_used(owner):
            drafts.append(self._next(owner, DEVICE_KEY_MISSING, reading, None))
        if public:
            drafts.append(Draft("device_key_made", None, DeviceKeyMade(public, known), PROGRAM))
        return drafts

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

    def _next(self, former: Owner, reason: str, reading: Reading, others: Reached | None) -> Draft:
        numbers.skip(self._db, reading, others, self._draw)
        others = others or Reached()
        epoch = max(former.epoch, others.epoch) + others.unseen + 1
        new = Owner(new_device(former.realm), epoch, former.realm, reason)
        self._journal.owner = new
        body = StoreCreated(realm_of(new.realm), new.device, new.epoch, last_event(self._db)[1], reason)
        return Draft("store_created", None, body, PROGRAM)
