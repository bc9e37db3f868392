"""Where things lie."""

import sys
from pathlib import Path

import platformdirs
import platformdirs.windows
import pytest
from platformdirs.unix import Unix
from platformdirs.windows import Windows, get_win_folder_from_env_vars

from desktop.paths import HOME_VARIABLE, places, resources


def test_one_home_holds_all_four_folders(tmp_path: Path) -> None:
    found = places(tmp_path, {})
    assert {found.data.parent, found.config.parent, found.keys.parent, found.logs.parent} == {tmp_path}
    assert places(None, {HOME_VARIABLE: str(tmp_path)}) == found


def test_the_home_given_wins_over_the_variable(tmp_path: Path) -> None:
    assert places(tmp_path / "a", {HOME_VARIABLE: str(tmp_path / "b")}).data == tmp_path / "a" / "data"


def test_the_keys_are_never_inside_the_data() -> None:
    found = places(None, {})
    assert not found.keys.is_relative_to(found.data)
    assert not found.data.is_relative_to(found.keys)
    assert found.data.is_absolute()


def test_the_checkout_carries_its_resources() -> None:
    assert resources() == Path(__file__).resolve().parent.parent / "resources"


def test_on_linux_they_lie_where_xdg_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the folders that the variables name; a relative one names nothing, and the usual ones count."""
    monkeypatch.setattr(platformdirs, "PlatformDirs", Unix)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    found = places(None, {})
    assert found.data == tmp_path / "DATA/threshold/data"
    assert found.config == tmp_path / "CONFIG/threshold/config"
    assert found.keys == tmp_path / "STATE/threshold/keys"
    assert found.logs == tmp_path / "STATE/threshold/log"
    for name in ("DATA", "CONFIG", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    found = places(None, {})
    assert found.data == tmp_path / ".local/share/threshold/data"
    assert found.config == tmp_path / ".config/threshold/config"
    assert found.keys == tmp_path / ".local/state/threshold/keys"


def test_on_windows_they_lie_below_the_accounts_local_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never in the roaming one, which is copied over the network; all four are apart."""
    monkeypatch.setattr(platformdirs, "PlatformDirs", Windows)
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", get_win_folder_from_env_vars)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    found = places(None, {})
    folders = (found.data, found.config, found.keys, found.logs)
    assert all(folder.is_relative_to(tmp_path / "Local/Threshold") for folder in folders)
    assert len({*folders}) == 4
    assert not any(one.is_relative_to(other) for one in folders for other in folders if one != other)
