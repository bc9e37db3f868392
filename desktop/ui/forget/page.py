"""What can be removed of a closed visit, for a supervisor: chosen line by line, with a reason, and pressed twice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.forgetting import Plan, Removed
from desktop.services.forgetting_words import Line
from desktop.services.reasons import LONGEST
from desktop.ui.forget.said import removed_words
from desktop.ui.page import BesidePage, Strip, TwoColumns, announce, clear, trouble_words
from desktop.ui.record.fields import Typed
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr

NUMBERED = 9
"""Lines that have a digit of their own."""


class ForgetPage(BesidePage):
    """Nothing is removed before `confirmed`, which carries the numbers of the events and the reason; `asked` carries the same when
    the list is made, so that the services can say at once what they will not accept. Hidden, it forgets all that it showed."""

    asked, confirmed = Signal(list, str), Signal(list, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines: dict[Target, Line] = {}
        self._of: tuple[list[int], str] = ([], "")
        self.hold, self.wrong, self.done = Strip("hold"), Strip("trouble"), Strip("say")
        self.title, self.told = label("", "question"), label("", "help")
        self.reason = Typed(theme, tr("Reason"), tr("It stays for good: no names, no private data."))
        self.reason_label = label(tr("WHY"), "cap")
        self.reason_help = label(self.reason.accessibleDescription(), "body")
        self.go_on = Target(theme, tr("Go on"), "primary", tr("Enter"), 20, tr("Nothing is removed yet."))
        self.remove = Target(
            theme, tr("Remove for good"), "danger", "1", 20, tr("It cannot be brought back.")
        )
        self.keep = Target(theme, tr("Keep all of it"), "plain", "2", 20)
        self.back = Target(theme, tr("Back"), key="Esc")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.columns = TwoColumns(self._main(), self._side(), SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)
        self.go_on.clicked.connect(self._ask)
        self.remove.clicked.connect(lambda: self.confirmed.emit(*self._of))
        self.keep.clicked.connect(self.closed)
        self.reason.setEnabled(False)
        self.back.clicked.connect(self.closed)

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("What can be removed"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        for widget in (self.title, self.hold, self.wrong, self.done, self.told):
            column.addWidget(widget)
        column.addLayout(self._rows)
        column.addStretch(1)
        return main

    def _side(self) -> QWidget:
        side = QWidget()
        side.setAccessibleName(tr("Reason"))
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 10)
        column.setSpacing(8)
        for widget in (self.reason_label, self.reason, self.reason_help, self.go_on, self.remove, self.keep):
            column.addWidget(widget)
        column.addSpacing(12)
        column.addWidget(label(tr("F12 and F1 work here too."), "body"))
        column.addStretch(1)
        column.addWidget(self.back)
        return side

    # ---- the three steps --------------------------------------------------------------------------------------

    def show_plan(self, plan: Plan) -> None:
        """What can go; nothing is chosen."""
        named = plan.record_number
        of_none = tr("Remove kept searches, and who got copies of several visits")
        self._turn(tr("Remove words of visit {number}", number=named) if named else of_none, asks=True)
        holds = [
            tr("Hold {hold} by {person}: {reason}", hold=each.hold, person=each.by, reason=each.reason)
            for each in plan.holds
        ]
        self.hold.say("\n".join([tr("Nothing of it can be removed now."), *holds]) if holds else "")
        told = tr("Choose what must go. That something was written, when and by whom, stays on record.")
        none = (
            tr("There is nothing in this visit that can be removed.")
            if named
            else tr("Nothing of that is on record.")
        )
        self._tell(told if plan.lines else none)
        for number, line in enumerate(plan.lines, 1):
            made = Target(
                self.theme, _words(line), "row", str(number) if number <= NUMBERED else " ", 18, line.goes
            )
            made.setCheckable(True)
            made.toggled.connect(lambda: self.wrong.say(""))
            self._lines[made] = line
            self._rows.addWidget(made)
        free = bool(plan.lines) and not holds
        for each in (*self._lines, self.go_on):
            each.setEnabled(free)
        self.reason.setEnabled(free)
        self._order([*self._lines, self.reason, self.go_on, self.back])

    def show_confirm(self, plan: Plan) -> None:
        """Once more what goes, with what must be thought of; a second press removes it."""
        seqs, reason = self._of
        self._turn(tr("Remove this for good?"), confirms=True)
        self._tell(tr("Reason: {reason}", reason=reason))
        for line in plan.lines:
            self._rows.addWidget(label(line.what, "strong"))
            self._rows.addWidget(label(f"{_written(line)}\n{line.goes}", "small"))
            if line.warning:
                self._rows.addWidget(label(line.warning, "danger"))
            self._rows.addSpacing(8)
        self._copies(plan.copies)
        self._of = (seqs, reason)
        self._order([self.remove, self.keep, self.back])
        self.keep.setFocus()

    def show_removing(self) -> None:
        """It is under way."""
        self._turn(tr("Removing…"))
        self._tell(
            tr("This takes some seconds. F12 and F1 work meanwhile, and leaving this page stops nothing.")
        )
        self._order([self.back])
        self.back.setFocus()

    def show_done(self, removed: Removed) -> None:
        """What was removed, and that the record holds after it."""
        self._turn(tr("Removed"))
        words = removed_words([removed])
        self.done.say(words)
        announce(self, words)
        self._copies(removed.copies)
        self._order([self.back])
        self.back.setFocus()

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def _copies(self, copies: Sequence[str]) -> None:
        if copies:
            self._rows.addWidget(label(tr("COPIES MADE BEFORE"), "cap"))
            for each in copies:
                self._rows.addWidget(label(f"• {each}", "body"))

    def _turn(self, title: str, asks: bool = False, confirms: bool = False) -> None:
        self._lines, self._of = {}, self._of if confirms else ([], "")
        clear(self._rows)
        self.title.setText(title)
        self.setAccessibleName(title)
        self._tell("")
        for strip in (self.hold, self.wrong, self.done):
            strip.say("")
        for each in (self.reason_label, self.reason, self.reason_help, self.go_on):
            each.setVisible(asks)
        for each in (self.remove, self.keep):
            each.setVisible(confirms)
        if asks:
            self.reason.put("")
        self.columns.to_top()

    def _order(self, stops: list[QWidget]) -> None:
        tab_order([self, *stops])

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing of a visit stays in a page that nobody sees."""
        super().hideEvent(event)
        self._turn("", asks=True)
        self.reason.setEnabled(False)

    # ---- keys -------------------------------------------------------------------------------------------------

    @property
    def confirms(self) -> bool:
        """The second press is asked for."""
        return not self.remove.isHidden()

    def _ask(self) -> None:
        chosen = [line.seq for target, line in self._lines.items() if target.isChecked()]
        reason = " ".join(self.reason.text.split())
        if not chosen:
            self.refuse(tr("Choose first what must go."))
        elif not reason:
            self.refuse(tr("Write the reason first."))
            self.reason.setFocus()
        else:
            self._of = (chosen, reason[: LONGEST + 1])
            self.asked.emit(*self._of)

    def digit(self, key: str) -> None:
        """A digit marks its line; in the second step 1 removes and 2 keeps."""
        if self.confirms and key in ("1", "2"):
            (self.remove if key == "1" else self.keep).click()
        elif not self.confirms and key.isdecimal() and 0 < int(key) <= len(self._lines):
            list(self._lines)[int(key) - 1].click()

    def enter(self, target: Target | None) -> None:
        """Return in the reason goes on."""
        if target is not None:
            target.click()
        elif self.reason.hasFocus():
            self._ask()

    def refuse(self, sentence: str) -> None:
        """Above the list."""
        self.wrong.say(sentence)
        announce(self, sentence)
        self.columns.to_top()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the list: nothing was removed."""
        self.refuse(trouble_words(trouble, lost or tr("the removal")))

    def first_focus(self) -> None:
        """The first line; where a press removes, what keeps all of it."""
        if self.confirms:
            self.keep.setFocus()
        else:
            free = next((target for target in self._lines if target.isEnabled()), self.back)
            free.setFocus()


def _words(line: Line) -> str:
    return f"{line.what}\n{_written(line)}"


def _written(line: Line) -> str:
    return " · ".join(part for part in (line.at, line.person) if part)
