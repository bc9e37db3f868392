"""What a desk does when something it needs is damaged: it is named with its remedy, and what can go on goes on."""

import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest

import desktop
from desktop.core.errors import TROUBLE_KINDS, Refused, Trouble
from desktop.core.events import Actor
from desktop.core.reviewing import WRONG
from desktop.packs.catalog import DEFAULT as PACK
from desktop.paths import Places, places, resources
from desktop.services.desk import Desk, facility_file, open_desk
from desktop.services.health import examine
from desktop.services.refusals import SENTENCES, sentence
from desktop.services.screens import Screens
from desktop.services.walking import Walking
from desktop.wall import FixedClock, zone

SHELTER = resources() / "facilities" / "sample-shelter.toml"
GUARD = Actor("Guard 12", "guard", "claimed")
NEW_YORK = "America/New_York"

ONLY_ON_RECORD = frozenset({"no_head", "behind", "number", "unreadable"})
"""What is wrong with a review on record only: nobody is refused for it, since no call could ask for it."""


def a_clock(now: str = "2026-07-15T14:00:00-04:00") -> FixedClock:
    """A clock that stands still."""
    return FixedClock(now, zone(NEW_YORK), NEW_YORK)


@pytest.fixture
def home(tmp_path: Path) -> Places:
    """A workstation of its own."""
    return places(tmp_path / "home", {})


@pytest.fixture
def begun(home: Places) -> str:
    """A visit was begun on this workstation, at the sample shelter; its id."""
    with closing(open_desk(home, SHELTER, a_clock())) as desk:
        walking = Walking(desk)
        now = walking.open_visit(GUARD, "Front desk")
        now = walking.answer(now.visit.id, "r1/danger", "none", GUARD)
    return now.visit.id


@pytest.fixture
def broken_pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack in which one rule leads to an outcome that is not there."""
    copy = tmp_path / "pack"
    shutil.copytree(resources() / "packs" / PACK, copy, ignore=shutil.ignore_patterns("scenarios"))
    routing = copy / "routing.toml"
    routing.write_text(
        routing.read_text("utf-8").replace('"planned_visit"\nwhen', '"nowhere"\nwhen'), "utf-8"
    )
    return copy


def question(desk: Desk, visit: str) -> str:
    """What the visit asks now."""
    shown = Screens(Walking(desk)).visit(visit).question
    assert shown is not None
    return shown.step


def test_a_desk_that_is_not_set_up_says_so_and_works_with_a_marked_sample(home: Places) -> None:
    """A guard is never locked out by a missing file; the screen says that it is a sample."""
    with closing(open_desk(home, clock=a_clock())) as desk:
        assert any("SAMPLE FACILITY" in notice for notice in desk.notices)
        assert "SAMPLE FACILITY" in " ".join(Screens(Walking(desk)).desk().notices)


def test_the_configured_facility_is_used_when_there_is_one(home: Places) -> None:
    """IT puts a file into the configuration folder, and nothing is left to say."""
    home.config.mkdir(parents=True)
    shutil.copy(SHELTER, facility_file(home))
    with closing(open_desk(home, clock=a_clock())) as desk:
        assert desk.facility.id == "SHL901"
        assert desk.notices == []


def test_a_damaged_facility_file_goes_on_with_the_facility_of_the_last_visit(
    home: Places, begun: str, tmp_path: Path
) -> None:
    """Both the damage and what is used instead are named."""
    broken = tmp_path / "facility.toml"
    broken.write_text('id = "no such id"', "utf-8")
    with closing(open_desk(home, broken, a_clock())) as desk:
        assert desk.facility.id == "SHL901"
        assert any("facility.toml" in notice and "id" in notice for notice in desk.notices)
        assert any("last visit" in notice for notice in desk.notices)
        assert question(desk, begun) == "visitor"


def test_a_damaged_facility_file_without_any_visit_is_trouble_with_place_and_remedy(
    home: Places, tmp_path: Path
) -> None:
    """There is nothing to go on with."""
    broken = tmp_path / "facility.toml"
    broken.write_text("id = [", "utf-8")
    with pytest.raises(Trouble) as trouble:
        open_desk(home, broken, a_clock())
    assert str(broken) in trouble.value.place
    assert trouble.value.remedy


def test_a_damaged_pack_goes_on_with_the_pack_of_the_last_visit(
    home: Places, begun: str, broken_pack: Path
) -> None:
    """New visits are walked by the last good pack, and the finding is named with its file."""
    with closing(open_desk(home, SHELTER, a_clock(), pack_folder=broken_pack)) as desk:
        assert any("routing.toml" in notice and "nowhere" in notice for notice in desk.notices)
        walking = Walking(desk)
        now = walking.open_visit(GUARD, "Front desk")
        assert now.walk.open is not None
        assert question(desk, begun) == "visitor"


def test_a_damaged_pack_without_any_visit_is_trouble_that_names_it(home: Places, broken_pack: Path) -> None:
    """Never a walk by a policy that cannot be proved."""
    with pytest.raises(Trouble) as trouble:
        open_desk(home, SHELTER, a_clock(), pack_folder=broken_pack)
    assert "nowhere" in trouble.value.sentence
    assert str(broken_pack) == trouble.value.place


def test_doctor_names_a_clock_that_went_back(home: Places, begun: str) -> None:
    """The clock was set back a day since the last visit: warrants are held, and IT is told."""
    facts = {fact.code: fact for fact in examine(home, SHELTER, a_clock("2026-07-14T14:00:00-04:00"))}
    assert facts["clock"].level == "warning"
    assert facts["clock"].remedy


def test_doctor_names_a_damaged_facility_and_still_examines_the_record(
    home: Places, begun: str, tmp_path: Path
) -> None:
    """One fault does not hide the others."""
    broken = tmp_path / "facility.toml"
    broken.write_text("id = [", "utf-8")
    facts = examine(home, broken, a_clock())
    assert [fact.level for fact in facts if fact.code == "facility"] == ["error"]
    assert "head" in {fact.code for fact in facts}


def test_every_refusal_in_the_program_has_its_sentence() -> None:
    """A code that is raised anywhere and has no sentence would reach a guard as jargon."""
    sources = Path(desktop.__file__).parent.rglob("*.py")
    raised = {
        code for file in sources for code in re.findall(r'Refused\(\s*"([a-z_]+)"', file.read_text("utf-8"))
    }
    raised |= {"already_begun", "not_begun"} | (set(WRONG) - ONLY_ON_RECORD)
    assert raised == set(SENTENCES)
    assert sentence(Refused("bad_value", {"why": "No such answer."})).endswith("No such answer.")
    assert "mystery" in sentence(Refused("mystery", {}))


def test_the_log_tells_what_happened_and_nothing_of_any_visit(home: Places, begun: str) -> None:
    """IT may read and mail it: no post, person, answer or address stands in it."""
    said = (home.logs / "threshold.log").read_text("utf-8")
    assert "opened" in said
    assert not any(word in said for word in ("Guard 12", "Front desk", "danger", "Example", "SHL901"))


def test_a_record_that_went_missing_is_told_and_its_numbers_are_never_issued_again(
    home: Places, begun: str
) -> None:
    """The desk goes on, the screen and doctor say so, and no number on paper is ever used twice."""
    with closing(open_desk(home, SHELTER, a_clock())) as desk:
        former = {line.record_number for line in desk.store.queries.all_visits()}
    for file in (home.data / "record").glob("threshold.db*"):
        file.unlink()
    assert "record_missing" in {
        fact.code for fact in examine(home, SHELTER, a_clock()) if fact.level == "error"
    }
    with closing(open_desk(home, SHELTER, a_clock())) as desk:
        assert any("is gone" in notice for notice in desk.notices)
        walking = Walking(desk)
        new = {walking.open_visit(GUARD, "Front desk").visit.opened.record_number for _ in range(3)}
    assert len(new) == 3
    assert not new & former
    assert min(int(number.split("-")[3]) for number in new) > 200 * 190
    assert "record_missing" in {
        fact.code for fact in examine(home, SHELTER, a_clock()) if fact.level == "error"
    }


def test_the_manual_explains_every_code_that_doctor_can_print(home: Places, begun: str) -> None:
    """IT looks a code up and finds what it means and what to do."""
    manual = "".join(page.read_text("utf-8") for page in (resources() / "manual").glob("*.md"))
    known = set(re.findall(r"`([a-z_]+)`", manual))
    printed = {fact.code for fact in examine(home, SHELTER, a_clock())}
    sources = "".join(
        Path(desktop.__file__).parent.joinpath(name).read_text("utf-8")
        for name in ("services/health.py", "store/check.py")
    )
    written = set(re.findall(r'(?:Fact|Finding)\(\s*"([a-z_]+)"', sources))
    assert printed | written | set(TROUBLE_KINDS) <= known


def test_a_facility_without_areas_is_told_in_words_for_guards(home: Places) -> None:
    """`doctor` tells which line is missing in which file."""
    bare = SHELTER.read_text("utf-8").partition("[[areas]]")[0]
    home.config.mkdir(parents=True, exist_ok=True)
    facility_file(home).write_text(bare, "utf-8")
    with closing(open_desk(home)) as desk:
        assert [each for each in desk.notices if "area" in each] == [
            "No area is listed. Treat all of it as not public. Tell IT."
        ]
