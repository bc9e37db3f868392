"""From a key press to the answer on disk and to the next page painted: a window on an empty record, one with 10,000 visits in
its day list, and the same journal's append alone, all in one run."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.core.events import Actor, Draft, StepAnswered, VisitClosed, VisitOpened
from desktop.packs.facility import snapshot
from desktop.services.desk import Desk, open_desk
from desktop.store.admission import NumberFor
from desktop.store.journal import Moment
from desktop.store.opening import new_id
from tests.journeys.kill_child import Typist

ANSWERS = 300
A_VISIT = 20
"""Answers of one visit; then another begins, as walks are that long and hardly longer."""
APPENDS = 300
DAY_LIST = 10_000
A_BATCH = 250
GUARD = Actor("Guard 12", "guard", "claimed")


class Timed(Typist):
    """A typist with a stop watch. Times in milliseconds from the key press."""

    def __init__(self, home: Path) -> None:
        self.pressed, self.begun = 0.0, 0
        self.on_disk: list[float] = []
        self.painted_after: list[float] = []
        super().__init__(home, 0, "", early=False, tells=False)

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


def drafts(desk: Desk, count: int) -> Iterator[Draft]:
    """Visits of today, opened and closed."""
    head = desk.pack.policy.head
    for _ in range(count):
        visit = new_id()
        opened = VisitOpened("", snapshot(desk.facility), desk.facility.posts[0], head.id, head.version,
                             desk.pack.pack_hash, desk.language, "button")  # fmt: skip
        yield Draft("visit_opened", visit, opened, GUARD)
        yield Draft("visit_closed", visit, VisitClosed(), GUARD)


def fill(home: Path) -> None:
    """A record whose day list is long."""
    desk = open_desk(paths.places(home, {}))
    desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
    number_for = NumberFor(desk.facility.id, desk.facility.desk)
    for _ in range(DAY_LIST // A_BATCH):
        desk.store.journal.append(list(drafts(desk, A_BATCH)), desk.clock.read(), number_for)
    desk.close()


def appends(home: Path) -> list[float]:
    """Milliseconds of one answer each, appended to the same kind of journal and nothing else."""
    desk = open_desk(paths.places(home, {}))
    desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
    number_for = NumberFor(desk.facility.id, desk.facility.desk)
    visit = desk.store.journal.append(list(drafts(desk, 1))[:1], desk.clock.read(), number_for)[0].visit
    taken = []
    for _ in range(APPENDS):
        started = time.perf_counter()
        answer = StepAnswered("r1/visitor", "visitor", "federal", "screen")
        desk.store.journal.append([Draft("step_answered", visit, answer, GUARD)], desk.clock.read())
        taken.append((time.perf_counter() - started) * 1000)
    desk.close()
    return taken


def typed(qt: QApplication, home: Path) -> Timed:
    """A window on the record below `home`, answered until there are enough answers."""
    typist = Timed(home)
    qt.exec()
    typist.app.close()
    return typist


def row(what: str, times: list[float], bare: float, remark: str = "") -> str:
    """A row with median and 99th percentile, and the ratio of the median to the append alone."""
    half, most = statistics.median(times), statistics.quantiles(times, n=100)[-1]
    return (
        f"row\t{what}\tp50 {half:.1f} ms, p99 {most:.1f} ms\t{half / bare:.2f} times the append alone{remark}"
    )


def main() -> int:
    """300 answers typed in each window; the rows tell p50, p99 and ratios."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        top = Path(folder)
        bare = appends(top / "append")
        fill(top / "full")
        qt = QApplication(["threshold"])
        empty, full = typed(qt, top / "empty"), typed(qt, top / "full")
    median = statistics.median(bare)
    print(row("the journal's append alone", bare, median))
    for name, typist in (("empty day list", empty), (f"{DAY_LIST:,} visits in it", full)):
        print(row(f"key to on disk, {name}", typist.on_disk, median, f", {len(typist.on_disk)} answers"))
        print(row(f"key to next page painted, {name}", typist.painted_after, median))
    ratio = statistics.median(full.painted_after) / statistics.median(empty.painted_after)
    print(f"row\tlong day list against empty\t{ratio:.2f} times\tkey to next page painted, p50")
    return 0


if __name__ == "__main__":
    sys.exit(main())
