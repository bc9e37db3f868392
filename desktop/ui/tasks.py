"""Work off the window's thread: a function runs in a worker, and what it returned or raised comes back to the window's thread."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal


class Far:
    """How far some work is: written by its thread, read by the window's. `stop` is set by the window and asked by the work."""

    def __init__(self) -> None:
        self.stop = Event()
        self.done = self.of = 0

    def tell(self, done: int, of: int) -> None:
        """Runs in the worker, between two steps."""
        self.done, self.of = done, of

    @property
    def percent(self) -> int:
        """Of a hundred, 0 where nobody knows."""
        return self.done * 100 // self.of if self.of else 0


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
        self.told, self.over = _Told(), Event()
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
        self.over.set()

    def deliver(self) -> None:
        """Hand over what came out, on the window's thread. Nothing of it stays here: Qt may keep this for as long as the program runs."""
        done, failed, result, problem = self._done, self._failed, self._result, self._problem
        self.told.ended.disconnect()
        self._work = self._done = self._failed = _over
        self._result = self._problem = None
        if problem is None:
            done(result)
        else:
            failed(problem)


def _over(*_: Any) -> None:
    """It was handed over already."""


class Tasks(QObject):
    """The work that is under way for one window. `end` waits for it and hands over what came out, so that nothing is lost.

    With `patience_s` it waits so many seconds in all and then leaves behind what hangs, for work that waits for a thing outside
    this program and may wait for ever. Such work runs in threads of its own, which end with the program: a pool of Qt, when it
    goes, waits for its threads as long as they like. What comes back later is handed over as ever, while there is a window.
    """

    def __init__(self, patience_s: float | None = None) -> None:
        super().__init__()
        self._patience_s = patience_s
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
        if self._patience_s is None:
            self._pool.start(made)
        else:
            Thread(target=made.run, daemon=True).start()

    def _ended(self, made: _Work) -> None:
        if made in self._running:
            self._running.remove(made)
            made.deliver()

    def end(self) -> None:
        """Wait for the workers, and hand over at once what came out."""
        self._pool.waitForDone()
        until = monotonic() + (self._patience_s or 0)
        for made in list(self._running):
            if made.over.wait(max(0, until - monotonic())):
                self._ended(made)
