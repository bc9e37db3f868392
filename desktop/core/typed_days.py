"""A day as people type it: month, day and year, with any signs between them or none; or as ISO 8601 has it."""

import re
from datetime import date

TYPED = re.compile(r"[\d\s./,-]+", re.ASCII)
"""Digits, and the signs that people write between them."""

WHOLE = re.compile(r"|\d{8}|\d{1,2}\D+\d{1,2}\D+\d{4}|\d{4}\D+\d{1,2}\D+\d{2}", re.ASCII)

CENTURY = 2000
RUNS = (6, 8)
"""Digits of a day that is typed without signs."""


def typed_day(text: str, today: date) -> date | None:
    """The day that is meant: "7/14/2026", "7-14-26", "07142026", "2026-07-14"; "7/14" is the latest one up to `today`. None for no day."""
    if not TYPED.fullmatch(text.strip()):
        return None
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) in RUNS:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) == 3 and len(parts[0]) == 4:
        parts = [*parts[1:], parts[0]]
    if len(parts) == 2:
        month, day = parts
        this = _day(month, day, str(today.year))
        return this if this is not None and this <= today else _day(month, day, str(today.year - 1))
    if len(parts) != 3:
        return None
    month, day, year = parts
    return _day(month, day, year)


def whole(text: str) -> bool:
    """Whether nothing is missing: nothing at all was typed, or month, day, and a year of four digits at its place are there."""
    return WHOLE.fullmatch(text.strip()) is not None


def _day(month: str, day: str, year: str) -> date | None:
    if len(year) not in (2, 4) or max(len(month), len(day)) > 2:
        return None
    try:
        return date(int(year) + (CENTURY if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
