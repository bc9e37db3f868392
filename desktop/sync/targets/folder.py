"""A folder that bundles go to: on this computer, on a share, or on a stick."""

import os
import shutil
import stat
from pathlib import Path

from desktop.core.bundles import NAME, BundleUnusable
from desktop.core.errors import Trouble
from desktop.trust.keys import sync_folder
from desktop.whole import trouble_of, whole_file


class Folder:
    """A Target. The folder is never made: where a stick is pulled, an empty folder of its name must not take what is meant for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, content: bytes) -> None:
        """As the contract says. What stands there under this name and is something else, half a copy, is replaced."""
        place, lost = self._place(name), f"{name} could not be written in {self.folder}"
        if self._has(place, content):
            return
        try:
            with whole_file(place, lost) as out:
                out.write(content)
            sync_folder(self.folder)
        except OSError as error:
            raise trouble_of(error, lost, place) from error

    def names(self) -> list[str]:
        """As the contract says."""
        try:
            with os.scandir(self.folder) as found:
                return sorted(
                    each.name
                    for each in found
                    if NAME.fullmatch(each.name) and each.is_file(follow_symlinks=False)
                )
        except OSError as error:
            raise trouble_of(error, f"{self.folder} cannot be read", self.folder) from error

    def get(self, name: str, most: int) -> bytes:
        """As the contract says. Links and devices are not followed."""
        place = self._place(name)
        try:
            if not stat.S_ISREG(place.lstat().st_mode):
                raise Trouble("io", f"{place} is no file.", "Take it away.", str(place))
            with place.open("rb") as file:
                content = file.read(most + 1)
        except OSError as error:
            raise trouble_of(error, f"{place} cannot be read", place) from error
        if len(content) > most:
            raise BundleUnusable("too_large", f"{name} is larger than any that Threshold makes.")
        return content

    def free_bytes(self) -> int | None:
        """As the contract says."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError as error:
            raise trouble_of(error, f"{self.folder} cannot be read", self.folder) from error

    def _place(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is the name of no bundle and of no receipt.")
        return self.folder / name

    def _has(self, place: Path, content: bytes) -> bool:
        """Whether exactly this stands there. What cannot be read is written anew."""
        try:
            return stat.S_ISREG(place.lstat().st_mode) and self.get(place.name, len(content)) == content
        except (OSError, Trouble, BundleUnusable):
            return False
