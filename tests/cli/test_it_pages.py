"""What the pages for IT tell is so: the check for monitoring runs as printed, and each page that another points to is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import paths
from desktop.services.desk import open_desk
from tests.cli.playing import SHELTER

MANUAL = paths.resources() / "manual"
PAGES = [*sorted(each.name for each in MANUAL.glob("it*.md")), "data-flow.md"]


@pytest.fixture
def check(tmp_path: Path) -> Path:
    """The script of the page, and a program for it whose desk lies below `tmp_path`."""
    script = re.search(r"```sh\n(.*?)```", (MANUAL / "it-monitoring.md").read_text("utf-8"), re.DOTALL)
    assert script is not None
    (tmp_path / "check_threshold").write_text(script[1], "utf-8")
    program = tmp_path / "threshold"
    start = f'exec "{sys.executable}" -m desktop --home "{tmp_path / "home"}" --facility "{SHELTER}" "$@"'
    program.write_text(f"#!/bin/sh\n{start}\n", "utf-8")
    program.chmod(0o755)
    return tmp_path / "check_threshold"


def run(check: Path, program: str = "threshold") -> tuple[int, str]:
    """Exit code and line of the check."""
    found = subprocess.run(
        ["/bin/sh", str(check)], env={"THRESHOLD": str(check.parent / program)}, capture_output=True, text=True, check=False,
        cwd=paths.resources().parent,
    )  # fmt: skip
    return found.returncode, found.stdout.strip()


def test_the_check_of_the_page_tells_good_warned_of_bad_and_unknown(check: Path) -> None:
    home = check.parent / "home"
    code, said = run(check)
    assert (code, said.startswith("THRESHOLD WARNING: ")) == (1, True)
    assert "record" in said  # there is none yet
    open_desk(paths.places(home, {}), SHELTER).close()
    for key in (home / "keys").glob("*-*-*-*-*.key"):
        key.unlink()
    code, said = run(check)
    assert (code, said.startswith("THRESHOLD CRITICAL: ")) == (2, True)
    assert "key_missing" in said
    assert run(check, "nothing-there") == (3, "THRESHOLD UNKNOWN: doctor ended with 127")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_is_pointed_to_is_there(page: str) -> None:
    for name in re.findall(r"\]\(([a-z-]+\.md)\)", (MANUAL / page).read_text("utf-8")):
        assert (MANUAL / name).exists(), name


def test_every_code_to_alarm_on_is_one_that_doctor_knows() -> None:
    """Each stands in a table that says what it means."""
    page = (MANUAL / "it-monitoring.md").read_text("utf-8")
    told = [line for line in page.splitlines() if re.match(r"\| (at once|today|this week)", line)]
    alarms = set(re.findall(r"`([a-z_]+)`", " ".join(told))) - {"error"}
    others = (each.read_text("utf-8") for each in MANUAL.glob("*.md") if each.name != "it-monitoring.md")
    rows = [line.split("|")[1] for line in "\n".join(others).splitlines() if line.startswith("| ")]
    known = set(re.findall(r"`([a-z_]+)`", " ".join(rows)))
    assert alarms
    assert alarms <= known | {"removals"}, alarms - known
