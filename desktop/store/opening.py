"""Opens the record of this workstation, or makes it on the first start."""

import contextlib
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Literal

import uuid_utils

from desktop.core.clock import Reading
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Draft, StoreCreated
from desktop.core.particulars import DeviceKeyMade
from desktop.paths import Places
from desktop.store import projections
from desktop.store._engine import Database, Migrations, connect, translated
from desktop.store.attachments import Attachments
from desktop.store.epochs import epoch_event, without_key
from desktop.store.journal import MISSING, PROGRAM, Journal, Moment, Owner
from desktop.store.queries import Queries
from desktop.store.reserve import Reserve
from desktop.store.schema import last_event, make_migrations, migrate
from desktop.store.shares import refuse_share
from desktop.store.stored import readable, row_at
from desktop.trust import keys
from desktop.trust.device import REMEDY, DeviceKey, device_key_file, make_device_key, open_device_key
from desktop.trust.keys import DataKey
from desktop.wall import Clock, SystemClock

DATABASE = "threshold.db"
ATTACHMENTS = "attachments"
WHICH_KEY = (
    "Find out which is the right one. The next start of Threshold has the record name the one in the file."
)
Realm = Literal["record", "drill"]


def new_id() -> str:
    """A UUIDv7 for a visit, a device and so on. Never sort by it: a clock that goes back breaks its order."""
    return str(uuid_utils.uuid7())


class Store:
    """An open record: `journal` to write (by the thread that opened it), `queries` to read (by any), `attachments` the
    originals of papers (by any). `swept` half-written files were removed when it was opened. `unsigned` says why no checkpoint
    can be signed, None where all is well; `key_changed` is the event that names another device key than before, 0 for none; `to_write`: it
    was opened by who may begin visits."""

    def __init__(self, journal: Journal, queries: Queries, path: Path, places: Places, key: DataKey) -> None:
        self.journal = journal
        self.queries = queries
        self.attachments = Attachments(path.parent / ATTACHMENTS, queries)
        self.swept = 0
        self.mended = False
        self.unsigned: Trouble | None = None
        self.key_changed = 0
        self.to_write = False
        self.path = path
        self.places = places
        self._key = key
        self._closed = False

    @property
    def owner(self) -> Owner:
        """Whose record this is, and whether its visits are real."""
        return self.journal.owner

    def another_reader(self) -> Queries:
        """A second read connection, so that long work in another thread does not hold up the window's
        queries."""
        return Queries(connect(self.path, self._key, readonly=True, any_thread=True), self.path)

    def maintenance(self) -> Database:
        """A connection for checks and repairs; the caller closes it."""
        return connect(self.path, self._key)

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


def ever_begun(places: Places, realm: Realm = "record") -> bool:
    """Whether there is a record here, or was one whose file is gone."""
    folder = places.data / realm
    return (folder / DATABASE).exists() or (folder / keys.SLOTS_FILE).exists()


def open_store(
    places: Places,
    create: bool,
    realm: Realm = "record",
    clock: Clock | None = None,
    steps: Callable[[Moment], None] = lambda moment: None,
    migrations: Migrations | None = None,
) -> Store:
    """Open the record below `places.data`, whose drills lie in a file of their own under a key of their own.

    With `create` a missing record is made; `clock` then dates it (the machine's, where none is given: pass
    the same clock that the visits will be dated by), and half-written originals are removed: who only reads must not
    remove what the window is writing. Every failure is a Trouble that names file and remedy.
    """
    folder = places.data / realm
    path = folder / DATABASE
    refuse_share(folder)
    existed = path.exists()
    had_slots = (folder / keys.SLOTS_FILE).exists()
    if not existed and not create:
        raise Trouble(
            "io", f"There is no record in {folder} yet.", "Start Threshold once to make it.", str(path)
        )
    known = existed or had_slots
    key = keys.unlock(folder, places.keys) if known else keys.create(folder, places.keys, path)
    clock = clock or SystemClock(UTC, "Etc/UTC")
    began: Reading | None = None
    db = connect(path, key)
    try:
        migrate(db, path, key, migrations or make_migrations())
        with translated(path):
            if last_event(db)[0] == 0:
                reason = MISSING if had_slots and not existed else "first_start"
                began = _begin(db, path, create, realm, clock.read(), reason)
            owner = _read_owner(db, path, realm)
            mended = not projections.is_current(db)
            if mended:
                projections.rebuild(db)
        reader = connect(path, key, readonly=True, any_thread=True)
    except BaseException:
        db.close()
        raise
    store = Store(
        Journal(db, path, owner, steps, Reserve(folder).give_up), Queries(reader, path), path, places, key
    )
    store.to_write, store.mended = create, mended
    store.swept = store.attachments.sweep() if create else 0
    try:
        _take_device_key(store, realm, began, clock)
    except Trouble as trouble:  # a visit never waits for a signature
        store.unsigned = trouble
    return store


def _take_device_key(store: Store, realm: Realm, began: Reading | None, clock: Clock) -> None:
    """Have the journal sign by this computer's key, which the record names. Only who opens to write makes a key or names one.
    `began` is when the record was begun, if that was just now."""
    folder, journal = store.places.keys, store.journal
    key, place = open_device_key(folder, realm), device_key_file(folder, realm)
    if key is None and not store.to_write:
        raise Trouble("key_missing", f"The device key {place} is missing.", REMEDY, str(place))
    key = key or make_device_key(folder, realm)
    if (named := journal.device_key()) != key.public:
        if not store.to_write:
            said = f"names the device key {named}" if named else "names no device key"
            sentence = f"The record {said}, and {place} holds {key.public}."
            raise Trouble("wrong_key", sentence, WHICH_KEY, str(place))
        db, device = store.maintenance(), ("drill-" if realm == "drill" else "") + new_id()
        at = began or clock.read()
        try:
            journal.owner = without_key(db, store.path, journal.owner, named, key.public, device, at)
        finally:
            db.close()
        for event in journal.append(lambda _: _naming(journal, key), at):
            store.key_changed = event.seq if named else 0
    journal.sign_by(key)


def _naming(journal: Journal, key: DeviceKey) -> list[Draft]:
    """Runs within the append, so that two programs that start at once name a key once."""
    known = journal.device_key()
    if known == key.public:
        return []
    return [Draft("device_key_made", None, DeviceKeyMade(key.public, known), PROGRAM)]


def _begin(db: Database, path: Path, create: bool, realm: Realm, at: Reading, reason: str) -> Reading:
    """Write the first event, and tell when. If another process has just done so, its word stands."""
    if not create:
        raise Trouble("damaged", f"{path} holds no record.", "Restore a backup with IT.", str(path))
    if not projections.is_current(db):
        projections.rebuild(db)
    device = ("drill-" if realm == "drill" else "") + new_id()
    body = StoreCreated(realm, device, 0, None, reason)
    draft = Draft("store_created", None, body, PROGRAM)
    with contextlib.suppress(Refused):
        Journal(db, path, Owner(device, 0, realm)).append([draft], at)
    return at


def _read_owner(db: Database, path: Path, realm: Realm) -> Owner:
    row = row_at(db, 1) and row_at(db, epoch_event(db))
    first = next(iter(readable([row] if row else [])), None)
    if first is None or not isinstance(first.body, StoreCreated):
        remedy = "Do not delete it; restore a backup with IT."
        raise Trouble("damaged", f"{path} does not begin with the event that made it.", remedy, str(path))
    if first.body.realm != realm:
        raise Trouble(
            "wrong_realm",
            f"{path} was made for {first.body.realm}s, and is not opened as the file of {realm}s.",
            "Put the right file back; drills and real visits are never mixed.",
            str(path),
        )
    return Owner(first.body.device, first.body.epoch, first.body.realm, first.body.reason)
