"""The events of review, of copies and of saved searches; and which kinds of events write a visit, review it, or only tell of it.

What they amount to says `desktop.core.reviewing`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Meta, Struct

from desktop.core.particulars import Happened, Source

CopyOf = Literal["report", "public", "batch", "binder"]

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class VisitSubmitted(Struct, frozen=True, forbid_unknown_fields=True):
    """A returned visit was handed in again. (Closing a visit hands it in for the first time.)"""

    comment: str = ""


class VisitReturned(Struct, frozen=True, forbid_unknown_fields=True):
    """A supervisor gave the visit back, and says what is missing. `head` is the visit's as the supervisor saw it."""

    comment: str
    head: str


class VisitApproved(Struct, frozen=True, forbid_unknown_fields=True):
    """A supervisor approved the visit as it stood at `head` (hash of its last event but for who looked at it), with the visits joined into
    it as they stood at the heads `joined` (in any order). `report` is the SHA-256 (hex) of the PDF that was seen.
    `exception`: the reason why an author approves, "" for anybody else."""

    head: Hash
    report: Hash
    exception: str = ""
    joined: list[Hash] = []


class AddendumWritten(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that stand beside an approved visit. `number` counts from 1 for each visit; a draft has 0, and the journal numbers it."""

    number: int
    text: str
    source: Source
    happened: Happened | None = None


class VisitVoided(Struct, frozen=True, forbid_unknown_fields=True):
    """The visit does not count as one: a mark with its reason. All of it stays."""

    reason: str


class CopyIssued(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody got a copy. `parts` are those of the report, `sha256` (hex) is that of what was given out; `original` that of the report
    a public copy was made of, "" for none. Of several visits in one copy `numbers` are the record numbers, and the event is of no
    visit."""

    of: CopyOf
    parts: list[str]
    recipient: str
    purpose: str
    sha256: Hash
    original: str = ""
    numbers: list[str] = []


class ViewSaved(Struct, frozen=True, forbid_unknown_fields=True):
    """A search was kept under a name, in place of a former one of that name. `filters`: name → what is chosen."""

    name: str
    text: str
    filters: dict[str, list[str]]


class ViewDropped(Struct, frozen=True, forbid_unknown_fields=True):
    """The search of this name is kept no longer."""

    name: str


OfReviews = (
    VisitSubmitted
    | VisitReturned
    | VisitApproved
    | AddendumWritten
    | VisitVoided
    | CopyIssued
    | ViewSaved
    | ViewDropped
)

BODIES: Mapping[str, type[Struct]] = MappingProxyType(
    {
        "visit_submitted": VisitSubmitted,
        "visit_returned": VisitReturned,
        "visit_approved": VisitApproved,
        "addendum_written": AddendumWritten,
        "visit_voided": VisitVoided,
        "copy_issued": CopyIssued,
        "view_saved": ViewSaved,
        "view_dropped": ViewDropped,
    }
)
"""Kind → the body of its first version."""

CONTENT = frozenset(
    {
        "visit_opened",
        "step_answered",
        "step_reopened",
        "outcome_reached",
        "visit_closed",
        "visit_joined",
        "call_logged",
        "task_ticked",
        "note_written",
        "time_marked",
        "time_named",
        "detail_given",
        "detail_struck",
        "photo_kept",
        "shown",
        "visit_taken_over",
        "policy_switched",
    }
)
"""The kinds that write a visit. Who does is an author of it, and none may come after its approval."""

REVIEWS = frozenset(
    {"visit_submitted", "visit_returned", "visit_approved", "addendum_written", "visit_voided"}
)
"""The kinds that review it."""

LOOKS = frozenset({"access", "copy_issued"})
"""The kinds that tell who looked at it or took it out: none of them is a visit's head."""

MARKS = LOOKS | {"payload_redacted", "hold_placed", "hold_lifted", "visit_taken_in"}
"""What may be written about a visit at any time, and is none of it."""

TYPED_AT: Mapping[str, str] = MappingProxyType(
    {
        "visit_submitted": "submitted",
        "visit_returned": "returned",
        "visit_approved": "approved",
        "addendum_written": "addendum",
        "visit_voided": "voided",
    }
)
"""Where the half-typed text of each kind lies (`core.events.Draft.typed`)."""
