"""The data key: made once, kept outside the data folder, and never guessed at or replaced by itself.

Beside the database lies `keyslots.json` (`trust.slots`), which says how the key can be had. A start uses the `machine` slots only:
files in the keys folder of this computer. Where that is lost, the office's key, a sheet or a passphrase make it again, and nothing else
does; there is no unencrypted journal. A site may have no key file at all: then a person gives the passphrase to each process.
"""

import os
import stat
import uuid
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.paths import Held
from desktop.trust import windows_rights
from desktop.trust.datakey import KEY_BYTES, DataKey, new_key
from desktop.trust.files import make_folder, make_keys_folder, sync_file, sync_folder, write_new
from desktop.trust.slots import (
    KEY_HEADER,
    RESTORE,
    SLOTS_FILE,
    KeySlots,
    Machine,
    for_machine,
    for_office,
    has_passphrase,
    key_of,
    key_text,
    read_slots,
    written,
)
from desktop.whole import read_whole

__all__ = [
    "DEVICE_KEY", "KEY_BYTES", "KEY_HEADER", "RESTORE", "SLOTS_FILE", "DataKey", "KeySlots", "Right", "create", "hold", "loose_rights",
    "make_folder", "make_key_file", "new_key", "new_key_name", "read_key", "sync_file", "sync_folder", "unlock", "write_new",
]  # fmt: skip

DEVICE_KEY = "-device.key"
"""How the names of device keys end, which lie in the keys folder too (`desktop.trust.device`)."""


CLOSED = "The record is closed. It opens by the passphrase only: there is no key file on this computer."
OPEN_IT = "Press F6 in the window and type the passphrase; at the command line it is asked for, or use threshold --passphrase-stdin."


class Right(Struct, frozen=True):
    """A file or folder of keys that other people on this computer could read."""

    place: Path
    said: str
    remedy: str


def create(folder: Path, keys: Path, database: Path, recipients: Sequence[str] = ()) -> DataKey:
    """Make a key for a database that does not exist yet: the key file first, then the slots beside the
    database, one for each recipient ("age1…", checked before) too.

    Trouble("key_missing") where the database exists. If another process has just made the slots, its key is
    taken.
    """
    slots = folder / SLOTS_FILE
    if database.exists():
        raise Trouble(
            "key_missing", f"The record {database} exists, but {slots} is missing.", RESTORE, str(slots)
        )
    key = new_key()
    name = new_key_name()
    try:
        make_folder(folder)
        make_key_file(keys, key, name)
        offices = [for_office(each, key) for each in dict.fromkeys(recipients)]
        write_new(slots, written(KeySlots(2, key.check_value(), [for_machine(name, key), *offices])))
    except FileExistsError:
        (keys / name).unlink(missing_ok=True)
        return unlock(folder, keys)
    except OSError as error:
        raise _io("written", Path(error.filename or folder), error) from error
    return key


def new_key_name() -> str:
    """A name for a key file that no other has."""
    return f"{uuid.uuid4()}.key"


def make_key_file(keys: Path, key: DataKey, name: str) -> str:
    """Write a key file, which must not exist, and read it back; its name. OSError, FileExistsError among them; Trouble."""
    make_keys_folder(keys)
    write_new(keys / name, key_text(key))
    read_key(keys / name)
    return name


def unlock(folder: Path, keys: Path, held: Held | None = None) -> DataKey:
    """The key of the database in this folder: by a key file of this computer, else one that a person opened it by in this process.
    Each way to fail is a Trouble of its own that names the file; "closed" where nothing but a person can open it. A key file that lies
    in the keys folder under another name than the slots say is found too."""
    slots = read_slots(folder / SLOTS_FILE)
    if (own := _held(slots, held)) is not None:
        return own
    trouble: Trouble | None = None
    for slot in slots.slots:
        if not isinstance(slot, Machine):
            continue
        place = keys / slot.name
        try:
            key = read_key(place)
        except Trouble as found:
            trouble = trouble or found
            continue
        if key.check_value() == slots.check:
            return key
        trouble = trouble or Trouble(
            "wrong_key",
            f"The key file {place} belongs to another record than the one in {folder}.",
            RESTORE,
            str(place),
        )
    by_person = trouble is None and has_passphrase(slots)
    if (trouble or by_person) and (other := _of_another_name(keys, slots.check)) is not None:
        return other
    if by_person:
        return _asked(folder, slots, held)
    place = folder / SLOTS_FILE
    raise trouble or Trouble("key_damaged", f"{place} names no key file.", RESTORE, str(place))


def _held(slots: KeySlots, held: Held | None) -> DataKey | None:
    raw = None if held is None else held.key(slots.check)
    return None if raw is None else DataKey(raw)


def _asked(folder: Path, slots: KeySlots, held: Held | None) -> DataKey:
    """What a person says now, where one can be asked. Trouble("closed")."""
    if held is not None and held.ask is not None:
        held.ask(folder)
    key = _held(slots, held)
    if key is None:
        raise Trouble("closed", CLOSED, OPEN_IT, str(folder / SLOTS_FILE))
    return key


def hold(key: DataKey, held: Held) -> None:
    """Hold a key in memory, so that its record opens in this process."""
    held.keep(key.check_value(), bytes.fromhex(key.hex()))


def _of_another_name(keys: Path, check: str) -> DataKey | None:
    """The key with this check value, if it lies about here: a backup may name a key file that was replaced since."""
    for place in key_files(keys):
        try:
            key = read_key(place)
        except Trouble:
            continue
        if key.check_value() == check:
            return key
    return None


def key_files(keys: Path) -> list[Path]:
    """The files of data keys in the keys folder, in the order of their names."""
    return [place for place in sorted(keys.glob("*.key")) if not place.name.endswith(DEVICE_KEY)]


def loose_rights(keys: Path) -> list[Right]:
    """Key files and the keys folder where others may read: `doctor` warns, and the visit goes on."""
    wanted = {keys: 0o700} | dict.fromkeys(sorted(keys.glob("*.key")), 0o600)
    found = (_loose(place, limit) for place, limit in wanted.items() if place.exists())
    return [right for right in found if right is not None]


def _loose(place: Path, limit: int) -> Right | None:
    if os.name == "nt":
        who = windows_rights.others(place)
        remedy = "Let IT take them off its access list (Properties, Security)."
        return Right(place, ", ".join(who), remedy) if who else None
    mode = stat.S_IMODE(place.stat().st_mode)
    return Right(place, f"rights {mode:o}", f"Let IT set its rights to {limit:o}.") if mode & ~limit else None


def read_key(place: Path) -> DataKey:
    """The key in a key file. Trouble: `key_missing`, `key_damaged`, `io`, each naming the file."""
    try:
        return key_of(read_whole(place))
    except FileNotFoundError as error:
        sentence = f"{place} is missing. It is the key of the record on this computer."
        raise Trouble("key_missing", sentence, RESTORE, str(place)) from error
    except OSError as error:
        raise _io("read", place, error) from error
    except ValueError as error:
        raise Trouble("key_damaged", f"The key file {place} is damaged.", RESTORE, str(place)) from error


def _io(verb: str, place: Path, error: OSError) -> Trouble:
    return Trouble(
        "io",
        f"{place} cannot be {verb}: {error.strerror}.",
        "Let IT check the rights and the disk.",
        str(place),
    )
