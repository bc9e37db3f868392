"""A report as data: parts, blocks and runs of text, which the PDF, the plain text and the preview are all made from.

Nothing here knows a font, a page or a file, and nothing decides what a report says: `desktop.reports.making` does.
"""

from typing import Literal

import msgspec

from desktop.core.chart_layout import Shape

Tone = Literal["stop", "hold", "go", "alert", "calm"]
"""The tones of outcomes (`core.policy.Outcome`); each is told by its word too, never by colour alone."""


class Span(msgspec.Struct, frozen=True):
    """A run of text of one look. `struck`: it was changed later and stands beside what replaced it; `mono`: a hash or key,
    that may break anywhere; `faint`: less important."""

    text: str
    strong: bool = False
    struck: bool = False
    mono: bool = False
    faint: bool = False


Text = tuple[Span, ...]
"""What stands in one place. "\\n" within a span begins a new line."""


def said(text: str) -> Text:
    """Plain text."""
    return (Span(text),)


class Heading(msgspec.Struct, frozen=True, tag=True):
    """A heading, with what follows it on the same page. `level` 1 for a section, 2 within it, 3 for one thing of several."""

    text: str
    level: Literal[1, 2, 3] = 1


class Paragraph(msgspec.Struct, frozen=True, tag=True):
    """A paragraph. `quote`: somebody's own words, set apart; `note`: a remark in smaller type."""

    text: Text
    kind: Literal["body", "quote", "note"] = "body"


class Line(msgspec.Struct, frozen=True, tag=True):
    """One particular: its label and what is recorded."""

    label: str
    text: Text


class Lines(msgspec.Struct, frozen=True, tag=True):
    """Particulars under each other, labels in a column of their own."""

    lines: tuple[Line, ...]


class Column(msgspec.Struct, frozen=True):
    """A column of a table: its head, and its share of the width (shares of a table need not make 1)."""

    head: str
    share: float


class Row(msgspec.Struct, frozen=True):
    """A row, one text a column. `struck`: all of it was changed later; `marked`: something in it is in doubt."""

    cells: tuple[Text, ...]
    struck: bool = False
    marked: bool = False


class Table(msgspec.Struct, frozen=True, tag=True):
    """A table whose heads stand on each page it goes on to. `name` says what it lists, for readers who do not see it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Bullets(msgspec.Struct, frozen=True, tag=True):
    """A list of short texts."""

    items: tuple[Text, ...]


class Banner(msgspec.Struct, frozen=True, tag=True):
    """What a rest came to: `word` tells the tone ("HOLD"), then the outcome's title and lines under it."""

    tone: Tone
    word: str
    title: str
    lines: tuple[Text, ...] = ()


class Picture(msgspec.Struct, frozen=True, tag=True):
    """A picture with its caption. `jpeg` is None where nothing can be drawn, and the caption then says why. `width` and
    `height` in pixels; `alt` says what it is of, never what can be read in it."""

    caption: tuple[Text, ...]
    alt: str
    jpeg: bytes | None = None
    width: int = 0
    height: int = 0


class Signatures(msgspec.Struct, frozen=True, tag=True):
    """Lines to sign by hand: for each its label ("Guard")."""

    labels: tuple[str, ...]


class Figure(msgspec.Struct, frozen=True, tag=True):
    """A drawing of texts, frames and lines in points, from its own leading corner, no wider than the text and no higher than a page.
    `lines` say the same, for readers who do not see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    lines: tuple[Text, ...] = ()


Block = Figure | Heading | Paragraph | Lines | Table | Bullets | Banner | Picture | Signatures


class Mark(msgspec.Struct, frozen=True):
    """A marking at the top of each page: "DRAFT POLICY, not approved by counsel", "PRIVILEGED …", "DRILL". `strong` ones
    stand on a dark ground."""

    text: str
    strong: bool = False


class Running(msgspec.Struct, frozen=True):
    """What stands on each page of a part, beside "Page x of y" (row S5). `head` is the visit's head and `pack_hash` the
    pack's, 64 hex digits each; `pack` its id and version; `legend` the sentence at the foot. What tells of no visit has no head, another
    label for its number, and perhaps `initials`: whose they are that are written on each page. A public copy has another hash in the place
    of the head, and says so in `head_label`."""

    document: str
    record_number: str
    facility: str
    head: str
    pack: str
    pack_hash: str
    program: str
    legend: str
    marks: tuple[Mark, ...] = ()
    number_label: str = "Record number"
    initials: str = ""
    head_label: str = "Head"


class Part(msgspec.Struct, frozen=True):
    """A part that begins on a page of its own: the report itself, or an annex with its own markings."""

    running: Running
    blocks: tuple[Block, ...]


class Outline(msgspec.Struct, frozen=True):
    """One document. `made_us` is the instant (µs UTC) of the last event it tells of, since nothing of a reprint may depend on
    when it is printed; `logo` the facility's own, PNG or JPEG bytes, None for none."""

    title: str
    subject: str
    language: str
    made_us: int
    parts: tuple[Part, ...]
    logo: bytes | None = None


def words_of(text: Text) -> str:
    """A text without its looks."""
    return "".join(span.text for span in text)
