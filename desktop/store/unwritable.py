"""Opens a record for reading where its folder cannot be written: a copy in a private folder of this computer is read instead.

A write-ahead log cannot be read where no file can be made beside it, and without the log the last answers would be missing. The
copy is encrypted as the record is.
"""

import os
import shutil
import tempfile
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.store._engine import translated
from desktop.store.former import DATABASE

TRIES = 3
PARTS = (DATABASE, f"{DATABASE}-wal")


def can_be_written(folder: Path) -> bool:
    """Whether files can be made in the folder of a record: not on a read-only disk, nor where this account has no right to."""
    return os.access(folder, os.W_OK)


def copy_out(folder: Path) -> Path:
    """Copy the database and its write-ahead log into a new folder for this account only; that folder, which the caller removes.

    Raises Trouble: "locked" where another account writes all the while, else the disk's.
    """
    try:
        goal = Path(tempfile.mkdtemp(prefix="threshold-"))
    except OSError as error:
        sentence = f"{folder} cannot be written, and there is no temporary folder to read a copy from."
        raise Trouble(
            "read_only", sentence, "Let TMPDIR name a folder of this computer.", str(folder)
        ) from error
    try:
        for _ in range(TRIES):
            before = _state(folder)
            _copy(folder, goal)
            if _state(folder) == before:
                return goal
        remedy = "Close Threshold there, then try again."
        raise Trouble("locked", f"{folder} is being written by another account.", remedy, str(folder))
    except BaseException:
        remove(goal)
        raise


def remove(folder: Path) -> None:
    """Remove a copy. Never raises: what is left is encrypted."""
    shutil.rmtree(folder, ignore_errors=True)


def _copy(folder: Path, goal: Path) -> None:
    for name in PARTS:
        (goal / name).unlink(missing_ok=True)
        if not (folder / name).exists():
            continue
        with translated(folder / name), (folder / name).open("rb") as source:
            with translated(goal):
                copy = (goal / name).open("xb")
            with copy:
                while block := source.read(1024 * 1024):
                    with translated(goal):
                        copy.write(block)


def _state(folder: Path) -> list[tuple[int, int]]:
    """What changes when one of the files is written."""
    with translated(folder):
        found = [(folder / name).stat() for name in PARTS if (folder / name).exists()]
    return [(each.st_size, each.st_mtime_ns) for each in found]
