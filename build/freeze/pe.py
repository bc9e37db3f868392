"""What a Windows program or library asks of others: read with `objdump`, which binutils bring for Linux and Windows alike."""

import re
from collections.abc import Iterable
from pathlib import Path

from build.freeze.elf import FEW, headers


def needed(files: Iterable[Path]) -> dict[Path, frozenset[str]]:
    """The libraries that each of these asks for, in small letters, since Windows knows no others. What is no program or library of
    Windows is left out. OSError where there is no objdump.
    """
    found: dict[Path, frozenset[str]] = {}
    programs = [file for file in files if is_pe(file)]
    for begin in range(0, len(programs), FEW):
        for block in headers(programs[begin : begin + FEW]).split(":     file format ")[1:]:
            names = re.findall(r"^\s+DLL Name: (\S+)$", block, re.MULTILINE)
            found[programs[len(found)]] = frozenset(name.lower() for name in names)
    return found


def is_pe(file: Path) -> bool:
    """True for a program or library of Windows."""
    with file.open("rb") as opened:
        return opened.read(2) == b"MZ" and file.suffix.lower() in (".exe", ".dll", ".pyd")
