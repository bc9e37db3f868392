"""What the record itself says of the ways to open it: so that one that was taken out of keyslots.json by hand is missed."""

from collections.abc import Iterable, Mapping

from desktop.core.people import KeysChanged
from desktop.store._engine import rows, translated
from desktop.store.opening import Store
from desktop.store.stored import readable, row_at

_CHANGES = "SELECT seq FROM events WHERE kind = 'keys_changed' ORDER BY seq"


def ways_on_record(store: Store) -> Mapping[str, str]:
    """Name → kind of every way that was made and not removed since, but for key files. Reads the kind of every event. Raises Trouble."""
    db = store.maintenance()
    try:
        with translated(store.path):
            found = [row_at(db, int(seq)) for (seq,) in rows(db, _CHANGES)]
    finally:
        db.close()
    return fold_ways(event.body for event in readable([row for row in found if row]))


def fold_ways(bodies: Iterable[object]) -> Mapping[str, str]:
    """The same of the bodies of events, in order; others are passed over."""
    ways: dict[str, str] = {}
    for body in bodies:
        if not isinstance(body, KeysChanged):
            continue
        if body.what == "data_key":
            ways.clear()
        elif body.what == "removed":
            ways.pop(body.name, None)
        elif body.what in ("made", "added") and body.slot != "machine":
            ways[body.name] = body.slot
    return ways
