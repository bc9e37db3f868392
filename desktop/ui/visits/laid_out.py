"""How the page "Visits" is laid out: the search above, the list, the report of the chosen visit beside it; narrow, one of the two."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QVBoxLayout, QWidget

from desktop.ui.page import Follow, Strip, scrolling
from desktop.ui.people.beside import PeoplePage
from desktop.ui.record.flow import Flow
from desktop.ui.report.laid_out import ANY_WIDTH
from desktop.ui.report.saving import Yielding
from desktop.ui.report.sheets import SheetArea, Sheets
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import NARROW_PX, Theme, ground, label
from desktop.ui.tongue import tr
from desktop.ui.visits.acting import ActBar
from desktop.ui.visits.filters import FilterRow, SearchField, ViewsPanel
from desktop.ui.visits.table import VisitsTable

LIST_SHARE = 0.6
"""So much of a wide page is the list's."""

PAGES_LEAST_PX = 96
"""Beside a form so much of the report stays in sight, in px at 100 %."""

NARROW_LEAST_PX = 40
"""In a narrow window the report stands alone, and makes way for what is told above it."""


class VisitsLayout(PeoplePage):
    """The parts of the page. Below `NARROW_PX` the list and the report are views of their own; `view` is the one that is looked at."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.narrow, self.view = False, "list"
        self.form: QWidget | None = None
        self._foot: QWidget | None = None
        self.search, self.filters, self.views = SearchField(theme), FilterRow(theme), ViewsPanel(theme)
        self.show_views = Target(theme, tr("Views"), px=17, hint=tr("Searches that are kept under a name."))
        self.show_filters = Target(theme, tr("Filters"), px=17)
        self.show_acts = Target(theme, tr("Actions"), px=17, hint=tr("What can be done with this visit."))
        for target in (self.show_views, self.show_filters, self.show_acts):
            target.setCheckable(True)
        self.trouble_strip, self.note, self.done = Strip("trouble"), Strip("hold"), Strip("say")
        self.told, self.none = label("", "small"), label("", "help")
        self.all = Target(theme, tr("Show all visits"), px=17)
        self.table = VisitsTable(theme)
        self.title, self.caption = label("", "strong"), label("", "small")
        self.form_title, self.not_yet = label("", "strong"), label("", "small")
        self.acts, self.sheets = ActBar(theme), Sheets(theme)
        self.area = scrolling(self.sheets, tr("Report of the chosen visit"), SheetArea())
        self.area.setMinimumHeight(PAGES_LEAST_PX)
        self.why = label("", "help")
        self._place()

    def _place(self) -> None:
        self.head = Flow(gap=6)
        self.head.fill(self.search)
        for target in (self.show_filters, self.show_views, self.show_acts, self.start, self.back):
            self.head.add(target)
        above = QVBoxLayout()
        above.setContentsMargins(14, 6, 12, 4)
        above.setSpacing(6)
        for widget in (self.trouble_strip, self.note, self.done, self.head):
            above.addWidget(widget)
        self._left, self._right, self._line = self._list(), self._report(), QFrame()
        ground(self._line, "line")
        self._line.setFixedWidth(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(0)
        for part in (self._left, self._line, self._right):
            self._row.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(above)
        box.addLayout(self._row, 1)

    def _list(self) -> QWidget:
        left = QWidget()
        narrowing = QWidget()
        inner = QVBoxLayout(narrowing)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(self.filters)
        inner.addWidget(self.filters.dates.wrong)
        inner.addWidget(self.views)
        self.filter_area = scrolling(narrowing, tr("Filters and saved views"), Yielding())
        column = QVBoxLayout(left)
        column.setContentsMargins(14, 2, 6, 4)
        column.setSpacing(6)
        for widget in (self.filter_area, self.told, self.none):
            column.addWidget(widget)
        column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.table, 1)
        self._gap = QWidget()
        column.addWidget(self._gap, 1)
        return left

    def _report(self) -> QWidget:
        right = QWidget()
        self.form_place = QWidget()
        self._form_box = QVBoxLayout(self.form_place)
        self._form_box.setContentsMargins(2, 2, 8, 2)
        self.form_area = scrolling(self.form_place, tr("Form"), Yielding())
        column = QVBoxLayout(right)
        column.setContentsMargins(14, 4, 10, 6)
        column.setSpacing(6)
        self.acts_area = scrolling(self.acts, tr("What can be done with this visit"), Yielding())
        self._foot_box = QVBoxLayout()
        for widget in (self.title, self.acts_area, self.not_yet, self.form_title, self.form_area):
            column.addWidget(widget)
        column.addLayout(self._foot_box)
        column.addWidget(self.why)
        column.addWidget(self.area, 1)
        column.addWidget(self.caption)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self._follow = Follow(self, self.form_area, self.filter_area, self.acts_area)
        return right

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: beside each other, or one of the two."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        if narrow != self.narrow or event.oldSize().width() < 0:
            self.narrow = narrow
            self.area.setMinimumHeight(NARROW_LEAST_PX if narrow else PAGES_LEAST_PX)
            self.look_at(self.view)
        self._share()

    def _share(self) -> None:
        """The list has its share of a wide page; where it is empty, all of it."""
        alone = self.narrow or self._right.isHidden()
        self._left.setMaximumWidth(ANY_WIDTH if alone else round(self.width() * LIST_SHARE))
        self._left.setMinimumWidth(0 if alone else round(self.width() * LIST_SHARE))

    def look_at(self, view: str) -> None:
        """Look at the list, or in a narrow window at the report in its place."""
        self.view = view
        report = self.narrow and view == "report"
        self._left.setVisible(not report)
        self._right.setVisible(report or not self.narrow)
        self._line.setVisible(not self.narrow)
        for widget in (self.search, self.start):
            widget.setVisible(not report)
        self.show_filters.setVisible(self.narrow and not report)
        self.show_views.setVisible(not self.narrow)
        self.show_acts.setVisible(report and self.form is None)
        self.back.setText(tr("List") if report else tr("Back"))
        self.back.setAccessibleName(tr("Esc: Back to the list") if report else tr("Esc: Back"))
        self.unfold()
        self.fit_report()

    def unfold(self) -> None:
        """In a narrow window filters and views are shown when they are asked for, in the place of the list."""
        views = self.show_filters.isChecked() if self.narrow else self.show_views.isChecked()
        self.filter_area.setVisible(views or not self.narrow)
        self.views.setVisible(views)
        self.table.horizontalHeader().setVisible(not self.narrow)
        self.fit_list()

    def fit_report(self) -> None:
        """The report, or why there is none; in a narrow window a form, or what can be done, stands in its place."""
        form, acts = self.form is not None, bool(self.acts.shown)
        asked = self.show_acts.isChecked()
        free = not self.narrow or not (form or asked)
        self.title.setVisible(bool(self.title.text()) and free)
        self.acts_area.setVisible(acts and not form and (asked or not self.narrow))
        self.not_yet.setVisible(self.acts_area.isVisibleTo(self) and bool(self.not_yet.text()))
        self.form_area.setVisible(form)
        self.form_title.setVisible(form and bool(self.form_title.text()))
        self.head.setHidden(self.narrow and form)
        self.why.setVisible(bool(self.why.text()) and free)
        pages = not self.why.text() and free and bool(self.title.text())
        self.area.setVisible(pages)
        self.caption.setVisible(pages)
        self._rest.setVisible(not pages)

    def fit_list(self) -> None:
        """The list, or what stands there where there is nothing in it."""
        some = bool(self.table.visits.rowCount())
        hidden = self.narrow and self.show_filters.isChecked()
        self.table.setVisible(some and not hidden)
        self.none.setVisible(bool(self.none.text()) and not some and not hidden)
        self._gap.setVisible(not self.table.isVisibleTo(self))
        if not self.narrow:  # nothing stands beside an empty list
            self._right.setVisible(some)
            self._line.setVisible(some)
        self._share()

    def show_form(self, form: QWidget | None, foot: QWidget | None = None, title: str = "") -> None:
        """A form in the place of the targets, above the report; None takes it away. Its `title` and `foot` stay in sight where the form
        scrolls."""
        for box, former in ((self._form_box, self.form), (self._foot_box, self._foot)):
            if former is not None:
                former.hide()
                box.removeWidget(former)
        self.form, self._foot = form, foot
        if form is not None:
            self._form_box.addWidget(form)
            form.show()
        self.form_title.setText(title)
        if foot is not None:
            self._foot_box.addWidget(foot)
            foot.show()
        self.look_at(self.view)
        self.order()

    def order(self) -> None:
        """Tab goes from the search to the list, to what can be done, to the report, to the filters, and out."""
        fields = [each for part in (self.form, self._foot) if part for each in part.findChildren(QWidget)]
        form = [each for each in fields if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        stops: list[QWidget] = [
            self.search,
            self.show_filters,
            *self.filters.stops,
            self.show_views,
            self.show_acts,
        ]
        stops += [*self.views.stops, self.all, self.table, *self.acts.shown, *form, self.sheets]
        tab_order([self, *stops, self.start, self.back])

    @property
    def folds(self) -> list[Target]:
        """The targets that unfold something."""
        return [self.show_views, self.show_filters, self.show_acts]

    def keeps_focus(self) -> bool:
        """Something that can be seen on this page has the focus, not the page itself, which does nothing with it."""
        focused: QWidget | None = QApplication.focusWidget()
        inside = focused is not None and focused is not self and self.isAncestorOf(focused)
        return focused is not None and inside and focused.isVisible()
