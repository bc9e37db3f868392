"""The views computed from the journal: written in the transaction of each event, and made again whenever in
doubt."""

import json
from collections.abc import Sequence
from pathlib import Path

from desktop.core.events import (
    Event,
    OutcomeReached,
    PayloadRedacted,
    StepAnswered,
    StepReopened,
    VisitClosed,
    VisitJoined,
    VisitOpened,
)
from desktop.store._engine import Database, in_memory, rows, translated, value
from desktop.store.schema import PROJECTION_INDEXES, PROJECTIONS, last_event, run_all
from desktop.store.shape import strange_parts, unsound
from desktop.store.stored import chain_rows, readable, row_at, visit_rows

VERSION = 2
"""Raise it whenever a view or the way it is computed changes: the next start then makes all views again."""


OF_VISIT = ("visits", "answers", "outcomes")
"""The views that have a visit's rows."""


def apply(db: Database, event: Event) -> None:
    """Bring the views up to this event, which is the newest. Runs in the caller's transaction."""
    if isinstance(event.body, PayloadRedacted):
        redacted = row_at(db, event.body.seq)
        for target in readable([redacted] if redacted else []):
            if target.visit is not None:
                refold(db, target.visit)
    _fold(db, event)
    _mark(db)


def refold(db: Database, visit: str) -> None:
    """Make the views of one visit again from its events, so that what was redacted leaves them too."""
    _forget(db, visit)
    for event in readable(visit_rows(db, visit)):
        _fold(db, event)


def is_current(db: Database) -> bool:
    """Whether all views exist in this version and reach exactly to the last event."""
    placeholders = ", ".join("?" * len(PROJECTIONS))
    sql = f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({placeholders})"
    if value(db, sql, tuple(PROJECTIONS)) != len(PROJECTIONS):
        return False
    return rows(db, "SELECT version, seq, hash FROM projected") == [(VERSION, *last_event(db))]


def rebuild(db: Database) -> None:
    """Drop every view and compute it from the journal, in one transaction: others see the old ones until it
    is done."""
    db.execute("BEGIN IMMEDIATE")
    try:
        run_all(db, [f"DROP TABLE IF EXISTS {table}" for table in PROJECTIONS])
        run_all(db, [*PROJECTIONS.values(), *PROJECTION_INDEXES])
        for batch in chain_rows(db):
            for event in readable(batch):
                _fold(db, event)
        _mark(db)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


class Lists:
    """Compares the views with the journal, visit by visit, over a connection of its own (`Store.maintenance`), which `close` lets
    go of. What is expected is what a rebuild would write: the same code writes it into a scratch database in memory. Raises
    Trouble where the file cannot be used."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path, self._scratch = db, path, in_memory()
        run_all(self._scratch, [*PROJECTIONS.values(), *PROJECTION_INDEXES])

    def strange_parts(self) -> list[str]:
        """Sentences on tables, indexes and triggers that are not those of this program, or do not hold what they should (`shape`)."""
        with translated(self._path):
            return [*strange_parts(self._db), *unsound(self._db)]

    def fits(self, visit: str, events: Sequence[Event]) -> bool:
        """Whether the views of a visit are what its events say; `events` were just read, and where they do not fit, both are
        read at one moment: a window may have written meanwhile."""
        return self._fits(visit, events) or self._fits(visit, None)

    def _fits(self, visit: str, events: Sequence[Event] | None) -> bool:
        with translated(self._path):
            self._db.execute("BEGIN")
            try:
                for event in readable(visit_rows(self._db, visit)) if events is None else events:
                    _fold(self._scratch, event)
                return all(
                    _of(self._db, table, visit) == _of(self._scratch, table, visit) for table in OF_VISIT
                )
            finally:
                self._db.execute("ROLLBACK")
                _forget(self._scratch, visit)

    def strangers(self) -> list[str]:
        """Ids of visits in the views of which the journal knows nothing."""
        listed = " UNION ".join(f"SELECT visit FROM {table}" for table in OF_VISIT)
        known = "SELECT 1 FROM events WHERE events.visit = listed.visit"
        with translated(self._path):
            found = rows(self._db, f"SELECT visit FROM ({listed}) AS listed WHERE NOT EXISTS ({known})")
        return [str(visit) for (visit,) in found]

    def mend(self, visit: str) -> None:
        """Make the views of one visit again from its events."""
        with translated(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                refold(self._db, visit)
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of both."""
        self._scratch.close()
        self._db.close()


def _of(db: Database, table: str, visit: str) -> list[tuple[object, ...]]:
    return rows(db, f"SELECT * FROM {table} WHERE visit = ? ORDER BY 1", (visit,))


def _forget(db: Database, visit: str) -> None:
    for table in OF_VISIT:
        db.execute(f"DELETE FROM {table} WHERE visit = ?", (visit,))


def _mark(db: Database) -> None:
    db.execute("DELETE FROM projected")
    db.execute("INSERT INTO projected (version, seq, hash) VALUES (?, ?, ?)", (VERSION, *last_event(db)))


def _fold(db: Database, event: Event) -> None:
    if event.visit is None or event.kind == "access":  # who looked at a visit changed nothing of it
        return
    body = event.body
    if isinstance(body, VisitOpened):
        _opened(db, event, body)
    elif isinstance(body, StepAnswered):
        db.execute(
            "INSERT INTO answers (seq, visit, address, step, value) VALUES (?, ?, ?, ?, ?)",
            (event.seq, event.visit, body.address, body.step, json.dumps(body.value)),
        )
    elif isinstance(body, StepReopened):
        sql = "UPDATE answers SET reopened_by = ? WHERE seq = ? AND visit = ?"
        db.execute(sql, (event.seq, body.seq, event.visit))
    elif isinstance(body, OutcomeReached):
        outcomes, reasons, flags = (json.dumps(part) for part in (body.outcomes, body.reasons, body.flags))
        db.execute(
            "INSERT INTO outcomes (seq, visit, rest, outcomes, reasons, flags) VALUES (?, ?, ?, ?, ?, ?)",
            (event.seq, event.visit, body.rest, outcomes, reasons, flags),
        )
        if body.outcomes:  # else further reasons of a hold that stands
            db.execute("UPDATE visits SET outcomes = ? WHERE visit = ?", (outcomes, event.visit))
    elif isinstance(body, VisitClosed):
        db.execute("UPDATE visits SET status = 'closed' WHERE visit = ?", (event.visit,))
    elif isinstance(body, VisitJoined):
        sql = "UPDATE visits SET status = 'joined', joined_into = ? WHERE visit = ?"
        db.execute(sql, (body.into, event.visit))
    sql = "UPDATE visits SET last_seq = ?, last_utc_us = ? WHERE visit = ?"
    db.execute(sql, (event.seq, event.utc_us, event.visit))


def _opened(db: Database, event: Event, body: VisitOpened) -> None:
    """A visit id that occurs twice can only be forged; the first one stands and `chain.verify` tells."""
    columns: dict[str, object] = {
        "visit": event.visit,
        "record_number": body.record_number,
        "site": str(body.site.get("id", "")),
        "post": body.post,
        "pack_id": body.pack_id,
        "pack_version": body.pack_version,
        "pack_hash": body.pack_hash,
        "language": body.language,
        "begun": body.begun,
        "day": event.reading.local.date().isoformat(),
        "opened_seq": event.seq,
        "opened_utc_us": event.utc_us,
        "last_seq": event.seq,
        "last_utc_us": event.utc_us,
        "status": "open",
        "joined_into": "",
        "outcomes": "[]",
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    db.execute(f"INSERT OR IGNORE INTO visits ({names}) VALUES ({marks})", tuple(columns.values()))
