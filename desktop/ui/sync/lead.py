"""Leads through the sending of the record: off the window's thread, over an opening of its own, so that no stick holds a visit up."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer

from desktop.core.errors import Refused, Trouble
from desktop.services.desk import Desk
from desktop.services.roles import require
from desktop.services.syncing import Sent, Standing, send, standing, way_of
from desktop.ui.acts import say_why
from desktop.ui.people.beside import PeoplePage
from desktop.ui.session import Session
from desktop.ui.sync.page import SyncPage
from desktop.ui.tasks import Far, Tasks
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

PATIENCE_S = 3.0
"""So long the end waits for a place that hangs; what had gone out by then counts."""

POLL_MS = 250

_T = TypeVar("_T")


class Host(Protocol):
    """What is asked of the door."""

    session: Session | None

    def show(self, page: SyncPage) -> None: ...
    def back(self, note: str = "") -> None: ...


class Syncing(QObject):
    """A guest of the door. One sending at a time; leaving the page ends none."""

    def __init__(self, theme: Theme, host: Host) -> None:
        super().__init__()
        self.page = SyncPage(theme)
        self.pages: Sequence[PeoplePage] = (self.page,)
        self._host = host
        self._tasks = Tasks(PATIENCE_S)
        self._far: Far | None = None
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._show_far)
        self.page.send.connect(lambda: self._send(again=False))
        self.page.again.connect(lambda: self._send(again=True))
        self.page.stop.connect(self._stop)
        self.page.closed.connect(lambda: self._host.back())

    @property
    def busy(self) -> bool:
        """Something is under way."""
        return self._tasks.busy

    def show(self) -> None:
        """The page, with how far the record has come."""
        if self._host.session is None:
            return
        self.page.show_looking()
        self._host.show(self.page)
        self._look(lambda: None)

    def forget(self) -> None:
        """Another page comes; nothing of a visit was on this one."""

    def end(self) -> None:
        """End what is under way: the desk is let go of."""
        self._stop()
        self._tasks.end()

    def _look(self, then: Callable[[], None]) -> None:
        def shown(now: Standing) -> None:
            self.page.show_standing(now)
            then()

        self._run(lambda desk: standing(desk, way_of(desk.home)), shown)

    def _send(self, again: bool) -> None:
        session = self._host.session
        if session is None or self._far is not None:
            return
        try:
            require(session.desk, "sync")
        except (Refused, Trouble) as problem:
            say_why(self.page, problem)
            return
        self._far = far = Far()
        self._show_far()
        self._poll.start()
        self._run(lambda desk: send(desk, way_of(desk.home), again, far.tell, far.stop.is_set), self._sent)

    def _stop(self) -> None:
        if self._far is not None:
            self._far.stop.set()

    def _show_far(self) -> None:
        far = self._far
        if far is not None:
            self.page.show_sending(tr("Sending: {n} %. You can go on working.", n=far.percent))

    def _over(self) -> None:
        self._far = None
        self._poll.stop()
        self.page.show_sending("")

    def _sent(self, done: Sent) -> None:
        self._over()
        self._look(lambda: self.page.show_sent(done))

    def _run(self, work: Callable[[Desk], _T], done: Callable[[_T], None]) -> None:
        """Work on an opening of its own; what comes back after the desk was left is for nobody."""
        session = self._host.session
        if session is None:
            return

        def there() -> _T:
            with closing(session.desk.another()) as desk:
                return work(desk)

        def back(result: _T) -> None:
            if self._host.session is session:
                done(result)

        def failed(problem: Exception) -> None:
            self._over()
            if not isinstance(problem, Refused | Trouble):
                raise problem
            if self._host.session is session:
                say_why(self.page, problem)

        self._tasks.run(there, back, failed)
