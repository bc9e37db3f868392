"""Says in plain words what an event holds, what goes when its contents are removed, and what hangs on it."""

import hashlib
import re

from msgspec import Struct

from desktop.core import record_words as words
from desktop.core.events import Event, StepAnswered
from desktop.core.particulars import CallLogged, Detail, DetailGiven, DetailStruck, NoteWritten, PhotoKept
from desktop.core.review_events import (
    AddendumWritten,
    CopyIssued,
    ViewDropped,
    ViewSaved,
    VisitReturned,
    VisitSubmitted,
)
from desktop.core.saying import MONTHS
from desktop.services.walking import Current

GOES_WORDS = "The words go. That something was written here, when and by whom, stays."
GOES_CALL = (
    "Whom, the number, the result and the words go. That a call was logged here, when and by whom, stays."
)
GOES_COPY = "To whom, what for, and the hashes go. That a copy was given out, when and by whom, stays."
GOES_COPIES = "To whom, what for, of which visits, and the hashes go. That copies were given out, when and by whom, stays."
GOES_SEARCH = (
    "Name and words go, and all that was kept under this name before."
    " That a search was kept or dropped here, when and by whom, stays."
)
GOES_HALF = "The words go. They were never on record, and nothing stays of them."
GOES_PHOTO = "The picture and its key go. That one was kept here, when and by whom, stays."
GOES_ANSWER = "The answer goes. That this was answered, when and by whom, stays."
HANGS = (
    "Outcomes hang on this answer. They stay on record as they were shown, but from here on nobody can compute them again, "
    "and reports tell this visit with a gap."
)


class Line(Struct, frozen=True):
    """What can be removed: the event's number (below 0: `half_number` of half-typed text), when it was written (at the facility), by
    whom, what it is, what goes, and what must be thought of first ("" for nothing)."""

    seq: int
    at: str
    person: str
    what: str
    goes: str
    warning: str = ""


def line(event: Event, now: Current | None) -> Line:
    """The line of an event whose contents are there; `now` is its visit, None where it is of none."""
    body = event.body
    goes, warning = GOES_WORDS, ""
    if isinstance(body, CallLogged):
        goes = GOES_CALL
    elif isinstance(body, CopyIssued):
        goes = GOES_COPIES if body.numbers else GOES_COPY
    elif isinstance(body, ViewSaved | ViewDropped):
        goes = GOES_SEARCH
    elif isinstance(body, PhotoKept):
        goes = GOES_PHOTO
    elif isinstance(body, StepAnswered):
        goes, warning = GOES_ANSWER, HANGS
    return Line(event.seq, at_words(event), event.actor.person, what(event, now), goes, warning)


def at_words(event: Event) -> str:
    """When an event was written, by the clock at the facility."""
    here = event.reading.local
    return f"{MONTHS[here.month - 1]} {here.day}, {here.year}, {here:%H:%M}"


def half_number(address: str) -> int:
    """Stands for the half-typed text at this address where events have their numbers: below 0, and the same whatever else is there."""
    return -1 - int.from_bytes(hashlib.blake2b(address.encode(), digest_size=4).digest())


def half_line(address: str, text: str) -> Line:
    """The line of half-typed text."""
    return Line(half_number(address), "", "", f"Half typed, not on record: “{text}”", GOES_HALF)


def what(event: Event, now: Current | None) -> str:
    """What an event holds, with its words."""
    body = event.body
    if isinstance(body, CopyIssued):
        many = f" of {len(body.numbers)} visits" if body.numbers else ""
        return f"Copy{many} given to {body.recipient}, for: {body.purpose}"
    if isinstance(body, ViewSaved):
        return (
            f"Search kept as “{body.name}”: “{body.text}”" if body.text else f"Search kept as “{body.name}”"
        )
    if isinstance(body, ViewDropped):
        return f"Search “{body.name}” kept no longer"
    return f"Event {event.seq}" if now is None else _of_visit(event, now)


def _of_visit(event: Event, now: Current) -> str:
    body, texts = event.body, now.pack.texts[now.visit.opened.language]
    if isinstance(body, NoteWritten):
        return f"Note: “{body.text}”"
    if isinstance(body, CallLogged):
        told = ", ".join(part for part in (body.who, f"“{body.words}”" if body.words else "") if part)
        label = texts.words.calls.get(body.to, body.to)
        return f"Call to {label}: {words.RESULT_WORDS[body.result]}{f'; {told}' if told else ''}"
    if isinstance(body, DetailGiven):
        return (
            f"{thing(body.group, body.item)}: {'; '.join(_field(body.group, each) for each in body.fields)}"
        )
    if isinstance(body, DetailStruck):
        return f"{thing(body.group, body.item)} crossed out: “{body.reason}”"
    if isinstance(body, PhotoKept):
        return f"Photograph of a paper: page {body.page}, {body.size:,} bytes"
    if isinstance(body, StepAnswered):
        value = tuple(body.value) if isinstance(body.value, list) else body.value
        noted = f" (“{body.note}”)" if body.note else ""
        return f"Answer: {texts.steps[body.step].short or body.step}: {texts.labels(body.step, value)}{noted}"
    if isinstance(body, AddendumWritten):
        return f"Addendum {body.number}: “{body.text}”"
    if isinstance(body, VisitReturned):
        return f"Returned: “{body.comment}”"
    if isinstance(body, VisitSubmitted):
        return f"Handed in again: “{body.comment}”"
    return f"Event {event.seq}"


def thing(group: str, item: str) -> str:
    """ "Officer 2" of the item "o2"."""
    number = re.sub(r"\D", "", item)
    return f"{words.GROUP_WORDS[group][1] if group in words.GROUP_WORDS else group} {number}".strip()


def _field(group: str, detail: Detail) -> str:
    label = words.FIELD_WORDS.get((group, detail.field), (detail.field, ""))[0]
    said = words.CODE_WORDS[detail.code] if detail.code else words.CHOICE_WORDS.get(detail.text, detail.text)
    return f"{label}: {said}"
