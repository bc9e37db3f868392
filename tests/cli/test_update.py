"""`threshold update` as IT and the release office use it: signing, checking, staging, each with its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import desktop
from desktop.core.release import KEYS, RELEASE
from tests.cli.conftest import Run
from tests.packs.policy_office import WORDS
from tests.services.releases import DEB, ReleaseOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> ReleaseOffice:
    return ReleaseOffice(tmp_path_factory.mktemp("office"))


def test_two_keys_sign_a_list_each_by_its_command_and_show_tells_when_they_are_enough(
    run: Run, tmp_path: Path, office: ReleaseOffice
) -> None:
    """As the manual tells it; how keys and their statement are made, tests/cli/test_pack_trust.py tries."""
    stick = office.stick(tmp_path / "stick", signers=())
    assert run("update", "show", stick / RELEASE).exit_code == 1
    key_files = [office.home / f"{n}.tkey" for n in (2, 3)]
    signed = [
        run("update", "sign", stick / RELEASE, "--key", file, "--passphrase-stdin", typed=(WORDS,))
        for file in key_files
    ]
    assert [each.exit_code for each in signed] == [0, 0], signed[0].output
    assert "1 of the 2 keys that it needs" in signed[0].output
    assert "Key 3  counts" in signed[1].output
    shown = run("update", "show", stick / RELEASE, "--json")
    assert (shown.exit_code, len(json.loads(shown.output)["signed_by"])) == (0, 2)
    stranger = run(
        "update",
        "sign",
        stick / RELEASE,
        "--key",
        office.home / "4.tkey",
        "--passphrase-stdin",
        typed=(WORDS,),
    )
    assert (stranger.exit_code, stranger.output.endswith("[update_not_yours]\n")) == (1, True)


def test_a_program_from_source_has_no_release_keys_and_says_so_in_words_and_in_json(
    run: Run, tmp_path: Path, office: ReleaseOffice
) -> None:
    stick = office.stick(tmp_path / "stick")
    said = run("update", "check", stick)
    assert (said.exit_code, said.output.count("\n")) == (1, 1)
    assert said.output.endswith("[update_no_keys]\n")
    told = json.loads(run("update", "check", stick, "--json").output)
    assert (told["ok"], told["code"]) == (False, "update_no_keys")


def test_a_folder_without_a_release_is_refused_and_one_that_is_not_there_cannot_be_read(
    run: Run, tmp_path: Path
) -> None:
    assert run("update", "check", tmp_path).exit_code == 1
    assert run("update", "check", tmp_path / "none").exit_code == 2


FROZEN = """
import sys
sys._MEIPASS = sys.argv[2]
sys.executable = sys.argv[1]
sys.argv[:3] = ["threshold"]
from desktop.__main__ import main
main()
"""
"""Starts the commands as the program without Python would, whose folder is the first argument."""


def frozen(program: Path, home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of the program in this folder."""
    resources = Path(desktop.__file__).parents[1]
    command = [sys.executable, "-c", FROZEN, str(program / "threshold"), str(resources), "--home", str(home)]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TZ": "UTC"},
    )


def test_a_program_with_release_keys_checks_and_stages_and_doctor_tells_it(
    tmp_path: Path, office: ReleaseOffice
) -> None:
    """The real commands in processes of their own: check, stage, the same again, a changed byte, and doctor's lines."""
    program, home, stick = (
        office.program(tmp_path / "threshold"),
        tmp_path / "home",
        office.stick(tmp_path / "stick"),
    )
    checked = frozen(program, home, "update", "check", stick, "--package", "deb")
    assert checked.returncode == 0, checked.stderr
    assert "signed by 2 keys of Release office" in checked.stdout
    assert not home.exists()  # a check leaves nothing
    staged = json.loads(frozen(program, home, "update", "stage", stick, "--package", "deb", "--json").stdout)
    assert Path(staged["package"]).read_bytes() == (stick / DEB).read_bytes()
    assert staged["next"].endswith(staged["package"])
    assert (home / "logs" / "threshold.log").read_text("utf-8").count("update_staged") == 1
    facts = {
        each["code"]: each for each in json.loads(frozen(program, home, "doctor", "--json").stdout)["facts"]
    }
    assert [facts[code]["level"] for code in ("installed", "release", "update_staged")] == [
        "ok",
        "ok",
        "warning",
    ]
    (stick / DEB).write_bytes((stick / DEB).read_bytes()[:-1] + b"x")
    changed = frozen(program, home, "update", "stage", stick, "--package", "deb")
    assert (changed.returncode, changed.stdout) == (1, "")
    assert changed.stderr.endswith("[update_changed]\n")
    assert Path(staged["package"]).exists()  # what was staged before is still there, and whole
    (program / "release" / KEYS).write_bytes(b"{}")
    assert frozen(program, home, "update", "check", stick).returncode == 1


def test_a_folder_that_cannot_be_written_ends_with_2(tmp_path: Path, office: ReleaseOffice) -> None:
    program, stick = office.program(tmp_path / "threshold"), office.stick(tmp_path / "stick")
    (tmp_path / "file").write_bytes(b"")
    said = frozen(
        program, tmp_path / "home", "update", "stage", stick, "--package", "deb", "--to", tmp_path / "file"
    )
    assert said.returncode == 2
    assert "could not be laid aside" in said.stderr
