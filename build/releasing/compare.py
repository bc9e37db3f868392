"""Compares two folders byte by byte, and tells of each difference whether its cause is known: `python -m build.releasing.compare ONE TWO`.

Files, links and the right to run count; dates do not, since packages set them. For packages themselves, give the folders that hold them.
"""

import os
import stat
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from desktop.core.release import ReleaseFile
from desktop.services.installed import described, files_of

EXCEPTIONS: tuple[tuple[str, str], ...] = (
    (
        "*.msi",
        "wixl draws a package code by chance and writes the time of making, whatever SOURCE_DATE_EPOCH says",
    ),
)
"""Files that may differ, each with its cause."""

Found = tuple[ReleaseFile, bool]


def contents(folder: Path) -> dict[str, Found]:
    """Every file and link of a folder, and whether its owner may run it."""
    found = {}
    for file in files_of(folder):
        runs = bool(file.lstat().st_mode & stat.S_IXUSR) and os.name != "nt"
        found[file.relative_to(folder).as_posix()] = (described(folder, file), runs)
    return found


def compared(one: Path, two: Path) -> Iterator[tuple[str, str]]:
    """The name of each file that is not the same in both, and the known cause, "" for none."""
    first, second = contents(one), contents(two)
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            yield name, next((cause for pattern, cause in EXCEPTIONS if fnmatch(name, pattern)), "")


def main(folders: list[str]) -> int:
    """0 where they are the same but for known exceptions, 1 where not."""
    one, two = (Path(each) for each in folders)
    found = list(compared(one, two))
    for name, cause in found:
        print(f"{name} differs: {cause}." if cause else f"{name} differs, and nothing explains it.")
    unexplained = sum(not cause for _, cause in found)
    said = (
        f"{len(contents(one))} files, {len(found) - unexplained} known exceptions, {unexplained} unexplained."
    )
    print(f"The two are the same: {said}" if not unexplained else f"The two are NOT the same: {said}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
