"""Where things lie: what ships with the program, and what belongs to this workstation."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs
from msgspec import Struct, field

NAME = "Threshold"
HOME_VARIABLE = "THRESHOLD_HOME"


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


def resources() -> Path:
    """The folder that ships with the program: beside it when frozen, inside it when installed, else in the
    checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
