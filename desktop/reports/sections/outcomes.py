"""Each outcome as it was reached: title, reasons, flags, computed facts, the words to say that were on the screen."""

from collections.abc import Iterator

from desktop.core.events import Event, OutcomeReached
from desktop.core.facts import Instant
from desktop.core.texts import OutcomeText
from desktop.core.visits import as_rest
from desktop.reports import words
from desktop.reports.outline import Block, Heading, Paragraph, Text, said
from desktop.reports.sections import moments
from desktop.reports.sections.blocks import gone, lines, note, section
from desktop.reports.sections.carried import carried
from desktop.reports.sections.telling import Teller

CHANGED_WORDS = "The words below are not letter for letter those that were on the screen: their hash differs from the one on record."


def outcomes(teller: Teller) -> tuple[Block, ...]:
    """Everything that was reached, in order, never computed anew."""
    found: list[Block] = []
    for event, body in teller.reached:
        found += _reached(teller, event, body)
    return section("Outcomes as they were reached", *found, *gone(teller.events, "outcome_reached"))


def _reached(teller: Teller, event: Event, body: OutcomeReached) -> Iterator[Block]:
    texts = rest_words(teller, event, body)
    rest = as_rest(event, body)
    titles = "; ".join(text.title for text in texts) or "Further reasons of the hold on record"
    over = carried(teller, body)
    yield Heading(f"{titles} (carried over)" if over else f"{teller.clocks.when(event)}  {titles}", 2)
    if body.outcomes and not any(teller.stands(rest, name) for name in body.outcomes):
        yield note("This no longer stands; it stays on record as it was reached.")
    about = teller.paper(body.rest)
    by = f"{teller.clocks.both(event)}; event {event.seq}, by the answer in event {body.because}"
    pairs: list[tuple[str, str | Text]] = [
        ("Written down" if over else "Reached", f"{by}; {over}" if over else by),
        ("About", about or f"Round {body.rest.split('/')[0].removeprefix('r')}"),
        ("Reasons", "\n".join(teller.texts.reason(each) for each in body.reasons) or "none"),
        ("Also on record", "\n".join(teller.texts.flag(each) for each in body.flags) or "none"),
    ]
    pairs += [("Computed", "\n".join(facts(teller, body)))] if body.facts else []
    yield lines(*pairs)
    if over:
        return
    if body.outcomes and not teller.same_words(event):
        yield note(
            f"The words that were on the screen cannot be told: {teller.unread}."
            if teller.unread
            else CHANGED_WORDS
        )
    for text in texts:
        yield from _to_say(text.title, text.say, text.say_if_pressed)


def rest_words(teller: Teller, event: Event, body: OutcomeReached) -> list[OutcomeText]:
    """The words of everything that was reached at once."""
    return [teller.outcome(name, as_rest(event, body)) for name in body.outcomes]


def _to_say(title: str, say: str, pressed: str) -> Iterator[Block]:
    """The words that the screen offered; whether they were said, the ticks tell."""
    if say:
        yield Paragraph(said(f"Words to say on the screen ({title}):"), "note")
        yield Paragraph(said(say), "quote")
    if pressed:
        yield Paragraph(said("And if they press:"), "note")
        yield Paragraph(said(pressed), "quote")


def facts(teller: Teller, body: OutcomeReached) -> Iterator[str]:
    """The computed facts in words, each with its paper and the instant that was used."""
    for key, stored in sorted(body.facts.items()):
        address, _, name = key.rpartition("/")
        values, at = fact_parts(teller, stored)
        about = teller.paper(address)
        yield f"{about + ', ' if about else ''}{words.FACTS.get(name, name)}: {fact_words(name, values)}, at {at}"


def fact_words(name: str, values: tuple[str, ...]) -> str:
    """The values of a computed fact in words."""
    return "; ".join(words.FACT_VALUES.get((name, value), value) for value in values)


def fact_parts(teller: Teller, stored: str) -> tuple[tuple[str, ...], str]:
    """The values of a recorded fact ("expired,too_long at 1784…", `core.ledger.facts_used`) and its instant in words."""
    values, _, at = stored.partition(" at ")
    if not at.lstrip("-").isdigit():
        return tuple(values.split(",")), at
    here = Instant(int(at)).local(teller.material.site.zone)
    return tuple(values.split(",")), f"{here:%Y-%m-%d %H:%M:%S} = {moments.utc(int(at))}"
