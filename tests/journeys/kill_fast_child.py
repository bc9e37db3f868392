"""The process that is killed without a window: real services at a real record, many acts a second.

Reads plans from standard input, one a line, and forks for each, so that everything is imported once. The fork says `pid N`, then
what `tests.store.power_child.Hand` says, `at WHERE` where it stands still to be killed, and `done FILES` when the scene is over:
so many times it was about to change a file or folder. When it has died its parent says `died CODE`.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import msgspec

from desktop.store.journal import Moment
from tests.store.power_child import Hand, say

BETWEEN = "between"
"""The file of a photograph is there, and its event is not."""

CHANGES = frozenset(
    {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile"}
)
"""Audit events (PEP 578) that come just before Python changes a file or folder."""


class Plan(msgspec.Struct, frozen=True):
    """What to do below `home`, and where to stand still: before the change number `file` of a file or folder, or at the
    `nth` time at `moment` of the journal. 0 and "" for neither. With `early` it acknowledges before the commit."""

    home: str
    scene: str
    days: int
    file: int = 0
    moment: str = ""
    nth: int = 1
    early: bool = False


class Stop:
    """Counts, and stands still where the plan says so."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.files, self.moments = plan, 0, 0
        self.hand: Hand | None = None

    def watch(self, event: str, arguments: tuple[object, ...]) -> None:
        """An audit hook: it cannot be taken away again, and dies with the process."""
        if event not in CHANGES or not str(arguments[0]).startswith(self.plan.home):
            return
        if event == "open" and (not isinstance(arguments[2], int) or not arguments[2] & _WRITING):
            return
        self.files += 1
        if self.files == self.plan.file:
            still(event)

    def step(self, moment: Moment | str) -> None:
        """Where in an append the journal stands."""
        if self.plan.early and moment == "begin" and self.hand is not None:
            say(f"head {self.hand.reached + 1} early")
        if moment == self.plan.moment:
            self.moments += 1
            if self.moments == self.plan.nth:
                still(moment)


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def still(where: str) -> None:
    """Wait to be killed."""
    say(f"at {where}")
    threading.Event().wait()


def first(hand: Hand, stop: Stop) -> None:
    """The first start of all, which makes keys and record; then a visit."""
    hand.open()
    hand.begin()


def walk(hand: Hand, stop: Stop) -> None:
    """A visit from its first answer to its last, with a note and a call; then the end of the program."""
    hand.open()
    visit = hand.begin()
    hand.answer(visit, 6)
    hand.note(visit)
    hand.leave(visit)
    hand.close()


def photo(hand: Hand, stop: Stop) -> None:
    """A photograph of a paper."""
    hand.open()
    visit = hand.begin()
    hand.photo(visit, hand.to_paper(visit), lambda: stop.step(BETWEEN))
    hand.leave(visit)


def report(hand: Hand, stop: Stop) -> None:
    """A report, and the event that tells of it."""
    hand.open()
    visit = hand.begin()
    hand.leave(visit)
    hand.report(visit, hand.home / f"report-{hand.days}.pdf")


def backup(hand: Hand, stop: Stop) -> None:
    """A backup while the desk is open."""
    hand.open()
    visit = hand.begin()
    hand.back_up()
    hand.answer(visit, 2)


def restore(hand: Hand, stop: Stop) -> None:
    """The newest backup takes the place of the record."""
    hand.open()
    hand.restore()
    hand.begin()


def migrate(hand: Hand, stop: Stop) -> None:
    """A record of the first release is brought up to date; then a visit."""
    hand.open()
    hand.begin()


Scene = Callable[[Hand, Stop], None]
SCENES: MappingProxyType[str, Scene] = MappingProxyType(
    {each.__name__: each for each in (first, walk, photo, report, backup, restore, migrate)}
)


def play(plan: Plan) -> None:
    """Play the scene and wait to be killed."""
    say(f"pid {os.getpid()}")
    stop = Stop(plan)
    sys.addaudithook(stop.watch)
    hand = Hand(Path(plan.home), say, plan.days, steps=stop.step)
    stop.hand = hand
    SCENES[plan.scene](hand, stop)
    say(f"done {stop.files}")
    threading.Event().wait()


def main() -> None:
    """A fork for each plan."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            play(msgspec.json.decode(line, type=Plan))
        _, status = os.waitpid(pid, 0)
        say(f"died {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
