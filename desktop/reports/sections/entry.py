"""Entry: the areas they wanted or went to, what they did and whether they stayed within it, and the times that were marked."""

from desktop.core import record_words
from desktop.core.events import Event
from desktop.core.particulars import TimeMarked
from desktop.reports.outline import Block, Heading, Row
from desktop.reports.secrecy import ANSWERS
from desktop.reports.sections.answers import HEADS, answer_text
from desktop.reports.sections.blocks import gone, nothing, row, section, table
from desktop.reports.sections.telling import Teller, area_steps

TIME_HEADS = (("What", 1.4), ("When it happened", 3.4), ("Written down", 3.4), ("Known", 0.9), ("By", 1.6))


def entry(teller: Teller) -> tuple[Block, ...]:
    """Areas, what they did, and the marked times."""
    steps = {teller.policy.changes_step, teller.policy.scope_step}
    areas = [one for one in teller.answers if one.body.step in area_steps(teller.policy)]
    did = [one for one in teller.answers if one.body.step in steps]
    rows = (
        row(
            str(one.event.seq),
            teller.clocks.when(one.event),
            one.short + _status(teller, one.body.note),
            answer_text(teller, one),
            teller.who(one.event.actor),
        )
        for one in (*areas, *did)
    )
    times = table("Times marked", TIME_HEADS, (_time(teller, each) for each in teller.material.found.times))
    return (
        *section(
            "Entry",
            *table("Areas and movements", HEADS, rows),
            *gone(teller.events, *ANSWERS, sure=False),
        ),
        Heading("Times marked", 2),
        *((*times, *gone(teller.events, "time_marked", "time_named")) or (nothing(),)),
    )


def _status(teller: Teller, area: str) -> str:
    """What the facility file says of the area that was chosen (row G16)."""
    status = dict(teller.material.place.areas).get(area, "")
    return f"\n({area}: {status})" if status else ""


def _time(teller: Teller, event: Event) -> Row:
    body, what = event.body, teller.material.found.what(event)
    assert isinstance(body, TimeMarked)
    label = record_words.MARK_WORDS.get(what, what) or "not named"
    when = teller.clocks.happened_both(body.happened) if body.happened else "marked at that moment"
    known = record_words.SOURCE_WORDS[body.source] if asked_source(body) else ""
    return row(label, when, teller.clocks.both(event), known, teller.who(event.actor))


def asked_source(body: TimeMarked) -> bool:
    """Whether the guard was asked how they know. Of a time marked by one key nobody asked anything (row G10)."""
    return bool(body.what or body.happened)
