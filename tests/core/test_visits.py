"""A visit's events folded into its record: answers for the engine, outcomes as recorded, gaps named."""

from typing import Any

from desktop.core.events import (
    Actor,
    BrokenBody,
    Event,
    OutcomeReached,
    StepAnswered,
    StepReopened,
    VisitClosed,
    VisitJoined,
    VisitOpened,
)
from desktop.core.visits import fold_visit

GUARD = Actor("Guard 12", "guard", "claimed")


def event(seq: int, kind: str, body: Any) -> Event:
    """An event of one visit, a second after the one before."""
    return Event(
        device="d",
        epoch=0,
        seq=seq,
        visit="v",
        after="",
        kind=kind,
        version=1,
        actor=GUARD,
        utc_us=1_784_131_200_000_000 + seq * 1_000_000,
        offset_min=-240,
        zone="America/New_York",
        mono_ns=seq,
        boot="b",
        payload_hash="",
        prev="",
        hash=f"h{seq}",
        body=body,
    )


OPENED = event(
    1, "visit_opened", VisitOpened("S-1-2026-00001-X", {}, "Front desk", "p", "1", "hash", "en", "button")
)
ANSWERED = event(
    2,
    "step_answered",
    StepAnswered("r1/purpose", "purpose", ["enter", "records"], "screen", doubt=["clock_jumped"]),
)
REACHED = event(
    3,
    "outcome_reached",
    OutcomeReached("r1", ["records_to_counsel"], [], [], {"b": "2", "a": "1"}, 2, "0", "en", "t"),
)


def test_events_become_inputs_and_recorded_rests() -> None:
    """Lists become tuples, a clock's doubt goes with the answer, facts stand in order, the head is the last event's."""
    visit = fold_visit([OPENED, ANSWERED, REACHED])
    assert visit is not None
    assert visit.inputs[0].value == ("enter", "records")
    assert visit.inputs[0].at.doubtful
    assert visit.recorded[0].outcomes == ("records_to_counsel",)
    assert visit.recorded[0].facts == (("a", "1"), ("b", "2"))
    assert (visit.head, visit.closed, visit.joined_into, visit.gaps) == ("h3", False, "", ())


def test_taking_back_closing_and_joining_are_told() -> None:
    """The seq that was taken back, the end, and the visit that this one is the same as."""
    more = [
        event(4, "step_reopened", StepReopened(2, "r1/purpose")),
        event(5, "visit_joined", VisitJoined("w")),
        event(6, "visit_closed", VisitClosed()),
    ]
    visit = fold_visit([OPENED, ANSWERED, REACHED, *more])
    assert visit is not None
    assert visit.taken_back == {2}
    assert (visit.closed, visit.joined_into) == (True, "w")


def test_an_event_that_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    """A broken answer is a gap; without an opening there is no visit."""
    visit = fold_visit([OPENED, event(2, "step_answered", BrokenBody("torn")), REACHED])
    assert visit is not None
    assert visit.gaps == ("event 2 (step_answered)",)
    assert visit.recorded
    assert fold_visit([ANSWERED, REACHED]) is None
