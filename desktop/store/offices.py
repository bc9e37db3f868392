"""The offices that a new record is sealed to from its first moment on, so that a silent installation needs nobody."""

from contextlib import suppress
from pathlib import Path

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.people import KeysChanged
from desktop.managed import decided
from desktop.paths import Places
from desktop.trust.keys import SLOTS_FILE
from desktop.trust.sealing import good_recipient
from desktop.trust.slots import kind_of, read_slots


def named(places: Places, realm: str) -> list[str]:
    """The offices that IT names for this computer's record; drills have none. What is no key of an office is left out, and told by
    the desk (`services.key_facts`)."""
    found = []
    for each in decided(places).recovery if realm == "record" else ():
        with suppress(Refused):
            found.append(good_recipient(each))
    return found


def made(folder: Path, actor: Actor) -> list[Draft]:
    """The events of the ways to open a new record that were made with its key."""
    slots = [slot for slot in read_slots(folder / SLOTS_FILE).slots if kind_of(slot) != "machine"]
    return [
        Draft("keys_changed", None, KeysChanged("made", kind_of(slot), slot.name), actor) for slot in slots
    ]
