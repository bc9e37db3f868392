"""A record of 1,000,000 events: how long `threshold verify`, `backup` and `salvage` and the start take, how much memory, and whether
they tell how far they are."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import IO

from build.bench.window_start import OURS
from desktop import paths
from desktop.services.desk import open_desk
from tests.services.many import fill

VISITS = 25_000
TOP = Path(__file__).parents[2]
MB = 1_000_000


class Run:
    """One command: `seconds` on the wall and of the processor (`cpu`), peak memory in MB, `told` (how often it told how far it was)
    and the longest `silence` in seconds."""

    def __init__(self, home: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "desktop", "--home", str(home), *arguments, "--progress", "--json"]
        self.told, self.silence, self.peak_mb = 0, 0.0, 0.0
        self._last = started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stderr is not None
        listener = Thread(target=self._listen, args=(process.stderr, Path(f"/proc/{process.pid}/status")))
        listener.start()
        self.said = process.stdout.read()
        listener.join()
        _, status, used = os.wait4(process.pid, 0)
        self.code = process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = used.ru_utime + used.ru_stime
        self.seconds = time.perf_counter() - started
        self.silence = max(self.silence, time.perf_counter() - self._last)

    def _listen(self, stream: IO[str], status: Path) -> None:
        """Count the lines. The peak is read with each, as the process itself ran: `getrusage` would tell its parent's too."""
        for _ in stream:
            now = time.perf_counter()
            self.told, self.silence, self._last = self.told + 1, max(self.silence, now - self._last), now
            found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
            self.peak_mb = int(found[1]) * 1024 / MB if found else self.peak_mb

    def row(self, what: str, events: int) -> str:
        """The row of the table."""
        speed = (
            f"processor {self.cpu:.1f} s, {events / self.cpu:,.0f} events/s of it, peak {self.peak_mb:.0f} MB"
        )
        told = f"told {self.told} times, longest silence {self.silence:.1f} s, exit code {self.code}"
        return f"row\t{what}\t{self.seconds:.1f} s\t{speed}, {told}"


def opened(home: Path) -> float:
    """Seconds until a desk on this record is open."""
    started = time.perf_counter()
    open_desk(paths.places(home, {}), create=False).close()
    return time.perf_counter() - started


def shown(home: Path) -> float:
    """Seconds from starting the process to the painted desk screen."""
    started = time.perf_counter()
    command = [sys.executable, "-c", OURS, str(home)]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if line == "ready\n":
                process.kill()
                return time.perf_counter() - started
    raise RuntimeError("the window ended before it was painted")


def main(visits: int = VISITS) -> int:
    """Make the record, run everything on it, remove it; 1 if a command found something."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        home = Path(folder) / "home"
        started = time.perf_counter()
        events = fill(home, visits)
        made = time.perf_counter() - started
        size = (home / "data" / "record" / "threshold.db").stat().st_size / MB
        print(
            f"row\t{events:,} events made\t{made:.1f} s\t{size:.0f} MB, {visits:,} visits; by the bench itself"
        )
        print(f"row\tfirst opening, views made anew\t{opened(home):.1f} s\t")
        print(f"row\topening\t{opened(home) * 1000:.0f} ms\t")
        print(f"row\tstart to painted desk screen\t{shown(home):.2f} s\t")
        runs = {
            "threshold verify": Run(home, "verify"),
            "threshold backup, with its proof": Run(home, "backup", "--make", "--to", f"{folder}/backups"),
            "threshold salvage": Run(home, "salvage", "--out", f"{folder}/salvaged"),
        }
    for what, run in runs.items():
        print(run.row(what, events))
    return max(run.code for run in runs.values())


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
