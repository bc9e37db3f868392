"""Installs, upgrades, returns and removes the Windows program under Wine as IT would, with a visit open meanwhile: see `try_windows.sh`.

Every check is a line of the log, with the seconds it took; 1 at the end where one failed. Wine is no Windows: rights of accounts, its own
Restart Manager, Defender and Group Policy are not tried.
"""

import re
import sys
import time
from pathlib import Path

import pyrage

from build.installers.try_wine import FOLDER, SECONDS, Log, Wine, closed, opened, picture, press, until

MANUAL = Path(__file__).parents[2] / "resources/manual"
ENTRY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Threshold"
POLICY = r"Software\Policies\Threshold"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
OPEN, NEWER, OPTION, OTHER = 11, 12, 14, 15
HARMED = "lib/select.pyd"
MSI_FAILED, MSI_NEWER = 1603, 1638


def of_files(wine: Wine, name: str) -> bool:
    """The program is there whole, and no file of another package is left."""
    left = [file.name for file in (wine.program / "lib/resources").glob("only-in-*.txt")]
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
    kiosk = wine.registry(POLICY, "kiosk")
    log.tell("full screen is set as IT's policy", kiosk == "0x1", kiosk)
    types = [
        wine.run("reg", "query", rf"HKLM\Software\Classes\.{each}", "/ve")
        for each in ("tpack", "tbulletin", "tauthority")
    ]
    log.tell("its kinds of files are known", all("Threshold." in said for _, said in types), types)
    log.tell(
        "the machine's settings are there to be edited", "it-configuration" in wine.managed.read_text("utf-8")
    )
    answers(wine, log)
    code, _ = wine.run(setup, "/S", "/NOKIOSK", "/NOAUTOSTART", "/NODESKTOPICON")
    gone = not wine.registry(RUN, "Threshold") and not wine.registry(POLICY, "kiosk")
    log.tell(
        "the same setup takes options back", code == 0 and gone and wine.shortcuts() == ["Programs"], code
    )
    _, doctor = wine.threshold("doctor")
    log.tell("and mends the file", HARMED not in doctor, doctor[:300])


def answers(wine: Wine, log: Log) -> None:
    """What the installed command says, also of a file that was changed, and of settings that IT wrote."""
    wine.managed.write_text(wine.managed.read_text("utf-8") + "idle_lock_minutes = 7\r\n", "utf-8")
    _, version = wine.threshold("--version")
    log.tell("it says its version", version.startswith("Threshold, version "), version)
    _, doctor = wine.threshold("doctor")
    log.tell(
        "doctor of the installed program answers", "pack " in doctor and "fonts" in doctor, doctor[-200:]
    )
    log.tell("each file is as the release's list says", "not as they were made" not in doctor, doctor[:300])
    with (wine.program / HARMED).open("ab") as file:
        file.write(b"harm")
    code, doctor = wine.threshold("doctor")
    log.tell("a changed file is told", code == 1 and HARMED in doctor, doctor[:300])
    _, explained = wine.threshold("settings", "--explain")
    log.tell(
        "it sees both settings",
        bool(re.search(r"kiosk.*(true|on)", explained, re.I)) and "7" in explained,
        explained[-300:],
    )


def policies(wine: Wine, log: Log) -> None:
    """What a Group Policy writes is read by the installed program, in front of the machine's file; the page's own commands write it."""
    key = str(pyrage.x25519.Identity.generate().to_public())
    page = (MANUAL / "it-configuration.md").read_text("utf-8")
    written = re.findall(r"^    (reg add .*)$", page, re.MULTILINE)
    codes = [wine.run(*command.replace("age1…", key).split())[0] for command in written]
    log.tell("the page's commands write policies", len(codes) == 3 and not any(codes), codes)
    told = wine.settings()
    seen = {name: told[name]["value"] for name in ("idle_lock_minutes", "kiosk", "recovery")}
    log.tell("they are read", seen == {"idle_lock_minutes": 10, "kiosk": True, "recovery": [key]}, seen)
    log.tell("as policy of the computer", told["idle_lock_minutes"]["from"] == "computer policy", told)
    code, explained = wine.threshold("settings", "--explain")
    log.tell(
        "the machine's file is named as what they go before",
        code == 0 and bool(re.search(r"not  computer file: .*managed\.toml: 7", explained)),
        explained[-600:],
    )
    wine.run("reg", "add", rf"HKLM\{POLICY}", "/v", "idle_lock_minutes", "/t", "REG_SZ", "/d", "ten", "/f")
    code, explained = wine.threshold("settings")
    left = wine.settings()["idle_lock_minutes"]["value"]
    log.tell(
        "a wrong type is named, the file holds", (code, left) == (1, 7) and "REG_SZ" in explained, explained
    )
    wine.run("reg", "delete", rf"HKLM\{POLICY}", "/f")
    log.tell(
        "without a policy the file holds", wine.settings()["idle_lock_minutes"]["from"] == "computer file"
    )


def page_commands(wine: Wine, log: Log) -> None:
    """Each command of the page was typed, whatever the number of the package."""

    def plain(command: str) -> str:
        return re.sub(r"(\S*/)?threshold-[\d.]+-\d+-", "threshold-", command.replace('"', ""))

    page = (MANUAL / "it-windows.md").read_text("utf-8")
    commands = [
        line for line in re.findall(r"^    (.*)$", page, re.MULTILINE) if not line.startswith("bash ")
    ]
    ran = [plain(command) for command in wine.ran]
    never = [each for each in commands if not any(plain(each) in command for command in ran)]
    log.tell(f"all {len(commands)} commands of the page were run", not never and len(commands) > 8, never)


def with_visit(wine: Wine, log: Log, setup: str) -> None:
    """A visit is opened in the window and stays open while the program is upgraded."""
    window = opened(wine, "window.png")
    log.tell("the installed window is painted, its desk open (window.png)", picture(wine.room / "window.png"))
    press("n")
    log.tell("a visit is opened in it", until(lambda: len(wine.visits()) == 1), wine.visits())
    picture(wine.room / "visit.png")
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

    def answered() -> bool:
        press("1")  # goes on with the visit, then answers
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
    log.tell("full screen is set", wine.registry(POLICY, "kiosk") == "0x1")
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
    waiting = wine.begin("msiexec", "/i", packages["second"], "/qn", "WAIT=200")
    closed(wine, window)
    waiting.communicate(timeout=SECONDS)
    done = waiting.returncode == 0 and of_files(wine, "second")
    log.tell("with WAIT=200 it waits, and is done once Threshold is closed", done, waiting.returncode)
    log.tell("options stay as chosen", bool(wine.registry(RUN, "Threshold")))
    code, _ = wine.run("msiexec", "/i", packages["first"], "/qn")
    log.tell(
        "an older one is refused",
        code in (MSI_FAILED % 256, MSI_NEWER % 256) and of_files(wine, "second"),
        code,
    )
    code, _ = wine.run("msiexec", "/x", packages["second"], "/qn")
    left = wine.program.exists() and [file for file in wine.program.rglob("*") if file.is_file()]
    log.tell(
        "removed: msiexec /x /qn",
        code == 0 and not left and not wine.shortcuts(),
        (code, left[:3] if left else left),
    )
    log.tell(
        "record and settings are kept",
        (wine.data / "data/record/threshold.db").exists() and wine.managed.exists(),
    )


def msi_elsewhere(wine: Wine, log: Log, package: str) -> None:
    """The options that choose less, and another folder."""
    code, _ = wine.run(
        "msiexec", "/i", package, "/qn", r"INSTALLDIR=C:\Desk", "AUTOSTART=0", "KIOSK=0", "DESKTOPICON=0"
    )
    there = (wine.drive / "Desk/threshold.exe").exists() and not wine.program.exists()
    log.tell(r"installed in a folder that was named: INSTALLDIR=C:\Desk", code == 0 and there, code)
    chosen = [wine.registry(RUN, "Threshold"), wine.registry(POLICY, "kiosk")]
    log.tell("without what 0 says", not any(chosen) and wine.shortcuts() == ["Programs"], chosen)
    code, _ = wine.run("msiexec", "/x", package, "/qn")
    log.tell("and removed", code == 0 and not (wine.drive / "Desk/threshold.exe").exists(), code)


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
    code, _ = wine.run(setup, "/S", "/NODESKTOPICON", r"/D=C:\Desk")
    there = (wine.drive / "Desk/threshold.exe").exists()
    log.tell(r"installed in a folder that was named: /D=C:\Desk", code == 0 and there, code)
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
    policies(wine, log)
    with_visit(wine, log, exe["second"])
    goes_on(wine, log, "upgraded.png", "the upgrade")
    code, _ = wine.run(exe["first"], "/S")
    log.tell("an older package is refused", code == NEWER and of_files(wine, "second"), code)
    code, _ = wine.run(exe["return"], "/S")
    log.tell("the return, with a higher number, is installed", code == 0 and of_files(wine, "return"), code)
    goes_on(wine, log, "returned.png", "the return")
    removed(wine, log, exe["return"])
    msi(wine, log, packages, exe["return"])
    msi_elsewhere(wine, log, packages["first"])
    alone(wine, log, exe["return"])
    page_commands(wine, log)
    sys.stdout.write(f"{log.failed} failed; {time.monotonic() - begun:.0f} s in all.\n")
    return 1 if log.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
