"""The folders beside the record that a restore leaves: what was moved aside, and what was proved and not yet put in place.

data/record                                  the record
data/record.before-restore-2026-07-15T…Z     what stood there before a restore; never deleted by the program
data/record.restoring                        a restore that is not finished, or was cut: of no use
data/record.restored                         proved and complete: the next start puts it in place where no record is

Within the folder of the record a change of the data key leaves `threshold.db.rekeyed` and `keyslots.json.rekeyed`. The second is written
last, when the first is proved: from then on the next start puts both in place, and before that neither counts.
"""

import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import Held
from desktop.store._engine import connect, translated
from desktop.store.numbers import Reached, reached
from desktop.store.owners import read_owner
from desktop.trust.keys import SLOTS_FILE, sync_folder, unlock
from desktop.wall import EPOCH

DATABASE = "threshold.db"
REKEYED = ".rekeyed"
STAGING, READY, ASIDE = ".restoring", ".restored", ".before-restore-"


def others_reached(goal: Path, keys: Path, lost: bool, held: Held | None = None) -> Reached:
    """How far the record at `goal` got, if one is there and is not `lost`, and every one that was moved aside. One that is lost or
    cannot be read is counted: its numbers are not known, but that they were issued is."""
    number = year = epoch = 0
    unseen = int(lost)
    for folder in asides(goal) if lost or not goal.exists() else (goal, *asides(goal)):
        try:
            found = _reached(folder, keys, held)
        except (Trouble, ValueError):
            unseen += 1
            continue
        number, year, epoch = max(number, found.number), max(year, found.year), max(epoch, found.epoch)
    return Reached(number, year, epoch, unseen)


def _reached(folder: Path, keys: Path, held: Held | None) -> Reached:
    path = folder / DATABASE
    db = connect(path, unlock(folder, keys, held), readonly=True)
    try:
        with translated(path):
            owner = read_owner(db)
            if owner is None:
                raise ValueError(f"{path} does not say whose it is.")
            return reached(db, owner.epoch)
    finally:
        db.close()


def asides(goal: Path) -> list[Path]:
    """What restores have moved aside, oldest first."""
    return sorted(goal.parent.glob(f"{goal.name}{ASIDE}*")) if goal.parent.is_dir() else []


def ready(goal: Path) -> Path:
    """Where a record lies that is proved, complete, and to be put in place."""
    return goal.with_name(f"{goal.name}{READY}")


def stamp(utc_us: int) -> str:
    """A moment (microseconds since 1970) as names of folders tell it: UTC, and in their order."""
    return f"{EPOCH + timedelta(microseconds=utc_us):%Y-%m-%dT%H%M%SZ}"


def exchange(goal: Path, staging: Path, utc_us: int) -> Path | None:
    """Three renames: to a name that says that all is there, the former record aside, the new one in its place. After a cut the
    former record is still there, or the next start does the last of them (`finish`). The folder set aside, None for none."""
    new, aside = ready(goal), None
    if goal.exists():
        aside = goal.with_name(f"{goal.name}{ASIDE}{stamp(utc_us)}")
        if aside.exists():
            raise Trouble("io", f"{aside} is there already.", "Wait a second, then try again.", str(aside))
    sync_folder(staging)
    staging.rename(new)
    sync_folder(goal.parent)
    if aside is not None:
        goal.rename(aside)
        sync_folder(goal.parent)
    try:
        new.rename(goal)
    except OSError:
        if aside is not None:
            aside.rename(goal)
        shutil.rmtree(new, ignore_errors=True)
        raise
    sync_folder(goal.parent)
    return aside


def finish(goal: Path) -> None:
    """Put a restored record in its place where a restore was cut just before that, and end a change of the data key that was cut
    when nothing but names had to be changed. Trouble where it cannot be."""
    if not goal.exists() and ready(goal).is_dir():
        with translated(goal):
            ready(goal).rename(goal)
            sync_folder(goal.parent)
    if (goal / f"{SLOTS_FILE}{REKEYED}").exists():
        with translated(goal):
            put_rekeyed(goal)


def put_rekeyed(folder: Path) -> None:
    """Two renames, first the database, then what says which key opens it; each may have been done already. OSError."""
    for name in (DATABASE, SLOTS_FILE):
        with suppress(FileNotFoundError):
            (folder / f"{name}{REKEYED}").replace(folder / name)
        sync_folder(folder)
