"""Checks the safety rules of a pack without proving them: names, conditions, places, and what each rests on."""

from collections.abc import Iterable, Iterator

import msgspec

from desktop.core.conditions import Cond, parts
from desktop.core.packcheck.codes import Notes, near
from desktop.core.packcheck.conditions import Where, check_shape, check_terms
from desktop.core.packcheck.routing import check_terms_used
from desktop.core.policy import STATES, Policy
from desktop.core.safety import ENTRY, PLACES, Safety, SafetyRule

FILE = "safety.toml"
ENTRY_STATES = tuple(state for state in STATES if state != "no_visit")


def check_safety(
    notes: Notes, policy: Policy, safety: Safety | None, citations: Iterable[str], terms: dict[str, str]
) -> None:
    """Every fault in the rules. `citations`: ids of the pack's law; `terms`: the files of the pack's named conditions."""
    if safety is None or not safety.rules:
        notes.add("safety_missing", FILE, "", "", "The pack says of nothing that it must never, or always, lead to it.",
                  "Write [[never]] and [[always]] rules.")  # fmt: skip
    if safety is None:
        return
    for name in safety.term.keys() & policy.terms.keys():
        notes.add(
            "twice",
            FILE,
            f"term {name}",
            "",
            f"'{name}' stands in {terms.get(name, 'the pack')} too.",
            "Keep one of them.",
        )
    whole = msgspec.structs.replace(policy, terms={**policy.terms, **safety.term})
    files = {**dict.fromkeys(safety.term, FILE), **terms}
    if not check_terms(notes, whole, files):
        return
    check_terms_used(
        notes, msgspec.structs.replace(policy, terms=safety.term), files, safety_conditions(safety)
    )
    named: set[str] = set()
    for rules, kind in ((safety.never, "never"), (safety.always, "always")):
        for number, rule in enumerate(rules, 1):
            place = f"{kind} {number} ({rule.id})"
            if rule.id in named:
                notes.add(
                    "twice",
                    FILE,
                    place,
                    "id",
                    f"'{rule.id}' stands here twice.",
                    "Keep one of them, or name it anew.",
                )
            named.add(rule.id)
            _rule(notes, whole, rule, place, kind == "always", set(citations))


def safety_conditions(safety: Safety | None) -> Iterator[Cond]:
    """Every condition of the rules, their named ones included."""
    if safety is None:
        return
    conds = [*safety.term.values(), *(cond for rule in safety.rules for cond in (rule.when, rule.unless))]
    for cond in conds:
        if cond is not None:
            yield from parts(cond)


def _rule(
    notes: Notes, policy: Policy, rule: SafetyRule, place: str, always: bool, citations: set[str]
) -> None:
    if not rule.id or not rule.says.strip():
        notes.add("safety_says", FILE, place, "says", "The rule has no name or no sentence.",
                  "Give it an id, and say it in one plain sentence.")  # fmt: skip
    if not (rule.outcome or rule.reason or rule.flag) and (always or rule.when is None):
        notes.add("safety_empty", FILE, place, "outcome", "The rule names nothing that must never, or always, come.",
                  "Give it an outcome, reason or flag.")  # fmt: skip
    for code, field, names, known in (
        ("unknown_outcome", "outcome", rule.outcome, tuple(policy.outcomes)),
        ("unknown_reason", "reason", rule.reason, policy.reasons),
        ("unknown_flag", "flag", rule.flag, policy.flags),
        ("safety_place", "at", rule.at, tuple(PLACES)),
        ("unknown_state", "state", rule.state, ENTRY_STATES),
    ):
        for name in (each for each in names if each not in known):
            notes.add(code, FILE, place, field, f"There is no '{name}'.", near(name, known))
    if always and not rule.at:
        notes.add(
            "safety_place",
            FILE,
            place,
            "at",
            "An [[always]] rule does not say where it counts.",
            f"Known: {', '.join(PLACES)}.",
        )
    if rule.state and rule.at != (ENTRY,):
        notes.add(
            "safety_place",
            FILE,
            place,
            "state",
            "'state' is known only as they go in.",
            f'Write at = ["{ENTRY}"].',
        )
    for field, cond in (("when", rule.when), ("unless", rule.unless)):
        if cond is not None:
            check_shape(notes, policy, cond, Where(FILE, place, field))
    if not rule.source:
        notes.add(
            "safety_source", FILE, place, "source", "The rule rests on no citation.", "Name one of law.toml."
        )
    for name in (each for each in rule.source if each not in citations):
        notes.add(
            "citation_unknown",
            FILE,
            place,
            "source",
            f"There is no citation '{name}'.",
            near(name, citations),
        )
