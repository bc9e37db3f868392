"""Somebody at the page "Visits": opens it, types, goes from visit to visit, and waits for what is found and for the report beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from build.bench.visits import Made, fill
from desktop.core.events import Access
from desktop.ui.visits.lead import Visits
from desktop.ui.visits.page import VisitsPage
from tests.ui.reviews import Desk
from tests.ui.staff import on_record

F9, F10, F12, DOWN, UP, END, HOME, ENTER, ESC, TAB = (
    getattr(Qt.Key, f"Key_{name}")
    for name in ("F9", "F10", "F12", "Down", "Up", "End", "Home", "Return", "Escape", "Tab")
)
PAGE_DOWN, PAGE_UP = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
LATE = 20_000

NOTES = ("Badge 4471 was shown.", "A grey van, plate KXR 8820.", "They asked for the yard gate.")


class Searcher(Desk):
    """The desk with one closed visit, as in `Desk`, and the page."""

    @property
    def lead(self) -> Visits:
        """What stands behind the page."""
        return self.guard.window.visits

    @property
    def page(self) -> VisitsPage:
        """The page."""
        return self.lead.page

    @property
    def focus(self) -> QWidget | None:
        """What has the focus."""
        focused: QWidget | None = QApplication.focusWidget()
        return focused

    def focused(self, widget: QWidget) -> bool:
        """Whether this has the focus."""
        return self.focus is widget

    def sees(self, page: QWidget) -> bool:
        """Whether this page is on the screen."""
        return self.guard.window.page is page

    @property
    def open(self) -> bool:
        """The page is on the screen."""
        return self.guard.window.page is self.page

    @property
    def numbers(self) -> list[str]:
        """The record numbers in the list, from above."""
        return [line.number.text for line in self.page.table.visits.lines]

    @property
    def chosen(self) -> str:
        """The record number of the chosen visit, "" for none."""
        line = self.page.table.line
        return line.number.text if line is not None else ""

    @property
    def looked(self) -> list[str]:
        """What was looked at since the record began, as it was logged."""
        return [each.what for each in on_record(self.guard, Access)]

    def keys(self, *keys: Qt.Key | str) -> None:
        """Press keys one after the other; after each, wait for what it asked for."""
        for key in keys:
            self.guard.key(key)
            self.settle()

    def settle(self) -> None:
        """Wait until what was asked for was found, made and drawn."""
        self.guard.bot.waitUntil(lambda: not (self.lead.finding.busy or self.lead.preview.busy), timeout=LATE)
        self.guard.settle()
        QApplication.processEvents()
        self.guard.bot.waitUntil(lambda: not (self.lead.finding.busy or self.lead.preview.busy), timeout=LATE)

    def look_for(self, text: str) -> None:
        """Type it into what has the focus."""
        self.type(text)
        self.settle()

    def visits(self, *notes: str) -> Sequence[str]:
        """Write a visit with each of these notes; their ids."""
        return [self.write_visit(note) for note in notes]

    def fill(self, count: int) -> None:
        """So many visits in the lists alone: none of them can be read."""
        desk = self.guard.session.desk
        desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
        fill(Made(desk, count), count)

    def scroll_through(self) -> None:
        """See the report from its first line to its last, by keys."""
        bar = self.page.area.verticalScrollBar()
        self.page.sheets.setFocus()
        self.keys(HOME)
        while bar.value() < bar.maximum():
            self.keys(PAGE_DOWN)
