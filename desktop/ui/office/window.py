"""Searches the visits of all desks in the office's database as one types, reads their reports and saves them. It changes nothing.

What this account may see the database decides by agency; that a report was made is on record there first.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.core.errors import Refused, Trouble
from desktop.services.office_reading import OfficeLine, report_of, visit_lines
from desktop.services.refusals import sentence
from desktop.services.reporting import Made, save_report
from desktop.ui.frame import FIRST_SIZE, fill
from desktop.ui.office.lines import LinesTable
from desktop.ui.page import Strip, announce
from desktop.ui.report.clerk import text_in
from desktop.ui.report.reading import Reading
from desktop.ui.targets import Target, tab_order
from desktop.ui.tasks import Tasks
from desktop.ui.theme import LIGHT, Theme, font, ground, label, sheet
from desktop.ui.tongue import tr

A_PAGE = 60
SOON_MS, STAYED_MS = 120, 250
"""After the last letter it is looked for; whoever has stayed at a row so long is shown its report."""

PATIENCE_S = 3.0
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)

_T = TypeVar("_T")


class OfficeWindow(QWidget):
    """`dsn` as libpq names databases. Every look runs off the window's thread; what comes back late is for nobody."""

    def __init__(self, dsn: str, theme: Theme = LIGHT) -> None:
        super().__init__()
        self._dsn, self._theme, self._asked = dsn, theme, 0
        self._tasks = Tasks(PATIENCE_S)
        self.made: Made | None = None
        self.setWindowTitle(tr("Threshold: the office"))
        self.setFont(font(18))
        self.setStyleSheet(sheet(theme))
        self.field, self.table, self.reading = QLineEdit(), LinesTable(theme), Reading(theme)
        self.wrong, self.told = Strip("trouble"), label("", "body", wrap=False)
        self.save = Target(theme, tr("Save as PDF"), "primary", "Ctrl+S", 17)
        self._search, self._read = QTimer(self, interval=SOON_MS), QTimer(self, interval=STAYED_MS)
        for timer in (self._search, self._read):
            timer.setSingleShot(True)
        self._place()
        self._connect()
        self.resize(*FIRST_SIZE)
        self.look()

    def _place(self) -> None:
        head, title = QWidget(), label(tr("Visits of all desks · read-only"), "question", wrap=False)
        ground(head, "panel")
        across = QHBoxLayout(head)
        across.setContentsMargins(16, 8, 16, 8)
        across.addWidget(title)
        across.addStretch(1)
        across.addWidget(self.told)
        self.field.setPlaceholderText(tr("Type a name, badge, number or word"))
        self.field.setAccessibleName(tr("Search visits"))
        self.save.setEnabled(False)
        left, right = QVBoxLayout(), QVBoxLayout()
        for widget in (self.field, self.table):
            left.addWidget(widget)
        right.addWidget(self.reading, 1)
        right.addWidget(self.save)
        columns = QHBoxLayout()
        columns.setContentsMargins(16, 10, 16, 12)
        columns.setSpacing(14)
        columns.addLayout(left, 11)
        columns.addLayout(right, 10)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addWidget(self.wrong)
        box.addLayout(columns, 1)
        tab_order([self.field, self.table, self.reading, self.save])
        self.field.setFocus()

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self._search.start())
        self.field.installEventFilter(self)
        self._search.timeout.connect(self.look)
        self._read.timeout.connect(self._make)
        self.table.chosen.connect(self._chosen)
        self.table.wants.connect(self._further)
        self.save.clicked.connect(self._ask_where)
        self.reading.columns.connect(self._write_out)
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save.click)

    @property
    def busy(self) -> bool:
        """Something is under way, or is about to be."""
        return self._tasks.busy or self._search.isActive() or self._read.isActive()

    # ---- the list ---------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look for what is typed, anew."""
        self._asked += 1
        typed = self.field.text()
        self._run(partial(visit_lines, self._dsn, typed, A_PAGE), self._found)

    def _found(self, lines: list[OfficeLine]) -> None:
        self.wrong.say("")
        self._forget()
        more = len(lines) == A_PAGE
        self.table.visits.show_lines(lines, more)
        words = (
            tr("{n} visits", n=f"{len(lines)}{'+' if more else ''}")
            if lines
            else tr("No visit is found by that.")
        )
        self.told.setText(words)
        announce(self, words)
        self.table.to_row(0)

    def _further(self) -> None:
        lines = self.table.visits.lines
        if not lines or self._tasks.busy:
            return

        def came(found: list[OfficeLine]) -> None:
            self.table.visits.add(found, len(found) == A_PAGE)
            count = self.table.visits.rowCount()
            self.told.setText(tr("{n} visits", n=f"{count}{'+' if self.table.visits.more else ''}"))

        self._run(partial(visit_lines, self._dsn, self.field.text(), A_PAGE, lines[-1].after), came)

    # ---- the report -------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.made = None
        self.reading.show_text("")
        self.save.setEnabled(False)

    def _chosen(self) -> None:
        self._forget()
        self._read.start()

    def _make(self) -> None:
        line = self.table.line
        if line is None:
            return

        def came(made: Made) -> None:
            if self.table.line is line:
                self.made = made
                self.wrong.say("")
                self.save.setEnabled(True)
                self.reading.ask()

        self._run(partial(report_of, self._dsn, line.number, line.after[1]), came)

    def _write_out(self, columns: int) -> None:
        made = self.made
        if made is None:
            return

        def came(text: str) -> None:
            if self.made is made:
                self.reading.show_text(text)

        self._run(partial(text_in, made.outline, columns), came)

    def _ask_where(self) -> None:
        line = self.table.line
        if self.made is None or line is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save as PDF"), f"{line.number}.pdf", tr("PDF files (*.pdf)")
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, file: Path) -> None:
        """Save the report that is shown; the dialog has asked whether a file may be replaced."""
        if self.made is None:
            return
        try:
            save_report(file, self.made.pdf, replace=True)
        except (Refused, Trouble) as problem:
            self._say(problem)
            return
        announce(self, tr("Saved in {file}", file=str(file)))
        self.told.setText(tr("Saved in {file}", file=file.name))

    # ---- work and keys ----------------------------------------------------------------------------------------

    def _run(self, work: Callable[[], _T], done: Callable[[_T], None]) -> None:
        asked = self._asked

        def came(result: _T) -> None:
            if asked == self._asked:
                done(result)

        def failed(problem: Exception) -> None:
            if asked == self._asked:
                self._say(problem)

        self._tasks.run(work, came, failed)

    def _say(self, problem: Exception) -> None:
        if not isinstance(problem, Refused | Trouble):
            raise problem
        words = problem.words if isinstance(problem, Trouble) else sentence(problem)
        self.wrong.say(words)
        announce(self, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go through the list from the field too."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.field and pressed is not None and pressed.key() in MOVES:
            QApplication.sendEvent(self.table, event)
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave off: what comes back is for nobody."""
        self._asked += 1
        self._search.stop()
        self._read.stop()
        self._tasks.end()
        super().closeEvent(event)


def run_office(dsn: str) -> int:
    """Open the window until it is closed; 0."""
    if sys.platform == "linux" and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise Trouble("io", "There is no screen here to open a window on.", "Use threshold office find.")
    qt = QApplication.instance() or QApplication(["threshold"])
    window = OfficeWindow(dsn)
    fill(window, kiosk=False)
    return qt.exec()
