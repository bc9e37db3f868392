"""Who is signed in at a desk, in this process: what the services ask before they show or do anything."""

from collections.abc import Mapping
from threading import get_ident
from types import MappingProxyType

from desktop.core.events import Actor
from desktop.core.people import Person, fold_people, may_sign_for_all
from desktop.store.staff import Staff

IT = Actor("", "it", "none")
"""Who acts at the command line, where nobody says who they are."""

NOBODY = Actor("", "none", "none")
"""Who acts where nobody is signed in: what is written is written all the same."""


class SignedIn:
    """One for each desk, shared by the desks that `Desk.another` opens for work in other threads.

    `person` is signed in here. `locked`: by hand, by idle time, or since the program started; what was written up to event
    `hidden_to` is shown to nobody then. `set_up`: an active supervisor with a PIN exists; until then everybody is who they say they
    are. `former`: whom a change by another program took from here, or whose role. `console`: the command line opened this desk, so
    that whoever acts has the account that reads the key file. `closed`: the record is, so that nobody can sign in, and nothing can lock.
    """

    def __init__(self, console: bool = False, closed: bool = False) -> None:
        self.person: Person | None = None
        self.locked = False
        self.set_up = closed  # whoever works here is known once the record is open
        self.closed = closed
        self.console = console
        self.hidden_to = 0
        self.people: Mapping[str, Person] = MappingProxyType({})
        self.former: Actor | None = None
        self._as_of = 0
        self._thread = get_ident()

    @property
    def actor(self) -> Actor | None:
        """Who is signed in, as events name them; None for nobody."""
        return by_pin(self.person) if self.person is not None else None

    def standing(self, staff: Staff) -> tuple[Actor | None, bool]:
        """Who is signed in here and whether people are set up, by what is on record now. In the thread of the desk that is taken over
        (`renew`); in another it is read anew and changes nothing, so that long work there ends with the right to it. Raises Trouble."""
        self.renew(staff)
        if get_ident() == self._thread or staff.last_of_people() == self._as_of:
            return self.actor, self.set_up
        people, own = fold_people(event.body for event in staff.people()), self.person
        now = people.get(own.person) if own is not None else None
        actor = by_pin(now) if now is not None and now.active else None
        return actor, any(may_sign_for_all(person) for person in people.values())

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
            was, now = self.actor, self.people.get(self.person.person)
            self.person = now if now is not None and now.active else None
            if self.actor != was:
                self.former = was


def by_pin(person: Person) -> Actor:
    """A person as events name one who is signed in."""
    return Actor(person.person, person.role, "pin")


def by_word(person: str) -> Actor:
    """Somebody by their own word, where nobody can sign in yet: their role is what they call themselves."""
    supervises = person.lower().startswith("supervisor")
    return Actor(person, "supervisor" if supervises else "guard", "claimed") if person else NOBODY
