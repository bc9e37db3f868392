"""100,000 damaged bundles and receipts: each is refused with a sentence or is the record as it stood, and memory stays bounded.

Damage comes before the signature, after it, and inside what is sealed. The tests play thousands with Hypothesis (tests/fuzz/bundles.py).
"""

import hashlib
import resource
import zlib
from collections.abc import Callable
from random import Random

import msgspec

from desktop.core import canonical
from desktop.core.bundles import BundleUnusable
from desktop.sync.bundle import KIND, open_bundle
from desktop.sync.receipts import read_receipt, write_receipt
from desktop.trust.sealing import seal_bytes, unseal_bytes
from tests.sync.records import DESK, HERE, OFFICE, one, record, resealed

INPUTS, SEALED = 100_000, 20_000
MOST_MB = 160
"""Growth of the process: some four times what one bundle may unpack to, with room."""

ROWS = record(40)
HEADER, WHOLE = one(ROWS)
RECEIPT = write_receipt(HEADER, ROWS, OFFICE)
SAID = canonical.encode(msgspec.to_builtins(HEADER))
BODY = WHOLE[len(WHOLE) - HEADER.sealed_bytes :]
LINES = zlib.decompress(unseal_bytes(HERE.identity, BODY))
HASHES = [each.hash for each in ROWS]


def hurt(chance: Random, whole: bytes) -> bytes:
    """One to four pieces of damage: bits, cuts, doubled and foreign pieces, other numbers."""
    made = bytearray(whole)
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randrange(len(made) + 1), chance.randrange(len(made) + 1)))
        way = chance.randrange(6)
        if way == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            del made[at : min(to, at + chance.choice((1, 4, 60, len(made))))]
        elif way == 2:
            made[at:at] = made[at : min(to, at + 300)]
        elif way == 3:
            made[at:at] = chance.choice(
                (b"\n", b"0", b"-1", b"9" * 30, b'"', b"{", b"[" * 200, b"\x00", b"\xff", b"1e999", b"null")
            )
        elif way == 4:
            made[at : at + 1] = chance.randbytes(chance.randint(1, 40))
        else:
            del made[at:]
    return bytes(made)


def signed(chance: Random) -> bytes:
    """A header that its desk signed all the same."""
    first = f"{KIND}-1\n".encode("ascii")
    said = hurt(chance, SAID).replace(b"\n", b" ")
    return first + said + b"\n" + DESK.sign(first + said).encode("ascii") + b"\n" + BODY


def sealed(chance: Random) -> bytes:
    """Lines that were hurt before they were packed, or after."""
    if chance.randrange(2):
        return resealed(HEADER, hurt(chance, LINES) or b"x")
    return packed_as(hurt(chance, zlib.compress(LINES)) or b"x")


def packed_as(packed: bytes) -> bytes:
    """A bundle that its desk signed, whose sealed part is this."""
    body = seal_bytes([HERE.public], packed)
    bare = resealed(HEADER, LINES, sealed_bytes=len(body), sealed_sha256=hashlib.sha256(body).hexdigest())
    return bare[: bare.rindex(b"age-encryption.org")] + body


def bomb() -> bytes:
    """A bundle that says little and unpacks to 512 MB of zeros."""
    packing = zlib.compressobj(9)
    return packed_as(b"".join([*(packing.compress(bytes(1 << 20)) for _ in range(512)), packing.flush()]))


def tried(given: bytes, read: Callable[[bytes], list[str]], good: list[str]) -> bool:
    """Whether it was refused with a sentence; else it must be what it was. Anything else is raised."""
    try:
        found = read(given)
    except BundleUnusable as unusable:
        if not unusable.sentence.endswith(".") or len(unusable.sentence) > 2_000:
            raise ValueError(f"No sentence: {unusable.sentence[:200]!r}") from unusable
        return True
    if found != good:
        raise ValueError("Something else than the record was taken.")
    return False


def hashes(given: bytes) -> list[str]:
    """The hashes of a bundle's events."""
    return [each.hash for each in open_bundle(given, DESK.public, HERE.identity)[1]]


def confirmed(given: bytes) -> list[str]:
    """What a receipt says."""
    return [canonical.encode(msgspec.to_builtins(read_receipt(given, OFFICE.public))).decode()]


def main() -> int:
    """1 where something else happened than a refusal, memory grew, or a reader that checks no signature was not caught."""
    chance, began, refused = Random(1), _mb(), 0
    for number in range(INPUTS):
        if number < SEALED:
            refused += tried(sealed(chance) if number % 2 else signed(chance), hashes, HASHES)
        elif number % 3:
            refused += tried(hurt(chance, WHOLE), hashes, HASHES)
        else:
            refused += tried(hurt(chance, RECEIPT), confirmed, confirmed(RECEIPT))
    refused += tried(bomb(), hashes, HASHES)
    grew = _mb() - began
    print(
        f"row\tdamaged bundles and receipts\t{INPUTS + 1:,}\t{refused:,} refused with a sentence, the others unharmed; 0 crashes"
    )
    print(f"row\tmemory grew by\t{grew} MB\tat most {MOST_MB}; one of them unpacks to 512 MB")
    careless = caught(chance)
    print(
        f"row\tcontrol: a reader that believes every signature\t{'caught' if careless else 'NOT CAUGHT'}\tit must be"
    )
    return 0 if careless and refused > INPUTS // 2 and grew < MOST_MB else 1


def caught(chance: Random) -> bool:
    """Whether a reader that looks at no signature and no hash takes something else than the record, as it must."""

    def careless(given: bytes) -> list[str]:
        try:
            plain = zlib.decompress(unseal_bytes(HERE.identity, given[given.rindex(b"age-encryption.org") :]))
        except Exception as error:
            raise BundleUnusable("tampered", "It cannot be read.") from error
        return [str(len(plain)), str(zlib.crc32(plain))]

    good = careless(WHOLE)
    try:
        for _ in range(500):
            tried(resealed(HEADER, hurt(chance, LINES) or b"x"), careless, good)
    except ValueError:
        return True
    return False


def _mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    raise SystemExit(main())
