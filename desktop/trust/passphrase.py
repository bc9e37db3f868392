"""Passphrases that open a record: which are good enough, and the key that Argon2id (RFC 9106) makes of one."""

import unicodedata
from typing import Annotated

from msgspec import Meta, Struct

from desktop.core.errors import Refused

WORDS, CHARACTERS, LONGEST = 5, 20, 1000
DIFFERENT = 8
"""So many different characters must a passphrase have: "aaaa…" is long and worth nothing."""

SALT_BYTES = 16


class Cost(Struct, frozen=True, forbid_unknown_fields=True):
    """What a try costs: passes, KiB of memory, lanes. The bounds keep a changed file from taking a computer's memory or time.

    The usual values are RFC 9106's second choice with four times its memory: about a second, once in years.
    """

    passes: Annotated[int, Meta(ge=1, le=10)] = 3
    memory_kib: Annotated[int, Meta(ge=8 * 1024, le=512 * 1024)] = 256 * 1024
    lanes: Annotated[int, Meta(ge=1, le=8)] = 4


def normal(text: str) -> str:
    """A passphrase as it counts: one blank between words, and one form for each letter (Unicode NFKC)."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def check_new(text: str) -> None:
    """Refused `passphrase_short` unless it has 5 different words or 20 characters, and 8 different characters."""
    plain = normal(text)
    enough = len({*plain.split()}) >= WORDS or len(plain) >= CHARACTERS
    if not enough or len({*plain} - {" "}) < DIFFERENT or len(plain) > LONGEST:
        raise Refused("passphrase_short", words=WORDS, characters=CHARACTERS)


def stretched(text: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes of a passphrase. Takes about a second."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    argon = Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return argon.derive(normal(text)[:LONGEST].encode("utf-8", "replace"))
