"""The only place where the journal's word reaches Qt: one coarse signal, after the commit and never before."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.core.events import Event
from desktop.services.desk import Desk


class Bridge(QObject):
    """Emits `changed(visit id)` once for each append; the id is empty where an event belongs to no visit.

    Connect it queued: within the append the services still show the visit as it stood before.
    """

    changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.saved_at = ""
        self._end: Callable[[], None] = desk.store.journal.listen(self._heard)

    def _heard(self, events: Sequence[Event]) -> None:
        self.saved_at = events[-1].reading.local.strftime("%H:%M:%S")
        self.changed.emit(events[-1].visit or "")

    def close(self) -> None:
        """Hear no more."""
        self._end()
