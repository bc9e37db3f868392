"""A hundred reports as one job in the real window, saved and printed: in all, how long its thread stood still, and beside drawing alone.

They are printed by the printing system of a PC, a real one that prints nowhere, and page by page by Qt, as where there is none.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.app import App
from desktop.services.pictures import page_sizes
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.walking import Walking
from desktop.ui.main_window import MainWindow
from desktop.ui.report.printing import Printers
from desktop.ui.session import Session
from desktop.ui.visits.copies_desk import Asked
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.services.printing_system import PrintingSystem
from tests.ui.reporting import FilePrinters

JOB = int(sys.argv[1]) if len(sys.argv) > 1 else 100
BEAT_MS = 2
WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
WALKS: tuple[dict[str, object], ...] = (
    {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no"},
    {**TO_THE_PAPERS, **GOOD_WARRANT, "date_issued": "2026-01-05", "more_papers": "no"},
    {**TO_THE_PAPERS, "paper": "none"},
    {"danger": "none", "visitor": "private_person"},
)


class Heart(QObject):
    """Beats every `BEAT_MS` if the window's thread lets it; `gaps` are the ms between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._latest = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """From now on."""
        self.gaps, self._latest = [], time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._latest) * 1000)
        self._latest = now

    def told(self) -> str:
        """The longest, the one that one of a thousand is longer than, and how many were longer than 50 ms."""
        self._timer.stop()
        gaps = sorted(self.gaps)
        late = sum(gap > 50 for gap in gaps)
        return f"longest block of the window {gaps[-1]:.0f} ms, p99.9 {gaps[len(gaps) * 999 // 1000]:.1f} ms, above 50 ms {late}"


def fill(session: Session) -> list[str]:
    """Visits of several kinds; their ids."""
    walking, found = session.walking, list[str]()
    for number in range(JOB):
        now = walking.open_visit(session.actor, session.post)
        facts = WALKS[number % len(WALKS)]
        while now.walk.open is not None and now.walk.open.step in facts:
            value = facts[now.walk.open.step]
            assert isinstance(value, str | list | tuple)
            now = walking.answer(now.visit.id, now.walk.open.address, value, session.actor)
        visit = now.visit.id
        session.noting.note(visit, f"Badge {4000 + number} was shown, and a grey van.", "seen", session.actor)
        session.noting.call(visit, "counsel", "reached", session.actor, "They are on the way.", "")
        changes = f"{now.walk.round}/{now.pack.policy.changes_step}"
        walking.answer(visit, changes, "left", session.actor)
        found.append(visit)
    return found


def alone(session: Session, visits: list[str]) -> tuple[float, float, int]:
    """Seconds to gather and to draw all reports one after the other and nothing else, and their pages."""
    from desktop.reports.pdf import make_pdf

    began = time.perf_counter()
    drafts = []
    for visit in visits:
        reporting = Reporting(Screens(Walking(session.desk)))
        drafts.append(reporting.draft(reporting.material(visit)))
    gathered = time.perf_counter()
    made = [make_pdf(draft.outline, "letter") for draft in drafts]
    drawn = time.perf_counter()
    return gathered - began, drawn - gathered, sum(len(page_sizes(pdf)) for pdf in made)


def job(window: MainWindow, begin: Callable[[], None]) -> tuple[float, str]:
    """Seconds of a job that is begun at the page, and how long the window stood still."""
    page, heart = window.copies.page, Heart()
    window.copies.give(Asked(told=f"{JOB} visits"))
    page.give.digit("2")
    page.give.recipient.setText("Counsel")
    page.give.purpose.setText("A measured job")
    while not window.gate.is_open:
        QApplication.processEvents()
    heart.begin()
    began = time.perf_counter()
    begin()
    while window.copies.busy:
        QApplication.processEvents(WAIT)
    took = time.perf_counter() - began
    told = heart.told()
    if not page.done.words.startswith("✓"):
        sys.exit(f"The job was not done: {page.done.words} {page.wrong.words}")
    window.door.back()
    return took, told


def compare(session: Session, visits: list[str]) -> float:
    """Seconds to gather and draw alone, the middle of three runs, which is told."""
    alone(session, visits[:1])
    runs = [alone(session, visits) for _ in range(3)]
    gathered, drawn = (statistics.median(run[at] for run in runs) for at in (0, 1))
    pages = runs[0][2]
    print(f"row\t{JOB} reports gathered alone\t{gathered:.1f} s\t{pages} pages")
    print(f"row\t{JOB} reports drawn alone\t{drawn:.1f} s\t{drawn / pages * 1000:.1f} ms a page")
    return gathered + drawn


def idle() -> None:
    """Tell how long the window stands still where nothing is done."""
    heart = Heart()
    QApplication.processEvents()  # what came up while the reports were drawn
    heart.begin()
    until = time.perf_counter() + 2
    while time.perf_counter() < until:
        QApplication.processEvents(WAIT)
    print(f"row\tno job, for comparison\t2 s\t{heart.told()}")


def measure(window: MainWindow, folder: Path, alone_s: float) -> None:
    """Each job once."""
    copies = window.copies
    form, path = copies.page.save, str(folder / "all.pdf")

    def printed(printers: Printers) -> None:
        copies.out.printers = printers
        copies.page.prints.emit()

    jobs: dict[str, Callable[[], None]] = {
        "as one PDF": lambda: form.saved.emit("pdf", path, ""),
        "as a file each": lambda: form.saved.emit("folder", str(folder / "each"), "folder"),
        "printed by the printing system": lambda: printed(Printers()),
        "printed by Qt, 300 dots per inch": lambda: printed(FilePrinters(folder)),
    }
    for name, begin in jobs.items():
        took, told = job(window, begin)
        print(
            f"row\t{JOB} reports {name}\t{took:.1f} s, {took / alone_s:.1f} times gathered and drawn alone\t{told}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"row\tmemory at most\t{peak:.0f} MB\t{(folder / 'all.pdf').stat().st_size:,} bytes of one PDF")


def main() -> None:
    """Fill a record, then each job once; the first report of the process is drawn before."""
    qt = QApplication(["threshold"])
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as home:
        folder = Path(home)
        (folder / "cups").mkdir()
        os.environ["CUPS_SERVER"] = str(folder / "cups" / "s")
        system = PrintingSystem(folder / "cups")
        system.start()
        system.queue("Office")
        app = App(paths.places(folder, {}), paths.resources() / "facilities" / "sample-school.toml")
        app.show()
        window = app.window
        window.activateWindow()
        while (session := window.session) is None:
            qt.processEvents()
        alone_s = compare(session, fill(session))
        idle()
        measure(window, folder, alone_s)
        app.close()
        system.end()


if __name__ == "__main__":
    main()
