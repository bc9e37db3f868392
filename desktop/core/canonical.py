"""One byte form for everything that is hashed: RFC 8785 JSON without floats, with ASCII keys and NFC text."""

import hashlib
import unicodedata
from typing import Any

import rfc8785

DOMAIN_PREFIX = b"threshold:1:"


def encode(value: object) -> bytes:
    """The canonical bytes of plain data (dict, list, str, int, bool, None).

    Text is normalised to NFC, so that one word typed on two keyboards is one value. Raises ValueError for a
    float (two programs print it differently), a key that is not ASCII text, an integer beyond 2^53 - 1 (RFC
    8785, appendix D), a lone surrogate, or any other type.
    """
    return rfc8785.dumps(_plain(value, "$"))


def digest(domain: str, *parts: bytes) -> str:
    """SHA-256 in hex over parts of any length, so that no hash of one purpose is ever one of another.

    Each part is preceded by its length in 8 bytes: moving a byte from one part to the next changes the
    result.
    """
    told = [DOMAIN_PREFIX, domain.encode("ascii"), b"\0"]
    for part in parts:
        told += (len(part).to_bytes(8, "big"), part)
    return hashlib.sha256(b"".join(told)).hexdigest()


def _plain(value: object, place: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise ValueError(f"{place}: {value} is too large for canonical JSON; write it as text.")
        return value
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError(f"{place}: the text holds half a character and cannot be stored.")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"{place}: the key {key!r} is not ASCII text.")
        return {key: _plain(item, f"{place}.{key}") for key, item in value.items()}
    raise ValueError(f"{place}: {type(value).__name__} cannot be written in canonical form.")
