"""The data key: made once, kept outside the data folder, and never guessed at or replaced.

Beside the database lies `keyslots.json`, which is no secret: it says where the key is kept and holds a check
value, so that a wrong key and a destroyed file are told apart. The one kind of slot so far is `machine`: a
file in the keys folder of this computer. Losing it loses the record; there is no way round it, and no
unencrypted journal.
"""

import os
import secrets
import stat
import uuid
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop.core import canonical
from desktop.core.errors import Trouble
from desktop.whole import read_whole

KEY_BYTES = 32
SLOTS_FILE = "keyslots.json"
DEVICE_KEY = "-device.key"
"""How the names of device keys end, which lie in the keys folder too (`desktop.trust.device`)."""

KEY_HEADER = "threshold-key-1"
QUOTED = 200
"""So many characters of what a decoder says are told: it quotes what it met, however long."""

RESTORE = (
    "Put the file back from the backup of this computer, or ask IT. "
    "No new key is made: it could not open the record."
)


class DataKey:
    """The 32 bytes that encrypt a database. It does not show itself when printed, so that no traceback holds
    it."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"A data key has {KEY_BYTES} bytes, not {len(raw)}.")
        self._raw = raw

    def hex(self) -> str:
        """The key as 64 hex digits."""
        return self._raw.hex()

    def check_value(self) -> str:
        """What tells this key from another without giving it away."""
        return canonical.digest("key-check", self._raw)

    def __repr__(self) -> str:
        return "DataKey(…)"


def new_key() -> DataKey:
    """A key that nobody has had before."""
    return DataKey(secrets.token_bytes(KEY_BYTES))


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """One place where the key is kept; `name` is the name of the key file in the keys folder."""

    kind: Literal["machine"]
    name: str


class KeySlots(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of keyslots.json."""

    format: Literal[1]
    check: str
    slots: list[Slot]


class Right(Struct, frozen=True):
    """A file or folder of keys that other people on this computer could read."""

    place: Path
    mode: int
    wanted: int


def create(folder: Path, keys: Path, database: Path) -> DataKey:
    """Make a key for a database that does not exist yet: the key file first, then the slots beside the
    database.

    Trouble("key_missing") where the database exists. If another process has just made the slots, its key is
    taken.
    """
    slots = folder / SLOTS_FILE
    if database.exists():
        raise Trouble(
            "key_missing", f"The record {database} exists, but {slots} is missing.", RESTORE, str(slots)
        )
    key = new_key()
    name = f"{uuid.uuid4()}.key"
    try:
        make_folder(keys)
        make_folder(folder)
        write_new(keys / name, f"{KEY_HEADER}\n{key.hex()}\n{key.check_value()}\n".encode("ascii"))
        content = KeySlots(1, key.check_value(), [Slot("machine", name)])
        write_new(slots, msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    except FileExistsError:
        (keys / name).unlink(missing_ok=True)
        return unlock(folder, keys)
    except OSError as error:
        raise _io("written", Path(error.filename or folder), error) from error
    return key


def unlock(folder: Path, keys: Path) -> DataKey:
    """The key of the database in this folder. Each way to fail is a Trouble of its own that names the
    file."""
    slots = _read_slots(folder / SLOTS_FILE)
    trouble: Trouble | None = None
    for slot in slots.slots:
        try:
            key = _read_key(keys / slot.name)
        except Trouble as found:
            trouble = trouble or found
            continue
        if key.check_value() == slots.check:
            return key
        place = keys / slot.name
        trouble = trouble or Trouble(
            "wrong_key",
            f"The key file {place} belongs to another record than the one in {folder}.",
            RESTORE,
            str(place),
        )
    place = folder / SLOTS_FILE
    raise trouble or Trouble("key_damaged", f"{place} names no key file.", RESTORE, str(place))


def loose_rights(folder: Path, keys: Path) -> list[Right]:
    """Key files and the keys folder where others may read: `doctor` warns, and the visit goes on.

    Empty on Windows, where the profile's own access list guards them.
    """
    if os.name == "nt":
        return []
    named = [keys / slot.name for slot in _read_slots(folder / SLOTS_FILE).slots]
    wanted = {keys: 0o700} | dict.fromkeys([*named, *sorted(keys.glob(f"*{DEVICE_KEY}"))], 384)
    found = [
        (place, stat.S_IMODE(place.stat().st_mode), limit)
        for place, limit in wanted.items()
        if place.exists()
    ]
    return [Right(place, mode, limit) for place, mode, limit in found if mode & ~limit]


def _read_slots(place: Path) -> KeySlots:
    raw = _read(place, "It says where the key of this record is kept.")
    try:
        slots = msgspec.json.decode(raw, type=KeySlots)
    except ValueError as error:
        why = str(error)[:QUOTED]
        raise Trouble("key_damaged", f"{place} is damaged: {why}.", RESTORE, str(place)) from error
    for slot in slots.slots:
        if Path(slot.name).name != slot.name:
            raise Trouble(
                "key_damaged",
                f"{place} is damaged: a key file is not in the keys folder.",
                RESTORE,
                str(place),
            )
    return slots


def _read_key(place: Path) -> DataKey:
    raw = _read(place, "It is the key of the record on this computer.")
    try:
        header, text, check = raw.decode("ascii").split()
        key = DataKey(bytes.fromhex(text))
    except ValueError:
        header, key, check = "", DataKey(bytes(KEY_BYTES)), ""
    if header != KEY_HEADER or check != key.check_value():
        raise Trouble("key_damaged", f"The key file {place} is damaged.", RESTORE, str(place))
    return key


def _read(place: Path, what: str) -> bytes:
    try:
        return read_whole(place)
    except FileNotFoundError as error:
        raise Trouble("key_missing", f"{place} is missing. {what}", RESTORE, str(place)) from error
    except OSError as error:
        raise _io("read", place, error) from error


def _io(verb: str, place: Path, error: OSError) -> Trouble:
    return Trouble(
        "io",
        f"{place} cannot be {verb}: {error.strerror}.",
        "Let IT check the rights and the disk.",
        str(place),
    )


def write_new(place: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only; FileExistsError if there is one by that
    name."""
    part = place.with_name(f"{place.name}.{uuid.uuid4().hex}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name_new(part, place)
        sync_folder(place.parent)
    finally:
        part.unlink(missing_ok=True)


def _name_new(part: Path, place: Path) -> None:
    """Give a finished file its name unless that is taken. A link cannot overwrite; nor can Windows'
    rename."""
    if os.name != "nt":
        try:
            os.link(part, place)
            return
        except FileExistsError:
            raise
        except OSError:  # a disk without links, such as a USB stick's
            if place.exists():
                raise FileExistsError(place) from None
    part.rename(place)


def make_folder(folder: Path) -> None:
    """Make a folder, for this account only, and those above it that are missing, so that all of them survive a power cut."""
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in missing:
        sync_folder(each.parent)


def sync_file(place: Path) -> None:
    """Make what was written to a file survive a power cut."""
    with place.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a new name in this folder survive a power cut. Windows has nothing of the kind."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
