"""Starts the frozen program as a stranger would: `python -m build.freeze.smoke out/package/linux/threshold`.

With an empty environment, a home of its own, from another folder and, where this machine permits it, without a
network. What it answers, paints and writes must be what the unfrozen program does. Then parts are taken out of copies
of the folder, and the checks must notice. Prints each finding and exits 1 if there is any. Needs a screen: DISPLAY.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

from build.freeze.contents import INSIDE, RESOURCES, findings, list_of
from desktop import __version__

TOP = Path(__file__).parents[2]
PACK = "packs/us-ny-nyc/facility-entry"
CASE = TOP / "resources" / PACK / "scenarios/T01.json"
SECONDS = 120
COLOURS = 20
"""Fewer colours in a picture of a page mean that no text was painted on it."""
CLOCKS = 0.003
"""The share of a page that may differ: the digits of its clocks, which a timer renews whenever it comes to it."""

Run = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Program:
    """One of the two programs, frozen or not, and how it is started: never with anything of ours around it. `wine`: a Windows program,
    which is told its paths as Wine names them."""

    command: tuple[str, ...]
    home: Path
    wine: bool = False

    def run(self, *arguments: object, given: str = "") -> Run:
        """Run it to its end, from its own home, which nothing but itself and the screen's number is told; `given` is typed into it."""
        environment = {"HOME": str(self.home), "DISPLAY": os.environ["DISPLAY"]}
        if self.wine:  # which finds its own things by PATH, and keeps its folder elsewhere
            environment |= {"PATH": os.environ["PATH"], "WINE_INPUT": "yes"}
        command = [*self.command, *map(self.named, arguments)]
        return subprocess.run(
            command,
            cwd=self.home,
            env=environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
            umask=0o077,  # what Wine writes is as its folder: on Windows the person's profile keeps others out
        )

    def named(self, argument: object) -> str:
        """An argument as this program reads it."""
        return (
            f"Z:{argument}".replace("/", "\\") if self.wine and isinstance(argument, Path) else str(argument)
        )


def without_network() -> tuple[str, ...]:
    """What to put before a command so that it has no network; nothing where this machine does not permit it."""
    alone = ("unshare", "--net", "--map-root-user") if os.getuid() else ("unshare", "--net")
    permitted = shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True, check=False)
    return alone if permitted and permitted.returncode == 0 else ()


def ended_well(what: str, run: Run) -> Iterator[str]:
    """A sentence with its last words, where a program failed."""
    if run.returncode != 0:
        lines = (run.stderr.strip() or run.stdout.strip() or "nothing").splitlines()
        last = [line for line in lines if not line.startswith("[PYI")][
            -2:
        ]  # PyInstaller repeats that it failed
        yield f"{what} ended with {run.returncode} and said: {' '.join(last)}"


def answers(frozen: Program, unfrozen: Program) -> Iterator[str]:
    """The commands that need no screen: version, health, a case by the pack."""
    version = frozen.run("--version")
    yield from ended_well("--version", version)
    if version.stdout != f"Threshold, version {__version__}\n":
        yield f"--version said {version.stdout!r}. Build again: bash build/package linux"
    doctor = frozen.run("doctor", "--json")
    yield from ended_well("doctor", doctor)
    if doctor.returncode == 0 and not json.loads(doctor.stdout)["ok"]:
        yield f"doctor found: {doctor.stdout.strip()}"
    case, same = frozen.run("scenario", CASE), unfrozen.run("scenario", CASE)
    yield from ended_well(f"scenario {CASE.name}", case)
    if case.returncode == 0 and (case.stdout != same.stdout or not json.loads(case.stdout)["ok"]):
        yield f"scenario {CASE.name} differs from the unfrozen program's: {case.stdout.strip()}"


def window(frozen: Program, unfrozen: Program) -> Iterator[str]:
    """The sample visit through the real window: the same pictures, and text in each."""
    both = [(program, program.home / "demo") for program in (frozen, unfrozen)]
    for program, out in both:
        yield from ended_well("demo", program.run("demo", "--out", out))
    pictures, same = ({file.name: file for file in sorted(out.glob("*.png"))} for _, out in both)
    if not pictures or pictures.keys() != same.keys():
        yield f"demo left the pictures {sorted(pictures)}, unfrozen {sorted(same)}."
    for name in pictures.keys() & same.keys():
        with Image.open(pictures[name]) as one, Image.open(same[name]) as other:
            if len(one.getcolors(one.width * one.height) or ()) < COLOURS:
                yield f"Picture {name} of the demo is blank. Look at {pictures[name]}"
            if _apart(one, other) > CLOCKS:
                yield f"Picture {name} of the demo differs from the unfrozen program's. Compare {pictures[name]} with {same[name]}"


def _apart(one: Image.Image, other: Image.Image) -> float:
    """The share of points in which two pictures differ; 1 where they are not of one size."""
    if one.size != other.size:
        return 1.0
    same = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()[0]
    return 1 - same / (one.width * one.height)


def reports(frozen: Program, unfrozen: Program) -> Iterator[str]:
    """The report of the visit that the frozen demo left on record: as a PDF and as text the same bytes from both programs."""
    home = frozen.home / "demo/home"
    listed = frozen.run("--home", home, "visits", "--json")
    yield from ended_well("visits", listed)
    if listed.returncode != 0:
        return
    number = json.loads(listed.stdout.splitlines()[0])["record_number"]
    for ending in ("pdf", "txt"):
        written = []
        for program in (frozen, unfrozen):
            own = program.home / f"record-{ending}"  # writing a report is itself recorded: each gets a copy
            shutil.copytree(home, own)
            file = program.home / f"report.{ending}"
            yield from ended_well(
                f"report to {file.name}", program.run("--home", own, "report", number, "--out", file)
            )
            written.append(file.read_bytes() if file.exists() else b"")
        if written[0] != written[1] or not written[0]:
            yield f"The report of {number} as {ending} differs: {len(written[0])} bytes frozen, {len(written[1])} unfrozen."


def controls(folder: Path, room: Path, prefix: tuple[str, ...]) -> Iterator[str]:
    """The checks notice what is missing: each part is taken out of a copy, and both the list and the program must say so."""
    font = next(iter(sorted((folder / RESOURCES / "fonts").glob("*.ttf")))).relative_to(folder)
    parts: list[tuple[Path, tuple[object, ...]]] = [
        (font, ()),
        (Path(RESOURCES, PACK, "pack.toml"), ("scenario", CASE)),
        (next(folder.glob(f"{INSIDE}/libQt6Svg.so.*")).relative_to(folder), ()),
        (next(folder.glob(f"{INSIDE}/*/libpdfium.so")).relative_to(folder), ()),
        (Path(INSIDE, "PySide6/Qt/plugins/platforms/libqxcb.so"), ("demo", "--out", room / "never")),
    ]
    text = list_of("linux").read_text(encoding="utf-8")
    packages = [line.removeprefix("package ") for line in text.splitlines() if line.startswith("package ")]
    for number, (part, arguments) in enumerate(parts):
        copy = folder.parent / f"without-{number}"
        shutil.copytree(folder, copy, symlinks=True, copy_function=os.link)
        try:
            (copy / part).unlink()
            if not any(
                part.name.partition(".")[0] in found
                for found in findings(copy, packages, text, TOP / "resources")
            ):
                yield f"Without {part} build/freeze/contents.py finds nothing. Mend it."
            if (
                arguments
                and Program((*prefix, str(copy / "threshold")), room).run(*arguments).returncode == 0
            ):
                yield f"Without {part} the program still does {arguments[0]}: it takes it from elsewhere. Mend desktop/paths.py."
        finally:
            shutil.rmtree(copy)


def main(arguments: list[str]) -> int:
    """0 when the frozen program does all that the unfrozen one does, else 1; then what both wrote is kept to be looked at."""
    folder = Path(arguments[0]).absolute()
    prefix = without_network()
    room = Path(tempfile.mkdtemp(prefix="threshold-frozen-"))
    homes = [room / name for name in ("frozen", "unfrozen")]
    for home in homes:
        home.mkdir()
    frozen = Program((*prefix, str(folder / "threshold")), homes[0])
    unfrozen = Program((str(Path(sys.executable).with_name("threshold")),), homes[1])
    found = [*answers(frozen, unfrozen), *window(frozen, unfrozen), *reports(frozen, unfrozen)]
    found = found or list(controls(folder, room, prefix))
    for sentence in found:
        print(sentence)
    network = "without a network" if prefix else "with this machine's network (unshare is not permitted here)"
    print(
        f"The frozen program, started {network}: {len(found)} found"
        if found
        else f"The frozen program works, started {network}."
    )
    if not found:
        shutil.rmtree(room)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
