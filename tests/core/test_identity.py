"""Record numbers: one wrong character is caught wherever it stands."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.core.identity import RecordNumber, parse_record_number, record_number

CHARACTERS = string.ascii_uppercase + string.digits
SITES = st.text(CHARACTERS, min_size=1, max_size=10)
DESKS = st.text(CHARACTERS, min_size=1, max_size=4)


@given(SITES, DESKS, st.integers(2026, 2999), st.integers(1, 9_999_999))
def test_a_number_reads_back_as_what_it_was_made_of(site: str, desk: str, year: int, counter: int) -> None:
    text = record_number(site, desk, year, counter)
    assert parse_record_number(f" {text.lower()} ") == RecordNumber(site, desk, year, counter, text[-1])


def test_every_wrong_character_in_every_position_is_caught() -> None:
    right = record_number("SCH900", "1", 2026, 412)
    for position, character in enumerate(right):
        for wrong in (CHARACTERS + "-").replace(character, ""):
            with pytest.raises(Refused):
                parse_record_number(right[:position] + wrong + right[position + 1 :])


@given(SITES, DESKS, st.integers(1, 99_999), st.data())
def test_a_wrong_character_is_caught_in_any_number(
    site: str, desk: str, counter: int, data: st.DataObject
) -> None:
    right = record_number(site, desk, 2026, counter)
    position = data.draw(st.sampled_from([at for at, character in enumerate(right) if character != "-"]))
    wrong = data.draw(st.sampled_from(CHARACTERS.replace(right[position], "")))
    with pytest.raises(Refused):
        parse_record_number(right[:position] + wrong + right[position + 1 :])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SCH900-1-2026-00412", "parts"),
        ("", "parts"),
        ("SCH_900-1-2026-00412-K", "site"),
        ("SCH900-12345-2026-00412-K", "desk"),
        ("SCH900-1-26-00412-K", "year"),
        ("SCH900-1-2026-412-K", "counter"),
        ("SCH900-1-2026-00412-??", "check"),
    ],
)
def test_a_malformed_number_is_refused_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_record_number(text)
    assert caught.value.code == "record_number"
    assert caught.value.values["why"] == why


def test_no_number_is_made_of_a_site_that_cannot_stand_in_one() -> None:
    for site, desk, counter in (("sch900", "1", 1), ("SCH900", "", 1), ("SCH900", "1", 0)):
        with pytest.raises(ValueError, match="No record number"):
            record_number(site, desk, 2026, counter)
