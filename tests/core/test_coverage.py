"""What the stories of a pack reach: all that can happen is counted, and what is missing is told with a story that would reach it."""

from functools import cache
from itertools import pairwise

import msgspec
import pytest

from desktop.core.cond_words import Sayer
from desktop.core.conditions import Cond
from desktop.core.coverage import Answer, Coverage, Fires, Presses, Target, cover, every_target, reached
from desktop.core.coverage_words import Told, counts
from desktop.core.edges import BEGIN, Classes, Edge, Edges, find_edges
from desktop.core.paths import a_site, at, explore, values
from desktop.core.policy import Ask, Policy, Rule, Step
from desktop.core.scenarios import Scenario
from desktop.core.suggesting import suggestions
from desktop.core.tracing import Trace
from desktop.packs.source import Reader
from desktop.packs.stories import Story, read_stories
from desktop.packs.words import read_texts
from tests.core.nyc import PACK, policy

RARE = "stories/rarer.toml"


@cache
def edges() -> Edges:
    return find_edges(policy())


@cache
def told() -> Told:
    return Told(Sayer(policy(), read_texts(Reader(PACK), ("en",))["en"]))


@cache
def stories() -> tuple[Story, ...]:
    return read_stories(PACK, policy()).told


@cache
def reaches() -> dict[str, frozenset[Target]]:
    """What each story reaches, played once."""
    classes = Classes(policy())
    return {each.scenario.id: reached(policy(), each.scenario, classes) for each in stories()}


def covered_by(chosen: tuple[Story, ...]) -> Coverage:
    """As `cover`, from what was played already."""
    every = tuple(dict.fromkeys(every_target(policy(), edges())))
    hit = {target: each.scenario.id for each in chosen for target in reaches()[each.scenario.id]}
    return Coverage(every, {target: hit[target] for target in every if target in hit}, edges())


def without(*ids: str) -> Coverage:
    return covered_by(tuple(each for each in stories() if each.scenario.id not in ids))


def test_the_stories_of_new_york_reach_all_that_can_happen() -> None:
    found = covered_by(stories())
    assert [told().sentence(each) for each in found.missing] == []
    assert (found.percent, found.whole) == (100, True)
    assert all(hit == every > 0 for _, hit, every in counts(found))


def test_a_story_that_is_taken_away_leaves_what_only_it_reached() -> None:
    """Negative control: the key pressed with no visit open is in one story alone."""
    found = without("E50")
    assert found.missing == (Presses("F12", "no_visit"),)
    assert found.percent == 99
    assert "“They are going in” (F12) while nothing is open" in told().sentence(found.missing[0])


def test_what_is_missing_gets_few_stories_that_reach_all_of_it() -> None:
    rare = [each.scenario.id for each in stories() if each.file == RARE]
    found = without(*rare)
    made, unfound = suggestions(policy(), found)
    assert unfound == []
    assert 0 < len(made) <= len(found.missing)
    new = {target for _, story in made for target in reached(policy(), story)}
    assert set(found.missing) <= new


def test_nothing_is_reached_by_no_story() -> None:
    found = covered_by(())
    assert (found.percent, len(found.missing)) == (0, len(found.every))
    assert all(told().sentence(each) and told().where(each) for each in found.missing)


def a_pack_with(change: dict[str, object]) -> Policy:
    return msgspec.structs.replace(policy(), **change)


def test_a_new_answer_a_new_rule_and_a_new_question_are_missing_until_a_story_has_them() -> None:
    steps = dict(policy().steps)
    visitor = steps["visitor"]
    steps["visitor"] = msgspec.structs.replace(visitor, values=(*visitor.values, "press"))
    steps["pets"] = Step("pets", "choice", "no", ("yes", "no"))
    rule = Rule(when=Cond(step="pets", is_=("yes",)), flags=("digital",))
    new = a_pack_with(
        {"steps": steps, "ask": (*policy().ask, Ask(step="pets")), "rule": (*policy().rule, rule)}
    )
    some = tuple(each.scenario for each in stories()[:3])
    missing = cover(new, some).missing
    assert {
        Answer("visitor", "press"),
        Answer("pets", "yes"),
        Answer("pets", "unsure"),
        Fires("visit", len(policy().rule)),
    } <= set(missing)


@pytest.mark.parametrize("kind", ["new_paper", "others_arrived"])
def test_the_edges_are_those_of_every_way_gone_through_one_by_one(kind: str) -> None:
    """Ways that nothing tells apart were gone on with as one; walking each of them finds the same steps from place to place."""
    asks = tuple(
        msgspec.structs.replace(ask, rounds=(kind,) if kind in ask.rounds else ()) for ask in policy().ask
    )
    alone = msgspec.structs.replace(policy(), ask=asks)
    seen: set[tuple[int, int]] = set()
    for court in (False, True):
        trace = Trace(alone, a_site(court_area=court), kind, at("inside"))
        for place in explore(asks, trace, lambda step: values(alone, alone.steps[step])):
            seen |= set(pairwise(_places(alone, trace, place)))
    group = next(number for number, ask in enumerate(asks) if ask.group)
    found = {(edge.start, edge.to) for edge in find_edges(alone).edges if edge.part == "visit"}
    assert {pair for pair in found if pair[0] != group and pair != (BEGIN, len(asks))} == seen


def _places(alone: Policy, trace: Trace, group: Ask | None) -> list[int]:
    """The places of one complete way, in their order."""
    walked = Trace(alone, trace.site, trace.round, trace.now)
    order = [BEGIN]
    for number, ask in enumerate(alone.ask):
        if ask.step in walked.active or not walked.asked(ask):
            continue
        order.append(number)
        if ask.group:
            return order
        walked.active[ask.step] = trace.active[ask.step]
    return [*order, len(alone.ask)] if group is None else order


def test_a_story_that_stops_half_way_reaches_no_further() -> None:
    story = Scenario("x", "", a_site(), stories()[0].scenario.now, {"danger": "none"}, (), {})
    edges_of = [each for each in reached(policy(), story) if isinstance(each, Edge)]
    assert sorted(edges_of) == [Edge("visit", BEGIN, "", 0), Edge("visit", 0, "none", 1)]
