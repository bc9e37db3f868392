"""Puts things side by side and goes on below where the line is full; it mirrors for right-to-left."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

WIDE_PX = 640
"""From this width on the lines after the first are indented, so that they stand below each other."""

Line = list[tuple[QWidget, int]]


class Flow(QWidget):
    """Things in lines. `indent` px are kept free before every line after the first where there is room for it; `fill` takes
    what is left of its line. It is a widget, so that its things belong to it like those of any other."""

    def __init__(self, *widgets: QWidget, gap: int = 8, indent: int = 0) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._gap, self._indent = gap, indent
        self._fill: QWidget | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Add a widget at the end."""
        hidden = widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        widget.setParent(self)  # hides it
        widget.setVisible(not hidden)
        self._widgets.append(widget)
        self.updateGeometry()

    def fill(self, widget: QWidget) -> None:
        """Add a widget that grows to the end of its line."""
        self._fill = widget
        self.add(widget)

    def empty(self) -> None:
        """Take everything out, and let Qt delete it when no event is under way."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets = []
        self._fill = None

    def hasHeightForWidth(self) -> bool:
        """A narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Px that all lines need."""
        return self._arrange(width, place=False)

    def sizeHint(self) -> QSize:
        """All of them in one line."""
        sizes = [widget.sizeHint() for widget in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of them must be; the height follows from the width."""
        size = QSize(0, 0)
        for widget in self._shown():
            size = size.expandedTo(widget.minimumSizeHint().expandedTo(widget.minimumSize()))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: other lines."""
        super().resizeEvent(event)
        self._arrange(self.width(), place=True)

    def event(self, event: QEvent) -> bool:
        """Something in it is larger, shown or hidden; or the direction of reading is another."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self._arrange(self.width(), place=True)
        return done

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self, width: int, place: bool) -> int:
        """Break into lines; returns the height."""
        indent = self._indent if width >= WIDE_PX else 0
        lines: list[Line] = [[]]
        used = 0
        for widget in self._shown():
            room = width - (indent if len(lines) > 1 else 0)
            wanted = min(_wanted(widget), room)
            if lines[-1] and used + self._gap + wanted > room:
                lines.append([])
                used, wanted = 0, min(_wanted(widget), width - indent)
            used += wanted + (self._gap if lines[-1] else 0)
            lines[-1].append((widget, wanted))
        y = 0
        for number, line in enumerate(lines):
            if line:
                y += self._line(line, QRect(indent if number else 0, y, width, 0), place)
                y += self._gap if number + 1 < len(lines) else 0
        return y

    def _line(self, line: Line, room: QRect, place: bool) -> int:
        """Place one line that begins at `room.topLeft()` and ends at its width; returns its height."""
        left = room.width() - room.x() - sum(width for _, width in line) - self._gap * (len(line) - 1)
        widths = [width + max(0, left) if widget is self._fill else width for widget, width in line]
        heights = [_high(widget, width) for (widget, _), width in zip(line, widths, strict=True)]
        x = room.x()
        for (widget, _), width, own in zip(line, widths, heights, strict=True):
            if place:
                spot = QRect(x, room.y() + (max(heights) - own) // 2, width, own)
                widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), spot))
            x += width + self._gap
        return max(heights)


def _wanted(widget: QWidget) -> int:
    """Px that it wants, within its own limits."""
    return min(max(widget.sizeHint().width(), widget.minimumWidth()), widget.maximumWidth())


def _high(widget: QWidget, width: int) -> int:
    """Px that it needs at this width, within its own limits."""
    asks = widget.sizePolicy().hasHeightForWidth() and widget.hasHeightForWidth()
    wanted = widget.heightForWidth(width) if asks else widget.sizeHint().height()
    return min(max(wanted, widget.minimumHeight()), widget.maximumHeight())
