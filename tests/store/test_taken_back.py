"""What a restore takes back: holds are in force again, those who left have left, removed words that are back are named."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.errors import Refused
from desktop.core.events import Draft
from desktop.core.holding import fold_holds
from desktop.core.particulars import NoteWritten
from desktop.core.people import HoldLifted, HoldPlaced, PersonAdded, PersonChanged, PersonLeft, fold_people
from desktop.paths import Places
from desktop.store import backup
from desktop.store.opening import DATABASE, Store
from desktop.store.restore import restore
from desktop.store.taken_back import AGAIN, NOT_READ, Back, removed_and_back
from desktop.wall import FixedClock
from tests.store.conftest import GUARD

if TYPE_CHECKING:
    from tests.store.conftest import Hand


class Site:
    """A record with a note in a visit and two people, a backup of it, and what came after."""

    def __init__(self, hand: "Hand", stick: Path) -> None:
        self.hand, self.store = hand, hand.store
        self.visit = hand.open()
        self.note = hand.write(Draft("note_written", self.visit, NoteWritten("a name", "seen"), GUARD))[0].seq
        for person in (PersonAdded("Guard 12", "guard"), PersonAdded("Guard 13", "guard")):
            hand.write(Draft("person_added", None, person, GUARD))
        self.lifted = self.hold("H1", "An old case", None)
        self.made = backup.make(self.store, stick, hand.clock.read().utc_us, "0.1", make_folder=True)

    def hold(self, name: str, reason: str, visit: str | None) -> int:
        return self.hand.write(Draft("hold_placed", visit, HoldPlaced(name, reason), GUARD))[0].seq

    def lift(self, name: str) -> None:
        self.hand.write(Draft("hold_lifted", None, HoldLifted(name, "over"), GUARD))


@pytest.fixture
def site(hand: "Hand", tmp_path: Path) -> Site:
    return Site(hand, tmp_path / "stick")


def test_holds_placed_after_the_backup_are_in_force_again(
    site: Site,
    home: Places,
    clock: FixedClock,
    opener: Callable[[], Store],
    make_hand: Callable[[Store], "Hand"],
) -> None:
    site.lift("H1")
    site.hold("H2", "Order of a court", site.visit)
    site.hold("H3", "Litigation hold", site.hand.open())
    site.store.close()
    done = restore(home, site.made, clock)
    store = opener()
    held = {(hold.visit, hold.reason) for hold in fold_holds(store.staff.of_holds())}
    assert held == {(None, "An old case"), (site.visit, f"Order of a court{AGAIN}")}
    said = " ".join(done.back.sentences)
    assert "Hold H2 was placed after the backup. It is in force again, as H2" in said
    assert "Hold H3 is on a visit that the backup does not have." in said
    assert "Hold H1 is in force as of the backup" in said
    assert chain.verify(store.queries.iter_chain()) == []
    with pytest.raises(Refused):
        make_hand(store).redact(site.note, site.visit)
    store.close()
    clock.set("2026-07-16T14:00:00-04:00")
    restore(home, site.made, clock)
    again = {hold.reason for hold in fold_holds(opener().staff.of_holds())}
    assert again == {"An old case", f"Order of a court{AGAIN}"}, "the reason does not grow"


def test_who_left_after_the_backup_has_left_and_the_rest_is_told(
    site: Site, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    for kind, body in (
        ("person_left", PersonLeft("Guard 12")),
        ("person_changed", PersonChanged("Guard 13", "supervisor")),
        ("person_added", PersonAdded("Guard 14", "guard")),
    ):
        site.hand.write(Draft(kind, None, body, GUARD))
    site.store.close()
    done = restore(home, site.made, clock)
    people = fold_people(event.body for event in opener().staff.people())
    assert {name: person.active for name, person in people.items()} == {"Guard 12": False, "Guard 13": True}
    assert done.back.sentences == (
        "Guard 12 had left, and has left again.",
        "Guard 13 is guard again, and was supervisor. Change it again.",
        "Guard 14 was added after the backup. Add this person again.",
    )


def test_removed_contents_that_are_back_are_named_until_they_are_removed_again(
    site: Site,
    home: Places,
    clock: FixedClock,
    opener: Callable[[], Store],
    make_hand: Callable[[Store], "Hand"],
) -> None:
    """Also where a second restore lies between."""
    site.lift("H1")
    site.hand.redact(site.note, site.visit)
    site.store.close()
    for day in (15, 16):
        clock.set(f"2026-07-{day}T15:00:00-04:00")
        done = restore(home, site.made, clock)
        (back,) = done.back.removed
        assert (back.seq, back.record_number[:8]) == (site.note, "SCH900-1")
        assert f"Event {site.note} of {back.record_number}" in " ".join(done.back.sentences)
    store = opener()

    def left() -> tuple[Back, ...]:
        db = store.maintenance()
        found = removed_and_back(db, home.data / "record", home.keys)
        db.close()
        return found

    assert [each.seq for each in left()] == [site.note]
    hand = make_hand(store)
    hand.write(Draft("hold_lifted", None, HoldLifted("H1", "over"), GUARD))
    hand.redact(site.note, site.visit)
    assert left() == ()


def test_a_former_record_that_cannot_be_read_is_told(site: Site, home: Places, clock: FixedClock) -> None:
    site.store.close()
    path = home.data / "record" / DATABASE
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    assert restore(home, site.made, clock).back.sentences == (NOT_READ,)
