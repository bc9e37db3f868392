"""Work off the window's thread: a function runs in a worker, and what it returned or raised comes back to the window's thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal


class _Told(QObject):
    """Carries a worker's end to the window's thread."""

    ended = Signal()


class _Work(QRunnable):
    """One function in a worker thread, and what is to be done with its end."""

    def __init__(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.told = _Told()
        self._work, self._done, self._failed = work, done, failed
        self._result: Any = None
        self._problem: Exception | None = None

    def run(self) -> None:
        """Runs in the worker: nothing here may touch a widget or the journal."""
        try:
            self._result = self._work()
        except Exception as raised:  # noqa: BLE001 - it is handed to whoever asked, on the window's thread
            self._problem = raised
        self.told.ended.emit()

    def deliver(self) -> None:
        """Hand over what came out, on the window's thread."""
        if self._problem is None:
            self._done(self._result)
        else:
            self._failed(self._problem)


class Tasks(QObject):
    """The work that is under way for one window. `end` waits for it and hands over what came out, so that nothing is lost."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(2)
        self._running: list[_Work] = []

    @property
    def busy(self) -> bool:
        """Some work has not come back yet."""
        return bool(self._running)

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work` in a worker; then `done` with what it returned, or `failed` with what it raised, on this thread."""
        made = _Work(work, done, failed)
        self._running.append(made)
        made.told.ended.connect(lambda: self._ended(made), Qt.ConnectionType.QueuedConnection)
        self._pool.start(made)

    def _ended(self, made: _Work) -> None:
        if made in self._running:
            self._running.remove(made)
            made.deliver()

    def end(self) -> None:
        """Wait for the workers, and hand over what came out at once."""
        self._pool.waitForDone()
        for made in list(self._running):
            self._ended(made)
