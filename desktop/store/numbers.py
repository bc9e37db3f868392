"""Issues record numbers: each once, also where a record goes on from a copy or takes the place of one that is gone.

Counters stand in the table `counters`: `record/SITE/DESK/YEAR` is the last number of a desk in a year, `floor/YEAR` a number
that no desk of this record goes below up to that year. Whoever goes on from a copy sets a floor (`skip`); nobody else does.
"""

import secrets
from collections.abc import Callable

from msgspec import Struct

from desktop.core.clock import Reading
from desktop.store._engine import Database, rows, value

SKIPPED = 1_000
"""Record numbers that are passed over at the least, so that none that stands on paper is issued again."""

MOST_VISITS_A_DAY = 200
"""No desk begins more visits in a day."""

MOST_DAYS = 366
"""A clock that is years off must not use up the numbers; counters begin anew each year."""

DRAWN = 900
"""Of so many thousands one is drawn, since two that go on from one copy know nothing of each other: they draw the same once in
900 times."""

UNSEEN = 1_100_000
"""Passed over for each record that went on from this one and cannot be read: more than a floor and a year's visits together."""

DAY_US = 24 * 3600 * 1_000_000
MOST = 900_000_000
"""No floor is higher: a record number has at most nine digits for its counter."""

Draw = Callable[[int], int]
"""Draws a number below the one given, as `secrets.randbelow` does."""


class Reached(Struct, frozen=True):
    """How far records got that this one goes on from, or in place of: the highest `number` and `epoch` and the last `year` of
    all that can be read, and how many are `unseen` since they cannot."""

    number: int = 0
    year: int = 0
    epoch: int = 0
    unseen: int = 0


def next_number(db: Database, site: str, desk: str, year: int) -> int:
    """Count up for one desk and year; only inside the transaction that stores the visit's first event."""
    sql = (
        "SELECT max(value) FROM counters WHERE name LIKE 'floor/%' AND CAST(substr(name, 7) AS INTEGER) >= ?"
    )
    first = int(value(db, sql, (year,)) or 0) + 1
    sql = """INSERT INTO counters (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = max(value + 1, excluded.value) RETURNING value"""
    return int(rows(db, sql, (f"record/{site}/{desk}/{year}", first))[0][0])


def reached(db: Database, epoch: int) -> Reached:
    """How far a record got, which stands in this epoch."""
    found = rows(db, "SELECT name, value FROM counters WHERE name LIKE 'record/%' OR name LIKE 'floor/%'")
    years = [name.rpartition("/")[2] for name, _ in found]
    last = max((int(year) for year in years if year.isdecimal()), default=0)
    return Reached(max((int(number) for _, number in found), default=0), last, epoch)


def skip(
    db: Database, reading: Reading, others: Reached | None = None, draw: Draw = secrets.randbelow
) -> None:
    """Set a floor that is above every number that was issued by this record, by those it goes on from, and after the copy was
    made: 1,000 above, or 200 for each day since the last event where that is more, then one of 900 thousands by chance.

    It holds for every desk until the end of the year after the last one known. Only inside a transaction.
    """
    others = others or Reached()
    own = reached(db, 0)
    last = value(db, "SELECT utc_us FROM events ORDER BY seq DESC LIMIT 1")
    days = abs(reading.utc_us - last) // DAY_US + 1 if isinstance(last, int) else MOST_DAYS
    jump = max(SKIPPED, min(days, MOST_DAYS) * MOST_VISITS_A_DAY)
    above = max(own.number, others.number) + others.unseen * UNSEEN + jump
    floor = min((above // 1_000 + 1 + draw(DRAWN)) * 1_000, MOST)
    year = max(reading.local.year, own.year, others.year) + 1
    sql = "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)"
    db.execute(sql, (f"floor/{year}", floor))


def begin_above(db: Database, reading: Reading, number: int) -> None:
    """Have every desk of a record that is just begun issue numbers above this one."""
    sql = "INSERT INTO counters (name, value) VALUES (?, ?)"
    db.execute(sql, (f"floor/{reading.local.year + 50}", number))


def has_floor(db: Database) -> bool:
    """Whether a floor was ever set: programs before this one only let counters jump that were there."""
    return value(db, "SELECT 1 FROM counters WHERE name LIKE 'floor/%'") is not None
