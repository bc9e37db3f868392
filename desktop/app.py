"""Builds the window and everything below it, and runs it; the only place that knows every layer."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.paths import Places
from desktop.services.desk import open_desk
from desktop.store.journal import Moment
from desktop.ui.instance import OneInstance
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import LIGHT
from desktop.wall import Clock

ALREADY = "Threshold is open already; its window comes to the front."


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
        self.window = MainWindow(lambda: Session(open_desk(places, facility, clock, steps=steps)), LIGHT)

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

    def close(self) -> None:
        """Close window and record."""
        self.window.close()


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
    try:
        return qt.exec()
    finally:
        one.close()
