"""Makes copies and lets them leave, in a worker over an opening of its own: printed or saved, told on the way, stopped at any page."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.events import Actor
from desktop.reports.public_data import Options
from desktop.services.batch import (
    INDEX,
    MOST,
    Binder,
    Index,
    Left,
    Order,
    bundle,
    make,
    save_each,
    save_one,
    went,
)
from desktop.services.copies import (
    Copies,
    Copy,
    Many,
    may_leave,
    record_first,
    record_last,
    save_copy,
    sha256_of,
    to,
)
from desktop.services.desk import Desk
from desktop.services.reporting import Paper, Reporting
from desktop.services.screens import Screens
from desktop.services.searching import Filters, Searching
from desktop.services.walking import Walking
from desktop.ui.report.printing import Printers, no_printer, print_all
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks

if TYPE_CHECKING:  # loaded when somebody prints
    from PySide6.QtPrintSupport import QPrinter

Kind = Literal["print", "pdf", "folder"]
Tell = Callable[[str, int, int], None]
"""Hears what is under way ("reports", "pages", "files"), how much is done, of how much."""


class Wish(msgspec.Struct, frozen=True):
    """What is wanted: of one visit (its id), or with "" of all that a list shows, by its `text` and `filters`, below the place `before`, so
    that none is among them that began since; full or `public`, on which paper, where the index stands, for whom and what for."""

    visit: str
    text: str
    filters: Filters
    before: int | None
    public: Options | None
    paper: Paper
    index: Index
    recipient: str
    purpose: str


class Way(msgspec.Struct, frozen=True):
    """How it leaves: to a printer by its name, or one that was `chosen` in the system's dialog; or to a path, with what was agreed to."""

    kind: Kind
    path: str = ""
    agreed: str = ""
    printer: str = ""
    chosen: "QPrinter | None" = None


class Outcome(msgspec.Struct, frozen=True):
    """What became of it. `place` is the file, folder or printer; `copies` and `pages` are what left, of so many copies that were made
    (`of`, `of_pages`), with an `index` or not; `sha256` that of the file or index. `stopped` before its end; `not_logged` says why it is
    not on record."""

    kind: Kind
    place: str = ""
    copies: int = 0
    of: int = 0
    pages: int = 0
    of_pages: int = 0
    sha256: str = ""
    left: tuple[Left, ...] = ()
    stopped: bool = False
    not_logged: str = ""
    index: bool = False


class Hearer(Protocol):
    """Who is told of a job, on the window's thread: how far it is, what became of it, or why nothing left."""

    def told(self, what: str, done: int, of: int) -> None: ...
    def came(self, wish: Wish, outcome: Outcome) -> None: ...
    def not_done(self, problem: Exception) -> None: ...


class _Progress(QObject):
    """Carries from the worker how far it is."""

    told = Signal(str, int, int)


class Out:
    """One job at a time, of which the `hearer` is told: another window may take over both. A printer that hangs holds up a window that
    closes for no longer than `patience_s`."""

    def __init__(self, patience_s: float, hearer: Hearer, printers: Printers | None = None) -> None:
        self.tasks, self.printers, self.hearer = Tasks(patience_s), printers or Printers(), hearer
        self._progress = _Progress()
        self._progress.told.connect(self._heard, Qt.ConnectionType.QueuedConnection)
        self._stop: Event | None = None

    @property
    def busy(self) -> bool:
        """Something is under way."""
        return self._stop is not None

    @property
    def stopping(self) -> bool:
        """It was told to stop."""
        return self._stop is not None and self._stop.is_set()

    def _heard(self, what: str, done: int, of: int) -> None:
        self.hearer.told(what, done, of)

    def give(self, session: Session, wish: Wish, way: Way) -> None:
        """Make it and let it leave, unless something is under way."""
        if self._stop is not None:
            return
        stop, actor, printers = Event(), session.actor, self.printers
        self._stop = stop

        def work() -> Outcome:
            with closing(session.desk.another()) as desk:
                giving = Giving(desk, wish, way, actor, self._progress.told.emit, stop.is_set)
                return giving.one(printers) if wish.visit else giving.many(printers)

        def over(then: Callable[[], None]) -> None:
            self._stop = None
            then()

        self.tasks.run(
            work,
            lambda outcome: over(lambda: self.hearer.came(wish, outcome)),
            lambda problem: over(lambda: self.hearer.not_done(problem)),
        )

    def list_printers(
        self, done: Callable[[tuple[str, ...]], None], failed: Callable[[Exception], None]
    ) -> None:
        """The printers of this PC."""
        self.tasks.run(self.printers.names, done, failed)

    def stop(self) -> None:
        """Nothing more is made or drawn."""
        if self._stop is not None:
            self._stop.set()

    def end(self) -> None:
        """Stop what is under way, and wait for it as long as the patience lasts."""
        self.stop()
        self.tasks.end()


class Giving:
    """One job, in its worker. Refused and Trouble: nothing left."""

    def __init__(
        self, desk: Desk, wish: Wish, way: Way, actor: Actor, tell: Tell, stopped: Callable[[], bool]
    ) -> None:
        self.desk, self.wish, self.way, self.actor = desk, wish, way, actor
        self.so_far, self.stopped = tell, stopped
        self.given = to(desk, wish.recipient, wish.purpose)
        self.replace = way.agreed == "replace"
        if way.kind != "print":
            index = INDEX if way.kind == "folder" else ""
            may_leave(Path(way.path), self.replace, way.agreed == "folder", index)

    def one(self, printers: Printers) -> Outcome:
        """A copy of one visit."""
        wish, way = self.wish, self.way
        self.so_far("reports", 0, 1)
        copies = Copies(Reporting(Screens(Walking(self.desk))))
        copy = copies.make(wish.visit, wish.public, wish.paper)()
        if self.stopped():
            return Outcome(way.kind, of=1, of_pages=copy.pages, stopped=True)
        if way.kind == "print":
            name, sent, not_logged = self._print(
                copy.pdf, (copy.pdf,), copy.name, printers, (copy,), (0,), None
            )
            return self._printed(name, sent, copy.pages, (copy,), (0,), copy.sha256, not_logged)
        out = Path(way.path)
        not_logged = save_copy(self.desk, copy, out, self.given, self.actor, self.replace)
        return Outcome(way.kind, str(out), 1, 1, copy.pages, copy.pages, copy.sha256, not_logged=not_logged)

    def many(self, printers: Printers) -> Outcome:
        """Those of a list, with their index."""
        wish, way = self.wish, self.way
        with closing(Searching(self.desk)) as searching:
            found = searching.search(wish.text, wish.filters, MOST + 1, wish.before)
        visits = tuple(line.visit for line in reversed(found.lines))  # oldest first, as binders are read
        order = Order(visits, wish.public, wish.paper, wish.index)
        binder = make(self.desk, order, self.so_far, self.stopped)
        halted = binder.stopped or self.stopped()
        if halted or not binder.items:
            return Outcome(way.kind, of=len(binder.items), left=binder.left, stopped=halted)
        if way.kind == "print":
            return self._print_binder(binder, printers)
        if way.kind == "pdf":
            saved = save_one(self.desk, binder, Path(way.path), self.given, self.actor, self.replace)
        else:
            saved = save_each(
                self.desk, binder, Path(way.path), self.given, self.actor, self.replace, self.so_far
            )
        n = len(binder.items)
        return Outcome(
            way.kind, str(saved.place), n, n, binder.pages, binder.pages, saved.sha256, binder.left,
            not_logged=saved.not_logged, index=True,
        )  # fmt: skip

    def _print_binder(self, binder: Binder, printers: Printers) -> Outcome:
        whole = bundle(binder)
        one = whole.one()
        many = Many("binder", sha256_of(one))
        pdfs = tuple(each.pdf for each in whole.bound)
        name, sent, not_logged = self._print(
            one, pdfs, whole.title, printers, binder.copies, whole.firsts, many
        )
        outcome = self._printed(name, sent, whole.pages, binder.copies, whole.firsts, many.sha256, not_logged)
        return msgspec.structs.replace(outcome, left=binder.left, index=True)

    def _print(
        self,
        whole: bytes,
        pdfs: tuple[bytes, ...],
        title: str,
        printers: Printers,
        copies: tuple[Copy, ...],
        firsts: tuple[int, ...],
        many: Many | None,
    ) -> tuple[str, int, str]:
        """The printer's name, how many pages were drawn whole, and why it is not on record. What left before a printer failed is on
        record too."""
        name, printer = self._printer(printers)
        record_first(self.desk, copies, self.given, self.actor, many)
        begun = 0

        def told(page: int, pages: int) -> None:
            nonlocal begun
            begun = page
            self.so_far("pages", page, pages)

        try:
            sent = print_all(whole, pdfs, self.wish.paper, printer, title, told, self.stopped)
        except BaseException:
            self._record(copies, firsts, begun - 1, many)
            raise
        return name, sent, self._record(copies, firsts, sent, many)

    def _record(self, copies: tuple[Copy, ...], firsts: tuple[int, ...], sent: int, many: Many | None) -> str:
        left = went(copies, firsts, sent)
        return record_last(self.desk, left, "printed", self.given, self.actor, many) if left else ""

    def _printer(self, printers: Printers) -> "tuple[str, QPrinter]":
        way = self.way
        if way.chosen is not None:
            return way.chosen.printerName(), way.chosen
        names = printers.names()
        if not names:
            raise no_printer()
        name = way.printer if way.printer in names else names[0]
        return name, printers.open(name)

    def _printed(
        self,
        name: str,
        sent: int,
        pages: int,
        copies: tuple[Copy, ...],
        firsts: tuple[int, ...],
        sha256: str,
        not_logged: str,
    ) -> Outcome:
        return Outcome(
            kind="print",
            place=name,
            copies=len(went(copies, firsts, sent)),
            of=len(copies),
            pages=sent,
            of_pages=pages,
            sha256=sha256,
            stopped=sent < pages,
            not_logged=not_logged,
        )
