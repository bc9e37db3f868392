"""The answers of a choice or of a several: large, numbered, two columns above six, "I can't tell" last and dashed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.services.views import ChoiceView, QuestionView
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

ONE_COLUMN = 6


class Choices(QWidget):
    """The answers of one question. `answered` carries a word, or a list of words where several may be chosen."""

    answered = Signal(object)

    def __init__(self, theme: Theme, view: QuestionView) -> None:
        super().__init__()
        self._view = view
        self.several = view.kind == "several"
        self.targets = {choice.value: self._target(theme, choice) for choice in (*view.choices, view.unsure)}
        self.none: Target | None = None
        if view.empty is not None:
            self.none = self._make(theme, view.empty.label, "plain", view.empty.key)
            self.none.setObjectName("none-of-these")
            self.none.clicked.connect(self._choose_none)
        self.go_on = Target(theme, tr("Continue"), "primary", tr("Enter"), 20)
        self.go_on.clicked.connect(self._submit)
        self._grid, self._columns = QGridLayout(), 0
        self._place()
        self._refresh()

    def _target(self, theme: Theme, choice: ChoiceView) -> Target:
        look = "dashed" if choice is self._view.unsure else "plain"
        made = self._make(theme, choice.label, look, choice.key or " ")
        made.clicked.connect(lambda: self.choose(choice.value))
        return made

    def _make(self, theme: Theme, text: str, look: str, key: str) -> Target:
        made = Target(theme, text, look, key, 20)
        made.setCheckable(True)
        return made

    def _place(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        self._box.addLayout(self._grid)
        if not self.several:
            self.go_on.setParent(None)
        self.arrange(4, tight=False)

    def arrange(self, space: int, tight: bool) -> None:
        """`space` px between answers, in one column up to six and where not `tight`; else in two."""
        shown = [each for each in self.stops() if each is not self.go_on]
        columns = 1 if len(shown) <= ONE_COLUMN and not tight else 2
        rows = -(-len(shown) // columns)
        self._grid.setVerticalSpacing(space)
        if columns == self._columns:
            return
        self._columns = columns
        for each in (*shown, self.go_on):
            self._grid.removeWidget(each)
            self._box.removeWidget(each)
        for place, target in enumerate(shown):
            self._grid.addWidget(target, place % rows, place // rows)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))
        # Where the last place of the grid is free, Continue stands in it: with eleven answers no row is to spare.
        if self.several and columns == 2 and len(shown) % 2:
            self._grid.addWidget(self.go_on, rows - 1, 1)
        elif self.several:
            self._box.addWidget(self.go_on)

    def chosen(self) -> list[str]:
        """Values that are marked, in the order of the screen."""
        return [value for value, target in self.targets.items() if target.isChecked()]

    def choose(self, value: str) -> None:
        """Answer, or mark and unmark where several may be chosen; "I can't tell" stands alone."""
        marked = self.targets[value]
        if not self.several:
            self._only(marked)
            self.answered.emit(value)
            return
        if value == self._view.unsure.value and marked.isChecked():
            self._only(marked)
        elif marked.isChecked():
            self.targets[self._view.unsure.value].setChecked(False)
            if self.none is not None:
                self.none.setChecked(False)
        self._refresh()

    def _choose_none(self) -> None:
        if self.none is not None and self.none.isChecked():
            self._only(self.none)
        self._refresh()

    def _only(self, kept: Target) -> None:
        for each in (*self.targets.values(), *([self.none] if self.none else [])):
            each.setChecked(each is kept)

    def _refresh(self) -> None:
        self.go_on.setEnabled(self._complete())

    def _complete(self) -> bool:
        return bool(self.chosen()) or (self.none is not None and self.none.isChecked())

    def _submit(self) -> None:
        if self._complete():
            self.answered.emit(self.chosen())

    def key(self, key: str) -> None:
        """A digit, or the letter of a tenth answer."""
        for choice in (*self._view.choices, self._view.unsure):
            if choice.key == key.upper():
                self._press(self.targets[choice.value])
        if self.none is not None and self._view.empty is not None and self._view.empty.key == key.upper():
            self._press(self.none)

    def _press(self, target: Target) -> None:
        """By its key. Where several may be chosen the focus comes too, so that Enter goes on and marks nothing else."""
        target.click()
        if self.several:
            (self.go_on if self.go_on.isEnabled() and not target.isChecked() else target).setFocus()

    def enter(self, target: Target | None) -> None:
        """Return or Space: press an answer that has the focus and is not marked; go on where answers are marked."""
        unmarked = target is not None and target is not self.go_on and not target.isChecked()
        if self.several and self._complete() and not unmarked:
            self._submit()
        elif target is not None:
            target.click()

    def stops(self) -> list[QWidget]:
        """What Tab comes to, first to last."""
        none = [self.none] if self.none is not None else []
        *answers, unsure = self.targets.values()
        return [*answers, *none, unsure, *([self.go_on] if self.several else [])]

    def words(self, value: object) -> str:
        """An answer in words."""
        values = [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
        return ", ".join(self.targets[each].text() for each in values) or (
            self._view.empty.label if self._view.empty is not None else ""
        )
