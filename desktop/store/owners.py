"""Reads whose record a file is: device, epoch, realm, and why it was begun; also where an event that says so cannot be read.

The last events tell, since a desk must be able to go on whatever happened to one of them; `verify` names what was changed.
"""

import contextlib
import sys
from typing import Literal

from msgspec import Struct

from desktop.core.events import Event, StoreCreated, decode_envelope
from desktop.store._engine import Database, SqlError, rows, value
from desktop.store.schema import last_event
from desktop.store.stored import readable, row_at

MISSING = "record_was_missing"
"""Why a record was begun anew: the key slots were there, and the file that they belong to was not."""

RESTORED = "restored"
"""The record goes on from a backup."""

DEVICE_KEY_MISSING = "device_key_was_missing"
"""The record goes on where the key that signed for it so far is not: on another computer, or after that key was lost."""

NOT_AS_SIGNED = "not_as_signed"
"""The record goes on although it does not hold, as it was, what this computer signed before: a finding for good."""

SIGNED_HEAD_MISSING = "signed_head_missing"
"""The record goes on where nothing beside the device key tells what this computer signed last."""

DRILL = "drill-"
"""How the ids of devices begin whose visits are drills."""

ASKED = 3
"""So many of the last events are asked who wrote them, so that one of them that was changed is outvoted."""


class Owner(Struct, frozen=True):
    """Whose journal this is: the device and its epoch, whether visits in it are real or invented, why the epoch was begun."""

    device: str
    epoch: int
    realm: str
    reason: str = "first_start"


def read_owner(db: Database) -> Owner | None:
    """Whose record this is by its last events; None where not one of them can be read, or there is none."""
    newest = _newest(db)
    if not newest:
        return None
    created = _created(newest[0])
    if created is not None:
        return _owner_of(created)
    votes = [(event.device, event.epoch) for event in newest]
    for place, event in enumerate(newest):
        if (begun := _created(event)) is not None:  # what is before it was another epoch's
            votes = [*votes[:place], *[(begun.device, begun.epoch)] * 2]
            break
    device, epoch = max(votes, key=lambda vote: (votes.count(vote), vote[1]))
    begun = _begun(db, epoch_event(db, epoch))
    if begun is not None and (begun.device, begun.epoch) == (device, epoch):
        return _owner_of(begun)
    return Owner(device, epoch, "drill" if device.startswith(DRILL) else "record", "")


def begun_anew(db: Database) -> bool:
    """Whether this record took the place of one that went missing, in whatever epoch it is now."""
    first = _begun(db, 1)
    return first is not None and first.reason == MISSING


def realm_of(realm: str) -> Literal["record", "drill"]:
    """The realm as events and manifests write it."""
    return "drill" if realm == "drill" else "record"


def devices(db: Database) -> list[str]:
    """Every device that this record was written by, the first one first, as far as its epochs can be read."""
    found = rows(db, "SELECT seq FROM events WHERE kind = 'store_created' ORDER BY seq")
    bodies = [_begun(db, int(seq)) for (seq,) in found]
    return list(dict.fromkeys(body.device for body in bodies if body is not None))


def epoch_event(db: Database, epoch: int) -> int:
    """The number of the event that began this epoch, which is the present one; 1 in a record that never went on from a copy.

    Found by halving, since epochs only grow along the journal. What cannot be read on the way is passed over; where that was
    the event itself, its number is given all the same.
    """
    low, high = 1, last_event(db)[0]
    while epoch and low < high:
        middle = (low + high) // 2
        seq, found = _epoch_from(db, middle, high)
        if found < epoch:
            low = seq + 1
        else:
            high = middle
    return next((seq for seq in range(low, low + ASKED) if _begun(db, seq) is not None), low)


def _epoch_from(db: Database, seq: int, last: int) -> tuple[int, int]:
    """The next of a few events from `seq` on that can be read, and its epoch; a high one where there is none."""
    for each in range(seq, min(seq + ASKED, last) + 1):
        with contextlib.suppress(ValueError, SqlError):
            envelope = value(db, "SELECT envelope FROM events WHERE seq = ?", (each,))
            return each, decode_envelope(str(envelope).encode()).epoch
    return seq, sys.maxsize


def _newest(db: Database) -> list[Event]:
    last = last_event(db)[0]
    found = [row_at(db, seq) for seq in range(last, max(last - ASKED, 0), -1)]
    return readable([row for row in found if row is not None])


def _begun(db: Database, seq: int) -> StoreCreated | None:
    try:
        row = row_at(db, seq)
    except SqlError:  # its page is damaged: `doctor` names that
        return None
    return next((_created(event) for event in readable([row] if row else [])), None)


def _created(event: Event) -> StoreCreated | None:
    return event.body if isinstance(event.body, StoreCreated) else None


def _owner_of(body: StoreCreated) -> Owner:
    return Owner(body.device, body.epoch, body.realm, body.reason)
