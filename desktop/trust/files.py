"""Writes files of keys whole or not at all, for this account only, so that they survive a power cut."""

import os
import uuid
from pathlib import Path

from desktop.trust.windows_rights import keep_private


def write_new(place: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only; FileExistsError if there is one by that
    name."""
    part = place.with_name(f"{place.name}.{uuid.uuid4().hex}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _name_new(part, place)
        sync_folder(place.parent)
    finally:
        part.unlink(missing_ok=True)


def _name_new(part: Path, place: Path) -> None:
    """Give a finished file its name unless that is taken. A link cannot overwrite; nor can Windows'
    rename."""
    if os.name != "nt":
        try:
            os.link(part, place)
            return
        except FileExistsError:
            raise
        except OSError:  # a disk without links, such as a USB stick's
            if place.exists():
                raise FileExistsError(place) from None
    part.rename(place)


def make_folder(folder: Path) -> None:
    """Make a folder, for this account only, and those above it that are missing, so that all of them survive a power cut."""
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in missing:
        sync_folder(each.parent)


def make_keys_folder(keys: Path) -> None:
    """Make a folder of keys: `make_folder`, and on Windows, which knows no modes, an access list that keeps others out."""
    if not keys.is_dir():
        make_folder(keys)
        keep_private(keys)


def sync_file(place: Path) -> None:
    """Make what was written to a file survive a power cut."""
    with place.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a new name in this folder survive a power cut. Windows has nothing of the kind."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
