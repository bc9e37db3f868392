"""Finds visits in the index of words, newest first, over a connection of its own, which any thread may use; a look can be stopped from
another thread at any moment, and nothing else waits for it."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from msgspec import Struct

from desktop.core.searched import Searched, fold_searched
from desktop.core.seeking import Chunk, Codes, code_token, part_tokens
from desktop.store._engine import Database, SqlError, rows, translated
from desktop.store.queries import Queries, VisitLine, joined_below, visit_columns, visit_line
from desktop.store.searching import name_terms, read_searched, searched

MOST_WORDS = 24
"""Words that are looked up in the index; whether further ones fit is seen by what is found."""

_FOUND = f"SELECT {visit_columns('v')}, l.searched"
_PLACES = """SELECT rowid AS seq FROM listed_words
    WHERE listed_words MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?"""
_BY_WORDS = f"""{_FOUND} FROM ({_PLACES}) AS f
    JOIN listed AS l ON l.seq = f.seq JOIN visits AS v ON v.visit = l.visit ORDER BY f.seq DESC"""
_BY_WORDS_UP = _BY_WORDS.replace(" DESC", " ASC")
_ALL = f"""{_FOUND} FROM listed AS l JOIN visits AS v ON v.visit = l.visit
    WHERE l.seq < ? AND l.seq >= ? ORDER BY l.seq DESC LIMIT ?"""
_ALL_UP = _ALL.replace(" DESC", " ASC")
_OPEN = f"SELECT {visit_columns('v')} FROM visits AS v WHERE v.status = 'open' ORDER BY v.opened_seq DESC"
_DAYS = """WITH RECURSIVE days (day) AS (
    SELECT min(day) FROM visits WHERE day >= ?1 AND day <= ?2
    UNION ALL SELECT (SELECT min(day) FROM visits WHERE day > days.day AND day <= ?2) FROM days WHERE days.day IS NOT NULL
) SELECT min((SELECT min(opened_seq) FROM visits v WHERE v.day = days.day)),
    max((SELECT max(opened_seq) FROM visits v WHERE v.day = days.day)) FROM days"""


_T = TypeVar("_T")


SHORTEST_LISTED, MOST_ENDINGS = 4, 64
"""From so many letters on a beginning is looked up by the words that begin so, if these are not more: the index holds shorter beginnings
itself, and to put together the visits of words that are in every visit takes 100 ms in 300,000 of them."""


class Stopped(Exception):
    """The look was stopped."""


class Look:
    """One look; `Finder.stop` ends it."""

    def __init__(self) -> None:
        self.stopped = False


class Hit(Struct, frozen=True):
    """A visit that was found."""

    line: VisitLine
    searched: Searched


class Span(Struct, frozen=True):
    """The places (`opened_seq`) between which visits are looked for, the first included, the last not; and how many at most."""

    first: int
    end: int
    most: int


class Finder:
    """Every method raises Stopped once its look was stopped, and Trouble where the file cannot be read."""

    def __init__(self, reader: Callable[[], Database], path: Path) -> None:
        self._reader, self._path = reader, path
        self._db: Database | None = None
        self._use, self._guard = Lock(), Lock()
        self._running: Look | None = None

    def found(self, look: Look, expression: str, span: Span, upward: bool = False) -> list[Hit]:
        """The visits that match an expression (`every`, `one_of` and their parts; "" for all), newest first, or `upward` oldest first."""
        parameters = (span.end, span.first, span.most)
        if not expression:
            found = self._ask(look, _ALL_UP if upward else _ALL, parameters)
        else:
            found = self._ask(look, _BY_WORDS_UP if upward else _BY_WORDS, (expression, *parameters))
        return [self._hit(look, row) for row in found]

    def places(self, look: Look, expression: str, span: Span) -> list[int]:
        """The places alone of what matches an expression that is not ""."""
        return [
            int(row[0]) for row in self._ask(look, _PLACES, (expression, span.end, span.first, span.most))
        ]

    def beginning(self, look: Look, start: str) -> tuple[str, ...] | None:
        """The words of the index that begin so; None where that are more than `MOST_ENDINGS`. Each is looked up by itself: to go from one
        to the next would read all visits that have it."""
        found, after = list[str](), start
        while len(found) <= MOST_ENDINGS:
            sql = "SELECT term FROM temp.listed_terms WHERE term >= ? LIMIT 1"
            term = next((str(row[0]) for row in self._ask(look, sql, (after,))), "")
            if not term.startswith(start):
                return tuple(found)
            found.append(term)
            after = f"{term}\1"
        return None

    def open_visits(self, look: Look) -> list[VisitLine]:
        """The visits that are not closed, newest first."""
        return [visit_line(row) for row in self._ask(look, _OPEN)]

    def searched(self, look: Look, visit: str) -> Searched:
        """What a visit is searched by, from its events as they are now."""
        return self._with(look, lambda db: searched(db, visit))

    def places_of(self, look: Look, first_day: str, last_day: str) -> tuple[int, int] | None:
        """The lowest and the highest place of the visits that began on these days of the facility, both included; None for no visit."""
        found = self._ask(look, _DAYS, (first_day, last_day))
        return None if found[0][0] is None else (int(found[0][0]), int(found[0][1]))

    def number_of(self, look: Look, visit: str) -> str:
        """The record number of a visit, "" where it is not on record."""
        found = self._ask(look, "SELECT record_number FROM visits WHERE visit = ?", (visit,))
        return str(found[0][0]) if found else ""

    def stop(self, look: Look) -> None:
        """End a look as soon as may be."""
        look.stopped = True
        with self._guard:
            if self._running is look and self._db is not None:
                self._db.conn.interrupt()

    def close(self) -> None:
        """Let go of the file."""
        with self._use:
            if self._db is not None:
                self._db.close()
                self._db = None

    def _hit(self, look: Look, row: tuple[Any, ...]) -> Hit:
        """The visit of a row; of one that is open, or whose kept row was changed, from its events."""
        line = visit_line(row[:-1])
        try:
            return Hit(line, read_searched(row[-1] or ""))
        except ValueError:
            return Hit(line, self.searched(look, line.visit))

    def _ask(self, look: Look, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self._with(look, lambda db: rows(db, sql, parameters))

    def _with(self, look: Look, work: Callable[[Database], _T]) -> _T:
        with self._use:
            with translated(self._path):
                if self._db is None:
                    db = self._reader()
                    name_terms(db)
                    self._db = db
            try:
                self._run(look)
                return self._translated(look, work, self._db)
            finally:
                with self._guard:
                    self._running = None

    def _run(self, look: Look) -> None:
        with self._guard:
            if look.stopped:
                raise Stopped
            self._running = look

    def _translated(self, look: Look, work: Callable[[Database], _T], db: Database) -> _T:
        with translated(self._path):
            try:
                return work(db)
            except SqlError:
                if look.stopped:
                    raise Stopped from None
                raise


# ---- over the connection of the desk ---------------------------------------------------------------------------


def searched_of(queries: Queries, visit: str) -> Searched:
    """What a visit is listed and searched by, from its events."""
    below = [queries.events_of(each) for each in joined_below(queries, visit)]
    return fold_searched(queries.events_of(visit), below)


def kept_searched(queries: Queries, line: VisitLine) -> Searched:
    """The same as it is kept of a visit that is not open; where nothing is kept, or it was changed, from its events."""
    for (kept,) in queries.ask("SELECT searched FROM listed WHERE visit = ?", (line.visit,)):
        with suppress(ValueError):
            return read_searched(kept)
    return searched_of(queries, line.visit)


def kin_of(queries: Queries, line: VisitLine) -> list[Hit]:
    """The other visits that are read together with this one, joined above, below or beside, however many joinings lie between."""
    top, seen = line, {line.visit}
    while top.joined_into not in seen and (above := queries.visit(top.joined_into)) is not None:
        top = above
        seen.add(top.visit)
    ids = dict.fromkeys((*seen, *joined_below(queries, top.visit)))
    lines = (queries.visit(each) for each in ids if each != line.visit)
    return [Hit(each, searched_of(queries, each.visit)) for each in lines if each is not None]


def waiting(queries: Queries, state: str, until_us: int, most: int) -> int:
    """How many visits that count wait in this state ("submitted", "returned") since `until_us` (µs UTC) or before; `most` at most."""
    sql = """SELECT count(*) FROM (SELECT 1 FROM listed
        WHERE state = ? AND since_us <= ? AND state IN ('submitted', 'returned') AND void = 0 LIMIT ?)"""
    return int(queries.ask(sql, (state, until_us, most))[0][0])


def saved_views(queries: Queries) -> list[tuple[str, str, str]]:
    """Name, text and filters (JSON) of the saved searches, by name."""
    sql = """SELECT name, text, filters, dropped FROM saved_views v
        WHERE seq = (SELECT max(seq) FROM saved_views o WHERE o.name = v.name) ORDER BY name"""
    return [(name, text, filters) for name, text, filters, dropped in queries.ask(sql) if not dropped]


def kept_packs(queries: Queries) -> list[str]:
    """The hashes of all policy packs that are kept."""
    return [str(row[0]) for row in queries.ask("SELECT hash FROM packs ORDER BY hash")]


# ---- expressions --------------------------------------------------------------------------------------------


def has_code(code: str) -> str:
    """Visits that have a code."""
    return f'"{code_token(code)}"'


def one_of(expressions: list[str]) -> str:
    """Visits that match one of these, which are not empty."""
    return expressions[0] if len(expressions) == 1 else f"({' OR '.join(expressions)})"


def every(expressions: list[str]) -> str:
    """Visits that match each of these; "" for none, which is all visits."""
    return (
        expressions[0] if len(expressions) == 1 else f"({' AND '.join(expressions)})" if expressions else ""
    )


Beginning = Callable[[str], tuple[str, ...] | None]
"""The beginning of a word → the words of the index that begin so; None where it is better asked itself."""


def typed(chunks: tuple[Chunk, ...], codes: Codes, beginning: Beginning = lambda start: None) -> list[str]:
    """An expression for each chunk that was typed. It finds all that `seeking.fits`, and hardly more: whoever takes what it finds looks
    again."""
    found, left = list[str](), MOST_WORDS
    for chunk in chunks:
        left -= len(chunk.words)
        if left < 0:
            break
        words = every(
            [_word(word, chunk.starts(place), codes, beginning) for place, word in enumerate(chunk.words)]
        )
        parts = _parts(chunk.whole) if len(chunk.words) > 1 else []
        found.append(one_of([words, *parts]))
    return found


def _word(word: str, starts: bool, codes: Codes, beginning: Beginning) -> str:
    labelled = sorted(has_code(code) for code in codes(word, starts))
    listed = beginning(word) if starts and len(word) >= SHORTEST_LISTED else None
    itself = [f'"{word}"*'] if starts and listed is None else [f'"{each}"' for each in listed or (word,)]
    return one_of([*itself, *labelled, *_parts(word)])


def _parts(whole: str) -> list[str]:
    tokens = part_tokens(whole)
    return [every([f'"{token}"' for token in tokens])] if tokens else []
