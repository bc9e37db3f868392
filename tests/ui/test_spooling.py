"""Printing through the real printing system of a PC: it gets the finished PDF, with what was chosen; without `lp` Qt draws the pages."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintEngine, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.services.pictures import page_sizes
from desktop.ui.report.printing import Printers, print_pages
from desktop.ui.report.spooling import CHOSEN
from tests.services.printing_system import PrintingSystem, printing_system
from tests.ui.reporting import AtReport
from tests.ui.test_copies import Giver

NOBODY_STOPS = False


@pytest.fixture
def system() -> Iterator[PrintingSystem]:
    with (
        tempfile.TemporaryDirectory(prefix="cups-") as folder,
        printing_system(Path(folder), "Office") as made,
    ):
        yield made


def test_a_report_reaches_the_printing_system_as_it_is_and_without_lp_as_qt_draws_it(
    qtbot: QtBot, tmp_path: Path, system: PrintingSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    clerk.printers, made = Printers(), clerk.made
    assert made is not None
    guard.key("p")
    guard.until("Sent to Office", f"{made.pages} pages")
    (came,) = system.jobs
    assert came.documents == (made.pdf,)
    for words in (made.name, "Letter", "one-sided"):
        assert words.encode() in came.asked
    guard.page.tell("")
    monkeypatch.setenv("PATH", "")
    guard.key("p")
    guard.until("Sent to Office")
    (drawn,) = system.jobs[1].documents
    assert drawn != made.pdf
    assert len(page_sizes(drawn)) == made.pages
    monkeypatch.undo()


def test_what_was_chosen_in_the_print_dialog_goes_with_it(
    qtbot: QtBot, tmp_path: Path, system: PrintingSystem
) -> None:
    guard = AtReport(qtbot, tmp_path)
    made = guard.window.recording.clerk.made
    assert made is not None
    printer = QPrinter(QPrinterInfo.printerInfo("Office"), QPrinter.PrinterMode.HighResolution)
    printer.setCopyCount(2)
    printer.setDuplex(QPrinter.DuplexMode.DuplexShortSide)
    key = QPrintEngine.PrintEnginePropertyKey(CHOSEN)
    printer.printEngine().setProperty(key, ["job-billing", "Grant 7", "number-up", "2"])
    told = list[tuple[int, int]]()
    sent = print_pages(
        made.pdf, "a4", printer, "visit", lambda page, of: told.append((page, of)), lambda: NOBODY_STOPS
    )
    assert (sent, told) == (made.pages, [(1, made.pages)])
    (came,) = system.jobs
    assert came.documents == (made.pdf,)
    for words in ("two-sided-short-edge", "Grant 7", "number-up", "A4", "Collate"):
        assert words.encode() in came.asked
    assert b"\x00\x06copies\x00\x04\x00\x00\x00\x02" in came.asked


def test_a_printer_that_takes_no_jobs_is_told_with_what_the_printing_system_says(
    qtbot: QtBot, tmp_path: Path, system: PrintingSystem
) -> None:
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = Printers()
    system.queue("Office", accepts=False)
    guard.key("p")
    guard.until("The printer Office does not take the report.", "is not accepting jobs", "save the PDF")
    assert [event.kind for event in guard.session.desk.store.queries.events_of(guard.view.id)].count(
        "access"
    ) == 1  # it was opened, and not printed


def test_a_list_is_one_job_and_it_is_the_very_file_that_is_on_record(
    qtbot: QtBot, tmp_path: Path, system: PrintingSystem
) -> None:
    giver = Giver(qtbot, tmp_path)
    giver.copies.out.printers = Printers()
    giver.ask("2", "p")
    assert "✓ Sent to Office: 3 reports and the index" in giver.worked()
    (came,), (issued,) = system.jobs, giver.issued
    assert hashlib.sha256(came.documents[0]).hexdigest() == issued.sha256
    giver.guard.window.close()


def test_printing_into_a_file_saves_the_finished_pdf(qtbot: QtBot, tmp_path: Path) -> None:
    giver = Giver(qtbot, tmp_path)
    out = tmp_path / "out.pdf"
    giver.ask("2", "o")
    dialog = giver.copies.dialog.dialog
    assert dialog is not None
    printers, filename = dialog.findChild(QComboBox, "printers"), dialog.findChild(QLineEdit, "filename")
    assert isinstance(printers, QComboBox)
    assert isinstance(filename, QLineEdit)
    printers.setCurrentIndex(printers.findText("Print to File (PDF)"))
    filename.setText(str(out))
    dialog.accept()
    assert "✓ Saved: 3 reports and the index" in giver.worked()
    (issued,) = giver.issued
    assert hashlib.sha256(out.read_bytes()).hexdigest() == issued.sha256
    giver.guard.window.close()
