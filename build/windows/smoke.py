"""Starts the Windows program under Wine as a stranger would: `python -m build.windows.smoke out/package/windows/threshold`.

What it answers and writes is held against the unfrozen program on Linux: what a case comes to, and byte by byte the report of a visit
that was walked on Windows. Then a desk is set up from a file, a record is backed up, restored, checked and exported, and the export is
judged by Python alone; and the window is started without a console until it is on the screen. Prints each finding, then figures, and exits
1 if there is any. Needs a screen: DISPLAY. Wine is not Windows: printing, screen readers and access lists are tried on neither.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from PIL import Image, ImageChops, ImageColor, ImageGrab

from build.freeze.contents import INSIDE
from build.freeze.smoke import CASE, COLOURS, SECONDS, TOP, Program, answers, ended_well, reports
from desktop.ui.theme import LIGHT

WINE = ("bash", str(TOP / "build/windows/wine"))
PYTHON = TOP / "out/cache/windows/python/python.exe"
PICTURES = 23
SETUP = TOP / "resources/setup-example.toml"
PINS = "Supervisor 7: 271828\nGuard 21: 314159\nGuard 22: 161803\n"
LOOK_S = 0.05
SHARE = 0.2
"""A window is painted where so much of the screen is no longer as it was before."""
KEY = 0.02
"""How much of the screen a page's large key takes at least."""

BARE = """
from PySide6.QtWidgets import QApplication, QWidget
qt = QApplication([])
window = QWidget(styleSheet="background: white")
window.resize(1366, 700)
window.show()
qt.exec()
"""


def window(frozen: Program) -> Iterator[str]:
    """The sample visit through the real window: all its pictures, and text in each."""
    out = frozen.home / "demo"
    yield from ended_well("demo", frozen.run("demo", "--out", out))
    pictures = sorted(out.glob("*.png"))
    if len(pictures) != PICTURES:
        yield f"demo left {len(pictures)} pictures of {PICTURES}. Look into {out}"
    for picture in pictures:
        with Image.open(picture) as seen:
            if len(seen.getcolors(seen.width * seen.height) or ()) < COLOURS:
                yield f"Picture {picture.name} of the demo is blank. Look at {picture}"


def record(frozen: Program) -> Iterator[str]:
    """The record of that visit is checked, backed up, put back, checked again and exported; Python alone judges the export."""
    home, stick, export = frozen.home / "demo/home", frozen.home / "stick", frozen.home / "evidence.zip"
    for command in (
        ("verify",),
        ("backup", "--to", stick, "--make"),
        ("restore", stick),
        ("verify",),
        ("doctor",),
        ("salvage", "--out", frozen.home / "salvaged"),
        ("export-evidence", "--out", export),
    ):
        yield from ended_well(str(command[0]), frozen.run("--home", home, *command))
    judge = [sys.executable, "-I", str(TOP / "resources/evidence/verify.py"), str(export)]
    yield from ended_well(
        "verify.py", subprocess.run(judge, capture_output=True, encoding="utf-8", check=False)
    )


def setting_up(frozen: Program) -> Iterator[str]:
    """A desk is set up from a file with PINs from standard input, and a second time nothing changes."""
    home = frozen.home / "set-up"
    for _ in range(2):
        command = ("--home", home, "setup", "--config", SETUP, "--pins-stdin", "--json")
        yield from ended_well("setup", frozen.run(*command, given=PINS))
    doctor = frozen.run("--home", home, "doctor", "--json")
    yield from ended_well("doctor", doctor)
    if doctor.returncode == 0:
        errors = [fact["sentence"] for fact in json.loads(doctor.stdout)["facts"] if fact["level"] == "error"]
        yield from (f"After the set-up doctor says: {sentence}" for sentence in errors)


def painted_after(command: list[str], picture: Path | None = None) -> float:
    """Seconds until the window of this program has taken the screen; then it is ended, before that a picture is taken of the desk, where
    one is wanted. RuntimeError where either never comes."""
    ground = _screen().convert("L").histogram()
    total = sum(ground)
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, umask=0o077
    ) as process:
        try:
            while (passed := time.perf_counter() - started) < SECONDS:
                now = _screen().convert("L").histogram()
                if sum(abs(one - two) for one, two in zip(ground, now, strict=True)) / 2 > SHARE * total:
                    if picture:
                        desk_seen(picture)
                    return passed
                time.sleep(LOOK_S)
        finally:
            ending = [*WINE, "taskkill", "/f", "/im", PureWindowsPath(command[2]).name]
            subprocess.run(ending, capture_output=True, check=False)
            process.terminate()
    raise RuntimeError(f"The window of {command[2]} did not come.")


def desk_seen(picture: Path) -> None:
    """Wait until the desk asks for something, and keep a picture of it. RuntimeError where it does not."""
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        seen = _screen()
        if asks(seen):
            seen.save(picture)
            return
        time.sleep(LOOK_S)
    seen.save(picture)
    raise RuntimeError(f"The window opened no desk. Look at {picture}")


def asks(screen: Image.Image) -> bool:
    """Whether the large key of a page is on the screen: the record is open, and keys do something."""
    accent = ImageColor.getrgb(LIGHT.accent)
    points = ImageChops.difference(screen.convert("RGB"), Image.new("RGB", screen.size, accent)).convert("L")
    return points.histogram()[0] > KEY * screen.width * screen.height


def _screen() -> Image.Image:
    return ImageGrab.grab(xdisplay=os.environ["DISPLAY"])


def figures(folder: Path, room: Path) -> Iterator[str]:
    """How large it is and how fast its window comes, against a bare window of Qt from the Windows Python; both under Wine."""
    home = Program((), room, wine=True).named(room / "window")
    ours = [*WINE, str(folder / "thresholdw.exe"), "--home", home]
    bare = [*WINE, str(PYTHON), "-c", BARE]
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(2):
        times["bare"].append(painted_after(bare))
        times["ours"].append(painted_after(ours, folder.parent / "window.png"))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    first, last = min(times["bare"]), min(times["ours"])
    yield f"size {size:.0f} MB; under Wine its window is on the screen after {last:.1f} s, a bare one after {first:.1f} s"


def controls(folder: Path, room: Path) -> Iterator[str]:
    """The try notices what is missing: without Python no program, without policies no case, without Qt no window."""
    for part, arguments in (
        (Path(INSIDE, "python311.dll"), ("--version",)),
        (Path(INSIDE, "resources/packs"), ("scenario", CASE)),
        (Path(INSIDE, "PySide6/Qt6Core.dll"), ("demo", "--out", room / "never")),
    ):
        copy = folder.parent / "without"
        shutil.copytree(folder, copy, copy_function=os.link)
        try:
            gone = copy / part
            shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
            without = Program((*WINE, str(copy / "threshold.exe")), room, wine=True)
            if without.run(*arguments).returncode == 0:
                yield f"Without {part} the program still does {arguments[0]}: it takes it from elsewhere."
        finally:
            shutil.rmtree(copy)


def main(arguments: list[str]) -> int:
    """0 when the Windows program does all that it must, else 1; then what it wrote is kept to be looked at."""
    folder = Path(arguments[0]).absolute()
    subprocess.run(
        [*WINE, "--over"], check=True
    )  # what runs still shows its windows on another screen, or nowhere
    room = Path(tempfile.mkdtemp(prefix="threshold-windows-"))
    homes = [room / name for name in ("frozen", "unfrozen")]
    for home in homes:
        home.mkdir()
    frozen = Program((*WINE, str(folder / "threshold.exe")), homes[0], wine=True)
    unfrozen = Program((str(Path(sys.executable).with_name("threshold")),), homes[1])
    found = [*answers(frozen, unfrozen), *window(frozen), *reports(frozen, unfrozen)]
    found += [*record(frozen), *setting_up(frozen)]
    found = found or list(controls(folder, room))
    for sentence in found or figures(folder, room):
        print(sentence)
    print(f"The Windows program: {len(found)} found" if found else "The Windows program works under Wine.")
    if not found:
        shutil.rmtree(room)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
