"""A day as people type it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.typed_days import typed_day, whole

TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7/14/2026", date(2026, 7, 14)),
        ("07-14-26", date(2026, 7, 14)),
        (" 7. 14. 2026 ", date(2026, 7, 14)),
        ("07142026", date(2026, 7, 14)),
        ("071426", date(2026, 7, 14)),
        ("2026-07-14", date(2026, 7, 14)),
        ("7/15", TODAY),
        ("7/16", date(2025, 7, 16)),
        ("2/29/2024", date(2024, 2, 29)),
        ("2/29/2026", None),
        ("13/1/2026", None),
        ("7/14/202", None),
        ("714", None),
        ("14 July 2026", None),
        ("٧/١٤/2026", None),
        ("7/14/2026/1", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_typed_here_and_nothing_is_guessed(text: str, day: date | None) -> None:
    assert typed_day(text, TODAY) == day


@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read_back_and_is_whole(day: date) -> None:
    for text in (f"{day.month}/{day.day}/{day.year:04d}", day.isoformat(), f"{day:%m%d}{day.year:04d}"):
        assert typed_day(text, TODAY) == day
        assert whole(text)


@pytest.mark.parametrize("text", ["2026", "2026-07", "2026-7-1", "7/14", "7/14/20", "0714", "071426"])
def test_what_may_still_be_typed_on_is_not_whole(text: str) -> None:
    assert not whole(text)


@given(st.text(max_size=14))
def test_nothing_that_is_typed_raises(text: str) -> None:
    assert typed_day(text, TODAY) is None or any(sign.isdigit() for sign in text)
    whole(text)
