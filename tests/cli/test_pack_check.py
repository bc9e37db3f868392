"""`threshold pack check` on an overlay: laid on its base, told by name, and looked at as one facility meets it."""

import json
from pathlib import Path

from click.testing import CliRunner

from desktop.cli.main import cli
from tests.packs.broken.overlays import ALTERED, CALM
from tests.packs.broken.rows import T_OUTCOMES
from tests.packs.mutated import OVERLAY, PACKS, Tables

SHELTER = PACKS.parent / "facilities" / "sample-shelter.toml"


def check(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["pack", "check", *map(str, words)])
    return result.exit_code, result.output


def test_the_overlay_that_ships_has_nothing_to_mend() -> None:
    assert check(OVERLAY) == (0, "0 errors, 0 other findings.\n")


def test_what_cannot_come_up_at_a_facility_is_noted_and_all_is_well() -> None:
    code, said = check(OVERLAY, "--facility", SHELTER)
    assert code == 0
    assert "note: routing.toml · ask 1 (student_asked): This question cannot come up at this site." in said


def test_notes_are_json_lines_for_scripts() -> None:
    _, said = check(OVERLAY, "--facility", SHELTER, "--json")
    assert {json.loads(line)["level"] for line in said.splitlines()} == {"note"}


def test_a_facility_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "facility.toml").write_text('id = "no id"\n')
    code, said = check(OVERLAY, "--facility", tmp_path / "facility.toml")
    assert code == 2
    assert "facility.toml · id" in said


def test_what_loosens_is_refused_and_what_is_taken_away_is_told(tmp_path: Path) -> None:
    tables = Tables(OVERLAY)
    line = {"file": T_OUTCOMES, "table": "hold_for_counsel", "key": "do", "line": "Let them talk to counsel."}
    tables.files["pack.toml"]["removes"] = [ALTERED | {"where": {}, "says": "A line of the hold."} | line]
    folder = tables.write(tmp_path / "told")
    code, said = check(folder)
    assert (code, said.splitlines()[-1]) == (0, "0 errors, 1 other finding.")
    assert "pack.toml · removes 1: Takes away from its base: A line of the hold. Why: A trial." in said
    tables.files["routing.toml"]["rule"].append(CALM)
    code, said = check(tables.write(tmp_path / "looser"))
    assert code == 1
    assert "[overlay_loosens]" in said
