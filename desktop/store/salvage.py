"""Reads what can be read of a damaged record: a copy of it is opened, and ranges of event numbers are halved around each page
that cannot be read. The damaged file itself is only copied from."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.paths import Held
from desktop.store._engine import SqlError, connect, empty_log, plain_trouble, rows, value
from desktop.store.former import DATABASE, finish
from desktop.trust.keys import DataKey, unlock

RANGE = 512
"""Event numbers that are asked for at once; a range with a damaged page in it is halved."""

EVENTS_A_PAGE = 30
"""More events than ever lie on a page of 4,096 bytes: the most that a file of n pages holds is n times this."""

HINTS = (
    "SELECT max(seq) FROM events",
    "SELECT max(seq) FROM payloads",
    "SELECT max(seq) FROM projected",
)
"""Where it stands how far the record reached; each lies on other pages."""

Progress = Callable[[int, int], None]


class Piece(Struct, frozen=True):
    """What could be read of one event, exactly as stored; `payload` and `salt` are None where they are gone or unreadable."""

    seq: int
    envelope: str
    prev: str
    hash: str
    salt: bytes | None
    payload: bytes | None


class Damaged:
    """An open copy of a damaged record. `reaches` is the last event number known from anywhere in it; `certain` is False where
    it stands nowhere that can be read: then `reaches` is more than the file can hold. A connection that met a damaged page is
    not trusted again: the copy is opened anew."""

    def __init__(self, path: Path, key: DataKey) -> None:
        self._path, self._key = path, key
        self._db = connect(path, key)
        with suppress(SqlError):
            empty_log(self._db)
        with suppress(SqlError):
            if not rows(self._db, "SELECT 1 FROM sqlite_master WHERE name = 'events'"):
                self._db.close()
                raise Trouble("damaged", f"{path} holds no record.", "", str(path))
        self._pages = path.stat().st_size // 4096
        self.reaches, self.certain = self._reach()

    def pieces(self, progress: Progress = lambda *_: None) -> Iterator[Piece]:
        """All events that can be read, in order."""
        for start in range(1, self.reaches + 1, RANGE):
            progress(start - 1, self.reaches)
            end = min(start + RANGE - 1, self.reaches)
            payloads = {
                seq: (salt, content)
                for seq, salt, content in self._between("SELECT seq, salt, bytes FROM payloads", start, end)
            }
            for seq, envelope, prev, own in self._between(
                "SELECT seq, envelope, prev, hash FROM events", start, end
            ):
                yield Piece(seq, envelope, prev, own, *payloads.get(seq, (None, None)))
        progress(self.reaches, self.reaches)

    def damaged_pages(self) -> int:
        """How many pages are not as they were encrypted."""
        with suppress(SqlError):
            return len(rows(self._db, "PRAGMA cipher_integrity_check"))
        return 0

    def close(self) -> None:
        """Let go of the copy."""
        self._db.close()

    def _between(self, select: str, low: int, high: int) -> list[tuple[Any, ...]]:
        """The rows of a range that can be read, each once."""
        try:
            return rows(self._db, f"{select} WHERE seq BETWEEN ? AND ? ORDER BY seq", (low, high))
        except SqlError as error:
            trouble = plain_trouble(error, self._path)
            if trouble.kind not in ("damaged", "io"):
                raise trouble from error
            self._again()
        if low == high:
            return []
        middle = (low + high) // 2
        return [*self._between(select, low, middle), *self._between(select, middle + 1, high)]

    def _reach(self) -> tuple[int, bool]:
        found: list[int] = []
        for sql in HINTS:
            try:
                found.append(int(value(self._db, sql) or 0))
            except SqlError:
                self._again()
        return (max(found), True) if found else (self._pages * EVENTS_A_PAGE, False)

    def _again(self) -> None:
        self._db.close()
        self._db = connect(self._path, self._key)


@contextmanager
def opened(folder: Path, keys: Path, work: Path, held: Held | None = None) -> Iterator[Damaged]:
    """Copy the record in `folder` to the folder `work`, which must not exist, and open that copy. It is encrypted as the record
    is, and removed at the end. Trouble: `damaged` where even its first page cannot be read, the key's, the disk's."""
    if not (folder / DATABASE).exists():
        remedy = "Find the file, or restore a backup: threshold restore."
        raise Trouble("io", f"There is no record {folder / DATABASE}.", remedy, str(folder / DATABASE))
    finish(folder)
    key = unlock(folder, keys, held)
    try:
        work.mkdir(mode=0o700, parents=True)
        for name in (DATABASE, f"{DATABASE}-wal"):
            if (folder / name).exists():
                shutil.copyfile(folder / name, work / name)
        damaged = Damaged(work / DATABASE, key)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise plain_trouble(error, work) from error
    except Trouble as trouble:
        shutil.rmtree(work, ignore_errors=True)
        sentence = f"Nothing can be read of {folder / DATABASE}: its first page is destroyed."
        remedy = "Keep the file, and restore a backup: threshold restore."
        if trouble.kind == "damaged":
            raise Trouble("damaged", sentence, remedy, str(folder / DATABASE)) from trouble
        raise
    try:
        yield damaged
    finally:
        damaged.close()
        shutil.rmtree(work, ignore_errors=True)
