"""Looks for words in every file below a folder: in clear, in other encodings, backwards, and packed."""

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path

PACKED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08", b"PK\3\4")
MOST = 4_000_000
"""Bytes of a file, and of what is packed in it, that are unpacked."""


def forms(word: str) -> list[bytes]:
    """How a word may stand in a file, in small letters where its letters may be of either size."""
    small = word.lower()
    texts = [small.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    texts += [text[::-1] for text in texts] + [small.encode().hex().encode(), word.encode().hex().encode()]
    return list(dict.fromkeys(texts))


def letters(word: str) -> list[bytes]:
    """Its base64, whatever stands before it; what depends on the neighbours is cut off."""
    found = []
    for before in range(3):
        for cased in (word, word.lower(), word.upper()):
            whole = base64.b64encode(b"\0" * before + cased.encode())
            found.append(whole[-(-before * 8 // 6) + (1 if before else 0) : len(whole) - 4])
    return list(dict.fromkeys(found))


def _in(content: bytes, word: str) -> bool:
    small = content.lower()
    return any(form in small for form in forms(word)) or any(form in content for form in letters(word))


def unpacked(content: bytes) -> Iterator[bytes]:
    """Every stream that begins somewhere in these bytes: zlib, gzip, a file of a ZIP."""
    for mark in PACKED:
        start = content.find(mark)
        while start >= 0:
            yield from _stream(content, start, mark)
            start = content.find(mark, start + 1)


def _stream(content: bytes, start: int, mark: bytes) -> Iterator[bytes]:
    bits = 15
    if mark == b"PK\3\4":
        head = content[start + 26 : start + 30]
        start += 30 + sum(int.from_bytes(head[place : place + 2], "little") for place in (0, 2))
        bits = -15
    elif mark.startswith(b"\x1f"):
        bits = 31
    try:
        yield zlib.decompressobj(bits).decompress(content[start:], MOST)
    except zlib.error:
        return


def in_clear(root: Path, word: str) -> list[str]:
    """The files below `root` that hold the word, or are named with it."""
    found = []
    for place in sorted(each for each in root.rglob("*") if each.is_file()):
        content = place.read_bytes()
        inside = unpacked(content) if len(content) <= MOST else iter(())
        if (
            word.lower() in str(place.relative_to(root)).lower()
            or _in(content, word)
            or any(_in(each, word) for each in inside)
        ):
            found.append(str(place.relative_to(root)))
    return found
