"""The pack's own scenarios, played by the pure player; each file is a case that counsel can read."""

import json
from pathlib import Path

import pytest

from desktop.core.scenarios import play, without_repeats
from desktop.packs.scenarios import check_scenario, read_scenario, scenario_files
from tests.core.nyc import PACK, policy, without_rule

FILES = scenario_files(PACK)


@pytest.mark.parametrize("file", FILES, ids=[file.stem[:40] for file in FILES])
def test_a_scenario_of_the_pack_comes_out_as_it_expects(file: Path) -> None:
    """Outcomes in order, reasons and flags as the file says."""
    assert play(policy(), read_scenario(file, policy())).why == ()


def test_scenarios_notice_a_lost_rule_whichever_it_is() -> None:
    """Negative control: without the papers' rules of any one reason, some scenario of the pack is not ok."""
    scenarios = [read_scenario(file, policy()) for file in FILES]
    reasons = {reason for rule in policy().group.rule for reason in rule.reasons}
    unseen = {
        reason
        for reason in reasons
        if all(
            play(without_rule(policy(), reason), each).ok
            for each in scenarios
            if reason in each.expect.get("reasons", [])
        )
    }
    assert unseen == set()


def test_every_outcome_reason_and_flag_of_the_pack_stands_in_some_scenario() -> None:
    """Nothing that the policy can say is without a case."""
    expected = [json.loads(file.read_text(encoding="utf-8"))["expect"] for file in FILES]
    for kind, known in (
        ("outcomes", policy().outcomes),
        ("reasons", policy().reasons),
        ("flags", policy().flags),
    ):
        assert set(known) - {name for expect in expected for name in expect.get(kind, [])} == set()


def test_only_repeats_in_a_row_are_left_out() -> None:
    """The same outcome may come again later."""
    assert without_repeats(["a", "a", "b", "a"]) == ("a", "b", "a")


def test_what_differs_from_the_expectation_is_told_in_words() -> None:
    """Wrong outcomes, a missing reason and one that must not be there are each a sentence."""
    raw = json.loads(FILES[0].read_text(encoding="utf-8"))
    raw["expect"] = {
        "outcomes": ["planned_visit"],
        "reasons": ["expired"],
        "not": {"outcomes": ["planned_visit"]},
    }
    played = play(policy(), check_scenario("x.json", raw, policy()))
    assert not played.ok
    assert "is told to end “planned_visit”." in played.why[0]
    assert "The reason “expired” is missing." in played.why
