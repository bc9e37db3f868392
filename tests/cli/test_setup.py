"""`threshold setup` on real folders: it checks all, writes all or nothing, goes on where it was cut, and changes nothing a second time."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyrage import x25519

from desktop.cli.main import cli
from desktop.core.errors import Refused
from desktop.managed import managed_file, read_managed
from desktop.packs.facility import read_facility
from desktop.paths import Places, places, resources
from desktop.services.desk import facility_file, open_desk
from desktop.services.keyring import Keyring
from desktop.services.setting_up import STEPS

EXAMPLE = resources() / "setup-example.toml"
PINS = "Supervisor 7: 271828\nGuard 21: 314159\n"

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workstation of its own."""
    return tmp_path / "home"


@pytest.fixture
def at(home: Path) -> Places:
    """Its folders."""
    return places(home, {})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The manual's example."""
    copy = tmp_path / "setup.toml"
    copy.write_bytes(EXAMPLE.read_bytes())
    return copy


@pytest.fixture
def run(home: Path, file: Path) -> Run:
    """Runs the command with that file; `pins` are given on standard input."""

    def runner(*options: str, pins: str = "") -> Result:
        given = ["--pins-stdin"] if pins else []
        arguments = ["--home", str(home), "setup", "--config", str(file), *given, *options]
        return CliRunner().invoke(cli, arguments, input=pins or None, obj=lambda *_: 0)

    return runner


def told(result: Result) -> dict[str, Any]:
    """What was printed as JSON."""
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def everything(home: Path) -> dict[str, bytes]:
    """Every file of configuration, and what is on record, as bytes."""
    files = [each for each in (home / "config").rglob("*") if each.is_file()]
    return {str(each): each.read_bytes() for each in files}


def events(at: Places) -> int:
    with closing(open_desk(at, create=False)) as desk:
        return desk.store.journal.head()[0]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_example_sets_a_whole_desk_up(run: Run, at: Places) -> None:
    result = run("--json", pins=PINS)
    assert result.exit_code == 0, result.output
    found = told(result)
    assert (found["ok"], found["problems"], found["findings"]) == (True, [], [])
    assert "test visit" in " ".join(found["done"]).lower()
    facility, findings = read_facility(facility_file(at))
    assert (facility.id, facility.desk, findings) == ("SCH910", "1", [])
    assert read_managed(managed_file(at))[0].idle_lock_minutes == 5
    with closing(open_desk(at, create=False)) as desk:
        assert desk.signed.set_up
        roles = {person.person: (person.role, bool(person.pin)) for person in desk.people.everyone()}
    assert roles == {
        "Supervisor 7": ("supervisor", True),
        "Guard 21": ("guard", True),
        "Guard 22": ("guard", False),
    }


def test_the_recovery_sheet_is_shown_once_and_opens_the_record(run: Run, at: Places) -> None:
    shares = told(run("--json"))["shares"]
    assert len(shares) == 3
    ring = Keyring(at, console=True)
    (sheet,) = [slot for slot in ring.slots() if slot.kind == "sheet"]
    assert ring.verify_sheet(shares[1:]) == sheet.name
    with pytest.raises(Refused):
        ring.verify_sheet(shares[:1])
    again = told(run("--json"))
    assert again["shares"] == []
    assert sheet.name in " ".join(again["to_do"])


def test_the_offices_keys_open_a_new_record_and_one_that_was_there(run: Run, file: Path, at: Places) -> None:
    first, second = x25519.Identity.generate(), x25519.Identity.generate()
    change(file, "idle_lock_minutes = 5", f'recovery = ["{first.to_public()}"]')
    assert run().exit_code == 0
    change(file, str(first.to_public()), f'{first.to_public()}", "{second.to_public()}')
    assert run("--replace").exit_code == 0
    offices = [slot.recipient for slot in Keyring(at, console=True).slots() if slot.kind == "office"]
    assert offices == [str(first.to_public()), str(second.to_public())]
    assert told(run("--json"))["done"] == []


def test_a_desk_that_nothing_else_can_open_is_told_what_that_costs(run: Run, file: Path) -> None:
    change(file, "[recovery]\nsheet = { need = 2, of = 3 }\n", "")
    assert any(
        "Only the key file of this computer opens the record" in each for each in told(run("--json"))["to_do"]
    )


def test_the_test_visit_is_in_the_drill_file_alone(run: Run, at: Places) -> None:
    assert run().exit_code == 0
    with closing(open_desk(at, create=False)) as desk:
        assert desk.store.queries.all_visits() == []
    with closing(open_desk(at, create=False, realm="drill")) as drill:
        (visit,) = drill.store.queries.all_visits()
    assert (visit.status, visit.site) == ("closed", "SCH910")
    assert visit.outcomes


def test_a_second_run_changes_nothing_and_says_so(run: Run, home: Path, at: Places) -> None:
    assert run(pins=PINS).exit_code == 0
    before, recorded = everything(home), events(at)
    again = run(pins=PINS)
    assert again.exit_code == 0
    assert "Nothing was changed." in again.output
    assert everything(home) == before
    assert events(at) == recorded


def test_pins_that_come_later_are_set_once_and_never_anew(run: Run, at: Places) -> None:
    first = run("--json")
    assert any("first supervisor sets a PIN" in each for each in told(first)["to_do"])
    assert told(run("--json", pins=PINS))["done"] == [
        "Supervisor 7 is the first supervisor and has a PIN.",
        "Guard 21 has a PIN now.",
    ]
    other = run("--json", pins="Supervisor 7: 161803\nGuard 21: 161803\n")
    assert told(other)["done"] == []
    with closing(open_desk(at, create=False)) as desk:
        assert desk.people.sign_in("Guard 21", "314159").person == "Guard 21"


def test_other_values_need_replace_and_are_told_one_by_one(
    run: Run, file: Path, home: Path, at: Places
) -> None:
    assert run().exit_code == 0
    before = everything(home)
    change(file, "212-555-0141", "212-555-0199")
    change(file, "idle_lock_minutes = 5", "idle_lock_minutes = 9")
    refused = run()
    assert refused.exit_code == 1
    assert "phones" in refused.output
    assert "idle_lock_minutes is 5 now, and 9" in refused.output
    assert "--replace" in refused.output
    assert everything(home) == before
    assert run("--replace").exit_code == 0
    assert read_facility(facility_file(at))[0].phones["supervisor"] == "212-555-0199"
    assert read_managed(managed_file(at))[0].idle_lock_minutes == 9


def test_check_says_what_would_be_and_writes_nothing(run: Run, file: Path, home: Path) -> None:
    assert "The file is good." in run("--check").output
    assert not home.exists()
    change(file, 'id = "SCH910"', 'id = "a school"')
    wrong = run("--check", "--json")
    assert wrong.exit_code == 2
    assert [each["field"] for each in told(wrong)["findings"]] == ["id"]
    assert not home.exists()


BAD: list[tuple[str, str, str, str]] = [
    ('id = "SCH910"', "", "facility", "id"),
    ('type = "school"', 'type = "castle"', "facility", "type"),
    ('counsel = "212-555-0142"', 'counsel = "call me"', "facility.phones", "counsel"),
    ('status = "public"', 'status = "open"', "facility.area 1 (Main lobby)", "areas"),
    ('posts = ["Front desk", "Side door"]', "post = 1", "facility", "post"),
    ("idle_lock_minutes = 5", "idle_lock_minutes = -1", "managed", "idle_lock_minutes"),
    ("idle_lock_minutes = 5", 'recovery = ["age1nothing"]', "managed", "recovery"),
    ("idle_lock_minutes = 5", 'backup_folder = "stick"', "managed", "backup_folder"),
    ("idle_lock_minutes = 5", "lock = 5", "managed", "lock"),
    ("idle_lock_minutes = 5", 'facility = "/etc/f.toml"', "managed", "facility"),
    ('role = "guard"', 'role = "boss"', "people 2", ""),
    ('name = "Guard 22"', 'name = "guard 21"', "people 3", ""),
    ('name = "Guard 22"', 'name = " "', "people 3", ""),
    ('role = "supervisor"', 'role = "guard"', "people", ""),
    ("need = 2, of = 3", "need = 4, of = 3", "recovery", "sheet"),
    ("need = 2, of = 3", "need = 1, of = 3", "recovery", "sheet"),
    ("[recovery]", "[rescue]\na = 1\n[recovery]", "", "rescue"),
]


@pytest.mark.parametrize(("old", "new", "place", "field"), BAD, ids=[f"{each[2]}-{each[1]}" for each in BAD])
def test_each_kind_of_bad_input_is_named_with_place_and_remedy_and_nothing_is_written(
    run: Run, file: Path, home: Path, old: str, new: str, place: str, field: str
) -> None:
    change(file, old, new)
    result = run("--json")
    assert result.exit_code == 2
    wrong = [each for each in told(result)["findings"] if each["level"] == "error"]
    assert (place, field) in [(each["place"], each["field"]) for each in wrong]
    assert all(each["sentence"] and each["fix"] for each in wrong)
    assert not home.exists()


def test_all_findings_are_listed_not_just_the_first(run: Run, file: Path) -> None:
    for old, new in (
        ('id = "SCH910"', 'id = "?"'),
        ('role = "guard"', 'role = "boss"'),
        ("of = 3", "of = 99"),
    ):
        change(file, old, new)
    places_named = {each["place"] for each in told(run("--json"))["findings"]}
    assert {"facility", "people 2", "people 3", "recovery"} <= places_named


def test_a_missing_number_is_a_warning_and_the_desk_is_set_up(run: Run, file: Path) -> None:
    change(file, 'counsel = "212-555-0142"\n', "")
    result = run("--json")
    assert result.exit_code == 0
    assert [(each["field"], each["level"]) for each in told(result)["findings"]] == [("counsel", "warning")]


@pytest.mark.parametrize(
    "content", [b"[facility", b"\xff\xfe", b"a = " + b"[" * 100_000], ids=["cut", "bytes", "deep"]
)
def test_a_file_that_is_no_toml_is_told(run: Run, file: Path, home: Path, content: bytes) -> None:
    file.write_bytes(content)
    result = run()
    assert result.exit_code == 2
    assert "setup.toml" in result.output
    assert not home.exists()


def test_a_file_that_is_not_there_is_told(run: Run, file: Path) -> None:
    file.unlink()
    assert run().exit_code == 2


@pytest.mark.parametrize(
    "pins",
    [
        "Guard 99: 271828",
        "271828",
        "Supervisor 7: 234567",
        "Supervisor 7: 27182a",
        "Guard 21: 314159\nGuard 21: 271828",
    ],
)
def test_a_bad_line_of_pins_writes_nothing_and_shows_no_pin(run: Run, home: Path, pins: str) -> None:
    result = run(pins=pins)
    assert result.exit_code == 2
    assert "PINs · line" in result.output
    assert not [each for each in ("271828", "234567", "27182a", "314159") if each in result.output]
    assert not home.exists()


def test_no_pin_is_in_any_file(run: Run, home: Path) -> None:
    result = run("--json", pins=PINS)
    assert "271828" not in result.output
    for file in (each for each in home.rglob("*") if each.is_file()):
        assert b"271828" not in file.read_bytes(), file


def test_a_secret_key_in_the_file_is_refused_and_not_repeated(run: Run, file: Path) -> None:
    secret = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SQZQQQQ"
    change(file, "idle_lock_minutes = 5", f'recovery = ["{secret}"]')
    result = run()
    assert result.exit_code == 2
    assert secret not in result.output


def test_a_wrong_pin_of_the_supervisor_adds_nobody(run: Run, file: Path, at: Places) -> None:
    assert run(pins=PINS).exit_code == 0
    file.write_text(file.read_text("utf-8") + '\n[[people]]\nname = "Guard 30"\nrole = "guard"\n', "utf-8")
    assert run(pins="Supervisor 7: 161803\n").exit_code == 1
    with closing(open_desk(at, create=False)) as desk:
        assert "Guard 30" not in {person.person for person in desk.people.everyone()}
    assert run(pins=PINS).exit_code == 0
    with closing(open_desk(at, create=False)) as desk:
        assert "Guard 30" in {person.person for person in desk.people.everyone()}


def test_a_folder_that_cannot_be_written_is_told_with_a_remedy(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "config").write_text("a file where the folder belongs", "utf-8")
    result = run()
    assert result.exit_code == 3
    assert "could not be saved" in result.output
    assert not (home / "data").exists()


CHILD = """
import os, signal, sys
from pathlib import Path
from desktop.paths import places
from desktop.services.setting_up import set_up
from desktop.services.setup_plan import read_plan

plan, _ = read_plan(Path(sys.argv[1]))
def tell(step):
    if step == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
set_up(places(Path(sys.argv[2]), {}), plan, {"Supervisor 7": "271828", "Guard 21": "314159"}, tell, console=True)
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_was_killed_is_finished_by_the_next(
    run: Run, file: Path, home: Path, at: Places, step: str
) -> None:
    died = subprocess.run(
        [sys.executable, "-c", CHILD, str(file), str(home), step],
        env=os.environ,
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = run("--json", pins=PINS)
    assert again.exit_code == 0, again.output
    with closing(open_desk(at, create=False)) as desk:
        assert len(desk.people.everyone()) == 3
        assert desk.facility.id == "SCH910"
    assert told(run("--json", pins=PINS))["done"] == []


def test_doctor_says_how_to_set_a_desk_up(home: Path) -> None:
    result = CliRunner().invoke(cli, ["--home", str(home), "doctor", "--json"], obj=lambda *_: 0)
    (fact,) = [each for each in json.loads(result.stdout)["facts"] if each["code"] == "facility"]
    assert "threshold setup" in fact["remedy"]


def test_the_example_has_every_key_that_the_manual_speaks_of() -> None:
    example = tomllib.loads(EXAMPLE.read_text("utf-8"))
    assert set(example) == {"facility", "managed", "people", "recovery"}


def test_the_check_ends_with_1_where_values_differ_and_0_where_they_do_not(run: Run, file: Path) -> None:
    assert run(pins=PINS).exit_code == 0
    assert run("--check").exit_code == 0
    change(file, "idle_lock_minutes = 5", "idle_lock_minutes = 9")
    result = run("--check")
    assert (result.exit_code, "idle_lock_minutes" in result.output) == (1, True)


def test_a_desk_with_other_people_than_the_file_is_not_called_set_up_as_the_file_says(
    run: Run, file: Path
) -> None:
    assert "Everything is ready." in run(pins=PINS).output
    assert "This desk is set up as the file says." in run().output
    change(file, 'name = "Guard 22"', 'name = "Guard 23"')
    result = run()
    assert "Not all of the file is done." in result.output
    assert "set up as the file says" not in result.output


def test_a_bad_pin_is_told_by_the_name_of_its_person_and_what_a_pin_is_once(run: Run) -> None:
    (line,) = [each for each in run(pins="Guard 21: 123456\n").output.splitlines() if "PINs" in each]
    assert "Guard 21" in line
    assert line.count("6 to 12 digits") == 1
