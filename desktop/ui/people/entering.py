"""Takes a name and a PIN, has the PIN looked at off the window's thread, and says who came in or why nobody did."""

from collections.abc import Callable
from typing import Protocol

from desktop.core.errors import Refused, Trouble
from desktop.services.people import Checked, People
from desktop.ui.acts import say_why
from desktop.ui.page import Page
from desktop.ui.people.sign_in import SignInPage
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks


class Host(Protocol):
    """What is asked of the door; `locked`: the desk was locked until now."""

    session: Session | None

    def entered(self, session: Session, locked: bool) -> None: ...


class Entering:
    """`on_screen` is the page on the screen: what comes back from a worker is said only where it is still asked."""

    def __init__(self, page: SignInPage, tasks: Tasks, host: Host, on_screen: Callable[[], Page]) -> None:
        self._page, self._tasks, self._host, self._on_screen = page, tasks, host, on_screen
        page.chosen.connect(self.choose)
        page.given.connect(self._given)

    def choose(self, person: str) -> None:
        """Ask for the PIN of a person."""
        self._page.ask_pin(person)
        if self._host.session is not None:
            self._show_wait(self._host.session.desk.people)

    def tick(self) -> None:
        """A second has passed."""
        session = self._host.session
        if session is not None and self._on_screen() is self._page and self._page.waits:
            self._show_wait(session.desk.people)

    def _show_wait(self, people: People) -> None:
        try:
            self._page.show_wait(people.wait_s(self._page.person))
        except (Refused, Trouble) as problem:
            say_why(self._page, problem)

    def _given(self, person: str, pin: str) -> None:
        """The PIN is looked at in a worker; a visit can begin meanwhile."""
        session = self._host.session
        if session is None:
            return
        self._page.show_busy(busy=True)
        people = session.desk.people
        self._tasks.run(
            lambda: people.check(person, pin),
            lambda checked: self._checked(session, checked),
            lambda problem: self._refused(person, problem),
        )

    def _checked(self, session: Session, checked: Checked) -> None:
        locked = session.desk.signed.locked
        try:
            session.desk.people.enter(checked)
        except (Refused, Trouble) as problem:
            self._refused(checked.person, problem)
            return
        if self._host.session is session:
            self._host.entered(session, locked)

    def _refused(self, person: str, problem: Exception) -> None:
        """Said where the PIN was typed, if that is still asked; what is nobody's mistake but ours is not hidden."""
        if not isinstance(problem, Refused | Trouble):
            self._page.show_busy(busy=False)
            raise problem
        session = self._host.session
        if session is None or self._on_screen() is not self._page or self._page.person != person:
            return
        say_why(self._page, problem)
        if isinstance(problem, Refused) and problem.code in ("wrong_pin", "wait"):
            self._show_wait(session.desk.people)
