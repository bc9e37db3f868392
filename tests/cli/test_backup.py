"""backup, restore and salvage at the command line: sentences, JSON, and exit codes that a nightly job can rely on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.events import Actor
from desktop.paths import places, resources
from desktop.services.desk import open_desk
from desktop.services.walking import Walking
from tests.store.papers import draft_of, put

SHELTER = resources() / "facilities" / "sample-shelter.toml"
GUARD = Actor("Guard 12", "guard", "claimed")

Run = Callable[..., Result]


@pytest.fixture
def facility(tmp_path: Path) -> Path:
    """The facility file of this workstation: it names a backup folder, which is there."""
    (tmp_path / "stick").mkdir()
    file = tmp_path / "site.toml"
    named = f'backup_folder = "{tmp_path / "stick"}"\n'
    file.write_text(named + SHELTER.read_text("utf-8"), "utf-8")
    return file


@pytest.fixture
def run(tmp_path: Path, facility: Path) -> Run:
    """Runs a command on a workstation of its own below `tmp_path`."""

    def runner(*arguments: str | Path) -> Result:
        options = ["--home", str(tmp_path / "home"), "--facility", str(facility)]
        return CliRunner().invoke(cli, [*options, *map(str, arguments)], obj=lambda *_: 0)

    return runner


@pytest.fixture
def number(tmp_path: Path, facility: Path) -> str:
    """The record number of the one visit on record."""
    return a_visit(tmp_path, facility)


def a_visit(tmp_path: Path, facility: Path) -> str:
    desk = open_desk(places(tmp_path / "home", {}), facility)
    found = Walking(desk).open_visit(GUARD, "Front desk").visit.opened.record_number
    desk.close()
    return found


def level(run: Run, code: str) -> str:
    facts = json.loads(run("doctor", "--json").stdout)["facts"]
    return next(str(fact["level"]) for fact in facts if fact["code"] == code)


def test_a_backup_goes_to_the_folder_that_the_facility_names_and_doctor_is_content(
    run: Run, number: str, tmp_path: Path
) -> None:
    """Before there is one, doctor warns."""
    assert level(run, "backup") == "warning"
    result = run("backup", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["ok"]) == (0, True)
    assert Path(found["folder"]).parent == tmp_path / "stick"
    assert level(run, "backup") == "ok"


def test_a_backup_and_its_restore_bring_the_visit_back_and_verify_tells_of_it(
    run: Run, number: str, facility: Path, tmp_path: Path
) -> None:
    """The number of the next visit is one that was never issued."""
    assert run("backup", "--to", tmp_path / "stick").exit_code == 0
    (tmp_path / "home" / "data" / "record").rename(tmp_path / "lost")
    result = run("restore", tmp_path / "stick")
    assert result.exit_code == 0
    assert "epoch 1" in result.output
    assert number in run("visits").output
    assert int(a_visit(tmp_path, facility).split("-")[3]) > int(number.split("-")[3]) + 1000
    verified = run("verify")
    assert verified.exit_code == 0
    assert "goes on from a backup" in verified.output
    assert level(run, "epoch") == "ok"


def test_a_backup_without_a_folder_or_to_a_folder_that_cannot_be_used_ends_with_2(
    number: str, tmp_path: Path
) -> None:
    """Also one inside the folder of the record, one that is a file, and a stick that is not plugged in."""
    options = ["--home", str(tmp_path / "home"), "--facility", str(SHELTER)]
    inside = tmp_path / "home" / "data" / "record" / "backups"
    (tmp_path / "file").write_text("")
    for more, said in (
        ([], "backup_folder"),
        (["--to", str(tmp_path / "gone")], "--make"),
        (["--make", "--to", str(tmp_path / "gone" / "stick")], "pulled out"),
        (["--to", str(inside)], "another disk"),
    ):
        result = CliRunner().invoke(cli, [*options, "backup", *more], obj=lambda *_: 0)
        assert (result.exit_code, said in result.stderr) == (2, True)
    assert CliRunner().invoke(cli, [*options, "backup", "--to", str(tmp_path / "file")]).exit_code == 2
    assert not (tmp_path / "gone").exists()


def test_a_folder_is_made_where_that_is_asked_for(run: Run, number: str, tmp_path: Path) -> None:
    assert run("backup", "--to", tmp_path / "new", "--make").exit_code == 0


@pytest.mark.parametrize("lost", ["key", "keys folder", "slots", "first page", "page"])
def test_a_backup_of_a_record_that_cannot_be_opened_or_is_damaged_ends_with_3(
    lost: str, run: Run, number: str, tmp_path: Path
) -> None:
    """Its own fault is never taken for the folder's, wherever the file lies that is wrong."""
    keys, record = tmp_path / "home" / "keys", tmp_path / "home" / "data" / "record"
    path = record / "threshold.db"
    if lost == "key":
        next(each for each in keys.glob("*.key") if "device" not in each.name).unlink()
    elif lost == "keys folder":
        keys.rename(tmp_path / "keys")
    elif lost == "slots":
        (record / "keyslots.json").write_text("{")
    elif lost == "first page":
        path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    else:
        content = bytearray(path.read_bytes())
        content[4096 * 20 + 100] ^= 1
        path.write_bytes(content)
    result = run("backup")
    assert result.exit_code == 3
    assert str(tmp_path / "home") in result.stderr
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_backup_that_lacks_an_original_as_the_record_does_ends_with_1(
    run: Run, number: str, facility: Path, tmp_path: Path
) -> None:
    desk = open_desk(places(tmp_path / "home", {}), facility)
    store = desk.store
    visit = store.queries.all_visits()[0].visit
    store.journal.append([draft_of(visit, put(store))], desk.clock.read())
    desk.close()
    next((tmp_path / "home").glob("data/record/attachments/??/*")).unlink()
    assert run("backup").exit_code == 1


def test_a_backup_of_no_record_ends_with_3(run: Run) -> None:
    assert run("backup").exit_code == 3


def test_a_restore_of_a_broken_backup_ends_with_2_and_one_without_a_key_with_3(
    run: Run, number: str, tmp_path: Path
) -> None:
    """In both cases the record that is there stays."""
    assert run("backup").exit_code == 0
    keys = tmp_path / "home" / "keys"
    keys.rename(tmp_path / "keys")
    result = run("restore", tmp_path / "stick")
    assert result.exit_code == 3
    assert "key" in result.stderr
    (tmp_path / "keys").rename(keys)
    next((tmp_path / "stick").glob("*/threshold.db")).write_bytes(b"")
    result = run("restore", tmp_path / "stick")
    assert result.exit_code == 2
    assert "no whole backup" in result.stderr
    assert run("restore", tmp_path / "nowhere").exit_code == 2
    next((tmp_path / "stick").glob("*/keyslots.json")).unlink()
    result = run("restore", tmp_path / "stick")
    assert (result.exit_code, str(tmp_path / "stick") in result.stderr) == (2, True)
    assert number in run("visits").output


def test_salvage_of_a_whole_record_ends_with_0_and_of_a_damaged_one_with_1(
    run: Run, number: str, tmp_path: Path
) -> None:
    """The list says what is missing."""
    assert run("salvage", "--out", tmp_path / "one").exit_code == 0
    path = tmp_path / "home" / "data" / "record" / "threshold.db"
    content = bytearray(path.read_bytes())
    content[4096 * 20 + 100] ^= 1
    path.write_bytes(content)
    result = run("salvage", "--out", tmp_path / "two", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["damaged_pages"] == 1
    assert run("salvage", "--out", tmp_path / "two").exit_code == 2
