"""Page 1: the case particulars with both times, what the visit came to, what was asked and what was answered.

Safe for distribution within the agency (dossier 5.3): no officer's name, no photograph, no word of counsel.
"""

from collections.abc import Iterator

from desktop.core.events import Event, StepAnswered
from desktop.core.particulars import SAID, TaskTicked, VisitTakenOver
from desktop.reports import words
from desktop.reports.outline import Block, Heading, Paragraph, Span, Text, said
from desktop.reports.secrecy import ANSWERS, unreadable
from desktop.reports.sections import requests, review
from desktop.reports.sections.blocks import bullets, gone, lines, nothing, section
from desktop.reports.sections.clocks import DOUBTFUL
from desktop.reports.sections.people import DETAILS
from desktop.reports.sections.results import round_words
from desktop.reports.sections.telling import Teller, Told, area_steps

CLOSED = "Visit closed on record"
ASKED = frozenset({"visitor", "identified", "purpose"})
"""The steps that tell who came and what they wanted, where a pack names them as facts.md does."""


def particulars(teller: Teller) -> tuple[Block, ...]:
    """The case particulars."""
    opened, first = teller.material.visit.opened, teller.events[0]
    pairs: list[tuple[str, str | Text]] = [
        *place(teller),
        ("Begun", words.BEGUN.get(opened.begun, opened.begun)),
        ("Visit opened", teller.clocks.both(first)),
        *_left(teller),
        (CLOSED, ended(teller)),
        ("State", review.state(teller)),
        *_clock(teller),
        *_unreadable(teller),
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
        ("Address", f"{where.address}; borough: {where.borough}" if where.borough else where.address),
        ("Post", teller.material.visit.opened.post or words.NOT_RECORDED),
    ]


def departures(teller: Teller) -> list[Event]:
    """The events that tell when they left: where it was marked, or else answered; none where nobody said."""
    found = teller.material.found
    marked = [event for event in found.times if found.what(event) == "left"]
    return marked or [one.event for one in teller.answers if not one.why_struck and _closes(teller, one)]


def _left(teller: Teller) -> Iterator[tuple[str, str]]:
    found = teller.material.found
    marked = any(found.what(event) == "left" for event in found.times)
    for event in departures(teller):
        happened = getattr(event.body, "happened", None)
        told = teller.clocks.happened_both(happened) if happened else teller.clocks.both(event)
        yield "Left", f"{told} ({'marked' if marked else 'answered'}, event {event.seq})"


def _closes(teller: Teller, one: Told) -> bool:
    value = teller.policy.changes.get(one.body.value) if isinstance(one.body.value, str) else None
    return one.body.step == teller.policy.changes_step and value is not None and value.do == "close"


def ended(teller: Teller) -> str:
    """Both times of the end, or that the visit is still open."""
    closed = next((event for event in teller.events if event.kind == "visit_closed"), None)
    if closed is not None:
        return teller.clocks.both(closed)
    if into := goes_on(teller):
        return f"This visit goes on in {into}."
    return f"This visit is still open; the report tells what is on record up to event {teller.last.seq}."


def _clock(teller: Teller) -> Iterator[tuple[str, str]]:
    """That times are in doubt, or that the clock was changed, where it is so."""
    marked = sum(bool(teller.clocks.marks(event)) for event in teller.events)
    if marked:
        events = words.count(marked, "event")
        yield (
            "Clock",
            f"in doubt or changed at {events}; the timeline tells how. “{DOUBTFUL}” stands behind each time in doubt.",
        )


def _unreadable(teller: Teller) -> Iterator[tuple[str, str]]:
    """That some of the record cannot be read, and where it is told which events."""
    seqs = unreadable(teller.events, *(event.kind for event in teller.events))
    if seqs:
        many = words.count(len(seqs), "event")
        yield "Cannot be read", f"the contents of {many}; see “{words.CANNOT_BE_SHOWN}” near the end"


def goes_on(teller: Teller) -> str:
    """The visit that this one was joined to, "" for none."""
    known = "a visit that is not in this record" if teller.material.visit.joined_into else ""
    return teller.material.joined_into or known


def acted(teller: Teller) -> Iterator[tuple[str, str]]:
    """Everybody who acted, with how that is known, and who took over from whom."""
    known = dict.fromkeys(
        f"{teller.who_known(event.actor)}{_set_anew(teller, event)}" for event in teller.events
    )
    yield "Acted", "\n".join(known)
    for event in teller.events:
        if isinstance(event.body, VisitTakenOver):
            told = f"{teller.who(event.actor)} took over from {event.body.former or words.NOBODY_HELD}"
            yield "Handed over", f"{teller.clocks.both(event)}: {told}"


def _set_anew(teller: Teller, event: Event) -> str:
    """That the PIN by which this person is known was set by another."""
    by = teller.material.set_anew.get(event.actor.person, "") if event.actor.how == "pin" else ""
    return f" [PIN set anew by {by}]" if by else ""


# ---- what was asked and answered --------------------------------------------------------------------------------


def asked(teller: Teller) -> tuple[Block, ...]:
    """What the officers asked for, and what they were told."""
    return (
        *section("What was asked", *_wanted(teller), *gone(teller.events, *ANSWERS, sure=False)),
        Heading(requests.heading(teller), 2),
        *((*requests.chosen(teller), *gone(teller.events, *DETAILS, sure=False)) or (nothing(),)),
        *section("What was answered", *_answered(teller)),
    )


def _wanted(teller: Teller) -> tuple[Block, ...]:
    """Who came, what they wanted and where: by the names of facts.md, or else the answers that a further round keeps."""
    kept = {step for change in teller.policy.changes.values() for step in change.keep}
    steps = (ASKED & teller.policy.steps.keys() or kept) | area_steps(teller.policy)
    pairs = [
        (
            f"{one.short}{round_words(teller, one.body.address)}",
            f"{teller.clocks.when(one.event)}  {one.answer}{_beside(teller, one)}",
        )
        for one in teller.answers
        if one.body.step in steps and not one.why_struck
    ]
    return (lines(*pairs),) if pairs else ()


def _beside(teller: Teller, one: Told) -> str:
    """The area's name. Page 1 holds no free text: it says where a note is told."""
    areas = dict(teller.material.place.areas)
    if one.body.step in area_steps(teller.policy) and one.body.note in areas:
        return noted(one.body, area=True)
    return " (note: see Chain of answers)" if one.body.note else ""


def noted(body: StepAnswered, area: bool) -> str:
    """What was told with an answer: the area's name, or the guard's own words."""
    if not body.note:
        return ""
    return f" (area: {body.note})" if area else f" (note: “{body.note}”)"


def _answered(teller: Teller) -> tuple[Block, ...]:
    """The words that were said: those ticked, and no others."""
    said_now = list(spoken(teller))
    lost = gone(teller.events, "task_ticked", sure=False)
    if not (said_now or lost):
        return (Paragraph(said("No words were ticked as said.")),)
    return (*bullets(said_now), *lost)


def spoken(teller: Teller) -> Iterator[str]:
    """Each line that stands as ticked, told with its last tick. What was said when the outcome was reached once, and said again
    when it was reached once more, was said twice."""
    last: dict[tuple[str, int], str] = {}
    for event in teller.material.found.ticks:
        body = event.body
        if isinstance(body, TaskTicked) and body.task == SAID:
            times = sum(body.outcome in each.outcomes and at.seq < event.seq for at, each in teller.reached)
            by = f"{teller.clocks.when(event)} by {teller.who(event.actor)}"
            last.pop((body.outcome, times), None)
            if body.done:
                last[body.outcome, times] = f"ticked as said {by}: “{body.words}”"
    yield from last.values()
