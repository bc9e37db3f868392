"""What can be done with the selected visit: a row of targets above its report, each with the reason where it cannot be done now."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.reports.material import Material
from desktop.services.reporting import Made
from desktop.services.searching import FoundLine
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme


class Chosen(msgspec.Struct, frozen=True):
    """The selected visit. `made` is its report as it stands beside the list, made of `material`; None while it is made and where it
    cannot be. `seen`: every page of it was in sight."""

    line: FoundLine
    made: Made | None = None
    material: Material | None = None
    seen: bool = False

    @property
    def head(self) -> str:
        """The head that the report tells of, "" while there is none."""
        return self.made.outline.parts[0].running.head if self.made is not None else ""


class Act(msgspec.Struct, frozen=True):
    """One thing to do: its words, the letter that does it ("" for none), and what is called. `why` says in a sentence why it cannot be
    done now: pressed all the same, it says so and calls nothing. `primary` is the one that is likely."""

    words: str
    key: str
    call: Callable[[], object]
    why: str = ""
    primary: bool = False


Offers = Callable[[Chosen], Sequence[Act]]
"""What a part of the program offers to do with the selected visit; asked anew whenever that, or what was seen of it, changes."""


class ActTarget(Target):
    """One of them; what cannot be done now looks so and still takes the focus, so that a screen reader says why."""

    def show_act(self, act: Act) -> None:
        """What it does."""
        self.act = act
        self._look = "quiet" if act.why else "primary" if act.primary else "plain"
        self._key = act.key
        self.setText(act.words)
        self.setAccessibleName(f"{act.key}: {act.words}" if act.key else act.words)
        self.setAccessibleDescription(act.why)
        self.setToolTip(act.why)
        self.updateGeometry()
        self.update()


class ActBar(QWidget):
    """The targets. `refused` carries the reason why one that was pressed cannot be done now."""

    refused = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.targets: list[ActTarget] = []
        self._row = Flow(gap=6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._row)

    @property
    def shown(self) -> list[ActTarget]:
        """Those that are offered now."""
        return [target for target in self.targets if not target.isHidden()]

    def offer(self, acts: Sequence[Act]) -> None:
        """Offer these instead of those before. The targets stay and say something else: what has the focus keeps it."""
        while len(self.targets) < len(acts):
            made = ActTarget(self._theme, "", px=17)
            made.set_tight()
            made.clicked.connect(lambda *_, made=made: self.press(made.act))
            self.targets.append(made)
            self._row.add(made)
        for target, act in zip(self.targets, acts, strict=False):
            target.show_act(act)
            target.show()
        for target in self.targets[len(acts) :]:
            target.hide()
        tab_order(self.shown)

    def press(self, act: Act) -> None:
        """Do it, or say why not."""
        if act.why:
            self.refused.emit(act.why)
        else:
            act.call()

    def digit(self, key: str) -> bool:
        """Press the one with this letter; tells whether there is one."""
        found = next((each.act for each in self.shown if key and each.act.key.upper() == key.upper()), None)
        if found is not None:
            self.press(found)
        return found is not None
