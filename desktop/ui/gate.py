"""Decides which key presses count: never a repeat, a held key, a scanner's burst, or one made before the page was painted."""

from PySide6.QtGui import QKeyEvent

BURST_MS = 120
"""Keys nearer to each other than this are a scanner's: nobody reads a question in an eighth of a second."""


class Gate:
    """Closed while a page is on its way to the screen; opened by its paint event."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._open = False
        self._latest_ms = 0

    @property
    def is_open(self) -> bool:
        """The page that is meant to be seen was painted."""
        return self._open

    def close(self) -> None:
        """Another question is on its way: nothing counts until it can be seen."""
        self._open = False

    def open(self) -> None:
        """It was painted."""
        self._open = True

    def press(self, event: QKeyEvent) -> bool:
        """Tell whether this press counts. Times are those of the events, so that a busy program decides no differently."""
        key, at_ms = event.key(), event.timestamp()
        fresh = not event.isAutoRepeat() and key not in self._held
        apart = not at_ms or not self._latest_ms or at_ms - self._latest_ms >= BURST_MS
        self._held.add(key)
        self._latest_ms = at_ms
        return fresh and apart and self._open

    def release(self, event: QKeyEvent) -> None:
        """A key is up again; the releases that keyboards repeat say nothing."""
        if not event.isAutoRepeat():
            self._held.discard(event.key())

    def forget(self) -> None:
        """Another window has the keyboard: what is released there is not heard of here."""
        self._held.clear()
