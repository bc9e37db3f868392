"""A desk with two supervisors and two guards, and visits there to be reviewed."""

import shutil
from collections.abc import Callable
from pathlib import Path

from desktop.core.events import Actor
from desktop.services.noting import Noting
from desktop.services.reporting import Made, Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.signed import by_pin
from tests.services.boss import refused
from tests.services.conftest import NOON, Guard

ONE, TWO, GUARD_12, GUARD_14 = "Supervisor 1", "Supervisor 2", "Guard 12", "Guard 14"
ROLES = {ONE: "supervisor", TWO: "supervisor", GUARD_12: "guard", GUARD_14: "guard"}
PINS = {ONE: "284913", TWO: "407318", GUARD_12: "519274", GUARD_14: "736152"}


class Office(Guard):
    """A desk with people; nobody is signed in when it is made. `alone`: there is one supervisor, and one guard."""

    def __init__(self, home: Path, alone: bool = False, iso: str = NOON) -> None:
        super().__init__(home, iso)
        if not self.desk.signed.set_up:
            people = self.desk.people
            people.first(ONE, PINS[ONE])
            for person in (GUARD_12,) if alone else (GUARD_12, GUARD_14, TWO):
                people.add(person, ROLES[person], PINS[person])
            people.sign_out()
        self.begin()

    def again(self, pack: Path | None = None) -> "Office":
        """End the program and start it once more on the same record."""
        super().again(pack)
        self.begin()
        return self

    def begin(self) -> None:
        """The services of this start of the program."""
        self.screens = Screens(self.walking)
        self.reviewing, self.reporting = Reviewing(self.screens), Reporting(self.screens)
        self.noting = Noting(self.walking)

    def sign_in(self, person: str) -> Actor:
        """Sign in as if the right PIN had been given: trying it takes 150 ms, and is tested with `People`."""
        self.desk.people.sign_out("switched")
        signed = self.desk.signed
        signed.renew(self.desk.store.staff)
        signed.person, signed.locked, signed.hidden_to = signed.people[person], False, 0
        return by_pin(signed.person)

    def closed(self, actor: Actor) -> str:
        """A visit that this person opened and closed; its id."""
        now = self.walking.open_visit(actor, "Front desk")
        return self.close(now.visit.id, actor)

    def close(self, visit: str, actor: Actor) -> str:
        """The officers leave."""
        now = self.walking.current(visit)
        self.walking.answer(visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", actor)
        return visit

    def seen(self, visit: str) -> Made:
        """Make the report and look at all of it, as who is signed in."""
        made = self.reporting.make(visit)()
        self.reviewing.saw(visit, made)
        return made

    def approve(self, visit: str, person: str = ONE) -> None:
        """Sign in, look at all of it, and approve."""
        who = self.sign_in(person)
        self.seen(visit)
        self.reviewing.approve(visit, who)


def code(act: Callable[[], object]) -> str:
    """The code with which an act is refused, which has a sentence."""
    return refused(act).code


class Offices:
    """Makes offices on copies of one record for each kind, so that people are set up once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._made = folder, 0
        self._first: dict[bool, Path] = {}

    def make(self, alone: bool = False) -> Office:
        """Another one."""
        if alone not in self._first:
            self._first[alone] = self._folder / f"first-{alone}"
            Office(self._first[alone], alone).desk.close()
        self._made += 1
        home = self._folder / str(self._made)
        shutil.copytree(self._first[alone], home, ignore=shutil.ignore_patterns("reserve"))
        return Office(home, alone)
