"""Cuts the power to the real stack: a day at a desk is run under strace, and its system calls are played to a disk that forgets.

The child is `tests.store.power_child`, the disk `tests.store.power_disk`, what a state is worth says `tests.store.power_look`.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from msgspec import Struct

from tests.records.keeping import put_back
from tests.store.power_disk import CALLS, SHARED_MEMORY, Disk, calls
from tests.store.power_look import Looked, Next, Promised

TOP = Path(__file__).parents[2]
OLDEST = TOP / "tests" / "records" / "02-walk"
"""A record that the first version wrote: two migrations ago."""

LONGEST = 32 * 1024 * 1024
"""Bytes of one call that strace writes into its log: more than any call has."""

TURNS = ("mkdir", "rename", "link", "unlink", "unlinkat", "rmdir", "openat", "ftruncate")


class Log(Struct, frozen=True):
    """The calls of a day at the desk below `home`, which held what `before` holds, and what was promised by then; how many of the
    calls changed the disk, and which of these changed names in folders or cut files."""

    file: Path
    home: Path
    before: Path
    promised: tuple[str, ...]
    changes: int
    turns: tuple[int, ...]


class States(Struct, frozen=True):
    """What was found of many states: how many had something acknowledged, lost it, did not open, were otherwise wrong; the first
    sentences of each kind, numbers taken out."""

    count: int
    acknowledged: int
    lost: int
    shut: int
    wrong: int
    said: Counter[str]

    @property
    def faulty(self) -> int:
        """States in which anything is wrong."""
        return self.lost + self.shut + self.wrong


def record(folder: Path, sync: str = "FULL") -> Log:
    """Run the child in `folder`/home, a new one, under strace. AssertionError where it fails."""
    (folder / "home").mkdir(parents=True)
    return _record(folder, "whole", sync, ())


def record_older(folder: Path) -> Log:
    """A short day on a record of the first version, which is migrated."""
    return _record(folder, "short", "FULL", (put_back_oldest(folder / "home"),))


def put_back_oldest(home: Path) -> str:
    """Make the record that the first version wrote; how far it reaches, as the child says it."""
    put_back(OLDEST.with_suffix(".tar.xz"), home)
    said = json.loads(OLDEST.with_suffix(".json").read_text("utf-8"))["record"]
    return f"head {said['events']} {said['head']}"


def _record(folder: Path, day: str, sync: str, promised: tuple[str, ...]) -> Log:
    home, before, log = (folder / name for name in ("home", "before", "calls.log"))
    shutil.copytree(home, before)
    strace = ["strace", "--follow-forks", "--seccomp-bpf", "-xx", "-s", str(LONGEST), "-e", f"trace={CALLS}"]
    child = [sys.executable, "-m", "tests.store.power_child", str(home), day, sync]
    command = [*strace, "-o", str(log), *child]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    disk = Disk(home, before)
    changing = [call.name for call in calls(log) if disk.play(call)]
    assert_same(disk, home)
    turns = tuple(place for place, name in enumerate(changing, 1) if name in TURNS)
    return Log(log, home, before, promised, len(changing), turns)


def assert_same(disk: Disk, home: Path) -> None:
    """The disk in memory, as the program saw it, is the real one: no call was missed or misread."""
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        seen = Path(folder) / "all"
        disk.leave_all(seen)
        real, played = (
            {str(each.relative_to(top)): each.read_bytes() for each in top.rglob("*") if each.is_file()}
            for top in (home, seen)
        )
    real = {name: content for name, content in real.items() if not name.endswith(SHARED_MEMORY)}
    assert real == played, sorted(set(real) ^ set(played))


def cut(log: Log, count: int, seed: int, lying: bool = False) -> States:
    """Look at `count` states: the power goes after any call, half of them turns, and leaves one of many states."""
    chance, start = random.Random(seed), Next()
    turns = chance.sample(log.turns, len(log.turns))
    places = Counter(
        turns[number // 2 % len(turns)] if number % 2 else chance.randint(1, log.changes)
        for number in range(count)
    )
    disk, promised, taken = Disk(log.home, log.before, lying), Promised(), 0
    for line in log.promised:
        promised.take(line)
    found: list[tuple[bool, Looked]] = []
    with tempfile.TemporaryDirectory(dir=log.home.parent) as folder:
        home = Path(folder) / "home"
        for call in calls(log.file):
            if not disk.play(call):
                continue
            for line in disk.said[taken:]:
                promised.take(line)
            taken = len(disk.said)
            for _ in range(places[disk.played]):
                disk.after_cut(chance, home)
                found.append((bool(promised.heads), start.look(home, promised)))
                shutil.rmtree(home)
    return States(
        count=len(found),
        acknowledged=sum(some for some, _ in found),
        lost=sum(bool(each.lost) and not each.shut for _, each in found),
        shut=sum(bool(each.shut) for _, each in found),
        wrong=sum(bool(each.wrong) and not each.lost for _, each in found),
        said=Counter(_plain(sentence, home) for _, each in found for sentence in each.faults),
    )


def _plain(sentence: str, home: Path) -> str:
    """A sentence without numbers and names, so that equal faults are counted as one."""
    words = sentence.replace(str(home), "…").split()
    return " ".join("N" if any(sign.isdigit() for sign in word) else word for word in words)
