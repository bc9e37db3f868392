"""`doctor` holds the program's files against the list that release keys signed: each that is changed, missing or strange is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core.release import KEYS, RELEASE, SIGNATURES
from desktop.paths import places
from desktop.services.health import examine
from desktop.services.installed import described, facts, running
from tests.services.releases import ReleaseOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> ReleaseOffice:
    return ReleaseOffice(tmp_path_factory.mktemp("office"))


@pytest.fixture
def program(tmp_path: Path, office: ReleaseOffice) -> Path:
    return office.program(tmp_path / "threshold")


def levels(program: Path) -> list[tuple[str, str]]:
    """Codes and levels of what is told."""
    return [(code, level) for code, level, _, _ in facts(program)]


def test_a_whole_signed_program_is_well_and_says_which_release_it_is(program: Path) -> None:
    assert levels(program) == [("installed", "ok"), ("release", "ok")]
    assert "2 keys of Release office signed it" in facts(program)[1][2]
    assert str(running(program).number) == "0.1.0 build 1"


def _link(at: Path, target: str) -> None:
    (at / "lib/libone.so").unlink()
    (at / "lib/libone.so").symlink_to(target)


def _no_link(at: Path) -> None:
    (at / "lib/libone.so").unlink()
    (at / "lib/libone.so").write_bytes(b"libone.so.1")


CHANGES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a changed file": (lambda at: (at / "lib/libone.so.1").write_bytes(b"an library" * 900), "error", "libone.so.1"),
    "a changed byte": (lambda at: (at / "threshold").write_bytes(b"the prograM"), "error", "threshold"),
    "a link to elsewhere": (lambda at: _link(at, "/elsewhere"), "error", "libone.so"),
    "a file in place of a link": (_no_link, "error", "libone.so"),
    "a missing file": (lambda at: (at / "lib/libone.so.1").rename(at.parent / "away"), "error", "missing: 1 (lib/libone.so.1)"),
    "a strange library": (lambda at: (at / "lib/evil.so").write_bytes(b""), "error", "lib/evil.so"),
    "a strange file beside": (lambda at: (at / "notes.txt").write_bytes(b""), "warning", "notes.txt"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_each_difference_is_named(what: str, program: Path) -> None:
    act, level, said = CHANGES[what]
    act(program)
    code, found, sentence, remedy = facts(program)[0]
    assert (code, found) == ("installed", level)
    assert said in sentence
    assert remedy


def test_what_an_installer_leaves_there_is_no_difference(program: Path) -> None:
    (program / "uninstall.exe").write_bytes(b"")
    assert levels(program)[0] == ("installed", "ok")


def test_a_build_that_too_few_keys_signed_is_told_as_unsigned_and_still_compared(
    tmp_path: Path, office: ReleaseOffice, program: Path
) -> None:
    by_one = office.program(tmp_path / "one", signers=(0,))
    no_keys = office.program(tmp_path / "none")
    (no_keys / "release" / KEYS).unlink()
    for folder in (by_one, no_keys):
        assert ("release", "warning") in levels(folder)
        assert "UNSIGNED BUILD" in facts(folder)[-1][2]
    assert levels(no_keys)[0] == ("installed", "error")  # the keys are on the list
    (program / "release" / RELEASE).unlink()
    assert [each[2] for each in facts(program)] == ["UNSIGNED BUILD: no list says which files belong to it."]


def test_a_list_or_signatures_that_cannot_be_read_are_an_error(program: Path) -> None:
    (program / "release" / SIGNATURES).write_bytes(b"{")
    assert levels(program) == [("installed", "error")]
    (program / "release" / RELEASE).write_bytes(b"{")
    assert levels(program) == [("installed", "error")]
    assert str(running(program).number).startswith("0.")


def test_a_list_that_was_made_anew_for_changed_files_is_not_signed(program: Path) -> None:
    """Whoever changes a file and the list with it has no signature over that."""
    (program / "threshold").write_bytes(b"the prograM")
    told = json.loads((program / "release" / RELEASE).read_bytes())
    mine = described(program, program / "threshold")
    told["files"] = [
        {**each, "sha256": mine.sha256} if each["name"] == "threshold" else each for each in told["files"]
    ]
    (program / "release" / RELEASE).write_bytes(
        json.dumps(told, separators=(",", ":"), sort_keys=True).encode()
    )
    assert levels(program) == [("installed", "ok"), ("release", "warning")]


def test_doctor_says_that_a_program_runs_from_source(tmp_path: Path) -> None:
    [fact] = [each for each in examine(places(tmp_path, {})) if each.code == "installed"]
    assert (fact.level, "runs from source" in fact.sentence) == ("ok", True)
