"""Reads every page of a record and of its write-ahead log as an attacker with the key would: gaps, freed pages and old frames too.

The form is SQLCipher 4's with a raw key: pages of 4,096 bytes, the last 80 of each being IV (16) and HMAC-SHA512 (64), AES-256-CBC;
the first page begins with 16 bytes of salt in clear.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desktop.store._engine import connect, rows
from desktop.store.opening import Store
from desktop.trust.keys import DataKey

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
LOG_HEAD, FRAME_HEAD = 32, 24


def pages(record: Path, key: DataKey) -> Iterator[bytes]:
    """Every page of the file, then of every frame of the log, decrypted."""
    content = record.read_bytes()
    for start in range(0, len(content), PAGE):
        yield _clear(content[start : start + PAGE], key, first=start == 0)
    log = record.with_name(f"{record.name}-wal")
    frames = log.read_bytes()[LOG_HEAD:] if log.exists() else b""
    for start in range(0, len(frames), FRAME_HEAD + PAGE):
        head, page = frames[start : start + FRAME_HEAD], frames[start + FRAME_HEAD :][:PAGE]
        if len(page) == PAGE:
            yield _clear(page, key, first=head[:4] == b"\0\0\0\1")


def _clear(page: bytes, key: DataKey, first: bool) -> bytes:
    iv = page[PAGE - RESERVED :][:IV]
    sealed = page[SALT if first else 0 : PAGE - RESERVED]
    opener = Cipher(algorithms.AES256(bytes.fromhex(key.hex())), modes.CBC(iv)).decryptor()
    return opener.update(sealed) + opener.finalize()


def holds(store: Store, word: str) -> bool:
    """Whether a word stands anywhere in the pages or the log of an open record."""
    return any(word.encode() in page for page in pages(store.path, store._key))


def told(record: Path, key: DataKey) -> str:
    """Everything that the tables of a record, or of a copy of it, say."""
    db = connect(record, key, readonly=True)
    try:
        tables = [str(name) for (name,) in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(repr(row) for table in tables for row in rows(db, f'SELECT * FROM "{table}"'))
    finally:
        db.close()
