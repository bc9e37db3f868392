"""Leads a supervisor through a removal: from a closed visit to the list, to the second press, to what was removed."""

from typing import Protocol

from desktop.core.errors import Refused, Trouble
from desktop.services.forgetting import Forgetting, Removed
from desktop.ui.acts import refusal, say_why
from desktop.ui.bars import BottomBar
from desktop.ui.forget.aside import Aside
from desktop.ui.forget.page import ForgetPage
from desktop.ui.forget.said import removed_words
from desktop.ui.page import Page
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class Stage(Protocol):
    """What is asked of the window."""

    bar: BottomBar

    @property
    def page(self) -> Page: ...
    def show_page(self, page: Page) -> None: ...
    def show_again(self) -> None: ...


class Removing:
    """`up`: its page is on the screen."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        self.page = ForgetPage(theme)
        self._stage = stage
        self._session: Session | None = None
        self._visit: str | None = ""
        self._aside = Aside()
        self.page.asked.connect(self._ask)
        self.page.confirmed.connect(self._remove)
        self.page.closed.connect(lambda: self._stage.show_again())

    @property
    def busy(self) -> bool:
        """Something is being removed."""
        return self._aside.busy

    @property
    def up(self) -> bool:
        """Its page is on the screen."""
        return self._stage.page is self.page

    def offered(self, session: Session) -> bool:
        """Whether to offer it: to a supervisor who is signed in."""
        person = session.desk.signed.person
        return person is not None and person.role == "supervisor"

    def begin(self, session: Session | None, visit: str | None) -> None:
        """Show what can be removed of a visit, or (None) of kept searches and of copies of several visits; where that is refused, the page
        on the screen says why."""
        if session is None:
            return
        self._session, self._visit = session, visit
        try:
            plan = Forgetting(session.walking).plan(visit)
        except (Refused, Trouble) as problem:
            say_why(self._stage.page, problem, tr("the removal"))
            return
        self.page.show_plan(plan)
        self._stage.show_page(self.page)
        self._stage.bar.offer([])  # what the visit offers comes back with its page

    def _ask(self, seqs: list[int], reason: str) -> None:
        if self._session is None:
            return
        try:
            plan = Forgetting(self._session.walking).check(self._visit, seqs, reason)
        except (Refused, Trouble) as problem:
            say_why(self.page, problem, tr("the removal"))
            return
        self.page.show_confirm(plan)

    def _remove(self, seqs: list[int], reason: str) -> None:
        session, visit = self._session, self._visit
        if session is None or self._aside.busy:
            return
        self.page.show_removing()
        self._aside.run(
            session,
            lambda forgetting: forgetting.redact(visit, seqs, reason),
            lambda removed: self._removed(session, removed),
            lambda problem: self._not_removed(session, problem),
        )

    def _removed(self, session: Session, removed: Removed) -> None:
        """Said on the page; where that has gone, on the desk."""
        if removed.visit is not None:
            session.walking.reread(removed.visit)
        if self.up:
            self.page.show_done(removed)
        else:
            session.desk.tell(removed_words([removed]).replace("\n", " "))

    def _not_removed(self, session: Session, problem: Exception) -> None:
        """What is nobody's mistake but ours is not hidden."""
        if not isinstance(problem, Refused | Trouble):
            raise problem
        if self.up:
            self.begin(session, self._visit)
            say_why(self.page, problem, tr("the removal"))
        else:
            why = refusal(problem) if isinstance(problem, Refused) else problem.words
            session.desk.tell(tr("What was to be removed was not removed. {why}", why=why))

    def end(self) -> None:
        """Wait for what is under way: the desk is let go of."""
        self._aside.end()
