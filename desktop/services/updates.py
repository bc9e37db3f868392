"""Takes a release from a stick or share: checks every byte and signature of its package for this computer, and lays it aside for the step
with which IT installs it. Nothing is installed here, and no record is opened (row I2).

`releases.json` in the keys folder remembers the highest release that was staged, and the statements of the release office that were
believed, so that neither an older release nor keys that were given up come back by an older stick.
"""

import hashlib
import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.core.errors import Refused, Trouble, about
from desktop.core.policies import Signature
from desktop.core.release import (
    KEYS,
    LARGEST_LIST,
    PACKAGES,
    RELEASE,
    SIGNATURES,
    Package,
    Release,
    ReleaseFile,
    ReleaseNumber,
    ReleaseSignatures,
    Running,
    Staged,
    judge,
    package_of,
    read_release,
)
from desktop.log import open_log
from desktop.paths import Places
from desktop.services.installed import (
    INSIDE,
    Told,
    checked_keys,
    installed_by,
    program_folder,
    read_signatures,
    running,
    trusted_keys,
)
from desktop.services.refusals import sentence
from desktop.trust.files import make_folder, sync_folder
from desktop.trust.policykeys import (
    SignedAuthority,
    check_rotation,
    good_signatures,
    written_authority,
)
from desktop.whole import owner_only, read_whole, trouble_of, whole_file, write_whole

STATEMENT = ".tauthority"
CHUNK = 1024 * 1024
STATE = "releases.json"

Tell = Callable[[str, int, int], None]


class Desk(Struct, frozen=True):
    """Where updates are judged: the desk's folders, what runs, the keys that it was built with, and what kind of package it came by."""

    places: Places
    running: Running
    keys: SignedAuthority | None
    package: Package | None


class Checked(Struct, frozen=True):
    """A release whose package for this computer is whole and signed. `signatures` are those that count; `notes`: what there is to know."""

    folder: Path
    release: Release
    file: ReleaseFile
    package: Package
    keys: SignedAuthority
    signatures: tuple[Signature, ...]
    notes: tuple[str, ...] = ()


class _State(Struct, frozen=True, forbid_unknown_fields=True):
    """What is remembered: the highest that was staged, and the statements believed after the one that the program was built with."""

    format: int = 1
    staged: Staged | None = None
    statements: tuple[SignedAuthority, ...] = ()


def this_desk(places: Places, folder: Path | None = None) -> Desk:
    """The program that runs, or the one in `folder`. Refused `update_file`, `policy_file` where its keys cannot be used; Trouble."""
    folder = folder or program_folder()
    keys = trusted_keys(folder / INSIDE) if folder is not None else None
    return Desk(places, running(folder), keys, installed_by(folder))


def updates_folder(places: Places) -> Path:
    """Where releases are laid aside for IT's installer: beside the data folder."""
    return places.data.parent / "updates"


# ---- check --------------------------------------------------------------------------------------------------------------


def check(
    desk: Desk, place: Path, today: str, package: Package | None = None, tell: Tell = lambda *_: None
) -> Checked:
    """Judge a release: the folder that holds it, or a file of that folder. `today`: ISO date (UTC). Every byte of the package is read.

    Refused `update_nothing`, `update_no_keys`, `update_unsigned`, `update_platform`, `update_missing`, `update_size`, `update_changed`,
    and as `core.release.judge` says; Trouble "given" where the stick cannot be read, and where `releases.json` cannot.
    """
    found = _judged(desk, place, today, package)
    _pass_over(found, lambda _: None, tell)
    return found


def _judged(desk: Desk, place: Path, today: str, package: Package | None) -> Checked:
    """All but the package's bytes."""
    if not place.exists():
        raise Trouble(
            "given", f"{place} is not there.", "Check the stick or share, and the name.", str(place)
        )
    folder = place if place.is_dir() else place.parent
    release = _list(folder)
    state = _state(desk.places)
    if desk.keys is None:
        raise Refused("update_no_keys")
    keys, passed_over = _keys(desk.keys, state, folder)
    office, given = keys.authority, read_signatures(folder / SIGNATURES).signatures
    good = good_signatures(office, "release", release.signed_bytes, given)
    if len(good) < office.threshold:
        why = f" {passed_over}" if passed_over else ""
        raise Refused("update_unsigned", got=len(good), need=office.threshold, name=office.name, why=why)
    notes = judge(release, desk.running, state.staged, today)
    file, kind = _chosen(release, desk, package or package_of(place.name))
    return Checked(folder, release, file, kind, keys, good, notes)


def _list(folder: Path) -> Release:
    place = folder / RELEASE
    try:
        if place.stat().st_size > LARGEST_LIST:
            raise Refused("update_file", file=RELEASE, why="it is too large")
        content = read_whole(place)
    except FileNotFoundError as error:
        raise Refused("update_nothing", folder=folder.name or str(folder)) from error
    except OSError as error:
        raise _unreadable(error, place) from error
    return read_release(content)


def _keys(built_in: SignedAuthority, state: _State, folder: Path) -> tuple[SignedAuthority, str]:
    """The newest statement of the release office that follows from the one in the program, and why one of the stick was passed over."""
    passed_over = ""
    found = [(each, "") for each in state.statements]
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix == STATEMENT)
    except OSError as error:
        raise _unreadable(error, folder) from error
    for file in files:
        try:
            found.append((checked_keys(file), file.name))
        except (Refused, Trouble) as wrong:
            passed_over = f"{file.name} was passed over: {sentence(wrong) if isinstance(wrong, Refused) else wrong.words}"
    now = built_in
    for each, name in sorted(found, key=lambda one: one[0].authority.version):
        if each.authority.version <= now.authority.version:
            continue
        try:
            with about(name or STATE):
                check_rotation(now.authority, each)
            now = each
        except Refused as refused:
            passed_over = f"{name or STATE} was passed over: {sentence(refused)}"
    return now, passed_over


def _chosen(release: Release, desk: Desk, package: Package | None) -> tuple[ReleaseFile, Package]:
    """The package for this computer: of the kind that was asked for or that it was installed by, else the first of its system."""
    here: dict[Package, ReleaseFile] = {}
    for each in release.files:
        kind = package_of(each.name)
        if kind is not None and PACKAGES[kind][0] == desk.running.platform and "/" not in each.name:
            here.setdefault(kind, each)
    wanted = package or desk.package or next((kind for kind in PACKAGES if kind in here), None)
    if wanted is None or wanted not in here:
        raise Refused("update_platform", package=wanted or "", platform=desk.running.platform)
    return here[wanted], wanted


def _pass_over(found: Checked, take: Callable[[bytes], object], tell: Tell) -> None:
    """Give the package's bytes to `take`, and refuse at the end what is not the one that was signed."""
    file, place = found.file, found.folder / found.file.name
    seen, summed = 0, hashlib.sha256()
    try:
        have = place.stat().st_size
        if have != file.size:
            raise Refused("update_size", file=file.name, have=have, size=file.size)
        with place.open("rb") as opened:
            while seen <= file.size and (part := opened.read(CHUNK)):
                seen += len(part)
                summed.update(part)
                take(part)
                tell(f"reading {file.name}", min(seen, file.size), file.size)
    except FileNotFoundError as error:
        raise Refused("update_missing", file=file.name) from error
    except OSError as error:
        raise _unreadable(error, place) from error
    if seen != file.size:
        raise Refused("update_size", file=file.name, have=seen, size=file.size)
    if summed.hexdigest() != file.sha256:
        raise Refused("update_changed", file=file.name)


# ---- stage --------------------------------------------------------------------------------------------------------------


def stage(
    desk: Desk,
    place: Path,
    today: str,
    package: Package | None = None,
    to: Path | None = None,
    tell: Tell = lambda *_: None,
) -> tuple[Checked, Path]:
    """Check a release, copy its package for this computer with list and signatures into a folder of its own below `to`, and return that
    package. Older ones that were staged there go. Staging the same again changes nothing.

    Refused and Trouble as `check` says; Trouble where the folder cannot be written: then nothing is left there."""
    found = _judged(desk, place, today, package)
    below = to or updates_folder(desk.places)
    number = found.release.number
    folder, part = (
        below / f"{number.version}-{number.build}",
        below / f".{number.version}-{number.build}.part",
    )
    lost = f"The release could not be laid aside in {below}"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _copy(found, part, tell)
        if folder.exists():
            shutil.rmtree(folder)
        part.replace(folder)
        sync_folder(below)
    except OSError as error:
        raise trouble_of(error, lost, below) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _remember(desk, found)
    _drop_older(below, found.release.number)
    log = open_log(desk.places.logs)
    log.note("update_staged", build=number.build, **_parts(number))
    log.close()
    return found, folder / found.file.name


def _parts(number: ReleaseNumber) -> dict[str, int]:
    return {
        name: int(part)
        for name, part in zip(("major", "minor", "patch", "fourth"), number.version.split("."), strict=False)
    }


def _copy(found: Checked, folder: Path, tell: Tell) -> None:
    with whole_file(folder / found.file.name, f"{found.file.name} could not be copied") as out:
        _pass_over(found, out.write, tell)
    write_whole(folder / RELEASE, found.release.signed_bytes, "The release's list")
    signatures = msgspec.json.encode(ReleaseSignatures(found.signatures))
    write_whole(folder / SIGNATURES, signatures, "The release's signatures")
    write_whole(folder / KEYS, written_authority(found.keys), "The statement of its keys")


def _drop_older(below: Path, number: ReleaseNumber) -> None:
    """Releases that were staged before: nobody is to install them any more. What cannot be removed stays."""
    for each, other in _staged_in(below):
        if other.order < number.order:
            shutil.rmtree(each, ignore_errors=True)


def _staged_in(below: Path) -> Sequence[tuple[Path, ReleaseNumber]]:
    """The folders of staged releases, the highest first."""
    found = []
    for each in below.iterdir() if below.is_dir() else ():
        version, _, build = each.name.rpartition("-")
        try:
            number = msgspec.convert({"version": version, "build": int(build)}, ReleaseNumber)
        except (ValueError, msgspec.ValidationError):
            continue
        found.append((each, number))
    return sorted(found, key=lambda one: one[1].order, reverse=True)


# ---- what is remembered -------------------------------------------------------------------------------------------------


def _state(places: Places) -> _State:
    """Trouble "key_damaged" for a file that cannot be understood, "io"."""
    place = places.keys / STATE
    try:
        return msgspec.json.decode(read_whole(place), type=_State)
    except FileNotFoundError:
        return _State()
    except OSError as error:
        raise trouble_of(error, f"{place}, which says what was staged here, cannot be read", place) from error
    except (ValueError, RecursionError) as error:
        said = f"{place}, which says which releases were staged here, is damaged."
        remedy = "Find out who can write in the keys folder; then remove the file and stage again."
        raise Trouble("key_damaged", said, remedy, str(place)) from error


def _remember(desk: Desk, found: Checked) -> None:
    former = _state(desk.places)
    known = {each.authority.version: each for each in (*former.statements, found.keys)}
    built_in = desk.keys.authority.version if desk.keys is not None else 0
    kept = tuple(each for version, each in sorted(known.items()) if version > built_in)
    new = _State(1, Staged(found.release.number, found.release.hash), kept)
    if new == former:
        return
    place, lost = desk.places.keys / STATE, "Which release was staged could not be kept"
    try:
        make_folder(desk.places.keys)
        with whole_file(place, lost, owner_only) as out:
            out.write(msgspec.json.format(msgspec.json.encode(new), indent=2) + b"\n")
    except OSError as error:
        raise trouble_of(error, lost, place) from error


def _unreadable(error: OSError, place: Path) -> Trouble:
    said = f"{place} cannot be read: {error.strerror}."
    return Trouble("given", said, "Check the stick or share, and the right to read it.", str(place))


# ---- what IT does next, and what doctor tells ---------------------------------------------------------------------------


def next_command(package: Package, file: Path) -> str:
    """The command with which IT installs a staged package."""
    if package in ("exe", "msi"):
        return f'msiexec /i "{file}" /qn' if package == "msi" else f'"{file}" /S'
    name = shlex.quote(str(file))
    if package == "deb":
        return f"apt-get install --no-install-recommends {name}"
    if package == "rpm":
        return f"dnf install {name}"
    return f"tar -xf {name} -C /tmp && sh /tmp/threshold/install.sh"


def facts(places: Places, now: Running) -> list[Told]:
    """The line `update_staged`: whether a release waits to be installed that is higher than the one that runs. Only IT is told."""
    try:
        waiting = [each for each in _staged_in(updates_folder(places)) if each[1].order > now.number.order]
        files = sorted(waiting[0][0].iterdir()) if waiting else []
    except OSError as error:
        return [("update_staged", "warning", f"What is staged cannot be looked at: {error.strerror}.", "")]
    packages = [(kind, file) for file in files if (kind := package_of(file.name)) is not None]
    if not packages:
        return []
    said = f"Release {waiting[0][1]} is staged and not installed; {now.number} runs."
    return [("update_staged", "warning", said, f"Install it: {next_command(*packages[0])}")]
