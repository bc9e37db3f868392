"""Hands a finished PDF to the printing system of this PC (CUPS) by its own program `lp`: nothing is drawn again, text stays text, and no
file of ours is made for it. Windows has no such program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import msgspec

LP = "lp"
LOOK_S = 0.1
"""So often it is looked whether somebody stopped it meanwhile."""


class Job(msgspec.Struct, frozen=True):
    """To which printer, as the printing system calls it; the name of the job, which its queue shows; how many copies; and options by their
    names in lp(1) ("media", "sides")."""

    printer: str
    title: str
    copies: int = 1
    options: tuple[tuple[str, str], ...] = ()


class NotTaken(Exception):
    """The printing system did not take it, and nothing of it is printed. `said`: its own words, "" where it said nothing."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def can_hand_over() -> bool:
    """Whether this PC has the program."""
    return os.name == "posix" and shutil.which(LP) is not None


def hand_over(pdf: bytes, job: Job, stopped: Callable[[], bool]) -> bool:
    """Hand it over whole; False where somebody stopped it before, and then nothing of it is printed. It waits as long as the printing
    system does, and is for a worker. NotTaken where that does not take it."""
    if stopped():
        return False
    try:
        lp = subprocess.Popen(
            [LP, *_options(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
        )
    except OSError as problem:
        raise NotTaken(problem.strerror or "") from problem
    with lp:
        content: bytes | None = pdf
        while True:
            try:
                _, said = lp.communicate(content, timeout=LOOK_S)
                break
            except subprocess.TimeoutExpired:
                content = None  # it has that already
            if stopped():
                lp.kill()  # a job of which no whole document came is not printed
                lp.communicate()
                return False
    if lp.returncode:
        raise NotTaken(_plain(said))
    return True


def _options(job: Job) -> Iterator[str]:
    yield from ("-d", job.printer, "-t", job.title, "-n", str(job.copies))
    for name, value in job.options:
        yield from ("-o", f"{name}={_quoted(value)}")


def _quoted(value: str) -> str:
    """A value as lp takes it apart again (cupsParseOptions)."""
    if value.replace("-", "").replace(".", "").replace("_", "").isalnum():
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _environment() -> dict[str, str]:
    """That of the PC, in English: the frozen program has other libraries than lp wants."""
    found = dict(os.environ)
    if getattr(sys, "frozen", False):
        own = found.pop("LD_LIBRARY_PATH_ORIG", "")
        found.pop("LD_LIBRARY_PATH", None)
        if own:
            found["LD_LIBRARY_PATH"] = own
    return found | {"LC_ALL": "C.UTF-8"}


def _plain(said: bytes) -> str:
    """ "lp: Error - The printer or class does not exist." without what no person needs."""
    words = " ".join(said.decode("utf-8", "replace").split())
    name, _, rest = words.partition(": ")
    words = rest if name.rpartition("/")[2] == LP else words
    return words.removeprefix("Error - ")
