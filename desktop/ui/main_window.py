"""The window: opens the record, shows the desk and the visits, and takes every act to the services and back."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent

from desktop.core.errors import Refused, Trouble
from desktop.core.people import OutReason
from desktop.services.views import VisitView
from desktop.ui.about.inspector import Inspector
from desktop.ui.about.page import AboutPage
from desktop.ui.acts import Acts, refusal
from desktop.ui.bridge import Bridge
from desktop.ui.desk.page import DeskPage
from desktop.ui.duty import Duty
from desktop.ui.forget.holding import Holding
from desktop.ui.forget.removing import Removing
from desktop.ui.frame import Frame
from desktop.ui.guidance.reader import Reader
from desktop.ui.offers import Offers, closing_words
from desktop.ui.outcome.page import OutcomePage
from desktop.ui.people.door import Door
from desktop.ui.people.idle import USUAL_MINUTES
from desktop.ui.policy.author import Author
from desktop.ui.recording import Origin, Recording, Seen
from desktop.ui.session import OpenSession, Session
from desktop.ui.setup.founder import Founder
from desktop.ui.still import OpeningPage
from desktop.ui.sync.lead import Syncing
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.visit_pages import VisitPages
from desktop.ui.visits.copies_desk import CopyDesk
from desktop.ui.visits.lead import Visits
from desktop.ui.walk.page import WalkPage

TICK_MS = 1000


class MainWindow(Frame):
    """The whole window. It paints before the record is opened; `opener` opens it and may raise Trouble.

    Another window, in other colours, takes over the open desk by `release`. Where people sign in, it locks when nobody has touched
    it for `idle_minutes`, 0 for never.
    """

    def __init__(self, opener: OpenSession, theme: Theme, idle_minutes: float = USUAL_MINUTES) -> None:
        self.opening, self.desk = OpeningPage(theme), DeskPage(theme)
        self.walk, self.outcome = WalkPage(theme), OutcomePage(theme)
        self.about = AboutPage(theme)
        self.inspector = Inspector(self.about)
        self.acts = Acts(lambda: self.page, self._led, self._refresh)
        self.recording = Recording(theme, self.acts, self.see, self._back)
        self.door, self.founder = Door(theme, self, idle_minutes), Founder(theme, self)
        self.removing, self.holding = Removing(theme, self), Holding(theme, self.door)
        self.door.take_in(self.holding)
        self.reader, self.author, self.visits = Reader(theme, self), Author(theme, self), Visits(theme, self)
        self.copies, self.sync = CopyDesk(theme, self, self.visits), Syncing(theme, self.door)
        for guest in (self.reader, self.author, self.visits, self.copies, self.sync):
            self.door.take_in(guest)
        self.door.mine.holds.connect(lambda: self.holding.show())
        self.holding.holds.desk_words.connect(lambda: self.removing.begin(self.session, None))
        own = (self.opening, self.desk, self.walk, self.outcome, self.about)
        super().__init__(
            theme,
            [*own, *self.recording.pages.values(), *self.door.pages, self.removing.page],
        )
        self.opener, self._opening = opener, False
        self._offers = Offers(theme, self)
        self._visit_pages = VisitPages(self, self._offers)
        self._duty = Duty(self.acts, self.header, self.desk)
        self._seen: Seen = ""
        self.bridge: Bridge | None = None
        self.view: VisitView | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        for strip in (self.recording.strip, self.recording.holder, self.recording.nobody):
            self.above_bar.addWidget(strip)
        for told in self.reader.strips.values():
            self.below_head.addWidget(told)
        self._connect()
        self.show_page(self.opening)

    @property
    def session(self) -> Session | None:
        """The open desk."""
        return self.acts.session

    def _connect(self) -> None:
        acts, recording, door = self.acts, self.recording, self.door
        recording.changed.connect(acts.change)
        recording.answered.connect(acts.answer)
        recording.asks_anew.connect(self.show_page)
        self.opening.painted.connect(self._open_soon)
        self.opening.again.connect(self._try_again)
        self.desk.new_visit.connect(acts.begin)
        self.desk.resume.connect(self.show_visit)
        self.desk.open_closed.connect(lambda visit: door.then(lambda: self._open_closed(visit)))
        self.desk.report.connect(
            lambda visit: door.then(lambda: self.show_visit(visit, "report", origin="desk"))
        )
        self.desk.about.connect(lambda: door.then(self._show_about))
        self.desk.policy.connect(lambda: door.then(self.author.show))
        self.desk.account.connect(door.press)
        self.desk.visits.connect(self.visits.press)
        door.mine.visits.connect(lambda: self.visits.show())
        door.mine.sync.connect(self.sync.show)
        self.about.sync.connect(lambda: door.then(self.sync.show))
        door.locked.resume.connect(self.show_visit)
        recording.nobody.wanted.connect(door.ask)
        self.about.closed.connect(lambda: self.show_desk())
        self.inspector.told.connect(self.desk.show_health)
        self.bar.went_in.connect(lambda: self._press("F12"))
        self.bar.danger.connect(lambda: self._press("F1"))
        self._tick.timeout.connect(self._second)
        self.recording.others.extend(self.reader.strips.values())
        self.reader.bind(self)
        # The bar's buttons and the keys meet in the same slots; no dialog is ever modal, so the keys always arrive.
        self.bind(
            {
                Qt.Key.Key_F12: lambda: self._press("F12"),
                Qt.Key.Key_F1: lambda: self._press("F1"),
                Qt.Key.Key_F9: self.toggle_cover,
                Qt.Key.Key_F2: lambda: self._see_key("changed"),
                Qt.Key.Key_F3: lambda: self._see_key("write"),
                Qt.Key.Key_F4: lambda: self._see_key("compare"),
                Qt.Key.Key_F5: self.mark_time,
                Qt.Key.Key_F6: lambda: None if self.covered else door.press(),
                Qt.Key.Key_F7: lambda: self._see_key("report"),
                Qt.Key.Key_F8: lambda: self._see_key("calls"),
                Qt.Key.Key_F10: self.visits.press,
                Qt.Key.Key_F11: lambda: self._see_key("card"),
            }
        )

    # ---- opening and closing ------------------------------------------------------------------------------

    def _open_soon(self) -> None:
        if self.session is None and not self._opening:
            self._opening = True
            QTimer.singleShot(0, self, self._open)

    def _open(self) -> None:
        try:
            session = self.opener()
        except Trouble as trouble:
            self.opening.trouble(trouble, "")
            self.opening.first_focus()
            return
        self.go_on_with(session)
        self.show_desk()

    def go_on_with(self, session: Session) -> None:
        """An open desk."""
        self.acts.session = session
        self.recording.begin(session, self.outcome)
        self.inspector.begin(session)
        self.door.begin(session)
        self.founder.begin(session)
        self.copies.begin(session)
        self.bridge = Bridge(session.desk)
        self.bridge.changed.connect(self._saved, Qt.ConnectionType.QueuedConnection)
        self._tick.start()

    def _try_again(self) -> None:
        self.opening.show_opening()
        self._opening = False
        self.opening.update()

    def _saved(self, visit: str) -> None:
        if self.bridge is not None:
            self.header.show_saved(self.bridge.saved_at)

    def release(self) -> Session | None:
        """Let go of the open desk without closing it: another window goes on with it. None where none is open."""
        self.door.end()
        self.removing.end()
        self.founder.end()
        self.recording.end()
        self.inspector.end()
        self._tick.stop()
        if self.bridge is not None:
            self.bridge.close()
        session, self.acts.session, self.bridge = self.session, None, None
        return session

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the record: all of it is on disk already."""
        session = self.release()
        if session is not None:
            session.close()
        super().closeEvent(event)

    # ---- what is seen ---------------------------------------------------------------------------------------

    def show_desk(self, note: str = "") -> None:
        """The start screen, or the locked one; a visit stays open and can be gone on with."""
        session = self.session
        if session is None:
            return
        self.recording.leave()
        self.door.leave()
        self.door.idle.over_a_visit(False)
        locked, self.view, self._seen = session.desk.signed.locked, None, ""
        session.visit = (
            session.visit if locked else None
        )  # F12 on the locked screen is about the visit that was on it
        self._second()
        now_us = session.desk.clock.read().utc_us
        view = session.desk_view()
        self.desk.show_account(session.people_set_up, session.person, session.desk.closed)
        self.desk.show_desk(
            view, session.person, session.post, lambda at_us: max(0, now_us - at_us) // 1_000_000
        )
        self.desk.tell(note)
        self.visits.show_waiting(session)
        self.header.show_place(view.facility_name, "" if locked else session.post)
        self._duty.show(session)
        self.bar.offer([] if locked else self.founder.offers())
        if locked:
            self.door.show_locked(session)
        else:
            self.show_page(self.desk)
        self.reader.look()

    def show_again(self) -> None:
        """What was on the screen before a page about people: the visit, or the desk."""
        session = self.session
        if session is not None and self.view is None and session.visit and not session.desk.signed.locked:
            self.show_visit(session.visit)
        elif self.view is not None:
            self._refresh()
        else:
            self.show_desk()

    def lock(self, why: OutReason) -> None:
        """Nothing on record can be seen until somebody signs in; an open visit on the screen stands first among those to go on with."""
        session = self.session
        if session is None:
            return
        self.recording.forget()
        session.lock(why)
        if self.view is not None and self.view.closed:
            session.visit = None
        if self.covered:
            self._head_covered = False
        else:
            self.header.cover(False)
        self.show_desk()

    def _show_about(self) -> None:
        self.inspector.show()
        self.show_page(self.about)

    def show_visit(self, visit: str, seen: Seen = "", origin: Origin = "") -> None:
        """A visit as it stands: its open question, or its outcome; or a page beside it, which goes back to `origin`."""
        if self.session is not None:
            self.session.visit = visit
            self.see(seen)
            self.recording.origin = origin

    def _open_closed(self, visit: str) -> None:
        """A closed visit is opened again: who did is on record (row X11). Where that cannot be written the page says so."""
        not_logged = "" if self.session is None else self.session.accessed("opened", visit)
        self.show_visit(visit, "write")
        if not_logged:
            self.page.refuse(not_logged)

    def _refresh(self) -> None:
        """Show the visit on the screen anew, from the record."""
        session = self.session
        if (
            session is None or self.covered or self.door.up
        ):  # when those go, everything is shown as it stands then
            return
        try:
            self.view = view = session.visit_view()
            record = session.record_view()
        except (Refused, Trouble) as problem:
            said = refusal(problem) if isinstance(problem, Refused) else problem
            why = tr("This visit cannot be shown now. Nothing on record is lost. {problem}", problem=said)
            self.page.refuse(why)
            return
        self._duty.show(session)
        self.door.idle.over_a_visit(True)
        if view is None or record is None or (view.closed and self._seen not in ("write", "report")):
            self.show_desk(closing_words(view, record) if view is not None and record is not None else "")
            return
        self.header.show_place(session.desk.facility.name, f"{view.post} · {view.record_number}")
        self._second()
        self.recording.turn_to(view.id)
        self.recording.show_holder(record)
        shows: str = self._seen or view.shows
        if (page := self.recording.show(shows, view, record)) is not None:
            self.bar.offer(self._offers.closed(view) if view.closed and shows == "write" else [])
            self.header.cover(shows == "card")
            if shows in ("card", "report"):  # read by others than the guard
                self.recording.hide_strips()
            self.show_page(page)
        else:
            self._visit_pages.show(session, view, record, shows)
        self.reader.look()

    def see(self, seen: Seen, seq: int = 0) -> None:
        """Look at something of the visit on the screen; `seq` is the answer that is to be changed."""
        if self.door.needed and (seen == "report" or (self.view is not None and self.view.closed)):
            self.door.ask(lambda: self.see(seen, seq))
            return
        self.door.leave()
        self.recording.came_from(self._seen, seen, seq)
        opens, self._seen = self._seen != seen, seen
        self._refresh()
        if opens and self._seen == seen:
            self.recording.opened(seen)

    def _see_key(self, seen: Seen) -> None:
        """A key that shows something, and shows the page before it when it is pressed once more."""
        if self.page is self.desk and seen == "report":
            self.desk.report_focused()
        elif self.view is None or self.covered or (self.page is self.recording.card and seen != "card"):
            return  # officers read the card: nothing of the visit comes in its place
        elif self._seen == seen and seen in self.recording.pages:
            self._back()
        else:
            self.see(seen)

    def _back(self) -> None:
        """From a page beside the walk to where the guard was."""
        self.header.cover(False)
        origin = self.recording.origin_of(self._seen)
        closed = self.view is None or self.view.closed
        if origin == "desk" or (closed and origin != "write"):
            to_list = self.visits.way_back(self.session.visit if self.session is not None else None)
            self.show_desk()
            to_list()
        else:
            self.see(origin)

    def toggle_cover(self) -> None:
        """F9 hides the strips too, and closes an annex; what happened behind the cover is seen when it goes."""
        super().toggle_cover()
        if self.covered:
            self.recording.cover()
            self.author.cover()
        elif self.view is not None:
            self._refresh()
        self.reader.look()

    def _second(self) -> None:
        """A second has passed."""
        session, view = self.session, self.view
        self.door.tick()
        self.reader.tick()
        self.header.show_open_for(
            None if session is None or view is None or view.closed else session.seconds_open(view)
        )
        if session is not None:
            now_us = session.desk.clock.read().utc_us
            self.recording.tick(now_us)
            self.outcome.tick(now_us)

    # ---- what is done ---------------------------------------------------------------------------------------

    def _led(self) -> None:
        """An act is on disk: show where it led to."""
        self._seen = ""
        self.door.leave()
        self.header.cover(False)
        self._refresh()

    def mark_time(self) -> None:
        """F5: this very moment, in one press, from every screen."""
        session, marked = self.session, list[int]()
        if session is None or (self.covered and session.visit is None):
            return
        if self.view is not None and self.view.closed:
            self.recording.open_tab("times")  # "now" is no time of a visit that has ended: its times are told
            return
        if self.acts.done(
            lambda session: marked.append(session.mark_time()), tr("the time. Write it on paper")
        ):
            if self.view is None or self.page is self.recording.report:  # the report tells it at once
                self.door.leave()
                self._refresh()
            if not self.covered and self.page is not self.recording.card:  # officers read the card
                self.recording.show_mark(session, marked[0])

    def _press(self, key: str) -> None:
        """F12 or F1, from every page: one press, nothing is asked first."""
        if self.covered:
            self.toggle_cover()
        if self.session is None:
            self.opening.emergency(key)
            return
        lost = tr("{key}. Step aside, stop no one, write the time on paper", key=key)
        self.acts.act(lambda session: session.press(key), lost)
