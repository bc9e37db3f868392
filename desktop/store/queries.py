"""The read side: visits, events and packs, over a connection of its own that any thread may use, one at a
time."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from msgspec import Struct

from desktop.core.chain import Row
from desktop.core.events import Event
from desktop.store._engine import Database, rows, translated, value
from desktop.store.stored import BATCH, chain_rows, device_key_at, events_where, readable, row_at, visit_rows
from desktop.trust.keys import DataKey

NO_LIMIT = -1


class VisitLine(Struct, frozen=True):
    """A visit in a list. `day` is the facility's date on which it began, times are µs UTC, `outcomes` the
    latest ones."""

    visit: str
    record_number: str
    site: str
    post: str
    pack_id: str
    pack_version: str
    pack_hash: str
    language: str
    begun: str
    day: str
    opened_seq: int
    opened_utc_us: int
    last_seq: int
    last_utc_us: int
    status: Literal["open", "closed", "joined"]
    joined_into: str
    outcomes: list[str]


def visit_columns(table: str) -> str:
    """The columns of a VisitLine, for a query that names the visits `table`."""
    return ", ".join(f"{table}.{name}" for name in VisitLine.__struct_fields__)


def visit_line(row: tuple[Any, ...]) -> VisitLine:
    """The VisitLine of these columns."""
    values = (*row[:-1], json.loads(row[-1]))
    return VisitLine(**dict(zip(VisitLine.__struct_fields__, values, strict=True)))


_LINE = f"SELECT {visit_columns('visits')} FROM visits"


class Queries:
    """Answers from the views and the journal; every method raises Trouble when the file cannot be read."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path
        self._lock = RLock()

    def open_visits(self) -> list[VisitLine]:
        """Visits that are not closed, newest first."""
        return self._lines("WHERE status = 'open' ORDER BY opened_seq DESC")

    def visits_of_day(self, day: str) -> list[VisitLine]:
        """Visits that began on a facility date (`Reading.local.date().isoformat()`), newest first."""
        return self._lines("WHERE day = ? ORDER BY opened_seq DESC", (day,))

    def all_visits(self, limit: int = NO_LIMIT) -> list[VisitLine]:
        """All visits, newest first by their place in the journal, which no clock can shuffle."""
        return self._lines("ORDER BY opened_seq DESC LIMIT ?", (limit,))

    def returned_visits(self, limit: int) -> list[VisitLine]:
        """Visits that a supervisor returned and nobody has handed in again, nor marked as void; those that wait longest first."""
        found = "SELECT visit FROM listed WHERE state = 'returned' AND void = 0 ORDER BY since_us LIMIT ?"
        waiting = [str(row[0]) for row in self.ask(found, (limit,))]
        return [line for visit in waiting if (line := self.visit(visit)) is not None]

    def visits_on_record(self) -> list[str]:
        """The ids of all visits that the journal itself holds, whatever the views say, oldest first."""
        sql = "SELECT visit FROM events WHERE visit IS NOT NULL AND seq > 0 GROUP BY visit ORDER BY min(seq)"
        return [str(row[0]) for row in self.ask(sql)]

    def visit(self, visit: str) -> VisitLine | None:
        """One visit by its id."""
        return next(iter(self._lines("WHERE visit = ?", (visit,))), None)

    def visit_by_number(self, record_number: str) -> VisitLine | None:
        """One visit by its record number, written as issued."""
        return next(iter(self._lines("WHERE record_number = ?", (record_number,))), None)

    def joined_into(self, visit: str) -> list[VisitLine]:
        """The visits that were joined into this one, oldest first."""
        return self._lines("WHERE joined_into = ? ORDER BY opened_seq", (visit,))

    def events_of(self, visit: str) -> list[Event]:
        """All events of a visit in order."""
        with self._lock, translated(self._path):
            return readable(visit_rows(self._db, visit))

    def count_of(self, visit: str) -> int:
        """How many events a visit has."""
        return int(self.ask("SELECT count(*) FROM events WHERE visit = ? AND seq > 0", (visit,))[0][0])

    def device_key_at(self, seq: int) -> str:
        """The public device key (hex) that was in force when event `seq` was written; "" where none was named yet."""
        with self._lock, translated(self._path):
            return device_key_at(self._db, seq)

    def device_keys(self) -> list[int]:
        """The numbers of the events that name a device key, in order."""
        return [
            row[0] for row in self.ask("SELECT seq FROM events WHERE kind = 'device_key_made' ORDER BY seq")
        ]

    def event(self, seq: int) -> Event | None:
        """One event by its number."""
        with self._lock, translated(self._path):
            row = row_at(self._db, seq)
        return next(iter(readable([row] if row else [])), None)

    def events_where(self, condition: str) -> list[Event]:
        """The events that fulfil a condition of `stored`, in order."""
        with self._lock, translated(self._path):
            return events_where(self._db, condition)

    def last_of(self, kind: str) -> Event | None:
        """The newest event of a kind."""
        sql = "SELECT seq FROM events WHERE kind = ? ORDER BY seq DESC LIMIT 1"
        found = self.ask(sql, (kind,))
        return self.event(found[0][0]) if found else None

    def pack(self, pack_hash: str) -> bytes | None:
        """The kept bytes of a policy pack."""
        with self._lock, translated(self._path):
            found: bytes | None = value(self._db, "SELECT bytes FROM packs WHERE hash = ?", (pack_hash,))
        return found

    def photos(self) -> list[tuple[int, str | None, DataKey | None]]:
        """Every kept photograph: number of its event, id and key; None for both where the key is gone."""
        sql = """SELECT e.seq, k.id, k.key FROM events e LEFT JOIN attachment_keys k ON k.seq = e.seq
            WHERE e.kind = 'photo_kept' ORDER BY e.seq"""
        return [(seq, ident, DataKey(key) if key else None) for seq, ident, key in self.ask(sql)]

    def photo_id(self, seq: int) -> str | None:
        """The id of the photograph that was kept in an event; None where its key is not there."""
        found = self.ask("SELECT id FROM attachment_keys WHERE seq = ?", (seq,))
        return str(found[0][0]) if found else None

    def photo(self, ident: str) -> tuple[Event, DataKey] | None:
        """The event of a kept photograph and the key of its file; None where that key is not there."""
        with self._lock:
            found = self.ask("SELECT seq, key FROM attachment_keys WHERE id = ?", (ident,))
            event = self.event(found[0][0]) if found else None
        return (event, DataKey(found[0][1])) if event else None

    def half_typed(self, visit: str) -> dict[str, str]:
        """Text of a visit that is not an answer yet, by address."""
        sql = "SELECT address, text FROM drafts WHERE visit = ? ORDER BY address"
        return dict(self.ask(sql, (visit,)))

    def iter_chain(self) -> Iterator[Row]:
        """Every row of the journal for `chain.verify`, in batches: other queries may run between two of
        them."""
        after: int | None = None
        while True:
            with self._lock, translated(self._path):
                batch = next(chain_rows(self._db, after), [])
            yield from batch
            if len(batch) < BATCH:
                return
            after = batch[-1].seq

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def ask(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What a statement of this layer gives."""
        with self._lock, translated(self._path):
            return rows(self._db, sql, parameters)

    def _lines(self, tail: str, parameters: tuple[Any, ...] = ()) -> list[VisitLine]:
        return [visit_line(row) for row in self.ask(f"{_LINE} {tail}", parameters)]


def joined_below(queries: Queries, visit: str) -> list[str]:
    """The ids of the visits that are joined into this one, however many joinings lie between."""
    found, waiting = [visit], [visit]
    while waiting:
        near = [line.visit for line in queries.joined_into(waiting.pop(0))]
        new = [each for each in near if each not in found]
        found, waiting = found + new, waiting + new
    return found[1:]
