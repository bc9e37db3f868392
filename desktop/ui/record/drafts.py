"""Hands on what is half typed: at most once a second, and at once when the page is left."""

from PySide6.QtCore import QObject, QTimer, Signal

EVERY_MS = 1000


class Drafts(QObject):
    """Half-typed texts by address. `half_typed` carries address and text of those that changed."""

    half_typed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._changed: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.flush)

    def begin(self, texts: dict[str, str]) -> None:
        """Another visit: what is kept of it. What was typed in the former one is handed on first, by `flush`."""
        self.texts = dict(texts)
        self._changed.clear()
        self._timer.stop()

    def note(self, address: str, text: str) -> None:
        """Something was typed."""
        self.texts[address] = text
        self._changed.add(address)
        if not self._timer.isActive():
            self._timer.start()

    def groups(self) -> set[str]:
        """Where something is half typed: the first part of each address, which is the name of a tab."""
        return {address.split("/")[0] for address, text in self.texts.items() if text.strip()}

    def done(self, addresses: list[str]) -> None:
        """It is written down: nothing of it is half typed any more."""
        for address in addresses:
            if self.texts.pop(address, ""):
                self.half_typed.emit(address, "")
            self._changed.discard(address)

    def again(self, address: str) -> None:
        """It could not be kept: once more in a second."""
        if address in self.texts:
            self._changed.add(address)
            self._timer.start()

    def flush(self) -> None:
        """Hand on everything that changed."""
        self._timer.stop()
        for address in sorted(self._changed):
            self._changed.discard(address)
            self.half_typed.emit(address, self.texts.get(address, ""))
