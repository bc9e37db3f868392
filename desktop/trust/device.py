"""The device key: what this computer signs its record's checkpoints with, kept outside the data folder.

Ed25519 (RFC 8032). Whoever holds the record and its data key can write the whole chain anew; without this key they cannot sign
what they wrote. A lost device key costs no data: another one is made, and the record tells of it.
"""

import secrets
from pathlib import Path

from desktop.core import canonical
from desktop.core.errors import Trouble
from desktop.trust.files import make_keys_folder, write_new
from desktop.trust.keys import DEVICE_KEY
from desktop.whole import read_whole

SEED_BYTES = 32
DEVICE_HEADER = "threshold-device-1"
REMEDY = (
    "Put the file back from the backup of this computer. If there is none, move the file away: a new key is made then,"
    " and from then on the former one is not to be put back."
)
PRIME = 2**255 - 19
ORDER_8 = 0x5FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
"""The y of two of the four points of order 8; the other two have PRIME - y."""


class DeviceKey:
    """An Ed25519 private key. It does not show itself when printed, so that no traceback holds it."""

    def __init__(self, seed: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if len(seed) != SEED_BYTES:
            raise ValueError(f"The seed of a device key has {SEED_BYTES} bytes, not {len(seed)}.")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """The signature as 128 hex digits; the same message always gives the same one. About 40 µs."""
        return self._key.sign(message).hex()

    def __repr__(self) -> str:
        return "DeviceKey(…)"


def device_key_file(keys: Path, realm: str) -> Path:
    """Where the device key of the record ("record") or of the drills ("drill") lies."""
    return keys / f"{realm}{DEVICE_KEY}"


def open_device_key(keys: Path, realm: str) -> DeviceKey | None:
    """The device key of this computer; None where there is none yet or no longer.

    Trouble "key_damaged" for a file that is no device key (it is never replaced), "io" for one that cannot be read.
    """
    place = device_key_file(keys, realm)
    try:
        raw = read_whole(place)
    except FileNotFoundError:
        return None
    except OSError as error:
        sentence = f"The device key {place} cannot be read: {error.strerror}."
        raise Trouble("io", sentence, "Let IT check the rights and the disk.", str(place)) from error
    try:
        header, text, check = raw.decode("ascii").split()
        seed = bytes.fromhex(text)
    except ValueError:
        header, seed, check = "", b"", ""
    if header != DEVICE_HEADER or len(seed) != SEED_BYTES or check != _check_value(seed):
        raise Trouble("key_damaged", f"The device key {place} is damaged.", REMEDY, str(place))
    return DeviceKey(seed)


def make_device_key(keys: Path, realm: str) -> DeviceKey:
    """Make the device key and write its file, whole or not at all; if another process has just done so, its key is taken.

    Trouble "io" where it cannot be written.
    """
    place = device_key_file(keys, realm)
    seed = secrets.token_bytes(SEED_BYTES)
    try:
        make_keys_folder(keys)
        write_new(place, f"{DEVICE_HEADER}\n{seed.hex()}\n{_check_value(seed)}\n".encode("ascii"))
    except FileExistsError as error:
        if (other := open_device_key(keys, realm)) is not None:
            return other
        sentence = f"The device key {place} cannot be written: something that is no key has its name."
        raise Trouble("io", sentence, "Let IT look at it and move it away.", str(place)) from error
    except OSError as error:
        sentence = f"The device key {place} cannot be written: {error.strerror}."
        raise Trouble("io", sentence, "Let IT check the rights and the disk.", str(place)) from error
    return DeviceKey(seed)


def verify(public: str, message: bytes, signature: str) -> bool:
    """Whether `signature` (hex) is that of the key `public` (hex) over these bytes; False for anything that is no hex of the
    right length. About 150 µs."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw, said = bytes.fromhex(public), bytes.fromhex(signature)
        if _is_odd(raw) or (raw.hex(), said.hex()) != (public, signature):
            return False
        Ed25519PublicKey.from_public_bytes(raw).verify(said, message)
    except (ValueError, InvalidSignature):
        return False
    return True


def _is_odd(public: bytes) -> bool:
    """Whether a key is of small order, so that one signature fits many messages, or not in its one form (RFC 8032, 5.1.3)."""
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    return y >= PRIME or y in (0, 1, PRIME - 1, ORDER_8, PRIME - ORDER_8)


def _check_value(seed: bytes) -> str:
    """What tells a damaged file from a whole one without giving the seed away."""
    return canonical.digest("device-check", seed)
