"""Holds the frozen folder against what may be inside: `python -m build.freeze.contents out/package/linux [--write]`.

Prints each difference with its remedy and exits 1 if there is any. `linux.txt` and `windows.txt` name what is inside, without
versions, so that a patch release changes nothing. `--write` makes the list anew, for a change that is meant. The name of the folder
says for which system it was made.
"""

import filecmp
import json
import re
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from build.freeze import pe
from build.freeze.elf import glibc, is_elf, needed
from build.freeze.trimming import APART

TOP = Path(__file__).parents[2]
INSIDE = "lib"
RESOURCES = f"{INSIDE}/resources"
HEAD = "# What the program's folder holds; see contents.py. After a change that is meant: bash build/package {} --write\n"

SYSTEM = (
    "ld-linux-*.so.*", "libc.so.*", "libm.so.*", "libdl.so.*", "libpthread.so.*", "librt.so.*", "libutil.so.*", "libresolv.so.*",
    "libEGL.so.*", "libGL.so.*", "libGLX.so.*", "libOpenGL.so.*", "libxcb.so.*", "libwayland-client.so.*", "libwayland-cursor.so.*",
    "libcups.so.*",
)  # fmt: skip
"""Libraries that the system must bring: they belong to its kernel, its screen, its graphics card and its printers."""

WINDOWS = (
    "api-ms-win-*.dll", "advapi32.dll", "authz.dll", "bcrypt.dll", "bcryptprimitives.dll", "cfgmgr32.dll", "comctl32.dll",
    "comdlg32.dll", "crypt32.dll",
    "d3d*.dll", "dnsapi.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll", "gdi32.dll", "icuuc.dll", "imm32.dll", "iphlpapi.dll", "kernel32.dll",
    "mpr.dll", "msvcrt.dll", "ncrypt.dll", "netapi32.dll", "ntdll.dll", "ole32.dll", "oleaut32.dll", "propsys.dll", "rpcrt4.dll",
    "secur32.dll", "setupapi.dll", "shell32.dll", "shlwapi.dll", "ucrtbase.dll", "uiautomationcore.dll", "user32.dll", "userenv.dll",
    "uxtheme.dll", "version.dll", "winhttp.dll", "winmm.dll", "winspool.drv", "ws2_32.dll", "wtsapi32.dll",
)  # fmt: skip
"""The same of Windows 10 1809 and newer."""

ELSEWHERE = ("fcntl", "grp", "msvcrt", "pwd", "resource", "termios", "winreg")
"""Modules of Python that one of the two systems has not; what asks for one asks first which system it is on."""


def plain(place: str) -> str:
    """The path of a file in the folder without versions.

    Time zones are many and come and go: they count as one. So do the parts of Python's own library that are files: which of
    them are differs from one building of Python to the next.
    """
    if place.startswith(f"{INSIDE}/tzdata/zoneinfo/"):
        return f"{INSIDE}/tzdata/zoneinfo/*"
    place = re.sub(r"\.cpython-\d+-[\w-]+\.so$", ".cpython.so", place)
    place = re.sub(r"python3\.\d+", "python3", place)
    if place.startswith(f"{INSIDE}/python3/lib-dynload/"):
        return f"{INSIDE}/python3/lib-dynload/*"
    place = re.sub(r"\.cp\d+-win_amd64\.pyd$", ".pyd", place)
    place = re.sub(r"python3\d\d\.dll$", "python3xx.dll", place)
    place = re.sub(
        r"-[0-9a-f]{8}(?=\.so)|-[0-9a-f]{32}(?=\.dll)", "", place
    )  # the mark of a wheel's own copy
    return re.sub(r"\.so\.[\d.]+$", ".so", place)


def names(folder: Path, packages: Iterable[str]) -> set[str]:
    """What lies in `folder` (the resources, and what build/release wrote, apart), and the packages in its archive as "package NAME"."""
    places = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    found = {plain(place) for place in places if not place.startswith((f"{RESOURCES}/", "release/"))}
    return found | {f"package {name}" for name in packages if not name.startswith("_sysconfigdata_")}


def listed(text: str) -> set[str]:
    """What must be inside and nothing else, by the list's text."""
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def against_list(found: set[str], text: str, platform: str = "linux") -> Iterator[str]:
    """A sentence for each thing that is not expected inside, and for each that is missing."""
    must = listed(text)
    for name in sorted(found - must):
        yield (
            f"{name} is inside but not on the list. Leave it out by a rule in build/freeze/trimming.py, "
            f"or run: bash build/package {platform} --write"
        )
    for name in sorted(must - found):
        yield f"{name} is on the list but not inside. Build again, or take it off build/freeze/{platform}.txt."


def against_checkout(folder: Path, resources: Path, platform: str = "linux") -> Iterator[str]:
    """A sentence for each of our own resources that is not inside as it lies in the checkout."""
    shipped = folder / RESOURCES
    for path in sorted(_files(resources) | _files(shipped)):
        here, there = resources / path, shipped / path
        if not there.is_file():
            yield f"{RESOURCES}/{path} is missing. Build again: bash build/package {platform}"
        elif not here.is_file() or not filecmp.cmp(here, there, shallow=False):
            yield f"{RESOURCES}/{path} is not the one of the checkout. Build again: bash build/package {platform}"


def _files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def unmet(folder: Path) -> Iterator[str]:
    """A sentence for each library that something inside asks for, and neither the folder nor a system brings."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    inside = {path.name for path in files}
    inside |= {name.lower() for name in inside}
    for file, asked in sorted({**needed(files), **pe.needed(files)}.items()):
        for name in sorted(asked - inside):
            if not any(fnmatch(name, system) for system in (*SYSTEM, *WINDOWS)):
                place = file.relative_to(folder)
                yield (
                    f"{place} asks for {name}, which is not inside and which no system must bring. "
                    "Install it on the building machine (build/apt.txt) and build again."
                )


def hanging(folder: Path) -> Iterator[str]:
    """A sentence for each link that points to nothing."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.exists():
            yield f"{path.relative_to(folder)} points to nothing. Drop it in build/freeze/trimming.py."


def unfound(warnings: str) -> Iterator[str]:
    """A sentence for each module that something inside cannot do without, by PyInstaller's own list of what it did not find.

    That is: what is left out though a module imports it as soon as it is loaded, and what our own code imports anywhere.
    """
    for line in warnings.splitlines():
        match = re.match(r"(missing|excluded) module named '?([\w.]+)'? - imported by (.*)", line)
        if match is None or match[2].startswith("_frozen_importlib"):
            continue
        for by in re.findall(r"([\w./-]+) \([^)]*\)", match[3]):
            top_level = f"{by} (top-level)" in match[3]
            left = match[2] in ELSEWHERE or any(f"{match[2]}.".startswith(f"{each}.") for each in APART)
            ours = by.partition(".")[0] == "desktop" and (top_level or not left)
            if ours or (match[1] == "excluded" and top_level):
                yield f"{by} imports {match[2]}, which is not inside. Take it off EXCLUDED in build/freeze/trimming.py, or install it."


def findings(
    folder: Path, packages: Iterable[str], text: str, resources: Path, platform: str = "linux"
) -> list[str]:
    """Everything that is wrong with the folder."""
    return [
        *against_list(names(folder, packages), text, platform),
        *against_checkout(folder, resources, platform),
        *unmet(folder),
        *hanging(folder),
    ]


def measure(folder: Path) -> str:
    """Size and number of files, and the oldest system that will do."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    elves = [path for path in files if is_elf(path)]
    floor = f"glibc {glibc(elves)}" if elves else "Windows 10 1809"
    return f"{folder.name}: {size:.0f} MB in {len(files)} files; needs {floor} or newer"


def list_of(platform: str) -> Path:
    """What names the things that are inside: on "linux", on "windows"."""
    return Path(__file__).with_name(f"{platform}.txt")


def main(arguments: list[str]) -> int:
    """0 when the folder is as it should be, else 1."""
    made = Path(arguments[0])
    folder, packages = made / "threshold", json.loads((made / "packages.json").read_text(encoding="utf-8"))
    platform, inside = made.name, list_of(made.name)
    text = inside.read_text(encoding="utf-8") if inside.exists() else ""
    if "--write" in arguments:
        text = HEAD.format(platform) + "".join(f"{name}\n" for name in sorted(names(folder, packages)))
        inside.write_text(text, encoding="utf-8")
    warnings = (made / "work/threshold/warn-threshold.txt").read_text(encoding="utf-8")
    found = [*unfound(warnings), *findings(folder, packages, text, TOP / "resources", platform)]
    for sentence in found:
        print(sentence)
    print(measure(folder))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
