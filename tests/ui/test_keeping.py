"""While the window is open room is held back on the disk at once, and a backup is made each day without anybody's doing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from desktop import paths
from desktop.paths import Places
from desktop.services.desk import open_desk
from desktop.store.backup import listed
from desktop.store.reserve import Reserve
from desktop.ui.keeping import Keeper
from desktop.wall import FixedClock, zone

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"
NEW_YORK = "America/New_York"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return paths.places(tmp_path / "home", {})


def until(told: Callable[[], bool]) -> None:
    """Let the window's thread work until something is so, ten seconds at the most."""
    loop, look, end = QEventLoop(), QTimer(interval=10), QTimer(singleShot=True, interval=10_000)
    look.timeout.connect(lambda: loop.quit() if told() else None)
    end.timeout.connect(loop.quit)
    look.start()
    end.start()
    loop.exec()
    assert told()


@pytest.mark.usefixtures("qapp")
def test_room_is_held_back_as_soon_as_there_is_a_record(places: Places) -> None:
    """Not a minute later: the disk may be full by then."""
    keeper, reserve = Keeper(places), Reserve(places.data / "record")
    keeper.begin()
    assert not keeper.hold_room()
    open_desk(places, SCHOOL).close()
    until(reserve.there)
    keeper.end()


@pytest.mark.usefixtures("qapp")
def test_a_backup_is_made_in_the_background_when_one_is_due_and_no_other_soon_after(
    places: Places, tmp_path: Path
) -> None:
    """The window's desk has the record open meanwhile."""
    stick, facility = tmp_path / "stick", tmp_path / "site.toml"
    stick.mkdir()
    facility.write_text(f'backup_folder = "{stick}"\n{SCHOOL.read_text("utf-8")}', "utf-8")
    clock = FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    desk = open_desk(places, facility, clock)
    keeper = Keeper(places, facility, clock)
    keeper.back_up()
    until(lambda: bool(listed(stick)))
    keeper.end()
    keeper.back_up()
    keeper.end()
    assert len(listed(stick)) == 1
    clock.set("2026-07-16T11:00:00-04:00")
    keeper.back_up()
    until(lambda: len(listed(stick)) == 2)
    keeper.end()
    desk.close()


@pytest.mark.usefixtures("qapp")
def test_a_stick_that_is_not_there_is_in_the_log_and_stops_nothing(places: Places, tmp_path: Path) -> None:
    facility = tmp_path / "site.toml"
    facility.write_text(f'backup_folder = "{tmp_path / "gone"}"\n{SCHOOL.read_text("utf-8")}', "utf-8")
    open_desk(places, facility).close()
    keeper = Keeper(places, facility)
    keeper.back_up()
    keeper.end()
    assert "not_backed_up" in (places.logs / "threshold.log").read_text()
    assert not (tmp_path / "gone").exists()
