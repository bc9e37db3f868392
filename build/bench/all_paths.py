"""How many ways through the pack there are, how long it takes to go through all of them, and to make the report of each.

Every way, alike values merged, is answered to the engine as a guard would, told as the events of a visit, and rendered: the outline and the
text of each report, pages of a sample that a seed draws. A way that comes out otherwise than it was proved makes the script fail. Nothing
is written to a record but the two visits that are the pattern for the others. An argument N takes every N-th way only.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec

from desktop import __version__, paths
from desktop.core.canonical import digest
from desktop.core.events import Body, Event, OutcomeReached, StepAnswered, VisitClosed
from desktop.core.facts import Instant
from desktop.core.gathered import gather
from desktop.core.paths import Way, paper_walks, visit_walks
from desktop.core.policy import Policy
from desktop.core.scenarios import Player, Scenario
from desktop.core.walk_state import Input, Rest
from desktop.packs.facility import site
from desktop.reports.making import make_outline
from desktop.reports.outline import Outline
from desktop.reports.pdf import make_pdf
from desktop.reports.text import make_text
from desktop.services.desk import open_desk
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.walking import Current, Walking
from desktop.wall import FixedClock, zone
from tests.core.nyc import NOON, TO_THE_PAPERS, policy
from tests.services.conftest import GUARD, NEW_YORK, SHELTER

SEED, PAGES = 7, 250
WEST_US = timedelta(hours=4) // timedelta(microseconds=1)
"""The ways are found at a site whose zone is UTC, and rendered for one in New York in summer: the same hour on the wall."""


class Pattern:
    """A visit at a site with or without a court, opened at a real desk; every way is told as this visit."""

    def __init__(self, home: Path, court: bool) -> None:
        home.mkdir()
        text = SHELTER.read_text("utf-8")
        if court:
            text = text.replace("court_area = false", "court_area = true", 1)
        (home / "facility.toml").write_text(text, "utf-8")
        clock = FixedClock(NOON.isoformat(), zone(NEW_YORK), NEW_YORK)
        self.desk = open_desk(paths.places(home, {}), home / "facility.toml", clock)
        self.walking = Walking(self.desk)
        self.screens = Screens(self.walking)
        self.now = self.walking.open_visit(GUARD, "Front desk")
        self.material = Reporting(self.screens).material(self.now.visit.id)
        self.site, self.policy = site(self.now.facility), self.now.pack.policy

    def walked(self, way: Way) -> Player:
        """A guard's answers by this way."""
        over = self.policy.group.over
        own = {ask.step for ask in self.policy.group.ask}
        paper = {step: value for step, value in way.answers.items() if step in own}
        outer = {step: value for step, value in way.answers.items() if step not in own}
        facts = {**TO_THE_PAPERS, **outer, over: [paper]} if paper else outer
        player = Player(self.policy, Scenario("", "", self.site, NOON, facts, (), {}))
        player.at = Instant(way.env.now.utc_us + WEST_US, way.env.now.doubtful)
        player.play()
        return player

    def told(self, player: Player) -> Current:
        """The visit as its record would tell it."""
        first = self.now.events[0]
        events = [msgspec.structs.replace(first, seq=1, utc_us=player.at.utc_us)]
        rests, seqs = list(player.recorded), dict[int, int]()
        for given in player.inputs:
            seqs[given.seq] = len(events) + 1
            events.append(_next(events, "step_answered", _answered(given)))
            while rests and rests[0].seq == given.seq:
                events.append(_next(events, "outcome_reached", _reached(rests.pop(0), seqs[given.seq])))
        if player.walk.closed:
            events.append(_next(events, "visit_closed", VisitClosed()))
        return self.walking.as_of(tuple(events))

    def outlined(self, now: Current) -> Outline:
        """The report of it."""
        made = msgspec.structs.replace(
            self.material,
            visit=now.visit,
            walk=now.walk,
            events=now.events,
            found=gather(now.events),
            standing=now.standing,
            papers=tuple(self.screens.papers(now)),
        )
        return make_outline(made, "report")


def _next(events: Sequence[Event], kind: str, body: Body) -> Event:
    last = events[-1]
    own = digest("bench", f"{last.hash}{kind}".encode())
    return msgspec.structs.replace(
        last, seq=last.seq + 1, kind=kind, after=last.hash, prev=last.hash, hash=own, body=body
    )


def _answered(given: Input) -> StepAnswered:
    value = given.value if isinstance(given.value, str) else list(given.value)
    return StepAnswered(
        given.address, given.step, value, "screen", "", ["jumped"] if given.at.doubtful else []
    )


def _reached(rest: Rest, because: int) -> OutcomeReached:
    listed = (list(rest.outcomes), list(rest.reasons), list(rest.flags))
    return OutcomeReached(rest.key, *listed, dict(rest.facts), because, __version__, "en", "0" * 64)


def same(way: Way, player: Player) -> bool:
    """Whether the walk comes out as the way was proved: its outcomes on record, its reasons given."""
    came = {name for rest in player.recorded for name in rest.outcomes} | set(player.walk.decided.outcomes)
    given = {name for rest in player.recorded for name in rest.reasons} | set(player.walk.reasons)
    return set(way.findings.outcomes) <= came and set(way.findings.reasons) <= given


def ways_of(whole: Policy, every: int) -> Iterator[Way]:
    """All ways with alike values merged, or every so many-th."""
    for number, way in enumerate((*visit_walks(whole), *paper_walks(whole))):
        if number % every == 0:
            yield way


def counted() -> float:
    """Prints how many ways there are and how fast they are found; seconds for those with alike values merged."""
    whole, spent = policy(), 0.0
    measured: tuple[tuple[str, Callable[[], Iterable[object]]], ...] = (
        ("rounds, alike values merged", partial(visit_walks, whole)),
        ("papers, alike values merged, up to 2 reasons", partial(paper_walks, whole)),
        ("rounds, value by value", partial(visit_walks, whole, merged=False)),
        ("papers, value by value, up to 2 reasons", partial(paper_walks, whole, merged=False)),
    )
    for what, walk in measured:
        started = time.perf_counter()
        count = sum(1 for _ in walk())
        seconds = time.perf_counter() - started
        spent += seconds if "merged" in what else 0
        print(f"row\t{what}\t{count:,}\t{seconds:.2f} s, {count / seconds:,.0f} a second")
    return spent


def rendered(every: int, home: Path, finding: float, whole: Policy | None = None) -> int:
    """Walks and renders them, and prints the figures; how many did not come out as they were proved of the policy `whole`."""
    patterns = {court: Pattern(home / str(court), court) for court in (False, True)}
    ways = list(ways_of(whole or policy(), every))
    times, letters, pages, wrong = dict.fromkeys(("walk", "outline", "text", "pdf"), 0.0), 0, 0, 0
    sample = set(random.Random(SEED).sample(range(len(ways)), min(PAGES, len(ways))))
    for number, way in enumerate(ways):
        pattern = patterns[way.env.site.court_area]
        begun = time.perf_counter()
        player = pattern.walked(way)
        now = pattern.told(player)
        walked = time.perf_counter()
        outline = pattern.outlined(now)
        outlined = time.perf_counter()
        letters += len(make_text(outline))
        ended = time.perf_counter()
        wrong += not same(way, player)
        for name, seconds in zip(times, (walked - begun, outlined - walked, ended - outlined), strict=False):
            times[name] += seconds
        if number in sample:
            pages += make_pdf(outline, "letter").count(b"/Type /Page\n")
            times["pdf"] += time.perf_counter() - ended
    for pattern in patterns.values():
        pattern.desk.close()
    _print(times, len(ways), len(sample), every, (letters, pages, wrong), finding)
    return wrong


def _print(
    times: dict[str, float], ways: int, sample: int, every: int, told: tuple[int, int, int], finding: float
) -> None:
    letters, pages, wrong = told
    each = {name: 1000 * seconds / (sample if name == "pdf" else ways) for name, seconds in times.items()}
    print(f"row\tways that come out as they were proved\t{ways - wrong:,} of {ways:,}\t1 of {every} taken")
    print(
        f"row\tanswered to the engine, told as events\t{times['walk']:.1f} s\t{each['walk']:.2f} ms a way, "
        f"{times['walk'] * every / finding:.0f} times finding them"
    )
    for name, what in (("outline", "the report's outline"), ("text", "the report as text")):
        ratio = f"{each[name]:.2f} ms a way, {each[name] / each['walk']:.2f} of the walk"
        print(f"row\t{what}\t{ways:,} in {times[name]:.1f} s\t{ratio}")
    print(f"row\tletters of text\t{letters:,}\t{letters / ways:,.0f} a report")
    ratio = f"{each['pdf']:.1f} ms a report, {each['pdf'] / each['text']:.0f} times its text"
    print(
        f"row\tthe report's pages, sample by seed {SEED}\t{sample:,} reports\t{ratio}, {pages / sample:.1f} pages each"
    )


def main() -> int:
    """All of it."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    finding = counted()
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as home:
        return 1 if rendered(every, Path(home), finding) else 0


if __name__ == "__main__":
    sys.exit(main())
