"""The timeline: every event of the visit in order, made of the events themselves, with gaps and what the clocks did (row S12)."""

from desktop.core.events import Event
from desktop.core.particulars import Happened
from desktop.reports.outline import Block, Row, Span, Text
from desktop.reports.sections import moments
from desktop.reports.sections.blocks import note, row, section, table
from desktop.reports.sections.sentences import sentence
from desktop.reports.sections.telling import Teller

HEADS = (("No.", 0.7), ("Recorded", 1.5), ("Gap", 1.0), ("What", 6.4), ("Who", 1.4))

GAP = "A gap is the time since the event before it, by the clock."


def timeline(teller: Teller) -> tuple[Block, ...]:
    """Every event, none left out."""
    before = (None, *teller.events[:-1])
    rows = [_row(teller, earlier, event) for earlier, event in zip(before, teller.events, strict=True)]
    days, offsets = teller.clocks.days, teller.clocks.offsets
    when = f" of {min(days)}" if len(days) == 1 else ""
    away = f", {moments.offset(min(offsets))}" if len(offsets) == 1 else ""
    told = f"Recorded times are local times{when} at the facility ({teller.events[0].zone}{away})."
    return section("Timeline", note(f"{told} {GAP}"), *table("Timeline", HEADS, rows))


def _row(teller: Teller, earlier: Event | None, event: Event) -> Row:
    what: Text = sentence(teller, event)
    happened = getattr(event.body, "happened", None)
    if isinstance(happened, Happened):
        what = (*what, Span(f"\nHappened: {teller.clocks.happened(happened, event)}"))
    marks = teller.clocks.marks(event)
    what = (*what, *(Span(f"\nClock: {each}", strong=True) for each in marks))
    recorded, who = teller.clocks.when(event), teller.who(event.actor)
    return row(str(event.seq), recorded, moments.gap(earlier, event), what, who, marked=bool(marks))
