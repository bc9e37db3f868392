"""A crash leaves no memory of the program on the disk."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.playing import a_visit

TOP = Path(__file__).parents[1]


def crashed(folder: Path, home: str, signal_number: int) -> tuple[str, int]:
    """What the child said last, and the status with which it ended; it works in `folder`, where a core would lie."""
    environ = {**os.environ, "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-m", "tests.dumps_child", home, str(signal_number)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, env=environ) as child:
        assert child.stdout is not None
        said = child.stdout.read().splitlines()[-1]
        status = os.waitpid(child.pid, 0)[1]
        child.returncode = os.waitstatus_to_exitcode(status)
    return said, status


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_command_that_crashes_with_an_open_record_leaves_no_core(tmp_path: Path, number: int) -> None:
    """Even where cores of any size were allowed before; piped to a program or not."""
    a_visit(tmp_path)
    (tmp_path / "here").mkdir()
    said, status = crashed(tmp_path / "here", str(tmp_path / "home"), number)
    assert said == "0 0 0"
    assert os.WTERMSIG(status) == number
    assert not os.WCOREDUMP(status)
    assert list((tmp_path / "here").iterdir()) == []


def test_a_program_that_does_not_ask_for_it_would_leave_one(tmp_path: Path) -> None:
    """The control: the same crash without ours may be dumped."""
    said, _ = crashed(tmp_path, "", signal.SIGABRT)
    unlimited = resource.RLIM_INFINITY
    assert said == f"{unlimited} {unlimited} 1"
