"""A report as a PDF: ours, the same lines put by reportlab's canvas alone, and the same content by reportlab's own page maker, in turn."""

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from desktop.reports.layout import PAPERS, Layout, lay_out
from desktop.reports.making import make_outline
from desktop.reports.outline import (
    Banner,
    Block,
    Bullets,
    Figure,
    Heading,
    Lines,
    Outline,
    Paragraph,
    Picture,
    Signatures,
    Table,
    Text,
    words_of,
)
from desktop.reports.pdf import PREFIX, Fonts, make_pdf
from desktop.reports.placed import Words
from desktop.reports.text import make_text
from tests.reports.visits import Shift, i200

RUNS = 15
JOB = 100


def drawn_alone(layout: Layout) -> bytes:
    """The floor: every run of text where the layout has it, by `drawString`, and nothing else."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(layout.width, layout.height), pageCompression=1, invariant=1)
    for page in layout.pages:
        for top, thing in page.things:
            if isinstance(thing, Words):
                canvas.setFont(PREFIX + thing.look.face, thing.look.size)
                canvas.drawString(thing.x, layout.height - top - thing.y, thing.text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


class Stock:
    """The same content by Platypus: a Paragraph for each text and cell, a Table for each table."""

    def __init__(self) -> None:
        from reportlab.lib.styles import ParagraphStyle

        self.body = ParagraphStyle("body", fontName=PREFIX + "sans", fontSize=9.5, leading=13)
        self.head = ParagraphStyle("head", fontName=PREFIX + "bold", fontSize=12, leading=17, keepWithNext=1)

    def make(self, outline: Outline) -> bytes:
        """The report as a PDF with a band above and below each page."""
        from reportlab.platypus import PageBreak, SimpleDocTemplate

        target = io.BytesIO()
        document = SimpleDocTemplate(
            target, pagesize=PAPERS["letter"], invariant=1, topMargin=90, bottomMargin=80
        )
        story: list[Any] = []
        for part in outline.parts:
            story += [flow for block in part.blocks for flow in self.block(block)]
            story.append(PageBreak())
        running = outline.parts[0].running
        band = [
            running.document,
            running.record_number,
            running.facility,
            *(mark.text for mark in running.marks),
        ]
        foot = [running.legend, running.head, running.pack, running.pack_hash, running.program]

        def bands(canvas: Any, _: Any) -> None:
            canvas.setFont(PREFIX + "sans", 8)
            for place, text in enumerate(band):
                canvas.drawString(54, 750 - 10 * place, text)
            for place, text in enumerate([*foot, f"Page {canvas.getPageNumber()}"]):
                canvas.drawString(54, 70 - 9 * place, text)

        document.build(story, onFirstPage=bands, onLaterPages=bands)
        return target.getvalue()

    def text(self, text: Text | str, style: Any = None) -> Any:
        """A paragraph of a text."""
        from reportlab.platypus import Paragraph as Flowing

        plain = text if isinstance(text, str) else words_of(text)
        return Flowing(escape(plain).replace("\n", "<br/>"), style or self.body)

    def block(self, block: Block) -> list[Any]:
        """The flowables of a block."""
        match block:
            case Heading():
                return [self.text(block.text, self.head)]
            case Paragraph():
                return [self.text(block.text)]
            case Lines():
                return self.grid(
                    [[self.text(line.label), self.text(line.text)] for line in block.lines], [1, 3]
                )
            case Table():
                heads = [self.text(column.head, self.head) for column in block.columns]
                rows = [[self.text(cell) for cell in row.cells] for row in block.rows]
                return self.grid([heads, *rows], [column.share for column in block.columns], 1)
            case Bullets():
                return [self.text(item) for item in block.items]
            case Banner():
                return [self.text(f"{block.word} {block.title}", self.head), *map(self.text, block.lines)]
            case Picture():
                return [*map(self.text, block.caption)]
            case Figure():
                return [self.text(line) for line in block.lines]
            case Signatures():
                return [self.text(label) for label in block.labels]

    def grid(self, cells: list[list[Any]], shares: list[float], repeat: int = 0) -> list[Any]:
        """A table with light rules."""
        from reportlab.platypus import Table as Grid

        width = PAPERS["letter"][0] - 144
        rules: Any = [("LINEBELOW", (0, 0), (-1, -1), 0.4, "#999999"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        widths = [width * share / sum(shares) for share in shares]
        return [Grid(cells, widths, repeatRows=repeat, style=rules)] if cells else []


def played(home: Path) -> Outline:
    """The report of a visit with a paper, people, calls and changed answers."""
    shift = Shift(home)
    outline = make_outline(shift.material(i200(shift)), "report")
    shift.close()
    return outline


def numbered(outline: Outline, number: int) -> Outline:
    """The same report of another visit, with other words in each particular."""
    old, new = outline.parts[0].running.record_number, f"BENCH-1-2026-{number:05}-X"
    plain = msgspec.json.encode(outline).decode().replace(old, new).replace("Guard 12", f"Guard {number}")
    return msgspec.json.decode(plain.encode(), type=Outline)


def measured(*makers: Callable[[], bytes | str]) -> list[float]:
    """Median processor milliseconds of each, taken in turn, after one run of each that does not count."""
    taken: list[list[float]] = [[] for _ in makers]
    for _ in range(RUNS + 1):
        for times, maker in zip(taken, makers, strict=True):
            started = time.process_time()
            maker()
            times.append((time.process_time() - started) * 1000)
    return [statistics.median(times[1:]) for times in taken]


def main() -> int:
    """One report each way, then a hundred different ones as one job."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as home:
        outline = played(Path(home))
    started = time.process_time()
    first = make_pdf(outline, "letter")
    cold = (time.process_time() - started) * 1000
    layout = lay_out(outline, "letter", Fonts())
    stock, pages = Stock(), len(layout.pages)
    makers: dict[str, Callable[[], bytes]] = {
        "the same lines by the canvas alone": lambda: drawn_alone(layout),
        "our report": lambda: make_pdf(outline, "letter"),
        "the same content by Platypus": lambda: stock.make(outline),
    }
    *times, text = measured(*makers.values(), lambda: make_text(outline))
    print(f"row\tfirst report of a process\t{cold:.0f} ms\tfonts and reportlab loaded, {pages} pages")
    for (name, maker), taken in zip(makers.items(), times, strict=True):
        ratio = f"{taken / times[0]:.1f} times the canvas alone, {taken / times[2]:.2f} of Platypus"
        print(f"row\t{name}\t{taken:.1f} ms, {len(maker()):,} bytes\t{ratio}")
    print(
        f"row\tthe layout alone\t{measured(lambda: repr(lay_out(outline, 'letter', Fonts()).width))[0]:.1f} ms\t"
    )
    print(f"row\tour report as text\t{text:.1f} ms\t{text / times[1]:.2f} of the PDF")
    many = [numbered(outline, number) for number in range(JOB)]
    started = time.process_time()
    sizes = [len(make_pdf(each, "letter")) for each in many]
    spent = time.process_time() - started
    print(
        f"row\t{JOB} different reports, one job\t{spent:.2f} s\t{spent / JOB / pages * 1000:.2f} ms a page, {sum(sizes):,} bytes"
    )
    return 0 if first == make_pdf(outline, "letter") else 1


if __name__ == "__main__":
    sys.exit(main())
