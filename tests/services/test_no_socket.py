"""No command of the desk ever makes a network socket: the system calls of whole runs are read, those of their children too."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.events import Actor
from desktop.packs.scenarios import scenario_files
from desktop.paths import places
from desktop.services.desk import open_desk
from desktop.services.walking import Walking
from tests.core.nyc import PACK

TOP = Path(__file__).parents[2]
NETWORK = re.compile(r"socket\(AF_(INET6?|NETLINK|PACKET|X25|AX25)\b")


def sockets(log: Path, *command: str) -> tuple[list[str], str]:
    """The socket calls of a run and of its children, and what it printed. The run must end well (0, or 1: found something)."""
    trace = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "-o", str(log)]
    done = subprocess.run(
        [*trace, sys.executable, *command], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return log.read_text("utf-8").splitlines(), done.stdout


def of_the_network(calls: list[str]) -> list[str]:
    """The calls that make a socket of another family than AF_UNIX."""
    return [call for call in calls if NETWORK.search(call)]


@pytest.mark.parametrize(
    "words",
    [
        ["scenario", *map(str, scenario_files(PACK)[:5])],
        ["--home", "HOME", "doctor"],
        ["--home", "HOME", "visits"],
        ["--home", "HOME", "verify"],
        ["pack", "test", str(PACK)],
    ],
    ids=["scenario", "doctor", "visits", "verify", "pack test"],
)
def test_a_command_makes_no_network_socket(words: list[str], tmp_path: Path) -> None:
    """AF_UNIX alone, if any."""
    home = str(tmp_path / "home")
    with closing(open_desk(places(Path(home), {}))) as desk:
        Walking(desk).open_visit(Actor("Guard 12", "guard", "claimed"), "Front desk")
    calls, printed = sockets(
        tmp_path / "log", "-m", "desktop", *[word.replace("HOME", home) for word in words]
    )
    assert printed
    assert of_the_network(calls) == []


def test_the_window_makes_no_network_socket_in_a_whole_visit(tmp_path: Path) -> None:
    """The sample visit through the real window, from its start to its last picture."""
    calls, printed = sockets(tmp_path / "log", "-m", "desktop", "demo", "--out", str(tmp_path / "demo"))
    assert printed
    assert of_the_network(calls) == []


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_a_program_that_makes_one_is_caught(family: str, tmp_path: Path) -> None:
    """Negative control: one such socket, made by a child of the run."""
    child = f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    calls, _ = sockets(tmp_path / "log", "-c", program)
    assert len(of_the_network(calls)) == 1
