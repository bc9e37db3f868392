"""Remembers which recovery sheets somebody has typed back, and tells of those that nobody has: a sheet that was copied wrong opens nothing.

What is remembered lies in the configuration folder. Whoever changes it by hand silences or wakes a warning, and nothing else.
"""

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.packs.written import toml_lines
from desktop.paths import Places
from desktop.settings import read_choices
from desktop.trust.slots import SLOTS_FILE, kind_of, read_slots
from desktop.whole import write_whole

FILE = "proved.toml"
HEAD = "# Recovery sheets of this computer that were typed back. Threshold writes this."


class Proved(Struct, frozen=True):
    """Names of sheets, as `threshold keys` lists them."""

    sheets: list[str] = []


def note_proved(places: Places, name: str) -> None:
    """Remember that this sheet was typed back. Trouble where that cannot be written: the sheet is good all the same."""
    file = places.config / FILE
    known, _ = read_choices(file, Proved)
    if name not in known.sheets:
        lines = toml_lines({"sheets": [*known.sheets, name]})
        write_whole(file, "\n".join((HEAD, *lines, "")).encode(), "The list of proved sheets")


def unproved(places: Places) -> list[str]:
    """Names of the sheets that nobody has typed back. None where the list of ways cannot be read, of which `doctor` tells."""
    try:
        slots = read_slots(places.data / "record" / SLOTS_FILE).slots
    except Trouble:
        return []
    known, _ = read_choices(places.config / FILE, Proved)
    return [slot.name for slot in slots if kind_of(slot) == "sheet" and slot.name not in known.sheets]
