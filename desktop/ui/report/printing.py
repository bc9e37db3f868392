"""Prints a report page by page in a worker: each page is drawn at the printer's own fineness, at most 300 dots per inch."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPageSize, QPainter

from desktop.core.errors import Trouble
from desktop.services.pictures import page_pixels, page_sizes
from desktop.services.reporting import Paper
from desktop.ui.tongue import tr

if TYPE_CHECKING:  # loaded when somebody prints, since it takes its time
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 300
BAND_PX, SEEK_PX, GAP_PX = 256, 72, 6
"""A page goes to the printer in bands of at most this height: Qt lets no other thread run while it takes one in. A band ends at
the emptiest of its last rows, with so many on either side, and no line of text is cut."""

POINTS_AN_INCH = 72


class Printers:
    """The printers of this PC. Every method may take its time and is for a worker."""

    def names(self) -> tuple[str, ...]:
        """The printers that are set up, the usual one first; none where there is none."""
        from PySide6.QtPrintSupport import QPrinterInfo

        usual, names = (QPrinterInfo.defaultPrinterName(), QPrinterInfo.availablePrinterNames())
        return tuple(sorted(names, key=lambda name: (name != usual, name.lower())))

    def open(self, name: str) -> "QPrinter":
        """The printer of this name."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        return QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)


def no_printer() -> Trouble:
    """There is none."""
    return Trouble("io", tr("No printer is set up on this PC."), tr("Save the PDF, or tell IT."))


def print_pages(
    pdf: bytes,
    paper: Paper,
    printer: "QPrinter",
    title: str,
    told: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> int:
    """Print a PDF of ours whole, sheet by sheet; returns how many sheets were drawn whole. `told` hears which page of how many is
    under way. Once `stopped` tells so nothing more is drawn, and a printer that was not begun is not begun; what Qt or the
    spooler took before may still come out. Trouble where the printer does not take it.
    """
    printer.setDocName(title)
    printer.setPageSize(
        QPageSize(QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4)
    )
    printer.setFullPage(True)
    printer.setResolution(min(MOST_DPI, max(printer.resolution(), POINTS_AN_INCH)))
    sizes, painter, whole = page_sizes(pdf), QPainter(), 0
    try:
        for across, _ in sizes:
            told(whole + 1, len(sizes))
            pixels = page_pixels(pdf, whole, round(across / POINTS_AN_INCH * printer.resolution()))
            if stopped():  # before the sheet is begun: else an empty one came out
                break
            _next_sheet(painter, printer)
            if not _draw(painter, *pixels, stopped):
                break
            whole += 1
        if whole < len(sizes) and painter.isActive():
            printer.abort()
    finally:
        if painter.isActive():
            painter.end()
    return whole


def _next_sheet(painter: QPainter, printer: "QPrinter") -> None:
    if painter.isActive():
        ready = printer.newPage()
    elif ready := painter.begin(printer):
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    if not ready:
        raise _refused(printer)


def _draw(painter: QPainter, pixels: bytes, wide: int, high: int, stopped: Callable[[], bool]) -> bool:
    """One page, in bands; tells whether all of it was drawn."""
    top = 0
    while top < high:
        if stopped():
            return False
        end = _end_of_band(pixels, wide * 3, top, high)
        rows, band = pixels[top * wide * 3 : end * wide * 3], end - top
        image = QImage(rows, wide, band, wide * 3, QImage.Format.Format_RGB888)
        if image.allGray():  # most bands are; they print smaller and faster
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        painter.drawImage(QRect(0, top, wide, band), image, QRect(0, 0, wide, band))
        top = end
    return True


def _end_of_band(pixels: bytes, row: int, top: int, high: int) -> int:
    """The row before which a band that begins at `top` ends; a row has `row` bytes."""
    most = top + BAND_PX
    if most >= high:
        return high
    white = {y: pixels.count(b"\xff", y * row, (y + 1) * row) for y in range(most - SEEK_PX, most)}
    ends = range(most - GAP_PX, most - SEEK_PX + GAP_PX, -1)
    return max(ends, key=lambda end: sum(white[y] for y in range(end - GAP_PX, end + GAP_PX)))


def picture(pdf: bytes, number: int, wide: int) -> QImage:
    """Page `number` (from 0) for the screen, `wide` pixels across."""
    pixels, across, down = page_pixels(pdf, number, wide)
    return QImage(pixels, *QSize(across, down).toTuple(), across * 3, QImage.Format.Format_RGB888).copy()


def _refused(printer: "QPrinter") -> Trouble:
    return Trouble(
        "io",
        tr("The printer {name} does not take the report.", name=printer.printerName() or tr("on this PC")),
        tr("See that it is on and has paper, choose another printer, or save the PDF."),
    )
