"""Tells when the files of a folder have changed and nobody has saved any more of them for a moment."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLED_MS = 300
"""An editor saves in several steps: so long nothing may change before the folder is read."""


class Watching(QObject):
    """`changed` comes once for each round of saving. `files` names what is to be watched; it is asked again after each change, since a
    file that is replaced is watched no more, and a new one not yet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._files: Callable[[], Sequence[str]] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self, interval=SETTLED_MS, singleShot=True)
        self._watcher.fileChanged.connect(lambda: self._settled.start())
        self._watcher.directoryChanged.connect(lambda: self._settled.start())
        self._settled.timeout.connect(self._tell)

    def begin(self, files: Callable[[], Sequence[str]]) -> None:
        """Watch these instead of those before."""
        self.end()
        self._files = files
        self._watch()

    def end(self) -> None:
        """Watch nothing."""
        self._files = None
        self._settled.stop()
        if watched := [*self._watcher.files(), *self._watcher.directories()]:
            self._watcher.removePaths(watched)

    def _watch(self) -> None:
        wanted = list(self._files()) if self._files is not None else []
        known = {*self._watcher.files(), *self._watcher.directories()}
        if new := [each for each in wanted if each not in known]:
            self._watcher.addPaths(new)

    def _tell(self) -> None:
        self._watch()
        self.changed.emit()
