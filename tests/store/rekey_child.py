"""Changes the data key of a record and is killed where it is told: after a step, or before a change that Python makes to a file.

Reads plans from standard input, one a line: `HOME step NAME`, `HOME file NUMBER`. Forks for each, so that everything is imported once,
and says `killed` or `done`.
"""

import os
import signal
import sys
from pathlib import Path

from desktop.paths import places
from desktop.services.keyring import Keyring
from desktop.store.rekey import Step
from tests.journeys.kill_fast_child import CHANGES

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def die() -> None:
    """As a power cut ends it, but for what the system still writes."""
    os.kill(os.getpid(), signal.SIGKILL)


def change(home: str, kind: str, where: str) -> None:
    """Change the key, and die where it says."""
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event not in CHANGES or not str(arguments[0]).startswith(home):
            return
        if event == "open" and (not isinstance(arguments[2], int) or not arguments[2] & _WRITING):
            return
        count += 1
        if (kind, where) == ("file", str(count)):
            die()

    def step(name: Step) -> None:
        if (kind, where) == ("step", name):
            die()

    sys.addaudithook(watch)
    Keyring(places(Path(home), {}), console=True).change_data_key(step, "", lambda *_: None)
    os._exit(0)


def main() -> None:
    """A fork for each plan."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            change(*line.rstrip("\n").split("\t"))
        _, status = os.waitpid(pid, 0)
        said = {0: "done", -signal.SIGKILL: "killed"}
        print(said.get(os.waitstatus_to_exitcode(status), "failed"), flush=True)


if __name__ == "__main__":
    main()
