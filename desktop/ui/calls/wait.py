"""How long counsel is waited for: minutes and seconds, and the target that says that counsel was not reached."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame

from desktop.services.record_views import CounselWait
from desktop.ui.calls.grid import in_lines
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label
from desktop.ui.tongue import tr

SECOND_US, MINUTE_US = 1_000_000, 60_000_000


def is_over(wait: CounselWait, now_us: int) -> bool:
    """The minutes have passed, after which counsel counts as not reached (facts.md)."""
    return now_us - wait.since_us >= wait.minutes * MINUTE_US


def wait_words(wait: CounselWait, now_us: int) -> str:
    """How long counsel is waited for, in words. `now_us` is µs UTC; a clock that was set back shows 00:00."""
    if is_over(wait, now_us):
        return (
            tr("1 minute has passed. {who} counts as not reached.", who=wait.who)
            if wait.minutes == 1
            else tr("{n} minutes have passed. {who} counts as not reached.", n=wait.minutes, who=wait.who)
        )
    seconds = max(0, now_us - wait.since_us) // SECOND_US
    clock = f"{seconds // 60:02d}:{seconds % 60:02d}"
    if wait.minutes == 1:
        return tr("{who}: {clock} of 1 minute", who=wait.who, clock=clock)
    return tr("{who}: {clock} of {n} minutes", who=wait.who, clock=clock, n=wait.minutes)


class _Urged(Target):
    """A target that stands out from some moment on."""

    def urge(self, urged: bool) -> None:
        """Stand out, or stand back."""
        look = "primary" if urged else "plain"
        if look != self._look:
            self._look = look
            self.update()


class WaitStrip(QFrame):
    """Counsel's timer. It never answers by itself: `not_reached` comes with the address when its target is pressed.

    `others` are further answers, which then stand with it below the words: in one row, or in several where it is `narrow`.
    """

    not_reached = Signal(str)

    def __init__(
        self, theme: Theme, others: Sequence[Target] = (), key: str = "", text: str = "", narrow: bool = False
    ) -> None:
        super().__init__()
        ground(self, "hold")
        self._wait: CounselWait | None = None
        self._now_us, self._alone = 0, not others
        self.words = label("", "strong")
        self.target = _Urged(theme, text or tr("Not reached"), "row" if others else "plain", key, 17)
        self.target.clicked.connect(self._press)
        row = in_lines((*others, self.target), narrow)
        ways = QBoxLayout.Direction
        box = QBoxLayout(ways.TopToBottom if others else ways.LeftToRight, self)
        box.setContentsMargins(14, 3, 6, 0) if others else box.setContentsMargins(14, 0, 6, 0)
        box.setSpacing(0 if others else 12)
        box.addWidget(self.words, 0 if others else 1)
        box.addLayout(row)
        self.hide()

    def show_wait(self, wait: CounselWait | None) -> None:
        """Show what counsel was asked, or nothing at all."""
        self._wait = wait
        self.setVisible(wait is not None)
        if wait is not None:
            self.target.setAccessibleName(tr("{who} was not reached", who=wait.who))
            self.tick(max(self._now_us, wait.since_us))

    def tick(self, now_us: int) -> None:
        """A second has passed; `now_us` is µs UTC by the desk's clock."""
        self._now_us = now_us
        if self._wait is None:
            return
        said = wait_words(self._wait, now_us)
        if said != self.words.text():
            self.words.setText(said)
        if self._alone:  # among counsel's answers none stands out
            self.target.urge(is_over(self._wait, now_us))

    def _press(self) -> None:
        if self._wait is not None:
            self.not_reached.emit(self._wait.address)
