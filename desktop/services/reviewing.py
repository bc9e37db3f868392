"""Reviews visits: handed in again, returned with a comment, approved once the whole report was seen, voided; addenda after that.

Every act is checked within the transaction that writes it (`store.review_gate`), whoever else writes at that moment.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft, Event
from desktop.core.review_events import (
    TYPED_AT,
    AddendumWritten,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.core.reviewing import Review, fold_review, head_of, other_supervisors, refusal
from desktop.services.desk import Desk
from desktop.services.noting import NOW, When, happened, kept_text, known_source
from desktop.services.reasons import lasting_reason
from desktop.services.refusals import sentence
from desktop.services.reporting import Made
from desktop.services.roles import require
from desktop.services.screens import Screens
from desktop.store.queries import joined_below

Deed = Literal["submit", "return", "approve", "exception", "addendum", "void"]
KINDS: Mapping[Deed, str] = MappingProxyType(
    {
        "submit": "visit_submitted",
        "return": "visit_returned",
        "approve": "visit_approved",
        "addendum": "addendum_written",
        "void": "visit_voided",
    }
)
ACTS: Mapping[Deed, str] = MappingProxyType(
    {"submit": "write", "return": "review", "approve": "review", "addendum": "addendum", "void": "review"}
)
"""Deed → what is asked of `roles`."""


class ReviewView(Struct, frozen=True):
    """How a visit stands, and what who is signed in here may do with it now.

    `may`: "approve" also where the report was not `seen` yet; "exception" stands instead of "approve" where this person wrote in the visit
    and nobody else here may approve it: then a reason is needed. `why_not`: for each act that may not be done the sentence that says why.
    `joined_into` is the visit's id that this one is told with, "" for none. `others`: supervisors here who could approve it.
    `seen_minimal`: its report was seen, but it is counsel's alone, and counsel's part, which tells all of it, was not.
    """

    visit: str
    record_number: str
    review: Review
    may: frozenset[Deed]
    why_not: dict[str, str]
    seen: bool
    others: tuple[str, ...]
    joined_into: str = ""
    seen_minimal: bool = False


class _Seen(Struct, frozen=True):
    """A report of which every page was seen: by whom, the heads it tells of (the visit's first), its SHA-256, and whether it tells the
    `whole` visit."""

    who: Actor
    heads: tuple[str, ...]
    sha256: str
    whole: bool


class Reviewing:
    """The acts of review at one desk; one object for each window or command. Each act is on disk when it returns, and gives the visit as it
    stands then; Refused or Trouble: nothing was written."""

    def __init__(self, screens: Screens) -> None:
        self.screens, self.walking = screens, screens.walking
        self._desk: Desk = self.walking.desk
        self._seen: dict[str, _Seen] = {}
        self._desk.listen(self._forget)

    def standing(self, visit: str, actor: Actor | None = None) -> ReviewView:
        """How the visit stands, and what `actor` (who is signed in here, if none is given) may do. For who may see the list of visits
        ("visits"). Refused `no_such_visit`."""
        return self._view(visit, require(self._desk, "visits", actor))

    def review_of(self, visit: str) -> Review:
        """What the events of a visit and of those joined into it amount to. For other services, which ask first. Refused
        `no_such_visit`."""
        queries = self._desk.store.queries
        if not (events := queries.events_of(visit)):
            raise Refused("no_such_visit")
        return fold_review(events, [queries.events_of(each) for each in joined_below(queries, visit)])

    def saw(self, visit: str, made: Made, actor: Actor | None = None) -> None:
        """Who acts has seen every page of this report (part "report") of the visit; of one that is counsel's alone, of the part "counsel",
        which tells all of it. Counts until another person acts, somebody signs out here, something is written in the visit or in one
        joined into it, or the program ends."""
        who = require(self._desk, "review", actor)
        if made.part != "report" and not (
            made.part == "counsel" and made.whole
        ):  # nor is a copy for the public the report
            raise ValueError("What is approved is the report as it was seen, and no other part.")
        seen = _Seen(who, made.heads, made.sha256, made.whole)
        former = self._seen.get(visit)
        if (
            former is None
            or not former.whole
            or (former.who, former.heads) != (who, made.heads)
            or made.whole
        ):
            self._seen[visit] = seen

    def submit(self, visit: str, comment: str, actor: Actor) -> None:
        """Hand a returned visit in again, with or without a comment: whoever may write there. Refused `not_returned`, `too_long`."""
        who = require(self._desk, "write", actor)
        body = VisitSubmitted(kept_text(comment) if comment.strip() else "")
        self._write(visit, "visit_submitted", body, who)

    def send_back(self, visit: str, comment: str, actor: Actor) -> ReviewView:
        """Return a visit to who wrote it. Refused `blank`, `too_long`, `not_submitted`, `approved`."""
        who = require(self._desk, "review", actor)
        return self._done(
            visit, "visit_returned", VisitReturned(kept_text(comment), self.review_of(visit).head), who
        )

    def approve(self, visit: str, actor: Actor, exception: str = "") -> ReviewView:
        """Approve a visit as it was seen; a checkpoint is signed at once. Refused `not_seen`, `not_seen_whole`, `not_submitted`,
        `approved`, `own_visit`, `others` with `person` who could, `no_exception`, and those of a reason that stays for good (`reasons`)."""
        who = require(self._desk, "review", actor)
        reason = lasting_reason(self._desk, exception) if exception else ""
        review = self.review_of(visit)
        if code := refusal(review, "visit_approved", who, reason):
            others = self._others(review) if code == "own_visit" else ()
            raise Refused("others", person=others[0]) if others else Refused(code)
        seen = self._seen.get(visit)
        if seen is None or seen.who != who or not seen.heads:
            raise Refused("not_seen")
        if not seen.whole:
            raise Refused("not_seen_whole")
        body = VisitApproved(seen.heads[0], seen.sha256, reason, sorted(seen.heads[1:]))
        return self._done(visit, "visit_approved", body, who)

    def addendum(self, visit: str, text: str, source: str, actor: Actor, when: When = NOW) -> ReviewView:
        """Write beside an approved visit. Its number is given by the journal. Refused `addendum_early`, `blank`, `too_long`,
        `bad_time`."""
        who = require(self._desk, "addendum", actor)
        told = happened(self.walking, visit, when)
        return self._done(
            visit, "addendum_written", AddendumWritten(0, kept_text(text), known_source(source), told), who
        )

    def void(self, visit: str, reason: str, actor: Actor) -> ReviewView:
        """Mark a visit as void, for good. Refused `void_already`, `review_open`, `review_joined`, and those of a reason that stays for
        good."""
        who = require(self._desk, "review", actor)
        return self._done(visit, "visit_voided", VisitVoided(lasting_reason(self._desk, reason)), who)

    # ---- parts --------------------------------------------------------------------------------------------

    def _done(self, visit: str, kind: str, body: Struct, who: Actor) -> ReviewView:
        self._write(visit, kind, body, who)
        return self._view(visit, who)

    def _write(self, visit: str, kind: str, body: Struct, who: Actor) -> None:
        now = self.walking.renewed(visit)
        self.walking.append(now, lambda *_: [Draft(kind, visit, body, who, TYPED_AT.get(kind, ""))])

    def _view(self, visit: str, who: Actor) -> ReviewView:
        review, line = self.review_of(visit), self._desk.store.queries.visit(visit)
        seen = self._seen_now(visit, review, who)
        others = self._others(review)
        refused = {deed: self._refused(deed, review, who, others) for deed in KINDS}
        own = "" if refused["approve"] is None else refused["approve"].code
        deeds: set[Deed] = {deed for deed, why in refused.items() if why is None}
        if own == "own_visit":
            deeds.add("exception")
        return ReviewView(
            visit=visit,
            record_number=line.record_number if line is not None else "",
            review=review,
            may=frozenset(deeds),
            why_not={deed: sentence(why) for deed, why in refused.items() if why is not None},
            seen=seen is not None and seen.whole,
            seen_minimal=seen is not None and not seen.whole,
            others=others,
            joined_into=line.joined_into if line is not None else "",
        )

    def _others(self, review: Review) -> tuple[str, ...]:
        return other_supervisors(self._desk.signed.people.values(), review)

    def _refused(self, deed: Deed, review: Review, who: Actor, others: Sequence[str]) -> Refused | None:
        """Why this person may not do it now; None where they may."""
        try:
            require(self._desk, ACTS[deed], who)
        except Refused as refused:
            return refused
        code = refusal(review, KINDS[deed], who)
        if code == "own_visit" and others:
            return Refused("others", person=others[0])
        return Refused(code) if code else None

    def _seen_now(self, visit: str, review: Review, who: Actor) -> _Seen | None:
        """What this person saw of the visit as it stands now."""
        seen = self._seen.get(visit)
        if seen is None or seen.who != who:
            return None
        queries = self._desk.store.queries
        below = [head_of(queries.events_of(each)) for each in joined_below(queries, visit)]
        same = seen.heads[:1] == (review.head,) and sorted(seen.heads[1:]) == sorted(below)
        return seen if same else None

    def _forget(self, written: Sequence[Event]) -> None:
        """What was seen counts for one session."""
        if any(event.kind == "signed_out" for event in written):
            self._seen.clear()
