"""The ways to open a record as people are told them: what each is, and whether it is as it was made."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.trust.keys import DataKey, read_key
from desktop.trust.slots import KeySlots, Kind, Machine, Office, OnPaper, Slot, is_genuine, kind_of, signed

State = Literal["opens", "whole", "changed", "missing", "unchecked"]
"""A key file that opens the record; as it was made; changed by somebody; a key file that is not here or opens nothing here; not known,
since the key that proves it is not to be had."""

HandOut = Callable[[str, int, Sequence[str], str], None]
"""Given the name of a new sheet, how many shares open, the shares, and the fingerprint of the key that they open, before they count. What
it raises ends the change."""


class SlotView(Struct, frozen=True):
    """One way to open the record. `recipient` of an office; `need` and `of` of a sheet."""

    kind: Kind
    name: str
    state: State
    recipient: str = ""
    need: int = 0
    of: int = 0


class Recovered(Struct, frozen=True):
    """The way that opened the record, the key file that was made (None where it was whole), and where a damaged one was moved."""

    name: str
    made: Path | None
    aside: Path | None


class Changed(Struct, frozen=True):
    """After another data key: the ways there are now, names of those that do not open it (made again by hand), of whom no PIN could
    be carried over, and the former key file, which opens backups from before."""

    slots: list[SlotView]
    gone: list[str]
    without_pin: list[str]
    former: Path | None


def view(slot: Slot, slots: KeySlots, key: DataKey | None, keys: Path) -> SlotView:
    """What is known of a slot. `key` is the data key, None where it is not to be had; `keys` the folder of key files."""
    state: State = "unchecked"
    if isinstance(slot, Machine) and not opens(keys / slot.name, slots.check):
        state = "missing"
    elif key is not None and not (slots.format == 1 or is_genuine(slot, key)):
        state = "changed"
    elif key is not None:
        state = "opens" if isinstance(slot, Machine) else "whole"
    recipient = slot.recipient if isinstance(slot, Office) else ""
    need, of = (slot.need, slot.of) if isinstance(slot, OnPaper) else (0, 0)
    return SlotView(kind_of(slot), slot.name, state, recipient, need, of)


def fingerprint(check: str) -> str:
    """Eight digits of a key's check value, for people to compare; they give nothing away."""
    return f"{check[:4]} {check[4:8]}"


def of_today(slots: KeySlots, key: DataKey) -> list[Slot]:
    """The slots as format 2 has them. Format 1 knew key files only, and proved none of them."""
    if slots.format == 2:
        return list(slots.slots)
    return [signed(slot, key) for slot in slots.slots if isinstance(slot, Machine)]


def opens(place: Path, check: str) -> bool:
    """Whether this key file holds the key with this check value."""
    try:
        return read_key(place).check_value() == check
    except Trouble:
        return False
