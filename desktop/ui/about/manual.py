"""Shows a page of the manual in the window, so that its words stand in one place: headings, texts, lists and tables."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import paths
from desktop.ui.theme import label

Look = Literal["question", "say", "strong", "body"]

_LEAD = re.compile(r"\*\*([^*]+\.)\*\*\s*(.*)", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_MARK = re.compile(r"\*+|`")


class Piece(msgspec.Struct, frozen=True):
    """One text of a page: how it looks, and whether it is a line of a list."""

    look: Look
    text: str
    listed: bool = False


def pieces(page: str) -> list[Piece]:
    """The texts of a page of the manual, in order. Reads what our own pages use of Markdown: headings, paragraphs, lists, tables
    (a row gives its first cell as a line, then each other cell below its column's name), bold words at the beginning."""
    found: list[Piece] = []
    for block in re.split(r"\n\s*\n", page.strip()):
        found += _block(block.splitlines())
    return found


def _block(lines: list[str]) -> Iterator[Piece]:
    first = lines[0]
    if first.startswith("#"):
        yield Piece("question" if first.startswith("# ") else "say", _plain(first.lstrip("# ")))
        if lines[1:]:
            yield from _block(lines[1:])
    elif first.startswith("|"):
        yield from _table([_cells(line) for line in lines if not re.fullmatch(r"[|\s:-]+", line)])
    elif re.match(r"(-|\d+\.) ", first):
        for item in re.split(r"\n(?=(?:-|\d+\.) )", "\n".join(lines)):
            yield from _text(re.sub(r"^(-|\d+\.) ", "", item), listed=True)
    else:
        yield from _text("\n".join(lines), listed=False)


def _text(text: str, listed: bool) -> Iterator[Piece]:
    """A paragraph or a line of a list; what is bold at its beginning stands above the rest."""
    lead = _LEAD.fullmatch(text.strip())
    if lead is None:
        yield Piece("body", f"• {_plain(text)}" if listed else _plain(text), listed)
        return
    yield Piece("strong", _plain(lead[1]), listed)
    if lead[2]:
        yield Piece("body", _plain(lead[2]), listed)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table(rows: list[list[str]]) -> Iterator[Piece]:
    heads = rows[0]
    for row in rows[1:]:
        yield Piece("strong", _begun(row[0]), listed=True)
        for head, cell in zip(heads[1:], row[1:], strict=False):
            named = f"{_begun(head)}: {_plain(cell)}" if len(heads) > 2 else _begun(cell)
            yield Piece("body", named, listed=True)


def _begun(cell: str) -> str:
    """A cell as a text of its own: with a capital, unless it begins with the name of a file or a command."""
    text = _plain(cell)
    return text if cell.startswith("`") else text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    return " ".join(_MARK.sub("", _LINK.sub(r"\1", text)).split())


class ManualPart(QWidget):
    """The page `name` of the manual as a column of texts. It takes the focus, so that a screen reader says it and the arrows scroll it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = name
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(22, 14, 26, 14)
        self._column.setSpacing(4)
        self.pieces: list[Piece] = []

    def fill(self) -> None:
        """Read the page, once; OSError where the program is not whole."""
        if self.pieces:
            return
        self.pieces = pieces((paths.resources() / "manual" / self.name).read_text("utf-8"))
        for piece in self.pieces:
            self._add(piece)
        self._column.addStretch(1)
        self.setAccessibleName(self.pieces[0].text)
        self.setAccessibleDescription("\n".join(piece.text for piece in self.pieces[1:]))

    def _add(self, piece: Piece) -> None:
        made = label(piece.text, piece.look)
        lead = piece.look in ("say", "strong")
        made.setContentsMargins(18 if piece.listed else 0, 12 if lead else 0, 0, 2)
        self._column.addWidget(made)
