"""What of a visit is listed and searched: its texts and choices as pieces, who came, how its review stands. Computed from its events alone.

A piece has a code that says what it is ("note", "officer.badge", "answer.visitor=federal") and, where it is no choice, its text. The words
for codes come from the policy pack and from `core.record_words`, so that nothing here knows a language.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from desktop.core.details import CODES, GROUPS
from desktop.core.events import (
    BrokenBody,
    Event,
    OutcomeReached,
    Redacted,
    StepAnswered,
    StepReopened,
    UnknownBody,
    VisitOpened,
)
from desktop.core.particulars import (
    CallLogged,
    DetailGiven,
    DetailStruck,
    NoteWritten,
    PhotoKept,
    TimeMarked,
    TimeNamed,
)
from desktop.core.review_events import (
    LOOKS,
    AddendumWritten,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.core.reviewing import Review, State, fold_review
from desktop.core.seeking import Held, code_token, part_tokens, squeezed, words

SECRET_FLAG = "confidential"
"""The flag of a paper that only counsel may hear of (facts.md)."""

TELLING = ("step_answered", "outcome_reached", "visit_joined")
"""The kinds that can hold that a paper is secret, or where it is told: one that cannot be read counts as secret."""

IDENTS = frozenset(
    {
        "number",
        "officer.name",
        "officer.badge",
        "officer.supervisor",
        "officer.phone",
        "vehicle.plate",
        "call.who",
    }
)
"""The codes of what is found by any part of it: names, badges, plates, record numbers."""

_HOLDS = ("visit_opened", "visit_taken_over")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TEXTS = {
    NoteWritten: ("note", "text"),
    PhotoKept: ("photo", "name"),
    AddendumWritten: ("addendum", "text"),
    VisitSubmitted: ("submitted", "comment"),
    VisitReturned: ("returned", "comment"),
    VisitApproved: ("exception", "exception"),
    VisitVoided: ("void_reason", "reason"),
}


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A text or a choice: `code` says what it is, and of a choice also which ("answer.STEP=VALUE"); then `text` is ""."""

    code: str
    text: str = ""


class Searched(msgspec.Struct, frozen=True):
    """A visit as it is listed and searched.

    `since_us` is when it came into its state (µs UTC), 0 where that is not told; `agencies` are choices or words of those who came, in
    order; `officers` how many, "" where nobody counted; `holder` has it. `secret`: a paper of it is counsel's alone, or may be.
    """

    state: State
    since_us: int
    void: bool
    exception: bool
    addenda: int
    secret: bool
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    officers: str
    holder: str
    pieces: tuple[Piece, ...]

    def of(self, code: str) -> tuple[str, ...]:
        """The texts of one code, in order."""
        return tuple(piece.text for piece in self.pieces if piece.code == code)

    def values(self, code: str) -> tuple[str, ...]:
        """The choices on record of one step ("answer.STEP") or field, in order."""
        start = f"{code}="
        return tuple(each.code.removeprefix(start) for each in self.pieces if each.code.startswith(start))


def held_by(found: Searched, texts: bool = True) -> Held:
    """What a visit is found by; without `texts` by its record number and the codes of its state alone."""
    pieces = [each for each in found.pieces if texts or each.code == "number"]
    said = [each for each in pieces if each.text]
    return Held(
        words=frozenset(word for each in said for word in words(each.text)),
        idents=frozenset(squeezed(each.text) for each in said if each.code in IDENTS),
        codes=frozenset({*(each.code for each in pieces), *marks_of(found)}),
    )


def marks_of(found: Searched) -> tuple[str, ...]:
    """The codes of what a visit is filtered by beside its pieces."""
    void = ("void",) if found.void else ()
    return (f"state={found.state}", *void, *(author_code(each) for each in found.authors))


def author_code(person: str) -> str:
    """The code of who wrote in a visit; alike for names that differ in capitals and spaces only."""
    return f"author={' '.join(person.split()).casefold()}"


def tokens(found: Searched) -> list[str]:
    """What stands in the index of words for a visit: a token for each word, code and part of a name or number, each once."""
    held = held_by(found)
    parts = {part for ident in held.idents for part in part_tokens(ident)}
    return sorted({*held.words, *map(code_token, held.codes), *parts})


def fold_searched(events: Sequence[Event], joined: Sequence[Sequence[Event]] = ()) -> Searched:
    """Fold the events of one visit (all of it, in order); `joined` are those of the visits joined into it, as in `fold_review`."""
    review = fold_review(events, joined)
    gone = {event.body.seq for event in events if isinstance(event.body, StepReopened)}
    pieces = dict.fromkeys(piece for event in events for piece in _pieces(event, gone))
    pieces.update(dict.fromkeys(_latest(events)))
    agencies, officers = _came(events)
    return Searched(
        state=review.state,
        since_us=_since(events, review),
        void=review.void is not None,
        exception=review.approved is not None and bool(review.approved.exception),
        addenda=len(review.addenda),
        secret=any(map(_secret, events)),
        authors=review.authors,
        agencies=agencies,
        officers=officers,
        holder=next((each.actor.person for each in reversed(events) if each.kind in _HOLDS), ""),
        pieces=tuple(pieces),
    )


def _since(events: Sequence[Event], review: Review) -> int:
    if review.since is not None:
        return review.since.utc_us
    return events[0].utc_us if events and review.state == "open" else 0


def _secret(event: Event) -> bool:
    body = event.body
    if isinstance(body, OutcomeReached):
        return SECRET_FLAG in body.flags
    return event.kind in TELLING and isinstance(body, Redacted | UnknownBody | BrokenBody)


def _pieces(event: Event, gone: set[int]) -> Iterator[Piece]:
    """What an event adds. An answer that was taken back is no longer searched by its choice; what was noted with it is."""
    body = event.body
    if isinstance(body, VisitOpened):
        yield Piece("number", body.record_number)
        yield from _text("post", body.post)
        yield Piece(f"begun={body.begun}")
    elif isinstance(body, StepAnswered):
        yield from () if event.seq in gone else _answer(body)
        yield from _text(f"answer.{body.step}.note", body.note)
    elif isinstance(body, OutcomeReached):
        yield from (Piece(f"reached={each}") for each in body.outcomes)
        yield from (Piece(f"flag={each}") for each in body.flags)
    elif isinstance(body, DetailGiven):
        yield from _details(body)
    elif isinstance(body, DetailStruck):
        yield from _text(f"{body.group}.struck", body.reason)
    elif isinstance(body, CallLogged):
        yield Piece(f"call={body.to}")
        yield from _text("call.words", body.words)
        yield from _text("call.who", body.who)
    elif isinstance(body, TimeMarked | TimeNamed):
        yield from (Piece(f"time={body.what}"),) if body.what else ()
    elif (named := _TEXTS.get(type(body))) is not None:
        code, field = named
        yield from _text(code, getattr(body, field))
    if event.kind not in LOOKS and event.actor.person:
        yield Piece("by", event.actor.person)


def _text(code: str, text: str) -> Iterator[Piece]:
    if text.strip():
        yield Piece(code, text)


def _answer(body: StepAnswered) -> Iterator[Piece]:
    values = [body.value] if isinstance(body.value, str) else body.value
    for value in values:
        code = f"answer.{body.step}"
        yield Piece(code, value) if _DAY.fullmatch(value) else Piece(f"{code}={value}")


def _details(body: DetailGiven) -> Iterator[Piece]:
    fields = {field.id: field for field in GROUPS[body.group].fields} if body.group in GROUPS else {}
    for detail in body.fields:
        code, known = f"{body.group}.{detail.field}", fields.get(detail.field)
        if detail.code in CODES:
            yield Piece(f"{code}={detail.code}")
        elif known is not None and detail.text in known.choices:
            yield Piece(f"{code}={detail.text}")
        else:
            yield from _text(code, detail.text)


def _latest(events: Sequence[Event]) -> Iterator[Piece]:
    """The outcomes that the list shows: those of the last rest that had any, whatever was reached before."""
    reached = [event.body.outcomes for event in events if isinstance(event.body, OutcomeReached)]
    yield from (Piece(f"outcome={each}") for each in next((each for each in reversed(reached) if each), []))


def _came(events: Sequence[Event]) -> tuple[tuple[str, ...], str]:
    """The agencies of the officers that stand on record, and how many officers: as they were counted, else as they were written down."""
    agencies: dict[tuple[str, str], str] = {}
    counted: dict[str, str] = {}
    for event in events:
        body = event.body
        if isinstance(body, DetailGiven):
            for detail in body.fields:
                if body.group == "officer":
                    agencies.setdefault((body.group, body.item), "")
                if (body.group, detail.field) == ("officer", "agency"):
                    agencies[body.group, body.item] = detail.text
                if (body.group, detail.field) == ("count", "officers"):
                    counted[body.item] = detail.text
        elif isinstance(body, DetailStruck):
            agencies.pop((body.group, body.item), None)
            counted.pop(body.item, None) if body.group == "count" else None
    told = [each for each in counted.values() if each]
    many = told[-1] if told else str(len(agencies)) if agencies else ""
    return tuple(dict.fromkeys(filter(None, agencies.values()))), many
