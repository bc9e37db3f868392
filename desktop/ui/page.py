"""What all pages share: they say when they were painted, take digits, and show a refusal or trouble in place."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.ui.targets import Target
from desktop.ui.theme import NARROW_PX, Theme, ground, label
from desktop.ui.tongue import tr

LINE_PX, OVERLAP_PX = 60, 40
"""How far an arrow scrolls a text, and what of it stays in sight when a whole screen is scrolled."""


class Page(QWidget):
    """A page of the window. `painted` comes with every paint of it."""

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        ground(self, "page")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that what is on the page can be seen."""
        super().paintEvent(event)
        self.painted.emit()

    def digit(self, key: str) -> None:
        """A digit or letter that counts was pressed."""

    def enter(self, target: Target | None) -> None:
        """Return or Space counts, with the focus on `target`."""
        if target is not None:
            target.click()

    def escape(self) -> None:
        """Esc, where nothing took it: close what is unfolded."""

    def refuse(self, sentence: str) -> None:
        """Show why an act was not accepted."""

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Show that `lost` (an answer, in words) is not saved, and what to do."""

    def first_focus(self) -> None:
        """Put the focus where the first act is likely."""


class BesidePage(Page):
    """A page beside the walk. `closed` comes where the guard wants to go back: with Esc, or with the key that opened the page."""

    closed = Signal()
    opened_by: Qt.Key | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One press goes back; the repeats of a held key do nothing."""
        if event.key() in (Qt.Key.Key_Escape, self.opened_by) and not event.isAutoRepeat():
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class Strip(QFrame):
    """A strip across a page: a hold, or trouble. Hidden while it has no words."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._words = label("", "strong")
        edged(self, kind).addWidget(self._words)
        self.hide()

    def say(self, words: str) -> None:
        """Show these words; none hides the strip."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()


class ReadPage(BesidePage):
    """A page that is read: its `columns` scroll wherever the focus is, and `trouble_strip` says why something was refused."""

    columns: "TwoColumns"
    trouble_strip: Strip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back; the keys that scroll do so wherever the focus is."""
        if not scrolled_by(self.columns.main_area, Qt.Key(event.key())):
            super().keyPressEvent(event)

    def escape(self) -> None:
        """Esc goes back, wherever the focus is."""
        self.closed.emit()

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.trouble_strip.say(sentence)
        announce(self, sentence)


class SayBox(QFrame):
    """The words to say aloud: the largest text of a page, in blue; a second line for when they ask again."""

    def __init__(self) -> None:
        super().__init__()
        self._cap, self._words = label("", "cap"), label("", "say")
        self._pressed = label("", "body")
        box = edged(self, "say")
        for each in (self._cap, self._words, self._pressed):
            box.addWidget(each)

    def say(self, words: str, pressed: str = "", cap: str = "") -> None:
        """Show the words in quotation marks under `cap` ("You may say"); hidden where there is nothing to say."""
        shown = cap or tr("YOU MAY SAY")
        self._cap.setText(shown)
        self._words.setText(f"“{words}”")
        self._pressed.setText(tr("If they ask again: “{words}”", words=pressed))
        self._pressed.setVisible(bool(pressed))
        self.setAccessibleName(f"{shown}: {words}")
        self.setVisible(bool(words))


def edged(frame: QFrame, kind: str) -> QVBoxLayout:
    """Give a frame one of the sheet's grounds with a thick line on its leading side; texts go into the layout."""
    ground(frame, kind)
    line, box, texts = QFrame(), QHBoxLayout(frame), QVBoxLayout()
    ground(line, f"{kind}-edge")
    line.setFixedWidth(6)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    texts.setContentsMargins(14, 8, 16, 9)
    texts.setSpacing(2)
    box.addWidget(line)
    box.addLayout(texts, 1)
    return texts


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say it at once."""
    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def trouble_words(trouble: Trouble, lost: str) -> str:
    """NOT saved, in one strip: what is lost, what happened, what to do."""
    return f"{tr('NOT SAVED: {lost}.', lost=lost)} {trouble.words}"


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and let Qt delete it when no event is under way.

    The parent stays: without one a widget would go at once, with the click that led here still in it.
    """
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def scrolling(inner: QWidget, name: str, area: QScrollArea | None = None) -> QScrollArea:
    """A column that scrolls only where the screen is too small for it (200 % scale); in an `area` of its own kind if given."""
    area = area or QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    ground(inner, "clear")
    area.setWidget(inner)
    area.setAccessibleName(name)
    return area


class Follow(QObject):
    """Scrolls to what has the focus in one of these areas, once it has its place. What is higher than the area, a text to be
    read, stays where it is."""

    def __init__(self, owner: QWidget, *areas: QScrollArea) -> None:
        super().__init__(owner)
        self._areas = areas
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self) -> None:
        QTimer.singleShot(0, self, self._show_focused)

    def _show_focused(self) -> None:
        focused = QApplication.focusWidget()
        for area in self._areas:
            inner = area.widget()
            if focused is None or focused.height() > area.viewport().height():
                continue
            if inner is not None and inner.isAncestorOf(focused):
                area.ensureWidgetVisible(focused, 0, 12)


def scrolled_by(area: QScrollArea, key: Qt.Key) -> bool:
    """Scroll a text as this key asks; tells whether it is a key that scrolls."""
    bar = area.verticalScrollBar()
    screen = max(LINE_PX, area.viewport().height() - OVERLAP_PX)
    far = {
        Qt.Key.Key_Up: -LINE_PX,
        Qt.Key.Key_Down: LINE_PX,
        Qt.Key.Key_PageUp: -screen,
        Qt.Key.Key_PageDown: screen,
        Qt.Key.Key_Home: -bar.maximum(),
        Qt.Key.Key_End: bar.maximum(),
    }.get(key)
    if far is not None:
        bar.setValue(bar.value() + far)
    return far is not None


class TwoColumns(QWidget):
    """A main column and a side panel of `side_px`; each scrolls by itself where it is too high.

    Below `NARROW_PX` the side stands under the main column, in the same scroll area. `pinned` stays above that area at any
    width. Neither `main` nor `side` may hold a scroll area of its own or a QStackedLayout (which is as high as its highest
    page), nor have a fixed width: show and hide parts instead. `narrowed` comes when the side moves.
    """

    narrowed = Signal(bool)

    def __init__(self, main: QWidget, side: QWidget, side_px: int, pinned: QWidget | None = None) -> None:
        super().__init__()
        self.narrow = False
        self._side, inner, self._line = side, QWidget(), QFrame()
        ground(self._line, "line")
        ground(main, "clear")
        self._column = QVBoxLayout(inner)
        self.main_area = scrolling(inner, main.accessibleName())
        self.side_area = scrolling(side, side.accessibleName())
        self.side_area.setFixedWidth(side_px)
        ground(side, "side")
        left = QVBoxLayout()
        if pinned is not None:
            left.addWidget(pinned)
        left.addWidget(self.main_area, 1)
        self._column.addWidget(main, 1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(left, 1)
        self._row.addWidget(self._line)
        self._row.addWidget(self.side_area)
        for layout in (self._column, left, self._row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._line.setFixedWidth(1)
        self._follow = Follow(self, self.main_area, self.side_area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room, else one under the other."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        if narrow != self.narrow:
            self.narrow = narrow
            self._move_side()
            self.narrowed.emit(narrow)

    def _move_side(self) -> None:
        """Move the side panel; what has the focus in it keeps it."""
        focused = QApplication.focusWidget()
        if self.narrow:
            self._column.addWidget(self.side_area.takeWidget())
        else:
            self._column.removeWidget(self._side)
            self.side_area.setWidget(self._side)
        self._side.show()
        self._line.setVisible(not self.narrow)
        self.side_area.setVisible(not self.narrow)
        if focused is not None and self._side.isAncestorOf(focused):
            focused.setFocus()

    def to_top(self) -> None:
        """Scroll back to the beginning, for a new text."""
        for area in (self.main_area, self.side_area):
            area.verticalScrollBar().setValue(0)

    def fits(self) -> bool:
        """Tell whether all of it can be seen without scrolling, counted from the texts and not from the latest layout."""
        return self.main_fits() and self.side_lacks() <= 0

    def main_fits(self) -> bool:
        """The same of the main column, and of the side where that stands under it."""
        return _lacks(self.main_area) <= 0

    def side_lacks(self) -> int:
        """Px that the side panel is higher than its place; nothing where it stands under the main column."""
        return 0 if self.narrow else _lacks(self.side_area)


def _lacks(area: QScrollArea) -> int:
    room, inner = area.viewport().size(), area.widget()
    layout = None if inner is None else inner.layout()
    return 0 if layout is None else layout.totalHeightForWidth(room.width()) - room.height()
