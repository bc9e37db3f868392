"""The pages of a report as pictures, white paper one below the other; only what is near the eye is drawn and kept."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMoveEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop.ui.theme import LIGHT, Theme, font
from desktop.ui.tongue import tr

EDGE_PX, GAP_PX, WIDEST_PX = 16, 16, 1040
"""Room beside the paper, between two sheets, and the most that a sheet is wide, in px at 100 %."""

LINE_PX, OVERLAP_PX = 64, 72
"""How far an arrow scrolls, and what stays in sight when a whole screen is scrolled, in px at 100 %."""

NEAR = 1
"""So many sheets before and after those in sight are drawn too, and kept."""

PAPER, PAPER_INK = LIGHT.panel, LIGHT.ink
"""Paper is white at night too: it is how the report will look."""

Size = tuple[float, float]
"""Width and height of a sheet, in points."""


class Sheets(QWidget):
    """A column of sheets as wide as its place. `wanted` asks for the picture of a sheet (from 0), so many pixels across;
    one is asked for at a time. `turned` comes when another sheet is in sight."""

    wanted = Signal(int, int)
    turned = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: Sequence[Size] = ()
        self._words: Sequence[str] = ()
        self._images: dict[int, tuple[int, QImage]] = {}
        self._asked: tuple[int, int] | None = None
        self._at, self._waits = 0, True
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name()

    @property
    def at(self) -> int:
        """The sheet in sight, from 0."""
        return self._at

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._sizes)

    @property
    def drawn(self) -> tuple[int, ...]:
        """The sheets whose pictures are kept now."""
        return tuple(sorted(self._images))

    @property
    def sharp(self) -> tuple[int, ...]:
        """Those of them that were drawn for the place that the sheets have now; the others stand in until theirs come."""
        wide = round(self._wide(self.width()) * self.devicePixelRatioF())
        return tuple(number for number in self.drawn if self._images[number][0] == wide)

    def show_pages(self, sizes: Sequence[Size], words: Sequence[str]) -> None:
        """Show these sheets; `words` are what each of them says, for a screen reader. None empties it."""
        self._sizes, self._words, self._images = sizes, words, {}
        self._asked, self._at, self._waits = None, 0, True
        self._name()
        self.updateGeometry()
        self.update()
        self._look()

    def put(self, image: QImage) -> None:
        """The picture of the sheet that was asked for."""
        if self._asked is None:
            return
        (number, wide), self._asked = self._asked, None
        self._images[number] = (wide, image)
        self.update(self.place(number))
        self._look()

    def give_up(self) -> None:
        """No picture comes of what was asked for; it is asked for again when it is looked at again."""
        self._asked = None

    # ---- places ---------------------------------------------------------------------------------------------

    def _wide(self, width: int) -> int:
        return max(1, min(width - 2 * EDGE_PX, WIDEST_PX))

    def _places(self, width: int) -> Iterator[QRect]:
        wide, y = self._wide(width), EDGE_PX
        for across, down in self._sizes:
            high = round(wide * down / across)
            yield QRect((width - wide) // 2, y, wide, high)
            y += high + GAP_PX

    def place(self, number: int) -> QRect:
        """Where a sheet lies."""
        return list(self._places(self.width()))[number]

    def hasHeightForWidth(self) -> bool:
        """A wider column has larger sheets."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Px of all sheets."""
        last = QRect()
        for place in self._places(width):
            last = place
        return last.bottom() + EDGE_PX

    @property
    def _sight(self) -> QRect:
        """The part of the column that its place shows."""
        around = self.parentWidget()
        return QRect(QPoint(0, -self.y()), around.size()) if around is not None else self.rect()

    def far(self, key: int) -> int | None:
        """Px that a key scrolls; None for any other key."""
        screen = max(LINE_PX, self._sight.height() - OVERLAP_PX)
        return {
            Qt.Key.Key_Up: -LINE_PX,
            Qt.Key.Key_Down: LINE_PX,
            Qt.Key.Key_PageUp: -screen,
            Qt.Key.Key_PageDown: screen,
            Qt.Key.Key_Home: -self.height(),
            Qt.Key.Key_End: self.height(),
        }.get(Qt.Key(key))

    # ---- what is in sight ---------------------------------------------------------------------------------

    def _look(self) -> None:
        """Ask for what is missing near the eye, let go of what is far from it, and tell which sheet is in sight."""
        sight = self._sight
        places = list(self._places(self.width()))
        seen = [number for number, place in enumerate(places) if place.intersects(sight)]
        if not seen:
            return
        middle = sight.top() + sight.height() // 2
        at = next((number for number in seen if places[number].bottom() >= middle), seen[-1])
        if at != self._at:
            self._at = at
            self._name()
            self.turned.emit(at)
        near = range(max(0, seen[0] - NEAR), min(len(places), seen[-1] + NEAR + 1))
        self._images = {number: image for number, image in self._images.items() if number in near}
        if self.isVisible() and self._asked is None:
            wide = round(self._wide(self.width()) * self.devicePixelRatioF())
            drawn = {number for number, (former, _) in self._images.items() if former == wide}
            if (number := next((each for each in (*seen, *near) if each not in drawn), None)) is not None:
                self._asked = (number, wide)
                self.wanted.emit(number, wide)

    @property
    def where(self) -> str:
        """The sheet in sight and how many there are, in words."""
        if self.pages:
            return tr("Page {n} of {all}", n=self._at + 1, all=self.pages)
        return tr("Being made …") if self._waits else tr("There are no pages.")

    def wait_no_more(self) -> None:
        """No pages come."""
        self._waits = False
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self.where)
        self.setAccessibleDescription(self._words[self._at] if self._at < len(self._words) else "")

    def moveEvent(self, event: QMoveEvent) -> None:
        """It was scrolled."""
        super().moveEvent(event)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: other pictures; the former ones stand in for them until they come."""
        super().resizeEvent(event)
        self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheets in sight, each with its edge; a ring around the one that is read where the column has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, place in enumerate(self._places(self.width())):
            if not place.adjusted(-6, -6, 6, 6).intersects(event.rect()):
                continue
            if number == self._at and self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.ring), 4))
                painter.drawRect(place.adjusted(-4, -4, 3, 3))
                painter.setPen(QPen(QColor(self._theme.ring_line), 2))
            else:
                painter.setPen(QPen(QColor(self._theme.edge), 1))
            painter.setBrush(QColor(PAPER))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
            if number in self._images:
                painter.drawImage(place, self._images[number][1])
            else:
                painter.setPen(QColor(PAPER_INK))
                painter.setFont(font(18))
                words = place.intersected(self._sight)
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, tr("Drawing page {n} …", n=number + 1))
        if not self.pages:
            painter.setPen(QColor(self._theme.ink))
            painter.setFont(font(18))
            painter.drawText(self._sight, Qt.AlignmentFlag.AlignCenter, self.where)
        painter.end()
        self._look()  # shown for the first time, or on a screen of another scale


class SheetArea(QScrollArea):
    """What the sheets scroll in."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The focus goes on and the place stays: Qt would scroll to the middle of all sheets first."""
        return QWidget.focusNextPrevChild(self, forward)
