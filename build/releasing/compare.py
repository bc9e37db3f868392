"""Compares two folders byte by byte: `python -m build.releasing.compare ONE TWO`. No file may differ.

Files, links and the right to run count; dates do not, since packages set them. For packages themselves, give the folders that hold them.
"""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop.core.release import ReleaseFile
from desktop.services.installed import described, files_of

Found = tuple[ReleaseFile, bool]


def contents(folder: Path) -> dict[str, Found]:
    """Every file and link of a folder, and whether its owner may run it."""
    found = {}
    for file in files_of(folder):
        runs = bool(file.lstat().st_mode & stat.S_IXUSR) and os.name != "nt"
        found[file.relative_to(folder).as_posix()] = (described(folder, file), runs)
    return found


def compared(one: Path, two: Path) -> Iterator[str]:
    """The name of each file that is not the same in both."""
    first, second = contents(one), contents(two)
    return (name for name in sorted(first.keys() | second.keys()) if first.get(name) != second.get(name))


def main(folders: list[str]) -> int:
    """0 where they are the same, 1 where not."""
    one, two = (Path(each) for each in folders)
    found = list(compared(one, two))
    for name in found:
        print(f"{name} differs.")
    print(
        f"The two are {'NOT the same' if found else 'the same'}: {len(contents(one))} files, {len(found)} differ."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
