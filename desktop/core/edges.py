"""Finds every step that a walk can take from one place in the order of asking to the next, for the chart and for coverage.

A place is one entry of `ask` (a step may have several). Ways that nothing later can tell apart are gone on with as one, so that
the search grows with the number of places, not with the number of paths, and yet leaves no edge out.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal

import msgspec

from desktop.core.conditions import Value
from desktop.core.paths import Env, alike, looks_at, opened, told_apart, values
from desktop.core.policy import CANNOT_READ, ROUND_KINDS, Ask, Policy
from desktop.core.surroundings import surroundings
from desktop.core.tracing import Trace

Part = Literal["visit", "papers"]
BEGIN = -1
"""Where the first place of a part is come to from."""
NONE = "none"
"""The class of an answer that marks nothing."""
SEVERAL = "several"
"""The class of several answers at once. Such an edge counts only where no one answer alone leads there."""
A_DATE = "date"
"""The class of every date that can be read."""


class Edge(msgspec.Struct, frozen=True, order=True):
    """From the place `start` with an answer of the class `value` to the place `to`; `to` is the number of places where nothing
    more is asked. Places are counted from 0; `start` is BEGIN for the first, with the class ""."""

    part: Part
    start: int
    value: str
    to: int


class Asked(msgspec.Struct, frozen=True, order=True):
    """A place of the visit's part that is asked in a kind of round."""

    place: int
    kind: str


class Witness(msgspec.Struct, frozen=True):
    """Answers that lead somewhere, the first that were found: what stands around, the round's answers and the paper's."""

    env: Env
    answers: dict[str, Value]
    paper: dict[str, Value] | None = None


class Edges(msgspec.Struct, frozen=True):
    """All that can happen, each with a witness."""

    edges: dict[Edge, Witness]
    asked: dict[Asked, Witness]


class Classes:
    """The answers of each step in classes that no condition tells apart; a class is named by the first of its values, several
    answers at once by SEVERAL."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        sets = told_apart(policy)
        self.groups = {step.id: alike(step, sets) for step in policy.steps.values() if step.kind != "date"}
        self._names = {
            step: {value: group[0] for group in groups for value in group}
            for step, groups in self.groups.items()
        }

    def of(self, step: str, value: Value) -> str:
        """The class of an answer as it counts."""
        if self.policy.steps[step].kind == "date":
            return CANNOT_READ if value == CANNOT_READ else A_DATE
        listed = (value,) if isinstance(value, str) else value
        found = tuple(dict.fromkeys(self._names[step].get(each, each) for each in listed)) or (NONE,)
        return found[0] if len(found) == 1 else SEVERAL

    def members(self, step: str, name: str) -> tuple[str, ...]:
        """The values of a class."""
        groups = self.groups.get(step, [])
        return tuple(next((group for group in groups if group[0] == name), (name,)))


def taken(
    part: Part,
    asks: tuple[Ask, ...],
    trace: Trace,
    answers: Mapping[str, Value],
    grouped: bool,
    classes: Classes,
) -> Iterator[Edge]:
    """The edges of one walk through `asks` with the answers at hand, up to the place that waits, or to the end.

    `trace` is fresh. `grouped`: all papers are gone through, so that the walk goes on behind their place.
    """
    places = [(BEGIN, "")]
    number = {id(ask): place for place, ask in enumerate(asks)}
    for ask in trace.passes(asks, answers):
        waits = not grouped if ask.group else ask.step not in answers
        known = waits or bool(ask.group)
        places.append((number[id(ask)], "" if known else classes.of(ask.step, trace.active[ask.step])))
        if waits:
            break
    else:
        places.append((len(asks), ""))
    for (start, name), (to, _) in pairwise(places):
        yield Edge(part, start, name, to)


class _Way(msgspec.Struct):
    """Answers so far, as they count, and the last place with the class of its answer."""

    active: dict[str, Value]
    last: tuple[int, str]


class Search:
    """The search through one policy; `edges` and `asked` fill up."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.classes = Classes(policy)
        self.found = Edges({}, {})
        self.tries = {step.id: values(policy, step) for step in policy.steps.values()}

    def all(self) -> Edges:
        """Every edge of the visit, and of a paper in each round that can lead to one."""
        policy, group = self.policy, self.policy.group
        inner = [ask.when for ask in group.ask]
        looked = [part for cond in inner for part in opened(policy, cond)]
        seen = frozenset(step for cond in inner for step in looks_at(policy, cond)) - {
            ask.step for ask in group.ask
        }
        keys = sorted({part.site for part in looked if part.site})
        rounds: dict[tuple[object, ...], tuple[Env, dict[str, Value]]] = {}
        whens = [*(ask.when for ask in policy.ask), *(part for part in looked if part.site)]
        for env in surroundings(policy, whens, policy.round_kinds):
            trace = Trace(policy, env.site, env.round, env.now)
            for way in self._through("visit", policy.ask, trace, env, {}, seen):
                kind = env.round if any(part.round for part in looked) else ""
                values_ = [
                    *(way.active.get(step) for step in sorted(seen)),
                    *(env.site.value(key) for key in keys),
                ]
                rounds.setdefault((kind, *values_), (env, way.active))
        hours = {env.now for env in surroundings(policy, inner, ROUND_KINDS[:1]) if not env.now.doubtful}
        for env, outer in rounds.values():
            for now in sorted(hours, key=lambda each: each.utc_us):
                here = msgspec.structs.replace(env, now=now)
                around = Trace(policy, env.site, env.round, now)
                around.active = outer
                trace = Trace(policy, env.site, env.round, now, around)
                list(self._through("papers", group.ask, trace, here, outer, frozenset()))
        alone = {(edge.part, edge.start, edge.to) for edge in self.found.edges if edge.value != SEVERAL}
        for edge in [each for each in self.found.edges if each.value == SEVERAL]:
            if (edge.part, edge.start, edge.to) in alone:
                del self.found.edges[edge]
        return self.found

    def _through(
        self,
        part: Part,
        asks: tuple[Ask, ...],
        trace: Trace,
        env: Env,
        outer: dict[str, Value],
        kept: frozenset[str],
    ) -> Iterator[_Way]:
        """Go through `asks`, noting edges; gives each way that comes to the papers' place. `kept`: steps that stay told apart."""
        matters = _matters(self.policy, asks, kept)
        ways = [_Way({}, (BEGIN, ""))]
        for place, ask in enumerate(asks):
            further: dict[tuple[object, ...], _Way] = {}
            for way in ways:
                for new in self._at(part, place, ask, way, trace, env, outer):
                    if ask.group and new is not way:
                        yield new
                    key = (*(new.active.get(step) for step in matters[place + 1]), new.last)
                    further.setdefault(key, new)
            ways = list(further.values())
        for way in ways:
            self._note(part, way, len(asks), env, outer)

    def _at(
        self, part: Part, place: int, ask: Ask, way: _Way, trace: Trace, env: Env, outer: dict[str, Value]
    ) -> Iterator[_Way]:
        trace.active = way.active
        if ask.step in way.active or not trace.asked(ask):
            yield way
            return
        self._note(part, way, place, env, outer)
        if part == "visit":
            self.found.asked.setdefault(Asked(place, env.round), Witness(env, dict(way.active)))
        if ask.group:
            yield _Way(way.active, (place, ""))
            return
        for value in self.tries[ask.step]:
            counted = self.policy.counts_as(ask.step, value)
            yield _Way({**way.active, ask.step: counted}, (place, self.classes.of(ask.step, counted)))

    def _note(self, part: Part, way: _Way, to: int, env: Env, outer: dict[str, Value]) -> None:
        start, name = way.last
        edge = Edge(part, start, name, to)
        if edge not in self.found.edges:
            paper = part == "papers"
            made = Witness(env, dict(outer if paper else way.active), dict(way.active) if paper else None)
            self.found.edges[edge] = made


def _matters(policy: Policy, asks: tuple[Ask, ...], kept: frozenset[str]) -> list[tuple[str, ...]]:
    """For each place, the steps that something from there on looks at, or asks again at a second place."""
    found: list[tuple[str, ...]] = []
    for place in range(len(asks) + 1):
        later = asks[place:]
        steps = {step for ask in later for step in looks_at(policy, ask.when)}
        steps |= {ask.step for ask in later if ask.step} | kept
        found.append(tuple(sorted(steps)))
    return found


def find_edges(policy: Policy) -> Edges:
    """Every edge of a policy that packcheck finds sound. Some hundredths of a second for the New York pack."""
    return Search(policy).all()
