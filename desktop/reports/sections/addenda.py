"""The part "Addenda": what was written beside an approved visit, numbered, each with its author and both times."""

from collections.abc import Iterator

from desktop.core import record_words
from desktop.core.events import Event
from desktop.core.review_events import AddendumWritten
from desktop.reports.outline import Block, Heading, Paragraph, said
from desktop.reports.sections.blocks import lines, mono, note, section
from desktop.reports.sections.sentences import sentence
from desktop.reports.sections.telling import Teller

KIND = "addendum_written"
BESIDE = "The report itself did not change: each addendum stands beside it."


def written(teller: Teller) -> tuple[Event, ...]:
    """The addenda of a visit, oldest first; those that cannot be read too."""
    own = teller.material.review.approved
    return tuple(event for event in teller.material.events if event.kind == KIND and own is not None)


def addenda(teller: Teller) -> tuple[Block, ...]:
    """Every addendum, as a quote, with both times, how it is known, and who wrote it."""
    found: list[Block] = []
    approved = teller.material.review.approved
    if approved is not None:
        event = next(each for each in teller.events if each.seq == approved.by.seq)
        found = [
            lines(
                ("Approved", f"{teller.clocks.both(event)} by {teller.who_known(event.actor)}"),
                ("Head of the report", mono(teller.last.hash)),
            ),
            note(BESIDE),
        ]
    numbered = {each.by.seq: each.number for each in teller.material.review.addenda}
    for event in written(teller):
        found += _addendum(teller, event, numbered.get(event.seq, 0))
    return section("Addenda", *found)


def _addendum(teller: Teller, event: Event, number: int) -> Iterator[Block]:
    body = event.body
    yield Heading(f"Addendum {number}" if number else "An addendum that has no number", 2)
    written_by = [("Written down", teller.clocks.both(event)), ("By", teller.who_known(event.actor))]
    if not isinstance(body, AddendumWritten):
        yield lines(*written_by)
        yield Paragraph(sentence(teller, event))
        return
    happened = [("Happened", teller.clocks.happened_both(body.happened))] if body.happened else []
    known = ("Known", record_words.SOURCE_WORDS[body.source])
    yield lines(*written_by, *happened, known, ("Event", f"{event.seq}, hash {event.hash}"))
    yield Paragraph(said(body.text), "quote")
