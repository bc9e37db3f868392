"""What stands on a printed page, as plain data in points: runs of text, rules, boxes, pictures, and the strips they come in.

One point is 1/72 inch. x runs from the leading edge of the page, y downwards from the top of the strip or page. Greys run from 0, black,
to 1, white; whatever is to be read stays at or below `FAINT`, which on white has a contrast of 7 to 1 (WCAG asks for 4.5).
"""

from typing import Protocol

import msgspec

from desktop.reports.fonts import Face

FAINT = 0.33


class Metrics(Protocol):
    """What setting text must know of fonts."""

    def width(self, text: str, face: Face) -> float:
        """The width in a size of 1 point."""

    def has(self, char: str, face: Face) -> bool:
        """Whether the face can show the character and a reader of the PDF can copy it."""


class Look(msgspec.Struct, frozen=True):
    """How a run of text looks. `size` in points; `struck`: a line goes through it; `boxed`: it stands for what cannot be shown."""

    face: Face = "sans"
    size: float = 10
    grey: float = 0
    struck: bool = False
    boxed: bool = False


class Words(msgspec.Struct, frozen=True):
    """A run of text on one line; `y` is its baseline. Within a row of a table `cell` is its place in reading order."""

    x: float
    y: float
    text: str
    look: Look
    width: float
    cell: int = 0


class Rule(msgspec.Struct, frozen=True):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.5
    grey: float = 0


class Box(msgspec.Struct, frozen=True):
    """A rectangle from its upper leading corner; `fill` and `line` are greys, None for none."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None
    line: float | None = None
    line_width: float = 0.5


class Image(msgspec.Struct, frozen=True):
    """A picture: JPEG bytes, or None for the facility's logo."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes | None


class Entry(msgspec.Struct, frozen=True):
    """An entry of the table of contents that readers of the PDF see beside it; `level` 0 for a part, 1 within it."""

    text: str
    level: int
    y: float = 0


Thing = Words | Rule | Box | Image | Entry


class Strip(msgspec.Struct):
    """A strip across the page that is never parted: one line of a paragraph, one line of a row, a picture.

    `gap` is the white above it, which falls away at the top of a page. `glued`: the next strip stands on the same page. `row`
    numbers the row of a table that it is a line of, 0 for none: such lines are read cell by cell. `head` is the table's head,
    which comes again when a page begins with this strip.
    """

    height: float
    things: list[Thing]
    gap: float = 0
    glued: bool = False
    row: int = 0
    head: tuple["Strip", ...] = ()


class PrintedPage(msgspec.Struct):
    """One page: things, each with the y of the strip it came in, in reading order."""

    things: list[tuple[float, Thing]]


def glue(strips: list[Strip], alone: int = 6) -> list[Strip]:
    """Keeps up to `alone` lines whole, and at least two lines of a longer text together at either side of a break."""
    count = len(strips)
    for place, strip in enumerate(strips[:-1]):
        strip.glued = count <= alone or place == 0 or place == count - 2
    return strips
