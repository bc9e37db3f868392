"""One saved answer in an encrypted record and in a plain one: the same journal, tables and pragmas, in turn in one run."""

import datetime
import statistics
import sys
import tempfile
import time
from pathlib import Path

import sqlcipher3

from desktop.core.clock import Reading
from desktop.core.events import Actor, Draft, StepAnswered, StoreCreated, VisitOpened
from desktop.store import projections
from desktop.store._engine import Database, _prepare, connect
from desktop.store.admission import NumberFor
from desktop.store.journal import Journal
from desktop.store.opening import new_id
from desktop.store.owners import Owner
from desktop.store.schema import make_migrations
from desktop.trust.keys import DataKey
from desktop.wall import SystemClock

ANSWERS = 1_000
WARM = 100
"""Answers of each side that do not count."""

GUARD = Actor("Guard 12", "guard", "claimed")
PACK = "ab" * 32
OWNER = Owner("bench", 0, "record")
CLOCK = SystemClock(datetime.UTC, "Etc/UTC")


def plain(path: Path) -> Database:
    """A connection as `connect` makes it, without a key."""
    connection = sqlcipher3.connect(path, isolation_level=None)
    _prepare(connection, False)
    return Database(connection, execute_plugins=False, strict=True)


def begun(db: Database, path: Path) -> tuple[Journal, str]:
    """A journal with one open visit."""
    make_migrations().apply(db)
    projections.rebuild(db)
    journal, at = Journal(db, path, OWNER), CLOCK.read()
    journal.append(
        [Draft("store_created", None, StoreCreated("record", "bench", 0, None, "first_start"), GUARD)], at
    )
    journal.keep_pack(PACK, b"the pack")
    visit = new_id()
    opened = VisitOpened("", {"id": "SCH900"}, "Front desk", "facility-entry", "1", PACK, "en", "button")
    journal.append([Draft("visit_opened", visit, opened, GUARD)], at, NumberFor("SCH900", "1"))
    return journal, visit


def saved(journal: Journal, visit: str, at: Reading) -> float:
    """Milliseconds until one answer is on disk."""
    answer = Draft("step_answered", visit, StepAnswered("r1/visitor", "visitor", "federal", "screen"), GUARD)
    started = time.perf_counter()
    journal.append([answer], at)
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Median, 99th percentile and ratio."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        places = [Path(folder) / name for name in ("plain.db", "encrypted.db")]
        databases = [plain(places[0]), connect(places[1], DataKey(bytes(range(32))))]
        journals = [begun(db, place) for db, place in zip(databases, places, strict=True)]
        times: list[list[float]] = [[], []]
        for number in range(WARM + ANSWERS):
            for side in (0, 1) if number % 2 else (1, 0):
                times[side].append(saved(*journals[side], CLOCK.read()))
        headers = [place.read_bytes()[:15] == b"SQLite format 3" for place in places]
        for db in databases:
            db.close()
    assert headers == [True, False]
    halves = [statistics.median(side[WARM:]) for side in times]
    for name, taken, half in zip(("plain", "encrypted"), times, halves, strict=True):
        most = statistics.quantiles(taken[WARM:], n=100)[-1]
        remark = f"{half / halves[0]:.2f} times plain, {ANSWERS:,} answers each, in turn"
        print(f"row\tone answer on disk, {name}\tp50 {half:.2f} ms, p99 {most:.2f} ms\t{remark}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
