"""What conditions look at, as literals: the round, the site, the hour, the answers, and the facts that are computed from them.

Every value stands for itself; a day and an hour stand for their class (`paths`), and several answers at once are free in every
combination.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import product

import msgspec

from desktop.core.conditions import Cond, Value
from desktop.core.facts import DISTRICTS, FACTS, Fact, Instant, Site
from desktop.core.paths import HOURS, at, dates
from desktop.core.policy import CANNOT_READ, UNSURE, Policy, Step
from desktop.core.proving.formula import FALSE, TRUE, Formula, Lit
from desktop.core.texts import SITE_TYPES

Lits = Mapping[str, Lit]
_YES_NO = ("no", "yes")
SITE = {
    "type": SITE_TYPES,
    "borough": (*DISTRICTS, ""),
    "court_area": _YES_NO,
    "local_agencies": _YES_NO,
}
"""What each particular of a site can be; a site of a place that has no boroughs has none."""


def site_of(particulars: Mapping[str, str]) -> Site:
    """A site with these particulars; its zone is UTC, as that of all sites for proofs."""
    return Site(
        particulars["type"],
        particulars["borough"],
        UTC,
        particulars["court_area"] == "yes",
        particulars["local_agencies"] == "yes",
    )


def seen_values(step: Step) -> tuple[str, ...]:
    """The values of an answer as conditions meet them; of a date, the days of its classes."""
    if step.kind == "date":
        return dates(step.id)
    return (*step.values, UNSURE) if step.unsure == UNSURE else step.values


class Scene:
    """One policy in one formula: the kinds of round that can be, one site, and the named conditions."""

    def __init__(self, formula: Formula, policy: Policy, terms: Mapping[str, Cond] | None = None) -> None:
        self.formula, self.policy = formula, policy
        self.terms = {**policy.terms, **(terms or {})}
        begun = [change.value for change in policy.changes.values() if change.do == "round"]
        self.rounds: Lits = formula.choose(("start", *dict.fromkeys(begun)))
        self.site: dict[str, Lits] = {key: formula.choose(named) for key, named in SITE.items()}

    def of_another_round(self) -> "Scene":
        """The same site, seen from a round that was walked before: it can have been of any kind."""
        other = copy.copy(self)
        other.rounds = self.formula.choose(tuple(self.rounds))
        return other

    def of_round(self, kinds: Iterable[str]) -> Lit:
        """The round is of one of these kinds."""
        return self.formula.any(self.rounds.get(kind, FALSE) for kind in kinds)


class Answers:
    """A free set of answers: for each step whether there is one, and which. `days`: the class of each day, at one instant."""

    def __init__(self, scene: Scene, steps: Iterable[str]) -> None:
        self.given: dict[str, Lit] = {}
        self.values: dict[str, Lits] = {}
        for step in (scene.policy.steps[each] for each in dict.fromkeys(steps)):
            self.given[step.id] = scene.formula.new()
            self.values[step.id] = _choices(scene.formula, step)

    def at_another_time(self, scene: Scene) -> "Answers":
        """The same answers looked at later: days that can be read may stand in another class by then."""
        later = Answers(scene, ())
        later.given, later.values = self.given, dict(self.values)
        for name in self.values:
            step = scene.policy.steps[name]
            if step.kind == "date":
                later.values[name] = fresh = _choices(scene.formula, step)
                scene.formula.claim(-fresh[CANNOT_READ], self.values[name][CANNOT_READ])
                scene.formula.claim(fresh[CANNOT_READ], -self.values[name][CANNOT_READ])
        return later

    def at_an_earlier_time(self, scene: Scene) -> "Answers":
        """Some of the same answers, as they stood when there were fewer of them."""
        former = self.at_another_time(scene)
        former.given = {name: scene.formula.new() for name in self.given}
        for name, lit in former.given.items():
            scene.formula.claim(-lit, self.given[name])
        return former


def _choices(formula: Formula, step: Step) -> Lits:
    names = seen_values(step)
    if step.kind != "several":
        return formula.choose(names)
    made = {name: formula.new() for name in names}
    if not step.empty:
        formula.claim(*made.values())
    if UNSURE in made:
        for name in step.values:
            formula.claim(-made[UNSURE], -made[name])
    return made


class Scope:
    """What the conditions of one place look at. A step without an entry in `active` is not answered there."""

    def __init__(self, scene: Scene, instant: Lits, entry: Lit = FALSE) -> None:
        self.scene, self.instant, self.entry = scene, instant, entry
        self.active: dict[str, Lit] = {}
        self.values: dict[str, Lits] = {}
        self.flags: dict[str, Lit] = {}
        self.reasons: dict[str, Lit] = {}
        self.outcomes: dict[str, Lit] = {}
        self._facts: dict[tuple[str, tuple[Lit, ...]], Lits] = {}

    def copy(self) -> "Scope":
        """Another one of the same contents."""
        made = Scope(self.scene, self.instant, self.entry)
        made.active, made.values = dict(self.active), dict(self.values)
        made.flags, made.reasons, made.outcomes = dict(self.flags), dict(self.reasons), dict(self.outcomes)
        return made

    def said(self, step: str, value: str) -> "Scope":
        """A copy in which the answer to `step` is `value`."""
        made = self.copy()
        made.active[step], made.values[step] = TRUE, {value: TRUE}
        return made

    # ---- conditions --------------------------------------------------------------------------------------------------

    def holds(self, cond: Cond | None) -> Lit:
        """A literal that holds exactly when the condition does (`conditions.holds`)."""
        formula = self.scene.formula
        if cond is None:
            return TRUE
        if cond.all is not None:
            return formula.all(self.holds(each) for each in cond.all)
        if cond.any is not None:
            return formula.any(self.holds(each) for each in cond.any)
        if cond.not_ is not None:
            return -self.holds(cond.not_)
        if cond.term is not None:
            return self.holds(self.scene.terms[cond.term])
        if cond.step is not None:
            return self._step(cond, cond.step)
        if cond.fact is not None:
            found = self.fact(cond.fact)
            return formula.any(found.get(each, FALSE) for each in cond.has or ())
        return self._other(cond)

    def _step(self, cond: Cond, step: str) -> Lit:
        formula, values = self.scene.formula, self.values.get(step, {})
        active = self.active.get(step, FALSE)
        if cond.only is not None:
            outside = formula.any(lit for value, lit in values.items() if value not in cond.only)
            return formula.all((active, formula.any(values.values()), -outside))
        named = cond.is_ or cond.has or ()
        return formula.all((active, formula.any(values.get(each, FALSE) for each in named)))

    def _other(self, cond: Cond) -> Lit:
        any_of = self.scene.formula.any
        if cond.answered is not None:
            return self.active.get(cond.answered, FALSE)
        if cond.site is not None:
            return any_of(self.scene.site[cond.site].get(each, FALSE) for each in cond.is_ or ())
        if cond.round is not None:
            return self.scene.of_round(cond.round)
        if cond.moment is not None:
            return self.entry if cond.moment == "entry" else FALSE
        for named, found in (
            (cond.flag, self.flags),
            (cond.reason, self.reasons),
            (cond.outcome, self.outcomes),
        ):
            if named is not None:
                return any_of(found.get(each, FALSE) for each in named)
        return TRUE

    # ---- facts -------------------------------------------------------------------------------------------------------

    def fact(self, name: str) -> Lits:
        """For each value of a named fact a literal: it is among what the fact says. Tabulated from the fact's own function."""
        key = (name, tuple(self.active.get(step, FALSE) for step in FACTS[name].reads))
        if key not in self._facts:
            self._facts[key] = self._tabulate(FACTS[name])
        return self._facts[key]

    def _tabulate(self, fact: Fact) -> Lits:
        formula = self.scene.formula
        axes: list[list[tuple[Value | None, Lit]]] = []
        for step in fact.reads:
            active = self.active.get(step, FALSE)
            values = [(value, formula.all((active, lit))) for value, lit in self.values.get(step, {}).items()]
            axes.append([(None, -active), *values])
        hours = [(name, self.instant[name]) for name in HOURS]
        sites = [list(self.scene.site[key].items()) for key in fact.site]
        every: list[Sequence[tuple[Value | None, Lit]]] = [*axes, hours, *sites]
        every = [[option for option in axis if option[1] != FALSE] for axis in every]
        said = {
            chosen: _computed(fact, [axis[place][0] for axis, place in zip(every, chosen, strict=True)])
            for chosen in product(*(range(len(axis)) for axis in every))
        }
        return self._joined(fact, every, said)

    def _joined(
        self,
        fact: Fact,
        axes: list[Sequence[tuple[Value | None, Lit]]],
        said: dict[tuple[int, ...], frozenset[str]],
    ) -> Lits:
        """The table as literals; options of an axis that make no difference anywhere are taken together."""
        formula = self.scene.formula
        groups: list[dict[int, Lit]] = []
        for number, axis in enumerate(axes):
            columns: dict[tuple[frozenset[str], ...], list[int]] = {}
            for place in range(len(axis)):
                column = tuple(found for chosen, found in said.items() if chosen[number] == place)
                columns.setdefault(column, []).append(place)
            groups.append({same[0]: formula.any(axis[each][1] for each in same) for same in columns.values()})
        ways: dict[str, list[Lit]] = {value: [] for value in fact.values}
        for chosen in product(*groups):
            if found := said[chosen]:
                lit = formula.all(group[place] for group, place in zip(groups, chosen, strict=True))
                for value in found:
                    ways[value].append(lit)
        return {value: formula.any(lits) for value, lits in ways.items()}


def listed_first(scope: Scope) -> Iterator[Lit]:
    """The answers of a scope, each question's in the order of the screen: what a plain story prefers."""
    for step, active in scope.active.items():
        yield from (scope.scene.formula.all((active, lit)) for lit in scope.values[step].values())


def chosen_answers(scope: Scope, policy: Policy, model: frozenset[Lit]) -> dict[str, Value]:
    """The answers that count in a model, as a guard gives them, in the order of asking."""
    found: dict[str, Value] = {}
    for step, active in scope.active.items():
        if active in model:
            named = tuple(value for value, lit in scope.values[step].items() if lit in model)
            found[step] = named if policy.steps[step].kind == "several" else named[0]
    return found


class _Case(msgspec.Struct, frozen=True):
    """One row of a fact's table, as the fact looks at it (`facts.Checked`)."""

    site: Site
    now: Instant
    answers: dict[str, Value | None]

    def value(self, step: str) -> Value | None:
        """The answer of this row."""
        return self.answers[step]


def _computed(fact: Fact, chosen: list[Value | None]) -> frozenset[str]:
    count = len(fact.reads)
    answers = dict(zip(fact.reads, chosen[:count], strict=True))
    hour, *particulars = (str(each) for each in chosen[count:])
    plain = {key: named[0] for key, named in SITE.items()} | dict(zip(fact.site, particulars, strict=True))
    return fact.compute(_Case(site_of(plain), at(hour), answers))
