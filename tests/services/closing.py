"""Sites without a key file: makes one, opens its closed desk, and knows the passphrase."""

from pathlib import Path

from desktop import paths
from desktop.core.siding import SideRecord
from desktop.paths import Places
from desktop.services.closed import unlock_by
from desktop.services.desk import Desk, open_desk
from desktop.services.keyring import Keyring
from desktop.services.signed import NOBODY
from desktop.services.walking import Walking
from desktop.store import siding
from desktop.trust.keys import SLOTS_FILE, unlock
from desktop.trust.passphrase import Cost
from desktop.trust.slots import KeySlots, for_passphrase, read_slots, write_slots
from desktop.wall import FixedClock, zone

WORDS = "the umbrella stands behind a green door"
WRONG = "the umbrella stands behind a black door"
CHEAP = Cost(1, 8 * 1024, 1)
"""What a try costs here: the usual cost is that of `test_slots`, and would take a second each."""

NEW_YORK = "America/New_York"
NIGHT = "2026-07-16T02:00:00-04:00"
SCHOOL = paths.resources() / "facilities" / "sample-school.toml"


def without_key_file(home: Path) -> Places:
    """Give the record below `home` a passphrase and take its key file away; the folders as another process finds them."""
    places = paths.places(home, {})
    folder = places.data / "record"
    slots, key = read_slots(folder / SLOTS_FILE), unlock(folder, places.keys)
    cheap = for_passphrase(WORDS, key, CHEAP)
    write_slots(folder / SLOTS_FILE, KeySlots(2, slots.check, [*slots.slots, cheap]))
    Keyring(places, console=True).passphrase_only(WORDS)
    return paths.places(home, {})


class Site:
    """A site without a key file, with one visit on record."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = FixedClock("2026-07-15T12:00:00-04:00", zone(NEW_YORK), NEW_YORK)
        desk = open_desk(paths.places(home, {}), SCHOOL, self.clock)
        self.earlier = Walking(desk).open_visit(NOBODY, "Front desk").visit.id
        desk.close()
        self.places = without_key_file(home)
        self.clock.set(NIGHT)

    def start(self, fresh: bool = True) -> Desk:
        """The program starts: with `fresh` in a process that knows nothing."""
        if fresh:
            self.places = paths.places(self.home, {})
        return open_desk(self.places, SCHOOL, self.clock)

    def unlock(self) -> None:
        """Somebody types the passphrase."""
        unlock_by(self.places.data / "record", self.places, WORDS)

    def opened(self) -> Desk:
        """A start at which somebody typed the passphrase."""
        self.places = paths.places(self.home, {})
        self.unlock()
        return self.start(fresh=False)

    def emergency(self, key: str = "F12") -> tuple[str, str]:
        """A start at which nobody knows the passphrase, an emergency key, and the end; id and record number of its visit."""
        desk = self.start()
        try:
            opened = Walking(desk).press(key, None, NOBODY, "Front desk").visit
        finally:
            desk.close()
        return opened.id, opened.opened.record_number

    def waiting(self) -> list[str]:
        """The side records that wait."""
        return siding.waiting(self.places)


def crash(desk: Desk) -> None:
    """The process is gone: nothing is signed, nothing is put away."""
    desk.store.queries.close()
    desk.store.journal.close()
    desk.log.close()


def sides(desk: Desk) -> list[SideRecord]:
    """What the record tells of side records, in order."""
    found = desk.store.queries.events_where("kind = 'side_record'")
    return [event.body for event in found if isinstance(event.body, SideRecord)]
