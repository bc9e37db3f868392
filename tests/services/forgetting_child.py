"""The process that is killed while it removes a note and a photograph: at a moment of the journal, or before a change of a file.

Arguments: home, visit, the events (17,21), and where: `begin` … `after_commit`, or the number of the change. Says `done N` (so many
changes there were) where nothing killed it.
"""

import os
import signal
import sys
from pathlib import Path

from desktop.services.forgetting import Forgetting
from tests.journeys.kill_fast_child import CHANGES
from tests.services.conftest import Guard

PIN = "240613"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(home: str, visit: str, events: str, where: str) -> None:
    guard, changes = Guard(Path(home)), 0
    guard.desk.people.sign_in("Supervisor 3", PIN)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal changes
        if event in CHANGES and home in str(arguments[0]):
            changes += 1
            if str(changes) == where:
                die()

    guard.desk.store.journal._steps = lambda moment: die() if moment == where else None
    sys.addaudithook(watch)
    Forgetting(guard.walking).redact(visit, [int(each) for each in events.split(",")], "Order of a court")
    print(f"done {changes}", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
