"""A record that nobody may write to is read all the same, from a copy that leaves no trace; and one of a newer program is told."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store import unwritable
from desktop.store._engine import Database
from desktop.store.opening import Store, open_store
from desktop.store.schema import make_migrations
from desktop.wall import FixedClock
from tests.store.small_disk import on_small_disk

if TYPE_CHECKING:
    from tests.store.conftest import Hand

CHILD = Path(__file__).with_name("read_only_child.py")
UPDATE_CHILD = Path(__file__).with_name("update_child.py")


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Any]:
    """What the commands say of a real disk that is mounted read-only, on which a desk was killed."""
    return on_small_disk("60m", tmp_path / "disk", CHILD, tmp_path / "disk", "read_only")


def test_every_command_that_reads_works_on_a_read_only_disk_and_leaves_nothing(found: dict[str, Any]) -> None:
    """With the answer that was in the write-ahead log only; that somebody looked cannot be written, and is told."""
    said = found["said"]
    assert found["log"] > 0
    assert (found["untouched"], found["left"]) == (True, [])
    assert found["made"] == ["backups", "evidence.zip", "report.txt"]
    assert {name: said[name][0] for name in ("visits", "verify", "report", "backup")} == dict.fromkeys(
        ("visits", "verify", "report", "backup"), 0
    )
    assert "4 events" in said["verify"][1]
    for name in ("verify", "report", "evidence"):
        assert "could not be written into the log" in said[name][1] + said[name][2]
    assert said["doctor"][0] == 1
    assert '"code": "read_only", "level": "error"' in said["doctor"][1]
    assert said["restore"][0] == 3
    assert "Traceback" not in str(said)


def test_a_copy_refuses_to_be_written_and_goes_at_the_end(
    hand: "Hand", store: Store, home: Places, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nobody believes that something was recorded."""
    hand.open()
    store.close()
    before = store.path.read_bytes()
    monkeypatch.setattr(unwritable, "can_be_written", lambda folder: False)
    with closing(open_store(home, False, clock=clock)) as copy:
        folder = copy.copied
        assert folder is not None
        assert folder.stat().st_mode & 0o777 == 0o700
        with pytest.raises(Trouble) as caught:
            hand.__class__(copy, clock)
        assert (caught.value.kind, caught.value.place) == ("read_only", str(store.path))
    assert not folder.exists()
    assert store.path.read_bytes() == before


def test_an_older_program_goes_on_with_a_record_of_a_newer_one_and_tells_it(
    hand: "Hand", store: Store, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    """A desk with officers at its door must record; nothing that is on record can be changed by it."""
    assert store.newer == ()
    store.close()
    newer = make_migrations()

    @newer()
    def m999_of_tomorrow(db: Database) -> None:
        db.execute("CREATE TABLE tomorrow (x TEXT) STRICT")

    open_store(home, True, clock=clock, migrations=newer).close()
    again = opener()
    assert again.newer == ("m999_of_tomorrow",)
    assert hand.__class__(again, clock).open()


def test_a_full_disk_gives_up_the_reserve_for_the_copy_before_an_update(tmp_path: Path) -> None:
    """Where that is not enough the record is left as it was, and the sentence names the disk."""
    disk = tmp_path / "disk"
    assert on_small_disk("90m", disk, UPDATE_CHILD, disk) == {
        "kept_back": True,
        "updated": True,
        "reserve_left": False,
        "second": "disk_full",
        "half_copies": [],
        "opens": True,
    }
