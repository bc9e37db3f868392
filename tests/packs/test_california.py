"""The second policy: another place, other questions, another order, another office that decides; and not a line of the program for it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop import paths
from desktop.core.coverage import cover
from desktop.core.events import Actor
from desktop.core.proving.safety import prove_safety
from desktop.core.scenarios import Player, play
from desktop.core.texts import CALLS
from desktop.packs.catalog import check_pack, load_pack
from desktop.packs.facility import read_facility
from desktop.packs.fitting import misfits
from desktop.packs.safety import read_safety
from desktop.packs.source import Reader
from desktop.packs.stories import read_stories
from desktop.reports.text import make_text
from desktop.services.desk import open_desk
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.trial import sample_visit
from desktop.services.walking import Walking
from desktop.wall import FixedClock, zone
from tests.packs.mutated import PACK as NEW_YORK

PACK = paths.resources() / "packs" / "us-ca" / "school-visitor"
FACILITY = paths.resources() / "facilities" / "sample-school-california.toml"
ZONE = "America/Los_Angeles"
STAFF = Actor("Office 2", "guard", "claimed")
POLICY = load_pack(PACK)
STORIES = read_stories(PACK, POLICY.policy, POLICY.texts)


def test_the_pack_and_its_sample_school_are_without_an_error() -> None:
    assert [each for each in check_pack(PACK) if each.level == "error"] == []
    facility, found = read_facility(FACILITY)
    assert (found, misfits(FACILITY.name, facility, POLICY)) == ([], [])
    assert POLICY.policy.head.status == "draft"


def test_it_is_another_policy_and_not_new_york_with_other_words() -> None:
    """No question, outcome, reason or group has New York's name, but the flag that the program itself knows."""
    ours, theirs = POLICY.policy, load_pack(NEW_YORK).policy
    assert ours.steps.keys() & theirs.steps.keys() == set()
    assert ours.outcomes.keys() & theirs.outcomes.keys() == set()
    assert set(ours.flags) & set(theirs.flags) == {"confidential"}
    assert (ours.group.over, ours.consult.step, ours.scope_step) == ("documents", "superintendent", "")


def test_nothing_in_the_program_is_made_for_it() -> None:
    """No name of its place, of who decides there, or of what its visits come to stands in the program."""
    names = ("us-ca", "california", "superintendent", *POLICY.policy.outcomes, *POLICY.policy.reasons)
    ours = re.compile("|".join(names), re.IGNORECASE)
    theirs = {*load_pack(NEW_YORK).policy.reasons}
    found = {
        hit[0].lower()
        for file in Path(paths.__file__).parent.rglob("*.py")
        for hit in ours.finditer(file.read_text("utf-8"))
    }
    assert found - theirs == set()


def test_its_stories_all_end_as_they_say_and_reach_everything() -> None:
    assert STORIES.findings == ()
    wrong = [played.why for each in STORIES.scenarios if not (played := play(POLICY.policy, each)).ok]
    assert wrong == []
    assert cover(POLICY.policy, STORIES.scenarios).missing == ()


def test_its_safety_rules_are_proved_over_all_answers() -> None:
    rules = read_safety(Reader(PACK))
    assert rules is not None
    verdicts = prove_safety(POLICY.policy, rules)
    assert len(verdicts) >= 10
    assert [each.rule for each in verdicts if not each.holds] == []


# ---- what it rests on, and what it says ----------------------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    """Every line of a table of words."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from texts(each)


def shown() -> Iterator[str]:
    for name in ("steps", "outcomes", "words"):
        table = tomllib.loads((PACK / "text" / "en" / f"{name}.toml").read_text("utf-8"))
        yield from texts({key: each for key, each in table.items() if key != "privacy"})


def test_what_is_from_memory_is_shown_to_nobody_at_the_desk() -> None:
    law = POLICY.law
    memory = {each.id for each in law.citation if each.confidence == "memory"}
    assert len(memory) == 4
    for step in POLICY.policy.steps:
        assert memory.isdisjoint(each.id for each in law.shown(law.steps, step))
        assert law.shown(law.steps, step), f"nothing that may be shown stands behind {step}"
    for outcome in POLICY.policy.outcomes:
        assert law.shown(law.outcomes, outcome), f"nothing that may be shown stands behind {outcome}"


def test_its_words_are_its_own_and_name_no_real_place_or_number() -> None:
    assert [
        each
        for each in shown()
        if re.search(r"New York|NYC|Brooklyn|\bCity\b|[Cc]ounsel (is|says|has|reads|must)", each)
    ] == []
    numbers = re.findall(r"\d{3}-\d{3}-\d{4}", FACILITY.read_text("utf-8"))
    assert set(tomllib.loads(FACILITY.read_text("utf-8"))["phones"]) == set(CALLS)
    assert numbers
    assert all(re.fullmatch(r"213-555-01\d\d", each) for each in numbers)


def test_every_outcome_refuses_in_words_only() -> None:
    """No line tells anybody to block, hide or lie; every line to say that refuses also says that nobody is stopped."""
    bad = re.compile(
        r"\b(block the|lock (the|all)|hide (the|a|all)|stop them (from|at)|tell them (that )?(no one|nobody))\b",
        re.IGNORECASE,
    )
    for name, text in POLICY.texts["en"].outcomes.items():
        assert not [line for line in text.do if bad.search(line)], name
        if "I do not consent" in text.say:
            assert "I am not stopping you" in f"{text.say} {text.say_if_pressed}", name


# ---- at a desk -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def walking(tmp_path: Path) -> Iterator[Walking]:
    """A desk of the sample school, at twenty to ten in California."""
    clock = FixedClock("2026-11-18T09:40:00-08:00", zone(ZONE), ZONE)
    with closing(open_desk(paths.places(tmp_path, {}), FACILITY, clock)) as desk:
        yield Walking(desk)


def walk(walking: Walking, story: str) -> str:
    """Walk a story at the desk; the visit's id."""
    told = next(each for each in STORIES.scenarios if each.id == story)
    player = Player(POLICY.policy, told)
    player.play()
    visit = walking.open_visit(STAFF, "Front office").visit.id
    for given in player.inputs:
        value = given.value if isinstance(given.value, str) else list(given.value)
        walking.answer(visit, given.address, value, STAFF)
    return visit


def test_a_visit_is_walked_shown_and_printed_by_it(walking: Walking) -> None:
    """Who decides is named as the policy names it; the report has its own law and no borough."""
    visit = walk(walking, "C05")
    screens = Screens(walking)
    card, view = screens.card("Front office"), screens.visit(visit)
    assert card.number_label == "Superintendent's office"
    assert view.outcome is not None
    assert [panel.title for panel in view.outcome.panels] == ["Superintendent's office: no access"]
    reporting = Reporting(screens)
    text = make_text(reporting.draft(reporting.material(visit)).outline)
    for line in (
        "Requests for help (Cal. Education Code § 234.7)",
        "910 Sample Road, Exampleton, CA\n",
        "Purpose in writing  09:40:00",
    ):
        assert line in text
    assert not re.search(r"New York|NYC|borough|Counsel:", text)


def test_while_they_are_inside_nobody_is_asked_for_a_scope_that_the_policy_does_not_have(
    walking: Walking,
) -> None:
    visit = walk(walking, "C03")
    now = walking.current(visit)
    assert now.walk.standing == "inside"
    view = Screens(walking).visit(visit)
    assert view.outcome is not None
    assert view.outcome.scope is None
    assert walking.answer(visit, "r1/doing_now", "going_in", STAFF).walk.rests == now.walk.rests


def test_the_set_up_tries_a_story_of_the_policy_that_is_used(walking: Walking) -> None:
    told = sample_visit(walking.desk)
    assert told is not None
    assert told.id in {each.id for each in STORIES.scenarios}
    assert told.site.type == "school"
