"""What the frozen program leaves out of all that PyInstaller finds: the rules, apart from the files.

PyInstaller follows every import and takes every plugin of Qt with all that each plugin asks for, so that the result
depends on what the building machine happens to have. Here only the plugins stay that a desk needs, and only the
libraries that something which stays asks for.
"""

from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from build.freeze.elf import needed

Entry = tuple[str, str, str]
"""One thing to be put into the folder: its path there, where it comes from (a link: where it points), its kind."""

APART = (
    "desktop.office", "desktop.services.office", "desktop.services.office_reading", "desktop.ui.office", "desktop.sync.targets.s3",
    "desktop.sync.targets.s3_settings", "psycopg", "psycopg_binary", "obstore",
)  # fmt: skip
"""The agency's side and the ways to an object store, which are installed by pip with dependencies of their own and are no part of a desk:
commands ask for them only when they run, and say where they are not there."""

EXCLUDED = (
    *APART,
    # The makers of programs, and what only tests need.
    "pip", "setuptools", "pkg_resources", "distutils", "unittest", "doctest", "pdb", "lib2to3", "tkinter", "turtle",
    # Nothing opens a network socket (ssl stays: the record number's library asks for it).
    "asyncio", "ftplib", "imaplib", "smtplib", "socketserver", "xmlrpc", "http.server", "http.cookiejar",
    # Pictures that no desk takes in, and Pillow's ways to other toolkits. pillow_heif holds code of the GPL.
    "PIL._avif", "PIL._webp", "PIL.ImageQt", "PIL.ImageTk", "PIL._imagingtk", "PIL.ImageShow", "pillow_heif", "numpy",
    # Parts of libraries that are used without them: their commands, and reportlab's charts.
    "sqlite_utils.cli", "pypdfium2_cli", "reportlab.graphics",
    # What msgspec and Pillow take along where it is there: only what tests and the bill of materials need brings it.
    "attr", "attrs", "defusedxml",
)  # fmt: skip

HOOKS_LEFT_OUT = ("pyi_rth_pyside6", "pyi_rth_multiprocessing")

PLUGINS = (
    "iconengines/*svgicon*",
    "imageformats/*qsvg*",
    "platforminputcontexts/*",
    "platforms/*qminimal.*",
    "platforms/*qoffscreen*",
    "platforms/*qwayland*",
    "platforms/*qwindows*",
    "platforms/*qxcb*",
    "platformthemes/*xdgdesktopportal*",
    "printsupport/*",
    "styles/*",
    "wayland-decoration-client/*",
    "wayland-shell-integration/*xdg-shell*",
)
"""Plugins of Qt that stay. No GTK theme: it would bring the building machine's GTK. No GL: the window paints without."""

LEFT_OUT = (
    "*.dist-info/*",  # how it was installed, with paths of the building machine; versions are in the bill of materials
    "*/py.typed",
    "*.pyi",
    "*.lib",  # for who builds against a library, on Windows
    "*/translations/*",  # Qt's own words; ours come from the pack and from tongue.py
    "libcups.so*",  # comes with the printing system, or there is none and no printer either
    "stdnum/*.dat",  # numbers of banks and countries; record numbers need none
)
BESIDE = ("PySide6/Qt/plugins/", "PySide6/plugins/")


def wanted(place: str) -> bool:
    """Whether the file at this path inside the folder may stay at all."""
    path = PurePosixPath(place.replace("\\", "/")).as_posix()
    for plugins in BESIDE:
        if path.startswith(plugins):
            return any(fnmatch(path.removeprefix(plugins), plugin) for plugin in PLUGINS)
    return not any(fnmatch(path, pattern) for pattern in LEFT_OUT)


def trim(
    binaries: Iterable[Entry],
    datas: Iterable[Entry],
    asks: Callable[[Iterable[Path]], dict[Path, frozenset[str]]] = needed,
) -> tuple[list[Entry], list[Entry]]:
    """Binaries and data that stay: what is wanted, then of the libraries those that something which stays asks for.

    Links go with what they point to, on whichever list they stand.
    """
    kept = [entry for entry in binaries if wanted(entry[0])]
    rest = [entry for entry in datas if wanted(entry[0])]
    reached = _reached(kept, asks)
    return (
        [entry for entry in kept if _is_root(entry) or _name(entry[0]) in reached],
        [entry for entry in rest if entry[2] != "SYMLINK" or _name(entry[0]) in reached],
    )


def _reached(entries: list[Entry], asks: Callable[[Iterable[Path]], dict[Path, frozenset[str]]]) -> set[str]:
    """Names of the libraries that can be reached from what the program itself loads."""
    files = {Path(source): _name(place) for place, source, kind in entries if kind != "SYMLINK"}
    asked: dict[str, frozenset[str]] = {}
    for file, names in asks(
        files
    ).items():  # two may have one name: the extensions of two database libraries do
        asked[files[file]] = asked.get(files[file], frozenset()) | names
    reached: set[str] = set()
    edge = {_name(entry[0]) for entry in entries if _is_root(entry)}
    while edge:
        reached |= edge
        edge = {name for at in edge for name in asked.get(at, ())} - reached
    return reached


def _is_root(entry: Entry) -> bool:
    """What is loaded by name: Python's extensions, Qt's plugins, PDFium, Python itself."""
    place, _, kind = entry
    path = place.replace("\\", "/")
    return (
        kind == "EXTENSION"
        or path.startswith((*BESIDE, "pypdfium2_raw/"))
        or _name(path).startswith(("libpython", "python3"))
    )


def _name(place: str) -> str:
    name = place.replace("\\", "/").rpartition("/")[2]
    return name.lower() if name.lower().endswith((".dll", ".pyd")) else name  # as Windows compares names
