"""Writes the bill of materials (CycloneDX 1.6, JSON) of a program's folder: packages of Python, libraries inside them, and libraries of the
building system, each with its version, its licence and its files. The same folder gives the same bytes."""

import json
import re
import subprocess
import sysconfig
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from build.freeze.contents import plain
from build.releasing.parts import HIDDEN, PARTS, Part, sorted_out
from desktop.core.errors import Trouble
from desktop.core.release import Platform
from desktop.services.installed import files_of
from desktop.whole import write_whole

TOP = Path(__file__).parents[2]
OUR_LICENCE = "LicenseRef-Threshold"
UNTOLD = ("OpenSSL in SQLCipher", "libXau", "libxcb", "Noto fonts", "CMU Pronouncing Dictionary")
"""Their files and names do not tell a version that could be looked up: it is that of the package which brings them."""

NAMESPACE = uuid.UUID("6f0d9c52-0b53-5a8e-9d0a-3f6a1f1a7c55")
"""Names our bills, so that the same contents have the same number."""


def site_of(platform: Platform) -> Path:
    """Where the packages of Python lie that the program was made of."""
    if platform == "windows-x86_64":
        return TOP / "out/cache/windows/python/Lib/site-packages"
    return Path(sysconfig.get_path("purelib"))


def contents_of(folder: Path) -> dict[Part, list[str]]:
    """The files of each part, by their real names, and the packages in its archive. Trouble "given" for what belongs to none: that
    has no licence either. Links go with what they point to."""
    real: dict[str, list[str]] = {}
    for file in files_of(folder):
        if not file.is_symlink():
            name = file.relative_to(folder).as_posix()
            real.setdefault(plain(name), []).append(name)
    found, unknown = sorted_out([*real, *(f"package {each}" for each in _packages(folder))])
    if unknown:
        said = f"Nothing says whose these are: {', '.join(unknown)}."
        raise Trouble("given", said, "Add them to build/releasing/parts.py, with their licence.")
    parts = {part.name: part for part in PARTS}
    return {
        parts[name]: [each for one in names for each in real.get(one, [one])] for name, names in found.items()
    }


def _packages(folder: Path) -> list[str]:
    """The packages in the program's archive, as PyInstaller's spec wrote them beside the folder. Trouble "given" where that is not
    there: a bill that names less than is shipped is worse than none."""
    beside = folder.parent / "packages.json"
    if not beside.exists():
        said = f"Which packages are in the program's archive is not known: {beside.name} is not beside {folder.name}."
        raise Trouble(
            "given", said, "Build the program with build/package, or copy the file with the folder."
        )
    listed: list[str] = json.loads(beside.read_text("utf-8"))
    return [name for name in listed if not name.startswith("_sysconfigdata_")]


# ---- versions -----------------------------------------------------------------------------------------------------------


@cache
def versions_in(site: Path) -> dict[str, str]:
    """Version of each package of Python there, by its name in small letters with hyphens."""
    return {
        re.sub(r"[-_.]+", "-", each.name).lower(): each.version for each in distributions(path=[str(site)])
    }


def _system_version(package: str) -> str:
    asked = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.partition("\n")[0]


def _inside_version(part: Part, folder: Path, files: list[str], packages: dict[str, str]) -> str:
    """As the name of its file says; of PDFium and CPython as they say themselves; of Qt that of its package."""
    if part.name == "Qt":
        return packages.get("pyside6-essentials", "")
    if part.name == "PDFium":
        said = json.loads((folder / "lib/pypdfium2_raw/version.json").read_text("utf-8"))
        return f"{said['major']}.{said['minor']}.{said['build']}.{said['patch']}"
    if part.name == "CPython":
        library = next(
            (folder / each for each in files if re.search(r"python3\.?\d\d\.(dll|so)", each)), None
        )
        said_there = re.search(rb"3\.\d+\.\d+", library.read_bytes()) if library is not None else None
        return said_there[0].decode("ascii") if said_there is not None else ""
    numbers = (re.search(r"\.so\.([\d.]+)$|icu[a-z0-9]+?(\d{2})\.dll$", name) for name in files)
    return next((match[1] or match[2] for match in numbers if match is not None), "")


@cache
def _asked_versions() -> dict[str, str]:
    """Of libraries inside packages: as they say themselves here. The packages of one version carry the same ones for every system."""
    import pi_heif
    import sqlcipher3
    from cryptography.hazmat.backends.openssl import backend
    from PIL import features

    database = sqlcipher3.connect(":memory:")
    cipher = str(database.execute("pragma cipher_version").fetchone()[0]).partition(" ")[0]
    sqlite = str(database.execute("select sqlite_version()").fetchone()[0])
    database.close()
    pictures = {"libjpeg-turbo": "libjpeg_turbo", "libtiff": "libtiff", "lcms2": "littlecms2"}
    asked = {name: features.version(feature) or "" for name, feature in pictures.items()}
    openssl = backend.openssl_version_text().split(" ")[1]
    heif = pi_heif.libheif_info()
    asked |= {"libheif": heif["libheif"], "libde265": heif["decoders"]["libde265"].rpartition(" ")[2]}
    return {**asked, "OpenSSL": openssl, "SQLCipher": cipher, "SQLite": sqlite, **dict.fromkeys(UNTOLD, "")}


def version_of(part: Part, folder: Path, files: list[str], platform: Platform) -> str:
    """The version of a part, "" where nothing tells it."""
    packages = versions_in(site_of(platform))
    if part.package != "python" and part.by == "inside" and part.name in _asked_versions():
        return _asked_versions()[part.name]
    if part.by == "system":
        return _system_version(part.package)
    if part.by == "inside":
        return _inside_version(part, folder, files, packages)
    return packages.get(re.sub(r"[-_.]+", "-", part.package).lower(), "")


# ---- the bill -----------------------------------------------------------------------------------------------------------


def bill(folder: Path, platform: Platform, version: str, made: date) -> str:
    """The bill of the program in `folder` as JSON text. Trouble "given" as `contents_of` says, "ours" where it breaks the standard."""
    found = contents_of(folder)
    root = Component(
        name="threshold", version=version, type=ComponentType.APPLICATION, bom_ref="threshold",
        licenses=[LicenseExpression(OUR_LICENCE)],
    )  # fmt: skip
    bom = Bom(serial_number=uuid.uuid5(NAMESPACE, f"{platform} {version} {made}"))
    bom.metadata.timestamp = datetime.combine(made, time(), UTC)
    bom.metadata.component = root
    bom.metadata.tools.components.clear()
    components = list(_components(found, folder, platform))
    bom.components.update(components)
    bom.register_dependency(root, components)
    plain_bill = json.loads(JsonV1Dot6(bom).output_as_string())
    for each in plain_bill["components"]:  # the library puts them in an order that hangs on chance
        each.get("evidence", {}).get("occurrences", []).sort(key=lambda one: str(one["location"]))
    text = json.dumps(plain_bill, indent=1, sort_keys=True)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise Trouble("ours", f"The bill of materials breaks its standard: {str(wrong)[:300]}", "")
    return text + "\n"


def _components(found: dict[Part, list[str]], folder: Path, platform: Platform) -> Iterator[Component]:
    here = {part.package for part in found} | {"threshold"}
    hidden: dict[Part, list[str]] = {part: [] for part in HIDDEN if part.package in here}
    for part, files in {**found, **hidden}.items():
        if part.by == "ours":
            continue
        version = version_of(part, folder, files, platform)
        places = [Occurrence(location=name) for name in sorted(files) if not name.startswith("package ")]
        yield Component(
            name=part.name,
            version=version or None,
            type=ComponentType.LIBRARY,
            bom_ref=f"{part.by}:{part.package}:{part.name}".replace(" ", "-"),
            purl=_purl(part, version),
            licenses=[LicenseExpression(part.licence)],
            evidence=ComponentEvidence(occurrences=places) if places else None,
            description=f"inside {part.package}" if part.by == "inside" else None,
        )


def _purl(part: Part, version: str) -> PackageURL | None:
    if part.by in ("python", "builder"):
        return PackageURL("pypi", None, part.package.lower(), version or None)
    if part.by == "system":
        return PackageURL("deb", "debian", part.package, version or None, {"arch": "amd64"})
    return PackageURL("generic", None, part.name.replace(" ", "-").lower(), version or None)


def write_sbom(folder: Path, platform: Platform, version: str, made: date, place: Path) -> None:
    """Write the bill of the program in `folder`. Trouble as `bill` says, and where it cannot be written."""
    write_whole(place, bill(folder, platform, version, made).encode("utf-8"), "The bill of materials")
