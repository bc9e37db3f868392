"""The page "Visits" on old screens, at 200 %, day and night, mirrored, and for a reader of the screen: nothing cut, nothing unnamed."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.theme import NIGHT
from desktop.ui.visits.model import Column
from desktop.ui.visits.rows import ROW_PX
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.part import share
from tests.ui.searching import DOWN, ENTER, ESC, F10, Searcher
from tests.ui.showing import look
from tests.ui.staff import SUPERVISOR, heard
from tests.ui.test_looks import stops

SIZES = ((1366, 768), (1280, 720), (683, 384))
THREE_LINES_PX = 72
LOOKS = (clipped, nameless, out_of_sight, sideways)
LONG = "They said the man with the blue jacket must be let through at once, and then again, louder. " * 6


@pytest.fixture(params=SIZES, ids=str)
def desk(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Searcher]:
    made = Searcher(qtbot, tmp_path, size=request.param)
    made.visits("Badge 4471 was shown.", LONG)
    made.be(SUPERVISOR)
    yield made
    made.guard.window.close()


def test_every_state_of_the_page_is_whole_and_named(desk: Searcher) -> None:
    guard, page = desk.guard, desk.page
    found = [*look(guard, "desk", LOOKS)]
    desk.keys(F10)
    found += look(guard, "list", LOOKS)
    for target in (page.show_views, page.show_filters):
        if target.isVisible():
            target.click()
            found += look(guard, target.text(), LOOKS)
            target.click()
    page.search.setFocus()
    desk.look_for("blue jacket")
    desk.keys(ENTER, ENTER)
    found += look(guard, "report", LOOKS)
    if page.show_acts.isVisible():
        page.show_acts.click()
        found += look(guard, "actions", LOOKS)
    page.refuse("Something was not accepted, and this is why.")
    found += look(guard, "refused", LOOKS)
    page.clear()
    desk.lead.show()
    desk.look_for("nowhere")
    found += look(guard, "nothing found", LOOKS)
    assert found == []


@pytest.mark.parametrize("desk", SIZES[1:], indirect=True, ids=str)
def test_a_small_screen_shows_the_list_or_the_report_and_esc_goes_between(desk: Searcher) -> None:
    page = desk.page
    desk.keys(F10, ENTER)
    assert page.table.isVisible()
    beside = page.area.isVisible()
    assert beside == (not page.narrow)
    desk.keys(ENTER)
    assert page.area.isVisible()
    assert page.table.isVisible() == (not page.narrow)
    desk.keys(ESC)
    assert page.table.isVisible()
    assert desk.focus is page.table
    desk.keys(ESC)
    assert not desk.open


@pytest.mark.parametrize("desk", SIZES[2:], indirect=True, ids=str)
def test_a_letter_pressed_in_the_list_of_a_small_screen_shows_its_form_with_what_it_is_about(
    desk: Searcher,
) -> None:
    page = desk.page
    desk.keys(F10, ENTER, "r")
    form = desk.lead.reviewer.sheet.form
    assert form is not None
    assert page.form_title.text() == form.title
    assert page.form_title.isVisible()
    assert form.text.visibleRegion().boundingRect().height() >= THREE_LINES_PX  # type: ignore[attr-defined]
    assert [*look(desk.guard, "form", LOOKS)] == []
    desk.keys(ESC)
    assert page.head.isVisible()
    assert not page.form_title.isVisible()


@pytest.mark.parametrize("desk", SIZES[1:], indirect=True, ids=str)
def test_rows_are_higher_than_a_target_and_the_record_number_is_whole(desk: Searcher) -> None:
    desk.keys(F10)
    table = desk.page.table
    assert table.rowHeight(0) == ROW_PX >= 56
    metrics = table.fontMetrics()
    number = desk.numbers[0]
    assert table.columnWidth(Column.VISIT) > metrics.horizontalAdvance(number)
    assert sum(table.columnWidth(column) for column in Column) <= table.viewport().width()


@pytest.mark.parametrize("desk", share(SIZES, 1), indirect=True, ids=str)
def test_every_control_is_reached_by_tab_alone(desk: Searcher) -> None:
    desk.keys(F10, DOWN)
    wanted, reached = stops(desk.guard), set()
    for _ in range(3 * len(wanted)):
        desk.guard.key(Qt.Key.Key_Tab)
        focused = desk.focus
        assert focused is not None
        reached.add(focused)
    assert wanted <= reached
    assert desk.page.table in reached


@pytest.mark.parametrize("desk", share(SIZES, 0), indirect=True, ids=str)
def test_it_is_mirrored_for_those_who_read_from_right_to_left(desk: Searcher) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        desk.keys(F10)
        desk.look_for("4471")
        desk.keys(ENTER)
        found = [*look(desk.guard, "mirrored", LOOKS)]
        table = desk.page.table
        assert table.columnViewportPosition(Column.WHEN) > table.columnViewportPosition(Column.STATE)
        assert found == []
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("desk", [SIZES[1]], indirect=True, ids=str)
def test_a_reader_of_the_screen_hears_the_row_the_parts_of_it_and_the_page(desk: Searcher) -> None:
    desk.keys(F10)
    desk.look_for("4471")
    desk.keys(ENTER)
    table, line = desk.page.table, desk.page.table.line
    assert line is not None
    cells = QAccessible.queryAccessibleInterface(table)
    assert cells is not None
    said = heard(desk.guard.window)
    assert line.spoken in said
    assert line.state_words in said
    assert "Search visits" in said
    assert "Page 1 of" in said
    pages = desk.lead.preview.pages
    assert pages is not None
    assert desk.page.sheets.accessibleDescription() == pages.words[0]


@pytest.mark.parametrize("desk", [SIZES[0]], indirect=True, ids=str)
def test_it_has_the_night_colours_where_the_desk_has_them(desk: Searcher) -> None:
    desk.guard.window.desk.colours.click()
    desk.guard.settle()
    QApplication.processEvents()
    gc.collect()  # else qtbot would close the window that is gone
    desk.keys(F10, ENTER)
    assert desk.page.theme is NIGHT
    assert [*look(desk.guard, "night", LOOKS)] == []
