"""Folds a visit's events into one record: its answers as the engine takes them, the outcomes on record, its
timeline."""

from collections.abc import Sequence
from typing import Any

import msgspec

from desktop.core.events import (
    Event,
    OutcomeReached,
    StepAnswered,
    StepReopened,
    VisitClosed,
    VisitJoined,
    VisitOpened,
)
from desktop.core.facts import Instant
from desktop.core.review_events import LOOKS
from desktop.core.walk_state import Input, Rest


class Visit(msgspec.Struct, frozen=True):
    """One visit as the journal tells it. `inputs` feed the engine; `recorded` is what was reached, never
    recomputed. `head` and `last_us` are of its last event but for those that only tell who looked at it."""

    id: str
    opened: VisitOpened
    opened_us: int
    inputs: tuple[Input, ...]
    recorded: tuple[Rest, ...]
    head: str
    last_us: int
    closed: bool = False
    joined_into: str = ""
    gaps: tuple[str, ...] = ()

    @property
    def taken_back(self) -> frozenset[int]:
        """Seqs of the answers that were taken back."""
        return frozenset(given.takes_back for given in self.inputs if given.takes_back is not None)


def as_input(event: Event) -> Input | None:
    """The engine's view of an answer or of its taking back; None for every other event."""
    body = event.body
    if isinstance(body, StepAnswered):
        value = tuple(body.value) if isinstance(body.value, list) else body.value
        return Input(event.seq, body.address, body.step, value, Instant(event.utc_us, bool(body.doubt)))
    if isinstance(body, StepReopened):
        step = body.address.rsplit("/", 1)[-1]
        return Input(event.seq, body.address, step, "", Instant(event.utc_us), takes_back=body.seq)
    return None


def as_rest(event: Event, body: OutcomeReached) -> Rest:
    """An outcome on record, as a rest to compare with what the engine says now."""
    facts = tuple(sorted(body.facts.items()))
    return Rest(
        body.rest,
        body.because,
        Instant(event.utc_us),
        tuple(body.outcomes),
        tuple(body.reasons),
        tuple(body.flags),
        facts,
    )


def is_gap(event: Event) -> bool:
    """Whether it is one that the walk needs, and its contents are gone or cannot be read."""
    needed = event.kind in ("step_answered", "step_reopened", "outcome_reached")
    return needed and not isinstance(event.body, StepAnswered | StepReopened | OutcomeReached)


def fold_visit(events: Sequence[Event]) -> Visit | None:
    """The visit of these events (all of one visit, in order), or None where its opening cannot be read.

    Events that this program does not know, or whose contents are gone, are named in `gaps` and the rest goes
    on.
    """
    first = next((event for event in events if isinstance(event.body, VisitOpened)), None)
    if first is None or not isinstance(first.body, VisitOpened):
        return None
    inputs: list[Input] = []
    recorded: list[Rest] = []
    gaps: list[str] = []
    more: dict[str, Any] = {}
    for event in events:
        body = event.body
        if (given := as_input(event)) is not None:
            inputs.append(given)
        elif isinstance(body, OutcomeReached):
            recorded.append(as_rest(event, body))
        elif isinstance(body, VisitClosed):
            more["closed"] = True
        elif isinstance(body, VisitJoined):
            more["joined_into"] = body.into
        elif is_gap(event):
            gaps.append(f"event {event.seq} ({event.kind})")
    last = next(event for event in reversed(events) if event.kind not in LOOKS)
    return Visit(
        id=first.visit or "",
        opened=first.body,
        opened_us=first.utc_us,
        inputs=tuple(inputs),
        recorded=tuple(recorded),
        head=last.hash,
        last_us=last.utc_us,
        gaps=tuple(gaps),
        **more,
    )
