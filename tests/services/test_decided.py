"""What IT decides for the computer holds in what the desk does: where and how often backups go, who opens records, which facility."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from desktop import paths
from desktop.managed import machine_file, managed_file
from desktop.paths import Places, places
from desktop.services.backing import back_up_if_due
from desktop.services.desk import open_desk
from desktop.services.key_facts import managed_findings
from desktop.services.keyring import Keyring
from desktop.trust.sealing import good_recipient
from desktop.wall import FixedClock, zone
from tests.services.conftest import NEW_YORK

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"
OFFICE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
"""The public key that the manual of age shows."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A workstation whose computer has a managed.toml."""
    monkeypatch.setenv(paths.MACHINE_VARIABLE, str(tmp_path / "etc"))
    (tmp_path / "etc").mkdir()
    return places(tmp_path / "home", {})


def test_backups_go_where_and_as_often_as_it_decides_for_the_computer(home: Places, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    machine_file().write_text(f"backup_folder = '{stick}'\nbackup_hours = 6\n", "utf-8")
    managed_file(home).parent.mkdir(parents=True)
    managed_file(home).write_text(f"backup_folder = '{tmp_path}'\nbackup_hours = 20\n", "utf-8")
    clock = FixedClock("2027-03-01T12:00:00-05:00", zone(NEW_YORK), NEW_YORK)
    open_desk(home, SCHOOL, clock).close()
    made = back_up_if_due(home, SCHOOL, clock)
    assert made is not None
    assert made.folder.parent == stick
    clock.set("2027-03-01T17:00:00-05:00")
    assert back_up_if_due(home, SCHOOL, clock) is None
    clock.set("2027-03-01T19:00:00-05:00")
    assert back_up_if_due(home, SCHOOL, clock) is not None


def test_a_new_record_is_sealed_to_the_office_of_the_computer_and_not_to_that_of_an_account(
    home: Places,
) -> None:
    assert good_recipient(OFFICE) == OFFICE
    machine_file().write_text(f'recovery = ["{OFFICE}"]\n', "utf-8")
    managed_file(home).parent.mkdir(parents=True)
    managed_file(home).write_text('recovery = ["age1mine"]\n', "utf-8")
    open_desk(home, SCHOOL).close()
    offices = [slot.recipient for slot in Keyring(home, console=True).slots() if slot.kind == "office"]
    assert offices == [OFFICE]
    assert managed_findings(home) == []


def test_what_cannot_be_used_is_told_with_the_file_that_it_stands_in(home: Places) -> None:
    machine_file().write_text('recovery = ["nobody"]\n', "utf-8")
    [said] = managed_findings(home)
    assert said.sentence.startswith(f"{machine_file()}: recovery, number 1, is not usable.")
    assert "threshold settings --explain" in said.remedy


def test_a_facility_file_beside_the_file_of_the_computer_is_the_desks(home: Places) -> None:
    shutil.copy(SCHOOL, machine_file().parent / "desk.toml")
    machine_file().write_text('facility = "desk.toml"\nkisok = true\n', "utf-8")
    with closing(open_desk(home)) as desk:
        assert desk.facility.name == "Sample School 900"
        assert [each for each in desk.notices if "SAMPLE" in each] == []
        assert sum("Did you mean kiosk?" in each for each in desk.notices) == 1
