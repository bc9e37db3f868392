"""One sentence for each kind of event of the review, of copies and of saved searches, for the timeline."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from desktop.core import record_words
from desktop.core.events import Event
from desktop.core.review_events import (
    AddendumWritten,
    CopyIssued,
    ViewDropped,
    ViewSaved,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.reports import words
from desktop.reports.outline import Span, Text, said
from desktop.reports.sections.telling import Teller


def _submitted(_: Teller, __: Event, body: VisitSubmitted) -> Text:
    return said(f"Handed in again{f': “{body.comment}”' if body.comment else '.'}")


def _returned(_: Teller, __: Event, body: VisitReturned) -> Text:
    return said(f"Returned to whoever wrote it: “{body.comment}”")


def _approved(teller: Teller, event: Event, body: VisitApproved) -> Text:
    why = (
        f" They wrote in it themselves: approved under exception. Reason: {body.exception}"
        if body.exception
        else ""
    )
    return (
        Span(f"Approved by {teller.who(event.actor)}, as it stood at the head "),
        Span(body.head, mono=True),
        Span("; SHA-256 of the report that was read: "),
        Span(body.report, mono=True),
        Span(f".{why}"),
    )


def _added(_: Teller, __: Event, body: AddendumWritten) -> Text:
    return said(f"Addendum {body.number} ({record_words.SOURCE_WORDS[body.source]}): “{body.text}”")


def _voided(_: Teller, __: Event, body: VisitVoided) -> Text:
    return said(f"Marked as void. Reason: {body.reason}")


def _issued(_: Teller, __: Event, body: CopyIssued) -> Text:
    of = f" of the report {body.original}" if body.original else ""
    told = f" for: {body.purpose}" if body.purpose else ""
    return (
        Span(f"{words.COPIES[body.of]} ({', '.join(body.parts)}) went to {body.recipient}{told}; SHA-256 "),
        Span(body.sha256, mono=True),
        Span(of),
    )


def _view_saved(_: Teller, __: Event, body: ViewSaved) -> Text:
    return said(f"A search was saved as “{body.name}”.")


def _view_dropped(_: Teller, __: Event, body: ViewDropped) -> Text:
    return said(f"The saved search “{body.name}” was dropped.")


OF_REVIEWS: Mapping[type, Callable[..., Text]] = MappingProxyType(
    {
        VisitSubmitted: _submitted,
        VisitReturned: _returned,
        VisitApproved: _approved,
        AddendumWritten: _added,
        VisitVoided: _voided,
        CopyIssued: _issued,
        ViewSaved: _view_saved,
        ViewDropped: _view_dropped,
    }
)
"""Body → its sentence."""
