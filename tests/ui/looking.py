"""Looks at a window for what a person would stumble over: cut words, small targets, columns that must be scrolled."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.ui.targets import ROW_PAD_PX, Target


def clipped(window: QWidget) -> Iterator[str]:
    """Every visible text that has less room than its font needs."""
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if label.wordWrap():
            room = label.contentsRect()
            flags = Qt.TextFlag.TextWordWrap
            need = label.fontMetrics().boundingRect(0, 0, room.width(), 10_000, flags, label.text())
            if need.height() > room.height() + 1 or need.width() > room.width() + 1:
                yield f"{label.text()!r} needs {need.size()}, has {room.size()}"
        elif label.sizeHint().width() > label.width() or label.sizeHint().height() > label.height():
            yield f"{label.text()!r} needs {label.sizeHint()}, has {label.size()}"
    for target in window.findChildren(Target):
        if target.isVisible() and target.text_height(target.width()) > target.height() - ROW_PAD_PX / 2:
            yield f"target {target.text()!r} needs {target.text_height(target.width())}, has {target.size()}"
        row = target.parentWidget()
        if target.isVisible() and row is not None and not row.rect().contains(target.geometry()):
            yield f"target {target.text()!r} stands out of its row"


def scrolled(window: QWidget) -> Iterator[str]:
    """Every visible column that is higher than the screen."""
    for area in window.findChildren(QScrollArea):
        hidden = area.verticalScrollBar().maximum()
        if area.isVisible() and hidden > 0:
            yield f"{area.accessibleName()}: {hidden} px do not fit"
