"""Says in words what was written down beside the answers: times, fields, calls; screens and reports say it alike."""

from collections.abc import Callable
from datetime import date

from desktop.core import record_words as words
from desktop.core.events import Event
from desktop.core.gathered import Given, Item
from desktop.core.particulars import Happened

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not the system's names: a report must be the same on every PC."""


def clock(event: Event) -> str:
    """HH:MM:SS at the facility when this was recorded."""
    return event.reading.local.strftime("%H:%M:%S")


def happened_words(happened: Happened | None, event: Event) -> str:
    """When it happened, as told: "about 14:05", "14:05", "time unknown", with the day where it is not that of the recording;
    "" where it was now."""
    if happened is None:
        return ""
    if happened.how == "unknown":
        return "time unknown"
    day = date.fromisoformat(happened.at[:10])
    shown = (
        happened.at[11:16]
        if day == event.reading.local.date()
        else f"{MONTHS[day.month - 1]} {day.day}, {happened.at[11:16]}"
    )
    return f"about {shown}" if happened.how == "about" else shown


def value_words(
    given: Given,
    item: Item | None,
    when: Callable[[Event], str] = clock,
    happened: Callable[[Happened | None, Event], str] = happened_words,
) -> str:
    """A field's value in words, with how it is known: "4471 (copied)", "refused"; and who wrote it when, where that is not who
    began the item, and when it happened, where that was told. `when` and `happened` say the times; reports have their own."""
    detail, event = given.detail, given.event
    said = words.CODE_WORDS[detail.code] if detail.code else words.CHOICE_WORDS.get(detail.text, detail.text)
    known = [] if detail.code else [words.SOURCE_WORDS[given.source]]
    told = getattr(event.body, "happened", None)
    known += [happened(told, event)] if isinstance(told, Happened) else []
    known += [when(event), event.actor.person] if item is not None and event.seq != item.first.seq else []
    return f"{said} ({', '.join(known)})" if known else said
