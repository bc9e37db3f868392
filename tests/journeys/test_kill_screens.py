"""The power goes on any screen: what the screen had acknowledged is on disk, and the next start goes on there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import paths
from desktop.core import chain
from desktop.services.desk import open_desk
from desktop.services.walking import Walking
from tests.journeys.tour_child import SCREENS, TYPED
from tests.ui.guard import FACILITIES

TOP = Path(__file__).parents[2]


def killed_at(home: Path, screen: str, more: int = 0) -> list[str]:
    """Bring a window to the screen, kill it, open the record again; every difference from what it had acknowledged."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*.info=false;*.debug=false",
    }
    command = [sys.executable, "-m", "tests.journeys.tour_child", str(home), screen, str(more)]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        child.kill()
    _, at, events, half = line.rstrip("\n").split(" ", 3)
    assert at == screen
    desk = open_desk(paths.places(home, {}), FACILITIES / "sample-school.toml")
    try:
        seq, head = desk.store.journal.head()
        found = [
            each.sentence for each in chain.verify(desk.store.queries.iter_chain(), chain.Head(seq, head))
        ]
        if seq != int(events):
            found.append(f"{events} events were acknowledged, {seq} are on disk")
        newest = desk.store.queries.all_visits(limit=1)[0].visit
        if desk.store.queries.half_typed(newest).get("note", "") != half:
            found.append("the half-typed note is not what was kept")
        now = Walking(desk).current(newest)
        if now.visit.gaps or now.walk.closed:
            found.append("the visit does not go on")
        if screen == "note_half_typed" and half != TYPED:
            found.append(f"{half!r} was kept of the note")
    finally:
        desk.close()
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_acknowledged_is_lost_on_any_screen(tmp_path: Path, screen: str) -> None:
    """The chain is whole, every event is there, half-typed text too, and the visit is still open."""
    assert killed_at(tmp_path, screen) == []


def test_a_screen_that_acknowledges_too_much_is_found(tmp_path: Path) -> None:
    """Negative control."""
    (found,) = killed_at(tmp_path, "outcome", more=1)
    assert "events were acknowledged" in found
