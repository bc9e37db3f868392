"""One sample drawing: where its marks are, which part of the page to show, and where to put tags so that they cover no mark."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtSvg import QSvgRenderer

from desktop.core.specimens import MARK
from desktop.services.aid import SpecimenView

ZOOM_WIDTH = 430.0
"""Of a page 850 wide, what is shown at least: so large that its print can be read in the side panel."""

RIGHT_HALF = 0.6
"""A ring whose middle is right of this part of the page stands in its right half; one across the page does not."""

OVER = 80.0
"""What may be shown above the page, so that a tag has room over a mark at its top."""

AIR = 26.0
"""Between a mark and the edge of what is shown, in units of the drawing."""


class Drawing:
    """A parsed picture. `page` and all marks are in units of the drawing; `valid` is false where there is no picture."""

    def __init__(self, view: SpecimenView) -> None:
        self.svg = QSvgRenderer()
        self.valid = bool(view.picture) and self.svg.load(view.picture)
        self.page = self.svg.viewBoxF() if self.valid else QRectF(0, 0, 850, 1100)
        names = [each.id for each in view.marks] if self.valid else []
        self.marks = {
            name: self.svg.boundsOnElement(MARK + name)
            for name in names
            if self.svg.elementExists(MARK + name)
        }

    def around(self, mark: str, size: QSizeF) -> QRectF:
        """The part of the page to show in a place of this size: about `mark`, or the whole page where there is none."""
        place = self.marks.get(mark)
        if place is None:
            return self.whole(size)
        shape = size.height() / max(1.0, size.width())
        wide = max(ZOOM_WIDTH, place.width() + 2 * AIR, (place.height() + 4 * AIR) / shape)
        if wide > self.page.width():
            return self.whole(size) if wide * shape > self.page.height() else self._at(place, wide, shape)
        return self._at(place, wide, shape)

    def _at(self, place: QRectF, wide: float, shape: float) -> QRectF:
        shown = QRectF(0, 0, wide, wide * shape)
        shown.moveCenter(place.center())
        shown.moveLeft(_kept(shown.left(), wide, self.page.left(), self.page.right()))
        shown.moveTop(_kept(shown.top(), shown.height(), self.page.top() - OVER, self.page.bottom()))
        return shown

    def whole(self, size: QSizeF) -> QRectF:
        """The whole page in the middle of a place of this size."""
        scale = min(size.width() / self.page.width(), size.height() / self.page.height()) or 1.0
        shown = QRectF(0, 0, size.width() / scale, size.height() / scale)
        shown.moveCenter(self.page.center())
        return shown


def _kept(start: float, length: float, low: float, high: float) -> float:
    """A start with which `length` stays between the ends, or stands in their middle where it is longer."""
    if length >= high - low:
        return (low + high - length) / 2
    return min(max(start, low), high - length)


def tag_place(ring: QRectF, tag: QSizeF, room: QRectF, gap: float, ink: Callable[[QRectF], int]) -> QRectF:
    """A place for a tag inside the room: outside the ring, touching none of it, and where it hides the least `ink`.

    The ring's middle is preferred to its ends, beside it to above and below; below it at the edge where nothing fits.
    """
    width, height = tag.width(), tag.height()
    middle = _kept(ring.center().y() - height / 2, height, room.top(), room.bottom())
    ways = (ring.center().x() - width / 2, ring.left(), ring.right() - width)
    across = [_kept(way, width, room.left(), room.right()) for way in ways]
    beside = [(ring.left() - gap - width, middle), (ring.right() + gap, middle)]
    over = [(way, top) for way in across for top in (ring.top() - gap - height, ring.bottom() + gap)]
    places = [QRectF(left, top, width, height) for left, top in (*beside, *over)]
    fitting = [each for each in places if room.contains(each)]
    return min(fitting, key=ink, default=QRectF(across[0], room.bottom() - height, width, height))


def badge_places(rings: Iterable[QRectF], size: QSizeF, page_width: float) -> list[QRectF]:
    """A place of this size for the number of each ring: outside it, right of one in the right half, else left of it.

    Numbers on one side never lie upon each other: the later one is moved down.
    """
    ends = {True: float("-inf"), False: float("-inf")}
    places: dict[int, QRectF] = {}
    for number, ring in sorted(enumerate(rings), key=lambda each: each[1].center().y()):
        right = ring.center().x() > page_width * RIGHT_HALF
        top = max(ring.center().y() - size.height() / 2, ends[right])
        ends[right] = top + size.height()
        places[number] = QRectF(
            QPointF(ring.right() + 2 if right else ring.left() - size.width() - 2, top), size
        )
    return [places[number] for number in sorted(places)]
