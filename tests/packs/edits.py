"""Random single edits of the New York pack, and what sees each: the check, a story, a safety rule, or a proof that nothing changed.

An edit is what a hand can slip into: a swapped outcome, a condition lost, a value too many. What nothing sees is a survivor.
"""

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from desktop.core.findings import errors
from desktop.core.policy import Policy
from desktop.core.proving.equality import alike
from desktop.core.proving.safety import Prover
from desktop.core.safety import Safety
from desktop.core.scenarios import Scenario, play
from desktop.packs.catalog import check_pack, load_pack, load_safety
from desktop.packs.source import Reader, read_routing
from desktop.packs.stories import read_stories
from tests.packs.mutated import PACK, Tables

Seen = Literal["refused", "story", "safety", "equivalent", "survivor"]
ROUTING, PAPERS, STEPS = "routing.toml", "papers.toml", "steps.toml"
Table = dict[str, Any]
LISTS = ("is", "has", "only")


class Edit(msgspec.Struct, frozen=True):
    """One edit in words, and the pack with it."""

    words: str
    tables: Tables


class Result(msgspec.Struct, frozen=True):
    """What saw an edit, and by what name."""

    words: str
    seen: Seen
    by: str = ""


# ---- where an edit can be made ---------------------------------------------------------------------------------------------


def conditions(tables: Tables) -> Iterator[tuple[str, Table, str]]:
    """Each condition as (where it stands, what holds it, its key)."""
    for file in (ROUTING, PAPERS):
        whole = tables.files[file]
        for kind in ("ask", "rule"):
            for number, entry in enumerate(whole[kind], 1):
                if "when" in entry:
                    yield f"{file} {kind} {number}", entry, "when"
        for name in whole["term"]:
            yield f"{file} term {name}", whole["term"], name
    consult = tables.files[ROUTING]["consult"]
    yield f"{ROUTING} consult opens", consult, "opens"
    yield f"{ROUTING} consult copy_when", consult, "copy_when"


def inside(where: str, owner: Any, key: Any) -> Iterator[tuple[str, Any, Any]]:
    """A condition and every one in it, each with what holds it and its key or number there."""
    cond = owner[key]
    yield where, owner, key
    for form in ("all", "any"):
        for number in range(len(cond.get(form, ()))):
            yield from inside(f"{where}, {form} {number + 1}", cond[form], number)
    if "not" in cond:
        yield from inside(f"{where}, not", cond, "not")


def every_condition(tables: Tables) -> list[tuple[str, Any, Any]]:
    """All conditions and their parts."""
    return [part for where, owner, key in conditions(tables) for part in inside(where, owner, key)]


def rules(tables: Tables) -> list[tuple[str, Table]]:
    """Every rule of a round or a paper."""
    return [
        (
            f"{file} rule {number} ({rule.get('outcome') or ', '.join(rule.get('flags', rule.get('reasons', ())))})",
            rule,
        )
        for file in (ROUTING, PAPERS)
        for number, rule in enumerate(tables.files[file]["rule"], 1)
    ]


# ---- edits; each changes the tables and says what it did, or "" where it could do nothing ---------------------------------


def swapped_exit(tables: Tables, chance: random.Random) -> str:
    """Two rules exchange their outcomes."""
    having = [each for each in rules(tables) if each[1].get("outcome")]
    (first, one), (second, other) = chance.sample(having, 2)
    one["outcome"], other["outcome"] = other["outcome"], one["outcome"]
    return f"{first} and {second} exchange their outcomes" if one["outcome"] != other["outcome"] else ""


def other_outcome(tables: Tables, chance: random.Random) -> str:
    """A rule, an urgent answer, counsel's word or a key leads elsewhere."""
    outcomes = [each["id"] for each in tables.files[ROUTING]["outcome"]]
    routing = tables.files[ROUTING]
    places: list[tuple[str, Table, str]] = [
        (where, rule, "outcome") for where, rule in rules(tables) if "outcome" in rule
    ]
    places += [
        (f"urgent {each['step']} {each['value']}", each, "outcome")
        for each in routing["urgent"]
        if "outcome" in each
    ]
    places += [("consult", routing["consult"], key) for key in ("hold", "allow", "allow_otherwise", "deny")]
    places += [("changes", routing["changes"], "scope_outcome")]
    places += [
        (f"key {key['key']} {state}", effect, field)
        for key in routing["global"] for state, effect in key["table"].items()
        for field in ("outcome", "failed") if field in effect
    ]  # fmt: skip
    where, owner, key = chance.choice(places)
    former, owner[key] = owner[key], chance.choice(outcomes)
    return f"{where}: {key} {owner[key]} in place of {former}" if former != owner[key] else ""


def dropped_condition(tables: Tables, chance: random.Random) -> str:
    """A part of a condition is lost, or the whole."""
    where, owner, key = chance.choice(every_condition(tables))
    if isinstance(owner, list):
        if len(owner) < 2:
            return ""
        del owner[key]
    elif key == "when":
        del owner[key]
    else:
        return ""
    return f"{where}: dropped"


def turned_condition(tables: Tables, chance: random.Random) -> str:
    """A condition says its contrary, or an `all` becomes an `any`."""
    where, owner, key = chance.choice(every_condition(tables))
    cond = owner[key]
    for form, turned in (("all", "any"), ("any", "all")):
        if form in cond and chance.random() < 0.7:
            owner[key] = {turned: cond[form]}
            return f"{where}: {turned} in place of {form}"
    owner[key] = cond.get("not", {"not": cond})
    return f"{where}: turned into its contrary"


def other_values(tables: Tables, chance: random.Random) -> str:
    """A condition asks for one value less, one more, or another."""
    listed = [
        (w, o[k], each)
        for w, o, k in every_condition(tables)
        for each in LISTS
        if "step" in o[k] and each in o[k]
    ]
    where, cond, form = chance.choice(listed)
    step = next(each for each in tables.files[STEPS]["step"] if each["id"] == cond["step"])
    others = [each for each in step.get("values", ()) if each not in cond[form]]
    values = list(cond[form])
    act = chance.choice(("less", "more", "other"))
    if (act == "less" and len(values) < 2) or (act != "less" and not others):
        return ""
    if act != "more":
        values.remove(chance.choice(values))
    if act != "less":
        values.append(chance.choice(others))
    former, cond[form] = cond[form], values
    return f"{where}: {cond['step']} {form} {values} in place of {former}"


def removed_ask(tables: Tables, chance: random.Random) -> str:
    """A place in the order of asking is gone."""
    file = chance.choice((ROUTING, PAPERS))
    asks = tables.files[file]["ask"]
    gone = asks.pop(chance.randrange(len(asks)))
    return f"{file}: the place of {gone.get('step') or gone.get('group')} removed"


def moved(tables: Tables, chance: random.Random) -> str:
    """Two neighbours in the order of asking, or two rules, change places."""
    file, kind = chance.choice((ROUTING, PAPERS)), chance.choice(("ask", "rule"))
    entries = tables.files[file][kind]
    place = chance.randrange(len(entries) - 1)
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    return f"{file}: {kind} {place + 1} and {place + 2} change places"


def removed_rule(tables: Tables, chance: random.Random) -> str:
    """A rule is gone."""
    file = chance.choice((ROUTING, PAPERS))
    entries = tables.files[file]["rule"]
    place = chance.randrange(len(entries))
    gone = entries.pop(place)
    return f"{file}: rule {place + 1} removed ({gone.get('outcome') or gone.get('flags')})"


def turned_last(tables: Tables, chance: random.Random) -> str:
    """A rule ends the list, or no longer does."""
    where, rule = chance.choice([each for each in rules(tables) if each[0].startswith(PAPERS)])
    rule["last"] = not rule.get("last", False)
    return f"{where}: last = {str(rule['last']).lower()}"


def other_marks(tables: Tables, chance: random.Random) -> str:
    """A rule gives another reason or flag, or none."""
    key = chance.choice(("reasons", "flags"))
    where, rule = chance.choice([each for each in rules(tables) if each[1].get(key)])
    former = rule[key]
    rule[key] = [chance.choice(tables.files[ROUTING][key])] if chance.random() < 0.7 else []
    return f"{where}: {key} {rule[key]} in place of {former}" if former != rule[key] else ""


def other_rounds(tables: Tables, chance: random.Random) -> str:
    """A place or rule of the visit is for one kind of round less, or more."""
    kinds = ["start", "new_paper", "wants_more", "others_arrived"]
    kind = chance.choice(("ask", "rule"))
    number = chance.randrange(len(tables.files[ROUTING][kind]))
    entry = tables.files[ROUTING][kind][number]
    former = entry.get("rounds", ["start", "wants_more", "others_arrived"])
    chosen = chance.choice(kinds)
    entry["rounds"] = [each for each in kinds if (each in former) != (each == chosen)]
    return (
        f"{ROUTING} {kind} {number + 1}: rounds {entry['rounds']} in place of {former}"
        if entry["rounds"]
        else ""
    )


def other_cures(tables: Tables, chance: random.Random) -> str:
    """Counsel's allow cures one reason less, or one more."""
    cures = tables.files[ROUTING]["consult"]["curable"]
    reason = chance.choice(tables.files[ROUTING]["reasons"])
    if reason in cures:
        cures.remove(reason)
        return f"consult curable: without {reason}"
    cures.append(reason)
    return f"consult curable: with {reason}"


def other_unsure(tables: Tables, chance: random.Random) -> str:
    """ "I can't tell" counts as another answer."""
    step = chance.choice([each for each in tables.files[STEPS]["step"] if each["kind"] != "date"])
    former, step["unsure"] = step["unsure"], chance.choice(step["values"])
    return (
        f"step {step['id']}: unsure {step['unsure']} in place of {former}" if former != step["unsure"] else ""
    )


def other_change(tables: Tables, chance: random.Random) -> str:
    """Something changed does something else, or keeps other answers."""
    change = chance.choice(tables.files[ROUTING]["change"])
    act = chance.choice(("do", "keep", "ends_standing"))
    if act == "ends_standing":
        change[act] = not change.get(act, False)
    elif act == "keep":
        if not change.get("keep"):
            return ""
        change["keep"] = [each for each in change["keep"] if each != chance.choice(change["keep"])]
    else:
        change["do"] = chance.choice(("go_in", "wait", "over", "close"))
    return f"change {change['value']}: {act} {change.get(act)}"


def other_standing(tables: Tables, chance: random.Random) -> str:
    """An outcome stands for something else, or ends counsel's say."""
    outcome = chance.choice(tables.files[ROUTING]["outcome"])
    if chance.random() < 0.3:
        outcome["mutes"] = not outcome.get("mutes", False)
        return f"outcome {outcome['id']}: mutes {str(outcome['mutes']).lower()}"
    former = outcome.get("standing", "")
    outcome["standing"] = chance.choice(("", "inside", "emergency", "local"))
    return (
        f"outcome {outcome['id']}: standing {outcome['standing'] or 'none'}"
        if former != outcome["standing"]
        else ""
    )


def other_effect(tables: Tables, chance: random.Random) -> str:
    """An emergency key does in one state what it does in another."""
    key = chance.choice(tables.files[ROUTING]["global"])
    one, other = chance.sample(sorted(key["table"]), 2)
    former, key["table"][one] = key["table"][one], dict(key["table"][other])
    return f"key {key['key']}: in state {one} as in {other}" if former != key["table"][one] else ""


def other_urgent(tables: Tables, chance: random.Random) -> str:
    """An urgent answer no longer asks, opens counsel, or acts."""
    urgent = tables.files[ROUTING]["urgent"]
    entry = chance.choice(urgent)
    key = chance.choice(sorted(entry.keys() - {"step", "value"}))
    del entry[key]
    return f"urgent {entry['step']} {entry['value']}: without {key}"


KINDS: dict[Callable[[Tables, random.Random], str], int] = {
    swapped_exit: 3, other_outcome: 4, dropped_condition: 4, turned_condition: 3, other_values: 5, removed_ask: 2, moved: 2,
    removed_rule: 2, turned_last: 2, other_marks: 2, other_rounds: 2, other_cures: 2, other_unsure: 2, other_change: 2,
    other_standing: 2, other_effect: 1, other_urgent: 1,
}  # fmt: skip
"""Each kind with how often it is drawn."""


def edits(seed: int, count: int) -> Iterator[Edit]:
    """`count` single edits by chance, no two the same."""
    chance, met = random.Random(seed), set[str]()
    while len(met) < count:
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        tables = Tables()
        words = kind(tables, chance)
        if words and words not in met:
            met.add(words)
            yield Edit(words, tables)


# ---- what sees an edit -----------------------------------------------------------------------------------------------------


@cache
def whole() -> tuple[Policy, tuple[Scenario, ...], Safety]:
    """The pack as it is: its policy, its stories, its safety rules."""
    pack = load_pack(PACK)
    safety = load_safety(PACK)
    assert safety is not None
    return pack.policy, tuple(read_stories(PACK, pack.policy, pack.texts).scenarios), safety


def judge(edit: Edit, folder: Path) -> Result:
    """What sees the edit; `folder` is written into."""
    edit.tables.write(folder)
    if refused := errors(check_pack(folder)):
        return Result(edit.words, "refused", refused[0].code)
    policy, stories, safety = whole()
    edited = read_routing(Reader(folder))
    assert edited is not None
    if alike(policy, edited):
        return Result(edit.words, "equivalent")
    if rule := broken_rule(edited, safety):
        return Result(edit.words, "safety", rule)
    if story := changed_story(edited, stories):
        return Result(edit.words, "story", story)
    return Result(edit.words, "survivor")


def changed_story(policy: Policy, stories: tuple[Scenario, ...]) -> str:
    """The first story that ends otherwise, or ""."""
    return next((story.id for story in stories if not play(policy, story).ok), "")


def broken_rule(policy: Policy, safety: Safety) -> str:
    """The first safety rule that no longer holds, or ""."""
    prover = Prover(policy, safety)
    try:
        return next((verdict.rule for verdict in prover.verdicts(stories=False) if not verdict.holds), "")
    finally:
        prover.close()
