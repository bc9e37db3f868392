"""Says what of a record cannot be read, and whether the record is counsel's alone: one rule for a visit and for those read with it."""

from collections.abc import Sequence
from typing import Protocol

from desktop.core.events import BrokenBody, Event, PayloadRedacted, Redacted, UnknownBody
from desktop.core.review_events import LOOKS
from desktop.core.reviewing import Approval, Review, approved_below, approved_part
from desktop.core.searched import SECRET_FLAG, TELLING
from desktop.core.visits import Visit
from desktop.core.walk_state import Rest, Walk

ANSWERS = ("step_answered", "step_reopened")
"""The kinds of events that the walk is made of."""

MARKED = ("visit_voided", "payload_redacted", "hold_placed", "hold_lifted")
"""The kinds that change what a report of an approved visit says."""

MANY = 3
"""Events that a remark names one by one."""


class OnRecord(Protocol):
    """A visit as the journal tells it."""

    @property
    def visit(self) -> Visit: ...
    @property
    def walk(self) -> Walk: ...
    @property
    def standing(self) -> tuple[Rest, ...]: ...
    @property
    def events(self) -> tuple[Event, ...]: ...


def keeps_secret(one: OnRecord) -> bool:
    """A paper of this visit is kept secret (dossier D19, O17), or may be: what cannot be read counts as secret."""
    rests = (*one.visit.recorded, *one.standing, *one.walk.rests)
    flags = {*one.walk.flags, *(flag for rest in rests for flag in rest.flags)}
    return SECRET_FLAG in flags or bool(unreadable(one.events, *TELLING))


def unreadable(events: Sequence[Event], *kinds: str) -> tuple[int, ...]:
    """The numbers of the events of these kinds whose contents are gone, broken or newer than this program."""
    gone = Redacted | UnknownBody | BrokenBody
    return tuple(event.seq for event in events if event.kind in kinds and isinstance(event.body, gone))


def named_shortly(seqs: Sequence[int]) -> str:
    """The same for a remark beside each of many things: "12 events", where naming them would hide the thing itself."""
    return named(seqs) if len(seqs) <= MANY else f"{len(seqs)} events"


def covered(events: Sequence[Event]) -> Sequence[Event]:
    """The events that a report tells of: a print that was logged after the last of them changes no reprint."""
    return events[
        : max((place for place, event in enumerate(events) if event.kind not in LOOKS), default=0) + 1
    ]


def told(events: Sequence[Event], review: Review, approval: Approval | None) -> Sequence[Event]:
    """The events that a report tells of: of an approved visit, and of those joined into it, what was approved and nothing later. None
    for a joined visit that the approval does not cover."""
    if approval is None:
        return covered(events)
    own = review.approved == approval
    fixed = approved_part(events, review) if own else approved_below(events, approval)
    return covered(fixed) if fixed else ()


def marked_later(events: Sequence[Event], known: Sequence[Event]) -> tuple[Event, ...]:
    """What was done to an approved visit afterwards, and is told: it was marked void, contents of it were removed, it was held."""
    there = {event.seq for event in known}
    return tuple(
        event
        for event in events
        if event.kind in MARKED
        and event.seq not in there
        and (not isinstance(event.body, PayloadRedacted) or event.body.seq in there)
    )


def named(seqs: Sequence[int]) -> str:
    """ "event 3", "events 3, 6 and 9"."""
    *former, last = (str(seq) for seq in seqs)
    return f"events {', '.join(former)} and {last}" if former else f"event {last}"
