"""A desk where people are set up: a supervisor, a guard and IT, each with a PIN."""

from pathlib import Path

import pytest

from desktop.core.errors import Refused
from desktop.core.events import Event
from desktop.services.desk import Desk
from tests.services.conftest import Guard

SUPERVISOR, GUARD_12, IT_1 = "Supervisor 1", "Guard 12", "IT 1"
PINS = {SUPERVISOR: "284913", GUARD_12: "519274", IT_1: "736152"}
OTHER = "407318"
"""A good PIN that is nobody's."""


class Staff(Guard):
    """A desk with people; nobody is signed in when it is made, and it is not locked."""

    def __init__(self, home: Path, iso: str = "2026-07-15T12:00:00-04:00") -> None:
        super().__init__(home, iso)
        people = self.desk.people
        people.first(SUPERVISOR, PINS[SUPERVISOR])
        people.add(GUARD_12, "guard", PINS[GUARD_12])
        people.add(IT_1, "it", PINS[IT_1])
        people.sign_out()

    def sign_in(self, person: str) -> None:
        """Sign in with the right PIN."""
        self.desk.people.sign_in(person, PINS[person])

    def wrong(self, person: str, pin: str = OTHER) -> Refused:
        """Try a wrong PIN."""
        with pytest.raises(Refused) as refused:
            self.desk.people.sign_in(person, pin)
        return refused.value

    def kinds(self, since: int) -> list[tuple[str, str, str]]:
        """Kind, and who acted and how, of every event after `since`."""
        return [(each.kind, each.actor.person, each.actor.how) for each in self.events(since)]

    def events(self, since: int) -> list[Event]:
        """Every event after `since`."""
        return events_after(self.desk, since)

    @property
    def head(self) -> int:
        """The number of the last event."""
        return self.desk.store.journal.head()[0]


def events_after(desk: Desk, since: int) -> list[Event]:
    """The events of a record after one of them."""
    last = desk.store.journal.head()[0]
    found = (desk.store.queries.event(seq) for seq in range(since + 1, last + 1))
    return [event for event in found if event is not None]


def code_of(refused: "pytest.ExceptionInfo[Refused]") -> str:
    """The code of a refusal."""
    return refused.value.code
