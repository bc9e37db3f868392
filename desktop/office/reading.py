"""Reads whole records back from the office's database, event by event as the desks wrote them: for reports and for checks."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from desktop.core.chain import Row
from desktop.office.database import Database, translated

_LINE = """WITH RECURSIVE line (device, epoch, upto) AS (
    SELECT %(device)s::text, %(epoch)s::bigint, 9223372036854775807
    UNION ALL SELECT r.base_device, r.base_epoch, r.first - 1 FROM line l
        JOIN reached r ON r.device = l.device AND r.epoch = l.epoch
        WHERE r.base_device IS NOT NULL AND (r.base_device, r.base_epoch) <> (r.device, r.epoch))
SELECT e.seq, e.envelope, e.prev, e.hash, p.salt, p.payload FROM events e
    JOIN line l ON e.device = l.device AND e.epoch = l.epoch AND e.seq <= l.upto
    LEFT JOIN payloads p ON (p.device, p.epoch, p.seq) = (e.device, e.epoch, e.seq)"""
BATCH = 2_000


class Place(Struct, frozen=True):
    """Where a visit lies: the device and the epoch as which its record was last told, its id; `secret` as in the list."""

    device: str
    epoch: int
    visit: str
    secret: bool


def places_of(db: Database, record_number: str) -> list[Place]:
    """The visits with this record number that this account may see: one, unless two desks were set up alike."""
    query = "SELECT device, epoch, visit, secret FROM visits WHERE record_number = %s ORDER BY device, visit"
    with translated():
        return [Place(*found) for found in db.execute(query, (record_number,)).fetchall()]


def record_rows(db: Database, device: str, epoch: int) -> Iterator[Row]:
    """All events of a record as this epoch of it knows them, from 1 on. Memory does not grow with their number. Trouble."""
    with translated(), db.transaction(), db.cursor("record") as cursor:
        cursor.itersize = BATCH
        for found in cursor.execute(f"{_LINE} ORDER BY e.seq", {"device": device, "epoch": epoch}):
            yield _row(found)


def rows_of(db: Database, device: str, epoch: int, visits: Sequence[str]) -> list[Row]:
    """The events of these visits, in the order of the record."""
    query = f"{_LINE} WHERE e.visit = ANY (%(visits)s) ORDER BY e.seq"
    found = db.execute(query, {"device": device, "epoch": epoch, "visits": list(visits)}).fetchall()
    return [_row(each) for each in found]


def _row(found: tuple[Any, ...]) -> Row:
    seq, envelope, prev, own, salt, payload = found
    content = None if payload is None else str(payload).encode()
    return Row(seq, str(envelope).encode(), prev, own, None if salt is None else bytes(salt), content)


def records(db: Database) -> list[tuple[str, int]]:
    """Every device and epoch of which there is something, in order."""
    with translated():
        return [
            (str(each[0]), int(each[1]))
            for each in db.execute("SELECT device, epoch FROM reached ORDER BY 1, 2").fetchall()
        ]


def packs(db: Database) -> dict[str, bytes]:
    """The policy packs that came with bundles, by hash."""
    with translated():
        return {
            str(pack_hash): str(content).encode()
            for pack_hash, content in db.execute("SELECT hash, content FROM packs").fetchall()
        }


def owns(db: Database) -> bool:
    """Whether this account owns the database's records, and is no reader of some agencies."""
    query = (
        "SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'visits'::regclass"
    )
    with translated():
        found = db.execute(query).fetchone()
    return bool(found and found[0])


def note_access(db: Database, what: str, record_number: str) -> None:
    """Put on record that this account looked at a visit, before it sees anything."""
    with translated():
        db.execute("INSERT INTO accesses (what, record_number) VALUES (%s, %s)", (what, record_number))
