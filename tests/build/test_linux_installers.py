"""What the Linux installers are made of; the packages themselves are tried by build/try-installers, in a clean Debian."""

import configparser
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import click
import PySide6
import pytest
from PIL import Image

from build.installers import linux_asks, manpage
from build.installers.icon import png
from build.installers.linux_packages import DESKTOP, PARTS, filled
from desktop import paths
from desktop.cli.main import cli
from desktop.packs import bulletins, bundle
from desktop.services import policy_install

QT = Path(PySide6.__file__).parent
REMOVE = PARTS / "remove-data"


def commands(group: click.Group, above: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, as it is typed."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


def test_the_manual_page_has_every_command_with_every_option() -> None:
    """As roff; and nothing of it is taken for a request of roff's."""
    lines = manpage.page(datetime(2026, 11, 1, tzinfo=UTC)).splitlines()
    heads = [line.replace(r"\-", "-") for line in lines]
    for typed, command in commands(cli, "threshold"):
        at = next(
            number for number, line in enumerate(heads) if line.startswith(f"{typed} ") or line == typed
        )
        end = next(
            (number for number, line in enumerate(heads) if number > at and line.startswith(".S")), len(heads)
        )
        own = " ".join(heads[at:end])
        assert all(
            name in own for each in command.params if isinstance(each, click.Option) for name in each.opts
        )
    assert {line.split()[0] for line in lines if line.startswith((".", "'"))} <= {
        ".TH",
        ".SH",
        ".SS",
        ".PP",
        ".TP",
        ".B",
        ".I",
    }
    assert manpage._roff(".so /etc/passwd\\n") == r"\&.so /etc/passwd\en"


def shell(words: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run words after the functions that every installer carries."""
    command = ["sh", "-e", "-c", f"{filled('versions.sh', {})}\n{words}", "sh", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def running(program: Path) -> Iterator[None]:
    """The program runs, from its own place, until it is told no more."""
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b".")
        process.stdin.flush()
        assert process.stdout.read(1) == b"."  # it is past its own beginning
        yield
        process.stdin.close()


def taken_in(top: Path, number: str, source: Path) -> set[str]:
    """Install a version; the names of those that are there then."""
    done = shell('share=-l take_in "$1" "$2" "$3"', top, number, source)
    assert done.returncode == 0, done.stderr
    return {path.name for path in (top / "versions").iterdir()}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with a program in it that goes on until its input ends."""
    folder = tmp_path / "program"
    folder.mkdir()
    shutil.copy(shutil.which("cat") or "", folder / "threshold")
    return folder


def test_a_version_that_runs_keeps_its_files_through_an_upgrade_and_goes_when_nobody_runs_it(
    tmp_path: Path, program: Path
) -> None:
    """Also where the same number is installed once more; the one that is started is always the newest."""
    top = tmp_path / "opt"
    assert taken_in(top, "1-1", program) == {"1-1"}
    with running(top / "current/threshold"):
        assert taken_in(top, "1-1", program) == {"1-1", "1-1.2"}
        assert taken_in(top, "2-1", program) == {"1-1", "2-1"}
        assert (top / "current").resolve() == top / "versions/2-1"
        assert (top / "versions/1-1/threshold").exists()
    assert taken_in(top, "3-1", program) == {"3-1"}


def test_what_is_open_is_not_removed(tmp_path: Path, program: Path) -> None:
    """The process is named; without one there is nothing to say."""
    top = tmp_path / "opt"
    taken_in(top, "1-1", program)
    with running(top / "current/threshold"):
        refused = shell('unused "$1"', top)
        assert refused.returncode == 1
        assert "Close it first. Nothing was removed." in refused.stderr
    assert shell('unused "$1"', top).returncode == 0


@pytest.mark.parametrize(
    "own", [{}, {"XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state"}]
)
def test_remove_data_takes_the_folders_of_this_account_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: dict[str, str]
) -> None:
    """Where Linux keeps such things, and where the variables of XDG say; only after the words were typed."""
    environment = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        **{key: str(tmp_path / value) for key, value in own.items()},
    }
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = paths.places(None, {})
    folders = (found.data, found.config, found.keys, found.logs)
    beside = tmp_path / "other"
    for folder in (*folders, beside):
        folder.mkdir(parents=True)
        (folder / "file").write_text("kept")

    def removed(typed: str) -> int:
        done = subprocess.run(
            ["sh", REMOVE], input=typed, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode

    assert removed("yes\n") == 1
    assert all((folder / "file").exists() for folder in folders)
    assert removed("DELETE THE RECORD\n") == 0
    assert not any(folder.exists() for folder in folders)
    assert [path.name for path in tmp_path.rglob("file")] == ["file"]


def test_no_installer_has_a_name_that_was_not_filled_in() -> None:
    """Of the scripts that run as root each is whole, as the shell reads it."""
    for name in ("postinst", "prerm", "postrm", "install.sh"):
        text = filled(name, {"NUMBER": "1-1", "FLOOR": "2.36"})
        assert "@" not in text.replace('"$@"', ""), name
        assert subprocess.run(["sh", "-n"], input=text, text=True, check=False).returncode == 0


def test_what_the_program_asks_of_the_system_is_read_from_the_program(tmp_path: Path) -> None:
    """A library beside it counts as brought, but not for the starter, which runs before it knows its folder."""
    (tmp_path / "lib").mkdir()
    shutil.copy(QT / "QtSvg.abi3.so", tmp_path / "lib")
    asked = linux_asks.asked(tmp_path)
    (tmp_path / "lib/libQt6Svg.so.6").touch()
    assert set(asked) - set(linux_asks.asked(tmp_path)) == {"libQt6Svg.so.6"}
    shutil.copy(QT / "QtSvg.abi3.so", tmp_path / "threshold")
    assert "libQt6Svg.so.6" in linux_asks.asked(tmp_path)
    assert not any(each.startswith("libc.so") for each in asked)


def test_a_library_that_no_package_brings_is_an_error() -> None:
    """Rather than a package that asks for too little."""
    with pytest.raises(LookupError, match="libnowhere"):
        linux_asks.debian(["libnowhere.so.9"], "2.36")
    assert linux_asks.red_hat(["libxcb.so.1", "libcups.so.2"], "2.36").splitlines()[-3:] == [
        "Requires: libxcb.so.1()(64bit)",
        "Recommends: cups-client",
        "Recommends: libcups.so.2()(64bit)",
    ]


def test_the_icon_is_drawn_at_every_size() -> None:
    """Clear corners, and a doorway that is seen on a task bar too."""
    for px in (16, 48, 128):
        picture = Image.open(BytesIO(png(px)))
        assert picture.size == (px, px)
        assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
        assert len(picture.getcolors(px * px) or ()) > 10


def test_every_kind_of_file_of_the_program_has_a_name_in_file_managers() -> None:
    """And the menu's entries start this program by its own icon."""
    kinds = ElementTree.parse(DESKTOP / "threshold-mime.xml").getroot()
    globs = {each.get("pattern") for each in kinds.iter() if each.tag.endswith("glob")}
    assert globs >= {f"*{ending}" for ending in (bundle.ENDING, bulletins.ENDING, policy_install.AUTHORITY)}
    for file in DESKTOP.glob("*.desktop"):
        entry = configparser.ConfigParser(interpolation=None)
        entry.read(file)
        assert entry["Desktop Entry"]["TryExec"] == "threshold"
        assert (DESKTOP / f"{entry['Desktop Entry']['Icon']}.svg").exists()
        options = entry["Desktop Entry"]["Exec"].split()[1:]
        assert set(options) <= {name for each in cli.params for name in each.opts}
