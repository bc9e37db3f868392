"""Where things lie: what ships with the program, and what belongs to this workstation."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs
from msgspec import Struct, field

NAME = "Threshold"
HOME_VARIABLE = "THRESHOLD_HOME"
MACHINE_VARIABLE = "THRESHOLD_MACHINE_CONFIG"
CSIDL_COMMON_APPDATA = 0x23


class Held:
    """Keys that a person opened a record by, in the memory of this process and nowhere else: check value → key. It does not show
    itself when printed. `ask` is called with the folder of a record that opens by no file, and may `keep` its key."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self.ask: Callable[[Path], None] | None = None

    def keep(self, check: str, key: bytes) -> None:
        """Hold a key until the process ends."""
        self._keys[check] = key

    def key(self, check: str) -> bytes | None:
        """The key with this check value, None where nobody opened its record."""
        return self._keys.get(check)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held)  # the same folders are the same places, whoever opened what

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "Held(…)"


class Folders(Struct, frozen=True):
    """The four folders of one workstation."""

    data: Path
    config: Path
    keys: Path
    logs: Path


class Places(Folders, frozen=True, kw_only=True):
    """The four folders of one workstation. `keys` is never inside `data`: a copy of the data alone opens
    nothing. `held` goes with them: what this process was given the key of."""

    held: Held = field(default_factory=Held)


def places(home: Path | None, environ: Mapping[str, str]) -> Places:
    """All four below `home` (or THRESHOLD_HOME) when there is one, else where this system keeps such things.

    Nothing is made here; whoever writes first makes its folder.
    """
    below = home or (Path(environ[HOME_VARIABLE]) if environ.get(HOME_VARIABLE) else None)
    if below is not None:
        below = below.absolute()
        return Places(below / "data", below / "config", below / "keys", below / "logs")
    dirs = platformdirs.PlatformDirs(NAME if sys.platform == "win32" else NAME.lower(), appauthor=False)
    return Places(
        dirs.user_data_path / "data",
        dirs.user_config_path / "config",
        dirs.user_state_path / "keys",
        dirs.user_log_path,
    )


def machine_config(environ: Mapping[str, str]) -> Path:
    """The folder in which IT decides for all accounts of this computer: /etc/threshold, on Windows Threshold in the ProgramData folder.

    Neither --home nor THRESHOLD_HOME leads past it.
    """
    if (named := apart(environ)) is not None:
        return named
    if sys.platform == "win32":
        return _program_data() / NAME
    return Path("/etc") / NAME.lower()


def apart(environ: Mapping[str, str]) -> Path | None:
    """In a checkout THRESHOLD_MACHINE_CONFIG names another folder, so that tests meet nothing of what IT decides for the computer they run
    on, its registry included. An installed program does not look at that: None."""
    named = environ.get(MACHINE_VARIABLE)
    return Path(named).absolute() if named and _in_checkout() else None


def _program_data() -> Path:
    """As Windows tells it; what an account writes into its variable ProgramData changes nothing."""
    if sys.platform == "win32":
        import ctypes

        told = ctypes.create_unicode_buffer(1024)
        if not ctypes.windll.shell32.SHGetFolderPathW(None, CSIDL_COMMON_APPDATA, None, 0, told):
            return Path(told.value)
    return Path("C:/ProgramData")


def _in_checkout() -> bool:
    return getattr(sys, "_MEIPASS", None) is None and not _installed().is_dir()


def _installed() -> Path:
    return Path(__file__).resolve().parent / "_resources"


def resources() -> Path:
    """The folder that ships with the program: beside it when frozen, inside it when installed, else in the
    checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = _installed()
    return installed if installed.is_dir() else installed.parents[1] / "resources"
