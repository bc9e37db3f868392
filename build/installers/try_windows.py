"""Installs, upgrades, returns and removes the Windows program under Wine as IT would, with a visit open meanwhile: see `try_windows.sh`.

Every check is a line of the log, with the seconds it took; 1 at the end where one failed. Wine is no Windows: rights of accounts, its own
Restart Manager, Defender and Group Policy are not tried.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import ImageGrab

TOP = Path(__file__).parents[2]
FOLDER = r"C:\Program Files\Threshold"
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Threshold"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
SECONDS = 240
COLOURS = 40
"""Shades of grey in a picture of the screen: fewer, and no window was painted."""
OPEN, NEWER, OPTION, OTHER = 11, 12, 14, 15
MSI_FAILED, MSI_NEWER = 1603, 1638


class Wine:
    """A Windows of its own, with its drive at `drive`."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.drive = room / "prefix/drive_c"
        self._environment = {**os.environ, "WINEPREFIX": str(room / "prefix")}
        self.program = self.drive / "Program Files/Threshold"
        self.managed = self.drive / "ProgramData/Threshold/managed.toml"
        self.data = self.drive / f"users/{os.environ.get('USER', 'root')}/AppData/Local/Threshold"

    def begin(self, *command: str) -> subprocess.Popen[str]:
        """Start a program."""
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
    """Keep a picture of the screen; whether a window is painted on it."""
    seen = ImageGrab.grab(xdisplay=os.environ["DISPLAY"])
    seen.save(path)
    return len(seen.convert("L").getcolors(256) or ()) > COLOURS


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
    """The installed window, once it is painted; a picture of it is kept."""
    window = wine.begin(rf"{FOLDER}\thresholdw.exe")
    until(lambda: picture(wine.room / name))
    return window


def closed(wine: Wine, window: subprocess.Popen[str]) -> bool:
    """Close the window as its cross does, and wait for its end."""
    wine.run("taskkill", "/im", "thresholdw.exe")
    window.communicate(timeout=SECONDS)
    return window.returncode == 0


def of_files(wine: Wine, name: str) -> bool:
    """The program is there whole, and no file of another package is left."""
    left = [file.name for file in (wine.program / "lib").glob("only-in-*.txt")]
    return left == [f"only-in-{name}.txt"] and not list(wine.program.parent.glob("Threshold.*"))


def first(wine: Wine, log: Log, setup: str) -> None:
    """A first installation: refused where it must be, then all of its traces."""
    code, _ = wine.run(setup, "/S", "/AUTOSTRT")
    log.tell(
        "a misspelt option is refused, nothing is installed",
        code == OPTION and not wine.program.exists(),
        code,
    )
    code, _ = wine.run(setup, "/S", "/AUTOSTART", "/KIOSK")
    log.tell("installed silently: /S /AUTOSTART /KIOSK", code == 0 and of_files(wine, "first"), code)
    size = sum(file.stat().st_size for file in wine.program.rglob("*") if file.is_file())
    log.tell(f"installed size {size / 1e6:.0f} MB, at most 170", size <= 170e6)
    told = [
        wine.registry(ENTRY, name)
        for name in ("DisplayName", "DisplayVersion", "Publisher", "QuietUninstallString")
    ]
    log.tell(
        "the list of programs has name, version, publisher and removal",
        told == ["Threshold", "0.1.0.1", "Threshold", rf'"{FOLDER}\uninstall.exe" /S'],
        told,
    )
    log.tell(
        "Start menu and desktop have their icons",
        wine.shortcuts() == ["Desktop", "Programs"],
        wine.shortcuts(),
    )
    log.tell("autostart is on", wine.registry(RUN, "Threshold") == rf'"{FOLDER}\thresholdw.exe"')
    kiosk = wine.registry(r"Software\Policies\Threshold", "kiosk")
    log.tell("full screen is set as IT's policy", kiosk == "0x1", kiosk)
    types = [
        wine.run("reg", "query", rf"HKLM\Software\Classes\.{each}", "/ve")
        for each in ("tpack", "tbulletin", "tauthority")
    ]
    log.tell("its kinds of files are known", all("Threshold." in said for _, said in types), types)
    log.tell(
        "the machine's settings are there to be edited", "it-configuration" in wine.managed.read_text("utf-8")
    )
    wine.managed.write_text(wine.managed.read_text("utf-8") + "idle_lock_minutes = 7\r\n", "utf-8")
    _, doctor = wine.threshold("doctor")
    log.tell(
        "doctor of the installed program answers", "pack " in doctor and "fonts" in doctor, doctor[-200:]
    )
    _, explained = wine.threshold("settings", "--explain")
    log.tell(
        "it sees both settings",
        bool(re.search(r"kiosk.*(true|on)", explained, re.I)) and "7" in explained,
        explained[-300:],
    )
    code, _ = wine.run(setup, "/S", "/NOKIOSK", "/NOAUTOSTART", "/NODESKTOPICON")
    gone = not wine.registry(RUN, "Threshold") and not wine.registry(r"Software\Policies\Threshold", "kiosk")
    log.tell(
        "the same setup takes options back", code == 0 and gone and wine.shortcuts() == ["Programs"], code
    )


def with_visit(wine: Wine, log: Log, setup: str) -> None:
    """A visit is opened in the window and stays open while the program is upgraded."""
    window = opened(wine, "window.png")
    log.tell("the installed window is painted (window.png)", picture(wine.room / "window.png"))
    press("n")
    log.tell("a visit is opened in it", until(lambda: len(wine.visits()) == 1), wine.visits())
    until(lambda: picture(wine.room / "visit.png"))
    code, _ = wine.run(setup, "/S")
    log.tell("the upgrade is refused while Threshold is open", code == OPEN and of_files(wine, "first"), code)
    waiting = wine.begin(setup, "/S", "/WAIT=200")
    log.tell("the window is closed while the upgrade waits", closed(wine, window), window.returncode)
    waiting.communicate(timeout=SECONDS)
    log.tell(
        "then the upgrade is done", waiting.returncode == 0 and of_files(wine, "second"), waiting.returncode
    )
    version = wine.registry(ENTRY, "DisplayVersion")
    log.tell("the list of programs has the new version", version == "0.2.0.2", version)
    log.tell(
        "options stay as chosen", wine.shortcuts() == ["Programs"] and not wine.registry(RUN, "Threshold")
    )
    log.tell("the edited settings are kept", "idle_lock_minutes = 7" in wine.managed.read_text("utf-8"))


def goes_on(wine: Wine, log: Log, name: str, after: str) -> None:
    """The open visit is there and takes the next answer."""
    before = wine.visits()
    log.tell(
        f"after {after} the visit is open still", [each["status"] for each in before] == ["open"], before
    )
    window = opened(wine, name)
    press("Return")

    def answered() -> bool:
        press("1")
        return wine.visits()[0]["last_seq"] != before[0]["last_seq"]

    log.tell(f"it goes on in the window ({name})", until(answered))
    picture(wine.room / name)
    log.tell("the window is closed", closed(wine, window), window.returncode)


def removed(wine: Wine, log: Log, setup: str) -> None:
    """Removal keeps the record, and deletes it only when told so."""
    code, _ = wine.run(setup, "/S", "/REMOVE")
    log.tell(
        "removed silently: /S /REMOVE", code == 0 and not wine.program.exists() and not wine.shortcuts(), code
    )
    log.tell("nothing is left in the list of programs", not wine.registry(ENTRY, "DisplayName"))
    log.tell(
        "record and settings are kept",
        (wine.data / "data/record/threshold.db").exists() and wine.managed.exists(),
    )
    code, _ = wine.run(setup, "/S", "/REMOVE")
    log.tell("a second removal is no error", code == 0, code)
    code, _ = wine.run(setup, "/S")
    log.tell("installed again, the visit is there", code == 0 and len(wine.visits()) == 1, code)


def msi(wine: Wine, log: Log, packages: dict[str, str], setup: str) -> None:
    """The other package, shorter. Wine's msiexec gives its codes in full; a shell sees their lowest byte."""
    code, _ = wine.run("msiexec", "/i", packages["first"], "/qn")
    log.tell(
        "the .msi is refused beside the .exe", code == MSI_FAILED % 256 and of_files(wine, "return"), code
    )
    code, _ = wine.run(rf"{FOLDER}\uninstall.exe", "/S")
    log.tell("uninstall.exe /S removes the program", until(lambda: not wine.program.exists()), code)
    code, _ = wine.run("msiexec", "/i", packages["first"], "/qn", "AUTOSTART=1", "KIOSK=1")
    log.tell("installed: msiexec /i /qn AUTOSTART=1 KIOSK=1", code == 0 and of_files(wine, "first"), code)
    log.tell("autostart is on", wine.registry(RUN, "Threshold") == rf'"{FOLDER}\thresholdw.exe"')
    log.tell("full screen is set", wine.registry(r"Software\Policies\Threshold", "kiosk") == "0x1")
    log.tell("the edited settings are kept", "idle_lock_minutes = 7" in wine.managed.read_text("utf-8"))
    log.tell("it sees the open visit", len(wine.visits()) == 1)
    code, _ = wine.run(setup, "/S")
    log.tell("the .exe is refused beside the .msi", code == OTHER, code)
    window = opened(wine, "msi.png")
    code, _ = wine.run("msiexec", "/i", packages["second"], "/qn")
    log.tell(
        "its upgrade is refused while Threshold is open",
        code == MSI_FAILED % 256 and of_files(wine, "first"),
        code,
    )
    closed(wine, window)
    code, _ = wine.run("msiexec", "/i", packages["second"], "/qn")
    log.tell("its upgrade is done", code == 0 and of_files(wine, "second"), code)
    log.tell("options stay as chosen", bool(wine.registry(RUN, "Threshold")))
    code, _ = wine.run("msiexec", "/i", packages["first"], "/qn")
    log.tell(
        "an older one is refused",
        code in (MSI_FAILED % 256, MSI_NEWER % 256) and of_files(wine, "second"),
        code,
    )
    code, _ = wine.run("msiexec", "/x", packages["second"], "/qn")
    left = wine.program.exists() and [file for file in wine.program.rglob("*") if file.is_file()]
    log.tell("removed: msiexec /x /qn", code == 0 and not left and not wine.shortcuts(), (code, left))
    log.tell(
        "record and settings are kept",
        (wine.data / "data/record/threshold.db").exists() and wine.managed.exists(),
    )


def alone(wine: Wine, log: Log, setup: str) -> None:
    """For one account, and then with all data gone."""
    code, _ = wine.run(setup, "/S", "/CURRENTUSER")
    program = wine.data.parent / "Programs/Threshold"
    log.tell(
        "installed for one account: /S /CURRENTUSER", code == 0 and (program / "threshold.exe").exists(), code
    )
    log.tell("in that account's list of programs", wine.registry(ENTRY, "DisplayName", "HKCU") == "Threshold")
    code, _ = wine.run(setup, "/S", "/CURRENTUSER", "/REMOVE", "/REMOVEDATA")
    gone = not program.exists() and not wine.data.exists()
    log.tell(
        "removed with its records: /REMOVE /REMOVEDATA", code == 0 and gone and wine.managed.exists(), code
    )
    code, _ = wine.run(setup, "/S")
    (wine.data / "data").mkdir(parents=True)
    code, _ = wine.run(setup, "/S", "/REMOVE", "/REMOVEDATA")
    log.tell(
        "of the PC: with the machine's settings too",
        code == 0 and not wine.data.exists() and not wine.managed.exists(),
        code,
    )


def main(arguments: list[str]) -> int:
    """0 where all of it went well."""
    wine, log = Wine(Path(arguments[0]).absolute()), Log()
    for file in sorted(wine.room.glob("threshold-*")):
        sys.stdout.write(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB\n")
    name = "threshold-{}-windows-x86_64.{}"
    numbers = {"first": "0.1.0-1", "second": "0.2.0-2", "return": "0.2.1-3"}
    exe, packages = (
        {each: str(wine.room / name.format(number, kind)) for each, number in numbers.items()}
        for kind in ("exe", "msi")
    )
    begun = time.monotonic()
    first(wine, log, exe["first"])
    with_visit(wine, log, exe["second"])
    goes_on(wine, log, "upgraded.png", "the upgrade")
    code, _ = wine.run(exe["first"], "/S")
    log.tell("an older package is refused", code == NEWER and of_files(wine, "second"), code)
    code, _ = wine.run(exe["return"], "/S")
    log.tell("the return, with a higher number, is installed", code == 0 and of_files(wine, "return"), code)
    goes_on(wine, log, "returned.png", "the return")
    removed(wine, log, exe["return"])
    msi(wine, log, packages, exe["return"])
    alone(wine, log, exe["return"])
    sys.stdout.write(f"{log.failed} failed; {time.monotonic() - begun:.0f} s in all.\n")
    return 1 if log.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
