"""From a key press to the answer on disk and to the next question painted, in the real window on a real record."""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import sqlcipher3
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.store.journal import Moment
from tests.journeys.kill_child import Typist

ANSWERS = 150
A_VISIT = 20
"""Answers of one visit; then another begins, as walks are that long and hardly longer."""
BARE_COMMITS = 300


class Timed(Typist):
    """A typist with a stop watch. Times in milliseconds from the key press."""

    def __init__(self, home: Path) -> None:
        self.pressed, self.begun = 0.0, 0
        self.on_disk: list[float] = []
        self.painted_after: list[float] = []
        super().__init__(home, 0, "", early=False)

    def type(self) -> None:
        """Press the key and start the watch."""
        window = self.window
        if window.pages.currentWidget() is window.outcome and self.given - self.begun >= A_VISIT:
            self.begun = self.given
            window.show_desk()
        self.pressed = time.perf_counter()
        super().type()

    def step(self, moment: Moment) -> None:
        """The commit has come back: the answer is on disk."""
        if moment == "after_commit" and self.asked is not None:
            self.on_disk.append((time.perf_counter() - self.pressed) * 1000)

    def seen(self) -> None:
        """The next page was painted."""
        before = self.given
        super().seen()
        if self.given > before:
            self.painted_after.append((time.perf_counter() - self.pressed) * 1000)
        if self.given >= ANSWERS:
            QTimer.singleShot(0, QApplication.quit)


def bare_commits(folder: Path) -> list[float]:
    """Milliseconds of one insert and commit each, on an encrypted file with the record's own settings and nothing else."""
    db = sqlcipher3.connect(folder / "bare.db", isolation_level=None)
    key = os.urandom(32).hex()
    for pragma in (f"key = \"x'{key}'\"", "journal_mode = WAL", "synchronous = FULL"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, content TEXT)")
    taken = []
    for _ in range(BARE_COMMITS):
        started = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO events (content) VALUES (?)", ("x" * 800,))
        db.execute("COMMIT")
        taken.append((time.perf_counter() - started) * 1000)
    db.close()
    return taken


def row(what: str, times: list[float], bare: float, remark: str = "") -> str:
    """A row with median and 95th percentile, and the ratio of the median to the bare commit's."""
    half, most = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    return f"row\t{what}\tp50 {half:.1f} ms, p95 {most:.1f} ms\t{half / bare:.1f} times a bare commit{remark}"


def main() -> int:
    """150 answers typed one after the other; the rows tell p50, p95 and ratios."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        bare = bare_commits(Path(folder))
        qt = QApplication(["threshold"])
        typist = Timed(Path(folder))
        code = qt.exec()
        typist.app.close()
    median = statistics.median(bare)
    print(row("bare sqlcipher insert and commit", bare, median))
    print(row("key to on disk", typist.on_disk, median, f", {len(typist.on_disk)} answers"))
    print(row("key to next page painted", typist.painted_after, median, " (outcome pages too)"))
    return code


if __name__ == "__main__":
    sys.exit(main())
