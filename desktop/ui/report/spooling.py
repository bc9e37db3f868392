"""What was chosen at a printer, as the printing system of this PC takes it with a finished PDF."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.services.reporting import Paper
from desktop.services.spooler import Job, can_hand_over

if TYPE_CHECKING:  # loaded when somebody prints
    from PySide6.QtPrintSupport import QPrinter

CHOSEN = 0xFE00
"""Under this key Qt keeps what its print dialog has on the page of the printing system: names and values in turn (PPK_CupsOptions)."""


def job_of(printer: "QPrinter", paper: Paper, title: str) -> Job | None:
    """Copies, sides, paper and all else that was chosen; None where Qt has to print: into a file, or on a PC without `lp`."""
    native = printer.outputFormat() == printer.OutputFormat.NativeFormat
    if not native or printer.outputFileName() or not can_hand_over():
        return None
    copies = max(1, printer.copyCount())
    return Job(printer.printerName(), title, copies, tuple(_options(printer, paper, copies)))


def _options(printer: "QPrinter", paper: Paper, copies: int) -> Iterator[tuple[str, str]]:
    """As Qt itself hands them over; of two of one name the later counts."""
    from PySide6.QtPrintSupport import QPrintEngine

    sides = printer.DuplexMode
    yield "media", "Letter" if paper == "letter" else "A4"
    if copies > 1 and printer.collateCopies():
        yield "Collate", "True"
    yield (
        "sides",
        {sides.DuplexNone: "one-sided", sides.DuplexShortSide: "two-sided-short-edge"}.get(
            printer.duplex(), "two-sided-long-edge"
        ),
    )
    chosen = printer.printEngine().property(QPrintEngine.PrintEnginePropertyKey(CHOSEN)) or []
    yield from zip(chosen[::2], chosen[1::2], strict=False)
