"""The drawing beside a question follows the answers, and stays in words where its picture is gone or changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import paths
from desktop.services.aid import AidView, aid_for
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.services.conftest import Guard

PACK = "packs/us-ny-nyc/facility-entry"


def shown(guard: Guard, step: str, **paper: str) -> AidView:
    """The drawings at a question of the first paper, after these answers about it."""
    visit = guard.open()
    guard.tell(visit, {**TO_THE_PAPERS, **paper})
    return aid_for(guard.walking.current(visit), step)


@pytest.mark.parametrize(
    ("step", "paper", "specimen", "mark"),
    [
        ("paper", {}, "ao93", ""),
        ("paper_top", {"form": "on_paper"}, "ao93", "top"),
        ("signer", {"form": "on_paper", "paper_top": "court_federal"}, "ao93", "signer"),
        ("signer", {"form": "on_screen", "paper_top": "court_federal"}, "ao93c", "signer"),
        ("signer", {"form": "on_paper", "paper_top": "homeland_security"}, "i200", "signer"),
        ("title", {"form": "on_paper", "paper_top": "court_state", "signer": "judge"}, "state_warrant", "title"),
        ("execute_by", {"form": "on_paper", "paper_top": "court_state", "signer": "judge"}, "ao93", "execute_by"),
        ("place", {"form": "on_paper", "paper_top": "court_state"}, "state_warrant", "place"),
    ],
)  # fmt: skip
def test_the_first_drawing_follows_the_answers(
    guard: Guard, step: str, paper: dict[str, str], specimen: str, mark: str
) -> None:
    aid = shown(guard, step, **paper)
    assert aid.current is not None
    assert (aid.current.id, aid.mark) == (specimen, mark)
    assert [each.id for each in aid.all] == [paper.id for paper in guard.desk.pack.specimens.papers]


@pytest.mark.parametrize(
    ("form", "specimen"), [("i205", "i205"), ("i200", "i200"), ("subpoena", "i138"), ("letter", "i200")]
)
def test_an_agency_form_is_shown_by_its_number(guard: Guard, form: str, specimen: str) -> None:
    told = {"form": "on_paper", "paper_top": "homeland_security", "signer": "immigration_officer"}
    aid = shown(guard, "agency_form", **told, agency_form=form)
    assert aid.current is not None
    assert aid.current.id == specimen


@pytest.mark.parametrize(("title", "specimen"), [("arrest_warrant", "ao442"), ("subpoena", "court_subpoena")])
def test_a_court_paper_is_shown_by_its_title(guard: Guard, title: str, specimen: str) -> None:
    told = {"form": "on_paper", "paper_top": "court_federal", "signer": "clerk", "title": title}
    aid = shown(guard, "signer", **told)
    assert aid.current is not None
    assert aid.current.id == specimen


def test_every_question_that_names_a_drawing_has_one_at_every_turn(guard: Guard) -> None:
    """Also where the answers changed meanwhile: nothing here may stop the walk."""
    visit = guard.open()
    steps = [step for step in guard.desk.pack.policy.steps.values() if step.drawing]
    facts = {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no"}
    now = guard.walking.current(visit)
    while now.walk.open is not None and now.walk.open.step in facts:
        now = guard.answer(visit, now.walk.open.step, facts[now.walk.open.step])
        for step in steps:
            aid = aid_for(now, step.id)
            assert aid.current is not None, step.id
            assert aid.current.mark(aid.mark) is not None, step.id


def test_an_unchecked_layout_comes_with_its_sentence(guard: Guard) -> None:
    papers = {each.id: each for each in shown(guard, "paper_top").all}
    assert papers["i200"].counsel_check
    assert papers["ao93"].counsel_check == ""


def test_a_picture_that_is_gone_or_changed_leaves_its_words(
    make_guard: Callable[..., Guard], tmp_path: Path
) -> None:
    resources = tmp_path / "resources"
    shutil.copytree(paths.resources() / PACK, resources / PACK)
    pictures = resources / PACK / "pictures"
    (pictures / "ao93.svg").unlink()
    (pictures / "i200.svg").write_text("<svg/>")
    guard = make_guard()
    now = guard.walking.current(guard.open())
    papers = {each.id: each for each in aid_for(now, "paper_top", resources).all}
    assert [papers[name].picture for name in ("ao93", "i200")] == [b"", b""]
    assert papers["ao442"].picture.startswith(b"<svg")
    assert papers["ao93"].marks[1].text


def test_an_unknown_step_has_no_mark(guard: Guard) -> None:
    """From an outcome the drawings can be opened too."""
    aid = shown(guard, "")
    assert aid.current is not None
    assert aid.mark == ""
