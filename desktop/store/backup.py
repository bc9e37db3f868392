"""Makes backups that are proved to open, keeps the last of them, and finds those that are there.

    TARGET/attachments/ab/ab…              every sealed original once, by its id, for all backups of this folder
    TARGET/2026-07-15T180000Z-9f3a1c/      one backup; it has this name only once it was verified
        threshold.db                       the record, encrypted with its key (VACUUM INTO: consistent while visits go on)
        keyslots.json                      where the key is kept: never the key
        backup.json                        the manifest, `Manifest`

What is not finished is named `*.part`. A backup that was cut goes on where it stopped: originals that are there are taken.
"""

import contextlib
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.store._engine import Database, SqlError, connect, plain_trouble, rows, translated, value
from desktop.store.attachments import Attachments
from desktop.store.former import stamp
from desktop.store.opening import ATTACHMENTS, DATABASE, Store
from desktop.store.owners import devices, read_owner, realm_of
from desktop.store.queries import Queries
from desktop.store.schema import last_event
from desktop.store.shape import unsound
from desktop.store.targets import AboutBackups, at_target, be_there, refuse_target
from desktop.trust.keys import SLOTS_FILE, DataKey, make_folder, sync_file, sync_folder, unlock
from desktop.whole import read_whole, trouble_of, write_whole

__all__ = [
    "KEEP", "MANIFEST", "AboutBackups", "Backup", "Kept", "Manifest", "Progress", "listed", "make", "original", "original_name",
    "read_manifest", "reading", "refuse_target", "verify",
]  # fmt: skip

MANIFEST = "backup.json"
PART = ".part"
KEEP = 7
"""Backups of one record that are kept; an older one goes only after a newer one was verified."""

_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{6}")
_ORIGINAL = re.compile(r"[0-9a-f]{32}")
_STEPS = 200_000
"""Steps of the database engine between two looks at how far a copy is: a few a second."""

_STEPS_AN_EVENT = 100
"""Steps that the check of the structure takes for an event, about."""

Stage = Literal["record", "originals", "verify", "pages"]
Progress = Callable[[Stage, int, int], None]
"""Told how far it is: the stage, bytes or files done, and of how many."""


class Kept(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a backup: its path below TARGET for originals and below the backup's folder for the others, size in bytes,
    SHA-256 of what lies there."""

    name: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What backup.json says. `events` is their count, `head` the hash of the last one, `seq` its number; `made_utc_us` by the
    clock of the desk; `missing` are ids of originals that could not be had from the record itself. `devices` are all that the
    record was written by, this one last: a backup by one of them is of the same record, from before it went on from a copy."""

    format: Literal[1]
    program: str
    realm: Literal["record", "drill"]
    device: str
    epoch: int
    seq: int
    head: str
    events: int
    made_utc_us: int
    files: list[Kept]
    missing: list[str]
    devices: list[str] = []

    @property
    def line(self) -> frozenset[str]:
        """Whose backups are of this record."""
        return frozenset((*self.devices, self.device))


class Backup(Struct, frozen=True):
    """A finished backup and what its manifest says."""

    folder: Path
    manifest: Manifest


def make(
    store: Store,
    target: Path,
    made_utc_us: int,
    program: str,
    progress: Progress = lambda *_: None,
    make_folder: bool = False,
) -> Backup:
    """Copy the record to `target`, prove that the copy opens and is whole, and drop backups beyond the last seven.

    `target` must be there, or is made with `make_folder`. Raises Trouble: `damaged` for the record itself; AboutBackups for
    `target`, with its remedy ("disk_full", "read_only", "network_share", "io"). After any of them nothing there looks like a backup
    that was not one before.
    """
    refuse_target(target, store.places)
    be_there(target, make_folder)
    device = hashlib.sha256(store.owner.device.encode()).hexdigest()[:6]
    name = f"{stamp(made_utc_us)}-{device}"
    part, final = target / f"{name}{PART}", target / name
    with at_target(target):
        _sweep(target, device)
        if final.exists():
            remedy = "Check the clock, then try again."
            raise AboutBackups("io", f"There is a backup {final} already.", remedy, str(final))
        part.mkdir(mode=0o700)
        try:
            made = _make(store, target, part, made_utc_us, program, progress)
            part.rename(final)
            sync_folder(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)  # the first error is the one that tells what happened
            raise
        _drop_old(target, made)
    return Backup(final, made)


def _make(
    store: Store, target: Path, part: Path, made_utc_us: int, program: str, progress: Progress
) -> Manifest:
    copy = part / DATABASE
    _copy_record(store, copy, progress)
    shutil.copyfile(store.path.parent / SLOTS_FILE, part / SLOTS_FILE)
    sync_file(part / SLOTS_FILE)
    key = unlock(part, store.places.keys, store.places.held)
    with reading(copy, key) as (db, queries):
        idents = [ident for _, ident, _ in queries.photos() if ident]
        missing = _copy_originals(
            store.attachments, Attachments(target / ATTACHMENTS, queries), idents, progress
        )
        files = [_kept(copy, DATABASE), _kept(part / SLOTS_FILE, SLOTS_FILE)]
        whole = [ident for ident in idents if ident not in missing]
        for done, ident in enumerate(whole):
            progress("verify", done, len(whole))
            files.append(_kept(original(target, ident), original_name(ident)))
        owner, head = read_owner(db) or store.owner, last_event(db)
        count = int(value(db, "SELECT count(*) FROM events"))
        manifest = Manifest(
            1,
            program,
            realm_of(owner.realm),
            owner.device,
            owner.epoch,
            *head,
            count,
            made_utc_us,
            files,
            missing,
            devices(db),
        )
        _check_record(part, db, manifest, progress)
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    write_whole(part / MANIFEST, content, "The list of the backup")
    sync_folder(part)
    return manifest


def verify(folder: Path, attachments: Path, key: DataKey, progress: Progress = lambda *_: None) -> Manifest:
    """Prove that a backup is what its manifest says: every file by its hash, every page as it was encrypted, head and count
    of the events, every original by the hash on record. Trouble("damaged") names the first that is not."""
    manifest = read_manifest(folder)
    for done, kept in enumerate(manifest.files):
        progress("verify", done, len(manifest.files))
        place = (
            attachments.parent / kept.name if kept.name.startswith(f"{ATTACHMENTS}/") else folder / kept.name
        )
        if not place.is_file() or _kept(place, kept.name) != kept:
            raise _broken(folder, f"{place.name} is missing, or is not the file that was written")
    with reading(folder / DATABASE, key) as (db, queries):
        _check_record(folder, db, manifest, progress)
        for fault in Attachments(attachments, queries).faults():
            if fault.id and fault.id not in manifest.missing:
                raise _broken(folder, fault.sentence.partition(". ")[0])
    progress("verify", len(manifest.files), len(manifest.files))
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Trouble("damaged") where there is none that can be read."""
    place = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(read_whole(place), type=Manifest)
    except FileNotFoundError as error:
        raise _broken(folder, f"there is no {MANIFEST} in it") from error
    except OSError as error:
        raise trouble_of(error, f"{place} cannot be read", place) from error
    except (ValueError, RecursionError) as error:
        raise _broken(folder, f"its {MANIFEST} cannot be read") from error
    names = [kept.name for kept in manifest.files]
    own = {DATABASE, SLOTS_FILE}
    if len(names) != len(set(names)) or not own <= set(names) or any(not _known(name) for name in names):
        raise _broken(folder, f"its {MANIFEST} names files that belong to no backup")
    return manifest


def listed(target: Path) -> list[Backup]:
    """The finished backups below `target`, the newest last. One whose manifest cannot be read is passed over."""
    found: list[Backup] = []
    with at_target(target):
        for folder in sorted(each for each in target.iterdir() if _NAME.fullmatch(each.name)):
            with contextlib.suppress(Trouble):
                found.append(Backup(folder, read_manifest(folder)))
    return sorted(found, key=lambda backup: (backup.manifest.epoch, backup.manifest.seq, backup.folder.name))


def original_name(ident: str) -> str:
    """The path of a sealed original below TARGET, as manifests write it."""
    return f"{ATTACHMENTS}/{ident[:2]}/{ident}"


def original(target: Path, ident: str) -> Path:
    """Where a sealed original lies below TARGET."""
    return target / ATTACHMENTS / ident[:2] / ident


@contextlib.contextmanager
def reading(file: Path, key: DataKey) -> Iterator[tuple[Database, Queries]]:
    """A copy of a record, opened for reading and let go of again."""
    db = connect(file, key, readonly=True)
    try:
        with translated(file):
            yield db, Queries(db, file)
    finally:
        db.close()


def _check_record(folder: Path, db: Database, manifest: Manifest, progress: Progress) -> None:
    """Every page, and how far the copy reaches. No write-ahead log belongs to it that could deceive the check of pages."""
    total, done, ended = manifest.events * _STEPS_AN_EVENT // _STEPS + 2, 1, list[BaseException]()

    def look() -> int:
        nonlocal done
        done = min(done + 1, total - 1)
        return _told(lambda: progress("pages", done, total), ended)

    progress("pages", 0, total)
    damaged = bool(rows(db, "PRAGMA cipher_integrity_check"))
    progress("pages", 1, total)
    db.conn.set_progress_handler(look, _STEPS)
    try:
        damaged = damaged or bool(unsound(db))
        found = (*last_event(db), int(value(db, "SELECT count(*) FROM events")))
    except SqlError as error:
        _raise_ended(error, ended)
        raise
    finally:
        db.conn.set_progress_handler(None, _STEPS)
    progress("pages", total, total)
    if damaged:
        raise _broken(folder, "pages of the copy of the record are damaged")
    if found != (manifest.seq, manifest.head, manifest.events):
        raise _broken(folder, f"its record reaches event {found[0]}, and not event {manifest.seq} as written")


def _told(tell: Callable[[], None], ended: list[BaseException]) -> int:
    """Tell how far it is from within the engine, which would swallow what that raises: it is kept, and the engine told to stop."""
    try:
        with contextlib.suppress(OSError):
            tell()
    except BaseException as end:  # noqa: BLE001 - raised again by `_raise_ended`
        ended.append(end)
    return len(ended)


def _raise_ended(error: Exception, ended: list[BaseException]) -> None:
    """Raise what made the engine stop, if it was stopped."""
    if "interrupted" in str(error):  # Ctrl-C may come before `_told` could catch anything
        raise (ended[0] if ended else KeyboardInterrupt()) from error


def _copy_record(store: Store, copy: Path, progress: Progress) -> None:
    """Copy the record as it is at one moment. Damage that is met is the record's own, and is told as such."""
    size = store.path.stat().st_size
    ended: list[BaseException] = []

    def look() -> int:
        return _told(lambda: progress("record", min(copy.stat().st_size, size), size), ended)

    db = store.maintenance()
    try:
        db.execute("PRAGMA query_only = OFF")  # of a copy too: what is written is another file
        db.conn.set_progress_handler(look, _STEPS)
        db.execute("VACUUM INTO ?", (str(copy),))
    except SqlError as error:
        _raise_ended(error, ended)
        trouble = plain_trouble(error, copy)
        raise plain_trouble(error, store.path) if trouble.kind == "damaged" else trouble from error
    finally:
        db.close()
    sync_file(copy)
    progress("record", size, size)


def _copy_originals(
    source: Attachments, goal: Attachments, idents: list[str], progress: Progress
) -> list[str]:
    """Bring every original that is not there yet, and prove each that is there by its hash on record; the ids of those that
    cannot be had from the record either."""
    missing: list[str] = []
    for done, ident in enumerate(idents):
        progress("originals", done, len(idents))
        if not (goal.place(ident).is_file() and _reads(goal, ident)):
            if source.place(ident).is_file():
                copy_original(source.place(ident), goal.place(ident))
            if not _reads(goal, ident):
                missing.append(ident)
    return missing


def _reads(originals: Attachments, ident: str) -> bool:
    try:
        originals.read(ident)
    except Trouble as trouble:
        if trouble.kind != "damaged":
            raise
        return False
    return True


def copy_original(place: Path, goal: Path) -> None:
    """Copy a sealed original whole or not at all, on disk with its name when this returns. OSError."""
    make_folder(goal.parent)
    part = goal.with_name(goal.name + PART)
    shutil.copyfile(place, part)
    sync_file(part)
    part.replace(goal)
    sync_folder(goal.parent)


def _drop_old(target: Path, newest: Manifest) -> None:
    """Remove backups of this record beyond the last seven, then originals that no backup names. What cannot be removed
    stays for the next time; no original goes while a manifest cannot be read or another desk makes its backup here."""
    same = [backup.folder for backup in listed(target) if backup.manifest.device in newest.line]
    for old in same[:-KEEP]:
        with contextlib.suppress(OSError):
            shutil.rmtree(old.rename(old.with_name(old.name + PART)))  # half removed it must look like none
    left = listed(target)
    folders = [each for each in target.iterdir() if _NAME.fullmatch(each.name.removesuffix(PART))]
    if len(left) != len(folders):
        return
    named = {kept.name for backup in left for kept in backup.manifest.files}
    for place in (target / ATTACHMENTS).glob("??/*"):
        if _ORIGINAL.fullmatch(place.name) and original_name(place.name) not in named:
            with contextlib.suppress(OSError):
                place.unlink()


def _sweep(target: Path, device: str) -> None:
    """Remove what a kill of this record's own backup left half made."""
    for part in target.glob(f"*-{device}{PART}"):
        if _NAME.fullmatch(part.name.removesuffix(PART)):
            shutil.rmtree(part)


def _known(name: str) -> bool:
    """Whether a manifest may name it: nothing that leads out of the folder."""
    ident = name.rpartition("/")[2]
    return name in (DATABASE, SLOTS_FILE) or (
        bool(_ORIGINAL.fullmatch(ident)) and name == original_name(ident)
    )


def _kept(place: Path, name: str) -> Kept:
    return Kept(name, place.stat().st_size, _digest(place))


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _broken(folder: Path, what: str) -> Trouble:
    return AboutBackups(
        "damaged", f"{folder} is no whole backup: {what}.", "Take another backup.", str(folder)
    )
