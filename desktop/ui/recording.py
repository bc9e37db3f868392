"""The pages beside the walk and the strips above the bar: which of them is shown, with what, and where the guard came from."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.core.errors import Refused, Trouble
from desktop.services.record_views import RecordView
from desktop.services.views import QuestionView, VisitView
from desktop.ui.acts import Acts
from desktop.ui.aid.beside import Beside
from desktop.ui.aid.compare import ComparePage
from desktop.ui.calls.card import CardPage
from desktop.ui.calls.page import CallsPage
from desktop.ui.calls.rows import CallList
from desktop.ui.calls.wait import WaitStrip
from desktop.ui.change.page import ChangePage
from desktop.ui.outcome.page import OutcomePage
from desktop.ui.page import Page
from desktop.ui.record.page import WritePage
from desktop.ui.record.strip import SignInStrip, TakeOverStrip, TimeStrip
from desktop.ui.report.clerk import Clerk
from desktop.ui.report.page import ReportPage
from desktop.ui.scribe import Scribe
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.walk.page import WalkPage

Seen = Literal[
    "",
    "question",
    "changed",
    "outcome",
    "write",
    "calls",
    "card",
    "compare",
    "change",
    "report",
]
"""What of a visit the person asked to see; "" is what the visit itself shows."""

Origin = Seen | Literal["desk"]
"""Where the guard was before."""

NOT_REACHED = "not_reached"


class Recording(QObject):
    """`see` shows something of the visit on the screen, `back` goes to where the guard was.

    `answered` carries an address and a value, `changed` the number of a former answer and its new value; `asks_anew` comes
    when a page asks something else than before.
    """

    answered = Signal(str, object)
    changed = Signal(int, object)
    asks_anew = Signal(object)

    def __init__(
        self,
        theme: Theme,
        acts: Acts,
        see: Callable[[Seen], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self.session: Session | None = None
        self.origin: Origin = ""
        self._before_report: Seen = ""
        self._see, self._tab, self._to_change = see, "", 0
        self.written, self.calls, self.card = WritePage(theme), CallsPage(theme), CardPage(theme)
        self.compare, self.change, self.report = ComparePage(theme), ChangePage(theme), ReportPage(theme)
        self.clerk = Clerk(self.report)
        self.strip, self.holder, self.wait = TimeStrip(theme), TakeOverStrip(theme), WaitStrip(theme)
        self.nobody = SignInStrip(theme)
        self.others: list[QWidget] = []  # strips of other parts that go when these do
        self.drawing = Beside(theme)
        self.drawing.wanted.connect(lambda: see("compare"))
        self.pages: Mapping[str, Page] = {
            "write": self.written,
            "calls": self.calls,
            "card": self.card,
            "compare": self.compare,
            "change": self.change,
            "report": self.report,
        }
        self._tell = acts.tell
        self.scribe = Scribe(acts.write, acts.tell, self.written)
        self.numbers = CallList(theme, tight=True)
        self._call_lists = [self.calls.calls, self.numbers]
        for each in self._call_lists:
            self.scribe.listen(each)
        for page in (
            self.written,
            self.calls,
            self.card,
            self.compare,
            self.change,
            self.report,
        ):
            page.closed.connect(back)
        self.strip.named.connect(self._name_time)
        self.holder.taken.connect(self.scribe.take_over)
        self.change.chosen.connect(self._choose)
        self.change.confirmed.connect(self.changed)
        for waiting in (self.wait, self.calls):
            waiting.not_reached.connect(lambda address: self.answered.emit(address, NOT_REACHED))

    def beside(self, walk: WalkPage, outcome: OutcomePage) -> None:
        """Take what the visit's own pages hand on; counsel's timer and the paper's drawing stand on the question page."""
        self._call_lists.append(outcome.body.calls)
        self.scribe.listen(outcome.body.calls)
        outcome.ticked.connect(self.scribe.ticked)
        outcome.write.connect(self.open_tab)
        walk.strip_slot.addWidget(self.wait)
        for each in (self.drawing, self.numbers):
            walk.aid_slot.addWidget(each)

    def begin(self, session: Session, outcome: OutcomePage) -> None:
        """An open desk: the pages get its privacy guard and its time of day."""
        self.session = self.scribe.session = session
        self.clerk.begin(session)
        self.written.use(session.caution, self._time_of_day)
        for page in (self.calls, outcome, self.numbers):
            page.set_check(session.caution)

    def end(self) -> None:
        """Hand on what is half typed, wait for what is under way, and let go of the desk."""
        self.leave()
        self.scribe.tasks.end()
        self.clerk.end()
        self.session = self.scribe.session = None
        self.scribe.visit = None

    def _time_of_day(self) -> time:
        return time.max if self.session is None else self.session.desk.clock.read().local.time()

    # ---- what is seen -------------------------------------------------------------------------------------

    def turn_to(self, visit: str) -> None:
        """Another visit: no words of the former one stay in a form."""
        if visit != self.scribe.visit:
            self._close_forms()
            self.scribe.visit = visit

    def _close_forms(self) -> None:
        for calls in self._call_lists:
            calls.close_form()

    def came_from(self, former: Seen, seen: Seen, seq: int = 0) -> None:
        """Remember where the guard was before a page beside the walk; `seq` is the answer to change. The report goes back to the
        page that it was opened over, that page to where the guard was before."""
        if former == "write":
            self.written.drafts.flush()  # what is shown next knows of it
        if former not in self.pages:
            self.origin = former
        if seen == "report" != former:
            self._before_report = former if former in self.pages else ""
        self._to_change = seq or self._to_change

    def origin_of(self, seen: Seen) -> Origin:
        """Where Esc goes from a page beside the walk."""
        return (self._before_report if seen == "report" else "") or self.origin

    def open_tab(self, tab: str) -> None:
        """Write down, at one of its tabs."""
        self._tab = tab
        self._see("write")

    def show(self, seen: str, view: VisitView, record: RecordView) -> Page | None:
        """Fill the page that is asked for; None where it is the visit's own question or outcome."""
        session = self.session
        if seen != "report":
            self.clerk.leave()
        if session is None or seen not in self.pages:
            return None
        if seen == "write":
            self.written.show_record(record, self._tab)
            self._tab = ""
            self.strip.hide()  # its time stands first among the times of the page
        elif seen == "calls":
            self.calls.show_calls(record)
        elif seen == "card":
            self.card.show_card(session.screens.card(view.post))
        elif seen == "report":
            self.clerk.show(view.id, view.record_number)
            self.report.show_half_typed(half_typed=bool(record.half_typed))
        elif seen == "compare":
            self.compare.show_aid(session.aid(view.id, view.question.step if view.question else ""))
        elif not self._show_change(session, view):
            return None
        return self.pages[seen]

    def _show_change(self, session: Session, view: VisitView) -> bool:
        holds = view.outcome or view.question
        lines = holds.earlier if holds is not None else ()
        old = next((line for line in lines if line.seq == self._to_change and line.can_take_back), None)
        if old is None:
            return False
        asked = session.screens.question_at(view.id, old.address)
        self.change.show_change(asked, old, session.desk.clock.read().local.date())
        return True

    def beside_question(self, question: QuestionView, record: RecordView) -> None:
        """Counsel's timer, and the paper's drawing; beside counsel's question the numbers of counsel."""
        self.wait.show_wait(record.wait)
        self.wait.target.setVisible(not question.guarded)  # there it is one of the answers
        self.numbers.setVisible(question.guarded)
        if question.guarded:
            self.numbers.show_rows([row for row in record.calls if row.counsel], record.half_typed)
        if self.session is not None:
            self.drawing.show_aid(self.session.aid(question.visit, question.step))

    def opened(self, seen: Seen) -> None:
        """A page was opened by the guard: what was shown is on record (row G5)."""
        if seen == "card":
            self.scribe.shown("officers_card")
        elif seen == "compare":
            self.scribe.shown("specimens", ", ".join(each.id for each in self.compare.aid.all))

    def show_holder(self, record: RecordView) -> None:
        """Somebody else has this visit: say so, with one press to take over (row G9); or nobody is signed in. Never over the officers'
        card."""
        session = self.session
        self.holder.show_holder("")
        self.nobody.hide()
        if session is None or record.closed:
            return
        if session.person and record.holder != session.person:
            self.holder.show_holder(record.holder)
            if session.people_set_up and not record.holder:
                self.holder.show_nobody()
        elif session.people_set_up and not session.person:
            self.nobody.show_nobody(session.desk.signed.locked, session.desk.closed, session.desk.at_stake)

    def show_mark(self, session: Session, seq: int) -> None:
        """A time was marked: what was it?"""
        record = session.record_view()
        mark = next((each for each in record.times if each.seq == seq), None) if record is not None else None
        if record is not None and mark is not None:
            self.strip.show_mark(seq, mark.shown, record.marks)

    def _name_time(self, seq: int, what: str) -> None:
        if self.scribe.name_time(seq, what):
            self.strip.hide()

    def cover(self) -> None:
        """F9: an annex is opened by two presses, never by taking the cover away."""
        self.hide_strips()
        if self.clerk.part != "report":
            self.clerk.leave()

    def hide_strips(self) -> None:
        """Everything above the bar goes: F9, the desk, the card."""
        for strip in (self.strip, self.holder, self.nobody, *self.others):
            strip.hide()

    def forget(self) -> None:
        """The desk is locked: nothing of a visit stays in a form, a list or a report."""
        self.leave()
        self.written.forget()
        self.scribe.visit = None

    def leave(self) -> None:
        """The visit is left: half-typed text is handed on, nothing of it stays on the screen."""
        self.written.drafts.flush()
        self._close_forms()
        self.clerk.leave()
        self.hide_strips()
        self._tab = ""

    def tick(self, now_us: int) -> None:
        """A second has passed."""
        self.wait.tick(now_us)
        self.calls.tick(now_us)

    def _choose(self, seq: int, value: str | list[str]) -> None:
        """A new answer for an earlier one: at once where nothing drops out, else what drops out is shown first (row G6)."""
        session = self.session
        if session is None or session.visit is None:
            return
        try:
            lines, kept = session.sheets.dropped(session.visit, seq, value)
        except (Refused, Trouble) as problem:
            self._tell(problem, "")
        else:
            if lines:
                self.change.show_dropped(value, lines, kept)
                self.asks_anew.emit(self.change)
            else:
                self.changed.emit(seq, value)
