"""A second Threshold over the same record says so, brings the first to the front, and opens no network socket."""

import subprocess
import sys
from pathlib import Path

import psutil
from pytestqt.qtbot import QtBot

from desktop.starting import ALREADY
from desktop.ui.instance import OneInstance

SECOND = """
import sys
from pathlib import Path
from desktop import paths
from desktop.starting import run
sys.exit(run(paths.places(Path(sys.argv[1]), {}), None))
"""


def test_a_second_one_says_so_and_calls_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    """It ends with 0 and without a window; the first hears of it."""
    first, heard = OneInstance(tmp_path / "data"), []
    assert first.take()
    first.listen(lambda: heard.append(True))
    command = [sys.executable, "-c", SECOND, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as second:
        qtbot.waitUntil(lambda: bool(heard) and second.poll() is not None, timeout=30_000)
        out = second.stdout.read() if second.stdout else ""
    assert (second.returncode, out.strip()) == (0, ALREADY)
    assert psutil.Process().net_connections("inet") == []
    first.close()


def test_after_the_first_has_ended_the_next_may_start(tmp_path: Path) -> None:
    """The lock goes with its holder."""
    first = OneInstance(tmp_path)
    assert first.take()
    assert not OneInstance(tmp_path).take()
    first.close()
    again = OneInstance(tmp_path)
    assert again.take()
    again.close()
