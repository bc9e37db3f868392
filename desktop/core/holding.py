"""What may be removed from the record, and what may not yet: legal holds, retention periods, and the kinds of events that must stay.

Pure: events in, decisions out. A hold beats every removal and every period; nothing is ever due unless a period was set.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from desktop.core.details import GROUPS
from desktop.core.events import BrokenBody, Event, PayloadRedacted, Redacted, UnknownBody
from desktop.core.particulars import CallLogged, Detail, DetailGiven, DetailStruck, NoteWritten, PhotoKept
from desktop.core.people import PEOPLE, HoldLifted, HoldPlaced
from desktop.core.policies import POLICIES
from desktop.core.review_events import (
    LOOKS,
    TYPED_AT,
    AddendumWritten,
    CopyIssued,
    ViewDropped,
    ViewSaved,
    VisitReturned,
    VisitSubmitted,
)

HOLDS = frozenset({"hold_placed", "hold_lifted"})
STAYS = (
    HOLDS
    | PEOPLE
    | POLICIES
    | {"keys_changed", "policy_switched", "side_record", "visit_taken_in", "visit_approved", "visit_voided"}
)
"""Kinds that the journal keeps beside `events.NEVER_REDACTED` and `WITNESSES`: without them nobody could tell what is held, who may
act here, how the record opens, or what was approved. Their only free text is the reason of a hold, of an exception or of a void visit,
which is kept free of personal data."""

GOES = frozenset(
    {
        "note_written",
        "call_logged",
        "detail_given",
        "detail_struck",
        "photo_kept",
        "step_answered",
        "visit_submitted",
        "visit_returned",
        "addendum_written",
        "copy_issued",
        "view_saved",
        "view_dropped",
    }
)
"""Kinds with words, particulars or pictures of people: the ones that a supervisor may remove."""

NOT_COUNTED = LOOKS | {"payload_redacted"} | HOLDS
"""Kinds that do not go on with a visit: its period is counted from the last event of another kind."""

DAY_US = 24 * 3600 * 1_000_000


class Hold(Struct, frozen=True):
    """A hold in force: its name, the visit (None: the whole record), the reason, and the event that placed it (number, duty name,
    µs UTC)."""

    hold: str
    visit: str | None
    reason: str
    seq: int
    by: str
    placed_us: int


def fold_holds(events: Iterable[Event]) -> tuple[Hold, ...]:
    """The holds in force after these events (those of other kinds are passed over), oldest first.

    One whose contents cannot be read is in force too, under the name "event N": what cannot be read must not set anything free.
    """
    found: dict[str, Hold] = {}
    for event in events:
        body = event.body
        if isinstance(body, HoldPlaced):
            found.setdefault(body.hold, _hold(event, body.hold, body.reason))
        elif isinstance(body, HoldLifted):
            found.pop(body.hold, None)
        elif event.kind == "hold_placed" and isinstance(body, Redacted | BrokenBody | UnknownBody):
            name = f"event {event.seq}"
            found.setdefault(name, _hold(event, name, "its contents cannot be read"))
    return tuple(found.values())


def _hold(event: Event, name: str, reason: str) -> Hold:
    return Hold(name, event.visit, reason, event.seq, event.actor.person, event.utc_us)


def covering(holds: Iterable[Hold], visits: Iterable[str]) -> tuple[Hold, ...]:
    """The holds that keep these visits whole: their own, and those of the whole record."""
    wanted = {None, *visits}
    return tuple(each for each in holds if each.visit in wanted)


def next_name(events: Iterable[Event]) -> str:
    """The name of the next hold: "H1", "H2" …; none is ever given again."""
    return f"H{sum(1 for event in events if event.kind == 'hold_placed') + 1}"


def has_contents(event: Event) -> bool:
    """Whether there is something to remove."""
    return not isinstance(event.body, Redacted)


def goes_with_time(event: Event) -> bool:
    """Whether the contents go when the period of the visit has passed: free text, particulars and pictures. Answers, outcomes,
    times, ticks and calls without words stay; so do particulars that are only numbers of people, choices of a list and codes. Where
    words stand beside them in one event, all of it goes: written down again it would be of another time and another person. To whom
    copies went stays, unless a supervisor removes it."""
    body = event.body
    if isinstance(body, DetailGiven):
        return any(detail.text and not _counts(body.group, detail) for detail in body.fields)
    if isinstance(body, CallLogged):
        return bool(body.words or body.who)
    if isinstance(body, VisitSubmitted):
        return bool(body.comment)
    return isinstance(body, NoteWritten | DetailStruck | PhotoKept | VisitReturned | AddendumWritten)


def _counts(group: str, detail: Detail) -> bool:
    """Whether a text is a choice of a list, or a number of people: a badge has a number too."""
    fields = GROUPS[group].fields if group in GROUPS else ()
    choices = {choice for field in fields if field.id == detail.field for choice in field.choices}
    return detail.text in choices or (group == "count" and detail.text.isdecimal())


def last_act_us(events: Sequence[Event]) -> int:
    """When the visit was last gone on with (µs UTC): who looked at it, held it or removed from it does not count."""
    return max((event.utc_us for event in events if event.kind not in NOT_COUNTED), default=0)


def last_act_seq(events: Sequence[Event]) -> int:
    """The number of the last event that goes on with the visit; 0 for none."""
    return max((event.seq for event in events if event.kind not in NOT_COUNTED), default=0)


def past(events: Sequence[Event], now_us: int, days: int) -> bool:
    """Whether the period of `days` after the visit's last act has passed; never where no period is set (0)."""
    return days > 0 and now_us - last_act_us(events) >= days * DAY_US


def visits_told(event: Event) -> tuple[str, ...]:
    """The record numbers of visits that an event tells of beside its own: who keeps one of them keeps what was given out of it."""
    return tuple(event.body.numbers) if isinstance(event.body, CopyIssued) else ()


def with_former(events: Sequence[Event], chosen: Sequence[Event]) -> list[Event]:
    """What is chosen, and of a search that was kept under a name all that was kept under it before: else that would be kept again."""
    last, seqs = {_view_name(event): event.seq for event in chosen}, {event.seq for event in chosen}
    return [
        event
        for event in events
        if event.seq in seqs or (_view_name(event) and event.seq < last.get(_view_name(event), 0))
    ]


def _view_name(event: Event) -> str:
    return event.body.name if isinstance(event.body, ViewSaved | ViewDropped) else ""


def removals(events: Iterable[Event]) -> dict[int, Event]:
    """Number of an event → the event that removed its contents."""
    return {event.body.seq: event for event in events if isinstance(event.body, PayloadRedacted)}


def texts(event: Event) -> tuple[str, ...]:
    """The free texts in an event: what a reason for removing it must not repeat."""
    body = event.body
    if isinstance(body, NoteWritten):
        return (body.text,)
    if isinstance(body, CallLogged):
        return tuple(text for text in (body.words, body.who) if text)
    if isinstance(body, DetailGiven):
        return tuple(detail.text for detail in body.fields if detail.text)
    if isinstance(body, DetailStruck):
        return (body.reason,)
    if isinstance(body, AddendumWritten):
        return (body.text,)
    if isinstance(body, VisitSubmitted | VisitReturned):
        return (body.comment,) if body.comment else ()
    if isinstance(body, CopyIssued):
        return tuple(text for text in (body.recipient, body.purpose) if text)
    if isinstance(body, ViewSaved):
        return tuple(text for text in (body.name, body.text) if text)
    return (body.name,) if isinstance(body, ViewDropped) else ()


def typed_at(event: Event) -> str:
    """Where the half-typed text of the same field lies (`events.Draft.typed`); "" for what is not typed."""
    body = event.body
    if isinstance(body, NoteWritten):
        return "note"
    if isinstance(body, CallLogged):
        return f"call/{body.to}"
    if isinstance(body, DetailGiven | DetailStruck):
        return f"{body.group}/{body.item}/"
    return TYPED_AT.get(event.kind, "")
