"""Setting up as a service: who may, what the window is offered, and that a failure in one step costs no other."""

import tomllib
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.core.findings import errors
from desktop.managed import Managed, managed_file
from desktop.packs.facility import check_facility
from desktop.packs.written import facility_toml
from desktop.paths import Places, places, resources
from desktop.services.desk import facility_file, open_desk
from desktop.services.health import examine
from desktop.services.keyring import Keyring
from desktop.services.notices import WORDS, notices
from desktop.services.proved import note_proved
from desktop.services.setting_up import FIRST_PIN, NO_PIN, differences, managed_toml, set_up, wanted
from desktop.services.setup_plan import Plan, PlanUnusable, check_plan, read_plan
from tests.fuzz.mutating import raw, toml_like

PINS = {"Supervisor 7": "271828"}


@pytest.fixture
def at(tmp_path: Path) -> Places:
    return places(tmp_path / "home", {})


@pytest.fixture
def plan() -> Plan:
    return read_plan(resources() / "setup-example.toml")[0]


def test_once_people_are_set_up_only_the_command_line_sets_up(at: Places, plan: Plan) -> None:
    assert set_up(at, plan, PINS).ok
    before = facility_file(at).read_bytes()
    other = msgspec.structs.replace(plan, facility=msgspec.structs.replace(plan.facility, name="Another"))
    with pytest.raises(Refused) as refused:
        set_up(at, other, PINS)
    assert refused.value.code == "sign_in"
    assert facility_file(at).read_bytes() == before
    assert set_up(at, other, PINS, console=True).ok


def test_the_window_adds_nobody_without_the_first_supervisors_pin(at: Places, plan: Plan) -> None:
    done = set_up(at, plan, {})
    assert any("A supervisor adds" in each for each in done.to_do)
    with closing(open_desk(at, create=False)) as desk:
        assert desk.people.everyone() == ()


def test_the_window_offers_what_is_still_to_be_set_up(at: Places, plan: Plan) -> None:
    with closing(open_desk(at)) as desk:
        assert wanted(desk) == "all"
    set_up(at, msgspec.structs.replace(plan, people=()), {}, console=True)
    with closing(open_desk(at)) as desk:
        assert wanted(desk) == ""
    set_up(at, plan, {}, console=True)
    with closing(open_desk(at)) as desk:
        assert wanted(desk) == "people"
    set_up(at, plan, PINS, console=True)
    with closing(open_desk(at)) as desk:
        assert wanted(desk) == ""


def test_a_wrong_pin_is_told_and_the_other_steps_are_done(at: Places, plan: Plan) -> None:
    without = msgspec.structs.replace(plan, people=plan.people[:1], sheet=None)
    assert set_up(at, without, PINS, console=True).ok
    done = set_up(at, plan, {"Supervisor 7": "314159"}, console=True)
    assert not done.ok
    assert len(done.shares) == 3


def test_a_facility_file_that_cannot_be_used_is_told_as_a_difference(at: Places, plan: Plan) -> None:
    at.config.mkdir(parents=True)
    facility_file(at).write_text("id = 1", "utf-8")
    (found,) = differences(at, plan)
    assert "cannot be used now" in found.sentence


def test_managed_configuration_names_the_facility_file_and_the_folder_for_backups(
    at: Places, plan: Plan, tmp_path: Path
) -> None:
    """A folder that is no whole path is told and not used."""
    (tmp_path / "site.toml").write_text(facility_toml(plan.facility), "utf-8")
    at.config.mkdir(parents=True)
    named = Managed(facility=str(tmp_path / "site.toml"), backup_folder=str(tmp_path / "stick"))
    managed_file(at).write_text(managed_toml(named), "utf-8")
    with closing(open_desk(at)) as desk:
        assert (desk.facility.id, desk.facility.backup_folder) == ("SCH910", str(tmp_path / "stick"))
        assert desk.notices == []
    managed_file(at).write_text(managed_toml(msgspec.structs.replace(named, backup_folder="stick")), "utf-8")
    with closing(open_desk(at)) as desk:
        assert desk.facility.backup_folder == ""
        assert "no whole path" in desk.notices[0]


def test_who_left_does_not_come_back_and_a_role_is_not_changed(at: Places, plan: Plan) -> None:
    set_up(at, plan, PINS, console=True)
    with closing(open_desk(at, create=False)) as desk:
        desk.people.sign_in("Supervisor 7", "271828")
        desk.people.leave("Guard 21")
        desk.people.change_role("Guard 22", "it")
    told = " ".join(set_up(at, plan, PINS, console=True).to_do)
    assert "Guard 21 left and does not come back" in told
    assert "Guard 22 is it on record" in told


@pytest.mark.parametrize("raw", [{}, {"facility": []}, {"people": 1}, {"recovery": [], "managed": 3}])
def test_no_shape_of_a_plan_is_more_than_findings(raw: dict[str, object]) -> None:
    with pytest.raises(PlanUnusable) as unusable:
        check_plan("setup.toml", raw, Path())
    assert all(each.sentence and each.fix for each in unusable.value.findings)


EXAMPLE = (resources() / "setup-example.toml").read_bytes()


@settings(max_examples=150)
@given(st.one_of(toml_like(tomllib.loads(EXAMPLE.decode())), raw(EXAMPLE)))
def test_whatever_a_setup_file_holds_it_is_a_plan_or_findings(content: bytes) -> None:
    """A plan can be written and is then no different from itself; a finding is a sentence of bounded length."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "setup.toml"
        file.write_bytes(content)
        try:
            plan, found = read_plan(file)
        except PlanUnusable as unusable:
            plan, found = None, unusable.findings
            assert errors(found)
    assert all(each.sentence and each.fix and len(each.line()) < 2000 for each in found)
    if plan is not None:
        read, _ = check_facility("facility.toml", tomllib.loads(facility_toml(plan.facility)))
        assert read == plan.facility
        if plan.managed is not None:
            assert msgspec.convert(tomllib.loads(managed_toml(plan.managed)), Managed) == plan.managed


def test_a_sheet_that_nobody_typed_back_is_told_on_the_desk_and_by_doctor_until_somebody_did(
    at: Places, plan: Plan
) -> None:
    made = set_up(at, plan, PINS, console=True)
    code, told = "recovery_unproved", WORDS["recovery_unproved"]
    with closing(open_desk(at)) as desk:
        assert told in notices(desk)
    assert [fact.level for fact in made.facts if fact.code == code] == ["warning"]
    name = Keyring(at, console=True).verify_sheet(made.shares[:2])
    note_proved(at, name)
    with closing(open_desk(at)) as desk:
        assert told not in notices(desk)
    assert code not in {fact.code for fact in examine(at)}


def test_people_without_a_pin_are_still_to_do_and_without_a_supervisor_doctor_warns(
    at: Places, plan: Plan
) -> None:
    """The guards' PINs are in no file: all of the file is done without them."""
    silent = set_up(at, plan, {}, console=True)
    assert not silent.whole
    assert FIRST_PIN in silent.to_do
    assert [fact.level for fact in silent.facts if fact.code == "people"] == ["warning"]
    done = set_up(at, plan, PINS, console=True)
    assert done.whole
    assert {name for name in ("Guard 21", "Guard 22") if NO_PIN.format(name=name) in done.to_do} == {
        "Guard 21",
        "Guard 22",
    }
