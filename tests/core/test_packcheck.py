"""The proofs about a pack stand on walks that are the engine's own, miss no answer, and cost little."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from desktop.core import paths
from desktop.core.conditions import Cond, Value
from desktop.core.findings import errors
from desktop.core.packcheck.codes import Notes
from desktop.core.packcheck.proofs import prove
from desktop.core.packcheck.whole import Parts, check
from desktop.core.policy import CANNOT_READ, Policy, Rule
from desktop.core.walk_state import Input
from desktop.core.walks import fold
from desktop.packs.catalog import LoadedPack, load_pack
from desktop.packs.specimens import read_drawn
from tests.packs.mutated import PACK


@pytest.fixture(scope="module")
def pack() -> LoadedPack:
    return load_pack(PACK)


@pytest.fixture(scope="module")
def policy(pack: LoadedPack) -> Policy:
    return pack.policy


def inputs_of(policy: Policy, way: paths.Way, papers: bool) -> list[Input]:
    """The way's answers as a guard gives them; a paper is shown in a round of kind new_paper, which asks least before it."""
    outer: dict[str, Value] = {
        "visitor": "federal",
        "purpose": ("enter",),
        "identified": "all",
        "destination": "nonpublic",
    }
    outer |= {step: value for step, value in way.answers.items() if papers and step in outer}
    own = {ask.step for ask in policy.group.ask}
    given: list[tuple[str, Value]] = (
        [("r1/danger", "none"), ("r1/officers_now", "new_paper")] if papers else []
    )
    given += [(f"r2/{step}", value) for step, value in outer.items()] if papers else []
    for step, value in way.answers.items():
        if not papers or step in own:
            given.append((f"r2/papers/p1/{step}" if papers else f"r1/{step}", value))
    given += [("r2/papers/p1/more_papers", "no")] if papers else []
    return [
        Input(n, address, address.rsplit("/", 1)[1], value, way.env.now)
        for n, (address, value) in enumerate(given, 1)
    ]


def every(ways: Iterator[paths.Way], nth: int) -> Iterator[paths.Way]:
    return (way for number, way in enumerate(ways) if number % nth == 0)


def test_a_paper_walk_says_what_the_engine_says(policy: Policy) -> None:
    """The findings of a sample of all papers are those of the folded walk, or the paper waits for counsel."""
    env = paths.Env("new_paper", paths.a_site(), paths.at("inside"))
    for way in every(paths.paper_walks(policy, env), 23):
        walk = fold(policy, env.site, inputs_of(policy, way, papers=True))
        waits = bool(walk.consults) and walk.consults[0].passed
        assert waits == (way.opens and not way.findings.reasons), way
        main = [rest for rest in walk.rests if rest.key == "r2"]
        found = set(main[-1].outcomes) if main else set(walk.decided.outcomes)
        assert found - set(way.findings.outcomes) <= set(), way
        assert set(way.findings.reasons) <= set(walk.reasons), way


def test_a_visit_walk_says_what_the_engine_says(policy: Policy) -> None:
    env = paths.Env("start", paths.a_site(court_area=True), paths.at("inside"))
    for way in every(paths.visit_walks(policy, env), 29):
        walk = fold(policy, env.site, inputs_of(policy, way, papers=False))
        asked = walk.open.address if walk.open else ""
        assert asked.startswith("r1/papers/p1/") == way.to_group, way
        assert set(way.findings.outcomes) == set(walk.decided.outcomes), way


def test_every_step_and_every_outcome_of_rules_comes_up_in_the_walks(policy: Policy) -> None:
    visits, papers = list(paths.visit_walks(policy)), list(paths.paper_walks(policy, faults=1))
    met = {step for way in (*visits, *papers) for step in way.answers}
    asked = {ask.step for ask in (*policy.ask, *policy.group.ask) if ask.step}
    assert met == asked
    outcomes = {outcome for way in (*visits, *papers) for outcome in way.findings.outcomes}
    assert outcomes == {rule.outcome for rule in (*policy.rule, *policy.group.rule) if rule.outcome}
    reasons = {reason for way in papers for reason in way.findings.reasons}
    assert reasons == {reason for rule in policy.group.rule for reason in rule.reasons} - {
        "counsel_says_wait"
    }


def test_values_that_a_condition_tells_apart_are_never_merged(policy: Policy) -> None:
    """For every condition on a step, each class of its values is wholly inside or wholly outside the condition's list."""
    sets = paths.told_apart(policy)
    for step in policy.steps.values():
        for group in paths.alike(step, sets):
            for listed in sets.get(step.id, []):
                assert set(group) <= listed or not set(group) & listed


def test_without_merging_every_value_is_tried(policy: Policy) -> None:
    for step in policy.steps.values():
        tried = paths.values(policy, step, merged=False)
        flat = {each for value in tried for each in ((value,) if isinstance(value, str) else value)}
        assert set(step.values) <= flat
        assert CANNOT_READ in flat or step.kind != "date"
        assert () in tried or not step.empty


def test_the_dates_of_the_proofs_reach_every_class_of_the_window(policy: Policy) -> None:
    windows: set[str] = set()
    for way in paths.paper_walks(policy, paths.Env("start", paths.a_site(), paths.at("inside"))):
        windows |= {"expired", "window_too_long", "date_unclear"} & set(way.findings.reasons)
        windows |= {"in_time"} if way.opens and not way.findings.reasons else set()
    assert windows == {"expired", "window_too_long", "date_unclear", "in_time"}


def test_a_rule_that_lets_a_bad_paper_through_is_seen_in_the_walks(policy: Policy) -> None:
    """The negative control of the walks: without the rule on the wrong place, a warrant for it passes."""
    group = policy.group
    kept = tuple(rule for rule in group.rule if rule.reasons != ("wrong_place",))
    loose = msgspec.structs.replace(policy, group=msgspec.structs.replace(group, rule=kept))
    for judged, passes in ((policy, False), (loose, True)):
        env = paths.Env("start", paths.a_site(), paths.at("inside"))
        wrong = [
            way
            for way in paths.paper_walks(judged, env, merged=False, faults=0)
            if way.answers.get("place") == "wrong" and way.opens and not way.findings.reasons
        ]
        assert bool(wrong) is passes


def test_a_rule_behind_one_that_always_ends_the_list_is_dead(policy: Policy) -> None:
    group = policy.group
    ends = Rule(outcome="hold_for_counsel", reasons=("other_paper",), last=True, rounds=group.rule[0].rounds)
    shut = msgspec.structs.replace(policy, group=msgspec.structs.replace(group, rule=(ends, *group.rule)))
    notes = Notes()
    prove(notes, shut)
    assert len([each for each in notes.found if each.code == "rule_dead"]) == len(group.rule)


def test_a_rule_on_a_flag_holds_only_after_the_rule_that_sets_it(policy: Policy) -> None:
    group = policy.group
    late = Rule(when=Cond(flag=("digital",)), flags=("state_court",), rounds=group.rule[0].rounds)
    for rules, dead in (((late, *group.rule), True), ((*group.rule[:1], late, *group.rule[1:]), False)):
        notes = Notes()
        prove(notes, msgspec.structs.replace(policy, group=msgspec.structs.replace(group, rule=rules)))
        assert ("rule_dead" in {each.code for each in notes.found}) is dead


def test_a_code_that_no_list_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Notes().add("no_such_code", "", "", "", "", "")


def test_an_overdue_review_is_a_warning_and_only_with_a_date_to_compare(pack: LoadedPack) -> None:
    drawn = read_drawn(PACK, pack.specimens.papers)
    parts = Parts(pack.policy, pack.texts, pack.law, specimens=pack.specimens, drawn=drawn)
    assert "review_overdue" not in {each.code for each in check(parts, None, prove_paths=False)}
    late = check(parts, date(2030, 1, 1), prove_paths=False)
    assert {each.level for each in late if each.code == "review_overdue"} == {"warning"}
    assert errors(late) == []
