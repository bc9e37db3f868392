"""Offers and does what the review of a visit is made of: approve, return, hand in again, addendum, void, what stands on record."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.services.noting import When
from desktop.services.reviewing import Reviewing, ReviewView
from desktop.ui.acts import refusal
from desktop.ui.page import trouble_words
from desktop.ui.record.addendum import AddendumForm
from desktop.ui.record.asking import Half, ReviewForm
from desktop.ui.record.returned import HandInForm
from desktop.ui.record.watch import Watch
from desktop.ui.report.clerk import usual_paper
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.visits.acting import Act, Chosen
from desktop.ui.visits.approve import ApproveForm
from desktop.ui.visits.page import VisitsPage
from desktop.ui.visits.preview import Preview
from desktop.ui.visits.returning import ReturnForm
from desktop.ui.visits.sheet import ReviewSheet
from desktop.ui.visits.standing import StandingForm
from desktop.ui.visits.void import VoidForm

Do = Callable[[Reviewing, Actor], object]


class Host(Protocol):
    """What is asked of the page "Visits": to show the form between the targets and the report, to take it away, and to show the visit
    anew with what was `done`; the page itself, and what shows its report."""

    preview: Preview
    page: VisitsPage

    @property
    def session(self) -> Session | None: ...
    def open_form(self, form: ReviewSheet) -> None: ...
    def close_form(self) -> None: ...
    def reviewed(self, visit: str, done: str) -> None: ...


class Reviewer:
    """`sheet` holds the form that is open; what is half typed in it is kept with the visit, as in the forms of the record."""

    def __init__(self, theme: Theme, host: Host) -> None:
        self.sheet, self.watch = ReviewSheet(theme), Watch()
        self._theme, self._host, self._visit = theme, host, ""
        self.sheet.left.connect(self.close)
        self.sheet.drafts.half_typed.connect(self._keep)

    @property
    def _session(self) -> Session | None:
        return self._host.session

    # ---- what is offered --------------------------------------------------------------------------------------

    def offers(self, chosen: Chosen) -> Sequence[Act]:
        """What who is signed in may do with this visit as it stands; and why it cannot be approved yet."""
        view = self._look(chosen)
        return [] if view is None else list(self._offered(chosen, view))

    def _look(self, chosen: Chosen) -> ReviewView | None:
        """The visit as it stands on record; that its report was seen to the end is told first."""
        session, visit = self._session, chosen.line.visit
        if session is None:
            return None
        try:
            view = session.reviewing.standing(visit, session.actor)
            if (
                chosen.seen
                and chosen.made is not None
                and not view.seen
                and not view.may.isdisjoint(APPROVES)
            ):
                session.reviewing.saw(visit, chosen.made, session.actor)
                view = session.reviewing.standing(visit, session.actor)
        except (Refused, Trouble):  # the page says so of its report
            return None
        return view

    def _offered(self, chosen: Chosen, view: ReviewView) -> Iterator[Act]:
        review, may = view.review, view.may
        approves = not may.isdisjoint(APPROVES)
        minimal = self._supervises and chosen.made is not None and not chosen.made.whole
        if approves or (review.state in ("submitted", "returned") and self._supervises):
            why = why_not_approved(view, minimal)
            yield Act(tr("Approve"), "A", partial(self._approve, chosen), why, primary=approves)
        if minimal:
            yield Act(tr("Counsel’s part"), "L", partial(self._read_counsel, chosen))
        if "return" in may:
            yield Act(tr("Return"), "R", partial(self._return, view))
        if "submit" in may:
            yield Act(tr("Hand in again"), "H", partial(self._hand_in, view), primary=not self._supervises)
        if "addendum" in may:
            yield Act(tr("Addendum"), "D", partial(self._add, view), primary=True)
        if "void" in may:
            yield Act(tr("Mark as void"), "V", partial(self._void, view))
        if review.returned or review.approved or review.void or review.addenda:
            yield Act(tr("Review so far"), "W", partial(self._tell, view))

    @property
    def _supervises(self) -> bool:
        return self._session is not None and self._session.actor.role == "supervisor"

    def _read_counsel(self, chosen: Chosen) -> None:
        """Counsel's part instead of the report, until another visit is chosen."""
        self._host.page.hush()  # why it could not be approved unread
        if (session := self._session) is not None:
            paper = usual_paper(session.desk.facility.zone)
            self._host.preview.show(session, chosen.line.visit, paper, part="counsel")

    # ---- the forms --------------------------------------------------------------------------------------------

    def _open(self, view: ReviewView, make: Callable[[Half], ReviewForm]) -> None:
        session = self._session
        if session is None:
            return
        self.sheet.clear()
        self._visit = view.visit
        self.watch.caution = session.caution
        texts = session.desk.store.queries.half_typed(view.visit)
        self.sheet.drafts.begin(texts)
        self.sheet.show_form(make(texts))
        self._host.open_form(self.sheet)

    def _approve(self, chosen: Chosen) -> None:
        view, made = self._look(chosen), chosen.made
        if view is None or made is None:
            return

        def make(texts: Half) -> ReviewForm:
            form = ApproveForm(self._theme, self.watch, view, made, texts)
            form.sent.connect(partial(self._approved, view))
            return form

        self._open(view, make)

    def _approved(self, view: ReviewView, exception: str) -> None:
        self._do(
            lambda reviewing, actor: reviewing.approve(view.visit, actor, exception),
            tr("Visit {number} is approved. Nothing in it changes any more.", number=view.record_number),
            tr("the approval"),
        )

    def _return(self, view: ReviewView) -> None:
        def make(texts: Half) -> ReviewForm:
            form = ReturnForm(self._theme, self.watch, view.record_number, texts)
            form.sent.connect(send)
            return form

        def send(comment: str) -> None:
            self._do(
                lambda reviewing, actor: reviewing.send_back(view.visit, comment, actor),
                tr(
                    "Visit {number} is returned. Your comment is told at the desk.", number=view.record_number
                ),
                tr("the comment"),
            )

        self._open(view, make)

    def _hand_in(self, view: ReviewView) -> None:
        def make(texts: Half) -> ReviewForm:
            form = HandInForm(self._theme, self.watch, view.record_number, view.review, texts)
            form.sent.connect(send)
            return form

        def send(comment: str) -> None:
            self._do(
                lambda reviewing, actor: reviewing.submit(view.visit, comment, actor),
                handed_in_words(view.record_number),
                tr("that it is handed in"),
            )

        self._open(view, make)

    def _add(self, view: ReviewView) -> None:
        def make(texts: Half) -> ReviewForm:
            form = AddendumForm(self._theme, self.watch, view.review, texts)
            form.written.connect(send)
            return form

        def send(text: str, source: str, how: str, at: str) -> None:
            when = When(how, at)  # type: ignore[arg-type]
            self._do(
                lambda reviewing, actor: reviewing.addendum(view.visit, text, source, actor, when),
                tr("The addendum is written beside visit {number}.", number=view.record_number),
                tr("the addendum"),
            )

        self._open(view, make)

    def _void(self, view: ReviewView) -> None:
        def make(texts: Half) -> ReviewForm:
            form = VoidForm(self._theme, self.watch, view.record_number, texts)
            form.sent.connect(send)
            return form

        def send(reason: str) -> None:
            self._do(
                lambda reviewing, actor: reviewing.void(view.visit, reason, actor),
                tr("Visit {number} is marked as void. Nothing of it was removed.", number=view.record_number),
                tr("the mark"),
            )

        self._open(view, make)

    def _tell(self, view: ReviewView) -> None:
        self._open(view, lambda _: StandingForm(self._theme, self.watch, view))

    # ---- what is done -----------------------------------------------------------------------------------------

    def _do(self, act: Do, done: str, lost: str) -> None:
        """Do it, and tell it; the form says why not, and keeps what was typed."""
        session, visit = self._session, self._visit
        if session is None:
            return
        try:
            act(session.reviewing, session.actor)
        except Refused as refused:
            self.sheet.say(refusal(refused))
            return
        except Trouble as trouble:
            self.sheet.say(trouble_words(trouble, lost))
            return
        self.sheet.done()
        self._host.close_form()
        self._host.reviewed(visit, done)

    def _keep(self, address: str, text: str) -> None:
        """What is half typed; where that cannot be kept the form says so, and it is tried again."""
        session = self._session
        if session is None:
            return
        try:
            session.noting.keep_half_typed(self._visit, address, text)
        except Trouble as trouble:
            self.sheet.say(trouble_words(trouble, tr("what you are typing")))
            self.sheet.drafts.again(address)

    def close(self) -> None:
        """The form goes; what is half typed stays with the visit."""
        self.sheet.clear()
        self._host.close_form()

    def forget(self) -> None:
        """Another visit or page comes: nothing of this one stays."""
        self.sheet.clear()
        self.sheet.drafts.begin({})
        self._visit = ""


APPROVES = frozenset({"approve", "exception"})


def why_not_approved(view: ReviewView, minimal: bool = False) -> str:
    """In a sentence why the visit cannot be approved now; "" where it can. `minimal`: the report that is shown is that of a visit which
    is counsel's alone."""
    if view.may.isdisjoint(APPROVES):
        return view.why_not.get("approve", "") or tr("This visit cannot be approved now.")
    if minimal and not view.seen:
        return tr(
            "This visit is counsel’s alone, and its report tells hardly anything. First read counsel’s part: L."
        )
    return "" if view.seen else tr("First see all of its report: scroll through every page.")


def handed_in_words(number: str) -> str:
    """Told after a returned visit was handed in."""
    return tr("Visit {number} is handed in again. A supervisor looks at it anew.", number=number)
