"""Random walks through the whole pack: whatever guards, counsel, officers and clocks do, what must hold holds."""

import random

import pytest

from desktop.core.answering import answerable
from desktop.core.conditions import Value
from desktop.core.policy import Policy
from desktop.core.walk_state import Walk
from desktop.core.walks import fold
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS, Case, policy, random_walk, with_curable, without_rule
from tests.core.watching import ESCORT, escort_faults, faults_of_walk

BATCH = 50


@pytest.mark.parametrize("batch", range(6))
def test_random_walks_never_raise_and_keep_every_promise(batch: int) -> None:
    """Escorts are earned, F12 does what facts.md says, no question is put twice, counsel's late word changes nothing."""
    faults = [fault for seed in range(batch * BATCH, (batch + 1) * BATCH) for fault in faults_of_walk(seed)]
    assert faults == []


@pytest.mark.parametrize(
    ("broken", "paper"),
    [
        (with_curable(policy(), "expired"), {"date_issued": "2026-06-15", "execute_by": "2026-06-20"}),
        (with_curable(policy(), "wrong_place"), {"place": "wrong"}),
        (without_rule(policy(), "wrong_place"), {"place": "wrong"}),
        (without_rule(policy(), "altered"), {"defects": ("altered",)}),
    ],
    ids=["expired is curable", "wrong place is curable", "no rule on the place", "no rule on altered papers"],
)
def test_a_pack_that_lets_them_in_wrongly_is_caught(broken: Policy, paper: dict[str, Value]) -> None:
    """Negative control: counsel allows, such a pack lets them in by the warrant, and the watcher says that nothing bears it out."""
    for whole, caught in ((policy(), False), (broken, True)):
        case = Case(whole).tell({**TO_THE_PAPERS, **GOOD_WARRANT, **paper}).counsel("allow")
        assert (ESCORT in case.outcomes) == caught
        assert bool(list(escort_faults(case))) == caught


def told(walk: Walk) -> tuple[object, ...]:
    """What a guard sees of a walk; not the numbers of the events."""
    return (
        walk.open,
        walk.decided.outcomes,
        set(walk.reasons),
        set(walk.flags),
        walk.standing,
        [rest.outcomes for rest in walk.rests],
    )


def test_an_answer_taken_back_and_given_again_leaves_everything_as_it_was() -> None:
    """The open question, outcomes, reasons and flags are the same, whichever answer of a round or paper it was."""
    tried = 0
    for seed in range(250):
        chance = random.Random(seed)
        case = Case(policy())
        for _ in random_walk(case, chance, chance.randint(4, 20), leaps=False):
            pass
        counsel_spoke = any(given.step in ("counsel", "officers_now") for given in case.in_force)
        lines = [
            line
            for line in case.walk.path
            if line.counts
            and not line.carried
            and not case.policy.steps[line.step].again
            and not (line.address.count("/") == 3 and counsel_spoke)
        ]
        if not lines or case.walk.closed:
            continue
        line, before = chance.choice(lines), told(case.walk)
        case.take_back(line.seq)
        if line.address not in answerable(case.policy, case.walk):
            continue
        case.answer(line.address, line.value)
        assert told(case.walk) == before, (seed, line)
        tried += 1
    assert tried > 100


def test_the_same_answers_fold_to_the_same_walk_and_former_rests_stand() -> None:
    """Folding is a function of its inputs, and without takings back each answer only adds rests at the end."""
    for seed in range(60):
        case = Case(policy())
        rests: tuple[object, ...] = ()
        for _ in random_walk(case, random.Random(seed), 25):
            assert fold(case.policy, case.site, list(case.inputs)) == case.walk
            if not any(given.takes_back for given in case.inputs):
                assert case.walk.rests[: len(rests)] == rests
                rests = case.walk.rests
