"""Reads a record as it stood at one moment, for an evidence export: what is appended or redacted meanwhile does not come in."""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.core.chain import Row
from desktop.core.events import PayloadRedacted
from desktop.store._engine import Database, translated, value
from desktop.store.opening import Store
from desktop.store.schema import last_event
from desktop.store.stored import OF_REMOVALS, chain_rows, events_where


class Snapshot:
    """The journal at one moment. To be used by the thread that opened it; every method raises Trouble where the file cannot be
    read."""

    def __init__(self, store: Store, db: Database) -> None:
        self.store = store
        self._db = db
        with translated(store.path):
            self.head = last_event(db)
            self.events = int(value(db, "SELECT count(*) FROM events"))

    def rows(self) -> Iterator[Row]:
        """Every row in order; memory does not grow with their number."""
        with translated(self.store.path):
            for batch in chain_rows(self._db):
                yield from batch

    def pack(self, pack_hash: str) -> bytes | None:
        """The kept bytes of a policy pack."""
        with translated(self.store.path):
            found: bytes | None = value(self._db, "SELECT bytes FROM packs WHERE hash = ?", (pack_hash,))
        return found

    def redactions(self) -> dict[int, int]:
        """Number of an event whose contents went by an order → number of the event that says so."""
        with translated(self.store.path):
            found = events_where(self._db, OF_REMOVALS)
        return {event.body.seq: event.seq for event in found if isinstance(event.body, PayloadRedacted)}

    def visit_at(self, seq: int) -> str | None:
        """The id of the visit that an event belongs to; None for an event of the file, or where there is no such event."""
        with translated(self.store.path):
            found: str | None = value(self._db, "SELECT visit FROM events WHERE seq = ?", (seq,))
        return found


@contextmanager
def snapshot(store: Store) -> Iterator[Snapshot]:
    """Hold the record still for reading. Writers go on; their write-ahead log is emptied only after this ends."""
    with translated(store.path):
        db = store.maintenance()
        try:
            db.execute("BEGIN")
            yield Snapshot(store, db)
        finally:
            db.close()
