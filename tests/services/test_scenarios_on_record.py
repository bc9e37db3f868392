"""Every scenario of the pack, answered step by step through the services on a real record: the same as the pure player."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from desktop.core.clock import DAY_OF_RELEASE_US
from desktop.core.scenarios import Player, instant
from desktop.core.visits import fold_visit
from desktop.packs.facility import site
from desktop.packs.scenarios import read_scenario, scenario_files
from desktop.services.verifying import differences
from tests.core.nyc import PACK, policy
from tests.services.conftest import GUARD, Guard

FILES = [
    file
    for file in scenario_files(PACK)
    if instant(read_scenario(file, policy()).now).utc_us >= DAY_OF_RELEASE_US
]
"""All but those that take place before the program existed: a desk doubts such a clock, as test_clock says."""


def test_hardly_any_scenario_is_left_out() -> None:
    """Only the spring nights of the clock change lie before the program's release."""
    assert len(scenario_files(PACK)) - len(FILES) <= 3


@pytest.mark.parametrize("file", FILES, ids=[file.stem[:40] for file in FILES])
def test_a_scenario_on_record_comes_out_as_in_memory(file: Path, make_guard: Callable[..., Guard]) -> None:
    """Rests, reasons, flags and the open question are the player's, read back from the disk; recomputing finds no difference."""
    scenario = read_scenario(file, policy())
    player = Player(policy(), scenario)
    player.play()
    guard = make_guard(iso=scenario.now.isoformat())
    facility = msgspec.structs.replace(
        guard.desk.facility,
        type=scenario.site.type,
        borough=scenario.site.borough,
        court_area=scenario.site.court_area,
    )
    guard.desk.facility = facility
    assert site(facility).court_area == scenario.site.court_area
    visit = guard.open()
    for given in player.inputs:
        guard.at(given.at)
        guard.walking.answer(visit, given.address, given.value, GUARD, via="scenario")
    kept = fold_visit(guard.desk.store.queries.events_of(visit))
    assert kept is not None
    told = [(rest.key, rest.outcomes, rest.reasons, rest.flags) for rest in kept.recorded]
    assert told == [(rest.key, rest.outcomes, rest.reasons, rest.flags) for rest in player.recorded]
    now = guard.walking.current(visit)
    assert (now.walk.reasons, now.walk.flags) == (player.walk.reasons, player.walk.flags)
    assert now.walk.open == player.walk.open
    assert differences(now) == []
