"""The Windows in which `try_windows.py` tries what IT installs: Wine with a drive and a screen of its own."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import ImageGrab

from build.windows.smoke import asks

TOP = Path(__file__).parents[2]
FOLDER = r"C:\Program Files\Threshold"
SECONDS = 240


class Wine:
    """A Windows of its own, with its drive at `drive`."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.drive = room / "prefix/drive_c"
        self.ran: list[str] = []
        self._environment = {**os.environ, "WINEPREFIX": str(room / "prefix")}
        self.program = self.drive / "Program Files/Threshold"
        self.managed = self.drive / "ProgramData/Threshold/managed.toml"
        self.data = self.drive / f"users/{os.environ.get('USER', 'root')}/AppData/Local/Threshold"

    def begin(self, *command: str) -> subprocess.Popen[str]:
        """Start a program."""
        self.ran.append(" ".join(command))
        return subprocess.Popen(
            ["bash", str(TOP / "build/windows/wine"), *command],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> tuple[int, str]:
        """Exit code as a shell here gives it (its lowest byte), and what was said."""
        with self.begin(*command) as process:
            said, wrong = process.communicate(timeout=SECONDS)
        return process.returncode, said or wrong

    def threshold(self, *arguments: str) -> tuple[int, str]:
        """The installed command."""
        return self.run(rf"{FOLDER}\threshold.exe", *arguments)

    def registry(self, key: str, name: str, root: str = "HKLM") -> str:
        """A value of the registry as text, "" where there is none."""
        code, said = self.run("reg", "query", rf"{root}\{key}", "/v", name)
        found = re.search(rf"^\s+{re.escape(name)}\s+REG_\w+\s+(.*?)\s*$", said, re.MULTILINE)
        return found[1] if code == 0 and found else ""

    def visits(self) -> list[dict[str, object]]:
        """The visits on record, as the installed command lists them."""
        code, said = self.threshold("visits", "--json")
        return [json.loads(line) for line in said.splitlines()] if code == 0 else []

    def settings(self) -> dict[str, dict[str, object]]:
        """Each setting by its key, as the installed command tells it."""
        return {each["key"]: each for each in json.loads(self.threshold("settings", "--json")[1])["settings"]}

    def shortcuts(self) -> list[str]:
        """Names of the folders in which a shortcut of ours lies."""
        return sorted(found.parent.name for found in self.drive.rglob("Threshold.lnk"))


class Log:
    """What was tried."""

    def __init__(self) -> None:
        self.failed = 0
        self._last = time.monotonic()

    def tell(self, what: str, ok: bool, why: object = "") -> None:
        """A line: how it went, how long since the last line, what was tried; what was seen instead where it failed."""
        now = time.monotonic()
        self.failed += not ok
        seen = "" if ok else f"   seen: {why}"
        sys.stdout.write(f"{'ok    ' if ok else 'FAILED'} {now - self._last:6.1f} s  {what}{seen}\n")
        sys.stdout.flush()
        self._last = now


def picture(path: Path) -> bool:
    """Keep a picture of the screen; whether a page of ours waits on it for a key."""
    seen = ImageGrab.grab(xdisplay=os.environ["DISPLAY"])
    seen.save(path)
    return asks(seen)


def until(done: Callable[[], bool]) -> bool:
    """Whether it comes to be so, before `SECONDS` are over."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.5)
    return False


def press(*keys: str) -> None:
    """Press keys at the screen."""
    subprocess.run(["xdotool", "key", "--delay", "300", *keys], check=True)


def opened(wine: Wine, name: str) -> subprocess.Popen[str]:
    """The installed window, once its record is open; a picture of it is kept."""
    window = wine.begin(rf"{FOLDER}\thresholdw.exe")
    until(lambda: picture(wine.room / name))
    return window


def closed(wine: Wine, window: subprocess.Popen[str]) -> bool:
    """Close the window as its cross does, and wait for its end."""
    wine.run("taskkill", "/im", "thresholdw.exe")
    window.communicate(timeout=SECONDS)
    return window.returncode == 0
