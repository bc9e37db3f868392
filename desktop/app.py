"""Builds the window and everything below it, and runs it; the only place that knows every layer."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.core.errors import Trouble
from desktop.managed import managed_file, read_managed
from desktop.paths import Places
from desktop.services.desk import open_desk
from desktop.settings import Theme as ThemeName
from desktop.settings import read_settings, settings_file, write_settings
from desktop.store.journal import Moment
from desktop.ui.instance import OneInstance
from desktop.ui.keeping import Keeper
from desktop.ui.main_window import MainWindow
from desktop.ui.session import OpenSession, Session
from desktop.ui.theme import THEMES
from desktop.wall import Clock

ALREADY = "Threshold is open already; its window comes to the front."
FIRST_LOOK_MS, LOOK_MS = 1_000, 600_000
"""When the record is first looked after, and how often then; `Inspector.watch` counts on a day of such looks."""


TURN_S = 0.001
"""So long a thread that works keeps the window's thread waiting for its turn. Python's own 5 ms come with every cell that is painted
while a report is made: 160 ms for a list of visits, 40 ms so."""


class App:
    """The window over the record at `places`. `facility`, `clock` and `steps` as in `services.desk.open_desk`.

    A QApplication must exist. The record is opened only after `show`, once the window was painted.
    """

    def __init__(
        self,
        places: Places,
        facility: Path | None = None,
        clock: Clock | None = None,
        steps: Callable[[Moment], None] = lambda moment: None,
    ) -> None:
        sys.setswitchinterval(TURN_S)
        self._file = settings_file(places)
        self._settings, findings = read_settings(self._file)
        managed, wrong = read_managed(managed_file(places))
        self._idle_minutes = managed.idle_lock_minutes

        def opener() -> Session:
            desk = open_desk(places, facility, clock, steps=steps)
            desk.notices.extend([*findings, *wrong])
            return Session(desk)

        self._open: OpenSession = opener
        self.window = self._build(opener)

    def _build(self, opener: OpenSession) -> MainWindow:
        window = MainWindow(opener, THEMES[theme_name(self._settings.theme)], self._idle_minutes)
        window.desk.theme_wanted.connect(self.set_theme)
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
        """Show the window; a screen too small for it is filled."""
        screen = self.window.screen().availableGeometry()
        if screen.width() < self.window.width() or screen.height() < self.window.height():
            self.window.resize(screen.width(), screen.height())
        self.window.show()

    def to_front(self) -> None:
        """Bring the window before all others."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def look(self) -> None:
        """Look for what the desk must tell of its record."""
        self.window.inspector.watch()

    def close(self) -> None:
        """Close window and record."""
        self.window.close()


def theme_name(chosen: ThemeName) -> str:
    """The name of a theme; "system" is the one of the computer."""
    if chosen != "system":
        return chosen
    return "night" if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def run(places: Places, facility: Path | None, argv: Sequence[str] = ("threshold",)) -> int:
    """Run Threshold until its window is closed; 0. A second one says so, brings the first to the front, and ends with 0."""
    qt = QApplication.instance() or QApplication(list(argv))
    one = OneInstance(places.data)
    if not one.take():
        one.bring_front()
        sys.stdout.write(f"{ALREADY}\n")
        return 0
    app = App(places, facility)
    one.listen(app.to_front)
    app.show()
    keeper = Keeper(places, facility)
    keeper.begin()
    looker = QTimer()
    looker.timeout.connect(app.look)
    looker.start(LOOK_MS)
    QTimer.singleShot(FIRST_LOOK_MS, app.look)
    try:
        return qt.exec()
    finally:
        keeper.end()
        looker.stop()
        one.close()
