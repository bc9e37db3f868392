"""What may still be written beside a reviewed visit, what comes of two who write at once, and what `verify` says of acts past the gate."""

from collections.abc import Iterator

import pytest

from desktop import paths
from desktop.core.events import Actor, Draft
from desktop.core.particulars import NoteWritten
from desktop.core.review_events import AddendumWritten, VisitApproved, VisitReturned, VisitVoided
from desktop.services.desk import Desk, open_desk
from desktop.services.evidence import export_evidence
from desktop.services.forgetting import Forgetting
from desktop.services.noting import Noting, When
from desktop.services.people import People
from desktop.services.reporting import Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from tests.services.conftest import SHELTER
from tests.services.desks import GUARD_12, GUARD_14, ONE, PINS, TWO, Office, code
from tests.services.exports import verifier

# ---- addenda and void ----------------------------------------------------------------------------------------------------------


def test_addenda_stand_beside_an_approved_visit_with_number_author_and_times(office: Office) -> None:
    guard = office.sign_in(GUARD_12)
    visit = office.closed(guard)
    assert code(lambda: office.reviewing.addendum(visit, "early", "seen", guard)) == "addendum_early"
    office.approve(visit)
    guard = office.sign_in(GUARD_14)
    office.desk.store.journal.keep_half_typed(visit, "addendum", "There was")
    office.reviewing.addendum(visit, "There was a third car.", "told", guard, When("about", "11:40"))
    one = office.sign_in(ONE)
    review = office.reviewing.addendum(visit, "Its plate is on camera 4.", "copied", one).review
    first, second = review.addenda
    assert (first.number, first.by.person, first.text, first.source) == (
        1,
        GUARD_14,
        "There was a third car.",
        "told",
    )
    assert first.happened is not None
    assert (first.happened.how, first.happened.at[11:16], first.by.at[:16]) == (
        "about",
        "11:40",
        "2026-07-15T12:00",
    )
    assert (second.number, second.by.person, second.happened) == (2, ONE, None)
    assert office.desk.store.queries.half_typed(visit) == {}
    assert code(lambda: office.reviewing.addendum(visit, "  ", "seen", one)) == "blank"
    assert review.authors == (GUARD_12,)


def test_void_marks_a_visit_for_good_in_every_state_but_open_and_approval_stays_possible(
    office: Office,
) -> None:
    guard = office.sign_in(GUARD_12)
    visit, other = office.closed(guard), office.closed(guard)
    opened = office.walking.open_visit(guard, "Front desk").visit.id
    assert code(lambda: office.reviewing.void(visit, "A drill", guard)) == "not_your_role"
    one = office.sign_in(ONE)
    assert code(lambda: office.reviewing.void(opened, "A drill", one)) == "review_open"
    assert code(lambda: office.reviewing.void(visit, "x", one)) == "reason_short"
    office.reviewing.void(visit, "It was a drill of the fire service", one)
    assert code(lambda: office.reviewing.void(visit, "Once more", one)) == "void_already"
    office.approve(visit)
    office.approve(other)
    review = office.reviewing.void(other, "The same as another visit", office.sign_in(ONE)).review
    assert review.void is not None
    assert (review.state, review.void.reason, review.approved is not None) == (
        "approved",
        "The same as another visit",
        True,
    )


def test_the_contents_of_an_addendum_may_be_removed_and_its_number_is_not_given_again(office: Office) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    one = office.sign_in(ONE)
    office.reviewing.addendum(visit, "Mr Zaunkoenig drove it.", "told", one)
    seq = office.walking.renewed(visit).events[-1].seq
    Forgetting(office.walking).redact(visit, [seq], "Order of the privacy officer")
    assert office.reviewing.addendum(visit, "A driver is known.", "told", one).review.addenda[-1].number == 2
    approval = next(
        event.seq for event in office.walking.renewed(visit).events if event.kind == "visit_approved"
    )
    assert (
        code(lambda: Forgetting(office.walking).redact(visit, [approval], "Order of a court"))
        == "not_redactable"
    )
    assert verify(office.walking).ok


# ---- two writers ------------------------------------------------------------------------------------------------------------


class Both:
    """Two programs at one record, each with a supervisor who is signed in there."""

    def __init__(self, office: Office) -> None:
        self.office, self.clock = office, office.clock
        self.other: Desk = open_desk(paths.places(office.home, {}), SHELTER, clock=office.clock)
        people: People = self.other.people
        people.sign_in(TWO, PINS[TWO])
        screens = Screens(Walking(self.other))
        self.reviewing, self.reporting = Reviewing(screens), Reporting(screens)
        self.noting = Noting(screens.walking)
        self.two = Actor(TWO, "supervisor", "pin")


@pytest.fixture
def both(office: Office) -> Iterator[Both]:
    made = Both(office)
    yield made
    made.other.close()


def test_of_two_who_approve_at_once_one_does_and_the_other_is_told(office: Office, both: Both) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    office.seen(visit)
    both.reviewing.saw(visit, both.reporting.make(visit)())
    both.reviewing.approve(visit, both.two)
    assert code(lambda: office.reviewing.approve(visit, one)) == "approved"
    assert code(lambda: office.noting.note(visit, "late", "seen", one)) == "approved"


def test_what_is_written_between_seeing_and_approving_must_be_seen_first(office: Office, both: Both) -> None:
    """Also where this program has not read it yet: the journal asks within the transaction."""
    visit = office.closed(office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    made = office.seen(visit)
    both.noting.note(visit, "From the other window.", "seen", both.two)
    assert code(lambda: office.reviewing.approve(visit, one)) == "not_seen"
    body = VisitApproved(made.heads[0], made.sha256)
    draft = Draft("visit_approved", visit, body, one)
    assert code(lambda: office.desk.store.journal.append([draft], office.clock.read())) == "not_seen"
    assert office.reviewing.review_of(visit).state == "submitted"


def test_addenda_of_two_programs_get_numbers_of_their_own(office: Office, both: Both) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    one = office.sign_in(ONE)
    for number in range(1, 5):
        if number % 2:
            office.reviewing.addendum(visit, f"number {number}", "seen", one)
        else:
            both.reviewing.addendum(visit, f"number {number}", "seen", both.two)
    review = office.reviewing.review_of(visit)
    assert [(each.number, each.text) for each in review.addenda] == [(n, f"number {n}") for n in range(1, 5)]
    assert review.illegal == ()


def test_the_number_of_an_addendum_is_the_journals_alone(office: Office) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    draft = Draft("addendum_written", visit, AddendumWritten(7, "seven", "seen"), office.sign_in(ONE))
    with pytest.raises(ValueError, match="issued by the journal"):
        office.desk.store.journal.append([draft], office.clock.read())
    nowhere = Draft("visit_voided", None, VisitVoided("nothing"), draft.actor)
    with pytest.raises(ValueError, match="of a visit"):
        office.desk.store.journal.append([nowhere], office.clock.read())


# ---- what verify says --------------------------------------------------------------------------------------------------------


def past_the_gate(office: Office, monkeypatch: pytest.MonkeyPatch, *drafts: Draft) -> list[tuple[str, str]]:
    """Write what no program of ours would, as whoever has the data key can; what verify finds."""
    monkeypatch.setattr("desktop.store.admission.check_review", lambda db, draft: draft.body)
    office.desk.store.journal.append(list(drafts), office.clock.read())
    monkeypatch.undo()
    found = verify(office.walking)
    return [(each.code, each.sentence.partition(": ")[2]) for each in found.findings]


def exported(office: Office) -> list[str]:
    """What the stand-alone verifier says against an export of all visits."""
    export_evidence(office.desk, office.home / "e.zip", office.sign_in(ONE), replace=True)
    found = verifier.check(str(office.home / "e.zip"), [], []).findings
    return [each["sentence"].partition(": ")[2] for each in found]


def test_verify_names_an_approval_by_who_wrote_it_and_what_was_written_after_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = office.sign_in(ONE)
    own, visit = office.closed(one), office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    mine = VisitApproved(office.reviewing.review_of(own).head, "b" * 64)
    late = Draft("note_written", visit, NoteWritten("late", "seen"), one)
    assert verify(office.walking).ok
    assert exported(office) == []
    found = past_the_gate(office, monkeypatch, Draft("visit_approved", own, mine, office.sign_in(ONE)), late)
    assert found == [
        ("review_illegal", "it approves what the same person wrote, without a reason for an exception."),
        ("review_illegal", "it writes in a visit that was approved before."),
    ]
    assert exported(office) == [sentence for _, sentence in found], "whoever holds an export finds it too"
    assert office.reviewing.review_of(own).state == "submitted", "such an approval does not count"


def test_verify_names_acts_by_nobody_who_was_a_supervisor_then_and_needless_exceptions(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, guard = office.sign_in(ONE), office.sign_in(GUARD_12)
    visit, own = office.closed(guard), office.closed(office.sign_in(ONE))
    said = Actor(TWO, "supervisor", "claimed")
    made_up = Actor(GUARD_14, "supervisor", "pin")
    head = office.reviewing.review_of(own).head
    drafts = [
        Draft("visit_returned", visit, VisitReturned("no", ""), made_up),
        Draft("visit_voided", visit, VisitVoided("no"), said),
        Draft("visit_approved", own, VisitApproved(head, "b" * 64, "because"), one),
    ]
    assert [sentence for _, sentence in past_the_gate(office, monkeypatch, *drafts)] == [
        "it is no supervisor's.",
        "it is no supervisor's.",
        "another supervisor could have approved what the same person wrote.",
    ]


def test_the_standalone_verifier_names_forged_reviews_of_every_kind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = office.sign_in(GUARD_12)
    opened = office.walking.open_visit(guard, "Front desk").visit.id
    fresh, approved, behind = office.closed(guard), office.closed(guard), office.closed(guard)
    first = office.reviewing.review_of(behind).head
    office.noting.note(behind, "more", "seen", guard)
    office.approve(approved)
    one = office.sign_in(ONE)
    void = VisitVoided("nobody came")
    drafts = [
        Draft("visit_voided", opened, void, one),
        Draft("visit_voided", fresh, void, guard),
        Draft("visit_approved", fresh, VisitApproved("c" * 64, "b" * 64, "alone"), one),
        Draft("addendum_written", fresh, AddendumWritten(1, "early", "seen"), one),
        Draft("visit_approved", behind, VisitApproved(first, "b" * 64), one),
        Draft("addendum_written", approved, AddendumWritten(7, "seven", "seen"), one),
        Draft("visit_returned", approved, VisitReturned("wash it", first), one),
    ]
    ours, theirs = past_the_gate(office, monkeypatch, *drafts), exported(office)
    assert len(ours) == len(theirs) == len(drafts)
    assert theirs[1:3] == ["it is no supervisor's.", "it approves as an exception what another person wrote."]
    assert theirs[4:6] == [
        "it approves a state of the visit after which more was written.",
        "the addendum before it has another number.",
    ]
