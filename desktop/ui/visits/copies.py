"""The page on which copies are given: of one visit, or of all that the list shows; printed or saved, and what came of it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.reports.public_data import Options
from desktop.services.batch import Left
from desktop.services.reporting import Paper
from desktop.ui.page import Strip, announce, clear
from desktop.ui.people.beside import PeoplePage
from desktop.ui.record.flow import Flow
from desktop.ui.report.saving import SaveForm
from desktop.ui.report.side import PrinterList
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label, measure_anew
from desktop.ui.tongue import tr
from desktop.ui.visits.copies_form import GiveForm, SheetsForm

MOST_LISTED = 40
"""So many visits that were left out are listed; the index lists all."""


class CopiesPage(PeoplePage):
    """`prints` and `wants_dialog` ask to print, `saves` to save as a "pdf" or in a "folder": then `path` carries kind, path and what is
    agreed to. `stops` ends what is under way; `leaves` comes where somebody goes back to where they came from."""

    prints, wants_dialog, wants_printers, stops = Signal(), Signal(), Signal(), Signal()
    saves, printer = Signal(str), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.done, self.wrong = Strip("say"), Strip("trouble")
        self.title = label("", "question")
        self.give, self.sheets, self.save = GiveForm(theme), SheetsForm(theme), SaveForm(theme)
        self.print = Target(theme, tr("Print"), "primary", "P")
        self.pdf = Target(theme, tr("Save PDF"), "row", "S")
        self.folder = Target(theme, tr("Save a file each"), "row", "F")
        self.dialog = Target(theme, tr("Print with options …"), "row", "O")
        self.other = Target(theme, tr("Choose a printer"), "row", "C")
        self.printers = PrinterList(theme)
        self.printers.setAccessibleName(tr("Printer"))
        self.again = Target(theme, tr("Give another copy"), "row", "G")
        self.how_far = label("", "strong")
        meanwhile = tr("Everything else works meanwhile: N, F12 and F1 too. Leaving this page stops nothing.")
        self.meanwhile = label(meanwhile, "body")
        self.bar = QProgressBar()
        self.stop = Target(theme, tr("Stop"), "danger-line", "X")
        self.asks, self.works, self.came = QWidget(), QWidget(), QVBoxLayout()
        self._lay_out()
        self._connect()
        self.forget()

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.bar.setFixedHeight(22)
        self.bar.setStyleSheet(
            f"QProgressBar {{ border: 2px solid {self.theme.edge}; border-radius: 6px; background: {self.theme.panel}; }}"
            f"QProgressBar::chunk {{ background: {self.theme.accent}; border-radius: 4px; }}"
        )
        asks, works = QVBoxLayout(self.asks), QVBoxLayout(self.works)
        for box in (asks, works, self.came):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(8)
        self.acts = Flow(self.print, self.pdf, self.folder, gap=6)
        self.ways = Flow(self.dialog, self.other, gap=6)
        for each in (self.give, self.acts, self.ways, self.printers):
            asks.addWidget(each)
        for part in (self.how_far, self.bar, self.meanwhile, Flow(self.stop)):
            works.addWidget(part)
        main = QWidget()
        main.setAccessibleName(tr("Give a copy"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 14, 22, 10)
        column.setSpacing(8)
        for widget in (self.title, self.done, self.wrong, self.save, self.asks, self.works):
            column.addWidget(widget)
        column.addLayout(self.came)
        column.addWidget(Flow(self.again))
        column.addStretch(1)
        self.lay_out(main, self.side(below=(self.sheets,)))

    def _connect(self) -> None:
        self.print.clicked.connect(lambda: self._ask(self.prints.emit))
        self.dialog.clicked.connect(lambda: self._ask(self.wants_dialog.emit))
        self.pdf.clicked.connect(lambda: self._ask(lambda: self.saves.emit("pdf")))
        self.folder.clicked.connect(lambda: self._ask(lambda: self.saves.emit("folder")))
        self.other.clicked.connect(self.wants_printers)
        self.printers.textActivated.connect(self.printer)
        self.stop.clicked.connect(self.stops)
        self.again.clicked.connect(self.ask_again)
        self.give.changed.connect(self._show_many)
        self.save.left.connect(self._save_left)
        self.back.clicked.connect(self.closed)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_asked(self, number: str, told: str, usual: Options, paper: Paper) -> None:
        """Copies of one visit (its record number), or of all in the list: it is `told` how many they are. `usual` is what public copies
        tell here."""
        self.forget()
        self.give.show_asked(number, told, usual)
        self.sheets.show_for(paper)
        self._show_many()
        self._turn(tr("Give copies"))

    def _show_many(self) -> None:
        """A file each, and an index, are of several."""
        self.folder.setVisible(self.give.many)
        self.sheets.show_index(self.give.many)

    def _turn(self, title: str) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        self.columns.to_top()

    def forget(self) -> None:
        """Nothing that was typed, chosen or told stays."""
        self.save.leave()
        self.give.forget()
        self.give.show_asked("", "", Options())
        self.printers.hide()
        self.other.show()
        self._turn("")
        self.ask_again()

    def ask_again(self) -> None:
        """The form, with what stood in it."""
        self._only(self.asks)
        self._say("", "")

    def _say(self, done: str, wrong: str) -> None:
        self.done.say(done)
        self.wrong.say(wrong)

    def _only(self, part: QWidget | None) -> None:
        """Show the form, the way, or with None what came of it."""
        if self.isVisible():
            self.setFocus()  # before what has it goes, or Qt would hand it on, as far as F12
        clear(self.came)
        self.asks.setVisible(part is self.asks)
        self.works.setVisible(part is self.works)
        self.save.setVisible(part is self.save)
        self.sheets.setVisible(part is self.asks)
        self.again.setVisible(part is None)
        measure_anew(self)
        self._order()
        self.columns.to_top()

    def _order(self) -> None:
        ways = (self.print, self.pdf, self.folder, self.dialog, self.other, self.printers)
        save = (self.save.path, self.save.save, self.save.choose, self.save.cancel)
        tab_order([
            self, *save, *self.give.stops, *ways, self.stop, self.again, self.start, *self.sheets.stops, self.back
        ])  # fmt: skip
        if self.isVisible():
            self.first_focus()

    def ask_path(self, kind: str, name: str) -> None:
        """Ask where to save; `name` is what the file or folder may be called."""
        self._say("", "")
        self._only(self.save)
        self.save.ask("folder" if kind == "folder" else "pdf", name)

    def _save_left(self) -> None:
        if not self.works.isVisible():
            self._only(self.asks)

    def show_working(self, words: str, done: int, of: int) -> None:
        """How far it is."""
        if self.works.isHidden():
            self._say("", "")
            self.save.leave()
            self._only(self.works)
            announce(self, words)
        self.how_far.setText(words)
        self.bar.setRange(0, max(1, of))
        self.bar.setValue(done)
        self.bar.setAccessibleDescription(words)

    def show_stopping(self) -> None:
        """It was told to stop."""
        self.how_far.setText(tr("Stopping … What was sent to a printer may still come out."))
        self.stop.setEnabled(False)

    def show_came(self, words: str, left: Sequence[Left], wrong: str = "") -> None:
        """What became of it, and what was left out."""
        self.stop.setEnabled(True)
        self._only(None)
        self._say(words, wrong)
        announce(self, " ".join(part for part in (words, wrong) if part))
        if left:
            cap = tr("LEFT OUT: 1 VISIT") if len(left) == 1 else tr("LEFT OUT: {n} VISITS", n=len(left))
            lines = [f"• {each.number}: {each.why}" for each in left[:MOST_LISTED]]
            lines += [tr("… and {n} more", n=len(left) - MOST_LISTED)] if len(left) > MOST_LISTED else []
            for made in (label(cap, "cap"), *(label(line, "body") for line in lines)):
                self.came.addWidget(made)
                made.show()
            measure_anew(self)

    def show_printers(self, names: Sequence[str], chosen: str) -> None:
        """The printers of this PC, in the place of the target that asked for them."""
        self.printers.clear()
        self.printers.addItems(list(names))
        self.printers.setCurrentText(chosen)
        self.printers.show()
        self.printers.setFocus()
        self.other.hide()

    def refuse(self, sentence: str) -> None:
        """Above the form."""
        self._say("", sentence)
        announce(self, sentence)
        self.columns.to_top()

    # ---- keys -------------------------------------------------------------------------------------------------

    def _ask(self, ask: Callable[[], None]) -> None:
        """Once all is filled in."""
        if missing := self.give.missing():
            self.refuse(missing)
        else:
            self._say("", "")
            ask()

    def digit(self, key: str) -> None:
        """Digits choose what is given, the letters on the targets press them, N opens a visit."""
        letters = {
            "P": self.print,
            "S": self.pdf,
            "F": self.folder,
            "O": self.dialog,
            "C": self.other,
            "X": self.stop,
            "G": self.again,
        }
        if key.upper() == "N":
            self.new_visit.emit()
        elif key.isdecimal() and self.asks.isVisible():
            self.give.digit(key)
        elif (target := letters.get(key.upper())) is not None and target.isVisible() and target.isEnabled():
            target.click()

    def enter(self, target: Target | None) -> None:
        """Return in a line goes on to the next thing; in the path it saves."""
        if target is not None:
            target.click()
        elif self.save.path.hasFocus():
            self.save.submit()
        elif any(field.hasFocus() for field in self.give.fields):
            self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes where to save, then the page."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat() and self.save.isVisible():
            self.save.leave()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """No file dialog stays."""
        super().hideEvent(event)
        self.save.close_dialog()

    def first_focus(self) -> None:
        """The first line that is empty; the path; what stops it."""
        empty: QLineEdit | None = next((each for each in self.give.fields if not each.text()), None)
        if self.save.isVisible():
            self.save.path.setFocus()
        elif self.works.isVisible():
            self.setFocus()  # a hurried Return stops nothing
        elif self.asks.isVisible():
            (empty or self.print).setFocus()
        else:
            self.again.setFocus()
