"""The chain of answers: each question as it stood on the screen, the answer, when and by whom; changed ones beside what replaced them."""

from desktop.core.events import Redacted, UnknownBody
from desktop.core.saying import clock, happened_words
from desktop.reports import words
from desktop.reports.outline import Block, Row, Span, Text
from desktop.reports.sections.blocks import note, row, section, table
from desktop.reports.sections.case import noted
from desktop.reports.sections.telling import Teller, Told, area_steps

HEADS = (("No.", 0.7), ("Time", 1.1), ("Question", 4.0), ("Answer", 3.6), ("By", 1.4))


def chain(teller: Teller) -> tuple[Block, ...]:
    """Every answer ever given, oldest first."""
    found = list(table("Chain of answers", HEADS, (_answer(teller, one) for one in teller.answers)))
    gone = [
        event
        for event in teller.events
        if event.kind == "step_answered" and isinstance(event.body, Redacted | UnknownBody)
    ]
    found += [note(f"The answer in event {event.seq} cannot be shown; see the timeline.") for event in gone]
    return section("Chain of answers", *found)


def _answer(teller: Teller, one: Told) -> Row:
    event = one.event
    happened = happened_words(one.body.happened, event)
    time = clock(event) + (f"\n({happened})" if happened else "")
    question = f"{one.about}: {one.question}" if one.about else one.question
    by = teller.who(event.actor) + ("\n(by a scenario)" if one.body.via == "scenario" else "")
    return row(str(event.seq), time, question, answer_text(teller, one), by, marked=bool(one.body.doubt))


def answer_text(teller: Teller, one: Told) -> Text:
    """The answer with its note and the clock's doubts; struck through where it stands no longer, beside what replaced it."""
    spans = [Span(one.answer, struck=bool(one.why_struck)), *replaced(one)]
    if noting := note_words(teller, one):
        spans.append(Span(f"\n{noting}"))
    spans += [Span(f"\nClock in doubt: {words.DOUBTS.get(each, each)}") for each in one.body.doubt]
    return tuple(spans)


def replaced(one: Told) -> tuple[Span, ...]:
    """What stands instead of an answer, or why it stands no longer."""
    if one.after is not None:
        return (Span(f"\nchanged to: {one.after.answer} (no. {one.after.event.seq})"),)
    return (
        (Span(f"\n{'taken back' if one.why_struck == 'changed' else one.why_struck}"),)
        if one.why_struck
        else ()
    )


def note_words(teller: Teller, one: Told) -> str:
    """What was told with an answer. What counsel said stands on the privileged annex alone."""
    if one.body.note and one.body.step == teller.policy.consult.step:
        return f"({words.IN_ANNEX_B})"
    return noted(one.body, one.body.step in area_steps(teller.policy)).strip()
