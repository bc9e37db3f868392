"""The closed list of things that can happen, one body per kind, and the envelope that each is recorded in.

A kind is never changed: a new shape gets the next version and an upcaster from the one before, so that every
event ever written can be read. What this program does not know yet is kept, and shown as `UnknownBody`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.clock import Reading
from desktop.core.particulars import (
    CallLogged,
    CheckpointSigned,
    DetailGiven,
    DetailStruck,
    DeviceKeyMade,
    Happened,
    NoteWritten,
    PhotoKept,
    ShownOnScreen,
    TaskTicked,
    TimeMarked,
    TimeNamed,
    VisitTakenOver,
)
from desktop.core.people import BODIES as PEOPLE_BODIES
from desktop.core.people import OfPeople
from desktop.core.policies import BODIES as POLICY_BODIES
from desktop.core.policies import UPCASTERS as POLICY_UPCASTERS
from desktop.core.policies import VERSIONS as POLICY_VERSIONS
from desktop.core.policies import OfPolicies
from desktop.core.review_events import BODIES as REVIEW_BODIES
from desktop.core.review_events import OfReviews
from desktop.core.siding import SideRecord, VisitTakenIn

ENVELOPE_FORMAT = 1


class Actor(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Who acted. `person` is a duty name ("Guard 12"), `how` says how we know, `behalf` for whom if not for
    oneself."""

    person: str
    role: Literal["guard", "supervisor", "it", "none"]
    how: Literal["claimed", "pin", "none"]
    behalf: str = ""


class StoreCreated(Struct, frozen=True, forbid_unknown_fields=True):
    """The first event of a journal, and of each new epoch after a restore: what file this is."""

    realm: Literal["record", "drill"]
    device: str
    epoch: int
    former_head: str | None
    reason: str


class VisitOpened(Struct, frozen=True, forbid_unknown_fields=True):
    """A visit began. `site` is the facility data used, `pack_*` the policy that is pinned, `begun` how it
    started.

    `record_number` is "" in a draft: the journal issues it in the transaction that stores the event.
    """

    record_number: str
    site: dict[str, Any]
    post: str
    pack_id: str
    pack_version: str
    pack_hash: str
    language: str
    begun: Literal["button", "went_in", "danger"]


class StepAnswered(Struct, frozen=True, forbid_unknown_fields=True):
    """A step got its answer. `address` is round / group item / step; `doubt` the clock's doubts at that
    moment."""

    address: str
    step: str
    value: str | list[str]
    via: Literal["screen", "key", "scenario"]
    note: str = ""
    doubt: list[str] = []
    happened: Happened | None = None


class StepReopened(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer was taken back: the one in the event numbered `seq`."""

    seq: int
    address: str


class OutcomeReached(Struct, frozen=True, forbid_unknown_fields=True):
    """What the policy said, as it was shown: never recomputed, so that a later repair does not rewrite
    history. Without outcomes it tells further reasons of a hold that is on record already.

    `facts` are the computed facts with the instant used, `because` the seq of the event that led here,
    `engine` the program's version, `text_hash` that of the words on screen in `language`.
    """

    rest: str
    outcomes: list[str]
    reasons: list[str]
    flags: list[str]
    facts: dict[str, str]
    because: int
    engine: str
    language: str
    text_hash: str


class VisitClosed(Struct, frozen=True, forbid_unknown_fields=True):
    """The officers have left and the guard closed the visit."""


class VisitJoined(Struct, frozen=True, forbid_unknown_fields=True):
    """This visit is the same as another one, `into` (a visit id), and is read together with it."""

    into: str


class Access(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody looked at or took out what is recorded."""

    what: Literal["opened", "searched", "printed", "exported", "verified"]


class PayloadRedacted(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of event `seq` were lawfully removed; its place in the chain stays."""

    seq: int
    reason: str


class UnknownBody(Struct, frozen=True):
    """An event of a later program: kept, counted, shown as what it `needs`."""

    needs: str
    raw: bytes


class BrokenBody(Struct, frozen=True):
    """Contents that cannot be read; `why` says what is wrong. The rest of the journal goes on."""

    why: str


class Redacted(Struct, frozen=True):
    """The contents are gone; whether lawfully, `desktop.core.chain.verify` says."""


Written = (
    StoreCreated
    | VisitOpened
    | StepAnswered
    | StepReopened
    | OutcomeReached
    | VisitClosed
    | VisitJoined
    | CallLogged
    | TaskTicked
    | NoteWritten
    | TimeMarked
    | TimeNamed
    | DetailGiven
    | DetailStruck
    | PhotoKept
    | ShownOnScreen
    | VisitTakenOver
    | Access
    | PayloadRedacted
    | DeviceKeyMade
    | CheckpointSigned
    | OfPeople
    | SideRecord
    | VisitTakenIn
    | OfPolicies
    | OfReviews
)
Body = Written | UnknownBody | BrokenBody | Redacted


class Kind(Struct, frozen=True):
    """The present version of a kind and the shape of its body."""

    version: int
    body: type[Struct]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "store_created": Kind(1, StoreCreated),
        "visit_opened": Kind(1, VisitOpened),
        "step_answered": Kind(1, StepAnswered),
        "step_reopened": Kind(1, StepReopened),
        "outcome_reached": Kind(1, OutcomeReached),
        "visit_closed": Kind(1, VisitClosed),
        "visit_joined": Kind(1, VisitJoined),
        "call_logged": Kind(1, CallLogged),
        "task_ticked": Kind(1, TaskTicked),
        "note_written": Kind(1, NoteWritten),
        "time_marked": Kind(1, TimeMarked),
        "time_named": Kind(1, TimeNamed),
        "detail_given": Kind(1, DetailGiven),
        "detail_struck": Kind(1, DetailStruck),
        "photo_kept": Kind(1, PhotoKept),
        "shown": Kind(1, ShownOnScreen),
        "visit_taken_over": Kind(1, VisitTakenOver),
        "access": Kind(1, Access),
        "payload_redacted": Kind(1, PayloadRedacted),
        "device_key_made": Kind(1, DeviceKeyMade),
        "checkpoint_signed": Kind(1, CheckpointSigned),
        **{kind: Kind(1, body) for kind, body in PEOPLE_BODIES.items()},
        "side_record": Kind(1, SideRecord),
        "visit_taken_in": Kind(1, VisitTakenIn),
        **{kind: Kind(POLICY_VERSIONS.get(kind, 1), body) for kind, body in POLICY_BODIES.items()},
        **{kind: Kind(1, body) for kind, body in REVIEW_BODIES.items()},
    }
)
_BODIES: Mapping[type[Struct], msgspec.json.Decoder[Any]] = MappingProxyType(
    {kind.body: msgspec.json.Decoder(kind.body) for kind in KINDS.values()}
)

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: Mapping[tuple[str, int], Upcaster] = MappingProxyType({**POLICY_UPCASTERS})
"""(kind, version) → what makes the next version of such a body."""

NEVER_REDACTED = frozenset({"store_created", "visit_opened", "payload_redacted"})
"""Without these the file, a visit or a redaction itself could no longer be explained; none holds free text on
people. A trigger says the same, as it was released: it is not made anew for what was added since."""

WITNESSES = frozenset({"device_key_made", "checkpoint_signed"})
"""What witnesses the record; the journal refuses to redact it, and `core.witness` tells where it is gone all the same."""


class Draft(Struct, frozen=True):
    """An event that is not written yet: what happened and who did it. `visit` is None for what concerns the file.

    `typed` is the address of half-typed text that goes with the same transaction; ending in "/" it is the beginning of
    several.
    """

    kind: str
    visit: str | None
    body: Struct
    actor: Actor
    typed: str = ""


class Envelope(Struct, frozen=True, gc=False):
    """Everything about an event but its contents, and what is chained. Units as in
    `desktop.core.clock.Reading`.

    `after` is the hash of the visit's event before this one, "" for its first. An event is named by device,
    epoch, seq.
    """

    device: str
    epoch: int
    seq: int
    visit: str | None
    after: str
    kind: str
    version: int
    actor: Actor
    utc_us: int
    offset_min: int
    zone: str
    mono_ns: int
    boot: str
    payload_hash: str

    @property
    def reading(self) -> Reading:
        """The clocks when this was recorded."""
        return Reading(self.utc_us, self.offset_min, self.zone, self.mono_ns, self.boot)


class Event(Envelope, frozen=True):
    """An event as it stands in the journal, with its contents, the hash before it and its own."""

    prev: str
    hash: str
    body: Body


def encode_envelope(envelope: Envelope) -> bytes:
    """The bytes that are stored and hashed. The monotonic clock is text: in ns it outgrows JSON numbers in
    104 days."""
    plain: dict[str, Any] = {name: getattr(envelope, name) for name in Envelope.__struct_fields__}
    plain["actor"] = msgspec.to_builtins(envelope.actor)
    plain["mono_ns"] = str(envelope.mono_ns)
    return canonical.encode({"format": ENVELOPE_FORMAT, **plain})


class _Stored(Envelope, frozen=True):
    """An envelope as its stored text has it. Numbers that canonical JSON has no form for, and times that no calendar has,
    are refused here: whoever shows them need not."""

    epoch: Annotated[int, Meta(ge=0, lt=2**53)]
    seq: Annotated[int, Meta(ge=1, lt=2**53)]
    version: Annotated[int, Meta(ge=0, lt=2**53)]
    utc_us: Annotated[int, Meta(ge=0, lt=2**53)]
    offset_min: Annotated[int, Meta(gt=-24 * 60, lt=24 * 60)]
    mono_ns: str  # type: ignore[assignment]
    format: int


_ENVELOPES = msgspec.json.Decoder(_Stored)
_SORTED = msgspec.json.Encoder(order="sorted")
"""Writes what `canonical.encode` writes, many times faster, where all is ASCII."""

_MONO = Envelope.__struct_fields__.index("mono_ns")


def decode_envelope(stored: bytes) -> Envelope:
    """Read an envelope back. ValueError (msgspec's are) tells what is wrong with it."""
    plain = _decode(stored)
    *found, _ = msgspec.structs.astuple(plain)
    found[_MONO] = int(plain.mono_ns)
    return Envelope(*found)


def read_envelope(stored: bytes) -> tuple[Envelope, bool]:
    """The envelope as `decode_envelope` reads it, and whether its bytes are those that `encode_envelope` writes for it: of a name
    that stands there twice one program takes the first and another the last."""
    plain = _decode(stored)
    same = _SORTED.encode(plain) == stored and stored.isascii()
    text = plain.mono_ns
    mono_ns = int(text)
    msgspec.structs.force_setattr(plain, "mono_ns", mono_ns)  # millions are read: no second object for each
    return plain, (same and str(mono_ns) == text) or encode_envelope(plain) == stored


def _decode(stored: bytes) -> _Stored:
    plain = _ENVELOPES.decode(stored)
    if plain.format != ENVELOPE_FORMAT:
        raise ValueError(
            f"The envelope has format {plain.format}; this program reads format {ENVELOPE_FORMAT}."
        )
    return plain


def encode_body(kind: str, body: Struct) -> bytes:
    """The canonical bytes of the body of a new event. ValueError when the body is not the one of that
    kind."""
    known = KINDS.get(kind)
    if known is None or type(body) is not known.body:
        raise ValueError(f"A {type(body).__name__} is not the body of an event of kind {kind!r}.")
    return canonical.encode(msgspec.to_builtins(body))


def decode_body(
    kind: str,
    version: int,
    stored: bytes | None,
    kinds: Mapping[str, Kind] = KINDS,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Body:
    """Read a body of any version; never raises, since one unreadable event must not hide the others."""
    if stored is None:
        return Redacted()
    known = kinds.get(kind)
    if known is None or version > known.version:
        return UnknownBody(f"needs a newer version of Threshold ({kind} {version})", stored)
    try:
        if version == known.version:
            decoder = _BODIES.get(known.body) or msgspec.json.Decoder(known.body)
            return cast(Body, decoder.decode(stored))
        plain = msgspec.json.decode(stored)
        for older in range(version, known.version):
            plain = upcasters[kind, older](plain)
        body: Any = msgspec.convert(plain, known.body)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return BrokenBody(f"{kind} {version} cannot be read: {type(error).__name__}")
    return cast(Body, body)


def make_event(stored: bytes, prev: str, own_hash: str, payload: bytes | None) -> Event:
    """The event of one stored row. ValueError when the envelope itself cannot be read."""
    envelope = decode_envelope(stored)
    body = decode_body(envelope.kind, envelope.version, payload)
    return Event(*(*msgspec.structs.astuple(envelope), prev, own_hash, body))
