"""The outcome page: the first outcome large, the others as tabs that say what to do, so that nothing is hidden."""

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.record_views import RecordView
from desktop.services.views import OutcomeView
from desktop.ui.calls.told import Check
from desktop.ui.outcome.panel import PanelBody, asks_something
from desktop.ui.outcome.side import NARROW_SIDE_PX, SIDE_PX, Side
from desktop.ui.page import Page, Strip, TwoColumns, clear, trouble_words
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label, set_dense
from desktop.ui.tongue import tr

TABS_A_ROW, NARROW_TABS_A_ROW = 4, 2
LAYOUTS = ((False, SIDE_PX), (True, SIDE_PX), (True, NARROW_SIDE_PX))
"""Where the way to the names stands (True: beside), and the width of the side panel; the first that fits is taken."""


class OutcomePage(Page):
    """What to do now.

    `answered` carries an address and a value; `take_back` and `change` the number of an answer; `joined` a visit; `ticked`
    outcome, task, words and whether it is done; `write` a tab of the pages where the guard writes things down. What is logged
    and half typed comes from `body.calls`.
    """

    answered = Signal(str, object)
    take_back, change = Signal(int), Signal(int)
    joined = Signal(str)
    ticked = Signal(str, str, str, bool)
    write = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.view: OutcomeView | None = None
        self.record: RecordView | None = None
        self._shown: tuple[str, ...] = ()
        self._stays = False
        self._way = (False, *LAYOUTS[0])
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(lambda: self.fit(anew=True))
        self.trouble_strip, self.refused_strip = Strip("trouble"), Strip("hold")
        self.body, self.side = PanelBody(theme), Side(theme)
        self.tabs: list[Target] = []
        self._tabs = QGridLayout()
        self._tabs.setSpacing(4)
        main, pinned = QWidget(), QWidget()
        main.setAccessibleName(tr("Outcome"))
        column, above, box = QVBoxLayout(main), QVBoxLayout(pinned), QVBoxLayout(self)
        column.setSpacing(6)
        self._column = column
        column.addLayout(self._tabs)
        column.addWidget(self.body)
        column.addStretch(1)
        for strip in (self.trouble_strip, self.refused_strip):
            above.addWidget(strip)
        self.columns = TwoColumns(main, self.side, SIDE_PX, pinned)
        self.draft = label("", "small-strong")
        self.draft.setContentsMargins(22, 2, 16, 2)
        box.addWidget(self.columns, 1)
        box.addWidget(self.draft)
        for layout in (above, box):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._connect()

    def _connect(self) -> None:
        self.body.asks.answered.connect(self.answered)
        self.body.asks.joined.connect(self.joined)
        self.body.calls.reshaped.connect(self._show_form)
        self.body.ticked.connect(self.ticked)
        self.body.write.connect(self.write)
        self.side.write.connect(self.write)
        self.side.take_back.connect(self.take_back)
        self.side.change.connect(self.change)
        self.side.folded.connect(self._folded)
        self.columns.narrowed.connect(lambda: QTimer.singleShot(0, self, self._show_again))

    def set_check(self, check: Check) -> None:
        """What looks over the words of a call before they are written down."""
        self.body.calls.set_check(check)

    def show_outcome(self, view: OutcomeView, record: RecordView | None = None) -> None:
        """Show the outcomes of the latest rest, with what was done about them. The same ones again stay where they were."""
        panels = (view.visit, *(panel.id for panel in view.panels))
        self._stays = panels == self._shown
        place = self._place
        self.view, self.record, self._shown = view, record, panels
        self.trouble_strip.say("")
        self.refused_strip.say("")
        if not self._stays:
            self._show_tabs(view)
            self.columns.to_top()
        self.show_panel(place if self._stays else 0)

    def _show_tabs(self, view: OutcomeView) -> None:
        clear(self._tabs)
        self.tabs = []
        a_row = NARROW_TABS_A_ROW if self.columns.narrow else TABS_A_ROW
        for place in range(TABS_A_ROW):
            self._tabs.setColumnStretch(place, int(place < a_row))
        for number, panel in enumerate(view.panels if len(view.panels) > 1 else ()):
            tab = Target(self.theme, panel.title, "row", str(number + 1), 17, hint=panel.banner)
            tab.setCheckable(True)
            tab.clicked.connect(lambda *_, place=number: self.show_panel(place))
            self._tabs.addWidget(tab, number // a_row, number % a_row)
            self.tabs.append(tab)

    def show_panel(self, place: int) -> None:
        """Show one of the outcomes in full."""
        if self.view is None:
            return
        panel = self.view.panels[place]
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == place)
        self.body.show_panel(panel, self.view, self.record, not self.tabs, self.columns.narrow)
        self.side.show_outcome(self.view, panel, self.record.written if self.record is not None else 0)
        self._show_draft()
        self._order()
        self.fit()
        self.setAccessibleName(tr("Outcome: {title}. {banner}", title=panel.title, banner=panel.banner))

    def _show_again(self) -> None:
        """The columns stand otherwise: so do the tabs and the answers."""
        if self.view is not None:
            place = self._place
            self._show_tabs(self.view)
            self.show_panel(place)

    @property
    def _place(self) -> int:
        return next((number for number, tab in enumerate(self.tabs) if tab.isChecked()), 0)

    def _order(self) -> None:
        """Tab goes as the eye does, also to what was made anew."""
        last = self.side.last_answer
        stops = (
            *(self, *self.tabs, self.body.say_row.said, *self.body.asks.stops, *self.body.calls.stops()),
            *(self.body.names, self.side.names, last.undo_target, last.all_target),
        )
        for former, following in pairwise(stops):
            QWidget.setTabOrder(former, following)

    def tick(self, now_us: int) -> None:
        """A second has passed; `now_us` is µs UTC by the desk's clock."""
        self.body.asks.tick(now_us)

    def _show_form(self) -> None:
        self.fit()
        if not self.body.calls.form.isHidden():
            self.columns.main_area.ensureWidgetVisible(self.body.calls.form)

    def _show_draft(self) -> None:
        """The draft's words are always on the screen: below all of it, where what they stand in may be scrolled."""
        words = self.view.draft if self.view is not None else ""
        below = self.columns.narrow or self.side.unfolded
        self.draft.setText(words)
        self.draft.setVisible(below and bool(words))
        self.side.draft.setVisible(not below and bool(words))

    def _folded(self) -> None:
        """The chain of answers is long and scrolls; all else stays as it is."""
        self._show_draft()
        self.fit()
        if self.columns.narrow and self.side.unfolded:
            QTimer.singleShot(0, self, lambda: self.columns.main_area.ensureWidgetVisible(self.side.why.back))

    def fit(self, anew: bool = False) -> None:
        """Take the smaller sizes of type where the page would have to be scrolled otherwise.

        Where only a call or a tick was added, nothing jumps as long as it fits, unless it is laid out `anew`.

        It is measured without scroll bars: they take width, longer texts need them, and so they would never go again.
        """
        if self.side.unfolded:
            self._scroll(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            return
        self._scroll(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in self.findChildren(QWidget):
            if not part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                part.show()  # Qt would show what was made now a little later, and count it as empty until then
        asks = self.view is not None and asks_something(self.view)
        ways = LAYOUTS if asks and not self.columns.narrow else LAYOUTS[:1]
        found = [(dense, *way) for dense in (False, True) for way in ways]
        keeps = self._stays and not anew and self._way in found
        for way in [self._way, *found] if keeps else found:
            self._lay_out(*way)
            if self.columns.fits():
                return
        self._scroll(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _lay_out(self, dense: bool, beside: bool, side_px: int) -> None:
        self._way = (dense, beside, side_px)
        set_dense(self, "yes" if dense else "no")
        self.body.set_tight(dense)
        self.side.set_tight(dense)
        self._column.setContentsMargins(22, 3 if dense else 8, 16, 1 if dense else 4)
        self.body.names.setVisible(not beside)
        self.side.names.setVisible(beside)
        self.columns.side_area.setFixedWidth(side_px)
        for part in self.findChildren(QWidget):  # Qt keeps heights by width, of each widget and each layout
            part.updateGeometry()
        for layout in self.findChildren(QLayout):
            layout.invalidate()
        if (whole := self.columns.layout()) is not None:
            whole.activate()  # the columns have their widths at once

    def _scroll(self, policy: Qt.ScrollBarPolicy) -> None:
        for area in (self.columns.main_area, self.columns.side_area):
            area.setVerticalScrollBarPolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another fit."""
        super().resizeEvent(event)
        self._later.start()  # when everything has its room

    def digit(self, key: str) -> None:
        """A digit shows one of several outcomes; with one outcome it gives one of the answers on it."""
        if not self.body.calls.form.isHidden():
            self.body.calls.key(key)
        elif self.tabs and key.isdigit() and 0 < int(key) <= len(self.tabs):
            self.show_panel(int(key) - 1)
        elif not self.tabs:
            self.body.asks.digit(key)

    def escape(self) -> None:
        """Esc closes why this result."""
        self.side.unfold(False)

    def enter(self, target: Target | None) -> None:
        """Return in the words of a call writes them down; else it presses what has the focus."""
        if not self.body.calls.enter(target):
            super().enter(target)

    def refuse(self, sentence: str) -> None:
        """Above the outcome."""
        self.refused_strip.say(sentence)
        self.fit()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the outcome."""
        self.trouble_strip.say(trouble_words(trouble, lost or tr("what you pressed")))
        self.fit()

    def first_focus(self) -> None:
        """The page itself: no act is one Return away. Where only a call or a tick was added, the focus stays."""
        kept = self.body.calls.focused() or self.body.say_row.said.hasFocus()
        if not (self._stays and kept):
            self.setFocus()
