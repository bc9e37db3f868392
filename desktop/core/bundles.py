"""What a bundle of records and the receipt for it say, and how each is called where it lies; both are signed text.

Their files are written down in resources/manual/bundles.md.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.chain import Row
from desktop.core.events import decode_body, read_envelope
from desktop.core.particulars import PhotoKept

Hash = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Device = Annotated[str, Meta(pattern=r"\A[0-9a-z][0-9a-z-]{0,63}\Z")]
Number = Annotated[int, Meta(ge=1, lt=2**53)]
Epoch = Annotated[int, Meta(ge=0, lt=2**53)]
Size = Annotated[int, Meta(ge=0, lt=2**31)]

Ending = Literal["tbundle", "treceipt"]
NAME = re.compile(
    r"[0-9a-z][0-9a-z-]{0,63}-e[0-9]{1,16}-[1-9][0-9]{0,15}-[1-9][0-9]{0,15}-[0-9a-f]{16}\.(tbundle|treceipt)"
)
"""The only names that are looked at in a place where bundles go: none of them leads out of it."""

MOST_EVENTS = 5_000
"""Events of one bundle."""

MOST_PACKS = 100
"""Policy packs that come with one bundle."""

MOST_PLAIN = 32 << 20
"""Bytes of a bundle's events before they are packed: what a reader ever takes into memory of one."""

MOST_BYTES = MOST_PLAIN + (1 << 20)
"""Bytes of a bundle's file: events that cannot be packed at all, its header, and what encryption adds."""

Wrong = Literal["no_bundle", "truncated", "tampered", "forged", "newer", "too_large", "other_receiver"]


class BundleUnusable(Exception):
    """A bundle or receipt that is not taken: `wrong` for programs, `sentence` for people. Whoever raises it has changed nothing."""

    def __init__(self, wrong: Wrong, sentence: str) -> None:
        super().__init__(sentence)
        self.wrong = wrong
        self.sentence = sentence


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle says in the clear: events `from_seq` to `to_seq` of one epoch of a device, the hash before them and that of the
    last, how many attachments they name, how many policy packs come along, the signing key, and size and SHA-256 of what is sealed.
    `needs` is a version of Threshold."""

    device: Device
    epoch: Epoch
    from_seq: Number
    to_seq: Number
    prev_head: Hash
    head: Hash
    count: Annotated[int, Meta(ge=1, le=MOST_EVENTS)]
    attachments: Size
    packs: Annotated[int, Meta(ge=0, le=MOST_PACKS)]
    packing: Literal["deflate"]
    plain_bytes: Annotated[int, Meta(ge=1, le=MOST_PLAIN)]
    sealed_bytes: Annotated[int, Meta(ge=1, le=MOST_BYTES)]
    sealed_sha256: Hash
    signed_by: Hash
    needs: Annotated[str, Meta(pattern=r"\A[0-9]{1,4}(\.[0-9]{1,4}){1,2}\Z")]


class Held(Struct, frozen=True, forbid_unknown_fields=True):
    """A visit of which a bundle told `events` events; `last` is the hash of its last one there."""

    visit: str
    events: Number
    last: Hash


class Receipt(Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever holds the key `office` has all of a bundle: each visit, and each attachment's `token` by which nobody can guess it."""

    office: Hash
    device: Device
    epoch: Epoch
    from_seq: Number
    to_seq: Number
    head: Hash
    count: Annotated[int, Meta(ge=1, le=MOST_EVENTS)]
    sealed_sha256: Hash
    visits: Annotated[tuple[Held, ...], Meta(max_length=MOST_EVENTS)]
    attachments: Annotated[tuple[Hash, ...], Meta(max_length=MOST_EVENTS)]


def name_of(said: Header | Receipt, ending: Ending) -> str:
    """The name under which a bundle, or the receipt for it, lies in a place."""
    span = f"{said.from_seq}-{said.to_seq}"
    return f"{said.device}-e{said.epoch}-{span}-{said.sealed_sha256[:16]}.{ending}"


def attachments_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """SHA-256 (hex) of every photograph that these events name, sorted, each once. ValueError for an envelope that cannot be read."""
    found: set[str] = set()
    for row in rows:
        envelope, _ = read_envelope(row.envelope)
        body = decode_body(envelope.kind, envelope.version, row.payload)
        if isinstance(body, PhotoKept):
            found.add(body.sha256)
    return tuple(sorted(found))


def token(sha256: str) -> str:
    """What stands for an attachment in a receipt, which travels in the clear."""
    return canonical.digest("receipt-attachment", sha256.encode("ascii"))


def receipt_for(header: Header | Receipt, rows: Iterable[Row], office: str) -> Receipt:
    """The receipt for a bundle of these events, which names everything in it: a receipt is right if it is this one."""
    rows = list(rows)
    visits: dict[str, Held] = {}
    for row in rows:
        envelope, _ = read_envelope(row.envelope)
        if envelope.visit is not None:
            before = visits.get(envelope.visit)
            visits[envelope.visit] = Held(envelope.visit, 1 + (before.events if before else 0), row.hash)
    return Receipt(
        office,
        header.device,
        header.epoch,
        header.from_seq,
        header.to_seq,
        header.head,
        header.count,
        header.sealed_sha256,
        tuple(visits[visit] for visit in sorted(visits)),
        tuple(sorted(map(token, attachments_of(rows)))),
    )
