"""What a release is made of: everything inside belongs to a part with licence and text, and the bill of materials keeps its standard."""

import json
import re
from pathlib import Path

import pytest
from cyclonedx.spdx import is_expression

from build.freeze.contents import listed
from build.releasing import lists
from build.releasing.compare import compared
from build.releasing.licences import write_licences
from build.releasing.parts import HIDDEN, PARTS, sorted_out
from build.releasing.sbom import bill
from desktop.core.errors import Trouble
from desktop.core.release import KEYS, RELEASE
from tests.services.releases import MADE, ReleaseOffice

FREEZE = Path(lists.__file__).parents[1] / "freeze"
OWN_LICENCES = ("LicenseRef-Public-Domain", "LicenseRef-Microsoft-Redistributable")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few files as a program's folder has them, a link among them."""
    made = tmp_path / "made" / "threshold"
    for name in ("threshold", "lib/libXau-154567c4.so.6.0.0", "lib/pillow.libs/libXau-154567c4.so.6.0.0", "lib/libxcb-cursor.so.0",
                 "lib/PySide6/Qt/lib/libQt6Core.so.6", "lib/PySide6/Qt/lib/libicudata.so.73", "lib/resources/manual/it.md"):  # fmt: skip
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(name.encode())
    (made / "lib/libQt6Core.so.6").symlink_to("PySide6/Qt/lib/libQt6Core.so.6")
    (made.parent / "packages.json").write_text('["click", "desktop", "pi_heif", "stdnum", "sqlcipher3"]')
    return made


@pytest.mark.parametrize("name", sorted(path.name for path in FREEZE.glob("*.txt")))
def test_everything_on_the_list_of_what_is_inside_belongs_to_a_part(name: str) -> None:
    _, unknown = sorted_out(listed((FREEZE / name).read_text("utf-8")))
    assert unknown == []


def test_every_part_has_a_licence_by_its_standard_name() -> None:
    told = {part.licence for part in (*PARTS, *HIDDEN) if part.by != "ours"} - set(OWN_LICENCES)
    assert [each for each in told if not is_expression(each)] == []
    assert not is_expression("No such licence")


def test_the_bill_lists_packages_and_native_parts_with_versions_and_is_the_same_twice(folder: Path) -> None:
    text = bill(folder, "linux-x86_64", "0.2.0", MADE)
    assert text == bill(folder, "linux-x86_64", "0.2.0", MADE)
    found = {each["name"]: each for each in json.loads(text)["components"]}
    assert {
        "click",
        "Qt",
        "ICU",
        "libXau",
        "libxcb-cursor0",
        "python-stdnum",
        "SQLCipher",
        "SQLite",
    } <= found.keys()
    assert found["ICU"]["version"] == "73"
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["SQLite"]["version"])
    assert found["libxcb-cursor0"]["purl"].startswith("pkg:deb/debian/libxcb-cursor0@")
    places = [each["location"] for each in found["Qt"]["evidence"]["occurrences"]]
    assert places == ["lib/PySide6/Qt/lib/libQt6Core.so.6"]  # a link is no second copy


def test_a_file_that_belongs_to_nothing_stops_the_release(folder: Path) -> None:
    (folder / "lib" / "libstrange.so.1").write_bytes(b"")
    with pytest.raises(Trouble, match=r"lib/libstrange\.so"):
        bill(folder, "linux-x86_64", "0.2.0", MADE)


def test_every_part_has_its_licence_text_and_its_line_in_the_index(folder: Path, tmp_path: Path) -> None:
    write_licences(folder, "linux-x86_64", tmp_path / "licences")
    page = (tmp_path / "licences" / "index.html").read_text("utf-8")
    for name in ("click", "Qt", "libxcb-cursor0", "python-stdnum", "Noto fonts"):
        assert f"<td>{name}</td>" in page
    texts = re.findall(r'href="([^"]+)"', page)
    assert texts
    assert all((tmp_path / "licences" / each).stat().st_size > 100 for each in texts)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "licences" / "LGPL-3").read_text("utf-8")


def test_a_list_that_is_signed_and_fits_stays_and_any_other_is_made_anew(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = ReleaseOffice(tmp_path / "office")
    make = [
        "program",
        str(folder),
        "--platform",
        "linux-x86_64",
        "--version",
        "0.2.0",
        "--build",
        "3",
        "--keys",
        str(office.file),
    ]
    assert lists.main(make) == 0
    office.sign(folder / "release" / RELEASE, (0, 1))
    before = (folder / "release" / RELEASE).read_bytes()
    assert lists.main([*make, "--keep-signed"]) == 0
    assert "it stays" in capsys.readouterr().out
    (folder / "threshold").write_bytes(b"another")
    assert lists.main([*make, "--keep-signed"]) == 0
    assert "Nobody has signed it yet" in capsys.readouterr().out
    assert (folder / "release" / RELEASE).read_bytes() != before


def test_the_folder_for_the_stick_must_be_empty_and_its_keys_those_of_a_release_office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = ReleaseOffice(tmp_path / "office")
    package = tmp_path / "threshold_0.2.0_amd64.deb"
    package.write_bytes(b"package")
    make = [
        "packages",
        str(package),
        "--version",
        "0.2.0",
        "--keys",
        str(office.file),
        "--out",
        str(tmp_path / "stick"),
    ]
    assert lists.main(make) == 0
    assert {KEYS, RELEASE, "SHA256SUMS", "release.signed", package.name} == {
        each.name for each in (tmp_path / "stick").iterdir()
    }
    assert lists.main(make) == 1
    assert lists.main([*make[:3], "0.3.0", *make[4:-1], str(tmp_path / "higher")]) == 1
    assert "does not say 0.3.0" in capsys.readouterr().err
    package.rename(tmp_path / "threshold-0.2.0.zip")
    assert (
        lists.main([*make[:1], str(tmp_path / "threshold-0.2.0.zip"), *make[2:-1], str(tmp_path / "other")])
        == 1
    )
    assert lists.main([*make[:-1], str(tmp_path / "third")]) == 2
    assert "no package that Threshold is installed by" in capsys.readouterr().err


def test_two_folders_are_compared_byte_by_byte(tmp_path: Path) -> None:
    for side in ("one", "two"):
        for name in ("a", "b/c", "x"):
            (tmp_path / side / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / side / name).write_bytes(b"same")
    assert list(compared(tmp_path / "one", tmp_path / "two")) == []
    (tmp_path / "one" / "b/c").write_bytes(b"samE")
    (tmp_path / "one" / "a").chmod(0o755)
    (tmp_path / "two" / "new").write_bytes(b"")
    assert list(compared(tmp_path / "one", tmp_path / "two")) == ["a", "b/c", "new"]


def test_no_bill_is_made_where_the_packages_in_the_archive_are_not_known(folder: Path) -> None:
    (folder.parent / "packages.json").unlink()
    with pytest.raises(Trouble, match=r"packages\.json is not beside threshold"):
        bill(folder, "linux-x86_64", "0.2.0", MADE)
