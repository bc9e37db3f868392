"""Kills services at work, without a window: before every change that Python makes to a file, at the journal's moments, at random.

The child is `tests.journeys.kill_fast_child`; what it left is judged by `tests.store.power_look`, as after a power cut.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.journeys.kill_fast_child import BETWEEN, SCENES, Plan
from tests.store.power import put_back_oldest
from tests.store.power_child import Hand
from tests.store.power_look import Looked, Next, Promised

TOP = Path(__file__).parents[1]
MOMENTS = ("begin", "inserted", "before_commit", "after_commit")
ONCE = frozenset({"first", "restore", "migrate"})
"""Scenes that want their folder as it was; the others are killed again and again on one record."""

AGAIN = 5
"""So often a record is killed on again: its folder of backups keeps seven."""

NTH = 9
"""So many appends of a scene are killed in, at each of their moments."""


class Aim(msgspec.Struct, frozen=True):
    """What to kill and where: before the change number `file`, at the `nth` `moment`, else after a part of the scene's time."""

    scene: str
    file: int = 0
    moment: str = ""
    nth: int = 1
    part: float = 0.0
    early: bool = False

    @property
    def kind(self) -> str:
        """In a word."""
        return "file" if self.file else self.moment or "random"


class Length(msgspec.Struct, frozen=True):
    """How long a scene is: changes to files, and seconds."""

    files: int
    seconds: float


class Killed(msgspec.Struct, frozen=True):
    """What a kill left. `count`: acknowledgments before it."""

    aim: Aim
    count: int
    looked: Looked


def aims(seed: int, count: int, lengths: dict[str, Length]) -> list[Aim]:
    """Every change to a file in every scene, every moment of the journal; in disorder, cut to `count` or filled with random ones."""
    chance = random.Random(seed)
    exact = [
        Aim(scene, file=number) for scene, length in lengths.items() for number in range(1, length.files + 1)
    ]
    exact += [
        Aim(scene, moment=moment, nth=nth)
        for scene in ("walk", "photo")
        for moment in MOMENTS
        for nth in range(1, NTH + 1)
    ]
    exact += [Aim("photo", moment=BETWEEN)] * NTH
    chance.shuffle(exact)
    some = exact[: count * 3 // 4]
    scenes = list(lengths)
    return some + [
        Aim(scenes[number % len(scenes)], part=chance.random()) for number in range(count - len(some))
    ]


class Killing:
    """A child that forks, and the records that its forks are killed on, all below `folder`."""

    def __init__(self, folder: Path, child: "subprocess.Popen[str]") -> None:
        self._folder, self._child = folder, child
        self._next, self._days = Next(), 0
        self._homes: dict[str, tuple[Path, Promised, int]] = {}
        self._begun, self._said = folder / "begun", list[str]()
        hand = Hand(self._begun, self._said.append)
        hand.open()
        visit = hand.begin()
        hand.photo(visit, hand.to_paper(visit))
        hand.back_up()
        hand.answer(hand.begin(), 2)
        hand.close()

    def lengths(self) -> dict[str, Length]:
        """How long each scene is; what comes of each run is looked at too."""
        found = {}
        for scene in SCENES:
            home, promised = self._home(scene)
            files, seconds = self._run(self._plan(home, Aim(scene)), promised, None)
            self._judge(home, promised)
            found[scene] = Length(files, seconds)
        return found

    def kill(self, aim: Aim, lengths: dict[str, Length]) -> Killed:
        """One kill, and what it left."""
        home, promised = self._home(aim.scene)
        before = promised.count
        exact = aim.file or aim.moment
        self._run(self._plan(home, aim), promised, None if exact else lengths[aim.scene].seconds * aim.part)
        return Killed(aim, promised.count - before, self._judge(home, promised))

    def _judge(self, home: Path, promised: Promised) -> Looked:
        looked = self._next.look(home, promised)
        promised.heads = []  # the look itself wrote on
        return looked

    def _plan(self, home: Path, aim: Aim) -> Plan:
        self._days += 1
        return Plan(str(home), aim.scene, self._days % 300 + 1, aim.file, aim.moment, aim.nth, aim.early)

    def _run(self, plan: Plan, promised: Promised, seconds: float | None) -> tuple[int, float]:
        """Run a fork until it stands still, or for so many seconds, and kill it; changes to files and time until then."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(msgspec.json.encode(plan).decode() + "\n")
        self._child.stdin.flush()
        pid, files, started = int(self._line().removeprefix("pid ")), 0, time.monotonic()
        if seconds is None:
            while not (line := self._line()).startswith(("at ", "done ")):
                promised.take(line)
            files = int(line.split()[1]) if line.startswith("done ") else 0
        else:
            time.sleep(seconds)
        took = time.monotonic() - started
        os.kill(pid, signal.SIGKILL)
        while (line := self._line(dies=True)) != f"died {-signal.SIGKILL}":
            promised.take(line)
        return files, took

    def _line(self, dies: bool = False) -> str:
        """The child's next line. RuntimeError where it has ended by itself."""
        assert self._child.stdout is not None
        line = self._child.stdout.readline().strip()
        if not line or (line.startswith("died") and not (dies and line == f"died {-signal.SIGKILL}")):
            raise RuntimeError(f"The child ended by itself: {line or 'it is gone'}")
        return line

    def _home(self, scene: str) -> tuple[Path, Promised]:
        """A record to kill on, and what is promised of it."""
        home, promised, left = self._homes.get(scene, (Path(), Promised(), 0))
        if left:
            self._homes[scene] = home, promised, left - 1
            return home, promised
        shutil.rmtree(self._folder / scene, ignore_errors=True)
        home, promised = self._folder / scene, Promised()
        if scene == "first":
            home.mkdir()
        elif scene == "migrate":
            promised.take(put_back_oldest(home))
        else:
            shutil.copytree(self._begun, home)
            for line in self._said:
                promised.take(line)
        self._homes[scene] = home, promised, 0 if scene in ONCE else AGAIN
        return home, promised


@contextlib.contextmanager
def killing(folder: Path) -> Iterator[Killing]:
    """The child and its records, for as long as they are wanted."""
    command = [sys.executable, "-m", "tests.journeys.kill_fast_child"]
    with subprocess.Popen(
        command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            yield Killing(folder, child)
        finally:
            child.kill()
