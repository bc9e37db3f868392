"""The New York drawings: eight samples that say so, every mark in words, nothing unchecked without counsel's line."""

import re
from pathlib import Path

import pytest

from build.reading import grade
from desktop.core.specimens import Specimen, SpecimenText
from desktop.packs.catalog import load_pack
from desktop.packs.specimens import read_drawn
from tests.packs.mutated import PACK

SPECIMENS = load_pack(PACK).specimens
WORDS = SPECIMENS.words["en"]
DRAWN = read_drawn(PACK, SPECIMENS.papers)
UNCHECKED = {"ao93c", "state_warrant", "court_subpoena", "i200", "i205", "i138"}
"""Papers of which the dossier has something from memory only ([M])."""

COUNSEL_LINE = "Layout to be checked by counsel"
MAX_GRADE, MAX_MARK = 6.0, 90
LEGAL_NAMES = ["immigration officer", "Immigration", "subpoena"]
each_paper = pytest.mark.parametrize("paper", SPECIMENS.papers, ids=lambda paper: paper.id)


def svg(paper: Specimen) -> str:
    return (PACK / paper.picture).read_text(encoding="utf-8")


def words(paper: Specimen) -> SpecimenText:
    return WORDS.papers[paper.id]


def test_there_are_the_eight_papers_and_no_other_picture() -> None:
    names = [paper.id for paper in SPECIMENS.papers]
    assert names == ["ao93", "ao93c", "ao442", "state_warrant", "court_subpoena", "i200", "i205", "i138"]
    assert {file.stem for file in (PACK / "pictures").iterdir()} == set(names)


@each_paper
def test_a_picture_says_twice_that_it_is_a_sample(paper: Specimen) -> None:
    """On a banner, and across the page, so that no part of it is taken for a form."""
    assert svg(paper).count(">SAMPLE - NOT A REAL FORM<") >= 5
    assert '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 850 1100"' in svg(paper)


@each_paper
def test_an_unchecked_layout_says_so_in_the_drawing_and_in_words(paper: Specimen) -> None:
    assert paper.counsel_check == (paper.id in UNCHECKED)
    assert (COUNSEL_LINE in svg(paper)) == paper.counsel_check
    assert WORDS.counsel_check.strip()


@each_paper
def test_every_mark_is_drawn_and_told(paper: Specimen) -> None:
    drawn = DRAWN[paper.picture]
    assert drawn is not None
    assert drawn.marks == set(paper.marks)
    assert list(words(paper).marks) == list(paper.marks)
    for mark in words(paper).marks.values():
        assert mark.label.strip()
        assert len(f"{mark.label}: {mark.text}") <= MAX_MARK


@each_paper
def test_the_words_are_plain(paper: Specimen) -> None:
    text = words(paper)
    told = "\n".join([text.what, *(mark.text for mark in text.marks.values())])
    assert grade(told, LEGAL_NAMES) <= MAX_GRADE, told
    assert not re.search(
        r"\b(fake|illegal|valid|must leave|alien|status|born|country)\b", told, re.IGNORECASE
    )


@each_paper
def test_a_paper_is_compared_with_one_of_the_other_kind(paper: Specimen) -> None:
    beside = next(each for each in SPECIMENS.papers if each.id == paper.beside)
    assert {paper.kind, beside.kind} == {"court", "agency"}


@each_paper
def test_a_drawing_has_no_real_number_and_no_page_with_personal_data(paper: Specimen) -> None:
    """Numbers are invented and say so; what page 2 of an AO 442 asks for is never drawn."""
    picture = svg(paper)
    assert "00-SAMPLE-0" in picture
    assert not re.search(
        r"A-?\d{8}|\d{3}-\d{2}-\d{4}|Social Security|date of birth|page 2", picture, re.IGNORECASE
    )
    assert set(re.findall(r"\b(?:19|20)\d\d\b", picture)) <= {"2000"}


def test_what_is_no_svg_is_told_from_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "ao93.svg").write_text("<p/>")
    found = read_drawn(tmp_path, SPECIMENS.papers[:2])
    assert found == {"pictures/ao93.svg": None}
