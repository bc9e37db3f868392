"""Kills the desk while a guard types, again and again, and looks whether an answer is gone that the guard saw taken.

A child process (tests/journeys/kill_child.py) runs the real window on a real record and says through a pipe which answer's
next question was painted. The parent ends it by SIGKILL: at a random moment, or while it stands at a given point between the
start of a commit and the repaint. Then the parent opens the record as the next start would. More kills are without a window
(build/killing.py): while keys are made, photographs, reports and backups kept, a backup restored, a record migrated.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec

from build.killing import Aim, Killed, aims, killing
from desktop import paths
from desktop.core import chain
from desktop.core.events import StepAnswered
from desktop.services.desk import open_desk
from desktop.services.walking import Walking
from tests.core.nyc import Case, policy
from tests.journeys.kill_child import ANSWERS

TOP = Path(__file__).parents[2]
MOMENTS = ("begin", "inserted", "before_commit", "after_commit", "heard")
"""Points between the start of a commit and the repaint: the journal's own four, and after its listeners were told."""
KILLS = 160
FAST_KILLS = 600


class Plan(msgspec.Struct, frozen=True):
    """When to kill: after so many painted questions and then `seconds` more, or at `moment` of the next commit."""

    painted: int
    seconds: float = 0.0
    moment: str = ""


class Seen(msgspec.Struct, frozen=True):
    """What the record held after a kill. `acknowledged`: answers whose next question had been painted."""

    plan: Plan
    acknowledged: int
    on_disk: int
    faults: tuple[str, ...]

    @property
    def lost(self) -> int:
        """Answers that the guard saw taken and that are gone."""
        return max(0, self.acknowledged - self.on_disk)


def plans(seed: int, count: int) -> list[Plan]:
    """A plan for each kill; half of them between the start of a commit and the repaint, every moment among them."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        painted = chance.randint(1, 9)
        if number % 2:
            made.append(Plan(painted, seconds=chance.uniform(0.0, 0.25)))
        else:
            made.append(Plan(painted, moment=MOMENTS[number // 2 % len(MOMENTS)]))
    return made


def kill_once(home: Path, plan: Plan, early: bool = False) -> Seen:
    """Run the child on the record below `home`, kill it by plan, and look at the record. `early`: the negative control."""
    command = [
        sys.executable,
        "-m",
        "tests.journeys.kill_child",
        str(home),
        str(plan.painted),
        plan.moment,
        str(int(early)),
    ]
    acknowledged = 0
    offscreen = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*.info=false;*.debug=false",
    }
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True, env=offscreen) as child:
        assert child.stdout is not None
        for line in child.stdout:
            word, _, number = line.strip().partition(" ")
            if word == "painted":
                acknowledged = int(number)
            if word == "at" or (word == "painted" and acknowledged >= plan.painted and not plan.moment):
                break
        time.sleep(plan.seconds)
        child.kill()
        for line in child.stdout:  # what it had said before it died
            word, _, number = line.strip().partition(" ")
            acknowledged = int(number) if word == "painted" else acknowledged
    died = child.wait()
    faults = () if died == -9 else (f"the child ended by itself with {died}",)
    return _look(home, plan, acknowledged, faults)


def _look(home: Path, plan: Plan, acknowledged: int, faults: tuple[str, ...]) -> Seen:
    """Open the record as the next start would: the chain, the answers of the newest visit, and where its walk opens."""
    desk = open_desk(paths.places(home, {}))
    try:
        seq, head = desk.store.journal.head()
        found = [
            *faults,
            *(each.sentence for each in chain.verify(desk.store.queries.iter_chain(), chain.Head(seq, head))),
        ]
        newest = desk.store.queries.all_visits(limit=1)
        events = desk.store.queries.events_of(newest[0].visit) if newest else []
        answers = [event.body for event in events if isinstance(event.body, StepAnswered)]
        if newest:
            now = Walking(desk).current(newest[0].visit).walk
            asked = (now.open.step if now.open else "", now.round, tuple(rest.outcomes for rest in now.rests))
            if asked != (wanted := expected(len(answers))):
                found.append(f"after {len(answers)} answers the walk opens at {asked}, not at {wanted}")
        if len(answers) > acknowledged + 1:
            found.append(f"{len(answers)} answers on disk, but only {acknowledged} questions were painted")
    finally:
        desk.close()
    return Seen(plan, acknowledged, len(answers), tuple(found))


def expected(count: int) -> tuple[str, str, tuple[tuple[str, ...], ...]]:
    """Open question, round and outcomes after so many of the child's answers, by the pure engine."""
    case = Case(policy())
    for _ in range(count):
        if case.walk.open is not None:
            case.answer(case.walk.open.address, ANSWERS[case.walk.open.step])
        else:
            case.now("others_arrived")
    step = case.walk.open.step if case.walk.open else ""
    return step, case.walk.round, tuple(rest.outcomes for rest in case.walk.rests)


def kill_fast(folder: Path, seed: int, count: int) -> tuple[list[Killed], Killed]:
    """So many kills without a window, and the negative control, which acknowledges before the commit."""
    with killing(folder) as work:
        lengths = work.lengths()
        killed = [work.kill(aim, lengths) for aim in aims(seed, count, lengths)]
        return killed, work.kill(Aim("walk", moment="before_commit", nth=3, early=True), lengths)


def main() -> int:
    """760 kills over several records; 1 if anything acknowledged was lost, a record did not open or a walk opened wrongly."""
    started, seen = time.monotonic(), list[Seen]()
    with tempfile.TemporaryDirectory(prefix="threshold-kill-") as folder:
        for number, plan in enumerate(plans(1, KILLS)):
            seen.append(kill_once(Path(folder) / str(number // 30), plan))
        control = kill_once(Path(folder) / "control", Plan(3, moment="before_commit"), early=True)
        windows = time.monotonic() - started
        fast, fast_control = kill_fast(Path(folder) / "fast", 1, FAST_KILLS)
    faults = [fault for each in seen for fault in each.faults]
    faults += [f"{each.aim.scene}, {each.aim.kind}: {fault}" for each in fast for fault in each.looked.faults]
    for fault in faults:
        print(fault)
    lost = sum(each.lost for each in seen) + sum(bool(each.looked.lost) for each in fast)
    shut = sum(bool(each.looked.shut) for each in fast)
    where = Counter(each.plan.moment or "random" for each in seen)
    scenes = Counter(each.aim.scene for each in fast)
    both = [", ".join(f"{count} {name}" for name, count in sorted(each.items())) for each in (where, scenes)]
    rest = time.monotonic() - started - windows
    controls = control.lost, len(fast_control.looked.lost)
    print(f"row\tkills of the window\t{len(seen)}\t{both[0]}; {windows:.0f} s")
    print(f"row\tkills without a window\t{len(fast)}\t{both[1]}; {rest:.0f} s")
    print(f"row\tanswers acknowledged\t{sum(each.acknowledged for each in seen)}\tby a painted next question")
    print(f"row\tacts acknowledged\t{sum(each.count for each in fast)}\tby services, without a window")
    print(f"row\tlost\t{lost}\t{shut} records did not open, {len(faults)} faults in all")
    print(f"row\tnegative controls\t{controls} lost\tacknowledged before the commit; each must lose")
    return 1 if lost or faults or not all(controls) else 0


if __name__ == "__main__":
    sys.exit(main())
