"""Reads the journal for what goes to the office: spans of rows, over a connection of its own, so that nobody waits for it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from desktop.core.chain import Row
from desktop.core.sending import Span
from desktop.store._engine import Database, rows, translated, value
from desktop.store.opening import Store
from desktop.store.owners import devices
from desktop.store.schema import last_event
from desktop.store.stored import chain_rows


class Outgoing:
    """For the thread that opened it; every method raises Trouble where the file cannot be read."""

    def __init__(self, store: Store, db: Database) -> None:
        self.store, self._db = store, db
        with translated(store.path):
            self.last = last_event(db)[0]
            self.devices = tuple(devices(db))

    def hash_at(self, seq: int) -> str:
        """The hash of event `seq`, "" where there is none."""
        with translated(self.store.path):
            return str(value(self._db, "SELECT hash FROM events WHERE seq = ?", (seq,)) or "")

    def rows(self, span: Span) -> Iterator[Row]:
        """The rows of a span, in order; memory does not grow with it."""
        with translated(self.store.path):
            for batch in chain_rows(self._db, span.first - 1):
                for row in batch:
                    if row.seq > span.last:
                        return
                    yield row

    def first_pack(self, seq: int, pack_hash: str) -> bytes | None:
        """The bytes of a policy pack, where no visit before event `seq` was begun by it: they go out once."""
        with translated(self.store.path):
            before = value(
                self._db, "SELECT 1 FROM visits WHERE pack_hash = ? AND opened_seq < ?", (pack_hash, seq)
            )
            found: bytes | None = value(self._db, "SELECT bytes FROM packs WHERE hash = ?", (pack_hash,))
        return None if before else found

    def visits_in(self, spans: Iterable[Span]) -> int:
        """How many visits have an event there."""
        found: set[str] = set()
        sql = "SELECT DISTINCT visit FROM events WHERE visit IS NOT NULL AND seq BETWEEN ? AND ?"
        with translated(self.store.path):
            for span in spans:
                found.update(str(row[0]) for row in rows(self._db, sql, (span.first, span.last)))
        return len(found)


@contextmanager
def outgoing(store: Store) -> Iterator[Outgoing]:
    """The journal as it is now. What is written meanwhile goes out the next time."""
    db = store.reader()
    try:
        yield Outgoing(store, db)
    finally:
        db.close()
