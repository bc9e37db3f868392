"""Who is signed in at a desk, in this process: what the services ask before they show or do anything."""

from collections.abc import Mapping
from threading import get_ident
from types import MappingProxyType

from desktop.core.events import Actor
from desktop.core.people import Person, fold_people
from desktop.store.staff import Staff

NOBODY = Actor("", "none", "none")
"""Who acts where nobody is signed in: what is written is written all the same."""


class SignedIn:
    """One for each desk, shared by the desks that `Desk.another` opens for work in other threads.

    `person` is signed in here. `locked`: by hand, by idle time, or since the program started; what was written up to event
    `hidden_to` is shown to nobody then. `set_up`: an active supervisor with a PIN exists; until then everybody is who they say they
    are. `console`: the command line opened this desk, so that whoever acts has the account that reads the key file.
    """

    def __init__(self, console: bool = False) -> None:
        self.person: Person | None = None
        self.locked = False
        self.set_up = False
        self.console = console
        self.hidden_to = 0
        self.people: Mapping[str, Person] = MappingProxyType({})
        self._as_of = 0
        self._thread = get_ident()

    @property
    def actor(self) -> Actor | None:
        """Who is signed in, as events name them; None for nobody."""
        return None if self.person is None else Actor(self.person.person, self.person.role, "pin")

    def renew(self, staff: Staff) -> None:
        """Take over what was written about people since, here or by another program: who left is signed in no longer, and who has
        another role acts in that. Raises Trouble where the record cannot be read.

        Only in the thread of the desk: an answer that is being written there must not find another person signed in halfway."""
        if get_ident() != self._thread:
            return
        as_of = staff.last_of_people()
        if as_of == self._as_of:
            return
        self.people = fold_people(event.body for event in staff.people())
        self._as_of = as_of
        self.set_up = any(may_sign_for_all(person) for person in self.people.values())
        if self.person is not None:
            now = self.people.get(self.person.person)
            self.person = now if now is not None and now.active else None


def may_sign_for_all(person: Person) -> bool:
    """Whether this is a supervisor who works here and has a PIN."""
    return person.active and person.role == "supervisor" and person.pin != ""
