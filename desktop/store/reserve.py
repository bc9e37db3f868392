"""Keeps 16 MB of the disk back beside the record, given up when the disk is full so that the open visit can go on."""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop.core.errors import Trouble

FILE = "reserve"
SIZE = 16 * 1024 * 1024
"""Bytes kept back: some two thousand answers, which is more than a desk's day."""

ROOM = 4 * SIZE
"""Bytes that must be free before the reserve is made (again), so that making it never fills the disk."""

_T = TypeVar("_T")


class Reserve:
    """The file that holds the room. Any thread may use it; nothing in it is ever read."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def there(self) -> bool:
        """Whether the whole reserve is kept back."""
        with contextlib.suppress(OSError):
            return self.file.stat().st_size == SIZE
        return False

    def fill(self) -> bool:
        """Keep the room back where there is enough of it; whether it is kept now. Never raises: a desk works without."""
        if self.there():
            return True
        try:
            if shutil.disk_usage(self.file.parent).free < ROOM:
                return False
            with self.file.open("wb") as file:
                _occupy(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):  # half a reserve would only take room away
                self.file.unlink(missing_ok=True)
            return False
        return True

    def give_up(self) -> bool:
        """Free the room; whether there was any. Never raises."""
        with contextlib.suppress(OSError):
            self.file.unlink()
            return True
        return False


def with_reserve(act: Callable[[], _T], give_up: Callable[[], bool]) -> _T:
    """What `act` gives. Where the disk is full and a reserve could be given up it is tried once more; `act` must be all or
    nothing. Raises what it raises."""
    try:
        return act()
    except Trouble as trouble:
        if trouble.kind != "disk_full" or not give_up():
            raise
    return act()


def _occupy(descriptor: int) -> None:
    """Have the disk set real blocks aside: a file of which only the length is set would keep nothing back."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, SIZE)
        return
    block = os.urandom(1024 * 1024)  # a disk that compresses would keep nothing back for zeros
    for _ in range(SIZE // len(block)):
        os.write(descriptor, block)
