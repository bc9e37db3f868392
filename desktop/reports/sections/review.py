"""The review on paper: the state of a visit and its marks, who returned or approved it with their words, and what was done since."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from desktop.core.events import Event, PayloadRedacted, VisitClosed
from desktop.core.people import HoldLifted, HoldPlaced
from desktop.core.review_events import VisitApproved, VisitReturned, VisitSubmitted, VisitVoided
from desktop.reports import words
from desktop.reports.outline import Block, Heading, Mark, Row, Text
from desktop.reports.sections import moments
from desktop.reports.sections.blocks import gone, lines, mono, note, row, section, table
from desktop.reports.sections.telling import Teller

HEADS = (("When", 3.0), ("What", 1.6), ("By", 2.4), ("Words", 4.0))
SINCE_HEADS = (("When", 3.0), ("What", 3.4), ("By", 2.2), ("Reason", 3.4))
KINDS = ("visit_submitted", "visit_returned", "visit_approved", "visit_voided")
SHORT = 200
"""Characters of a reason that stand on each page; the section “Review” tells all of it."""

STATES: Mapping[str, str] = MappingProxyType(
    {
        "open": "open",
        "joined": "told and reviewed with the visit that it was joined to",
        "submitted": "submitted, not approved yet",
        "returned": "returned, not approved",
        "approved": "approved",
    }
)
UNNAMED = "Part of this visit was written while nobody had said who they are. Nobody can tell whether who approved it wrote that part."
SINCE = "The report above is as it was approved. This was done since:"


def state(teller: Teller) -> str:
    """How the visit stands, in words."""
    review = teller.material.review
    told = STATES[review.state]
    if review.approved is not None and review.approved.exception:
        told = f"{told} under exception"
    return f"{told}; void" if review.void is not None else told


def marks(teller: Teller) -> Iterator[Mark]:
    """What stands on each page: void first, since it changes what all the rest is worth. Counsel's alone: without reasons."""
    review, told = teller.material.review, not teller.confidential
    if review.void is not None:
        reason = f": {_short(review.void.reason)}" if told and review.void.reason else ""
        yield Mark(f"{words.VOID} by {_by(teller, review.void.by.seq)}{reason}", strong=True)
    if review.state == "returned":
        yield Mark(words.RETURNED)
    if (approved := review.approved) is not None:
        under = " UNDER EXCEPTION" if approved.exception else ""
        reason = f": {_short(approved.exception)}" if told and approved.exception else ""
        yield Mark(f"{words.APPROVED}{under} by {_by(teller, approved.by.seq)}{reason}")


def _by(teller: Teller, seq: int) -> str:
    """ "Supervisor 3, 2026-07-15 12:40:07 (UTC-04:00)"."""
    event = next(event for event in teller.material.events if event.seq == seq)
    when = f"{moments.local(event.reading)} ({moments.offset(event.offset_min)})"
    return f"{teller.who(event.actor)}, {when}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[:SHORT].rstrip()} … (whole in “Review”)"


def review(teller: Teller) -> tuple[Block, ...]:
    """Everybody who handed in, returned, approved or voided the visit, with their words; and what was done since the approval. Nothing
    where nobody has reviewed it: the case tells when it was closed."""
    since = _since(teller)
    if not since and not any(event.kind in KINDS for event in teller.events):
        return ()
    rows = [row_ for event in teller.events if (row_ := _row(teller, event)) is not None]
    made = [*table("Review", HEADS, rows), *gone(teller.events, *KINDS)]
    approved = teller.material.review.approved
    if approved is not None and approved.head:
        made.append(
            lines(
                ("Approved as it stood at", mono(approved.head)),
                ("SHA-256 of the report that was seen", mono(approved.report)),
            )
        )
    if approved is not None and approved.unnamed:
        made.append(note(UNNAMED))
    return section("Review", *made, *since)


def _row(teller: Teller, event: Event) -> Row | None:
    body, told = event.body, ""
    what = words.KINDS.get(event.kind, event.kind)
    if isinstance(body, VisitClosed):
        what = "Closed, and so handed in"
    elif isinstance(body, VisitSubmitted | VisitReturned):
        told = body.comment
    elif isinstance(body, VisitApproved):
        what, told = (f"{what} under exception", body.exception) if body.exception else (what, "")
    elif isinstance(body, VisitVoided):
        told = body.reason
    else:
        return None
    quoted = f"“{told}”" if told else ""
    return row(teller.clocks.both(event), what, teller.who_known(event.actor), quoted)


# ---- since the approval -------------------------------------------------------------------------------------------


def _since(teller: Teller) -> tuple[Block, ...]:
    """What was done to the visit, or to one joined into it, since it was approved; nothing where nothing was."""
    late = set(teller.material.review.late)
    rows = [_later(each, event) for each in everybody(teller) for event in each.later]
    rows += [
        row(each.clocks.both(event), f"{words.KINDS.get(event.kind, event.kind)} (no. {event.seq}): {LATE}", each.who(event.actor), "")
        for each in everybody(teller)
        for event in each.material.events
        if event.seq in late
    ]  # fmt: skip
    made = table("Since the approval", SINCE_HEADS, rows)
    return (Heading("Since the approval", 2), note(SINCE), *made) if made else ()


LATE = "written outside of what was approved, and not told here"


def _later(teller: Teller, event: Event) -> Row:
    body, why = event.body, ""
    what = words.KINDS.get(event.kind, event.kind)
    if isinstance(body, VisitVoided | HoldPlaced | HoldLifted):
        why = body.reason
    elif isinstance(body, PayloadRedacted):
        what, why = f"{what} (of event {body.seq})", body.reason
    where = "" if teller.material.visit.joined_into == "" else f"; visit {teller.number}"
    told: Text = row(f"“{why}”").cells[0] if why else ()
    return row(teller.clocks.both(event), f"{what} (no. {event.seq}{where})", teller.who(event.actor), told)


def everybody(teller: Teller) -> Iterator[Teller]:
    """The visit and all that are told with it."""
    yield teller
    for each in teller.joined:
        yield from everybody(each)
