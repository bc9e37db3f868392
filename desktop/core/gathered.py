"""Folds what was recorded beside the answers of one visit: calls, ticks, notes, times, things with their fields, papers kept."""

from collections.abc import Iterator, Sequence

import msgspec

from desktop.core.events import Event, VisitOpened
from desktop.core.particulars import (
    CallLogged,
    Detail,
    DetailGiven,
    DetailStruck,
    NoteWritten,
    PhotoKept,
    TaskTicked,
    TimeMarked,
    TimeNamed,
    VisitTakenOver,
)


class Given(msgspec.Struct, frozen=True):
    """One field as it was given, and the event that holds it."""

    event: Event
    detail: Detail
    source: str


class Item(msgspec.Struct, frozen=True):
    """One thing: for each field every value ever given, oldest first. `struck` is the event that struck it, if any."""

    group: str
    item: str
    first: Event
    fields: dict[str, tuple[Given, ...]]
    struck: Event | None = None

    def now(self, field: str) -> Given | None:
        """What stands in a field now."""
        given = self.fields.get(field, ())
        return given[-1] if given else None


class Gathered(msgspec.Struct, frozen=True):
    """Everything recorded beside the answers, in the order of recording. `named`: seq of a marked time → what it was."""

    calls: tuple[Event, ...] = ()
    ticks: tuple[Event, ...] = ()
    notes: tuple[Event, ...] = ()
    times: tuple[Event, ...] = ()
    named: dict[int, str] = {}
    items: tuple[Item, ...] = ()
    photos: tuple[Event, ...] = ()
    holder: str = ""

    def of_group(self, group: str) -> Iterator[Item]:
        """The items of one group, in the order in which they were begun."""
        return (item for item in self.items if item.group == group)

    def what(self, time: Event) -> str:
        """What a marked time was, "" while nobody has said."""
        body = time.body
        return self.named.get(time.seq) or (body.what if isinstance(body, TimeMarked) else "")


def gather(events: Sequence[Event]) -> Gathered:
    """Fold the events of one visit (all of it, in order). Events that cannot be read are passed over; others name them."""
    lists: dict[type, list[Event]] = {
        kind: [] for kind in (CallLogged, TaskTicked, NoteWritten, TimeMarked, PhotoKept)
    }
    named: dict[int, str] = {}
    items: dict[tuple[str, str], Item] = {}
    holder = ""
    for event in events:
        body = event.body
        if type(body) in lists:
            lists[type(body)].append(event)
        elif isinstance(body, TimeNamed):
            named[body.seq] = body.what
        elif isinstance(body, DetailGiven):
            key = (body.group, body.item)
            items[key] = _given(items.get(key) or Item(body.group, body.item, event, {}), event, body)
        elif isinstance(body, DetailStruck) and (body.group, body.item) in items:
            key = (body.group, body.item)
            items[key] = msgspec.structs.replace(items[key], struck=event)
        elif isinstance(body, VisitOpened | VisitTakenOver):
            holder = event.actor.person
    return Gathered(
        calls=tuple(lists[CallLogged]),
        ticks=tuple(lists[TaskTicked]),
        notes=tuple(lists[NoteWritten]),
        times=tuple(lists[TimeMarked]),
        named=named,
        items=tuple(items.values()),
        photos=tuple(lists[PhotoKept]),
        holder=holder,
    )


def _given(item: Item, event: Event, body: DetailGiven) -> Item:
    fields = dict(item.fields)
    for detail in body.fields:
        given = Given(event, detail, detail.source or body.source)
        fields[detail.field] = (*fields.get(detail.field, ()), given)
    return msgspec.structs.replace(item, fields=fields)
