"""The format of a kept original: authenticated chunks under a key of its own, so that any change, cut or exchange shows.

    file  = MAGIC, chunk, chunk, …, final chunk
    chunk = AES-256-GCM of at most 1 MiB and its 16-byte tag, additional data: MAGIC and the file's id
    nonce = number of the chunk (11 bytes, big-endian, from 0) and 1 for the final chunk, else 0

This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) without its random prefix, which is not
needed: a key seals one file and never another. An empty file is one empty final chunk.
"""

from collections.abc import Iterator

from desktop.trust.keys import DataKey

MAGIC = b"THRESHOLD-KEPT-1"
CHUNK = 1024 * 1024
TAG = 16


def sealed_size(size: int) -> int:
    """Bytes of the sealed file of an original of `size` bytes."""
    chunks = max(1, -(-size // CHUNK))
    return len(MAGIC) + size + chunks * TAG


def seal(content: bytes, key: DataKey, ident: str) -> Iterator[bytes]:
    """The sealed file, part by part. `key` must be new and is used for this file only; `ident` binds the file to its name."""
    from cryptography.hazmat.primitives.ciphers.aead import (
        AESGCM,
    )  # 20 ms that the window's start need not pay

    cipher, bound = AESGCM(bytes.fromhex(key.hex())), MAGIC + ident.encode()
    yield MAGIC
    view = memoryview(content)
    for number, start in enumerate(range(0, max(1, len(content)), CHUNK)):
        final = start + CHUNK >= len(content)
        yield cipher.encrypt(_nonce(number, final), view[start : start + CHUNK], bound)


def unseal(sealed: bytes, key: DataKey, ident: str) -> bytes:
    """The original. ValueError, saying what is wrong, for anything but the very file that was sealed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not sealed.startswith(MAGIC):
        raise ValueError("is no kept original, or was cut")
    cipher, bound = AESGCM(bytes.fromhex(key.hex())), MAGIC + ident.encode()
    view, opened = memoryview(sealed)[len(MAGIC) :], bytearray()
    starts = range(0, max(1, len(view)), CHUNK + TAG)
    for number, start in enumerate(starts):
        try:
            chunk = view[start : start + CHUNK + TAG]
            opened += cipher.decrypt(_nonce(number, start == starts[-1]), chunk, bound)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            raise ValueError(f"was changed or cut (part {number + 1} of {len(starts)})") from None
    return bytes(opened)


def _nonce(number: int, final: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([final])
