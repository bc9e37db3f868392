"""What a Linux program or library asks of others: read with `objdump`, which binutils bring."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

FEW = 50  # files a call, so that no command line grows too long


def needed(files: Iterable[Path]) -> dict[Path, frozenset[str]]:
    """The libraries (their names, NEEDED) that each of these asks for. A file that is no ELF is left out.

    Raises OSError where there is no objdump.
    """
    found: dict[Path, frozenset[str]] = {}
    elves = [file for file in files if is_elf(file)]
    for begin in range(0, len(elves), FEW):
        for block in headers(elves[begin : begin + FEW]).split(":     file format ")[1:]:
            found[elves[len(found)]] = frozenset(re.findall(r"^\s+NEEDED\s+(\S+)$", block, re.MULTILINE))
    return found


def glibc(files: Iterable[Path]) -> str:
    """The newest glibc that one of these programs and libraries asks for, as "2.36": what a system must at least have."""
    versions = re.findall(r"\bGLIBC_(\d+)\.(\d+)", headers(list(files)))
    major, minor = max((int(major), int(minor)) for major, minor in versions)
    return f"{major}.{minor}"


def is_elf(file: Path) -> bool:
    """True for a program or library of Linux."""
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def headers(files: list[Path]) -> str:
    """What objdump says of the headers of these files."""
    command = ["objdump", "-p", *map(str, files)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
