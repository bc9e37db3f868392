"""Tells which release runs, and whether the files of its folder are those that the release keys signed (row I4)."""

import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop import __version__
from desktop.core.errors import Refused, Trouble, in_words
from desktop.core.policies import Authority
from desktop.core.release import (
    KEYS,
    LARGEST_LIST,
    RELEASE,
    SCOPE,
    SIGNATURES,
    Package,
    Release,
    ReleaseFile,
    ReleaseNumber,
    ReleaseSignatures,
    Running,
    read_release,
)
from desktop.services.refusals import sentence
from desktop.trust.policykeys import SignedAuthority, check_own, grouped, read_authority, signers_of
from desktop.whole import trouble_of

INSIDE = "release"
"""The folder of a program's list, below the program's own."""

OWN = frozenset({f"{INSIDE}/{RELEASE}", f"{INSIDE}/{SIGNATURES}"})
BY_INSTALLERS = frozenset({"uninstall.exe"})
"""Files of a program's folder that no list can hold: the list itself, and what an installer writes there."""

LIBRARY = "lib/"
NAMED = 3
"""So many files are named of those that differ."""


class Installed(Struct, frozen=True):
    """A program's folder with its list, and who signed that: `office` None where no keys are in it."""

    folder: Path
    release: Release
    office: Authority | None = None
    signers: tuple[str, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether enough keys signed."""
        return self.office is not None and len(self.signers) >= self.office.threshold


class Differences(Struct, frozen=True):
    """What of a folder is not as its list says, by name."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def program_folder() -> Path | None:
    """The folder of the program that runs; None where it runs from source."""
    return Path(sys.executable).resolve().parent if hasattr(sys, "_MEIPASS") else None


def system_name() -> str:
    """This computer's system as releases name it, such as "linux-x86_64"."""
    machine = platform.machine().lower()
    system = "windows" if sys.platform == "win32" else sys.platform
    return f"{system}-{'x86_64' if machine == 'amd64' else machine}"


def running(folder: Path | None = None) -> Running:
    """What runs, or lies in `folder`. Without a list that can be read: the version of the program, build 0."""
    folder = folder or program_folder()
    try:
        found = read_list(folder) if folder is not None else None
    except (Refused, Trouble):  # doctor tells why
        found = None
    if found is None:
        return Running(ReleaseNumber(__version__, 0), system_name())
    return Running(found.release.number, found.release.platform, found.release.made)


def read_list(folder: Path) -> Installed | None:
    """The list of a program's folder and who signed it; None where there is none. Refused `update_file`, `policy_file`; Trouble where it
    cannot be read."""
    inside = folder / INSIDE
    try:
        content = _bytes(inside / RELEASE)
    except FileNotFoundError:
        return None
    release = read_release(content)
    if release.of != "program":
        raise Refused("update_file", file=RELEASE, why="it is the list of packages, not of a program")
    office = trusted_keys(inside)
    if office is None:
        return Installed(folder, release)
    signatures = read_signatures(inside / SIGNATURES)
    signers = signers_of(office.authority, "release", content, signatures.signatures)
    return Installed(folder, release, office.authority, signers)


def trusted_keys(folder: Path) -> SignedAuthority | None:
    """The statement of who signs releases in `folder`; None where there is none. Refused as `policykeys.read_authority` says,
    `policy_unsigned`, and `update_file` where it is that of an office which does not decide on releases."""
    place = folder / KEYS
    if not place.exists():
        return None
    return checked_keys(place)


def checked_keys(place: Path) -> SignedAuthority:
    """The statement of a release office in a file. Refused as `trusted_keys` says; Trouble where it cannot be read."""
    found = read_authority(place)
    check_own(found)
    if not found.authority.decides_on(SCOPE):
        raise Refused("update_file", file=place.name, why="its office does not decide on releases")
    return found


def read_signatures(place: Path) -> ReleaseSignatures:
    """The signatures in a file; none where there is none. Refused `update_file`; Trouble where it cannot be read."""
    try:
        return msgspec.json.decode(_bytes(place), type=ReleaseSignatures)
    except FileNotFoundError:
        return ReleaseSignatures()
    except (ValueError, RecursionError) as wrong:
        raise Refused("update_file", file=place.name, why="it holds no signatures") from wrong


def _bytes(place: Path) -> bytes:
    """All of a file that is no longer than a list may be. FileNotFoundError; Refused `update_file`; Trouble."""
    try:
        with place.open("rb") as opened:
            content = opened.read(LARGEST_LIST + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise trouble_of(error, f"{place} cannot be read", place) from error
    if len(content) > LARGEST_LIST:
        raise Refused("update_file", file=place.name, why="it is too large")
    return content


def files_of(folder: Path) -> Iterator[Path]:
    """Every file and link below a folder, the links not followed."""
    for top, folders, names in os.walk(folder):
        for name in (*names, *(each for each in folders if (Path(top) / each).is_symlink())):
            yield Path(top) / name


def described(folder: Path, file: Path) -> ReleaseFile:
    """A file of the folder as a list tells it. OSError where it cannot be read."""
    name = file.relative_to(folder).as_posix()
    if file.is_symlink():
        target = file.readlink().as_posix()
        text = target.encode("utf-8")
        return ReleaseFile(name, len(text), hashlib.sha256(text).hexdigest(), target)
    with file.open("rb") as opened:
        return ReleaseFile(name, file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


def differences(installed: Installed) -> Differences:
    """Each file read and compared. A file that cannot be read counts as changed."""
    listed = {each.name: each for each in installed.release.files}
    changed, extra, there = [], [], set()
    for file in files_of(installed.folder):
        name = file.relative_to(installed.folder).as_posix()
        if name in OWN or name in BY_INSTALLERS:
            continue
        if name not in listed:
            extra.append(name)
            continue
        there.add(name)
        try:
            same = described(installed.folder, file) == listed[name]
        except OSError:
            same = False
        if not same:
            changed.append(name)
    missing = sorted(listed.keys() - there)
    return Differences(tuple(sorted(changed)), tuple(missing), tuple(sorted(extra)))


def installed_by(folder: Path | None = None) -> Package | None:
    """By which kind of package the program was installed, as far as the system tells; None where it does not."""
    folder = folder or program_folder()
    if folder is None:
        return None
    if sys.platform == "win32":
        return "exe" if (folder / "uninstall.exe").exists() else "msi"
    if Path("/var/lib/dpkg/info/threshold.list").exists() and folder.is_relative_to("/opt"):
        return "deb"
    if folder.is_relative_to("/opt") and any(
        Path(each).is_dir() for each in ("/usr/lib/sysimage/rpm", "/var/lib/rpm")
    ):
        return "rpm"
    return "tar"


# ---- what doctor tells --------------------------------------------------------------------------------------------------

Level = Literal["ok", "warning", "error"]
Told = tuple[str, Level, str, str]
"""Code, level, sentence, remedy, as `health.Fact` has them."""

AGAIN = "Install Threshold again, from a release that was checked."
UNSIGNED = "For a desk that is in use, install a release that release keys signed."


def facts(folder: Path | None = None) -> list[Told]:
    """The lines `installed`, the files of the program held against their list, and `release`: which one it is and who signed it."""
    folder = folder or program_folder()
    if folder is None:
        return [("installed", "ok", "Threshold runs from source: no list says which files belong to it.", "")]
    try:
        found = read_list(folder)
    except Refused as refused:
        return [("installed", "error", sentence(refused), AGAIN)]
    except Trouble as trouble:
        return [("installed", "error", trouble.sentence, in_words(trouble.remedy, AGAIN))]
    if found is None:
        return [("installed", "warning", "UNSIGNED BUILD: no list says which files belong to it.", UNSIGNED)]
    wrong = list(_wrong(differences(found)))
    well = f"Every file of the program is as its release lists it ({len(found.release.files)})."
    return [*(wrong or [("installed", "ok", well, "")]), _who(found)]


def _wrong(found: Differences) -> Iterator[Told]:
    inside = tuple(name for name in found.extra if name.startswith(LIBRARY))
    beside = tuple(name for name in found.extra if not name.startswith(LIBRARY))
    told: tuple[tuple[tuple[str, ...], Level, str, str], ...] = (
        (found.changed, "error", "not as they were made", AGAIN),
        (found.missing, "error", "missing", AGAIN),
        (inside, "error", "in its library and do not belong there", f"Find out who put them there. {AGAIN}"),
        (beside, "warning", "in its folder and do not belong to it", "Find out who put them there."),
    )
    for names, level, what, remedy in told:
        if names:
            listed = ", ".join(names[:NAMED])
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            said = f"Files of the program that are {what}: {len(names)} ({listed}{more})."
            yield "installed", level, said, remedy


def _who(found: Installed) -> Told:
    release = found.release
    name = f"release {release.number}, made on {release.made}"
    if found.signed and found.office is not None:
        by = f"{len(found.signers)} keys of {found.office.name} signed it"
        return "release", "ok", f"This is {name}; {by} (keys {grouped(_digits(found.office))}).", ""
    why = "no release keys are in it" if found.office is None else "too few keys signed it"
    return "release", "warning", f"UNSIGNED BUILD: this is {name}; {why}.", UNSIGNED


def _digits(office: Authority) -> str:
    return SignedAuthority(1, office).hash[:16]
