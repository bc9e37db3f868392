"""Says, in place of what was removed from a visit, that it was: what kind of thing, when, by whom and why."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from desktop.core.events import Event, PayloadRedacted, Redacted
from desktop.core.holding import removals
from desktop.core.saying import clock
from desktop.services.forgetting_words import at_words
from desktop.services.record_views import RemovedView

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "note_written": ("Note", ("note",)),
        "call_logged": ("Call", ("note",)),
        "step_answered": ("Answer", ("note",)),
        "photo_kept": ("Photo of a paper", ("papers",)),
        "detail_given": (
            "Something written about people, cars or requests",
            ("officer", "vehicle", "help", "count"),
        ),
        "detail_struck": ("A reason for crossing out", ("officer", "vehicle", "help", "count")),
        "visit_submitted": ("What was said when it was handed in again", ("note",)),
        "visit_returned": ("Why it was returned", ("note",)),
        "addendum_written": ("Addendum", ("note",)),
        "copy_issued": ("To whom a copy went", ("note",)),
    }
)
"""Kind → what it is called, and the tabs where it may have stood: which one it was is gone too."""


def removed_of(events: Sequence[Event]) -> tuple[RemovedView, ...]:
    """What was removed of a visit, in the order in which it was written."""
    by = removals(events)
    return tuple(
        RemovedView(
            event.seq, f"{clock(event)} · {event.actor.person}", _words(event, by), KINDS[event.kind][1]
        )
        for event in events
        if isinstance(event.body, Redacted) and event.kind in KINDS
    )


def _words(event: Event, by: dict[int, Event]) -> str:
    what, order = KINDS[event.kind][0], by.get(event.seq)
    if order is None or not isinstance(order.body, PayloadRedacted):
        return f"{what}: removed."
    return f"{what}: removed on {at_words(order)} by {order.actor.person}. Reason: {order.body.reason}"
