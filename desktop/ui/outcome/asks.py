"""What can be answered on an outcome: counsel's word on each paper, whether they stay where they may be, to which visit it
belongs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.record_views import CounselWait
from desktop.services.views import ChoiceView, ConsultView, JoinView, OutcomeView
from desktop.ui.calls.grid import in_lines
from desktop.ui.calls.wait import WaitStrip
from desktop.ui.page import clear
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

TITLE_PX, WIDE_TITLE_PX = 112, 164
SHORT_TITLE, LONG_TITLE = 24, 48
"""A title of fewer letters stands beside its answers, a longer one above them."""
MOST_JOINS = 3
"""The newest open visits; more do not fit, and a desk hardly ever has them."""
NOT_REACHED = "not_reached"
"""The answer that counsel's timer offers (facts.md)."""


class Asks(QWidget):
    """One row of targets for each. `answered` carries an address and a value, `joined` the visit that this one is part of.

    Where counsel is waited for, the row of that paper is counsel's timer, with "Not reached" in it. Counsel's word can open a
    way in: it has digits only once a call to counsel is logged, so that a stray digit never gives it; Tab and Return always do.
    """

    answered = Signal(str, object)
    joined = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keys, self._heard, self._narrow = True, False, False
        self._stops: list[Target] = []
        self._keyed: list[Target] = []
        self.strip: WaitStrip | None = None
        self._now_us = 0
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)

    def digit(self, key: str) -> None:
        """The answer with this digit."""
        if key.isdigit() and 0 < int(key) <= len(self._keyed):
            self._keyed[int(key) - 1].click()

    @property
    def stops(self) -> list[Target]:
        """What Tab comes to, first to last."""
        return list(self._stops)

    def tick(self, now_us: int) -> None:
        """A second has passed; `now_us` is µs UTC."""
        self._now_us = now_us
        if self.strip is not None:
            self.strip.tick(now_us)

    def show_asks(
        self, view: OutcomeView, keys: bool, heard: bool, wait: CounselWait | None, narrow: bool
    ) -> None:
        """Show them, with digits where `keys`, each in as many lines as it needs where `narrow`; hidden where there is none.

        `heard`: a call to counsel is logged that was answered.
        """
        clear(self._rows)
        self._keys, self._heard, self._narrow = keys, heard, narrow
        self._stops, self._keyed, self.strip = [], [], None
        if view.scope is not None:
            asked, at = view.scope.question, view.scope.address
            offered = (*view.scope.choices, view.scope.unsure)
            self._row(asked, [self._target(asked, each.label, at, each.value) for each in offered])
        for consult in view.consults:
            waits = wait if wait is not None and wait.address == consult.address else None
            self._consult(consult, waits, alone=len(view.consults) == 1)
        if view.joins:
            joins = [self._join(each) for each in view.joins[:MOST_JOINS]]
            self._row(tr("Part of a visit that is open already?"), joins)
        self.setVisible(view.scope is not None or bool(view.consults) or bool(view.joins))

    def _consult(self, consult: ConsultView, wait: CounselWait | None, alone: bool) -> None:
        """Counsel's words; where counsel has no copy yet, saying so stands in the place of "allow"."""
        who = consult.who
        title = tr("{who} says:", who=who) if alone else tr("{who}, {paper}:", who=who, paper=consult.label)
        late = next((each for each in consult.choices if each.value == NOT_REACHED), None)
        targets = []
        if consult.copy_address:
            copy = tr("{who} has a copy now", who=who)
            targets.append(self._target(title, copy, consult.copy_address, "yes", self._heard))
        for choice in consult.choices:
            if wait is None or late is None or choice is not late:
                targets.append(self._target(title, choice.label, consult.address, choice.value, self._heard))
        if wait is not None and late is not None:
            self._wait(wait, late, targets)
            return
        self._row(title, targets)

    def _join(self, join: JoinView) -> Target:
        target = self._made(join.label)
        target.clicked.connect(lambda: self.joined.emit(join.visit))
        return target

    def _wait(self, wait: CounselWait, late: ChoiceView, others: list[Target]) -> None:
        key = self._next_key() if self._heard else ""
        strip = WaitStrip(self._theme, others, key, late.label, self._narrow)
        self._take(strip.target, key)
        strip.not_reached.connect(lambda address: self.answered.emit(address, NOT_REACHED))
        self._rows.addWidget(strip)
        strip.show_wait(wait)
        strip.tick(max(self._now_us, wait.since_us))
        self.strip = strip

    def _row(self, title: str, targets: Sequence[Target]) -> None:
        words, row = label(title, "strong"), QHBoxLayout()
        row.setSpacing(4)
        if self._narrow or len(title) >= LONG_TITLE:
            self._rows.addWidget(words)
        else:
            words.setFixedWidth(TITLE_PX if len(title) < SHORT_TITLE else WIDE_TITLE_PX)
            row.addWidget(words)
        row.addLayout(in_lines(targets, self._narrow), 1)
        self._rows.addLayout(row)

    def _target(self, title: str, text: str, address: str, value: str, keyed: bool = True) -> Target:
        target = self._made(text, keyed)
        target.setAccessibleName(f"{title} {text}")
        target.clicked.connect(lambda: self.answered.emit(address, value))
        return target

    def _next_key(self) -> str:
        return str(len(self._keyed) + 1) if self._keys and len(self._keyed) < 9 else ""

    def _made(self, text: str, keyed: bool = True) -> Target:
        """A target, with the next free digit where it is `keyed`."""
        key = self._next_key() if keyed else ""
        made = Target(self._theme, text, "row", key, px=17)
        self._take(made, key)
        return made

    def _take(self, target: Target, key: str) -> None:
        self._stops.append(target)
        if key:
            self._keyed.append(target)
