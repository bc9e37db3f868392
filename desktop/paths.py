"""Where things lie: what ships with the program, and what belongs to this workstation."""

import sys
from collections.abc import Mapping
from pathlib import Path

import platformdirs
from msgspec import Struct

NAME = "Threshold"
HOME_VARIABLE = "THRESHOLD_HOME"


class Places(Struct, frozen=True):
    """The four folders of one workstation. `keys` is never inside `data`: a copy of the data alone opens
    nothing."""

    data: Path
    config: Path
    keys: Path
    logs: Path


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
