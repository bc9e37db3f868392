"""Finds visits as somebody types: the list of visits with its filters and saved views, newest first, for who may see it.

What is typed is looked for in every text and choice of a visit: all words must be there, in any order and anywhere in it, the last one
may be the beginning of a word. Names, badges, plates and record numbers are found by any part of them from three characters on ("4471"
and "471" find A-4471-B). Nothing that is typed is an operator, and nothing raises.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import msgspec

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.review_events import ViewDropped, ViewSaved
from desktop.core.searched import Searched, author_code, held_by
from desktop.core.seeking import LONGEST, Chunk, fits, read_typed
from desktop.services.access import logged
from desktop.services.counsel_only import CounselOnly
from desktop.services.desk import Desk
from desktop.services.overdue import HOUR_US, Limits, late, limits
from desktop.services.roles import may, require
from desktop.services.search_rows import Rows
from desktop.services.search_views import (
    EVERYTHING,
    FIRST_ROWS,
    MOST_COUNTED,
    Counts,
    Filters,
    Found,
    FoundLine,
    Marked,
    Period,
    SavedView,
    Tone,
    kept_filters,
    view_of,
)
from desktop.services.search_words import Labels
from desktop.store import finding
from desktop.store.finding import Finder, Hit, Look, Span, Stopped

__all__ = [
    "EVERYTHING",
    "FIRST_ROWS",
    "MOST_COUNTED",
    "Counts",
    "Filters",
    "Found",
    "FoundLine",
    "Marked",
    "Overtaken",
    "Period",
    "SavedView",
    "Search",
    "Searching",
    "Tone",
]

LONGEST_NAME = 60
"""Characters of the name of a saved view."""

END = 2**62
"""A place that no visit reaches."""

MOST_AT_ONCE = 500
LAST_DAY = "9999-12-31"
_DAYS: Mapping[Period, int] = MappingProxyType({"7": 7, "30": 30, "90": 90})


class Overtaken(Exception):
    """The search was stopped, since another one was begun; nothing is to be shown."""


class Asked(msgspec.Struct, frozen=True):
    """A look for visits, as it was begun: by whom, at which moment (µs UTC, and the facility's date), and whether texts of secret visits
    are looked at. `upward`: from `after` on, the oldest first."""

    chunks: tuple[Chunk, ...]
    filters: Filters
    limit: int
    before: int
    person: str
    now_us: int
    today: date
    limits: Limits
    texts_of_secret: bool
    after: int = -1
    upward: bool = False

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day that are looked at, ISO; ("", …) for all."""
        filters = self.filters
        if filters.period == "dates":
            return filters.first, filters.last or LAST_DAY
        if filters.period == "year":
            return f"{self.today.year}-01-01", LAST_DAY
        back = _DAYS.get(filters.period)
        return ((self.today - timedelta(days=back - 1)).isoformat() if back else ""), LAST_DAY

    @property
    def all_days(self) -> bool:
        """No day is left out."""
        return self.days == ("", LAST_DAY)

    def is_late(self, found: Searched) -> bool:
        """Whether a visit waits too long."""
        return bool(late(found.state, found.void, found.since_us, self.now_us, self.limits))


class Search:
    """One look for visits. Made on the desk's thread; `run` belongs into a worker (`ui.tasks.Tasks`), `stop` may come from any thread."""

    def __init__(self, searching: "Searching", asked: Asked) -> None:
        self._searching, self.asked = searching, asked
        self._finder, self._look = searching.finder, Look()
        self._rows = searching.rows(asked)

    def run(self) -> Found:
        """What was found. Raises Overtaken after `stop`, Trouble where the record cannot be read."""
        try:
            return self._run()
        except Stopped:
            raise Overtaken from None

    def stop(self) -> None:
        """End it as soon as may be: `run` raises Overtaken, within some milliseconds."""
        self._finder.stop(self._look)

    def _run(self) -> Found:
        asked = self.asked
        labels = self._searching.labels() if asked.chunks else None
        way = 1 if asked.upward else -1
        hits = heapq.merge(self._open(), self._listed(labels), key=lambda hit: way * hit.line.opened_seq)
        kept: list[Hit] = []
        for hit in hits:
            again = kept and kept[-1].line.visit == hit.line.visit  # it was closed between two questions
            if not again and self._fits(hit, labels):
                kept.append(hit)
                if len(kept) > asked.limit:
                    break
        more = len(kept) > asked.limit
        lines = tuple(self._line(hit) for hit in kept[: asked.limit][::-way])
        told = f"{len(lines)}+ visits" if more else "1 visit" if len(lines) == 1 else f"{len(lines)} visits"
        return Found(lines, more, told if asked.before == END and not asked.upward else "")

    # ---- where it is looked for --------------------------------------------------------------------------------

    def _open(self) -> Iterator[Hit]:
        if self.asked.filters.states and "open" not in self.asked.filters.states:
            return
        for line in self._finder.open_visits(self._look)[:: -1 if self.asked.upward else 1]:
            if self.asked.after < line.opened_seq < self.asked.before:
                yield Hit(line, self._searching.of_open(line.visit, line.last_seq, self._read))

    def _read(self, visit: str) -> Searched:
        return self._finder.searched(self._look, visit)

    def _listed(self, labels: Labels | None) -> Iterator[Hit]:
        """What the index finds, a page at a time. It may find a little too much."""
        expression, span = self._expression(labels), self._span()
        if expression is None or span is None:
            return
        while True:
            found = self._finder.found(self._look, expression, span, self.asked.upward)
            yield from found
            if len(found) < span.most:
                return
            last, most = found[-1].line.opened_seq, min(2 * span.most, MOST_AT_ONCE)
            span = Span(last + 1, span.end, most) if self.asked.upward else Span(span.first, last, most)

    def _beginning(self, start: str) -> tuple[str, ...] | None:
        return self._finder.beginning(self._look, start)

    def _span(self) -> Span | None:
        asked, first, end = self.asked, self.asked.after + 1, self.asked.before
        if not asked.all_days:
            places = self._finder.places_of(self._look, *asked.days)
            if places is None:
                return None
            first, end = max(first, places[0]), min(end, places[1] + 1)
        return Span(first, end, min(asked.limit + 1, MOST_AT_ONCE))

    def _expression(self, labels: Labels | None) -> str | None:
        """What the index is asked; None where only open visits are wanted."""
        filters, wanted = self.asked.filters, list[str]()
        states = [state for state in filters.states if state != "open"]
        if filters.states and not states:
            return None
        if filters.overdue:
            wanted.append(_codes("state", ["submitted", "returned"]))
        if states:
            wanted.append(_codes("state", states))
        if filters.outcomes:
            wanted.append(_codes("outcome", filters.outcomes))
        if filters.void:
            wanted.append(finding.has_code("void"))
        if filters.mine:
            wanted.append(finding.has_code(author_code(self.asked.person)))
        if labels is not None:
            wanted += finding.typed(self.asked.chunks, labels.codes, self._beginning)
        return finding.every(wanted)

    # ---- what is kept ------------------------------------------------------------------------------------------

    def _fits(self, hit: Hit, labels: Labels | None) -> bool:
        asked, filters, found = self.asked, self.asked.filters, hit.searched
        first, last = asked.days
        if not first <= hit.line.day <= last or (filters.states and found.state not in filters.states):
            return False
        if (filters.void and not found.void) or (filters.overdue and not asked.is_late(found)):
            return False
        if filters.mine and author_code(asked.person) not in map(author_code, found.authors):
            return False
        shows = asked.texts_of_secret or not self._searching.counsel_only.is_secret(hit)
        if filters.outcomes and not (shows and set(filters.outcomes) & set(hit.line.outcomes)):
            return False
        return labels is None or fits(asked.chunks, held_by(found, texts=shows), labels.codes)

    def _line(self, hit: Hit) -> FoundLine:
        into = self._finder.number_of(self._look, hit.line.joined_into) if hit.line.joined_into else ""
        return self._searching.row(hit, self._rows, into)


class Searching:
    """The list of visits of one desk. Everything here is for who may see it ("visits"): Refused and Trouble as `roles.require` says.
    It has a connection of its own, which only reads: nothing that is written waits for it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.finder = Finder(desk.store.reader, desk.store.path)
        self._running: Search | None = None
        self._labels: tuple[tuple[str, ...], Labels] | None = None
        self.counsel_only = CounselOnly(desk)
        self._known: dict[str, tuple[int, Searched]] = {}
        self._limits: Limits | None = None

    def begin(
        self,
        text: str,
        filters: Filters = EVERYTHING,
        limit: int = FIRST_ROWS,
        before: int | None = None,
        after: int | None = None,
    ) -> Search:
        """A look for visits, to be run in a worker. It stops the one before it where that still runs: each key begins its own. `before`:
        only visits below this `FoundLine.seq`. `after`: those nearest above it, -1 for the oldest; then `more` is of newer ones."""
        who = require(self._desk, "visits")
        if self._running is not None:
            self._running.stop()
        asked = self._asked(who, text, filters, limit, END if before is None else before)
        if after is not None:
            asked = msgspec.structs.replace(asked, after=after, upward=True)
        self._running = Search(self, asked)
        return self._running

    def search(
        self, text: str, filters: Filters = EVERYTHING, limit: int = FIRST_ROWS, before: int | None = None
    ) -> Found:
        """The same at once, in this thread."""
        return self.begin(text, filters, limit, before).run()

    def _asked(self, who: Actor, text: str, filters: Filters, limit: int, before: int) -> Asked:
        reading = self._desk.clock.read()
        return Asked(
            chunks=read_typed(text),
            filters=filters,
            limit=max(1, limit),
            before=before,
            person=who.person,
            now_us=reading.utc_us,
            today=reading.local.date(),
            limits=self._limits or self._renewed(),
            texts_of_secret=may(self._desk, "review"),
        )

    def _renewed(self) -> Limits:
        """Those of IT, read anew: with each look at the desk (`counts`), and never because of a key."""
        self._limits = limits(self._desk)
        return self._limits

    def line(self, visit: str) -> FoundLine:
        """One visit as the list shows it, by its id. Refused `no_such_visit`."""
        who, queries = require(self._desk, "visits"), self._desk.store.queries
        found = queries.visit(visit)
        if found is None:
            raise Refused("no_such_visit")
        into = queries.visit(found.joined_into) if found.joined_into else None
        rows = self.rows(self._asked(who, "", EVERYTHING, 1, END))
        hit = Hit(found, finding.searched_of(queries, visit))
        return self.row(hit, rows, into.record_number if into else "")

    def entered(self, text: str) -> str:
        """Write down that somebody searched (never what for): once Enter was pressed, or the first visit was opened from what was found.
        "" or a sentence on why it could not be written."""
        who = require(self._desk, "visits")
        return logged(self._desk, "searched", None, who) if read_typed(text) else ""

    def outcomes(self) -> tuple[tuple[str, str], ...]:
        """The outcomes that can be filtered by: id and title, as the policy in force orders them."""
        require(self._desk, "visits")
        pack, texts = self._desk.pack, self._desk.pack.texts[self._desk.language]
        return tuple((outcome, texts.outcome_title(outcome)) for outcome in pack.policy.outcomes)

    # ---- saved views ------------------------------------------------------------------------------------------

    def views(self) -> tuple[SavedView, ...]:
        """The saved views of this desk, by name."""
        require(self._desk, "visits")
        return tuple(view_of(*each) for each in finding.saved_views(self._desk.store.queries))

    def save_view(self, name: str, text: str, filters: Filters) -> SavedView:
        """Keep a search under a name, in place of one of that name. A supervisor's act ("review"). Refused `view_name`, `too_long`."""
        who, kept = require(self._desk, "review"), " ".join(name.split())
        if not kept or len(kept) > LONGEST_NAME:
            raise Refused("view_name", most=LONGEST_NAME)
        if len(text) > LONGEST:
            raise Refused("too_long", most=LONGEST)
        body = ViewSaved(kept, text, kept_filters(filters))
        self._desk.store.journal.append([Draft("view_saved", None, body, who)], self._desk.clock.read())
        return SavedView(kept, text, filters)

    def drop_view(self, name: str) -> None:
        """Keep it no longer. A supervisor's act ("review"). Refused `no_such_view`."""
        who = require(self._desk, "review")
        if name not in (each for each, _, _ in finding.saved_views(self._desk.store.queries)):
            raise Refused("no_such_view", name=name)
        self._desk.store.journal.append(
            [Draft("view_dropped", None, ViewDropped(name), who)], self._desk.clock.read()
        )

    def counts(self) -> Counts:
        """How many visits wait; cheap enough for every look at the desk."""
        require(self._desk, "visits")
        queries, now_us, set_ = self._desk.store.queries, self._desk.clock.read().utc_us, self._renewed()
        late_ones = 0
        for state in ("submitted", "returned"):
            if hours := set_.hours(state):
                late_ones += finding.waiting(queries, state, now_us - hours * HOUR_US, MOST_COUNTED)
        if hours := set_.hours("open"):
            until_us = now_us - hours * HOUR_US
            late_ones += sum(each.opened_utc_us <= until_us for each in queries.open_visits())
        return Counts(
            waiting=finding.waiting(queries, "submitted", END, MOST_COUNTED),
            returned=finding.waiting(queries, "returned", END, MOST_COUNTED),
            overdue=min(late_ones, MOST_COUNTED),
        )

    def close(self) -> None:
        """Stop what runs and let go of the connection."""
        if self._running is not None:
            self._running.stop()
        self.finder.close()

    # ---- for a look that runs -----------------------------------------------------------------------------------

    def labels(self) -> Labels:
        """The labels of all policies that visits of this record were walked by, and of the one in force."""
        hashes = tuple(
            dict.fromkeys((*finding.kept_packs(self._desk.store.queries), self._desk.pack.pack_hash))
        )
        if self._labels is None or self._labels[0] != hashes:
            packs = (self.counsel_only.pack(each) for each in hashes)
            self._labels = hashes, Labels(texts for pack in packs for texts in pack.texts.values())
        return self._labels[1]

    def of_open(self, visit: str, last_seq: int, read: Callable[[str], Searched]) -> Searched:
        """What an open visit is searched by; read again only where more was written in it."""
        known = self._known.get(visit)
        if known is None or known[0] != last_seq:
            self._known[visit] = known = (last_seq, read(visit))
        return known[1]

    def rows(self, asked: Asked) -> Rows:
        """What says the rows of a look."""
        return Rows(self._desk, asked.chunks, asked.now_us, asked.limits)

    def row(self, hit: Hit, rows: Rows, joined_into: str) -> FoundLine:
        """The row of a visit."""
        counsel = self.counsel_only
        return rows.row(hit, counsel.pack(hit.line.pack_hash), counsel.is_secret(hit), joined_into)


def _codes(what: str, values: Iterable[str]) -> str:
    return finding.one_of([finding.has_code(f"{what}={value}") for value in values])
