"""Whoever wants an approved visit changed, or one approved that nobody saw: by a side record, a second program at the same moment, a
photograph, half-typed words, or an older backup."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.particulars import NoteWritten, PhotoKept
from desktop.core.review_events import AddendumWritten, VisitApproved, VisitReturned, VisitVoided
from desktop.core.reviewing import head_of
from desktop.services.desk import Desk
from desktop.services.health import at_a_glance
from desktop.services.verifying import verify
from desktop.store.admission import PhotoDraft, TakenDraft
from desktop.store.backup import make
from desktop.store.restore import restore
from desktop.trust.keys import DataKey
from tests.services.desks import GUARD_12, ONE, TWO, Office, code
from tests.services.test_reviewing_beside import Both

CHIEF = Actor(TWO, "supervisor", "pin")
SUM = "a" * 64


@pytest.fixture
def both(office: Office) -> Iterator[Both]:
    made = Both(office)
    yield made
    made.other.close()


def forged(office: Office, visit: str) -> tuple[tuple[str, object], ...]:
    """Every act of review, as somebody who has the key of a side record would write it."""
    head = head_of(office.desk.store.queries.events_of(visit))
    return (
        ("visit_approved", VisitApproved(head, SUM)),
        ("visit_returned", VisitReturned("Why?", head)),
        ("visit_voided", VisitVoided("A drill")),
        ("addendum_written", AddendumWritten(0, "more", "seen")),
    )


def test_a_side_record_brings_no_act_of_review_whoever_it_names(office: Office) -> None:
    """Nobody can sign in while the record is closed, so a supervisor in it is forged."""
    visit, journal = office.closed(office.sign_in(GUARD_12)), office.desk.store.journal
    before, reading = journal.head(), office.clock.read()
    for kind, body in forged(office, visit):
        draft = TakenDraft(kind, visit, body, CHIEF, reading=reading, salt=b"s" * 32)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="side record"):
            journal.append([draft], reading)
    assert journal.head() == before
    assert office.reviewing.review_of(visit).state == "submitted"


def test_a_side_record_writes_nothing_into_an_approved_visit(office: Office) -> None:
    visit, journal = office.closed(office.sign_in(GUARD_12)), office.desk.store.journal
    office.approve(visit)
    before, reading = journal.head(), office.clock.read()
    draft = TakenDraft(
        "note_written", visit, NoteWritten("late", "seen"), CHIEF, reading=reading, salt=b"s" * 32
    )
    with pytest.raises(ValueError, match="approved"):
        journal.append([draft], reading)
    assert journal.head() == before


def test_neither_a_photograph_nor_half_typed_words_change_what_was_approved(office: Office) -> None:
    """Half-typed words wait for the addendum, and no page tells them."""
    visit, guard = office.closed(office.sign_in(GUARD_12)), office.sign_in(GUARD_12)
    office.approve(visit)
    report = office.reporting.make(visit)()
    office.noting.keep_half_typed(visit, "note", "Zaunkoenig")
    assert office.reporting.make(visit)().sha256 == report.sha256
    assert "Zaunkoenig" not in office.reporting.make(visit, "all")().text
    body = PhotoKept("0" * 32, "r1/papers/p1", 1, "x.png", "image/png", 1, SUM)
    draft = PhotoDraft("photo_kept", visit, body, guard, key=DataKey(b"k" * 32))
    assert code(lambda: office.desk.store.journal.append([draft], office.clock.read())) == "approved"
    assert office.reporting.make(visit)().sha256 == report.sha256


def at_once(*works: tuple[Desk, Sequence[Draft]]) -> list[str]:
    """Write the drafts of each at the same moment, one by one, over an opening of its own: why the last was refused, "" for none."""
    gate = threading.Barrier(len(works))

    def write(desk: Desk, drafts: Sequence[Draft]) -> str:
        with closing(desk.another()) as own:
            gate.wait()
            try:
                for draft in drafts:
                    own.store.journal.append([draft], own.clock.read())
            except Refused as refused:
                return refused.code
        return ""

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(lambda work: write(*work), works))


def test_of_an_approval_and_a_mark_at_the_same_moment_both_count_or_the_visit_is_seen_again(
    office: Office, both: Both
) -> None:
    """Whichever comes first: no approval covers a state that nobody saw."""
    visit = office.closed(office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    made = office.seen(visit)
    approval = Draft("visit_approved", visit, VisitApproved(made.heads[0], made.sha256), one)
    void = Draft("visit_voided", visit, VisitVoided("A drill"), both.two)
    said = at_once((office.desk, [approval]), (both.other, [void]))
    assert said in (["", ""], ["not_seen", ""])
    review = office.reviewing.review_of(visit)
    assert (review.state, review.void is not None) == ("submitted" if said[0] else "approved", True)
    assert review.illegal == ()
    assert verify(office.walking).ok


def test_addenda_of_two_programs_at_the_same_moment_have_numbers_of_their_own(
    office: Office, both: Both
) -> None:
    visit = office.closed(office.sign_in(GUARD_12))
    office.approve(visit)
    works = [
        (
            desk,
            [
                Draft("addendum_written", visit, AddendumWritten(0, f"{who.person} {n}", "seen"), who)
                for n in range(4)
            ],
        )
        for desk, who in ((office.desk, office.sign_in(ONE)), (both.other, both.two))
    ]
    assert at_once(*works) == ["", ""]
    review = office.reviewing.review_of(visit)
    assert [each.number for each in review.addenda] == list(range(1, 9))
    assert len({each.text for each in review.addenda}) == 8
    assert review.illegal == ()


def test_a_restore_of_a_backup_from_before_tells_each_approval_mark_and_addendum_that_it_takes_back(
    office: Office,
) -> None:
    """Such a visit can be written in again, and what was printed of it holds no longer: somebody must be told."""
    visits = [office.closed(office.sign_in(GUARD_12)) for _ in range(3)]
    store = office.desk.store
    office.approve(visits[2])
    stick = office.home / "stick"
    made = make(store, stick, office.clock.read().utc_us, "0.1", make_folder=True)
    office.approve(visits[0])
    one = office.sign_in(ONE)
    for number in range(2):
        office.reviewing.addendum(visits[0], f"number {number}", "seen", one)
    office.reviewing.void(visits[1], "A drill", one)
    office.approve(later := office.closed(office.sign_in(GUARD_12)))
    lines = [store.queries.visit(visit) for visit in (*visits, later)]
    first, second, third, last = (line.record_number for line in lines if line is not None)
    office.desk.close()
    said = restore(store.places, made, office.clock).back.sentences
    told = [each for each in said if each.startswith("Visit ")]
    assert told == [
        f"Visit {first} was approved after the backup, and is not any more. Have it approved again before anybody writes in it.",
        f"Visit {first} had addenda that were written after the backup: 2. Write them again from what was moved aside.",
        f"Visit {second} was marked as void after the backup, and is not any more. Mark it again.",
        f"Visit {last} was approved after the backup, which does not have it. Keep what was moved aside.",
    ]
    assert third not in " ".join(said)
    office.again()
    assert [fact.sentence for fact in at_a_glance(office.desk) if fact.code == "review_back"] == [
        f"A restore took back that these visits were approved or marked as void: {', '.join(sorted((first, second)))}."
    ]
    office.approve(visits[0])
    office.reviewing.void(visits[1], "A drill", office.sign_in(ONE))
    assert not [fact for fact in at_a_glance(office.desk) if fact.code == "review_back"]
