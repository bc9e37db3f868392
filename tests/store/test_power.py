"""A part of build/long/power: the power goes at any moment of a day at the desk, and nothing that was acknowledged is gone."""

import random
from pathlib import Path

import pytest

from tests.store.power import Log, cut, record, record_older
from tests.store.power_disk import SECTOR, Call, Disk

STATES = 280
OLDER_STATES = CONTROLS = 40


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The system calls of a day, as the product makes them."""
    return record(tmp_path_factory.mktemp("power"))


def test_nothing_acknowledged_is_lost_and_every_record_opens(log: Log) -> None:
    """Unflushed writes gone, in part, or torn by sectors; unflushed names gone or not: first start, visits, backup, restore."""
    seen = cut(log, STATES, 7)
    assert dict(seen.said) == {}
    assert (seen.count, seen.lost, seen.shut, seen.wrong) == (STATES, 0, 0, 0)
    assert STATES // 2 < seen.acknowledged < STATES  # some before the first acknowledgment


def test_nothing_is_lost_while_a_record_of_the_first_version_is_migrated(tmp_path: Path) -> None:
    """Its copy is made first, and every state opens, with all that the first version had written."""
    assert dict(cut(record_older(tmp_path / "older"), OLDER_STATES, 7).said) == {}


def test_a_disk_that_takes_no_notice_of_flushes_is_found_to_lose(log: Log) -> None:
    """Negative control: the same calls, fsync ignored."""
    seen = cut(log, CONTROLS, 7, lying=True)
    assert seen.lost
    assert seen.shut


@pytest.mark.parametrize("sync", ["NORMAL", "OFF"])
def test_a_database_that_does_not_flush_each_commit_is_found_to_lose(tmp_path: Path, sync: str) -> None:
    """Negative control: the same day with `PRAGMA synchronous` turned down in the child."""
    seen = cut(record(tmp_path / "day", sync), CONTROLS, 7)
    assert seen.lost


def test_a_cut_leaves_what_was_flushed_and_any_part_of_the_rest(tmp_path: Path) -> None:
    """The disk itself: two flushed sectors stay; of two more, each and a second file may be there or not, whatever else is."""
    old, new, top = b"o" * 2 * SECTOR, b"n" * 2 * SECTOR, str(tmp_path / "top").encode()
    disk, chance = Disk(tmp_path / "top"), random.Random(1)
    for call in (
        Call("openat", (top + b"/a",), ("AT_FDCWD", "", "O_RDWR|O_CREAT", "0600"), 3),
        Call("write", (old,), ("3", "", "1024"), len(old)),
        Call("fsync", (), ("3",), 0),
        Call("openat", (top,), ("AT_FDCWD", "", "O_RDONLY"), 4),
        Call("fsync", (), ("4",), 0),
        Call("pwrite64", (new,), ("3", "", "1024", "1024"), len(new)),
        Call("openat", (top + b"/b",), ("AT_FDCWD", "", "O_WRONLY|O_CREAT|O_EXCL", "0600"), 5),
    ):
        disk.play(call)
    found = set()
    for number in range(200):
        disk.after_cut(chance, tmp_path / str(number))
        content = (tmp_path / str(number) / "a").read_bytes()
        assert content.startswith(old)
        found.add((content[2 * SECTOR :].replace(b"\0", b""), (tmp_path / str(number) / "b").exists()))
    assert found == {(new[:size], there) for size in (0, SECTOR, 2 * SECTOR) for there in (False, True)}
