"""The frame of the window: header, one page at a time, bottom bar; one gate for all keys; the cover that F9 lays over it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.bars import BottomBar, Header
from desktop.ui.gate import Gate
from desktop.ui.page import Page
from desktop.ui.still import CoverPage
from desktop.ui.targets import ACT_KEYS, focused_target
from desktop.ui.theme import Theme, font, sheet
from desktop.ui.tongue import tr

PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
FIRST_SIZE = (1366, 768)
MORE = QKeySequence("Alt+M")


def fill(window: QWidget, kiosk: bool) -> None:
    """Show the window; a screen too small for it is filled. A `kiosk` fills it without a title bar."""
    if kiosk:
        # A session of one program has no window manager that would do it.
        window.setGeometry(window.screen().geometry())
        window.showFullScreen()
        return
    screen = window.screen().availableGeometry()
    if screen.width() < window.width() or screen.height() < window.height():
        window.resize(screen.width(), screen.height())
    window.show()


class Pages(QStackedWidget):
    """One page at a time. Pages scroll: where room is short they give way, and the bar has all that it needs."""

    def hasHeightForWidth(self) -> bool:
        """Their longest text asks for no height."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Any size."""
        return QSize(1, 1)


class Frame(QMainWindow):
    """Shows pages and hands them the keys that count. Knows nothing of visits. `above_bar` and `below_head` take strips that stand on
    every page."""

    def __init__(self, theme: Theme, pages: Sequence[Page]) -> None:
        super().__init__()
        self.gate = Gate()
        self._keys: dict[Qt.Key, Callable[[], None]] = {}
        self.setWindowTitle(tr("Threshold"))
        self.setFont(font(18))
        self.setStyleSheet(sheet(theme))
        self.header, self.bar, self.pages = Header(), BottomBar(theme), Pages()
        self.cover = CoverPage(theme)
        self._behind, self._covered, self._head_covered = pages[0], False, False
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._strips = QWidget()
        self.above_bar = QVBoxLayout(self._strips)
        self.above_bar.setContentsMargins(0, 0, 0, 0)
        self.above_bar.setSpacing(0)
        self.below_head = QVBoxLayout()
        self.below_head.setSpacing(0)
        box.addWidget(self.header)
        box.addLayout(self.below_head)
        box.addWidget(self.pages, 1)
        box.addWidget(self._strips)
        box.addWidget(self.bar)
        self.setCentralWidget(middle)
        if (layout := self.layout()) is not None:  # a long text must scroll, never make the window grow
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for page in (*pages, self.cover):
            self.add_page(page)
        self.bar.hide_all.connect(self.toggle_cover)
        self.bar.more.toggled.connect(self._give_room)
        more = QShortcut(MORE, self, context=Qt.ShortcutContext.ApplicationShortcut)
        more.setAutoRepeat(False)
        more.activated.connect(self.bar.toggle_more)
        self.resize(*FIRST_SIZE)

    @property
    def page(self) -> Page:
        """The page on the screen."""
        page = self.pages.currentWidget()
        return page if isinstance(page, Page) else self.cover

    @property
    def covered(self) -> bool:
        """F9 was pressed: nothing of a visit can be seen."""
        return self._covered

    def add_page(self, page: Page) -> None:
        """One more page that can be shown."""
        self.pages.addWidget(page)
        page.painted.connect(lambda: self._painted(page))

    def _painted(self, page: Page) -> None:
        if page is self.page:
            self.gate.open()

    def show_page(self, page: Page) -> None:
        """Bring a page to the screen; while all is covered, it comes when the cover is taken away.

        Nothing counts until it was painted.
        """
        if self._covered and page is not self.cover:
            self._behind = page
            return
        self.gate.close()
        self.pages.setCurrentWidget(page)
        page.first_focus()
        page.update()

    def _give_room(self, unfolded: bool) -> None:
        """The strips give way to what stands behind "More": on a small screen there is no room for both."""
        focused: QWidget | None = self.focusWidget()
        if unfolded and focused is not None and self._strips.isAncestorOf(focused):
            self.bar.more.setFocus()  # Qt would hand it on, as far as F12
        self._strips.setVisible(not unfolded)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on. What is hidden or switched off while it has the focus gives it to its page: Qt would hand it on to the next
        target, as far as F12, and a Return that was meant for something else would press that."""
        focused: QWidget | None = self.focusWidget()
        if focused is None or (focused.isVisible() and focused.isEnabled()):
            return super().focusNextPrevChild(forward)
        self.page.setFocus()
        return True

    # ---- F9 -------------------------------------------------------------------------------------------------

    def toggle_cover(self) -> None:
        """Hide everything but the facility's name, or show it again."""
        if self._covered:
            self.uncover()
            return
        self._behind, self._covered = self.page, True
        self._head_covered = self.header.covered
        self.cover.show_cover(self.header.facility)
        self.header.cover(True)
        self.bar.offer_nothing()
        self.show_page(self.cover)

    def uncover(self) -> None:
        """Take the cover away."""
        self._covered = False
        self.header.cover(self._head_covered)
        self.bar.offer_again()
        self.show_page(self._behind)

    # ---- keys -----------------------------------------------------------------------------------------------

    def bind(self, keys: Mapping[Qt.Key, Callable[[], None]]) -> None:
        """Keys that work on every page and over every open list, in one press; their repeats do nothing."""
        self._keys.update(keys)
        for key, slot in keys.items():
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.ApplicationShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(slot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key that no field has taken: through the gate, then to the page."""
        counts = self.gate.press(event)
        bound = self._keys.get(Qt.Key(event.key()))
        if bound is not None:
            # A window that the system has not made active has no shortcuts, but the keys must work.
            if not event.isAutoRepeat():
                bound()
        elif QKeySequence(event.keyCombination()) == MORE:
            if not event.isAutoRepeat():
                self.bar.toggle_more()
        elif event.key() == Qt.Key.Key_Escape and self.bar.more.isChecked():
            self.bar.fold()
        elif event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.page.escape()
        elif event.modifiers() & ~PLAIN:
            super().keyPressEvent(event)
        elif event.key() in ACT_KEYS:
            if counts:
                self.page.enter(focused_target(self.focusWidget()))
        elif event.text().isalnum():
            if counts:
                self.page.digit(event.text())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key is up."""
        self.gate.release(event)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another window took the keyboard: releases are not heard any more."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.gate.forget()
        super().changeEvent(event)
