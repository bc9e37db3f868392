"""A seeded part of build/long/every_paper: papers by chance, none merged with another, and packs that must be caught."""

import pytest

from build.long.every_paper import broken_packs, walk_sample
from tests.core.nyc import policy


@pytest.mark.parametrize("seed", range(4))
def test_papers_by_chance_are_judged_as_facts_md_says_and_counsel_cures_no_more_than_listed(
    seed: int,
) -> None:
    """Outcomes, reasons, flags, questions, and what counsel's allow leads to."""
    found = walk_sample(policy(), seed, 1500)
    assert found.faults == []
    assert found.papers == 1500
    assert found.allows > 20


@pytest.mark.parametrize("name", broken_packs(policy()))
def test_a_broken_pack_is_caught_by_a_sample(name: str) -> None:
    """Negative control."""
    assert walk_sample(broken_packs(policy())[name], 1, 2000).faults
