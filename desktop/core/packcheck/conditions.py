"""Checks conditions of a pack: their shape, every name in them, and whether what they look at is known when they are asked."""

import msgspec

from desktop.core.conditions import Cond, fault, parts
from desktop.core.facts import DISTRICTS, FACTS
from desktop.core.packcheck.codes import Notes, near
from desktop.core.paths import looks_at, opened
from desktop.core.policy import CANNOT_READ, NO_CONSULT, ROUND_KINDS, UNSURE, Policy, Step
from desktop.core.texts import SITE_TYPES

YES_NO = ("yes", "no")
SITE = {"type": SITE_TYPES, "borough": tuple(DISTRICTS), "court_area": YES_NO, "local_agencies": YES_NO}
MOMENTS = ("entry",)
PAPERS, ROUTING = "papers.toml", "routing.toml"


class Where(msgspec.Struct, frozen=True):
    """A condition's place, and what it may look at there: None for `seen` means every step."""

    file: str
    place: str
    field: str = "when"
    seen: frozenset[str] | None = None
    later: frozenset[str] = frozenset()
    barred: tuple[str, ...] = ()


def seen_values(step: Step) -> tuple[str, ...]:
    """The values that a condition can meet: "I can't tell" only where it counts as itself."""
    if step.kind == "date":
        return (CANNOT_READ,)
    return (*step.values, UNSURE) if step.unsure == UNSURE else step.values


def check_shape(notes: Notes, policy: Policy, cond: Cond, where: Where) -> None:
    """Every fault in the condition as written: shape and names. Named terms are not opened; they are checked once."""
    for part in parts(cond):
        if wrong := fault(part):
            notes.add("condition_malformed", where.file, where.place, where.field, f"The condition is malformed: {wrong}.",
                      "Write exactly one form with its list; see the manual's page on formats.")  # fmt: skip
        _names(notes, policy, part, where)
        if part.step in policy.steps:
            step = policy.steps[part.step or ""]
            _all_known(notes, "unknown_value", part.is_ or part.has or part.only or (), seen_values(step),
                       f"answer of '{step.id}'", where)  # fmt: skip
        if part.fact in FACTS:
            fact = FACTS[part.fact or ""]
            _all_known(
                notes,
                "unknown_fact_value",
                part.has or (),
                fact.values,
                f"value of the fact '{part.fact}'",
                where,
            )
            for unasked in (each for each in fact.reads if each not in policy.steps):
                notes.add("fact_unfed", where.file, where.place, where.field,
                          f"The fact '{part.fact}' is computed from the answer to '{unasked}', which the pack does not ask.",
                          f"Ask '{unasked}', or leave the fact out.")  # fmt: skip
        if part.site in SITE:
            known = SITE[part.site or ""]
            _all_known(
                notes, "unknown_site", part.is_ or (), known, f"value of the site's '{part.site}'", where
            )


def _names(notes: Notes, policy: Policy, part: Cond, where: Where) -> None:
    one = (
        ("unknown_step", part.step, policy.steps, "step"),
        ("unknown_step", part.answered, policy.steps, "step"),
        ("unknown_fact", part.fact, FACTS, "fact"),
        ("unknown_site", part.site, SITE, "particular of the site"),
        ("unknown_term", part.term, policy.terms, "named condition"),
        ("unknown_moment", part.moment, MOMENTS, "moment"),
    )
    for code, name, known, what in one:
        _all_known(notes, code, () if name is None else (name,), tuple(known), what, where)
    _all_known(notes, "unknown_flag", part.flag or (), policy.flags, "flag", where)
    _all_known(notes, "unknown_reason", part.reason or (), policy.reasons, "reason", where)
    _all_known(notes, "unknown_outcome", part.outcome or (), tuple(policy.outcomes), "outcome", where)
    _all_known(notes, "unknown_round", part.round or (), ROUND_KINDS, "kind of round", where)


def _all_known(
    notes: Notes, code: str, names: tuple[str, ...], known: tuple[str, ...], what: str, where: Where
) -> None:
    for name in names:
        if name not in known:
            notes.add(
                code, where.file, where.place, where.field, f"There is no {what} '{name}'.", near(name, known)
            )


def check_use(notes: Notes, policy: Policy, cond: Cond | None, where: Where) -> None:
    """What the condition looks at, terms opened: whether it is known at this place. Terms must be free of cycles."""
    for part in opened(policy, cond):
        for form in where.barred:
            if getattr(part, form) is not None:
                notes.add("condition_not_here", where.file, where.place, where.field,
                          f"'{form}' is never known at this place.", "Ask for the answers themselves.")  # fmt: skip
    if where.seen is None:
        return
    for step in sorted(looks_at(policy, cond) & policy.steps.keys() - where.seen):
        if step in where.later:
            notes.add("step_later", where.file, where.place, where.field,
                      f"The condition looks at '{step}', which is asked only later (or here): a cycle.",
                      f"Ask '{step}' earlier, or leave it out of the condition.")  # fmt: skip
        else:
            notes.add("step_not_seen", where.file, where.place, where.field,
                      f"The condition looks at '{step}', whose answer is not seen at this place.",
                      "A round does not see its papers' answers; use a rule of the papers instead.")  # fmt: skip


def check_terms(notes: Notes, policy: Policy, files: dict[str, str]) -> bool:
    """Shape, names and cycles of the named conditions. False where there is a cycle: then nothing can be opened."""
    for name, cond in policy.terms.items():
        check_shape(notes, policy, cond, Where(files.get(name, ROUTING), f"term {name}", ""))
    cyclic = [name for name in policy.terms if _needs_itself(policy, name)]
    for name in cyclic:
        notes.add("term_cycle", files.get(name, ROUTING), f"term {name}", "", f"The named condition '{name}' needs itself.",
                  "Write it without the way back.")  # fmt: skip
    return not cyclic


def _needs_itself(policy: Policy, name: str) -> bool:
    todo, met = [name], set[str]()
    while todo:
        used = {part.term for part in parts(policy.terms[todo.pop()]) if part.term in policy.terms}
        if name in used:
            return True
        todo += [str(each) for each in used if each not in met]
        met |= {str(each) for each in used}
    return False


def check_order(notes: Notes, policy: Policy) -> None:
    """The conditions of the order of asking, of the rules and of counsel, each with what is known at its place."""
    asks, group = policy.ask, policy.group
    visit = [ask.step for ask in asks if ask.step]
    own = [ask.step for ask in group.ask if ask.step]
    at_group = next((number for number, ask in enumerate(asks) if ask.group), len(asks))
    before = frozenset(ask.step for ask in asks[:at_group] if ask.step) - frozenset(own)
    no_findings = ("flag", "reason", "outcome", "moment")
    for number, ask in enumerate(asks):
        seen = frozenset(each.step for each in asks[:number] if each.step)
        _one(notes, policy, ask.when,
             Where(ROUTING, place_of("ask", number, ask.step), "when", seen, frozenset(visit), no_findings))  # fmt: skip
    for number, ask in enumerate(group.ask):
        seen = before | frozenset(own[:number])
        later = frozenset(own) | frozenset(visit)
        _one(
            notes,
            policy,
            ask.when,
            Where(PAPERS, place_of("ask", number, ask.step), "when", seen, later, no_findings),
        )
    for number, rule in enumerate(policy.rule):
        _one(notes, policy, rule.when,
             Where(ROUTING, place_of("rule", number, rule.outcome), "when", frozenset(visit), barred=("outcome",)))  # fmt: skip
    seen = before | frozenset(own)
    later = frozenset(visit) - seen
    for number, rule in enumerate(group.rule):
        at = Where(
            PAPERS,
            place_of("rule", number, rule.outcome),
            "when",
            seen | {policy.consult.copy_step},
            later,
            ("outcome",),
        )
        _one(notes, policy, rule.when, at)
    for field in ("copy_when", "opens") if policy.consult is not NO_CONSULT else ():
        at = Where(ROUTING, "consult", field, seen, later, ("outcome", "reason", "moment"))
        _one(notes, policy, getattr(policy.consult, field), at)


def _one(notes: Notes, policy: Policy, cond: Cond | None, where: Where) -> None:
    if cond is not None:
        check_shape(notes, policy, cond, where)
        check_use(notes, policy, cond, where)


def place_of(name: str, number: int, named: str) -> str:
    """How a finding names an entry of an array of tables; `number` counts from 0, people count from 1."""
    return f"{name} {number + 1}" + (f" ({named})" if named else "")
