"""Draws a report as a PDF with reportlab, which nothing else here knows.

The same outline gives the same bytes in every process: the dates in the file are those of the record, and no setting of the
machine, its clock or an earlier report enters. Only fonts of our own are used, and of each the letters that occur.
"""

import hashlib
import io
import time
from typing import Any

from desktop.reports.characters import visible
from desktop.reports.fonts import FACES, Face, font_file, unusable
from desktop.reports.images import Raster, mended, read_jpeg, read_logo
from desktop.reports.layout import Layout, Paper, lay_out
from desktop.reports.outline import Outline
from desktop.reports.placed import Box, Entry, Image, Rule, Thing, Words

Canvas = Any
"""reportlab's canvas. Its type stubs leave out what is used here."""
PREFIX = "Threshold "
"""Before the names that our fonts have in reportlab's register."""
LAST_PLAIN = 0xFFFF
"""reportlab writes wrong numbers for characters beyond this one, so that other text would be copied from the PDF."""
FRAME = 0.5
"""The grey of frames around stand-ins."""


class Fonts:
    """reportlab's fonts by face, loaded once a process, as metrics for the layout."""

    def __init__(self) -> None:
        from reportlab.pdfbase import pdfmetrics

        self.fonts: dict[Face, Any] = {}
        for face in FACES:
            if PREFIX + face not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(_loaded(face))
            self.fonts[face] = pdfmetrics.getFont(PREFIX + face)
        self._widths = {face: font.face.charWidths for face, font in self.fonts.items()}

    def width(self, text: str, face: Face) -> float:
        """The width in a size of 1 point."""
        widths = self._widths[face]
        return float(sum([widths[32 if char == "\xa0" else ord(char)] for char in text])) / 1000

    def has(self, char: str, face: Face) -> bool:
        """Whether the face has the character, and reportlab writes its number rightly."""
        return ord(char) <= LAST_PLAIN and ord(char) in self.fonts[face].face.charToGlyph


def _loaded(face: Face) -> Any:
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    file = font_file(face)
    if not file.is_file():
        raise unusable(face, "is missing")
    try:
        return TTFont(PREFIX + face, str(file), asciiReadable=False)
    except TTFError as damaged:
        raise unusable(face, "is damaged") from damaged


def make_pdf(outline: Outline, paper: Paper) -> bytes:
    """The report as a PDF file. A picture or logo that cannot be drawn is told in its place.

    ValueError for an outline without parts, Trouble where a font of the program is missing or damaged.
    """
    fonts = Fonts()
    outline = mended(outline)
    logo = read_logo(outline.logo)
    layout = lay_out(outline, paper, fonts, (logo.width, logo.height) if logo else None)
    target = io.BytesIO()
    canvas = _canvas(target, outline, layout)
    drawing = _Drawing(canvas, fonts, layout.height, logo)
    for page in layout.pages:
        drawing.page(page.things)
    canvas.save()
    return target.getvalue()


def _canvas(target: io.BytesIO, outline: Outline, layout: Layout) -> Canvas:
    """A canvas for a file that says nothing of this machine."""
    from reportlab import rl_config
    from reportlab.pdfgen import canvas as reportlab_canvas

    class Bare(reportlab_canvas.Canvas):
        """A canvas whose pages do not begin by choosing Helvetica, which is not in the file."""

        def _make_preamble(self) -> None:
            self._preamble = ""

    rl_config.useA85 = 0
    canvas: Canvas = Bare(
        target,
        pagesize=(layout.width, layout.height),
        invariant=1,
        pageCompression=1,
        pdfVersion=(1, 4),
        lang=outline.language,
    )
    running = outline.parts[0].running
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setTitle(visible(outline.title))
    canvas.setSubject(visible(outline.subject))
    canvas.setAuthor(visible(running.facility))
    canvas.setCreator(visible(running.program))
    # reportlab would write its own fixed date, or that of a variable of the environment.
    canvas._doc._timeStamp.YMDhms = tuple(time.gmtime(outline.made_us // 1_000_000))[:6]
    canvas._doc.signature = hashlib.md5(str(outline.made_us).encode(), usedforsecurity=False)
    return canvas


class _Drawing:
    """Draws pages on a canvas."""

    def __init__(self, canvas: Canvas, fonts: Fonts, height: float, logo: Raster | None) -> None:
        self.canvas, self.fonts, self.height, self.logo = canvas, fonts, height, logo
        self.entries = 0

    def page(self, things: list[tuple[float, Thing]]) -> None:
        """Draws one page: grounds, rules and pictures first, so that text is never below them."""
        words: list[tuple[float, Words]] = []
        for top, thing in things:
            match thing:
                case Words():
                    words.append((top, thing))
                case Box():
                    self._box(thing, self.height - top - thing.y - thing.height)
                case Rule():
                    self._rule(thing, self.height - top)
                case Image():
                    self._image(thing, self.height - top - thing.y - thing.height)
                case Entry():
                    self._entry(thing, self.height - top)
        for top, word in words:
            self._around(word, self.height - top - word.y)
        self._words(words)
        # The file's identity follows from what stands on its pages.
        self.canvas._doc.updateSignature("\n".join(self.canvas._code))
        self.canvas.showPage()

    def _box(self, box: Box, y: float) -> None:
        if box.fill is not None:
            self.canvas.setFillGray(box.fill)
        if box.line is not None:
            self.canvas.setStrokeGray(box.line)
            self.canvas.setLineWidth(box.line_width)
        self.canvas.rect(
            box.x, y, box.width, box.height, stroke=int(box.line is not None), fill=int(box.fill is not None)
        )

    def _rule(self, rule: Rule, y: float) -> None:
        self.canvas.setStrokeGray(rule.grey)
        self.canvas.setLineWidth(rule.width)
        self.canvas.line(rule.x, y - rule.y, rule.to_x, y - rule.to_y)

    def _around(self, word: Words, y: float) -> None:
        """The line through struck text, the frame around a stand-in."""
        size, grey = word.look.size, word.look.grey
        if word.look.boxed:
            self._box(Box(word.x + 0.4, 0, word.width - 0.8, size * 1.36, 0.94, FRAME, 0.5), y - size * 0.36)
        if word.look.struck:
            self._rule(Rule(word.x, 0, word.x + word.width, 0, 0.8, min(grey, 0.2)), y + size * 0.29)

    def _words(self, words: list[tuple[float, Words]]) -> None:
        """All text of a page, as one text object: a font is chosen only where it changes."""
        code = ["BT"]
        before: tuple[str, float] | None = None
        grey = -1.0
        for top, word in words:
            look = word.look
            if look.grey != grey:
                grey = look.grey
                code.append(f"{_number(grey)} g")
            code.append(f"1 0 0 1 {_number(word.x)} {_number(self.height - top - word.y)} Tm")
            font = self.fonts.fonts[look.face]
            for subset, text in font.splitString(word.text, self.canvas._doc):
                name = font.getSubsetInternalName(subset, self.canvas._doc)
                if before != (name, look.size):
                    before = (name, look.size)
                    code.append(f"{name} {_number(look.size)} Tf")
                code.append(f"({self.canvas._escape(text)}) Tj")
        code.append("ET")
        self.canvas._code.append("\n".join(code))

    def _image(self, image: Image, y: float) -> None:
        """Draws a picture; one that comes again is in the file once."""
        raster = self.logo if image.jpeg is None else read_jpeg(image.jpeg)
        if raster is None:
            return  # told in words by the layout, which was made without it
        canvas = self.canvas
        name = hashlib.sha256(raster.data).hexdigest()
        registered = canvas._doc.getXObjectName(name)
        if registered not in canvas._doc.idToObject:
            drawn = _image_object(name, raster)
            canvas._setXObjects(drawn)
            canvas._doc.Reference(drawn, registered)
            canvas._doc.addForm(name, drawn)
        canvas._currentPageHasImages = 1
        canvas.saveState()
        canvas.translate(image.x, y)
        canvas.scale(image.width, image.height)
        canvas._code.append(f"/{registered} Do")
        canvas.restoreState()
        canvas._formsinuse.append(name)

    def _entry(self, entry: Entry, y: float) -> None:
        self.entries += 1
        key = f"entry-{self.entries}"
        self.canvas.bookmarkPage(key, fit="XYZ", left=0, top=y - entry.y, zoom=0)
        self.canvas.addOutlineEntry(visible(entry.text), key, entry.level)


def _image_object(name: str, raster: Raster) -> Any:
    """reportlab's object for a picture. Its own way would decode each JPEG, only to give it a name."""
    from reportlab.pdfbase.pdfdoc import PDFImageXObject

    drawn: Any = PDFImageXObject(name)
    drawn.width, drawn.height, drawn.bitsPerComponent = raster.width, raster.height, 8
    drawn.colorSpace = "DeviceGray" if raster.grey else "DeviceRGB"
    drawn.streamContent, drawn._filters = raster.data, (raster.how,)
    return drawn


def _number(value: float) -> str:
    """A number as PDF wants it, to a hundredth of a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
