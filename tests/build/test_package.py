"""What the frozen program leaves out and what its list notices; the program itself is tried by build/package --check."""

from collections.abc import Iterable
from pathlib import Path

import PySide6
import pytest

from build.freeze.contents import (
    against_checkout,
    against_list,
    findings,
    hanging,
    names,
    plain,
    unfound,
    unmet,
)
from build.freeze.elf import glibc, is_elf, needed
from build.freeze.trimming import Entry, trim, wanted

QT = Path(PySide6.__file__).parent
SVG = QT / "QtSvg.abi3.so"


def write(folder: Path, *places: str) -> None:
    """Small files at these paths."""
    for place in places:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(place, encoding="utf-8")


def test_a_library_says_what_it_asks_for_and_which_glibc() -> None:
    """Both are read from the file itself; a text is no library."""
    assert {"libQt6Svg.so.6", "libc.so.6"} <= needed([Path(__file__), SVG])[SVG]
    assert needed([Path(__file__)]) == {}
    assert is_elf(SVG)
    assert not is_elf(Path(__file__))
    assert glibc([SVG]).startswith("2.")


@pytest.mark.parametrize(
    ("place", "stays"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qt_de.qm", False),
        ("click-8.5.1.dist-info/RECORD", False),
        ("stdnum/be/banks.dat", False),
        ("resources/facilities/sample-school.toml", True),
        ("libQt6Core.so.6", True),
    ],
)
def test_only_what_a_desk_needs_may_stay(place: str, stays: bool) -> None:
    """Plugins by name; no words of Qt's, no traces of the installation."""
    assert wanted(place) is stays


def test_a_library_that_nothing_asks_for_any_more_goes_with_its_links() -> None:
    """The theme goes, with it GTK and what only GTK asks for; two extensions of one name both count."""
    asked = {
        "theme": {"libgtk-3.so.0"},
        "gtk": {"libcairo.so.2", "libpng16.so.16"},
        "xcb": {"libQt6Gui.so.6"},
        "gui": {"libpng16.so.16"},
        "first": {"libcrypto.so.3"},
        "second": {"libsqlite3.so.0"},
    }

    def asks(files: Iterable[Path]) -> dict[Path, frozenset[str]]:
        return {file: frozenset(asked.get(file.name, ())) for file in files}

    binaries: list[Entry] = [
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "theme", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "xcb", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "gui", "BINARY"),
        ("libgtk-3.so.0", "gtk", "BINARY"),
        ("libcairo.so.2", "cairo", "BINARY"),
        ("libpng16.so.16", "png", "BINARY"),
        ("a/_sqlite3.so", "second", "EXTENSION"),
        ("b/_sqlite3.so", "first", "EXTENSION"),
        ("libsqlite3.so.0", "sqlite", "BINARY"),
        ("libcrypto.so.3", "crypto", "BINARY"),
    ]
    datas: list[Entry] = [
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libgtk-3.so.0", "x/libgtk-3.so.0", "SYMLINK"),
        ("resources/a.toml", "a.toml", "DATA"),
    ]
    kept, rest = trim(binaries, datas, asks)
    assert {source for _, source, _ in kept} == {"xcb", "gui", "png", "first", "second", "sqlite", "crypto"}
    assert [place for place, _, _ in rest] == ["libQt6Gui.so.6", "resources/a.toml"]


def test_versions_are_no_part_of_a_name_on_the_list() -> None:
    """A patch release of Debian, Python or a wheel changes nothing."""
    assert plain("lib/libicudata.so.73") == plain("lib/libicudata.so.76.1") == "lib/libicudata.so"
    assert plain("lib/libjpeg-6dc8d115.so.62.4.0") == "lib/libjpeg.so"
    assert plain("lib/PIL/_imaging.cpython-311-x86_64-linux-gnu.so") == "lib/PIL/_imaging.cpython.so"
    assert plain("lib/libpython3.11.so.1.0") == plain("lib/libpython3.12.so.1.0")
    assert plain("lib/tzdata/zoneinfo/America/New_York") == "lib/tzdata/zoneinfo/*"


def test_what_is_new_and_what_is_missing_is_named_with_a_remedy(tmp_path: Path) -> None:
    """A library, a package, and what the list alone knows."""
    write(tmp_path, "threshold", "lib/libnew.so.1", "lib/resources/any.toml")
    said = list(
        against_list(
            names(tmp_path, ["PIL", "spare"]),
            "# head\nthreshold\nlib/libgone.so\npackage PIL\n",
        )
    )
    assert [sentence.split(" is ")[0] for sentence in said] == [
        "lib/libnew.so",
        "package spare",
        "lib/libgone.so",
    ]
    assert "bash build/package linux --write" in said[0]


def test_our_own_resources_are_inside_byte_by_byte(tmp_path: Path) -> None:
    """A font that is missing, a pack that was changed and a file too many are named."""
    ours, folder = tmp_path / "ours", tmp_path / "made"
    write(ours, "fonts/a.ttf", "packs/p.toml")
    write(folder, "lib/resources/packs/p.toml", "lib/resources/left.txt")
    (folder / "lib/resources/packs/p.toml").write_text("packs/q.toml", encoding="utf-8")
    assert [sentence.split()[0] for sentence in against_checkout(folder, ours)] == [
        "lib/resources/fonts/a.ttf",
        "lib/resources/left.txt",
        "lib/resources/packs/p.toml",
    ]


def test_a_library_that_is_asked_for_must_be_inside_or_of_the_system(tmp_path: Path) -> None:
    """QtSvg alone lacks Qt; glibc is the system's."""
    (tmp_path / SVG.name).write_bytes(SVG.read_bytes())
    said = list(unmet(tmp_path))
    assert any(sentence.startswith("QtSvg.abi3.so asks for libQt6Svg.so.6, ") for sentence in said)
    assert not any("libc.so.6" in sentence for sentence in said)


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    """Such a link is left over when what it pointed to was trimmed."""
    (tmp_path / "libgone.so").symlink_to("nowhere.so")
    assert list(hanging(tmp_path)) == ["libgone.so points to nothing. Drop it in build/freeze/trimming.py."]
    assert len(findings(tmp_path, [], "libgone.so\n", tmp_path)) == 1


def test_a_module_that_something_inside_cannot_do_without_is_named() -> None:
    """Left out though needed at once, or missing for our own code; what others only try is not."""
    warnings = (
        "missing module named winreg - imported by platform (delayed, optional), dateutil.tz.win (top-level)\n"
        "excluded module named ssl - imported by http.client (optional), stdnum.util (top-level)\n"
        "missing module named 'desktop.reports.pdf' - imported by desktop.services.reporting (delayed)\n"
        "excluded module named _frozen_importlib - imported by zipimport (top-level)\n"
        "excluded module named desktop.office.listing - imported by desktop.cli.office (delayed)\n"
        "excluded module named obstore - imported by desktop.ui.page (top-level)\n"
    )
    assert [sentence.partition(", ")[0] for sentence in unfound(warnings)] == [
        "stdnum.util imports ssl",
        "desktop.services.reporting imports desktop.reports.pdf",
        "desktop.ui.page imports obstore",
    ]
