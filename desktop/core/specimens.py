"""The sample drawings of papers (row G5): which there are, what to look at on each, and which one to show first.

Drawings and words are the policy pack's; `packs.specimens` reads them, `services.aid` shows them. Where a thing stands on a
paper follows dossier 2.3; a layout that nobody has checked against the real form says so (`counsel_check`).
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from desktop.core.conditions import Cond, Situation
from desktop.core.texts import variant_holds

MARK = "mark-"
"""Before a mark's name in the id of the drawing's element that it is about."""

SAMPLE = "SAMPLE"
"""Stands in the writing of every drawing, so that none is taken for a form."""


class Specimen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One paper."""

    id: str
    """Its name in `[[show]]` and among the words."""
    picture: str
    """An SVG below `pictures/`: a drawing of our own that says SAMPLE, never a copy of a form."""
    kind: Literal["court", "agency"]
    """Who issues it."""
    beside: str
    """The paper that it is best compared with."""
    marks: tuple[str, ...]
    """The marks of the picture in the order of reading: each a rectangle whose id is `mark-` and the mark's name."""
    counsel_check: bool = False
    """Nobody has checked the layout against the real form; that is said beside it."""


class Show(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The paper beside a question: that of the first line that holds and whose paper has the mark that is asked for."""

    specimen: str
    """The paper."""
    when: Cond | None = None
    """It may look at everything but facts and moments."""
    drawings: tuple[str, ...] = ()
    """Only where a question asks for one of these."""


class MarkText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be seen at one mark; so short that ten of them stand beside the drawing."""

    label: str = ""
    """A name of a few words."""
    text: str = ""
    """One or two sentences."""


class SpecimenText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one paper."""

    title: str = ""
    """Its name."""
    short: str = ""
    """Its name where there is little room: two or three words."""
    what: str = ""
    """What it is, in one sentence."""
    marks: dict[str, MarkText] = {}
    """The words of each mark."""


class SpecimenWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of all papers in one language."""

    counsel_check: str = ""
    """Stands beside a layout that nobody has checked."""
    papers: dict[str, SpecimenText] = {}
    """The words of each paper."""


class Drawn(msgspec.Struct, frozen=True):
    """What is in a drawing's file: the marks that it has, and its writing."""

    marks: frozenset[str]
    writing: str


class Specimens(msgspec.Struct, frozen=True):
    """All papers of a pack. `drawings`: the mark that is meant by a step's `drawing`; `words` by language."""

    papers: tuple[Specimen, ...] = ()
    drawings: dict[str, str] = {}
    show: tuple[Show, ...] = ()
    words: dict[str, SpecimenWords] = {}

    def mark(self, drawing: str) -> str:
        """The mark that a step's drawing stands for; "" where there is none."""
        return self.drawings.get(drawing, "")

    def first(self, drawing: str, situation: Situation) -> Specimen | None:
        """The paper to show: of the first line of `show` that holds, and whose paper has the mark that is asked for.

        KeyError for a named condition that the situation does not know; packcheck refuses such a pack.
        """
        papers: Mapping[str, Specimen] = {each.id: each for each in self.papers}
        mark = self.mark(drawing)
        for line in self.show:
            paper = papers.get(line.specimen)
            if paper is None or (line.drawings and drawing not in line.drawings):
                continue
            if (not mark or mark in paper.marks) and (
                line.when is None or variant_holds(line.when, situation)
            ):
                return paper
        return None


NO_SPECIMENS = Specimens()
"""What a pack without drawings has."""
