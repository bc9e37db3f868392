"""`doctor` says of each kind of personal data whether it is on, and names every kept original that cannot be had."""

from pathlib import Path

import pytest

from desktop import paths
from desktop.core.details import PERSONAL
from desktop.services.desk import open_desk
from desktop.services.health import Fact, examine
from desktop.services.photos import Photos
from desktop.services.walking import Walking
from desktop.wall import FixedClock, zone
from tests.core.nyc import TO_THE_PAPERS
from tests.services.conftest import GUARD, NEW_YORK, NOON
from tests.services.papers import encoded

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON, zone(NEW_YORK), NEW_YORK)


@pytest.fixture
def kept(tmp_path: Path, clock: FixedClock) -> list[Path]:
    """Two originals on record at a desk that is closed again; their files."""
    desk = open_desk(paths.places(tmp_path, {}), SCHOOL, clock=clock)
    walking = Walking(desk)
    visit = walking.open_visit(GUARD, "Front desk").visit.id
    for step, value in TO_THE_PAPERS.items():
        walking.answer(visit, f"r1/{step}", value, GUARD)
    for kind in ("PNG", "JPEG"):
        Photos(walking).keep(visit, "r1/papers/p1", 1, encoded(kind), GUARD)
    found = [desk.store.attachments.place(ident) for _, ident, _ in desk.store.queries.photos() if ident]
    desk.close()
    return found


def facts(home: Path, clock: FixedClock, code: str) -> list[Fact]:
    return [fact for fact in examine(paths.places(home, {}), SCHOOL, clock) if fact.code == code]


def test_every_kind_of_personal_data_is_told_with_its_approval_or_as_off(
    tmp_path: Path, clock: FixedClock
) -> None:
    told = {kind: facts(tmp_path, clock, f"personal_{kind}") for kind in PERSONAL}
    assert all(len(each) == 1 and each[0].level == "ok" for each in told.values())
    assert "on, approval SAMPLE-03" in told["paper_photos"][0].sentence
    assert "off" in told["licence_plates"][0].sentence


def test_originals_that_can_be_read_are_one_good_fact(
    tmp_path: Path, clock: FixedClock, kept: list[Path]
) -> None:
    [fact] = facts(tmp_path, clock, "originals")
    assert fact.level == "ok"
    assert "(2)" in fact.sentence
    assert facts(tmp_path, clock, "half_written") == facts(tmp_path, clock, "unowned") == []


def test_each_missing_or_damaged_original_is_an_error_that_names_it(
    tmp_path: Path, clock: FixedClock, kept: list[Path]
) -> None:
    kept[0].unlink()
    kept[1].write_bytes(kept[1].read_bytes()[:-1])
    found = facts(tmp_path, clock, "originals")
    assert [fact.level for fact in found] == ["error", "error"]
    assert [place.name in fact.sentence for place, fact in zip(kept, found, strict=True)] == [True, True]


def test_what_a_kill_left_is_told_and_left_alone(tmp_path: Path, clock: FixedClock, kept: list[Path]) -> None:
    half, loose = kept[0].with_suffix(".part"), kept[0].with_name("0" * 32)
    half.write_bytes(b"x")
    loose.write_bytes(b"x")
    assert [fact.level for fact in facts(tmp_path, clock, "half_written")] == ["warning"]
    assert loose.name in facts(tmp_path, clock, "unowned")[0].sentence
    assert half.exists()
    assert loose.exists()
