"""Checks a whole policy pack and lists every finding, never just the first (rows P2, P8, P13; codes in `codes`)."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from desktop.core.conditions import Cond
from desktop.core.facts import FACTS, HOME
from desktop.core.findings import Finding, errors
from desktop.core.layers import Laid, Waiver
from desktop.core.packcheck.codes import Notes
from desktop.core.packcheck.conditions import PAPERS, ROUTING, check_order, check_terms
from desktop.core.packcheck.overlay import check_laid, check_told, prove_tightens
from desktop.core.packcheck.reading import Odd, check_reading
from desktop.core.packcheck.routing import check_head, check_references, check_steps, check_terms_used
from desktop.core.packcheck.safety import check_safety, safety_conditions
from desktop.core.packcheck.specimens import check_specimens, show_conditions
from desktop.core.packcheck.texts import check_law, check_texts, variant_conditions
from desktop.core.paths import all_conditions, facts_named, opened
from desktop.core.policy import Policy
from desktop.core.safety import Safety
from desktop.core.specimens import NO_SPECIMENS, Drawn, Specimens
from desktop.core.texts import Law, Texts

NOTHING: Mapping[str, tuple[str, ...]] = {}


class Parts(msgspec.Struct, frozen=True):
    """What of a pack was read. `informational`: answers that are only recorded, by step; `term_files`: where a term stands;
    `drawn`: what is in each picture, None for a broken one; `laid`: the two layers of an overlay."""

    policy: Policy
    texts: dict[str, Texts]
    law: Law
    informational: dict[str, tuple[str, ...]] = {}
    term_files: dict[str, str] = {}
    specimens: Specimens = NO_SPECIMENS
    drawn: dict[str, Drawn | None] = {}
    waivers: tuple[Waiver, ...] = ()
    laid: Laid | None = None
    safety: Safety | None = None


def check(
    parts: Parts,
    today: date | None = None,
    prove_paths: bool = True,
    whole: bool = True,
    odd: Odd | None = None,
) -> list[Finding]:
    """Every finding about the pack. `today` makes overdue reviews a warning; `prove_paths` walks it (half a second), and measures its
    texts where `odd` gives the words that vowels mislead about.

    Paths are walked only where the routing has no error and the files were read `whole`: a walk over an unknown step, or
    without a rule that could not be read, proves nothing.
    """
    policy = parts.policy
    notes = Notes()
    check_head(notes, policy)
    check_steps(notes, policy)
    _informational(notes, parts)
    sound = check_terms(notes, policy, parts.term_files)
    if sound:
        check_order(notes, policy)
        check_references(notes, policy)
        _terms_used(notes, parts)
        _facts_at_home(notes, policy)
        if parts.laid is not None:
            check_laid(notes, policy, parts.laid)
    routing_errors = bool(errors(notes.found))
    if sound:
        check_texts(notes, policy, parts.texts)
        check_specimens(notes, policy, parts.specimens, parts.drawn)
    check_law(notes, policy, parts.law, today)
    if sound:
        cited = [each.id for each in parts.law.citation]
        check_safety(notes, policy, parts.safety, cited, parts.term_files)
    if parts.laid is not None:
        check_told(notes, parts.laid, frozenset(each.id for each in parts.law.citation))
    if not prove_paths:
        return notes.found
    if odd is not None:
        check_reading(notes, parts.texts, odd)
    if routing_errors or not whole:
        notes.add(
            "not_proved",
            "routing.toml",
            "",
            "",
            "The paths were not walked.",
            "Mend the errors above, then check again.",
        )
        return notes.found
    from desktop.core.packcheck.proofs import (  # the solver is loaded only where something is proved
        check_alike,
        prove,
    )

    prove(notes, policy)
    if parts.laid is not None:
        prove_tightens(notes, policy, parts.laid)
    check_alike(notes, policy, parts.informational, _spoken(parts))
    return notes.found


def _informational(notes: Notes, parts: Parts) -> None:
    for step, values in parts.informational.items():
        known = parts.policy.steps.get(step)
        if known is None:
            notes.add(
                "unknown_step",
                "steps.toml",
                "informational",
                step,
                f"There is no step '{step}'.",
                "Mend or remove it.",
            )
        for value in values:
            if known is not None and value not in known.values:
                notes.add(
                    "unknown_value",
                    "steps.toml",
                    "informational",
                    step,
                    f"'{step}' has no answer '{value}'.",
                    "Mend it.",
                )


def _facts_at_home(notes: Notes, policy: Policy) -> None:
    """Computed facts hold a paper of another State's court to New York's law: of that only counsel can say whether it is theirs too."""
    if policy.head.id.startswith(HOME):
        return
    conds = [*(ask.when for ask in policy.group.ask), *(rule.when for rule in policy.group.rule)]
    asked = {part.fact for cond in conds for part in opened(policy, cond)}
    for name in sorted(facts_named(policy) & FACTS.keys()):
        notes.add(
            "fact_elsewhere",
            PAPERS if name in asked else ROUTING,
            f"fact {name}",
            "",
            f"It knows {FACTS[name].law}.",
            "Let counsel say whether that is your law. Where it is not, leave the fact out and ask for it by a question of your own.",
        )


def _terms_used(notes: Notes, parts: Parts) -> None:
    conds: list[Cond] = [*all_conditions(parts.policy), *_spoken(parts), *safety_conditions(parts.safety)]
    check_terms_used(notes, parts.policy, parts.term_files, conds)


def _spoken(parts: Parts) -> Iterator[Cond]:
    """The conditions that decide what is said and shown, not what is done."""
    yield from variant_conditions(parts.texts)
    yield from show_conditions(parts.specimens)
