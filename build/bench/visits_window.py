"""The page "Visits" at 100,000 visits: from a key to the painted list, and the longest block of the window's thread meanwhile.

A heartbeat of one millisecond runs in the window's thread; the longest time between two beats is how long it answered nothing. Idle, it
tells what the machine itself takes. The visits that are gone through are real ones, whose reports are made and drawn beside the list.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from build.bench.visits import VISITS, Made, fill
from desktop import paths
from desktop.app import App

REAL = 12
"""Visits that are walked, and whose reports can be made; they are found by what was noted in them."""

A_KEY_S, SEARCHES, IDLE_S = 0.08, 40, 3.0
"""Somebody types so fast, and so many searches."""


class Heart:
    """Beats while somebody looks, and keeps the times between two beats, in milliseconds."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._latest = 0.0
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._latest) * 1000)
        self._latest = now

    def during(self, work: Callable[[], object]) -> list[float]:
        """The times while `work` runs the window."""
        self.gaps, self._latest = [], time.perf_counter()
        self._timer.start()
        work()
        self._timer.stop()
        self._beat()
        return self.gaps


class Person:
    """Somebody at the real window."""

    def __init__(self, app: App) -> None:
        self.window, self.visits = app.window, app.window.visits
        self.shown = False
        self.visits.page.table.visits.modelReset.connect(self._found)

    def _found(self) -> None:
        self.shown = True

    def wait(self, seconds: float) -> None:
        """Let the window work for so long."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            QApplication.processEvents()

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window work until it is so."""
        while not done():
            QApplication.processEvents()

    @property
    def idle(self) -> bool:
        """Nothing is looked for, made or drawn."""
        return not (self.visits.finding.busy or self.visits.preview.busy)

    def key(self, key: Qt.Key) -> None:
        """Press a key on what has the focus."""
        focused: QWidget | None = QApplication.focusWidget()
        QTest.keyClick(focused or self.window, key)

    def type(self, texts: list[str]) -> list[float]:
        """Type each of these, letter by letter; milliseconds from each last letter to the list that it found."""
        times = []
        field = self.visits.page.search
        for text in texts:
            field.selectAll()
            for letter in text[:-1]:
                QTest.keyClicks(field, letter)
                self.wait(A_KEY_S)
            self.until(lambda: self.idle)
            self.shown = False
            began = time.perf_counter()
            QTest.keyClicks(field, text[-1])
            self.until(lambda: self.shown)
            self.visits.page.table.viewport().repaint()
            times.append((time.perf_counter() - began) * 1000)
        return times


def walk(app: App) -> None:
    """Some real visits, by the services."""
    session = app.window.session
    assert session is not None
    for _ in range(REAL):
        session.begin()
        visit, actor = session.visit or "", session.actor
        for number in range(30):
            session.noting.note(visit, f"Note {number}: they stood at the inner door.", "seen", actor)
        now = session.walking.current(visit)
        session.walking.answer(visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", actor)
    app.window.show_desk()


def report(what: str, gaps: list[float], idle: float) -> None:
    """A row on how long the window's thread was held up."""
    long = sorted(gaps)[-3:][::-1]
    of = ", ".join(f"{each:.0f}" for each in long)
    print(f"row\t{what}: longest block\t{long[0]:.0f} ms\tthen {of}; idle {idle:.0f} ms; wanted 50 ms")


def measure(app: App, made: Made) -> None:
    """Open the page, type, go down the list."""
    person, heart = Person(app), Heart()
    idle = max(heart.during(lambda: person.wait(IDLE_S)))

    def open_page() -> None:
        person.shown = False
        person.key(Qt.Key.Key_F10)
        person.until(lambda: person.shown)

    began = time.perf_counter()
    gaps = heart.during(open_page)
    print(f"row\tF10 to the list\t{(time.perf_counter() - began) * 1000:.0f} ms\twanted 200 ms")
    report("opening", gaps, idle)
    kinds = ("one word", "two words", "badge 4471", "part of a number")
    texts = [made.asked(kinds[number % len(kinds)]) for number in range(SEARCHES)]
    times: list[float] = []
    gaps = heart.during(lambda: times.extend(person.type(texts)))
    p95 = statistics.quantiles(times, n=20)[-1]
    middle = statistics.median(times)
    print(
        f"row\tkey to the painted list\tp50 {middle:.0f} ms, p95 {p95:.0f} ms\t{len(times)} searches; wanted 100 ms"
    )
    report("typing", gaps, idle)
    person.type(["inner door"])
    person.until(lambda: person.idle)

    def down() -> None:
        person.key(Qt.Key.Key_Home)
        for _ in range(3 * REAL):
            person.wait(A_KEY_S)
            person.key(Qt.Key.Key_Down)
        person.key(Qt.Key.Key_Home)
        person.until(lambda: person.idle)

    report("going from visit to visit", heart.during(down), idle)
    app.window.visits.page.search.selectAll()
    person.key(Qt.Key.Key_Delete)
    person.until(lambda: person.idle)

    def to_the_end() -> None:
        for _ in range(20):
            person.key(Qt.Key.Key_End)
            person.until(lambda: person.idle)

    report("further pieces of the list", heart.during(to_the_end), idle)


def main(count: int = VISITS) -> int:
    """Make the record, work in it, remove it."""
    qt = QApplication.instance() or QApplication(["threshold"])
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as home:
        app = App(paths.places(Path(home), {}))
        app.show()
        app.window.activateWindow()
        while app.window.session is None:
            qt.processEvents()
        desk = app.window.session.desk
        desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
        made = Made(desk, count)
        fill(made, count)
        walk(app)
        measure(app, made)
        app.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
