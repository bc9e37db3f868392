"""The locked screen: nothing of any visit but number and time; a new visit, an open one and the emergency keys work all the same."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import VisitLineView
from desktop.ui.page import Page, Strip, TwoColumns, clear, trouble_words
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr
from desktop.ui.walk.date import in_words

KEYED = 9


class LockedPage(Page):
    """`resume` carries an open visit, `wants_in` comes when somebody wants to sign in, `new_visit` with N."""

    new_visit, wants_in, resume = Signal(), Signal(), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.trouble_strip, self.notice = Strip("trouble"), Strip("hold")
        self.name = label("", "cap")
        self.title = label(tr("Locked. F12, F1 and New visit work."), "question")
        self.open_cap = label(tr("OPEN VISITS: GO ON WITHOUT A PIN"), "cap")
        self.sign_in = Target(theme, tr("F6 Sign in"), px=22)
        self.sign_in.setMinimumHeight(72)
        self.start = Target(
            theme, tr("New visit"), "primary", "N", 22, tr("Officers are here. Sign in later.")
        )
        self.start.setMinimumHeight(72)
        self.resumable: list[Target] = []
        self._first: Target = self.start
        self.start.clicked.connect(self.new_visit)
        self.sign_in.clicked.connect(self.wants_in)
        self._open = QVBoxLayout()
        self._open.setSpacing(4)
        self.columns = TwoColumns(self._main(), self._side(), SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("Locked"))
        self._column = column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        for each in (self.notice, self.trouble_strip, self.name, self.title, self.start, self.open_cap):
            column.addWidget(each)
        column.addLayout(self._open)
        column.addWidget(self.sign_in)
        column.addStretch(1)
        return main

    def _side(self) -> QWidget:
        side = QWidget()
        side.setAccessibleName(tr("What works now"))
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 10)
        column.setSpacing(8)
        column.addWidget(label(tr("WHAT WORKS NOW"), "cap"))
        for line in (
            tr("F12: they are going in. F1: danger. One press, no PIN."),
            tr("N: a new visit. All that you answer and write is saved."),
            tr("Answers and notes before are hidden until somebody signs in."),
        ):
            column.addWidget(label(f"• {line}", "body"))
        column.addStretch(1)
        return side

    def show_locked(
        self,
        facility: str,
        lines: Sequence[VisitLineView],
        first: str,
        notices: Sequence[str],
        day: Callable[[VisitLineView], date | None],
    ) -> None:
        """Show the facility's name and the open visits; `first` is the one that was on the screen, "" for none; `day` tells on which
        one a visit began, None for today."""
        self.trouble_strip.say("")
        urgent = next((each for each in notices if "Call IT" in each), "")  # the rest is for who signs in
        self.notice.say(urgent.split(". ")[0])
        self.name.setText(facility)
        self.setAccessibleName(f"{facility}. {self.title.text()}")
        clear(self._open)
        self.resumable = []
        ordered = sorted(lines, key=lambda line: line.id != first)
        for number, line in enumerate(ordered, 1):
            key = str(number) if number <= KEYED else " "
            began = day(line)
            time = line.opened if began is None else f"{in_words(began)}, {line.opened}"
            words = tr("Go on with visit {number}, begun {time}", number=line.record_number, time=time)
            look = "accent-row" if line.id == first else "row"
            target = Target(self.theme, words, look, key, 20)
            target.clicked.connect(lambda *_, visit=line.id: self.resume.emit(visit))
            self._open.addWidget(target)
            target.show()  # at once, or it could not take the focus
            self.resumable.append(target)
        self.open_cap.setVisible(bool(lines))
        on_screen = bool(ordered) and ordered[0].id == first and day(ordered[0]) is None
        self._place_start(on_screen)
        self.columns.to_top()

    def _place_start(self, on_screen: bool) -> None:
        """A new visit is first, unless one of today was on the screen just now."""
        self._column.removeWidget(self.start)
        before = self.sign_in if on_screen else self.open_cap
        self._column.insertWidget(self._column.indexOf(before), self.start)
        self._first = self.resumable[0] if on_screen else self.start
        inner = [*self.resumable, self.start] if on_screen else [self.start, *self.resumable]
        tab_order([self, *inner, self.sign_in])

    def digit(self, key: str) -> None:
        """N opens a visit; a digit goes on with an open one."""
        if key.upper() == "N":
            self.start.click()
        elif key.isdigit() and 0 < int(key) <= min(KEYED, len(self.resumable)):
            self.resumable[int(key) - 1].click()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the page."""
        self.trouble_strip.say(trouble_words(trouble, lost or tr("the new visit")))

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.trouble_strip.say(sentence)

    def first_focus(self) -> None:
        """The visit of today that was on the screen; else a new one."""
        self._first.setFocus()
