"""Starts the window: paints one that is small to load, and builds the whole one behind it; a key pressed meanwhile is not lost."""

import gc
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from desktop.managed import colors, decide, fills_screen
from desktop.paths import Places
from desktop.settings import read_settings, settings_file
from desktop.ui.frame import Frame, fill
from desktop.ui.instance import OneInstance
from desktop.ui.still import OpeningPage
from desktop.ui.theme import THEMES, theme_name

if TYPE_CHECKING:
    from desktop.app import App
    from desktop.ui.keeping import Keeper

ALREADY = "Threshold is open already; its window comes to the front."
FIRST_LOOK_MS, LOOK_MS = 1_000, 600_000
"""When the record is first looked after, and how often then; `Inspector.watch` counts on a day of such looks."""


class FirstWindow(Frame):
    """What is seen while the program loads: the frame of the window with "Opening the record". It keeps an emergency key."""

    def __init__(self, places: Places) -> None:
        theme = colors(decide(places).managed, read_settings(settings_file(places))[0].theme)
        self.opening = OpeningPage(THEMES[theme_name(theme)])
        super().__init__(THEMES[theme_name(theme)], [self.opening])
        self.pressed: list[Qt.Key] = []
        self.bar.went_in.connect(lambda: self.pressed.append(Qt.Key.Key_F12))
        self.bar.danger.connect(lambda: self.pressed.append(Qt.Key.Key_F1))
        for key in (Qt.Key.Key_F12, Qt.Key.Key_F1):
            self.bind({key: partial(self.pressed.append, key)})
        self.bind({Qt.Key.Key_F9: self.toggle_cover})
        self.show_page(self.opening)


class Start(QObject):
    """The first window, then `app`, which `built` tells of. A QApplication must exist; arguments as in `desktop.app.App`."""

    built = Signal()

    def __init__(self, places: Places, facility: Path | None = None, kiosk: bool = False) -> None:
        super().__init__()
        self._given = (places, facility, kiosk)
        self._kiosk = fills_screen(decide(places), kiosk)
        self.first = FirstWindow(places)
        self.app: App | None = None
        self._keeper: Keeper | None = None
        self._building = False
        for page in (self.first.opening, self.first.cover):
            page.painted.connect(self._build_soon)

    def show(self) -> None:
        """Show it, as large as the whole one will be."""
        fill(self.first, self._kiosk)

    def to_front(self) -> None:
        """Bring whichever is shown before all others."""
        if self.app is not None:
            self.app.to_front()

    def look(self) -> None:
        """Look for what the desk must tell of its record."""
        if self.app is not None:
            self.app.look()

    def end(self) -> None:
        """The window is closed: leave off looking after the record."""
        if self._keeper is not None:
            self._keeper.end()

    def _build_soon(self) -> None:
        if not self._building:
            self._building = True
            QTimer.singleShot(0, self._build)

    def _build(self) -> None:
        if not self.first.isVisible():  # closed before there was anything
            return
        from desktop.app import App
        from desktop.ui.keeping import Keeper

        QCoreApplication.processEvents()  # what was pressed while that was loaded
        places, facility, kiosk = self._given
        self.app = app = App(places, facility, kiosk=kiosk)
        gc.enable()  # see desktop.__main__; frozen by now, all of that
        app.window.opening.painted.connect(self._hand_over)
        self.built.emit()
        app.window.setGeometry(self.first.geometry())
        app.show()
        self._keeper = Keeper(places, facility)
        self._keeper.begin()

    def _hand_over(self) -> None:
        """The whole window is on the screen, and has set about to open the record: what was pressed comes after that."""
        QTimer.singleShot(0, self._press_again)

    def _press_again(self) -> None:
        first, app = self.first, self.app
        if app is None or not first.isVisible():
            return
        covered = first.covered
        first.close()
        if covered:
            app.window.toggle_cover()
        for key in first.pressed:
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(app.window, event)


def run(
    places: Places, facility: Path | None, kiosk: bool = False, argv: Sequence[str] = ("threshold",)
) -> int:
    """Run Threshold until its window is closed; 0. A second one says so, brings the first to the front, and ends with 0."""
    qt = QApplication.instance() or QApplication(list(argv))
    one = OneInstance(places.data)
    if not one.take():
        one.bring_front()
        sys.stdout.write(f"{ALREADY}\n")
        return 0
    start = Start(places, facility, kiosk)
    start.built.connect(lambda: one.listen(start.to_front))
    start.show()
    looker = QTimer()
    looker.timeout.connect(start.look)
    looker.start(LOOK_MS)
    QTimer.singleShot(FIRST_LOOK_MS, start.look)
    try:
        return qt.exec()
    finally:
        start.end()
        looker.stop()
        one.close()
