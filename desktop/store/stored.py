"""The journal's rows as core knows them, read in short batches so that no reader holds the write-ahead log
back."""

from collections.abc import Iterator

from desktop.core.chain import Row
from desktop.core.events import Event, make_event
from desktop.core.particulars import DeviceKeyMade
from desktop.store._engine import Database, rows

BATCH = 100
"""Rows read at once: what they are stays in the processor's cache while it is checked."""

_COLUMNS = (
    "e.seq, e.envelope, e.prev, e.hash, p.salt, p.bytes FROM events e LEFT JOIN payloads p ON p.seq = e.seq"
)


def chain_rows(db: Database, after: int | None = None) -> Iterator[list[Row]]:
    """All rows with a number above `after`, in order, in lists of at most BATCH. Without it all of them: also those below 1, which
    nobody of ours wrote."""
    batch = _rows(db, "1 ORDER BY e.seq LIMIT ?", (BATCH,)) if after is None else _above(db, after)
    while batch:
        yield batch
        batch = _above(db, batch[-1].seq)


def _above(db: Database, after: int) -> list[Row]:
    return _rows(db, "e.seq > ? ORDER BY e.seq LIMIT ?", (after, BATCH))


def visit_rows(db: Database, visit: str) -> list[Row]:
    """All rows of one visit in order."""
    return _rows(db, "e.visit = ? ORDER BY e.seq", (visit,))


OF_PEOPLE = "kind IN ('person_added', 'person_changed', 'person_left', 'pin_set')"
OF_HOLDS = "kind IN ('hold_placed', 'hold_lifted')"
OF_POLICIES = "kind IN ('authority_trusted', 'policy_installed', 'bulletin_installed', 'policy_acknowledged')"
OF_REMOVALS = "kind = 'payload_redacted'"
"""Word for word the conditions of the indexes on them, or those would not be used."""

OF_DESK = "visit IS NULL AND kind IN ('view_saved', 'view_dropped', 'copy_issued')"
"""What holds words of people and is of no visit."""

OF_REVIEWS = "kind IN ('visit_approved', 'visit_voided', 'addendum_written')"
"""What stands for good once it is written."""

OF_VIEWS = "kind IN ('view_saved', 'view_dropped')"
"""There is no index on these: only who checks or mends asks for them."""


def events_where(db: Database, condition: str) -> list[Event]:
    """The events that fulfil a condition, in order; those that cannot be read are left out."""
    return readable(_rows(db, f"{condition} ORDER BY e.seq", ()))


def row_at(db: Database, seq: int) -> Row | None:
    """The row with this number, None where there is none."""
    found = _rows(db, "e.seq = ?", (seq,))
    return found[0] if found else None


def device_key_at(db: Database, seq: int) -> str:
    """The public device key (hex) that was in force when event `seq` was written; "" where none was named yet."""
    found = _rows(db, "e.kind = 'device_key_made' AND e.seq <= ? ORDER BY e.seq DESC LIMIT 1", (seq,))
    bodies = [event.body for event in readable(found)]
    return next((body.public for body in bodies if isinstance(body, DeviceKeyMade)), "")


def readable(found: list[Row]) -> list[Event]:
    """The events of these rows. One whose envelope is damaged, or whose number is below 1, is left out here; `chain.verify` names
    it."""
    events: list[Event] = []
    for row in found:
        if row.seq < 1:
            continue
        try:
            events.append(make_event(row.envelope, row.prev, row.hash, row.payload))
        except ValueError:
            continue
    return events


def _rows(db: Database, where: str, parameters: tuple[object, ...]) -> list[Row]:
    found = rows(db, f"SELECT {_COLUMNS} WHERE {where}", parameters)
    return [
        Row(seq, envelope.encode(), prev, own, salt, payload)
        for seq, envelope, prev, own, salt, payload in found
    ]
