"""Named facts: what and/or/not cannot say, computed from a paper's dates, the site and the instant of the
check.

Sources: Fed. R. Crim. P. 41(a)(2)(B), (e)(2)(A); CPL 690.30; 28 USC 112; facts.md "Dates and hours". Each
fact is a pure
function that returns a set of values from its own closed list, so that packcheck can prove conditions about
it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

import msgspec

from desktop.core.conditions import Value
from desktop.core.policy import CANNOT_READ

FEDERAL_DAYS = 14
STATE_DAYS = 10
OPENS = time(6)
FEDERAL_CLOSES = time(22)
STATE_CLOSES = time(21)
DISTRICTS = {
    "Manhattan": "southern",
    "Bronx": "southern",
    "Brooklyn": "eastern",
    "Queens": "eastern",
    "Staten Island": "eastern",
}
"""Federal district of each borough (28 USC 112(b), (c))."""


class Instant(msgspec.Struct, frozen=True):
    """One reading of the clock: microseconds since 1970 UTC, and whether the clock may be wrong."""

    utc_us: int
    doubtful: bool = False

    def local(self, zone: tzinfo) -> datetime:
        """Wall-clock time at the site; the two 01:30s of an autumn night stay two instants."""
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.utc_us)).astimezone(zone)


class Site(msgspec.Struct, frozen=True):
    """What the policy needs to know of the facility (facts.md, "The site's configuration gives"). `borough`: "" where it has none."""

    type: str
    borough: str
    zone: tzinfo
    court_area: bool = False
    local_agencies: bool = False

    def value(self, key: str) -> str:
        """A site value for conditions; `court_area` and `local_agencies` are "yes" or "no". KeyError for
        others."""
        yes_no = {"court_area": self.court_area, "local_agencies": self.local_agencies}
        if key in yes_no:
            return "yes" if yes_no[key] else "no"
        return {"type": self.type, "borough": self.borough}[key]


class Checked(Protocol):
    """What a fact may read: the values that count, the site and the instant of the check."""

    @property
    def site(self) -> Site: ...
    @property
    def now(self) -> Instant: ...
    def value(self, step: str) -> Value | None: ...


def as_date(value: Value | None) -> date | None:
    """The ISO date in an answer, or None where there is none that can be read."""
    if not isinstance(value, str) or value == CANNOT_READ:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def execution_window(checked: Checked) -> frozenset[str]:
    """`in_time`, or any of `expired`, `too_long`, `unclear`; nothing until a date was answered.

    The day of issue is day 0 and the last day counts; an earlier execute-by date decides (Rule
    41(e)(2)(A)(i): 14 days;
    CPL 690.30(1): 10 days). A doubtful clock makes the dates unclear, never in time.
    """
    federal = checked.value("paper_top") == "court_federal"
    issued_said, by_said = checked.value("date_issued"), checked.value("execute_by") if federal else None
    if issued_said is None and by_said is None:
        return frozenset()
    issued, by = as_date(issued_said), as_date(by_said)
    today = checked.now.local(checked.site.zone).date()
    found: set[str] = set()
    if (
        checked.now.doubtful
        or (issued_said is not None and issued is None)
        or (by_said is not None and by is None)
    ):
        found.add("unclear")
    if issued is not None and issued > today:
        found.add("unclear")
    days = (today - issued).days if issued is not None else 0
    if days > (FEDERAL_DAYS if federal else STATE_DAYS) or (by is not None and today > by):
        found.add("expired")
    if issued is not None and by is not None and (by - issued).days > FEDERAL_DAYS:
        found.add("too_long")
    return frozenset(found or {"in_time"})


def hours(checked: Checked) -> frozenset[str]:
    """`inside`, `outside` or `unclear` (doubtful clock): the ordinary hours of the court at the top, both
    ends included.

    Federal 06:00:00-22:00:00 (Rule 41(a)(2)(B)), New York 06:00:00-21:00:00 (CPL 690.30(2)), in the site's
    local time.
    """
    if checked.now.doubtful:
        return frozenset({"unclear"})
    closes = FEDERAL_CLOSES if checked.value("paper_top") == "court_federal" else STATE_CLOSES
    now = checked.now.local(checked.site.zone).time().replace(microsecond=0)
    return frozenset({"inside" if OPENS <= now <= closes else "outside"})


def district_fit(checked: Checked) -> frozenset[str]:
    """`fits`, `wrong` or `unclear`: the federal district on the paper against the site's borough (28 USC
    112)."""
    said = checked.value("district")
    if said is None:
        return frozenset()
    if said == "unsure":
        return frozenset({"unclear"})
    return frozenset({"fits" if DISTRICTS.get(checked.site.borough) == said else "wrong"})


HOME = "us-ny"
"""The beginning of the ids of packs for which the facts below know more than federal law."""


class Fact(msgspec.Struct, frozen=True):
    """A named fact: its function, its closed list of values, the steps it reads, whose law it knows, the particulars of the site it reads.

    Beside federal law each knows the law of one place only, that of the ids that begin with `HOME`.
    """

    compute: Callable[[Checked], frozenset[str]]
    values: tuple[str, ...]
    reads: tuple[str, ...]
    law: str
    site: tuple[str, ...] = ()


FACTS = {
    "execution_window": Fact(
        execution_window,
        ("in_time", "expired", "too_long", "unclear"),
        ("paper_top", "date_issued", "execute_by"),
        "a federal search warrant: 14 days, Fed. R. Crim. P. 41(e)(2)(A)(i); a paper of another court: 10, as New York's CPL 690.30(1)",
    ),
    "hours": Fact(
        hours,
        ("inside", "outside", "unclear"),
        ("paper_top",),
        "a federal court's paper: 6 to 22, Fed. R. Crim. P. 41(a)(2)(B); a paper of another court: 6 to 21, as New York's CPL 690.30(2)",
    ),
    "district_fit": Fact(
        district_fit,
        ("fits", "wrong", "unclear"),
        ("district",),
        "the two federal districts of New York City's boroughs, 28 USC 112(b), (c); no other city's",
        ("borough",),
    ),
}
