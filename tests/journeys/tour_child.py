"""The process that is killed on a screen: the real window on a real record, brought to that screen by keys, then standing still.

Prints `at SCREEN EVENTS HALF`: how many events the journal had acknowledged by then, and the half-typed text that was kept.
Arguments: home, screen, 1 to say one event too many (the negative control).
"""

import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.guard import AO93, I200, Guard
from tests.ui.staff import F6, staffed, type_pin

PATIENCE_MS = 20_000
TYPED = "They stand by the d"


class Patience:
    """Waits as the tests' own fixture does, in a process that has none."""

    def addWidget(self, widget: QWidget) -> None:
        """Nothing has to be tidied up: the process is killed."""

    def waitExposed(self, widget: QWidget) -> None:
        """Until the window is on the screen."""
        self.waitUntil(widget.isVisible)

    def waitUntil(self, there: Callable[[], bool]) -> None:
        """Until it is so; RuntimeError where it never comes."""
        patience = QDeadlineTimer(PATIENCE_MS)
        while not there():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if patience.hasExpired():
                raise RuntimeError("It did not come in time.")


def key(guard: Guard, number: int) -> None:
    """A function key."""
    guard.key(Qt.Key(Qt.Key.Key_F1 + number - 1))


def desk(guard: Guard) -> None:
    """The start screen, with a visit open."""
    guard.walk({"danger": "none"})
    guard.window.show_desk()
    guard.settle()


def several(guard: Guard) -> None:
    """A list of several answers, one marked and not handed in."""
    guard.walk({"danger": "none", "visitor": "federal"})
    guard.key("2")


def date_half_typed(guard: Guard) -> None:
    """A date of which the month is typed."""
    guard.walk({step: AO93[step] for step in AO93 if step != "date_issued"})
    for digit in "07":
        QTest.keyClick(QApplication.focusWidget() or guard.window, Qt.Key(ord(digit)))


def outcome(guard: Guard) -> None:
    """An outcome."""
    guard.walk(I200)


def after_f12(guard: Guard) -> None:
    """They went in."""
    guard.walk(I200)
    key(guard, 12)


def calls(guard: Guard) -> None:
    """The numbers, one call logged."""
    guard.walk({"danger": "none"})
    key(guard, 8)
    guard.window.recording.calls.calls.called.emit("counsel", "no_answer", "", "")
    guard.settle()


def note_half_typed(guard: Guard) -> None:
    """A note that is not written down yet; half-typed text has been kept."""
    guard.walk({"danger": "none"})
    key(guard, 3)
    QTest.keyClicks(QApplication.focusWidget() or guard.window, TYPED)
    guard.bot.waitUntil(lambda: half_typed(guard) == TYPED)


def marked(guard: Guard) -> None:
    """A time was marked, and nobody has said what it was."""
    guard.walk({"danger": "none"})
    key(guard, 5)


def card(guard: Guard) -> None:
    """The card for officers."""
    guard.walk({"danger": "none"})
    key(guard, 11)


def compare(guard: Guard) -> None:
    """The drawings side by side."""
    guard.walk({"danger": "none"})
    key(guard, 4)


def changed(guard: Guard) -> None:
    """What they do now."""
    guard.walk(I200)
    key(guard, 2)


def covered(guard: Guard) -> None:
    """Everything hidden."""
    guard.walk(I200)
    key(guard, 9)


def pin_half_typed(guard: Guard) -> None:
    """Somebody is about to sign in, over an open visit."""
    staffed(guard).walk({"danger": "none"})
    guard.window.show_desk()
    guard.settle()
    guard.key(F6, "3", F6, "2")
    type_pin(guard, "850")


def locked(guard: Guard) -> None:
    """The locked screen; a note was half typed."""
    staffed(guard)
    note_half_typed(guard)
    guard.key(F6, "1")


def changing(guard: Guard) -> None:
    """An earlier answer about to be changed."""
    guard.walk({"danger": "none", "visitor": "federal"})
    last = guard.question.last
    assert last is not None
    guard.window.walk.change.emit(last.seq)
    guard.settle()


SCREENS: Mapping[str, Callable[[Guard], None]] = MappingProxyType(
    {
        each.__name__: each
        for each in (desk, several, date_half_typed, outcome, after_f12, calls, note_half_typed, marked, card,
                     compare, changed, covered, changing, pin_half_typed, locked)
    }
)  # fmt: skip


def half_typed(guard: Guard) -> str:
    """The note that is not written down yet, as the record has it."""
    visit = guard.session.desk.store.queries.all_visits(limit=1)[0].visit
    return guard.session.desk.store.queries.half_typed(visit).get("note", "")


def main() -> int:
    """Go to the screen, say so, wait to be killed."""
    home, screen, more = sys.argv[1:4]
    qt = QApplication(["threshold"])
    guard = Guard(Patience(), Path(home))  # type: ignore[arg-type]
    SCREENS[screen](guard)
    qt.processEvents()
    events = guard.session.desk.store.journal.head()[0] + int(more)
    sys.stdout.write(f"at {screen} {events} {half_typed(guard)}\n")
    sys.stdout.flush()
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
