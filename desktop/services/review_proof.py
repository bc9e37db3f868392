"""Holds the review of each visit on record against its rules, for `verifying`: no program of ours approves what the same person wrote
without a reason, or writes in an approved visit. Whoever has the data key can write that, and it is named.
"""

from collections.abc import Sequence

from desktop.core.chain import Finding
from desktop.core.events import Event
from desktop.core.people import Person, fold_people, may_sign_for_all
from desktop.core.review_events import REVIEWS
from desktop.core.reviewing import (
    SUPERVISORS_ALONE,
    WRONG,
    Approval,
    Illegal,
    Review,
    fold_review,
    other_supervisors,
)
from desktop.services.desk import Desk
from desktop.store.queries import joined_below


class ReviewProof:
    """Looks at the visits one by one. `findings` speak against the record; `told` are approvals under exception."""

    def __init__(self, desk: Desk) -> None:
        self.findings: list[Finding] = []
        self.told: list[Finding] = []
        self._queries = desk.store.queries
        self._people = desk.store.staff.people()

    def see(self, visit: str, events: Sequence[Event]) -> None:
        """The next visit and its events. One that nobody reviewed costs nothing; visits joined into a reviewed one are read with it."""
        acts = [event for event in events if event.kind in REVIEWS]
        if not acts:
            return
        review = fold_review(
            events, [self._queries.events_of(each) for each in joined_below(self._queries, visit)]
        )
        wrong = [
            *review.illegal,
            *(Illegal(each.seq, "no_role") for each in acts if self._no_supervisor(each)),
        ]
        if review.approved is not None and review.approved.exception:
            wrong += self._exception(review, review.approved)
        named = {each.seq: each.why for each in reversed(wrong)}
        self.findings += [
            Finding(seq, "review_illegal", f"Event {seq}: {WRONG[why]}") for seq, why in sorted(named.items())
        ]

    def _exception(self, review: Review, approval: Approval) -> list[Illegal]:
        seq, who = approval.by.seq, approval.by.person
        said = f"{who} approved what they wrote themselves, under exception; the report tells the reason."
        self.told.append(Finding(seq, "exception", f"Event {seq}: {said}"))
        return [Illegal(seq, "others")] if other_supervisors(self._before(seq), review) else []

    def _no_supervisor(self, event: Event) -> bool:
        """Whether it is a supervisor's act by somebody who was none then, or was not signed in where people sign in."""
        if event.kind not in SUPERVISORS_ALONE:
            return False
        people = {person.person: person for person in self._before(event.seq)}
        if event.actor.how != "pin":
            return any(map(may_sign_for_all, people.values()))
        known = people.get(event.actor.person)
        return known is None or not known.active or known.role != "supervisor"

    def _before(self, seq: int) -> list[Person]:
        """Everybody who had been added when event `seq` was written, as they were then."""
        return list(fold_people(event.body for event in self._people if event.seq < seq).values())
