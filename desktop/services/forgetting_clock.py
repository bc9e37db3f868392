"""Says whether the clock may be believed where words go for good by it: retention periods are counted from it and from nothing else."""

from collections.abc import Iterable
from contextlib import closing

from desktop.core.errors import Refused
from desktop.core.holding import DAY_US
from desktop.services.desk import Desk
from desktop.store import forgetting

QUIET_DAYS = 30
"""A leap of so many days between two events is a holiday or a wrong clock: somebody must say which, until so long was written after it."""


def check_clock(desk: Desk, today: str = "") -> None:
    """Refused `clock_doubt` where the journal doubts the clock or time made a leap lately, unless `today` (YYYY-MM-DD) is the date that
    the clock shows; and always where it is another one."""
    reading = desk.clock.read()
    date = reading.local.date().isoformat()
    if today:
        if today != date:
            raise Refused("clock_doubt", date=date)
        return
    doubts = desk.store.journal.judge(reading)
    with closing(desk.store.maintenance()) as db:
        leap = forgetting.leap_us(db, reading.utc_us, QUIET_DAYS * DAY_US)
    if doubts or leap > QUIET_DAYS * DAY_US:
        raise Refused("clock_doubt", date=date)


def newest_before(desk: Desk, seqs: Iterable[int], now_us: int) -> dict[int, int]:
    """For each event number the latest time (µs UTC) up to it that is not later than now: a visit that was written while the clock ran
    behind is as young as what stands before it."""
    with closing(desk.store.maintenance()) as db:
        return forgetting.newest_before(db, seqs, now_us)
