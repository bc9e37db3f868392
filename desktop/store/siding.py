"""Side records: where visits are recorded while the record is closed, and how they come into it once somebody opens it.

    data/side/next                    the block of record numbers that was given out last
    data/side/00012-ID/record/        a side record: an ordinary record under a key of its own, sealed to the side recipient
    data/side-aside/00012-ID/         one that could not be taken in; never deleted by the program
    keys/side/00012-ID/               what this computer signed of it, and a copy of the device key for that long

A side record is begun at each start at which the record is closed, since nobody can open the former one before the record itself is open.
It is taken in within one transaction, proved, and only then removed: a kill at any step loses nothing, and nothing is taken in twice.
"""

import re
import secrets
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from desktop.core.errors import Refused, Trouble
from desktop.core.identity import parse_record_number
from desktop.paths import Places
from desktop.store._engine import connect, rows, translated
from desktop.store.epochs import new_id
from desktop.store.journal import Moment
from desktop.store.opening import SIDE_FOLDER, Store, open_store
from desktop.trust import device, side
from desktop.trust.device import device_key_file, make_device_key, open_device_key
from desktop.trust.files import make_folder, make_keys_folder, sync_folder, write_new
from desktop.trust.keys import SLOTS_FILE, hold, new_key, unlock
from desktop.trust.signed import signed_file
from desktop.trust.slots import KeySlots, for_office, read_slots, written
from desktop.wall import Clock
from desktop.whole import read_whole, write_whole

SIDE, ASIDE, NEXT = SIDE_FOLDER, "side-aside", "next"
BASE, BLOCK, BLOCKS = 900_000_000, 10_000, 9_999
"""The record numbers of side records are from here on, so many for each: no floor of a record is higher (`store.numbers`)."""

DRAWN, LOST_DRAWN = 3, 3_000
"""Of so many blocks one is drawn for each side record; of so many where nobody knows which was the last."""

_NAME = re.compile(r"[0-9]{5}-[0-9a-f-]{36}")
GONE = ".gone"
"""Behind the name of one that is being removed."""


def begin(
    places: Places, clock: Clock | None, steps: Callable[[Moment], None] = lambda moment: None
) -> tuple[Store, bool]:
    """Begin a side record; and whether its key is sealed to the side recipient. Where nobody can be believed to be that, the key is in
    the memory of this process only: what is written is encrypted all the same, and lost if the process ends first. Raises Trouble."""
    name = f"{_next_block(places):05d}-{new_id()}"
    own = places_of(places, name)
    folder, key = own.data / "record", new_key()
    hold(key, places.held)
    with translated(folder):
        make_folder(folder)
        own_device = _lend_device_key(places, own)
        to = _recipient(places, own_device)
        slots = [for_office(to, key)] if to else []
        write_new(folder / SLOTS_FILE, written(KeySlots(2, key.check_value(), slots)))
    above = BASE + int(name[:5]) * BLOCK
    store = open_store(own, create=True, clock=clock, steps=steps, side_above=above)
    store.side = name
    return store, bool(to)


def places_of(places: Places, name: str) -> Places:
    """Where a side record lies: an ordinary workstation below the folders of this one."""
    return Places(
        places.data / SIDE / name, places.config, places.keys / SIDE / name, places.logs, held=places.held
    )


def waiting(places: Places) -> list[str]:
    """The names of the side records that wait to be taken in, oldest first; one that is being written is among them."""
    return _names(places.data / SIDE)


def kept_aside(places: Places) -> list[str]:
    """The names of those that could not be taken in."""
    return _names(places.data / ASIDE)


def home_of(own: Places) -> Places:
    """The workstation that a side record belongs to."""
    return Places(own.data.parents[1], own.config, own.keys.parents[1], own.logs, held=own.held)


def discard_empty(store: Store) -> None:
    """Remove a side record in which no visit was begun. `store` is closed. Trouble."""
    places = home_of(store.places)
    db = connect(store.path, unlock(store.path.parent, store.places.keys, places.held), readonly=True)
    with closing(db), translated(store.path):
        empty = not rows(db, "SELECT 1 FROM events WHERE visit IS NOT NULL LIMIT 1")
    if empty:
        remove(places, store.side)


def _recipient(places: Places, own_device: device.DeviceKey | None) -> str:
    """The side recipient as far as it can be believed; "" for nobody."""
    folder = places.data / "record"
    try:
        return side.known_recipient(folder, places.keys, read_slots(folder / SLOTS_FILE).check, own_device)
    except Trouble:
        return ""


def _lend_device_key(places: Places, own: Places) -> device.DeviceKey | None:
    """Have the side record signed by this computer's device key: it lies in a folder beside the others for as long. None where there is
    none; then it signs by a key of its own, and what is taken in says so."""
    try:
        make_keys_folder(own.keys)
        key = open_device_key(places.keys, "record") or make_device_key(places.keys, "record")
        write_new(device_key_file(own.keys, "record"), read_whole(device_key_file(places.keys, "record")))
    except (Trouble, OSError):
        return None
    return key


def _next_block(places: Places) -> int:
    """A block of record numbers that no side record of this computer had."""
    place = places.data / SIDE / NEXT
    there = [int(name[:5]) for name in (*waiting(places), *kept_aside(places))]
    last = _last_block(places)
    drawn = secrets.randbelow(LOST_DRAWN if last is None else DRAWN)
    block = (max([last or 0, *there]) + drawn) % BLOCKS + 1
    write_whole(place, f"{block}\n".encode(), "The record numbers of side records")
    return block


def _last_block(places: Places) -> int | None:
    try:
        return int(read_whole(places.data / SIDE / NEXT))
    except (OSError, ValueError):
        return None


def keep_block(places: Places, store: Store) -> None:
    """Have the next side record get numbers above those that stand in this record, where nothing tells which were given out last.
    Trouble where that cannot be written."""
    if _last_block(places) is not None:
        return
    last = 0
    for (number,) in store.queries.ask("SELECT record_number FROM visits"):
        with suppress(Refused):
            last = max(last, (parse_record_number(str(number)).counter - BASE) // BLOCK)
    jump = secrets.randbelow(LOST_DRAWN) if store.owner.epoch else 0  # a copy went on elsewhere, perhaps
    content = f"{(last + jump) % BLOCKS}\n".encode()
    write_whole(places.data / SIDE / NEXT, content, "The record numbers of side records")


def vanished(places: Places) -> list[str]:
    """The names of those of which only that is left which this computer signed of them: somebody took the rest away. `remove` never leaves
    one so: a marked folder says that it was the program until both are gone."""
    there = {*waiting(places), *kept_aside(places)}
    return [
        name
        for name in _names(places.keys / SIDE)
        if name not in there and not _marked(places.data / SIDE / name).exists()
    ]


def remove(places: Places, name: str) -> None:
    """Remove a side record that is on record now, or empty: in one step it is gone, and what is left of it goes with the next start.
    Trouble."""
    own = places_of(places, name)
    for folder in (own.data, own.keys):
        with translated(folder):
            if folder.exists():
                folder.rename(_marked(folder))
                sync_folder(folder.parent)
    sweep(places)


def move_aside(places: Places, name: str) -> None:
    """Keep one that cannot be taken in out of the way, with what was signed of it and its slot; of one that vanished, what was signed.
    Trouble."""
    own, goal = places_of(places, name), places.data / ASIDE / name
    signed = signed_file(own.keys, "record")
    with translated(goal):
        make_folder(goal.parent)
        if not own.data.exists():
            make_folder(goal)
        if signed.exists():
            signed.replace((own.data if own.data.exists() else goal) / signed.name)
        if own.data.exists():
            own.data.rename(goal)
        sync_folder(goal.parent)
    sweep(places)


def sweep(places: Places) -> None:
    """Remove what a kill left of side records that are on record or aside. What cannot be removed stays for the next time."""
    left = {*waiting(places), *vanished(places)}
    for each in _below(places.keys / SIDE):
        if each.name not in left:
            shutil.rmtree(each, ignore_errors=True)
    for each in _below(
        places.data / SIDE
    ):  # after the former: what is marked says that the program removed it
        own = places.keys / SIDE / each.name.removesuffix(GONE)
        if each.name.endswith(GONE) and not own.exists():
            shutil.rmtree(each, ignore_errors=True)


def _marked(folder: Path) -> Path:
    """What a folder is called while it is being removed."""
    return folder.with_name(f"{folder.name}{GONE}")


def _below(folder: Path) -> list[Path]:
    return sorted(folder.glob("*-*")) if folder.is_dir() else []


def _names(folder: Path) -> list[str]:
    return (
        sorted(each.name for each in folder.glob("*") if _NAME.fullmatch(each.name))
        if folder.is_dir()
        else []
    )
