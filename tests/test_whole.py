"""A file is written whole or not at all, and what the disk says is told with its remedy."""

from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.whole import trouble_of, write_whole


def test_what_stood_there_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "report.pdf"
    for content in (b"first", b"second"):
        write_whole(file, content, "The report")
    assert file.read_bytes() == b"second"
    assert [each.name for each in file.parent.iterdir()] == ["report.pdf"]


def test_a_folder_that_takes_nothing_is_named_and_the_former_file_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no folder")
    with pytest.raises(Trouble) as told:
        write_whole(tmp_path / "file" / "report.pdf", b"x", "The report")
    assert told.value.kind == "io"
    assert told.value.sentence.startswith(
        f"The report could not be saved in {tmp_path / 'file' / 'report.pdf'}: "
    )
    assert told.value.remedy
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_name_that_is_too_long_and_one_of_a_folder_are_told_as_such(tmp_path: Path) -> None:
    """Nobody from IT can do anything about either."""
    (tmp_path / "folder").mkdir()
    for name, remedy in (("x" * 300, "Give it a shorter name."), ("folder", "Give the file another name.")):
        with pytest.raises(Trouble) as told:
            write_whole(tmp_path / name, b"x", "The report")
        assert told.value.remedy.endswith(remedy)


def test_a_full_disk_is_told_as_such() -> None:
    """/dev/full takes no byte."""
    with (
        pytest.raises(OSError, match="No space") as failed,
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    trouble = trouble_of(failed.value, "The report could not be saved", Path("/dev/full"))
    assert (trouble.kind, trouble.remedy) == ("disk_full", "Free some space on this disk.")
    assert trouble.sentence == "The report could not be saved: No space left on device."
