"""Measures what a pack's stories reach: every answer, every step from question to question, every rule, and all that counsel and
the emergency keys do.

What can happen is found first (`edges`, and the tables of the pack); then each story is played, and what the engine does on the
way is noted. A pack is covered when nothing is missing; only such a pack may be signed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from desktop.core.edges import Asked, Classes, Edge, Edges, find_edges, taken
from desktop.core.facts import Instant
from desktop.core.paths import Env, a_site, at, paper_walks
from desktop.core.policy import CANNOT_READ, STATES, UNSURE, Policy, Rule
from desktop.core.scenarios import Player, Scenario
from desktop.core.texts import NONE, step_labels
from desktop.core.tracing import Trace
from desktop.core.walk_state import Consulted, Input, Item, Judged, View

DATE = "date"
"""Stands for any date that can be read."""


class Answer(msgspec.Struct, frozen=True, order=True):
    """An answer to a question, as it can be chosen on the screen."""

    step: str
    value: str


class Fires(msgspec.Struct, frozen=True, order=True):
    """A rule of a part that holds, by its number, counted from 0."""

    part: Literal["visit", "papers"]
    rule: int


class Acts(msgspec.Struct, frozen=True, order=True):
    """An answer that acts at once, by its number among [[urgent]], counted from 0."""

    urgent: int


class Says(msgspec.Struct, frozen=True, order=True):
    """Counsel's word, where the paper stood ("passed", "held") or for an "emergency", and what it led to: an outcome, or "" for
    none of its own, or for an allow whose checks fail at that minute."""

    stood: Literal["passed", "held", "emergency"]
    word: str
    outcome: str = ""


class Silence(msgspec.Struct, frozen=True, order=True):
    """What they do, as the direct answer after counsel was not reached about a warrant that passed."""

    value: str


class Presses(msgspec.Struct, frozen=True, order=True):
    """An emergency key in a state (`policy.STATES`)."""

    key: str
    state: str


Target = Answer | Edge | Asked | Fires | Acts | Says | Silence | Presses


class Coverage(msgspec.Struct, frozen=True):
    """`every` is all that can happen, in the order of the pack; `hit` names for each what was reached the first story that did;
    `edges` hold the witnesses of `edges.find_edges`."""

    every: tuple[Target, ...]
    hit: dict[Target, str]
    edges: Edges

    @property
    def missing(self) -> tuple[Target, ...]:
        """What no story reaches."""
        return tuple(each for each in self.every if each not in self.hit)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.hit) == len(self.every)

    def of(self, kind: type) -> tuple[int, int]:
        """How many of a kind are reached, and how many there are."""
        every = [each for each in self.every if isinstance(each, kind)]
        return sum(each in self.hit for each in every), len(every)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return len(self.hit) * 100 // len(self.every) if self.every else 100


# ---- what can happen -----------------------------------------------------------------------------------------------------


def answer_kinds(policy: Policy, step: str) -> Iterator[str]:
    """The answers of a step that a story must give: each value, "I can't tell", nothing where that is an answer; a date."""
    found = policy.steps[step]
    yield from (DATE,) if found.kind == "date" else ()
    yield from step_labels(found)


def every_target(policy: Policy, edges: Edges) -> Iterator[Target]:
    """All that can happen, in the order of the pack."""
    for step in policy.steps:
        yield from (Answer(step, value) for value in answer_kinds(policy, step))
    yield from sorted(edges.asked)
    yield from sorted(edges.edges, key=lambda edge: (edge.part == "papers", edge.start, edge.to, edge.value))
    yield from (Fires("visit", number) for number in range(len(policy.rule)))
    yield from (Fires("papers", number) for number in range(len(policy.group.rule)))
    yield from (Acts(number) for number in range(len(policy.urgent)))
    ends = _paper_ends(policy)
    yield from _counsel_targets(policy, ends)
    states = _states(policy, "passed" in ends)
    yield from (Presses(name, state) for name in policy.globals for state in STATES if state in states)


def _paper_ends(policy: Policy) -> frozenset[str]:
    """How a paper can stand when counsel is asked: "passed"; held so that allow heals it ("cured"), or so that it does not ("held")."""
    consult, found = policy.consult, set[str]()
    for faults in (1, 2):
        for way in paper_walks(policy, Env("start", a_site(), at("inside")), faults=faults):
            reasons = set(way.findings.reasons)
            held = consult.hold in way.findings.outcomes
            found |= {"passed"} if way.opens and not reasons and not held else set()
            if held:
                found.add("cured" if way.opens and reasons <= set(consult.curable) else "held")
            if len(found) == 3:
                return frozenset(found)
    return frozenset(found)


def _counsel_targets(policy: Policy, ends: frozenset[str]) -> Iterator[Target]:
    consult = policy.consult
    if "passed" in ends:
        yield Says("passed", "allow", consult.allow)
        if any("fact" in str(msgspec.to_builtins(rule.when)) and rule.reasons for rule in policy.group.rule):
            yield Says("passed", "allow")
        yield Says("passed", "deny", consult.deny)
        yield from (Says("passed", word) for word in ("wait", "not_reached"))
        yield from (Silence(value) for value in policy.steps[consult.not_reached_ask].values)
    if ends & {"cured", "held"} or ("passed" in ends and consult.wait_reason in consult.curable):
        if "cured" in ends or consult.wait_reason in consult.curable:
            yield Says("held", "allow", consult.allow)
        if "held" in ends:
            yield Says("held", "allow", consult.allow_otherwise)
        yield Says("held", "deny", consult.deny)
        yield from (Says("held", word) for word in ("wait", "not_reached"))
    if any(urgent.consult for urgent in policy.urgent):
        yield Says("emergency", "allow", consult.allow_otherwise)
        yield Says("emergency", "deny", consult.deny)
        yield from (Says("emergency", word) for word in ("wait", "not_reached"))


def _states(policy: Policy, passes: bool) -> frozenset[str]:
    stand = {outcome.standing for outcome in policy.outcomes.values() if outcome.standing}
    return frozenset({"no_visit", "other", *stand} | ({"cleared"} if passes else set()))


# ---- what a story reaches ------------------------------------------------------------------------------------------------


class Watched(Player):
    """A story being played, and all that happens on the way in `reached`."""

    def __init__(self, policy: Policy, story: Scenario, classes: Classes) -> None:
        super().__init__(policy, story)
        self.classes = classes
        self.reached: set[Target] = set()
        self.visit_rules = {id(rule): number for number, rule in enumerate(policy.rule)}
        self.paper_rules = {id(rule): number for number, rule in enumerate(policy.group.rule)}
        self.allowed: dict[str, Consulted] = {}

    def take(self, given: Input) -> None:
        """Note what stood before, fold, note what is new."""
        before, consults = len(self.inputs), {each.address: each for each in self.walk.consults}
        silent = self.folded.ledger.direct
        state = self.folded.state(given.at) if before else "no_visit"
        self._answered(given, state)
        if given.step == self.policy.changes_step:
            self._entering(given)
            if self._passed(silent, given.at):
                self.reached.add(Silence(str(self.policy.counts_as(given.step, given.value))))
        rests = len(self.folded.ledger.rests)
        super().take(given)
        if given.address in consults:
            self._said(given, consults[given.address], rests)
        self._healed()
        for round_, view in self.folded.ledger.views(given.at):
            self._view(round_.kind, round_.answers, view, given.at)

    def _answered(self, given: Input, state: str) -> None:
        """The answer itself, and what it is among the urgent ones and the keys."""
        policy, step = self.policy, self.policy.steps[given.step]
        if step.kind == "date":
            cannot = given.value in (CANNOT_READ, UNSURE)
            self.reached.add(Answer(step.id, CANNOT_READ if cannot else DATE))
        else:
            listed = (given.value,) if isinstance(given.value, str) else given.value
            self.reached |= {Answer(step.id, each) for each in listed or (NONE,)}
        counted = policy.counts_as(given.step, given.value)
        for number, urgent in enumerate(policy.urgent):
            if (urgent.step, urgent.value) == (given.step, counted):
                self.reached.add(Acts(number))
        for name, key in policy.globals.items():
            if (key.step, key.value) == (given.step, counted):
                self.reached.add(Presses(name, state))
                if state == "no_visit":
                    self.reached.add(Presses(name, "other"))

    def _passed(self, item: Item | None, now: Instant) -> bool:
        """Whether this paper passed every check and waits for counsel, who is silent."""
        return item is not None and any(
            p.item is item and p.passed for _, _, p in self.folded.ledger.waiting(now)
        )

    def _entering(self, given: Input) -> None:
        """The checks that run again as they go in, or as something cuts in while counsel's allow waits for an answer."""
        for round_, view in self.folded.ledger.views(given.at):
            for paper in view.judged:
                pending = paper.item.pending
                when = pending.given.at if pending is not None else given.at
                if paper.passed or pending is not None:
                    judge = self.folded.ledger.viewer.judge
                    self._paper_rules(judge(view.trace, round_, paper.item, when, "entry"))

    def _said(self, given: Input, consulted: Consulted, rests: int) -> None:
        """Counsel's word and what it led to. An allow may wait for one more answer; what it led to is seen then."""
        word = str(self.policy.counts_as(given.step, given.value))
        stood: Literal["passed", "held", "emergency"] = "emergency"
        if given.address.count("/") == 3:
            stood = "passed" if consulted.passed else "held"
        if word == "allow" and stood != "emergency":
            self.allowed[given.address] = consulted
            return
        new = self.folded.ledger.rests[rests:]
        led = [name for rest in new for name in rest.outcomes if name in self._counsels(word)]
        self.reached.add(Says(stood, word, led[0] if led else ""))

    def _counsels(self, word: str) -> tuple[str, ...]:
        consult = self.policy.consult
        return {"allow": (consult.allow, consult.allow_otherwise), "deny": (consult.deny,)}.get(word, ())

    def _healed(self) -> None:
        """An allow that has led somewhere by now."""
        for address, consulted in list(self.allowed.items()):
            found = self.folded.ledger.place(address)
            item = found[1] if found else None
            if item is None or item.pending is not None:
                continue
            del self.allowed[address]
            if item.result != "muted":
                self.reached.add(Says("passed" if consulted.passed else "held", "allow", item.result))

    def _view(self, kind: str, answers: dict[str, str | tuple[str, ...]], view: View, now: Instant) -> None:
        policy, site = self.policy, self.scenario.site
        copy = view.open is not None and view.open.step == policy.consult.copy_step
        inside = view.open is not None and view.open.address.count("/") == 3
        edges = taken(
            "visit", policy.ask, Trace(policy, site, kind, now), answers, not inside or copy, self.classes
        )
        for edge in edges:
            self.reached.add(edge)
            if edge.to < len(policy.ask):
                self.reached.add(Asked(edge.to, kind))
        self._rules(view.trace, policy.rule, self.visit_rules, "visit")
        for paper in view.judged:
            trace = Trace(policy, site, kind, paper.trace.now, view.trace)
            self.reached |= set(
                taken("papers", policy.group.ask, trace, paper.item.answers, True, self.classes)
            )
            self._paper_rules(paper)

    def _paper_rules(self, paper: Judged) -> None:
        self._rules(paper.trace, self.policy.group.rule, self.paper_rules, "papers")

    def _rules(
        self, trace: Trace, rules: Sequence[Rule], numbers: dict[int, int], part: Literal["visit", "papers"]
    ) -> None:
        trace.flags = trace.reasons = frozenset()
        self.reached |= {Fires(part, numbers[id(rule)]) for rule in trace.fires(rules)}


def reached(policy: Policy, story: Scenario, classes: Classes | None = None) -> frozenset[Target]:
    """All that one story reaches."""
    watched = Watched(policy, story, classes or Classes(policy))
    watched.play()
    return frozenset(watched.reached)


def cover(policy: Policy, stories: Iterable[Scenario], edges: Edges | None = None) -> Coverage:
    """What the stories reach of all that can happen. The policy is one that packcheck finds sound; how the stories end does not
    matter here (`scenarios.play` tells that). A few thousandths of a second a story."""
    found = edges if edges is not None else find_edges(policy)
    every = tuple(dict.fromkeys(every_target(policy, found)))
    classes, known = Classes(policy), frozenset(every)
    hit: dict[Target, str] = {}
    for story in stories:
        for target in reached(policy, story, classes) & known:
            hit.setdefault(target, story.id)
    return Coverage(every, hit, found)
