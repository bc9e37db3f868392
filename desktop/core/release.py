"""A release: the list of files that release keys sign, and whether one may take the place of what runs. Pure.

There are two such lists. That of a "program" lies in the program's folder, and `doctor` holds the installed files against it. That of the
"packages" lies on the stick beside them. The keys are those of a release office, stated and changed like those of a policy office
(`policies.Authority`); nothing else of a policy office may sign a release, and the other way round.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.errors import Refused
from desktop.core.policies import Hash, Number, Signatures

RELEASE, SIGNATURES, KEYS = "release.json", "signatures.json", "keys.tauthority"
"""The list, its signatures, and the statement of who signs: each in the folder that it is about, in a program's in `release/`."""

SCOPE = "threshold/desktop"
"""What a release office decides on."""

Platform = Literal["linux-x86_64", "windows-x86_64"]
Package = Literal["deb", "rpm", "tar", "exe", "msi"]
PACKAGES: Mapping[Package, tuple[Platform, str]] = MappingProxyType(
    {
        "deb": ("linux-x86_64", ".deb"),
        "rpm": ("linux-x86_64", ".rpm"),
        "tar": ("linux-x86_64", ".tar.xz"),
        "exe": ("windows-x86_64", ".exe"),
        "msi": ("windows-x86_64", ".msi"),
    }
)
"""Kinds of packages: where each is installed, and how its name ends."""

LARGEST_LIST = 4 * 1024 * 1024
"""Bytes of the longest list that is read."""
LARGEST_FILE = 512 * 1024 * 1024
MOST_FILES = 20_000

VersionText = Annotated[str, Meta(pattern="^(0|[1-9][0-9]{0,5})(\\.(0|[1-9][0-9]{0,5})){1,3}\\Z")]
"""Numbers with dots between them, such as 0.2.0."""

_PART = r"[A-Za-z0-9_.+@ ()-]*[A-Za-z0-9_+@()-]"
FileName = Annotated[str, Meta(pattern=f"^{_PART}(/{_PART})*\\Z", max_length=300)]
"""A path below the folder, with "/" between its parts, none of which is "." or ".."."""


class ReleaseFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file: bytes, and their SHA-256 (hex). Of a link, which points to `link`: of that text."""

    name: FileName
    size: Annotated[int, Meta(ge=0, le=LARGEST_FILE)]
    sha256: Hash
    link: Annotated[str, Meta(max_length=300)] = ""


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed. `version` and `build` number the release, and order it: a return to a former program is a higher number with an
    older `program`. `made` and `expires` are ISO dates (UTC): after `expires` it is not taken any more. `least`: the lowest version that
    it may be installed over. `platform` is "" where packages of several lie together."""

    format: Literal["threshold release 1"]
    of: Literal["program", "packages"]
    version: VersionText
    build: Number
    program: Annotated[str, Meta(min_length=1, max_length=40)]
    platform: Platform | Literal[""]
    made: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}\\Z")]
    expires: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}\\Z")]
    least: VersionText
    files: Annotated[tuple[ReleaseFile, ...], Meta(min_length=1, max_length=MOST_FILES)]

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that are signed, which are those of the file: its canonical JSON."""
        return canonical.encode(msgspec.to_builtins(self))

    @property
    def hash(self) -> str:
        """SHA-256 (hex) by which the release is named."""
        return canonical.digest("release", self.signed_bytes)

    @property
    def number(self) -> "ReleaseNumber":
        """By what it is ordered."""
        return ReleaseNumber(self.version, self.build)


class ReleaseSignatures(Struct, frozen=True, forbid_unknown_fields=True):
    """What `signatures.json` holds."""

    signatures: Signatures = ()


class ReleaseNumber(Struct, frozen=True, forbid_unknown_fields=True):
    """Which release: the version first, then the build, counts."""

    version: VersionText
    build: Annotated[int, Meta(ge=0, lt=10**9)]

    @property
    def order(self) -> tuple[tuple[int, ...], int]:
        """Sorts releases: 0.10 is higher than 0.9, and 1.0 is 1.0.0."""
        return _order(self.version), self.build

    def __str__(self) -> str:
        return f"{self.version} build {self.build}" if self.build else self.version


class Staged(Struct, frozen=True, forbid_unknown_fields=True):
    """A release that was staged: its number and hash."""

    number: ReleaseNumber
    hash: str


class Running(Struct, frozen=True):
    """What runs now. `made`: the date of its release, "" where it is none."""

    number: ReleaseNumber
    platform: str
    made: str = ""


def read_release(content: bytes, name: str = RELEASE) -> Release:
    """The list with these bytes. Refused `update_file` for what is none, or is not in its one form."""
    if len(content) > LARGEST_LIST:
        raise Refused("update_file", file=name, why="it is too large")
    try:
        found = msgspec.json.decode(content, type=Release)
        for day in (found.made, found.expires):
            date.fromisoformat(day)
    except (ValueError, RecursionError) as wrong:
        raise Refused(
            "update_file", file=name, why=f"it is no list of a release ({str(wrong)[:120]})"
        ) from wrong
    names = [each.name for each in found.files]
    if names != sorted(set(names)) or found.signed_bytes != content:
        raise Refused(
            "update_file", file=name, why="it is not in the one form in which such lists are written"
        )
    if found.of == "program" and not found.platform:
        raise Refused("update_file", file=name, why="it does not say for which system it is")
    return found


def package_of(name: str) -> Package | None:
    """Which kind of package a file is by its name."""
    return next((kind for kind, (_, ending) in PACKAGES.items() if name.endswith(ending)), None)


def judge(release: Release, running: Running, staged: Staged | None, today: str) -> tuple[str, ...]:
    """Whether packages may take the place of what runs, and what there is to know of it. `staged` is the highest that was ever staged
    here; `today` an ISO date (UTC).

    Refused `update_kind`, `update_older`, `update_other`, `update_step`, `update_expired`."""
    if release.of != "packages":
        raise Refused("update_kind")
    new = release.number
    if new.order <= running.number.order:
        raise Refused("update_older", number=str(new), highest=str(running.number), what="runs here")
    if staged is not None:
        if new.order < staged.number.order:
            raise Refused("update_older", number=str(new), highest=str(staged.number), what="was staged here")
        if new.order == staged.number.order and release.hash != staged.hash:
            raise Refused("update_other", number=str(new))
    if _order(running.number.version) < _order(release.least):
        raise Refused("update_step", number=str(new), least=release.least, running=str(running.number))
    if today > release.expires:
        raise Refused("update_expired", number=str(new), expires=release.expires, today=today)
    latest = max(release.made, running.made)
    if today < latest:
        said = (
            f"The clock of this PC says {today}, and a release was made on {latest}: set the clock. Whether this one is too old "
            f"cannot be told until then; it may be installed until {release.expires}."
        )
        return (said,)
    return ()


def _order(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (4 - len(parts)))
