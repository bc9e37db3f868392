"""PINs: what is kept of one, and whether a PIN is the one that it was made of.

Kept is an Argon2id verifier (RFC 9106). Its secret is random, and kept wrapped (AES key wrap, RFC 3394) under a key that HKDF-SHA256
derives from the data key: who gets hold of what is kept without the data key cannot try PINs, and another data key (`carried`) leaves
every PIN as it is.
"""

import secrets
from base64 import b64decode, b64encode
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.core import canonical
from desktop.core.errors import Refused
from desktop.trust.keys import DataKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SALT_BYTES, SECRET_BYTES = 16, 32
LEAST, MOST = 6, 12

ROUNDS, MEMORY_KIB, LANES, LENGTH = 3, 64 * 1024, 4, 32
"""RFC 9106's second recommended choice. Measured cost and what it means: `resources/manual/people.md`."""


class Pinned(Struct, frozen=True):
    """What is kept of a PIN: `verifier` is the wrapped secret (base64), a blank, and the PHC text of Argon2id; `salt` 16 bytes."""

    verifier: str
    salt: bytes

    @property
    def check(self) -> str:
        """What an event names it by (SHA-256, hex). The wrapped secret is left out: it changes with the data key, the PIN does not."""
        return canonical.digest("pin-check", self.salt, self.verifier.rpartition(" ")[2].encode())


def check_new(pin: str) -> None:
    """Refused `pin_form` unless a PIN has 6 to 12 digits that are not all the same and no run up or down (123456, 987654)."""
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        raise Refused("pin_form")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise Refused("pin_form")


def make(pin: str, key: DataKey) -> Pinned:
    """What to keep of a new PIN. Refused `pin_form`. Takes some 150 ms."""
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    check_new(pin)
    salt, secret = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SECRET_BYTES)
    wrapped = b64encode(aes_key_wrap(_wrapping(key), secret)).decode()
    return Pinned(f"{wrapped} {_argon(salt, secret).derive_phc_encoded(pin.encode())}", salt)


def verify(pin: str, kept: Pinned, key: DataKey) -> bool:
    """Whether this is the PIN; costs the same whatever it is. Any thread may call it. ValueError where what is kept is damaged, or
    belongs to another data key."""
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    secret, phc = _opened(kept, key)
    try:
        Argon2id.verify_phc_encoded(pin.encode("utf-8", "replace"), phc, secret=secret)
    except InvalidKey:
        return False
    return True


def whole(kept: Pinned, key: DataKey) -> bool:
    """Whether what is kept was made, or carried, under this data key and is not damaged since, as far as that shows without the PIN."""
    try:
        _opened(kept, key)
    except ValueError:
        return False
    return True


def carried(kept: Pinned, former: DataKey, new: DataKey) -> Pinned:
    """The same for a record that gets another data key; PIN and check stay. ValueError as in `verify`."""
    from cryptography.hazmat.primitives.keywrap import aes_key_wrap

    secret, phc = _opened(kept, former)
    wrapped = b64encode(aes_key_wrap(_wrapping(new), secret)).decode()
    return Pinned(f"{wrapped} {phc}", kept.salt)


def _opened(kept: Pinned, key: DataKey) -> tuple[bytes, str]:
    from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

    wrapped, _, phc = kept.verifier.partition(" ")
    raw = b64decode(wrapped, validate=True)
    try:
        if b64encode(raw).decode() != wrapped:  # the last character has bits that no byte needs
            raise InvalidUnwrap
        return aes_key_unwrap(_wrapping(key), raw), phc
    except InvalidUnwrap:
        raise ValueError("what is kept of the PIN was changed") from None


def _wrapping(key: DataKey) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, None, b"threshold pin").derive(bytes.fromhex(key.hex()))


def _argon(salt: bytes, secret: bytes) -> "Argon2id":
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=salt, length=LENGTH, iterations=ROUNDS, lanes=LANES, memory_cost=MEMORY_KIB, secret=secret
    )
