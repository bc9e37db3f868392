"""A policy by which nobody's word opens anything, and one that asks about no paper besides: checked, proved, drawn, walked and reported
as any other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core.conditions import Value
from desktop.core.coverage import cover
from desktop.core.scenarios import play
from desktop.core.suggesting import suggestions
from desktop.packs.catalog import LoadedPack, check_pack, from_kept, load_pack, load_safety
from desktop.packs.stories import read_stories
from desktop.services import authoring
from desktop.services.evidence import export_evidence
from desktop.services.policy_gate import unsafe
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import IT
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from tests.packs.mutated import Tables
from tests.packs.without import EMPTY, REFUSED, STAYS, without_counsel, without_papers, written
from tests.services.conftest import GUARD, Guard
from tests.services.exports import verifier

Make = Callable[..., Guard]
KINDS = {"counsel": without_counsel, "papers": without_papers}
IN: dict[str, Value] = {
    "danger": "none",
    "destination": "nonpublic",
    "paper_top": "court",
    "more_papers": "no",
}


@pytest.fixture(params=KINDS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return written(KINDS[request.param](), tmp_path)


def codes(tables: Tables, place: Path) -> list[tuple[str, str]]:
    """What is wrong with it, by code and place."""
    return [(each.code, each.place) for each in check_pack(written(tables, place)) if each.level == "error"]


def test_it_has_no_fault_and_is_kept_as_it_is(folder: Path) -> None:
    assert check_pack(folder) == []
    pack = load_pack(folder)
    assert from_kept(pack.compiled, pack.pack_hash).policy == pack.policy


def test_suggested_stories_reach_all_of_it_and_its_safety_rules_are_proved(folder: Path) -> None:
    """Nothing that could only come by somebody's word is asked for."""
    pack = load_pack(folder)
    told = read_stories(folder, pack.policy, pack.texts)
    assert all(play(pack.policy, each.scenario).ok for each in told.told)
    found, left = suggestions(pack.policy, cover(pack.policy, told.scenarios))
    assert left == []
    whole = cover(pack.policy, (*told.scenarios, *(story for _, story in found)))
    assert whole.percent == 100
    assert unsafe(pack, load_safety(folder)) == []


def test_it_is_drawn_printed_and_compared_with_one_that_has_them(folder: Path, tmp_path: Path) -> None:
    seen, other = authoring.look_at(folder), load_pack(EMPTY)
    drawn = authoring.drawn(seen, other)
    assert drawn is not None
    assert seen.pack is not None
    for what in ("policy", "chart", "drawing", "changes"):
        authoring.save_document(seen, other, what, tmp_path / what)
        assert (tmp_path / what).stat().st_size > 1000
    found = authoring.changes(seen, other, EMPTY)
    assert found is not None
    assert "Nobody's word is asked any more: “Counsel” is gone." in dict(found.parts)["routing"]
    back = authoring.changes(authoring.look_at(EMPTY), seen.pack, folder)
    assert back is not None
    assert "New: the word of “Counsel” decides about papers." in dict(back.parts)["routing"]


def test_it_is_walked_reported_and_verified(make_guard: Make, folder: Path, tmp_path: Path) -> None:
    """They want past the public area: words, and nobody is asked. They go in all the same; then danger, and they leave."""
    guard = make_guard(pack=folder)
    screens = Screens(guard.walking)
    visit = guard.open()
    now = guard.tell(visit, IN)
    assert now.walk.open is None, "nobody's word is asked"
    assert [name for _, body in guard.reached(visit) for name in body.outcomes] == [REFUSED]
    view = screens.visit(visit)
    assert view.outcome is not None
    assert view.outcome.consults == ()
    guard.walking.press("F12", visit, GUARD, "Front desk")
    guard.walking.press("F1", visit, GUARD, "Front desk")
    now = guard.answer(visit, "officers_now", "danger_over")
    assert screens.visit(visit).id == visit
    guard.answer(visit, "officers_now", "left")
    led = [name for _, body in guard.reached(visit) for name in body.outcomes]
    assert led == [REFUSED, "entered_without_consent", "emergency_do_not_impede"]
    made = Reporting(screens).make(visit)()
    assert made.pages > 0
    assert "They went in without consent" in made.text
    assert verify(Walking(guard.desk)).ok
    export_evidence(guard.desk, tmp_path / "e.zip", IT, [visit])
    assert verifier.check(str(tmp_path / "e.zip"), [], []).findings == []


def test_they_may_stay_where_everybody_may_be(make_guard: Make, folder: Path) -> None:
    guard = make_guard(pack=folder)
    visit = guard.open()
    guard.tell(visit, {"danger": "none", "destination": "public"})
    assert [name for _, body in guard.reached(visit) for name in body.outcomes] == [STAYS]


# ---- what is left out is said, and not forgotten --------------------------------------------------------------------------


def test_counsel_or_papers_that_are_merely_missing_are_a_fault(tmp_path: Path) -> None:
    forgotten = Tables(EMPTY)
    del forgotten.files["routing.toml"]["consult"]
    assert ("bad_shape", "consult") in codes(forgotten, tmp_path / "1")
    lost = Tables(EMPTY)
    del lost.files["papers.toml"]
    assert ("file_missing", "") in codes(lost, tmp_path / "2")


def test_what_stands_there_although_it_is_said_to_be_left_out_is_a_fault(tmp_path: Path) -> None:
    both = Tables(EMPTY)
    both.files["routing.toml"]["without"] = ["consult", "papers"]
    assert codes(both, tmp_path)[:2] == [("bad_shape", "without")] * 2
    odd = Tables(EMPTY)
    odd.files["routing.toml"]["without"] = ["counsel"]
    assert ("bad_shape", "without") in codes(odd, tmp_path / "2")


def test_nothing_may_ask_for_a_word_or_a_paper_that_there_is_not(tmp_path: Path) -> None:
    asks = without_counsel()
    asks.files["routing.toml"]["urgent"][0]["consult"] = True
    assert codes(asks, tmp_path / "1") == [("role_step", "urgent 1 (danger)")]
    papers = without_papers()
    papers.files["routing.toml"]["ask"].append({"group": "papers"})
    assert [code for code, _ in codes(papers, tmp_path / "2")] == ["unknown_group"]
    left = without_counsel()
    left.files["routing.toml"]["global"][0]["table"]["other"]["outcome"] = STAYS
    left.files["routing.toml"]["outcome"][1]["standing"] = "inside"
    assert "allow_unsafe" in [code for code, _ in codes(left, tmp_path / "3")], "nobody can let them in"


def test_the_packs_that_ship_say_nothing_of_it(folder: Path) -> None:
    """`without` is no part of what is compiled: a pack without it has the hash that it always had."""
    pack: LoadedPack = load_pack(EMPTY)
    assert pack.policy.consults
    assert pack.policy.has_papers
    assert b'"without":' not in load_pack(folder).compiled
