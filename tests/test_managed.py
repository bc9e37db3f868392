"""What IT decides for a workstation: what is wrong costs itself only, and is told with its reason."""

from pathlib import Path

import pytest

from desktop import paths
from desktop.managed import Managed, managed_file, read_managed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = managed_file(paths.places(tmp_path, {}))
    place.parent.mkdir(parents=True)
    return place


def test_no_file_is_no_finding_and_the_usual_decisions_hold(file: Path) -> None:
    assert read_managed(file) == (Managed(), [])
    usual = Managed()
    assert (
        usual.recovery,
        usual.idle_lock_minutes,
        usual.facility,
        usual.retention_days,
        usual.backup_folder,
    ) == ([], 5, "", 0, "")


def test_every_decision_is_read(file: Path) -> None:
    file.write_text(
        'recovery = ["age1abc", "age1def"]\nidle_lock_minutes = 0\nfacility = "/srv/desk.toml"\n'
        'retention_days = 2555\nbackup_folder = "/mnt/stick"\n'
    )
    assert read_managed(file) == (
        Managed(["age1abc", "age1def"], 0, "/srv/desk.toml", 2555, "/mnt/stick"),
        [],
    )


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('recovery = "age1abc"', "recovery"), ("recovery = [1]", "recovery"), ("idle_lock_minutes = -1", "idle_lock_minutes"),
        ("idle_lock_minutes = true", "idle_lock_minutes"), ('retention_days = "never"', "retention_days"), ("facility = 3", "facility"),
        ("idle_lock_minutes = 1.5", "idle_lock_minutes"), ("backup_folder = []", "backup_folder"), ("recover = []", "recover"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_and_the_rest_applies(file: Path, line: str, key: str) -> None:
    rest = 'backup_folder = "/mnt/stick"\n' if key != "backup_folder" else "retention_days = 30\n"
    file.write_text(f"{rest}{line}\n")
    managed, [said] = read_managed(file)
    assert managed == (
        Managed(retention_days=30) if key == "backup_folder" else Managed(backup_folder="/mnt/stick")
    )
    assert str(file) in said
    assert key in said


@pytest.mark.parametrize("content", [b"recovery = [", b"\xff\xfe", b"= 3", b"[" * 5000])
def test_a_file_that_is_no_toml_is_named_and_decides_nothing(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    managed, [said] = read_managed(file)
    assert managed == Managed()
    assert str(file) in said
