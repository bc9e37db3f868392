"""The named facts: dates, hours and districts, held against the oracle and against edges worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.facts import DISTRICTS, FACTS, Instant, Site, as_date, district_fit, execution_window, hours
from tests.core import oracle
from tests.core.nyc import GOOD_WARRANT, SITE, ZONE, Case, door, instant, policy


class Paper:
    """The values of one paper at a site and an instant."""

    def __init__(self, now: Instant, site: Site = SITE, **values: str) -> None:
        self.now, self.site, self.values = now, site, values

    def value(self, step: str) -> str | None:
        """The value that counts."""
        return self.values.get(step)


def at(iso: str, doubtful: bool = False) -> Instant:
    """The instant of an ISO date and time with offset."""
    return instant(datetime.fromisoformat(iso), doubtful)


@pytest.mark.parametrize(
    ("top", "iso", "said"),
    [
        ("court_federal", "2026-07-15T05:59:59-04:00", "outside"),
        ("court_federal", "2026-07-15T06:00:00-04:00", "inside"),
        ("court_federal", "2026-07-15T22:00:00-04:00", "inside"),
        ("court_federal", "2026-07-15T22:00:00.999999-04:00", "inside"),
        ("court_federal", "2026-07-15T22:00:01-04:00", "outside"),
        ("court_state", "2026-07-15T21:00:00-04:00", "inside"),
        ("court_state", "2026-07-15T21:00:01-04:00", "outside"),
        ("court_federal", "2026-11-01T06:30:00-04:00", "outside"),
        ("court_federal", "2026-11-01T06:00:00-05:00", "inside"),
        ("court_federal", "2026-03-08T05:00:00-05:00", "inside"),
        ("court_federal", "2026-03-08T04:59:59-05:00", "outside"),
        ("court_federal", "2026-03-08T22:00:01-04:00", "outside"),
    ],
)
def test_the_hours_end_to_the_second_on_ordinary_days_and_on_both_nights_of_the_clock_change(
    top: str, iso: str, said: str
) -> None:
    """Both ends belong to the hours, counted in the site's local time of that night."""
    assert hours(Paper(at(iso), paper_top=top)) == {said}


def test_a_doubtful_clock_says_unclear_and_never_in_time() -> None:
    """At noon, with dates that would be in time, hours and window are unclear."""
    paper = Paper(
        at("2026-07-15T12:00:00-04:00", doubtful=True), paper_top="court_state", date_issued="2026-07-14"
    )
    assert hours(paper) == {"unclear"}
    assert execution_window(paper) == {"unclear"}


@pytest.mark.parametrize(
    ("issued", "by", "today", "said"),
    [
        ("2026-07-01", "2026-07-15", "2026-07-15", {"in_time"}),
        ("2026-07-01", "2026-07-15", "2026-07-16", {"expired"}),
        ("2026-07-01", "2026-07-10", "2026-07-11", {"expired"}),
        ("2026-07-01", "2026-07-16", "2026-07-02", {"too_long"}),
        ("2026-07-01", "2026-07-16", "2026-07-16", {"too_long", "expired"}),
        ("2026-07-02", "2026-07-10", "2026-07-01", {"unclear"}),
        ("cannot_read", "2026-07-10", "2026-07-05", {"unclear"}),
        ("cannot_read", "2026-07-10", "2026-07-11", {"unclear", "expired"}),
        ("2026-10-25", "2026-11-08", "2026-11-08", {"in_time"}),
        ("2026-02-22", "2026-03-08", "2026-03-08", {"in_time"}),
        ("2028-02-16", "2028-03-01", "2028-03-01", {"in_time"}),
    ],
)
def test_the_federal_window_is_counted_in_days_and_an_earlier_execute_by_decides(
    issued: str, by: str, today: str, said: set[str]
) -> None:
    """The day of issue is day 0 and day 14 is in time, across clock changes and leap days too."""
    for clock in ("00:00:00", "23:59:59"):
        now = datetime.fromisoformat(f"{today}T{clock}").replace(tzinfo=ZONE)
        paper = Paper(instant(now), paper_top="court_federal", date_issued=issued, execute_by=by)
        assert execution_window(paper) == said


def test_midnight_at_the_site_ends_the_last_day_and_midnight_in_greenwich_does_not() -> None:
    """A State warrant's tenth day lasts to 23:59:59 local time, when Greenwich has long begun the eleventh."""
    for iso, said in (("2026-07-25T03:59:59+00:00", {"in_time"}), ("2026-07-25T04:00:00+00:00", {"expired"})):
        assert execution_window(Paper(at(iso), paper_top="court_state", date_issued="2026-07-14")) == said


@pytest.mark.parametrize("borough", sorted(DISTRICTS))
@pytest.mark.parametrize("district", ["southern", "eastern", "other", "unsure"])
def test_each_borough_lies_in_one_federal_district(borough: str, district: str) -> None:
    """Southern: Manhattan and the Bronx; Eastern: Brooklyn, Queens and Staten Island; all else is wrong or unclear."""
    fits = "unclear" if district == "unsure" else "fits" if oracle.FITS[borough] == district else "wrong"
    paper = Paper(at("2026-07-15T12:00:00-04:00"), Site("office", borough, ZONE), district=district)
    assert district_fit(paper) == {fits}


days = st.one_of(
    st.just("cannot_read"), st.dates(date(2026, 6, 20), date(2026, 8, 10)).map(lambda day: day.isoformat())
)
nights = st.one_of(
    st.datetimes(datetime(2026, 7, 1), datetime(2026, 7, 31)),  # noqa: DTZ001 - given its zone below
    st.datetimes(datetime(2026, 3, 7), datetime(2026, 3, 9)),  # noqa: DTZ001
    st.datetimes(datetime(2026, 10, 31), datetime(2026, 11, 2)),  # noqa: DTZ001
)


@given(
    moment=nights,
    doubtful=st.booleans(),
    federal=st.booleans(),
    issued=days,
    by=days,
    box=st.sampled_from(["yes", "no", "unsure"]),
    shift=st.integers(-20, 20),
)
def test_any_dates_at_any_hour_give_the_reasons_that_facts_md_gives(
    moment: datetime, doubtful: bool, federal: bool, issued: str, by: str, box: str, shift: int
) -> None:
    """A good warrant but for its dates and hour, shown at any instant, has the oracle's reasons and no other."""
    now = Instant(instant(moment.replace(tzinfo=UTC)).utc_us, doubtful)
    near = (now.local(ZONE).date() - timedelta(days=shift)).isoformat()
    answers: dict[str, Any] = {
        **GOOD_WARRANT,
        "paper_top": "court_federal" if federal else "court_state",
        "date_issued": near if issued < "2026-07-01" else issued,
        "execute_by": by,
        "any_time": box,
    }
    case = Case(policy())
    case.at = now
    case.tell({"danger": "none", "visitor": "federal", "purpose": ("enter",), "identified": "all"})
    case.tell({"destination": "nonpublic", "paper": "shown", **answers})
    said = oracle.paper(answers, door(SITE, now))
    assert set(case.walk.reasons) == said.reasons
    assert bool(case.walk.consults and case.walk.consults[0].passed) == (not said.reasons)


@given(st.text(max_size=12))
def test_what_is_no_iso_date_is_no_date(text: str) -> None:
    """`as_date` never raises; it gives a date for YYYY-MM-DD and None for everything else."""
    found = as_date(text)
    assert (
        found is None
        or found.isoformat().replace("-", "") == text.replace("-", "").replace("W", "")
        or "W" in text
    )


def test_every_named_fact_stays_within_its_closed_list() -> None:
    """A fact asked before anything is known says nothing, or a value of its list."""
    for fact in FACTS.values():
        assert fact.compute(Paper(at("2026-07-15T12:00:00-04:00"))) <= set(fact.values)
