"""Shows that two policies do the same whatever is answered, or finds answers with which they differ.

Both are laid over the same free answers, site, hour and kind of round. They do the same if each question is asked, each answer counts,
and each outcome, reason and flag comes under the same answers, given in part or in whole; and if counsel's part, the emergency keys
and all else that is not a condition is the same. The order in which reasons are listed is not compared.
"""

from collections.abc import Iterator
from copy import copy

from desktop.core.policy import Ask, Policy
from desktop.core.proving.formula import FALSE, TRUE, Formula, Lit
from desktop.core.proving.occasions import Occasions
from desktop.core.proving.scene import Answers, Lits, Scene, Scope
from desktop.core.proving.traces import PaperLook, RoundLook, an_instant, copy_answers

ROUTED = (
    "ask",
    "rule",
    "group",
    "terms",
    "consult",
    "reasons",
    "flags",
    "head",
    "outcomes",
    "changes",
    "globals",
)
"""The parts of a policy that are compared by themselves, or that do nothing."""


def alike(one: Policy, other: Policy) -> bool:
    """Whether no answers make a difference between the two. False also where that cannot be told."""
    if _rest(one) != _rest(other):
        return False
    formula = Formula()
    try:
        return not formula.possible(formula.any(_differences(formula, one, other))) and _cures_alike(
            one, other
        )
    finally:
        formula.close()


def _rest(policy: Policy) -> tuple[object, ...]:
    """Everything that the routing's conditions have no part in, as far as the engine looks at it."""
    plain = {name: getattr(policy, name) for name in policy.__struct_fields__ if name not in ROUTED}
    consult = {
        name: getattr(policy.consult, name)
        for name in policy.consult.__struct_fields__
        if name not in ("opens", "copy_when", "curable")
    }
    group = (policy.group.over, policy.group.key, policy.group.max, policy.group.more)
    outcomes = tuple(policy.outcomes.items())
    return tuple(plain.items()), outcomes, tuple(consult.items()), group, *_acts(policy)


def _acts(policy: Policy) -> tuple[object, ...]:
    """What each change and each emergency key does; a round alone keeps answers and ends what stands."""
    changes = {
        each.value: (
            each.do,
            each.step if each.do == "ask" else "",
            *((each.keep, each.ends_standing) if each.do == "round" else ()),
        )
        for each in policy.changes.values()
    }
    keys = [(key.key, key.step, key.value) for key in policy.globals.values()]
    goes_in = next((key for key in policy.globals.values() if key.step == policy.changes_step), None)
    table = (
        {state: effect for state, effect in goes_in.table.items() if state != "no_visit"} if goes_in else {}
    )
    return changes, keys, table


def _differences(formula: Formula, one: Policy, other: Policy) -> Iterator[Lit]:
    """A literal for each thing in which they could differ."""
    scene = Scene(formula, one)
    second = copy(scene)
    second.policy, second.terms = other, dict(other.terms)
    steps = [ask.step for ask in (*one.ask, *other.ask) if ask.step]
    answers, instant, papers_done = Answers(scene, steps), an_instant(scene), formula.new()
    rounds = [RoundLook(each, answers, instant, papers_done) for each in (scene, second)]
    yield from _scopes(rounds[0].scope, rounds[1].scope)
    yield from _asked(formula, (one.ask, rounds[0].asked), (other.ask, rounds[1].asked))
    yield -formula.same(rounds[0].at_papers, rounds[1].at_papers)
    shown = Answers(scene, [ask.step for ask in (*one.group.ask, *other.group.ask)])
    copied, seen = copy_answers(scene, one), an_instant(scene)
    at_papers = rounds[0].at_papers
    papers = [PaperLook(each, shown, copied, seen) for each in rounds]
    apart = [
        *_scopes(papers[0].scope, papers[1].scope),
        *_asked(formula, (one.group.ask, papers[0].asked), (other.group.ask, papers[1].asked)),
        -formula.same(papers[0].opens, papers[1].opens),
        -formula.same(papers[0].needs_copy, papers[1].needs_copy),
    ]
    yield formula.all((at_papers, formula.any(apart)))
    # As they go in, only reasons and flags count, and whether the paper may open: the engine itself gives the outcome.
    here, there = (PaperLook(each, shown, copied, seen, TRUE) for each in rounds)
    yield formula.all((at_papers, -formula.same(here.opens, there.opens)))
    for found, others in ((here.scope.reasons, there.scope.reasons), (here.scope.flags, there.scope.flags)):
        yield from (formula.all((at_papers, lit)) for lit in _apart(formula, found, others))


def _scopes(one: Scope, other: Scope) -> Iterator[Lit]:
    """Which answers count, and what comes."""
    formula = one.scene.formula
    pairs = (
        (one.active, other.active),
        (one.outcomes, other.outcomes),
        (one.reasons, other.reasons),
        (one.flags, other.flags),
    )
    for here, there in pairs:
        yield from _apart(formula, here, there)


def _apart(formula: Formula, here: Lits, there: Lits) -> Iterator[Lit]:
    for name in {*here, *there}:
        yield -formula.same(here.get(name, FALSE), there.get(name, FALSE))


def _asked(
    formula: Formula, one: tuple[tuple[Ask, ...], list[Lit]], other: tuple[tuple[Ask, ...], list[Lit]]
) -> Iterator[Lit]:
    """Which questions are reached, at whichever of their places."""
    tables: list[dict[str, Lit]] = []
    for asks, lits in (one, other):
        found: dict[str, list[Lit]] = {}
        for ask, lit in zip(asks, lits, strict=True):
            found.setdefault(ask.step, []).append(lit)
        tables.append({step: formula.any(places) for step, places in found.items()})
    yield from _apart(formula, tables[0], tables[1])


def _cures_alike(one: Policy, other: Policy) -> bool:
    """Reasons that one of them lets counsel cure and the other does not, never stand on a paper that counsel's allow may open."""
    differ = set(one.consult.curable) ^ set(other.consult.curable)
    if not differ:
        return True
    formula = Formula()
    try:
        occasions = Occasions(Scene(formula, one))
        looks = (occasions.paper, occasions.later, occasions.former, occasions.entering)
        stand = [look.scope.reasons.get(name, FALSE) for look in looks for name in differ]
        return one.consult.wait_reason not in differ and not formula.possible(
            formula.all((occasions.later.opens, formula.any(stand)))
        )
    finally:
        formula.close()
