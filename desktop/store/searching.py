"""Keeps what visits are listed and searched by: a row and a set of words for each visit that is not open, written when it is closed or
joined and again with each later event of it. Open visits are few and are looked at directly, so that no answer waits for this.

The index of words holds tokens alone (`core.searched.tokens`); what a row shows is kept beside it, once. An index that is damaged holds up
nothing that is written: it is noted, and the next start makes all views anew.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from desktop.core.events import Event
from desktop.core.review_events import ViewDropped, ViewSaved
from desktop.core.searched import Searched, fold_searched, tokens
from desktop.store._engine import Database, SqlError, rows
from desktop.store.review_gate import joined_below
from desktop.store.schema import run_all
from desktop.store.stored import readable, visit_rows

WINDOW = 500
"""Visits that are kept in memory while all are made anew: what is still written in a visit comes soon after it, as a rule."""

_WRITTEN = msgspec.json.Encoder()
_READ = msgspec.json.Decoder(Searched)
_LIST = "INSERT INTO listed (seq, visit, state, since_us, void, searched) VALUES (?, ?, ?, ?, ?, ?)"
_PUT = "INSERT INTO listed_words (rowid, words) VALUES (?, ?)"
_TAKE = "INSERT INTO listed_words (listed_words, rowid, words) VALUES ('delete', ?, ?)"
_TERMS = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.listed_terms USING fts5vocab(main, listed_words, instance)"
_FLUSH = "INSERT INTO listed_words (listed_words) VALUES ('flush')"
_DAMAGE = ("malformed", "corrupt", "no such table")
_VIEW = "INSERT OR REPLACE INTO saved_views (seq, name, text, filters, dropped) VALUES (?, ?, ?, ?, ?)"


def read_searched(kept: str) -> Searched:
    """What is kept of a visit. ValueError where nobody of ours wrote it."""
    return _READ.decode(kept)


def searched(db: Database, visit: str, events: Sequence[Event] | None = None) -> Searched:
    """What a visit is listed and searched by, from its events, which are read where they are not given."""
    own = readable(visit_rows(db, visit)) if events is None else events
    return fold_searched(own, [below for _, below in joined_below(db, visit)])


def row_of(seq: int, visit: str, found: Searched) -> tuple[object, ...]:
    """The row that is kept of a visit that was opened in event `seq`."""
    return (seq, visit, found.state, found.since_us, int(found.void), _WRITTEN.encode(found).decode())


def relist(db: Database, visit: str) -> None:
    """Bring row and words of a visit up to its events, and those of the visits that it is joined into, which are told with it."""
    seen: set[str] = set()
    while visit and visit not in seen:
        seen.add(visit)
        told = rows(db, "SELECT opened_seq, status, joined_into FROM visits WHERE visit = ?", (visit,))
        mine = (visit, told[0][0] if told else None)
        before = rows(db, "SELECT seq, searched FROM listed WHERE visit = ? OR seq = ?", mine)
        db.execute("DELETE FROM listed WHERE visit = ? OR seq = ?", mine)
        after = [(seq, searched(db, visit)) for seq, status, _ in told if status != "open"]
        for seq, found in after:
            db.execute(_LIST, row_of(seq, visit, found))
        if before or after:
            _change_words(db, before, after)
        visit = told[0][2] if told else ""


def keep_view(db: Database, event: Event) -> None:
    """A search that was kept under a name, or is no longer; every such event has its row, and the newest of a name counts."""
    for row in _view_rows(event):
        db.execute(_VIEW, row)


def forget_view(db: Database, seq: int) -> None:
    """The contents of the event that kept a search are gone."""
    db.execute("DELETE FROM saved_views WHERE seq = ?", (seq,))


def _change_words(
    db: Database, before: Iterable[tuple[int, str]], after: Iterable[tuple[int, Searched]]
) -> None:
    """Take the words of these rows out of the index, and put these in. Where it is damaged, all else in the transaction stands, and the
    views are made anew at the next start. A full disk is no damage."""
    db.execute("SAVEPOINT words")
    try:
        for seq, kept in before:
            db.execute(_TAKE, (seq, _joined(read_searched(kept))))
        for seq, found in after:
            db.execute(_PUT, (seq, _joined(found)))
        db.execute(_FLUSH)  # else it is seen only when all is committed, and then all is lost
    except (SqlError, ValueError) as hurt:
        if isinstance(hurt, SqlError) and not any(part in str(hurt) for part in _DAMAGE):
            raise
        db.execute("ROLLBACK TO words")
        db.execute("UPDATE projected SET version = 0")
    db.execute("RELEASE words")


def _joined(found: Searched) -> str:
    return " ".join(tokens(found))


class Anew:
    """Lists all visits while the views are made anew from the journal: `see` each event of a visit once it is in the views, in order; then
    `end`. Those of the last visits are kept in memory, so that hardly one is read twice."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._events: dict[str, list[Event]] = {}
        self._again: dict[str, None] = {}

    def see(self, visit: str, event: Event) -> None:
        """The next event."""
        if event.kind == "visit_opened" and visit not in self._again:
            self._events.setdefault(visit, [])
        if visit in self._events:
            self._events[visit].append(event)
        else:
            self._again[visit] = None
        if len(self._events) > 2 * WINDOW:
            self._list(list(self._events)[:WINDOW])

    def end(self) -> None:
        """List what is left, and anew what was written in later."""
        self._list(list(self._events))
        for visit in self._again:
            relist(self._db, visit)

    def _list(self, visits: Iterable[str]) -> None:
        for visit in visits:
            events = self._events.pop(visit)
            told = rows(
                self._db,
                "SELECT v.opened_seq, v.status, v.joined_into, EXISTS (SELECT 1 FROM visits b WHERE b.joined_into = v.visit)"
                " FROM visits v WHERE v.visit = ?",
                (visit,),
            )
            for seq, status, into, has_others in told:
                if into or has_others:
                    self._again[visit] = None
                elif status != "open":
                    found = fold_searched(events)
                    self._db.execute(_LIST, row_of(seq, visit, found))
                    self._db.execute(_PUT, (seq, _joined(found)))


# ---- whether it fits --------------------------------------------------------------------------------------------


def kept_row(db: Database, visit: str) -> list[tuple[object, ...]]:
    """The row that is kept of a visit, in a list; none where there is none."""
    return rows(db, "SELECT * FROM listed WHERE visit = ?", (visit,))


def name_terms(db: Database) -> None:
    """Let this connection read the words of the index as the table temp.listed_terms, which lies in memory: also one that only reads."""
    (only_reads,) = rows(db, "PRAGMA query_only")[0]
    run_all(db, ["PRAGMA query_only = OFF", _TERMS, f"PRAGMA query_only = {int(only_reads)}"])


def words_fit(db: Database) -> bool:
    """Whether the index holds just the words of the rows. All of it is read: some seconds for a million words."""
    made = 0
    for seq, kept in rows(db, "SELECT seq, searched FROM listed"):
        try:
            made += sum(_sum(token, seq) for token in tokens(read_searched(kept)))
        except ValueError:
            return False
    name_terms(db)
    try:
        there = sum(_sum(term, seq) for term, seq in _each(db, "SELECT term, doc FROM temp.listed_terms"))
    except SqlError:
        return False
    return made == there


def _sum(token: str, seq: int) -> int:
    return zlib.crc32(token.encode()) * (seq + 1)


def _each(db: Database, sql: str) -> Iterator[tuple[str, int]]:
    yield from db.execute(sql)


def put_words_anew(db: Database) -> None:
    """Make the index of words anew from the rows. In the caller's transaction."""
    db.execute("INSERT INTO listed_words (listed_words) VALUES ('delete-all')")
    for seq, kept in rows(db, "SELECT seq, searched FROM listed ORDER BY seq"):
        db.execute(_PUT, (seq, _joined(read_searched(kept))))


def views_fit(db: Database, saved: Iterable[Event]) -> bool:
    """Whether the saved views are what these events say, which are all of their kinds."""
    kept = rows(db, "SELECT seq, name, text, filters, dropped FROM saved_views ORDER BY seq")
    return kept == [row for event in saved for row in _view_rows(event)]


def _view_rows(event: Event) -> Iterator[tuple[object, ...]]:
    body = event.body
    if isinstance(body, ViewSaved):
        yield event.seq, body.name, body.text, _WRITTEN.encode(dict(sorted(body.filters.items()))).decode(), 0
    elif isinstance(body, ViewDropped):
        yield event.seq, body.name, "", "{}", 1
