"""What a report is made of: one visit as the journal tells it, with the pack and the facility it was walked by, as plain data."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import msgspec

from desktop.core.events import Event
from desktop.core.facts import Site
from desktop.core.gathered import Gathered
from desktop.core.policy import Policy
from desktop.core.reviewing import Approval, Review
from desktop.core.texts import Texts
from desktop.core.visits import Visit
from desktop.core.walk_state import Rest, Walk
from desktop.reports.secrecy import marked_later, told

PartName = Literal["report", "addenda", "photographs", "counsel"]
"""The report, what was written beside it after its approval, and its annexes."""

Wanted = Literal[PartName, "all"]
"""What somebody asks for: one part, or all that have something to tell."""

OPEN_PARTS: frozenset[Wanted] = frozenset({"report", "addenda"})
"""The parts that whoever may see the report may see."""


class Place(msgspec.Struct, frozen=True):
    """The facility as it was configured when the visit began: `kind` in words, `areas` as name and status in words."""

    id: str
    name: str
    kind: str
    address: str
    borough: str
    zone: str
    areas: tuple[tuple[str, str], ...] = ()


class Sheet(msgspec.Struct, frozen=True):
    """One page of a photograph or scan, small enough to print: JPEG bytes without metadata, width and height in pixels."""

    jpeg: bytes
    width: int
    height: int


class Photo(msgspec.Struct, frozen=True):
    """A kept original by its event, and its pages to print. `why` says why there is none, or not all of them, "" otherwise."""

    seq: int
    sheets: tuple[Sheet, ...] = ()
    why: str = ""


class Kin(msgspec.Struct, frozen=True):
    """Another visit that is read together with this one: its record number, its head (hex digits, "" where the visit is not in
    this record), and whether it is counsel's alone (`secrecy.keeps_secret`)."""

    number: str
    head: str
    secret: bool


class Material(msgspec.Struct, frozen=True):
    """Everything a report may use of one visit.

    `events` are all of the visit in order, `standing` the outcomes that still stand, `papers` the papers' addresses (the first
    is paper 1 everywhere). `site`, `particulars` and `fills` let the words be told as they were on the screen
    (`core.texts.shown`). `joined` are the visits that were joined into this one, `joined_into` the record number of the visit
    that this one was joined into, "" for none; `kin` all that are joined with it above, below or beside, however many joinings
    lie between; `unread` says of each joined visit that cannot be read why. `photos` are filled only for the annex that
    shows them. `device_key` is the public device key (hex) in force at the last event that is told, "" for none;
    `record_holds` place and lift the holds of the whole record, in order. `set_anew`: person → by whom and when the PIN was set by which
    they acted, where another person set it. `signed_by` says who signed the pack, by what was on record before the visit; "" for a draft,
    and for a pack that nobody signed, which is told as one. `review` is how the visit stands; `approval` by which its events are told no
    further: its own, or that of the visit it was joined into; None where there is none.
    """

    visit: Visit
    walk: Walk
    events: tuple[Event, ...]
    found: Gathered
    standing: tuple[Rest, ...]
    papers: tuple[str, ...]
    policy: Policy
    texts: Texts
    pack_hash: str
    place: Place
    site: Site
    particulars: dict[str, str]
    fills: dict[str, str]
    realm: str
    program: str
    joined: tuple["Material", ...] = ()
    joined_into: str = ""
    kin: tuple[Kin, ...] = ()
    unread: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    logo: bytes | None = None
    device_key: str = ""
    record_holds: tuple[Event, ...] = ()
    set_anew: Mapping[str, str] = MappingProxyType({})
    signed_by: str = ""
    review: Review = Review()
    approval: Approval | None = None


def told_of(material: Material) -> Sequence[Event]:
    """The events that a report of this visit tells of (`secrecy.told`)."""
    return told(material.events, material.review, material.approval)


def later_of(material: Material) -> Sequence[Event]:
    """What was done to it since its approval, and is told too; nothing where it is not approved."""
    return () if material.approval is None else marked_later(material.events, told_of(material))


def below(material: Material) -> Iterator[Material]:
    """The visits that were joined into this one, each followed by those that were joined into it."""
    for each in material.joined:
        yield each
        yield from below(each)
