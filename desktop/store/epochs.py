"""Begins a new epoch where a record goes on from a copy: after a restore, and where its device key is not on this computer.

Two files that grew from one copy would give different events the same number. So the one that goes on from the copy gets a
device id of its own, a higher epoch and record numbers that were not reached, and says so in an event that names the head
it goes on from. Numbers of events and the chain run on.
"""

from pathlib import Path
from typing import Literal

from desktop.core.clock import Reading
from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft, StoreCreated, decode_envelope
from desktop.store._engine import Database, rows, value
from desktop.store.journal import MOST_VISITS_A_DAY, Journal, Owner
from desktop.store.schema import last_event
from desktop.store.stored import readable, row_at

RESTORED = "restored"
"""The record goes on from a backup."""

DEVICE_KEY_MISSING = "device_key_was_missing"
"""The record goes on where the key that signed for it so far is not: on another computer, or after that key was lost."""

SKIPPED = 1_000
"""Record numbers that are passed over at the least, so that none that stands on paper is issued again."""


DAY_US = 24 * 3600 * 1_000_000
MOST_DAYS = 366
"""A clock that is years off must not use up the numbers; counters begin anew each year."""


def begin_epoch(db: Database, path: Path, owner: Owner, device: str, reason: str, reading: Reading) -> Owner:
    """Skip record numbers and write the event that begins the next epoch; whose record it is from now on.

    `device` is a new id. The numbers are skipped first and the event is written last: a cut between the two skips more, and
    none too few. Raises Trouble where the disk fails, Refused where another process has just written.
    """
    new = Owner(device, owner.epoch + 1, owner.realm, reason)
    skip_numbers(db, reading)
    body = StoreCreated(realm_of(new.realm), new.device, new.epoch, last_event(db)[1], reason)
    Journal(db, path, new).append([Draft("store_created", None, body, Actor("", "none", "none"))], reading)
    return new


def without_key(
    db: Database, path: Path, owner: Owner, known: str, own: str, device: str, reading: Reading
) -> Owner:
    """Begin an epoch where the record goes on without the key that signed for it so far: `known` is the public key that the
    journal names last, "" for none; `own` that of this computer. Else, and where an epoch has just begun, nothing is written.
    """
    last = value(db, "SELECT kind FROM events ORDER BY seq DESC LIMIT 1")
    if not known or known == own or last == "store_created":
        return owner
    try:
        return begin_epoch(db, path, owner, device, DEVICE_KEY_MISSING, reading)
    except Refused:  # another program that started just now was faster; its word stands
        row = row_at(db, epoch_event(db))
        body = next((event.body for event in readable([row] if row else [])), None)
        if not isinstance(body, StoreCreated):
            raise
        return Owner(body.device, body.epoch, body.realm, body.reason)


def skip_numbers(db: Database, reading: Reading) -> None:
    """Let every desk's counters jump by 1,000, or by 200 for each day since the last event where that is more; the counter of
    this year begins there where the copy is of a former year."""
    last = value(db, "SELECT utc_us FROM events ORDER BY seq DESC LIMIT 1") or reading.utc_us
    days = abs(reading.utc_us - int(last)) // DAY_US + 1
    jump = max(SKIPPED, min(days, MOST_DAYS) * MOST_VISITS_A_DAY)
    names = [str(name) for (name,) in rows(db, "SELECT name FROM counters WHERE name LIKE 'record/%'")]
    db.execute("UPDATE counters SET value = value + ? WHERE name LIKE 'record/%'", (jump,))
    for desk in sorted({name.rpartition("/")[0] for name in names}):
        sql = "INSERT OR IGNORE INTO counters (name, value) VALUES (?, ?)"
        db.execute(sql, (f"{desk}/{reading.local.year}", jump))


def realm_of(realm: str) -> Literal["record", "drill"]:
    """The realm as events and manifests write it."""
    return "drill" if realm == "drill" else "record"


def epoch_event(db: Database) -> int:
    """The number of the event that began the present epoch, 1 in a record that was never restored.

    Found by halving, since epochs only grow along the journal; where an envelope on the way cannot be read, by looking at all.
    """
    try:
        return _halved(db)
    except ValueError:
        sql = "SELECT seq FROM events WHERE kind = 'store_created' ORDER BY seq DESC LIMIT 1"
        return int(value(db, sql) or 1)


def _halved(db: Database) -> int:
    low, high = 1, last_event(db)[0]
    present = _epoch_at(db, high) if high else 0
    if present == 0:  # no other page need be readable for a record that was never restored
        return 1
    while low < high:
        middle = (low + high) // 2
        if _epoch_at(db, middle) < present:
            low = middle + 1
        else:
            high = middle
    return low


def _epoch_at(db: Database, seq: int) -> int:
    envelope = value(db, "SELECT envelope FROM events WHERE seq = ?", (seq,))
    if envelope is None:
        raise ValueError(f"Event {seq} is missing.")
    return decode_envelope(envelope.encode()).epoch
