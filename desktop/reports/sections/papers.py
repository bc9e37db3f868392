"""The papers, each with every check and its result as it is on record, counsel's word, and what was kept of it."""

from collections.abc import Iterator, Sequence

from desktop.core.conditions import Cond, Value, holds
from desktop.core.events import Event
from desktop.core.particulars import PhotoKept
from desktop.core.policy import Rule
from desktop.core.texts import Shown
from desktop.core.tracing import Trace
from desktop.reports import words
from desktop.reports.outline import Block, Heading, Paragraph, Row, Span, said
from desktop.reports.secrecy import ANSWERS, named, named_shortly, unreadable
from desktop.reports.sections.answers import replaced
from desktop.reports.sections.blocks import bullets, gone, note, row, section, table
from desktop.reports.sections.outcomes import fact_parts, fact_words
from desktop.reports.sections.telling import Teller, Told

CHECK_HEADS = (("Check", 2.2), ("What was seen", 4.0), ("Result", 4.0))
PHOTO_HEADS = (("Page", 0.6), ("Type", 1.4), ("Size", 1.2), ("SHA-256", 5.0), ("Kept", 1.6))


def papers(teller: Teller) -> tuple[Block, ...]:
    """Every paper that was shown."""
    addresses = teller.all_papers
    found: list[Block] = [note(words.NO_HOLD_MEANS)] if addresses else []
    for address in addresses:
        found += _paper(teller, address)
    others = [each for each in teller.material.found.photos if _about(each) not in addresses]
    if others:
        found += [Heading("Kept with no paper on record", 2), *kept(teller, others)]
    lost = gone(teller.events, *ANSWERS, sure=False)
    return section("Papers", *found, *lost, *gone(teller.events, "photo_kept"))


def _paper(teller: Teller, address: str) -> Iterator[Block]:
    label = teller.paper(address)
    reasons = reasons_of(teller, address)
    placed = set[str]()
    rows = [
        *_checks(teller, address, reasons, placed),
        *_computed(teller, address, reasons, placed),
    ]
    yield Heading(label, 2)
    yield from table(f"Checks of {label}", CHECK_HEADS, rows)
    left = [each for each in reasons if each not in placed]
    if left:
        yield Paragraph(said("Also on record for this paper:"), "note")
        yield from bullets(_for_reason(teller, each) for each in left)
    yield Paragraph((Span("Led to: ", strong=True), Span(_led_to(teller, address))))
    if teller.policy.consults:
        decider = teller.texts.steps[teller.policy.consult.step].short
        yield Paragraph((Span(f"{decider}: ", strong=True), Span(_counsel(teller, address))))
    photos = [each for each in teller.material.found.photos if _about(each) == address]
    yield Paragraph((Span("Kept: ", strong=True), Span(_count(teller, photos))))
    yield from kept(teller, photos)


def _count(teller: Teller, photos: Sequence[Event]) -> str:
    many = f"{words.count(len(photos), 'photograph')}, Annex A (restricted)" if photos else "no photograph"
    lost = unreadable(teller.events, "photo_kept")
    return f"{many}; what {named(lost)} kept cannot be told" if lost else many


# ---- checks ---------------------------------------------------------------------------------------------------


def reasons_of(teller: Teller, address: str) -> tuple[str, ...]:
    """The reasons on record that are this paper's: those told of itself, and those of its round that its checks give."""
    judged = teller.judged.get(address)
    own = set(judged.reasons) if judged is not None else set[str]()
    found: dict[str, None] = {}
    for rest in teller.material.visit.recorded:
        if rest.seq in teller.material.visit.taken_back:
            continue
        if rest.key == address:
            found.update(dict.fromkeys(rest.reasons))
        elif rest.key == address.split("/")[0]:
            found.update(dict.fromkeys(each for each in rest.reasons if each in own))
    return tuple(found)


def _checks(teller: Teller, address: str, reasons: Sequence[str], placed: set[str]) -> Iterator[Row]:
    """A row for each question about the paper, in the order in which they were first answered."""
    left_out = (teller.policy.group.more, teller.policy.consult.step)
    by_step: dict[str, list[Told]] = {}
    for one in teller.answers:
        if one.body.address.rsplit("/", 1)[0] == address and one.body.step not in left_out:
            by_step.setdefault(one.body.step, []).append(one)
    for step, given in by_step.items():
        now = next((one for one in reversed(given) if not one.why_struck), None)
        value = _value(teller, now) if now is not None else None
        mine = [each for each in reasons if value is not None and _tested(teller, each, step, value)]
        placed.update(mine)
        decided = _decided(teller, address, step, value) if value is not None and not mine else ""
        result = decided or _result(teller, mine) if now is not None else "no answer stands"
        yield row(given[0].short, tuple(_seen(given)), result)


def _seen(given: Sequence[Told]) -> Iterator[Span]:
    for place, one in enumerate(given):
        before = "\n" if place else ""
        yield Span(f"{before}{one.answer}", struck=bool(one.why_struck))
        if one.body.note:
            yield Span(f" (“{one.body.note}”)")
        if one.unsure or (one.why_struck and one.after is None):
            yield from replaced(one)


def _value(teller: Teller, one: Told) -> Value:
    stored = one.body.value
    return teller.policy.counts_as(one.body.step, stored if isinstance(stored, str) else tuple(stored))


def _tested(teller: Teller, reason: str, step: str, value: Value) -> bool:
    """A rule that gives this reason looks at this very answer."""
    seen = Shown({}, {}, {step: value})
    return any(
        cond.step == step and holds(cond, seen)
        for rule in _giving(teller, reason)
        for cond in direct(rule.when)
    )


def _giving(teller: Teller, reason: str) -> Iterator[Rule]:
    return (rule for rule in teller.policy.group.rule if reason in rule.reasons)


def _for_reason(teller: Teller, reason: str) -> str:
    """The reason with what it leads to: a hold, or in some policies an outcome of another kind."""
    hold = ("", teller.policy.consult.hold)
    led = next((rule.outcome for rule in _giving(teller, reason) if rule.outcome not in hold), "")
    return f"{teller.texts.outcome_title(led) if led else 'Hold'}: {teller.texts.reason(reason)}"


def direct(cond: Cond | None) -> Iterator[Cond]:
    """What a rule's condition itself asks for: no named condition is opened, and nothing that is denied."""
    if cond is None:
        return
    yield cond
    for inner in (*(cond.all or ()), *(cond.any or ())):
        yield from direct(inner)


def _decided(teller: Teller, address: str, step: str, value: Value) -> str:
    """What this answer led to by itself, where it is no hold: the form or the signer of an administrative paper."""
    judged = teller.judged.get(address)
    if judged is None:
        return ""
    seen, names = Shown({}, {}, {step: value}), dict[str, None]()
    for rule in teller.policy.group.rule:
        decides = rule.outcome in judged.findings.outcomes and rule.outcome != teller.policy.consult.hold
        conds = tested(rule.when, judged.trace) if decides else ()
        if any(cond.step == step and holds(cond, seen) for cond in conds):
            names[rule.outcome] = None
    return "\n".join(f"Led to: {teller.texts.outcome_title(name)}" for name in names)


def tested(cond: Cond | None, trace: Trace) -> Iterator[Cond]:
    """What is true of the paper in a condition that holds, named conditions opened."""
    if cond is None or not holds(cond, trace):
        return
    yield cond
    inner = (*(cond.all or ()), *(cond.any or ()), *((trace.terms[cond.term],) if cond.term else ()))
    for each in inner:
        yield from tested(each, trace)


def _computed(teller: Teller, address: str, reasons: Sequence[str], placed: set[str]) -> Iterator[Row]:
    """A row for each computed fact on record, with the instants that were used: one where several outcomes used the same fact."""
    facts: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for _, body in teller.reached:
        for key, stored in sorted(body.facts.items()):
            paper, _, name = key.rpartition("/")
            if paper == address:
                values, at = fact_parts(teller, stored)
                facts.setdefault((name, values), {})[at] = None
    for (name, values), instants in facts.items():
        mine = [each for each in reasons if _computed_by(teller, each, name, values)]
        placed.update(mine)
        used = "".join(f"\nat {at}" for at in instants)
        told = f"{fact_words(name, values)}{used}"
        yield row(f"{words.FACTS.get(name, name)} (computed)", told, _result(teller, mine))


def _computed_by(teller: Teller, reason: str, name: str, values: Sequence[str]) -> bool:
    return any(
        cond.fact == name and not set(cond.has or ()).isdisjoint(values)
        for rule in _giving(teller, reason)
        for cond in direct(rule.when)
    )


def _result(teller: Teller, reasons: Sequence[str]) -> str:
    return "\n".join(_for_reason(teller, each) for each in reasons) or _no_hold(teller)


def _no_hold(teller: Teller) -> str:
    """That nothing was found; where an answer or an outcome cannot be read nobody can say so."""
    return _untold(teller, *ANSWERS, "outcome_reached") or words.NO_HOLD


def _untold(teller: Teller, *kinds: str) -> str:
    """Why a thing cannot be told, "" where every event of these kinds can be read."""
    lost = unreadable(teller.events, *kinds)
    return f"cannot be told: {named_shortly(lost)} cannot be read" if lost else ""


# ---- what came of it ------------------------------------------------------------------------------------------


def _led_to(teller: Teller, address: str) -> str:
    """The outcomes on record of the paper itself, and those of its round that its checks give."""
    judged = teller.judged.get(address)
    own = set(judged.findings.outcomes) if judged is not None else set[str]()
    if judged is not None and judged.item.main_result:
        own = {judged.item.main_result}
    if judged is not None and judged.item.held:
        own.add(teller.policy.consult.hold)
    names: dict[str, None] = {}
    for rest in teller.material.visit.recorded:
        for name in rest.outcomes if rest.seq not in teller.material.visit.taken_back else ():
            if rest.key == address or (rest.key == address.split("/")[0] and name in own):
                names[teller.outcome(name, rest).title] = None
    lost = _untold(teller, *ANSWERS, "outcome_reached")
    return "; ".join(names) or lost or "no outcome is on record for this paper"


def _counsel(teller: Teller, address: str) -> str:
    wanted = f"{address}/{teller.policy.consult.step}"
    given = [one for one in teller.answers if one.body.address == wanted]
    told = [
        f"{teller.clocks.when(one.event)} {one.answer}" + (f" ({one.why_struck})" if one.why_struck else "")
        for one in given
    ]
    return "; ".join(told) or _untold(teller, *ANSWERS) or "no answer on record for this paper"


# ---- photographs ------------------------------------------------------------------------------------------------


def kept(teller: Teller, photos: Sequence[Event]) -> tuple[Block, ...]:
    """What was kept, by page, type, size and hash; the pictures stand in the restricted annex alone."""
    return table("Photographs kept", PHOTO_HEADS, (_photo(teller, each) for each in photos))


def _photo(teller: Teller, event: Event) -> Row:
    body = event.body
    assert isinstance(body, PhotoKept)
    when = f"{teller.clocks.when(event)}\n{teller.who(event.actor)}"
    return row(str(body.page), body.media, f"{body.size:,} bytes", (Span(body.sha256, mono=True),), when)


def _about(event: Event) -> str:
    return event.body.paper if isinstance(event.body, PhotoKept) else ""
