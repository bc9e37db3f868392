"""Pages where nothing is asked: the neutral cover (F9), the record being opened, and trouble while opening it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.ui.page import Page, SayBox, Strip, TwoColumns
from desktop.ui.targets import Target
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr


class CoverPage(Page):
    """Hides everything but the facility's name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.name, self.how = label("", "big"), label(tr("Press F9 to go on"), "body")
        box = QVBoxLayout(self)
        box.setSpacing(12)
        box.addStretch(1)
        for each in (self.name, self.how):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(each)
        box.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_cover(self, facility: str) -> None:
        """Cover the window."""
        self.name.setText(facility)
        self.setAccessibleName(". ".join(part for part in (facility, self.how.text()) if part))

    def first_focus(self) -> None:
        """The page itself: nothing can be pressed."""
        self.setFocus()


class OpeningPage(Page):
    """Seen while the record is opened; and, where it cannot be, what the guard does now, then what failed."""

    again = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.opening = label(tr("Opening the record…"), "big")
        self.sentence, self.remedy, self.place = label("", "strong"), label("", "body"), label("", "small")
        self.meanwhile = Strip("trouble")
        self.retry = Target(theme, tr("Try again"), "primary", tr("Enter"), 20)
        self.retry.clicked.connect(self.again)
        self._help = TwoColumns(self._now(), self._failed(), SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.opening, 1)
        box.addWidget(self._help, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_opening()

    def _now(self) -> QWidget:
        """What the guard does while nothing can be saved: the same words whatever happens at the door."""
        now, say = QWidget(), SayBox()
        now.setAccessibleName(tr("What to do now"))
        say.say(
            tr("I do not consent to entry. I am not stopping you. I will call my supervisor."),
            cap=tr("IF OFFICERS ARE HERE, SAY"),
        )
        column = QVBoxLayout(now)
        column.setContentsMargins(22, 14, 22, 10)
        column.setSpacing(10)
        column.addWidget(self.meanwhile)
        column.addWidget(say)
        column.addWidget(label(tr("Nothing can be saved now. Work on paper."), "question"))
        column.addWidget(label(tr("DO"), "cap"))
        for line in (
            tr("Danger now? Move to safety and call 911."),
            tr("Step aside if they go in. Call your supervisor."),
            tr("Write on paper: the time, names, badge numbers, their words."),
        ):
            column.addWidget(label(f"• {line}", "body"))
        column.addWidget(label(tr("NEVER"), "cap"))
        column.addWidget(
            label(f"✕ {tr('Do not block, touch, lie, hide anyone or destroy anything.')}", "strong")
        )
        column.addStretch(1)
        return now

    def _failed(self) -> QWidget:
        """What failed, where, and the way to try again."""
        failed = QWidget()
        failed.setAccessibleName(tr("What failed"))
        column = QVBoxLayout(failed)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(10)
        column.addWidget(label(tr("WHAT FAILED"), "cap"))
        for each in (self.sentence, self.remedy, self.place, self.retry):
            column.addWidget(each)
        column.addStretch(1)
        return failed

    def show_opening(self) -> None:
        """Before the record is open."""
        self._help.hide()
        self.opening.show()
        self.meanwhile.say("")
        self.setAccessibleName(self.opening.text())

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """The record cannot be opened; visitors may come all the same."""
        self.sentence.setText(trouble.sentence)
        self.remedy.setText(tr("What to do: {remedy}", remedy=trouble.remedy) if trouble.remedy else "")
        self.remedy.setVisible(bool(trouble.remedy))
        self.place.setText(tr("Place: {place}", place=trouble.place) if trouble.place else "")
        self.place.setVisible(bool(trouble.place))
        self.opening.hide()
        self._help.show()
        self.setAccessibleName(trouble.sentence)

    def emergency(self, key: str) -> None:
        """An emergency key, while nothing can be saved."""
        words = tr("{key} is NOT saved: the record is not open. Write the time on paper.", key=key)
        self.meanwhile.say(words)
        self._help.to_top()

    def first_focus(self) -> None:
        """Try again, where that can be."""
        (self if self._help.isHidden() else self.retry).setFocus()
