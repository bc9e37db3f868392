"""What of a running visit goes over to a newer policy: nothing is lost in silence, nothing goes over that is asked in other words, and
counsel's word only to what counsel was asked."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.conditions import Value
from desktop.core.errors import Refused
from desktop.core.policy import Policy
from desktop.core.switching import Alike, Carried, asked_anew, carry, in_force, renumbered, why_not
from desktop.core.walk_state import Walk
from desktop.core.walks import fold
from tests.core.nyc import (
    GOOD_WARRANT,
    NOON,
    SITE,
    TO_THE_PAPERS,
    Case,
    instant,
    policy,
    random_walk,
    with_curable,
    with_unsure,
    without_rule,
)

GOOD: dict[str, Value] = {**TO_THE_PAPERS, **GOOD_WARRANT}


def same(step: str, value: Value) -> bool:
    """Every question stands in the same words."""
    return True


def other(*steps: str) -> Alike:
    """These questions stand in other words."""
    return lambda step, value: step not in steps


def over(case: Case, new: Policy, alike: Alike = same) -> tuple[Carried, Walk]:
    """What goes over at noon, and the walk that it gives."""
    carried = carry(case.policy, new, SITE, case.inputs, alike, instant(NOON))
    return carried, fold(new, SITE, renumbered(carried.kept, 1))


def shape(walk: Walk) -> tuple[object, ...]:
    """A walk without the numbers of its events."""
    rests = [(rest.key, rest.outcomes, rest.reasons, rest.flags) for rest in walk.rests]
    path = sorted((line.address, line.value, line.counts) for line in walk.path)
    return (
        walk.open,
        walk.consults,
        walk.state,
        walk.round,
        walk.decided,
        walk.reasons,
        walk.flags,
        rests,
        path,
    )


def newer(chance: random.Random) -> Policy:
    """Some other version of the policy."""
    whole = policy()
    return chance.choice(
        (
            whole,
            without_rule(whole, chance.choice(whole.reasons)),
            with_unsure(whole, "signer", "judge"),
            with_curable(whole, chance.choice(whole.reasons)),
            msgspec.structs.replace(
                whole, ask=tuple(each for each in whole.ask if each.step != "identified")
            ),
            msgspec.structs.replace(
                whole, changes={k: v for k, v in whole.changes.items() if v.do != "round"}
            ),
        )
    )


@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_no_answer_is_lost_and_each_is_given_again_as_the_newer_policy_asks(seed: int) -> None:
    """Of any walk, taking back included, to any of several policies: what goes over is accepted one by one, as if it were given at the
    screen; what does not go over is told; both together are all answers in force, and none is changed."""
    chance = random.Random(seed)
    case, new = Case(policy()), newer(chance)
    for _ in random_walk(case, chance, 25):
        pass
    if not case.inputs:
        return
    words = other(*chance.sample(sorted(case.policy.steps), 3))
    carried, walk = over(case, new, words)
    told = sorted((each.seq, each.value) for each in (*carried.kept, *carried.dropped))
    assert told == sorted((each.seq, each.value) for each in in_force(case.inputs))
    again = Case(new)
    for given_again in carried.kept:
        again.answer(given_again.address, given_again.value)
    assert shape(again.walk) == shape(walk)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_same_policy_takes_everything_over_and_leads_to_the_same(seed: int) -> None:
    """Counsel's word too, emergencies, and further rounds. Nothing was taken back in these walks, and the clock stands."""
    chance, case = random.Random(seed), Case(policy())
    for _ in random_walk(case, chance, 20, leaps=False):
        pass
    back = next((place for place, each in enumerate(case.inputs) if each.takes_back is not None), None)
    case.inputs = given_all = case.inputs[:back]
    before = fold(case.policy, SITE, given_all)
    if not given_all:
        return
    carried, walk = over(case, case.policy)
    assert [each.seq for each in carried.kept] == [each.seq for each in given_all]
    assert carried.dropped == ()
    assert shape(walk) == shape(before)


def test_a_question_in_other_words_is_asked_anew() -> None:
    case = Case(policy()).tell(GOOD)
    carried, walk = over(case, case.policy, other("signer"))
    assert asked_anew(carried)[0] == "signer"
    assert walk.open is not None
    assert walk.open.step == "signer"


def test_what_was_seen_goes_over_in_whatever_words() -> None:
    """An emergency is no matter of words."""
    case = Case(policy()).answer("r1/danger", "seen")
    carried, walk = over(case, case.policy, other("danger"))
    assert [each.step for each in carried.kept] == ["danger"]
    assert shape(walk) == shape(case.walk)


@pytest.mark.parametrize(("held", "goes_over"), [(False, True), (True, False)])
def test_counsels_word_goes_over_only_to_what_counsel_was_asked(held: bool, goes_over: bool) -> None:
    """Counsel said yes to a paper that had passed every check. By a policy that holds it, counsel is asked anew; the control: by the same
    policy the word goes over."""
    case = Case(policy()).tell(GOOD).counsel("allow")
    assert "escort_within_warrant" in case.outcomes
    whole = policy()
    rule = next(rule for rule in whole.group.rule if rule.reasons and rule.when is not None)
    always = msgspec.structs.replace(rule, when=None, last=False)
    stricter = msgspec.structs.replace(
        whole, group=msgspec.structs.replace(whole.group, rule=(always, *whole.group.rule))
    )
    carried, walk = over(case, stricter if held else whole)
    assert ("counsel" in {each.step for each in carried.kept}) == goes_over
    assert (walk.standing == "inside") == goes_over
    if held:
        assert "counsel" in asked_anew(carried)


def test_an_answer_that_is_asked_later_waits_for_its_place() -> None:
    """The newer policy asks the same in another order: nothing need be asked anew."""
    whole = policy()
    case = Case(whole).tell(
        TO_THE_PAPERS | {"form": "on_paper", "paper_top": "court_federal", "signer": "judge"}
    )
    asks = list(whole.group.ask)
    at = {each.step: place for place, each in enumerate(asks)}
    first, second = sorted((at["form"], at["paper_top"]))
    asks[first], asks[second] = asks[second], asks[first]
    swapped = msgspec.structs.replace(whole, group=msgspec.structs.replace(whole.group, ask=tuple(asks)))
    carried, walk = over(case, swapped)
    assert {"form", "paper_top"} <= {each.step for each in carried.kept}
    assert carried.dropped == ()
    assert walk.open is not None


def test_a_value_that_is_offered_no_more_is_asked_anew() -> None:
    whole = policy()
    steps = {**whole.steps}
    values = tuple(each for each in steps["visitor"].values if each != "federal")
    steps["visitor"] = msgspec.structs.replace(steps["visitor"], values=values)
    carried, walk = over(Case(whole).tell(GOOD), msgspec.structs.replace(whole, steps=steps))
    assert "visitor" in asked_anew(carried)
    assert walk.open is not None
    assert walk.open.step == "visitor"


def test_no_newer_policy_is_offered_while_something_stands() -> None:
    """An escort, an emergency: what is being done is not undone by a sheet of paper."""
    case = Case(policy())
    assert why_not(case.walk, joined=False) == ""
    assert why_not(case.walk, joined=True) == "joined"
    assert why_not(Case(policy()).answer("r1/danger", "seen").walk, False) == "stands"
    assert why_not(Case(policy()).tell(GOOD).counsel("allow").walk, False) == "stands"
    assert why_not(Case(policy()).now("left").walk, False) == "closed"


def test_an_answer_that_no_policy_accepts_is_refused_at_the_screen_too() -> None:
    """The control of the first property: it would notice an answer that goes over where it is not asked."""
    with pytest.raises(Refused):
        Case(policy()).answer("r1/papers/p1/signer", "judge")
