"""Says, within the transaction that writes it, whether an event may still be written in a visit: nothing in an approved one, no act of
review that its state does not take; and numbers addenda. Whoever else writes, in another program too, comes before or after it.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from desktop.core.errors import Refused
from desktop.core.events import Draft, Event, VisitJoined
from desktop.core.people import fold_people
from desktop.core.review_events import CONTENT, REVIEWS, AddendumWritten, VisitApproved
from desktop.core.reviewing import Review, fold_review, head_of, other_supervisors, refusal
from desktop.store._engine import Database, rows, value
from desktop.store.stored import OF_PEOPLE, events_where, readable, visit_rows


def check_review(db: Database, draft: Draft) -> Struct:
    """The body to write, with its number where it is an addendum. Refused with the codes of `core.reviewing.refusal`, `not_seen` where the
    visit is not as it was approved, `others`. ValueError for a review of no visit."""
    if draft.kind in CONTENT:
        _check_frozen(db, draft)
    elif draft.kind in REVIEWS:
        return _check_act(db, draft)
    return draft.body


def joined_below(db: Database, visit: str) -> Iterator[tuple[str, list[Event]]]:
    """The visits that are joined into this one, however many joinings lie between, with their events."""
    seen, waiting = {visit}, [visit]
    while waiting:
        sql = "SELECT visit FROM visits WHERE joined_into = ? ORDER BY opened_seq"
        for (found,) in rows(db, sql, (waiting.pop(0),)):
            if found not in seen:
                seen.add(found)
                waiting.append(found)
                yield found, readable(visit_rows(db, found))


def _check_frozen(db: Database, draft: Draft) -> None:
    """Refused `approved` for what would change an approved visit, or one that is told with it."""
    if draft.visit is not None and _frozen(db, draft.visit):
        raise Refused("approved")
    if isinstance(draft.body, VisitJoined) and _frozen(db, draft.body.into):
        raise Refused("approved")


def _frozen(db: Database, visit: str) -> bool:
    """Whether a visit, or one that it is joined into, is approved. Of an open one a single row is read: no answer waits for this."""
    seen: set[str] = set()
    while visit not in seen:
        seen.add(visit)
        found = rows(db, "SELECT status, joined_into FROM visits WHERE visit = ?", (visit,))
        if not found or found[0][0] == "open":
            return False
        sql = "SELECT 1 FROM events WHERE visit = ? AND kind = 'visit_approved' LIMIT 1"
        if value(db, sql, (visit,)) is not None and _review(db, visit).approved is not None:
            return True
        visit = str(found[0][1])
    return False


def _review(db: Database, visit: str) -> Review:
    return fold_review(readable(visit_rows(db, visit)), [events for _, events in joined_below(db, visit)])


def _check_act(db: Database, draft: Draft) -> Struct:
    if draft.visit is None:
        raise ValueError(f"A {draft.kind} is of a visit.")
    events = readable(visit_rows(db, draft.visit))
    below = [found for _, found in joined_below(db, draft.visit)]
    review, body = fold_review(events, below), draft.body
    exception = body.exception if isinstance(body, VisitApproved) else ""
    if code := refusal(review, draft.kind, draft.actor, exception):
        raise Refused(code)
    if isinstance(body, VisitApproved):
        _check_approval(db, review, [head_of(found) for found in below], body)
    if isinstance(body, AddendumWritten):
        if body.number:
            raise ValueError("An addendum's number is issued by the journal: leave it 0.")
        last = max((each.number for each in review.addenda), default=0)
        return msgspec.structs.replace(body, number=last + 1)
    return body


def _check_approval(db: Database, review: Review, heads: list[str], body: VisitApproved) -> None:
    """That it approves what is there now, and that an author does so only where nobody else can."""
    if body.head != review.head or sorted(body.joined) != sorted(heads):
        raise Refused("not_seen")
    if body.exception:
        people = fold_people(event.body for event in events_where(db, OF_PEOPLE)).values()
        if others := other_supervisors(people, review):
            raise Refused("others", person=others[0])
