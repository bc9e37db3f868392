"""Keeps what policies are in effect beside the record too, for a desk that cannot open it: a closed desk after a restart, and the drills.

Policies are no secret. The packs lie in `data/policies/`, each under its own hash, so that a changed one is none; which of them count, and
which bulletin stands, says `record-shelf.json` in the keys folder, signed by the device key. It is made anew from the record whenever that
is opened and says something else; without it such a desk goes by the pack that came with the program, marked as a draft.
"""

from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop.core import canonical
from desktop.core.errors import Trouble
from desktop.core.policies import Bulletin, BulletinInstalled, Installed, PolicyInstalled, Shelf
from desktop.packs.catalog import LoadedPack, from_kept
from desktop.paths import Places
from desktop.store.queries import Queries
from desktop.trust.device import open_device_key, verify
from desktop.whole import read_whole, write_whole

REALM = "record"
PREFIX = b"threshold shelf 1\n"
WHAT = "What policies are in effect"


class _Told(Struct, frozen=True, forbid_unknown_fields=True):
    packs: tuple[PolicyInstalled, ...]
    bulletins: tuple[BulletinInstalled, ...]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal[1]
    shelf: _Told
    signature: str


def _place(places: Places) -> Path:
    return places.keys / f"{REALM}-shelf.json"


def _pack(places: Places, digest: str) -> Path:
    return places.data / "policies" / f"{digest}.json"


def keep_beside(places: Places, shelf: Shelf, ident: str, day: str, queries: Queries) -> None:
    """Make what lies beside say what the record says: the versions of this pack that are in effect on a day (ISO) or come later, where
    there are none the highest, and the bulletin that stands. Trouble where it cannot be written; the record is as good without it."""
    wanted = (*shelf.in_force(ident, day), *shelf.ahead(ident, day)) or shelf.of(ident)[:1]
    standing = shelf.bulletin(ident)
    told = _Told(
        tuple(msgspec.structs.replace(each.body, manifest="", signatures=()) for each in wanted),
        (msgspec.structs.replace(standing.body, signatures=()),) if standing else (),
    )  # the signatures stay on record: here the device key signs
    if _read(places) == told or not (told.packs or told.bulletins or _place(places).exists()):
        return
    key = open_device_key(places.keys, REALM)
    if key is None:
        return
    for body in told.packs:
        kept = queries.pack(body.hash)
        if kept is not None and not _pack(places, body.hash).exists():
            write_whole(_pack(places, body.hash), kept, WHAT)
    made = _File(1, told, key.sign(_message(told)))
    write_whole(_place(places), msgspec.json.encode(made), WHAT)


def shelf_beside(places: Places, own: Shelf) -> Shelf:
    """The shelf of a desk without the record: what lies beside, where the device key signed it, and who has read what by its `own`."""
    told = _read(places)
    if told is None:
        return own
    packs = tuple(Installed(body, 0, 0) for body in told.packs)
    return Shelf(own.authorities, packs, tuple(Bulletin(body, 0, 0) for body in told.bulletins), own.read)


def best_beside(places: Places, ident: str) -> LoadedPack | None:
    """The highest version of a pack that lies beside and can be read, whatever its dates."""
    found = (pack_beside(places, each.body.hash) for each in shelf_beside(places, Shelf()).of(ident))
    return next((each for each in found if each is not None), None)


def pack_beside(places: Places, digest: str) -> LoadedPack | None:
    """A pack that lies beside; None where it is not there, or is not the one of this hash."""
    try:
        return from_kept(read_whole(_pack(places, digest)), digest)
    except (OSError, ValueError):
        return None


def _read(places: Places) -> _Told | None:
    """What is signed; None where nothing is, or it was changed."""
    try:
        key = open_device_key(places.keys, REALM)
        found = msgspec.json.decode(read_whole(_place(places)), type=_File)
    except (OSError, ValueError, RecursionError, Trouble):
        return None
    good = key is not None and verify(key.public, _message(found.shelf), found.signature)
    return found.shelf if good else None


def _message(told: _Told) -> bytes:
    return PREFIX + canonical.encode(msgspec.to_builtins(told))
