"""What `doctor` tells about the record: each fact with a sentence, and a remedy where something is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.store import projections
from desktop.store._engine import Database, empty_log, rows, translated
from desktop.store.opening import Store
from desktop.store.schema import last_event, missing_triggers
from desktop.store.shape import strange_parts, unsound
from desktop.trust.keys import loose_rights

LOW_DISK_BYTES = 500_000_000
"""Below this IT is warned: a full disk refuses answers, and years of visits need less than this."""

LOW_DISK_PERCENT = 5
"""And below this part of the disk, where other programs fill a large one fast."""

RESTORE = "Do not delete the file; let IT run threshold salvage, then restore a backup."


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
        looks = (_triggers, _shape, _sealed, _sound, _head, lambda db: _views(db, store.mended))
        found = [_tried(look, db, store.path) for look in looks]
    finally:
        db.close()
    return [*found, _device_key(store), disk(store), *_written(store), *_rights(store)]


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


def _shape(db: Database) -> Finding:
    strange = strange_parts(db)
    if strange:
        remedy = (
            "Run threshold verify and tell IT: somebody opened the file, or a newer Threshold changed it."
        )
        return Finding("tables", " ".join(strange), remedy, "error")
    return Finding("tables", "Tables, indexes and triggers are those of this program.", "", "ok")


def _sealed(db: Database) -> Finding:
    """The check reads the main file only, and reports false errors until the write-ahead log is in it."""
    empty_log(db)
    broken = rows(db, "PRAGMA cipher_integrity_check")
    if broken:
        sentence = f"{len(broken)} pages of the record are damaged; the first: {broken[0][0]}."
        return Finding("cipher_integrity", sentence, RESTORE, "error")
    return Finding("cipher_integrity", "Every page of the record is as it was encrypted.", "", "ok")


def _sound(db: Database) -> Finding:
    if broken := unsound(db):
        return Finding("quick_check", broken[0], RESTORE, "error")
    return Finding("quick_check", "The record's structure is sound.", "", "ok")


def _head(db: Database) -> Finding:
    seq, own_hash = last_event(db)
    return Finding("head", f"The record reaches event {seq}, head {own_hash}.", "", "ok")


def _views(db: Database, mended: bool) -> Finding:
    if mended:
        sentence = (
            "The lists did not fit the journal, or were an older program's, and were made anew just now."
        )
        return Finding(
            "projections", sentence, "If it comes again, run threshold verify and tell IT.", "warning"
        )
    if projections.is_current(db):
        return Finding("projections", f"The lists are up to date (version {projections.VERSION}).", "", "ok")
    return Finding(
        "projections",
        "The lists lag behind the journal.",
        "Start Threshold again: it makes them anew.",
        "warning",
    )


def _device_key(store: Store) -> Finding:
    """Which key signs the record, and whether it always did; told with the whole public key, to be noted elsewhere."""
    named = store.queries.device_keys()
    if store.unsigned is not None:
        level: Literal["warning", "error"] = "error" if store.unsigned.kind == "wrong_key" else "warning"
        return Finding("device_key", store.unsigned.sentence, store.unsigned.remedy, level)
    known = f"The record is signed by the device key {store.journal.device_key()}."
    if len(named) > 1:
        since = f"It is another one since event {named[-1]}: the one before was lost, or the record comes from another computer."
        return Finding(
            "device_key", f"{known} {since}", "Find out why; threshold verify tells both keys.", "warning"
        )
    return Finding("device_key", known, "", "ok")


def writable(store: Store) -> bool:
    """Whether the record can be written to; nothing is. One that another program is writing to can be."""
    try:
        db = store.maintenance()
        try:
            with translated(store.path):
                db.execute("BEGIN IMMEDIATE")
                db.execute(
                    "DELETE FROM drafts WHERE visit = ''"
                )  # of a file that is read-only BEGIN says nothing
                db.execute("ROLLBACK")
        finally:
            db.close()
    except Trouble as trouble:
        return trouble.kind != "read_only"
    return True


def _written(store: Store) -> list[Finding]:
    """That nothing can be written, where that is so; what was read then is a copy."""
    if writable(store):
        return []
    sentence = f"The record cannot be written: {store.path}."
    remedy = "Let IT check the rights on the folder and the disk; until then no visit can be recorded."
    return [Finding("read_only", sentence, remedy, "error")]


def disk(store: Store) -> Finding:
    """How much room is left on the disk of the record."""
    usage = shutil.disk_usage(store.path.parent)
    sentence = f"{usage.free // 1_000_000} MB are free on the disk of the record."
    if usage.free < LOW_DISK_BYTES or usage.free * 100 < usage.total * LOW_DISK_PERCENT:
        return Finding("disk_free", sentence, "Free some space; at 0 no answer can be saved.", "warning")
    return Finding("disk_free", sentence, "", "ok")


def _rights(store: Store) -> list[Finding]:
    loose = loose_rights(store.places.keys)
    if not loose:
        return [Finding("key_rights", "Only this account can read the key of the record.", "", "ok")]
    return [
        Finding(
            "key_rights",
            f"Others on this computer may read {right.place} ({right.said}).",
            right.remedy,
            "warning",
        )
        for right in loose
    ]
