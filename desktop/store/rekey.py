"""Gives a record another data key: a copy under the new key is made beside it and proved, and then takes its place in one step.

    1. the record is held, so that no other program opens it, and its write-ahead log is emptied into it
    2. `threshold.db.rekeyed.part`   the copy: same pages, then under the new key; PINs are wrapped anew; the events that tell of it
    3. `threshold.db.rekeyed`        proved: it opens, every page is as it was encrypted, and it goes on from the record's head
    4. `keyslots.json.rekeyed`       the ways to open it. From here on it counts, and a start ends what was cut (`former.finish`)
    5. both take the names of the former ones

Before step 4 a kill leaves the record as it was, with its former key; what lies about is removed by the next change. Kept originals
have keys of their own in the database and stay as they are.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from desktop.core.clock import Reading
from desktop.core.errors import Trouble
from desktop.core.events import Draft
from desktop.paths import Held
from desktop.store import pins
from desktop.store._engine import Database, connect, rows, translated, value
from desktop.store.former import DATABASE, REKEYED, finish, put_rekeyed
from desktop.store.journal import Journal
from desktop.store.owners import Owner
from desktop.store.restore import refuse_running
from desktop.store.schema import last_event, make_migrations, migrate, missing_triggers
from desktop.store.shape import unsound
from desktop.store.shares import refuse_share
from desktop.trust.keys import SLOTS_FILE, DataKey, sync_file, sync_folder
from desktop.trust.slots import KeySlots, read_slots, write_slots

PART = ".part"
SPARE = 16 * 1024 * 1024
"""Bytes that must stay free beside the copy and its journal."""

LOGS = ("-wal", "-shm", "-journal")
Step = Literal["held", "copied", "encrypted", "told", "proved", "counts", "exchanged"]
STEPS: tuple[Step, ...] = ("held", "copied", "encrypted", "told", "proved", "counts", "exchanged")
Progress = Callable[[Step], None]


def rekey(
    folder: Path,
    keys: Path,
    former: DataKey,
    new: DataKey,
    slots: KeySlots,
    drafts: Sequence[Draft],
    reading: Reading,
    progress: Progress = lambda step: None,
    keep_key: Callable[[], object] = lambda: None,
    held: Held | None = None,
) -> list[str]:
    """Put the record in `folder` under the key `new`, which `slots` open, and write `drafts` into it. `keep_key` is called when the copy
    is proved, to put the key file where a start finds it.

    Returns the duty names of those whose PIN was damaged before and stays so. Nothing may have the record open: Trouble("locked").
    Trouble("disk_full") where two copies of it have no room beside it; `damaged` where the copy is not what the record is. After any
    Trouble before "counts" the record is as it was.
    """
    refuse_share(folder)
    finish(folder)
    refuse_running(folder, keys, held)
    path, part, ready = (folder / f"{DATABASE}{end}" for end in ("", REKEYED + PART, REKEYED))
    _sweep(folder)
    _refuse_full(path)
    try:
        with _held(path, former) as record:
            progress("held")
            with translated(part):
                record.execute("VACUUM INTO ?", (str(part),))
            sync_file(part)
            progress("copied")
            before = _shape(record)
            damaged = _encrypt(part, former, new)
            progress("encrypted")
            _tell(part, new, drafts, reading, folder.name)
            progress("told")
            _prove(part, new, before, len(drafts))
            part.rename(ready)
            sync_folder(folder)
            progress("proved")
            keep_key()
            _refuse_log(path)
            write_slots(folder / f"{SLOTS_FILE}{REKEYED}", slots)
            progress("counts")
            if os.name == "nt":
                record.close()  # an open file keeps its name there; who opens it now makes the exchange wait for the next start
            with translated(folder):
                put_rekeyed(folder)
    except BaseException:
        if not (folder / f"{SLOTS_FILE}{REKEYED}").exists():
            _sweep(folder)
        raise
    progress("exchanged")
    if read_slots(folder / SLOTS_FILE) != slots:
        raise Trouble("ours", f"{folder / SLOTS_FILE} was not exchanged.", "Please report this sentence.")
    return damaged


def _sweep(folder: Path) -> None:
    """Remove what a change left that was cut before it counted."""
    with translated(folder):
        for place in folder.glob(f"{DATABASE}{REKEYED}*"):
            place.unlink()


def _refuse_full(path: Path) -> None:
    with translated(path):
        needed = 2 * path.stat().st_size + SPARE
        free = shutil.disk_usage(path.parent).free
    if free < needed:
        sentence = f"The copy under the new key needs {needed // 1_000_000} MB beside {path}; {free // 1_000_000} MB are free."
        raise Trouble("disk_full", sentence, "Free some space on this disk.", str(path))


@contextmanager
def _held(path: Path, key: DataKey) -> Iterator[Database]:
    """The record, which no other program can open meanwhile, without a log beside it. Who waited for it and gets the former file
    when it is let go cannot write to it: SQLite sees that it has another name, or none, as soon as a journal of it is needed."""
    db = connect(path, key)
    try:
        with translated(path):
            db.execute("PRAGMA busy_timeout = 0")
            rows(db, "PRAGMA journal_mode = DELETE")  # fails while anybody else has the file open
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute(
                "ROLLBACK"
            )  # the lock stays until the end; nothing is written, so that no journal is made
            mode = value(db, "PRAGMA journal_mode")
        _refuse_log(path)
        if mode != "delete":
            raise Trouble(
                "locked", f"The record {path} is in use.", "Close Threshold on this computer.", str(path)
            )
        yield db
    finally:
        db.close()


def _encrypt(part: Path, former: DataKey, new: DataKey) -> list[str]:
    """Put the copy under the new key, and the PINs in it."""
    db = connect(part, former)
    try:
        with translated(part):
            rows(db, "PRAGMA journal_mode = DELETE")
            rows(db, f"PRAGMA rekey = \"x'{new.hex()}'\"")
    finally:
        db.close()
    db = connect(part, new)
    try:
        with translated(part):
            migrate(db, part, new, make_migrations())
            db.execute("BEGIN IMMEDIATE")
            damaged = pins.carry(db, former, new)
            db.execute("COMMIT")
    finally:
        _without_log(db, part)
    return damaged


def _tell(part: Path, new: DataKey, drafts: Sequence[Draft], reading: Reading, realm: str) -> None:
    """Write into the copy what happened, so that the record tells it as soon as it counts."""
    db = connect(part, new)
    try:
        Journal(db, part, Owner("", 0, realm)).append(drafts, reading)
    finally:
        _without_log(db, part)


def _without_log(db: Database, part: Path) -> None:
    try:
        with translated(part):
            rows(db, "PRAGMA journal_mode = DELETE")
    finally:
        db.close()
    sync_file(part)


def _shape(db: Database) -> tuple[tuple[int, str], dict[str, int]]:
    """How far a record reaches, and how many rows each table has."""
    names = [str(name) for (name,) in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return last_event(db), {name: int(value(db, f'SELECT count(*) FROM "{name}"')) for name in names}


def _prove(part: Path, new: DataKey, before: tuple[tuple[int, str], dict[str, int]], told: int) -> None:
    """That the copy is the record and `told` more events. Trouble("damaged") where it is not."""
    (seq, head), counts = before
    _refuse_log(part)
    db = connect(part, new, readonly=True)
    try:
        with translated(part):
            _, now = _shape(db)
            here = rows(db, "SELECT hash FROM events WHERE seq = ?", (seq,))
            same = [tuple(row) for row in here] == [(head,)] and last_event(db)[0] == seq + told
            wanted = {
                name: count + (told if name in ("events", "payloads") else 0)
                for name, count in counts.items()
            }
            same = same and all(now.get(name) == count for name, count in wanted.items())
            broken = rows(db, "PRAGMA cipher_integrity_check") or unsound(db) or missing_triggers(db)
    finally:
        db.close()
    if broken or not same:
        sentence = f"The copy of the record under the new key is not whole: {part}."
        raise Trouble("damaged", sentence, "The record is as it was. Run threshold doctor.", str(part))


def _refuse_log(path: Path) -> None:
    """What stands in a log would be lost with the next step, or be taken for the new record's."""
    left = [each for end in LOGS if (each := path.with_name(path.name + end)).exists()]
    if left:
        raise Trouble(
            "locked", f"{left[0]} is still there.", "Close Threshold on this computer.", str(left[0])
        )
