"""Holds what the real engine does against the formula that describes it: every moment must be among those that the formula allows."""

from collections.abc import Iterable, Iterator

from desktop.core.facts import Site
from desktop.core.paths import facts_named
from desktop.core.policy import CANNOT_READ, Policy
from desktop.core.proving.formula import FALSE, Formula, Lit
from desktop.core.proving.observing import Placed, Seen, watch
from desktop.core.proving.occasions import Occasion, Occasions
from desktop.core.proving.scene import SITE, Scene, Scope
from desktop.core.walk_state import Input


class Described:
    """A policy as a formula, asked whether it allows what was seen."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.formula = Formula()
        self.scene = Scene(self.formula, policy)
        self.every = list(Occasions(self.scene).every())
        self.facts = sorted(facts_named(policy))
        self.known: dict[tuple[object, ...], bool] = {}

    def allows(self, seen: Seen) -> bool:
        """Whether some occasion can be exactly so: what came, every answer that counts, the facts, the site and the round."""
        key = self._key(seen)
        if key not in self.known:
            self.known[key] = any(self._can_be(occasion, seen) for occasion in self.every)
        return self.known[key]

    def _key(self, seen: Seen) -> tuple[object, ...]:
        at, steps = seen.at, self.policy.steps.values()
        answers = [at.value(step.id) for step in steps]
        told = [
            value if step.kind != "date" or value in (None, CANNOT_READ) else "a day"
            for step, value in zip(steps, answers, strict=True)
        ]
        came = (at.flags, at.reasons, at.outcomes, at.round, at.moment, at.by)
        facts = tuple(at.fact(name) for name in self.facts)
        return (
            seen.place,
            seen.complete,
            seen.state,
            *came,
            *told,
            facts,
            *(at.site_value(key) for key in SITE),
        )

    def _can_be(self, occasion: Occasion, seen: Seen) -> bool:
        if (occasion.place, occasion.state) != (seen.place, seen.state):
            return False
        lits = [occasion.happens, *([occasion.complete] if seen.complete else [])]
        lits += [self.scene.rounds.get(seen.at.round, FALSE)]
        lits += [self.scene.site[key].get(seen.at.site_value(key), FALSE) for key in SITE]
        lits += [occasion.scope.entry if seen.at.moment == "entry" else -occasion.scope.entry]
        lits += _came(occasion.scope, seen.at)
        lits += self._answers(occasion.scope, seen.at)
        for name in self.facts:
            said = seen.at.fact(name)
            lits += [lit if value in said else -lit for value, lit in occasion.scope.fact(name).items()]
        return self.formula.possible(*lits)

    def _answers(self, scope: Scope, at: Placed) -> Iterator[Lit]:
        for step in self.policy.steps.values():
            value, active = at.value(step.id), scope.active.get(step.id, FALSE)
            values = scope.values.get(step.id, {})
            if value is None:
                yield -active
                continue
            yield active
            if step.kind == "date":
                unread = values.get(CANNOT_READ, FALSE)
                yield unread if value == CANNOT_READ else -unread
            elif step.kind == "several":
                yield from (lit if each in value else -lit for each, lit in values.items())
            else:
                yield values.get(str(value), FALSE)

    def not_allowed(self, site: Site, inputs: list[Input]) -> Iterator[Seen]:
        """The moments of a visit that the formula does not allow: of the whole of it, and as it stood at each taking back."""
        ends = {number for number, given in enumerate(inputs, 1) if given.takes_back is not None} | {
            len(inputs)
        }
        for end in sorted(ends):
            yield from (seen for seen in watch(self.policy, site, inputs[:end]).seen if not self.allows(seen))


def _came(scope: Scope, at: Placed) -> Iterator[Lit]:
    for found, named in ((scope.outcomes, at.outcomes), (scope.reasons, at.reasons), (scope.flags, at.flags)):
        yield from (lit if name in named else -lit for name, lit in found.items())
        yield from (FALSE for name in named - found.keys())


def unjudged(policy: Policy, site: Site, inputs: Iterable[Input]) -> list[str]:
    """Outcomes that the engine recorded at no moment that was seen."""
    watched = watch(policy, site, list(inputs))
    return [
        outcome
        for rest in watched.ledger.rests
        for outcome in rest.outcomes
        if not any(outcome in seen.at.outcomes for seen in watched.seen if seen.seq <= rest.seq)
    ]
