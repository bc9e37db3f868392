"""The report of the selected visit beside the list: its pages, drawn off the window's thread, and whether all were in sight."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.reports.material import Material, PartName
from desktop.services.desk import Desk
from desktop.services.pictures import page_sizes, page_words
from desktop.services.reporting import Made, Paper, Reporting
from desktop.services.screens import Screens
from desktop.services.signed import NOBODY
from desktop.services.walking import Walking
from desktop.ui.report.press import why_of
from desktop.ui.report.printing import picture
from desktop.ui.report.sheets import Sheets
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks
from desktop.ui.visits.newest import Newest, Wanted

WHOLE = 0.995
"""So much of a page's height must have been in sight: its last px may lie under the edge of the window."""

READABLE_PX = 320
"""A page that is less wide is no page that somebody reads, in px at 100 %."""

SOON_MS = 90
"""Whoever goes through the list holds a key: a report is made where they have stayed so long."""

Span = tuple[float, float]
"""Part of a page's height, from 0 at its upper edge to 1."""


class Pages(msgspec.Struct, frozen=True):
    """A report as it is shown: what was on record, what was made of it, its addenda where there are any, and of the pages of both, as they
    would be printed, the sizes in points and what each says."""

    material: Material
    made: Made
    addenda: Made | None
    sizes: Sequence[tuple[float, float]]
    words: Sequence[str]

    def picture(self, number: int, wide: int) -> QImage:
        """A page, so many px across."""
        if self.addenda is not None and number >= self.made.pages:
            return picture(self.addenda.pdf, number - self.made.pages, wide)
        return picture(self.made.pdf, number, wide)


class Sight:
    """Which parts of which pages have been in sight."""

    def __init__(self) -> None:
        self._seen: dict[int, list[Span]] = {}

    def add(self, page: int, span: Span) -> None:
        """This part of a page is in sight now."""
        begin, end = max(0.0, span[0]), min(1.0, span[1])
        apart = list[Span]()
        for former in self._seen.get(page, []):
            if former[1] < begin or former[0] > end:
                apart.append(former)
            else:
                begin, end = min(begin, former[0]), max(end, former[1])
        self._seen[page] = [*apart, (begin, end)]

    def whole(self, page: int) -> bool:
        """All of it was."""
        return any(end - begin >= WHOLE for begin, end in self._seen.get(page, []))

    def count(self, pages: int) -> int:
        """How many of so many pages were in sight as a whole."""
        return sum(self.whole(page) for page in range(pages))


class Preview(QObject):
    """Shows the report of one visit after another in `sheets`, which scroll in `area`.

    `made` comes when its pages are there, `failed` with the sentence why there are none; `looked` whenever more of it was in sight.
    What was seen of a report counts again when the same bytes are shown again to the same person. `part` is what is shown: "report", or
    "counsel" where somebody wants to read all of a visit that is counsel's alone.
    """

    made, looked, failed = Signal(), Signal(), Signal(str)

    def __init__(self, sheets: Sheets, area: QScrollArea) -> None:
        super().__init__()
        self._sheets, self._area = sheets, area
        self._making, self._tasks = Newest(), Tasks()
        self.visit = ""
        self.part: PartName = "report"
        self.pages: Pages | None = None
        self._who: Callable[[], Actor] = lambda: NOBODY
        self._sights: dict[tuple[Actor, str], Sight] = {}
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._begin: Callable[[], None] = _nothing
        self._soon.timeout.connect(self._rested)
        sheets.wanted.connect(self._draw)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._look)
        bar.rangeChanged.connect(self._look)

    @property
    def busy(self) -> bool:
        """A report is being made, or a page of it drawn."""
        return self._soon.isActive() or self._making.busy or self._tasks.busy

    @property
    def seen(self) -> int:
        """How many pages of the report were in sight as a whole; addenda do not count."""
        pages = self.pages
        return 0 if pages is None else self._sight(pages).count(pages.made.pages)

    @property
    def seen_whole(self) -> bool:
        """Every page of it was."""
        return self.pages is not None and self.seen == self.pages.made.pages

    def show(
        self,
        session: Session,
        visit: str,
        paper: Paper,
        anew: bool = False,
        part: PartName | None = None,
    ) -> None:
        """Show this visit's report; the one before goes at once, and is made no further. `anew`: the record says more of it now. `part`:
        the one that was shown of the same visit, or its report, where none is given."""
        part = part or (self.part if visit == self.visit else "report")
        if (visit, part) == (self.visit, self.part) and not anew:
            return
        self.visit, self.part, self.pages = visit, part, None
        self._who = lambda: session.actor
        self._sheets.show_pages((), ())
        self._area.verticalScrollBar().setValue(0)

        def shown(pages: Pages | None) -> None:
            self.pages = pages
            if pages is not None:
                self._sheets.show_pages(pages.sizes, pages.words)
                self.made.emit()

        def not_shown(problem: Exception) -> None:
            self._sheets.wait_no_more()
            self.failed.emit(why_of(problem))
            if not isinstance(problem, Refused | Trouble):
                raise problem

        self._making.drop()
        self._begin = lambda: self._making.run(
            lambda wanted: pages_of(session.desk, visit, paper, wanted, part), shown, not_shown
        )
        self._soon.start()

    def _rested(self) -> None:
        self._begin()

    def clear(self) -> None:
        """Nothing of any visit stays."""
        self.visit, self.part, self.pages = "", "report", None
        self._soon.stop()
        self._making.drop()
        self._begin = _nothing
        self._sheets.show_pages((), ())

    def forget(self) -> None:
        """Nor that anything was in sight: another person may sit here."""
        self.clear()
        self._sights = {}

    def end(self) -> None:
        """The desk is let go of."""
        self.forget()
        self._making.end()
        self._tasks.end()

    # ---- pages ------------------------------------------------------------------------------------------------

    def _sight(self, pages: Pages) -> Sight:
        return self._sights.setdefault((self._who(), pages.made.sha256), Sight())

    def _draw(self, number: int, wide: int) -> None:
        pages = self.pages
        if pages is None:
            return

        def done(image: Any) -> None:
            if pages is self.pages:
                self._sheets.put(image)
                self._look()

        def failed(problem: Exception) -> None:
            if pages is self.pages:
                self._sheets.give_up()
            raise problem

        self._tasks.run(lambda: pages.picture(number, wide), done, failed)

    def _look(self) -> None:
        """Count what is in sight: of a page that is drawn, large enough to be read, and not behind the cover of F9."""
        pages, sheets = self.pages, self._sheets
        in_sight = sheets.visibleRegion().boundingRect()
        if pages is None or in_sight.isEmpty():
            return
        sight, before = self._sight(pages), self.seen
        for number in sheets.sharp:
            place = sheets.place(number)
            if place.width() < READABLE_PX:
                continue
            part = place.intersected(in_sight)
            if not part.isEmpty():
                top, high = part.top() - place.top(), place.height()
                sight.add(number, (top / high, (top + part.height()) / high))
        if self.seen != before:
            self.looked.emit()


def _nothing() -> None:
    """No report is to be made."""


def pages_of(desk: Desk, visit: str, paper: Paper, wanted: Wanted, part: PartName = "report") -> Pages | None:
    """A part of the report of a visit as it stands on record, over an opening of its own, for a worker; None where nobody wants it any
    more. Refused and Trouble as `Reporting` says."""
    with closing(desk.another()) as own:
        reporting = Reporting(Screens(Walking(own)))
        material = reporting.material(visit)
        if not wanted():
            return None
        draft = reporting.draft(material, part)
        made = reporting.draw(draft, paper)
        addenda = None
        if part == "report" and wanted() and "addenda" in reporting.parts(material):
            addenda = reporting.draw(reporting.draft(material, "addenda"), paper)
    pdfs = [made.pdf] if addenda is None else [made.pdf, addenda.pdf]
    sizes = [size for pdf in pdfs for size in page_sizes(pdf)]
    return Pages(draft.material, made, addenda, sizes, [said for pdf in pdfs for said in page_words(pdf)])
