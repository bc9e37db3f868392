"""Which sample drawings stand beside a question (row G5): the one to look at first, its mark, and all of them to compare.

Nothing here ever raises for want of a picture: words stay where the picture's file is gone or is no longer the one that the
visit's pack was compiled with.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from desktop import paths
from desktop.core.specimens import Specimen, SpecimenText, SpecimenWords
from desktop.packs.catalog import LoadedPack, picture_files
from desktop.services.walking import Current
from desktop.services.words import situation


class MarkView(msgspec.Struct, frozen=True):
    """One place to look at; the picture's element "mark-<id>" is where it is."""

    id: str
    label: str
    text: str


class SpecimenView(msgspec.Struct, frozen=True):
    """One paper. `picture` is SVG, b"" where there is none; `counsel_check` is a sentence, "" where the layout is checked."""

    id: str
    title: str
    short: str
    what: str
    kind: Literal["court", "agency"]
    beside: str
    counsel_check: str
    picture: bytes
    marks: tuple[MarkView, ...]

    def mark(self, ident: str) -> MarkView | None:
        """The mark with this id, or None."""
        return next((each for each in self.marks if each.id == ident), None)


class AidView(msgspec.Struct, frozen=True):
    """The drawings for one question. `mark` is "" where the question is about no place on a paper."""

    current: SpecimenView | None = None
    mark: str = ""
    all: tuple[SpecimenView, ...] = ()


def aid_for(now: Current, step: str, resources: Path | None = None) -> AidView:
    """The drawings for the question `step` of a visit, by its own pack; "" or a step without a drawing has no mark.

    `resources`: where the installed packs lie, `paths.resources()` by default.
    """
    pack = now.pack
    folder = (resources or paths.resources()) / "packs" / pack.policy.head.id
    words = pack.specimens.words.get(now.visit.opened.language, SpecimenWords())
    drawing = pack.policy.steps[step].drawing if step in pack.policy.steps else ""
    seen = situation(pack, now.facility, now.walk, now.visit.inputs)
    first = pack.specimens.first(drawing, seen)
    pictures = picture_files(folder)
    papers = tuple(_view(pack, pictures, words, each) for each in pack.specimens.papers)
    current = next((each for each in papers if first is not None and each.id == first.id), None)
    return AidView(current, pack.specimens.mark(drawing) if current is not None else "", papers)


def _view(
    pack: LoadedPack, pictures: Mapping[str, Path], words: SpecimenWords, paper: Specimen
) -> SpecimenView:
    text = words.papers.get(paper.id, SpecimenText())
    marks = [(mark, text.marks[mark]) for mark in paper.marks if mark in text.marks]
    return SpecimenView(
        id=paper.id,
        title=text.title,
        short=text.short,
        what=text.what,
        kind=paper.kind,
        beside=paper.beside,
        counsel_check=words.counsel_check if paper.counsel_check else "",
        picture=_picture(pictures.get(paper.picture), pack.pictures.get(paper.picture, "")),
        marks=tuple(MarkView(mark, each.label, each.text) for mark, each in marks),
    )


def _picture(file: Path | None, sha256: str) -> bytes:
    """The file, if it is there and still the one with this hash."""
    try:
        content = file.read_bytes() if file is not None else b""
    except OSError:
        return b""
    return content if hashlib.sha256(content).hexdigest() == sha256 else b""
