"""Leads through the page "Visits": opens it, searches as somebody types, shows the chosen report, offers what can be done."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import Refused, Trouble
from desktop.services.searching import EVERYTHING, Filters, FoundLine
from desktop.ui.acts import Acts, say_why
from desktop.ui.bars import BottomBar
from desktop.ui.desk.page import DeskPage
from desktop.ui.page import Page
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.door import Door
from desktop.ui.recording import Recording
from desktop.ui.report.clerk import usual_paper
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.visits.acting import Act, Chosen, Offers
from desktop.ui.visits.acts import Reviewer
from desktop.ui.visits.bringing import Bringing
from desktop.ui.visits.keeping import Keeping
from desktop.ui.visits.newest import Newest
from desktop.ui.visits.page import VisitsPage
from desktop.ui.visits.preview import Preview
from desktop.ui.visits.sheet import ReviewSheet


class Stage(Protocol):
    """What is asked of the window."""

    acts: Acts
    bar: BottomBar
    desk: DeskPage
    door: Door
    recording: Recording

    @property
    def covered(self) -> bool: ...
    @property
    def page(self) -> Page: ...


class Visits(QObject):
    """What stands behind the page. `chosen` carries what is chosen (`Chosen`, None for nothing), also when its report is there and when
    all of it was in sight. `offers` are asked in turn what can be done with it."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__()
        self.page = VisitsPage(theme)
        self.pages: Sequence[PeoplePage] = (self.page,)
        self.preview = Preview(self.page.sheets, self.page.area)
        self.finding = Newest()
        self.bringing = Bringing(self.page, self.finding, lambda: self.session)
        self.reviewer, self.keeping = Reviewer(theme, self), Keeping(self.page, lambda: self.session)
        self.offers: list[Offers] = [self.reviewer.offers, self._own_offers]
        self._stage = stage
        self._shown = self._comes_back = False
        self._kept: tuple[str, Filters, str] | None = None
        self.bringing.looked_for, self._told = ("", EVERYTHING), ""
        self._opened = set[str]()
        self._connect()

    def _connect(self) -> None:
        page, preview, door = self.page, self.preview, self._stage.door
        page.closed.connect(lambda: door.back())
        page.asked.connect(self._ask)
        page.entered.connect(self._entered)
        page.chosen.connect(self._choose)
        page.form_left.connect(self.reviewer.close)
        page.table.wants.connect(self.bringing.more)
        self.keeping.asked.connect(self._ask)
        preview.made.connect(self._made)
        preview.looked.connect(self._show_seen)
        preview.failed.connect(page.show_why)

    @property
    def session(self) -> Session | None:
        """The open desk."""
        return self._stage.acts.session

    # ---- opening and leaving ----------------------------------------------------------------------------------

    def press(self) -> None:
        """F10: opens the page, and leaves it. Whoever is not signed in is asked first; nothing comes through the cover."""
        stage = self._stage
        if self.session is None or stage.covered or stage.page is stage.recording.card:
            return  # officers read the card: nothing of any visit comes in its place
        if stage.page is self.page:
            stage.door.back()
        else:
            stage.door.then(lambda: self.show())

    def go(self, to: Callable[[], object]) -> None:
        """Another page comes for a while: `come_back` then shows the list as it was, unless the desk was locked meanwhile."""
        self._comes_back = True
        to()
        self._comes_back = False

    def come_back(self) -> None:
        """The list as it was before `go`."""
        text, filters, visit = self._kept or ("", EVERYTHING, "")
        self.show(filters, text, visit)

    def way_back(self, visit: str | None) -> Callable[[], None]:
        """What shows the list as it was when this visit was opened from it; what does nothing where it was not."""
        if self._kept is None or self._kept[2] != visit:
            return lambda: None
        text, filters, chosen = self._kept
        return lambda: self.show(filters, text, chosen)

    def show(self, filters: Filters = EVERYTHING, text: str = "", visit: str = "") -> None:
        """The page, with all visits, or those that `filters` and `text` leave; `visit` is chosen."""
        session = self.session
        if session is None:
            return
        try:
            outcomes, views = session.searching.outcomes(), session.searching.views()
        except (Refused, Trouble) as problem:
            say_why(self._stage.page, problem)
            return
        self._stage.door.leave()
        self._shown = True
        self.page.filters.show_outcomes(outcomes)
        self.page.filters.dates.today = session.desk.clock.read().local.date()
        self.page.filters.put(filters)
        self.page.search.setText(text)
        self.keeping.show(session, views)
        self._stage.bar.offer([])
        self._stage.door.show(self.page)
        self._search(visit)

    def forget(self) -> None:
        """Another page comes, or the desk locks: nothing that was typed, found or read stays."""
        if not self._shown:
            return
        line = self.page.table.line
        kept = (*self.bringing.looked_for, line.visit if line is not None else "")
        self._kept = kept if self._comes_back else None
        self._shown = False
        self.finding.drop()
        self.preview.forget()
        self.reviewer.forget()
        self.page.clear()
        self.bringing.looked_for, self._told = ("", EVERYTHING), ""
        self._opened.clear()

    def end(self) -> None:
        """The desk is let go of."""
        self.forget()
        self.finding.end()
        self.preview.end()

    def show_waiting(self, session: Session) -> None:
        """The desk is shown, to which everything goes back now. It tells how many visits wait, and what waits too long; what cannot be
        counted now is not told."""
        self._kept = None
        waiting = late = ""
        with suppress(Refused, Trouble):
            counts = session.searching.counts()
            supervises = session.actor.role == "supervisor"
            waiting = waiting_words(counts.waiting if supervises else counts.returned, supervises)
            late = late_words(counts.overdue) if supervises else ""
        self._stage.desk.show_waiting(waiting, late)

    # ---- searching --------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """What is typed or chosen is another."""
        self._search()

    def _search(self, keep: str = "") -> None:
        """Look for what is typed and chosen now, instead of what was looked for before."""
        text, filters = self.page.search.text().strip(), self.page.filters_now
        line = self.page.table.line
        keep = keep or (line.visit if line is not None else "")
        self.bringing.looked_for = (text, filters)
        if text != self._told:
            self._told = ""
        self.bringing.find(lambda found: self.page.show_found(found, keep))

    def _entered(self) -> None:
        """Return in the field: that somebody searched is on record, never what for."""
        session, (text, _) = self.session, self.bringing.looked_for
        if session is None or not text or text == self._told:
            return
        self._told = text
        if not_logged := session.searching.entered(text):
            self.page.refuse(not_logged)

    # ---- the chosen visit -------------------------------------------------------------------------------------

    @property
    def now(self) -> Chosen | None:
        """What is chosen, and what of its report is there."""
        line, pages = self.page.table.line, self.preview.pages
        if line is None:
            return None
        if pages is None or self.preview.visit != line.visit:
            return Chosen(line)
        return Chosen(line, pages.made, pages.material, self.preview.seen_whole)

    def _choose(self) -> None:
        """Another visit, or none: its report is made, the one before goes at once."""
        session, line = self.session, self.page.table.line
        if line is not None and line.visit == self.preview.visit:
            self.page.show_chosen(line, same=True)
            return
        if self.page.form is not None:
            self.reviewer.close()
        self.page.show_chosen(line)
        self.preview.clear()
        if line is not None and session is not None:
            self.preview.show(session, line.visit, usual_paper(session.desk.facility.zone))
        self._offer()

    def _made(self) -> None:
        """The report is there: who looked at it is on record, once for each visit while the page is open."""
        session, line = self.session, self.page.table.line
        if session is None or line is None:
            return
        if line.visit not in self._opened:
            self._opened.add(line.visit)
            self._entered()
            if not_logged := session.accessed("opened", line.visit):
                self.page.refuse(not_logged)
        self._show_seen()

    def _show_seen(self) -> None:
        """How much of the report was in sight; what can be done may follow from that."""
        session, line, pages = self.session, self.page.table.line, self.preview.pages
        if session is None or line is None or pages is None:
            return
        paper = tr("Letter") if usual_paper(session.desk.facility.zone) == "letter" else tr("A4")
        part = tr("Counsel’s part") if self.preview.part == "counsel" else tr("Report")
        draft = line.state != "approved"
        addenda = len(pages.sizes) - pages.made.pages
        self.page.show_caption(pages.made.pages, self.preview.seen, addenda, draft, f"{part} · {paper}")
        self._offer()

    def _offer(self) -> None:
        now = self.now
        self.page.offer([act for each in self.offers for act in each(now)] if now is not None else ())
        self.chosen.emit(now)

    def _own_offers(self, chosen: Chosen) -> Sequence[Act]:
        """Whatever its state: the visit itself, and its report on a page of its own, where it is saved and printed."""
        desk, visit = self._stage.desk, chosen.line.visit
        is_open = chosen.line.state == "open"
        opens = desk.resume if is_open else desk.open_closed
        words = tr("Go on") if is_open else tr("Open")
        return (
            Act(words, "O", lambda: self.go(lambda: opens.emit(visit))),
            Act(tr("Save, print"), "P", lambda: self.go(lambda: desk.report.emit(visit))),
        )

    # ---- the form that is open, and what it did ----------------------------------------------------------------

    def open_form(self, form: ReviewSheet) -> None:
        """Show a form between the targets and the report."""
        self.page.hush()
        self.page.look_at("report")
        self.page.show_form(form, form.foot, form.title)
        form.first_focus()

    def close_form(self) -> None:
        """Take it away; the focus goes to what can be done, or to the list."""
        self.page.show_form(None)
        if self._shown and not self.page.keeps_focus():
            first = next(iter(self.page.acts.shown), None)
            (first if first is not None and first.isVisible() else self.page.table).setFocus()

    def reviewed(self, visit: str, done: str) -> None:
        """Something was written of a visit: its row, its report and what can be done are shown anew."""
        self.page.tell(done)
        self.renew(visit)

    def renew(self, visit: str) -> None:
        """A visit stands otherwise on record now."""
        session, row = self.session, self.page.table.visits.row_of(visit)
        if session is None or row < 0:
            return
        try:
            line: FoundLine = session.searching.line(visit)
        except (Refused, Trouble) as problem:
            say_why(self.page, problem)
            return
        self.page.table.visits.put(row, line)
        if visit == self.preview.visit:
            self.page.show_chosen(line)
            self.preview.show(session, visit, usual_paper(session.desk.facility.zone), anew=True)
            self._offer()


def waiting_words(count: int, supervises: bool) -> str:
    """What the desk's target says where visits wait for who is signed in; "" where none does."""
    if not count:
        return ""
    if supervises:
        return tr("Visits: {n} to review", n=count)
    return tr("Visits: {n} returned", n=count)


def late_words(count: int) -> str:
    """The sentence on what waits too long; "" where nothing does."""
    if not count:
        return ""
    if count == 1:
        return tr("1 visit waits too long. Press F10, then choose “Overdue”.")
    return tr("{n} visits wait too long. Press F10, then choose “Overdue”.", n=count)
