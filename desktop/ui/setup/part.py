"""What every page of the set-up is made of: a thing that is asked, its fields, and why it cannot be gone on from yet."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.findings import Finding
from desktop.services.views import ChoiceView
from desktop.ui.desk.page import Pick
from desktop.ui.page import clear
from desktop.ui.record.fields import Options, Typed
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

Raw = dict[str, object]
"""A part of what `services.setup_plan.check_plan` reads."""


class Line(Typed):
    """A line that may be long enough to stand on several: Return goes on from it all the same."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return is the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Field(QWidget):
    """A line to type in under its name; `hint` says what is wanted."""

    def __init__(self, theme: Theme, name: str, hint: str = "", lines: int = 1) -> None:
        super().__init__()
        self.name, self.hint = name, hint
        self.typed = Line(theme, name, hint, lines)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.words = label(name, "strong")
        box.addWidget(self.words)
        box.addWidget(self.typed)
        if hint and lines == 1:
            box.addWidget(label(hint, "small"))

    @property
    def text(self) -> str:
        """What stands in it, in one line, without signs that no file can hold."""
        return " ".join(self.typed.text.encode("utf-8", "replace").decode().split())


class Chosen(QWidget):
    """A list under its name, of which one is chosen. `by_hand`: somebody has chosen it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.by_hand = False
        self.pick = Pick(theme)
        self.pick.setAccessibleName(name)
        self.pick.setSizeAdjustPolicy(Pick.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.pick.setMinimumContentsLength(8)
        self.pick.activated.connect(self._pressed)
        self._ids: list[str] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(label(name, "strong"))
        box.addWidget(self.pick)

    @property
    def chosen(self) -> str:
        """Its id; "" where nothing is offered."""
        at = self.pick.currentIndex()
        return self._ids[at] if 0 <= at < len(self._ids) else ""

    def offer(self, words: dict[str, str], chosen: str) -> None:
        """What there is, by id, and which of it is chosen at first."""
        self.by_hand, self._ids = False, list(words)
        self.pick.clear()
        self.pick.addItems(list(words.values()))
        self.choose(chosen)

    def choose(self, ident: str) -> None:
        """Have another one chosen, if there is such a one."""
        if ident in self._ids:
            self.pick.setCurrentIndex(self._ids.index(ident))

    def _pressed(self, _: int) -> None:
        self.by_hand = True


class Part(QWidget):
    """One page's thing. `title` is its question, `help` a sentence below it. What is typed stays in it until the set-up is over. `refused`
    says why something on it cannot be."""

    refused = Signal(str)

    def __init__(self, theme: Theme, title: str, help_: str) -> None:
        super().__init__()
        self.theme, self.title, self.help = theme, title, help_
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 4, 0, 4)
        self.box.setSpacing(8)

    def stops(self) -> list[QWidget]:
        """Where Tab and Enter go, in order."""
        return []

    def options(self) -> list[Options]:
        """Groups of choices, whose digits count while one of a group has the focus."""
        return []

    def take(self, raw: Raw) -> None:
        """Put what was typed where `check_plan` looks for it."""

    def wrong(self, findings: Sequence[Finding]) -> str:
        """Why nobody can go on from here yet, in a sentence; "" where one can. `findings` are errors of all the plan."""
        return ""

    def entered(self) -> None:
        """Its page comes to the screen."""

    def digit(self, key: str) -> bool:
        """A digit chooses in the group that has the focus; tells whether it did."""
        focused = self.focusWidget()
        return any(group.has(focused) and group.key(key) for group in self.options())

    def first_focus(self) -> None:
        """The first field."""
        stops = self.stops()
        if stops:
            stops[0].setFocus()


class Listed(QWidget):
    """Entries that were added, each with a target that takes it away; "" is shown where there is none."""

    def __init__(self, theme: Theme, none: str) -> None:
        super().__init__()
        self._theme, self._none = theme, none
        self.entries: list[tuple[str, str]] = []
        self.targets: list[Target] = []
        self._words: dict[str, str] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2)

    def show_entries(self, entries: Sequence[tuple[str, str]], words: dict[str, str]) -> None:
        """Show (name, kind) lines; `words` are those of each kind."""
        self.entries, self._words = list(entries), words
        self._show()

    def add(self, name: str, kind: str) -> bool:
        """One more; False where the name is there already."""
        if any(name.casefold() == each.casefold() for each, _ in self.entries):
            return False
        self.entries.append((name, kind))
        self._show()
        return True

    def _remove(self, name: str) -> None:
        self.entries = [each for each in self.entries if each[0] != name]
        self._show()
        focused = self.targets[0] if self.targets else self.parentWidget()
        if focused is not None:
            focused.setFocus()

    def _show(self) -> None:
        clear(self._box)
        self.targets = []
        if not self.entries:
            self._box.addWidget(label(self._none, "help"))
        for name, kind in self.entries:
            row, words = QHBoxLayout(), f"{name} · {self._words.get(kind, kind)}"
            target = Target(self._theme, tr("Take away"), px=17)
            target.setAccessibleName(tr("Take away {name}", name=name))
            target.clicked.connect(lambda *_, name=name: self._remove(name))
            self.targets.append(target)
            row.addWidget(label(words, "body"), 1)
            row.addWidget(target)
            self._box.addLayout(row)


def choices(theme: Theme, words: dict[str, str], about: str, must: str = "") -> tuple[QWidget, Options]:
    """A group of targets in lines, one of which may be on."""
    group = Options(theme, [ChoiceView(value, text, "") for value, text in words.items()], about, must)
    return Flow(*group.targets.values()), group


def two_columns(*fields: QWidget) -> QHBoxLayout:
    """Fields beside each other, the first half of them in the leading column."""
    row, half = QHBoxLayout(), -(-len(fields) // 2)
    row.setSpacing(20)
    for some in (fields[:half], fields[half:]):
        column = QVBoxLayout()
        column.setSpacing(6)
        for each in some:
            column.addWidget(each)
        column.addStretch(1)
        row.addLayout(column, 1)
    return row


def cap(words: str) -> QLabel:
    """A small title above a group."""
    return label(words, "cap")
