"""The import contracts of pyproject.toml find what they are for: a breach breaks its contract alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
ROOMS = ("core", "log", "trust", "store", "packs", "services", "ui", "cli", "app")

BREACHES = {
    "a lower layer knows a higher one": ("core/a.py", "import desktop.services", "layers"),
    "two adapters know each other": ("store/a.py", "import desktop.packs", "layers"),
    "a room that no layer names": ("elsewhere.py", "", "layers"),
    "a cycle": ("services/__init__.py", "import desktop.services.b", "cycles"),
    "a clock in core": ("core/a.py", "import time", "pure-core"),
    "Qt outside the window": ("services/a.py", "import PySide6.QtCore", "qt"),
    "the database outside the store": ("services/a.py", "import sqlite3", "database"),
    "a network socket": ("ui/a.py", "import urllib.request", "offline"),
}


def contracts_broken(folder: Path) -> list[str]:
    """Runs each contract alone on the package in `folder`."""
    tool = str(Path(sys.executable).with_name("lint-imports"))
    command = [tool, "--no-cache", "--no-logo", "--contract"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    names = sorted({contract for _, _, contract in BREACHES.values()})
    runs = {
        name: subprocess.Popen([*command, name], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        for name in names
    }
    return [name for name, run in runs.items() if run.wait(timeout=60)]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with one module in every room, each importing the room below it, all as they may."""
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    below: str | None = None
    for room in ROOMS:
        path = tmp_path / "desktop" / room / "__init__.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"import desktop.{below}\n" if below and room not in {"packs", "app"} else "")
        below = room
    (tmp_path / "desktop/__init__.py").touch()
    (tmp_path / "desktop/store/db.py").write_text("import sqlcipher3\n")
    (tmp_path / "desktop/ui/window.py").write_text("import PySide6.QtWidgets\n")
    (tmp_path / "desktop/services/b.py").write_text("import desktop.services.c\n")
    (tmp_path / "desktop/services/c.py").write_text("")
    return tmp_path


def test_a_package_that_keeps_the_contracts_passes(package: Path) -> None:
    assert contracts_broken(package) == []


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_breaks_its_contract(package: Path, name: str) -> None:
    path, line, contract = BREACHES[name]
    (package / "desktop" / path).write_text(f"{line}\n")
    if contract == "cycles":
        (package / "desktop/services/c.py").write_text("import desktop.services.b\n")
    assert contracts_broken(package) == [contract]
