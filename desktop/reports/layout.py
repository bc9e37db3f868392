"""Lays a report out on pages: every page is known, with its number, before anything is drawn.

Blocks become strips (`strips`), and strips go onto pages in the order they come. A page ends where the next strips that must
stay together no longer fit: a heading and what follows it, a table's head and a row, at least two lines of a longer paragraph.
Time grows with the length of the report and not faster.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Literal

import msgspec

from desktop.reports.outline import Block, Lines, Outline, Paragraph, Part, Picture, Running, words_of
from desktop.reports.placed import Entry, Metrics, PrintedPage, Strip, Thing, Words
from desktop.reports.running import FIRST, NEXT, Band, Bands
from desktop.reports.setting import Setter
from desktop.reports.strips import Strips

Paper = Literal["letter", "a4"]

PAPERS: dict[Paper, tuple[float, float]] = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
"""Width and height in points."""
SIDE, TOP, BOTTOM, ABOVE_FOOT = 54.0, 34.0, 28.0, 8.0
"""Margins in points; most printers reach to 18."""
PICTURE = 0.64
"""The share of a page's height that a picture has at most."""

FEW = 8
"""Lines of particulars that are not parted."""

HEAD = 0.4
"""The share of a page that a table's head has at most to come again; a higher one would leave no room for its rows."""


class Layout(msgspec.Struct, frozen=True):
    """Pages of one size in points."""

    width: float
    height: float
    pages: tuple[PrintedPage, ...]


class _Pages:
    """Strips dealt out on pages. `room` tells the height for strips on a page, counted from 0."""

    def __init__(self, room: Callable[[int], float]) -> None:
        self.room = room
        self.pages: list[list[Strip]] = [[]]
        self.used = 0.0

    def deal(self, strips: Iterable[Strip]) -> None:
        """Puts strips on this page and on further ones."""
        for clump in _clumps(strips):
            if self.pages[-1] and not self._fits(clump):
                self._turn(clump[0])
            whole = self._fits(clump)
            for strip in clump:
                # What is higher than a page is parted all the same.
                if not whole and self.pages[-1] and not self._fits([strip]):
                    self._turn(strip)
                self._add(strip)

    def _fits(self, strips: list[Strip]) -> bool:
        need = sum(strip.gap + strip.height for strip in strips)
        if not self.pages[-1]:
            need -= strips[0].gap
        return self.used + need <= self.room(len(self.pages) - 1)

    def _turn(self, strip: Strip) -> None:
        self.pages.append([])
        self.used = 0.0
        if sum(head.height for head in strip.head) <= self.room(len(self.pages) - 1) * HEAD:
            for head in strip.head:
                self._add(head)

    def _add(self, strip: Strip) -> None:
        self.used += strip.height + (strip.gap if self.pages[-1] else 0)
        self.pages[-1].append(strip)


def _clumps(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    """Strips that stay together."""
    clump: list[Strip] = []
    for strip in strips:
        clump.append(strip)
        if not strip.glued:
            yield clump
            clump = []
    if clump:
        yield clump


def lay_out(outline: Outline, paper: Paper, metrics: Metrics, logo: tuple[int, int] | None = None) -> Layout:
    """All pages of a report. `logo`: the logo's width and height in pixels; None where there is none or it cannot be read."""
    if not outline.parts:
        raise ValueError("A report has at least one part; this one has none.")
    width, height = PAPERS[paper]
    setter = Setter(metrics)
    bands = Bands(setter, SIDE, width - 2 * SIDE, logo, outline.logo is not None)
    parts = [_dealt(part, setter, bands, height) for part in outline.parts]
    count = sum(len(part.pages) for part in parts)
    pages: list[PrintedPage] = []
    for part in parts:
        for place in range(len(part.pages)):
            pages.append(
                PrintedPage(_page(part, place, height, bands.number(len(pages) + 1, count, part.below)))
            )
    return Layout(width, height, tuple(pages))


def rooms(running: Running, paper: Paper, metrics: Metrics) -> tuple[float, float]:
    """The height for blocks on the first page of a part without a logo, and on those that follow."""
    width, height = PAPERS[paper]
    bands = Bands(Setter(metrics), SIDE, width - 2 * SIDE, None, False)
    room = height - TOP - BOTTOM - bands.below(running).height - ABOVE_FOOT
    return room - bands.above(running, FIRST).height, room - bands.above(running, NEXT).height


class _Dealt(msgspec.Struct):
    """A part whose strips are dealt out on pages: its bands, and the strips of each page."""

    name: str
    first: Band
    others: Band
    below: Band
    pages: list[list[Strip]]


def _dealt(part: Part, setter: Setter, bands: Bands, height: float) -> _Dealt:
    """A part without blocks has one page."""
    first, others = bands.above(part.running, FIRST), bands.above(part.running, NEXT)
    below = bands.below(part.running)
    room = height - TOP - BOTTOM - below.height - ABOVE_FOOT
    strips = Strips(setter, SIDE, bands.width, (room - first.height) * PICTURE)
    pages = _Pages(lambda page: room - (others if page else first).height)
    pages.deal(_in_order(strips, part.blocks))
    return _Dealt(part.running.document, first, others, below, pages.pages)


def _in_order(strips: Strips, blocks: Sequence[Block]) -> Iterator[Strip]:
    """The strips of all blocks. A few particulars stay together, and with the picture that they tell of; so does a note that
    ends in a colon with what it announces."""
    for block, following in zip_longest(blocks, blocks[1:]):
        made = strips.of(block)
        if isinstance(block, Lines) and len(made) <= FEW:
            for strip in made:
                strip.glued = True
            if made and not isinstance(following, Picture):
                made[-1].glued = False
        elif isinstance(block, Paragraph) and made and words_of(block.text).endswith(":"):
            made[-1].glued = following is not None
        yield from made


def _page(part: _Dealt, place: int, height: float, number: list[Thing]) -> list[tuple[float, Thing]]:
    above = part.others if place else part.first
    things: list[tuple[float, Thing]] = [] if place else [(0, Entry(part.name, 0))]
    things += [(TOP, thing) for thing in above.things]
    y = TOP + above.height
    for row, lines in groupby(enumerate(part.pages[place]), key=lambda item: item[1].row):
        of_row: list[tuple[float, Thing]] = []
        for nth, strip in lines:
            y += strip.gap if nth else 0
            of_row += [(y, thing) for thing in strip.things]
            y += strip.height
        things += sorted(of_row, key=_cell) if row else of_row
    foot = height - BOTTOM - part.below.height
    return [*things, *((foot, thing) for thing in [*part.below.things, *number])]


def _cell(placed: tuple[float, Thing]) -> int:
    """Reading order within a row: its grounds and rules, then cell after cell."""
    thing = placed[1]
    return thing.cell if isinstance(thing, Words) else -2
