"""Beside an outcome: whom to call, what to write down, the last answer, and why this result."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.services.views import OutcomePanel, OutcomeView
from desktop.ui.answers import AnswerList, LastAnswer
from desktop.ui.outcome.panel import Lines
from desktop.ui.page import clear, scrolling
from desktop.ui.theme import Theme, ground, label

SIDE_PX = 404
MARGINS_PX, MARGIN_Y_PX, SPACING_PX = 36, 18, 8


class Side(QWidget):
    """The right-hand panel of the outcome page. `take_back` carries the number of an answer."""

    take_back = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        ground(self, "side")
        self.setFixedWidth(SIDE_PX)
        self._calls = QVBoxLayout()
        self._calls.setSpacing(3)
        self.never, self.record = Lines("NEVER", "✕"), Lines("WRITE DOWN", "•")
        self.last_answer = LastAnswer(theme, words=False)
        self.basis = label("", "small")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        column.addLayout(self._calls)
        column.addWidget(self.never)
        column.addWidget(self.record)
        column.addStretch(1)
        plain = QWidget()
        whole = QVBoxLayout(plain)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACING_PX)
        self._inner, self._column = inner, scrolling(inner, "Calls and notes")
        whole.addWidget(self._column, 1)
        for each in (self.last_answer, self.basis):
            whole.addWidget(each)
        self.why = AnswerList(theme, "WHY THIS RESULT")
        self._fold = QStackedLayout()
        self._fold.addWidget(plain)
        self._fold.addWidget(self.why)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 10, 12, 8)
        box.addLayout(self._fold)
        self.last_answer.undo.connect(self.take_back)
        self.last_answer.unfold.connect(lambda: self._fold.setCurrentIndex(1))
        self.why.change.connect(self.take_back)
        self.why.fold.connect(lambda: self._fold.setCurrentIndex(0))

    def show_outcome(self, view: OutcomeView, panel: OutcomePanel) -> None:
        """Show what belongs to this outcome, and what can be answered now."""
        asks = view.scope is not None or bool(view.consults) or bool(view.joins)
        self.never.show_lines(panel.never)
        self.never.setVisible(asks)  # else it stands beside what to do
        clear(self._calls)
        self._calls.addWidget(label("CALL", "cap"))
        for call in panel.calls:
            row = QHBoxLayout()
            row.addWidget(label(call.label, "body"), 1)
            row.addWidget(label(call.number, "strong", wrap=False))
            self._calls.addLayout(row)
        self.record.show_lines(panel.record)
        self.basis.setText(
            " · ".join(part for part in (view.draft, f"Basis: {panel.basis}" if panel.basis else "") if part)
        )
        self.last_answer.show_last(view.last, view.earlier, "Why this result ({n})")
        self.why.show_lines(view.earlier, (*view.reasons, *view.flags))
        self._fold.setCurrentIndex(0)

    def fits(self) -> bool:
        """Tell whether all of it can be seen without scrolling."""
        inner, width = self._inner.layout(), SIDE_PX - MARGINS_PX
        if inner is None:
            return True
        below = sum(
            each.heightForWidth(width) + SPACING_PX
            for each in (self.last_answer, self.basis)
            if each.isVisibleTo(self)
        )
        return inner.totalHeightForWidth(width) + below + MARGIN_Y_PX <= self.height()
