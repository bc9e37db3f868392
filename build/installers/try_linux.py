"""Tries .deb, .rpm and the archive in a clean Debian without Python; `bash build/try-installers linux` starts it and tells what for.

Each step yields a sentence for all that is not as it should be. Then packages that are wrong are tried, and must be found out.
"""

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from build.installers import linux_asks
from build.installers.linux_packages import KINDS, LARGEST_INSTALLED, LARGEST_PACKAGE, OUT, Made, make
from build.installers.try_kept import kept_records
from build.installers.try_pages import options, page_commands
from build.installers.try_room import HOME, NotSeen, Room, Run, Visits, Window
from desktop import __version__

TOP = Path(__file__).parents[2]
CACHE = TOP / "out/cache/installers"
DAY = datetime(2026, 11, 1, tzinfo=UTC)
EXAMPLE = TOP / "resources/setup-example.toml"
OPEN_VISITS = 5
RECORD = f"{HOME}/.local/share/threshold"
CONFIG = "/etc/threshold/managed.toml"
BEFORE, NOW, RETURN, AGAIN = "before", "now", "return", "again"
"""The packages: the former program's, this one's, the former program under a higher number, and this one under a yet higher."""
FORMER_VERSION = "0.0.9"


class Told:
    """The log: each step with the seconds that it took."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def line(self, what: str) -> None:
        """One more step is done."""
        now = time.monotonic()
        print(f"{now - self._last:6.1f} s  {what}", flush=True)
        self._last = now


def failed(what: str, run: Run) -> Iterator[str]:
    """A sentence with its last words where a command failed."""
    if run.returncode:
        said = (run.stderr.strip() or run.stdout.strip() or "nothing").splitlines()
        yield f"{what} ended with {run.returncode}: {' '.join(said[-3:])}"


def install(room: Room, package: Path) -> Run:
    """Install a .deb by apt, from the file."""
    shutil.copy(package, room.root / "root" / package.name)
    return room.root_runs(f"cd /root && apt-get install -y --no-install-recommends ./{package.name}")


def works(room: Room) -> Iterator[str]:
    """What a stranger does first: version, health, set-up by a file, a whole sample visit through the window, its report as PDF."""
    yield from failed("--version", room.run("threshold --version"))
    yield from failed("doctor", room.run("threshold doctor"))
    room.put(EXAMPLE.read_bytes(), f"{HOME}/setup.toml")
    yield from failed("setup", room.run("threshold --home second setup --config setup.toml"))
    told = room.run("threshold --home second doctor --json")
    wrong = [
        each
        for each in json.loads(told.stdout or "{}").get("facts", [{"level": "error"}])
        if each.get("level") == "error"
    ]
    yield from (f"doctor after the set-up: {each.get('sentence', told.stderr)}" for each in wrong)
    yield from failed("demo", room.run("threshold demo --out demo"))
    listed = room.run("threshold --home demo/home visits --json")
    yield from failed("visits", listed)
    if listed.returncode == 0 and listed.stdout:
        number = json.loads(listed.stdout.splitlines()[0])["record_number"]
        yield from failed("report", room.run(f"threshold --home demo/home report {number} --out demo.pdf"))
        pdf = room.root / HOME.lstrip("/") / "demo.pdf"
        if not pdf.exists() or not pdf.read_bytes().startswith(b"%PDF-"):
            yield "The report of the sample visit is no PDF."
    room.run("rm -rf second demo demo.pdf setup.toml")


def open_visits(room: Room) -> Iterator[str]:
    """Visits are begun in the real window and left open, each after another number of answers."""
    place = "/opt/threshold/current/lib/resources/facilities/sample-school.toml"
    yield from failed(
        "facility",
        room.run(f"mkdir -p .config/threshold/config && cp {place} .config/threshold/config/facility.toml"),
    )
    for number in range(OPEN_VISITS):
        window = room.window()
        window.answer("n")
        for _ in range(number % 3):
            window.answer("1")
        window.end()
    if len(still_open(room)) != OPEN_VISITS:
        yield f"{len(still_open(room))} visits are open, not {OPEN_VISITS}."


def still_open(room: Room) -> list[str]:
    """The record numbers of the visits that are not closed, as the installed program lists them."""
    return sorted(number for number, each in room.visits().items() if each["status"] == "open")


def goes_on(room: Room, bears: tuple[str, ...] = ()) -> Iterator[str]:
    """Each of the open visits is chosen on the start screen and takes another answer and a time. `bears`: codes that an older program's
    verify may tell of a record whose tables a newer one made."""
    grown = set[str]()
    for key in range(1, OPEN_VISITS + 1):
        window = room.window()
        window.choose(str(key))
        grown.add(window.answer("0 F5")["record_number"])
        window.end()
    if grown != set(still_open(room)) or len(grown) != OPEN_VISITS:
        yield f"Of {OPEN_VISITS} open visits {len(grown)} went on."
    checked = room.run("threshold verify --json")
    found = json.loads(checked.stdout or "{}").get("findings", [{"code": checked.stderr}])
    yield from (f"verify found: {each}" for each in found if each["code"] not in bears)


def same(before: Visits, after: Visits) -> bool:
    """Whether two programs list the same visits, by all that both of them tell."""
    return before.keys() == after.keys() and all(
        line[key] == after[number][key]
        for number, line in before.items()
        for key in line.keys() & after[number].keys()
    )


def upgraded(room: Room, package: Path, window: Window | None = None) -> Iterator[str]:
    """Another package takes the place of the one there, under an open window or not: record and configuration are as they were."""
    before, kept = room.visits(), room.files(CONFIG.rpartition("/")[0])
    yield from failed(f"Installing {package.name}", install(room, package))
    if not same(before, room.visits()):
        yield f"After {package.name} the list of visits is another."
    if room.files(CONFIG.rpartition("/")[0]) != kept:
        yield f"{package.name} changed the configuration."
    if window is not None and not window.answer("F5"):
        yield f"The open window did not go on after {package.name}."


def deb_path(room: Room, debs: dict[str, Path], told: Told) -> Iterator[str]:
    """From the former version to this one with visits open, back to the former one, on to this one, and away."""
    yield from failed("Installing the former version", install(room, debs[BEFORE]))
    room.root_runs(f"echo idle_lock_minutes = 0 >>{CONFIG}")
    yield from open_visits(room)
    told.line(f"the former version installed by apt; {OPEN_VISITS} visits begun in its window and left open")
    window = room.window()
    window.choose("1")
    yield from upgraded(room, debs[NOW], window)
    beside = len(list((room.root / "opt/threshold/versions").iterdir()))
    removing = room.root_runs("dpkg -r threshold")
    if beside != 2 or removing.returncode == 0 or "Threshold is open here" not in removing.stderr:
        yield f"With a window open {beside} versions lie there, and dpkg -r ended with {removing.returncode}: {removing.stderr}"
    window.end()
    told.line(
        "upgraded with the window open on a visit: it takes the next answer; dpkg -r is refused meanwhile"
    )
    yield from goes_on(room)
    told.line("this version's window goes on with each of the visits; verify finds nothing")
    yield from upgraded(room, debs[RETURN])
    yield from goes_on(room, ("tables_changed",))
    told.line("return to the former program under a higher number: it goes on with each of them")
    yield from upgraded(room, debs[AGAIN])
    yield from goes_on(room)
    told.line("and this version again")
    yield from removed(room, debs[AGAIN])
    told.line("removed, purged and installed again: the record is the very same")


def removed(room: Room, package: Path) -> Iterator[str]:
    """-r and -P leave every byte of the record and its keys; only -P takes the configuration; the next installation finds all."""
    visits = room.visits()
    before = room.files(f"{HOME}/.local")
    yield from failed("dpkg -r threshold", room.root_runs("dpkg -r threshold"))
    left = ("opt/threshold/versions", "usr/bin/threshold", "usr/share/applications/threshold.desktop")
    yield from (
        f"dpkg -r left {place}"
        for place in left
        if (room.root / place).exists() or (room.root / place).is_symlink()
    )
    if not (room.root / CONFIG.lstrip("/")).exists():
        yield "dpkg -r took the configuration."
    yield from failed("dpkg -P threshold", room.root_runs("dpkg -P threshold"))
    if (room.root / CONFIG.lstrip("/")).exists() or (room.root / "opt/threshold").exists():
        yield "dpkg -P left /opt/threshold or the configuration."
    if room.files(f"{HOME}/.local") != before or not before:
        yield "Removal changed the record or its keys."
    yield from failed("Installing again", install(room, package))
    if room.visits() != visits or len(visits) < OPEN_VISITS:
        yield f"After the next installation {len(room.visits())} of {len(visits)} visits are listed."


def rpm_path(room: Room, rpms: dict[str, Path], floor: str) -> Iterator[str]:
    """What can be tried of an rpm on Debian: what it requires, its scripts, upgrade, refusal while it is open, removal."""
    first, second = rpms[BEFORE], rpms[NOW]
    if f"glibc >= {floor}" not in _out("rpm", "-qp", "--requires", second):
        yield "The rpm does not require the glibc that it needs."
    alone = _rpm(room, "--install", first)
    if alone.returncode == 0 or "glibc >= " not in alone.stderr:
        yield f"The rpm installs where its glibc is not: {alone.stderr}"
    yield from failed("rpm --install", _rpm(room, "--install", "--nodeps", first))
    yield from failed("The program of the rpm", room.run("threshold --version"))
    room.root_runs(f"echo idle_lock_minutes = 0 >>{CONFIG}")
    window = room.window()
    yield from failed("rpm --upgrade", _rpm(room, "--upgrade", "--nodeps", second))
    if _rpm(room, "--erase", "threshold").returncode == 0:
        yield "The rpm is erased under an open window."
    window.end()
    yield from failed("The program after the upgrade", room.run("threshold doctor"))
    before = room.files(f"{HOME}/.local/share")
    yield from failed("rpm --erase", _rpm(room, "--erase", "threshold"))
    if not (room.root / f"{CONFIG.lstrip('/')}.rpmsave").exists() or (room.root / "opt/threshold").exists():
        yield "Erasing the rpm left the program, or not the changed configuration."
    if room.files(f"{HOME}/.local/share") != before:
        yield "Erasing the rpm changed the record."


def _rpm(room: Room, *words: str | Path) -> Run:
    command = ["rpm", "--root", room.root, "--dbpath", "/var/lib/rpm", *words]
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


def _out(*words: str | Path) -> str:
    return subprocess.run([*map(str, words)], capture_output=True, text=True, check=True).stdout


def tar_path(room: Room, tars: dict[str, Path]) -> Iterator[str]:
    """An account without rights installs, upgrades with a window open, removes the program, and then the data too."""
    yield from failed("xz", room.root_runs("apt-get install -y --no-install-recommends xz-utils"))
    for version in (BEFORE, NOW):
        room.put(tars[version].read_bytes(), f"{HOME}/{tars[version].name}")
    unpack = "rm -rf threshold && tar -xf {name} && sh threshold/install.sh"
    yield from failed("install.sh", room.run(unpack.format(name=tars[BEFORE].name)))
    visits = room.visits()
    window = room.window()
    window.answer("n")
    yield from failed("install.sh as upgrade", room.run(unpack.format(name=tars[NOW].name)))
    if not window.answer("F5"):
        yield "The open window did not go on after install.sh."
    if room.run("sh .local/opt/threshold/install.sh --remove").returncode == 0:
        yield "install.sh --remove takes the program away under an open window."
    window.end()
    yield from works(room)
    if len(room.visits()) != len(visits) + 1:
        yield f"{len(room.visits())} visits are listed, not {len(visits) + 1}."
    if room.run("desktop-file-validate .local/share/applications/threshold.desktop").returncode not in (
        0,
        127,
    ):
        yield "The menu entry of the account is not valid."
    before = room.files(RECORD)
    yield from failed("--remove", room.run("sh .local/opt/threshold/install.sh --remove"))
    if room.run("command -v threshold").returncode == 0 or room.files(RECORD) != before or not before:
        yield "install.sh --remove left the program, or changed the record."
    yield from failed("install.sh again", room.run("sh threshold/install.sh"))
    if (
        room.run("sh .local/opt/threshold/remove-data", "no\n").returncode == 0
        or room.files(RECORD) != before
    ):
        yield "remove-data removes without the words."
    yield from failed("--remove-data", room.run("sh .local/opt/threshold/install.sh --remove-data --yes"))
    left = [
        name
        for name in room.files(HOME)
        if "threshold" in name and not name.startswith(("threshold/", "threshold-"))
    ]
    yield from (f"--remove-data left {name}" for name in left if not name.startswith(".cache/"))


def controls(clean: Path, folder: Path, work: Path) -> Iterator[str]:
    """Packages that are wrong must be found out: one that does not say what it needs, one from which a file is missing."""
    for name in ("asks for nothing", "lacks a file"):
        room = Room.made(clean, work / "control", CACHE / "archives")
        with contextlib.ExitStack() as stack:
            stack.callback(cleared, room)
            copy = work / "folder"
            shutil.copytree(folder, copy, symlinks=True)
            if name == "lacks a file":
                (copy / "lib/PySide6/Qt/plugins/platforms/libqxcb.so").unlink()  # no library asks for it
            (package,) = make(Made(copy, __version__, 1, DAY, True), work, ("deb",))
            shutil.rmtree(copy)
            if name == "asks for nothing":
                package = _without_depends(package, work)
            found = [*failed("install", install(room, package)), *works(room)]
            if not found:
                yield f"A package that {name} is not found out."


def _without_depends(package: Path, work: Path) -> Path:
    _out("dpkg-deb", "-R", package, work / "raw")
    control = work / "raw/DEBIAN/control"
    lines = control.read_text().splitlines(keepends=True)
    control.write_text("".join(line for line in lines if not line.startswith("Depends: ")))
    _out("dpkg-deb", "-Zgzip", "-z1", "-b", work / "raw", package)
    shutil.rmtree(work / "raw")
    return package


def cleared(room: Room) -> None:
    """Take the room away, but nothing that is only mounted there."""
    for place in ("proc", "var/cache/apt/archives", "tmp/.X11-unix"):
        subprocess.run(["umount", "-l", room.root / place], check=False)
    shutil.rmtree(room.root)


def same_twice(made: Made, work: Path, packages: list[Path]) -> Iterator[str]:
    """A second making gives the same bytes."""
    for one, other in zip(packages, make(made, work / "again", KINDS), strict=True):
        if hashlib.sha256(one.read_bytes()).digest() != hashlib.sha256(other.read_bytes()).digest():
            yield f"{one.name} has other bytes when it is made again."
    shutil.rmtree(work / "again")


def all_steps(folder: Path, former: Path, clean: Path, work: Path, told: Told, loose: bool) -> Iterator[str]:
    """Everything, in the order in which IT comes to it."""
    real = make(Made(folder, __version__, 1, DAY, loose), work / "real" if loose else OUT, KINDS)
    told.line("made " + ", ".join(f"{each.name} ({each.stat().st_size / 1e6:.1f} MB)" for each in real))
    installed = sum(
        path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )
    if installed > LARGEST_INSTALLED or (
        not loose and max(each.stat().st_size for each in real) > LARGEST_PACKAGE
    ):
        yield f"A package is larger than {LARGEST_PACKAGE / 1e6:.0f} MB, or installs more than {LARGEST_INSTALLED / 1e6:.0f} MB."
    yield from same_twice(Made(folder, __version__, 1, DAY, loose), work, real)
    told.line(
        f"made twice, the same bytes; installs {installed / 1e6:.0f} MB; needs glibc {linux_asks.floor(folder)}"
    )
    before = make(Made(former, FORMER_VERSION, 1, DAY, True), work, KINDS)
    others = [
        *make(Made(former, __version__, 2, DAY, True), work, ("deb",)),
        *make(Made(folder, __version__, 3, DAY, True), work, ("deb",)),
    ]
    debs = {BEFORE: before[0], NOW: real[0], RETURN: others[0], AGAIN: others[1]}
    room = Room.made(clean, work / "room", CACHE / "archives")
    with contextlib.ExitStack() as stack:
        stack.callback(cleared, room)
        told.line(
            "a clean Debian 12, and packages of the former program, of a return to it, and of a later version"
        )
        if room.root_runs("command -v python3").returncode == 0:
            yield "The clean Debian has Python."
        yield from deb_path(room, debs, told)
        yield from works(room)
        told.line(
            "the installed program: version, doctor, set-up by a file, a whole visit in the window, its PDF"
        )
        yield from kept_records(room)
        told.line(
            "each kept record of an earlier version: verify, visits, the reports as they were printed then"
        )
        yield from options(room)
        room.root_runs("apt-get purge -y threshold")
        room.run("rm -rf .local .config")
        yield from rpm_path(room, {BEFORE: before[1], NOW: real[1]}, linux_asks.floor(folder))
        told.line("rpm: refuses an older glibc; installed, upgraded under an open window, erased")
        yield from tar_path(room, {BEFORE: before[2], NOW: real[2]})
        told.line("archive: an account without rights installs, upgrades, removes, removes its data")
        yield from page_commands(room)
    yield from controls(clean, folder, work)
    told.line("packages that are wrong are found out")


def main(arguments: list[str]) -> int:
    """0 when nothing is found, else 1. `--quick` packs loosely what is kept in out/installers, too."""
    folder, former, clean = (Path(each).absolute() for each in arguments[:3])
    told, found = Told(), 0
    with tempfile.TemporaryDirectory(prefix="threshold-try-", dir=CACHE) as work:
        try:
            shutil.copytree(
                folder, here := Path(work, "program"), symlinks=True
            )  # whoever builds meanwhile disturbs nothing
            for sentence in all_steps(here, former, clean, Path(work), told, "--quick" in arguments):
                found += 1
                print(f"FOUND: {sentence}", flush=True)
        except NotSeen as unseen:
            found += 1
            print(f"FOUND: {unseen}", flush=True)
    print(f"The Linux installers: {found} found" if found else "The Linux installers work.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
