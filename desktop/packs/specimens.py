"""Reads the sample drawings of a policy pack (`specimens.toml`, `text/<language>/specimens.toml`, `pictures/`), listing findings.

A pack may go without: where there is no `specimens.toml`, nothing is read and nothing is missing.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from desktop.core.pack_files import SpecimensFile, file_keys
from desktop.core.specimens import (
    MARK,
    NO_SPECIMENS,
    Drawn,
    Show,
    Specimen,
    Specimens,
    SpecimenText,
    SpecimenWords,
)
from desktop.packs.source import Reader
from desktop.whole import read_whole

FILE = "specimens.toml"


def read_specimens(reader: Reader, languages: Iterable[str]) -> Specimens:
    """The drawings and their words in each of the languages; what cannot be read is left out and listed."""
    if not reader.has(FILE):
        for file in (f"text/{each}/{FILE}" for each in languages):
            if reader.has(file):
                fix = f"Write {FILE}, or remove the words."
                reader.note("unknown_key", file, "", "", f"Nothing reads this file: there is no {FILE}.", fix)
        return NO_SPECIMENS
    table = reader.table(FILE)
    reader.known(FILE, table, *file_keys(SpecimensFile))
    papers = reader.many(Specimen, FILE, "specimen", table.get("specimen"))
    show = reader.many(Show, FILE, "show", table.get("show"))
    drawings = reader.one(dict[str, str], FILE, "drawings", table.get("drawings", {})) or {}
    words = {language: _words(reader, f"text/{language}/{FILE}") for language in languages}
    return Specimens(tuple(papers), drawings, tuple(show), words)


def _words(reader: Reader, file: str) -> SpecimenWords:
    table = reader.table(file)
    raw = table.get("papers", {})
    frame = reader.one(SpecimenWords, file, "", table | {"papers": {}})
    entries = raw.items() if isinstance(raw, dict) else ()
    papers = {name: reader.one(SpecimenText, file, name, each) for name, each in entries}
    found = {name: text for name, text in papers.items() if text is not None}
    return msgspec.structs.replace(frame or SpecimenWords(), papers=found)


def read_drawn(root: Path, papers: Iterable[Specimen]) -> dict[str, Drawn | None]:
    """What is in each picture that there is; None for one that is no SVG. One that is not there is left out."""
    found: dict[str, Drawn | None] = {}
    for picture in {each.picture for each in papers}:
        with contextlib.suppress(OSError):  # a name that no file can have
            if (root / picture).is_file():
                found[picture] = _drawn(root / picture)
    return found


def _drawn(file: Path) -> Drawn | None:
    try:
        drawing = ElementTree.fromstring(read_whole(file))
    except (ElementTree.ParseError, OSError, ValueError):
        return None
    if not drawing.tag.endswith("}svg"):
        return None
    ids = {str(each.get("id", "")) for each in drawing.iter()}
    marks = frozenset(ident.removeprefix(MARK) for ident in ids if ident.startswith(MARK))
    return Drawn(marks, " ".join(" ".join(drawing.itertext()).split()))
