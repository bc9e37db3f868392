"""A workstation with a record, and what its owner keeps elsewhere to open it: an office's identity file, a sheet, a passphrase."""

from datetime import UTC
from pathlib import Path

from desktop.core.events import Access, Draft
from desktop.core.people import KeysChanged
from desktop.paths import Places, places
from desktop.services.keyring import Keyring
from desktop.services.signed import IT
from desktop.store.opening import open_store
from desktop.trust.keys import SLOTS_FILE, key_files
from desktop.wall import SystemClock

WORDS = "the umbrella stands behind a green door"
CLOCK = SystemClock(UTC, "Etc/UTC")


class Station:
    """A record with a few events, all below `home`."""

    def __init__(self, home: Path) -> None:
        self.home, self.places = home, places(home / "desk", {})
        self.identity, self.recipient = identity_file(home / "office.txt")
        self.record = self.places.data / "record"
        open_store(self.places, True, clock=CLOCK).close()
        self.look()
        self.ring = Keyring(self.places, clock=CLOCK, console=True)

    @property
    def slots(self) -> Path:
        """keyslots.json."""
        return self.record / SLOTS_FILE

    @property
    def key_file(self) -> Path:
        """The one key file."""
        (found,) = key_files(self.places.keys)
        return found

    def look(self, at: Places | None = None) -> str:
        """Write an event, which proves that the record opens and can be written; the head."""
        store = open_store(at or self.places, create=True, clock=CLOCK)
        try:
            store.journal.append([Draft("access", None, Access("opened"), IT)], CLOCK.read())
            return store.journal.head()[1]
        finally:
            store.close()

    def told(self) -> list[KeysChanged]:
        """What the record tells of its keys, in order."""
        store = open_store(self.places, create=False, clock=CLOCK)
        try:
            events = [store.queries.event(seq) for seq in range(1, store.journal.head()[0] + 1)]
        finally:
            store.close()
        return [event.body for event in events if event is not None and isinstance(event.body, KeysChanged)]


def identity_file(place: Path) -> tuple[Path, str]:
    """A file as age-keygen makes it, and the public key in it."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"# created: 2026-07-15T14:00:00-04:00\n# public key: {public}\n{identity}\n")
    return place, public
