"""The page "Report": reached from everywhere in one press, never in the way; its pages and its text."""

from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from desktop.core.events import Access
from desktop.services.pictures import page_sizes
from desktop.ui.desk.days import report_place
from desktop.ui.report.printing import picture
from desktop.ui.report.sheets import Sheets
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT
from tests.ui.guard import I200, Guard
from tests.ui.reporting import AtReport
from tests.ui.showing import drawn

F5, F7, F9, F12 = Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F9, Qt.Key.Key_F12
RETURN, ESCAPE, TAB, END = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_End
LETTER = (612, 792)

# ---- the way to it and back -----------------------------------------------------------------------------------


def test_one_press_shows_the_report_and_escape_goes_back(qtbot: QtBot, tmp_path: Path) -> None:
    """F7 as well as Esc; only that it was opened is on record, and nothing of the report stays in the window."""
    guard = AtReport(qtbot, tmp_path)
    number = guard.view.record_number
    before = len(guard.session.desk.store.queries.events_of(guard.view.id))
    assert guard.sees(guard.page)
    assert guard.page.count.text().startswith("Page 1 of ")
    assert number in guard.page.accessibleName()
    assert number in guard.page.sheets.accessibleDescription()
    assert guard.page.sheets.accessibleName().startswith("Page 1 of ")
    assert guard.window.focusWidget() is guard.page.sheets
    for key in (ESCAPE, F7):
        guard.key(key)
        assert guard.sees(guard.window.outcome)
        assert guard.page.sheets.pages == 0
        assert guard.page.reading.toPlainText() == ""
        guard.key(F7)
        drawn(guard)
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert [event.body for event in events[before - 1 :]] == [Access("opened")] * 3
    assert {event.actor for event in events[before - 1 :]} == {guard.session.actor}


def test_the_bar_of_an_outcome_offers_it(qtbot: QtBot, tmp_path: Path) -> None:
    """Beside the other keys at 1366 px, behind More at 200 %."""
    for size in ((1366, 768), (683, 384)):
        guard = Guard(qtbot, tmp_path / str(size[0]), size=size).walk(I200)
        if guard.window.bar.more.isVisible():
            QTest.keyClick(guard.window, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
        offers = [each for each in guard.window.bar.findChildren(Target) if each.isVisible()]
        (report,) = [each for each in offers if each.accessibleName() == "F7: Report"]
        report.click()
        guard.settle()
        assert guard.window.page is guard.window.recording.report
        guard.window.close()


def test_an_open_question_waits(qtbot: QtBot, tmp_path: Path) -> None:
    """The same question is there afterwards; the report says that the visit is still open."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    guard.give("none")
    step = guard.question.step
    guard.key(F7)
    drawn(guard)
    assert "VISIT STILL OPEN" in guard.shown(guard.window.page)
    guard.key(ESCAPE)
    assert guard.question.step == step


def test_the_emergency_key_works_on_it(qtbot: QtBot, tmp_path: Path) -> None:
    """Also while a path is being typed; back at the report it tells of the entry."""
    guard = AtReport(qtbot, tmp_path)
    guard.key("s")
    guard.key(F12)
    assert guard.outcomes[0] == "entered_without_consent"
    guard.key(F7)
    drawn(guard)
    made = guard.window.recording.clerk.made
    assert made is not None
    assert "F12" in made.text


def test_a_marked_time_is_in_the_report_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    """F5 writes on; the pages are made anew."""
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    before = clerk.made
    guard.key(F5)
    drawn(guard)
    assert clerk.made is not before
    assert guard.sees(guard.page)


def test_the_desk_leads_to_the_report_of_every_visit_and_back(qtbot: QtBot, tmp_path: Path) -> None:
    """An open one and a closed one, by mouse and by keyboard."""
    guard = AtReport(qtbot, tmp_path)
    open_number = guard.view.record_number
    guard.window.show_desk()
    guard.settle()
    guard.key("n")
    closed_number = guard.view.record_number
    guard.give("none")
    guard.window.show_desk()
    guard.settle()
    desk = guard.window.desk

    def led_to(number: str) -> None:
        guard.settle()
        assert guard.sees(guard.page)
        assert number in guard.page.accessibleName()
        guard.key(ESCAPE)
        assert guard.sees(desk)

    rows = {target.accessibleName(): target for target in desk.reports}
    rows[f"Report of visit {open_number}"].click()
    led_to(open_number)
    place = next(n for n, row in enumerate(desk.resumable) if open_number in row.text())
    desk.resumable[place].setFocus()
    guard.key(F7)
    led_to(open_number)
    guard.key(F7)  # nothing has the focus, and there are two
    assert "Which visit?" in guard.shown(desk)
    closing = next(n for n, row in enumerate(desk.resumable) if closed_number in row.text())
    desk.resumable[closing].click()
    guard.settle()
    guard.window.acts.answer(guard.view.changed_at, "left")
    guard.settle()
    row = desk.days.visualRect(desk.days.currentIndex())
    spot = report_place(row, Qt.LayoutDirection.LeftToRight).center()
    QTest.mouseClick(desk.days.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    led_to(closed_number)
    desk.days.setFocus()
    guard.key(F7)
    led_to(closed_number)
    QTest.mouseClick(desk.days.viewport(), Qt.MouseButton.LeftButton, pos=row.topLeft() + QPoint(40, 20))
    guard.settle()
    assert guard.sees(guard.window.recording.written)


def test_from_a_closed_visit_escape_goes_back_to_it(qtbot: QtBot, tmp_path: Path) -> None:
    """And from there to the desk; its report is not marked as open."""
    guard = AtReport(qtbot, tmp_path)
    guard.key(ESCAPE)
    guard.window.acts.answer(guard.view.changed_at, "left")
    guard.settle()
    guard.window.desk.days.setFocus()
    guard.key(RETURN)
    written = guard.window.recording.written
    assert guard.sees(written)
    offers = [each.accessibleName() for each in guard.window.bar.findChildren(Target) if each.isVisible()]
    assert "F7: Report" in offers
    guard.key(F7)
    drawn(guard)
    assert "VISIT STILL OPEN" not in guard.shown(guard.page)
    guard.key(ESCAPE)
    assert guard.sees(written)
    guard.key(ESCAPE)
    assert guard.sees(guard.window.desk)


def test_everything_is_hidden_in_one_press(qtbot: QtBot, tmp_path: Path) -> None:
    """Pages and text; the same page is there afterwards."""
    guard = AtReport(qtbot, tmp_path)
    guard.key(F9)
    assert not guard.page.isVisible()
    assert guard.view.record_number not in guard.shown()
    guard.key(F9)
    assert guard.sees(guard.page)
    assert guard.page.sheets.pages > 0


# ---- reading ----------------------------------------------------------------------------------------------------


def test_the_keys_that_scroll_do_so_wherever_the_focus_is(qtbot: QtBot, tmp_path: Path) -> None:
    """The page in sight is counted, and its words are those that a screen reader gets."""
    guard = AtReport(qtbot, tmp_path)
    sheets, bar = guard.page.sheets, guard.page.area.verticalScrollBar()
    assert sheets.pages > 1
    guard.key(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    guard.page.side.print.setFocus()
    guard.key(END)
    assert guard.page.count.text() == f"Page {sheets.pages} of {sheets.pages}"
    assert f"Page {sheets.pages} of {sheets.pages}" in sheets.accessibleDescription()
    drawn(guard)
    guard.key(Qt.Key.Key_Home)
    assert bar.value() == 0
    sheets.setFocus()
    guard.key(Qt.Key.Key_Down)
    assert bar.value() > 0
    place = bar.value()
    guard.key(TAB)
    assert guard.window.focusWidget() is not sheets
    assert bar.value() == place


def test_only_the_sheets_near_the_eye_are_drawn_and_kept(qtbot: QtBot) -> None:
    """Of forty: three, drawn as many pixels across as they are shown; at the end three others."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=LETTER)
    for number in range(40):
        canvas.drawString(72, 700, f"sheet {number}")
        canvas.showPage()
    canvas.save()
    pdf, sheets, area = target.getvalue(), Sheets(LIGHT), QScrollArea()
    asked: list[tuple[int, int]] = []

    def draw(number: int, wide: int) -> None:
        asked.append((number, wide))
        sheets.put(picture(pdf, number, wide))

    sheets.wanted.connect(draw, Qt.ConnectionType.QueuedConnection)
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(sheets)
    area.resize(700, 500)
    area.show()
    qtbot.waitExposed(area)
    sheets.show_pages(page_sizes(pdf), ())
    qtbot.waitUntil(lambda: sheets.drawn == (0, 1))
    assert asked[-1][1] == round(sheets.place(0).width() * sheets.devicePixelRatioF())
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: sheets.drawn == (38, 39))
    assert {number for number, _ in asked} <= {0, 1, 38, 39}
    assert sheets.grab(sheets.place(39)).toImage().pixelColor(300, 5).name() == "#ffffff"


def test_the_same_can_be_read_as_text(qtbot: QtBot, tmp_path: Path) -> None:
    """Selectable, not to be changed, in lines that fit; it is what is saved, in lines of another length."""
    for size in ((1366, 768), (683, 384)):
        guard = AtReport(qtbot, tmp_path / str(size[0]), size)
        guard.page.views["text"].click()
        reading, clerk = guard.page.reading, guard.window.recording.clerk
        qtbot.waitUntil(lambda reading=reading: reading.toPlainText() != "")  # type: ignore[misc]
        assert guard.window.focusWidget() is reading
        text = reading.toPlainText()
        QTest.keyClicks(reading, "xyz")
        assert reading.toPlainText() == text
        assert reading.horizontalScrollBar().maximum() == 0
        wrapped = [
            block
            for block in text.split("\n")
            if reading.fontMetrics().horizontalAdvance(block) > reading.width()
        ]
        assert wrapped == []
        assert clerk.made is not None
        assert guard.view.record_number in text
        assert set(text.split()) & set(clerk.made.text.split()) >= {"DRAFT", "OPEN"}
        guard.key(ESCAPE)
        assert guard.sees(guard.window.outcome)
        guard.window.close()


def test_every_control_is_reached_by_tab_and_then_seen(qtbot: QtBot, tmp_path: Path) -> None:
    """At 100 %, and at 200 % in each of the three views."""
    for size, views in (((1366, 768), ["pages"]), ((683, 384), ["pages", "text", "acts"])):
        guard = AtReport(qtbot, tmp_path / str(size[0]), size, counsel=True)
        for view in views:
            guard.page.views[view].click()
            kinds = (Target, QComboBox, QLineEdit, QPlainTextEdit, Sheets)
            found = (each for kind in kinds for each in guard.page.findChildren(kind))
            wanted: set[QWidget] = {each for each in found if each.isVisible() and each.isEnabled()}
            reached: set[QWidget] = set()
            for _ in range(3 * len(wanted) + 12):
                guard.key(TAB)
                focused = guard.window.focusWidget()
                for _ in range(3):  # it is scrolled to when it has its place
                    QApplication.processEvents()
                assert not focused.visibleRegion().isEmpty()
                reached.add(focused)
            assert wanted <= reached
        guard.window.close()
