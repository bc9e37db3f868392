"""Makes the lists of a release: of a program's folder before it is packed, and of the packages, with their checksums.

    bash build/release program FOLDER --platform linux-x86_64 --version 0.2.0 --build 1 [--keys office.tauthority]
    bash build/release packages FILE... --version 0.2.0 --build 1 --keys office.tauthority --out out/release

Neither takes a key. Who signs does so with `threshold update sign`, on a computer without a network: it-updates.md.
"""

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, cast

from build.releasing.licences import write_licences
from build.releasing.sbom import write_sbom
from desktop import __version__
from desktop.core.errors import Refused, Trouble
from desktop.core.release import (
    KEYS,
    RELEASE,
    SIGNATURES,
    Platform,
    Release,
    ReleaseFile,
    package_of,
    read_release,
)
from desktop.services.installed import (
    BY_INSTALLERS,
    INSIDE,
    OWN,
    Differences,
    checked_keys,
    described,
    differences,
    files_of,
    read_list,
)
from desktop.services.refusals import sentence
from desktop.services.release_signing import TO_VERIFY
from desktop.trust.policykeys import message, written_authority
from desktop.whole import write_whole

DAYS = 400
"""So long a release may be installed, if nothing else is said: a site without a network may see one stick a year."""

PLATFORMS: tuple[Platform, ...] = ("linux-x86_64", "windows-x86_64")
SUMS = "SHA256SUMS"
SBOM = "sbom.cdx.json"
LICENCES = "licences"


def release_of(
    files: Iterable[ReleaseFile],
    platform: Platform | None,
    number: tuple[str, int],
    made: date,
    days: int,
    least: str,
) -> Release:
    """The list of these files: of a program for `platform`, or of packages (None). Refused `update_file` for what no desk would read."""
    listed = tuple(sorted(files, key=lambda each: each.name))
    version, build = number
    day, last = made.isoformat(), (made + timedelta(days=days)).isoformat()
    of: Literal["program", "packages"] = "packages" if platform is None else "program"
    return read_release(
        Release(
            "threshold release 1", of, version, build, __version__, platform or "", day, last, least, listed
        ).signed_bytes
    )  # fmt: skip


def list_program(
    folder: Path,
    platform: Platform,
    number: tuple[str, int],
    made: date,
    days: int = DAYS,
    least: str = "0.0.0",
    keys: Path | None = None,
) -> Release:
    """Write `release/` into a program's folder, over what is there: the statement of the keys, if there is one, and the list of every
    file. Signatures of a former list go. Refused as `installed.checked_keys` says; Trouble; OSError."""
    inside = folder / INSIDE
    inside.mkdir(exist_ok=True)
    for name in (RELEASE, SIGNATURES, KEYS):
        (inside / name).unlink(missing_ok=True)
    if keys is not None:
        write_whole(inside / KEYS, written_authority(checked_keys(keys)), "The statement of the keys")
    files = (described(folder, each) for each in files_of(folder))
    listed = (each for each in files if each.name not in OWN | BY_INSTALLERS)
    made_list = release_of(listed, platform, number, made, days, least)
    write_whole(inside / RELEASE, made_list.signed_bytes, "The list")
    return made_list


def list_packages(
    packages: Sequence[Path],
    out: Path,
    number: tuple[str, int],
    made: date,
    keys: Path,
    days: int = DAYS,
    least: str = "0.0.0",
) -> Release:
    """Write the folder that goes onto a stick: the packages, their list and checksums, the statement of the keys. It must be empty or
    missing. Refused `file_there`, and as `installed.checked_keys` says; Trouble; OSError."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise Refused("file_there", file=out.name)
    office = checked_keys(keys)
    for package in packages:
        if package_of(package.name) is None:
            raise Refused(
                "update_file", file=package.name, why="it is no package that Threshold is installed by"
            )
        shutil.copyfile(package, out / package.name)
    made_list = release_of((described(out, each) for each in out.iterdir()), None, number, made, days, least)
    write_whole(out / RELEASE, made_list.signed_bytes, "The list")
    write_whole(out / TO_VERIFY, message("release", made_list.signed_bytes), "What is signed")
    write_whole(out / KEYS, written_authority(office), "The statement of the keys")
    summed = sorted([*(each.name for each in made_list.files), RELEASE, KEYS])
    sums = "".join(f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in summed)
    write_whole(out / SUMS, sums.encode("ascii"), "The checksums")
    return made_list


def _check_names(packages: Sequence[Path], version: str) -> None:
    """Packages of another version do not get into a release unseen. Refused `update_file`."""
    for package in packages:
        if version not in package.name:
            raise Refused("update_file", file=package.name, why=f"its name does not say {version}")


def _stands(folder: Path, number: tuple[str, int]) -> bool:
    """Whether a program's folder has a list of this number that enough keys signed, and that fits every file."""
    found = read_list(folder)
    if found is None or not found.signed or differences(found) != Differences():
        return False
    return (found.release.version, found.release.build) == number


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _today() -> date:
    """The day that the builder gives for all (SOURCE_DATE_EPOCH), else today (UTC)."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)).date()


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build/release", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parts = parser.add_subparsers(dest="what", required=True)
    program = parts.add_parser("program", help="list the files of a program's folder, before it is packed")
    program.add_argument("folder", type=Path)
    program.add_argument(
        "--keep-signed", action="store_true", help="leave a list that is signed and fits every file"
    )
    program.add_argument("--platform", choices=PLATFORMS, required=True)
    program.add_argument(
        "--keys", type=Path, help="statement of the release office; without it the build is UNSIGNED"
    )
    packages = parts.add_parser("packages", help="list finished packages, with their checksums")
    packages.add_argument("packages", type=Path, nargs="+")
    packages.add_argument("--keys", type=Path, required=True, help="statement of the release office")
    packages.add_argument("--out", type=Path, required=True, help="folder that goes onto the stick")
    for part in (program, packages):
        part.add_argument("--version", default=__version__, help="number of the release")
        part.add_argument("--build", type=int, default=1)
        part.add_argument("--made", type=_day, default=_today(), help="ISO date")
        part.add_argument("--days", type=int, default=DAYS, help="so long it may be installed")
        part.add_argument("--least", default="0.0.0", help="lowest version that it may be installed over")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """0 where all was written, 1 where something was refused, 2 where something cannot be read or written."""
    given = _arguments(words)
    number, dates = (
        (given.version, given.build),
        {"made": given.made, "days": given.days, "least": given.least},
    )
    try:
        if given.what == "program" and given.keep_signed and _stands(given.folder, number):
            print(f"The list of release {given.version} build {given.build} is signed and fits: it stays.")
            return 0
        if given.what == "program":
            platform = cast(Platform, given.platform)
            write_licences(given.folder, platform, given.folder / INSIDE / LICENCES)
            write_sbom(given.folder, platform, given.version, given.made, given.folder / INSIDE / SBOM)
            made = list_program(given.folder, platform, number, keys=given.keys, **dates)
        else:
            _check_names(given.packages, given.version)
            made = list_packages(given.packages, given.out, number, keys=given.keys, **dates)
    except Refused as refused:
        print(sentence(refused), file=sys.stderr)
        return 1
    except (Trouble, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    print(
        f"Release {made.number}: {len(made.files)} files listed, hash {made.hash[:16]}. Nobody has signed it yet."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
