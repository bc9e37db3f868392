"""What a screen reader is told of the page "Report": what is shown, which page of how many, its marks, what can be chosen."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.errors import Trouble
from tests.ui.reporting import AtReport
from tests.ui.showing import drawn

END = Qt.Key.Key_End
MARKS = "DRAFT POLICY, not approved by counsel. VISIT STILL OPEN"


def heard(widget: QWidget) -> tuple[str, str, QAccessible.Role]:
    """Name, description and role."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    name, description = (
        interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description)
    )
    return name, description, interface.role()


def test_the_marks_belong_to_what_is_said_of_the_report(qtbot: QtBot, tmp_path: Path) -> None:
    """Once it is made, with the number of its pages; and to the page's description."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    page, pages = guard.page, guard.page.sheets.pages
    assert page.spoken == f"Report: {pages} pages. {MARKS}"
    assert heard(page)[:2] == (f"Report of visit {guard.view.record_number}", MARKS)
    guard.key("3")
    page.open_annex.click()
    drawn(guard)
    for said in (page.spoken, heard(page)[1]):
        assert "PRIVILEGED" in said
    assert page.spoken.startswith("Annex B: counsel: 1 page. ")


def test_the_sheets_say_which_page_is_in_sight(qtbot: QtBot, tmp_path: Path) -> None:
    """That they are being made, which page of how many it is, or that there is none."""
    guard = AtReport(qtbot, tmp_path)
    page, pages = guard.page, guard.page.sheets.pages
    assert heard(page.sheets)[0] == f"Page 1 of {pages}"
    guard.key(END)
    assert heard(page.sheets)[0] == page.count.text() == f"Page {pages} of {pages}"
    page.side.papers["a4"].click()
    assert heard(page.sheets)[:2] == ("Being made …", "")
    page.trouble(Trouble("io", "The disk is full.", "Call IT."), "")
    assert heard(page.sheets)[0] == "There are no pages."
    drawn(guard)
    assert heard(page.sheets)[0].startswith("Page 1 of ")


def test_what_one_is_chosen_of_is_a_radio_button(qtbot: QtBot, tmp_path: Path) -> None:
    """Parts, papers and views; Save and Print are buttons."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    page, side = guard.page, guard.page.side
    for targets in (side.parts, side.papers, page.views):
        assert [heard(target)[2] for target in targets.values()] == [QAccessible.Role.RadioButton] * len(
            targets
        )
        assert sum(target.isChecked() for target in targets.values()) == 1
    assert heard(side.print)[2] == heard(side.pdf)[2] == QAccessible.Role.Button
    page.views["text"].toggle()  # as a screen reader does it
    assert page.view == "text"
    assert [name for name, target in page.views.items() if target.isChecked()] == ["text"]
    side.papers["letter"].toggle()  # it is chosen already
    assert side.papers["letter"].isChecked()
