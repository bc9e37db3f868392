"""Paints one sample drawing with rings round what is to be looked at; what it shows is told in words too."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.services.aid import SpecimenView
from desktop.ui.aid.drawing import Drawing, badge_places, tag_place
from desktop.ui.theme import LIGHT, Theme, font
from desktop.ui.tongue import tr

RING_PX, THIN_PX, GAP_PX = 3.0, 1.6, 6.0
SIDE_PX = 330
LEAST_PX = 200
MARGIN_PX = 36
"""Left and right of a whole page together, where numbers stand."""

BADGE = QSizeF(30, 24)
"""A mark's number: room for two digits."""

DARK = 190
"""Of 255: print is darker than this, bars are lighter."""

PAPER = LIGHT
"""A drawing is ink on white paper in every theme, so what is drawn on it has the colours of the light one."""


class Specimen(QWidget):
    """One drawing. `zoom`: the part of the page about one mark; `whole`: the page with all its marks numbered.

    It draws nothing where the picture is missing (`has_picture`); its accessible name says in words what it shows. `pressed`
    where somebody clicks on it. `tag`: where "Look here" was painted last, in px.
    """

    pressed = Signal()

    def __init__(self, theme: Theme, how: Literal["zoom", "whole"] = "zoom") -> None:
        super().__init__()
        self._theme, self._how = theme, how
        self._view: SpecimenView | None = None
        self._drawing: Drawing | None = None
        self._mark = ""
        self._pixmap: QPixmap | None = None
        self._made_for: tuple[object, ...] = ()
        self.tag = QRectF()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(LEAST_PX, LEAST_PX)

    def sizeHint(self) -> QSize:
        """As in the side panel."""
        return QSize(SIDE_PX, SIDE_PX)

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to see."""
        return self._drawing is not None and self._drawing.valid

    @property
    def page_size(self) -> QSizeF:
        """The page in units of the drawing; letter paper where there is no drawing."""
        return QSizeF(850, 1100) if self._drawing is None else self._drawing.page.size()

    @property
    def scale(self) -> float:
        """Px for each unit of the drawing."""
        return self.width() / self._shown().width()

    def show_specimen(self, view: SpecimenView | None, mark: str = "") -> None:
        """Show a paper with a ring round the mark; one without that mark has no ring."""
        if view != self._view:
            self._drawing = None if view is None else Drawing(view)
        self._view, self._mark, self._pixmap = view, mark, None
        found = None if view is None else view.mark(mark)
        parts = ["" if view is None else view.title, "" if found is None else f"{found.label}: {found.text}"]
        self.setAccessibleName(". ".join(part for part in parts if part))
        self.setAccessibleDescription("" if view is None else f"{view.what} {view.counsel_check}".strip())
        self.update()

    def place_of(self, mark: str) -> QRectF | None:
        """Where a mark is in this widget, in px; None where it is not drawn."""
        if self._drawing is None or mark not in self._drawing.marks:
            return None
        shown, place = self._shown(), self._drawing.marks[mark]
        return QRectF(
            (place.left() - shown.left()) * self.scale,
            (place.top() - shown.top()) * self.scale,
            place.width() * self.scale,
            place.height() * self.scale,
        )

    def _shown(self) -> QRectF:
        """The part of the page that fills the widget."""
        size = QSizeF(self.size())
        if self._drawing is None:
            return QRectF(0, 0, max(1.0, size.width()), max(1.0, size.height()))
        if self._how == "zoom":
            return self._drawing.around(self._mark, size)
        inner = QSizeF(max(1.0, size.width() - MARGIN_PX), max(1.0, size.height()))
        whole = self._drawing.whole(inner)
        air = MARGIN_PX / 2 * whole.width() / inner.width()
        return whole.adjusted(-air, 0, air, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drawing that is small here may be wanted larger."""
        event.accept()
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The drawing is rendered once for each size and mark."""
        if not self.has_picture:
            return
        made_for = (self.size(), self.devicePixelRatioF(), self.layoutDirection())
        if self._pixmap is None or made_for != self._made_for:
            self._pixmap, self._made_for = self._render(), made_for
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        painter.end()

    def _render(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._drawing is not None:
            self._paint_page(painter, self._drawing)
            if self._how == "whole":
                self._paint_numbers(painter, self._drawing)
            elif (place := self.place_of(self._mark)) is not None:
                grey = _grey(pixmap)
                self._paint_ring(painter, place, chosen=True)
                self._paint_tag(painter, place, lambda under: _ink(grey, under, ratio))
        painter.end()
        return pixmap

    def _paint_page(self, painter: QPainter, drawing: Drawing) -> None:
        shown, page = self._shown(), drawing.page
        place = QRectF(
            (page.left() - shown.left()) * self.scale,
            (page.top() - shown.top()) * self.scale,
            page.width() * self.scale,
            page.height() * self.scale,
        )
        painter.setClipRect(place.intersected(QRectF(self.rect())))
        painter.fillRect(self.rect(), QColor(PAPER.panel))
        drawing.svg.render(painter, place)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(self._theme.edge), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.intersected(QRectF(self.rect())).adjusted(0.7, 0.7, -0.7, -0.7))

    def _paint_ring(self, painter: QPainter, place: QRectF, chosen: bool) -> None:
        pen = QPen(QColor(PAPER.danger if chosen else PAPER.accent), RING_PX if chosen else THIN_PX)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 4, 4)

    def _paint_tag(self, painter: QPainter, ring: QRectF, ink: Callable[[QRectF], int]) -> None:
        """Tell to look here: beside the mark and never on it, where it hides the least print."""
        words, face = tr("Look here"), font(17, bold=True)
        metrics = QFontMetricsF(face)
        size = QSizeF(metrics.horizontalAdvance(words) + 18, metrics.height() + 6)
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        place = self.tag = tag_place(ring, size, room, GAP_PX, ink)
        painter.setPen(QPen(QColor(PAPER.danger_ink), 1.4))
        painter.setBrush(QColor(PAPER.danger))
        painter.drawRoundedRect(place, 7, 7)
        painter.setFont(face)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_numbers(self, painter: QPainter, drawing: Drawing) -> None:
        """A thin ring and a number for each mark, the chosen one strong; numbers in the order of the words."""
        numbers = {each.id: number for number, each in enumerate(self._view.marks if self._view else (), 1)}
        rings = {name: place for name in drawing.marks if (place := self.place_of(name)) is not None}
        for name, ring in rings.items():
            self._paint_ring(painter, ring, chosen=name == self._mark)
        places = badge_places(list(rings.values()), BADGE, self.width())
        for name, place in zip(rings, places, strict=True):
            paint_badge(painter, place, str(numbers[name]), chosen=name == self._mark)


def paint_badge(painter: QPainter, place: QRectF, number: str, chosen: bool) -> None:
    """A mark's number, the same in the picture and beside its words."""
    painter.setPen(QPen(QColor(PAPER.accent_ink), 1.2))
    painter.setBrush(QColor(PAPER.danger if chosen else PAPER.accent))
    painter.drawRoundedRect(place.adjusted(0.6, 0.6, -0.6, -0.6), 11, 11)
    painter.setFont(font(17, bold=True))
    metrics = QFontMetricsF(painter.font())
    left = place.center().x() - metrics.horizontalAdvance(number) / 2
    painter.drawText(QPointF(left, place.center().y() + metrics.capHeight() / 2), number)


def _grey(pixmap: QPixmap) -> QImage:
    """The picture in shades of grey, white where it is empty."""
    grey = QImage(pixmap.size(), QImage.Format.Format_Grayscale8)
    grey.setDevicePixelRatio(pixmap.devicePixelRatio())
    grey.fill(Qt.GlobalColor.white)
    painter = QPainter(grey)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return grey


def _ink(grey: QImage, place: QRectF, ratio: float) -> int:
    """Dark points of a grey picture in this place; grey bars and the sample's mark across the page count as empty."""
    part = QRectF(place.topLeft() * ratio, place.size() * ratio).toAlignedRect().intersected(grey.rect())
    lines = memoryview(grey.constBits())
    starts = (line * grey.bytesPerLine() for line in range(part.top(), part.bottom() + 1))
    return sum(
        shade < DARK for start in starts for shade in lines[start + part.left() : start + part.right() + 1]
    )
