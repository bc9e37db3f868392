"""Looks after the record while the window works: how it stands, what the desk must tell, the check that a person asked for.

All of it runs off the window's thread, over an opening of its own: a backup folder that hangs or a long check holds no visit up.
"""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.core.errors import Trouble
from desktop.services.desk import Desk
from desktop.services.notices import notices, of_trouble
from desktop.services.standing import Stopped, check_record, standing
from desktop.services.verifying import Verified
from desktop.ui.about.page import AboutPage
from desktop.ui.session import Session
from desktop.ui.tasks import Far as Progress
from desktop.ui.tasks import Tasks
from desktop.ui.tongue import tr

PATIENCE_S = 3.0
POLL_MS = 250
THOROUGH, A_DAY = 2, 144
"""At which look every page of the record is read, and after how many more it is read again."""

_T = TypeVar("_T")


class Far(Progress):
    """How far the check is; telling it ends a check that somebody stopped."""

    def tell(self, done: int, of: int) -> None:
        """Runs in the worker, between two events."""
        super().tell(done, of)
        if self.stop.is_set():
            raise Stopped


class Inspector(QObject):
    """`told` brings all that the desk has to tell, when that has changed. `far` makes what each check tells its progress to."""

    told = Signal(object)

    def __init__(self, page: AboutPage) -> None:
        super().__init__()
        self.session: Session | None = None
        self._page = page
        self._tasks = Tasks(PATIENCE_S)
        self.far: Callable[[], Far] = Far
        self._far: Far | None = None
        self._watching = False
        self._looks = 0
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._show_far)
        page.check.connect(self.check)
        page.stop.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Something is under way."""
        return self._tasks.busy

    def begin(self, session: Session) -> None:
        """An open desk."""
        self.session = session

    def end(self) -> None:
        """Stop what is under way, and let go of the desk."""
        self.stop()
        self._tasks.end()
        self.session = None

    def _run(
        self, work: Callable[[Desk], _T], done: Callable[[_T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Work on an opening of its own; what comes back after the desk was left is for nobody."""
        session = self.session
        if session is None:
            return

        def there() -> _T:
            with closing(session.desk.another()) as desk:
                return work(desk)

        def back(result: _T) -> None:
            if self.session is session:
                done(result)

        def back_failed(problem: Exception) -> None:
            if self.session is session:
                failed(problem)

        self._tasks.run(there, back, back_failed)

    # ---- what the page shows --------------------------------------------------------------------------------

    def show(self) -> None:
        """Have the page show how the record stands."""
        self._run(standing, self._page.stands.show_standing, self._failed)

    def check(self) -> None:
        """Check the whole record, unless that is under way."""
        if self.session is None or self._far is not None:
            return
        self._far = far = self.far()
        self._show_far()
        self._poll.start()
        self._run(lambda desk: check_record(desk, far.tell), self._checked, self._not_checked)

    def stop(self) -> None:
        """Stop checking."""
        if self._far is not None:
            self._far.stop.set()

    def _show_far(self) -> None:
        far = self._far
        if far is None:
            return
        self._page.show_checking(tr("Checking: {n} %. You can go on working.", n=far.percent))

    def _over(self) -> None:
        self._far = None
        self._poll.stop()
        self._page.show_checking("")

    def _checked(self, found: Verified) -> None:
        """Tell it, and put on record that it was checked and by whom."""
        self._over()
        if self.session is None:
            return
        not_logged = self.session.accessed("verified", None)
        against = against_it(found)
        words = result_words(found, len(against))
        if against:
            self.session.desk.tell(words)
        self._page.show_result(words, bool(against), [*against, *to_know(found)])
        if not_logged:
            self._page.refuse(not_logged)
        self.show()
        self.told.emit(self.session.desk.told)

    def _not_checked(self, problem: Exception) -> None:
        self._over()
        if isinstance(problem, Stopped):
            words = tr("The check was stopped. It says nothing of the record.")
            self._page.show_result(words, False, [])
        else:
            self._failed(problem)

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, Trouble):
            raise problem
        self._page.trouble(problem, "")

    # ---- what the desk tells --------------------------------------------------------------------------------

    def watch(self) -> None:
        """Look for what the desk must tell."""
        if self._watching or self.session is None:
            return
        self._watching = True
        self._looks += 1
        thorough = self._looks % A_DAY == THOROUGH
        self._run(lambda desk: notices(desk, thorough), self._watched, self._not_watched)

    def _watched(self, sentences: tuple[str, ...]) -> None:
        self._watching = False
        if self.session is not None and sentences != self.session.desk.watched:
            self.session.desk.watched = sentences
            self.told.emit(self.session.desk.told)

    def _not_watched(self, problem: Exception) -> None:
        self._watching = False
        if not isinstance(problem, Trouble):
            raise problem
        self._watched(of_trouble(problem))


def against_it(found: Verified) -> list[str]:
    """Every sentence that speaks against the record, by event."""
    unread = [tr("This visit cannot be read: {why}", why=why) for why in found.unread]
    findings = [each.sentence for each in found.findings]
    return [*findings, *(each.sentence for each in found.differences), *unread, *found.originals]


def to_know(found: Verified) -> list[str]:
    """What must be known and speaks against nothing."""
    return [tr("To know: {what}", what=each.sentence) for each in found.told]


def result_words(found: Verified, against: int) -> str:
    """The result in one sentence."""
    if against == 1:
        return tr(
            "The check found 1 thing that speaks against the record: change nothing, call IT and counsel."
        )
    if against:
        return tr(
            "The check found {n} things that speak against the record: change nothing, call IT and counsel.",
            n=against,
        )
    if not found.signed_to:
        return tr("Nothing speaks against the record: {n} events, none of them signed yet.", n=found.events)
    return tr(
        "Nothing speaks against the record: {n} events, signed up to event {to}.",
        n=max(found.events, found.signed_to),  # a visit that went on meanwhile was signed too
        to=found.signed_to,
    )
