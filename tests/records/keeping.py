"""Keeps the folders of a workstation as one small archive, and puts them back byte for byte.

An encrypted database cannot be made smaller. It is kept as its decrypted pages and the random bytes that each was encrypted
with; encrypted by the same key again they are the very file (SQLCipher 4: AES-256-CBC and HMAC-SHA512 for each page of 4096
bytes, the IV and the HMAC in its last 80). `python -m tests.records.keeping HOME ARCHIVE` makes an archive.
"""

import hashlib
import hmac
import io
import lzma
import struct
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desktop.store.opening import DATABASE
from desktop.trust.keys import SLOTS_FILE, KeySlots

PAGE, SALT, IV, MAC = 4096, 16, 16, 64
BODY = PAGE - IV - MAC
PAGES = ".pages"


def keep(home: Path, archive: Path) -> None:
    """Put every file below `home` into `archive`."""
    with lzma.open(archive, "wb", preset=9) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".log"):
            name, content = path.relative_to(home).as_posix(), path.read_bytes()
            if path.name == DATABASE:
                key, pages = _key(home, path.parent), content
                name, content = name + PAGES, decrypted(pages, key)
                assert encrypted(content, key) == pages, f"{path} would not come back as it is"
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))


def put_back(archive: Path, home: Path) -> Path:
    """Make the files of an archive below `home`, which is then as it was."""
    databases: list[Path] = []
    with lzma.open(archive) as packed, tarfile.open(fileobj=packed) as tar:
        for entry in tar:
            path, content = home / entry.name, tar.extractfile(entry)
            assert content is not None
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(content.read())
            path.chmod(entry.mode)
            databases += [path] if path.suffix == PAGES else []
    for pages in databases:
        pages.with_suffix("").write_bytes(encrypted(pages.read_bytes(), _key(home, pages.parent)))
        pages.unlink()
    return home


def decrypted(file: bytes, key: bytes) -> bytes:
    """The salt, every IV, then every page's contents of an encrypted database."""
    ivs, bodies = [], []
    for number, page in _pages(file):
        cipher = Cipher(algorithms.AES(key), modes.CBC(page[BODY : BODY + IV])).decryptor()
        ivs.append(page[BODY : BODY + IV])
        bodies.append(cipher.update(page[_start(number) : BODY]) + cipher.finalize())
    return file[:SALT] + struct.pack("<I", len(ivs)) + b"".join(ivs) + b"".join(bodies)


def encrypted(kept: bytes, key: bytes) -> bytes:
    """The database file of what `decrypted` gave."""
    salt, (count,) = kept[:SALT], struct.unpack_from("<I", kept, SALT)
    proof = hashlib.pbkdf2_hmac("sha512", key, bytes(each ^ 0x3A for each in salt), 2, 32)
    ivs, at = SALT + 4, SALT + 4 + count * IV
    made = [salt]
    for number in range(1, count + 1):
        iv = kept[ivs + (number - 1) * IV :][:IV]
        size = BODY - _start(number)
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
        page = cipher.update(kept[at : at + size]) + cipher.finalize() + iv
        made += [page, hmac.digest(proof, page + struct.pack("<I", number), "sha512")]
        at += size
    return b"".join(made)


def _pages(file: bytes) -> Iterator[tuple[int, bytes]]:
    yield from ((at // PAGE + 1, file[at : at + PAGE]) for at in range(0, len(file), PAGE))


def _start(number: int) -> int:
    """The salt stands in the clear at the beginning of page 1."""
    return SALT if number == 1 else 0


def _key(home: Path, folder: Path) -> bytes:
    [slot] = msgspec.json.decode((folder / SLOTS_FILE).read_bytes(), type=KeySlots).slots
    return bytes.fromhex((home / "keys" / slot.name).read_text("ascii").split()[1])


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
