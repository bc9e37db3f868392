"""What stands on each page around the text: document, record number, facility and marks above; legend, hashes and page number below."""

import msgspec

from desktop.reports.outline import Mark, Running
from desktop.reports.placed import FAINT, Box, Image, Look, Rule, Thing
from desktop.reports.setting import SetLine, Setter

WHITE = 1.0
LOGO_WIDTH = 130.0
NUMBER = 0.4
"""The share of the width that a record number has at most."""
AWAY = 118.0
"""Points kept at the trailing side of the foot for the program's version and the page number."""

INITIALS = 64.0
"""Points of width to write initials in."""

LEGEND = Look(size=7.6, grey=0.25)
FOOT = Look(size=7.4, grey=0.15)
HASH = Look("mono", 7.4, 0.0)
PAGE = Look("bold", 9)


class Size(msgspec.Struct, frozen=True):
    """How large a page's head is set: on the first page of a part, and on those that follow."""

    document: float
    facility: float
    number: float
    logo: float
    rule: float


FIRST = Size(document=17, facility=10, number=16, logo=44, rule=1.6)
NEXT = Size(document=10.5, facility=8.5, number=13, logo=24, rule=0.8)


class Band(msgspec.Struct):
    """Things above or below the text, y from the band's own top."""

    things: list[Thing]
    height: float = 0


class Bands:
    """Makes the bands of pages, from `left` and `width` points wide. `logo` is its width and height in pixels; None: the bytes
    cannot be read, which is then told in its place."""

    def __init__(
        self, setter: Setter, left: float, width: float, logo: tuple[int, int] | None, has_logo: bool
    ) -> None:
        self.setter, self.left, self.width, self.logo, self.has_logo = setter, left, width, logo, has_logo

    def above(self, running: Running, size: Size) -> Band:
        """The head of a page. Its height is in points and includes the white below."""
        band = Band([])
        inset, logo_height = self._logo(band, size)
        label = self.setter.plain(running.number_label, Look(size=7.6, grey=FAINT), self.width * NUMBER)
        number = self.setter.plain(running.record_number, Look("bold", size.number), self.width * NUMBER)
        words = self.width - inset - 14 - max(line.width for line in label + number)
        lines = self.setter.plain(running.document, Look("bold", size.document), words)
        lines += self.setter.plain(running.facility, Look(size=size.facility, grey=FAINT), words)
        y = self._down(band, lines, self.left + inset, 0)
        number_y = self._trailing(band, label + number, 0)
        band.height = max(y, number_y, logo_height) + 4
        self._marks(band, running.marks)
        band.things.append(Rule(self.left, band.height, self.left + self.width, band.height, size.rule))
        band.height += 9
        return band

    def _logo(self, band: Band, size: Size) -> tuple[float, float]:
        """Puts the logo; gives how far the words move away for it, and its height."""
        if not self.has_logo:
            return 0, 0
        if self.logo is None:
            lines = self.setter.plain("The logo cannot be read.", Look(size=7.6, grey=FAINT), 52)
            self._down(band, lines, self.left, 0)
            return 62, sum(line.height for line in lines)
        scale = min(size.logo / self.logo[1], LOGO_WIDTH / self.logo[0])
        width, height = self.logo[0] * scale, self.logo[1] * scale
        band.things.append(Image(self.left, 0, width, height, None))
        return width + 10, height

    def _down(self, band: Band, lines: list[SetLine], x: float, y: float) -> float:
        for line in lines:
            band.things += line.at(x, y)
            y += line.height
        return y

    def _trailing(self, band: Band, lines: list[SetLine], y: float) -> float:
        for line in lines:
            band.things += line.at(self.left + self.width - line.width, y)
            y += line.height
        return y

    def _marks(self, band: Band, marks: tuple[Mark, ...]) -> None:
        """Puts the marks beside each other in boxes, and on where a line is full."""
        x, y, tallest = 0.0, band.height, 0.0
        for mark in marks:
            look = Look("bold", 8.6, WHITE if mark.strong else 0.0)
            lines = self.setter.plain(mark.text, look, self.width - 14)
            width = max(line.width for line in lines) + 14
            height = sum(line.height for line in lines) + 5
            if x and x + width > self.width:
                x, y, tallest = 0.0, y + tallest + 4, 0.0
            ground, edge = (0.0, 0.0) if mark.strong else (None, 0.0)
            band.things.append(Box(self.left + x, y, width, height, ground, edge, 0.9))
            self._down(band, lines, self.left + x + 7, y + 2)
            x, tallest = x + width + 6, max(tallest, height)
        band.height = y + tallest + (7 if marks else 2)

    def below(self, running: Running) -> Band:
        """The foot of a page without its number, for which `number` is."""
        band = Band([Rule(self.left, 0, self.left + self.width, 0, 0.6)])
        y = self._down(band, self.setter.plain(running.legend, LEGEND, self.width - AWAY), self.left, 3) + 1
        self._trailing(band, self.setter.plain(running.program, FOOT, AWAY - 6), 3)
        for label, digest in (
            (running.head_label, running.head),
            (f"Pack {running.pack}", running.pack_hash),
        ):
            wide = self.width - AWAY
            if not digest:
                continue
            fits = len(self._hashed(f"{label} ", digest, wide)) == 1
            lines = [] if fits else self.setter.plain(label, FOOT, wide)
            y = self._down(
                band, [*lines, *self._hashed(f"{label} " if fits else "", digest, wide)], self.left, y
            )
        band.height = self._initials(band, running.initials, y) if running.initials else y
        return band

    def _initials(self, band: Band, whose: str, y: float) -> float:
        """A box to write initials in, at the leading side below the rest of the foot."""
        line = self.setter.plain(whose, FOOT, self.width * 0.6)[0]
        band.things += line.at(self.left, y + 7)
        band.things.append(Box(self.left + line.width + 8, y + 3, INITIALS, 18, None, 0.0, 0.7))
        return y + 22

    def _hashed(self, label: str, digest: str, width: float) -> list[SetLine]:
        runs = self.setter.runs(label, FOOT) + self.setter.runs(digest, HASH)
        return self.setter.lines(runs, width, FOOT.size)

    def number(self, page: int, pages: int, band: Band) -> list[Thing]:
        """The page's number for the trailing corner of its foot."""
        line = self.setter.plain(f"Page {page} of {pages}", PAGE, AWAY)[0]
        return list(line.at(self.left + self.width - line.width, band.height - line.height))
