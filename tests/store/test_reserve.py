"""The reserve: real room on the disk, given up once for the visit that is open when the disk is full."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.store.reserve import SIZE, Reserve, with_reserve
from tests.store.small_disk import on_small_disk


def test_a_full_disk_costs_the_open_visit_nothing_while_the_reserve_lasts(tmp_path: Path) -> None:
    """Then each answer is either kept or clearly refused, and with room again all goes on."""
    child = Path(__file__).with_name("full_disk_child.py")
    found = on_small_disk("80m", tmp_path / "disk", child, tmp_path / "disk")
    assert found.pop("more") > 20
    assert found == {
        "made": True,
        "first": 5,
        "given_up": True,
        "refilled_while_full": False,
        "after": 1,
        "acknowledged_and_kept": True,
        "refilled": True,
    }


def test_the_reserve_takes_real_blocks_of_the_disk(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    assert reserve.fill()
    assert reserve.file.stat().st_blocks * 512 >= SIZE
    assert reserve.give_up()
    assert not reserve.give_up()
    assert not reserve.there()


def test_no_folder_is_no_reserve_and_no_error(tmp_path: Path) -> None:
    assert not Reserve(tmp_path / "nowhere").fill()


def failing(kind: str, times: int) -> Callable[[], str]:
    left = [times]

    def act() -> str:
        if left[0]:
            left[0] -= 1
            raise Trouble("disk_full" if kind == "disk_full" else "locked", "no")
        return "done"

    return act


def test_only_a_full_disk_is_tried_again_and_only_once() -> None:
    assert with_reserve(failing("disk_full", 1), lambda: True) == "done"
    for act, given_up in (
        (failing("disk_full", 2), True),
        (failing("disk_full", 1), False),
        (failing("locked", 1), True),
    ):
        with pytest.raises(Trouble):
            with_reserve(act, lambda given_up=given_up: given_up)  # type: ignore[misc]
