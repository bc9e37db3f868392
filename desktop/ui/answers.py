"""The answers so far: the last one with Undo, and the whole list, folded away since officers can see the screen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.views import AnswerLine
from desktop.ui.page import clear
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label
from desktop.ui.tongue import tr


class LastAnswer(QWidget):
    """The last answer, when it was given, Undo, and the target that unfolds all of them.

    Without `words` there is no room for the answer: Undo itself says what it undoes.
    """

    undo, unfold = Signal(int), Signal()

    def __init__(self, theme: Theme, words: bool = True) -> None:
        super().__init__()
        self._seq = 0
        self._words = label("", "body")
        self._words.setVisible(words)
        self._says = words
        self.undo_target = Target(
            theme,
            tr("Undo"),
            "quiet",
            hint=tr("Take the last answer back. It stays in the record as changed."),
        )
        self.all_target = Target(theme, "", "quiet")
        self.undo_target.clicked.connect(lambda: self.undo.emit(self._seq))
        self.all_target.clicked.connect(self.unfold)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.undo_target, 0 if words else 1)
        row.addWidget(self.all_target, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self._words)
        box.addLayout(row)

    def show_last(self, last: AnswerLine | None, earlier: Sequence[AnswerLine], unfolds: str) -> None:
        """Show the last answer; nothing at all before the first one. `unfolds` may name the number: {n}."""
        self.setVisible(bool(earlier))
        self.undo_target.setVisible(last is not None)
        if last is not None:
            self._seq = last.seq
            given = tr(
                "Last answer: {step}: {answer} · {time}", step=last.label, answer=last.answer, time=last.at
            )
            self._words.setText(given)
            said = tr("Undo the last answer, {step}: {answer}", step=last.label, answer=last.answer)
            self.undo_target.setAccessibleName(said)
            self.undo_target.setText(tr("Undo") if self._says else tr("Undo: {step}", step=last.label))
        else:
            self._words.setText(tr("None that can be undone."))
        self.all_target.setText(unfolds.format(n=len(earlier)))
        self.all_target.setAccessibleName(self.all_target.text())


class AnswerList(QWidget):
    """Every answer ever given, newest last; each in force can be changed. It is as high as it needs: what holds it scrolls."""

    change, fold = Signal(int), Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.back = Target(theme, tr("Close the list"), "quiet", tr("Esc"))
        self.back.clicked.connect(self.fold)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(label(title, "cap"))
        box.addWidget(self.back)
        box.addLayout(self._rows)
        box.addStretch(1)

    def show_lines(self, lines: Sequence[AnswerLine], above: Sequence[str] = ()) -> None:
        """Show sentences (what decided the outcome), then the answers."""
        clear(self._rows)
        for sentence in above:
            self._rows.addWidget(label(sentence, "small-strong"))
        for line in lines:
            self._rows.addWidget(self._row(line))

    def _row(self, line: AnswerLine) -> QWidget:
        row = QWidget()
        ground(row, "clear")
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(f"{line.at} · {line.label}", "small"))
        said = tr("{answer} (changed)", answer=line.answer) if line.changed else line.answer
        answer = label(said, "small" if line.changed else "small-strong")
        words.addWidget(answer)
        box.addLayout(words, 1)
        if line.can_take_back:
            target = Target(self._theme, tr("Change"), "quiet")
            said = tr("Change the answer to {step}: {answer}", step=line.label, answer=line.answer)
            target.setAccessibleName(said)
            target.clicked.connect(lambda: self.change.emit(line.seq))
            box.addWidget(target)
        return row
