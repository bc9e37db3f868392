"""Keeps the people of this desk for a supervisor: shows them, and takes in, moves, renews and lets go of one."""

from collections.abc import Callable
from typing import Protocol

from desktop.core.events import Actor
from desktop.services.people import People, Pinned
from desktop.ui.page import Page
from desktop.ui.people.staff import StaffPage
from desktop.ui.session import Session
from desktop.ui.tongue import tr


class Host(Protocol):
    """What is asked of the door."""

    session: Session | None

    def show(self, page: Page) -> None: ...
    def back(self, note: str = "") -> None: ...
    def done(self, act: Callable[[People], object]) -> bool: ...
    def with_pin(
        self,
        page: StaffPage,
        make: Callable[[People], Pinned],
        act: Callable[[People, Pinned], object],
        then: Callable[[], None],
    ) -> None: ...


class Staffing:
    """Each act shows the people anew once it is on record; where it was refused the page says why."""

    def __init__(self, page: StaffPage, host: Host) -> None:
        self._page, self._host = page, host
        page.added.connect(self._add)
        page.renewed.connect(self._renew)
        page.moved.connect(self._move)
        page.left.connect(self._leave)

    def show(self, done: str = "") -> None:
        """The people, and what was just `done`; back to where the guard was for whoever is no supervisor."""
        session = self._host.session
        person = None if session is None else session.desk.signed.person
        if session is None or person is None or person.role != "supervisor":
            role = (
                "" if person is None else person.role
            )  # who made a guard of themselves sees the people no longer
            notes = {"guard": tr("You are a guard now."), "it": tr("You are IT now.")}
            self._host.back(notes.get(role, ""))
            return
        self._page.show_people(session.desk.people.everyone(), person.person, done)
        self._host.show(self._page)

    def _add(self, name: str, role: str, pin: str) -> None:
        actor = self._actor()
        self._host.with_pin(
            self._page,
            lambda people: people.kept(pin),
            lambda people, kept: people.add(name, role, kept, actor),
            lambda: self.show(tr("{person} can sign in now.", person=name)),
        )

    def _renew(self, name: str, pin: str) -> None:
        actor = self._actor()
        self._host.with_pin(
            self._page,
            lambda people: people.kept(pin),
            lambda people, kept: people.reset_pin(name, kept, actor),
            lambda: self.show(tr("{person} has a new PIN.", person=name)),
        )

    def _actor(self) -> Actor | None:
        """Who hands it in: nobody else is to have done it, whoever is signed in once the PIN is made."""
        return None if self._host.session is None else self._host.session.desk.signed.actor

    def _move(self, name: str, role: str) -> None:
        if self._host.done(lambda people: people.change_role(name, role)):
            self.show(tr("{person} has another role now.", person=name))

    def _leave(self, name: str) -> None:
        if self._host.done(lambda people: people.leave(name)):
            self.show(tr("{person} cannot sign in any more.", person=name))
