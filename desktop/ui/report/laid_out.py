"""How the page "Report" is laid out: what stands where, wide and narrow, and where the focus rests."""

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from desktop.reports.material import PartName
from desktop.services.reporting import Paper
from desktop.ui.page import BesidePage, Follow, Strip, scrolling
from desktop.ui.record.flow import Flow
from desktop.ui.report.reading import Reading
from desktop.ui.report.saving import SaveForm, Yielding
from desktop.ui.report.sheets import SheetArea, Sheets
from desktop.ui.report.side import Side, one_of_some
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import NARROW_PX, SIDE_PX, Theme, ground, label
from desktop.ui.tongue import tr

ANY_WIDTH = 16_777_215
"""Qt's own "no limit"."""


class ReportLayout(BesidePage):
    """The parts of the page. Below `NARROW_PX` the side panel is a view of its own."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.shown_part: PartName = "report"
        self.shown_paper: Paper = "letter"
        self._asked: PartName | None = None
        self._narrow, self._ready, self._reads = False, False, "pages"
        self.trouble_strip, self.note, self.half_typed = Strip("trouble"), Strip("hold"), Strip("hold")
        self.sheets, self.reading, self.form, self.side = (
            Sheets(theme),
            Reading(theme),
            SaveForm(theme),
            Side(theme),
        )
        self.area = scrolling(self.sheets, tr("Pages of the report"), SheetArea())
        self.ask, self.ask_words = QWidget(), Strip("hold")
        self.open_annex = Target(theme, "", "primary")
        self.keep_report = Target(theme, tr("Back to the report"), "quiet", "Esc")
        self.title, self.count = label("", "question"), label("", "strong", wrap=False)
        self.views = {
            "pages": one_of_some(Target(theme, tr("Pages"), px=17)),
            "text": one_of_some(Target(theme, tr("As text"), px=17)),
            "acts": one_of_some(Target(theme, tr("Save, print, parts"), px=17)),
        }
        self.back = Target(theme, tr("Back"), key="Esc", px=17)
        self.view = "pages"
        self._place()

    def _place(self) -> None:
        self.head = head = Flow(self.title)
        self.count.setContentsMargins(8, 0, 8, 0)
        head.fill(self.count)  # what can be pressed stands at the end of the line
        for each in (*self.views.values(), self.back):
            head.add(each)
        asks = QVBoxLayout(self.ask)
        asks.setContentsMargins(22, 18, 22, 18)
        asks.setSpacing(12)
        asks.addWidget(self.ask_words)
        asks.addWidget(Flow(self.open_annex, self.keep_report))
        asks.addStretch(1)
        self.ask_area = scrolling(self.ask, tr("A restricted part"))
        main, above = QVBoxLayout(), QVBoxLayout()
        above.setContentsMargins(16, 5, 12, 5)
        above.addWidget(head)
        main.addLayout(above)
        self.form_area = scrolling(self.form, tr("Save"), Yielding())
        ground(self.form, "panel")
        for widget in (self.trouble_strip, self.half_typed, self.note, self.form_area):
            main.addWidget(widget)
        for view in (self.area, self.reading, self.ask_area):
            main.addWidget(view, 1)
        main.addStretch(0)
        main.setSpacing(0)
        self.side_area, line = scrolling(self.side, tr("Save, print, parts")), QFrame()
        ground(self.side, "side")
        ground(line, "line")
        line.setFixedWidth(1)
        self._line, self._main = line, QWidget()
        self._main.setLayout(main)
        main.setContentsMargins(0, 0, 0, 0)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for part in (self._main, line, self.side_area):
            self._row.addWidget(part)
        self._follow = Follow(self, self.side_area, self.ask_area, self.form_area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: the side panel stands beside the report, or is a view of its own."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        if narrow != self._narrow or event.oldSize().width() < 0:
            self._narrow = narrow
            way = QBoxLayout.Direction
            self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
            self.side_area.setMinimumWidth(0 if narrow else SIDE_PX)
            self.side_area.setMaximumWidth(ANY_WIDTH if narrow else SIDE_PX)
            self.look_at("pages" if self.view == "acts" else self.view)

    def look_at(self, view: str) -> None:
        """Look at the pages, at the text, or in a narrow window at what can be done with them."""
        self.view = view
        self._reads = self._reads if view == "acts" else view
        acts = self._narrow and view == "acts" and self.form.isHidden()
        asks = self._asked is not None and not acts
        cramped = self._narrow and not self.form.isHidden()
        self.area.setVisible(view != "text" and not (acts or asks or cramped))
        self.reading.setVisible(view == "text" and not (asks or cramped))
        self.ask_area.setVisible(asks and not cramped)
        self.head.setVisible(not cramped)
        self.form_area.setVisible(not self.form.isHidden())
        self.side_area.setVisible(acts or not self._narrow)
        self._row.setStretch(0, 0 if acts else 1)
        self._row.setStretch(2, 1 if acts else 0)
        for wide_only in (self.title, self.count, self._line):
            wide_only.setVisible(not self._narrow)
        self.views["acts"].setVisible(self._narrow)
        self._count()
        for name, target in self.views.items():
            target.setChecked(name == view)
        self._set_ready(self._ready)

    def _count(self) -> None:
        counted = self.sheets.pages and self.view != "text" and self._asked is None
        self.count.setText(self.sheets.where if counted else "")

    @property
    def asks(self) -> bool:
        """An annex is asked for and not open yet: nothing is saved or printed until that is settled."""
        return self._asked is not None

    def _set_ready(self, ready: bool) -> None:
        """There is something to save and to print; not while it is asked whether an annex is to be opened."""
        self._ready = ready
        self.side.set_ready(ready=ready and self._asked is None)
        self._keep_focus()

    def _keep_focus(self) -> None:
        """What had the focus is gone and left it to the page: it goes to what is read."""
        if self.hasFocus():
            self._rest()

    def _rest(self) -> None:
        """The focus goes to what is read or asked; a Return there prints nothing and opens no annex."""
        if not self.form.isHidden():
            self.form.path.setFocus()
        elif self._narrow and self.view == "acts":
            chosen = self.side.papers[self.shown_paper]
            (self.side.pdf if self.side.pdf.isEnabled() else chosen).setFocus()
        elif self._asked is not None:
            self.keep_report.setFocus()
        else:
            (self.reading if self.view == "text" else self.sheets).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """What is read comes first, the views and Back last; Qt orders it only where a bar follows in the same window."""
        super().showEvent(event)
        stops = [self.sheets, self.reading, self.open_annex, self.keep_report, self.form.path, self.form.save]
        stops += [self.form.choose, self.form.cancel, *self.side.targets, *self.views.values(), self.back]
        tab_order(stops)
