"""Beside an outcome: what to do, what never, what to write down; Undo, and why this result."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.views import OutcomePanel, OutcomeView
from desktop.ui.answers import AnswerList, LastAnswer
from desktop.ui.outcome.panel import Lines, Names
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

SIDE_PX, NARROW_SIDE_PX = 440, 384
"""Width of this panel, in px at 100 %: its lists are long, and the calls leave the room; answers need some of it."""


class Side(QWidget):
    """The right-hand panel of the outcome page. `take_back` and `change` carry the number of an answer."""

    take_back, change = Signal(int), Signal(int)
    write = Signal(str)
    folded = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("What to do and write down"))
        self.do, self.never = Lines(tr("DO"), "{n}."), Lines(tr("NEVER"), "✕")
        self.record, self.names = Lines(tr("WRITE DOWN"), "•"), Names(theme)
        self.last_answer = LastAnswer(theme, words=False)
        self.plain, self.why = QWidget(), AnswerList(theme, tr("WHY THIS RESULT"))
        self.draft = label("", "small-strong")
        self._column = column = QVBoxLayout(self.plain)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self.do, self.never, self.record, self.names):
            column.addWidget(each)
        column.addStretch(1)
        column.addWidget(self.last_answer)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 14, 6)
        box.setSpacing(4)
        for part in (self.plain, self.why):
            box.addWidget(part, 1)
        box.addWidget(self.draft)
        self.names.write.connect(self.write)
        self.last_answer.undo.connect(self.take_back)
        self.last_answer.unfold.connect(lambda: self.unfold(True))
        self.why.change.connect(self.change)
        self.why.fold.connect(lambda: self.unfold(False))

    def show_outcome(self, view: OutcomeView, panel: OutcomePanel, written: int) -> None:
        """Show what belongs to this outcome; `written` things are written down."""
        self.do.show_lines(panel.do)
        self.never.show_lines(panel.never)
        self.record.show_lines(panel.record)
        self.names.show_count(written)
        self.draft.setText(view.draft)
        self.last_answer.show_last(view.last, view.earlier, tr("Why this result") + " ({n})")
        basis = (tr("Basis: {basis}", basis=panel.basis),) if panel.basis else ()
        self.why.show_lines(view.earlier, (*view.reasons, *view.flags, *basis))
        self.unfold(False)

    def set_tight(self, tight: bool) -> None:
        """Stand nearer together."""
        self._column.setSpacing(5 if tight else 12)

    @property
    def unfolded(self) -> bool:
        """Why this result is shown."""
        return not self.why.isHidden()

    def unfold(self, why: bool) -> None:
        """Show why this result, or what to do; the draft's words stay."""
        if why == self.unfolded and why == self.plain.isHidden():
            return
        shown, hidden = (self.why, self.plain) if why else (self.plain, self.why)
        shown.show()
        if self.isVisible():  # before the other goes, or Qt would hand the focus on, as far as F12
            (self.why.back if why else self.last_answer.all_target).setFocus()
        hidden.hide()
        self.folded.emit()
