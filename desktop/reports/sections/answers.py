"""The chain of answers: each question as it stood on the screen, the answer, when and by whom; changed ones beside what replaced them."""

from desktop.reports import words
from desktop.reports.outline import Block, Row, Span, Text
from desktop.reports.secrecy import ANSWERS
from desktop.reports.sections.blocks import gone, row, section, table
from desktop.reports.sections.carried import carried
from desktop.reports.sections.case import noted
from desktop.reports.sections.telling import Teller, Told, area_steps

HEADS = (("No.", 0.7), ("Time", 1.1), ("Question", 4.0), ("Answer", 3.6), ("By", 1.4))


def chain(teller: Teller) -> tuple[Block, ...]:
    """Every answer ever given, oldest first."""
    found = table("Chain of answers", HEADS, (_answer(teller, one) for one in teller.answers))
    return section("Chain of answers", *found, *gone(teller.events, *ANSWERS))


def _answer(teller: Teller, one: Told) -> Row:
    event = one.event
    happened = teller.clocks.happened(one.body.happened, event)
    time = teller.clocks.when(event) + (f"\n({happened})" if happened else "")
    question = f"{one.about}: {one.question}" if one.about else one.question
    by = teller.who(event.actor) + ("\n(by a scenario)" if one.body.via == "scenario" else "")
    return row(
        str(event.seq), time, question, answer_text(teller, one), by, marked=bool(teller.clocks.doubts(event))
    )


def answer_text(teller: Teller, one: Told) -> Text:
    """The answer with its note and the clock's doubts; struck through where it stands no longer, beside what replaced it."""
    spans = [Span(one.answer, struck=bool(one.why_struck)), *replaced(one)]
    if noting := note_words(teller, one):
        spans.append(Span(f"\n{noting}"))
    spans += [Span(f"\nClock in doubt: {each}") for each in teller.clocks.doubts(one.event)]
    return tuple(spans)


def replaced(one: Told) -> tuple[Span, ...]:
    """What stands instead of an answer, or why it stands no longer."""
    if one.unsure:
        return (Span(f"\ncannot be told whether it still counts: {one.unsure}"),)
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
    if over := carried(teller, one.body):
        return over
    return noted(one.body, one.body.step in area_steps(teller.policy)).strip()
