"""A guard whose visit came to an outcome, at its report; and printers that print into real files."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.page import Page
from desktop.ui.report.page import ReportPage
from desktop.ui.report.printing import Printers
from tests.ui.guard import I200, Guard
from tests.ui.showing import drawn

F7, RETURN = Qt.Key.Key_F7, Qt.Key.Key_Return


class FilePrinters(Printers):
    """Two printers that print into real files."""

    def __init__(self, folder: Path, names: Sequence[str] = ("Front desk", "Office")) -> None:
        self.folder, self._names = folder, tuple(names)
        self.ready = Event()
        self.ready.set()

    def names(self) -> tuple[str, ...]:
        """As they are set up."""
        return self._names

    def file(self, name: str) -> Path:
        """What came out of a printer."""
        return self.folder / f"{name}.pdf"

    def open(self, name: str) -> QPrinter:
        """It writes PDF, once it is ready."""
        self.ready.wait()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.file(name)))
        return printer


class AtReport(Guard):
    """A guard whose visit came to an outcome, with its report on the screen."""

    def __init__(
        self, bot: QtBot, home: Path, size: tuple[int, int] = (1366, 768), counsel: bool = False
    ) -> None:
        super().__init__(bot, home, size=size)
        self.walk(I200)
        if counsel:
            self.session.write(
                lambda noting, visit, actor: noting.call(
                    visit, "counsel", "reached", actor, "Call me back.", ""
                )
            )
        self.key(F7)
        drawn(self)

    @property
    def page(self) -> ReportPage:
        """The page."""
        return self.window.recording.report

    def sees(self, page: Page) -> bool:
        """Whether this page is on the screen."""
        return self.window.page is page

    @property
    def part(self) -> str:
        """The part that is shown now."""
        return self.window.recording.clerk.part

    def until(self, *words: str) -> None:
        """Wait until all of this was told."""
        self.bot.waitUntil(lambda: all(each in self.page.side.told.text() for each in words), timeout=30_000)

    def save(self, kind: str, path: Path) -> None:
        """Ask to save, type this path, press Return."""
        self.key(kind)
        self.type_path(path)
        self.press_return()

    def press_return(self) -> None:
        """On what has the focus; wait until what it began has ended."""
        self.key(RETURN)
        self.bot.waitUntil(lambda: not self.window.recording.clerk.tasks.busy)

    def type_path(self, path: Path | str) -> None:
        """Into the form that is open."""
        self.page.form.path.selectAll()
        QTest.keyClicks(self.page.form.path, str(path))

    def wait_for_printer(self) -> None:
        """Until nothing is being printed or looked for any more."""
        self.bot.waitUntil(lambda: not self.window.recording.clerk.press.tasks.busy, timeout=30_000)
