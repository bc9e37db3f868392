"""Folding a visit's answers once, with a look after each, says what folding them anew for each look says."""

import itertools
import random

from desktop.core.walks import effective, fold, rests_along
from tests.core.nyc import SITE, Case, policy, random_walk


def test_after_each_input_the_rests_are_those_of_a_walk_that_is_folded_anew() -> None:
    """Random visits with answers taken back; among them some whose taking back undoes all that an answer led to."""
    undone = compared = 0
    for seed in range(24):
        case = Case(policy())
        for _ in random_walk(case, random.Random(seed), 25):
            pass
        anew = [fold(policy(), SITE, case.inputs[:count]).rests for count in range(1, len(case.inputs) + 1)]
        assert list(rests_along(policy(), SITE, case.inputs)) == anew, seed
        undone += len(effective(policy(), case.inputs)) < len(case.inputs)
        compared += sum(1 for one, two in itertools.pairwise(anew) if one != two)
    assert undone > 2
    assert compared > 24
