"""Goes through every way a round or a paper can be answered, for proofs about a pack and for tests that must miss none.

Values that no condition of the pack tells apart stand for each other, dates and hours stand for their classes, and several
answers at once are tried one by one and in pairs. The walking itself is the engine's own (`tracing.Trace`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

import msgspec

from desktop.core.conditions import Cond, Value, holds, parts
from desktop.core.facts import FACTS, Instant, Site
from desktop.core.policy import CANNOT_READ, UNSURE, Ask, Group, Policy, Rule, Step
from desktop.core.tracing import Findings, Trace

DAY = date(2026, 7, 15)
"""The day on which proofs take place; none of the rules looks at the calendar but by differences."""

HOURS = {"inside": (12, 0), "state_closed": (21, 30), "outside": (23, 0), "unclear": (12, 0)}
"""One minute for each class of the hours: open for all, closed for a State warrant only, closed, and a doubtful clock."""

DATE_DAYS: dict[str, tuple[int, ...]] = {"date_issued": (0, -12, -15, 1), "execute_by": (5, -1, 20)}
"""Days from today, one for each class: in time; State window over; both over; not yet here / in time; over; too long."""

OTHER_DATE_DAYS = (0, -1, 1)
FULL_SETS = 3
"""Up to so many values every combination of a `several` is tried; above it one by one and in pairs."""


class Env(msgspec.Struct, frozen=True):
    """What stands around the answers: the kind of round, the site, the instant and whether they are going in."""

    round: str
    site: Site
    now: Instant
    moment: str = ""


class Way(msgspec.Struct, frozen=True):
    """One complete set of answers. `answers` as they count, `findings` what the rules say.

    `to_group`: the round goes on with its papers. `opens`: counsel's allow could lead in (papers only).
    """

    env: Env
    answers: dict[str, Value]
    findings: Findings
    to_group: bool = False
    opens: bool = False


def at(name: str) -> Instant:
    """The instant of a class of HOURS, at a site whose zone is UTC."""
    hour, minute = HOURS[name]
    moment = datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=UTC)
    return Instant(
        (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1), doubtful=name == "unclear"
    )


def a_site(
    type_: str = "shelter", court_area: bool = False, borough: str = "Brooklyn", local_agencies: bool = False
) -> Site:
    """A site for proofs: its zone is UTC, so that `at` gives local time."""
    return Site(type_, borough, UTC, court_area, local_agencies)


# ---- what a condition looks at -------------------------------------------------------------------------------------------


def opened(policy: Policy, cond: Cond | None) -> Iterator[Cond]:
    """Every condition inside `cond`, named terms opened too. Terms must be free of cycles."""
    if cond is None:
        return
    for part in parts(cond):
        yield part
        if part.term is not None and part.term in policy.terms:
            yield from opened(policy, policy.terms[part.term])


def looks_at(policy: Policy, cond: Cond | None) -> frozenset[str]:
    """The steps whose answers `cond` depends on, directly, through terms or through facts."""
    found: set[str] = set()
    for part in opened(policy, cond):
        found |= {name for name in (part.step, part.answered) if name}
        if part.fact in FACTS:
            found |= set(FACTS[part.fact].reads)
    return frozenset(found)


def all_conditions(policy: Policy) -> Iterator[Cond]:
    """Every condition of the routing, terms included."""
    held: list[Cond | None] = [*policy.terms.values(), policy.consult.copy_when, policy.consult.opens]
    held += [ask.when for ask in (*policy.ask, *policy.group.ask)]
    held += [rule.when for rule in (*policy.rule, *policy.group.rule)]
    for cond in held:
        if cond is not None:
            yield from parts(cond)


def facts_named(policy: Policy) -> frozenset[str]:
    """The named facts that some condition of the routing asks for."""
    return frozenset(part.fact for part in all_conditions(policy) if part.fact is not None)


# ---- values that stand for others ----------------------------------------------------------------------------------------


def told_apart(policy: Policy, also: Iterable[Cond] = ()) -> dict[str, list[frozenset[str]]]:
    """For each step the sets of values that conditions ask for; what the engine and the facts read is told apart too.

    `also`: further conditions, those of the texts, where a difference in words counts.
    """
    found: dict[str, list[frozenset[str]]] = {}
    for part in (*all_conditions(policy), *(part for cond in also for part in parts(cond))):
        if part.step is not None:
            found.setdefault(part.step, []).append(frozenset(part.is_ or part.has or part.only or ()))
    read = {step for fact in FACTS.values() for step in fact.reads} - {"paper_top"}
    for step in (*read, *policy.roles):
        if step in policy.steps:
            found.setdefault(step, []).extend(frozenset({value}) for value in policy.steps[step].values)
    found.setdefault("paper_top", []).append(frozenset({"court_federal"}))
    for urgent in policy.urgent:
        found.setdefault(urgent.step, []).append(frozenset({urgent.value}))
    return found


def alike(step: Step, sets: Mapping[str, list[frozenset[str]]]) -> list[list[str]]:
    """The step's values in groups of those that nothing tells apart (`told_apart`), in the order of the step."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    values = (*step.values, UNSURE) if step.unsure == UNSURE else step.values
    for value in values:
        groups.setdefault(tuple(value in each for each in sets.get(step.id, [])), []).append(value)
    return list(groups.values())


def dates(step: str) -> tuple[str, ...]:
    """An ISO date for each class of a date, and "cannot_read"."""
    days = DATE_DAYS.get(step, OTHER_DATE_DAYS)
    return (*((DAY + timedelta(days=each)).isoformat() for each in days), CANNOT_READ)


def values(policy: Policy, step: Step, merged: bool = True) -> tuple[Value, ...]:
    """The answers to try: one for each class (`merged`), or every one; of several, one by one and in pairs."""
    if step.kind == "date":
        return dates(step.id)
    singles = [group[0] for group in alike(step, told_apart(policy))] if merged else [*step.values]
    if not merged and step.unsure == UNSURE:
        singles.append(UNSURE)
    if step.kind == "choice":
        return tuple(singles)
    largest = len(singles) if len(singles) <= FULL_SETS else 2
    return tuple(
        each for size in range(0 if step.empty else 1, largest + 1) for each in combinations(singles, size)
    )


# ---- walking ---------------------------------------------------------------------------------------------------------------

Values = Callable[[str], tuple[Value, ...]]
Prune = Callable[[Trace, int], bool]


def _never(trace: Trace, position: int) -> bool:
    return False


def explore(
    asks: tuple[Ask, ...], trace: Trace, tries: Values, prune: Prune = _never
) -> Iterator[Ask | None]:
    """Every way through `asks`, leaf by leaf: `trace.active` holds the answers; yields the group's place, or None at the end.

    `prune(trace, position)` is asked after each place and ends the way there when it says True.
    """
    yield from _explore(asks, 0, trace, tries, prune)


def _explore(
    asks: tuple[Ask, ...], position: int, trace: Trace, tries: Values, prune: Prune
) -> Iterator[Ask | None]:
    while position < len(asks):
        ask = asks[position]
        if ask.step not in trace.active and trace.asked(ask):
            if ask.group:
                yield ask
                return
            for value in tries(ask.step):
                trace.active[ask.step] = trace.policy.counts_as(ask.step, value)
                if not prune(trace, position):
                    yield from _explore(asks, position + 1, trace, tries, prune)
            trace.active.pop(ask.step, None)
            return
        if prune(trace, position):
            return
        position += 1
    yield None


def closure(policy: Policy, asks: tuple[Ask, ...], steps: Iterable[str]) -> frozenset[str]:
    """`steps` and all steps that decide, in turn, whether they are asked."""
    found: set[str] = set()
    todo = list(steps)
    while todo:
        step = todo.pop()
        if step not in found:
            found.add(step)
            todo += [other for ask in asks if ask.step == step for other in looks_at(policy, ask.when)]
    return frozenset(found)


def last_place(policy: Policy, asks: tuple[Ask, ...], rule: Rule) -> int:
    """The place after which `rule` is decided; beyond the end where flags or reasons found on the way matter."""
    if any(part.flag or part.reason or part.outcome for part in opened(policy, rule.when)):
        return len(asks)
    steps = looks_at(policy, rule.when)
    return max((number for number, ask in enumerate(asks) if ask.step in steps), default=-1)


class Watch:
    """Prunes a way once more than `allowed` of `rules` hold for good: their places are passed, so nothing changes them.

    Counts along the way by place; `explore` asks after every place in turn, so the count of the place before is current.
    """

    def __init__(
        self, policy: Policy, asks: tuple[Ask, ...], rules: Iterable[Rule], allowed: int = 0
    ) -> None:
        self.allowed = allowed
        self.counts = [0] * (len(asks) + 1)
        self.at_place: list[list[Rule]] = [[] for _ in asks]
        for rule in rules:
            place = max(0, last_place(policy, asks, rule))
            if place < len(asks):
                self.at_place[place].append(rule)

    def __call__(self, trace: Trace, position: int) -> bool:
        before = self.counts[position - 1] if position else 0
        new = sum(trace.round in rule.rounds and holds(rule.when, trace) for rule in self.at_place[position])
        self.counts[position] = before + new
        return self.counts[position] > self.allowed


def found(trace: Trace, rules: Iterable[Rule]) -> Findings:
    """What the rules say of the answers in `trace`, which is left as it was."""
    trace.flags = trace.reasons = frozenset()
    findings = trace.find(rules)
    trace.flags = trace.reasons = frozenset()
    return findings


def outers(policy: Policy, env: Env, merged: bool = True) -> Iterator[Trace]:
    """The round that a paper belongs to, as far as the papers' conditions look at it: each of its answers, freely combined."""
    group: Group = policy.group
    own = {ask.step for ask in group.ask} | {policy.consult.copy_step}
    whens = [ask.when for ask in group.ask] + [rule.when for rule in group.rule]
    conds = [*whens, policy.consult.opens, policy.consult.copy_when]
    seen = sorted({step for cond in conds for step in looks_at(policy, cond)} - own)
    for chosen in product(*(values(policy, policy.steps[step], merged) for step in seen)):
        trace = Trace(policy, env.site, env.round, env.now, moment=env.moment)
        trace.active = {step: policy.counts_as(step, value) for step, value in zip(seen, chosen, strict=True)}
        yield trace


# ---- whole ways --------------------------------------------------------------------------------------------------------------


def paper_walks(
    policy: Policy, env: Env | None = None, merged: bool = True, faults: int | None = 2
) -> Iterator[Way]:
    """Every complete paper at `env` (left out: each class of the hours at a site of proof) with at most `faults` reasons.

    With `merged` one value stands for all that nothing tells apart. `faults` None: however many, some hundreds of thousands.
    `answers` holds the outer answers too (identified), as they count.
    """
    envs = [env] if env else [Env("start", a_site(), at(name)) for name in HOURS]
    tries = tries_of(policy, merged)
    giving = [rule for rule in policy.group.rule if rule.reasons]
    watch = _never if faults is None else Watch(policy, policy.group.ask, giving, faults)
    for each in envs:
        for outer in outers(policy, each, merged):
            trace = Trace(policy, each.site, each.round, each.now, outer, each.moment)
            for _ in explore(policy.group.ask, trace, tries, watch):
                findings = found(trace, policy.group.rule)
                opens = holds(policy.consult.opens, trace)
                yield Way(each, {**outer.active, **trace.active}, findings, opens=opens)


def visit_walks(policy: Policy, env: Env | None = None, merged: bool = True) -> Iterator[Way]:
    """Every complete round without what its papers say, and those that go on to papers (`to_group`).

    Left out `env`: a first round, with and without a court area. Answers that act at once (danger) are not gone on from.
    """
    envs = [env] if env else [Env("start", a_site(court_area=court), at("inside")) for court in (False, True)]
    tries = tries_of(policy, merged)
    for each in envs:
        trace = Trace(policy, each.site, each.round, each.now)
        for place in explore(policy.ask, trace, tries):
            yield Way(each, dict(trace.active), found(trace, policy.rule), to_group=place is not None)


def tries_of(policy: Policy, merged: bool = True) -> Values:
    """The answers to try at each step, without those that act at once (danger seen) and so end the way."""
    acting = {(urgent.step, urgent.value) for urgent in policy.urgent}
    table: Mapping[str, tuple[Value, ...]] = {
        step.id: tuple(value for value in values(policy, step, merged) if (step.id, value) not in acting)
        for step in policy.steps.values()
    }
    return table.__getitem__
