"""Thin strips between a page and the bar: what was it that the time was marked for, and somebody else has this visit."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.services.views import ChoiceView
from desktop.ui.page import announce
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import NARROW_PX, Theme, ground, label
from desktop.ui.tongue import tr

LOW_PX = 768
"""A window that is less high has no room for a strip with a target in it beside an outcome."""


class Close(Target):
    """A target with less room at its sides, so that all of a strip stands on one line."""

    def __init__(self, theme: Theme, text: str, look: str = "plain", hint: str = "") -> None:
        super().__init__(theme, text, look, px=17, hint=hint)
        self._pad = 9


class TimeStrip(QFrame):
    """A time was marked: it is on record already. `named` carries the mark's number and what it was; `later` leaves it."""

    named, later = Signal(int, str), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "say")
        self._theme = theme
        self.seq, self._at = 0, ""
        self._words = label("", "strong")
        self._choices = Flow(gap=4)
        self._later = Close(theme, tr("Later"), "quiet", hint=tr("The time is kept."))
        self._later.clicked.connect(self._leave)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 4, 16, 4)
        box.setSpacing(10)
        box.addWidget(self._words)
        box.addWidget(self._choices, 1)
        box.addWidget(self._later)
        self.hide()

    def show_mark(self, seq: int, shown: str, choices: Sequence[ChoiceView]) -> None:
        """Show the time marked in event `seq`, in words, with what it can have been."""
        self.seq, self._at = seq, shown
        self._choices.empty()
        order: list[QWidget] = [self]
        for choice in choices:
            made = Close(self._theme, choice.label)
            made.clicked.connect(lambda _=False, value=choice.value: self.named.emit(self.seq, value))
            self._choices.add(made)
            order.append(made)
        tab_order([*order, self._later])
        self._fit()
        self.show()
        announce(self, self.accessibleName())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a small screen it takes one line, and says where the time can be named."""
        small = self.width() < NARROW_PX
        sentence = tr("✓ {time}. What was it?", time=self._at)
        if small:
            sentence = tr("✓ {time} is marked. Say under Times what it was.", time=self._at)
        self._words.setText(sentence)
        self._words.setWordWrap(small)
        self.setAccessibleName(sentence)
        self._choices.setVisible(not small)

    def _leave(self) -> None:
        self.hide()
        self.later.emit()


class TakeOverStrip(QFrame):
    """Somebody else has this visit. `taken` comes when the person at the desk goes on with it."""

    taken = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "hold")
        self._words = label("", "strong")
        self.target = Target(theme, tr("I take over now"), "primary", px=17)
        self.target.clicked.connect(self.taken)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 4, 16, 4)
        box.setSpacing(12)
        box.addWidget(self._words, 1)
        box.addWidget(self.target)
        self.hide()

    def show_holder(self, holder: str) -> None:
        """Show who has the visit; "" hides the strip."""
        self._say(tr("{person} has this visit.", person=holder) if holder else "")

    def show_nobody(self) -> None:
        """Whoever began the visit was not signed in."""
        self._say(tr("This visit has no name on it yet."))

    def _say(self, sentence: str) -> None:
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class SignInStrip(QFrame):
    """Nobody is signed in. All that is written is saved; `wanted` comes when somebody wants to sign in."""

    wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "say")
        self._words = label("", "strong")
        self.target = Target(theme, tr("F6 Sign in"), "accent-line", px=17)
        self.target.clicked.connect(self.wanted)
        self._sentence, self._how = "", "{sentence}"
        self._box = box = QHBoxLayout(self)
        box.setSpacing(12)
        box.addWidget(self._words, 1)
        box.addWidget(self.target)
        self.hide()

    def show_nobody(self, locked: bool, closed: bool = False, at_stake: bool = False) -> None:
        """Say so; of a locked desk, that answers and notes before are hidden; of a `closed` record, that all is saved, or
        `at_stake`."""
        sentence = tr("Nobody is signed in. All is saved, without a name.")
        if locked:
            sentence = tr("Locked: all is saved. Answers and notes before are hidden.")
        if closed:
            sentence = tr("The record is closed. All is saved, and goes into it later.")
        if at_stake:
            sentence = tr("Do not turn this PC off. The record is closed.")
        self.target.setText(tr("F6 Open the record") if closed else tr("F6 Sign in"))
        self.target.setAccessibleName(self.target.text())
        self._how = tr("{sentence} F6: open it.") if closed else tr("{sentence} F6: sign in.")
        self._sentence = sentence
        self._fit()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a low window it is one line, and names the key."""
        low = self.window().height() < LOW_PX
        sentence = self._how.format(sentence=self._sentence) if low else self._sentence
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.target.setVisible(not low)
        above = 1 if low else 4
        self._box.setContentsMargins(16, above, 16, above)
