"""Entry: the areas they wanted or went to, what they did and whether they stayed within it, and the times that were marked."""

from datetime import UTC, datetime

from desktop.core import record_words
from desktop.core.events import Event
from desktop.core.particulars import Happened, TimeMarked
from desktop.core.saying import clock
from desktop.reports.outline import Block, Heading, Row
from desktop.reports.sections import moments
from desktop.reports.sections.answers import HEADS, answer_text
from desktop.reports.sections.blocks import nothing, row, section, table
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
            clock(one.event),
            one.short + _status(teller, one.body.note),
            answer_text(teller, one),
            teller.who(one.event.actor),
        )
        for one in (*areas, *did)
    )
    times = table("Times marked", TIME_HEADS, (_time(teller, each) for each in teller.material.found.times))
    return (
        *section("Entry", *table("Areas and movements", HEADS, rows)),
        Heading("Times marked", 2),
        *(times or (nothing(),)),
    )


def _status(teller: Teller, area: str) -> str:
    """What the facility file says of the area that was chosen (row G16)."""
    status = dict(teller.material.place.areas).get(area, "")
    return f"\n({area}: {status})" if status else ""


def _time(teller: Teller, event: Event) -> Row:
    body, what = event.body, teller.material.found.what(event)
    assert isinstance(body, TimeMarked)
    label = record_words.MARK_WORDS.get(what, what) or "not named"
    when = happened_both(body.happened) if body.happened else "exactly when it was written down"
    known = record_words.SOURCE_WORDS[body.source]
    return row(label, when, moments.both(event.reading), known, teller.who(event.actor))


def happened_both(happened: Happened) -> str:
    """When something happened as told: at the facility and in UTC, with "about" or "exact" (rows G10, G22)."""
    if happened.how == "unknown":
        return "time unknown"
    told = datetime.fromisoformat(happened.at)
    here = f"{told:%Y-%m-%d %H:%M} ({moments.offset(_minutes(told))})"
    return f"{happened.how} {here} = {told.astimezone(UTC):%Y-%m-%d %H:%M UTC}"


def _minutes(told: datetime) -> int:
    away = told.utcoffset()
    return int(away.total_seconds()) // 60 if away is not None else 0
