"""Prints reports in a worker: the printing system gets the finished PDF. Where it takes none, as on Windows, or it goes into a file, Qt
prints page by page, each drawn at the printer's own fineness, at most 300 dots per inch."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPageSize, QPainter

from desktop.core.errors import Trouble
from desktop.services.pictures import has_colours, page_greys, page_pixels, page_sizes
from desktop.services.reporting import Paper
from desktop.services.spooler import NotTaken, hand_over
from desktop.ui.report.spooling import job_of
from desktop.ui.tongue import tr

if TYPE_CHECKING:  # loaded when somebody prints, since it takes its time
    from PySide6.QtPrintSupport import QPrinter

MOST_DPI = 300
BAND_PX, SEEK_PX, GAP_PX = 128, 48, 6
"""What has ink goes to the printer in bands of at most this height: Qt lets no other thread run while it takes one in. A band ends
where so many rows are white, else at the emptiest of its last rows, with so many on either side, and no line of text is cut."""

WHITE = b"\xff"
INK = re.compile(rb"[^\xff](?:.{0,47}[^\xff])*", re.DOTALL)
"""Bytes of a row from ink to ink, with no 48 white ones between."""

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
    """Print a PDF of ours whole; returns how many pages have left. `told` hears which page of how many is under way. Once `stopped` tells
    so nothing more leaves; what the printing system took before may still come out. Trouble where the printer does not take it.
    """
    return print_all(pdf, (pdf,), paper, printer, title, told, stopped)


def print_all(
    whole: bytes,
    pdfs: Sequence[bytes],
    paper: Paper,
    printer: "QPrinter",
    title: str,
    told: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> int:
    """The same of several as one job: `whole` holds them all, one behind the other."""
    job = job_of(printer, paper, title)
    if job is None:
        return _draw_all(pdfs, paper, printer, title, told, stopped)
    pages = len(page_sizes(whole))
    told(1, pages)
    try:
        return pages if hand_over(whole, job, stopped) else 0
    except NotTaken as problem:
        raise _refused(job.printer, problem.said) from problem


def _draw_all(
    pdfs: Sequence[bytes],
    paper: Paper,
    printer: "QPrinter",
    title: str,
    told: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> int:
    """By Qt, sheet by sheet; returns how many were drawn whole. A printer that was not begun when it is stopped is not begun."""
    _set_up(printer, paper, title, grey=not any(has_colours(pdf) for pdf in pdfs))
    pages = [
        (pdf, page, size[0]) for pdf in pdfs for page, size in enumerate(page_sizes(pdf)) if not stopped()
    ]
    painter, whole = QPainter(), 0
    try:
        for pdf, page, across in pages:
            told(whole + 1, len(pages))
            drawn = Drawn.of(pdf, page, round(across / POINTS_AN_INCH * printer.resolution()))
            if stopped():  # before the sheet is begun: else an empty one came out
                break
            _next_sheet(painter, printer)
            if not _draw(painter, drawn, stopped):
                break
            whole += 1
        if whole < len(pages) and painter.isActive():
            printer.abort()
    finally:
        if painter.isActive():
            painter.end()
    return whole


def _set_up(printer: "QPrinter", paper: Paper, title: str, grey: bool) -> None:
    """`grey`: what has no colours goes to the printer in a third of the bytes."""
    printer.setDocName(title)
    printer.setPageSize(
        QPageSize(QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4)
    )
    printer.setFullPage(True)
    printer.setResolution(min(MOST_DPI, max(printer.resolution(), POINTS_AN_INCH)))
    if grey:
        printer.setColorMode(printer.ColorMode.GrayScale)


def _next_sheet(painter: QPainter, printer: "QPrinter") -> None:
    if painter.isActive():
        ready = printer.newPage()
    elif ready := painter.begin(printer):
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    if not ready:
        raise _refused(printer.printerName())


class Drawn(msgspec.Struct, frozen=True):
    """A page in pixels, row by row, of `depth` bytes each: 1 in greys, 3 in colours."""

    pixels: bytes
    wide: int
    high: int
    depth: int

    @classmethod
    def of(cls, pdf: bytes, page: int, wide: int) -> "Drawn":
        """Page `page` (from 0) of a PDF of ours."""
        coloured = has_colours(pdf)
        pixels = page_pixels if coloured else page_greys
        return cls(*pixels(pdf, page, wide), 3 if coloured else 1)

    def row(self, y: int) -> bytes:
        """The bytes of a row."""
        size = self.wide * self.depth
        return self.pixels[y * size : (y + 1) * size]

    def bands(self) -> Iterator[tuple[int, int]]:
        """The rows with ink, as first and one behind the last of each band."""
        blank, y = WHITE * (self.wide * self.depth), 0
        while y < self.high:
            if self.row(y) == blank:
                y += 1
                continue
            top = end = y
            while y < min(top + BAND_PX, self.high) and y - end < GAP_PX:
                y += 1
                end = y if self.row(y - 1) != blank else end
            y = end if end - top < BAND_PX else self._emptiest(top + BAND_PX)
            yield top, y

    def _emptiest(self, most: int) -> int:
        """The row before which a band ends that may go on to `most`."""
        white = {y: self.row(y).count(WHITE) for y in range(most - SEEK_PX, most)}
        ends = range(most - GAP_PX, most - SEEK_PX + GAP_PX, -1)
        return max(ends, key=lambda end: sum(white[y] for y in range(end - GAP_PX, end + GAP_PX)))

    def pieces(self, top: int, end: int) -> Iterator[tuple[int, QImage]]:
        """What has ink in the rows from `top` to `end`, without the white beside and between: first column, and picture."""
        rows = [self.row(y) for y in range(top, end)]
        size, kind = self.wide * self.depth, QImage.Format.Format_Grayscale8
        if self.depth == 3:
            kind = QImage.Format.Format_RGB888
        lightest = -1
        for row in rows:
            lightest &= int.from_bytes(row)
        band = QImage(b"".join(rows), self.wide, end - top, size, kind)
        for found in INK.finditer(lightest.to_bytes(size)):
            left, right = found.start() // self.depth, -(-found.end() // self.depth)
            image = band.copy(left, 0, right - left, end - top)
            if self.depth == 3 and image.allGray():  # they print smaller and faster
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            yield left, image


def _draw(painter: QPainter, drawn: Drawn, stopped: Callable[[], bool]) -> bool:
    """One page, in bands; tells whether all of it was drawn."""
    for top, end in drawn.bands():
        if stopped():
            return False
        for left, image in drawn.pieces(top, end):
            painter.drawImage(QRect(left, top, image.width(), image.height()), image)
    return not stopped()


def picture(pdf: bytes, number: int, wide: int) -> QImage:
    """Page `number` (from 0) for the screen, `wide` pixels across."""
    pixels, across, down = page_pixels(pdf, number, wide)
    return QImage(pixels, *QSize(across, down).toTuple(), across * 3, QImage.Format.Format_RGB888).copy()


def _refused(name: str, said: str = "") -> Trouble:
    """`said`: what the printing system said of it."""
    words = tr("The printer {name} does not take the report.", name=name or tr("on this PC"))
    if said:
        words = tr("{words} The printing system says: {said}", words=words, said=said)
    return Trouble(
        "io", words, tr("See that it is on and has paper, choose another printer, or save the PDF.")
    )
