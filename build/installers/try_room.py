"""A clean Debian in a folder, in which installers are tried: commands of root and of a guard's account, and the real window by its keys."""

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageColor, ImageGrab

from desktop.ui.theme import THEMES

GUARD = "desk"
HOME = f"/home/{GUARD}"
PATIENCE = 60.0
"""Seconds until what was waited for counts as not happening."""

NEW_VISIT = ImageColor.getrgb(THEMES["light"].accent)
NEW_VISIT_POINTS = 10_000

Run = subprocess.CompletedProcess[str]
Visits = dict[str, dict[str, Any]]
"""By their record numbers."""


@dataclass
class Room:
    """A Debian below `root`. Everything that is run in it is remembered in `ran`, as it would be typed."""

    root: Path
    ran: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, clean: Path, root: Path, archives: Path) -> "Room":
        """A copy of the clean Debian with an account for a guard, and with this screen. Needs root and mounts of its own."""
        subprocess.run(
            ["cp", "-a", clean, root], check=True
        )  # its devices as devices: one of them never ends
        archives.mkdir(parents=True, exist_ok=True)
        for place, inside in (
            (Path("/tmp/.X11-unix"), "tmp/.X11-unix"),
            (archives, "var/cache/apt/archives"),
        ):
            (root / inside).mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "--bind", place, root / inside], check=True)
        subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
        for name in ("etc/resolv.conf", "etc/apt/sources.list"):
            if Path("/", name).exists():
                shutil.copy(Path("/", name), root / name)
        room = cls(root)
        room.root_runs(f"useradd --create-home --shell /bin/sh {GUARD}")
        return room

    def root_runs(self, command: str) -> Run:
        """A line of an administrator's shell, with a network."""
        return self._run(["chroot", str(self.root), "/bin/sh", "-c", command], command)

    def run(self, command: str, said: str = "") -> Run:
        """A line of the guard's shell, on this screen and without a network. `said`: its standard input."""
        return self._run([*self._as_guard(), "/bin/sh", "-c", command], command, said)

    def _run(self, words: list[str], command: str, said: str = "") -> Run:
        self.ran.append(command)
        return subprocess.run(
            words, input=said, capture_output=True, text=True, timeout=600, check=False, env=_SYSTEM
        )

    def _as_guard(self) -> list[str]:
        told = [
            f"HOME={HOME}",
            f"PATH={HOME}/.local/bin:/usr/bin:/bin",
            f"DISPLAY={os.environ['DISPLAY']}",
            "LANG=C.UTF-8",
        ]
        return [
            "unshare",
            "--net",
            "chroot",
            f"--userspec={GUARD}:{GUARD}",
            str(self.root),
            "env",
            "-i",
            "-C",
            HOME,
            *told,
        ]

    def window(self, program: str = "threshold") -> "Window":
        """The program's window, painted and with the keys' focus."""
        return Window(
            self,
            subprocess.Popen([*self._as_guard(), *shlex.split(program)], stderr=subprocess.PIPE, text=True),
        )

    def visits(self) -> Visits:
        """The guard's visits, as the installed program lists them; none where there is no record."""
        listed = self.run("threshold visits --json").stdout
        return {each["record_number"]: each for each in map(_visit, listed.splitlines())}

    def put(self, content: bytes | str, place: str) -> None:
        """Write a file that the guard owns."""
        file = self.root / place.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.root_runs(f"chown -R {GUARD}: {HOME}")

    def files(self, place: str) -> dict[str, bytes]:
        """Every file below a folder."""
        top = self.root / place.lstrip("/")
        return {
            str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()
        }


def _visit(listed: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(listed)
    line: dict[str, Any] = told.get("line", told)
    return line


_SYSTEM = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND": "noninteractive",
    "LANG": "C.UTF-8",
    "HOME": "/root",
}


class NotSeen(Exception):
    """What was waited for did not happen."""


class Window:
    """The real window of a program that runs: keys reach it as from a keyboard."""

    def __init__(self, room: Room, process: subprocess.Popen[str]) -> None:
        self._room, self.process = room, process
        self._wait("a window", self._windows)
        self._wait("the start screen", self._at_start)

    def _windows(self) -> list[str]:
        return self._typed("search", "--onlyvisible", "--pid", str(self.process.pid)).split()

    def _keys(self, *keys: str) -> None:
        """To the newest of the program's windows, as if it had been clicked at first: there is no window manager here."""
        for window in self._windows()[-1:]:
            self._typed("windowfocus", window, "key", *keys)

    def _typed(self, *words: str) -> str:
        return subprocess.run(["xdotool", *words], capture_output=True, text=True, check=False).stdout.strip()

    def _wait(self, what: str, look: Callable[[], Any], again: Callable[[], object] = lambda: None) -> Any:
        """What `look` finds; `again` is done about once a second until it finds something."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            if self.process.poll() is not None:
                said = self.process.stderr.read() if self.process.stderr else ""
                raise NotSeen(f"The program ended with {self.process.returncode} before {what}: {said}")
            again()
            turn = time.monotonic()
            while time.monotonic() - turn < 2:
                if found := look():
                    return found
                time.sleep(0.05)
        raise NotSeen(f"Waited {PATIENCE:.0f} s for {what}.")

    def picture(self) -> Image.Image:
        """What is on the screen."""
        return ImageGrab.grab(xdisplay=os.environ["DISPLAY"]).convert("RGB")

    def _at_start(self) -> bool:
        """Whether *New visit*, the one large button in that color, is there."""
        colors = {color: count for count, color in self.picture().getcolors(1 << 20) or ()}
        return colors.get(NEW_VISIT, 0) > NEW_VISIT_POINTS

    def choose(self, key: str) -> None:
        """Type the key of an open visit on the start screen, and wait until that is left."""
        self._keys(key)
        self._wait(f"the visit of {key}", lambda: not self._at_start())

    def answer(self, keys: str) -> dict[str, Any]:
        """Type keys until the record has grown by it: the visit that grew. No page needs to be waited for; one that knows a key not does
        nothing with it."""
        before = self._room.visits()

        def grown() -> dict[str, Any] | None:
            now = self._room.visits()
            return next((each for number, each in now.items() if each != before.get(number)), None)

        found: dict[str, Any] = self._wait(f"an answer to {keys}", grown, lambda: self._keys(*keys.split()))
        return found

    def end(self) -> None:
        """The session ends, as when the computer is switched off."""
        self.process.terminate()
        self.process.wait(PATIENCE)
