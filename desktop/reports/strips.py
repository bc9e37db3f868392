"""Makes the strips of each block of a report: lines, rows, banners, pictures and lines to sign on."""

from typing import assert_never

from desktop.reports.columns import column_widths
from desktop.reports.figures import drawn
from desktop.reports.outline import (
    Banner,
    Block,
    Bullets,
    Figure,
    Heading,
    Line,
    Lines,
    Paragraph,
    Picture,
    Row,
    Signatures,
    Table,
    Text,
    Tone,
)  # fmt: skip
from desktop.reports.placed import FAINT, Box, Entry, Image, Look, Rule, Strip, Thing, Words, glue
from desktop.reports.setting import Run, SetLine, Setter, strips_of

BODY = Look(size=9.8)
CELL = Look(size=9.5)
STRUCK = Look(size=9.5, grey=FAINT, struck=True)
NOTE = Look(size=8.5, grey=0.25)
LABEL = Look(size=9.5, grey=FAINT)
COLUMN_HEAD = Look("bold", 8.5)
HEADINGS = {1: Look("bold", 13), 2: Look("bold", 11), 3: Look("bold", 9.8)}
ABOVE_HEADING = {1: 17.0, 2: 11.0, 3: 8.0}
GAP, WIDE_GAP, HEADED_GAP = 6.0, 10.0, 4.0
"""White above texts, above what stands in a box or a grid, and above what follows a heading."""
PAD_X, PAD_Y = 5.0, 2.6
"""White inside the cells of a table."""
LABELS = 0.28
"""The share of the width that labels of particulars have."""
WHITE = 1.0
GROUND = 0.89
"""The ground of table heads; black on it has a contrast of 16 to 1."""
HAIR = 0.62
"""The grey of light rules, which carry no meaning of their own."""
SIGNING = 34.0
"""Room to sign in."""

EDGES: dict[Tone, tuple[float, float]] = {
    "stop": (2.2, 0.0), "alert": (2.2, 0.0), "hold": (1.4, 0.0), "go": (1.0, 0.3), "calm": (0.7, 0.3),
}  # fmt: skip
"""For each tone the edge of its banner, and the grey of its edge and label: graver outcomes stand in heavier boxes."""


class Strips:
    """Makes strips for one column of text, from `left` and `width` points wide, with pictures no higher than `picture`."""

    def __init__(self, setter: Setter, left: float, width: float, picture: float) -> None:
        self.setter, self.left, self.width, self.picture = setter, left, width, picture
        self._rows, self._headed = 0, False

    def of(self, block: Block) -> list[Strip]:
        """The strips of a block; the first has the white that parts it from what stands above."""
        match block:
            case Heading():
                strips, self._headed = self._heading(block), True
                return strips
            case Paragraph():
                strips = self._paragraph(block)
            case Lines():
                strips = [strip for line in block.lines for strip in self._line(line)]
            case Table():
                strips = self._table(block)
            case Bullets():
                strips = [strip for item in block.items for strip in self._bullet(item)]
            case Banner():
                strips = self._banner(block)
            case Picture():
                strips = self._picture(block)
            case Figure():
                strips = [Strip(block.height, drawn(self.setter, block, self.left))]
            case Signatures():
                strips = self._signatures(block)
            case _:
                assert_never(block)
        if strips:
            wide = WIDE_GAP if isinstance(block, Table | Banner | Picture) else GAP
            strips[0].gap = HEADED_GAP if self._headed else wide
            self._headed = False
        return strips

    def _heading(self, block: Heading) -> list[Strip]:
        lines = self.setter.plain(block.text, HEADINGS[block.level], self.width)
        strips = strips_of(lines, self.left, below=2.5)
        if block.level == 1:
            base = strips[-1].height - 0.5
            strips[-1].things.append(Rule(self.left, base, self.left + self.width, base, 0.8))
            strips[-1].height += 2.5
            strips[0].things.insert(0, Entry(block.text, 1))
        for strip in strips:
            strip.glued = True
        strips[0].gap = ABOVE_HEADING[block.level]
        return strips

    def _paragraph(self, block: Paragraph) -> list[Strip]:
        if block.kind == "quote":
            strips = strips_of(self.setter.text(block.text, BODY, self.width - 26), self.left + 14)
            for strip in strips:
                strip.things.insert(0, Rule(self.left + 5, 0, self.left + 5, strip.height, 1.6, 0.45))
        else:
            look = NOTE if block.kind == "note" else BODY
            strips = strips_of(self.setter.text(block.text, look, self.width), self.left)
        return glue(strips, 3)

    def _bullet(self, item: Text) -> list[Strip]:
        strips = strips_of(self.setter.text(item, BODY, self.width - 14), self.left + 14, below=1.5)
        mark = self.setter.plain("•", BODY, 14)[0]
        strips[0].things[:0] = mark.at(self.left + 3)
        return glue(strips, 3)

    def _line(self, line: Line) -> list[Strip]:
        label = self.width * LABELS
        cells = [
            self.setter.plain(line.label, LABEL, label - 10),
            self.setter.text(line.text, CELL, self.width - label),
        ]
        return self._row(cells, [self.left, self.left + label], 0.9, None)

    def _row(
        self, cells: list[list[SetLine]], at: list[float], pad: float, rule: float | None
    ) -> list[Strip]:
        """One row, a strip a line. `at`: where each cell begins; `rule`: the grey of the rule below, None for none."""
        self._rows += 1
        count = max(map(len, cells))
        strips = []
        for place in range(count):
            top = pad if place == 0 else 0.0
            things: list[Thing] = []
            height = 0.0
            for cell, lines in enumerate(cells):
                if place < len(lines):
                    things += lines[place].at(at[cell], top, cell)
                    height = max(height, lines[place].height)
            strips.append(Strip(top + height, things, row=self._rows))
        strips[-1].height += pad
        if rule is not None:
            base = strips[-1].height
            strips[-1].things.append(Rule(self.left, base, self.left + self.width, base, 0.4, rule))
        return glue(strips)

    def _table(self, block: Table) -> list[Strip]:
        heads = [self.setter.runs(column.head, COLUMN_HEAD) for column in block.columns]
        rows = [[self.setter.spans(cell, _cell_look(row)) for cell in row.cells] for row in block.rows]
        words = [
            [width + 2 * PAD_X + 0.1 for cell in column for width in self.setter.words(cell)]
            for column in zip(heads, *rows, strict=True)
        ]
        widths = column_widths(self.width, [column.share for column in block.columns], words)
        at = [self.left + PAD_X + sum(widths[:place]) for place in range(len(widths))]
        inner = [max(width - 2 * PAD_X, 1.0) for width in widths]
        head = self._table_head(heads, at, inner)
        body = [
            strip
            for row, cells in zip(block.rows, rows, strict=True)
            for strip in self._table_row(row, cells, at, inner)
        ]
        for strip in body:
            strip.head = tuple(head)
        if not body:
            head[-1].glued = False
        return head + body

    def _table_head(self, heads: list[list[Run]], at: list[float], inner: list[float]) -> list[Strip]:
        cells = [
            self.setter.lines(runs, width, COLUMN_HEAD.size) for runs, width in zip(heads, inner, strict=True)
        ]
        head = self._row(cells, at, PAD_Y + 0.6, 0.0)
        for place, strip in enumerate(head):
            # Neighbouring grounds overlap by a hair, or a viewer shows a white seam between them.
            reach = strip.height + (0.3 if place + 1 < len(head) else 0)
            strip.things.insert(0, Box(self.left, 0, self.width, reach, GROUND))
            strip.glued = True
        return head

    def _table_row(
        self, row: Row, cells: list[list[Run]], at: list[float], inner: list[float]
    ) -> list[Strip]:
        texts = [self.setter.lines(runs, width, CELL.size) for runs, width in zip(cells, inner, strict=True)]
        strips = self._row(texts, at, PAD_Y, HAIR)
        if row.marked:
            bang = Look("bold", 9, WHITE)
            width = self.setter.width("!", bang)
            strips[0].things[:0] = [
                Box(self.left - 13, PAD_Y + 0.8, 10, 11, 0.0),
                Words(self.left - 8 - width / 2, PAD_Y + 9.6, "!", bang, width, -1),
            ]
        return strips

    def _banner(self, block: Banner) -> list[Strip]:
        edge, grey = EDGES[block.tone]
        word = self.setter.plain(block.word, Look("bold", 13, WHITE), self.width * 0.4)
        label = max(line.width for line in word) + 20
        title = self.setter.plain(block.title, Look("bold", 13), self.width - label - 22)
        strips = self._row([word, title], [self.left + 10, self.left + label + 11], 6, None)
        height = sum(strip.height for strip in strips)
        top: list[Thing] = [
            Box(self.left, 0, label, height, grey),
            Rule(self.left - edge / 2, 0, self.left + self.width + edge / 2, 0, edge, grey),
        ]
        for line in block.lines:
            lines = strips_of(self.setter.text(line, BODY, self.width - 22), self.left + 11)
            lines[0].gap = 2
            strips += lines
        strips[-1].height += 5 if block.lines else 0
        for strip in strips:
            strip.glued = True
            for x in (self.left, self.left + self.width):
                strip.things.append(Rule(x, -strip.gap, x, strip.height, edge, grey))
        strips[0].things[:0] = top
        base = strips[-1].height
        strips[-1].things.append(
            Rule(self.left - edge / 2, base, self.left + self.width + edge / 2, base, edge, grey)
        )
        strips[-1].glued = False
        return strips

    def _picture(self, block: Picture) -> list[Strip]:
        if block.jpeg is None:
            return self._no_picture(block)
        strips = self._captions(block, 0)
        # No larger than one pixel a point: a small picture blown up says no more and looks like more.
        scale = min(self.width / block.width, self.picture / block.height, 1.0)
        width, height = block.width * scale, block.height * scale
        image: list[Thing] = [
            Image(self.left, 0, width, height, block.jpeg),
            Box(self.left, 0, width, height, None, HAIR),
        ]
        return [Strip(height + 3, image, glued=bool(strips)), *glue(strips)]

    def _captions(self, block: Picture, inset: float) -> list[Strip]:
        captions = [self.setter.text(text, NOTE, self.width - inset) for text in block.caption]
        return [strip for lines in captions for strip in strips_of(lines, self.left + inset)]

    def _no_picture(self, block: Picture) -> list[Strip]:
        """The caption of a picture that cannot be drawn, with a bar at its side where the picture would stand."""
        strips = self._captions(block, 14)
        for strip in strips:
            strip.things.append(Rule(self.left + 5, 0, self.left + 5, strip.height, 5, HAIR))
        return glue(strips, 12)

    def _signatures(self, block: Signatures) -> list[Strip]:
        strips: list[Strip] = []
        far = self.left + self.width * 0.66
        for label in block.labels:
            who = self.setter.plain(label, NOTE, self.width * 0.62)
            rows = self._row(
                [who, self.setter.plain("Date and time", NOTE, self.width * 0.3)], [self.left, far], 2, None
            )
            rows[0].things += [
                Rule(self.left, 0, self.left + self.width * 0.62, 0, 0.7),
                Rule(far, 0, self.left + self.width, 0, 0.7),
            ]
            strips += [Strip(SIGNING, []), *rows]
        for strip in strips:
            strip.glued = True
        if strips:
            strips[-1].glued = False
        return strips


def _cell_look(row: Row) -> Look:
    return STRUCK if row.struck else CELL
