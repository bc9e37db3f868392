"""`threshold pack prove`: each safety rule with what was found, a story in the pack's own words where one breaks, and exit codes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.paths import resources

PACK = resources() / "packs" / "us-ny-nyc" / "facility-entry"


def prove(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["pack", "prove", *map(str, arguments)])


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    """A copy of the New York pack in which counsel's allow cures a paper that looks altered."""
    copy = tmp_path / "pack"
    shutil.copytree(PACK, copy)
    routing = copy / "routing.toml"
    text = routing.read_text("utf-8")
    routing.write_text(text.replace("curable = [", 'curable = [\n  "altered",'), "utf-8")
    return copy


def test_every_safety_rule_of_the_shipped_pack_is_proved_and_each_says_where() -> None:
    result = prove(PACK)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    rules = [line for line in lines if line.startswith("proved  ")]
    assert (
        lines[-1]
        == f"us-ny-nyc/facility-entry 2026.11.1: {len(rules)} of {len(rules)} safety rules are proved."
    )
    assert len(rules) >= 12
    assert sum(line.startswith("    Proved over all answers, at: ") for line in lines) == len(rules)


def test_a_broken_rule_is_told_as_a_numbered_story_in_the_packs_own_words(loose: Path) -> None:
    result = prove(loose)
    assert result.exit_code == 1
    told = result.output[result.output.index("BROKEN  no-escort-on-an-altered-paper") :].splitlines()
    assert told[1] == "    Broken. The shortest way that breaks it:"
    assert told[2] == "    At School in Manhattan, 2026-07-15 12:00"
    assert told[3] == "      1. Danger: No danger I can see or hear"
    end = next(number for number, line in enumerate(told) if "Counsel: Counsel allows it" in line)
    assert told[end + 1] == "         → Judge's warrant: go with them, within it"


def test_for_scripts_each_rule_is_one_json_object(loose: Path) -> None:
    found = [json.loads(line) for line in prove(loose, "--json").output.splitlines()]
    broken = [each for each in found if not each["holds"]]
    assert {each["rule"] for each in broken} == {"no-escort-on-an-altered-paper", "only-curable-reasons"}
    assert all(each["story"] and each["places"] and not each["fault"] for each in broken)
    assert all(each["story"] == [] for each in found if each["holds"])


def test_a_pack_without_safety_rules_proves_nothing(loose: Path) -> None:
    (loose / "safety.toml").unlink()
    result = prove(loose)
    assert result.exit_code == 1
    assert "has no safety rules" in result.stderr


def test_a_pack_with_an_error_is_not_proved_but_its_findings_are_told(loose: Path) -> None:
    (loose / "safety.toml").write_text('[[never]]\nid = "a"\nsays = "A."\noutcome = ["escort"]\n', "utf-8")
    result = prove(loose)
    assert result.exit_code == 2
    assert "safety.toml · never 1 (a) · outcome: There is no 'escort'." in result.output


def test_the_solver_is_loaded_only_where_something_is_proved() -> None:
    """A desk never needs it: it takes its time at each start."""
    loads = "import sys, pathlib, desktop.cli.main; from desktop.packs.catalog import load_pack;"
    code = f"{loads} load_pack(pathlib.Path({str(PACK)!r})); sys.exit('pysat' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
