"""Reads and writes a file whole or not at all, and says what the disk said where it cannot."""

import errno
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

from desktop.core.errors import Trouble, TroubleKind

_KINDS: tuple[tuple[TroubleKind, tuple[int, ...], str], ...] = (
    ("disk_full", (errno.ENOSPC, errno.EDQUOT), "Free some space on this disk."),
    ("read_only", (errno.EROFS, errno.EACCES, errno.EPERM), "Let IT give the right to write in this folder."),
    ("io", (errno.ENAMETOOLONG,), "Give it a shorter name."),
    ("io", (errno.EINVAL,), "Give it a name without signs such as : ? * and |."),
    ("io", (errno.EISDIR,), "That is a folder. Give the file another name."),
    ("io", (errno.ENOTDIR, errno.EEXIST), "A folder of this path is a file. Give another folder."),
)


LONGEST_NAME = 200
"""Characters of a file's name from which on "not found" means "too long" on Windows, whose disks take 255, less what we add."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file of ours that is read at once: far more than any of them has."""


def read_whole(file: Path) -> bytes:
    """All of a file. OSError, and EFBIG above LARGEST: whatever lies there, no more than that is taken into memory."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
    return content


def owner_only(path: str, flags: int) -> int:
    """What `open` takes as its opener for a new file that only this account may read."""
    return os.open(path, flags, 0o600)


@contextmanager
def whole_file(
    file: Path, lost: str, opener: Callable[[str, int], int] | None = None
) -> Iterator[BufferedRandom]:
    """A new file that takes the name of `file` at the end, flushed, or is gone. Trouble("read_only"), ("disk_full") or ("io"): `lost`
    and what the disk says. The folder is not flushed: after a power cut what stood there before or the new one is there."""
    part = file.with_name(f".{uuid.uuid4().hex}.part")
    try:
        try:
            with open(part, "x+b", opener=opener) as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise trouble_of(error, lost, file) from error


def write_whole(file: Path, content: bytes, what: str) -> None:
    """Write `content` as a `whole_file`, whose folder is made where there is none: "`what` could not be saved in …"."""
    lost = f"{what} could not be saved in {file}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise trouble_of(error, lost, file) from error
    with whole_file(file, lost) as out:
        out.write(content)


def _meant(error: OSError, file: Path) -> int:
    """What Windows means where it says less than Linux, 0 where it says enough: a name too long is "not found", a folder "denied"."""
    if error.errno == errno.ENOENT and file.parent.is_dir() and len(file.name) > LONGEST_NAME:
        return errno.ENAMETOOLONG
    return errno.EISDIR if error.errno == errno.EACCES and file.is_dir() else 0


def trouble_of(error: OSError, lost: str, file: Path) -> Trouble:
    """The trouble that an error of the system is: `lost` and what the system says, with the remedy of its kind."""
    kind: TroubleKind = "io"
    remedy = "Let IT check the disk and the rights."
    if os.name == "nt" and (number := _meant(error, file)):
        error = OSError(number, os.strerror(number))
    for name, numbers, what in _KINDS:
        if error.errno in numbers:
            kind, remedy = name, what
    return Trouble(kind, f"{lost}: {error.strerror}.", remedy, str(file))
