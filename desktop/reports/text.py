"""Writes a report as plain text: all that the PDF says, in columns, for a screen reader, an e-mail or a printer without graphics.

Characters that no reader would see are shown by their numbers, as on paper; all others are kept as they are.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import assert_never

from desktop.reports.characters import visible
from desktop.reports.columns import column_widths
from desktop.reports.outline import (
    Banner,
    Block,
    Bullets,
    Figure,
    Heading,
    Lines,
    Outline,
    Paragraph,
    Part,
    Picture,
    Row,
    Running,
    Signatures,
    Span,
    Table,
    Text,
)

UNDER = {1: "=", 2: "-", 3: "."}
BETWEEN = 2
"""Spaces between columns."""
LABELS = 0.3
"""The share of the width that labels of particulars have at most."""
ATOMS = re.compile(r" +|[^ ]+")


def make_text(outline: Outline, width: int = 100) -> str:
    """The report as text, lines of at most `width` columns, ending with a line end."""
    lines: list[str] = []
    for part in outline.parts:
        lines += ["", "", *_part(part, width)] if lines else _part(part, width)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def text_of(text: Text) -> str:
    """A text with its looks said in words where they mean something: "[struck: …]" for what has a line through it."""
    return "".join(_span(span) for span in text)


def _span(span: Span) -> str:
    shown = visible(span.text)
    said = shown.strip(" ")
    return shown.replace(said, f"[struck: {said}]", 1) if span.struck and said else shown


def _part(part: Part, width: int) -> list[str]:
    lines = _above(part.running, width)
    for block in part.blocks:
        lines += ["", *_block(block, width)]
    return [*lines, "", *_below(part.running, width)]


def _above(running: Running, width: int) -> list[str]:
    name = _wrap(visible(running.document), width)
    marks = [line for mark in running.marks for line in _wrap(f"*** {visible(mark.text)} ***", width)]
    return [
        "=" * width,
        *name,
        *_wrap(f"{running.number_label} {visible(running.record_number)}", width),
        *_wrap(visible(running.facility), width),
        *marks,
        "=" * width,
    ]


def _below(running: Running, width: int) -> list[str]:
    said = (
        running.legend,
        *([f"{running.head_label} {running.head}"] if running.head else []),
        f"Pack {running.pack} {running.pack_hash}",
        running.program,
        *([f"{running.initials}: ______"] if running.initials else []),
    )
    return ["-" * width, *(line for text in said for line in _wrap(visible(text), width))]


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Heading():
            lines = _wrap(visible(block.text), width)
            return [*lines, UNDER[block.level] * max(map(_columns, lines))]
        case Paragraph():
            quoted = block.kind == "quote"
            return (
                _hung(text_of(block.text), "  | ", "  | ", width)
                if quoted
                else _wrap(text_of(block.text), width)
            )
        case Lines():
            return _lines(block, width)
        case Table():
            return _table(block, width)
        case Bullets():
            return [line for item in block.items for line in _hung(text_of(item), "- ", "  ", width)]
        case Banner():
            return _banner(block, width)
        case Picture():
            drawn = "Picture" if block.jpeg is not None else "No picture"
            captions = [line for text in block.caption for line in _hung(text_of(text), "  ", "  ", width)]
            return [*_wrap(f"[{drawn}: {visible(block.alt)}]", width), *captions]
        case Figure():
            return [line for item in block.lines for line in _hung(text_of(item), "", "  ", width)]
        case Signatures():
            return [line for label in block.labels for line in ("", f"{visible(label)}: ", _to_sign(width))]
        case _:
            assert_never(block)


def _to_sign(width: int) -> str:
    """A line to sign on and one for the time."""
    return f"{'_' * (width * 5 // 10)}  Date and time: {'_' * (width * 2 // 10)}"


def _banner(block: Banner, width: int) -> list[str]:
    first = _hung(visible(block.title), f"[{visible(block.word)}]  ", "    ", width)
    under = [line for text in block.lines for line in _hung(text_of(text), "    ", "    ", width)]
    return ["*" * width, *first, *under, "*" * width]


def _lines(block: Lines, width: int) -> list[str]:
    labels = [visible(line.label) for line in block.lines]
    label = min(max(map(_columns, labels), default=0), int(width * LABELS))
    widths = [label, width - label - BETWEEN]
    rows = [
        [_wrap(text, widths[0]), _wrap(text_of(line.text), widths[1])]
        for text, line in zip(labels, block.lines, strict=True)
    ]
    return [line for row in rows for line in _beside(row, widths)]


def _table(block: Table, width: int) -> list[str]:
    """Columns below their heads; "!" before a row in doubt. Rows are parted by an empty line where one of them is longer than a line."""
    widths = _widths(block, width - BETWEEN * len(block.columns))
    heads = [_wrap(visible(c.head), w) for c, w in zip(block.columns, widths, strict=True)]
    rows = [list(_beside(_cells(row, widths), widths)) for row in block.rows]
    apart = any(len(row) > 1 for row in rows)
    lines = [f"  {line}" for line in _beside(heads, widths)]
    lines.append("  " + (" " * BETWEEN).join("-" * column for column in widths))
    for place, (row, written) in enumerate(zip(block.rows, rows, strict=True)):
        lines += [""] if apart and place else []
        lines += [("! " if row.marked and nth == 0 else "  ") + line for nth, line in enumerate(written)]
    return lines


def _widths(block: Table, room: int) -> list[int]:
    columns = zip([visible(column.head) for column in block.columns], *map(_texts, block.rows), strict=True)
    words = [[_columns(word) for cell in column for word in cell.split()] for column in columns]
    shared = column_widths(room, [column.share for column in block.columns], words)
    return [max(int(width), 1) for width in shared]


def _texts(row: Row) -> list[str]:
    texts = [text_of(cell) for cell in row.cells]
    if row.struck:
        plain = ["".join(visible(span.text) for span in cell) for cell in row.cells]
        texts = [f"[struck: {text}]" if text.strip() else text for text in plain]
    return texts


def _cells(row: Row, widths: list[int]) -> list[list[str]]:
    return [_wrap(text, width) for text, width in zip(_texts(row), widths, strict=True)]


def _beside(cells: list[list[str]], widths: list[int]) -> Iterator[str]:
    """Cells beside each other, line by line."""
    for place in range(max(map(len, cells))):
        row = [cell[place] if place < len(cell) else "" for cell in cells]
        yield (
            (" " * BETWEEN)
            .join(text + " " * (width - _columns(text)) for text, width in zip(row, widths, strict=True))
            .rstrip()
        )


def _hung(text: str, first: str, then: str, width: int) -> list[str]:
    """A text with something before its first line and before each of the others."""
    lines = _wrap(text, width - max(len(first), len(then)))
    return [(then if place else first) + line for place, line in enumerate(lines)]


def _columns(text: str) -> int:
    """How many columns a text takes: two for wide characters, none for marks above or below another."""
    if text.isascii():
        return len(text)
    return sum(_column(char) for char in text)


def _column(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a longer word is broken. There is always one line."""
    return [line for hard in text.split("\n") for line in _wrapped(hard, width)]


def _wrapped(text: str, width: int) -> list[str]:
    if _columns(text) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for atom in ATOMS.findall(text):
        size = _columns(atom)
        if used + size > width and (line or atom[0] == " "):
            lines.append(line.rstrip())
            line, used = "", 0
            if atom[0] == " ":
                continue
        while size > width:
            piece = _piece(atom, width)
            lines.append(piece)
            atom, size = atom[len(piece) :], size - _columns(piece)
        line, used = line + atom, used + size
    return [*lines, line] if line else lines


def _piece(word: str, width: int) -> str:
    """As much of a word as fits, at least one character."""
    used = 0
    for place, char in enumerate(word):
        used += _column(char)
        if used > width and place:
            return word[:place]
    return word
