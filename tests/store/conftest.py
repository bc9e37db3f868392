"""A real record in a folder of its own, and a hand that writes visits into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.core.events import (
    Access,
    Actor,
    Draft,
    Event,
    OutcomeReached,
    PayloadRedacted,
    StepAnswered,
    StepReopened,
    VisitClosed,
    VisitOpened,
)
from desktop.paths import Places, places
from desktop.store.admission import NumberFor
from desktop.store.opening import Store, new_id, open_store
from desktop.wall import FixedClock, zone
from tests.store.papers import CANARY, draft_of, put

NEW_YORK = "America/New_York"
PACK = "ab" * 32
GUARD = Actor("Guard 12", "guard", "claimed")


class Hand:
    """Writes events as the services will, in few words."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store = store
        self.clock = clock
        store.journal.keep_pack(PACK, b"the pack")

    def write(self, *drafts: Draft) -> list[Event]:
        return self.store.journal.append(drafts, self.clock.read(), NumberFor("SCH900", "1"))

    def draft_visit(self, visit: str) -> Draft:
        site = {"id": "SCH900", "name": "Sample School 900"}
        body = VisitOpened("", site, "Front desk", "facility-entry", "1", PACK, "en", "button")
        return Draft("visit_opened", visit, body, GUARD)

    def open(self) -> str:
        visit = new_id()
        self.write(self.draft_visit(visit))
        return visit

    def answer(
        self, visit: str, step: str = "danger", value: str | list[str] = "none", note: str = ""
    ) -> Event:
        body = StepAnswered(f"r1/{step}", step, value, "key", note)
        return self.write(Draft("step_answered", visit, body, GUARD))[0]

    def reopen(self, visit: str, seq: int) -> Event:
        return self.write(Draft("step_reopened", visit, StepReopened(seq, "r1/danger"), GUARD))[0]

    def rest(self, visit: str, outcome: str) -> Event:
        body = OutcomeReached("r1", [outcome], ["expired"], [], {"now": "x"}, 1, "0.1", "en", "00")
        return self.write(Draft("outcome_reached", visit, body, GUARD))[0]

    def close(self, visit: str) -> Event:
        return self.write(Draft("visit_closed", visit, VisitClosed(), GUARD))[0]

    def look(self) -> Event:
        return self.write(Draft("access", None, Access("opened"), GUARD))[0]

    def redact(self, seq: int, visit: str | None = None) -> Event:
        return self.write(Draft("payload_redacted", visit, PayloadRedacted(seq, "court order"), GUARD))[0]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)


@pytest.fixture
def home(tmp_path: Path) -> Places:
    return places(tmp_path / "home", {})


@pytest.fixture
def opener(home: Places, clock: FixedClock) -> Iterator[Callable[[], Store]]:
    """Opens the record as often as asked, and closes what is left open."""
    opened: list[Store] = []

    def reopen() -> Store:
        while opened:
            opened.pop().close()
        opened.append(open_store(home, True, clock=clock))
        return opened[-1]

    yield reopen
    while opened:
        opened.pop().close()


@pytest.fixture
def store(opener: Callable[[], Store]) -> Store:
    return opener()


@pytest.fixture
def make_hand(clock: FixedClock) -> Callable[[Store], Hand]:
    """A hand for any record."""
    return lambda store: Hand(store, clock)


@pytest.fixture
def hand(store: Store, clock: FixedClock) -> Hand:
    return Hand(store, clock)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder for backups."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def original(hand: Hand, store: Store) -> str:
    """A visit with a note and a kept original; the original's id."""
    visit, sealed = hand.open(), put(store)
    hand.answer(visit, note=CANARY)
    hand.write(draft_of(visit, sealed))
    return sealed.id
