"""Backups on disks that fail: full, read-only or pulled out; and damage of the record itself, which is told as its own."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store import backup
from desktop.store.backup import MANIFEST
from desktop.store.opening import DATABASE, Store
from tests.store.papers import CANARY, PAPER
from tests.store.small_disk import on_small_disk

if TYPE_CHECKING:
    from tests.store.conftest import Hand

CHILD = Path(__file__).with_name("backup_disk_child.py")


@pytest.mark.parametrize(
    ("how", "size", "kind"),
    [
        ("full", "64k", "disk_full"),
        ("full", "2m", "disk_full"),
        ("read_only", "20m", "read_only"),
        ("pulled", "20m", "io"),
    ],
)
def test_a_disk_that_is_full_or_read_only_or_pulled_out_is_told_and_nothing_looks_like_a_backup(
    how: str, size: str, kind: str, original: str, store: Store, home: Places, tmp_path: Path
) -> None:
    """64 KB are too small for the record, 2 MB for the original."""
    assert len(PAPER) > 2 * 1024 * 1024
    store.close()
    disk = tmp_path / "disk"
    found = on_small_disk(size, disk, CHILD, home.data.parent, disk, how)
    assert found["said"][0] == kind
    assert str(disk) in found["said"][1]
    assert found["said"][2]
    assert found["listed"] == 0
    assert [name for name in found["left"] if DATABASE in name or MANIFEST in name] == []


def test_the_same_disk_with_room_takes_the_backup(
    original: str, store: Store, home: Places, tmp_path: Path
) -> None:
    """The negative control of the test above."""
    store.close()
    found = on_small_disk("20m", tmp_path / "disk", CHILD, home.data.parent, tmp_path / "disk", "")
    assert (found["said"], found["listed"]) == (None, 1)


@pytest.mark.parametrize("how", ["restore", "restore, pulled"])
def test_a_disk_that_is_pulled_out_while_a_backup_is_restored_leaves_the_record_as_it_was(
    how: str, original: str, store: Store, home: Places, tmp_path: Path
) -> None:
    """With the disk left in, which is the negative control, the record goes on in a new epoch."""
    store.close()
    disk = tmp_path / "disk"
    found = on_small_disk("20m", disk, CHILD, home.data.parent, disk, how)
    if how == "restore":
        assert (found["said"], found["epoch"], found["same"]) == (None, 1, False)
        return
    kind, sentence, remedy = found["said"]
    assert (kind, found["epoch"], found["same"]) == ("io", 0, True)
    assert "pulled out" in sentence
    assert str(disk) in sentence
    assert remedy


def test_damage_of_the_record_is_told_as_its_own_and_not_of_the_backup(
    hand: "Hand", store: Store, target: Path, opener: Callable[[], Store]
) -> None:
    visit = hand.open()
    for _ in range(50):
        hand.answer(visit, note=CANARY * 100)
    store.close()
    content = bytearray(store.path.read_bytes())
    content[len(content) // 4096 * 3 // 4 * 4096 + 100] ^= 1
    store.path.write_bytes(content)
    again = opener()
    with pytest.raises(Trouble) as caught:
        backup.make(again, target, 0, "0.1")
    assert (caught.value.kind, caught.value.place) == ("damaged", str(store.path))
    assert list(target.iterdir()) == []
