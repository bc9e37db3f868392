"""All numbers of the facility with the log of their calls, and counsel's timer (F8)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.record_views import RecordView
from desktop.ui.calls.rows import CallList
from desktop.ui.calls.told import Check
from desktop.ui.calls.wait import WaitStrip
from desktop.ui.page import BesidePage, Strip, scrolling, trouble_words
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class CallsPage(BesidePage):
    """Whom to call. Digits choose a number, Return its first answer; Esc goes back.

    What is logged and half typed comes from `calls`; `not_reached` carries the address that takes this answer.
    """

    not_reached = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.record: RecordView | None = None
        self.trouble_strip, self.refused_strip = Strip("trouble"), Strip("hold")
        self.wait, self.calls = WaitStrip(theme), CallList(theme, digits=True, log=True)
        self.back = Target(theme, tr("Back"), key=tr("Esc"), px=17)
        self.back.setAccessibleName(tr("Back to the visit"))
        how = tr("Dial on your phone. A digit chooses a line, Enter says what happened.")
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr("Numbers to call"), "question"))
        words.addWidget(label(how, "help"))
        head.addLayout(words, 1)
        head.addWidget(self.back)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.calls)
        rows.addStretch(1)
        self.area = scrolling(inner, tr("Numbers to call"))
        box = QVBoxLayout(self)
        box.setContentsMargins(26, 10, 22, 8)
        box.setSpacing(8)
        for strip in (self.trouble_strip, self.refused_strip):
            box.addWidget(strip)
        box.addLayout(head)
        box.addWidget(self.wait)
        box.addWidget(self.area, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Numbers to call"))
        self.back.clicked.connect(self.closed)
        self.calls.reshaped.connect(self._show_form)
        self.wait.not_reached.connect(self.not_reached)

    def set_check(self, check: Check) -> None:
        """What looks over the words of a call before they are written down."""
        self.calls.set_check(check)

    def show_calls(self, record: RecordView) -> None:
        """Show all numbers, and how long counsel is waited for."""
        self.record = record
        self.trouble_strip.say("")
        self.refused_strip.say("")
        self.wait.show_wait(record.wait)
        self.calls.show_rows(record.calls, record.half_typed)

    def tick(self, now_us: int) -> None:
        """A second has passed; `now_us` is µs UTC by the desk's clock."""
        self.wait.tick(now_us)

    def _show_form(self) -> None:
        if not self.calls.form.isHidden():
            self.area.ensureWidgetVisible(self.calls.form)

    def digit(self, key: str) -> None:
        """A digit chooses the number."""
        self.calls.key(key)
        if (target := self.calls.focused()) is not None:
            self.area.ensureWidgetVisible(target)

    def enter(self, target: Target | None) -> None:
        """Return in the words of a call writes them down; else it presses what has the focus."""
        if not self.calls.enter(target):
            super().enter(target)

    def refuse(self, sentence: str) -> None:
        """Above the numbers."""
        self.refused_strip.say(sentence)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the numbers."""
        self.trouble_strip.say(trouble_words(trouble, lost or tr("what you pressed")))

    def first_focus(self) -> None:
        """The page itself, so that a digit chooses; where a call was only logged, the focus stays with the numbers."""
        if self.calls.focused() is None:
            self.setFocus()
