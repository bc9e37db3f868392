"""The numbers to call: each with what came of the call in one press, and the next number marked at once (row G14)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.record_views import CallRow
from desktop.ui.calls.told import Check, ToldForm
from desktop.ui.targets import BADGE_PX, Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

NARROW_ROW_PX = 700
"""Below this width, in px at 100 %, the targets of a number stand under it."""
EDGES_PX, NARROW_EDGES_PX = (14, 0, 4, 0), (6, 0, 2, 0)
"""Room around a row: leading, above, trailing, below; the narrow one so that a row fits beside a question."""
PRESSES = ("reached", "no_answer", "told")


def press_words(result: str) -> str:
    """What the target of a result says."""
    return {"reached": tr("Reached"), "no_answer": tr("No answer"), "told": tr("They told me…")}[result]


def state_words(row: CallRow) -> str:
    """What came of the last call, with its time; "" where there was none."""
    said = {
        "called": tr("Called {at}", at=row.at),
        "reached": tr("✓ Reached {at}", at=row.at),
        "no_answer": tr("✕ No answer {at}", at=row.at),
        "told": tr("✓ Told me {at}", at=row.at),
    }
    return said.get(row.state, "")


def presses_of(row: CallRow, again: bool) -> tuple[str, ...]:
    """The results that can be pressed now: all before the first one, and `again`; what was said also after "reached"."""
    if again or row.state in ("", "called"):
        return PRESSES
    return ("told",) if row.state == "reached" else ()


class CallLine(QFrame):
    """One number. `pressed` carries the key of the phone and the result, "told" before it was typed what was said."""

    pressed = Signal(str, str)

    def __init__(self, theme: Theme, row: CallRow, digit: str = "", log: bool = False) -> None:
        super().__init__()
        self.row, self._again, self._shows_log = row, False, log
        self._name, self._number = label(row.label, "body"), label(row.number, "strong", wrap=False)
        self._next = label(tr("Call this one now"), "strong", wrap=False)
        self._next.setObjectName("next-words")
        self.state, self._log = label("", "body", wrap=False), label("", "small")
        self.digit = label(digit, "strong", wrap=False)
        self.digit.setObjectName("call-digit")
        self.digit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.digit.setFixedSize(BADGE_PX, BADGE_PX)
        self.digit.setVisible(bool(digit))
        self.targets = {result: self._target(theme, result) for result in PRESSES}
        self.again = Target(theme, tr("Again"), "quiet", px=17)
        self.again.clicked.connect(self._show_again)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self._number)
        second.addWidget(self._next)
        second.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addLayout(second)
        words.addStretch(1)
        head, presses = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.digit)
        head.addSpacing(6)
        head.addLayout(words, 1)
        head.addWidget(self.state)
        presses.setSpacing(4)
        for target in (*self.targets.values(), self.again):
            presses.addWidget(target)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(6)
        self._line.addLayout(head, 1)
        self._line.addLayout(presses)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(*EDGES_PX)
        self._box.setSpacing(0)
        self._box.addLayout(self._line)
        self._box.addWidget(self._log)
        self.setObjectName("call")
        self.setStyleSheet(
            f"#call {{ background: {theme.panel}; border: 2px solid {theme.line}; border-radius: 8px; }}"
            f'#call[next="true"] {{ background: {theme.chosen}; border: 2px solid {theme.accent}; }}'
            f"#call-digit {{ border: 1px solid {theme.edge}; border-radius: 6px; }}"
            f"#next-words {{ color: {theme.accent}; }}"
        )
        self.setAccessibleName(tr("{label}, {number}", label=row.label, number=row.number))
        self.show_row(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the targets stand below the number."""
        super().resizeEvent(event)
        ways, narrow = QBoxLayout.Direction, self.width() < NARROW_ROW_PX
        self._line.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._box.setContentsMargins(*(NARROW_EDGES_PX if narrow else EDGES_PX))

    def _target(self, theme: Theme, result: str) -> Target:
        made = Target(theme, press_words(result), "plain", px=17)
        made.clicked.connect(lambda: self.pressed.emit(self.row.key, result))
        return made

    def show_row(self, row: CallRow) -> None:
        """Show what came of the last call. The focus stays in the row where what had it is gone."""
        focused = _holds_focus(self)
        if row.log != self.row.log:
            self._again = False
        self.row = row
        self._name.setText(row.label)
        self._number.setText(row.number)
        self._next.setVisible(row.next_up)
        if self.property("next") != row.next_up:
            self.setProperty("next", row.next_up)
            self.style().unpolish(self)
            self.style().polish(self)
        self.state.setText(state_words(row))
        self._log.setText("\n".join(row.log))
        self._log.setVisible(self._shows_log and bool(row.log))
        self._offer()
        if focused:
            self.first_target().setFocus()

    def _offer(self) -> None:
        offered = presses_of(self.row, self._again)
        for result, target in self.targets.items():
            target.setVisible(result in offered)
            target.setAccessibleName(f"{self.row.label}: {press_words(result)}")
        self.again.setVisible(offered != PRESSES)
        self.again.setAccessibleName(tr("{label}: log one more call", label=self.row.label))
        self.state.setVisible(bool(self.row.state) and not self._again)

    def _show_again(self) -> None:
        self._again = True
        self._offer()
        self.told_target().setFocus()  # it asks before it writes: a hurried Return says nothing false

    def first_target(self) -> Target:
        """What can be pressed first."""
        return next(each for each in (*self.targets.values(), self.again) if each.isVisibleTo(self))

    def told_target(self) -> Target:
        """What opens the form, or else what can be pressed first."""
        told = self.targets["told"]
        return told if told.isVisibleTo(self) else self.first_target()


class CallList(QWidget):
    """Numbers one below the other, or in their place the form for what somebody said.

    `called` carries key, result, words and who; `half_typed` an address and what stands in the field;
    `reshaped` comes when the form came, changed or went, and has its place.
    """

    called = Signal(str, str, str, str)
    half_typed = Signal(str, str)
    reshaped = Signal()

    def __init__(self, theme: Theme, digits: bool = False, log: bool = False, tight: bool = False) -> None:
        super().__init__()
        self._theme, self._digits, self._log, self._tight = theme, digits, log, tight
        self.lines: dict[str, CallLine] = {}
        self._half: dict[str, str] = {}
        self.form = ToldForm(theme)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(3)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._rows)
        box.addWidget(self.form)
        self.form.hide()
        self.form.told.connect(lambda key, words, who: self.called.emit(key, "told", words, who))
        self.form.half_typed.connect(self._keep_half)
        self.form.cancelled.connect(self.close_form)
        self.form.reshaped.connect(self._reshaped)

    def set_check(self, check: Check) -> None:
        """What looks the words over before they are written down."""
        self.form.set_check(check)

    def show_rows(self, rows: Sequence[CallRow], half: dict[str, str]) -> None:
        """Show these numbers; the same ones in place, so that the focus stays. An open form goes when its call is logged."""
        self._half = dict(half)
        former = {line.row.key: len(line.row.log) for line in self.lines.values()}
        if [row.key for row in rows] != list(self.lines):
            self._rebuild(rows)
        for row in rows:
            self.lines[row.key].show_row(row)
        logged = {row.key for row in rows if len(row.log) != former.get(row.key, 0)}
        if self.form.key and (self.form.key in logged or self.form.key not in self.lines):
            self.close_form(logged=self.form.key in logged)

    def focused(self) -> QWidget | None:
        """What has the focus in this list, if it can be seen."""
        focus = _focus_of(self)
        return focus if focus is not None and self.isAncestorOf(focus) and focus.isVisible() else None

    def stops(self) -> list[QWidget]:
        """What Tab comes to, first to last."""
        presses = [each for line in self.lines.values() for each in (*line.targets.values(), line.again)]
        return [*presses, *self.form.stops()]

    def _rebuild(self, rows: Sequence[CallRow]) -> None:
        for line in self.lines.values():
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = {}
        for number, row in enumerate(rows, 1):
            digit = str(number) if self._digits and number <= 9 else ""
            line = CallLine(self._theme, row, digit, self._log)
            for target in line.targets.values() if self._tight else ():
                target.set_tight()
            line.pressed.connect(self._press)
            self.lines[row.key] = line
            self._rows.addWidget(line)
            line.setVisible(self.form.isHidden())

    def _press(self, key: str, result: str) -> None:
        if result == "told":
            self.open_form(key)
        else:
            self.called.emit(key, result, "", "")

    def open_form(self, key: str) -> None:
        """Ask what this one said, in the place of the rows."""
        for line in self.lines.values():
            line.hide()
        self.form.show_form(key, self.lines[key].row.label, self._half.get(f"call/{key}", ""))
        self.form.show()
        self.form.field.setFocus()

    def close_form(self, logged: bool = False) -> None:
        """The rows again; the focus is where it was. What was `logged` is not half-typed any more."""
        key, inside = self.form.key, _holds_focus(self.form)
        self.form.leave(logged)
        self.form.hide()
        for line in self.lines.values():
            line.show()
        self._reshaped()
        if inside and key in self.lines:
            self.lines[key].told_target().setFocus()

    def _reshaped(self) -> None:
        QTimer.singleShot(0, self, self.reshaped.emit)

    def _keep_half(self, address: str, text: str) -> None:
        self._half[address] = text
        self.half_typed.emit(address, text)

    def key(self, key: str) -> None:
        """A digit chooses a row: the focus goes there, and Return presses its first target."""
        lines = list(self.lines.values())
        if not self.form.isHidden():
            self.form.choose(key)
        elif self._digits and key.isdigit() and 0 < int(key) <= len(lines):
            lines[int(key) - 1].first_target().setFocus()

    def enter(self, target: Target | None) -> bool:
        """Return while a field of the form has the focus: write it down. False where it is nothing to this list."""
        if target is None and not self.form.isHidden():
            self.form.submit()
            return True
        return False


def _focus_of(widget: QWidget) -> QWidget | None:
    """What has the focus in its window; also while the window itself is not active."""
    return widget.window().focusWidget()


def _holds_focus(widget: QWidget) -> bool:
    focus = _focus_of(widget)
    return focus is not None and widget.isAncestorOf(focus)
