"""What the record itself says of the ways to open it: so that one that was taken out of keyslots.json by hand is missed, one that was
removed and is back is told, and none makes a supervisor that no supervisor agreed to."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from desktop.core.events import Event
from desktop.core.people import KeysChanged, PersonAdded, PersonChanged, PinSet
from desktop.store._engine import translated
from desktop.store.opening import Store
from desktop.store.stored import events_where

_CHANGES = "kind IN ('keys_changed', 'person_added', 'person_changed', 'pin_set')"


class Way(Struct, frozen=True):
    """A way as the record tells of it: its kind, whether it is `there` as of event `seq`, the last one on it, and whether who opens the
    record by it may become supervisor: it was made before any supervisor had a PIN, or a supervisor signed in by PIN made it."""

    kind: str
    seq: int
    there: bool
    supervises: bool


def ways_on_record(store: Store) -> Mapping[str, Way]:
    """Name → way, for every way there ever was, but for key files. Reads the kind of every event. Raises Trouble."""
    db = store.maintenance()
    try:
        with translated(store.path):
            return fold_ways(events_where(db, _CHANGES))
    finally:
        db.close()


def fold_ways(events: Iterable[Event]) -> Mapping[str, Way]:
    """The same of events, in order; others are passed over."""
    ways: dict[str, Way] = {}
    supervisors: set[str] = set()
    set_up = False
    for event in events:
        body = event.body
        if isinstance(body, PersonAdded | PersonChanged):
            (supervisors.add if body.role == "supervisor" else supervisors.discard)(body.person)
        elif isinstance(body, PinSet):
            set_up = set_up or body.person in supervisors
        elif isinstance(body, KeysChanged):
            agreed = not set_up or (event.actor.role, event.actor.how) == ("supervisor", "pin")
            _change(ways, body, event.seq, agreed)
    return ways


def _change(ways: dict[str, Way], body: KeysChanged, seq: int, agreed: bool) -> None:
    former = ways.get(body.name)
    if body.what == "data_key":
        ways.update(
            {name: Way(way.kind, seq, False, way.there and way.supervises) for name, way in ways.items()}
        )
    elif body.what == "removed" and former is not None:
        ways[body.name] = Way(former.kind, seq, False, False)
    elif body.what in ("made", "added") and body.slot != "machine":
        # With another data key an office keeps its name and what it may; nothing else is the same as before.
        kept = former is not None and body.what == "made" and body.slot == former.kind == "office"
        ways[body.name] = Way(
            body.slot, seq, True, agreed or (kept and former is not None and former.supervises)
        )
