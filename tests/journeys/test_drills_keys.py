"""Drills at the command line: what a facility does on the day on which its key file, its computer or its only supervisor is gone."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.people import KeysChanged
from desktop.managed import managed_file
from desktop.paths import places
from desktop.services.desk import open_desk
from desktop.trust.keys import key_files
from tests.services.rings import WORDS, Station, identity_file


@pytest.fixture
def station(tmp_path: Path) -> Station:
    """A record with one way of each kind."""
    return Station(tmp_path)


def run(home: Path, *arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *map(str, arguments)], input=typed, obj=lambda *_: 0)


def sheet_of(station: Station) -> list[str]:
    made = run(station.home / "desk", "keys", "add-sheet", "--need", "2", "--of", "3", "--print", "--json")
    return list(json.loads(made.stdout)["sheets"][0]["shares"])


def lines(*texts: str) -> str:
    return "".join(f"{text}\n" for text in texts)


@pytest.mark.parametrize("kind", ["office", "sheet", "passphrase"])
def test_the_key_file_is_lost_and_each_other_way_alone_makes_it_again(kind: str, station: Station) -> None:
    home, head = station.home / "desk", station.look()
    options: dict[str, tuple[tuple[str | Path, ...], str]] = {"office": (("--office", station.identity), "")}
    if kind == "office":
        assert run(home, "keys", "add-office", station.recipient).exit_code == 0
    elif kind == "sheet":
        shares = sheet_of(station)
        options["sheet"] = (("--sheet",), lines(shares[2], shares[0]))
    else:
        assert run(home, "keys", "add-passphrase", typed=lines(WORDS)).exit_code == 0
        options["passphrase"] = (("--passphrase",), lines(WORDS))
    content, slots = station.key_file.read_bytes(), station.slots.read_bytes()
    station.key_file.unlink()
    locked = run(home, "visits")
    assert locked.exit_code == 3
    assert "threshold keys recover" in locked.output
    arguments, typed = options[kind]
    done = run(home, "keys", "recover", *arguments, "--json", typed=typed)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["made"] == str(station.key_file)
    assert (station.key_file.read_bytes(), station.slots.read_bytes()) == (content, slots)
    assert station.key_file.stat().st_mode & 0o077 == 0
    told = station.told()[-1]
    assert (told.what, told.slot) == ("recovered", kind)
    assert run(home, "doctor").exit_code == 0
    assert run(home, "verify", "--head", head).exit_code == 0


def test_two_of_three_shares_open_and_one_or_a_stranger_among_them_does_not(station: Station) -> None:
    home, shares = station.home / "desk", sheet_of(station)
    other = sheet_of(station)
    station.key_file.unlink()
    for typed, said in (
        (lines(shares[0]), "2 parts open this sheet, and 1 were given"),
        (lines(shares[0], shares[1], other[0]), "Part 3 belongs to another sheet"),
        (lines(shares[0], shares[1].replace(" ", " x", 1)), "Part 2, word 2"),
        (
            lines(shares[0], " ".join(reversed(shares[1].split()))),
            "Part 2 was not typed as it stands on paper",
        ),
        (lines(shares[1], shares[1]), "Part 2 is the same as part 1"),
        ("", "1 parts open this sheet, and 0 were given"),
    ):
        refused = run(home, "keys", "recover", "--sheet", typed=typed)
        assert (refused.exit_code, said in refused.output) == (1, True), refused.output
        assert key_files(station.places.keys) == []
    assert run(home, "keys", "verify-sheet", typed=lines(*shares)).exit_code == 0
    assert run(home, "keys", "recover", "--sheet", typed=lines(*shares[1:])).exit_code == 0
    station.look()


def test_the_computer_dies_and_a_new_one_restores_with_the_offices_key_and_a_stick(station: Station) -> None:
    head = station.look()
    station.ring.add_office(station.recipient)
    assert run(station.home / "desk", "backup", "--to", station.home / "stick", "--make").exit_code == 0
    shutil.rmtree(station.home / "desk")
    new = station.home / "new"
    done = run(new, "keys", "recover", "--office", station.identity, "--backup", station.home / "stick")
    assert done.exit_code == 0, done.output
    assert run(new, "doctor").exit_code == 0
    assert run(new, "verify", "--head", head).exit_code == 0
    station.look(places(new, {}))
    slots = json.loads(run(new, "keys", "list", "--json").stdout)["slots"]
    assert [slot["state"] for slot in slots] == ["opens", "whole"]


def test_a_damaged_key_file_is_moved_aside_and_never_deleted(station: Station) -> None:
    station.ring.add_office(station.recipient)
    station.key_file.write_bytes(b"half a key")
    done = run(station.home / "desk", "keys", "recover", "--office", station.identity, "--json")
    aside = Path(json.loads(done.stdout)["aside"])
    assert aside.read_bytes() == b"half a key"
    station.look()


def test_a_silent_installation_is_sealed_to_the_office_from_its_first_start_on(tmp_path: Path) -> None:
    """Nobody was asked anything, and the record is not lost with its computer."""
    identity, recipient = identity_file(tmp_path / "office.txt")
    _, other = identity_file(tmp_path / "other.txt")
    home = places(tmp_path / "desk", {})
    managed_file(home).parent.mkdir(parents=True)
    managed_file(home).write_text(f'recovery = ["{recipient}", "{other}", "age1nobody", "{recipient}"]\n')
    desk = open_desk(home)
    bodies = [event.body for seq in range(1, 6) if (event := desk.store.queries.event(seq)) is not None]
    assert [body.what for body in bodies if isinstance(body, KeysChanged)] == ["made", "made"]
    assert any("number 3, is not usable" in notice for notice in desk.told)
    desk.close()
    (key_file,) = key_files(home.keys)
    key_file.unlink()
    assert run(tmp_path / "desk", "keys", "recover", "--office", identity).exit_code == 0
    facts = json.loads(run(tmp_path / "desk", "doctor", "--json").stdout)["facts"]
    assert {"managed": "warning", "recovery": "ok"}.items() <= {
        fact["code"]: fact["level"] for fact in facts
    }.items()


def test_the_only_supervisor_is_gone_and_the_office_makes_another(station: Station) -> None:
    """Without the office's key, a sheet or a passphrase nobody is given a PIN that way."""
    home = station.home / "desk"
    station.ring.add_office(station.recipient)
    desk = open_desk(station.places)
    desk.people.first("Supervisor 1", "402917")
    desk.close()
    done = run(
        home,
        "keys",
        "recover",
        "--office",
        station.identity,
        "--supervisor",
        "Supervisor 2",
        typed=lines("730184"),
    )
    assert done.exit_code == 0, done.output
    assert "730184" not in done.output
    desk = open_desk(station.places)
    assert desk.people.sign_in("Supervisor 2", "730184").role == "supervisor"
    desk.close()


def test_another_data_key_leaves_every_pin_as_it_is_and_the_record_verifies(station: Station) -> None:
    desk = open_desk(station.places)
    desk.people.first("Supervisor 1", "402917")
    desk.close()
    assert run(station.home / "desk", "keys", "change-data-key").exit_code == 0
    desk = open_desk(station.places)
    assert desk.people.sign_in("Supervisor 1", "402917").how == "pin"
    desk.close()
    assert run(station.home / "desk", "verify").exit_code == 0


def test_a_stick_with_a_foreign_record_is_not_opened_by_our_office(station: Station, tmp_path: Path) -> None:
    foreign = Station(tmp_path / "foreign")
    foreign.ring.add_office(foreign.recipient)
    assert run(foreign.home / "desk", "backup", "--to", tmp_path / "stick", "--make").exit_code == 0
    head = station.look()
    refused = run(
        station.home / "desk", "keys", "recover", "--office", station.identity, "--backup", tmp_path / "stick"
    )
    assert refused.exit_code == 1
    assert run(station.home / "desk", "verify", "--head", head).exit_code == 0
    nothing = run(
        station.home / "desk", "keys", "recover", "--office", station.identity, "--backup", tmp_path / "none"
    )
    assert nothing.exit_code == 2
