"""Makes a record of events that came from elsewhere, so that all that reads a desk's record can read them: lists, reports, checks.

It lies where its maker says, under a key of its own, and is to be read and thrown away: nothing is ever written on in it.
"""

from collections.abc import Iterable, Mapping

from desktop.core.chain import Row
from desktop.paths import Places
from desktop.store import projections
from desktop.store._engine import connect, translated
from desktop.store.former import DATABASE
from desktop.store.schema import make_migrations, migrate
from desktop.trust import keys

_EVENT = "INSERT INTO events (seq, envelope, prev, hash) VALUES (?, ?, ?, ?)"
_PAYLOAD = "INSERT INTO payloads (seq, salt, bytes) VALUES (?, ?, ?)"


def make_replica(
    places: Places, rows: Iterable[Row], packs: Mapping[str, bytes], realm: str = "record"
) -> None:
    """Write these rows, from event 1 on and in order, as they stand. Trouble where the disk or the rows do not allow it."""
    folder = places.data / realm
    path = folder / DATABASE
    key = keys.create(folder, places.keys, path)
    db = connect(path, key)
    try:
        migrate(db, path, key, make_migrations())
        with translated(path):
            db.execute("BEGIN IMMEDIATE")
            for row in rows:
                db.execute(_EVENT, (row.seq, row.envelope.decode(), row.prev, row.hash))
                if row.payload is not None and row.salt is not None:
                    db.execute(_PAYLOAD, (row.seq, row.salt, row.payload))
            for pack_hash, content in packs.items():
                db.execute("INSERT INTO packs (hash, bytes) VALUES (?, ?)", (pack_hash, content))
            db.execute("COMMIT")
            projections.rebuild(db)
    finally:
        db.close()
