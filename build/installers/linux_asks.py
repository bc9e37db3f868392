"""What the frozen program asks of a Linux system, read from the program itself, as packages of Debian and as what an rpm requires."""

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from build.freeze.elf import glibc, is_elf, needed

STARTER = "threshold"
"""The file that starts before its own folder of libraries is known: all that it asks for must be the system's."""
OF_GLIBC = (
    "ld-linux",
    "libc.so",
    "libm.so",
    "libdl.so",
    "libpthread.so",
    "librt.so",
    "libutil.so",
    "libresolv.so",
)
"""How names of libraries begin that come with the C library."""
ONLY_TO_PRINT = ("libcups.so.2",)
"""Asked for by the plugin of printers alone; without it everything but printing works."""
LP = "cups-client"
"""The package, Debian's and Red Hat's, of the program that takes a report to the printer; without it Qt draws the pages anew, slowly."""
DATA = MappingProxyType({"deb": ("fontconfig-config", "xkb-data"), "rpm": ("fontconfig", "xkeyboard-config")})
"""What the libraries inside read of the system: keyboards and fonts. No file says so; found by trying in an empty system."""


def asked(folder: Path) -> tuple[str, ...]:
    """The libraries (NEEDED) that the program's folder does not bring, less those of the C library, sorted."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    inside = {path.name for path in files}
    names = set[str]()
    for file, wanted in needed(files).items():
        names |= wanted if file == folder / STARTER else wanted - inside
    return tuple(sorted(name for name in names if not name.startswith(OF_GLIBC)))


def floor(folder: Path) -> str:
    """The oldest glibc that will do, by the symbols that the files inside ask for, as "2.36"."""
    return glibc(path for path in folder.rglob("*") if path.is_file() and is_elf(path))


def owner(library: str) -> str:
    """The Debian package that brings this library on the machine that builds. Raises LookupError where none does."""
    done = subprocess.run(["dpkg-query", "-S", f"*/{library}"], capture_output=True, text=True, check=False)
    found = sorted(
        {line.partition(":")[0] for line in done.stdout.splitlines() if line.endswith(f"/{library}")}
    )
    if len(found) != 1:
        raise LookupError(
            f"{library} is brought by {found or 'no package'} here. Install it, so that it can be named."
        )
    return found[0]


def debian(libraries: Iterable[str], least: str) -> Mapping[str, str]:
    """`Depends` and `Recommends` of the .deb."""
    must = {
        f"libc6 (>= {least})",
        *DATA["deb"],
        *(owner(each) for each in libraries if each not in ONLY_TO_PRINT),
    }
    may = {LP, *(owner(each) for each in libraries if each in ONLY_TO_PRINT)}
    return {"Depends": ", ".join(sorted(must)), "Recommends": ", ".join(sorted(may))}


def red_hat(libraries: Iterable[str], least: str) -> str:
    """The lines `Requires:` and `Recommends:` of the .rpm: libraries by name, which no distribution's package name can miss."""
    must = [f"glibc >= {least}", f"libc.so.6(GLIBC_{least})(64bit)", *DATA["rpm"]]
    must += [f"{each}()(64bit)" for each in libraries if each not in ONLY_TO_PRINT]
    may = [LP, *(f"{each}()(64bit)" for each in libraries if each in ONLY_TO_PRINT)]
    return "\n".join([*(f"Requires: {each}" for each in must), *(f"Recommends: {each}" for each in may)])
