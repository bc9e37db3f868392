"""What another program does about people meanwhile counts here, and no visit waits for it; who had a PIN set for them is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from desktop import paths
from desktop.core.errors import Refused
from desktop.services import roles
from desktop.services.desk import Desk, open_desk
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from tests.services.conftest import SHELTER
from tests.services.staff import GUARD_12, OTHER, PINS, SUPERVISOR, Staff, code_of

SECOND = "Supervisor 2"


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """A desk where people are set up, with a second supervisor who is signed in."""
    made = Staff(tmp_path / "home")
    made.sign_in(SUPERVISOR)
    made.desk.people.add(SECOND, "supervisor", OTHER)
    made.desk.people.sign_in(SECOND, OTHER)
    yield made
    made.desk.close()


@pytest.fixture
def other(staff: Staff) -> Iterator[Desk]:
    """Another program on the same record, where the first supervisor is signed in."""
    made = open_desk(paths.places(staff.home, {}), SHELTER, clock=staff.clock)
    made.people.sign_in(SUPERVISOR, PINS[SUPERVISOR])
    yield made
    made.close()


def test_who_became_a_guard_meanwhile_takes_nothing_out_in_another_thread(staff: Staff, other: Desk) -> None:
    """The desk itself is not changed from there: an answer may be on its way to the record."""
    other.people.change_role(SECOND, "guard")

    def elsewhere() -> str:
        with closing(staff.desk.another()) as desk, pytest.raises(Refused) as refused:
            roles.require(desk, "annex")
        return code_of(refused)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(elsewhere).result() == "not_your_role"
    assert staff.desk.signed.person is not None
    assert staff.desk.signed.person.role == "supervisor"


def test_who_left_meanwhile_writes_on_as_nobody(staff: Staff, other: Desk) -> None:
    was = staff.desk.signed.actor
    assert was is not None
    visit = staff.walking.open_visit(was, "Front desk").visit.id
    other.people.leave(SECOND)
    before = staff.head
    now = staff.walking.current(visit)
    assert now.walk.open is not None
    staff.walking.answer(visit, now.walk.open.address, "none", was)
    staff.walking.press("F12", visit, was, "Front desk")
    assert {(person, how) for _, person, how in staff.kinds(before)} == {("", "none")}


def test_who_has_another_role_meanwhile_writes_on_in_that(staff: Staff, other: Desk) -> None:
    was = staff.desk.signed.actor
    assert was is not None
    other.people.change_role(SECOND, "guard")
    visit = staff.walking.open_visit(was, "Front desk")
    assert visit.events[0].actor == msgspec.structs.replace(was, role="guard")


def test_nobody_acts_by_pin_on_behalf_of_another(staff: Staff) -> None:
    own = staff.desk.signed.actor
    assert own is not None
    with pytest.raises(Refused) as refused:
        roles.require(staff.desk, "write", msgspec.structs.replace(own, behalf=GUARD_12))
    assert code_of(refused) == "not_signed_in"


def test_an_answer_that_another_program_took_back_is_not_shown(staff: Staff, other: Desk) -> None:
    actor = staff.desk.signed.actor
    assert actor is not None
    visit = staff.walking.open_visit(actor, "Front desk").visit.id
    asked = staff.walking.current(visit).walk.open
    assert asked is not None
    given = staff.walking.answer(visit, asked.address, "none", actor).events
    seq = next(event.seq for event in given if event.kind == "step_answered")
    screens = Screens(staff.walking)
    assert screens.visit(visit).question is not None
    theirs = other.signed.actor
    assert theirs is not None
    Walking(other).take_back(visit, seq, theirs)
    question = screens.visit(visit).question
    assert question is not None
    assert question.address == asked.address
    assert all(line.changed for line in screens.question_at(visit, asked.address).earlier)


def test_a_desk_that_is_locked_where_its_record_cannot_be_read_shows_nothing_of_it(staff: Staff) -> None:
    """The connection is gone; what is on record stays hidden to its end and beyond."""
    journal, closed = staff.desk.store.journal, staff.desk.store.maintenance()
    closed.close()
    whole, journal._db = journal._db, closed
    staff.desk.people.lock("locked")
    journal._db = whole
    assert staff.desk.signed.locked
    assert staff.desk.signed.hidden_to > 2**61


def test_a_pin_that_a_supervisor_set_anew_is_told_to_the_person_once(staff: Staff) -> None:
    staff.desk.people.reset_pin(GUARD_12, OTHER)
    staff.desk.people.sign_in(GUARD_12, OTHER)
    told = f"{GUARD_12}: your PIN was set anew by {SECOND} on 2026-07-15 12:00."
    assert any(each.startswith(told) for each in staff.desk.told)
    staff.again()
    staff.desk.people.sign_in(GUARD_12, OTHER)
    assert not any("set anew" in each for each in staff.desk.told)


def test_verify_tells_of_pins_and_roles_and_who_left_and_finds_nothing_wrong_with_them(staff: Staff) -> None:
    staff.desk.people.reset_pin(GUARD_12, OTHER)
    staff.desk.people.change_role(GUARD_12, "supervisor")
    staff.desk.people.leave(SUPERVISOR)
    found = verify(staff.walking)
    assert found.ok
    said = " ".join(each.sentence for each in found.told)
    for words in (
        "the PIN of a person was set anew",
        "a person has the role supervisor",
        "a person works here no longer",
    ):
        assert f"it tells, on 2026-07-15 12:00, that {words}" in said
        assert "(by a supervisor)" in said
        assert SECOND not in said


def test_the_report_tells_that_a_pin_was_set_by_another_before_its_person_acted_by_it(staff: Staff) -> None:
    staff.desk.people.reset_pin(GUARD_12, OTHER)
    actor = staff.desk.people.sign_in(GUARD_12, OTHER)
    visit = staff.walking.open_visit(actor, "Front desk").visit.id
    told = "[PIN set anew by Supervisor 2 on 2026-07-15 12:00]"
    assert told in text_of(staff, visit)
    staff.desk.people.change_pin(OTHER, PINS[GUARD_12])
    own = staff.walking.open_visit(actor, "Front desk").visit.id
    assert told in text_of(staff, visit)
    assert told not in text_of(staff, own)


def text_of(staff: Staff, visit: str) -> str:
    """The report as text, on one line."""
    return " ".join(Reporting(Screens(staff.walking)).make(visit)().text.split())
