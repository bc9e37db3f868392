"""Checks that an overlay only adds and tightens: whatever it takes away or loosens is named, and no path of its base ends looser.

Why no path is missed. An overlay brings questions of its own only, which nothing of the base looks at; so the answers to the base's
questions on any path of the effective pack are a path of the base, with the same rules of the base holding, in the same order. Its
outcome can then differ in four ways, and each is looked at over all answers (`proofs`): a rule of the overlay ends the list before
rules of the base that hold; it adds an outcome; it gives a flag or reason that a later rule of the base looks at; or counsel's part
is changed, which `Tighten` can only make narrower. What is removed is told, and judged by the base's safety rules.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.core.layers import STRICTNESS, Departure, Laid
from desktop.core.packcheck.codes import Notes, said_answers
from desktop.core.packcheck.conditions import PAPERS, ROUTING, place_of
from desktop.core.paths import opened
from desktop.core.policy import Outcome, Policy, Rule

if TYPE_CHECKING:
    from desktop.core.packcheck.proofs import Proofs

HEAD = "pack.toml"
Numbered = tuple[int, Rule]


def check_told(notes: Notes, laid: Laid, citations: frozenset[str]) -> None:
    """Every removal and loosening by name, each with a source that the pack cites."""
    both: tuple[tuple[str, str, tuple[Departure, ...]], ...] = (
        ("removes", "Takes away from its base", laid.removes),
        ("loosens", "Looser than its base", laid.loosens),
    )
    for name, what, departures in both:
        for number, each in enumerate(departures):
            place = place_of(name, number, "")
            notes.add(
                "overlay_told",
                HEAD,
                place,
                "",
                f"{what}: {each.says} Why: {each.why} It is: {_exactly(each)}.",
                "Counsel reads this before signing.",
            )
            if each.source not in citations:
                notes.add("citation_unknown", HEAD, place, "source", f"There is no citation '{each.source}'.",
                          "Write the one that it rests on in law.toml.")  # fmt: skip


def _exactly(departure: Departure) -> str:
    """What is meant, by the fields that decide it: the sentence beside it is the author's own, and may tell another thing."""
    where = ", ".join(f"{name} = {value!r}" for name, value in departure.where.items())
    named = " · ".join(each for each in (departure.table, departure.key, departure.line, where) if each)
    return f"{departure.file} · {named}"


def check_laid(notes: Notes, policy: Policy, laid: Laid) -> None:
    """What can be said without walking: questions, urgent answers, outcomes, flags and reasons that the overlay brings."""
    own_steps = policy.steps.keys() - laid.base.steps.keys()
    for file, asks in ((ROUTING, policy.ask), (PAPERS, policy.group.ask)):
        for number, ask in enumerate(asks):
            if _own(laid, file, "ask", number) and ask.step in laid.base.steps:
                notes.add("overlay_asks", file, place_of("ask", number, ask.step), "step",
                          f"'{ask.step}' is a question of the base.", "Ask a question of the overlay's own.")  # fmt: skip
    for number, urgent in enumerate(policy.urgent):
        if _own(laid, ROUTING, "urgent", number):
            place = place_of("urgent", number, urgent.step)
            if urgent.step in laid.base.steps:
                notes.add("overlay_asks", ROUTING, place, "step", f"'{urgent.step}' is a question of the base.",
                          "Act only on answers to a question of the overlay's own.")  # fmt: skip
            _tone(notes, laid, policy.outcomes.get(urgent.outcome), (ROUTING, "urgent", number), place)
    for number, outcome in enumerate(policy.outcomes.values()):
        if _own(laid, ROUTING, "outcome", number) and (outcome.standing or outcome.mutes):
            field = "standing" if outcome.standing else "mutes"
            sentence = (
                f"With '{outcome.id}' an emergency key, or counsel's word, would do less than in the base."
            )
            _loose(notes, laid, (ROUTING, "outcome", number), f"outcome {outcome.id}", field, sentence)
    for file, rules in ((ROUTING, policy.rule), (PAPERS, policy.group.rule)):
        for number, rule in enumerate(rules):
            if _own(laid, file, "rule", number):
                place = place_of("rule", number, rule.outcome)
                _tone(notes, laid, policy.outcomes.get(rule.outcome), (file, "rule", number), place)
                _seen_later(notes, policy, laid, file, number, rule)
    for step, value in laid.answers.items():
        if step not in own_steps or value not in policy.steps[step].values:
            notes.add("overlay_answers", HEAD, "base_answers", step, f"The overlay has no question '{step}' with the answer '{value}'.",
                      "Name a question of the overlay and one of its answers.")  # fmt: skip


def _own(laid: Laid, file: str, table: str, number: int) -> bool:
    listed = laid.own.get((file, table), ())
    return number < len(listed) and listed[number]


def _loose(
    notes: Notes, laid: Laid, entry: tuple[str, str, int], place: str, field: str, sentence: str
) -> None:
    if entry not in laid.told:
        notes.add("overlay_loosens", entry[0], place, field, sentence,
                  "Leave it out, or name it under [[loosens]] of pack.toml with says, why and source.")  # fmt: skip


def _tone(notes: Notes, laid: Laid, outcome: Outcome | None, entry: tuple[str, str, int], place: str) -> None:
    """An outcome that lets them in, or that ends what is asked (alert), is never added in silence."""
    if outcome is not None and outcome.tone in ("go", "alert"):
        sentence = f"It adds the outcome '{outcome.id}' ({outcome.tone}), which the base does not give here."
        _loose(notes, laid, entry, place, "outcome", sentence)


def _seen_later(notes: Notes, policy: Policy, laid: Laid, file: str, number: int, rule: Rule) -> None:
    rules = policy.rule if file == ROUTING else policy.group.rule
    given = {*rule.flags, *rule.reasons}
    for later, each in enumerate(rules[number + 1 :], number + 1):
        looked = {
            name for part in opened(policy, each.when) for name in (*(part.flag or ()), *(part.reason or ()))
        }
        if given & looked and not _own(laid, file, "rule", later):
            sentence = f"A later rule of the base looks at '{min(given & looked)}', which this rule gives."
            _loose(
                notes,
                laid,
                (file, "rule", number),
                place_of("rule", number, rule.outcome),
                "reasons",
                sentence,
            )


# ---- what needs walking ------------------------------------------------------------------------------------------------------


def prove_tightens(notes: Notes, policy: Policy, laid: Laid) -> None:
    """No rule of the overlay takes away, on any path, what a rule of the base gives there; see the module's argument."""
    from desktop.core.packcheck.proofs import Proofs  # the solver is loaded only where something is proved

    proofs = Proofs(notes, policy)
    for file, rules in ((ROUTING, policy.rule), (PAPERS, policy.group.rule)):
        theirs = [(n, rule) for n, rule in enumerate(rules) if not _own(laid, file, "rule", n)]
        for number, rule in enumerate(rules):
            if _own(laid, file, "rule", number) and (file, "rule", number) not in laid.told:
                for sentence in _faults(proofs, (number, rule), theirs, file):
                    _loose(
                        notes,
                        laid,
                        (file, "rule", number),
                        place_of("rule", number, rule.outcome),
                        "last",
                        sentence,
                    )


def _faults(proofs: "Proofs", mine: Numbered, theirs: list[Numbered], file: str) -> Iterator[str]:
    policy, (number, rule) = proofs.policy, mine
    calm = rule.outcome in policy.outcomes and policy.outcomes[rule.outcome].tone == "calm"
    for place, other in theirs:
        ended = rule.last and place > number and not _covers(policy, rule, other)
        softer = calm and _rank(policy, other.outcome) > STRICTNESS["calm"]
        if not (ended or softer):
            continue
        answers = proofs.meet([each for n, each in theirs if n < place], rule, other, file == PAPERS)
        if answers is not None:
            what = " with ".join(filter(None, (other.outcome, ", ".join((*other.reasons, *other.flags)))))
            said = said_answers(answers) or "any answers"
            yield (f"With {said}, it ends the list before the base gives {what}." if ended
                   else f"With {said}, it adds '{rule.outcome}' where the base gives {what}, which is stricter.")  # fmt: skip
            return


def _rank(policy: Policy, outcome: str) -> int:
    """The strictness of an outcome; above all for an alert, which nothing stands in for, and 0 for none."""
    if outcome not in policy.outcomes:
        return 0
    return STRICTNESS.get(policy.outcomes[outcome].tone, len(STRICTNESS))


def _covers(policy: Policy, rule: Rule, other: Rule) -> bool:
    """Whether `rule` gives all that `other` would, or an outcome so strict that the rest does not matter."""
    mine, theirs = _rank(policy, rule.outcome), _rank(policy, other.outcome)
    stricter = theirs < mine <= STRICTNESS["stop"]
    same = not other.outcome or other.outcome == rule.outcome
    reasons = set(other.reasons) <= set(rule.reasons) or (stricter and mine == STRICTNESS["stop"])
    return (same or stricter) and reasons and set(other.flags) <= set(rule.flags)
