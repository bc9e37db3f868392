"""`threshold export-evidence`: the record, or some visits of it, for people who have no Threshold and no reason to trust it."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop import paths
from desktop.cli.evidence import export_evidence_command
from desktop.cli.shared import make_context
from desktop.core.events import Access, Actor
from desktop.services.desk import open_desk
from desktop.services.walking import Walking

SHELTER = paths.resources() / "facilities" / "sample-shelter.toml"
GUARD = Actor("Guard 12", "guard", "claimed")


@pytest.fixture
def numbers(tmp_path: Path) -> list[str]:
    """The record numbers of two visits of a desk that is closed now."""
    desk = open_desk(paths.places(tmp_path / "home", {}), SHELTER)
    walking = Walking(desk)
    opened = [walking.open_visit(GUARD, "Front desk").visit for _ in range(2)]
    desk.close()
    return [visit.opened.record_number for visit in opened]


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    context = make_context(tmp_path / "home", SHELTER)
    return CliRunner().invoke(export_evidence_command, list(map(str, arguments)), obj=context)


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, numbers: list[str]) -> None:
    """The stick is not plugged in: its folder must not come to be on this disk, where everybody may read it."""
    said = run(tmp_path, "--out", tmp_path / "stick" / "evidence.zip")
    assert (said.exit_code, said.stdout) == (2, "")
    assert str(tmp_path / "stick") in said.stderr
    assert not (tmp_path / "stick").exists()


def test_what_is_exported_is_checked_by_the_program_that_is_in_it(tmp_path: Path, numbers: list[str]) -> None:
    """The hash and the key that are told are those of the ZIP; small letters of a record number do."""
    out = tmp_path / "evidence.zip"
    said = run(tmp_path, "--out", out, "--visit", numbers[0].lower(), "--visit", numbers[1])
    assert said.exit_code == 0, said.output
    assert f"SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}" in said.stdout
    [key] = [
        word.rstrip(".") for word in said.stdout.split() if len(word.rstrip(".")) == 64 and word.endswith(".")
    ]
    program = tmp_path / "verify.py"
    with zipfile.ZipFile(out) as archive:
        program.write_bytes(archive.read("verify.py"))
    command = [sys.executable, "-I", "-S", "-B", str(program), str(out), "--public", key]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "VERDICT: nothing speaks against this export."
    assert all(f"VISIT  {number}: " in done.stdout for number in numbers)


def test_one_visit_alone_can_be_had_and_scripts_get_json(tmp_path: Path, numbers: list[str]) -> None:
    out = tmp_path / "evidence.zip"
    said = run(tmp_path, "--out", out, "--visit", numbers[1], "--json")
    told = json.loads(said.stdout)
    assert told["file"] == str(out)
    assert told["visits"] == [numbers[1]]
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    with zipfile.ZipFile(out) as archive:
        assert numbers[0].encode() not in b"".join(archive.read(name) for name in archive.namelist())


def test_the_export_of_everything_is_on_record_once_and_that_of_a_visit_with_the_visit(
    tmp_path: Path, numbers: list[str]
) -> None:
    run(tmp_path, "--out", tmp_path / "all.zip")
    run(tmp_path, "--out", tmp_path / "one.zip", "--visit", numbers[0])
    desk = open_desk(paths.places(tmp_path / "home", {}), SHELTER, create=False)
    rows = range(1, desk.store.journal.head()[0] + 1)
    events = [event for event in map(desk.store.queries.event, rows) if event is not None]
    found = [(event.visit, event.actor.role) for event in events if event.body == Access("exported")]
    line = desk.store.queries.visit_by_number(numbers[0])
    desk.close()
    assert line is not None
    assert found == [(None, "it"), (line.visit, "it")]


def test_another_file_is_not_overwritten_unless_that_is_said(tmp_path: Path, numbers: list[str]) -> None:
    out = tmp_path / "evidence.zip"
    out.write_bytes(b"another")
    said = run(tmp_path, "--out", out)
    assert said.exit_code == 2
    assert "another file called evidence.zip already" in said.stderr
    assert "--replace" in said.stderr
    assert out.read_bytes() == b"another"
    assert run(tmp_path, "--out", out, "--replace").exit_code == 0
    assert zipfile.is_zipfile(out)


@pytest.mark.parametrize(
    ("wrong", "why"), [("{number}X", "a character is wrong"), ("nonsense", "five parts")]
)
def test_a_number_that_is_mistyped_is_told_and_nothing_is_written(
    tmp_path: Path, numbers: list[str], wrong: str, why: str
) -> None:
    said = run(tmp_path, "--out", tmp_path / "e.zip", "--visit", wrong.format(number=numbers[0]))
    assert (said.exit_code, why in said.stderr) == (1, True)
    assert not (tmp_path / "e.zip").exists()


def test_a_place_that_takes_no_file_is_named_with_its_remedy(tmp_path: Path, numbers: list[str]) -> None:
    assert numbers
    (tmp_path / "file").write_bytes(b"")
    said = run(tmp_path, "--out", tmp_path / "file" / "e.zip")
    assert said.exit_code == 2
    assert "The export could not be saved" in said.stderr
    assert "Give another folder" in said.stderr


def test_without_a_record_or_without_the_desks_key_it_ends_with_the_code_of_trouble(
    tmp_path: Path, numbers: list[str]
) -> None:
    for place in (tmp_path / "home" / "keys").glob("*-device.key"):
        place.unlink()
    said = run(tmp_path, "--out", tmp_path / "e.zip")
    assert (said.exit_code, "device key" in said.stderr) == (3, True)
    assert run(tmp_path / "nobody", "--out", tmp_path / "e.zip").exit_code == 3
    assert not (tmp_path / "e.zip").exists()
