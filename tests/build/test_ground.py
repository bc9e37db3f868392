"""What carries the project: the wheel holds the resources, and the pinned files agree with pyproject.toml."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    """Package to version, as a file in build/requirements has them."""
    text = (TOP / "build/requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE))


def declared(requirements: list[str]) -> dict[str, str]:
    return {name.lower(): version for name, version in (line.split("==") for line in requirements)}


def test_the_wheel_carries_the_resources_and_the_command(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(TOP),
    ]
    subprocess.run(command, check=True)
    [wheel] = tmp_path.glob("threshold_desk-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    resources = {
        path.relative_to(TOP / "resources").as_posix() for path in (TOP / "resources").rglob("*.toml")
    }
    assert resources
    assert {f"desktop/_resources/{name}" for name in resources} <= inside
    assert not {name.split("/")[0] for name in inside} & {"tests", "build", "resources"}
    [entries] = [name for name in inside if name.endswith("/entry_points.txt")]
    assert "threshold = desktop.__main__:main" in zipfile.ZipFile(wheel).read(entries).decode()


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("run.txt", PYPROJECT["project"]["dependencies"]),
        ("dev.txt", PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]),
    ],
)
def test_every_declared_version_is_the_pinned_one(name: str, requirements: list[str]) -> None:
    assert declared(requirements).items() <= pins(name).items()


def test_both_files_pin_the_same_versions() -> None:
    assert pins("run.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    text = (TOP / "build/requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_what_only_windows_needs_is_pinned_too() -> None:
    text = (TOP / "build/requirements/dev.txt").read_text(encoding="utf-8")
    assert re.search(r"^colorama==.*sys_platform == 'win32'", text, re.MULTILINE)
