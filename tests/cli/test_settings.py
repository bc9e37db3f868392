"""`threshold settings` tells what holds, which place decides it, and what cannot be used; the manual's example is what it says."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop import paths
from desktop.cli.main import cli
from desktop.managed import keys, machine_file, managed_file
from desktop.settings import settings_file
from tests.cli.conftest import Run

PAGE = (paths.resources() / "manual" / "it-configuration.md").read_text("utf-8")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """managed.toml of the computer."""
    monkeypatch.setenv(paths.MACHINE_VARIABLE, str(tmp_path / "etc"))
    (tmp_path / "etc").mkdir()
    return machine_file()


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """managed.toml of the account."""
    file = managed_file(paths.places(tmp_path / "home", {}))
    file.parent.mkdir(parents=True)
    return file


def shown(name: str) -> str:
    """The block of the manual below a mark."""
    found = re.search(rf"<!-- {name} -->\n\n```\w*\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def at(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--home", str(home), *arguments], obj=lambda *_: 0)
    assert isinstance(done.exception, SystemExit | None), done.exc_info
    return done.exit_code, done.output


def test_where_nobody_decides_every_key_is_listed_with_its_default(tmp_path: Path, machine: Path) -> None:
    code, said = at(tmp_path / "home", "settings")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == [key.name for key in keys()]
    assert all(line.endswith("default") for line in said.splitlines())
    assert '"light"' in said


def test_the_explanation_is_the_one_of_the_manual(tmp_path: Path, machine: Path, account: Path) -> None:
    machine.write_text(shown("example"), "utf-8")
    account.write_text("idle_lock_minutes = 30\n", "utf-8")
    settings_file(paths.places(tmp_path / "home", {})).write_text('theme = "night"\n', "utf-8")
    code, said = at(tmp_path / "home", "settings", "--explain")
    assert code == 0, said
    said = said.replace(str(machine), "/etc/threshold/managed.toml")
    said = said.replace(str(account.parent), "~/.config/threshold/config")
    assert shown("output").strip() in said
    for key in keys():
        assert key.meaning in said


def test_a_misspelled_key_and_a_value_that_does_not_fit_are_told_and_the_rest_applies(
    tmp_path: Path, machine: Path, account: Path
) -> None:
    machine.write_text("idle_lock_minuts = 1\nkiosk = 1\nretention_days = 30\n", "utf-8")
    account.write_text("kiosk = true\n", "utf-8")
    for options in (["settings"], ["settings", "--explain"]):
        code, said = at(tmp_path / "home", *options)
        assert code == 1
        assert f"{machine}: 'idle_lock_minuts' is not known" in said
        assert "Did you mean idle_lock_minutes?" in said
        assert f"{machine}: kiosk is not usable" in said
    code, told = at(tmp_path / "home", "settings", "--json")
    loaded = json.loads(told)
    assert (code, loaded["ok"], len(loaded["findings"])) == (1, False, 2)
    by_key = {each["key"]: each for each in loaded["settings"]}
    assert (by_key["kiosk"]["value"], by_key["kiosk"]["from"]) == (True, "account file")
    assert by_key["kiosk"]["others"][0]["why"].startswith("kiosk is not usable")
    assert (by_key["retention_days"]["value"], by_key["retention_days"]["where"]) == (30, str(machine))


def test_doctor_tells_what_is_wrong_before_there_is_a_record(run: Run, machine: Path) -> None:
    machine.write_text("kisok = true\n", "utf-8")
    said = run("doctor").output
    [line] = [line for line in said.splitlines() if line.split()[1] == "managed"]
    assert "Did you mean kiosk?" in line


@pytest.mark.parametrize("line", ['recovery = ["{}"]', 'recovery = "{}"', "recovery = {{ key = '{}' }}"])
def test_a_secret_key_that_was_written_by_mistake_is_never_repeated(
    tmp_path: Path, machine: Path, line: str
) -> None:
    secret = "AGE-SECRET-KEY-1" + "Q" * 58
    machine.write_text(line.format(secret), "utf-8")
    for options in (["settings"], ["settings", "--explain"], ["settings", "--json"]):
        code, said = at(tmp_path / "home", *options)
        assert code == 1
        assert secret not in said
        assert "QQQQ" not in said


@pytest.mark.parametrize(
    "line", ["when = 2026-11-23", "kiosk = 2026-11-23T10:00:00Z", "theme = [1.5]", "policy = { a = 1 }"]
)
def test_whatever_stands_there_is_told_in_every_form(tmp_path: Path, machine: Path, line: str) -> None:
    machine.write_text(f"{line}\n", "utf-8")
    for options in (["settings", "--explain"], ["settings", "--json"]):
        code, said = at(tmp_path / "home", *options)
        assert code == 1
        assert line.split()[0] in said


def test_another_facility_is_refused_where_it_is_decided_for_the_computer(
    run: Run, machine: Path, account: Path
) -> None:
    assert run("settings").exit_code == 0
    account.write_text('facility = "other.toml"\n', "utf-8")
    assert run("settings").exit_code == 0
    machine.write_text('facility = "desk.toml"\n', "utf-8")
    result = run("settings")
    assert result.exit_code == 2
    assert f"{machine} decides the facility file" in result.output


def test_the_schema_that_is_printed_names_every_key(tmp_path: Path) -> None:
    code, said = at(tmp_path / "home", "settings", "--schema")
    loaded = json.loads(said)
    assert code == 0
    assert list(loaded["$defs"]["Managed"]["properties"]) == [key.name for key in keys()]
    assert all(each["description"] for each in loaded["$defs"]["Managed"]["properties"].values())


def test_setting_a_desk_up_tells_what_the_computer_decides_otherwise(tmp_path: Path, machine: Path) -> None:
    plan = paths.resources() / "setup-example.toml"
    machine.write_text("idle_lock_minutes = 3\n", "utf-8")
    text = plan.read_text("utf-8").replace("idle_lock_minutes = 5", "idle_lock_minutes = 9")
    (tmp_path / "plan.toml").write_text(text, "utf-8")
    code, said = at(tmp_path / "home", "setup", "--config", str(tmp_path / "plan.toml"))
    assert code == 1, said
    assert f"idle_lock_minutes has no effect here: {machine} decides it." in said


def test_the_sample_that_ships_decides_nothing_and_each_of_its_lines_can_be_used(tmp_path: Path) -> None:
    sample = (paths.resources() / "managed-example.toml").read_text("utf-8")
    assert tomllib.loads(sample) == {}
    lines = re.findall(r"^# (\w+ = .*)$", sample, re.MULTILINE)
    assert [line.split()[0] for line in lines] == [key.name for key in keys()]
    assert set(tomllib.loads("\n".join(lines))) == {key.name for key in keys()}
