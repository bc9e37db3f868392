"""One Threshold per record: a lock file decides, and a local socket (never a network one) brings the first to the front."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject

if TYPE_CHECKING:  # loaded once a window was seen
    from PySide6.QtNetwork import QLocalServer

ANSWER_MS = 2000
MESSAGE = b"front"


class OneInstance(QObject):
    """Holds the lock of one data folder. Without it, call `bring_front` and end."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(data.absolute()).encode()).hexdigest()
        self._name = f"threshold-{digest[:24]}"
        self._data = data
        self._lock: QLockFile | None = None
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Tell whether this is the only one. Where no lock file can be made the record itself will say what is wrong."""
        try:
            self._data.mkdir(parents=True, exist_ok=True)
        except OSError:
            return True
        self._lock = QLockFile(str(self._data / "threshold.lock"))
        self._lock.setStaleLockTime(0)
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def listen(self, to_front: Callable[[], None]) -> None:
        """Have `to_front` called whenever a second one is started."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)

        def heard() -> None:
            while (socket := server.nextPendingConnection()) is not None:
                socket.disconnected.connect(socket.deleteLater)
                to_front()

        server.newConnection.connect(heard)
        server.listen(self._name)
        self._server = server

    def bring_front(self) -> bool:
        """Ask the first one to come to the front; False where it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        reached = socket.waitForConnected(ANSWER_MS)
        if reached:
            socket.write(MESSAGE)
            socket.waitForBytesWritten(ANSWER_MS)
            socket.disconnectFromServer()
        return reached

    def close(self) -> None:
        """Let the next one in."""
        if self._server is not None:
            self._server.close()
        if self._lock is not None:
            self._lock.unlock()
