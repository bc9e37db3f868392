"""`verify` computes every outcome again by the pack of its visit, and lists what the record says otherwise."""

from typing import Any

import msgspec

from desktop.core.events import Draft, OutcomeReached, StepAnswered
from desktop.services.verifying import verify
from tests.services.conftest import GUARD, Guard

FORGED = OutcomeReached(
    rest="r1",
    outcomes=["escort_within_warrant"],
    reasons=[],
    flags=[],
    facts={},
    because=3,
    engine="0",
    language="en",
    text_hash="0" * 64,
)


def forge(guard: Guard, visit: str, **changed: Any) -> int:
    """Append an outcome through the journal, as a faulty program would; its number."""
    body = msgspec.structs.replace(FORGED, **changed)
    return guard.desk.store.journal.append(
        [Draft("outcome_reached", visit, body, GUARD)], guard.clock.read()
    )[0].seq


def test_nothing_differs_in_a_record_of_visits_with_changes_of_every_kind(guard: Guard) -> None:
    """Taken-back answers, emergencies, counsel, further rounds: the engine says the same again, in a new program too."""
    visit = guard.open()
    guard.warrant(visit, place="wrong")
    guard.answer(visit, "counsel", "allow")
    guard.answer(visit, "in_scope", "no")
    guard.answer(visit, "officers_now", "wants_more")
    now = guard.tell(visit, {"purpose": ("records",), "records_kind": "spoken", "destination": "public"})
    guard.walking.take_back(visit, now.visit.inputs[-1].seq, GUARD)
    guard.tell(visit, {"records_kind": "letter", "secret": "yes"})
    guard.walking.press("F12", None, GUARD, "Front desk")
    other = guard.walking.press("F1", None, GUARD, "Front desk").visit.id
    guard.answer(other, "officers_now", "danger_over")
    guard.answer(other, "officers_now", "left")
    found = verify(guard.walking)
    assert found.ok
    assert (found.events, found.head) == guard.desk.store.journal.head()
    assert (
        found.signed_to == found.events - 1
    )  # a visit was closed last, so that its checkpoint is the last event
    assert verify(guard.again().walking) == found


def test_an_outcome_that_does_not_follow_is_found_and_named(guard: Guard) -> None:
    """An escort on record after a refusal: the visit, the answer it hangs on, and both readings stand in one sentence."""
    visit = guard.open()
    now = guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    forge(guard, visit, because=now.visit.inputs[-1].seq)
    found = verify(guard.again().walking)
    assert not found.ok
    (difference,) = found.differences
    assert difference.seq == now.visit.inputs[-1].seq
    assert difference.recorded == ("ordinary_visitor", "escort_within_warrant")
    assert difference.recomputed == ("ordinary_visitor",)
    assert now.visit.opened.record_number in difference.sentence
    assert "escort_within_warrant" in difference.sentence


def test_an_outcome_before_any_answer_is_found(guard: Guard) -> None:
    """Nothing was answered, so nothing can follow from it."""
    forge(guard, guard.open())
    assert verify(guard.again().walking).differences


def test_an_outcome_after_an_answer_was_taken_back_is_found(guard: Guard) -> None:
    """A taking back leads to no outcome by itself."""
    visit = guard.open()
    now = guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    guard.walking.take_back(visit, now.visit.inputs[-1].seq, GUARD)
    forge(guard, visit)
    assert verify(guard.again().walking).differences


def test_flags_that_do_not_follow_are_found(guard: Guard) -> None:
    """The same outcome under a flag that no answer gave."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    body = msgspec.structs.replace(FORGED, outcomes=["ordinary_visitor"], flags=["confidential"], because=5)
    answered = guard.walking.current(visit).visit.inputs[-1].seq
    assert answered == 4
    given = StepAnswered("r1/visitor", "visitor", "private_person", "screen")
    drafts = [Draft("step_answered", visit, given, GUARD), Draft("outcome_reached", visit, body, GUARD)]
    guard.desk.store.journal.append(drafts, guard.clock.read())
    assert verify(guard.again().walking).differences
