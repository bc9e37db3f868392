"""The answers so far: the last one with Undo, and the whole list, folded away since officers can see the screen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.views import AnswerLine
from desktop.ui.page import clear, scrolling
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label


class LastAnswer(QWidget):
    """The last answer, when it was given, Undo, and the target that unfolds all of them."""

    undo, unfold = Signal(int), Signal()

    def __init__(self, theme: Theme, words: bool = True) -> None:
        super().__init__()
        self._seq = 0
        self._cap, self._words = label("LAST ANSWER", "cap"), label("", "body")
        self._cap.setVisible(words)
        self._words.setVisible(words)
        self.undo_target = Target(
            theme, "Undo", "quiet", hint="Take the last answer back. It stays in the record as changed."
        )
        self.all_target = Target(theme, "", "quiet")
        self.undo_target.clicked.connect(lambda: self.undo.emit(self._seq))
        self.all_target.clicked.connect(self.unfold)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.undo_target)
        row.addWidget(self.all_target, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self._cap)
        box.addWidget(self._words)
        box.addLayout(row)

    def show_last(self, last: AnswerLine | None, earlier: Sequence[AnswerLine], unfolds: str) -> None:
        """Show the last answer; nothing at all before the first one. `unfolds` may name the number: {n}."""
        self.setVisible(bool(earlier))
        self.undo_target.setVisible(last is not None)
        if last is not None:
            self._seq = last.seq
            self._words.setText(f"{last.label}: {last.answer} · {last.at}")
            self.undo_target.setAccessibleName(f"Undo the last answer, {last.label}: {last.answer}")
        else:
            self._words.setText("None that can be undone.")
        self.all_target.setText(unfolds.format(n=len(earlier)))
        self.all_target.setAccessibleName(self.all_target.text())


class AnswerList(QWidget):
    """Every answer ever given, newest last; each in force can be changed."""

    change, fold = Signal(int), Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.back = Target(theme, "Close the list", "quiet")
        self.back.clicked.connect(self.fold)
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(label(title, "cap"))
        box.addWidget(scrolling(inner, title), 1)
        box.addWidget(self.back)

    def show_lines(self, lines: Sequence[AnswerLine], above: Sequence[str] = ()) -> None:
        """Show sentences (what decided the outcome), then the answers."""
        clear(self._rows)
        for sentence in above:
            self._rows.addWidget(label(sentence, "small-strong"))
        for line in lines:
            self._rows.addWidget(self._row(line))
        self._rows.addStretch(1)

    def _row(self, line: AnswerLine) -> QWidget:
        row = QWidget()
        ground(row, "clear")
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(f"{line.at} · {line.label}", "small"))
        changed = " (changed)" if line.changed else ""
        answer = label(f"{line.answer}{changed}", "small" if line.changed else "small-strong")
        words.addWidget(answer)
        box.addLayout(words, 1)
        if line.can_take_back:
            target = Target(self._theme, "Change", "quiet")
            target.setAccessibleName(f"Change the answer to {line.label}: {line.answer}")
            target.clicked.connect(lambda: self.change.emit(line.seq))
            box.addWidget(target)
        return row
