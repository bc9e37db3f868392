"""What the page "Visits" is made of: which pages were in sight, work of which only the newest counts, words in the room of a row."""

from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.services.searching import Marked
from desktop.ui.theme import LIGHT, font
from desktop.ui.visits.acting import Act, ActBar
from desktop.ui.visits.newest import Newest
from desktop.ui.visits.preview import Sight
from desktop.ui.visits.rows import CUT, _fitting, _within, on_lines

PARTS = 40
spans = st.lists(
    st.tuples(st.integers(0, PARTS), st.integers(0, PARTS)).map(lambda ends: (min(ends), max(ends))),
    max_size=12,
)


@given(spans)
def test_a_page_was_in_sight_as_a_whole_where_every_part_of_it_was(seen: list[tuple[int, int]]) -> None:
    sight = Sight()
    for begin, end in seen:
        sight.add(0, (begin / PARTS, end / PARTS))
    covered = {part for begin, end in seen for part in range(begin, end)}
    assert sight.whole(0) == (covered == set(range(PARTS)))
    assert sight.count(2) == (1 if sight.whole(0) else 0)


def test_what_was_overtaken_comes_back_to_nobody_and_the_last_is_done(qtbot: QtBot) -> None:
    newest, begun, goes_on, came = Newest(), Event(), Event(), list[object]()
    wanted = list[bool]()

    def slow(wants: object) -> str:
        begun.set()
        goes_on.wait()
        assert callable(wants)
        wanted.append(wants())
        return "first"

    newest.run(slow, came.append, came.append)
    begun.wait()
    newest.run(lambda _: "second", came.append, came.append)
    newest.run(lambda _: "third", came.append, came.append)
    goes_on.set()
    qtbot.waitUntil(lambda: not newest.busy)
    assert came == ["third"]
    assert wanted == [False], "work can see that nobody waits for it"
    newest.end()


def test_what_is_dropped_comes_back_to_nobody_and_the_next_is_done(qtbot: QtBot) -> None:
    newest, came = Newest(), list[object]()
    newest.run(lambda _: 1 / 0, came.append, came.append)
    newest.drop()
    qtbot.waitUntil(lambda: not newest.busy)
    assert came == []
    newest.run(lambda _: "next", came.append, came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert came == ["next"]


def test_what_cannot_be_done_says_why_and_calls_nothing(qtbot: QtBot) -> None:
    bar, called, told = ActBar(LIGHT), list[str](), list[str]()
    qtbot.addWidget(bar)
    bar.refused.connect(told.append)
    bar.offer(
        [
            Act("Approve", "A", lambda: called.append("a"), why="See it first."),
            Act("Open", "O", lambda: called.append("o")),
        ]
    )
    assert bar.digit("a")
    assert bar.digit("O")
    assert not bar.digit("x")
    assert (called, told) == (["o"], ["See it first."])
    assert bar.targets[0].accessibleDescription() == "See it first."
    kept = bar.targets[0]
    bar.offer([Act("Return", "R", lambda: called.append("r"))])
    assert bar.shown == [kept], "the target stays and says something else: what has the focus keeps it"
    assert not bar.digit("o")


@pytest.fixture
def metrics(qtbot: QtBot) -> QFontMetrics:
    return QFontMetrics(font(17))


def test_a_match_far_behind_is_brought_into_sight_and_marked_where_it_stands(metrics: QFontMetrics) -> None:
    words = "They stood at the inner door for a long while and then one of them said that 4471 is his badge."
    at = words.index("4471")
    room = metrics.horizontalAdvance("x" * 30)
    said, shown = _fitting(Marked(words, ((at, 4),)), metrics, room)
    assert shown.startswith(CUT)
    ((start, length),) = _within(said, shown)
    assert shown[start : start + length] == "4471"
    whole, same = _fitting(Marked("4471", ((0, 4),)), metrics, room)
    assert (whole.text, same) == ("4471", "4471")


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, 40), st.integers(10, 400))
def test_marks_never_lie_outside_what_is_shown(text: str, start: int, length: int, room: int) -> None:
    """In UTF-16 units, as Qt counts."""
    metrics = QFontMetrics(font(17))
    if start + length > len(text):
        return
    said, shown = _fitting(Marked(text, ((start, length),)), metrics, room)
    units = len(shown.encode("utf-16-le", "surrogatepass")) // 2
    for begin, long in _within(said, shown):
        assert 0 <= begin < begin + long <= units


def test_words_of_an_outcome_stand_on_two_lines_and_end_in_dots_where_there_is_more(
    metrics: QFontMetrics,
) -> None:
    room = metrics.horizontalAdvance("No judge's warrant")
    assert on_lines("No judge's warrant shown", metrics, room, 2) == ["No judge's warrant", "shown"]
    first, second = on_lines("No judge's warrant shown: no access at all today", metrics, room, 2)
    assert second.endswith("…")
    assert first == "No judge's warrant"
