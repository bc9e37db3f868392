"""Leads a supervisor through holds and the retention period: shows them, places and lifts a hold, has removed what is due."""

from collections.abc import Callable, Sequence
from typing import Protocol

from desktop.core.errors import Refused, Trouble
from desktop.services.forgetting import Due, Forgetting, Removed, forgetting_at
from desktop.ui.acts import refusal, say_why
from desktop.ui.forget.aside import Aside
from desktop.ui.forget.due import DuePage
from desktop.ui.forget.holds import HoldsPage
from desktop.ui.forget.said import removed_words
from desktop.ui.page import Page
from desktop.ui.people.beside import PeoplePage
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class Host(Protocol):
    """What is asked of the door."""

    session: Session | None

    @property
    def page(self) -> Page: ...
    def show(self, page: Page) -> None: ...
    def back(self, note: str = "") -> None: ...


class Holding:
    """Each act shows the holds anew once it is on record; where it was refused the page says why."""

    def __init__(self, theme: Theme, host: Host) -> None:
        self.holds, self.due = HoldsPage(theme), DuePage(theme)
        self.pages: Sequence[PeoplePage] = (self.holds, self.due)
        self.aside = Aside()
        self._host = host
        self._today, self._waits = "", False
        self.holds.placed.connect(self._place)
        self.holds.lifted.connect(self._lift)
        self.holds.due.connect(self.show_due)
        self.due.dated.connect(self._dated)
        self.due.confirmed.connect(self._remove)
        self.due.closed.connect(self.show)
        self.holds.closed.connect(lambda: self._host.back())

    def forget(self) -> None:
        """Another page comes: nothing that was typed stays, nobody waits any more, and the date is asked anew."""
        self.holds.forget()
        self.due.forget()
        self._today, self._waits = "", False

    def end(self) -> None:
        """Wait for what is under way."""
        self.aside.end()

    # ---- holds ------------------------------------------------------------------------------------------------

    def show(self, done: str = "") -> None:
        """The holds in force, and what was just `done`."""
        session = self._host.session
        if session is None:
            return
        try:
            holds = Forgetting(session.walking).all_holds()
        except (Refused, Trouble) as problem:
            say_why(self._host.page, problem)
            return
        self._waits = False
        self.holds.show_holds(holds, done)
        self._host.show(self.holds)

    def begin(self, number: str) -> None:
        """Ask why the visit of this record number is to be held."""
        self.holds.ask_reason(number, at_once=True)
        self._host.show(self.holds)

    def _place(self, number: str, reason: str) -> None:
        def place(forgetting: Forgetting) -> str:
            return forgetting.hold(forgetting.numbered(number) if number else None, reason)

        self._do(place, lambda name: tr("Hold {hold} is in force.", hold=name))

    def _lift(self, hold: str, reason: str) -> None:
        self._do(
            lambda forgetting: forgetting.lift(hold, reason),
            lambda name: tr("Hold {hold} is over.", hold=name),
        )

    def _do(self, act: Callable[[Forgetting], str], words: Callable[[str], str]) -> None:
        session = self._host.session
        if session is None:
            return
        try:
            name = act(Forgetting(session.walking))
        except (Refused, Trouble) as problem:
            say_why(self.holds, problem)
            return
        self.show(words(name))

    # ---- the period -------------------------------------------------------------------------------------------

    def show_due(self) -> None:
        """Look for what is past its period; the record is looked through off the window's thread."""
        session, today = self._host.session, self._today
        if session is None:
            return
        self.due.show_looking()
        self._host.show(self.due)
        self._waits = True
        forgetting, unused = forgetting_at(session.walking)
        days = forgetting.retention_days
        self.aside.run(
            session,
            lambda forgetting: forgetting.due(today=today),
            lambda due: self._found(days, due, unused),
            self._not_found,
        )

    def _found(self, days: int, due: Sequence[Due], unused: Sequence[str]) -> None:
        if self._waits:
            self.due.show_due(days, due, unused)

    def _dated(self, today: str) -> None:
        self._today = today
        self.show_due()

    def _not_found(self, problem: Exception) -> None:
        """What is nobody's mistake but ours is not hidden."""
        if not isinstance(problem, Refused | Trouble):
            raise problem
        if not self._waits:
            return
        if isinstance(problem, Refused) and problem.code == "clock_doubt":
            again, self._today = bool(self._today), ""
            self.due.ask_date(str(problem.values["date"]), again)
        else:
            say_why(self.due, problem)

    def _remove(self, visits: list[str]) -> None:
        session, today = self._host.session, self._today
        if session is None:
            return
        self._waits = True
        self.due.show_removing()
        self.aside.run(
            session,
            lambda forgetting: forgetting.apply_due(today=today, only=visits),
            lambda removed: self._removed(session, removed),
            lambda problem: self._not_removed(session, problem),
        )

    def _removed(self, session: Session, removed: Sequence[Removed]) -> None:
        """Said on the page; where that has gone, on the desk."""
        for each in removed:
            if each.visit is not None:
                session.walking.reread(each.visit)
        if self._waits:
            self.due.show_done(removed)
        else:
            session.desk.tell(removed_words(removed).replace("\n", " "))

    def _not_removed(self, session: Session, problem: Exception) -> None:
        if not isinstance(problem, Refused | Trouble) or self._waits:
            self.due.show_not_done()
            self._not_found(problem)
            return
        why = refusal(problem) if isinstance(problem, Refused) else problem.words
        session.desk.tell(tr("What is past the retention period was not removed. {why}", why=why))
