"""The people of a desk, or other things with a name, as large targets, each with a digit; more than ten are turned over like pages."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.page import clear
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

KEYS = "1234567890"
COLUMNS = 2
MORE_KEY = "0"


class Names(QWidget):
    """`chosen` carries a name. `turned` comes when other names are shown; `more` is what turns to them."""

    chosen, turned = Signal(str), Signal()

    def __init__(self, theme: Theme, more: str = "") -> None:
        super().__init__()
        self._theme, self._more = theme, more or tr("More names")
        self._people: Sequence[tuple[str, str]] = ()
        self._from = 0
        self._keyed: dict[str, Target] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.set_columns(COLUMNS)

    def set_columns(self, columns: int) -> None:
        """Stand in so many columns, at most `COLUMNS`."""
        self._columns = columns
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._lay_out()

    @property
    def targets(self) -> list[Target]:
        """What can be pressed now, in order."""
        return list(self._keyed.values())

    def show_people(self, people: Sequence[tuple[str, str]]) -> None:
        """Show these: name, and what is told below it ("" for nothing)."""
        self._people, self._from = people, 0
        self._show()

    def _show(self) -> None:
        clear(self._grid)
        several = len(self._people) > len(KEYS)
        most = len(KEYS) - 1 if several else len(KEYS)
        shown = self._people[self._from : self._from + most]
        self._keyed = {key: self._person(key, *person) for key, person in zip(KEYS, shown, strict=False)}
        if several:
            self._keyed[MORE_KEY] = more = Target(self._theme, self._more, "dashed", MORE_KEY, 20)
            more.clicked.connect(self._turn)
        self._lay_out()
        for target in self.targets:
            target.show()  # at once, or it could not take the focus
        tab_order(self.targets)

    def _lay_out(self) -> None:
        rows = -(-len(self._keyed) // self._columns)
        for place, target in enumerate(self.targets):
            self._grid.addWidget(target, place % rows, place // rows)

    def _person(self, key: str, name: str, told: str) -> Target:
        made = Target(self._theme, f"{name}\n{told}" if told else name, "row", key, 20)
        made.setAccessibleName(", ".join(part for part in (f"{key}: {name}", told) if part))
        made.clicked.connect(lambda: self.chosen.emit(name))
        return made

    def _turn(self) -> None:
        """The next names; after the last the first ones again."""
        self._from += len(KEYS) - 1
        if self._from >= len(self._people):
            self._from = 0
        self._show()
        self.turned.emit()

    def digit(self, key: str) -> bool:
        """Press the target of a digit; tells whether there is one."""
        target = self._keyed.get(key)
        if target is not None:
            target.click()
        return target is not None
