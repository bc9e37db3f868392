"""What the list of the Windows program knows and notices; the program itself is tried by build/package windows --check."""

from pathlib import Path

import pip
import pytest

from build.freeze.contents import against_list, list_of, listed, names, plain, unfound, unmet
from build.freeze.pe import is_pe, needed
from build.freeze.trimming import Entry, trim


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("lib/PIL/_imaging.cp311-win_amd64.pyd", "lib/PIL/_imaging.pyd"),
        ("lib/python311.dll", "lib/python3xx.dll"),
        ("lib/python3.dll", "lib/python3.dll"),
        ("lib/libheif-75127e764628a95f6db9f5070bfc87cb.dll", "lib/libheif.dll"),
    ],
)
def test_versions_are_no_part_of_a_windows_name(place: str, name: str) -> None:
    """A patch release of Python or a wheel changes nothing."""
    assert plain(place) == name


def test_what_only_windows_lacks_is_told_with_its_own_command() -> None:
    """Each list has the command that makes it."""
    (said,) = against_list({"new.dll"}, "", "windows")
    assert "bash build/package windows --write" in said


def test_both_lists_hold_the_same_packages_and_windows_has_two_programs() -> None:
    """A package that one system's desk has and the other's has not would be a difference between desks."""
    linux, windows = (listed(list_of(name).read_text(encoding="utf-8")) for name in ("linux", "windows"))
    assert {name for name in linux if name.startswith("package ")} == {
        name for name in windows if name.startswith("package ")
    }
    assert {"threshold.exe", "thresholdw.exe"} <= windows


def test_windows_compares_names_of_libraries_without_regard_to_case() -> None:
    """What is asked for as MSVCP140.dll lies there as msvcp140.dll; what nothing asks for goes."""
    binaries: list[Entry] = [
        ("PySide6\\QtCore.pyd", "core", "EXTENSION"),
        ("PySide6\\msvcp140.dll", "runtime", "BINARY"),
        ("PySide6\\opengl32sw.dll", "gl", "BINARY"),
        ("python311.dll", "python", "BINARY"),
    ]
    asked = {"core": frozenset({"msvcp140.dll"})}
    kept, _ = trim(binaries, [], lambda files: {file: asked.get(file.name, frozenset()) for file in files})
    assert [source for _, source, _ in kept] == ["core", "runtime", "python"]


def test_a_text_is_no_program_and_modules_of_the_other_system_are_no_finding(tmp_path: Path) -> None:
    """`fcntl` is missing on Windows, where nothing asks for it; a module of ours that asks at once would be a fault."""
    (tmp_path / "a.dll").write_text("MZ is how one begins", encoding="utf-8")
    assert is_pe(tmp_path / "a.dll")
    (tmp_path / "b.txt").write_text("MZ", encoding="utf-8")
    assert not is_pe(tmp_path / "b.txt")
    assert needed([tmp_path / "b.txt"]) == {}
    warnings = (
        "missing module named fcntl - imported by desktop.store.restore (delayed)\n"
        "missing module named resource - imported by desktop.dumps (top-level)\n"
    )
    assert [said.partition(",")[0] for said in unfound(warnings)] == ["desktop.dumps imports resource"]
    assert names(tmp_path, ["one"]) == {"a.dll", "b.txt", "package one"}


def test_a_program_says_what_it_asks_for_and_only_windows_own_may_be_missing(tmp_path: Path) -> None:
    """Read from a real one, which lies beside Python's tools; with another library in its table of imports it is found out."""
    program = Path(pip.__file__).with_name("_vendor") / "distlib/t64.exe"
    assert "kernel32.dll" in needed([program])[program]
    (tmp_path / "whole.exe").write_bytes(program.read_bytes())
    assert list(unmet(tmp_path)) == []
    (tmp_path / "lacking.exe").write_bytes(program.read_bytes().replace(b"KERNEL32.dll", b"KERNEL99.dll"))
    (said,) = unmet(tmp_path)
    assert said.startswith("lacking.exe asks for kernel99.dll, ")
