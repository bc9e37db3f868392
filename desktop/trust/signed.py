"""Keeps beside the device key what this computer signed last, outside the data folder: whoever rewrites a record, cuts it or puts an
older copy in its place cannot have the next start sign that as if nothing had been.

`REALM-signed.json` holds one entry, the last event of the record that this computer signed for; a second one for as long as a record
takes another's place. It is written after the event is on disk, so it is never ahead of the record; an older entry is still right.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from desktop.core.errors import Trouble
from desktop.trust.keys import make_folder, sync_folder
from desktop.whole import owner_only, read_whole, trouble_of, whole_file

SIGNED = "-signed.json"
LOST = "Threshold makes it anew. Find out who can write in the keys folder."


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """The record of `device` holds event `seq` with this hash. Number 0: it was begun, and nothing is known of it yet."""

    device: str
    seq: Annotated[int, Meta(ge=0, lt=2**53)]
    hash: str


class _Content(Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    entries: tuple[Entry, ...]


def signed_file(keys: Path, realm: str) -> Path:
    """Where it is kept for the record ("record") or for the drills ("drill")."""
    return keys / f"{realm}{SIGNED}"


class SignedHeads:
    """The entries of one realm on this computer."""

    def __init__(self, keys: Path, realm: str) -> None:
        self.place = signed_file(keys, realm)

    def entries(self) -> tuple[Entry, ...]:
        """All of them; none where there is no file. Trouble "key_damaged" for a file that is none of ours, "io" for one that
        cannot be read."""
        try:
            raw = read_whole(self.place)
        except FileNotFoundError:
            return ()
        except OSError as error:
            sentence = (
                f"{self.place}, which says what this computer signed last, cannot be read: {error.strerror}."
            )
            raise Trouble("io", sentence, "Let IT check the rights and the disk.", str(self.place)) from error
        try:
            return msgspec.json.decode(raw, type=_Content).entries
        except ValueError as error:
            sentence = f"{self.place}, which says what this computer signed last, is damaged."
            raise Trouble("key_damaged", sentence, LOST, str(self.place)) from error

    def begin(self, device: str) -> None:
        """Before a record of this device is on disk: it is one of ours. The other entries stay, since it may never get there."""
        if all(each.device != device for each in self._readable()):
            self._write([*self._readable(), Entry(device, 0, "")])

    def keep(self, entry: Entry, beside: bool = False) -> None:
        """The event of this entry is on disk. The others go, but `beside` them it stands where its record is not in its place
        yet. Trouble where that cannot be written."""
        former = self._readable()
        own = max((each.seq for each in former if each.device == entry.device), default=-1)
        others = [each for each in former if each.device != entry.device]
        if own < entry.seq or (others and not beside):
            kept = entry if own <= entry.seq else next(each for each in former if each.seq == own)
            self._write([*(others if beside else []), kept])

    def _readable(self) -> tuple[Entry, ...]:
        try:
            return self.entries()
        except Trouble as trouble:
            if trouble.kind != "key_damaged":
                raise
            return ()

    def _write(self, entries: Iterable[Entry]) -> None:
        """Whole or not at all, for this account only, on disk with its name when it returns."""
        content = msgspec.json.format(msgspec.json.encode(_Content(1, tuple(entries))), indent=2) + b"\n"
        lost = f"What this computer signed last could not be kept in {self.place}"
        try:
            make_folder(self.place.parent)
            with whole_file(self.place, lost, owner_only) as out:
                out.write(content)
            sync_folder(self.place.parent)
        except OSError as error:
            raise trouble_of(error, lost, self.place) from error


def of_record(entries: Sequence[Entry], device: str) -> tuple[Entry, ...]:
    """Those that the record of this device must hold one of: its own, else those of the record that it goes on from."""
    own = tuple(each for each in entries if each.device == device)
    return own or tuple(each for each in entries if each.seq)
