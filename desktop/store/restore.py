"""Puts a backup in the place of a record that is gone or damaged: proved first, and what was there is moved aside, not deleted."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store import backup
from desktop.store._engine import connect, translated
from desktop.store.backup import Backup, Progress
from desktop.store.epochs import RESTORED, begin_epoch
from desktop.store.journal import Owner
from desktop.store.opening import ATTACHMENTS, DATABASE, new_id
from desktop.store.schema import make_migrations, migrate
from desktop.store.shares import refuse_share
from desktop.trust.keys import SLOTS_FILE, DataKey, sync_folder, unlock
from desktop.wall import Clock

STAGING = "restoring"


class Restored(Struct, frozen=True):
    """What was restored, where the former folder of the record was moved (None where there was none), and which epoch of the
    record begins."""

    backup: Backup
    aside: Path | None
    owner: Owner


def choose(source: Path) -> Backup:
    """The backup that is meant: the folder of one, or the newest in a folder of backups. Trouble("io") where there is none."""
    if (source / backup.MANIFEST).is_file():
        return Backup(source, backup.read_manifest(source))
    if not source.is_dir():
        raise Trouble(
            "io", f"There is no folder {source}.", "Name a backup, or the folder with backups.", str(source)
        )
    found = backup.listed(source)
    if not found:
        remedy = f"Name a folder in which {backup.MANIFEST} lies."
        raise Trouble("io", f"There is no finished backup in {source}.", remedy, str(source))
    devices = {each.manifest.device for each in found}
    if len(devices) > 1:
        names = ", ".join(each.folder.name for each in found)
        raise Trouble(
            "io", f"{source} holds backups of {len(devices)} records.", f"Name one of {names}.", str(source)
        )
    return found[-1]


def restore(places: Places, chosen: Backup, clock: Clock, progress: Progress = lambda *_: None) -> Restored:
    """Copy a backup beside the place of the record, prove the copy, begin a new epoch in it, and only then put it there.

    Until the very end nothing that was there is touched; then its folder is renamed, with the date, and never deleted. The
    key file must lie in the keys folder already. Raises Trouble: `damaged` for the backup, `key_missing`, `wrong_key`, and
    what a disk says.
    """
    realm = chosen.manifest.realm
    goal = places.data / realm
    refuse_share(goal)
    staging = places.data / f"{realm}.{STAGING}"
    moment = clock.read()
    _refuse_running(goal, places.keys)
    with translated(places.data):
        places.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        try:
            key = _fetch(chosen, staging, places.keys, progress)
            owner = _next_epoch(staging, chosen, key, clock)
            aside = _exchange(goal, staging, moment.utc_us)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)  # the first error is the one that tells what happened
            raise
    return Restored(chosen, aside, owner)


def _refuse_running(goal: Path, keys: Path) -> None:
    """Trouble("locked") while a program has the record open: it would go on writing into what was moved aside. A record that
    cannot be opened is open to nobody."""
    path = goal / DATABASE
    if not path.exists():
        return
    try:
        db = connect(path, unlock(goal, keys))
    except Trouble as trouble:
        if trouble.kind == "locked":
            raise
        return
    try:
        with translated(path):
            db.execute("PRAGMA busy_timeout = 0")
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute(
                "BEGIN EXCLUSIVE"
            )  # with this locking mode it fails while anybody else has the file open
            db.execute("ROLLBACK")
    except Trouble as trouble:
        if trouble.kind == "locked":
            remedy = "Close Threshold on this computer, then restore."
            raise Trouble("locked", f"The record {path} is in use.", remedy, str(path)) from trouble
    finally:
        db.close()


def _fetch(chosen: Backup, staging: Path, keys: Path, progress: Progress) -> DataKey:
    """Copy everything and prove the copy, so that what is proved is what will be used."""
    for name in (DATABASE, SLOTS_FILE, backup.MANIFEST):
        _copy(chosen.folder / name, staging / name)
    key = unlock(staging, keys)
    originals = [kept for kept in chosen.manifest.files if kept.name.startswith(f"{ATTACHMENTS}/")]
    for done, kept in enumerate(originals):
        progress("originals", done, len(originals))
        _copy(chosen.folder.parent / kept.name, staging / kept.name)
    try:
        backup.verify(staging, staging / ATTACHMENTS, key, progress)
    except Trouble as trouble:
        sentence = trouble.sentence.replace(str(staging), str(chosen.folder))
        raise Trouble(trouble.kind, sentence, trouble.remedy, str(chosen.folder)) from trouble
    (staging / backup.MANIFEST).unlink()
    return key


def _copy(place: Path, goal: Path) -> None:
    """A file that the backup lacks is named by `backup.verify`, and so is one that cannot be read."""
    goal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.is_file():
        shutil.copyfile(place, goal)
        with goal.open("r+b") as file:
            os.fsync(file.fileno())


def _next_epoch(staging: Path, chosen: Backup, key: DataKey, clock: Clock) -> Owner:
    path = staging / DATABASE
    db = connect(path, key)
    try:
        migrate(db, path, key, make_migrations())
        kept = chosen.manifest
        device = ("drill-" if kept.realm == "drill" else "") + new_id()
        return begin_epoch(
            db, path, Owner(kept.device, kept.epoch, kept.realm), device, RESTORED, clock.read()
        )
    finally:
        db.close()


def _exchange(goal: Path, staging: Path, utc_us: int) -> Path | None:
    """Two renames. A cut between them leaves both folders under names that say what they are, and no record in its place."""
    aside: Path | None = None
    if goal.exists():
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=utc_us)
        aside = goal.with_name(f"{goal.name}.before-restore-{when:%Y-%m-%dT%H%M%SZ}")
        if aside.exists():
            raise Trouble("io", f"{aside} is there already.", "Wait a second, then try again.", str(aside))
        goal.rename(aside)
    try:
        staging.rename(goal)
    except OSError:
        if aside is not None:
            aside.rename(goal)
        raise
    sync_folder(goal.parent)
    return aside
