"""What somebody said on the phone: two lines to type, looked over before they are written down (rows G14, G23)."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.caution import Caution
from desktop.ui.page import announce
from desktop.ui.record.fields import Typed
from desktop.ui.record.watch import PrivacyStrip, Watch
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label
from desktop.ui.tongue import tr

HALF_TYPED_MS = 1000
"""Half-typed text goes to the record at most once in this time."""

Check = Callable[[str], Caution]
"""Looks a text over before it is written down."""


class ToldForm(QFrame):
    """`told` carries the key of the phone, the words, and who answered; nothing is written down before the record says so."""

    told = Signal(str, str, str)
    half_typed = Signal(str, str)
    cancelled, reshaped = Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "clear")
        self.key, self.watch = "", Watch()
        self._ask, self.problem = label("", "strong"), label("", "danger")
        self.field = Typed(theme, tr("What did they say?"))
        self.who = Typed(theme, tr("Who answered? Job or name"))
        self.strips = tuple(PrivacyStrip(theme, field, self.watch) for field in (self.field, self.who))
        self.write = Target(theme, tr("Write it down"), "primary", px=17)
        self.back = Target(theme, tr("Back to the numbers"), px=17)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HALF_TYPED_MS)
        self._timer.timeout.connect(self._tell_half)
        self.field.edited.connect(self._edited)
        self.write.clicked.connect(self.submit)
        self.back.clicked.connect(self.cancelled)
        for strip in self.strips:
            strip.keep.connect(self.submit)
            strip.options.changed.connect(self._offer)
        self._place()

    def _place(self) -> None:
        who = label(tr("Who answered? (job or name)"), "strong")
        fields = QHBoxLayout()
        fields.setSpacing(10)
        for name, field, share in ((self._ask, self.field, 5), (who, self.who, 3)):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(name)
            column.addWidget(field)
            fields.addLayout(column, share)
        targets = QHBoxLayout()
        targets.setSpacing(6)
        for target in (self.write, self.back):
            targets.addWidget(target)
        targets.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addLayout(fields)
        for each in (*self.strips, self.problem):
            box.addWidget(each)
        box.addLayout(targets)

    def set_check(self, check: Check) -> None:
        """What looks the words over before they are written down."""
        self.watch.caution = check

    def show_form(self, key: str, name: str, half: str) -> None:
        """Ask what `name` said; `half` is what was typed before and not written down."""
        self.key = key
        self._ask.setText(tr("{name}: what did they say?", name=name))
        self.field.put(half)
        self.who.put("")
        for strip in self.strips:
            strip.hide()
        self._offer()
        self._say("")

    def leave(self, logged: bool = False) -> None:
        """The form goes. What stands in it is told at once, where that was still to come; once `logged`, it is kept no more."""
        if logged:
            self.half_typed.emit(f"call/{self.key}", "")
        elif self._timer.isActive():
            self._tell_half()
        self._timer.stop()
        self.key = ""

    def submit(self) -> None:
        """Write it down, or say why not: nothing was typed, or words that need not be written down."""
        if not self.field.text.strip():
            self._say(tr("Type what they said. If nobody answered, go back and press “No answer”."))
            self.field.setFocus()
        elif any(strip.stops() for strip in self.strips):
            self._offer()
        else:
            self._timer.stop()
            self.told.emit(self.key, self.field.text.strip(), self.who.text.strip())

    def choose(self, key: str) -> None:
        """A digit chooses what to do with words that need not be written down."""
        for strip in self.strips:
            if strip.isVisible():
                strip.options.key(key)

    def stops(self) -> list[QWidget]:
        """What Tab comes to, first to last."""
        asked = [target for strip in self.strips for target in strip.options.targets.values()]
        return [self.field, self.who, *asked, self.write, self.back]

    def _offer(self) -> None:
        """While it is asked what to do with words that need not stand there, nothing else can be pressed."""
        for strip in self.strips:
            strip.options.show_keys(True)
        asks = any(not strip.isHidden() for strip in self.strips)
        for target in (self.write, self.back):
            target.setHidden(asks)
        self.reshaped.emit()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        announce(self.field, problem)

    def _edited(self) -> None:
        self._say("")
        self._offer()
        if not self._timer.isActive():
            self._timer.start()

    def _tell_half(self) -> None:
        self.half_typed.emit(f"call/{self.key}", self.field.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the numbers; what was typed is kept."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
