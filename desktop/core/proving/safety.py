"""Proves the safety rules of a policy over every set of answers, or finds the shortest story that breaks each.

A rule is one question to the solver for each kind of moment (`occasions` says which there are and why none is missed): can it happen
that the rule is broken there? What the solver finds is played in the engine first, so that a story is always a real one.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import msgspec

from desktop.core.policy import Policy
from desktop.core.proving.formula import TRUE, Formula, Lit
from desktop.core.proving.observing import breaks
from desktop.core.proving.occasions import Occasion, Occasions
from desktop.core.proving.replaying import NotPlayed, acts, plan, play
from desktop.core.proving.scene import Scene
from desktop.core.safety import COUNSEL, PLACES, Safety, SafetyRule, Story, Verdict

MOST_TRIES = 25
"""So many pairs of hours and days are tried for one story, before it is said that none could be told."""


class Prover:
    """One policy, ready for questions. The policy must have no error (`packcheck`): a rule about an unknown step proves nothing."""

    def __init__(self, policy: Policy, safety: Safety) -> None:
        self.policy, self.safety = policy, safety
        self.formula = Formula()
        self.scene = Scene(self.formula, policy, safety.term)
        self.occasions = Occasions(self.scene)
        every = list(self.occasions.every())
        standing = {name: outcome.standing for name, outcome in policy.outcomes.items()}
        self.access = [
            each for each in every if each.state != "inside" and self._comes(each, standing, "inside")
        ]
        stands = {
            state
            for state in ("emergency", "local")
            if any(self._comes(each, standing, state) for each in every)
        }
        stands |= {"", "cleared", "other", *(["inside"] if self.access else [])}
        self.every = [each for each in every if each.state in stands]

    def _comes(self, occasion: Occasion, standing: Mapping[str, str], state: str) -> bool:
        """Whether an outcome that stands for `state` can come there."""
        scope = occasion.scope
        named = [lit for name, lit in scope.outcomes.items() if standing[name] == state]
        return bool(named) and self.formula.possible(occasion.happens, self.formula.any(named))

    def verdicts(self, stories: bool = True) -> Iterator[Verdict]:
        """One verdict for each rule, in their order; without `stories` one that is broken is not told how."""
        for rules, always in ((self.safety.never, False), (self.safety.always, True)):
            for rule in rules:
                yield self.verdict(rule, always, stories)

    def verdict(self, rule: SafetyRule, always: bool, stories: bool = True) -> Verdict:
        """What is found about one rule."""
        about = [each for each in self.every if _is_about(rule, each)]
        told, comes = self._places(rule, always, about)
        ways = [(occasion, self._broken(rule, always, occasion)) for occasion in about]
        if not stories:
            return Verdict(
                rule.id,
                rule.says,
                not any(self.formula.possible(goal) for _, goal in ways),
                told,
                comes=comes,
            )
        faults: list[str] = []
        found: list[Story] = []
        for occasion, goal in ways:
            story, fault = self._story(rule, always, occasion, goal)
            found += [story] if story is not None else []
            faults += [fault] if fault else []
        shortest = min(found, key=lambda each: len(each.acts), default=None)
        fault = faults[0] if faults and shortest is None else ""
        return Verdict(rule.id, rule.says, not found and not faults, told, shortest, fault, comes)

    def _places(self, rule: SafetyRule, always: bool, about: list[Occasion]) -> tuple[tuple[str, ...], bool]:
        """Where the condition of the rule can hold, and of these, where what it forbids can come at all, if there are any; and whether
        there are any."""
        possible, places, comes = self.formula.possible, set[str](), set[str]()
        for each in about:
            if possible(each.happens, each.complete if always else TRUE, each.scope.holds(rule.when)):
                places.add(each.place)
            if not always and possible(each.happens, self.formula.any(self._hits(rule, each))):
                comes.add(each.place) if possible(each.scope.holds(rule.when)) else None
        found = comes or (places if always or rule.when is not None or rule.at else set())
        return tuple(place for place in PLACES if place in found), always or bool(comes)

    def _broken(self, rule: SafetyRule, always: bool, occasion: Occasion) -> Lit:
        formula, scope = self.formula, occasion.scope
        hits = self._hits(rule, occasion)
        wrong = -formula.all(hits) if always else formula.any(hits)
        excused = scope.holds(rule.unless) if rule.unless is not None else -TRUE
        complete = occasion.complete if always else TRUE
        return formula.all((occasion.happens, complete, scope.holds(rule.when), -excused, wrong))

    def _hits(self, rule: SafetyRule, occasion: Occasion) -> list[Lit]:
        """For each list of the rule that something of it comes; a rule without any is about the moment itself."""
        scope = occasion.scope
        lists = ((rule.outcome, scope.outcomes), (rule.reason, scope.reasons), (rule.flag, scope.flags))
        if not any(named for named, _ in lists):
            return [TRUE]
        return [self.formula.any(found.get(name, -TRUE) for name in named) for named, found in lists if named]

    def _story(
        self, rule: SafetyRule, always: bool, occasion: Occasion, goal: Lit
    ) -> tuple[Story | None, str]:
        """The shortest story by which the occasion breaks the rule, an ordinary one if there is one; or why none can be told.

        Ordinary: in the first round, and nothing of a former look at the paper stands. The clock only goes on, and the solver does
        not know it: hours and days that cannot follow each other are put aside, and the next are tried.
        """
        first, fresh, plain = self.scene.rounds["start"], -self.occasions.had, self.occasions.plain
        why = ""
        stages = ((first, fresh), (fresh,), (first, plain), (plain,), (first,), ())
        for also, told in product(stages, self._ways(occasion)):
            wanted = self.formula.all((goal, told.happens, *also))
            for _ in range(MOST_TRIES):
                model = self.formula.smallest(
                    wanted, self.occasions.costs(told), self.occasions.plainest(told)
                )
                if model is None:
                    break
                story, why = self._played(rule, always, told, model)
                if story is not None:
                    return story, ""
                if told.look is None or told.look is self.occasions.paper:
                    break
                put_aside = [-lit for lit in self.occasions.hours_and_days() if lit in model]
                wanted = self.formula.all((wanted, self.formula.any(put_aside)))
        return None, why

    def _ways(self, occasion: Occasion) -> list[Occasion]:
        """The occasion as it can be told: one that needs access, by each way to it, with that way's paper."""
        if occasion.state != "inside":
            return [occasion]
        ways = [each for each in self.access if each.place == COUNSEL]
        return [msgspec.structs.replace(occasion, happens=each.happens, look=each.look) for each in ways] or [
            occasion
        ]

    def _played(
        self, rule: SafetyRule, always: bool, occasion: Occasion, model: frozenset[Lit]
    ) -> tuple[Story | None, str]:
        try:
            planned = plan(self.occasions, occasion, model)
            inputs, watched = play(occasion, self.policy, planned, self.safety.term)
        except NotPlayed as why:
            return None, f"{occasion.place}: {why}"
        seen = next((each for each in watched.seen if breaks(rule, always, each)), None)
        if seen is None:
            return None, f"{occasion.place}: the engine does not break it on the way that was found"
        last = len(inputs) if any(each.takes_back for each in inputs) else seen.seq
        upto = [given for given in inputs if given.seq <= last]
        rests = tuple(rest for rest in watched.ledger.rests if rest.seq <= last)
        return Story(planned.site, acts(upto), rests, seen.place, tuple(seen.at.found.outcomes)), ""

    def close(self) -> None:
        """Give the solver's memory back."""
        self.formula.close()


def _is_about(rule: SafetyRule, occasion: Occasion) -> bool:
    return (not rule.at or occasion.place in rule.at) and (not rule.state or occasion.state in rule.state)


def prove_safety(policy: Policy, safety: Safety) -> tuple[Verdict, ...]:
    """A verdict for each rule, in their order. The policy and the rules must be free of errors."""
    prover = Prover(policy, safety)
    try:
        return tuple(prover.verdicts())
    finally:
        prover.close()


def all_hold(verdicts: Iterable[Verdict]) -> bool:
    """Whether every rule is proved."""
    return all(verdict.holds for verdict in verdicts)
