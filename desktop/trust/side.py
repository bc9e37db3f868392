"""The side recipient: the public key that a side record is sealed to while the record itself is closed, and its secret half.

A site without a key file opens by a passphrase only. What is recorded before somebody types it goes to a side record under a key of its
own, which is sealed (age, X25519) to this recipient. The secret half lies nowhere: it is derived from the data key of the record, so that
only an opened record reads its side records. The recipient stands in `side.json`, beside the record and in the keys folder.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.core import canonical
from desktop.core.errors import Refused
from desktop.trust.datakey import DataKey, derived
from desktop.trust.device import DeviceKey, verify
from desktop.trust.files import make_folder, sync_folder
from desktop.trust.sealing import SECRET, good_recipient
from desktop.whole import owner_only, read_whole, trouble_of, whole_file

SIDE_FILE = "side.json"
PURPOSE = b"threshold side identity"
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """What side.json says: the recipient of the record whose data key has this check value. `mac` is under that key; `signature` by the
    device key, which can be proved while the record is closed."""

    format: int
    recipient: str
    check: str
    mac: str
    signature: str


def identity(key: DataKey) -> str:
    """The secret half, as age writes it. The same data key always gives the same one."""
    return _bech32(SECRET.rstrip("-").lower() + "-", derived(bytes.fromhex(key.hex()), None, PURPOSE)).upper()


def recipient(key: DataKey) -> str:
    """The public half ("age1…")."""
    import pyrage

    return str(pyrage.x25519.Identity.from_str(identity(key)).to_public())


def statement(key: DataKey, device: DeviceKey | None) -> Statement:
    """The statement of this record; without a signature where the device key is not to be had."""
    bare = Statement(1, recipient(key), key.check_value(), "", "")
    signature = "" if device is None else device.sign(_said(bare))
    return msgspec.structs.replace(bare, mac=key.mac(_said(bare)), signature=signature)


def side_file(keys: Path) -> Path:
    """Where the statement lies in the keys folder."""
    return keys / f"record-{SIDE_FILE}"


def write_statement(folder: Path, keys: Path, said: Statement) -> None:
    """Write it beside the record and into the keys folder, each whole or not at all. Trouble where that cannot be."""
    content = msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"
    for place in (side_file(keys), folder / SIDE_FILE):
        lost = f"Whom side records are sealed to could not be written to {place}"
        try:
            make_folder(place.parent)
            with whole_file(place, lost, owner_only) as out:
                out.write(content)
            sync_folder(place.parent)
        except OSError as error:
            raise trouble_of(error, lost, place) from error


def remove_statement(folder: Path, keys: Path) -> None:
    """This record has a key file again: nothing is sealed to a side recipient any more. Trouble."""
    for place in (side_file(keys), folder / SIDE_FILE):
        try:
            place.unlink(missing_ok=True)
        except OSError as error:
            raise trouble_of(error, f"{place} cannot be removed", place) from error


def known_recipient(folder: Path, keys: Path, check: str, device: DeviceKey | None) -> str:
    """Whom a side record is sealed to while the record is closed; "" where nobody can be believed.

    Believed is what the device key of this computer signed, wherever it lies; else what lies in the keys folder, which a copy of the data
    does not hold. A file beside the record that no device key signed is never taken: who can write there would read what is sealed to it.
    """
    found = {place: said for place, said in _statements(folder, keys) if said.check == check}
    for said in found.values():
        if device is not None and verify(device.public, _said(said), said.signature):
            return said.recipient
    own = found.get(side_file(keys))
    return "" if own is None else own.recipient


def changed_statements(folder: Path, keys: Path, key: DataKey) -> list[Path]:
    """The files that name another recipient than the record's own, or that nobody who had its key wrote."""
    true, check = recipient(key), key.check_value()
    return [
        place
        for place in (side_file(keys), folder / SIDE_FILE)
        if place.exists() and not _genuine(_read(place), true, check, key)
    ]


def stands(folder: Path, keys: Path, said: Statement) -> bool:
    """Whether both files say just this."""
    return all(_read(place) == said for place in (side_file(keys), folder / SIDE_FILE))


def _genuine(said: Statement | None, true: str, check: str, key: DataKey) -> bool:
    if said is None or (said.recipient, said.check) != (true, check):
        return False
    return secrets.compare_digest(said.mac.encode(), key.mac(_said(said)).encode())


def _statements(folder: Path, keys: Path) -> Iterator[tuple[Path, Statement]]:
    for place in (side_file(keys), folder / SIDE_FILE):
        if (said := _read(place)) is not None:
            yield place, said


def _read(place: Path) -> Statement | None:
    """What a file says; None where it says nothing of the kind: the desk opens all the same, and tells."""
    try:
        said = msgspec.json.decode(read_whole(place), type=Statement)
        good_recipient(said.recipient)
    except (OSError, ValueError, RecursionError, Refused):
        return None
    return said


def _said(said: Statement) -> bytes:
    """What mac and signature are over."""
    return b"threshold side 1\n" + canonical.encode({"recipient": said.recipient, "check": said.check})


def _bech32(prefix: str, content: bytes) -> str:
    """BIP 173 without its limit of length, as age has it for its keys; pyrage refuses what is not right."""
    bits = int.from_bytes(content)
    count = -(-len(content) * 8 // 5)
    padded = bits << (count * 5 - len(content) * 8)
    values = [padded >> 5 * (count - 1 - place) & 31 for place in range(count)]
    expanded = [*(ord(sign) >> 5 for sign in prefix), 0, *(ord(sign) & 31 for sign in prefix)]
    check = _polymod([*expanded, *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1{''.join(LETTERS[each] for each in values)}"


def _polymod(values: list[int]) -> int:
    found = 1
    for each in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ each
        for place, part in enumerate(CHECKSUM):
            found ^= part if top >> place & 1 else 0
    return found
