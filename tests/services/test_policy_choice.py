"""A desk goes by the policy that managed.toml or its facility file names; what does not go together is told, never guessed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.managed import Managed
from desktop.packs.bundle import read_bundle
from desktop.packs.catalog import DEFAULT
from desktop.packs.facility import check_facility
from desktop.paths import Places, places, resources
from desktop.services.desk import OWN_INSTEAD, facility_file, open_desk
from desktop.services.health import examine
from desktop.services.policy_choice import named, not_installed
from desktop.services.policy_install import install_pack, trust
from desktop.services.setup_plan import PlanUnusable, check_plan
from desktop.services.signed import NOBODY
from desktop.services.walking import Walking
from desktop.wall import FixedClock, zone
from tests.packs.mutated import Tables, dump
from tests.packs.policy_office import Office
from tests.packs.test_fitting import school
from tests.services.closing import NEW_YORK, without_key_file
from tests.services.test_desk import GUARD, a_clock

OTHER = "us-ca/school-visitor"


@pytest.fixture
def home(tmp_path: Path) -> Places:
    """A workstation whose facility file a test writes."""
    made = places(tmp_path / "home", {})
    made.config.mkdir(parents=True)
    return made


def configure(home: Places, managed: str = "", **changes: object) -> Path:
    """Write the facility file, and managed.toml where it says something."""
    raw = school(**changes)
    facility_file(home).write_text(
        dump({key: each for key, each in raw.items() if each is not None}), "utf-8"
    )
    (home.config / "managed.toml").write_text(managed, "utf-8")
    return facility_file(home)


def used(home: Places) -> tuple[str, list[str]]:
    """The id of the policy that the desk opens with, and what the desk tells."""
    with closing(open_desk(home, clock=a_clock())) as desk:
        return desk.pack.policy.head.id, desk.notices


def told(home: Places) -> Iterator[str]:
    """What doctor calls an error."""
    return (fact.sentence for fact in examine(home, clock=a_clock()) if fact.level == "error")


def test_managed_goes_before_the_facility_and_the_programs_own_policy_comes_last() -> None:
    site = check_facility("f", school(policy="us-xx/site"))[0]
    plain = check_facility("f", school())[0]
    assert named(Managed(policy="us-xx/managed"), site) == "us-xx/managed"
    assert named(Managed(), site) == "us-xx/site"
    assert named(None, plain) == named(Managed(), None) == DEFAULT


def test_a_desk_opens_with_the_policy_that_is_named(home: Places) -> None:
    configure(home)
    assert used(home)[0] == DEFAULT
    configure(home, policy=OTHER, borough=None)
    assert used(home) == (OTHER, [])
    configure(home, managed=f'policy = "{DEFAULT}"', policy=OTHER)
    assert used(home)[0] == DEFAULT


def test_a_policy_that_is_not_installed_is_named_and_the_programs_own_stands_in_for_it(home: Places) -> None:
    """So that it can be installed, and a guard has something until then; never without a word, whatever the site lacks."""
    configure(home, policy="us-xx/gone", borough=None)
    ident, notices = used(home)
    assert ident == DEFAULT
    assert notices == [f"{not_installed('us-xx/gone')} {OWN_INSTEAD}"]
    assert not_installed("us-xx/gone") in list(told(home))
    assert DEFAULT in not_installed("us-xx/gone")
    assert not_installed(DEFAULT) == ""


def test_a_policy_that_came_on_a_stick_holds_while_the_record_is_closed_and_in_drills(
    home: Places, tmp_path: Path
) -> None:
    """Never another city's in its place; and doctor does not miss it, also after its last day."""
    office, own = Office(tmp_path / "office"), "us-ny-nyc/own"

    def renamed(tables: Tables) -> None:
        tables.files["pack.toml"]["id"] = own

    configure(home, policy=own)
    with closing(open_desk(home, clock=a_clock())) as desk:
        trust(desk, office.authority_file(), office.statement.hash)
        install_pack(desk, read_bundle(office.pack_file("2026.12.1", 1, ends="2026-08-01", change=renamed)))
    assert used(home) == (own, [])
    with closing(open_desk(home, clock=a_clock(), realm="drill")) as drill:
        assert drill.pack.policy.head.id == own
    shut = without_key_file(tmp_path / "home")
    ident, notices = used(shut)
    assert ident == own
    assert not any("not installed" in each for each in notices)
    assert list(told(places(tmp_path / "home", {}))) == []
    later = FixedClock("2026-09-01T12:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    with closing(open_desk(places(tmp_path / "home", {}), clock=later)) as desk:
        assert desk.closed
        assert Walking(desk).open_visit(NOBODY, "Front desk").visit.opened.pack_id == own


def test_a_site_that_lacks_what_the_policy_asks_for_is_refused_and_doctor_tells_why(home: Places) -> None:
    configure(home, borough=None)
    with pytest.raises(Trouble) as trouble:
        used(home)
    assert "borough: It is missing" in trouble.value.sentence
    assert any("borough: It is missing" in each for each in told(home))


def test_a_desk_with_visits_goes_on_with_the_site_of_the_last_one(home: Places) -> None:
    """Who stands at the desk is not stopped by what IT wrote meanwhile."""
    configure(home)
    with closing(open_desk(home, clock=a_clock())) as desk:
        Walking(desk).open_visit(GUARD, "Front desk")
    configure(home, borough=None)
    with closing(open_desk(home, clock=a_clock())) as desk:
        assert desk.facility.borough == "Brooklyn"
        assert any("borough: It is missing" in each for each in desk.notices)


def test_a_set_up_is_checked_against_the_policy_that_it_names() -> None:
    def fields(**changes: object) -> list[str]:
        raw = {key: each for key, each in school(**changes).items() if each is not None}
        with pytest.raises(PlanUnusable) as unusable:
            check_plan("setup.toml", {"facility": raw}, resources())
        return [each.field for each in unusable.value.findings if each.level == "error"]

    assert fields(borough=None) == ["borough"]
    assert fields(policy=OTHER, borough=None, type="hospital") == ["type"]


def test_a_desk_is_set_up_before_its_policy_is_installed_and_is_told_so() -> None:
    plan, found = check_plan("setup.toml", {"facility": school(policy="us-xx/gone")}, resources())
    assert plan.facility.policy == "us-xx/gone"
    assert [(each.code, each.level) for each in found if each.field == "policy"] == [
        ("not_installed", "warning")
    ]
