"""Collects the licence texts of everything that a program's folder holds, with an index that names each part, its version and its texts."""

import html
import re
import shutil
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from build.releasing.parts import HIDDEN, Part
from build.releasing.sbom import OUR_LICENCE, contents_of, site_of, version_of
from desktop.core.errors import Trouble
from desktop.core.release import Platform

TOP = Path(__file__).parents[2]
DEBIAN = Path("/usr/share/doc")
COMMON = Path("/usr/share/common-licenses")
INDEX = "index.html"
_NAMES = re.compile(r"(licen[cs]e|copying|notice|author|copyright)", re.IGNORECASE)
_OURS = {"Noto fonts": "fonts/OFL.txt", "CMU Pronouncing Dictionary": "reading/LICENSE.txt"}

LGPL = (
    "Qt, PySide6, shiboken6, libheif and libde265 are under the GNU Lesser General Public License, version 3. They lie in the program's "
    "folder as libraries of their own and are loaded when the program starts: whoever wants to may put another build of the same version "
    "in their place. Nothing in Threshold's terms forbids that, or taking these libraries apart to find a fault. Their sources are those "
    "that the Qt Project (qt and pyside-setup, of the version in the table) and struktur AG (libheif, libde265) publish, unchanged. "
    "python-stdnum is under version 2.1 of that licence and unchanged: it lies in the folder as its source files, which may be exchanged "
    "too. The runtime of GCC comes with an exception that allows this use, "
    "and so does PyInstaller's bootloader."
)


def write_licences(folder: Path, platform: Platform, to: Path) -> None:
    """Write the texts and `index.html` into `to`, anew. Trouble "given" where a part has no text, or a file belongs to no part; OSError."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    found = contents_of(folder)
    here = {part.package for part in found} | {"threshold"}
    hidden = {part: list[str]() for part in HIDDEN if part.package in here}
    dists = {_plain(each.name): each for each in distributions(path=[str(site_of(platform))])}
    rows = []
    for part, files in sorted(
        {**found, **hidden}.items(), key=lambda one: (one[0].name.lower(), one[0].package)
    ):
        if part.by == "ours":
            continue
        texts = list(_texts(part, platform, dists, to))
        if not texts:
            raise Trouble(
                "given",
                f"There is no licence text for {part.name}.",
                "Add it in build/releasing/licences.py.",
            )
        rows.append((part, version_of(part, folder, files, platform), texts))
    (to / INDEX).write_text(_page(rows), "utf-8")


def _texts(part: Part, platform: Platform, dists: dict[str, Distribution], to: Path) -> Iterator[str]:
    """Copies the texts of a part and gives their names below `to`."""
    sources: dict[str, Path] = {name: COMMON / name for name in part.texts}
    if part.name in _OURS:
        sources[part.name.replace(" ", "-") + ".txt"] = TOP / "resources" / _OURS[part.name]
    elif part.by == "system":
        sources |= _of_debian(part)
    elif part.package == "python":
        sources |= _of_python(platform)
    else:
        sources |= _of_package(dists.get(_plain(part.package)))
    if part.name == "ICU":
        sources |= {
            name: path
            for name, path in _of_package(dists.get("pypdfium2")).items()
            if name.endswith("icu.txt")
        }
    for name, source in sorted(sources.items()):
        if source.is_file():
            place = to / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
            yield name


def _of_debian(part: Part) -> dict[str, Path]:
    """The package's own text, and the common ones that it points to."""
    text = DEBIAN / part.package / "copyright"
    if not text.is_file():
        return {}
    pointed = set(
        re.findall(
            r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])", text.read_text("utf-8", "replace")
        )
    )
    return {f"debian/{part.package}.txt": text} | {name: COMMON / name for name in pointed}


def _of_package(found: Distribution | None) -> dict[str, Path]:
    if found is None or found.files is None:
        return {}
    inside = (
        each for each in found.files if ".dist-info" in each.parts[0] and _NAMES.search(each.as_posix())
    )
    base = f"{found.name}-{found.version}"
    return {
        f"python/{base}/{'/'.join(part for part in each.parts[1:] if part != 'licenses')}": Path(
            str(each.locate())
        )
        for each in inside
    }


def _of_python(platform: Platform) -> dict[str, Path]:
    """The interpreter's text; that for Windows names also what it carries: OpenSSL, libffi, SQLite, and Microsoft's terms."""
    windows = TOP / "out/cache/windows/python/LICENSE.txt"
    own = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    debian = DEBIAN / f"libpython{sysconfig.get_python_version()}" / "copyright"
    text = windows if platform == "windows-x86_64" else own if own.is_file() else debian
    return {"python/CPython.txt": text}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _page(rows: list[tuple[Part, str, list[str]]]) -> str:
    listed = "\n".join(_row(part, version, texts) for part, version, texts in rows)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Licences of what Threshold carries</title>\n'
        "<style>body{font:16px sans-serif;margin:2em;max-width:70em}td,th{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}"
        "</style></head><body>\n<h1>Licences of what Threshold carries</h1>\n"
        f"<p>Everything that is in this program's folder beside Threshold itself ({OUR_LICENCE}): part, version, licence, "
        f"and the texts as they came with it.</p>\n<p>{html.escape(LGPL)}</p>\n<table>\n"
        "<tr><th>part</th><th>version</th><th>comes with</th><th>licence</th><th>texts</th></tr>\n"
        f"{listed}\n</table></body></html>\n"
    )


def _row(part: Part, version: str, texts: list[str]) -> str:
    links = "<br>".join(
        f'<a href="{html.escape(each)}">{html.escape(each.rpartition("/")[2])}</a>' for each in texts
    )
    cells = "".join(
        f"<td>{html.escape(each)}</td>" for each in (part.name, version, part.package, part.licence)
    )
    return f"<tr>{cells}<td>{links}</td></tr>"
