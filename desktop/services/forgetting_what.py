"""What of the record can be removed: of a visit, and of none, such as searches that were kept and copies of several visits."""

from collections.abc import Sequence

from msgspec import Struct

from desktop.core.errors import Refused
from desktop.core.events import Event, StepAnswered
from desktop.core.holding import GOES, has_contents
from desktop.services.walking import Current, Walking
from desktop.store.queries import VisitLine
from desktop.store.stored import OF_DESK


class Told(Struct, frozen=True):
    """What is on record of a visit, as it is `now`; or of none: searches that were kept, and copies of several visits."""

    visit: str | None
    number: str
    events: Sequence[Event]
    now: Current | None


def told_of(walking: Walking, visit: str | None) -> Told:
    """What is on record now of a visit, or (None) of none."""
    if visit is None:
        return Told(None, "", walking.desk.store.queries.events_where(OF_DESK), None)
    now = walking.reread(visit)
    return Told(visit, now.visit.opened.record_number, now.events, now)


def may_go(told: Told, event: Event | None, seq: int) -> Event:
    """The event with this number. Refused with why its contents cannot be removed."""
    now = told.now
    if event is None:
        raise (
            Refused("no_such_event", seq=seq, number=told.number)
            if told.number
            else Refused("no_such_event_here", seq=seq)
        )
    if event.kind not in GOES:
        raise Refused("not_redactable", seq=seq)
    if not has_contents(event):
        raise Refused("gone_already", seq=seq)
    if (
        isinstance(event.body, StepAnswered)
        and now is not None
        and not (now.visit.closed or now.visit.joined_into)
    ):
        raise Refused("visit_open", seq=seq)
    return event


def offered(events: Sequence[Event]) -> list[Event]:
    """What goes where nobody names an event: all but answers."""
    return [
        event
        for event in events
        if event.kind in GOES and has_contents(event) and not isinstance(event.body, StepAnswered)
    ]


def groups(lines: Sequence[VisitLine]) -> dict[str, list[VisitLine]]:
    """Each visit → all that are read together with it, itself included, however many joinings lie between."""
    groups = {each.visit: [each] for each in lines}
    for each in lines:
        one, other = groups[each.visit], groups.get(each.joined_into, [])
        if other and one is not other:
            one.extend(other)
            groups.update({member.visit: one for member in other})
    return groups
