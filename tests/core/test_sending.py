"""Which events went out is counted right, whatever order the spans came in."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.sending import Span, count, holds, joined, without

spans = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 12)).map(lambda each: Span(each[0], sum(each))), max_size=12
)


def numbers(found: tuple[Span, ...] | list[Span]) -> set[int]:
    return {seq for span in found for seq in range(span.first, span.last + 1)}


@given(spans)
def test_joined_spans_are_the_same_events_in_order_and_apart(found: list[Span]) -> None:
    made = joined(found)
    assert numbers(made) == numbers(found)
    assert all(one.last + 1 < two.first for one, two in pairwise(made))
    assert count(found) == len(numbers(found))


@given(spans, spans)
def test_what_is_left_is_what_was_not_taken(found: list[Span], taken: list[Span]) -> None:
    assert numbers(without(found, taken)) == numbers(found) - numbers(taken)


@given(spans, st.integers(0, 70))
def test_a_visit_is_held_only_where_nothing_before_its_last_event_is_missing(
    found: list[Span], last: int
) -> None:
    assert holds(found, last) == (set(range(1, last + 1)) <= numbers(found))
