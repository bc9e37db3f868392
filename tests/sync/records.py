"""A desk's events, made by the program's own forms, with the keys of its sender and its receiver."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple
from zlib import compress

import msgspec
import pyrage

from desktop.core import chain, events
from desktop.core.bundles import Header
from desktop.core.chain import START, Row
from desktop.core.events import Access, Actor, Envelope, PayloadRedacted, StoreCreated
from desktop.core.particulars import NoteWritten, PhotoKept
from desktop.sync.bundle import KIND, Made, Sender, make_bundles
from desktop.sync.signed_lines import signed_lines
from desktop.trust.device import DeviceKey
from desktop.trust.sealing import seal_bytes

GUARD = Actor("Guard 12", "guard", "claimed")
DESK, OTHER, OFFICE = (DeviceKey(bytes([number]) * 32) for number in (1, 2, 3))
KINDS = {known.body: kind for kind, known in events.KINDS.items()}
SECRET = "Badge 4471 said so"


class Receiver(NamedTuple):
    """An age identity's text and its public key."""

    identity: str
    public: str


def receiver() -> Receiver:
    made = pyrage.x25519.Identity.generate()
    return Receiver(str(made), str(made.to_public()))


HERE = receiver()


def row(
    before: Row | None,
    body: msgspec.Struct,
    device: str = "desk-1",
    epoch: int = 0,
    visit: str | None = None,
    after: str = "",
) -> Row:
    """The event after `before`."""
    seq, prev = (before.seq + 1, before.hash) if before else (1, START)
    kind, salt = KINDS[type(body)], seq.to_bytes(16, "big")
    payload = events.encode_body(kind, body)
    envelope = events.encode_envelope(
        Envelope(
            device=device,
            epoch=epoch,
            seq=seq,
            visit=visit,
            after=after,
            kind=kind,
            version=events.KINDS[kind].version,
            actor=GUARD,
            utc_us=1_784_138_400_000_000 + seq,
            offset_min=-240,
            zone="America/New_York",
            mono_ns=10**17 + seq,
            boot="boot",
            payload_hash=chain.payload_hash(salt, payload),
        )
    )
    return Row(seq, envelope, prev, chain.event_hash(envelope, prev), salt, payload)


def record(length: int, device: str = "desk-1") -> list[Row]:
    """A record: notes of two visits, a photograph with every seventh event."""
    made = [row(None, StoreCreated("record", device, 0, None, "first_start"), device)]
    for seq in range(2, length + 1):
        note = NoteWritten(f"{SECRET} {seq}", "seen")
        photo = PhotoKept(f"photo-{seq}", "", 1, "p.jpg", "image/jpeg", 10, f"{seq:064x}")
        body = photo if seq % 7 == 0 else note if seq % 3 else Access("opened")
        made.append(
            row(made[-1], body, device, visit=f"visit-{seq % 2}", after=made[-2].hash if seq > 3 else "")
        )
    return made


def redacted(rows: list[Row], seq: int) -> list[Row]:
    """The record after the contents of an event were removed, which its last event tells."""
    gone = [
        msgspec.structs.replace(each, salt=None, payload=None) if each.seq == seq else each for each in rows
    ]
    return [*gone, row(gone[-1], PayloadRedacted(seq, "court order"))]


def sent(rows: Iterable[Row], key: DeviceKey = DESK, to: Receiver = HERE) -> list[Made]:
    """The bundles of these events."""
    return list(make_bundles(rows, Sender("record", key, [to.public])))


def one(rows: Iterable[Row], key: DeviceKey = DESK) -> tuple[Header, bytes]:
    """The only bundle of these events, and the bytes of its file."""
    (made,) = sent(rows, key)
    return made.header, made.content


def resealed(header: Header, plain: bytes, **said: object) -> bytes:
    """A bundle with these lines, rightly sealed and signed by the desk itself, whose header says this besides."""
    sealed = seal_bytes([HERE.public], compress(plain))
    of_it = {
        "plain_bytes": len(plain),
        "sealed_bytes": len(sealed),
        "sealed_sha256": sha256(sealed).hexdigest(),
    }
    return signed_lines(KIND, msgspec.structs.replace(header, **{**of_it, **said}), DESK) + sealed
