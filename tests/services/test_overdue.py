"""What waits too long, by a clock that the test sets: open visits, visits that nobody reviewed, returned ones; limits are IT's."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.managed import managed_file
from desktop.services.overdue import HOUR_US, Limits, late, limits
from desktop.services.searching import Counts, Filters, Searching
from tests.services.conftest import NOON
from tests.services.desks import GUARD_12, ONE, Office


def after(alone: Office, hours: float) -> None:
    """It is so many hours past noon."""
    alone.clock.set((datetime.fromisoformat(NOON) + timedelta(hours=hours)).isoformat())


def late_ones(alone: Office) -> list[str]:
    found = Searching(alone.desk).search("", Filters(overdue=True))
    return [line.visit for line in found.lines]


def test_a_visit_is_overdue_once_the_limit_of_its_state_has_passed_and_not_before(alone: Office) -> None:
    """12 hours open, 72 unreviewed, 48 returned, each counted from what led to the state."""
    guard = alone.sign_in(GUARD_12)
    waits, returned = alone.closed(guard), alone.closed(guard)
    after(alone, 10)
    alone.reviewing.send_back(returned, "Which gate?", alone.sign_in(ONE))
    opened = alone.walking.open_visit(alone.sign_in(GUARD_12), "Front desk").visit.id
    for hours, expected in (
        (21.9, []),
        (22, [opened]),
        (57.9, [opened]),
        (58, [opened, returned]),
        (71.9, [opened, returned]),
        (72, [opened, returned, waits]),
    ):
        after(alone, hours)
        assert late_ones(alone) == expected, hours
        assert Searching(alone.desk).counts() == Counts(1, 1, len(expected))


def test_what_is_handed_in_again_waits_anew_and_what_is_approved_or_void_waits_for_nobody(
    alone: Office,
) -> None:
    guard = alone.sign_in(GUARD_12)
    again, approved, void = alone.closed(guard), alone.closed(guard), alone.closed(guard)
    one = alone.sign_in(ONE)
    alone.reviewing.send_back(again, "Which gate?", one)
    alone.seen(approved)
    alone.reviewing.approve(approved, one)
    alone.reviewing.void(void, "A drill", one)
    after(alone, 60)
    assert late_ones(alone) == [again]
    alone.reviewing.submit(again, "", alone.sign_in(GUARD_12))
    after(alone, 131)
    assert late_ones(alone) == []
    after(alone, 132)
    assert late_ones(alone) == [again]


def test_the_limits_are_those_of_managed_toml_and_0_is_never(alone: Office) -> None:
    visit = alone.closed(alone.sign_in(GUARD_12))
    file = managed_file(alone.desk.store.places)
    file.parent.mkdir(parents=True, exist_ok=True)
    after(alone, 30)
    assert (limits(alone.desk), late_ones(alone)) == (Limits(), [])
    file.write_text("overdue_review_hours = 24\noverdue_open_hours = -1\n", "utf-8")
    assert (limits(alone.desk), late_ones(alone)) == (Limits(12, 24, 48), [visit])
    file.write_text("overdue_review_hours = 0\n", "utf-8")
    after(alone, 24 * 365)
    assert late_ones(alone) == []


@given(
    st.sampled_from(["open", "submitted", "returned", "joined", "approved"]),
    st.integers(0, 10**15),
    st.integers(0, 10**15),
)
def test_a_clock_that_was_set_back_makes_nothing_late(state: str, since_us: int, now_us: int) -> None:
    said = late(state, False, since_us, now_us, Limits())  # type: ignore[arg-type]
    assert said in ("", state)
    assert not said or now_us - since_us >= 12 * HOUR_US
    assert late(state, True, since_us, now_us, Limits()) == ""  # type: ignore[arg-type]
    assert late(state, False, since_us, now_us, Limits(0, 0, 0)) == ""  # type: ignore[arg-type]
