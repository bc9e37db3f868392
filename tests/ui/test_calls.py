"""All numbers of the facility (F8), counsel's timer, and the card that is turned to the officers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.services.record_views import CounselWait
from desktop.services.views import CardView
from desktop.ui.calls.card import CardPage
from desktop.ui.calls.page import CallsPage
from desktop.ui.calls.wait import WaitStrip, wait_words
from desktop.ui.theme import LIGHT, NIGHT
from tests.ui.acting import SIZES, Acting
from tests.ui.cases import CASES
from tests.ui.looking import clipped, scrolled

ENTER, ESC, F11 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F11
MINUTE_US = 60_000_000
CARD = CardView(
    facility="Sample School 900",
    post="Front desk",
    title="For the officers",
    lines=(
        "Please speak with our lawyer.",
        "I am not able to answer for this building. I am not stopping you.",
    ),
    number_label="Counsel (our lawyer)",
    number="212-555-0108",
)


class AtCalls(Acting):
    """Somebody at the page of all numbers."""

    def __init__(self, bot: QtBot, home: Path, size: tuple[int, int] = SIZES[0]) -> None:
        self.calls_page = page = CallsPage(LIGHT)
        super().__init__(bot, home, CASES["hold_for_counsel"], page, size)
        page.set_check(self.session.caution)
        page.calls.called.connect(self._called)
        page.calls.half_typed.connect(self.half)
        page.show_calls(self.record)
        self.open()

    def _called(self, key: str, result: str, words: str, who: str) -> None:
        self.log(key, result, words, who)
        self.calls_page.show_calls(self.record)
        self.frame.show_page(self.page)


@pytest.mark.parametrize("size", SIZES)
def test_all_numbers_of_the_facility_can_be_seen_with_their_calls(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Each number with its digit, each call with its time and its words."""
    at = AtCalls(qtbot, tmp_path, size)
    assert [*clipped(at.frame), *scrolled(at.frame)] == []
    at.calls_page.calls.called.emit("supervisor", "no_answer", "", "")
    at.calls_page.calls.called.emit("supervisor", "told", "Stay at the desk", "deputy")
    at.settle()
    shown = at.shown()
    for row in at.record.calls:
        assert row.number in shown
        assert row.label in shown
    assert "Stay at the desk" in shown
    assert shown.count("12:00:00") >= 3
    assert [*clipped(at.frame)] == []


def test_a_digit_chooses_the_number_and_return_says_that_it_was_reached(qtbot: QtBot, tmp_path: Path) -> None:
    """Two keys for a call."""
    at = AtCalls(qtbot, tmp_path)
    keys = [row.key for row in at.record.calls]
    at.key(str(keys.index("counsel") + 1), ENTER)
    assert [(call.to, call.result) for call in at.calls] == [("counsel", "reached")]
    line = at.calls_page.calls.lines["counsel"]
    assert at.frame.focusWidget() is line.targets["told"]


def test_return_after_no_answer_logs_no_second_call(qtbot: QtBot, tmp_path: Path) -> None:
    """The focus stays with the number that did not answer; nobody else is said to be reached."""
    at = AtCalls(qtbot, tmp_path)
    line = at.calls_page.calls.lines["counsel"]
    line.targets["no_answer"].setFocus()
    at.key(ENTER, ENTER)
    assert [(call.to, call.result) for call in at.calls] == [("counsel", "no_answer")]
    assert "Dial on your phone." in at.shown()


def test_escape_leaves_the_form_first_and_the_page_then(qtbot: QtBot, tmp_path: Path) -> None:
    """What was typed is kept."""
    at = AtCalls(qtbot, tmp_path)
    closed: list[bool] = []
    at.calls_page.closed.connect(lambda: closed.append(True))
    at.calls_page.calls.open_form("supervisor")
    QTest.keyClicks(at.calls_page.calls.form.field, "On my way")
    at.key(ESC)
    assert (closed, at.record.half_typed) == ([], {"call/supervisor": "On my way"})
    at.key(ESC)
    assert closed == [True]


def test_the_timer_counts_and_asks_for_an_answer_that_a_person_gives(qtbot: QtBot, tmp_path: Path) -> None:
    """It shows minutes and seconds; when they have passed it says what follows; the press carries the address."""
    at = AtCalls(qtbot, tmp_path)
    wait = at.record.wait
    assert wait is not None
    told: list[str] = []
    at.calls_page.not_reached.connect(told.append)
    at.calls_page.tick(wait.since_us + 4 * MINUTE_US)
    assert "Counsel: 04:00 of 5 minutes" in at.shown()
    before = at.calls_page.wait.target.grab().toImage()
    at.calls_page.tick(wait.since_us + 9 * MINUTE_US)
    assert "5 minutes have passed. Counsel counts as not reached." in at.shown()
    assert at.calls_page.wait.target.grab().toImage() != before
    assert told == []
    at.target("Not reached").click()
    assert told == [wait.address]


def test_a_clock_that_was_set_back_shows_no_time_below_nought() -> None:
    """And one minute is said as one."""
    wait = CounselWait(10 * MINUTE_US, 1, "r1/counsel", "")
    assert wait_words(wait, 3 * MINUTE_US) == "Counsel: 00:00 of 1 minute"
    assert wait_words(wait, 11 * MINUTE_US) == "1 minute has passed. Counsel counts as not reached."


def test_no_wait_shows_no_strip(qtbot: QtBot) -> None:
    """Before counsel is asked and after counsel's word."""
    strip = WaitStrip(LIGHT)
    qtbot.addWidget(strip)
    strip.show_wait(CounselWait(0, 5, "r1/counsel", ""))
    assert not strip.isHidden()
    strip.show_wait(None)
    assert strip.isHidden()


def show_card(bot: QtBot, home: Path, size: tuple[int, int]) -> tuple[Acting, CardPage]:
    """The card over a visit."""
    page = CardPage(LIGHT)
    at = Acting(bot, home, CASES["hold_for_counsel"], page, size)
    page.show_card(CARD)
    return at.open(), page


@pytest.mark.parametrize(("size", "least_px"), [(SIZES[0], 44), (SIZES[1], 44), ((683, 384), 17)])
def test_the_card_is_as_large_as_it_fits_and_shows_nothing_of_the_visit(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], least_px: int
) -> None:
    """Place, sentences and number, to be read from two metres; no answer, no result, no draft."""
    at, page = show_card(qtbot, tmp_path, size)
    assert [*clipped(at.frame), *scrolled(at.frame)] == []
    for words in ("Sample School 900 · Front desk", *CARD.lines, "212-555-0108"):
        assert words in at.shown()
    assert page.number.font().pixelSize() >= least_px
    assert page.card_px >= least_px
    for words in (at.view.record_number, at.outcome.panels[0].title, at.outcome.panels[0].banner):
        assert words not in at.shown()


@pytest.mark.parametrize("key", [ESC, F11, ENTER])
def test_one_key_closes_the_card(qtbot: QtBot, tmp_path: Path, key: Qt.Key) -> None:
    """Esc, F11, or Return on its only target."""
    at, page = show_card(qtbot, tmp_path, SIZES[0])
    with qtbot.waitSignal(page.closed):
        at.key(key)


def test_the_pages_are_drawn_from_the_night_table_too(qtbot: QtBot) -> None:
    """No colour of the day stays behind."""
    page = CardPage(NIGHT)
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show_card(CARD)
    colours = {page.grab().toImage().pixelColor(x, 250).name() for x in range(0, 900, 3)}
    assert NIGHT.panel in colours
    assert LIGHT.panel not in colours or LIGHT.panel == NIGHT.ink
