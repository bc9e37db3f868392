"""From Enter after a PIN to the painted desk, and switching to another person: beside a bare Argon2id of the same cost in the same run."""

import statistics
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.app import App
from desktop.trust.pins import LANES, LENGTH, MEMORY_KIB, ROUNDS

RUNS = 9
PEOPLE = (("Supervisor 3", "493817"), ("Guard 12", "850264"))


def bare() -> float:
    """Milliseconds of one Argon2id with the parameters of a PIN."""
    made = Argon2id(
        salt=b"sixteen bytes ..", length=LENGTH, iterations=ROUNDS, lanes=LANES, memory_cost=MEMORY_KIB
    )
    began = time.perf_counter()
    made.derive(b"850264")
    return (time.perf_counter() - began) * 1000


class Person:
    """Somebody at the real window."""

    def __init__(self, app: App) -> None:
        self.window, self.painted = app.window, False
        self.window.desk.painted.connect(self._paint)

    def _paint(self) -> None:
        self.painted = True

    def key(self, key: Qt.Key) -> None:
        """Press a key, once the page counts it."""
        while not self.window.gate.is_open:
            QApplication.processEvents()
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def sign_in(self, number: int, pin: str) -> float:
        """Milliseconds from Enter to the painted desk with that name on it; the page of names is on the screen before."""
        self.key(Qt.Key(ord("0") + number))
        QTest.keyClicks(QApplication.focusWidget() or self.window, pin)
        self.painted = False
        began = time.perf_counter()
        self.key(Qt.Key.Key_Return)
        while not self.painted:
            QApplication.processEvents()
        return (time.perf_counter() - began) * 1000


def main() -> None:
    """Medians of runs in turn, after one of each that does not count."""
    qt = QApplication(["threshold"])
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as home:
        app = App(paths.places(Path(home), {}))
        app.show()
        app.window.activateWindow()
        person = Person(app)
        while (session := app.window.session) is None:
            qt.processEvents()
        (boss, boss_pin), (guard, guard_pin) = PEOPLE
        session.desk.people.first(boss, boss_pin)
        session.desk.people.add(guard, "guard", guard_pin)
        rows: list[tuple[float, float, float]] = []
        for _ in range(RUNS + 1):
            app.window.door.lock("locked")
            person.key(Qt.Key.Key_F6)
            first = person.sign_in(1, boss_pin)
            person.key(Qt.Key.Key_F6)
            person.key(Qt.Key.Key_2)
            rows.append((bare(), first, person.sign_in(2, guard_pin)))
        app.close()
    alone, signed, switched = (statistics.median(each) for each in zip(*rows[1:], strict=True))
    print(f"row\tbare Argon2id\t{alone:.0f} ms\tmedian of {RUNS}")
    print(f"row\tEnter to the painted desk\t{signed:.0f} ms\t{signed / alone:.2f} times the bare Argon2id")
    print(f"row\tswitch user, Enter to the painted desk\t{switched:.0f} ms\t{switched / alone:.2f} times")


if __name__ == "__main__":
    main()
