"""Has Python's garbage collected on the window's thread only.

Python collects wherever it happens to allocate. A worker that met a former window among the garbage would end its widgets in the
worker's thread, which Qt does not survive: the program would be gone in the middle of a visit.
"""

import gc
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject, QTimer

LOOK_MS = 500
"""How often it is looked whether a collection is due; Python's own thresholds say when it is."""


class Collector(QObject):
    """One for the program, a child of the application; collects by itself while an open desk holds it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def hold(self) -> None:
        """A desk opens: from now on no other thread collects."""
        self._held += 1
        gc.disable()
        self._timer.start()

    def let_go(self) -> None:
        """A desk closes; after the last one Python collects by itself again."""
        self._held -= 1
        if self._held == 0:
            self._timer.stop()
            gc.enable()

    def look(self) -> None:
        """Collect the generations that are due, the oldest of them with those below it."""
        due = [
            generation
            for generation, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if 0 < most < count
        ]
        if due:
            gc.collect(due[-1])


@cache
def keep_loaded() -> None:
    """What is loaded by now, code nearly all of it, stays as long as the program: collections pass over it, once and for all. They would
    take the window ten times as long each time."""
    gc.freeze()


def collector() -> Collector | None:
    """The program's own, made when it is first asked for; None where there is no application, and so no widget."""
    app = QCoreApplication.instance()
    if app is None:
        return None
    found = app.findChild(Collector)
    return found if isinstance(found, Collector) else Collector(app)
