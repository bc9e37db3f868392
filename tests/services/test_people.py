"""People sign in on a shared PC, switch, lock and are looked after by a supervisor; each act is an event, and no PIN stands in any."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Refused
from desktop.core.events import Draft
from desktop.core.people import KeysChanged, PersonAdded, PinSet, SignedIn, SignedOut
from desktop.services.people import Checked
from desktop.services.refusals import sentence
from desktop.services.signed import IT, NOBODY
from desktop.services.walking import Walking
from desktop.store.pins import Proof, proof_of
from desktop.trust.keys import unlock
from tests.services.conftest import GUARD, Guard
from tests.services.staff import GUARD_12, IT_1, OTHER, PINS, SUPERVISOR, Staff, code_of


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    """A desk where people are set up."""
    made = Staff(tmp_path / "home")
    yield made
    made.desk.close()


def test_until_a_supervisor_has_a_pin_everybody_acts_by_their_own_word(guard: Guard) -> None:
    assert not guard.desk.signed.set_up
    visit = guard.open()
    assert guard.walking.current(visit).events[0].actor == GUARD
    guard.desk.people.lock("locked")
    assert not guard.desk.signed.locked


def test_the_first_supervisor_is_signed_in_and_people_are_set_up(guard: Guard) -> None:
    guard.desk.people.first(SUPERVISOR, PINS[SUPERVISOR])
    assert guard.desk.signed.set_up
    assert guard.desk.signed.actor is not None
    assert guard.desk.signed.actor.person == SUPERVISOR
    with pytest.raises(Refused) as refused:
        guard.desk.people.first("Supervisor 2", OTHER)
    assert code_of(refused) == "set_up_already"


def test_signing_in_is_an_event_and_acts_are_that_persons(staff: Staff) -> None:
    before = staff.head
    staff.sign_in(GUARD_12)
    actor = staff.desk.signed.actor
    assert actor is not None
    visit = staff.walking.open_visit(actor, "Front desk").visit.id
    assert staff.kinds(before) == [("signed_in", GUARD_12, "pin"), ("visit_opened", GUARD_12, "pin")]
    assert staff.walking.current(visit).events[0].actor == actor


def test_another_person_signs_in_over_the_one_who_is_signed_in_in_one_transaction(staff: Staff) -> None:
    staff.sign_in(GUARD_12)
    before, told = staff.head, list[int]()
    end = staff.desk.listen(lambda events: told.append(len(events)))
    staff.sign_in(SUPERVISOR)
    end()
    assert staff.kinds(before) == [("signed_out", GUARD_12, "pin"), ("signed_in", SUPERVISOR, "pin")]
    assert told == [2]
    assert next(each.body for each in staff.events(before)) == SignedOut(GUARD_12, "switched")


def test_a_wrong_pin_is_refused_and_on_record_and_the_right_one_after_it_tells_of_it(staff: Staff) -> None:
    before = staff.head
    refused = staff.wrong(GUARD_12)
    assert (refused.code, refused.values["wait"]) == ("wrong_pin", 0)
    assert staff.desk.signed.actor is None
    staff.sign_in(GUARD_12)
    assert staff.kinds(before) == [("pin_refused", "", "none"), ("signed_in", GUARD_12, "pin")]
    assert staff.events(before)[-1].body == SignedIn(GUARD_12, 1)


def test_no_pin_stands_in_any_event_or_log(staff: Staff) -> None:
    staff.wrong(GUARD_12)
    staff.sign_in(GUARD_12)
    staff.desk.people.change_pin(PINS[GUARD_12], OTHER)
    content = msgspec.json.encode(staff.events(0)).decode()
    log = "".join(file.read_text("utf-8") for file in staff.desk.store.places.logs.iterdir())
    for pin in (*PINS.values(), OTHER):
        assert pin not in content
        assert pin not in log
    assert "argon2" not in content


def test_ending_the_program_signs_out_and_starting_it_again_shows_nothing(staff: Staff) -> None:
    """A restart is no way round the lock."""
    staff.sign_in(GUARD_12)
    before = staff.head
    staff.again()
    out = next(each.body for each in staff.events(before) if each.kind == "signed_out")
    assert out == SignedOut(GUARD_12, "closed")
    assert staff.desk.signed.actor is None
    assert staff.desk.signed.locked


def test_a_locked_desk_is_opened_by_any_pin_and_writes_without_one(staff: Staff) -> None:
    """F12 from the lock screen: the visit begins, and nobody is said to have begun it."""
    staff.sign_in(GUARD_12)
    staff.desk.people.lock("idle")
    assert staff.desk.signed.locked
    now = staff.walking.press("F12", None, NOBODY, "Front desk")
    assert now.events[0].actor == NOBODY
    staff.sign_in(SUPERVISOR)
    assert not staff.desk.signed.locked


def test_what_two_threads_and_two_programs_see_is_the_same(staff: Staff) -> None:
    """A desk opened for another thread knows who is signed in; another program's people count here at once."""
    staff.sign_in(GUARD_12)
    other = staff.desk.another()
    try:
        assert other.signed.actor == staff.desk.signed.actor
    finally:
        other.close()
    assert staff.desk.signed.actor is not None
    second = Guard(staff.home)
    second.desk.people.sign_in(SUPERVISOR, PINS[SUPERVISOR])
    second.desk.people.leave(GUARD_12)
    second.desk.close()
    staff.desk.people.everyone()
    assert staff.desk.signed.actor is None


def test_work_in_another_thread_changes_nobody_while_something_is_written(staff: Staff) -> None:
    """Another program has the guard leave; only the desk's own thread takes that over, between two acts."""
    staff.sign_in(GUARD_12)
    second = Guard(staff.home)
    second.desk.people.sign_in(SUPERVISOR, PINS[SUPERVISOR])
    second.desk.people.leave(GUARD_12)
    second.desk.close()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(staff.desk.people.everyone).result()
    assert staff.desk.signed.actor is not None
    staff.desk.people.everyone()
    assert staff.desk.signed.actor is None


# ---- who works here -----------------------------------------------------------------------------------------------


def test_a_forgotten_pin_is_reset_on_site_by_a_supervisor(staff: Staff) -> None:
    staff.sign_in(SUPERVISOR)
    before = staff.head
    staff.desk.people.reset_pin(GUARD_12, OTHER)
    body = staff.events(before)[0].body
    assert isinstance(body, PinSet)
    assert (body.person, body.why) == (GUARD_12, "reset")
    assert staff.wrong(GUARD_12, PINS[GUARD_12]).code == "wrong_pin"
    assert staff.desk.people.sign_in(GUARD_12, OTHER).person == GUARD_12


def test_ones_own_pin_is_changed_only_by_who_knows_the_old_one(staff: Staff) -> None:
    staff.sign_in(SUPERVISOR)
    for act, code in (
        (lambda: staff.desk.people.change_pin("407319", OTHER), "wrong_pin"),
        (lambda: staff.desk.people.reset_pin(SUPERVISOR, OTHER), "own_pin"),
        (lambda: staff.desk.people.change_pin(PINS[SUPERVISOR], "111111"), "pin_form"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == code
    staff.desk.people.change_pin(PINS[SUPERVISOR], OTHER)
    assert staff.desk.people.sign_in(SUPERVISOR, OTHER).role == "supervisor"


def test_the_only_supervisor_with_a_pin_cannot_leave_or_become_a_guard(staff: Staff) -> None:
    """A second one without a PIN does not count."""
    staff.sign_in(SUPERVISOR)
    staff.desk.people.add("Supervisor 2", "supervisor", "")
    acts: tuple[Callable[[], object], ...] = (
        lambda: staff.desk.people.leave(SUPERVISOR),
        lambda: staff.desk.people.change_role(SUPERVISOR, "guard"),
    )
    for act in acts:
        before = staff.head
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == "last_supervisor"
        assert staff.head == before
    staff.desk.people.reset_pin("Supervisor 2", OTHER)
    staff.desk.people.leave(SUPERVISOR)
    assert staff.desk.signed.actor is None
    assert staff.desk.people.sign_in("Supervisor 2", OTHER).role == "supervisor"


def test_who_left_cannot_sign_in_and_the_name_is_never_given_again(staff: Staff) -> None:
    staff.sign_in(SUPERVISOR)
    staff.desk.people.leave(GUARD_12)
    assert staff.desk.store.pins.of(GUARD_12) is None
    assert staff.wrong(GUARD_12, PINS[GUARD_12]).code == "no_such_person"
    for name in (GUARD_12, "guard 12", "  Guard   12 "):
        with pytest.raises(Refused) as refused:
            staff.desk.people.add(name, "guard", OTHER)
        assert code_of(refused) == "name_taken"


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "Guard\x0012", "Guard\u202e12"])
def test_a_name_that_cannot_be_shown_is_refused(staff: Staff, name: str) -> None:
    staff.sign_in(SUPERVISOR)
    with pytest.raises(Refused) as refused:
        staff.desk.people.add(name, "guard", OTHER)
    assert code_of(refused) == "bad_name"


def test_another_role_counts_at_once(staff: Staff) -> None:
    staff.sign_in(SUPERVISOR)
    staff.desk.people.change_role(GUARD_12, "supervisor")
    staff.sign_in(GUARD_12)
    staff.desk.people.change_role(SUPERVISOR, "guard")
    staff.sign_in(SUPERVISOR)
    with pytest.raises(Refused) as refused:
        staff.desk.people.add("Guard 14", "guard", OTHER)
    assert refused.value.values["role"] == "guard"


def test_it_at_the_command_line_adds_people_only_until_they_are_set_up(guard: Guard) -> None:
    with pytest.raises(Refused) as refused:
        guard.desk.people.add(GUARD_12, "guard", "")
    assert code_of(refused) == "no_people"
    guard.desk.signed.console = True
    assert guard.desk.people.add(GUARD_12, "guard", "") == guard.desk.people.everyone()[0]
    assert guard.desk.people.add(SUPERVISOR, "supervisor", "").pin == ""
    assert not guard.desk.signed.set_up
    guard.desk.people.first(SUPERVISOR, PINS[SUPERVISOR])
    guard.desk.people.sign_out()
    with pytest.raises(Refused) as refused:
        guard.desk.people.add("Guard 14", "guard", "")
    assert code_of(refused) == "not_your_role"


def recovered(staff: Staff) -> Proof:
    """What the ways to open the record give to who has just opened it by another one than the key file."""
    store = staff.desk.store
    body = KeysChanged("recovered", "office", "office-1a2b3c")
    [event] = store.journal.append([Draft("keys_changed", None, body, IT)], staff.desk.clock.read())
    return proof_of(event.seq, unlock(store.path.parent, store.places.keys))


def test_after_another_key_opened_the_record_a_supervisor_gets_a_new_pin(staff: Staff) -> None:
    """The only supervisor has left the place without a word. What nobody can do at the window, IT does with the office's key."""
    with pytest.raises(Refused) as refused:
        staff.desk.people.recover(SUPERVISOR, OTHER, recovered(staff))
    assert code_of(refused) == "sign_in"
    staff.desk.signed.console = True
    staff.desk.people.recover(SUPERVISOR, OTHER, recovered(staff))
    staff.desk.people.recover(GUARD_12, OTHER, recovered(staff))
    staff.desk.people.recover("Supervisor 2", OTHER, recovered(staff))
    for person in (SUPERVISOR, GUARD_12, "Supervisor 2"):
        assert staff.desk.people.sign_in(person, OTHER).role == "supervisor"
    staff.desk.people.leave(IT_1)
    staff.desk.people.sign_out()
    with pytest.raises(Refused) as refused:
        staff.desk.people.recover(IT_1, OTHER, recovered(staff))
    assert code_of(refused) == "name_taken"


def test_nobody_becomes_supervisor_without_the_proof_of_a_recovery_and_it_counts_once(staff: Staff) -> None:
    """IT who is signed in at the window has no key in hand, and what the last recovery gave is spent."""
    staff.sign_in(IT_1)
    proof = recovered(staff)
    for wrong in (
        Proof(proof.seq, ""),
        Proof(1, proof.mac),
        Proof(proof.seq - 1, proof.mac),
        Proof(10**6, proof.mac),
    ):
        with pytest.raises(Refused) as refused:
            staff.desk.people.recover(IT_1, OTHER, wrong)
        assert code_of(refused) == "recover_first"
    staff.desk.people.recover(SUPERVISOR, OTHER, proof)
    with pytest.raises(Refused) as refused:
        staff.desk.people.recover("Supervisor 2", OTHER, proof)
    assert code_of(refused) == "recover_first"


# ---- tampering ----------------------------------------------------------------------------------------------------


def force(staff: Staff, sql: str) -> None:
    """Change what is kept of PINs, as somebody would who holds the file and its key."""
    db = staff.desk.store.maintenance()
    db.execute(sql)
    db.close()


def test_a_pin_that_was_put_in_the_place_of_another_opens_nothing(staff: Staff) -> None:
    """The guard's own verifier is copied over the supervisor's: it is named, and not tried."""
    force(
        staff,
        f"UPDATE pins SET (verifier, salt) = (SELECT verifier, salt FROM pins WHERE person = '{GUARD_12}')"
        f" WHERE person = '{SUPERVISOR}'",
    )
    before = staff.head
    assert staff.wrong(SUPERVISOR, PINS[GUARD_12]).code == "pin_changed"
    assert staff.head == before
    assert staff.desk.people.sign_in(GUARD_12, PINS[GUARD_12]).role == "guard"


def test_a_pin_of_which_nothing_is_kept_any_more_is_told_and_asks_for_no_less(staff: Staff) -> None:
    """The rows are deleted: people stay set up, so that the record does not stand open by that."""
    force(staff, "DELETE FROM pins")
    refused = staff.wrong(GUARD_12, PINS[GUARD_12])
    assert refused.code == "no_pin"
    assert GUARD_12 in sentence(refused)
    assert staff.desk.signed.set_up


def test_what_was_tried_is_known_to_who_tried_it_alone(staff: Staff) -> None:
    """A result that was made up, or is used twice, signs nobody in."""
    checked = staff.desk.people.check(GUARD_12, PINS[GUARD_12])
    made_up = (Checked(SUPERVISOR, ""), Checked(SUPERVISOR, "0" * 32))
    for each in made_up:
        with pytest.raises(Refused) as refused:
            staff.desk.people.enter(each)
        assert code_of(refused) == "not_signed_in"
    staff.desk.people.enter(checked)
    staff.desk.people.sign_out()
    with pytest.raises(Refused):
        staff.desk.people.enter(checked)
    assert staff.desk.signed.actor is None


def test_a_result_is_for_the_person_whose_pin_was_tried(staff: Staff) -> None:
    checked = staff.desk.people.check(GUARD_12, PINS[GUARD_12])
    with pytest.raises(Refused):
        staff.desk.people.enter(Checked(SUPERVISOR, checked.token))
    assert staff.desk.signed.actor is None


def test_a_pin_that_was_reset_while_it_was_tried_does_not_sign_in(staff: Staff) -> None:
    checked = staff.desk.people.check(GUARD_12, PINS[GUARD_12])
    staff.sign_in(SUPERVISOR)
    staff.desk.people.reset_pin(GUARD_12, OTHER)
    with pytest.raises(Refused) as refused:
        staff.desk.people.enter(checked)
    assert code_of(refused) == "pin_renewed"


# ---- hand-over ----------------------------------------------------------------------------------------------------


def test_an_open_visit_is_handed_over_with_both_names(
    staff: Staff, take_over: Callable[[Staff, str], None]
) -> None:
    staff.sign_in(GUARD_12)
    actor = staff.desk.signed.actor
    assert actor is not None
    visit = staff.walking.open_visit(actor, "Front desk").visit.id
    with pytest.raises(Refused) as refused:
        take_over(staff, visit)
    assert code_of(refused) == "yours_already"
    staff.sign_in(SUPERVISOR)
    take_over(staff, visit)
    last = Walking(staff.desk).current(visit).events[-1]
    assert (last.actor.person, last.actor.how) == (SUPERVISOR, "pin")
    assert last.body == msgspec.convert({"former": GUARD_12}, type(last.body))


def test_a_visit_that_nobody_signed_in_began_is_taken_over_by_who_signs_in(
    staff: Staff, take_over: Callable[[Staff, str], None]
) -> None:
    visit = staff.walking.press("F12", None, NOBODY, "Front desk").visit.id
    with pytest.raises(Refused) as refused:
        take_over(staff, visit)
    assert code_of(refused) == "sign_in"
    staff.sign_in(GUARD_12)
    take_over(staff, visit)
    last = Walking(staff.desk).current(visit).events[-1]
    assert (last.kind, last.actor.person) == ("visit_taken_over", GUARD_12)


@pytest.fixture
def take_over() -> Callable[[Staff, str], None]:
    """Has whoever is signed in, or nobody, take a visit over."""
    from desktop.services.noting import Noting

    def act(staff: Staff, visit: str) -> None:
        Noting(staff.walking).take_over(visit, staff.desk.signed.actor or NOBODY)

    return act


def test_people_are_added_in_the_order_in_which_they_came(staff: Staff) -> None:
    bodies = [each.body for each in staff.events(0) if isinstance(each.body, PersonAdded)]
    assert [each.person for each in bodies] == [SUPERVISOR, GUARD_12, IT_1]
    assert [each.person for each in staff.desk.people.everyone()] == [SUPERVISOR, GUARD_12, IT_1]
