"""A part of build/long/kill: the desk is killed while a guard types, and no answer is gone that the guard saw taken."""

from pathlib import Path

from build.long.kill import MOMENTS, Plan, kill_fast, kill_once, plans
from tests.journeys.kill_fast_child import SCENES

KILLS = 12
FAST_KILLS = 48


def test_no_answer_is_lost_whose_next_question_was_painted(tmp_path: Path) -> None:
    """Killed at random and at every point between the start of a commit and the repaint: chain, answers and step are right."""
    made = plans(7, KILLS)
    assert {plan.moment for plan in made} == {"", *MOMENTS}
    seen = [kill_once(tmp_path, plan) for plan in made]
    assert [fault for each in seen for fault in each.faults] == []
    assert sum(each.lost for each in seen) == 0
    assert sum(each.acknowledged for each in seen) >= KILLS


def test_an_acknowledgment_before_the_commit_is_found_to_lose_answers(tmp_path: Path) -> None:
    """Negative control: the same window, saying "painted" when the append begins, killed before the commit."""
    seen = kill_once(tmp_path, Plan(3, moment="before_commit"), early=True)
    assert seen.lost == 1


def test_nothing_acknowledged_is_lost_whatever_services_are_killed_at(tmp_path: Path) -> None:
    """Killed while keys, photographs, reports and backups are made, a backup is restored, a record of the first version migrated;
    and the negative control loses."""
    killed, control = kill_fast(tmp_path, 7, FAST_KILLS)
    assert {each.aim.scene for each in killed} == set(SCENES)
    assert [(each.aim, each.looked.faults) for each in killed if each.looked.faults] == []
    assert sum(each.count for each in killed) >= FAST_KILLS
    assert [fault for fault in control.looked.lost if "was acknowledged" in fault]
