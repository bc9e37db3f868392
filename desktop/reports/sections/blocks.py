"""Small makers of blocks that every section uses: headings, lines, tables, and the plain sentence where nothing is recorded."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from desktop.core.events import Event
from desktop.reports import words
from desktop.reports.outline import (
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Lines,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
    said,
)
from desktop.reports.secrecy import named, unreadable


def section(title: str, *blocks: Block) -> tuple[Block, ...]:
    """A section with its heading; where nothing is recorded it says so, since a court must see that nothing was left out."""
    return (Heading(title), *(blocks or (nothing(),)))


def nothing() -> Block:
    """The sentence of an empty section."""
    return Paragraph((Span(words.NONE_RECORDED, faint=True),))


def gone(events: Sequence[Event], *kinds: str, sure: bool = True) -> tuple[Block, ...]:
    """How many entries of these kinds are on record whose contents cannot be shown; nothing at all where there are none. Where it
    depends on the contents whether they belong here, `sure` is False."""
    seqs = unreadable(events, *kinds)
    if not seqs:
        return ()
    entries = words.count(len(seqs), "entry", "entries")
    which = "of this kind" if sure else "that may belong here"
    return (note(f"{entries} {which} cannot be shown ({named(seqs)}); see “{words.CANNOT_BE_SHOWN}”."),)


def lines(*pairs: tuple[str, str | Text]) -> Lines:
    """Particulars under each other."""
    return Lines(tuple(Line(label, text_of(text)) for label, text in pairs))


def table(name: str, columns: Sequence[tuple[str, float]], rows: Iterable[Row]) -> tuple[Block, ...]:
    """A table, or nothing at all where it has no rows."""
    kept = tuple(rows)
    return (Table(name, tuple(Column(*each) for each in columns), kept),) if kept else ()


def row(*cells: str | Text, struck: bool = False, marked: bool = False) -> Row:
    """A row of a table."""
    return Row(tuple(text_of(cell) for cell in cells), struck, marked)


def bullets(items: Iterable[str | Text]) -> tuple[Block, ...]:
    """A list, or nothing at all."""
    kept = tuple(text_of(item) for item in items)
    return (Bullets(kept),) if kept else ()


def note(text: str | Text) -> Paragraph:
    """A remark in smaller type."""
    return Paragraph(text_of(text), "note")


def demoted(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks one level further down."""
    for block in blocks:
        if isinstance(block, Heading) and block.level < 3:
            yield msgspec.structs.replace(block, level=block.level + 1)
        else:
            yield block


def text_of(text: str | Text) -> Text:
    """A text of plain words or of spans."""
    return said(text) if isinstance(text, str) else text


def mono(digits: str) -> Text:
    """A hash or key."""
    return (Span(digits, mono=True),)
