"""Random single edits of the New York pack are seen; build/long/edits.py draws two hundred, and names the survivors."""

from pathlib import Path

import msgspec
import pytest

from desktop.core.proving.equality import alike
from desktop.core.safety import Safety
from tests.packs.edits import Edit, broken_rule, changed_story, edits, judge, whole
from tests.packs.mutated import Tables

SEED, COUNT, MOST_SURVIVORS = 2026, 12, 2


def test_random_single_edits_are_refused_or_change_a_story_or_a_rule_or_change_nothing(
    tmp_path: Path,
) -> None:
    results = [judge(edit, tmp_path / str(number)) for number, edit in enumerate(edits(SEED, COUNT))]
    survivors = [each.words for each in results if each.seen == "survivor"]
    assert len(survivors) <= MOST_SURVIVORS, survivors
    assert len({each.seen for each in results}) > 1


def test_the_same_seed_draws_the_same_edits() -> None:
    assert [each.words for each in edits(1, 5)] == [each.words for each in edits(1, 5)]


def test_an_oracle_that_sees_nothing_would_be_caught() -> None:
    """The negative control: a pack whose escort needs no date is seen by a story and by a rule, and not taken for the same pack."""
    policy, stories, safety = whole()
    rules = tuple(rule for rule in policy.group.rule if rule.reasons != ("expired",))
    loose = msgspec.structs.replace(policy, group=msgspec.structs.replace(policy.group, rule=rules))
    assert changed_story(policy, stories[:40]) == ""
    assert changed_story(loose, stories)
    assert broken_rule(policy, safety) == ""
    assert broken_rule(loose, safety) == "no-escort-out-of-date"
    assert broken_rule(loose, Safety()) == ""
    assert alike(policy, policy)
    assert not alike(policy, loose)


@pytest.mark.parametrize("file", ["routing.toml", "papers.toml"])
def test_an_edit_that_the_check_refuses_is_said_to_be_refused(tmp_path: Path, file: str) -> None:
    tables = Tables()
    tables.files[file]["rule"][0]["when"] = {"term": "nothing_of_this_name"}
    assert judge(Edit("a term that is not there", tables), tmp_path / "pack").by == "unknown_term"
