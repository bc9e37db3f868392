"""The ways to open a record as people are told them: what each is, and whether it is as it was made."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop.core.errors import Refused, Trouble
from desktop.trust import sheet
from desktop.trust.keys import (
    DEVICE_KEY,
    DataKey,
    key_files,
    make_key_file,
    new_key_name,
    read_key,
    sync_folder,
)
from desktop.trust.slots import (
    KeySlots,
    Kind,
    Machine,
    Office,
    OnPaper,
    Slot,
    Spoken,
    for_machine,
    for_office,
    for_passphrase,
    for_sheet,
    is_genuine,
    kind_of,
    open_office,
    open_passphrase,
    open_sheet,
    signed,
)
from desktop.whole import trouble_of

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
    """The way that opened the record, the key file that was made (None where it was whole), and where a damaged one was moved. `amiss`:
    why this way makes no supervisor, None where it may."""

    name: str
    made: Path | None
    aside: Path | None
    amiss: Refused | None = None


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


def renamed(slot: Slot, name: str, key: DataKey) -> Slot:
    """A slot of an office under the name that it had: it is the same office with another data key."""
    return signed(msgspec.structs.replace(slot, name=name), key)


def machine_name(slots: KeySlots, key: DataKey) -> str:
    """The name of the key file that the slots know, "" for none that may be believed: who can write there must not have a device key
    moved aside for it, or a file of their choice."""
    good = (
        slot.name
        for slot in slots.slots
        if isinstance(slot, Machine) and not slot.name.casefold().endswith(DEVICE_KEY)
        if slots.format == 1 or is_genuine(slot, key)
    )
    return next(good, "")


def with_machine(slots: KeySlots, name: str, key: DataKey) -> KeySlots:
    """The slots with one for the key file `name`, in place of those of key files that nobody of ours made."""
    kept = [slot for slot in of_today(slots, key) if not isinstance(slot, Machine) or is_genuine(slot, key)]
    return KeySlots(2, slots.check, [for_machine(name, key), *(slot for slot in kept if slot.name != name)])


def key_again(keys: Path, name: str, key: DataKey) -> tuple[Path | None, Path | None]:
    """Make the key file of this name where it does not hold the key; one that is there and does not is moved aside, not deleted. The
    file that was made and where the other lies, None for neither. Trouble."""
    place, aside = keys / name, None
    if opens(place, key.check_value()):
        return None, None
    if place.exists():
        aside = place.with_name(f"{name}.damaged-{new_key_name()[:8]}")
        try:
            place.rename(aside)
            sync_folder(place.parent)
        except OSError as error:
            raise trouble_of(error, f"{place} cannot be moved aside", place) from error
    key_file(keys, key, name)
    return place, aside


def key_file(keys: Path, key: DataKey, name: str) -> str:
    """Write a key file; its name. Trouble where that cannot be."""
    try:
        return make_key_file(keys, key, name)
    except OSError as error:
        place = keys / name
        raise trouble_of(error, f"The key file {place} cannot be written", place) from error


def sheet_again(former: OnPaper, key: DataKey, hand_out: HandOut) -> Slot:
    """A sheet of the same shape for another data key, handed out."""
    made = sheet.make(former.need, former.of)
    slot = for_sheet(former.need, former.of, made.secret, key)
    hand_out(slot.name, former.need, made.shares, fingerprint(key.check_value()))
    return slot


def prove(key: DataKey | Literal[False], slot: Slot) -> None:
    """That a way opens as soon as it was made. Trouble("ours") where it does not: then it must not be relied on."""
    if key is False:
        sentence = f"The way {slot.name} to open the record was made and does not open it."
        raise Trouble("ours", sentence, "Remove it with threshold keys remove, and report this sentence.")


Opens = Callable[[Slot, str], DataKey | Literal[False]]
"""Given a slot and the check value of the key: the key, or False for a slot of another kind. Refused where it does not open."""


def by_passphrase(words: str) -> Opens:
    """By a passphrase: takes about a second for each slot."""
    return lambda slot, check: isinstance(slot, Spoken) and open_passphrase(slot, check, words)


def by_sheet(shares: Sequence[str]) -> Opens:
    """By shares of a sheet. Refused as in `sheet.combine`."""
    secret = sheet.combine(shares)
    return lambda slot, check: isinstance(slot, OnPaper) and open_sheet(slot, check, secret)


def by_office(identity: str) -> Opens:
    """By the text of an office's identity file."""
    return lambda slot, check: isinstance(slot, Office) and open_office(slot, check, identity)


def opened(kind: Kind, by: Opens, slots: KeySlots) -> tuple[Slot, DataKey]:
    """The first way of this kind that opens, and the key. Refused for the reason of the last one that does not, `no_such_way`."""
    why = Refused("no_such_way", kind=kind)
    for slot in slots.slots:
        try:
            key = by(slot, slots.check)
        except Refused as refused:
            why = refused
            continue
        if isinstance(key, DataKey):
            return slot, key
    raise why


def made_anew(whole: Sequence[Slot], key: DataKey, hand_out: HandOut | None, passphrase: str) -> list[Slot]:
    """The other ways than key files for another data key: offices as they were, each sheet anew where somebody takes it, the passphrase
    where one is given."""
    made = [
        renamed(for_office(slot.recipient, key), slot.name, key) for slot in whole if isinstance(slot, Office)
    ]
    for slot in whole if hand_out is not None else ():
        if isinstance(slot, OnPaper) and hand_out is not None:
            made.append(sheet_again(slot, key, hand_out))
    return [*made, for_passphrase(passphrase, key)] if passphrase else made


def without(name: str, slots: list[Slot]) -> list[Slot]:
    """The slots but for the one of this name."""
    return [slot for slot in slots if slot.name != name]


def delete_key_files(keys: Path, key: DataKey) -> list[Path]:
    """Delete every key file with this key; which they were. Trouble where one cannot be deleted: it opens the record as before."""
    gone = [place for place in key_files(keys) if opens(place, key.check_value())]
    for place in gone:
        try:
            place.unlink()
            sync_folder(place.parent)
        except OSError as error:
            raise trouble_of(error, f"The key file {place} cannot be deleted", place) from error
    return gone
