"""Plays a whole sample visit through the real window by real key presses, and leaves numbered pictures of it."""

import os
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import paths
from desktop.core.conditions import Value
from desktop.services.desk import SAMPLE_FACILITY, find_facility, open_desk
from desktop.services.trial import sample_answers
from desktop.services.views import QuestionView
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import LIGHT
from desktop.wall import FixedClock, zone

BEGIN = datetime(2026, 11, 20, 14, 3, tzinfo=UTC)
"""The hour at the site, whatever its zone."""
PATIENCE_MS = 20_000
COMPARED_AT = 2
"""The question with a drawing, counted from 1, at which the sample papers are shown: the signer's."""

ANSWERS: Mapping[str, str] = MappingProxyType(
    {
        "danger": "1",
        "visitor": "1",
        "purpose": "2\r",
        "identified": "1",
        "destination": "2",
        "paper": "4",
        "form": "1",
        "paper_top": "4",
        "signer": "5",
        "agency_form": "1",
        "secret": "2",
        "more_papers": "2",
    }
)
"""What the guard of the sample types at each step: officers who look for a person show an agency's own paper."""


def keys_for(question: QuestionView, value: Value | None) -> str:
    """The keys that give this answer; those of "I can't tell" where there is none."""
    if value is None:
        return "0"
    if isinstance(value, str):
        return next((each.key for each in question.choices if each.value == value), "0")
    return "".join(each.key for each in question.choices if each.value in value) + "\r"


class Player:
    """Types into the window, waits until it was painted, prints and pictures each step. `answers`: what a story of the desk's policy
    says, by address; where there are none, the guard answers as in `ANSWERS`."""

    def __init__(
        self, window: MainWindow, out: Path, clock: FixedClock, zone: tzinfo, answers: Mapping[str, Value]
    ) -> None:
        self._window, self._out, self._clock, self._zone = window, out, clock, zone
        self._answers = answers
        self._pictures, self._seconds = 0, 0

    def settle(self) -> None:
        """Let the window work until what it shows was painted; RuntimeError where that never comes."""
        patience = QDeadlineTimer(PATIENCE_MS)
        while self._window.session is None or not self._window.gate.is_open:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
            if patience.hasExpired():
                raise RuntimeError("The window was not painted in time.")
        QApplication.processEvents()

    def type(self, keys: str) -> None:
        """Press these keys one after the other, as the person at the desk does."""
        for key in keys:
            self._press(Qt.Key.Key_Return if key == "\r" else Qt.Key(ord(key.upper())))

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a function key, or one with another held."""
        self._press(key, held)

    def _press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._seconds += 9
        now = BEGIN.replace(tzinfo=self._zone) + timedelta(seconds=self._seconds)
        self._clock.set(now.isoformat())
        focused: QWidget | None = self._window.focusWidget()
        QTest.keyClick(focused or self._window, key, held)
        self.settle()

    def tell(self, what: str) -> None:
        """Print a step and keep its picture."""
        self._pictures += 1
        picture = self._out / f"{self._pictures:02d}.png"
        self._window.grab().save(str(picture))
        sys.stdout.write(f"{picture.name}  {what}\n")

    def walk(self) -> None:
        """Answer every question until the visit has come to an outcome."""
        drawn = 0
        while (view := self._window.view) is not None and view.shows == "question" and view.question:
            question = view.question
            keys = self._keys(question)
            self.tell(f"{question.question} {_answers(keys)}")
            drawn += bool(question.drawing)
            if question.drawing and drawn == COMPARED_AT:
                self.press(Qt.Key.Key_F4)
                self.tell("Sample papers side by side. [F4]")
                self.press(Qt.Key.Key_F4)
            self.type(keys)

    def _keys(self, question: QuestionView) -> str:
        if self._answers:
            return keys_for(question, self._answers.get(question.address))
        return ANSWERS.get(question.step, "0")

    def outcome(self, then: str) -> None:
        """Show what the visit came to."""
        view = self._window.view
        panel = view.outcome.panels[0] if view is not None and view.outcome is not None else None
        if panel is None:
            raise RuntimeError("The sample visit came to no outcome.")
        self.tell(f"{panel.title}: {panel.banner} {then}")


def _answers(keys: str) -> str:
    pressed = ", ".join("Enter" if key == "\r" else key for key in keys)
    return f"[{pressed}]"


def play(player: Player) -> None:
    """The sample visit, from the start screen to its end."""
    player.settle()
    player.tell("The start screen. [N]")
    player.type("n")
    player.walk()
    player.outcome("[F8]")
    player.press(Qt.Key.Key_F8)
    player.tell("The numbers to call. [1, Enter]")
    player.type("1\r")
    player.tell("The supervisor was reached. [Esc, F3, Ctrl+2]")
    player.press(Qt.Key.Key_Escape)
    player.press(Qt.Key.Key_F3)
    player.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    player.type("1n")
    player.tell("An officer: agency, all other lines not seen. [Enter]")
    player.type("\r")
    player.tell("It is written down. [Esc, F11]")
    player.press(Qt.Key.Key_Escape)
    player.press(Qt.Key.Key_F11)
    player.tell("The card for officers. [F11, F9]")
    player.press(Qt.Key.Key_F11)
    player.press(Qt.Key.Key_F9)
    player.tell("Everything is hidden. [F9]")
    player.press(Qt.Key.Key_F9)
    player.press(Qt.Key.Key_F12)
    player.outcome("[F2]")
    player.press(Qt.Key.Key_F2)
    player.tell("Something changed. [8]")
    player.type("8")
    player.tell("They have left; the visit is closed.")


def run_demo(out: Path, facility: Path | None = None) -> int:
    """Play it in a record of its own below `out`; 0. Without a screen Qt paints in memory. `facility`: another site than the sample,
    whose policy then tells by one of its own stories what is answered. Trouble where it cannot be used."""
    if sys.platform == "linux" and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = QApplication.instance() or QApplication(["threshold"])
    out.mkdir(parents=True, exist_ok=True)
    home = paths.places(out / "home", {})
    site = facility or paths.resources() / "facilities" / SAMPLE_FACILITY
    name = find_facility(home, site, None, []).zone
    clock = FixedClock(BEGIN.replace(tzinfo=zone(name)).isoformat(), zone(name), name)
    answers: dict[str, Value] = {}
    if facility is not None:
        with closing(open_desk(home, site, clock)) as desk:
            answers = sample_answers(desk)
    window = MainWindow(lambda: Session(open_desk(home, site, clock)), LIGHT)
    window.show()
    try:
        play(Player(window, out, clock, zone(name), answers))
    finally:
        window.close()
        qt.processEvents()
    sys.stdout.write(f"The pictures are in {out}\n")
    return 0
