"""The outcome page: the first outcome large, the others as tabs that say what to do, so that nothing is hidden."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import OutcomeView
from desktop.ui.outcome.panel import PanelBody
from desktop.ui.outcome.side import Side
from desktop.ui.page import Page, Strip, clear, scrolling, trouble_words
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, set_dense

TABS_A_ROW = 4


class OutcomePage(Page):
    """What to do now. `answered` carries an address and a value, `take_back` the number of an answer."""

    answered = Signal(str, object)
    take_back = Signal(int)
    joined = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.view: OutcomeView | None = None
        self.trouble_strip, self.refused_strip = Strip("trouble"), Strip("hold")
        self.body, self.side = PanelBody(theme), Side(theme)
        self.tabs: list[Target] = []
        self._tabs = QGridLayout()
        self._tabs.setSpacing(4)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(26, 10, 22, 6)
        column.setSpacing(8)
        column.addWidget(self.trouble_strip)
        column.addWidget(self.refused_strip)
        column.addLayout(self._tabs)
        column.addWidget(self.body)
        column.addStretch(1)
        self._left = left
        self.column = scrolling(left, "Outcome")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.column, 1)
        box.addWidget(self.side)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for place in range(TABS_A_ROW):
            self._tabs.setColumnStretch(place, 1)
        self.body.asks.answered.connect(self.answered)
        self.body.asks.joined.connect(self.joined)
        self.side.take_back.connect(self.take_back)

    def show_outcome(self, view: OutcomeView) -> None:
        """Show the outcomes of the latest rest."""
        self.view = view
        self.trouble_strip.say("")
        self.refused_strip.say("")
        clear(self._tabs)
        self.tabs = []
        if len(view.panels) > 1:
            for number, panel in enumerate(view.panels):
                tab = Target(self.theme, panel.title, "row", str(number + 1), 17, hint=panel.banner)
                tab.setCheckable(True)
                tab.clicked.connect(lambda *_, place=number: self.show_panel(place))
                self._tabs.addWidget(tab, number // TABS_A_ROW, number % TABS_A_ROW)
                self.tabs.append(tab)
        self.show_panel(0)

    def show_panel(self, place: int) -> None:
        """Show one of the outcomes in full."""
        if self.view is None:
            return
        panel = self.view.panels[place]
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == place)
        self.body.show_panel(panel, self.view, keys=not self.tabs)
        self.side.show_outcome(self.view, panel)
        self.fit()
        QTimer.singleShot(0, self, self.fit)  # once more when the new words have their room
        self.setAccessibleName(f"Outcome: {panel.title}. {panel.banner}")

    def fit(self) -> None:
        """Take the smaller sizes of type where the page would have to be scrolled otherwise."""
        for name in ("no", "yes"):
            set_dense(self, name)
            layout, room = self._left.layout(), self.column.viewport().size()
            if layout is None or (
                layout.totalHeightForWidth(room.width()) <= room.height() and self.side.fits()
            ):
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another fit."""
        super().resizeEvent(event)
        self.fit()

    def digit(self, key: str) -> None:
        """A digit shows one of several outcomes; with one outcome it gives one of the answers on it."""
        if self.tabs and key.isdigit() and 0 < int(key) <= len(self.tabs):
            self.show_panel(int(key) - 1)
        elif not self.tabs:
            self.body.asks.digit(key)

    def refuse(self, sentence: str) -> None:
        """Above the outcome."""
        self.refused_strip.say(sentence)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the outcome."""
        self.trouble_strip.say(trouble_words(trouble, lost or "what you pressed"))

    def first_focus(self) -> None:
        """The page itself: no act is one Return away."""
        self.setFocus()
