"""The page "Report": its annexes and papers, what is saved, what is printed."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
)
from pytestqt.qtbot import QtBot

from desktop.services.pictures import page_sizes
from desktop.ui.report.printing import picture
from tests.ui.reporting import AtReport, FilePrinters
from tests.ui.showing import drawn

F7, F12 = Qt.Key.Key_F7, Qt.Key.Key_F12
RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
LETTER, A4 = (612, 792), (595, 842)

# ---- parts and paper --------------------------------------------------------------------------------------------


def test_an_annex_says_what_it_is_before_it_opens(qtbot: QtBot, tmp_path: Path) -> None:
    """A hurried Return opens nothing; the words of counsel stand in the annex alone, and F7 begins with the report again."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    clerk = guard.window.recording.clerk
    assert clerk.made is not None
    assert "Call me back." not in clerk.made.text
    guard.key("3")
    assert "Annex B is privileged." in guard.shown(guard.page)
    assert not guard.page.area.isVisible()
    assert guard.part == "report"
    guard.key(RETURN)
    assert guard.page.area.isVisible()
    assert guard.part == "report"
    guard.key("3", ESCAPE)
    assert guard.sees(guard.page)
    guard.key("3")
    guard.page.open_annex.setFocus()
    guard.key(RETURN)
    drawn(guard)
    assert guard.part == "counsel"
    assert "Call me back." in clerk.made.text
    assert "ANNEX B" in guard.page.side.marks.text()
    guard.key(ESCAPE, F7)
    drawn(guard)
    assert guard.part == "report"


def test_only_parts_that_have_something_to_tell_are_offered(qtbot: QtBot, tmp_path: Path) -> None:
    """Without photographs and without counsel there is nothing to choose."""
    guard = AtReport(qtbot, tmp_path)
    assert not any(target.isVisible() for target in guard.page.side.parts.values())
    guard.key("2", "3")
    assert guard.page.area.isVisible()


def test_letter_is_usual_in_new_york_and_a4_can_be_had(qtbot: QtBot, tmp_path: Path) -> None:
    """The pages are made anew."""
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    for paper, size in (("letter", LETTER), ("a4", A4)):
        guard.page.side.papers[clerk.paper if paper == "letter" else "a4"].click()
        drawn(guard)
        assert clerk.made is not None
        assert tuple(round(each) for each in page_sizes(clerk.made.pdf)[0]) == size
    assert guard.page.side.papers["a4"].isChecked()
    assert not guard.page.side.papers["letter"].isChecked()


# ---- saving -----------------------------------------------------------------------------------------------------


def test_the_name_is_made_of_the_record_number(qtbot: QtBot, tmp_path: Path) -> None:
    """In the folder for documents; Esc asks no more and leaves the report where it is."""
    guard = AtReport(qtbot, tmp_path)
    guard.key("s")
    assert Path(guard.page.form.path.text).name == f"{guard.view.record_number}-report.pdf"
    guard.key(ESCAPE)
    assert not guard.page.form.isVisible()
    assert guard.sees(guard.page)
    guard.key("t")
    assert Path(guard.page.form.path.text).name == f"{guard.view.record_number}-report.txt"


def test_what_is_saved_is_what_was_shown(qtbot: QtBot, tmp_path: Path) -> None:
    """PDF and text, with the SHA-256 of the file; a missing ending is added."""
    guard = AtReport(qtbot, tmp_path / "home")
    made = guard.window.recording.clerk.made
    assert made is not None
    guard.save("s", tmp_path / "new folder" / "visit")
    saved = (tmp_path / "new folder" / "visit.pdf").read_bytes()
    assert saved == made.pdf
    digest = hashlib.sha256(saved).hexdigest()
    guard.until("Saved", digest[:16])
    assert digest in guard.page.side.told.accessibleName()
    guard.save("t", tmp_path / "visit.txt")
    assert (tmp_path / "visit.txt").read_text(encoding="utf-8") == made.text


def test_another_file_is_replaced_by_a_second_press_only(qtbot: QtBot, tmp_path: Path) -> None:
    """Another path asks anew; the same bytes need no question."""
    guard = AtReport(qtbot, tmp_path / "home")
    there, also = tmp_path / "there.pdf", tmp_path / "also.pdf"
    there.write_bytes(b"the minutes of another meeting")
    also.write_bytes(b"a letter")
    guard.save("s", there)
    assert "There is another file called there.pdf already." in guard.shown(guard.page)
    assert there.read_bytes() == b"the minutes of another meeting"
    guard.page.form.path.selectAll()
    QTest.keyClicks(guard.page.form.path, str(also))
    guard.press_return()
    assert also.read_bytes() == b"a letter"
    guard.page.form.save.setFocus()
    assert guard.page.form.save.text() == "Replace the file"
    guard.press_return()
    made = guard.window.recording.clerk.made
    assert made is not None
    assert also.read_bytes() == made.pdf
    guard.save("s", also)
    assert not guard.page.form.isVisible()


def test_a_folder_that_takes_nothing_is_told_with_its_remedy(qtbot: QtBot, tmp_path: Path) -> None:
    """The path stays, and another one can be given at once; so it is with half a path."""
    guard = AtReport(qtbot, tmp_path / "home")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    guard.save("s", tmp_path / "file" / "visit.pdf")
    assert "could not be saved" in guard.page.form.words.text()
    assert "Let IT check the disk and the rights." in guard.page.form.words.text()
    for typed in ("visit.pdf", " "):
        guard.page.form.path.selectAll()
        QTest.keyClicks(guard.page.form.path, typed)
        guard.press_return()
        assert "Type the whole path" in guard.page.form.words.text()
    guard.page.form.path.selectAll()
    QTest.keyClicks(guard.page.form.path, str(tmp_path / "visit.pdf"))
    guard.press_return()
    assert (tmp_path / "visit.pdf").exists()


def test_the_emergency_key_works_while_a_folder_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    """The dialog is Qt's own and not modal; what it chose is typed for the guard, and leaving the page closes it."""
    guard = AtReport(qtbot, tmp_path)
    guard.key("s")
    guard.page.form.choose.click()
    (dialog,) = guard.page.findChildren(QFileDialog)
    assert not dialog.isModal()
    qtbot.waitExposed(dialog)
    dialog.fileSelected.emit(str(tmp_path / "chosen.pdf"))
    assert guard.page.form.path.text == str(tmp_path / "chosen.pdf")
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog, F12)
    guard.settle()
    assert guard.outcomes[0] == "entered_without_consent"
    assert not any(each.isVisible() for each in guard.page.findChildren(QFileDialog))


# ---- printing ---------------------------------------------------------------------------------------------------


def ink(pdf: bytes, number: int) -> list[int]:
    """How dark each of some thousand places of a page is, 0 for white."""
    small = picture(pdf, number, 1200).scaled(
        50, 65, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return [255 - small.pixelColor(x, y).lightness() for y in range(65) for x in range(50)]


def apart(one: Sequence[int], other: Sequence[int]) -> float:
    """How far two pages are from each other, as a share of their ink."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / max(1, *(sum(one), sum(other)))


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_one_press_prints_all_pages_on_the_usual_printer(qtbot: QtBot, tmp_path: Path, paper: str) -> None:
    """Real pages of the right size, each with the ink of its own page in the same places."""
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    clerk.printers = printers = FilePrinters(tmp_path)
    guard.page.side.papers["a4" if paper == "a4" else "letter"].click()
    drawn(guard)
    made = clerk.made
    assert made is not None
    guard.key("p")
    guard.until("Sent to Front desk", f"{made.pages} pages")
    out = printers.file("Front desk").read_bytes()
    assert [tuple(round(each) for each in size) for size in page_sizes(out)] == [
        LETTER if paper == "letter" else A4
    ] * made.pages
    for number in range(made.pages):
        assert apart(ink(out, number), ink(made.pdf, number)) < 0.2
    assert apart(ink(out, 0), ink(made.pdf, 1)) > 0.5


def test_another_printer_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    """It stays chosen."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = printers = FilePrinters(tmp_path)
    guard.page.side.other.click()
    qtbot.waitUntil(guard.page.side.printers.isVisible)
    assert guard.page.side.printers.currentText() == "Front desk"
    guard.page.side.printers.setCurrentText("Office")
    guard.page.side.printers.textActivated.emit("Office")
    guard.key(ESCAPE, F7)
    drawn(guard)
    guard.key("p")
    guard.until("Sent to Office")
    assert printers.file("Office").exists()
    assert not printers.file("Front desk").exists()


def test_the_window_goes_on_while_it_prints(qtbot: QtBot, tmp_path: Path) -> None:
    """F12 is written at once; the report that was asked for is printed whole."""
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    clerk.printers = printers = FilePrinters(tmp_path)
    made = clerk.made
    assert made is not None
    printers.ready.clear()
    guard.key("p")
    assert guard.page.side.stop.isVisible()
    guard.key(F12)
    assert guard.outcomes[0] == "entered_without_consent"
    printers.ready.set()
    qtbot.waitUntil(lambda: not clerk.tasks.busy, timeout=30_000)
    assert len(page_sizes(printers.file("Front desk").read_bytes())) == made.pages


def test_printing_can_be_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    """It is said that the report is not whole, and it can be printed again."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = printers = FilePrinters(tmp_path)
    printers.ready.clear()
    guard.page.side.print.setFocus()
    guard.key("p")
    assert guard.window.focusWidget() is guard.page.side.stop
    guard.key(RETURN)
    printers.ready.set()
    guard.until("Stopped. The report is not printed whole.")
    assert guard.page.side.print.isVisible()
    assert not guard.page.side.stop.isVisible()
    guard.key("p")
    guard.until("Sent to Front desk")


def test_without_a_printer_it_is_said_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    """Whether printing or choosing one."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = FilePrinters(tmp_path, names=())
    for ask in (guard.page.side.print, guard.page.side.other):
        ask.click()
        guard.until("No printer is set up on this PC. Save the PDF, or tell IT.")
        guard.page.tell("")


@pytest.mark.qt_log_ignore("QPainter::begin.*Returned false")
def test_a_printer_that_takes_nothing_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    """With what to try."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = FilePrinters(tmp_path / "no such folder")
    guard.key("p")
    guard.until("does not take the report", "save the PDF")


def test_what_prints_is_loaded_only_when_somebody_prints() -> None:
    """Neither at the start nor with the page; nor is what draws reports."""
    code = (
        "import sys, desktop.app;"
        "late = ('PySide6.QtPrintSupport', 'reportlab', 'desktop.reports.pdf', 'desktop.reports.making', 'pypdfium2');"
        "print([name for name in late if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
