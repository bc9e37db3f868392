"""Tells when nobody has touched the PC for a while; over a visit the time is three times as long."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

USUAL_MINUTES, OVER_A_VISIT = 5, 3
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class Idle(QObject):
    """`passed` comes once, `minutes` after the last key or mouse in the window; never where `minutes` is 0."""

    passed = Signal()

    def __init__(self, minutes: float) -> None:
        super().__init__()
        self._minutes, self._over, self._counts = minutes, False, False
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.passed)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(
                self._window
            )  # another window of ours came or went: a list, a file dialog

    def begin(self) -> None:
        """A desk is open: the time counts."""
        self._counts = True
        self.touched()

    def watch(self, window: QWindow | None) -> None:
        """Hear what is done in this window."""
        if window is not None:
            window.installEventFilter(self)

    def _window(self, window: QWindow | None) -> None:
        self.watch(window)
        self.touched()

    def over_a_visit(self, over: bool) -> None:
        """A visit is on the screen, or is not any more; the time that has passed counts for nothing then."""
        if over != self._over:
            self._over = over
            self.touched()

    def touched(self) -> None:
        """Somebody is there: the time begins anew."""
        if self._minutes and self._counts:
            self.timer.start(round(self._minutes * 60_000) * (OVER_A_VISIT if self._over else 1))

    def end(self) -> None:
        """The desk was let go of. The timer stays stopped: whichever thread comes to delete it could not stop it."""
        self._counts = False
        self.timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and mouse begin the time anew, and go on to whom they are for."""
        if event.type() in TOUCHES:
            self.touched()
        return False
