"""Lets people in and out of the window: signing in, switching, locking, and the pages about people; no visit ever waits for it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject

from desktop import wall
from desktop.core.errors import Refused, Trouble
from desktop.core.people import OutReason
from desktop.services.people import Checked, People, Pinned
from desktop.services.views import VisitLineView
from desktop.ui.acts import Acts, say_why
from desktop.ui.page import Page
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.entering import Entering
from desktop.ui.people.idle import Idle
from desktop.ui.people.locked import LockedPage
from desktop.ui.people.mine import MinePage
from desktop.ui.people.open_page import OpenRecordPage
from desktop.ui.people.opening import Opening
from desktop.ui.people.own_pin import OwnPinPage
from desktop.ui.people.sign_in import SignInPage
from desktop.ui.people.staff import StaffPage
from desktop.ui.people.staffing import Staffing
from desktop.ui.recording import Recording
from desktop.ui.session import OpenSession, Session
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

PinPage = OwnPinPage | StaffPage
_T = TypeVar("_T")


class Stage(Protocol):
    """What is asked of the window."""

    acts: Acts
    recording: Recording
    opener: OpenSession

    @property
    def page(self) -> Page: ...
    def show_page(self, page: Page) -> None: ...
    def show_desk(self, note: str = "") -> None: ...
    def show_again(self) -> None: ...
    def lock(self, why: OutReason) -> None: ...
    def release(self) -> Session | None: ...
    def go_on_with(self, session: Session) -> None: ...


class Guest(Protocol):
    """Another part whose pages only a person who is signed in sees. `forget`: another page comes; `end`: the desk is let go of."""

    pages: Sequence[PeoplePage]

    def forget(self) -> None: ...
    def end(self) -> None: ...


class Door(QObject):
    """`up` is true while one of its pages is on the screen, and nothing but an act of the guard takes it away."""

    def __init__(self, theme: Theme, stage: Stage, idle_minutes: float) -> None:
        super().__init__()
        self.session: Session | None = None
        self.up, self._left = False, 0
        self.sign_in, self.mine, self.locked = SignInPage(theme), MinePage(theme), LockedPage(theme)
        self.own_pin, self.staff = OwnPinPage(theme), StaffPage(theme)
        self.open_record = OpenRecordPage(theme)
        own = (self.sign_in, self.mine, self.locked, self.own_pin, self.staff, self.open_record)
        self.pages: tuple[Page, ...] = own
        self._guests: list[Guest] = []
        self.idle = Idle(idle_minutes)
        self.tasks = Tasks()
        self._stage = stage
        self._opening = Opening(self.open_record, self.tasks, self, stage)
        self._entering = Entering(self.sign_in, self.tasks, self, lambda: stage.page)
        self._staffing = Staffing(self.staff, self)
        self._after: Callable[[], None] | None = None
        self._connect()

    def _connect(self) -> None:
        self.idle.passed.connect(self._idle_passed)
        for page in (self.sign_in, self.mine, self.own_pin, self.staff, self.open_record):
            page.closed.connect(lambda: self.back())
            page.new_visit.connect(self._begin)
        self.locked.new_visit.connect(self._begin)
        self.locked.wants_in.connect(self.ask)
        self.mine.lock.connect(lambda: self.lock("locked"))
        self.mine.switch.connect(self.ask)
        self.mine.sign_out.connect(self._sign_out)
        self.mine.own_pin.connect(lambda: self.show(self.own_pin))
        self.mine.people.connect(lambda: self._staffing.show())
        self.own_pin.given.connect(self._change_pin)

    def begin(self, session: Session) -> None:
        """An open desk. Where people are set up it is locked until somebody signs in."""
        self.session = session
        self.idle.begin()

    def end(self) -> None:
        """Wait for a PIN that is looked at, and let go of the desk."""
        self.session = None  # what comes back is written, and shown to nobody
        self.tasks.end()
        for guest in self._guests:
            guest.end()
        self.idle.end()
        self.leave()

    def take_in(self, guest: Guest) -> None:
        """Have the pages of another part shown, left and locked like its own."""
        self._guests.append(guest)
        self.pages = (*self.pages, *guest.pages)
        for page in guest.pages:
            page.new_visit.connect(self._begin)

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page on the screen."""
        return self._stage.page

    def show(self, page: Page) -> None:
        """One of its pages; the strips of a visit go."""
        self.up = True
        self._stage.recording.hide_strips()
        self._stage.show_page(page)

    def leave(self) -> None:
        """Another page comes: nothing of a PIN stays in a field, and nobody is asked any more."""
        self.up, self._after = False, None
        self._left += 1
        self._opening.after = None
        self.sign_in.forget()
        self.open_record.forget()
        self.own_pin.forget()
        self.staff.forget()
        for guest in self._guests:
            guest.forget()

    def back(self, note: str = "") -> None:
        """To where the guard was; with a `note` to the desk, which tells it."""
        self.leave()
        if note:
            self._stage.show_desk(note)
        else:
            self._stage.show_again()

    def show_locked(self, session: Session) -> None:
        """The locked screen."""
        view = session.desk_view()
        place = wall.zone(session.desk.facility.zone)
        today = wall.local(session.desk.clock.read().utc_us, place).date()

        def day(line: VisitLineView) -> date | None:
            began = wall.local(line.opened_us, place).date()
            return None if began == today else began

        self.locked.show_locked(view.facility_name, view.open, session.visit or "", view.notices, day)
        self.show(self.locked)

    def press(self) -> None:
        """F6: sign in; whoever is signed in can lock, switch and sign out. Once more goes back."""
        session = self.session
        if session is None or not session.people_set_up:
            return
        if self.up and self._stage.page is not self.locked:
            self.back()
        elif (person := session.desk.signed.person) is None:
            self.ask()
        else:
            self.mine.show_person(person)
            self.show(self.mine)

    def ask(self, after: Callable[[], None] | None = None) -> None:
        """Have somebody sign in, or open the record where it is closed; then do `after`, else go back to where the guard was."""
        session = self.session
        if session is None:
            return
        self.leave()
        self._after = after if callable(after) else None
        if session.desk.closed:
            self._opening.after = self._after
            self.show(self.open_record)
            return
        try:
            people = [each.person for each in session.desk.people.everyone() if each.active and each.pin]
        except (Refused, Trouble) as problem:
            say_why(self._stage.page, problem)
            return
        self.sign_in.show_people(people)
        self.show(self.sign_in)

    def then(self, act: Callable[[], None]) -> None:
        """Do it, once somebody is signed in where people are set up."""
        if self.needed:
            self.ask(act)
        else:
            act()

    @property
    def needed(self) -> bool:
        """Somebody must sign in to see what is over."""
        session = self.session
        return session is not None and session.people_set_up and session.desk.signed.person is None

    def tick(self) -> None:
        """A second has passed."""
        self._entering.tick()

    # ---- what is done -----------------------------------------------------------------------------------------

    def entered(self, session: Session, locked: bool) -> None:
        """Somebody signed in: what waited for it is done; `locked`: nothing of a visit could be seen until now."""
        if locked:
            self._stage.recording.forget()
            session.unlocked()
        after = self._after if self.up else None
        if self.up:
            self.leave()
        if after is not None:
            after()
        else:
            self._stage.show_again()  # also over a visit that began meanwhile: it says who has it

    def _begin(self) -> None:
        self.leave()
        self._stage.acts.begin()

    def lock(self, why: OutReason) -> None:
        """Hide everything until somebody signs in."""
        session = self.session
        if session is not None and session.people_set_up and not session.desk.closed:
            self.leave()
            self._stage.lock(why)

    def _idle_passed(self) -> None:
        self.lock("idle")

    def done(self, act: Callable[[People], object]) -> bool:
        """Do something about people; the page says why not."""
        if self.session is None:
            return False
        try:
            act(self.session.desk.people)
        except (Refused, Trouble) as problem:
            say_why(self._stage.page, problem)
            return False
        return True

    def _sign_out(self) -> None:
        if self.done(lambda people: people.sign_out("left")):
            self.leave()
            self._stage.show_desk(tr("You are signed out."))

    def with_pin(
        self,
        page: PinPage,
        make: Callable[[People], _T],
        act: Callable[[People, _T], object],
        then: Callable[[], None],
    ) -> None:
        """`make` what a PIN takes its time for, off the window's thread; then `act` on it, on record when it returns. `then` follows
        only while the page is still looked at, which says meanwhile that it works."""
        session = self.session
        if session is None:
            return
        people, left = session.desk.people, self._left
        page.show_busy(busy=True)

        def made(kept: _T) -> None:
            try:
                act(people, kept)
            except (Refused, Trouble) as problem:
                failed(problem)
                return
            page.show_busy(busy=False)
            if seen():
                then()

        def failed(problem: Exception) -> None:
            page.show_busy(busy=False)
            if not isinstance(problem, Refused | Trouble):
                raise problem
            if seen():
                say_why(page, problem)

        def seen() -> bool:
            return self.session is session and self._left == left

        self.tasks.run(lambda: make(people), made, failed)

    def _change_pin(self, old: str, new: str) -> None:
        session = self.session
        actor = None if session is None else session.desk.signed.actor
        name = "" if actor is None else actor.person

        def make(people: People) -> tuple[Pinned, Checked]:
            kept = people.kept(new)
            return kept, people.check(name, old)

        def changed() -> None:
            self.leave()
            self._stage.show_desk(tr("Your PIN is changed."))

        self.with_pin(self.own_pin, make, lambda people, got: people.renew_pin(got[1], got[0]), changed)
