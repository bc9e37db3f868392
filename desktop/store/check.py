"""What `doctor` tells about the record: each fact with a sentence, and a remedy where something is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.store import projections
from desktop.store._engine import Database, rows, translated
from desktop.store.opening import Store
from desktop.store.schema import last_event, missing_triggers
from desktop.trust.keys import loose_rights

LOW_DISK_BYTES = 500_000_000
"""Below this IT is warned: a full disk refuses answers, and years of visits need less than this."""

RESTORE = "Do not delete the file; let IT restore a backup."


class Finding(Struct, frozen=True):
    """One fact. `level` "error" means that the record cannot be relied on until the remedy is done."""

    code: str
    sentence: str
    remedy: str
    level: Literal["ok", "warning", "error"]


def findings(store: Store) -> list[Finding]:
    """All facts about an open record, good and bad. Reads every page: about a second per 100 MB."""
    db = store.maintenance()
    try:
        found = [_tried(look, db, store.path) for look in (_triggers, _sealed, _sound, _head, _views)]
    finally:
        db.close()
    return [*found, _disk(store), *_rights(store)]


def _tried(look: Callable[[Database], Finding], db: Database, path: Path) -> Finding:
    """A page that cannot be read fails the look that needs it and no other."""
    try:
        with translated(path):
            return look(db)
    except Trouble as trouble:
        return Finding(trouble.kind, trouble.sentence, trouble.remedy, "error")


def _triggers(db: Database) -> Finding:
    gone = missing_triggers(db)
    if gone:
        sentence = f"The record's guards against changes were removed: {', '.join(gone)}."
        return Finding(
            "triggers", sentence, "Run threshold verify and tell IT: somebody opened the file.", "error"
        )
    return Finding("triggers", "The record's guards against changes are in place.", "", "ok")


def _sealed(db: Database) -> Finding:
    """The check reads the main file only, and reports false errors until the write-ahead log is in it."""
    rows(db, "PRAGMA wal_checkpoint(TRUNCATE)")
    broken = rows(db, "PRAGMA cipher_integrity_check")
    if broken:
        sentence = f"{len(broken)} pages of the record are damaged; the first: {broken[0][0]}."
        return Finding("cipher_integrity", sentence, RESTORE, "error")
    return Finding("cipher_integrity", "Every page of the record is as it was encrypted.", "", "ok")


def _sound(db: Database) -> Finding:
    said = [str(row[0]) for row in rows(db, "PRAGMA quick_check")]
    if said != ["ok"]:
        return Finding("quick_check", f"The record's structure is damaged: {said[0]}.", RESTORE, "error")
    return Finding("quick_check", "The record's structure is sound.", "", "ok")


def _head(db: Database) -> Finding:
    seq, own_hash = last_event(db)
    return Finding("head", f"The record reaches event {seq}, head {own_hash}.", "", "ok")


def _views(db: Database) -> Finding:
    if projections.is_current(db):
        return Finding("projections", f"The lists are up to date (version {projections.VERSION}).", "", "ok")
    return Finding(
        "projections",
        "The lists lag behind the journal.",
        "Start Threshold again: it makes them anew.",
        "warning",
    )


def _disk(store: Store) -> Finding:
    free = shutil.disk_usage(store.path.parent).free
    sentence = f"{free // 1_000_000} MB are free on the disk of the record."
    if free < LOW_DISK_BYTES:
        return Finding("disk_free", sentence, "Free some space; at 0 no answer can be saved.", "warning")
    return Finding("disk_free", sentence, "", "ok")


def _rights(store: Store) -> list[Finding]:
    loose = loose_rights(store.path.parent, store.places.keys)
    if not loose:
        return [Finding("key_rights", "Only this account can read the key of the record.", "", "ok")]
    return [
        Finding(
            "key_rights",
            f"Others on this computer may read {right.place} (rights {right.mode:o}).",
            f"Let IT set its rights to {right.wanted:o}.",
            "warning",
        )
        for right in loose
    ]
