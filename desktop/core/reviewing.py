"""What the review of a visit amounts to: its state, who wrote it, its approval, its addenda; and which acts are legal in which state.

    open ──visit_closed──▶ submitted ──visit_returned──▶ returned ──visit_submitted──▶ submitted ──visit_approved──▶ approved

`joined` is a visit that is told, and reviewed, with the one that it was joined into. Void is a mark beside the state, and changes nothing
else. Events may come from other devices later: `fold_review` takes them in the order given (causal order, not places of writing), expects
nothing of them, and names those that no legal path leads to. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from desktop.core.events import Actor, Event
from desktop.core.particulars import Happened
from desktop.core.people import Person, may_sign_for_all
from desktop.core.review_events import (
    CONTENT,
    LOOKS,
    REVIEWS,
    AddendumWritten,
    VisitApproved,
    VisitReturned,
    VisitVoided,
)
from desktop.core.seeking import words

State = Literal["open", "joined", "submitted", "returned", "approved"]

SUPERVISORS_ALONE = frozenset({"visit_returned", "visit_approved", "visit_voided"})
"""The acts that take the role supervisor, whoever is signed in."""


_PATHS: Mapping[tuple[State, str], State] = MappingProxyType(
    {
        ("open", "visit_closed"): "submitted",
        ("submitted", "visit_returned"): "returned",
        ("returned", "visit_submitted"): "submitted",
        ("submitted", "visit_approved"): "approved",
    }
)


class Act(Struct, frozen=True):
    """Who did something in an event, and when: µs UTC, and the facility's time in ISO 8601. `how` the person is known as in `Actor`."""

    seq: int
    person: str
    role: str
    how: str
    utc_us: int
    at: str


class Approval(Struct, frozen=True):
    """The approval that stands. `head` and `report` are "", `exception` too, where its contents cannot be read: it stands all the same.
    `unnamed`: part of the visit was written while nobody had said who they are."""

    by: Act
    head: str
    report: str
    exception: str
    joined: tuple[str, ...]
    unnamed: bool


class Void(Struct, frozen=True):
    """The mark that a visit does not count, and why ("" where that was removed)."""

    by: Act
    reason: str


class Addendum(Struct, frozen=True):
    """An addendum by its number. `text` is "" and `gone` set where its contents were removed or cannot be read."""

    number: int
    by: Act
    text: str
    source: str
    happened: Happened | None
    gone: bool = False


class Illegal(Struct, frozen=True):
    """An event that no legal path leads to, and why, as a code of `WRONG`. It has no effect, but for "behind" and "number"."""

    seq: int
    why: str


class Review(Struct, frozen=True):
    """What the events of a visit amount to.

    `since` is the act that led to the present state (None while it is open or joined); `comment` that of the last return, "" for none.
    `authors` are the duty names of everybody who wrote it or a visit joined into it, in order; `unnamed`: part was written by nobody that
    gave a name. `head` is the hash of its last event but `LOOKS`. `late` are the events (numbers) that write it and are not covered by its
    approval.
    """

    state: State = "open"
    since: Act | None = None
    comment: str = ""
    returned: Act | None = None
    approved: Approval | None = None
    void: Void | None = None
    addenda: tuple[Addendum, ...] = ()
    authors: tuple[str, ...] = ()
    unnamed: bool = False
    head: str = ""
    late: tuple[int, ...] = ()
    illegal: tuple[Illegal, ...] = ()

    def is_author(self, person: str) -> bool:
        """Whether a person wrote in it. Names that look alike are alike (`_same`): claimed ones are typed by hand."""
        return _same(person) in {_same(each) for each in self.authors}


WRONG: Mapping[str, str] = MappingProxyType(
    {
        "approved": "it writes in a visit that was approved before.",
        "review_open": "it reviews a visit that was open.",
        "review_joined": "it reviews a visit that is joined to another one.",
        "not_submitted": "it reviews a visit that was not handed in.",
        "not_returned": "it hands in a visit that was not returned.",
        "own_visit": "it approves what the same person wrote, without a reason for an exception.",
        "no_exception": "it approves as an exception what another person wrote.",
        "no_role": "it is no supervisor's.",
        "no_head": "it approves a state of the visit that is not on record.",
        "behind": "it approves a state of the visit after which more was written.",
        "addendum_early": "it adds to a visit that was not approved.",
        "void_already": "the visit was void before.",
        "number": "the addendum before it has another number.",
        "unreadable": "what approves the visit cannot be read.",
        "others": "another supervisor could have approved what the same person wrote.",
    }
)
"""Why an event is illegal, in the words of `threshold verify`."""

_ALIKE = str.maketrans("авекмнорстухіѕјԁԛԝαβεηικνορτυχ", "abekmhopctyxisjdqwabenikvoptux")
"""Small Cyrillic and Greek letters that look like Latin ones (Unicode TR 39), for names alone."""


def refusal(review: Review, kind: str, actor: Actor, exception: str = "") -> str:
    """Why this act of review (`REVIEWS`) may not be done now: a code of `services.refusals`, "" where it may. Heads and who else works here
    are not looked at."""
    if kind in SUPERVISORS_ALONE and (actor.role != "supervisor" or not actor.person):
        return "no_role"  # who gives no name might be the author
    if review.state == "joined":
        return "review_joined"
    if review.state == "open":
        return "addendum_early" if kind == "addendum_written" else "review_open"
    if kind == "visit_voided":
        return "void_already" if review.void else ""
    if kind == "addendum_written":
        return "" if review.approved else "addendum_early"
    if review.approved:
        return "approved"
    if kind == "visit_submitted":
        return "" if review.state == "returned" else "not_returned"
    if review.state != "submitted":
        return "not_submitted"
    if kind == "visit_approved":
        own = review.is_author(actor.person) or (bool(actor.behalf) and review.is_author(actor.behalf))
        return "own_visit" if own and not exception else "no_exception" if exception and not own else ""
    return ""


def state_after(state: State, kind: str) -> State:
    """The state after an event of this kind, for lists, which know nothing but the kinds: where it is illegal, the same."""
    if kind == "visit_joined":
        return state if state == "approved" else "joined"
    return _PATHS.get((state, kind), state)


def fold_review(events: Sequence[Event], joined: Sequence[Sequence[Event]] = ()) -> Review:
    """The review of a visit by its events (all of one visit, in order) and those of each visit that is joined into it, however many
    joinings lie between. Nothing is raised for events that no program of ours would have written."""
    fold = _Fold(joined)
    for event in events:
        fold.see(event)
    return fold.done()


def approved_part(events: Sequence[Event], review: Review) -> tuple[Event, ...]:
    """The events that the report of an approved visit is made of, for ever: all up to its approval, but for what was written beside it.
    All events where it is not approved. For a visit that is joined into it see `approved_below`."""
    if review.approved is None:
        return tuple(events)
    ends = next(place for place, event in enumerate(events, 1) if event.seq == review.approved.by.seq)
    return tuple(event for event in events[:ends] if event.seq not in review.late)


def approved_below(events: Sequence[Event], approval: Approval) -> tuple[Event, ...]:
    """The same of a visit that is joined into an approved one: up to the head that the approval names. None of it where it names another;
    all of it where the approval cannot be read."""
    if not approval.head:
        return tuple(events)
    ends = (place for place, event in enumerate(events, 1) if event.hash in approval.joined)
    return tuple(events[: max(ends, default=0)])


def head_of(events: Sequence[Event]) -> str:
    """The hash of the last event but those that tell who looked at it or took it out; "" for none."""
    return next((event.hash for event in reversed(events) if event.kind not in LOOKS), "")


def other_supervisors(people: Iterable[Person], review: Review) -> tuple[str, ...]:
    """The duty names of those who work here as supervisors, can sign in, and wrote nothing in this visit."""
    return tuple(
        each.person for each in people if may_sign_for_all(each) and not review.is_author(each.person)
    )


class _Fold:
    """One pass over the events of a visit."""

    def __init__(self, joined: Sequence[Sequence[Event]]) -> None:
        self.joined = joined
        self.review = Review()
        self.own: dict[str, None] = {}
        self.places: dict[str, int] = {}
        self.written: list[tuple[int, int]] = []
        self.late: list[int] = []
        self.illegal: list[Illegal] = []

    def see(self, event: Event) -> None:
        """The next event."""
        if event.kind in CONTENT:
            if self.review.approved is not None:
                self._too_late(event)
            else:
                self.own.update(dict.fromkeys(_names(event)))
                self.written.append((len(self.places), event.seq))
                self._step(event)
        elif event.kind in REVIEWS:
            self._review(event)
        if event.kind not in LOOKS:
            self.places[event.hash] = len(self.places)
            self.review = replace(self.review, head=event.hash)

    def done(self) -> Review:
        """What it all amounts to."""
        approval = self.review.approved
        if approval is not None:
            later = (events[len(approved_below(events, approval)) :] for events in self.joined)
            for event in (each for events in later for each in events if each.kind in CONTENT):
                self._too_late(event)
        return replace(self._now(self.joined), late=tuple(self.late), illegal=tuple(self.illegal))

    def _now(self, joined: Iterable[Sequence[Event]]) -> Review:
        names = dict(self.own)
        for events in joined:
            for event in events:
                if event.kind in CONTENT:
                    names.update(dict.fromkeys(_names(event)))
        unnamed = names.pop("", self) is None
        return replace(self.review, authors=tuple(names), unnamed=unnamed)

    def _step(self, event: Event) -> None:
        state = state_after(self.review.state, event.kind)
        if state != self.review.state:
            since = None if state == "joined" else _act(event)
            self.review = replace(self.review, state=state, since=since)

    def _too_late(self, event: Event) -> None:
        self.late.append(event.seq)
        self.illegal.append(Illegal(event.seq, "approved"))

    def _review(self, event: Event) -> None:
        body, review = event.body, self._now(self.joined)
        if isinstance(body, VisitApproved):
            named = Approval(_act(event), body.head, body.report, body.exception, tuple(body.joined), False)
            review = self._now([approved_below(events, named) for events in self.joined])
        exception = body.exception if isinstance(body, VisitApproved) else ""
        readable = event.kind != "visit_approved" or isinstance(body, VisitApproved)
        why = refusal(review, event.kind, event.actor, exception if readable else "gone")
        if why and not (why == "no_exception" and not readable):
            self.illegal.append(Illegal(event.seq, why))
        elif event.kind == "visit_approved":
            self._approved(event, review)
        elif event.kind == "visit_voided":
            reason = body.reason if isinstance(body, VisitVoided) else ""
            self.review = replace(self.review, void=Void(_act(event), reason))
        elif event.kind == "addendum_written":
            self._added(event)
        else:
            self._step(event)
            if event.kind == "visit_returned":
                comment = body.comment if isinstance(body, VisitReturned) else ""
                self.review = replace(self.review, comment=comment, returned=_act(event))

    def _approved(self, event: Event, review: Review) -> None:
        body = event.body
        if not isinstance(body, VisitApproved):  # what cannot be read must not set anything free
            self.illegal.append(Illegal(event.seq, "unreadable"))
            approval = Approval(_act(event), "", "", "", (), review.unnamed)
        elif body.head not in self.places:
            self.illegal.append(Illegal(event.seq, "no_head"))
            return
        else:
            covered = self.places[body.head]
            behind = [seq for place, seq in self.written if place > covered]
            self.late += behind
            if body.head != self.review.head:
                self.illegal.append(Illegal(event.seq, "behind"))
            approval = Approval(
                _act(event), body.head, body.report, body.exception, tuple(body.joined), review.unnamed
            )
        self._step(event)
        self.review = replace(self.review, approved=approval)

    def _added(self, event: Event) -> None:
        body, place = event.body, len(self.review.addenda) + 1
        if not isinstance(body, AddendumWritten):
            made = Addendum(place, _act(event), "", "", None, gone=True)
        else:
            made = Addendum(body.number, _act(event), body.text, body.source, body.happened)
            if body.number != place:
                self.illegal.append(Illegal(event.seq, "number"))
        self.review = replace(self.review, addenda=(*self.review.addenda, made))


def _act(event: Event) -> Act:
    at = event.reading.local.isoformat(timespec="minutes")
    return Act(event.seq, event.actor.person, event.actor.role, event.actor.how, event.utc_us, at)


def _names(event: Event) -> tuple[str, ...]:
    """Who wrote an event; "" for nobody that gave a name."""
    return (event.actor.person, event.actor.behalf) if event.actor.behalf else (event.actor.person,)


def _same(person: str) -> str:
    """A name as it is compared: without capitals, accents, marks, what nobody sees, and letters of other scripts that look like ours."""
    return " ".join(words(person)).translate(_ALIKE) or person
