"""The views computed from the journal: written in the transaction of each event, and made again whenever in
doubt."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.core.errors import Trouble
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
from desktop.core.review_events import LOOKS
from desktop.store import searching
from desktop.store._engine import Database, in_memory, rows, translated, value
from desktop.store.schema import PROJECTIONS, last_event, make_views, run_all
from desktop.store.shape import strange_parts, unsound
from desktop.store.stored import OF_VIEWS, chain_rows, events_where, readable, row_at, visit_rows

VERSION = 3
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
            else:
                searching.forget_view(db, target.seq)
    if _fold(db, event) and event.visit is not None:
        searching.relist(db, event.visit)
    _mark(db)


def refold(db: Database, visit: str) -> None:
    """Make the views of one visit again from its events, so that what was redacted leaves them too."""
    _forget(db, visit)
    for event in readable(visit_rows(db, visit)):
        _fold(db, event)
    searching.relist(db, visit)


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
        make_views(db)
        listing = searching.Anew(db)
        for batch in chain_rows(db):
            for event in readable(batch):
                _fold(db, event)
                if event.visit is not None and event.kind not in LOOKS:
                    listing.see(event.visit, event)
        listing.end()
        db.execute("INSERT INTO projected (version, seq, hash) VALUES (?, ?, ?)", (VERSION, *last_event(db)))
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
        make_views(self._scratch)

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
                known = readable(visit_rows(self._db, visit)) if events is None else events
                for event in known:
                    _fold(self._scratch, event)
                return self._is_listed(visit, known) and all(
                    _of(self._db, table, visit) == _of(self._scratch, table, visit) for table in OF_VISIT
                )
            finally:
                self._db.execute("ROLLBACK")
                _forget(self._scratch, visit)

    def _is_listed(self, visit: str, events: Sequence[Event]) -> bool:
        opened = rows(
            self._scratch, "SELECT opened_seq FROM visits WHERE visit = ? AND status != 'open'", (visit,)
        )
        made = [
            searching.row_of(seq, visit, searching.searched(self._db, visit, events)) for (seq,) in opened
        ]
        return searching.kept_row(self._db, visit) == made

    def beside(self) -> list[str]:
        """Sentences on what is kept beside the visits' own rows and does not fit them; it is made anew then. All of it is read, at one
        moment."""
        found: list[str] = []
        with translated(self._path):
            self._db.execute("BEGIN")
            try:
                fit = searching.words_fit(self._db)
                saved = events_where(self._db, OF_VIEWS)
                kept = searching.views_fit(self._db, saved)
            finally:
                self._db.execute("ROLLBACK")
        if not fit:
            found.append(
                f"The words by which visits are searched do not fit the visits. {self._made_anew(_words)}"
            )
        if not kept:
            found.append(f"The saved searches are not those on record. {self._made_anew(_views)}")
        return found

    def _made_anew(self, work: Callable[[Database], None]) -> str:
        try:
            self._written(work)
        except Trouble as trouble:
            return f"They could not be made anew: {trouble.sentence}"
        return "They were made anew."

    def strangers(self) -> list[str]:
        """Ids of visits in the views of which the journal knows nothing."""
        listed = " UNION ".join(f"SELECT visit FROM {table}" for table in (*OF_VISIT, "listed"))
        known = "SELECT 1 FROM events WHERE events.visit = listed.visit"
        with translated(self._path):
            found = rows(self._db, f"SELECT visit FROM ({listed}) AS listed WHERE NOT EXISTS ({known})")
        return [str(visit) for (visit,) in found]

    def mend(self, visit: str) -> None:
        """Make the views of one visit again from its events."""
        self._written(lambda db: refold(db, visit))

    def _written(self, work: Callable[[Database], None]) -> None:
        with translated(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                work(self._db)
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


def _words(db: Database) -> None:
    searching.put_words_anew(db)


def _views(db: Database) -> None:
    db.execute("DELETE FROM saved_views")
    for event in events_where(db, OF_VIEWS):
        searching.keep_view(db, event)


def _forget(db: Database, visit: str) -> None:
    for table in OF_VISIT:
        db.execute(f"DELETE FROM {table} WHERE visit = ?", (visit,))


def _mark(db: Database) -> None:
    """The views reach to the last event. Their version stays: one that was spoilt (`searching`) is not as good as new by that."""
    db.execute("UPDATE projected SET seq = ?, hash = ?", last_event(db))


def _fold(db: Database, event: Event) -> bool:
    """Take an event into the views; whether what the visit is listed by is to be made anew."""
    if (
        event.visit is None or event.kind in LOOKS
    ):  # who looked at a visit, or got a copy, changed nothing of it
        searching.keep_view(db, event)
        return False
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
    reached = (event.seq, event.utc_us, event.visit)
    if db.execute(f"{sql} AND status = 'open'", reached).rowcount:
        return False
    return db.execute(sql, reached).rowcount > 0


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
