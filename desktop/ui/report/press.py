"""Prints a report for the page "Report", one at a time and in workers of its own: a printer that hangs holds up nothing else."""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.errors import Refused, Trouble
from desktop.services.reporting import Made, Paper
from desktop.ui.acts import refusal
from desktop.ui.report.printing import Printers, no_printer, print_pages
from desktop.ui.report.side import Side
from desktop.ui.tasks import Tasks
from desktop.ui.tongue import tr

PATIENCE_S = 5.0
"""A window that closes waits so long for a printer that was told to stop; one that hangs is then left behind."""


class _Progress(QObject):
    """Carries from the worker which page of how many is printed."""

    page = Signal(int, int)


class Press:
    """`side` shows what can be pressed, `tell` says what became of it."""

    def __init__(self, side: Side, tell: Callable[[str], None], patience_s: float) -> None:
        self.printer = ""
        self.tasks = Tasks(patience_s)
        self._side, self._tell = side, tell
        self._what = ""
        self._stop: Event | None = None
        self._lists = False
        self._progress = _Progress()
        self._progress.page.connect(self._printing, Qt.ConnectionType.QueuedConnection)
        side.stops.connect(self.stop)
        side.printer.connect(self._choose)

    def send(self, printers: Printers, made: Made, paper: Paper, what: str, left: Callable[[], None]) -> None:
        """On the chosen printer, else on the usual one of this PC; `what` is what it is called in words. `left` hears once that
        pages have left, were it one of many."""
        if self._stop is not None:
            self._tell(tr("A report is being printed already. Wait, or stop it."))
            return
        stop, name, title = Event(), self.printer, made.name
        self._stop, self._what = stop, what
        self._tell(tr("Looking for the printer …"))
        self._side.show_printing(printing=True)
        begun = list[int]()  # pages: once the second is begun, the first has left

        def told(page: int, pages: int) -> None:
            begun.append(page)
            self._progress.page.emit(page, pages)

        def work() -> tuple[str, int]:
            names = printers.names()
            if not names:
                raise no_printer()
            chosen = name if name in names else names[0]
            return chosen, print_pages(made.pdf, paper, printers.open(chosen), title, told, stop.is_set)

        def done(result: tuple[str, int]) -> None:
            chosen, sent = result
            if sent:
                left()
            if sent < made.pages:
                words = tr(
                    "Stopped. {what} is not printed whole. What was sent may still come out.", what=what
                )
            else:
                words = tr("✓ Sent to {printer}: {what}, {n} pages", printer=chosen, what=what, n=sent)
            late = tr("It was too late to stop it.") if sent == made.pages and stop.is_set() else ""
            self._ended(f"{words} {late}".strip())

        def failed(problem: Exception) -> None:
            if len(begun) > 1:
                left()
            self._ended(tr("Not printed: {what}. {why}", what=what, why=why_of(problem)))
            if not isinstance(problem, Refused | Trouble):
                raise problem

        self.tasks.run(work, done, failed)

    def _ended(self, words: str) -> None:
        self._stop = None
        self._side.show_printing(printing=False)
        self._tell(words)

    def _printing(self, page: int, pages: int) -> None:
        if self._stop is not None and not self._stop.is_set():
            self._tell(tr("Printing page {n} of {all}: {what}", n=page, all=pages, what=self._what))

    def stop(self) -> None:
        """Nothing more is drawn. What Qt or the spooler took already cannot be called back, and that is said."""
        if self._stop is not None:
            self._stop.set()
            self._tell(tr("Stopping … What was sent may still come out."))

    def list_printers(self, printers: Printers) -> None:
        """Offer the printers of this PC."""
        if self._stop is None:
            self._tell(tr("Looking for the printers …"))
        if self._lists:
            return
        self._lists = True

        def done(names: tuple[str, ...]) -> None:
            self._lists = False
            if self._stop is None:
                self._tell("" if names else no_printer().words)
            if names:
                self._side.show_printers(names, self.printer or names[0])

        def failed(problem: Exception) -> None:
            self._lists = False
            self._tell(tr("The printers of this PC cannot be listed. {why}", why=why_of(problem)))
            if not isinstance(problem, Refused | Trouble):
                raise problem

        self.tasks.run(printers.names, done, failed)

    def _choose(self, name: str) -> None:
        self.printer = name

    def end(self) -> None:
        """Stop what is being printed, and wait for it as long as the patience lasts."""
        if self._stop is not None:
            self._stop.set()
        self.tasks.end()


def why_of(problem: Exception) -> str:
    """What a refusal or trouble says, in the language of the desk; of anything else, whose fault it is."""
    if isinstance(problem, Refused):
        return refusal(problem)
    return problem.words if isinstance(problem, Trouble) else tr("Tell IT: it is a fault of the program.")
