"""Page 1: the case particulars with both times, what the visit came to, what was asked and what was answered.

Safe for distribution within the agency (dossier 5.3): no officer's name, no photograph, no word of counsel.
"""

from collections.abc import Iterator

from desktop.core.events import StepAnswered
from desktop.core.gathered import Item
from desktop.core.particulars import SAID, TaskTicked, VisitTakenOver
from desktop.core.saying import clock
from desktop.core.visits import as_rest
from desktop.reports import words
from desktop.reports.outline import Banner, Block, Heading, Paragraph, Span, Text, said
from desktop.reports.sections import moments
from desktop.reports.sections.blocks import bullets, lines, note, nothing, section
from desktop.reports.sections.people import items_table
from desktop.reports.sections.telling import Teller, area_steps

ASKED = ("visitor", "identified", "purpose")
"""The steps that tell who came and what they wanted (facts.md); the destination is the step that areas answer."""


def particulars(teller: Teller) -> tuple[Block, ...]:
    """The case particulars."""
    opened, first = teller.material.visit.opened, teller.events[0]
    pairs: list[tuple[str, str | Text]] = [
        *place(teller),
        ("Begun", words.BEGUN.get(opened.begun, opened.begun)),
        ("Visit opened", moments.both(first.reading)),
        ("Visit ended", ended(teller)),
        *_clock(teller),
        *acted(teller),
    ]
    if into := goes_on(teller):
        pairs.append(("Joined to", f"This visit was joined to {into} and is to be read together with it."))
    pairs += [("Joined here", f"{each.number}, told below") for each in teller.joined]
    return (lines(*pairs),)


def place(teller: Teller) -> list[tuple[str, str | Text]]:
    """Which record, facility and post."""
    where = teller.material.place
    return [
        ("Record number", (Span(teller.number, strong=True),)),
        ("Facility", f"{where.name} ({where.id}), {where.kind}"),
        ("Address", f"{where.address}; borough: {where.borough}"),
        ("Post", teller.material.visit.opened.post or words.NOT_RECORDED),
    ]


def ended(teller: Teller) -> str:
    """Both times of the end, or that the visit is still open."""
    closed = next((event for event in teller.events if event.kind == "visit_closed"), None)
    if closed is not None:
        return moments.both(closed.reading)
    if into := goes_on(teller):
        return f"This visit goes on in {into}."
    return f"This visit is still open; the report tells what is on record up to event {teller.last.seq}."


def _clock(teller: Teller) -> Iterator[tuple[str, str]]:
    """That times are in doubt, or that the clock was changed, where it is so."""
    pairs = zip(teller.events, teller.events[1:], strict=False)
    marked = sum(bool(moments.marks(earlier, event)) for earlier, event in pairs)
    if marked:
        yield (
            "Clock",
            f"in doubt or changed at {words.count(marked, 'event')}; each is marked in the timeline",
        )


def goes_on(teller: Teller) -> str:
    """The visit that this one was joined to, "" for none."""
    known = "a visit that is not in this record" if teller.material.visit.joined_into else ""
    return teller.material.joined_into or known


def acted(teller: Teller) -> Iterator[tuple[str, str]]:
    """Everybody who acted, with how that is known, and who took over from whom."""
    known = dict.fromkeys(teller.who_known(event.actor) for event in teller.events)
    yield "Acted", "\n".join(known)
    for event in teller.events:
        if isinstance(event.body, VisitTakenOver):
            told = f"{teller.who(event.actor)} took over from {event.body.former}"
            yield "Handed over", f"{moments.both(event.reading)}: {told}"


# ---- what it came to ------------------------------------------------------------------------------------------


def outcome(teller: Teller) -> tuple[Block, ...]:
    """What stands, with its reasons and flags; then what was reached earlier and no longer stands."""
    banners: list[Block] = []
    reasons: dict[str, None] = {}
    flags: dict[str, None] = {}
    for rest in teller.standing:
        for name in rest.outcomes:
            text = teller.outcome(name, rest)
            tone = teller.policy.outcomes[name].tone
            banners.append(
                Banner(tone, words.TONES[tone], text.title, (said(f"On the screen: {text.banner}"),))
            )
        reasons.update(dict.fromkeys(rest.reasons))
        flags.update(dict.fromkeys(rest.flags))
    found: list[Block] = list(dict.fromkeys(banners))
    earlier = list(no_longer(teller))
    if earlier and not found:
        found.append(Paragraph(said("No outcome stands now.")))
    if reasons:
        found += [Heading("Reasons", 2), *bullets(teller.texts.reason(each) for each in reasons)]
    if flags:
        found += [Heading("Also on record", 2), *bullets(teller.texts.flag(each) for each in flags)]
    if earlier:
        found += [Heading("Reached earlier, and no longer standing", 2), *bullets(earlier)]
    return section("Outcome", *found)


def no_longer(teller: Teller) -> Iterator[Text]:
    """What was reached and does not stand any more; it stays on record."""
    for event, body in teller.reached:
        rest = as_rest(event, body)
        gone = [name for name in body.outcomes if not teller.stands(rest, name)]
        if gone:
            titles = "; ".join(teller.outcome(name, rest).title for name in gone)
            yield (Span(f"{clock(event)}  "), Span(titles, struck=True))


# ---- what was asked and answered --------------------------------------------------------------------------------


def asked(teller: Teller) -> tuple[Block, ...]:
    """What the officers asked for, and what they were told."""
    return (
        *section("What was asked", *_wanted(teller)),
        Heading("Requests for help (NYC Admin. Code § 10-178(d))", 2),
        *(_requests(teller) or (nothing(),)),
        *section("What was answered", *_answered(teller)),
    )


def _wanted(teller: Teller) -> tuple[Block, ...]:
    steps = {*ASKED, *area_steps(teller.policy)}
    pairs = [
        (
            one.short,
            f"{clock(one.event)}  {one.answer}{noted(one.body, one.body.step in area_steps(teller.policy))}",
        )
        for one in teller.answers
        if one.body.step in steps and not one.why_struck
    ]
    return (lines(*pairs),) if pairs else ()


def noted(body: StepAnswered, area: bool) -> str:
    """What was told with an answer: the area's name, the guard's own words, or the visit that a key began (`Walking.join`)."""
    if not body.note:
        return ""
    if body.via == "key":
        return f" (see visit {body.note})"
    return f" (area: {body.note})" if area else f" (note: “{body.note}”)"


def _requests(teller: Teller) -> tuple[Block, ...]:
    items = tuple(teller.material.found.of_group("help"))
    found = items_table(teller, "help", "Requests for help", items)
    waiting = [each for each in items if each.struck is None and _code(each) in ("", "no_answer_yet")]
    told = words.count(len(waiting), "request is", "requests are")
    return (*found, note(f"{told} not answered yet.")) if waiting else found


def _code(item: Item) -> str:
    given = item.now("response")
    return given.detail.text if given else ""


def _answered(teller: Teller) -> tuple[Block, ...]:
    """The words that were said: those ticked, and no others."""
    said_now = list(spoken(teller))
    if not said_now:
        return (Paragraph(said("No words were ticked as said.")),)
    return bullets(said_now)


def spoken(teller: Teller) -> Iterator[str]:
    """Each line that is ticked as said. One whose tick was taken away again was not said."""
    last: dict[tuple[str, str], list[str]] = {}
    for event in teller.material.found.ticks:
        body = event.body
        if isinstance(body, TaskTicked) and body.task == SAID:
            said_so = last.setdefault((body.outcome, body.words), [])
            if body.done:
                said_so.append(f"{clock(event)}  {teller.who(event.actor)}: “{body.words}”")
            elif said_so:
                said_so.pop()
    yield from (line for each in last.values() for line in each)
