"""Review at one desk: one approves what the other wrote, nothing approved ever changes, and whoever writes at the same time comes first or
is refused."""

from collections.abc import Callable
from functools import partial

import pytest

from desktop.core.events import Access, Actor, Draft, VisitClosed, VisitJoined
from desktop.core.particulars import CheckpointSigned, NoteWritten
from desktop.services.reporting import Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.signed import NOBODY
from desktop.services.verifying import verify
from tests.services.conftest import GUARD, Guard
from tests.services.desks import GUARD_12, GUARD_14, ONE, PINS, TWO, Office, code

# ---- the way of a visit ------------------------------------------------------------------------------------------------------


def test_two_people_one_returns_and_approves_what_the_other_wrote(office: Office) -> None:
    guard = office.sign_in(GUARD_12)
    visit = office.closed(guard)
    one = office.sign_in(ONE)
    view = office.reviewing.send_back(visit, "Which gate was it?", one)
    assert (view.review.state, view.review.comment) == ("returned", "Which gate was it?")
    assert code(lambda: office.reviewing.approve(visit, one)) == "not_submitted"
    guard = office.sign_in(GUARD_12)
    office.noting.note(visit, "The north gate.", "seen", guard)
    office.reviewing.submit(visit, "", guard)
    one = office.sign_in(ONE)
    made = office.seen(visit)
    view = office.reviewing.approve(visit, one)
    approval = view.review.approved
    assert approval is not None
    assert (approval.by.person, approval.report, approval.exception, approval.unnamed) == (
        ONE,
        made.sha256,
        "",
        False,
    )
    assert (view.review.state, view.review.authors) == ("approved", (GUARD_12,))
    assert view.may == {"addendum", "void"}
    assert verify(office.walking).ok


def test_an_approval_is_signed_at_once(office: Office) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    seq = office.desk.store.journal.head()[0]
    last = office.desk.store.queries.event(seq)
    assert last is not None
    assert isinstance(last.body, CheckpointSigned)
    assert (last.body.reason, last.body.seq) == ("approved", seq - 1)


def test_only_what_was_seen_whole_and_by_this_person_in_this_session_is_approved(office: Office) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    assert code(lambda: office.reviewing.approve(visit, one)) == "not_seen"
    assert not office.reviewing.standing(visit).seen
    office.seen(visit)
    assert office.reviewing.standing(visit).seen
    two = office.sign_in(TWO)
    assert code(lambda: office.reviewing.approve(visit, two)) == "not_seen"
    one = office.sign_in(ONE)
    assert code(lambda: office.reviewing.approve(visit, one)) == "not_seen"
    office.seen(visit)
    office.noting.note(visit, "One more thing.", "seen", one)
    assert not office.reviewing.standing(visit).seen
    office.sign_in(TWO)
    office.seen(visit)
    assert office.again().reviewing.review_of(visit).state == "submitted"
    two = office.sign_in(TWO)
    assert code(lambda: office.reviewing.approve(visit, two)) == "not_seen"


def test_who_wrote_in_a_visit_does_not_approve_it_while_somebody_else_can(office: Office) -> None:
    """Under whatever name they acted: signed in, by their own word, or for another."""
    guard, one = office.sign_in(GUARD_12), office.sign_in(ONE)
    visit = office.closed(one)
    office.seen(visit)
    view = office.reviewing.standing(visit)
    assert view.others == (TWO,)
    assert not {"approve", "exception"} & view.may
    assert view.why_not["approve"] == f"You wrote in this visit. {TWO} can approve it."
    assert code(lambda: office.reviewing.approve(visit, one)) == "others"
    assert code(lambda: office.reviewing.approve(visit, one, "Nobody else is here")) == "others"
    office.approve(visit, TWO)
    office.sign_in(GUARD_12)
    two = office.sign_in(TWO)
    other = office.closed(guard_of(office))
    two = office.sign_in(TWO)
    office.seen(other)
    assert code(lambda: office.reviewing.approve(other, two, "No need")) == "no_exception"
    assert guard.role == "guard"


def guard_of(office: Office) -> Actor:
    return office.sign_in(GUARD_14)


def test_the_only_supervisor_approves_their_own_with_a_reason_that_is_told_for_good(alone: Office) -> None:
    one = alone.sign_in(ONE)
    visit = alone.closed(one)
    alone.seen(visit)
    view = alone.reviewing.standing(visit)
    assert ("exception" in view.may, "approve" in view.may, view.others) == (True, False, ())
    assert code(lambda: alone.reviewing.approve(visit, one)) == "own_visit"
    assert code(lambda: alone.reviewing.approve(visit, one, "ab")) == "reason_short"
    assert (
        code(lambda: alone.reviewing.approve(visit, one, "his A-number is A 123 456 789")) == "reason_private"
    )
    view = alone.reviewing.approve(visit, one, "I work here alone at night")
    assert view.review.approved is not None
    assert view.review.approved.exception == "I work here alone at night"
    found = verify(alone.walking)
    assert (found.ok, [each.code for each in found.told if each.code == "exception"]) == (True, ["exception"])


def test_a_supervisor_without_a_pin_or_who_left_stands_in_no_ones_way(alone: Office) -> None:
    one = alone.sign_in(ONE)
    alone.desk.people.add(TWO, "supervisor", "")
    visit = alone.closed(one)
    alone.seen(visit)
    alone.reviewing.approve(visit, one, "The other one has no PIN yet")
    alone.desk.people.reset_pin(TWO, PINS[TWO])
    visit = alone.closed(one)
    alone.seen(visit)
    assert code(lambda: alone.reviewing.approve(visit, one, "Another one is here now")) == "others"


def test_before_people_are_set_up_one_claimed_supervisor_approves_what_a_claimed_guard_wrote(
    guard: Guard,
) -> None:
    reviewing = Reviewing(Screens(guard.walking))
    visit = guard.open()
    guard.answer(visit, "officers_now", "left")
    made = Reporting(reviewing.screens).make(visit)()
    chief = Actor("Supervisor 1", "supervisor", "claimed")
    assert code(lambda: reviewing.approve(visit, GUARD)) == "no_role"
    reviewing.saw(visit, made, GUARD)
    assert code(lambda: reviewing.approve(visit, chief)) == "not_seen"
    with pytest.raises(ValueError, match="no other part"):
        reviewing.saw(visit, Reporting(reviewing.screens).make(visit, "all")(), chief)
    reviewing.saw(visit, made, chief)
    assert reviewing.approve(visit, chief).review.state == "approved"
    assert verify(guard.walking).ok


def test_what_nobody_signed_in_wrote_is_told_with_the_approval(office: Office) -> None:
    office.desk.people.lock("locked")
    visit = office.walking.press("F12", None, NOBODY, "Front desk").visit.id
    office.close(visit, NOBODY)
    office.approve(visit)
    review = office.reviewing.review_of(visit)
    assert review.approved is not None
    assert (review.authors, review.unnamed, review.approved.unnamed) == ((), True, True)


# ---- nothing approved changes ------------------------------------------------------------------------------------------------


def test_nothing_is_written_in_an_approved_visit_by_any_service(office: Office) -> None:
    guard = office.sign_in(GUARD_12)
    now = office.walking.open_visit(guard, "Front desk")
    visit, changes = now.visit.id, f"{now.walk.round}/{now.pack.policy.changes_step}"
    office.noting.mark_time(visit, guard)
    marked = office.walking.current(visit).events[-1].seq
    office.noting.detail(visit, "vehicle", "v1", [("looks", "a van", "")], "seen", guard)
    office.close(visit, guard)
    office.approve(visit)
    guard, noting = office.sign_in(GUARD_12), office.noting
    before = office.walking.renewed(visit).events
    acts: dict[str, Callable[[], object]] = {
        "note": lambda: noting.note(visit, "later", "seen", guard),
        "call": lambda: noting.call(visit, "counsel", "reached", guard),
        "tick": lambda: noting.tick(visit, "danger", "do", "Lock", True, guard),
        "time": lambda: noting.mark_time(visit, guard),
        "named": lambda: noting.name_time(visit, marked, "left", guard),
        "detail": lambda: noting.detail(visit, "vehicle", "v1", [("looks", "a car", "")], "seen", guard),
        "strike": lambda: noting.strike(visit, "vehicle", "v1", "a mistake", guard),
        "shown": lambda: noting.shown(visit, "specimens", guard),
        "taken over": lambda: noting.take_over(visit, office.sign_in(GUARD_14)),
    }
    codes = {name: code(act) for name, act in acts.items()}
    assert set(codes.values()) == {"approved"}, codes
    guard = office.sign_in(GUARD_12)
    assert code(lambda: office.walking.answer(visit, changes, "left", guard)) == "visit_closed"
    assert office.walking.renewed(visit).events == before
    pressed = office.walking.press("F12", visit, guard, "Front desk")
    assert pressed.visit.id != visit


def test_no_service_goes_round_the_gate_of_the_journal(office: Office) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    late = Draft("note_written", visit, NoteWritten("late", "seen"), office.sign_in(GUARD_12))
    closing = Draft("visit_closed", visit, VisitClosed(), late.actor)
    looked = Draft("access", visit, Access("opened"), late.actor)
    begun = office.walking.press("F1", None, late.actor, "Front desk").visit.id
    joining = Draft("visit_joined", begun, VisitJoined(visit), late.actor)
    head = office.desk.store.journal.head()
    for drafts in ([late], [closing], [joining], [looked, late]):
        assert code(partial(office.desk.store.journal.append, drafts, office.clock.read())) == "approved"
    assert office.desk.store.journal.head() == head


def test_a_visit_that_is_joined_is_reviewed_and_frozen_with_the_other(office: Office) -> None:
    guard = office.sign_in(GUARD_12)
    into = office.walking.open_visit(guard, "Front desk").visit.id
    other = office.sign_in(GUARD_14)
    pressed = office.walking.press("F1", None, other, "Front desk").visit.id
    office.walking.join(pressed, into, guard_of(office))
    office.close(into, office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    assert office.reviewing.standing(pressed).joined_into == into
    assert code(lambda: office.reviewing.send_back(pressed, "What?", one)) == "review_joined"
    assert code(lambda: office.reviewing.void(pressed, "A test alarm", one)) == "review_joined"
    made = office.reporting.make(into)()
    office.noting.note(pressed, "Meanwhile.", "seen", office.sign_in(GUARD_14))
    one = office.sign_in(ONE)
    office.reviewing.saw(into, made)
    assert code(lambda: office.reviewing.approve(into, one)) == "not_seen", (
        "the joined one was written in since"
    )
    office.seen(into)
    view = office.reviewing.approve(into, one)
    assert set(view.review.authors) == {GUARD_12, GUARD_14}
    assert code(lambda: office.noting.note(pressed, "late", "seen", one)) == "approved"
    begun = office.walking.press("F12", None, one, "Front desk").visit.id
    assert code(lambda: office.walking.join(begun, into, one)) == "cannot_join"
    assert verify(office.walking).ok


def test_a_supervisor_who_wrote_in_a_joined_visit_is_an_author_of_the_whole(office: Office) -> None:
    into = office.walking.open_visit(office.sign_in(GUARD_12), "Front desk").visit.id
    pressed = office.walking.press("F1", None, office.sign_in(ONE), "Front desk").visit.id
    office.walking.join(pressed, into, guard_of(office))
    office.close(into, office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    office.seen(into)
    assert code(lambda: office.reviewing.approve(into, one)) == "others"
