"""The command line as IT and counsel use it: sentences for people, JSON for scripts, and exit codes that can be relied on."""

import json
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.events import Access
from desktop.paths import places, resources
from desktop.services.desk import open_desk
from desktop.trust.device import make_device_key
from tests.cli.playing import SHELTER, a_visit

PACK = resources() / "packs" / "us-ny-nyc" / "facility-entry"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a workstation of its own below `tmp_path`."""

    def runner(*arguments: str | Path) -> Result:
        options = ["--home", str(tmp_path / "home"), "--facility", str(SHELTER)]
        return CliRunner().invoke(cli, [*options, *map(str, arguments)], obj=lambda *_: 0)

    return runner


@pytest.fixture
def case(tmp_path: Path) -> Callable[[dict[str, object]], Path]:
    """Writes a scenario like one of the pack's own, with some of its parts replaced."""

    def write(changes: dict[str, object]) -> Path:
        path = tmp_path / "case.json"
        plain = json.loads((PACK / "scenarios" / "T01.json").read_text("utf-8"))
        path.write_text(json.dumps({**plain, **changes}), "utf-8")
        return path

    return write


def test_help_lists_every_command_with_an_example_of_each(run: Run) -> None:
    """Somebody who knows nothing but `--help` finds each command and a line to type."""
    said = run("--help").output
    for command in cli.commands:
        assert f"threshold {command}" in said


def test_a_scenario_that_comes_out_as_expected_ends_with_0_and_one_json_object_a_line(run: Run) -> None:
    """Two files, two lines, in the order given."""
    result = run("scenario", PACK / "scenarios" / "T01.json", PACK / "scenarios" / "T06.json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert [(line["id"], line["ok"]) for line in lines] == [("T01", True), ("T06", True)]
    assert set(lines[0]) == {"id", "outcomes", "reasons", "flags", "steps", "stopped_at", "ok"}


def test_a_scenario_that_comes_out_otherwise_ends_with_1_and_says_why(
    run: Run, case: Callable[[dict[str, object]], Path]
) -> None:
    """The line holds `ok: false` and the difference in words."""
    result = run("scenario", case({"expect": {"outcomes": ["escort_within_warrant"]}}))
    assert result.exit_code == 1
    assert "refuse_administrative_paper" in json.loads(result.output)["why"][0]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"facts": {"danger": "none", "visiter": "federal"}}, "visiter"),
        ({"facts": {"danger": "nun"}}, "nun"),
        ({"then": [{"counsle": "allow"}]}, "counsle"),
        ({"now": "2026-07-15T14:00:00"}, "offset"),
        ({"expect": {"outcomes": ["refuse"]}}, "refuse"),
        ({"facility": {"type": "shelter", "borough": "Hoboken"}}, "Hoboken"),
        ({"fact": {}}, "fact"),
    ],
)
def test_a_typo_in_a_scenario_ends_with_2_and_is_named(
    run: Run, case: Callable[[dict[str, object]], Path], changes: dict[str, object], named: str
) -> None:
    """A misspelt name must never be taken for a fact that was not given."""
    result = run("scenario", case(changes))
    assert result.exit_code == 2
    assert named in result.stderr


def test_what_cannot_be_read_is_told_and_the_other_files_are_played(run: Run, tmp_path: Path) -> None:
    """One broken file does not hide the others."""
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    result = run("scenario", broken, PACK / "scenarios" / "T01.json")
    assert result.exit_code == 2
    assert "broken.json" in result.stderr
    assert json.loads(result.stdout)["ok"] is True


def test_visits_lists_what_is_on_record(run: Run, tmp_path: Path) -> None:
    """By record number, with the outcome's title; as JSON for scripts."""
    number = a_visit(tmp_path)
    assert number in run("visits").output
    assert json.loads(run("visits", "--open", "--json").output)["record_number"] == number


def test_verify_finds_nothing_against_an_honest_record(run: Run, tmp_path: Path) -> None:
    """The chain holds, and every outcome comes out again."""
    a_visit(tmp_path)
    result = run("verify", "--json")
    found = json.loads(result.output)
    assert result.exit_code == 0
    assert found["ok"] is True
    assert found["findings"] == []
    assert found["differences"] == []


def test_verify_tells_head_and_device_key_and_takes_them_back_from_paper(run: Run, tmp_path: Path) -> None:
    """What was printed once is checked again later; another head or key is a finding. Each look is on record."""
    a_visit(tmp_path)
    said = run("verify").output
    head, key = re.search(r"head (\d+:\w{64})", said), re.search(r"Device key (\w{64})", said)
    assert head is not None
    assert key is not None
    assert run("verify", "--head", head[1], "--public", key[1].upper()).exit_code == 0
    wrong = head[1][:-64] + "0" * 64
    for given in (
        ["--head", wrong],
        ["--head", head[1], "--head", f"99999:{'0' * 64}"],
        ["--public", "0" * 64],
    ):
        result = run("verify", *given)
        assert result.exit_code == 1
        assert result.output.startswith("Event ")
    for given in (["--head", "12"], ["--public", "xyz"]):
        assert run("verify", *given).exit_code == 2
    with closing(open_desk(places(tmp_path / "home", {}), create=False)) as desk:
        events = [desk.store.queries.event(row.seq) for row in desk.store.queries.iter_chain()]
    looks = [event for event in events if event is not None and event.body == Access("verified")]
    assert len(looks) == 5
    assert {(event.visit, event.actor.role) for event in looks} == {(None, "it")}


def test_verify_names_a_record_that_was_written_anew_under_another_device_key(
    run: Run, tmp_path: Path
) -> None:
    """The key file of this PC tells, even where nothing was kept on paper."""
    a_visit(tmp_path)
    keys = tmp_path / "home" / "keys"
    (keys / "record-device.key").unlink()
    make_device_key(keys, "record")
    result = run("verify", "--json")
    assert result.exit_code == 1
    assert [finding["code"] for finding in json.loads(result.output)["findings"]] == ["device_wrong_key"]


def test_doctor_is_well_on_a_set_up_workstation_and_says_so_in_json(run: Run, tmp_path: Path) -> None:
    """Exit code 0, and every fact has a code, a level and a sentence."""
    a_visit(tmp_path)
    result = run("doctor", "--json")
    facts = json.loads(result.output)["facts"]
    assert result.exit_code == 0
    assert {"pack", "facility", "triggers", "clock", "head"} <= {fact["code"] for fact in facts}
    assert all(fact["sentence"] for fact in facts)


@pytest.mark.parametrize("command", ["visits", "verify"])
def test_a_command_that_reads_never_makes_a_record(run: Run, tmp_path: Path, command: str) -> None:
    """Somebody who removed the file must not be told that nothing speaks against it."""
    result = run(command)
    assert result.exit_code == 3
    assert "no record" in result.stderr
    assert not list((tmp_path / "home").rglob("*.db"))
    assert run("doctor").exit_code == 0
    assert "no record yet" in run("doctor").output


def test_a_missing_key_is_named_with_its_remedy_and_ends_with_3(run: Run, tmp_path: Path) -> None:
    """The record is never begun anew over one that cannot be opened."""
    a_visit(tmp_path)
    shutil.rmtree(tmp_path / "home" / "keys")
    result = run("visits")
    assert result.exit_code == 3
    assert "key" in result.stderr
    doctor = run("doctor")
    assert doctor.exit_code == 1
    assert "key_missing" in doctor.output


def test_a_damaged_facility_file_goes_on_with_the_last_visit_s_facility(run: Run, tmp_path: Path) -> None:
    """The visits can still be listed; doctor names the file and the line."""
    number = a_visit(tmp_path)
    broken = tmp_path / "facility.toml"
    broken.write_text("id = [", "utf-8")
    result = run("--facility", broken, "visits")
    assert result.exit_code == 0
    assert number in result.output
    assert "facility.toml" in run("--facility", broken, "doctor").output


def test_pack_check_finds_no_error_in_the_shipped_pack_and_names_one_that_is_put_in(
    run: Run, tmp_path: Path
) -> None:
    """File, step, field and fix stand in each line."""
    assert run("pack", "check", PACK).exit_code == 0
    copy = tmp_path / "pack"
    shutil.copytree(PACK, copy)
    routing = copy / "routing.toml"
    routing.write_text(
        routing.read_text("utf-8").replace('outcome = "planned_visit"', 'outcome = "planed_visit"'), "utf-8"
    )
    result = run("pack", "check", copy)
    assert result.exit_code == 1
    assert "routing.toml" in result.output
    assert "planed_visit" in result.output


def test_pack_test_plays_every_story_and_scenario_of_a_pack(run: Run) -> None:
    """All of the shipped pack's own stories and scenarios come out as they say."""
    result = run("pack", "test", PACK)
    assert result.exit_code == 0, result.output
    told = re.search(r"^(\d+) of (\d+) stories end as they say.$", result.stdout)
    assert told
    assert told[1] == told[2]
    assert int(told[1]) > len(list((PACK / "scenarios").glob("*.json")))


def test_a_folder_that_is_no_pack_is_said_to_be_none(run: Run, tmp_path: Path) -> None:
    """With the remedy."""
    result = run("pack", "check", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "pack.toml" in result.stderr
