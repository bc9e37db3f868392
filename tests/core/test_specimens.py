"""Which drawing is shown first follows the answers, and never one without the mark that is asked for."""

from desktop.core.conditions import Cond
from desktop.core.specimens import Show, Specimen, Specimens
from desktop.core.texts import Shown

COURT = Specimen("court", "pictures/court.svg", "court", "agency", ("top", "place"))
AGENCY = Specimen("agency", "pictures/agency.svg", "agency", "court", ("top", "form"))
AT_AGENCY = Show("agency", Cond(step="paper_top", is_=("homeland_security",)))
DRAWINGS = {"paper_top": "top", "paper_place": "place", "paper_form": "form"}


def specimens(*show: Show) -> Specimens:
    return Specimens((COURT, AGENCY), DRAWINGS, show)


def seen(**values: str) -> Shown:
    return Shown(terms={}, site={}, values=values)


def test_the_first_line_that_holds_names_the_paper() -> None:
    papers = specimens(AT_AGENCY, Show("court"))
    assert papers.first("paper_top", seen()) == COURT
    assert papers.first("paper_top", seen(paper_top="homeland_security")) == AGENCY


def test_a_paper_without_the_mark_is_passed_over() -> None:
    papers = specimens(AT_AGENCY, Show("court"))
    assert papers.first("paper_place", seen(paper_top="homeland_security")) == COURT
    assert papers.first("paper_form", seen()) is None


def test_a_line_for_some_drawings_holds_for_these_only() -> None:
    papers = specimens(Show("agency", drawings=("paper_form",)), Show("court"))
    assert papers.first("paper_form", seen()) == AGENCY
    assert papers.first("paper_top", seen()) == COURT


def test_a_question_about_no_mark_has_a_paper_too() -> None:
    """One key opens the drawings from every question."""
    assert specimens(Show("court")).first("", seen()) == COURT
    assert specimens(Show("court")).mark("") == ""


def test_with_several_papers_any_one_of_them_may_decide() -> None:
    other = seen(paper_top="homeland_security")
    both = Shown(terms={}, site={}, values={"paper_top": "court_federal"}, others=(other,))
    assert specimens(AT_AGENCY, Show("court")).first("paper_top", both) == AGENCY


def test_a_pack_without_drawings_shows_none() -> None:
    assert Specimens().first("paper_top", seen()) is None
