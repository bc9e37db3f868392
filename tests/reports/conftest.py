"""Shifts of a guard, each on a record of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reports.visits import BEGINS, DRILLS, NOON, WALKS, Shift


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[[str], tuple[Shift, str]]]:
    """Plays a visit of `visits.WALKS` by its name; the shift and the visit's id. Ends all shifts."""
    made: list[Shift] = []

    def start(name: str) -> tuple[Shift, str]:
        made.append(Shift(tmp_path / f"{len(made)}", BEGINS.get(name, NOON), name in DRILLS))
        return made[-1], WALKS[name](made[-1])

    yield start
    for shift in made:
        shift.close()
