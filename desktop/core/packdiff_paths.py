"""Finds which ways of answering end elsewhere under a newer policy, and the fewest words that describe them.

First only the questions that changed entries look at are gone through, with those that decide whether they are asked. Where no such
entry says another thing than before, nothing after it can differ. Elsewhere all questions that matter to the end are gone through. The
work is bounded in answers that are followed and in changes that are said; what is left out is counted (`Compared`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod

import msgspec

from desktop.core.conditions import Cond, Value
from desktop.core.describing import Clause, Masks, Way, bits_of, describe, numbers_of
from desktop.core.packdiff_sides import COUNSEL, Part, Side
from desktop.core.paths import Env, alike, at, closure, looks_at, opened, values
from desktop.core.policy import ROUND_KINDS, Ask, Policy, Rule, Step
from desktop.core.surroundings import surroundings
from desktop.core.tracing import Trace

NOT_ASKED = ""
"""The value of a question that is not asked."""
AROUND = ("round", "type", "borough", "court_area", "local_agencies", "hour")
"""What stands around the answers, by these names in front of the steps."""
OF = ":"
"""Between a question of several answers and one of them: the name of a clause that says whether it is among them."""
MOST_FOLLOWED = 100_000
"""Answers of one part that are followed, all ways together. A single edit of the New York pack takes 65,000 at most."""
MOST_SAID = 400
"""Changes of one part that are put into words, those of most ways first. A single edit of the New York pack makes 40 at most."""


class Ends(msgspec.Struct, frozen=True):
    """What a way of answering comes to, and which questions it is asked."""

    outcomes: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


class Delta(msgspec.Struct, frozen=True):
    """What is no longer so, and what is so now."""

    gone: Ends
    new: Ends


NOTHING = Delta(Ends(), Ends())


class PathChange(msgspec.Struct, frozen=True):
    """Ways that change alike: all `when` clauses hold. `ways` counts them; `was` and `now` are those of one of them."""

    part: Part
    when: tuple[Clause, ...]
    delta: Delta
    ways: int
    was: Ends
    now: Ends


class Compared(msgspec.Struct, frozen=True):
    """One part of two policies: the ways gone through, how many of them change, and the changes. `cut`: there are more; all ways
    of `done` among `around` surroundings (round, hour, site) were gone through. `unsaid`: ways with a change not among `changes`."""

    part: Part
    ways: int
    changed: int
    changes: tuple[PathChange, ...]
    cut: bool = False
    done: int = 0
    around: int = 0
    unsaid: int = 0


class Both:
    """One part of an older and a newer policy, side by side."""

    def __init__(self, part: Part, old: Policy, new: Policy) -> None:
        self.part, self.old, self.new = part, old, new
        self.sides = (Side(part, old), Side(part, new))
        self.classes: dict[str, list[list[str]]] = {}
        self.conds: list[Cond | None] = []
        self.followed = self.done = self.around = 0
        for side, other in (self.sides, self.sides[::-1]):
            side.compare(other)
        first, near, self.steps = self._relevant()
        self.first = tuple(step for step in self.steps if step in first)
        self.near = tuple(step for step in self.steps if step in near)
        self.tries = {step: self._tries(step) for step in self.steps}

    # ---- what can make a difference ----------------------------------------------------------------------------------

    def _relevant(self) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
        """The steps that changed entries look at; those that also tell whether a rule before ends the list, or counsel's allow opens the
        door; and all that can matter to what follows from another question or another end of the list. None where both are the same."""
        old, new = self.old.steps, self.new.steps
        touched = {step for step in old.keys() & new.keys() if _answers(old[step]) != _answers(new[step])}
        touched |= {ask.step for side in self.sides for ask in side.changed_asks}
        changed = [(side.policy, rule) for side in self.sides for rule in (*side.changed_rules, *side.moved)]
        if not changed and not touched:
            return frozenset(), frozenset(), ()
        first = self._closed(touched | _looked(changed))
        grown = True
        while grown:
            more = {
                ask.step
                for side in self.sides
                for ask in side.asks
                if looks_at(side.policy, ask.when) & touched
            }
            grown = not more <= touched
            touched |= more
        ending = [
            (side.policy, rule)
            for side in self.sides
            for rule in side.rules
            if rule.last or rule is side.opens
        ]
        near = self._closed(first | _looked(ending))
        behind = [(side.policy, rule) for side in self.sides for rule in side.rules
                  if rule in side.behind or looks_at(side.policy, rule.when) & touched]  # fmt: skip
        every = self._closed(touched | near | _looked(behind))
        asks = [ask.when for side in self.sides for ask in side.asks if ask.step in every]
        self.conds = [*(rule.when for _, rule in (*changed, *ending, *behind)), *asks]
        return first, near, tuple(dict.fromkeys(step for step in (*new, *old) if step in every))

    def _closed(self, steps: Iterable[str]) -> frozenset[str]:
        found = frozenset(steps)
        for side in self.sides:
            found |= closure(side.policy, side.asks, found)
        return found

    # ---- the answers that are tried ----------------------------------------------------------------------------------

    def _tries(self, step: str) -> tuple[Value, ...]:
        """One answer of each class that a condition of either policy tells apart; only those that both have."""
        old, new = self.old.steps.get(step), self.new.steps.get(step)
        known = new or old
        if known is None:
            return ()
        if known.kind == "date" or (old is not None and old.kind == "date"):
            return values(self.new if new is not None else self.old, known)
        both = tuple(each for each in known.values if old is None or new is None or each in old.values)
        self.classes[step] = alike(msgspec.structs.replace(known, values=both), {step: self._sets(step)})
        singles = [group[0] for group in self.classes[step]]
        if known.kind == "choice":
            return tuple(singles)
        pairs = [(a, b) for place, a in enumerate(singles) for b in singles[place + 1 :]]
        return (*([()] if known.empty else []), *((each,) for each in singles), *pairs)

    def _sets(self, step: str) -> list[frozenset[str]]:
        found: list[frozenset[str]] = []
        for policy in (self.old, self.new):
            for part in (part for cond in self.conds for part in opened(policy, cond)):
                if part.step == step:
                    found.append(frozenset(part.is_ or part.has or part.only or ()))
                if part.fact is not None and step in looks_at(policy, part) and step in policy.steps:
                    found += [frozenset({value}) for value in policy.steps[step].values]
        return found

    def members(self, step: str, name: str) -> tuple[str, ...]:
        """The answers of a class."""
        return tuple(next((group for group in self.classes.get(step, []) if group[0] == name), (name,)))

    # ---- going through -----------------------------------------------------------------------------------------------

    def ways(self) -> Iterator[tuple[Way, Ends | None, Ends | None]]:
        """Each way with what it comes to before and now; None twice where nothing can differ."""
        if not self.steps:
            return
        own = {ask.step for side in self.sides for ask in side.asks}
        outer = [step for step in self.steps if step not in own]
        rounds = self.part == "visit" or any(
            part.round for side in self.sides for cond in self.conds for part in opened(side.policy, cond)
        )
        envs = list(surroundings(self.new, self.conds, ROUND_KINDS if rounds else ROUND_KINDS[:1]))
        outers = {step: self.tries[step] for step in outer}
        self.around = len(envs) * prod(map(len, outers.values()))
        for env in envs:
            for around in _products(outers):
                yield from self._around(env, dict(around))
                if self.cut:
                    return
                self.done += 1

    @property
    def cut(self) -> bool:
        """Whether the bound is reached."""
        return self.followed >= MOST_FOLLOWED

    def _around(
        self, env: Env, outside: Mapping[str, Value]
    ) -> Iterator[tuple[Way, Ends | None, Ends | None]]:
        """The ways of one surroundings."""
        for answers, sides in self._from(env, outside, {}, {step: self.tries[step] for step in self.first}):
            said = [side.said(trace) for side, trace in zip(self.sides, sides, strict=True)]
            asked = sides[0].active != sides[1].active
            if said[0][0] == said[1][0] and not asked and not said[0][2] and not said[1][2]:
                yield self._way(env, {**outside, **answers}, self.first), None, None
                continue
            # Other questions, or another end of the list of rules: then all that follows may differ.
            steps = self.steps if asked or any(last or moved for _, last, moved in said) else self.near
            tries = {step: (answers[step],) if step in answers else self.tries[step] for step in steps}
            for more, (before, now) in self._from(env, outside, {}, tries):
                ends = self._ends(0, before), self._ends(1, now)
                yield self._way(env, {**outside, **more}, steps), *ends

    def _from(
        self,
        env: Env,
        around: Mapping[str, Value],
        answers: dict[str, Value],
        tries: Mapping[str, tuple[Value, ...]],
    ) -> Iterator[tuple[dict[str, Value], tuple[Trace, Trace]]]:
        if self.cut:
            return
        self.followed += 1
        old, new = (self._trace(side, env, around, answers, tries) for side in self.sides)
        place = old[1] or new[1]
        if place is None:
            yield answers, (old[0], new[0])
            return
        for value in tries.get(place.step, ()):
            yield from self._from(env, around, {**answers, place.step: value}, tries)

    def _trace(
        self,
        side: "Side",
        env: Env,
        around: Mapping[str, Value],
        answers: Mapping[str, Value],
        tries: Mapping[str, object],
    ) -> tuple[Trace, Ask | None]:
        policy, outer = side.policy, None
        if self.part == "papers":
            outer = Trace(policy, env.site, env.round, env.now)
            outer.active = {
                step: policy.counts_as(step, value) for step, value in around.items() if step in policy.steps
            }
        trace = Trace(policy, env.site, env.round, env.now, outer)
        return trace, trace.follow([ask for ask in side.asks if ask.step in tries], answers)

    def _ends(self, number: int, trace: Trace) -> Ends:
        found = trace.find(self.sides[number].rules)
        outcomes = set(found.outcomes) - ({COUNSEL} if found.reasons else set())
        return Ends(
            frozenset(outcomes), frozenset(found.reasons), frozenset(found.flags), frozenset(trace.active)
        )

    # ---- in few words ------------------------------------------------------------------------------------------------

    def compared(self) -> Compared:
        """All of it, what changes most ways first."""
        found: dict[Delta, list[int]] = {}
        ends: dict[int, tuple[Ends, Ends]] = {}
        every: list[Way] = []
        for number, (way, before, now) in enumerate(self.ways()):
            every.append(way)
            if before is not None and now is not None:
                for delta in deltas_of(before, now):
                    found.setdefault(delta, []).append(number)
                    ends[number] = before, now
        changes, unsaid = self._described(found, ends, every)
        return Compared(
            self.part, len(every), len(ends), tuple(changes), self.cut, self.done, self.around, unsaid
        )

    def _described(
        self,
        found: Mapping[Delta, Sequence[int]],
        ends: Mapping[int, tuple[Ends, Ends]],
        every: Sequence[Way],
    ) -> tuple[list[PathChange], int]:
        """The changes, and how many ways have one that is not said."""
        names = list(dict.fromkeys(name for way in every for name in way))
        order = {name: place for place, name in enumerate((*AROUND, *self.steps))}
        names.sort(key=lambda name: order[name.split(OF)[0]])
        masks, left, count = Masks(names, every), 0, 0
        said: dict[Delta, list[PathChange]] = {delta: [] for delta in found}
        for delta in sorted(found, key=lambda each: -len(found[each])):
            mine = bits_of(found[delta], len(every))
            # Whether a question is asked never turns on its own answer.
            own = delta.gone.asked | delta.new.asked
            if count < MOST_SAID:
                for when, covered in describe(
                    masks, [each for each in names if each.split(OF)[0] not in own], mine
                ):
                    numbers = numbers_of(covered)
                    said[delta].append(PathChange(self.part, when, delta, len(numbers), *ends[numbers[0]]))
                    mine &= ~covered
                    count += 1
                    if count >= MOST_SAID:
                        break
            left |= mine
        changes = [change for each in said.values() for change in each]
        changes.sort(key=lambda change: -change.ways)
        return changes, left.bit_count()

    def _way(self, env: Env, answers: Mapping[str, Value], steps: Sequence[str]) -> Way:
        hour = next(
            (name for name in ("unclear", "outside", "state_closed", "inside") if at(name) == env.now), ""
        )
        way = {"round": env.round, "hour": hour} | {key: env.site.value(key) for key in AROUND[1:-1]}
        for step in steps:
            value = answers.get(step, NOT_ASKED)
            if not self._several(step):
                way[step] = str(value)
            else:
                chosen = value if isinstance(value, tuple) else ()
                for group in self.classes[step]:
                    way[f"{step}{OF}{group[0]}"] = (
                        NOT_ASKED if value == NOT_ASKED else "yes" if group[0] in chosen else "no"
                    )
        return way

    def _several(self, step: str) -> bool:
        known = self.new.steps.get(step) or self.old.steps[step]
        return known.kind == "several"


def deltas_of(was: Ends, now: Ends) -> tuple[Delta, ...]:
    """What differs: outcomes and reasons together, each mark, each question that is asked or no longer asked; empty for nothing."""
    made = [Delta(Ends(was.outcomes - now.outcomes, was.reasons - now.reasons),
                  Ends(now.outcomes - was.outcomes, now.reasons - was.reasons))]  # fmt: skip
    made += [Delta(Ends(flags=frozenset({each})), Ends()) for each in sorted(was.flags - now.flags)]
    made += [Delta(Ends(), Ends(flags=frozenset({each}))) for each in sorted(now.flags - was.flags)]
    made += [Delta(Ends(asked=frozenset({each})), Ends()) for each in sorted(was.asked - now.asked)]
    made += [Delta(Ends(), Ends(asked=frozenset({each}))) for each in sorted(now.asked - was.asked)]
    return tuple(each for each in made if each != NOTHING)


def _looked(rules: Iterable[tuple[Policy, Rule]]) -> frozenset[str]:
    return frozenset(step for policy, rule in rules for step in looks_at(policy, rule.when))


def _answers(step: Step) -> tuple[object, ...]:
    return step.kind, step.unsure, frozenset(step.values)


def _products(tries: Mapping[str, Sequence[Value]]) -> Iterator[tuple[tuple[str, Value], ...]]:
    if not tries:
        yield ()
        return
    step, *rest = tries
    for value in tries[step]:
        for further in _products({name: tries[name] for name in rest}):
            yield ((step, value), *further)
