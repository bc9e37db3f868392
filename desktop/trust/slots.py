"""The ways in which a record can be opened: `keyslots.json` beside the database, which is no secret.

    machine      the data key in a file in the keys folder of this computer; its slot is the name of that file
    office       the data key sealed to an office's public key (`trust.sealing`)
    sheet        the data key wrapped under a secret that is on paper only (`trust.sheet`)
    passphrase   the data key wrapped under what Argon2id makes of a passphrase (`trust.passphrase`)

Each slot of format 2 holds a `mac` under the data key, over the slot and the key's check value: what somebody changed is told, and the
others go on. Format 1, of earlier programs, has machine slots only and is written anew as a whole with the next change.
"""

import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.errors import Refused, Trouble
from desktop.trust import passphrase, sealing
from desktop.trust.datakey import DataKey, derived
from desktop.trust.files import sync_folder
from desktop.trust.passphrase import Cost
from desktop.whole import owner_only, read_whole, trouble_of, whole_file

SLOTS_FILE = "keyslots.json"
KEY_HEADER = "threshold-key-1"
NONCE_BYTES = 12
QUOTED = 200
"""So many characters of what a decoder says are told: it quotes what it met, however long."""

RESTORE = (
    "Put the file back from the backup of this computer, or ask IT: with the office's key, the recovery sheet or a passphrase"
    " threshold keys recover makes it again. No new key is made: it could not open the record."
)

Kind = Literal["machine", "office", "sheet", "passphrase"]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Text = Annotated[str, Meta(max_length=8192)]
Count = Annotated[int, Meta(ge=1, le=16)]


class Machine(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="machine"):
    """The key file `name` in the keys folder of this computer."""

    name: Name
    mac: Text = ""


class Office(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="office"):
    """What a key file says, sealed to `recipient` as age's text: `age -d` makes a key file of it."""

    name: Name
    recipient: Text
    sealed: Text
    mac: Text = ""


class OnPaper(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="sheet"):
    """The data key wrapped under the secret of a sheet of `need` of `of` shares. Bytes are in base64."""

    name: Name
    need: Count
    of: Count
    salt: Text
    wrapped: Text
    mac: Text = ""


class Spoken(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="passphrase"):
    """The data key wrapped under a passphrase. Bytes are in base64."""

    name: Name
    cost: Cost
    salt: Text
    wrapped: Text
    mac: Text = ""


Slot = Machine | Office | OnPaper | Spoken


class KeySlots(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of keyslots.json: `check` tells the data key from another, so that a wrong key and a destroyed file are told apart."""

    format: Literal[1, 2]
    check: str
    slots: list[Slot]


def kind_of(slot: Slot) -> Kind:
    """The kind of a slot, as the file and the events name it."""
    kinds: dict[type[Slot], Kind] = {
        Machine: "machine",
        Office: "office",
        OnPaper: "sheet",
        Spoken: "passphrase",
    }
    return kinds[type(slot)]


def has_passphrase(slots: KeySlots) -> bool:
    """Whether a passphrase can open the record."""
    return any(isinstance(slot, Spoken) for slot in slots.slots)


def key_text(key: DataKey) -> bytes:
    """What a key file says."""
    return f"{KEY_HEADER}\n{key.hex()}\n{key.check_value()}\n".encode("ascii")


def key_of(content: bytes) -> DataKey:
    """The key of what a key file says. ValueError where it says no key, or one that does not fit its own check value."""
    header, text, check = content.decode("ascii").split()
    key = DataKey(bytes.fromhex(text))
    if header != KEY_HEADER or check != key.check_value():
        raise ValueError("this is no key file")
    return key


def signed(slot: Slot, key: DataKey) -> Slot:
    """The slot with its mac."""
    return msgspec.structs.replace(slot, mac=key.mac(_bound(slot, key.check_value())))


def is_genuine(slot: Slot, key: DataKey) -> bool:
    """Whether this slot was made by who had the key, and not changed since."""
    return secrets.compare_digest(slot.mac.encode(), signed(slot, key).mac.encode())


def for_machine(name: str, key: DataKey) -> Slot:
    """The slot of a key file."""
    return signed(Machine(name), key)


def for_office(recipient: str, key: DataKey) -> Slot:
    """The slot of an office. Refused as in `sealing.good_recipient`."""
    plain = sealing.good_recipient(recipient)
    return signed(Office(_name("office"), plain, sealing.seal([plain], key_text(key))), key)


def for_sheet(need: int, of: int, secret: bytes, key: DataKey) -> Slot:
    """The slot of a sheet."""
    blank = OnPaper(_name("sheet"), need, of, _random(16), "")
    return signed(_wrapped(blank, secret, key), key)


def for_passphrase(text: str, key: DataKey, cost: Cost | None = None) -> Slot:
    """The slot of a passphrase. Refused `passphrase_short`. Takes about a second."""
    passphrase.check_new(text)
    blank = Spoken(_name("passphrase"), cost or Cost(), _random(passphrase.SALT_BYTES), "")
    secret = passphrase.stretched(text, b64decode(blank.salt), blank.cost)
    return signed(_wrapped(blank, secret, key), key)


def open_office(slot: Office, check: str, identity: str) -> DataKey:
    """The data key, by the text of the office's identity file. Refused `identity`, `not_sealed_to`, or `slot_changed` where another
    key comes out than the record's."""
    try:
        return _fitting(slot, check, key_of(sealing.unseal(identity, slot.sealed)))
    except ValueError as error:
        raise Refused("slot_changed", name=slot.name) from error


def open_sheet(slot: OnPaper, check: str, secret: bytes) -> DataKey:
    """The data key, by the secret of a sheet. Refused `sheet_wrong` where it does not open this slot."""
    return _unwrapped(slot, check, secret, Refused("sheet_wrong"))


def open_passphrase(slot: Spoken, check: str, text: str) -> DataKey:
    """The data key, by a passphrase. Refused `passphrase_wrong`. Takes about a second."""
    try:
        secret = passphrase.stretched(text, b64decode(slot.salt, validate=True), slot.cost)
    except ValueError as error:
        raise Refused("slot_changed", name=slot.name) from error
    return _unwrapped(slot, check, secret, Refused("passphrase_wrong"))


def read_slots(place: Path) -> KeySlots:
    """The slots of this file. Trouble: `key_missing`, `key_damaged`, `io`, each naming the file."""
    try:
        slots = msgspec.json.decode(read_whole(place), type=KeySlots)
    except FileNotFoundError as error:
        sentence = f"{place} is missing. It says where the key of this record is kept."
        raise Trouble("key_missing", sentence, RESTORE, str(place)) from error
    except OSError as error:
        remedy = "Let IT check the rights and the disk."
        raise Trouble("io", f"{place} cannot be read: {error.strerror}.", remedy, str(place)) from error
    except (ValueError, RecursionError) as error:
        raise damaged(place, str(error)[:QUOTED]) from error
    names = [slot.name for slot in slots.slots]
    if any(Path(name).name != name or "\\" in name or "\0" in name for name in names):
        raise damaged(place, "a key file is not in the keys folder")
    if len(set(names)) != len(names):
        raise damaged(place, "two of its slots have one name")
    return slots


def written(slots: KeySlots) -> bytes:
    """What keyslots.json says, with format 2."""
    content = msgspec.json.encode(KeySlots(2, slots.check, slots.slots))
    return msgspec.json.format(content, indent=2) + b"\n"


def write_slots(place: Path, slots: KeySlots) -> None:
    """Write the file whole or not at all, over what was there, and read it back. Trouble where that cannot be."""
    lost = f"The ways to open the record could not be written to {place}"
    with whole_file(place, lost, owner_only) as out:
        out.write(written(slots))
    try:
        sync_folder(place.parent)
    except OSError as error:
        raise trouble_of(error, lost, place) from error
    if read_slots(place) != KeySlots(2, slots.check, slots.slots):
        raise damaged(place, "it does not hold what was written to it just now")


def damaged(place: Path, why: str) -> Trouble:
    """The Trouble of a keyslots.json that cannot be used."""
    return Trouble("key_damaged", f"{place} is damaged: {why}.", RESTORE, str(place))


def _name(kind: Kind) -> str:
    return f"{kind}-{secrets.token_hex(3)}"


def _random(count: int) -> str:
    return b64encode(secrets.token_bytes(count)).decode("ascii")


def _bound(slot: Slot, check: str) -> bytes:
    """The bytes that a mac is over: every field but itself, its kind, and whose key it opens."""
    fields = {**msgspec.to_builtins(slot), "mac": ""}
    return canonical.encode({"check": check, "slot": fields})


def _wrapping(slot: OnPaper | Spoken, secret: bytes) -> tuple[bytes, bytes]:
    """The key that wraps, and what is bound to what it wraps: another kind, name or count does not open."""
    bare = msgspec.structs.replace(slot, wrapped="", mac="")
    purpose = f"threshold slot {kind_of(slot)}".encode()
    return derived(secret, b64decode(slot.salt, validate=True), purpose), canonical.encode(
        msgspec.to_builtins(bare)
    )


def _wrapped(slot: OnPaper | Spoken, secret: bytes, key: DataKey) -> OnPaper | Spoken:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping, bound = _wrapping(slot, secret)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(wrapping).encrypt(
        nonce, bytes.fromhex(key.hex()), bound + key.check_value().encode()
    )
    return msgspec.structs.replace(slot, wrapped=b64encode(sealed).decode("ascii"))


def _unwrapped(slot: OnPaper | Spoken, check: str, secret: bytes, wrong: Refused) -> DataKey:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        wrapping, bound = _wrapping(slot, secret)
        sealed = b64decode(slot.wrapped, validate=True)
        raw = AESGCM(wrapping).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound + check.encode())
    except InvalidTag as error:
        raise wrong from error
    except ValueError as error:
        raise Refused("slot_changed", name=slot.name) from error
    return _fitting(slot, check, DataKey(raw))


def _fitting(slot: Slot, check: str, key: DataKey) -> DataKey:
    if key.check_value() != check:
        raise Refused("slot_changed", name=slot.name)
    return key
