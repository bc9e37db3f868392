"""Looks at a window for what a person would stumble over: cut words, small targets, columns that must be scrolled."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.ui.bars import Elided
from desktop.ui.main_window import MainWindow
from desktop.ui.targets import Target
from desktop.ui.theme import TARGET_PX

TIGHTEST_PAD_PX = 8
NAMED = (
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.List,
)


def clipped(window: QWidget) -> Iterator[str]:
    """Every visible text that has less room than its font needs."""
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text() or isinstance(label, Elided):
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
        if target.isVisible():
            yield from _clipped_target(target)


def _clipped_target(target: Target) -> Iterator[str]:
    need, width = target.text_size(target.width()), target.text_room(target.width())
    if need.height() > target.height() - TIGHTEST_PAD_PX or need.width() > width + 1:
        yield f"target {target.text()!r} needs {need}, has {target.size()}"
    if target.height() < TARGET_PX:
        yield f"target {target.text()!r} is only {target.height()} px high"
    row = target.parentWidget()
    if row is not None and not row.rect().contains(target.geometry()):
        yield f"target {target.text()!r} stands out of its row"


def sideways(window: QWidget) -> Iterator[str]:
    """Every visible column that is wider than its place: nothing may need scrolling to the side."""
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0:
            yield f"{area.accessibleName()}: {area.horizontalScrollBar().maximum()} px too wide"


def scrolled(window: QWidget) -> Iterator[str]:
    """Every visible column that is higher than the screen."""
    for area in window.findChildren(QScrollArea):
        hidden = area.verticalScrollBar().maximum()
        if area.isVisible() and hidden > 0:
            yield f"{area.accessibleName()}: {hidden} px do not fit"


def out_of_sight(window: MainWindow) -> Iterator[str]:
    """What must be seen without scrolling on any screen: the question, the emergency keys, the way to hide all."""
    must: list[Target | QLabel] = [window.bar.f12, window.bar.f1, window.bar.f9]
    if window.page is window.walk:
        must.append(window.walk.question)
    for widget in must:
        if widget.visibleRegion().boundingRect() != widget.rect():
            yield f"{widget.text()!r} cannot be seen in whole"


def nameless(window: QWidget) -> Iterator[str]:
    """Controls of the accessibility tree that a screen reader could not name."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    waiting: list[QAccessibleInterface] = [root]
    while waiting:
        interface = waiting.pop()
        state = interface.state()
        named = interface.text(QAccessible.Text.Name).strip()
        if not named and not state.invisible and interface.role() in NAMED:
            yield f"a {interface.role()} has no name"
        for number in range(interface.childCount()):
            child = interface.child(number)
            if child is not None:
                waiting.append(child)
