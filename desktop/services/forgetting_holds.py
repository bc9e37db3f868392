"""Tells legal holds as people read them: of which visit, by whom, when and why, in force or lifted."""

from msgspec import Struct

from desktop.core.events import Event
from desktop.core.holding import Hold, fold_holds
from desktop.core.people import HoldLifted
from desktop.services.forgetting_words import at_words
from desktop.store.opening import Store


class Lifted(Struct, frozen=True):
    """The end of a hold: by whom (duty name), when (at the facility, in words) and why."""

    by: str
    at: str
    reason: str


class HoldTold(Struct, frozen=True):
    """A hold, the record number of its visit (None: the whole record), when it was placed (at the facility, in words), and its end,
    None while it is in force."""

    hold: Hold
    record_number: str | None
    placed: str
    lifted: Lifted | None = None


def tell_holds(store: Store) -> tuple[HoldTold, ...]:
    """Every hold that was ever placed: those in force first, oldest first; then the lifted ones, the last lifted first. Trouble where
    the record cannot be read."""
    standing, over = dict[str, tuple[Event, Hold]](), list[HoldTold]()
    for event in store.staff.of_holds():
        for hold in fold_holds([event]):
            standing.setdefault(hold.hold, (event, hold))
        if isinstance(event.body, HoldLifted) and event.body.hold in standing:
            end = Lifted(event.actor.person, at_words(event), event.body.reason)
            over.append(_told(store, *standing.pop(event.body.hold), end))
    return (*(_told(store, *each) for each in standing.values()), *reversed(over))


def _told(store: Store, event: Event, hold: Hold, lifted: Lifted | None = None) -> HoldTold:
    line = store.queries.visit(hold.visit) if hold.visit is not None else None
    return HoldTold(hold, None if line is None else line.record_number, at_words(event), lifted)
