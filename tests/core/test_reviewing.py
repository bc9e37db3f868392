"""What the review of a visit amounts to: legal paths, authors, what an approval covers; and that the fold takes whatever is on record."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from desktop.core import events
from desktop.core.chain import STAYING
from desktop.core.events import (
    KINDS,
    Access,
    Actor,
    BrokenBody,
    Event,
    PayloadRedacted,
    Redacted,
    StepAnswered,
    UnknownBody,
    VisitClosed,
    VisitJoined,
    VisitOpened,
)
from desktop.core.holding import GOES, STAYS, texts, typed_at
from desktop.core.particulars import NoteWritten
from desktop.core.people import Person
from desktop.core.review_events import (
    CONTENT,
    LOOKS,
    MARKS,
    REVIEWS,
    AddendumWritten,
    CopyIssued,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.core.reviewing import (
    WRONG,
    Review,
    approved_below,
    approved_part,
    fold_review,
    head_of,
    other_supervisors,
    refusal,
    state_after,
)

GUARD = Actor("Guard 12", "guard", "pin")
CHIEF = Actor("Supervisor 1", "supervisor", "pin")
OTHER = Actor("Supervisor 2", "supervisor", "pin")
NOBODY = Actor("", "none", "none")
KIND_OF = {kind.body: name for name, kind in events.KINDS.items()}
SUM = "a" * 64


def event(seq: int, body: Struct, by: Actor = GUARD, kind: str = "", visit: str = "v") -> Event:
    kind = kind or KIND_OF[type(body)]
    own = f"{seq:064x}"
    return Event("d", 0, seq, visit, "", kind, 1, by, seq * 10**6, 0, "UTC", 0, "b", "", "", own, body)  # type: ignore[arg-type]


def head(seq: int) -> str:
    return f"{seq:064x}"


OPENED = event(1, VisitOpened("N", {}, "Post", "p", "1", SUM, "en", "button"))
NOTED = event(2, NoteWritten("gate open", "seen"))
CLOSED = event(3, VisitClosed())
WRITTEN = (OPENED, NOTED, CLOSED)


def approved(seq: int, covers: int = 3, by: Actor = CHIEF, exception: str = "", *joined: int) -> Event:
    return event(seq, VisitApproved(head(covers), SUM, exception, [head(each) for each in joined]), by)


def wrong(review: Review) -> list[tuple[int, str]]:
    return [(each.seq, each.why) for each in review.illegal]


def test_closing_hands_a_visit_in_and_it_is_returned_handed_in_again_and_approved() -> None:
    told = [
        *WRITTEN,
        event(4, VisitReturned("Which gate?", head(3)), CHIEF),
        event(5, NoteWritten("the north gate", "seen")),
        event(6, VisitSubmitted("Done"), GUARD),
        event(7, Access("printed"), CHIEF),
        approved(8, 6),
    ]
    states = [fold_review(told[: place + 1]).state for place in range(len(told))]
    assert states == [
        "open",
        "open",
        "submitted",
        "returned",
        "returned",
        "submitted",
        "submitted",
        "approved",
    ]
    review = fold_review(told)
    assert (review.illegal, review.late, review.authors, review.comment) == (
        (),
        (),
        ("Guard 12",),
        "Which gate?",
    )
    assert review.approved is not None
    assert review.since is not None
    assert (review.since.seq, review.approved.by.person, review.approved.head) == (8, "Supervisor 1", head(6))
    assert approved_part(told, review) == tuple(told)


def test_who_writes_a_visit_is_its_author_and_who_reviews_looks_or_removes_is_not() -> None:
    told = [
        *WRITTEN,
        event(4, Access("opened"), CHIEF),
        event(5, PayloadRedacted(2, "order"), CHIEF),
        event(6, CopyIssued("report", ["report"], "Counsel", "a case", SUM), CHIEF),
        event(7, VisitReturned("more", head(5)), CHIEF),
        event(8, NoteWritten("for another", "told"), Actor("Guard 3", "guard", "claimed", "Guard 4")),
        event(9, NoteWritten("nobody's", "seen"), NOBODY),
    ]
    review = fold_review(told)
    assert review.authors == ("Guard 12", "Guard 3", "Guard 4")
    assert review.unnamed
    assert not fold_review(told[:-1]).unnamed
    assert review.is_author("guard  12")
    assert not review.is_author("Supervisor 1")


def test_an_author_approves_only_with_a_reason_and_whoever_is_none_without() -> None:
    own = [*WRITTEN, event(4, NoteWritten("mine", "seen"), CHIEF)]
    assert wrong(fold_review([*own, approved(5, 4)])) == [(5, "own_visit")]
    assert fold_review([*own, approved(5, 4)]).state == "submitted"
    granted = fold_review([*own, approved(5, 4, CHIEF, "I am alone here")])
    assert (granted.state, granted.illegal) == ("approved", ())
    assert wrong(fold_review([*own, approved(5, 4, OTHER, "no need")])) == [(5, "no_exception")]
    assert wrong(fold_review([*own, approved(5, 4, Actor("Guard 3", "guard", "pin"))])) == [(5, "no_role")]
    behalf = Actor("Supervisor 2", "supervisor", "pin", "Supervisor 1")
    assert wrong(fold_review([*own, approved(5, 4, behalf)])) == [(5, "own_visit")]


@pytest.mark.parametrize(
    "typed",
    [
        "SUPERVISOR  1 ",
        "Supervisor\u200b 1",
        "Ｓupervisor 1",
        "Súpervisor 1",
        "Ѕuреrvisоr 1",
        "Supervisor-1.",
    ],
)
def test_a_claimed_name_that_only_looks_like_another_is_no_other(typed: str) -> None:
    """The fifth has Cyrillic letters."""
    own = [*WRITTEN, event(4, NoteWritten("mine", "seen"), CHIEF)]
    assert wrong(fold_review([*own, approved(5, 4, Actor(typed, "supervisor", "claimed"))])) == [
        (5, "own_visit")
    ]
    apart = fold_review(
        [*WRITTEN, event(4, NoteWritten("mine", "seen"), Actor("Guard 1 2", "guard", "claimed"))]
    )
    assert not apart.is_author("Guard 12 3")
    assert not apart.is_author("Guard 1")
    nobody = Actor("", "supervisor", "claimed")
    assert wrong(fold_review([*WRITTEN, approved(4, 3, nobody)])) == [(4, "no_role")]


def test_an_approval_covers_what_it_names_and_what_was_written_beside_or_after_it_is_told() -> None:
    beside = [*WRITTEN, event(4, NoteWritten("meanwhile", "seen")), approved(5, 3)]
    review = fold_review(beside)
    assert (review.state, review.late, wrong(review)) == ("approved", (4,), [(5, "behind")])
    assert [each.seq for each in approved_part(beside, review)] == [1, 2, 3, 5]
    after = [*WRITTEN, approved(4), event(5, NoteWritten("too late", "seen"), CHIEF)]
    review = fold_review(after)
    assert (review.state, review.late, wrong(review)) == ("approved", (5,), [(5, "approved")])
    assert review.authors == ("Guard 12",), "who writes too late makes no approval illegal"
    assert approved_part(after, review) == tuple(after[:4])
    assert wrong(fold_review([*WRITTEN, approved(4, 99)])) == [(4, "no_head")]
    assert fold_review([*WRITTEN, approved(4, 99)]).approved is None


def test_a_second_approval_a_return_and_a_joining_change_nothing_of_an_approved_visit() -> None:
    told = [*WRITTEN, approved(4)]
    for body in (
        VisitReturned("no", head(4)),
        VisitSubmitted(),
        VisitApproved(head(4), SUM),
        VisitJoined("w"),
    ):
        review = fold_review([*told, event(5, body, OTHER)])
        assert (review.state, wrong(review)) == ("approved", [(5, "approved")])
        assert review.approved == fold_review(told).approved


@pytest.mark.parametrize("body", [Redacted(), BrokenBody("torn"), UnknownBody("newer", b"{}")])
def test_an_approval_that_cannot_be_read_sets_nothing_free(body: Struct) -> None:
    told = [*WRITTEN, event(4, body, CHIEF, "visit_approved"), event(5, NoteWritten("late", "seen"))]
    review = fold_review(told)
    assert (review.state, wrong(review)) == ("approved", [(4, "unreadable"), (5, "approved")])
    assert [each.seq for each in approved_part(told, review)] == [1, 2, 3, 4]
    assert fold_review([OPENED, event(4, body, CHIEF, "visit_approved")]).state == "open"
    void = fold_review([*WRITTEN, event(4, body, CHIEF, "visit_voided")]).void
    assert void is not None
    assert void.reason == ""


def test_addenda_are_numbered_in_their_order_and_one_that_is_gone_keeps_its_number() -> None:
    told = [
        *WRITTEN,
        event(4, AddendumWritten(1, "early", "seen")),
        approved(5, 4),
        event(6, AddendumWritten(1, "one", "seen")),
        event(7, Redacted(), GUARD, "addendum_written"),
        event(8, AddendumWritten(3, "three", "told")),
        event(9, AddendumWritten(3, "again", "told")),
    ]
    review = fold_review(told)
    assert [(each.number, each.text, each.gone) for each in review.addenda] == [
        (1, "one", False),
        (2, "", True),
        (3, "three", False),
        (3, "again", False),
    ]
    assert wrong(review) == [(4, "addendum_early"), (9, "number")]
    assert review.late == ()


def test_void_is_a_mark_beside_every_state_but_open() -> None:
    void = event(9, VisitVoided("A test"), CHIEF)
    for told, state in ((WRITTEN, "submitted"), ((*WRITTEN, approved(4)), "approved")):
        review = fold_review([*told, void])
        assert review.void is not None
        assert (review.state, review.void.reason, review.illegal) == (state, "A test", ())
        assert wrong(fold_review([*told, void, event(10, VisitVoided("Twice"), CHIEF)])) == [
            (10, "void_already")
        ]
    assert fold_review([OPENED, void]).void is None
    assert fold_review([*WRITTEN, event(4, VisitVoided("mine"), GUARD)]).void is None


def test_a_joined_visit_is_reviewed_with_the_other_whose_approval_covers_it_to_the_head_it_names() -> None:
    below = [
        event(10, VisitOpened("M", {}, "Post", "p", "1", SUM, "en", "danger"), OTHER, visit="w"),
        event(11, VisitJoined("v"), OTHER, visit="w"),
    ]
    assert fold_review([*below, event(12, VisitReturned("no", head(11)), CHIEF)]).state == "joined"
    assert fold_review(WRITTEN, [below]).authors == ("Guard 12", "Supervisor 2")
    assert wrong(fold_review([*WRITTEN, approved(13, 3, OTHER, "", 11)], [below])) == [(13, "own_visit")]
    told = [*WRITTEN, approved(13, 3, CHIEF, "", 11)]
    late = [*below, event(14, NoteWritten("late", "seen"), CHIEF, visit="w")]
    review = fold_review(told, [late])
    assert (review.state, review.late, wrong(review)) == ("approved", (14,), [(14, "approved")])
    assert review.approved is not None
    assert approved_below(late, review.approved) == tuple(below)
    assert [each.seq for each in fold_review([*WRITTEN, approved(13)], [below]).illegal] == [10, 11]


def test_another_supervisor_is_one_who_works_here_has_a_pin_and_wrote_nothing_there() -> None:
    people = [
        Person("Supervisor 1", "supervisor", pin="x"),
        Person("Supervisor 2", "supervisor", pin="x"),
        Person("Supervisor 3", "supervisor"),
        Person("Supervisor 4", "supervisor", False, "x"),
        Person("Guard 3", "guard", pin="x"),
    ]
    own = fold_review([*WRITTEN, event(4, NoteWritten("mine", "seen"), CHIEF)])
    assert other_supervisors(people, own) == ("Supervisor 2",)


def test_the_head_is_that_of_the_last_event_but_who_looked_or_took_a_copy() -> None:
    looked = [event(4, Access("opened"), CHIEF), event(5, CopyIssued("report", [], "x", "y", SUM), CHIEF)]
    assert head_of([*WRITTEN, *looked]) == fold_review([*WRITTEN, *looked]).head == head(3)
    assert head_of([]) == ""


def test_every_kind_of_event_writes_reviews_or_marks_a_visit_or_is_of_none() -> None:
    of_none = {"store_created", "device_key_made", "checkpoint_signed", "person_added", "person_changed", "person_left", "pin_set",
               "signed_in", "signed_out", "pin_refused", "keys_changed", "side_record", "authority_trusted", "policy_installed",
               "bulletin_installed", "policy_acknowledged", "view_saved", "view_dropped"}  # fmt: skip
    assert CONTENT | REVIEWS | MARKS | of_none == set(KINDS)
    assert len(CONTENT) + len(REVIEWS) + len(MARKS) + len(of_none) == len(KINDS)
    assert LOOKS < MARKS


def test_what_approves_or_voids_stays_and_every_other_word_of_a_review_may_be_removed() -> None:
    assert {"visit_approved", "visit_voided"} <= STAYS
    assert not {"visit_approved", "visit_voided"} & (GOES | STAYING)
    assert {"visit_submitted", "visit_returned", "addendum_written", "copy_issued"} <= GOES
    added = event(4, AddendumWritten(1, "the words", "seen"))
    assert (texts(added), typed_at(added)) == (("the words",), "addendum")


# ---- whatever is on record -------------------------------------------------------------------------------------------------

BODIES = st.sampled_from(
    [NoteWritten("n", "seen"), VisitClosed(), VisitJoined("w"), VisitSubmitted(), VisitReturned("c", SUM), VisitVoided("r"),
     AddendumWritten(1, "a", "seen"), AddendumWritten(2, "a", "seen"), Access("opened"), StepAnswered("r1/x", "x", "y", "screen")]
)  # fmt: skip
BY = st.sampled_from([GUARD, CHIEF, OTHER, NOBODY, Actor("supervisor 1", "supervisor", "claimed")])


@st.composite
def records(draw: st.DrawFn) -> list[Event]:
    """Events of a visit in any order, by anybody; approvals name some event, or none that is there."""
    made = [OPENED]
    for seq in range(2, draw(st.integers(2, 14))):
        by = draw(BY)
        if draw(st.integers(0, 3)) == 0:
            made.append(approved(seq, draw(st.integers(1, seq)), by, draw(st.sampled_from(["", "alone"]))))
        elif draw(st.integers(0, 9)) == 0:
            kind = draw(st.sampled_from(sorted(REVIEWS | CONTENT)))
            made.append(event(seq, Redacted(), by, kind))
        else:
            made.append(event(seq, draw(BODIES), by))
    return made


@given(records())
def test_the_fold_takes_any_record_and_tells_each_event_that_no_legal_path_leads_to(
    told: list[Event],
) -> None:
    review = fold_review(told)
    assert {each.why for each in review.illegal} <= WRONG.keys()
    state, legal = "open", True
    for place, each in enumerate(told):
        before = fold_review(told[:place])
        body = each.body
        exception = body.exception if isinstance(body, VisitApproved) else ""
        unread = each.kind == "visit_approved" and not isinstance(body, VisitApproved)
        code = refusal(before, each.kind, each.actor, exception) if each.kind in REVIEWS else ""
        code = "approved" if each.kind in CONTENT and before.approved else code
        named = {one.why for one in fold_review(told[: place + 1]).illegal if one.seq == each.seq}
        assert not code or code in named or unread, "what the gate would refuse is named"
        legal = legal and not named
        state = state_after(state, each.kind) if legal else state  # type: ignore[arg-type]
        if legal:
            assert fold_review(told[: place + 1]).state == state
    assert legal == (review.illegal == ())


@given(records(), records())
def test_nothing_that_comes_after_an_approval_changes_what_its_report_covers(
    told: Sequence[Event], more: Sequence[Event]
) -> None:
    review = fold_review(told)
    if review.approved is None:
        return
    later = [event(100 + place, each.body, each.actor, each.kind) for place, each in enumerate(more[1:])]
    then = fold_review([*told, *later])
    assert then.approved == review.approved
    assert approved_part([*told, *later], then) == approved_part(told, review)
