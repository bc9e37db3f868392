"""What IT decides for a workstation: what is wrong costs itself only, and is told with its reason."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop import paths
from desktop.managed import (
    CATEGORIES,
    Key,
    Managed,
    decide,
    decided,
    keys,
    machine_file,
    managed_file,
    read_managed,
)
from desktop.registry import REG_DWORD, REG_SZ, TYPES, WANTED, Form, Root, Value, Written
from desktop.services.desk import facility_file

Values = Iterable[tuple[str, int, object]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = managed_file(paths.places(tmp_path, {}))
    place.parent.mkdir(parents=True)
    return place


def test_no_file_is_no_finding_and_the_usual_decisions_hold(file: Path) -> None:
    assert read_managed(file) == (Managed(), [])
    usual = Managed()
    assert (
        usual.recovery,
        usual.idle_lock_minutes,
        usual.facility,
        usual.retention_days,
        usual.backup_folder,
    ) == ([], 5, "", 0, "")


def test_every_decision_is_read(file: Path) -> None:
    file.write_text(
        'recovery = ["age1abc", "age1def"]\nidle_lock_minutes = 0\nfacility = "/srv/desk.toml"\n'
        'retention_days = 2555\nbackup_folder = "/mnt/stick"\n'
    )
    assert read_managed(file) == (
        Managed(["age1abc", "age1def"], 0, "/srv/desk.toml", 2555, "/mnt/stick"),
        [],
    )


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('recovery = "age1abc"', "recovery"), ("recovery = [1]", "recovery"), ("idle_lock_minutes = -1", "idle_lock_minutes"),
        ("idle_lock_minutes = true", "idle_lock_minutes"), ('retention_days = "never"', "retention_days"), ("facility = 3", "facility"),
        ("idle_lock_minutes = 1.5", "idle_lock_minutes"), ("backup_folder = []", "backup_folder"), ("recover = []", "recover"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_and_the_rest_applies(file: Path, line: str, key: str) -> None:
    rest = 'backup_folder = "/mnt/stick"\n' if key != "backup_folder" else "retention_days = 30\n"
    file.write_text(f"{rest}{line}\n")
    managed, [said] = read_managed(file)
    assert managed == (
        Managed(retention_days=30) if key == "backup_folder" else Managed(backup_folder="/mnt/stick")
    )
    assert str(file) in said
    assert key in said


@pytest.mark.parametrize("content", [b"recovery = [", b"\xff\xfe", b"= 3", b"[" * 5000])
def test_a_file_that_is_no_toml_is_named_and_decides_nothing(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    managed, [said] = read_managed(file)
    assert managed == Managed()
    assert str(file) in said


# ---- which place decides -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """managed.toml of the computer."""
    monkeypatch.setenv(paths.MACHINE_VARIABLE, str(tmp_path / "etc"))
    (tmp_path / "etc").mkdir()
    return machine_file()


def policy(computer: Values = (), account: Values = ()) -> Written:
    """A registry in which policies have written these values."""
    return Written({"HKLM": [Value(*each) for each in computer], "HKCU": [Value(*each) for each in account]})


def test_each_place_goes_before_those_below_it_key_by_key(tmp_path: Path, file: Path, machine: Path) -> None:
    home = paths.places(tmp_path, {})
    hive = policy(
        [("overdue_open_hours", REG_DWORD, 1)],
        [("overdue_open_hours", REG_DWORD, 2), ("retention_days", REG_DWORD, 2)],
    )
    machine.write_text("overdue_open_hours = 3\nretention_days = 3\noverdue_review_hours = 3\n")
    file.write_text(
        "overdue_open_hours = 4\nretention_days = 4\noverdue_review_hours = 4\nbackup_hours = 4\n"
    )
    found = decide(home, hive)
    m = found.managed
    assert (m.overdue_open_hours, m.retention_days, m.overdue_review_hours, m.backup_hours) == (1, 2, 3, 4)
    assert found.findings == ()
    first = found.of("overdue_open_hours")
    assert first.place == "computer policy"
    assert [(each.place, each.value) for each in first.others] == [
        ("account policy", 2), ("computer file", 3), ("account file", 4),
    ]  # fmt: skip
    assert {each.why for each in first.others} == {"The computer policy goes before it."}
    assert [found.of(key).place for key in ("retention_days", "overdue_review_hours", "backup_hours", "kiosk")] == [
        "account policy", "computer file", "account file", "default",
    ]  # fmt: skip


@given(
    given=st.lists(
        st.dictionaries(st.sampled_from(["idle_lock_minutes", "retention_days", "kiosk", "policy"]), st.integers(-1, 3)),
        min_size=4, max_size=4,
    )
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_the_first_place_with_a_value_that_fits_decides_whatever_the_others_hold(
    tmp_path: Path, file: Path, machine: Path, given: list[dict[str, int]]
) -> None:
    def fits(key: str, number: int) -> bool:
        return number >= 0 if key in ("idle_lock_minutes", "retention_days") else False

    def lines(table: dict[str, int]) -> str:
        return "".join(f"{key} = {number}\n" for key, number in table.items())

    hive = policy(*([(key, REG_DWORD, number) for key, number in each.items()] for each in given[:2]))
    machine.write_text(lines(given[2]))
    file.write_text(lines(given[3]))
    found = decide(paths.places(tmp_path, {}), hive).managed
    for key in ("idle_lock_minutes", "retention_days"):
        wanted = [each[key] for each in given if key in each and fits(key, each[key])]
        assert getattr(found, key) == (wanted[0] if wanted else getattr(Managed(), key))


def test_an_account_cannot_weaken_what_holds_for_the_computer_nor_step_past_it_by_a_home_of_its_own(
    tmp_path: Path, machine: Path
) -> None:
    machine.write_text('idle_lock_minutes = 2\nfacility = "desk.toml"\nrecovery = ["age1office"]\n')
    for home in ("one", "another"):
        file = managed_file(paths.places(tmp_path / home, {}))
        file.parent.mkdir(parents=True)
        file.write_text('idle_lock_minutes = 0\nfacility = "/tmp/mine.toml"\nrecovery = ["age1mine"]\n')
        at = decided(paths.places(None, {paths.HOME_VARIABLE: str(tmp_path / home)}))
        assert at == Managed(["age1office"], 2, str(machine.parent / "desk.toml"))
        assert facility_file(paths.places(tmp_path / home, {})) == machine.parent / "desk.toml"


def test_an_empty_text_or_list_decides_nothing(tmp_path: Path, file: Path, machine: Path) -> None:
    machine.write_text('recovery = []\npolicy = ""\ntheme = ""\n')
    file.write_text('recovery = ["age1abc"]\npolicy = "us-xx/a"\ntheme = "night"\n')
    found = decide(paths.places(tmp_path, {}))
    assert found.managed == Managed(["age1abc"], policy="us-xx/a", theme="night")
    assert "decides nothing" in found.of("policy").others[0].why


def test_what_does_not_fit_in_one_place_is_named_and_the_next_place_decides(
    tmp_path: Path, file: Path, machine: Path
) -> None:
    hive = policy(
        [("Idle_Lock_Minutes", REG_SZ, "9"), ("Kiosk", REG_DWORD, 2), ("idle_lock_minuts", REG_DWORD, 9)]
    )
    machine.write_text("idle_lock_minutes = 9999\n")
    file.write_text('idle_lock_minutes = 7\nbackup_folder = "stick"\n')
    found = decide(paths.places(tmp_path, {}), hive)
    assert found.managed == Managed(idle_lock_minutes=7)
    said = "\n".join(found.findings)
    assert "idle_lock_minutes is not usable (it is REG_SZ; REG_DWORD is wanted)" in said
    assert "kiosk is not usable (it is REG_DWORD; REG_DWORD 0 or 1 is wanted)" in said
    assert "Did you mean idle_lock_minutes?" in said
    assert str(machine) in said
    assert "'stick' is no whole path" in said
    assert [each.value for each in found.of("idle_lock_minutes").others] == ["9", 9999]


@pytest.mark.parametrize("type_", [*TYPES, 99])
@pytest.mark.parametrize("key", keys(), ids=lambda key: key.name)
def test_a_value_of_the_registry_is_taken_by_its_own_type_only(tmp_path: Path, key: Key, type_: int) -> None:
    """As Windows hands them over: numbers for REG_DWORD, texts for REG_SZ, lists for REG_MULTI_SZ."""
    good: dict[Form, object] = {
        "list": ["age1abc"],
        "text": str(tmp_path),
        "choice": "night",
        "number": 3,
        "switch": 1,
    }
    data = good[key.form]
    if key.name in ("policy", "policy_authority", "sync_receipts"):
        data = "us-xx/a" if key.name == "policy" else "0" * 64
    found = decide(paths.places(tmp_path, {}), policy([(key.name, type_, data)]))
    fits = type_ == WANTED[key.form]
    assert (len(found.findings) == 0) is fits
    assert (found.of(key.name).place == "computer policy") is fits
    if fits:
        assert getattr(found.managed, key.name) == data


def test_a_registry_or_a_file_that_cannot_be_read_is_named_and_the_rest_applies(
    tmp_path: Path, file: Path, machine: Path
) -> None:
    class Closed:
        def values(self, root: Root) -> list[Value]:
            raise PermissionError(13, "Permission denied", root)

    machine.mkdir()
    file.write_text("kiosk = true\n")
    found = decide(paths.places(tmp_path, {}), Closed())
    assert found.managed.kiosk
    key = r"Software\Policies\Threshold"
    assert [each.split(" ")[0] for each in found.findings] == [f"HKLM\\{key}", f"HKCU\\{key}", str(machine)]


def test_a_file_of_the_computer_that_every_account_may_write_is_told(tmp_path: Path, machine: Path) -> None:
    machine.write_text("kiosk = true\n")
    assert decide(paths.places(tmp_path, {})).findings == ()
    machine.chmod(0o666)
    [said] = decide(paths.places(tmp_path, {})).findings
    assert said == f"{machine}: every account may write {machine}. Let only root write there."


def test_an_installed_program_does_not_look_at_the_variable_of_the_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    variables = {paths.MACHINE_VARIABLE: str(tmp_path)}
    assert paths.machine_config(variables) == tmp_path
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.machine_config(variables) != tmp_path
    assert paths.machine_config(variables) == paths.machine_config({})


@given(content=st.binary(max_size=120))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_no_content_of_the_file_of_the_computer_raises(tmp_path: Path, machine: Path, content: bytes) -> None:
    machine.write_bytes(content)
    assert isinstance(decide(paths.places(tmp_path, {})).managed, Managed)


def test_every_key_is_declared_whole() -> None:
    for key in keys():
        assert key.category in CATEGORIES
        assert key.says.endswith(".")
        assert key.title
        assert re.fullmatch(r"\d+\.\d+", key.since)
        assert key.form != "number" or key.least < key.most
