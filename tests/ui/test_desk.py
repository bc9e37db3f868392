"""The start screen: open visits one digit away, a long day that costs nothing, health and colours at a glance."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.views import DeskView, VisitLineView
from desktop.ui.desk.days import BATCH, DayModel
from desktop.ui.desk.page import DeskPage
from desktop.ui.theme import LIGHT, NIGHT, sheet
from tests.ui.guard import Guard

MINUTE = 60


def line(number: int, closed: bool = True, holder: str = "") -> VisitLineView:
    """A visit of the day."""
    return VisitLineView(
        id=f"visit-{number}",
        record_number=f"SCH900-1-2026-{number:05d}",
        post="Front desk",
        opened="14:03",
        opened_us=number,
        closed=closed,
        asks="Who is here?",
        holder=holder,
    )


def view(today: tuple[VisitLineView, ...] = (), notices: tuple[str, ...] = ()) -> DeskView:
    """A desk with two open visits."""
    opened = (line(1, closed=False, holder="Guard 12"), line(2, closed=False))
    return DeskView("Sample School 900", ("Front desk",), ("Guard 12",), opened, today, notices, "")


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[DeskPage]:
    """The page alone, at the size that it has in the window."""
    page = DeskPage(LIGHT)
    page.setStyleSheet(sheet(LIGHT))
    qtbot.addWidget(page)
    page.resize(1366, 650)
    yield page
    page.close()


def test_an_open_visit_shows_number_place_time_and_who_has_it(desk: DeskPage) -> None:
    """Its digit goes on with it."""
    went: list[str] = []
    desk.resume.connect(went.append)
    desk.show_desk(view(), "Guard 12", "Front desk", lambda at_us: 12 * MINUTE)
    first = desk.resumable[0]
    assert first.text() == "SCH900-1-2026-00001 · Front desk · 14:03, 12 min · Guard 12\nWho is here?"
    assert "Guard 12" in first.accessibleName()
    desk.digit("2")
    desk.digit("3")
    desk.digit("0")
    assert went == ["visit-2"]


def test_the_minutes_of_open_visits_go_on(desk: DeskPage) -> None:
    """Without anybody touching the desk; above an hour in hours and minutes."""
    desk.show_desk(view(), "Guard 12", "Front desk", lambda at_us: 59 * MINUTE)
    desk.tick(30)
    assert "14:03, 59 min" in desk.resumable[0].text()
    desk.tick(6 * MINUTE)
    assert "14:03, 1 h 5 min" in desk.resumable[0].text()
    assert "1 h 5 min" in desk.resumable[0].accessibleName()


def test_a_day_of_ten_thousand_visits_builds_no_widget_for_any(desk: DeskPage) -> None:
    """Fifty rows at first, the next ones when the list is scrolled to its end; the page has as many widgets as on any day."""
    desk.show()
    built = []
    for visits in (2, 10_000):
        desk.show_desk(view(tuple(map(line, range(visits)))), "Guard 12", "Front desk", lambda at_us: 0)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        built.append(len(desk.findChildren(QWidget)))
    assert built[0] == built[1]
    assert desk.days.model().rowCount() == BATCH
    assert desk.today_cap.text() == "CLOSED TODAY (10000)"
    desk.days.scrollToBottom()
    desk.days.verticalScrollBar().setValue(desk.days.verticalScrollBar().maximum())
    assert desk.days.model().rowCount() > BATCH


def test_the_list_takes_more_rows_until_there_are_no_more() -> None:
    """Neither one too many nor one too few."""
    model, top = DayModel(), QModelIndex()
    model.show_lines([line(number) for number in range(BATCH + 3)])
    assert (model.rowCount(), model.canFetchMore(top)) == (BATCH, True)
    model.fetchMore(top)
    assert (model.rowCount(), model.canFetchMore(top)) == (BATCH + 3, False)
    assert model.line(model.index(BATCH + 2, 0)).id == f"visit-{BATCH + 2}"
    assert "Front desk" in str(model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))


def test_a_closed_visit_is_opened_by_keys_and_by_mouse(desk: DeskPage) -> None:
    """Arrows choose a row, Return opens it through the page; one click does too; digits stay the page's."""
    opened: list[str] = []
    desk.open_closed.connect(opened.append)
    desk.show_desk(view((line(7), line(8))), "Guard 12", "Front desk", lambda at_us: 0)
    desk.show()
    desk.days.setFocus()
    QTest.keyClick(desk.days, Qt.Key.Key_Down)
    QTest.keyClick(desk.days, Qt.Key.Key_1)
    assert desk.days.currentIndex().row() == 1
    desk.days.open_current()
    place = desk.days.visualRect(desk.days.model().index(0, 0)).center()
    QTest.mouseClick(desk.days.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == ["visit-8", "visit-7"]


def test_return_on_a_row_of_todays_visits_opens_it(qtbot: QtBot, tmp_path: Path) -> None:
    """In the real window, through the gate."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    number = guard.view.record_number
    guard.key(Qt.Key.Key_F2)
    guard.give("left")
    opened: list[str] = []
    guard.window.desk.open_closed.connect(opened.append)
    assert number in str(guard.window.desk.days.currentIndex().data())
    guard.window.desk.days.setFocus()
    guard.key(Qt.Key.Key_Return)
    assert len(opened) == 1


def test_health_is_one_line_with_a_sign_and_words(desk: DeskPage) -> None:
    """In order, one thing, several things; the first of them stands above the page too."""

    def shown() -> str:
        QApplication.processEvents()
        return " | ".join(each.text() for each in desk.findChildren(QLabel) if each.isVisible())

    desk.show()
    desk.show_desk(view(), "", "", lambda at_us: 0)
    assert "✓ Everything is in order." in shown()
    desk.show_desk(view(notices=("The disk is full. Free some space.",)), "", "", lambda at_us: 0)
    assert "! 1 thing needs attention" in shown()
    assert desk.notice_strip.words == "The disk is full"
    desk.show_desk(view(notices=("One.", "Two.")), "", "", lambda at_us: 0)
    assert "! 2 things need attention" in shown()


def test_the_other_colours_are_one_press_away(qtbot: QtBot) -> None:
    """By day the night's, by night the day's."""
    for theme, name, words in ((LIGHT, "night", "Night colors"), (NIGHT, "light", "Day colors")):
        page = DeskPage(theme)
        wanted: list[str] = []
        qtbot.addWidget(page)
        page.theme_wanted.connect(wanted.append)
        assert page.colours.text() == words
        page.colours.click()
        assert wanted == [name]
