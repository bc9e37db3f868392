"""Opens a closed record from the window: the passphrase is looked at off the window's thread, and the visit on the screen goes on."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QTimer

from desktop.core.errors import Refused, Trouble
from desktop.services.closed import unlock_by
from desktop.ui.acts import say_why
from desktop.ui.page import Page
from desktop.ui.people.open_page import OpenRecordPage
from desktop.ui.session import OpenSession, Session
from desktop.ui.tasks import Tasks


class Host(Protocol):
    """What is asked of the door."""

    session: Session | None

    def then(self, act: Callable[[], None]) -> None: ...
    def leave(self) -> None: ...


class Stage(Protocol):
    """What is asked of the window."""

    opener: OpenSession

    @property
    def page(self) -> Page: ...
    def release(self) -> Session | None: ...
    def go_on_with(self, session: Session) -> None: ...
    def show_again(self) -> None: ...
    def show_desk(self, note: str = "") -> None: ...


class Opening:
    """`after` is done once the record is open."""

    def __init__(self, page: OpenRecordPage, tasks: Tasks, host: Host, stage: Stage) -> None:
        self._page, self._tasks, self._host, self._stage = page, tasks, host, stage
        self.after: Callable[[], None] | None = None
        page.given.connect(self._given)

    def _given(self, words: str) -> None:
        """The passphrase is looked at in a worker; a visit can begin meanwhile."""
        session = self._host.session
        if session is None:
            return
        self._page.show_busy(busy=True)
        home = session.home
        self._tasks.run(
            lambda: unlock_by(home.data / "record", home, words),
            # not from within the worker's end, which the door waits for when the desk is let go of
            lambda _: QTimer.singleShot(0, self._page, lambda: self._fits(session)),
            self._refused,
        )

    def _fits(self, session: Session) -> None:
        if self._host.session is session:
            self._exchange()

    def _exchange(self) -> None:
        """The record takes the place of the side record; where it cannot be opened after all, that one goes on."""
        after = self.after if self._stage.page is self._page else None
        former = self._stage.release()
        if former is None:
            return
        former.close()
        problem: Trouble | None = None
        try:
            session = self._stage.opener()
        except Trouble as trouble:
            problem, session = trouble, Session(former.desk.once_more())
        session.post, session.visit = former.post, former.visit
        self._stage.go_on_with(session)
        self._page.show_busy(busy=False)
        if problem is None:
            self._host.leave()
            if session.visit and session.desk.store.queries.visit(session.visit) is None:
                self._stage.show_desk()  # it could not be taken in: the desk says so
            elif after is None:
                self._stage.show_again()
            else:
                self._host.then(after)
        else:
            session.desk.tell(problem.words)
            self._page.refuse(problem.words)

    def _refused(self, problem: Exception) -> None:
        """Said where the passphrase was typed, if that is still asked."""
        if not isinstance(problem, Refused | Trouble):
            self._page.show_busy(busy=False)
            raise problem
        if self._host.session is not None and self._stage.page is self._page:
            say_why(self._page, problem)
        else:
            self._page.show_busy(busy=False)
