"""How columns share the width of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.columns import WIDE, column_widths

SHARES = st.lists(st.floats(0.5, 20), min_size=1, max_size=8)


@given(SHARES, st.data(), st.integers(50, 600))
def test_the_width_is_used_up_and_no_word_is_broken_while_there_is_room(
    shares: list[float], data: st.DataObject, room: int
) -> None:
    """Widths make the room; each column holds its widest word, unless that is too wide or all of them together are."""
    words = [data.draw(st.lists(st.floats(1, 200), max_size=4)) for _ in shares]
    widths = column_widths(room, shares, words)
    assert sum(widths) == pytest.approx(room)
    least = [max((word for word in column if word <= room * WIDE), default=0) for column in words]
    if sum(least) <= room:
        assert all(width >= need - 1e-6 for width, need in zip(widths, least, strict=True))


def test_shares_decide_where_all_words_fit() -> None:
    """And a column with a wide word takes from the others by their shares."""
    assert column_widths(100, [1, 3], [[5], [5]]) == [25, 75]
    assert column_widths(100, [1, 3, 6], [[20], [], []]) == pytest.approx([20, 80 / 3, 160 / 3])
    assert column_widths(100, [1, 1], [[99], []]) == [50, 50]
