"""The solver's picture of a policy leaves out nothing that the engine does, and what it finds can be played."""

import random

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desktop.core.conditions import Cond
from desktop.core.facts import Site
from desktop.core.policy import Policy
from desktop.core.proving.equality import alike
from desktop.core.proving.observing import broken, watch
from desktop.core.proving.safety import prove_safety
from desktop.core.proving.telling import verdict_sentence
from desktop.core.safety import Safety, SafetyRule
from tests.core import nyc, small_packs
from tests.core.formulas import Described, unjudged
from tests.core.nyc import Case, policy, random_visit, random_walk, with_curable, with_unsure, without_rule

WALKS = 8
ONCE_LEFT_OUT = (178, 268, 448)
"""Visits with moments that the formula, or who watches the engine, once left out: counsel's allow that waits in another hour, local
protocol that stands on a round of another kind, what a danger brings on record at once."""
BOROUGHS = ("Manhattan", "Brooklyn")


def walked(whole: Policy, seed: int, steps: int = 40) -> Case:
    """A visit by chance: answers, counsel's words, keys, answers taken back, hours that pass."""
    chance = random.Random(seed)
    site = Site("shelter", BOROUGHS[seed % 2], nyc.ZONE, seed % 3 == 0)
    case = Case(whole, site)
    for _ in random_walk(case, chance, steps):
        pass
    return case


def test_every_moment_of_random_visits_is_one_that_the_formula_allows() -> None:
    """What it leaves out, nothing could be proved about; build/long/proofs.py walks many more."""
    described = Described(policy())
    visits = {seed: walked(policy(), seed) for seed in range(WALKS)}
    visits |= {seed: random_visit(seed) for seed in ONCE_LEFT_OUT}
    for seed, case in visits.items():
        assert list(described.not_allowed(case.site, case.inputs)) == [], seed
        assert unjudged(policy(), case.site, case.inputs) == [], seed
    assert len(described.known) > 150


def test_a_formula_of_another_policy_is_caught_by_random_visits() -> None:
    """The negative control: a formula without the rules of a round does not allow what the engine does."""
    described = Described(msgspec.structs.replace(policy(), rule=()))
    described.policy = policy()
    visits = (walked(policy(), seed) for seed in range(WALKS))
    assert any(list(described.not_allowed(case.site, case.inputs)) for case in visits)


SMALL = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[
        phase for phase in Phase if phase is not Phase.explain
    ],  # it traces every line, which takes minutes here
)


@SMALL
@given(small_packs.policies(), small_packs.safeties(), st.integers(0, 1000))
def test_of_any_policy_what_is_proved_is_never_broken_and_what_fails_is_played(
    whole: Policy, safety: Safety, seed: int
) -> None:
    described = Described(whole)
    verdicts = {verdict.rule: verdict for verdict in prove_safety(whole, safety)}
    assert [verdict.fault for verdict in verdicts.values() if verdict.fault] == []
    for number in range(6):
        case = Case(whole, Site("shelter", "Brooklyn", nyc.ZONE, bool(seed % 2)))
        for _ in random_walk(case, random.Random(seed + number), 14, leaps=False):
            pass
        assert list(described.not_allowed(case.site, case.inputs)) == []
        seen = watch(whole, case.site, case.inputs).seen
        assert [rule.id for rule, _ in broken(safety, seen) if verdicts[rule.id].holds] == []


ESCORT = "escort_within_warrant"
NEVER_ESCORT = Safety((SafetyRule("never", "Never.", outcome=(ESCORT,)),))


def test_a_broken_rule_is_told_by_the_shortest_story_and_it_is_the_engines_own() -> None:
    """Nothing shorter leads to an escort: fourteen answers about the visit and a State warrant, and counsel's word."""
    verdict = prove_safety(policy(), NEVER_ESCORT)[0]
    assert verdict.story is not None
    acts = verdict.story.acts
    assert (acts[-1].step, acts[-1].value) == ("counsel", "allow")
    assert acts[0].address == "r1/danger"
    assert len(acts) == 16
    assert verdict.story.rests[-1].outcomes == (ESCORT,)


@pytest.mark.parametrize(
    ("loose", "when"),
    [
        (without_rule(policy(), "wrong_place"), Cond(step="place", is_=("wrong",))),
        (without_rule(policy(), "altered"), Cond(step="defects", has=("altered",))),
        (with_curable(policy(), "expired"), Cond(fact="execution_window", has=("expired",))),
        (with_curable(policy(), "outside_hours"), Cond(all=(Cond(fact="hours", has=("outside",)), Cond(step="any_time", is_=("no",))))),
        (with_unsure(policy(), "secret", "no"), None),
    ],
)  # fmt: skip
def test_what_the_pack_holds_back_it_lets_through_once_it_is_loosened(
    loose: Policy, when: Cond | None
) -> None:
    """Where "I can't tell" counts as another answer, a condition sees that answer, and no rule on conditions can tell the two."""
    rule = Safety((SafetyRule("never", "Never.", outcome=(ESCORT,), when=when),))
    if when is None:
        assert not alike(policy(), loose)
        return
    assert prove_safety(policy(), rule)[0].holds
    verdict = prove_safety(loose, rule)[0]
    assert verdict.story is not None
    assert ESCORT in verdict.story.outcomes


def test_an_answer_taken_back_is_part_of_a_story_where_it_takes_that() -> None:
    """Counsel's allow is offered only with a copy; that answer can be taken back afterwards, and the allow stands."""
    when = Cond(step="form", is_=("on_screen",))
    unless = Cond(step="counsel_has_copy", is_=("yes",))
    verdict = prove_safety(
        policy(), Safety((SafetyRule("n", "N.", outcome=(ESCORT,), when=when, unless=unless),))
    )[0]
    assert verdict.story is not None
    assert verdict.story.acts[-1].takes_back == len(verdict.story.acts) - 2


def test_what_never_comes_at_the_places_that_a_rule_names_is_told() -> None:
    """An escort comes by counsel's word, never while a round is answered: such a rule holds, and counsel reads why."""
    when = Cond(step="paper", is_=("photo_or_list",))
    rules = (
        SafetyRule("round", "R.", outcome=(ESCORT,), when=when, at=("round",)),
        SafetyRule("any", "A.", outcome=(ESCORT,), when=when),
    )
    narrow, wide = prove_safety(policy(), Safety(rules))
    assert (narrow.holds, narrow.comes) == (True, False)
    assert "What it forbids never comes there at all." in verdict_sentence(narrow)
    assert wide.comes
    assert "never comes there" not in verdict_sentence(wide)


def test_rules_in_another_order_are_the_same_policy_and_another_rule_is_not() -> None:
    whole, group = policy(), policy().group
    first, second, *others = group.rule
    turned = msgspec.structs.replace(
        whole, group=msgspec.structs.replace(group, rule=(second, first, *others))
    )
    assert alike(whole, turned)
    assert not alike(whole, without_rule(whole, "missing_pages"))
    assert not alike(whole, with_curable(whole, "expired"))
    assert not alike(whole, msgspec.structs.replace(whole, ask=whole.ask[1:]))
