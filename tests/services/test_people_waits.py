"""Wrong PINs are slowed: longer each time, never more than a minute, by a restart no shorter, and by no clock for ever."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import paths
from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.people import PinRefused
from desktop.services.desk import open_desk
from desktop.services.refusals import sentence
from desktop.services.signed import NOBODY
from desktop.services.waiting import wait_after
from desktop.wall import FixedClock, zone
from tests.services.conftest import NEW_YORK, SHELTER
from tests.services.staff import GUARD_12, OTHER, PINS, SUPERVISOR, Staff, code_of, events_after

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


def test_where_nothing_can_be_written_a_pin_is_answered_a_minute_later_and_once_a_minute(
    staff: Staff,
) -> None:
    """Officers wait for a report: who may read it is not kept from it by a full disk or one that went read-only. The desk tells. But
    before anything is said a minute goes by in this program, so that ending and starting it gains no tries."""
    before = staff.head
    staff.desk.store.journal._db.execute("PRAGMA query_only = ON")
    for pin in (OTHER, PINS[GUARD_12]):
        said = staff.wrong(GUARD_12, pin)
        assert (said.code, said.values["seconds"]) == ("wait", 60)
        staff.again()
        staff.desk.store.journal._db.execute("PRAGMA query_only = ON")
    assert staff.wrong(GUARD_12).code == "wait"
    later(staff, 60)
    said = staff.wrong(GUARD_12)
    assert (said.code, said.values["wait"]) == ("wrong_pin", 60)
    assert staff.wrong(GUARD_12, PINS[GUARD_12]).code == "wait"
    later(staff, 60)
    assert staff.desk.people.sign_in(GUARD_12, PINS[GUARD_12]).role == "guard"
    assert any("Who signed in could not be written" in told for told in staff.desk.notices)
    staff.desk.store.journal._db.execute("PRAGMA query_only = OFF")
    assert staff.head == before


def test_at_the_command_line_no_pin_is_tried_that_cannot_be_put_on_record(staff: Staff) -> None:
    """The right one and a wrong one are told apart by nothing."""
    console = open_desk(paths.places(staff.home, {}), SHELTER, clock=staff.clock, create=False)
    try:
        tried = [console.people.check(GUARD_12, pin) for pin in (PINS[GUARD_12], OTHER)]
        console.store.journal._db.execute("PRAGMA query_only = ON")
        said = set[str]()
        acts: list[Callable[[], Actor]] = [
            lambda: console.people.enter(tried[0]),
            lambda: console.people.enter(tried[1]),
            lambda: console.people.sign_in(GUARD_12, PINS[GUARD_12]),
            lambda: console.people.sign_in(GUARD_12, OTHER),
        ]
        for act in acts:
            with pytest.raises(Refused) as refused:
                act()
            assert code_of(refused) == "pin_unwritten"
            said.add(sentence(refused.value))
        assert len(said) == 1
        assert console.signed.person is None
    finally:
        console.store.journal._db.execute("PRAGMA query_only = OFF")
        console.close()


def test_a_wrong_pin_that_others_put_on_record_meanwhile_counts_before_anything_is_said(staff: Staff) -> None:
    """Two programs look at a PIN at the same time: the second learns nothing where the first was the third wrong one."""
    other = open_desk(paths.places(staff.home, {}), SHELTER, clock=staff.clock)
    try:
        several_wrong(staff, 2)
        tried = other.people.check(GUARD_12, PINS[GUARD_12])
        assert staff.wrong(GUARD_12).code == "wrong_pin"
        with pytest.raises(Refused) as refused:
            other.people.enter(tried)
        assert code_of(refused) == "wait"
    finally:
        other.close()


def test_programs_that_try_at_the_same_time_count_on_from_one_another(tmp_path: Path) -> None:
    """Six real processes with six wrong PINs: each is the next in the row, or is told to wait and says nothing."""
    desk = open_desk(paths.places(tmp_path, {}), SHELTER)
    desk.people.first(SUPERVISOR, PINS[SUPERVISOR])
    desk.close()
    command = [
        sys.executable,
        "-m",
        "desktop",
        "--home",
        str(tmp_path),
        "visits",
        "--as",
        SUPERVISOR,
        "--pin-stdin",
    ]
    pin = tmp_path / "typed"
    pin.write_text(f"{OTHER}\n")
    with ExitStack() as opened:
        running = [
            opened.enter_context(
                subprocess.Popen(
                    command, stdin=opened.enter_context(pin.open()), stderr=subprocess.PIPE, text=True
                )
            )
            for _ in range(6)
        ]
        said = [each.communicate()[1] for each in running]
    assert [each.returncode for each in running] == [1] * 6
    desk = open_desk(paths.places(tmp_path, {}), SHELTER)
    try:
        found = [(each, each.body) for each in events_after(desk, 0) if isinstance(each.body, PinRefused)]
    finally:
        desk.close()
    assert [body.failures for _, body in found] == list(range(1, len(found) + 1))
    assert len(found) + sum(line.startswith("Wait ") for line in said) == 6
    for (before, body), (after, _) in pairwise(found):
        if body.wait_s:  # else two may read their clocks in one order and write in the other
            assert after.mono_ns - before.mono_ns >= body.wait_s * 1_000_000_000


def test_wrong_pins_that_older_programs_counted_side_by_side_are_counted_anew(staff: Staff) -> None:
    """Each of their events says it is the first."""
    for _ in range(4):
        body = PinRefused(GUARD_12, 1, 0)
        staff.desk.store.journal.append([Draft("pin_refused", None, body, NOBODY)], staff.clock.read())
    assert staff.desk.people.wait_s(GUARD_12) == 10
