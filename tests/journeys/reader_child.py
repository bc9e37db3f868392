"""The program that a screen reader reads from outside: the real window on a real record, and a person at its keyboard.

Commands come by lines: `key K` presses a key ("N", "3", "F12"), `tell` does nothing; each once the page was painted and a key
counts, and each is answered with a line: what the page should say, as the services made it. Arguments: home; 1 for one more
button, without a name.
"""

import sys
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop import paths
from desktop.app import App
from desktop.wall import FixedClock, zone

ZONE = "America/New_York"
NOON = "2026-07-15T12:00:00-04:00"


class Told(msgspec.Struct, frozen=True):
    """The page on the screen: its kind, what must be read there, and the words and key of each answer by its value.

    "" is the value of "none of these".
    """

    page: str
    step: str = ""
    kind: str = ""
    words: tuple[str, ...] = ()
    answers: dict[str, tuple[str, str]] = {}


class Child(QObject):
    """Does one command after the other: each is answered with what the page should say before the next one comes."""

    def __init__(self, home: Path, unnamed: bool) -> None:
        super().__init__()
        school = paths.resources() / "facilities" / "sample-school.toml"
        self.app = App(paths.places(home, {}), school, FixedClock(NOON, zone(ZONE), ZONE))
        self.window = self.app.window
        self.command = ""
        self.notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.notifier.activated.connect(self.hear)
        self.timer = QTimer()
        self.timer.setInterval(5)
        self.timer.timeout.connect(self.go_on)
        self.app.show()
        self.window.windowHandle().installEventFilter(self)
        self.window.activateWindow()  # a bare screen has nobody else who would
        if unnamed:
            button = QPushButton(self.window)
            button.setGeometry(2, 2, 60, 60)
            button.show()

    def hear(self) -> None:
        """A command; the end of all commands closes the window."""
        line = sys.stdin.readline()
        if not line:
            self.notifier.setEnabled(False)
            self.app.close()
            return
        self.command = line.strip()
        self.timer.start()

    def go_on(self) -> None:
        """The next command, once a key counts."""
        if self.window.session is None or not self.window.gate.is_open:
            return
        self.timer.stop()
        verb, _, key = self.command.partition(" ")
        if verb == "key":
            code = Qt.Key(ord(key)) if len(key) == 1 else Qt.Key[f"Key_{key}"]
            QTest.keyClick(self.window.windowHandle(), code)  # goes where the system would send it
            return  # the window system hands it on later: answered when the key is up
        self.answer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key that came through the window system is up again: what it did is done."""
        if event.type() == QEvent.Type.KeyRelease:
            QTimer.singleShot(0, self, self.answer)
        return super().eventFilter(watched, event)

    def answer(self) -> None:
        """Say that the command is done."""
        sys.stdout.write(msgspec.json.encode(self.told()).decode() + "\n")
        sys.stdout.flush()

    def told(self) -> Told:
        """What the page on the screen should say."""
        page = self.window.pages.currentWidget()
        if page is self.window.walk and (view := self.window.walk.view) is not None:
            answers = {each.value: (each.label, each.key) for each in (*view.choices, view.unsure)}
            if view.empty is not None:
                answers[""] = (view.empty.label, view.empty.key)
            words = tuple(each for each in (view.question, view.say) if each)
            return Told("walk", view.step, view.kind, words, answers)
        if page is self.window.outcome and (outcome := self.window.outcome.view) is not None:
            panel = outcome.panels[0]
            return Told("outcome", panel.id, words=(panel.banner, panel.say, outcome.non_interference))
        return Told("desk" if page is self.window.desk else type(page).__name__)


def main() -> int:
    """Run until the commands end, or for a minute, which the parent takes for a fault."""
    qt = QApplication(["threshold"])
    child = Child(Path(sys.argv[1]), sys.argv[2] == "1")
    QTimer.singleShot(60_000, qt.quit)
    ended = qt.exec()
    child.app.close()
    return ended


if __name__ == "__main__":
    sys.exit(main())
