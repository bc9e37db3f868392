"""A folder, share or stick that bundles go to."""

from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.sync.target import Target
from desktop.sync.targets.folder import Folder
from tests.sync.target_contract import FIRST, SECOND, TargetContract


class TestFolder(TargetContract):
    @pytest.fixture
    def target(self, tmp_path: Path) -> Target:
        return Folder(tmp_path)


def test_what_else_lies_on_a_stick_is_passed_over_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    (tmp_path / f".{FIRST}.part").write_bytes(b"half")
    (tmp_path / SECOND).symlink_to(tmp_path / "holiday.jpg")
    (tmp_path / FIRST.replace("desk-1", "desk-2")).mkdir()
    Folder(tmp_path).put(FIRST, b"whole")
    assert Folder(tmp_path).names() == [FIRST]
    assert len(list(tmp_path.iterdir())) == 5
    with pytest.raises(Trouble, match="is no file"):
        Folder(tmp_path).get(SECOND, 100)


def test_a_stick_that_was_pulled_is_said_and_no_folder_is_made_in_its_place(tmp_path: Path) -> None:
    gone = Folder(tmp_path / "stick")
    for act in (gone.names, gone.free_bytes, lambda: gone.put(FIRST, b"x"), lambda: gone.get(FIRST, 10)):
        with pytest.raises(Trouble) as caught:
            act()
        assert "No such file" in caught.value.sentence
    assert not (tmp_path / "stick").exists()
