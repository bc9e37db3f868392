"""The process that is killed: the real window on a real record, answered by real key presses as fast as the window takes them.

Prints `painted N` when the question after the N-th answer was painted, and `at MOMENT` when it stands still to be killed.
Arguments: home, how many painted questions to wait for, the moment to stand still at ("" for none), 1 to acknowledge too early.
"""

import sys
import threading
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.app import App
from desktop.services.views import QuestionView
from desktop.store.journal import Moment
from desktop.ui.gate import BURST_MS

ANSWERS = {
    "danger": "none",
    "visitor": "city_agency",
    "identified": "all",
    "city_team_helps_immigration": "no",
    "officers_now": "others_arrived",
}
"""A visit without end: local police, then others arrive, again and again."""


def say(words: str) -> None:
    """One line, at once in the pipe."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def stand_still() -> None:
    """Wait to be killed."""
    threading.Event().wait()


class Typist:
    """Types the next answer once the question was painted and the window takes a key again."""

    def __init__(self, home: Path, painted: int, moment: str, early: bool, tells: bool = True) -> None:
        self.tells = tells
        self.painted, self.moment, self.early = painted, moment, early
        self.given = 0
        self.asked: QuestionView | None = None
        self.listening = False
        self.app = App(paths.places(home, {}), steps=self.step)
        self.window = self.app.window
        for page in (self.window.desk, self.window.walk, self.window.outcome):
            page.painted.connect(self.seen)
        self.timer = QTimer()
        self.timer.setSingleShot(True)
        self.timer.setInterval(BURST_MS + 5)
        self.timer.timeout.connect(self.type)
        self.app.show()

    def step(self, moment: Moment) -> None:
        """The journal tells where in an append it stands; opening a visit is no answer."""
        if self.asked is not None and self.early and moment == "begin":
            say(f"painted {self.given + 1}")
        self.stop_at(moment)

    def stop_at(self, moment: str) -> None:
        """Stand still here, if this is the moment, while an answer is under way."""
        if self.asked is not None and moment == self.moment and self.given >= self.painted:
            say(f"at {moment}")
            stand_still()

    def seen(self) -> None:
        """A page was painted. If it shows something else than the question that was answered, that answer was taken."""
        page, session = self.window.pages.currentWidget(), self.window.session
        if session is None or page is self.window.opening:
            return
        if not self.listening:
            self.listening = True
            session.desk.store.journal.listen(lambda events: self.stop_at("heard"))
        if self.asked is not None and (
            page is not self.window.walk or self.window.walk.view is not self.asked
        ):
            self.asked = None
            self.given += 1
            if self.tells:
                say(f"painted {self.given}")
        if not self.timer.isActive():
            self.timer.start()

    def type(self) -> None:
        """Press the key that the page asks for; one that the window did not take is pressed again."""
        page, view = self.window.pages.currentWidget(), self.window.walk.view
        if page is self.window.desk:
            QTest.keyClick(self.window, Qt.Key.Key_N)
        elif page is self.window.outcome:
            QTest.keyClick(self.window, Qt.Key.Key_F2)
        elif page is self.window.walk and view is not None:
            value = ANSWERS[view.step]
            self.asked = view
            digit = next(int(choice.key) for choice in view.choices if choice.value == value)
            QTest.keyClick(self.window, Qt.Key(Qt.Key.Key_0 + digit))
        self.timer.start()


def main() -> int:
    """Type until killed; ends by itself after two minutes, which the parent takes for a fault."""
    home, painted, moment, early = sys.argv[1:5]
    qt = QApplication(["threshold"])
    typist = Typist(Path(home), int(painted), moment, early == "1")
    QTimer.singleShot(120_000, qt.quit)
    ended = qt.exec()
    say(f"ended after {typist.given}")
    return ended


if __name__ == "__main__":
    sys.exit(main())
