"""Says in words how the review of a visit stands: its state, who did what when, why an addendum is the way."""

from datetime import datetime

from desktop.core.particulars import Happened
from desktop.core.reviewing import Act, Review, State
from desktop.ui.tongue import tr
from desktop.ui.walk.date import in_words


def state_words(state: State) -> str:
    """A state, as lists and pages name it."""
    return {
        "open": tr("Open"),
        "joined": tr("Joined to another visit"),
        "submitted": tr("Submitted"),
        "returned": tr("Returned with comment"),
        "approved": tr("Approved"),
    }[state]


def when_words(at: str) -> str:
    """A day and a time of day of the facility, given in ISO 8601; "" where there is none."""
    if not at:
        return ""
    here = datetime.fromisoformat(at)
    return tr("{day}, {time}", day=in_words(here.date()), time=f"{here:%H:%M}")


def who_words(act: Act) -> str:
    """Who did it, also where nobody had said who they are."""
    return act.person or tr("nobody who is named")


def by_words(act: Act) -> str:
    """Who did it and when."""
    return tr("{person}, {at}", person=who_words(act), at=when_words(act.at))


def happened_words(happened: Happened | None) -> str:
    """When it happened, as told; "" for the time of writing."""
    if happened is None:
        return ""
    if happened.how == "unknown":
        return tr("time not known")
    told = when_words(happened.at)
    return tr("about {at}", at=told) if happened.how == "about" else told


def frozen_words() -> str:
    """Why nothing but an addendum can be written."""
    return tr("This visit is approved. Nothing in it changes: write an addendum.")


def names_words(names: tuple[str, ...], unnamed: bool) -> str:
    """Who wrote a visit."""
    said = ", ".join(names)
    if not unnamed:
        return said
    return (
        tr("{people} and somebody who was not signed in", people=said)
        if said
        else tr("somebody who was not signed in")
    )


def standing_words(review: Review) -> str:
    """The state and who brought the visit there, in one line."""
    said = state_words(review.state)
    if review.approved is not None:
        said = tr("Approved by {who}", who=by_words(review.approved.by))
        if review.approved.exception:
            said = tr("Approved under exception by {who}", who=by_words(review.approved.by))
    elif review.state == "returned" and review.since is not None:
        said = tr("Returned by {who}", who=by_words(review.since))
    elif review.since is not None:
        said = tr("{state}: {who}", state=said, who=by_words(review.since))
    return said


def returned_words(review: Review) -> str:
    """Who returned a visit when, and the comment; "" where it is not returned."""
    if review.state != "returned" or review.returned is None:
        return ""
    comment = review.comment or tr("the comment was removed")
    return tr("Returned by {who}: “{comment}”", who=by_words(review.returned), comment=comment)
