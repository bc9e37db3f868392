"""What can be answered on an outcome: counsel's word on each paper, whether they stay where they may be, to which visit it
belongs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.views import ConsultView, OutcomeView
from desktop.ui.page import clear
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label

TITLE_PX = 112
MOST_JOINS = 3
"""The newest open visits; more do not fit, and a desk hardly ever has them."""


class Asks(QWidget):
    """One row of targets for each. `answered` carries an address and a value, `joined` the visit that this one is part of."""

    answered = Signal(str, object)
    joined = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keys = True
        self._keyed: list[Target] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)

    def digit(self, key: str) -> None:
        """The answer with this digit."""
        if key.isdigit() and 0 < int(key) <= len(self._keyed):
            self._keyed[int(key) - 1].click()

    def show_asks(self, view: OutcomeView, keys: bool) -> None:
        """Show them, with digits where `keys`; hidden where there is none."""
        clear(self._rows)
        self._keys, self._keyed = keys, []
        if view.scope is not None:
            row = self._row(view.scope.question)
            for choice in (*view.scope.choices, view.scope.unsure):
                self._target(row, view.scope.question, choice.label, view.scope.address, choice.value)
        for consult in view.consults:
            self._consult(consult, alone=len(view.consults) == 1)
        if view.joins:
            row = self._row("Part of a visit that is open already?")
            for join in view.joins[:MOST_JOINS]:
                target = self._keyed_target(join.label)
                target.clicked.connect(lambda *_, into=join.visit: self.joined.emit(into))
                row.addWidget(target, 1)
        self.setVisible(view.scope is not None or bool(view.consults) or bool(view.joins))

    def _consult(self, consult: ConsultView, alone: bool) -> None:
        """Counsel's words; where counsel has no copy yet, saying so stands in the place of "allow"."""
        title = "Counsel says:" if alone else f"Counsel, {consult.label}:"
        row = self._row(title)
        if consult.copy_address:
            self._target(row, title, "Counsel has a copy now", consult.copy_address, "yes", "accent-row")
        for choice in consult.choices:
            self._target(row, title, choice.label, consult.address, choice.value)

    def _row(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        words = label(title, "strong")
        if len(title) < 24:
            words.setFixedWidth(TITLE_PX)
            row.addWidget(words)
        else:
            self._rows.addWidget(words)
        self._rows.addLayout(row)
        return row

    def _target(
        self, row: QHBoxLayout, title: str, text: str, address: str, value: str, look: str = "row"
    ) -> None:
        target = self._keyed_target(text, look)
        target.setAccessibleName(f"{title} {text}")
        target.clicked.connect(lambda: self.answered.emit(address, value))
        row.addWidget(target, 1)

    def _keyed_target(self, text: str, look: str = "row") -> Target:
        """A target with the next free digit."""
        key = str(len(self._keyed) + 1) if self._keys and len(self._keyed) < 9 else ""
        made = Target(self._theme, text, look, key, px=17)
        self._keyed.append(made)
        return made
