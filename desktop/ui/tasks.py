"""Work off the window's thread: a function runs in a worker, and what it returned or raised comes back to the window's thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal


class _Told(QObject):
    """Carries a worker's end to the window's thread."""

    ended = Signal(object, object)


class _Work(QRunnable):
    """One function in a worker thread."""

    def __init__(self, work: Callable[[], Any], told: _Told) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._work, self._told = work, told

    def run(self) -> None:
        """Runs in the worker: nothing here may touch a widget or the journal."""
        try:
            result, problem = self._work(), None
        except Exception as raised:  # noqa: BLE001 - it is handed to whoever asked, on the window's thread
            result, problem = None, raised
        self._told.ended.emit(result, problem)


class Tasks(QObject):
    """The work that is under way for one window. `end` waits for it; what comes after that is heard by nobody."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(2)
        self._running: dict[_Told, _Work] = {}

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
        told = _Told()
        made = _Work(work, told)
        self._running[told] = made

        def ended(result: Any, problem: Exception | None) -> None:
            if self._running.pop(told, None) is None:
                return
            if problem is None:
                done(result)
            else:
                failed(problem)

        told.ended.connect(ended, Qt.ConnectionType.QueuedConnection)
        self._pool.start(made)

    def end(self) -> None:
        """Wait for the workers; their results are dropped."""
        self._pool.waitForDone()
        self._running.clear()
