"""What differs between the parts of two packs that are compared entry by entry: questions, counsel, changes, keys, words and law."""

from collections.abc import Iterator, Mapping

import msgspec

from desktop.core.cond_words import Sayer, listed
from desktop.core.packdiff_sides import COUNSEL, Side
from desktop.core.policy import Effect, Policy
from desktop.core.texts import Law, OutcomeText, StepText, Texts

HEAD_WORDS = {
    "id": "The pack's id", "version": "The version", "title": "The title", "status": "The status", "effective": "The first day in force",
    "ends": "The last day in force", "owner": "The owner",
}  # fmt: skip
CONSULT_WORDS = {
    "hold": "The outcome while counsel is waited for", "allow": "The outcome of counsel's allow",
    "allow_otherwise": "The outcome of any other allow", "deny": "The outcome of counsel's no",
}  # fmt: skip
LONGEST = 160
"""Characters of a text that are quoted."""


def short(text: str) -> str:
    """A text as a list can quote it."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST].rstrip()} …"


def changed_routing(old: Policy, new: Policy, was: Sayer, now: Sayer) -> Iterator[str]:
    """The particulars, questions, outcomes and tables that differ, each in a sentence. Rules and the order of asking are told by what
    they lead to (`packdiff_paths`)."""
    for field, name in HEAD_WORDS.items():
        before, after = getattr(old.head, field), getattr(new.head, field)
        if before != after:
            yield f"{name}: was {before or 'none'}, now {after or 'none'}."
    yield from _steps(old, new, was, now)
    yield from _outcomes(old, new, was, now)
    yield from _urgent(old, new, was, now)
    yield from _consult(old, new, was, now)
    yield from _changes(old, new, was, now)
    if old.group.max != new.group.max:
        yield f"The most papers of one round: was {old.group.max}, now {new.group.max}."


def shared_steps(old: Policy, new: Policy) -> frozenset[str]:
    """The questions that both have and that both can be answered alike."""
    return frozenset(
        step
        for step in old.steps.keys() & new.steps.keys()
        if old.steps[step].kind == new.steps[step].kind == "date"
        or set(old.steps[step].values) & set(new.steps[step].values)
    )


def changed_entries(old: Side, new: Side, was: Sayer, now: Sayer) -> Iterator[str]:
    """Rules and questions of the order of asking that one lacks or has at another place, for where the ways cannot all be told."""
    for side, sayer, gone, moved in (
        (old, was, "No longer", "Stood elsewhere"),
        (new, now, "New", "Stands here now"),
    ):
        for ask in side.changed_asks:
            yield f"{gone}: asks “{sayer.step(ask.step)}” when {sayer.when(ask.when)}."
        for rules, said in ((side.changed_rules, gone), (side.moved, moved)):
            yield from (
                f"{said}: when {sayer.when(rule.when)}: {sayer.rule(rule) or 'nothing'}."
                for rule in rules
                if rule.outcome != COUNSEL  # counsel's own conditions are told among the routing
            )


def _steps(old: Policy, new: Policy, was: Sayer, now: Sayer) -> Iterator[str]:
    yield from (f"New question: “{now.step(step)}”." for step in new.steps if step not in old.steps)
    yield from (f"No longer a question: “{was.step(step)}”." for step in old.steps if step not in new.steps)
    for step in (each for each in new.steps if each in old.steps):
        before, after = old.steps[step], new.steps[step]
        added = [value for value in after.values if value not in before.values]
        gone = [value for value in before.values if value not in after.values]
        if added:
            yield f"“{now.step(step)}” has a new answer: {now.answers(step, added, 'and')}."
        if gone:
            yield f"“{now.step(step)}” no longer has the answer {was.answers(step, gone, 'and')}."
        if not added and not gone and before.values != after.values:
            yield f"The answers to “{now.step(step)}” stand in another order."
        if before.unsure != after.unsure:
            counted = was.answer(step, before.unsure), now.answer(step, after.unsure)
            yield f"“I can't tell” at “{now.step(step)}”: counted as {counted[0]}, now as {counted[1]}."
        if (before.kind, before.empty, before.again) != (after.kind, after.empty, after.again):
            yield f"“{now.step(step)}” is answered in another way (kind, none of them, or anew)."
    orders = [[ask.step for ask in (*policy.ask, *policy.group.ask) if ask.step in old.steps and ask.step in new.steps]
              for policy in (old, new)]  # fmt: skip
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        yield "The questions are asked in another order."


def _outcomes(old: Policy, new: Policy, was: Sayer, now: Sayer) -> Iterator[str]:
    yield from (f"New outcome: {now.outcome(each)}." for each in new.outcomes if each not in old.outcomes)
    yield from (
        f"No longer an outcome: {was.outcome(each)}." for each in old.outcomes if each not in new.outcomes
    )
    for name in (each for each in new.outcomes if each in old.outcomes):
        before, after = old.outcomes[name], new.outcomes[name]
        if before.tone != after.tone:
            yield f"The tone of {now.outcome(name)}: was {before.tone}, now {after.tone}."
        if (before.standing, before.mutes) != (after.standing, after.mutes):
            yield f"{now.outcome(name)} means something else for the next key (standing, or counsel's say)."
    yield from (f"New reason: {now.texts.reason(each)}" for each in new.reasons if each not in old.reasons)
    yield from (
        f"No longer a reason: {was.texts.reason(each)}" for each in old.reasons if each not in new.reasons
    )
    yield from (f"New mark: {now.texts.flag(each)}" for each in new.flags if each not in old.flags)
    yield from (f"No longer a mark: {was.texts.flag(each)}" for each in old.flags if each not in new.flags)


def _urgent(old: Policy, new: Policy, was: Sayer, now: Sayer) -> Iterator[str]:
    yield from (f"No longer so: {_acts(was, each)}" for each in old.urgent if each not in new.urgent)
    yield from (f"New: {_acts(now, each)}" for each in new.urgent if each not in old.urgent)


def _acts(sayer: Sayer, urgent: object) -> str:
    plain = msgspec.to_builtins(urgent)
    led = f"asks “{sayer.step(plain['ask'])}”" if plain["ask"] else f"gives {sayer.outcome(plain['outcome'])}"
    return f"“{sayer.step(plain['step'])}”, answered {sayer.answer(plain['step'], plain['value'])}, {led} at once."


def _consult(old: Policy, new: Policy, was: Sayer, now: Sayer) -> Iterator[str]:
    before, after = old.consult, new.consult
    if old.consults != new.consults:
        yield (
            f"Nobody's word is asked any more: “{was.decider}” is gone."
            if old.consults
            else f"New: the word of “{now.decider}” decides about papers."
        )
        return
    for field, name in CONSULT_WORDS.items():
        if getattr(before, field) != getattr(after, field):
            yield f"{name}: was {was.outcome(getattr(before, field))}, now {now.outcome(getattr(after, field))}."
    if before.opens != after.opens:
        yield f"Papers that counsel's allow can open: was, when {was.when(before.opens)}; now, when {now.when(after.opens)}."
    if before.copy_when != after.copy_when:
        yield f"Counsel must have a copy: was, when {was.when(before.copy_when)}; now, when {now.when(after.copy_when)}."
    if heals := [each for each in after.curable if each not in before.curable]:
        yield (
            "Counsel's allow now heals too: "
            + listed([f"“{now.texts.reason(each).rstrip('.')}”" for each in heals], "and")
            + "."
        )
    if fails := [each for each in before.curable if each not in after.curable]:
        yield (
            "Counsel's allow no longer heals: "
            + listed([f"“{was.texts.reason(each).rstrip('.')}”" for each in fails], "and")
            + "."
        )


def _changes(old: Policy, new: Policy, was: Sayer, now: Sayer) -> Iterator[str]:
    for value, after in new.changes.items():
        before = old.changes.get(value)
        if before is not None and before != after:
            yield f"{now.answer(new.changes_step, value)} now does something else: was {before.do}, now {after.do}."
    for name, key in new.globals.items():
        known = old.globals.get(name)
        for state, effect in key.table.items():
            former = known.table.get(state) if known is not None else None
            if former is not None and former != effect:
                yield f"Key {name} while {state.replace('_', ' ')}: was {_effect(was, former)}, now {_effect(now, effect)}."
    yield from (f"New emergency key: {name}." for name in new.globals if name not in old.globals)
    yield from (f"No longer an emergency key: {name}." for name in old.globals if name not in new.globals)


def _effect(sayer: Sayer, effect: Effect) -> str:
    if effect.outcome:
        return sayer.outcome(effect.outcome)
    return f"asks “{sayer.step(effect.step)}”" if effect.step else effect.do


def changed_words(old: Mapping[str, Texts], new: Mapping[str, Texts]) -> Iterator[str]:
    """The words that differ, language by language, each with its place, as they were and as they are now."""
    yield from (f"New language: {each}." for each in new if each not in old)
    yield from (f"No longer a language: {each}." for each in old if each not in new)
    for language in (each for each in new if each in old):
        before, after = _flat(old[language]), _flat(new[language])
        prefix = f"{language}: " if len(new) > 1 else ""
        for place in dict.fromkeys((*after, *before)):
            was, now = before.get(place), after.get(place)
            if was is None and now:
                yield f"{prefix}{place}: new: “{short(now)}”"
            elif now is None and was:
                yield f"{prefix}{place}: gone: “{short(was)}”"
            elif was != now:
                yield f"{prefix}{place}: was “{short(was or '')}”, now “{short(now or '')}”"


def _flat(texts: Texts) -> dict[str, str]:
    """Every text with its place."""
    found: dict[str, str] = {}
    entries: dict[str, StepText | OutcomeText] = {**texts.steps, **texts.outcomes}
    for name, entry in entries.items():
        _leaves(found, name, msgspec.to_builtins(entry))
    _leaves(found, "words", msgspec.to_builtins(texts.words))
    return found


def _leaves(found: dict[str, str], place: str, value: object) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _leaves(found, f"{place} · {key}", inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, 1):
            _leaves(found, f"{place} {number}", inner)
    elif isinstance(value, str) and value:
        found[place] = value
    elif value is not None and not isinstance(value, str):
        found[place] = str(value)


def changed_law(old: Law, new: Law) -> Iterator[str]:
    """Citations that are new, gone or changed, and what rests on others than before."""
    before, after = ({each.id: each for each in law.citation} for law in (old, new))
    yield from (
        f"New basis: {each.id} {short(each.text)}" for ident, each in after.items() if ident not in before
    )
    yield from (
        f"No longer a basis: {each.id} {short(each.text)}"
        for ident, each in before.items()
        if ident not in after
    )
    for ident, each in after.items():
        known = before.get(ident)
        if known is not None and known != each:
            fields = [name for name in each.__struct_fields__ if getattr(each, name) != getattr(known, name)]
            yield f"Basis {ident}: {listed([field.replace('_', ' ') for field in fields], 'and')} changed."
    for what in ("steps", "outcomes"):
        rests, rest = getattr(old, what), getattr(new, what)
        for name in dict.fromkeys((*rest, *rests)):
            if name in rest and name in rests and rest[name] != rests[name]:
                yield f"{name} rests on {', '.join(rest[name])} (was {', '.join(rests[name])})."
