"""What both Windows installers are made of: the same files, in one order, with ids that hang on their names alone."""

import re
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pytest

from build.installers.windows_files import files_of, for_msi, for_nsis

MANUAL = Path(__file__).parents[2] / "resources/manual/it-windows.md"
SCRIPTS = (Path(__file__).parents[2] / "build/installers").glob("windows*.ns*")
WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program's folder with files at three depths."""
    for name in ("threshold.exe", "lib/b.dll", "lib/a (1).dll", "lib/resources/x/y.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    return tmp_path


def test_both_installers_hold_every_file_once_and_the_same(folder: Path) -> None:
    files = files_of(folder)
    nsis = re.findall(r'^File "(.*)"$', for_nsis(folder, files), re.MULTILINE)
    tree = ElementTree.fromstring(for_msi(folder, files))
    msi = ["/" + file.attrib["Source"] for file in tree.iter(f"{WIX}File")]
    assert sorted(nsis) == sorted(msi) == sorted(str(folder / file) for file in files)
    assert len(files) == 4


def test_a_file_is_unpacked_into_its_own_folder(folder: Path) -> None:
    lines = for_nsis(folder, files_of(folder)).splitlines()
    before = lines[: lines.index(f'File "{folder / "lib/resources/x/y.txt"}"')]
    assert [line for line in before if line.startswith("SetOutPath")][
        -1
    ] == r'SetOutPath "${INTO}\lib\resources\x"'


def test_ids_stay_the_same_wherever_the_program_lies(folder: Path, tmp_path: Path) -> None:
    """Windows knows a file of the next version by the id of its component."""
    files = [PurePosixPath("lib/b.dll")]
    first, second = (
        re.findall('(?:Id|Guid)="(.*?)"', for_msi(where, files)) for where in (folder, tmp_path / "elsewhere")
    )
    assert first == second


@pytest.mark.parametrize("name", ["a$b.txt", "a:b.txt", "link"])
def test_what_a_windows_package_cannot_hold_is_named(folder: Path, name: str) -> None:
    if name == "link":
        (folder / name).symlink_to("threshold.exe")
    else:
        (folder / name).write_text("", "utf-8")
    with pytest.raises(ValueError, match=re.escape(name)):
        files_of(folder)


def test_the_manual_has_every_option_and_exit_code_of_the_setup() -> None:
    script, page = "".join(each.read_text("utf-8") for each in SCRIPTS), MANUAL.read_text("utf-8")
    options = set(re.findall(r'\$R1 == "(/[A-Z]+)"', script)) - {"/NCRC"}
    codes = set(re.findall(r"^!define [A-Z_]+ (1[0-9])$", script, re.MULTILINE))
    assert len(options) > 8
    assert len(codes) == 6
    assert {each for each in options if f"`{each}`" not in page and f"`{each}" not in page} == set()
    assert {code for code in codes if f"| {code} | " not in page} == set()
