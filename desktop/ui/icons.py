"""The outcome's icons, drawn by hand, so that no word depends on colour alone and no font is needed."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.ui.tongue import tr


class Icon(QWidget):
    """One icon of a square of `px`, in one colour. Names are those of the pack's outcomes; an unknown one is a dot."""

    def __init__(self, px: int = 36) -> None:
        super().__init__()
        self._name, self._colour = "", "#ffffff"
        self.setFixedSize(QSize(px, px))

    def set_icon(self, name: str, colour: str) -> None:
        """Which icon, in which colour."""
        self._name, self._colour = name, colour
        self.setAccessibleName(tr("Sign: {name}", name=name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw on a grid of 24 by 24."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:  # the arrow points where people read to
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.scale(self.width() / 24, self.height() / 24)
        painter.setPen(
            QPen(
                QColor(self._colour),
                2.2,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.drawPath(icon_path(self._name))
        painter.end()


def icon_path(name: str) -> QPainterPath:
    """The outline of an icon on a grid of 24 by 24."""
    path = QPainterPath()
    for shape in _LINES.get(name, ()):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in shape]))
    for x, y, width, height in _ROUNDS.get(name, ()):
        path.addEllipse(QRectF(x, y, width, height))
    if name not in _LINES:
        path.addEllipse(QRectF(8, 8, 8, 8))
    return path


_Points = tuple[tuple[float, float], ...]
_LINES: Mapping[str, tuple[_Points, ...]] = MappingProxyType({
    "hold": (((8.5, 5), (8.5, 19)), ((15.5, 5), (15.5, 19))),
    "quote": (((3, 4), (21, 4), (21, 16), (11, 16), (6, 20.5), (6, 16), (3, 16), (3, 4)), ((7, 8.5), (17, 8.5)), ((7, 12), (13, 12))),
    "walk": (((3, 12), (20, 12)), ((13.5, 5.5), (20, 12), (13.5, 18.5))),
    "alert": (((12, 3), (22, 20.5), (2, 20.5), (12, 3)), ((12, 9.5), (12, 14.5)), ((12, 17.4), (12, 17.5))),
    "badge": (((4, 5), (20, 5), (20, 19), (4, 19), (4, 5)), ((14, 10), (17, 10)), ((14, 14), (17, 14))),
    "folder": (((3, 19), (3, 5), (9, 5), (11.5, 8), (21, 8), (21, 19), (3, 19)),),
    "car": (((3, 16), (3, 12), (6, 11), (8, 7), (16, 7), (18, 11), (21, 12), (21, 16), (3, 16)),),
    "public": (((4, 20), (4, 9), (12, 4), (20, 9), (20, 20)), ((2, 20), (22, 20)), ((9.5, 20), (9.5, 13), (14.5, 13), (14.5, 20))),
    "calendar": (((4, 6), (20, 6), (20, 20), (4, 20), (4, 6)), ((4, 10.5), (20, 10.5)), ((8.5, 3.5), (8.5, 7)), ((15.5, 3.5), (15.5, 7))),
    "court": (((12, 4), (12, 20)), ((7, 20), (17, 20)), ((4, 7), (20, 7)),
              ((1.8, 13), (4.5, 7), (7.2, 13), (1.8, 13)), ((16.8, 13), (19.5, 7), (22.2, 13), (16.8, 13))),
    "person": (((4, 20.5), (5, 16), (8, 14), (16, 14), (19, 16), (20, 20.5)),),
})  # fmt: skip
_ROUNDS: Mapping[str, tuple[tuple[float, float, float, float], ...]] = MappingProxyType(
    {
        "badge": ((6.5, 8.5, 4.5, 4.5),),
        "car": ((5.4, 14.4, 3.6, 3.6), (15, 14.4, 3.6, 3.6)),
        "person": ((8, 3.5, 8, 8),),
    }
)
