"""Keeps the record safe while the window is open: room on the disk is held back at once, a backup is made each day, and what waits for
the office is sent where IT has named a place.

Both run off the window's thread, over openings of their own. That one failed stands in the log; that no backup was made for a day is
told by the desk and by `doctor` (`services.notices`).
"""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop.managed import decided
from desktop.paths import Places
from desktop.services.backing import keep_backed_up
from desktop.services.syncing import send_by_itself
from desktop.store.reserve import Reserve
from desktop.ui.tasks import Tasks
from desktop.wall import Clock

SOON_MS, RESERVE_MS = 500, 60_000
"""How often it is looked whether the record is there, whose room is to be held back; and then whether it still is."""

FIRST_BACKUP_MS, BACKUP_MS = 60_000, 600_000
"""When it is first looked whether a backup is due, and how often then."""

PATIENCE_S = 3.0
"""So long the end waits for a backup that is being made. What it leaves behind has no name yet, and the next one removes it."""


class Keeper(QObject):
    """Looks after the record below `places`, whose facility file may name a folder for backups."""

    def __init__(self, places: Places, facility: Path | None = None, clock: Clock | None = None) -> None:
        super().__init__()
        self._places, self._facility, self._clock = places, facility, clock
        self._reserve = Reserve(places.data / "record")
        self._tasks = Tasks(PATIENCE_S)
        self._sender = Tasks(PATIENCE_S)
        self._sends = QTimer(self, interval=FIRST_BACKUP_MS)
        self._sends.timeout.connect(self.send)
        self._room, self._backups = QTimer(self, interval=SOON_MS), QTimer(self, interval=FIRST_BACKUP_MS)
        self._room.timeout.connect(self.hold_room)
        self._backups.timeout.connect(self.back_up)

    def begin(self) -> None:
        """Begin to look after it."""
        self._room.start()
        self._backups.start()
        self._sends.start()

    def hold_room(self) -> bool:
        """Hold room back where the record is there; whether it is held."""
        if self._reserve.file.parent.is_dir():
            self._room.setInterval(RESERVE_MS)
        return self._reserve.fill()

    def back_up(self) -> None:
        """Make a backup in the background where one is due, and none is being made."""
        self._backups.setInterval(BACKUP_MS)
        if not self._tasks.busy:
            self._tasks.run(self._keep, lambda _: None, _ours)

    @property
    def sending(self) -> bool:
        """A sending is under way."""
        return self._sender.busy

    def send(self) -> None:
        """Send in the background what waits, where that is not under way."""
        minutes = decided(self._places).sync_minutes
        self._sends.setInterval(max(minutes, 1) * 60_000)
        if minutes and not self.sending:
            self._sender.run(self._send, lambda _: None, _ours)

    def end(self) -> None:
        """Leave off; a backup or sending that is nearly done is waited for."""
        self._sends.stop()
        self._sender.end()
        self._room.stop()
        self._backups.stop()
        self._tasks.end()

    def _keep(self) -> None:
        keep_backed_up(self._places, self._facility, self._clock)

    def _send(self) -> None:
        send_by_itself(self._places, self._facility, self._clock)


def _ours(problem: Exception) -> None:
    raise problem
