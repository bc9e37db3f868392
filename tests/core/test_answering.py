"""Only an answer of the step, at a question that is there now, enters a walk."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.answering import answerable, as_value, bad_value, check_answer
from desktop.core.errors import Refused
from tests.core.nyc import Case, policy


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("visitor", "federal"),
        ("visitor", "unsure"),
        ("purpose", ["enter", "records"]),
        ("purpose", "enter"),
        ("purpose", ["unsure"]),
        ("defects", []),
        ("date_issued", "2026-07-14"),
        ("date_issued", "cannot_read"),
        ("date_issued", "unsure"),
    ],
)
def test_an_answer_of_the_step_is_taken(step: str, value: Any) -> None:
    """One word for a choice, a list for several, an ISO date or "cannot read" for a date."""
    assert bad_value(policy().steps[step], value) is None


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("visitor", "martian"),
        ("visitor", ["federal"]),
        ("visitor", 3),
        ("visitor", None),
        ("purpose", []),
        ("purpose", ["enter", "martian"]),
        ("purpose", ["unsure", "enter"]),
        ("purpose", {"enter": True}),
        ("date_issued", "14/07/2026"),
        ("date_issued", "2026-02-30"),
        ("date_issued", "20260714"),
        ("date_issued", "2026-W29-2"),
    ],
)
def test_anything_else_is_said_to_be_no_answer(step: str, value: Any) -> None:
    """The sentence names the step."""
    assert step in (bad_value(policy().steps[step], value) or "")


@given(
    st.sampled_from(sorted(policy().steps)),
    st.one_of(st.none(), st.text(), st.lists(st.text()), st.integers()),
)
def test_no_value_whatever_raises(step: str, value: Any) -> None:
    """Whatever comes in is judged, never an exception."""
    assert bad_value(policy().steps[step], value) is None or step in str(
        bad_value(policy().steps[step], value)
    )


def test_several_answers_are_kept_in_the_steps_order_each_once() -> None:
    """The order of tapping leaves no trace in the record."""
    assert as_value(policy().steps["purpose"], ["records", "enter", "records"]) == ("enter", "records")


def test_danger_and_what_changed_take_an_answer_from_the_start_and_nothing_after_the_end() -> None:
    """The open question, danger and "something changed" are there; other questions are refused; a closed visit takes none."""
    case = Case(policy())
    assert {"r1/danger", "r1/officers_now"} <= set(answerable(case.policy, case.walk))
    with pytest.raises(Refused) as refused:
        check_answer(case.policy, case.walk, "r1/destination", "public")
    assert refused.value.code == "not_asked"
    with pytest.raises(Refused) as refused:
        check_answer(case.policy, case.walk, "r1/danger", "martian")
    assert refused.value.code == "bad_value"
    case.now("left")
    assert answerable(case.policy, case.walk) == {}
