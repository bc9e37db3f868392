"""Side records on record: what was written while the record was closed, and taken into it when somebody opened it."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

SideChange = Literal["taken_in", "kept_aside", "recipient_changed"]
SIDE = "side_record"
"""Why a side record was begun, as its first event says."""


class SideRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """What became of the side record `side`, or that whom such records are sealed to was changed by somebody.

    `taken_in`: its events of visits, `written` of them, stand right after this one, with the clocks and actors that they had. It had
    `events` events, the last with the hash `head`, written from `first_us` to `last_us` (µs UTC). `chain` proves that (`core.side_proof`),
    and so does `signature` of the device key `public` over event `signed_to` of it; 0 where none was signed. `why` names what is wrong.
    """

    what: SideChange
    side: str = ""
    device: str = ""
    head: str = ""
    events: int = 0
    written: int = 0
    first_us: int = 0
    last_us: int = 0
    chain: str = ""
    signed_to: int = 0
    public: str = ""
    signature: str = ""
    why: list[str] = []


class VisitTakenIn(Struct, frozen=True, forbid_unknown_fields=True):
    """This visit was begun in the side record of event `seq`; its `events` events before this one were taken in from there."""

    seq: int
    events: int


REFERS: Mapping[str, str] = {
    "step_reopened": "seq",
    "outcome_reached": "because",
    "time_named": "seq",
    "payload_redacted": "seq",
}
"""The kinds that name another event of their visit by its number, and the field that does."""
