"""Wrong PINs are slowed: longer each time, never more than a minute, by a restart no shorter, and by no clock for ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import paths
from desktop.core.errors import Refused
from desktop.core.people import PinRefused
from desktop.services.desk import open_desk
from desktop.services.waiting import wait_after
from desktop.wall import FixedClock, zone
from tests.services.conftest import NEW_YORK, SHELTER
from tests.services.staff import GUARD_12, OTHER, PINS, SUPERVISOR, Staff, code_of

NOON = datetime.fromisoformat("2026-07-18T12:00:00-04:00")
"""A Saturday."""


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """A desk where people are set up, on a Saturday."""
    made = Staff(tmp_path / "home", NOON.isoformat())
    yield made
    made.desk.close()


def later(staff: Staff, seconds: float) -> None:
    """Let time go by."""
    at = datetime.fromtimestamp(staff.clock.read().utc_us / 1_000_000, NOON.tzinfo)
    staff.clock.set((at + timedelta(seconds=seconds)).isoformat())


def several_wrong(staff: Staff, count: int) -> list[int]:
    """Try wrong PINs, each as soon as it is tried at all; the waits in between."""
    waits: list[int] = []
    for _ in range(count):
        later(staff, staff.desk.people.wait_s(GUARD_12))
        assert staff.wrong(GUARD_12).code == "wrong_pin"
        waits.append(staff.desk.people.wait_s(GUARD_12))
    return waits


def test_from_the_third_wrong_pin_on_the_next_one_waits(staff: Staff) -> None:
    assert several_wrong(staff, 9) == [0, 0, 5, 10, 20, 40, 60, 60, 60]
    bodies = [each.body for each in staff.events(0) if isinstance(each.body, PinRefused)]
    assert [(each.failures, each.wait_s) for each in bodies][-1] == (9, 60)


@given(st.integers(0, 10_000))
def test_no_wait_is_longer_than_a_minute_and_none_is_shorter_than_the_one_before(failures: int) -> None:
    assert 0 <= wait_after(failures) <= wait_after(failures + 1) <= 60


def test_while_it_waits_nothing_is_tried_and_nothing_is_written(staff: Staff) -> None:
    """The right PIN too: whoever guesses learns nothing."""
    several_wrong(staff, 3)
    before = staff.head
    refused = staff.wrong(GUARD_12, PINS[GUARD_12])
    assert (refused.code, refused.values["seconds"]) == ("wait", 5)
    assert staff.head == before


def test_after_the_wait_the_right_pin_works_on_a_saturday_too_and_nobody_else_had_to_wait(
    staff: Staff,
) -> None:
    several_wrong(staff, 20)
    assert staff.desk.people.sign_in(SUPERVISOR, PINS[SUPERVISOR]).role == "supervisor"
    later(staff, 60)
    assert staff.desk.people.sign_in(GUARD_12, PINS[GUARD_12]).role == "guard"
    assert staff.wrong(GUARD_12).values["wait"] == 0


def test_a_restart_forgets_no_wrong_pin(staff: Staff) -> None:
    several_wrong(staff, 4)
    staff.again()
    assert staff.desk.people.wait_s(GUARD_12) == 10
    later(staff, 10)
    assert staff.wrong(GUARD_12).values["wait"] == 20


@pytest.mark.parametrize(
    ("passed", "left"), [(timedelta(seconds=4), 6), (timedelta(days=1), 0), (timedelta(days=-400), 10)]
)
def test_after_another_start_of_the_computer_the_wall_clock_tells(
    staff: Staff, passed: timedelta, left: int
) -> None:
    """A clock that was set back cannot make anybody wait for a year: the wait begins anew, and is as long as it was."""
    several_wrong(staff, 4)
    at = datetime.fromtimestamp(staff.clock.read().utc_us / 1_000_000, NOON.tzinfo) + passed
    staff.desk.close()
    staff.clock = FixedClock(at.isoformat(), zone(NEW_YORK), NEW_YORK, boot="another")
    staff.clock.set(at.isoformat(), mono_ns=1)
    staff.desk = staff._open()
    assert staff.desk.people.wait_s(GUARD_12) == left
    staff.clock.set(at.isoformat(), mono_ns=10 * 1_000_000_000 + 1)
    assert staff.desk.people.sign_in(GUARD_12, PINS[GUARD_12]).role == "guard"


def test_setting_the_clock_ahead_shortens_no_wait(staff: Staff) -> None:
    """Within one start of the computer only the clock counts that nobody can set."""
    several_wrong(staff, 3)
    now = staff.clock.read()
    staff.clock.set((NOON + timedelta(days=30)).isoformat(), mono_ns=now.mono_ns)
    assert staff.desk.people.wait_s(GUARD_12) == 5


def test_many_tries_at_once_gain_nothing(staff: Staff) -> None:
    """Tries that were made and not yet put on record count already, and so does one that never is."""
    for _ in range(3):
        staff.desk.people.check(GUARD_12, OTHER)
    with pytest.raises(Refused) as refused:
        staff.desk.people.check(GUARD_12, PINS[GUARD_12])
    assert code_of(refused) == "wait"


def test_another_program_on_the_same_record_waits_too(staff: Staff) -> None:
    several_wrong(staff, 3)
    with_other = open_desk(paths.places(staff.home, {}), SHELTER, clock=staff.clock)
    try:
        assert with_other.people.wait_s(GUARD_12) == 5
    finally:
        with_other.close()


def test_a_damaged_verifier_costs_nobody_a_try(staff: Staff) -> None:
    """The wrapped secret was changed, so that nothing can be tried: it is told, and is not counted as a wrong PIN."""
    db = staff.desk.store.maintenance()
    was = db.execute("SELECT verifier FROM pins WHERE person = ?", (GUARD_12,)).fetchone()[0]
    db.execute("UPDATE pins SET verifier = 'BBBB' || substr(verifier, 5) WHERE person = ?", (GUARD_12,))
    assert [staff.wrong(GUARD_12, PINS[GUARD_12]).code for _ in range(4)] == ["pin_changed"] * 4
    db.execute("UPDATE pins SET verifier = ? WHERE person = ?", (was, GUARD_12))
    db.close()
    assert staff.desk.people.sign_in(GUARD_12, PINS[GUARD_12]).role == "guard"


def test_where_nothing_can_be_written_the_right_pin_signs_in_and_wrong_ones_are_slowed(staff: Staff) -> None:
    """Officers wait for a report: who may read it is not kept from it by a full disk or one that went read-only. The desk tells."""
    before = staff.head
    staff.desk.store.journal._db.execute("PRAGMA query_only = ON")
    assert several_wrong(staff, 4) == [0, 0, 5, 10]
    later(staff, 10)
    assert staff.desk.people.sign_in(GUARD_12, PINS[GUARD_12]).role == "guard"
    assert any("Who signed in could not be written" in told for told in staff.desk.notices)
    assert staff.head == before
    staff.desk.store.journal._db.execute("PRAGMA query_only = OFF")
