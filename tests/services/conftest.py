"""A real desk on a real record in a folder of its own, and a guard who walks visits at it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop import paths
from desktop.core.conditions import Value
from desktop.core.events import Actor, Event, OutcomeReached
from desktop.core.facts import Instant
from desktop.services.desk import Desk, open_desk
from desktop.services.walking import Current, Walking
from desktop.wall import FixedClock, zone
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS

if TYPE_CHECKING:
    from tests.services.closing import Site
    from tests.services.desks import Office, Offices
    from tests.services.exports import Exports
    from tests.services.sticks import Stick

NEW_YORK = "America/New_York"
GUARD = Actor("Guard 12", "guard", "claimed")
SHELTER = paths.resources() / "facilities" / "sample-shelter.toml"
NOON = "2026-07-15T12:00:00-04:00"


class Guard:
    """Opens a desk below `home` and answers what is asked there. `again` starts the desk anew, as the next program would."""

    def __init__(self, home: Path, iso: str = NOON, pack: Path | None = None) -> None:
        self.home, self.pack, self.facility = home, pack, SHELTER
        self.clock = FixedClock(iso, zone(NEW_YORK), NEW_YORK)
        self.desk: Desk = self._open()
        self.walking = Walking(self.desk)

    def _open(self) -> Desk:
        places = paths.places(self.home, {})
        return open_desk(places, self.facility, clock=self.clock, pack_folder=self.pack)

    def again(self, pack: Path | None = None) -> "Guard":
        """End the program and start it once more on the same record."""
        self.desk.close()
        self.pack = pack or self.pack
        self.desk = self._open()
        self.walking = Walking(self.desk)
        return self

    def open(self) -> str:
        """A new visit; its id."""
        return self.walking.open_visit(GUARD, "Front desk").visit.id

    def at(self, instant: Instant) -> None:
        """Set the clock to an instant of the engine."""
        self.clock.set(
            (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant.utc_us)).isoformat()
        )

    def answer(self, visit: str, step: str, value: str | Sequence[str]) -> Current:
        """Answer a step of the visit's round, or of its first paper, wherever it takes an answer now."""
        now = self.walking.current(visit)
        asked = now.walk.open
        address = asked.address if asked and asked.step == step else f"{now.walk.round}/{step}"
        if step.startswith("counsel"):
            address = now.walk.consults[0].address.rsplit("/", 1)[0] + f"/{step}"
        return self.walking.answer(visit, address, value, GUARD)

    def tell(self, visit: str, facts: dict[str, Value]) -> Current:
        """Answer what is asked as long as `facts` know it."""
        now = self.walking.current(visit)
        while now.walk.open is not None and now.walk.open.step in facts:
            now = self.walking.answer(visit, now.walk.open.address, facts[now.walk.open.step], GUARD)
        return now

    def warrant(self, visit: str, **changed: Value) -> Current:
        """Walk to a good search warrant, but for what is `changed`."""
        return self.tell(visit, {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no", **changed})

    def reached(self, visit: str) -> list[tuple[Event, OutcomeReached]]:
        """The outcomes on record, from the disk."""
        events = self.desk.store.queries.events_of(visit)
        return [(event, event.body) for event in events if isinstance(event.body, OutcomeReached)]


@pytest.fixture
def make_guard(tmp_path: Path) -> Iterator[Callable[..., Guard]]:
    """Makes guards at desks below this test's folder (`name` for another record); closes them all."""
    made: list[Guard] = []

    def make(name: str = "home", iso: str = NOON, pack: Path | None = None) -> Guard:
        made.append(Guard(tmp_path / name, iso, pack))
        return made[-1]

    yield make
    for guard in made:
        guard.desk.close()


@pytest.fixture
def guard(make_guard: Callable[..., Guard]) -> Guard:
    """A guard at noon of a July day."""
    return make_guard()


@pytest.fixture
def site(tmp_path: Path) -> "Site":
    """A site without a key file, with one visit on record."""
    from tests.services.closing import Site

    return Site(tmp_path / "home")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> "Exports":
    """Evidence exports of one record, for tests that read them."""
    from tests.services.exports import make_exports  # here: its visits are those of this file's guard

    return make_exports(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> "Stick":
    """A policy office, and what it gives to desks."""
    from tests.services.sticks import Stick  # here: it is tested at this file's guard

    return Stick(tmp_path_factory.mktemp("stick"))


@pytest.fixture
def trusting(guard: Guard, stick: "Stick") -> Guard:
    """A desk that trusts the office."""
    from desktop.services.policy_install import trust

    trust(guard.desk, stick.statement, stick.office.statement.hash[:16])
    return guard


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> "Offices":
    """Makes desks with two supervisors and two guards, or with one of each."""
    from tests.services.desks import Offices  # here: its desks are those of this file's guard

    return Offices(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def office(offices: "Offices") -> "Iterator[Office]":
    """A desk with two supervisors and two guards."""
    made = offices.make()
    yield made
    made.desk.close()


@pytest.fixture
def alone(offices: "Offices") -> "Iterator[Office]":
    """A desk with one supervisor and one guard."""
    made = offices.make(alone=True)
    yield made
    made.desk.close()
