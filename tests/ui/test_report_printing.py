"""The page "Report": what is printed, what Stop stops, and what a printer that hangs holds up."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.errors import Trouble
from desktop.core.events import Access
from desktop.services.pictures import page_sizes
from desktop.ui.report.clerk import Clerk
from desktop.ui.report.page import ReportPage
from desktop.ui.report.printing import picture, print_pages
from desktop.ui.theme import LIGHT
from tests.ui.reporting import AtReport, FilePrinters
from tests.ui.showing import drawn

F7, F12 = Qt.Key.Key_F7, Qt.Key.Key_F12
RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
LETTER, A4 = (612, 792), (595, 842)


class HangingPrinters(FilePrinters):
    """Printers that do not even tell their names until they are ready; they are not ready."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ready.clear()

    def names(self) -> tuple[str, ...]:
        """Once they are ready."""
        self.ready.wait()
        return super().names()


class NoSpooler(FilePrinters):
    """A PC whose spooler is down."""

    def names(self) -> tuple[str, ...]:
        """It cannot be told."""
        raise Trouble("io", "The spooler does not answer.", "Start it again.")


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
    guard.wait_for_printer()
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
    assert guard.page.side.told.text() == "Stopping … What was sent may still come out."
    printers.ready.set()
    guard.until(
        "Stopped.", guard.view.record_number, "is not printed whole. What was sent may still come out."
    )
    assert not printers.file("Front desk").exists()
    assert guard.page.side.print.isVisible()
    assert not guard.page.side.stop.isVisible()
    guard.key("p")
    guard.until("Sent to Front desk")
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    looks = [event.body for event in events if event.kind == "access"]
    assert looks == [Access("opened"), Access("printed")]  # nothing left when it was stopped


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


def test_after_stop_nothing_more_is_drawn(qtbot: QtBot, tmp_path: Path) -> None:
    """Told while page 2 is under way: what was drawn by then may come out, and page 3 is on no sheet. Told at once: nothing does."""
    guard = AtReport(qtbot, tmp_path)
    made = guard.window.recording.clerk.made
    assert made is not None
    assert made.pages > 2
    for last in (2, 1):
        printers, told = FilePrinters(tmp_path / str(last)), list[int]()
        printers.folder.mkdir()

        def hear(page: int, _: int, told: list[int] = told) -> None:
            told.append(page)

        printer, stopped = printers.open("Office"), lambda told=told, last=last: len(told) >= last
        whole = print_pages(made.pdf, "letter", printer, "visit", hear, stopped)
        assert (whole, told) == (last - 1, list(range(1, last + 1)))
        out = printers.file("Office")
        assert (len(page_sizes(out.read_bytes())) if out.exists() else 0) == last - 1


def test_a_second_press_prints_no_second_time(qtbot: QtBot, tmp_path: Path) -> None:
    """It is said that it prints already."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = printers = FilePrinters(tmp_path)
    printers.ready.clear()
    guard.key("p")
    guard.page.side.wants_print.emit()
    assert "is being printed already" in guard.page.side.told.text()
    printers.ready.set()
    guard.until("Sent to Front desk")


def test_what_was_printed_is_told_with_its_own_number_beside_another_visit(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Its printer was slow, and somebody else came meanwhile."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = printers = FilePrinters(tmp_path)
    former = guard.view.record_number
    printers.ready.clear()
    guard.key("p", ESCAPE)
    guard.window.show_desk()
    guard.settle()
    guard.key("n")
    guard.give("none")
    guard.key(F7)
    drawn(guard)
    assert guard.view.record_number != former
    printers.ready.set()
    guard.until(f"Sent to Front desk: Report of visit {former}")


# ---- printers that hang or fail -------------------------------------------------------------------------------


def test_a_printer_that_hangs_holds_up_no_report(qtbot: QtBot, tmp_path: Path) -> None:
    """It is being printed and the printers are being listed; reports are made, drawn and saved."""
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    clerk.printers = printers = HangingPrinters(tmp_path)
    guard.key("p")
    guard.page.side.other.click()
    guard.page.side.papers["a4"].click()
    drawn(guard)
    guard.save("s", tmp_path / "visit.pdf")
    guard.until("Saved")
    assert clerk.press.tasks.busy
    guard.page.side.stop.click()
    assert guard.page.side.told.text() == "Stopping … What was sent may still come out."
    printers.ready.set()
    guard.wait_for_printer()


def test_a_printer_that_hangs_is_left_behind_when_the_desk_is_let_go_of(qtbot: QtBot, tmp_path: Path) -> None:
    """After some patience, which is none here; should it come to itself later, it prints nothing more."""
    guard = AtReport(qtbot, tmp_path)
    page, printers = ReportPage(LIGHT), FilePrinters(tmp_path)
    qtbot.addWidget(page)
    clerk = Clerk(page, printers, patience_s=0.0)
    clerk.begin(guard.session)
    clerk.show(guard.view.id, guard.view.record_number)
    qtbot.waitUntil(lambda: clerk.made is not None, timeout=20_000)
    printers.ready.clear()
    page.side.wants_print.emit()
    clerk.end()
    assert clerk.press.tasks.busy
    printers.ready.set()
    qtbot.waitUntil(lambda: not clerk.press.tasks.busy, timeout=30_000)
    assert not printers.file("Front desk").exists()


def test_printers_that_cannot_be_listed_say_nothing_of_the_report(qtbot: QtBot, tmp_path: Path) -> None:
    """Whether printing or choosing one; the report stays."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = NoSpooler(tmp_path)
    for ask, words in (
        (guard.page.side.other, "The printers of this PC cannot be listed."),
        (guard.page.side.print, f"Not printed: Report of visit {guard.view.record_number}."),
    ):
        ask.click()
        guard.until(words, "The spooler does not answer. Start it again.")
        assert not guard.page.trouble_strip.isVisible()
        assert guard.page.sheets.pages > 0
