"""The timeline: every event of the visit in order, made of the events themselves, with gaps and what the clocks did (row S12)."""

from desktop.core.events import Event
from desktop.core.particulars import Happened
from desktop.core.saying import clock, happened_words
from desktop.reports import words
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
    days = {event.reading.local.date().isoformat() for event in teller.events}
    rows = [
        _row(teller, earlier, event, len(days) > 1)
        for earlier, event in zip(before, teller.events, strict=True)
    ]
    when = f" of {min(days)}" if len(days) == 1 else ""
    told = f"Recorded times are local times{when} at the facility ({teller.events[0].zone})."
    return section("Timeline", note(f"{told} {GAP}"), *table("Timeline", HEADS, rows))


def _row(teller: Teller, earlier: Event | None, event: Event, dated: bool) -> Row:
    doubts = [clock_words(code, earlier, event) for code in moments.marks(earlier, event)]
    what: Text = sentence(teller, event)
    happened = getattr(event.body, "happened", None)
    if isinstance(happened, Happened):
        what = (*what, Span(f"\nHappened: {happened_words(happened, event)}"))
    what = (*what, *(Span(f"\nClock: {each}", strong=True) for each in doubts))
    recorded = moments.local(event.reading).replace(" ", "\n") if dated else clock(event)
    who = teller.who(event.actor)
    return row(str(event.seq), recorded, moments.gap(earlier, event), what, who, marked=bool(doubts))


def clock_words(code: str, earlier: Event | None, event: Event) -> str:
    """A doubt or a change of the clock in words."""
    if code == "restarted":
        return "the computer was started again since the event before"
    if code == "offset_changed" and earlier is not None:
        former, now = moments.offset(earlier.offset_min), moments.offset(event.offset_min)
        zone = "" if earlier.zone == event.zone else f", zone {earlier.zone} to {event.zone}"
        return f"local time went from {former} to {now}{zone}"
    return words.DOUBTS.get(code, code)
