"""Leads a supervisor through a removal: from a closed visit to the list, to the second press, to what was removed."""

from typing import Protocol

from desktop.core.errors import Refused, Trouble
from desktop.services.forgetting import Forgetting
from desktop.ui.acts import say_why
from desktop.ui.bars import BottomBar
from desktop.ui.forget.page import ForgetPage
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
        self._visit = ""
        self.page.asked.connect(self._ask)
        self.page.confirmed.connect(self._remove)
        self.page.closed.connect(lambda: self._stage.show_again())

    @property
    def up(self) -> bool:
        """Its page is on the screen."""
        return self._stage.page is self.page

    def offered(self, session: Session) -> bool:
        """Whether to offer it: to a supervisor who is signed in."""
        person = session.desk.signed.person
        return person is not None and person.role == "supervisor"

    def begin(self, session: Session, visit: str) -> None:
        """Show what can be removed of a visit; where that is refused, the page on the screen says why."""
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
        if self._session is None:
            return
        try:
            removed = Forgetting(self._session.walking).redact(self._visit, seqs, reason)
        except (Refused, Trouble) as problem:
            say_why(self.page, problem, tr("the removal"))
            return
        self.page.show_done(removed)
