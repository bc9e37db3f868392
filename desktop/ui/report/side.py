"""Beside a report: which part of it, what it holds, on which paper; Save, Print, and what became of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.reports.material import PartName
from desktop.services.reporting import Paper
from desktop.ui.desk.page import Pick
from desktop.ui.page import announce
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

PARTS: tuple[PartName, ...] = ("report", "photographs", "counsel", "addenda")
PAPERS: tuple[Paper, ...] = ("letter", "a4")


def part_label(part: PartName) -> str:
    """What a part is called."""
    if part == "photographs":
        return tr("Annex A: photographs")
    if part == "addenda":
        return tr("Addenda")
    return tr("Annex B: counsel") if part == "counsel" else tr("Report")


def one_of_some(target: Target) -> Target:
    """A target of which one among some is chosen: a screen reader says "radio button". Which one that is, the page decides; every
    one of them is reached by Tab, so each is alone in a group of Qt's."""
    target.setCheckable(True)
    target.setAutoExclusive(True)
    alone = QButtonGroup(target)
    alone.setExclusive(False)
    alone.addButton(target)
    return target


class PrinterList(Pick):
    """The printers of this PC; letters and digits are the page's: P prints."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows choose."""
        if event.text().isalnum() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)


class Side(QWidget):
    """`part` carries a part's name, `paper` a paper's, `printer` a printer's; `save` "pdf" or "txt"."""

    part, paper, save, printer = Signal(str), Signal(str), Signal(str), Signal(str)
    wants_print, stops, wants_printers = Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("Save, print, parts"))
        self.parts = {
            part: one_of_some(Target(theme, part_label(part), "row", str(number)))
            for number, part in enumerate(PARTS, 1)
        }
        self.papers = {
            paper: one_of_some(Target(theme, words))
            for paper, words in (("letter", tr("Letter")), ("a4", tr("A4")))
        }
        self.print = Target(theme, tr("Print"), "primary", "P")
        self.pdf, self.text = (
            Target(theme, tr("Save PDF"), "row", "S"),
            Target(theme, tr("Save text"), "row", "T"),
        )
        self.other = Target(theme, tr("Choose a printer"), "row")
        self.stop = Target(theme, tr("Stop printing"), "danger-line")
        self.printers = PrinterList(theme)
        self.printers.setAccessibleName(tr("Printer"))
        self.marked = ""
        self.marks, self.told = label("", "small-strong"), label("", "small-strong")
        self.holds_cap, self.holds = (label(tr("WHAT IT HOLDS"), "cap"), label("", "small"))
        self.parts_cap = label(tr("PARTS"), "cap")
        self._place()
        self._connect()

    def _place(self) -> None:
        papers = QHBoxLayout()
        papers.setSpacing(6)
        for target in self.papers.values():
            papers.addWidget(target, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 14, 10)
        box.setSpacing(6)
        saves = Flow(self.pdf, self.text, gap=6)
        for act in (self.told, self.stop, self.print, saves, self.printers, self.other):
            box.addWidget(act)
        box.addWidget(label(tr("PAPER"), "cap"))
        box.addLayout(papers)
        for widget in (self.parts_cap, *self.parts.values(), self.marks, self.holds_cap, self.holds):
            box.addWidget(widget)
        box.addStretch(1)
        for widget in (self.told, self.stop, self.printers):
            widget.hide()

    def _connect(self) -> None:
        for part, target in self.parts.items():
            target.clicked.connect(lambda *_, part=part: self.part.emit(part))
        for paper, target in self.papers.items():
            target.clicked.connect(lambda *_, paper=paper: self.paper.emit(paper))
        self.pdf.clicked.connect(lambda: self.save.emit("pdf"))
        self.text.clicked.connect(lambda: self.save.emit("txt"))
        self.print.clicked.connect(self.wants_print)
        self.stop.clicked.connect(self.stops)
        self.other.clicked.connect(self.wants_printers)
        self.printers.textActivated.connect(self.printer)

    @property
    def targets(self) -> list[QWidget]:
        """In the order of Tab."""
        acts = (self.stop, self.print, self.pdf, self.text, self.printers, self.other)
        return [*acts, *self.papers.values(), *self.parts.values()]

    def show_choice(self, parts: Sequence[PartName], part: PartName, paper: Paper) -> None:
        """Which parts there are, and what is chosen."""
        for name, target in self.parts.items():
            target.setVisible(name in parts and len(parts) > 1)
            target.setChecked(name == part)
        self.parts_cap.setVisible(len(parts) > 1)
        for each, target in self.papers.items():
            target.setChecked(each == paper)

    def show_marks(self, marks: Sequence[str], holds: Sequence[str]) -> None:
        """What stands at the top of each page, and what the part holds."""
        self.marked = ". ".join(marks)
        self.marks.setText("\n".join(f"■ {mark}" for mark in marks))
        self.marks.setVisible(bool(marks))
        self.holds.setText(" · ".join(holds))
        for each in (self.holds_cap, self.holds):
            each.setVisible(bool(holds))

    def set_ready(self, ready: bool) -> None:
        """There is something to save and to print."""
        for target in (self.pdf, self.text, self.print):
            target.setEnabled(ready)

    def show_printing(self, printing: bool) -> None:
        """Something is being printed: it can be stopped, and is not printed twice."""
        focused = self.print.hasFocus() or self.stop.hasFocus()
        self.print.setVisible(not printing)
        self.stop.setVisible(printing)
        if focused:
            (self.stop if printing else self.print).setFocus()

    def show_printers(self, names: Sequence[str], chosen: str) -> None:
        """The printers of this PC, in the place of the target that asked for them."""
        self.printers.blockSignals(True)
        self.printers.clear()
        self.printers.addItems(list(names))
        self.printers.setCurrentText(chosen)
        self.printers.blockSignals(False)
        self.printers.show()
        self.printers.setFocus()
        self.other.hide()

    def tell(self, words: str, whole: str = "") -> None:
        """What became of it; `whole` is what a screen reader says where that is longer. None hides it."""
        self.told.setText(words)
        self.told.setAccessibleName(whole or words)
        self.told.setVisible(bool(words))
        announce(self.told, whole or words)

    def forget(self) -> None:
        """What was saved or printed before is not told any more; what is being printed is."""
        if self.stop.isHidden():
            self.tell("")
