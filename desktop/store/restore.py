"""Puts a backup in the place of a record that is gone or damaged: proved first, and what was there is moved aside, not deleted."""

import os
import secrets
import shutil
import sys
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.paths import Held, Places
from desktop.store import backup
from desktop.store._engine import connect, translated
from desktop.store.backup import Backup, Progress
from desktop.store.epochs import Goer
from desktop.store.former import STAGING, exchange, finish, others_reached, ready
from desktop.store.journal import Journal
from desktop.store.numbers import Draw
from desktop.store.opening import ATTACHMENTS, DATABASE, Realm
from desktop.store.owners import Owner
from desktop.store.schema import make_migrations, migrate
from desktop.store.shares import refuse_share
from desktop.store.signing import Signer
from desktop.store.taken_back import TakenBack, taken_back
from desktop.store.targets import AboutBackups, at_target
from desktop.trust.device import make_device_key, open_device_key
from desktop.trust.keys import SLOTS_FILE, DataKey, make_folder, sync_folder, unlock
from desktop.trust.signed import SignedHeads
from desktop.wall import Clock

BLOCK = 1024 * 1024
SHARED_LOCK = 128
"""The byte of the -shm file that every connection to a database holds a lock on (SQLite's WAL-index format, "DMS")."""


class Restored(Struct, frozen=True):
    """What was restored, where the former folder of the record was moved (None where there was none), which epoch of the record
    begins, why the device key does not sign it yet (None where it does), and what of the former record was taken back."""

    backup: Backup
    aside: Path | None
    owner: Owner
    unsigned: Trouble | None = None
    back: TakenBack = TakenBack((), ())


def choose(source: Path) -> Backup:
    """The backup that is meant: the folder of one, or the newest in a folder of backups. AboutBackups where there is none, or
    where it holds those of several records, of which none goes on from the others."""
    if (source / backup.MANIFEST).is_file():
        return Backup(source, backup.read_manifest(source))
    if not source.is_dir():
        remedy = "Name a backup, or the folder with backups."
        raise AboutBackups("io", f"There is no folder {source}.", remedy, str(source))
    found = backup.listed(source)
    if not found:
        remedy = f"Name a folder in which {backup.MANIFEST} lies."
        sentence = f"There is no finished backup in {source}."
        raise AboutBackups("io", sentence, remedy, str(source))
    foreign = {each.manifest.device for each in found} - {*found[-1].manifest.line}
    if foreign:
        sentence = f"{source} holds backups of {1 + len(foreign)} records."
        remedy = f"Name one of {', '.join(each.folder.name for each in found)}."
        raise AboutBackups("io", sentence, remedy, str(source))
    return found[-1]


def restore(
    places: Places,
    chosen: Backup,
    clock: Clock,
    progress: Progress = lambda *_: None,
    draw: Draw = secrets.randbelow,
) -> Restored:
    """Copy a backup beside the place of the record, prove the copy, begin a new epoch in it, and only then put it there.

    Until the very end nothing that was there is touched; then its folder is renamed, with the date, and never deleted. The new
    epoch and its record numbers are above those of the backup, of what is there, and of all that was ever moved aside. The key
    file must lie in the keys folder already. Raises Trouble: `key_missing`, `wrong_key`, and what a disk says; AboutBackups
    (`damaged`) for the backup.
    """
    realm = chosen.manifest.realm
    goal = places.data / realm
    refuse_share(goal)
    staging = goal.with_name(f"{realm}{STAGING}")
    moment = clock.read()
    finish(goal)
    refuse_running(goal, places.keys, places.held)
    with translated(places.data):
        make_folder(places.data)
        for left in (staging, ready(goal)):
            shutil.rmtree(left, ignore_errors=True)
        staging.mkdir(mode=0o700)
        try:
            key = _fetch(chosen, staging, places, progress)
            owner, unsigned, back = _next_epoch(staging, goal, places, key, clock, draw)
            aside = exchange(goal, staging, moment.utc_us)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)  # the first error is the one that tells what happened
            raise
    return Restored(chosen, aside, owner, unsigned, back)


def refuse_running(goal: Path, keys: Path, held: Held | None = None) -> None:
    """Trouble("locked") while a program has the record open: it would go on writing into what was moved aside. What the record
    itself cannot tell, since its key or its first page is gone, the locks of its file do."""
    path = goal / DATABASE
    if not path.exists():
        return
    remedy = "Close Threshold on this computer, then restore."
    running = Trouble("locked", f"The record {path} is in use.", remedy, str(path))
    try:
        db = connect(path, unlock(goal, keys, held))
        try:
            with translated(path):
                db.execute("PRAGMA busy_timeout = 0")
                db.execute("PRAGMA locking_mode = EXCLUSIVE")
                # with this locking mode it fails while anybody else has the file open
                db.execute("BEGIN EXCLUSIVE")
                db.execute("ROLLBACK")
        finally:
            db.close()
    except Trouble as trouble:
        if trouble.kind == "locked" or _held(path):
            raise running from trouble


def _held(path: Path) -> bool:
    """Whether another program holds the database open. Windows does not let a folder be renamed in which a file is open."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        file = path.with_name(f"{path.name}-shm").open("r+b")
    except OSError:  # nobody has it open who could write to it
        return False
    with file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, SHARED_LOCK)
        except OSError:
            return True
    return False


def _fetch(chosen: Backup, staging: Path, places: Places, progress: Progress) -> DataKey:
    """Copy everything and prove the copy, so that what is proved is what will be used."""
    source = chosen.folder.parent
    for name in (DATABASE, SLOTS_FILE, backup.MANIFEST):
        _copy(chosen.folder / name, staging / name, source)
    originals = [kept for kept in chosen.manifest.files if kept.name.startswith(f"{ATTACHMENTS}/")]
    for done, kept in enumerate(originals):
        progress("originals", done, len(originals))
        _copy(source / kept.name, staging / kept.name, source)
    try:
        key = unlock(staging, places.keys, places.held)
        backup.verify(staging, staging / ATTACHMENTS, key, progress)
    except Trouble as trouble:
        of_copy = trouble.kind == "damaged" or trouble.place == str(staging / SLOTS_FILE)
        if not of_copy:
            raise
        if not (chosen.folder / backup.MANIFEST).is_file():
            gone = f"{chosen.folder} was there and is gone: the disk was pulled out, or the folder was moved."
            raise AboutBackups("io", gone, "Put it back, then restore again.", str(source)) from trouble
        sentence = trouble.sentence.replace(str(staging), str(chosen.folder))
        raise AboutBackups("damaged", sentence, "Take another backup.", str(chosen.folder)) from trouble
    (staging / backup.MANIFEST).unlink()
    return key


def _copy(place: Path, goal: Path, source: Path) -> None:
    """Copy a file from the disk `source`, whose trouble is told as its own. What the backup lacks is named by `backup.verify`."""
    make_folder(goal.parent)
    with at_target(source):
        if not place.is_file():
            return
        file = place.open("rb")
    with file, goal.open("wb") as out:
        more = True
        while more:
            with at_target(source):
                block = file.read(BLOCK)
            out.write(block)
            more = bool(block)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(goal.parent)


def _next_epoch(
    staging: Path, goal: Path, places: Places, key: DataKey, clock: Clock, draw: Draw
) -> tuple[Owner, Trouble | None, TakenBack]:
    """Begin the epoch, name this computer's device key in it and sign: from its first event on the record says what it is. Holds that
    the former record had are placed again in the same transaction."""
    path, keys, held = staging / DATABASE, places.keys, places.held
    others = others_reached(goal, keys, lost=False, held=held)
    realm: Realm = "drill" if goal.name == "drill" else "record"
    db = connect(path, key)
    try:
        migrate(db, path, key, make_migrations())
        journal = Journal(db, path, Owner("", 0, realm))
        heads, reading = SignedHeads(keys, realm), clock.read()
        goer = Goer(db, journal, heads, draw)
        with translated(path):
            back = taken_back(db, goal, keys, held)
        journal.append(lambda _: [*goer.restored(reading, others), *back.drafts], reading)
        try:
            signer = open_device_key(keys, realm) or make_device_key(keys, realm)
            journal.append(lambda _: goer.with_key(signer.public, reading), reading)
            journal.sign_by(Signer(signer, heads, beside=True))
            journal.seal("closing", reading)
        except Trouble as trouble:  # the next start names it; a record never waits for a signature
            return journal.owner, trouble, back
        return journal.owner, None, back
    finally:
        db.close()
