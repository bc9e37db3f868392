"""Search as you type and first rows in a record of many visits, beside the bare query of the same index in the same run.

100,000 visits as a rule; `python -m build.bench.visits 1000000` for a million, which takes a quarter of an hour to make. The visits are
written into the record's own tables, with texts whose words are as frequent as those of real ones; nothing is in its journal.
"""

import datetime
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.core import identity
from desktop.core.searched import Piece, Searched, tokens
from desktop.services.desk import Desk, open_desk
from desktop.services.searching import END, EVERYTHING, FIRST_ROWS, Filters, Search, Searching
from desktop.store.finding import Look, Span, every, typed
from desktop.store.queries import VisitLine
from desktop.store.schema import run_all
from desktop.store.searching import row_of

VISITS = 100_000
WORDS, A_NOTE = 20_000, 35
"""Words of the language, and of one visit's notes; the frequency of a word is one through its rank."""

A_BATCH = 5_000
A_DAY = 40
TYPED = 150
"""Searches of each kind, each letter of which is a look of its own."""

AGENCIES = ("ice", "hsi", "cbp", "fbi", "marshals", "nypd")
KINDS = ("one word", "two words", "badge 4471", "part of a number", "agency and word")
STATES = ("approved",) * 17 + ("submitted", "submitted", "returned")


class Made:
    """Makes the visits, and what people would type to find them; the same with every run."""

    def __init__(self, desk: Desk, count: int) -> None:
        self.desk, self.random = desk, random.Random(8)
        self.days = count // A_DAY + 1
        self.first = desk.clock.read().local.replace(hour=8, minute=0) - datetime.timedelta(days=self.days)
        letters = "etaoinshrdlucmfwypvbgk"
        self.words = list(
            dict.fromkeys(
                "".join(self.random.choices(letters, k=self.random.randint(3, 10))) for _ in range(WORDS)
            )
        )
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.outcomes = list(desk.pack.policy.outcomes)

    def some(self, count: int) -> list[str]:
        """Words as they come in texts."""
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def visit(self, number: int) -> tuple[VisitLine, Searched]:
        """The visit with this number, counted from 1."""
        chance, desk = self.random, self.desk
        at = self.first + datetime.timedelta(days=number // A_DAY, minutes=number % A_DAY * 12)
        record = identity.record_number(desk.facility.id, desk.facility.desk, at.year, number)
        outcome, state = chance.choice(self.outcomes), chance.choice(STATES)
        agency, us = chance.choice(AGENCIES), int(at.timestamp() * 1_000_000)
        pieces = (
            Piece("number", record),
            Piece("post", "Front desk"),
            *(
                Piece(f"answer.{each}")
                for each in ("danger=none", "visitor=federal", "purpose=enter", "paper=shown")
            ),
            Piece(f"answer.title={chance.choice(['search_warrant', 'subpoena', 'other'])}"),
            Piece("note", " ".join(self.some(A_NOTE))),
            Piece(f"officer.agency={agency}"),
            Piece(
                "officer.badge",
                f"{chance.choice('ABCDEFGH')}-{chance.randrange(10_000):04d}-{chance.choice('XYZ')}",
            ),
            Piece("officer.name", " ".join(self.some(2))),
            Piece(f"reached={outcome}"),
            Piece("by", f"Guard {chance.randrange(1, 30)}"),
            Piece(f"outcome={outcome}"),
        )
        found = Searched(state, us, False, False, 0, False, ("Guard 1",), (agency,), "2", "Guard 1", pieces)  # type: ignore[arg-type]
        head = desk.pack.policy.head
        line = VisitLine(f"{number:032x}", record, desk.facility.id, "Front desk", head.id, head.version, desk.pack.pack_hash,
                         desk.language, "button", at.date().isoformat(), number * 40, us, number * 40 + 39, us, "closed", "",
                         [outcome])  # fmt: skip
        return line, found

    def asked(self, kind: str) -> str:
        """Something to type."""
        chance = self.random
        return {
            "one word": lambda: self.some(1)[0],
            "two words": lambda: " ".join(self.some(2)),
            "badge 4471": lambda: f"badge {chance.randrange(10_000):04d}",
            "part of a number": lambda: f"{chance.randrange(1, VISITS):05d}",
            "agency and word": lambda: f"{chance.choice(('marshals', 'ice', 'fbi'))} {self.some(1)[0]}",
        }[kind]()


def fill(made: Made, count: int) -> None:
    """Write the visits into the views' own tables."""
    db = made.desk.store.maintenance()
    connection: Any = db.conn
    columns = VisitLine.__struct_fields__
    into = f"INSERT INTO visits ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for first in range(1, count + 1, A_BATCH):
        visits = [made.visit(number) for number in range(first, min(first + A_BATCH, count + 1))]
        run_all(db, ["BEGIN IMMEDIATE"])
        connection.executemany(into, ([*(getattr(line, name) for name in columns[:-1]), f'["{line.outcomes[0]}"]']
                                      for line, _ in visits))  # fmt: skip
        connection.executemany(
            "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?)",
            (row_of(line.opened_seq, line.visit, found) for line, found in visits),
        )
        connection.executemany(
            "INSERT INTO listed_words (rowid, words) VALUES (?, ?)",
            ((line.opened_seq, " ".join(tokens(found))) for line, found in visits),
        )
        run_all(db, ["COMMIT"])
    db.close()


def letters(text: str) -> Iterator[str]:
    """What stands in the field after each press of a key."""
    return (text[:end] for end in range(1, len(text) + 1))


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def row(what: str, times: list[float], remark: str = "") -> str:
    """A row with p50, p95 and the longest."""
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"row\t{what}\tp50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, longest {max(times):.0f} ms\t{remark}"


def typing(made: Made, searching: Searching) -> None:
    """Every kind of search, letter by letter, and the bare query for the same words."""
    for kind in KINDS:
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(TYPED // 3):
            for text in letters(made.asked(kind)):
                look = searching.begin(text)
                ours.append(timed(look.run))
                bare.append(timed(partial(index_alone, searching, look)))
        print(row(f"a key of “{kind}”", ours, f"{len(ours)} keys"))
        print(row("the bare query for it", bare))


def index_alone(searching: Searching, look: Search) -> list[int]:
    """The first places of what was typed, as the index has them by its words and their parts alone."""
    expression = every(typed(look.asked.chunks, lambda *_: frozenset()))
    return searching.finder.places(Look(), expression, Span(0, END, FIRST_ROWS + 1)) if expression else []


def first_rows(searching: Searching, made: Made) -> None:
    """The list as it opens, and by each filter."""
    day = made.first.date() + datetime.timedelta(days=made.days // 2)
    middle = Filters("dates", day.isoformat(), (day + datetime.timedelta(days=2)).isoformat())
    for what, filters in (
        ("all", EVERYTHING),
        ("submitted", Filters(states=("submitted",))),
        ("three days in the middle", middle),
        ("returned, of those", Filters("dates", middle.first, middle.last, states=("returned",))),
        ("overdue", Filters(overdue=True)),
        ("an outcome", Filters(outcomes=(next(iter(dict(searching.outcomes()))),))),
        ("none that is void", Filters(void=True)),
    ):
        look = partial(searching.search, "", filters)
        print(row(f"first rows, {what}", [timed(look) for _ in range(TYPED)]))
    print(row("how many wait", [timed(searching.counts) for _ in range(TYPED)]))


def main(count: int = VISITS) -> int:
    """Make the record, search in it, remove it."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        desk = open_desk(paths.places(Path(folder), {}))
        desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
        made, size = Made(desk, count), desk.store.path
        seconds = timed(lambda: fill(made, count)) / 1000
        print(
            f"row\t{count:,} visits made\t{seconds:.0f} s\t{size.stat().st_size / 1e6:.0f} MB; straight into the lists"
        )
        searching = Searching(desk)
        first_rows(searching, made)
        typing(made, searching)
        searching.close()
        desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
