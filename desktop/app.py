"""Builds the window and everything below it; the only place that knows every layer."""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt

from desktop.core.errors import Trouble
from desktop.managed import colors, decide, fills_screen
from desktop.paths import Places
from desktop.services.desk import open_desk
from desktop.settings import read_settings, settings_file, write_settings
from desktop.store.journal import Moment
from desktop.ui.collecting import keep_loaded
from desktop.ui.frame import fill
from desktop.ui.main_window import MainWindow
from desktop.ui.session import OpenSession, Session
from desktop.ui.theme import THEMES, theme_name
from desktop.wall import Clock

TURN_S = 0.001
"""So long a thread that works keeps the window's thread waiting for its turn. Python's own 5 ms come with every cell that is painted
while a report is made: 160 ms for a list of visits, 40 ms so."""


class App:
    """The window over the record at `places`. `facility`, `clock` and `steps` as in `services.desk.open_desk`.

    `kiosk`: fill the screen, where IT does not decide that.
    A QApplication must exist. The record is opened only after `show`, once the window was painted.
    """

    def __init__(
        self,
        places: Places,
        facility: Path | None = None,
        clock: Clock | None = None,
        steps: Callable[[Moment], None] = lambda moment: None,
        kiosk: bool = False,
    ) -> None:
        sys.setswitchinterval(TURN_S)
        keep_loaded()
        self._file = settings_file(places)
        self._settings, findings = read_settings(self._file)
        by_it = decide(places)
        self._managed, self._own_colors = by_it.managed, not by_it.of("theme").by_it
        self._kiosk = fills_screen(by_it, kiosk)

        def opener() -> Session:
            desk = open_desk(places, facility, clock, steps=steps)
            desk.notices.extend(findings)
            return Session(desk)

        self._open: OpenSession = opener
        self.window = self._build(opener)

    def _build(self, opener: OpenSession) -> MainWindow:
        theme = theme_name(colors(self._managed, self._settings.theme))
        window = MainWindow(opener, THEMES[theme], self._managed.idle_lock_minutes)
        window.desk.theme_wanted.connect(self.set_theme)
        if not self._own_colors:
            window.desk.colours.hide()
        return window

    def set_theme(self, name: str) -> None:
        """Go on in other colours: "light" or "night". A new window takes over the open desk; the choice is kept.

        Where it cannot be kept, the desk says so, and the colours change all the same.
        """
        self._settings = msgspec.convert({"theme": name}, type(self._settings))
        former, session = self.window, self.window.release()
        try:
            write_settings(self._file, self._settings)
        except Trouble as trouble:
            if session is not None:
                session.desk.notices.append(trouble.words)
        handed = [session] if session is not None else []
        self.window = self._build(lambda: handed.pop() if handed else self._open())
        self.window.setGeometry(former.geometry())
        self.window.setWindowState(former.windowState())
        self.window.show()  # before the former one goes: the program ends with its last window
        former.close()
        former.deleteLater()

    def show(self) -> None:
        """Show the window; a screen too small for it is filled. A kiosk fills it without a title bar."""
        fill(self.window, self._kiosk)

    def to_front(self) -> None:
        """Bring the window before all others."""
        if self.window.isMinimized():
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
            self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def look(self) -> None:
        """Look for what the desk must tell of its record."""
        self.window.inspector.watch()

    def close(self) -> None:
        """Close window and record."""
        self.window.close()
