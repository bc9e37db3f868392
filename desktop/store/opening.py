"""Opens the record of this workstation, or makes it on the first start."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC
from pathlib import Path
from typing import Literal

from desktop.core.clock import Reading
from desktop.core.errors import Trouble
from desktop.core.events import Draft, Event, StoreCreated
from desktop.core.particulars import DeviceKeyMade
from desktop.core.siding import SIDE
from desktop.paths import Places
from desktop.store import forgetting, numbers, offices, projections, unwritable
from desktop.store._engine import Database, Migrations, connect, only_read, translated
from desktop.store.attachments import Attachments
from desktop.store.epochs import Goer, new_device, new_id
from desktop.store.forgetting import Remains
from desktop.store.former import DATABASE, asides, finish, others_reached, ready
from desktop.store.journal import PROGRAM, Journal, Moment, Owed
from desktop.store.owners import MISSING, Owner, begun_anew, devices, read_owner, realm_of
from desktop.store.pins import Pins
from desktop.store.queries import Queries
from desktop.store.reserve import Reserve, with_reserve
from desktop.store.schema import last_event, make_migrations, migrate, of_newer_program
from desktop.store.shares import refuse_share
from desktop.store.signing import NotAsSigned, Signer
from desktop.store.staff import Staff
from desktop.trust import keys
from desktop.trust.device import DeviceKey, device_key_file, make_device_key, open_device_key
from desktop.trust.keys import DataKey
from desktop.trust.signed import SignedHeads, signed_file
from desktop.wall import Clock, SystemClock

__all__ = ["ATTACHMENTS", "DATABASE", "Realm", "Store", "ever_begun", "new_id", "open_store"]

ATTACHMENTS = "attachments"
SIDE_FOLDER = "side"
"""Below `Places.data` the folder of side records (`store.siding`)."""
WHICH_KEY = (
    "Find out which is the right one. The next start of Threshold has the record name the one in the file."
)
LOST = (
    "Put the file back from the backup of this computer before Threshold is started again: the next start makes another,"
    " and from then on the former one is not to be put back."
)
NAMED_NEXT = "The next start of Threshold names it; until then nothing is signed."
MADE_NEXT = "The next start of Threshold makes it; until then nothing is signed."
Realm = Literal["record", "drill"]


class Store:
    """An open record: `journal` to write (by the thread that opened it), `queries` to read (by any), `attachments` the
    originals of papers (by any). `swept` half-written files were removed when it was opened. `unsigned` says why no checkpoint
    can be signed, None where all is well; `key_changed` is the event that names another device key than before, 0 for none; `to_write`: it
    was opened by who may begin visits; `begun_anew`: it took the place of a record that went missing; `newer`: names of migrations by
    a newer program; `side` is the name of a side record, "" for the record itself;
    `copied`: the folder of the copy that is read in place of the file at `path`, None where that itself is open."""

    def __init__(
        self,
        journal: Journal,
        queries: Queries,
        path: Path,
        places: Places,
        key: DataKey,
        copied: Path | None = None,
    ) -> None:
        self.journal = journal
        self.queries = queries
        self.attachments = Attachments(path.parent / ATTACHMENTS, queries)
        self.staff = Staff(queries)
        self.pins = Pins(self.staff, key)
        self.swept = 0
        self.mended = False
        self.unsigned: Trouble | None = None
        self.key_changed = 0
        self.to_write = False
        self.begun_anew = False
        self.newer: tuple[str, ...] = ()
        self.side = ""
        self.path = path
        self.copied = copied
        self.places = places
        self._key = key
        self._closed = False

    @property
    def owner(self) -> Owner:
        """Whose record this is, and whether its visits are real."""
        return self.journal.owner

    def devices(self) -> list[str]:
        """Every device that this record was written by, in order: backups by one of them are of this record."""
        db = self.maintenance()
        try:
            with translated(self.path):
                return devices(db)
        finally:
            db.close()

    def maintenance(self) -> Database:
        """A connection for checks and repairs, which a copy refuses; the caller closes it."""
        db = connect(self._file, self._key)
        if self.copied is not None:
            only_read(db)
        return db

    def reader(self) -> Database:
        """A connection of its own that only reads, for any thread; the caller closes it."""
        return connect(self._file, self._key, readonly=True, any_thread=True)

    @property
    def _file(self) -> Path:
        return self.path if self.copied is None else self.copied / DATABASE

    def owed(self) -> Remains:
        """What is left of removals from the record (`store.forgetting`)."""
        return self._removing(lambda db: forgetting.owed(db, self.attachments.folder))

    def finish_removals(self) -> Remains:
        """Do what is left of removals; what is still left after that. A copy is left as it is."""
        if self.copied is not None:
            return self.owed()
        return self._removing(lambda db: forgetting.finish(db, self.path, self.attachments.folder))

    def _removing(self, work: Callable[[Database], Remains]) -> Remains:
        db = self.maintenance()
        try:
            with translated(self.path):
                return work(db)
        finally:
            db.close()

    def close(self) -> None:
        """Close both sides, once. The write-ahead log is emptied when nobody else reads."""
        if self._closed:
            return
        self._closed = True
        self.queries.close()
        try:
            self.journal.checkpoint()
        finally:
            self.journal.close()
            if self.copied is not None:
                unwritable.remove(self.copied)


def ever_begun(places: Places, realm: Realm = "record") -> bool:
    """Whether there is a record here, or was one whose file is gone."""
    folder = places.data / realm
    traces = (folder / DATABASE, folder / keys.SLOTS_FILE, ready(folder), *asides(folder))
    return any(place.exists() for place in (*traces, device_key_file(places.keys, realm)))


def open_store(
    places: Places,
    create: bool,
    realm: Realm = "record",
    clock: Clock | None = None,
    steps: Callable[[Moment], None] = lambda moment: None,
    migrations: Migrations | None = None,
    side_above: int = 0,
) -> Store:
    """Open the record below `places.data`, whose drills lie in a file of their own under a key of their own.

    With `create` a missing record is made; `clock` then dates it (the machine's, where none is given: pass
    the same clock that the visits will be dated by), and half-written originals are removed: who only reads must not
    remove what the window is writing. Where the folder cannot be written, who only reads gets a copy that nothing is written to
    (`unwritable`). `side_above`: a side record is begun (`store.siding`), whose record
    numbers are above this one. Every failure is a Trouble that names file and remedy.
    """
    folder = places.data / realm
    path = folder / DATABASE
    refuse_share(folder)
    finish(folder)
    key, lost = _key(places, realm, create, side_above)
    clock = clock or SystemClock(UTC, "Etc/UTC")
    reserve = Reserve(_room(folder)).give_up
    copied = None if create or unwritable.can_be_written(folder) else unwritable.copy_out(folder)
    began: Reading | None = None
    with ExitStack() as undo:
        if copied is not None:
            undo.callback(unwritable.remove, copied)
        file = path if copied is None else copied / DATABASE
        db = with_reserve(lambda: connect(file, key), reserve)
        undo.callback(db.close)
        migrations = migrations or make_migrations()
        with translated(path):
            migrate(db, file, key, migrations, reserve)
        journal = Journal(db, path, Owner("", 0, realm), steps, reserve)
        with translated(path):
            if last_event(db)[0] == 0:
                began = clock.read()
                lost = lost or signed_file(places.keys, realm).exists()  # cut before its first event
                _begin(db, journal, path, create, places.keys if lost else None, began, side_above)
            journal.owner = _owner(db, path, realm)
            mended = not projections.is_current(db)
        if mended:
            with_reserve(lambda: _rebuild(db, path), reserve)
        with translated(path):
            anew, newer = begun_anew(db), of_newer_program(db, migrations)
            if copied is not None:
                only_read(db)
        reader = connect(file, key, readonly=True, any_thread=True)
        undo.pop_all()
    store = Store(journal, Queries(reader, path), path, places, key, copied)
    store.to_write, store.mended, store.begun_anew, store.newer = create, mended, anew, newer
    store.swept = store.attachments.sweep() if create else 0
    with suppress(Trouble):  # it is for the next start then, and `doctor` tells
        if create:
            store.finish_removals()
    _go_on(store, db, realm, began or clock.read())
    return store


def _room(folder: Path) -> Path:
    """Where the room lies that is held back for this record: that of the workstation for a side record too."""
    own = folder.parents[1].name == SIDE_FOLDER
    return folder.parents[2] / folder.name if own else folder


def _key(places: Places, realm: Realm, create: bool, side_above: int) -> tuple[DataKey, bool]:
    """The key of the record, made where there is none yet and `create` is set; and whether a record was here that is lost."""
    folder = places.data / realm
    if side_above:  # it was made just now, and what lies in the folders of a side record is its own
        return keys.unlock(folder, places.keys, places.held), False
    signed = any(file(places.keys, realm).exists() for file in (device_key_file, signed_file))
    path = folder / DATABASE
    empty = (
        path.exists() and path.stat().st_size < 2
    )  # what the engine takes for an empty one, and would fill
    if empty and not create:
        raise Trouble("damaged", f"{path} holds no record.", "Restore a backup with IT.", str(path))
    existed = path.exists() and not (empty and signed)  # only a record that was begun has a device key
    had_slots = (folder / keys.SLOTS_FILE).exists()
    lost = not existed and (had_slots or signed or bool(asides(folder)))
    if lost and not create:
        remedy = "Find the file or restore a backup; do not start Threshold before, which would begin another record."
        raise Trouble("record_missing", f"The record that was in {folder} is gone.", remedy, str(path))
    if not existed and not create:
        raise Trouble(
            "io", f"There is no record in {folder} yet.", "Start Threshold once to make it.", str(path)
        )
    if existed or had_slots:
        return keys.unlock(folder, places.keys, places.held), lost
    return keys.create(folder, places.keys, path, offices.named(places, realm)), lost


def _compare(key: DeviceKey | None, place: Path, store: Store, goer: Goer, heads: SignedHeads) -> DeviceKey:
    """The key that signs for who only adds that somebody looked; Trouble where there is none, the record names another, or it does
    not hold what was signed."""
    journal = store.journal
    kept, named = heads.entries(), journal.device_key()
    if (missing := goer.unheld()) is not None:
        raise NotAsSigned(missing.seq, str(heads.place))
    if not named:
        raise Trouble("key_missing", "The record names no device key yet.", NAMED_NEXT, str(place))
    if key is None:
        raise Trouble("key_missing", f"The device key {place} is missing.", LOST, str(place))
    if named != key.public and not goer.key_was_used(journal.owner):
        sentence = "The record goes on from a copy and does not name the device key of this computer yet."
        raise Trouble("key_missing", sentence, NAMED_NEXT, str(place))
    if named != key.public:
        sentence = f"The record names the device key {named}, and {place} holds {key.public}."
        raise Trouble("wrong_key", sentence, WHICH_KEY, str(place))
    if not kept:
        sentence = f"{heads.place}, which says what this computer signed last, is missing."
        raise Trouble("key_missing", sentence, MADE_NEXT, str(heads.place))
    return key


def _go_on(store: Store, db: Database, realm: Realm, at: Reading) -> None:
    """Have the journal sign by this computer's key, which the record names, and begin an epoch where that must be. Whatever is
    wrong with it, the desk opens and writes: `unsigned` says why. What cannot be written now comes with the next event."""
    try:
        with translated(store.path):
            _take_device_key(store, db, realm, at)
    except Trouble as trouble:
        store.unsigned = trouble
    except Exception as error:  # noqa: BLE001 - a visit never waits for a signature; it is told like every other reason
        store.journal.owe(None)
        sentence = f"Threshold made a mistake with the device key: {type(error).__name__}."
        store.unsigned = Trouble("ours", sentence, "Please report this sentence.", str(store.places.keys))


def _take_device_key(store: Store, db: Database, realm: Realm, at: Reading) -> None:
    """Only who opens to write makes a key or names one."""
    folder, journal = store.places.keys, store.journal
    heads = SignedHeads(folder, realm)
    place, goer = device_key_file(folder, realm), Goer(db, journal, heads)
    try:
        key = open_device_key(folder, realm)
    except Trouble:
        if store.to_write and (goer.lacks_floor() or goer.unheld()):  # numbers must not come again meanwhile
            made = (lambda reading: goer.with_key("", reading)) if goer.unheld() else goer.with_floor
            journal.owe(Owed(made, lambda written: None))
            journal.append([], at)
        raise
    if not store.to_write:
        journal.sign_by(Signer(_compare(key, place, store, goer, heads), heads))
        return
    unmade: Trouble | None = None
    if key is None:
        try:
            key = make_device_key(folder, realm)
        except Trouble as trouble:  # a copy on another computer must still go on as one
            unmade = trouble
    public = key.public if key is not None else ""

    def paid(written: Sequence[Event]) -> None:
        store.key_changed = next((each.seq for each in written if _replaces(each)), 0)
        store.unsigned = unmade
        if key is not None:
            signer = Signer(key, heads)
            journal.sign_by(signer)
            if written:
                _keep(journal, signer, written[-1])

    if goer.goes_on_by(public):
        paid([])
        return
    journal.owe(Owed(lambda reading: goer.with_key(public, reading), paid))
    journal.append([], at)
    if store.key_changed and store.unsigned is None:  # a key that comes back is known by what it signs
        journal.seal("closing", at)


def _ours(heads: SignedHeads, device: str) -> None:
    """Keep that the record of this device is one of ours, where it is kept of the former one."""
    if heads.place.exists():
        with suppress(
            Trouble
        ):  # keys that nobody can write to: the record says all the same that the former one is gone
            heads.begin(device)


def _keep(journal: Journal, signer: Signer, event: Event) -> None:
    try:
        signer.keep(event.device, event)
    except Trouble as trouble:  # that the record is one of ours is kept, or cannot be
        journal.amiss = trouble


def _replaces(event: Event) -> bool:
    return isinstance(event.body, DeviceKeyMade) and event.body.former != ""


def _rebuild(db: Database, path: Path) -> None:
    with translated(path):
        projections.rebuild(db)


def _begin(
    db: Database, journal: Journal, path: Path, create: bool, lost: Path | None, at: Reading, side_above: int
) -> None:
    """Write the first event, unless another process has just done so. `lost` is the folder of keys where this record takes the
    place of one that is gone, whose numbers are passed over; those of a side record are above `side_above`."""
    if not create:
        raise Trouble("damaged", f"{path} holds no record.", "Restore a backup with IT.", str(path))
    if not projections.is_current(db):
        projections.rebuild(db)
    realm = realm_of(journal.owner.realm)
    others = others_reached(path.parent, lost, lost=True) if lost else None

    def first(seq: int) -> list[Draft]:
        if seq > 1:
            return []
        device = new_device(realm)
        if others is not None:
            numbers.skip(db, at, others)
        if lost is not None:
            _ours(SignedHeads(lost, realm), device)
        if side_above:
            numbers.begin_above(db, at, side_above)
        reason = SIDE if side_above else MISSING if others is not None else "first_start"
        journal.owner = Owner(device, 0, realm, reason)
        body = StoreCreated(realm, journal.owner.device, 0, None, journal.owner.reason)
        return [Draft("store_created", None, body, PROGRAM), *offices.made(path.parent, PROGRAM)]

    journal.append(first, at)


def _owner(db: Database, path: Path, realm: Realm) -> Owner:
    owner = read_owner(db)
    if owner is None:
        remedy = "Do not delete it; restore a backup with IT."
        raise Trouble("damaged", f"{path} does not say whose record it is.", remedy, str(path))
    if owner.realm != realm:
        raise Trouble(
            "wrong_realm",
            f"{path} was made for {owner.realm}s, and is not opened as the file of {realm}s.",
            "Put the right file back; drills and real visits are never mixed.",
            str(path),
        )
    return owner
