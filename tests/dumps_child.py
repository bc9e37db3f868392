"""Runs a command of Threshold in a process that may write cores of any size, opens the record, says what it may still, and crashes."""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

PR_GET_DUMPABLE = 3


def crash(home: str, signal_number: int) -> None:
    """`home` "" runs nothing of ours: the control."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if home:
        from desktop import paths
        from desktop.__main__ import main
        from desktop.services.desk import open_desk

        sys.argv = ["threshold", "--home", home, "visits"]
        with contextlib.suppress(SystemExit):
            main()
        desk = open_desk(paths.places(Path(home), {}), create=False)
        assert desk.store.journal.head()[0] > 0
    print(
        *resource.getrlimit(resource.RLIMIT_CORE),
        ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0),
        flush=True,
    )
    os.kill(os.getpid(), signal_number)
    signal.pause()


if __name__ == "__main__":
    crash(sys.argv[1], int(sys.argv[2]))
