"""Prints one part of a recovery sheet as a page of large words, which somebody keeps; nothing of it is written to the disk by us."""

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPageSize, QPainter, QPen

from desktop.core.errors import Trouble
from desktop.ui.report.printing import Printers
from desktop.ui.theme import FAMILIES
from desktop.ui.tongue import tr

if TYPE_CHECKING:  # loaded when somebody prints, since it takes its time
    from PySide6.QtPrintSupport import QPrinter

COLUMNS = 2
POINTS, TITLE, WORD = 11.0, 20.0, 17.0
"""Sizes of the letters, in points."""

MARGIN, GAP, ROW = 54.0, 10.0, 30.0
"""In points: the margin of the page, the gap between two texts, and a row of words."""


class SheetPart(Struct, frozen=True):
    """What stands on a page: the words of part `number` (from 1) of `of`, how many parts open the record, whose record, and the date in
    words. Secret: it is kept nowhere."""

    words: tuple[str, ...]
    number: int
    of: int
    need: int
    facility: str
    day: str

    @property
    def title(self) -> str:
        """The heading of the page, and the name of the print job: nothing of the words."""
        return tr("Recovery sheet, part {n} of {of}", n=self.number, of=self.of)


def print_part(printers: Printers, name: str, part: SheetPart) -> str | tuple[str, ...]:
    """Print a part on the printer of this name and return its name; without one on the only printer of this PC. Where there are several
    their names are returned, and nothing is printed. For a worker. Trouble where there is no printer, or it does not take the page."""
    names = printers.names()
    if not names:
        raise Trouble("io", tr("No printer is set up on this PC."), tr("Write the words on paper by hand."))
    if name not in names and len(names) > 1:
        return names
    chosen = name if name in names else names[0]
    printer = printers.open(chosen)
    printer.setDocName(part.title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        why = tr("The printer {name} does not take the page.", name=chosen)
        raise Trouble("io", why, tr("See that it is on and has paper, or write the words by hand."))
    try:
        _draw(painter, printer, part)
    finally:
        painter.end()
    return chosen


def _draw(painter: QPainter, printer: "QPrinter", part: SheetPart) -> None:
    points = printer.resolution() / 72
    painter.scale(points, points)
    paper = printer.pageLayout().fullRectPoints()
    wide = paper.width() - 2 * MARGIN
    pen = _Pen(painter, wide)
    pen.text(tr("THRESHOLD"), POINTS, bold=True)
    pen.text(part.title, TITLE, bold=True)
    pen.text(part.facility, WORD)
    pen.text(tr("Made on {day}. {need}", day=part.day, need=_need(part)), POINTS)
    pen.rule()
    pen.grid(part.words)
    pen.rule()
    for words in _told(part):
        pen.text(words, POINTS)
    pen.top += 2 * GAP
    for words in (tr("Checked against the screen by, and when:"), tr("Kept by, and where:")):
        pen.text(words, POINTS)
        pen.top += 1.5 * GAP
        pen.rule()


def _need(part: SheetPart) -> str:
    if part.of == 1:
        return tr("This part alone opens the record.")
    return tr("Any {need} of the {of} parts open the record; fewer tell nothing.", need=part.need, of=part.of)


def _told(part: SheetPart) -> tuple[str, ...]:
    """What it is for, how it is used, how it is kept."""
    apart = tr("Keep the parts apart, with different people or in different places.") if part.of > 1 else ""
    return (
        tr(
            "These words open the record of this desk when its computer is lost, or the key file on it. Without them, the office's key or"
            " a passphrase such a record is lost for good."
        ),
        tr(
            "On a computer with Threshold, IT types: threshold keys recover --sheet, then the words in order."
        ),
        tr("Keep this page in a sealed envelope, under lock and key. {apart}", apart=apart).strip(),
        tr("Do not photograph, mail or scan it. Who has enough parts and a copy of the record can read it."),
    )


class _Pen:
    """Writes from the top down. Everything in points."""

    def __init__(self, painter: QPainter, wide: float) -> None:
        self._painter, self._wide = painter, wide
        self.top = MARGIN

    def text(self, words: str, size: float, bold: bool = False) -> None:
        """Some lines, as wide as the page."""
        self._font(size, bold)
        room = QRectF(MARGIN, self.top, self._wide, 400)
        flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
        self._painter.drawText(room, flags, words)
        self.top = self._painter.boundingRect(room, flags, words).bottom() + GAP

    def rule(self) -> None:
        """A line across."""
        self._painter.setPen(QPen(Qt.GlobalColor.black, 0.8))
        self._painter.drawLine(int(MARGIN), int(self.top), int(MARGIN + self._wide), int(self.top))
        self.top += GAP

    def grid(self, words: tuple[str, ...]) -> None:
        """The words with their numbers, down the first column, then the second."""
        rows = -(-len(words) // COLUMNS)
        for place, word in enumerate(words):
            left = MARGIN + (place // rows) * self._wide / COLUMNS
            top = self.top + (place % rows) * ROW
            self._font(POINTS, bold=False)
            number = QRectF(left, top, 26, ROW)
            self._painter.drawText(
                number, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(place + 1)
            )
            self._font(WORD, bold=True)
            room = QRectF(left + 38, top, self._wide / COLUMNS - 38, ROW)
            self._painter.drawText(
                room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), word
            )
        self.top += rows * ROW + GAP

    def _font(self, size: float, bold: bool) -> None:
        made = QFont()
        made.setFamilies(list(FAMILIES))
        made.setPixelSize(round(size))  # the painter is scaled: one pixel is a point
        made.setBold(bold)
        self._painter.setFont(made)
