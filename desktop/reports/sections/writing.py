"""What was written down beside the answers: notes in their own words, calls with their results, the lines that were ticked."""

from collections.abc import Iterator

from desktop.core import record_words
from desktop.core.events import Event
from desktop.core.particulars import SAID, CallLogged, NoteWritten, TaskTicked
from desktop.core.texts import COUNSEL
from desktop.core.visits import as_rest
from desktop.reports import words
from desktop.reports.outline import Block, Paragraph, Row, said
from desktop.reports.sections.blocks import gone, note, row, section, table
from desktop.reports.sections.telling import Teller

CALL_HEADS = (
    ("Time", 1.2),
    ("Whom", 2.0),
    ("Number", 1.4),
    ("Result", 1.1),
    ("What they said", 4.0),
    ("By", 1.6),
)
TICK_HEADS = (("Time", 1.2), ("Line", 5.0), ("Outcome", 2.6), ("Tick", 1.4), ("By", 1.6))


def notes(teller: Teller) -> tuple[Block, ...]:
    """Every note, as a quote, with both times, how it is known, and who wrote it."""
    found: list[Block] = []
    for event in teller.material.found.notes:
        found += _note(teller, event)
    return section("Notes", *found, *gone(teller.events, "note_written"))


def _note(teller: Teller, event: Event) -> Iterator[Block]:
    body = event.body
    assert isinstance(body, NoteWritten)
    happened = f"; happened: {teller.clocks.happened_both(body.happened)}" if body.happened else ""
    known = record_words.SOURCE_WORDS[body.source]
    yield note(f"{teller.clocks.both(event)}, {teller.who(event.actor)}, {known}{happened}")
    yield Paragraph(said(body.text), "quote")


def calls(teller: Teller) -> tuple[Block, ...]:
    """Every call with its result. What counsel said stands on the privileged annex alone."""
    rows = (_call(teller, event) for event in teller.material.found.calls)
    return section("Calls", *table("Calls", CALL_HEADS, rows), *gone(teller.events, "call_logged"))


def _call(teller: Teller, event: Event) -> Row:
    body = event.body
    assert isinstance(body, CallLogged)
    whom = teller.texts.words.calls.get(body.to, body.to)
    result = record_words.RESULT_WORDS[body.result]
    return row(
        teller.clocks.when(event),
        whom,
        body.number or "number not set",
        result,
        call_words(body),
        teller.who(event.actor),
    )


def call_words(body: CallLogged) -> str:
    """Who answered and what they told; of counsel nothing but where it stands."""
    if body.to in COUNSEL:
        return words.IN_ANNEX_B if body.words or body.who else ""
    told = f"“{body.words}”" if body.words else ""
    return ": ".join(each for each in (body.who, told) if each)


def ticks(teller: Teller) -> tuple[Block, ...]:
    """Every tick, and every one that was taken away again."""
    rows = (_tick(teller, event) for event in teller.material.found.ticks)
    made = table("Ticked lines", TICK_HEADS, rows)
    return section("Ticked lines", *made, *gone(teller.events, "task_ticked"))


def _title_at(teller: Teller, name: str, seq: int) -> str:
    """The title of an outcome as it stood on the screen at the event `seq`."""
    for event, body in reversed(teller.reached):
        if event.seq < seq and name in body.outcomes:
            return teller.outcome(name, as_rest(event, body)).title
    return teller.texts.outcome_title(name)


def _tick(teller: Teller, event: Event) -> Row:
    body = event.body
    assert isinstance(body, TaskTicked)
    done = ("said" if body.task == SAID else "done") if body.done else "tick taken away"
    title = _title_at(teller, body.outcome, event.seq)
    return row(teller.clocks.when(event), f"“{body.words}”", title, done, teller.who(event.actor))
