"""Makes bundles of a record's events and opens them again, each event held against the chain. Format: resources/manual/bundles.md."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from desktop.core.bundles import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_PACKS,
    MOST_PLAIN,
    BundleUnusable,
    Header,
    attachments_of,
)
from desktop.core.chain import Row, event_hash, payload_hash
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Envelope, VisitOpened, decode_body, read_envelope
from desktop.sync.signed_lines import read_lines, signed_lines
from desktop.trust.device import DeviceKey
from desktop.trust.sealing import seal_bytes, unseal_bytes

KIND = "threshold-bundle"
WHAT = "The bundle"
CUT_AT = 8 << 20
"""Bytes of events after which a bundle ends."""

NEEDS = "1.0"
"""The version of Threshold from which on this format is read."""


class Sender(Struct, frozen=True):
    """Whose events go out: the realm of the record, the key it signs with, and the recipients (age) who may open them. `pack` is asked
    for each visit that begins, by its event's number and its policy pack's hash: the bytes to send along, None where they went before."""

    realm: str
    key: DeviceKey
    recipients: Sequence[str]
    pack: Callable[[int, str], bytes | None] = lambda seq, pack_hash: None


class Made(Struct, frozen=True):
    """A bundle that was made, and the bytes of its file."""

    header: Header
    content: bytes


class _Line(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An event in a bundle. Without salt and payload its contents had been removed before."""

    envelope: str
    salt: str | None = None
    payload: str | None = None


class _PackLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A policy pack, as it is kept in the record."""

    pack: str
    content: str


class Opened(Struct, frozen=True):
    """A bundle that was opened: its header, its events, and its policy packs by hash, which the receiver holds against it."""

    header: Header
    rows: list[Row]
    packs: dict[str, bytes]


def make_bundles(rows: Iterable[Row], sender: Sender) -> Iterator[Made]:
    """Bundles of these rows, which follow each other in the journal; a new epoch begins a new bundle. Memory does not grow with them.

    Trouble `wrong_realm` for drills, `damaged` for an event that is not as it was written: what stands before it has gone out whole
    then. Refused `office_key` for a recipient that is none.
    """
    if sender.realm != "record":
        raise Trouble("wrong_realm", "Drills never leave this computer.", "Open the record instead.")
    batch, packs = list[tuple[Row, bytes]](), dict[str, bytes]()
    owner, size, before = None, 0, None
    for row in rows:
        envelope = _checked(row, before)
        line, came = _line(row), _pack_of(row, envelope, sender)
        more = len(line) + sum(map(len, came.values()))
        full = len(batch) == MOST_EVENTS or size + more > CUT_AT or len(packs) == MOST_PACKS
        if batch and (full or owner != (envelope.device, envelope.epoch)):
            yield _make(batch, packs, sender)
            batch, packs, size = [], {}, 0
        owner, size, before = (envelope.device, envelope.epoch), size + more, row
        packs |= came
        batch.append((row, line))
    if batch:
        yield _make(batch, packs, sender)


def read_header(raw: bytes, signer: str = "") -> tuple[Header, bytes]:
    """The header of a bundle and what is sealed in it, which no key is needed for: `signer` (hex) signed it and nothing was changed.

    Without `signer` it is held against the key that it names itself, which says nothing yet of who made it. BundleUnusable.
    """
    if len(raw) > MOST_BYTES:
        raise BundleUnusable("too_large", f"{WHAT} is larger than any that Threshold makes.")
    header, sealed = read_lines(KIND, raw, Header, signer or signer_of(raw), WHAT)
    if signer and header.signed_by != signer:
        raise BundleUnusable("forged", f"{WHAT} names another key than the one that signed it.")
    if header.to_seq - header.from_seq + 1 != header.count:
        raise BundleUnusable("tampered", f"{WHAT} counts its events otherwise than it numbers them.")
    if len(sealed) < header.sealed_bytes:
        have = f"{len(sealed)} of {header.sealed_bytes} bytes are here"
        raise BundleUnusable("truncated", f"{WHAT} is not whole: {have}. Copy it again.")
    if len(sealed) > header.sealed_bytes or hashlib.sha256(sealed).hexdigest() != header.sealed_sha256:
        raise BundleUnusable("tampered", f"{WHAT} was changed after it was signed.")
    return header, sealed


def clear_lines(header: Header, content: bytes) -> bytes:
    """What of a bundle's file stands before the sealed part: enough to prove later what went out."""
    return content[: len(content) - header.sealed_bytes]


def read_clear(raw: bytes) -> Header:
    """The header of `clear_lines`, which the key that it names has signed. BundleUnusable."""
    header, rest = read_lines(KIND, raw, Header, signer_of(raw), WHAT)
    if rest:
        raise BundleUnusable("tampered", f"{WHAT} goes on after its header.")
    return header


def open_bundle(raw: bytes, signer: str, identity: str) -> tuple[Header, list[Row]]:
    """The header and every event, as `open_whole` gives them."""
    opened = open_whole(raw, signer, identity)
    return opened.header, opened.rows


def open_whole(raw: bytes, signer: str, identity: str) -> Opened:
    """The header, the policy packs and every event, whose hashes are computed anew from `prev_head` to `head`. `identity` is an age
    identity file's text.

    All of it or nothing: BundleUnusable as in `read_header`, `other_receiver` where the identity does not open it, `too_large` where
    more comes out than it says, `tampered` for an event that does not fit. Refused `identity` where that is no identity. Memory: some
    four times `MOST_PLAIN` at most. Whether a pack is what its hash says, the caller checks.
    """
    header, sealed = read_header(raw, signer)
    lines = _unpacked(header, _unsealed(identity, sealed)).split(b"\n", header.count + header.packs)
    if lines.pop() != b"" or len(lines) != header.count + header.packs:
        raise BundleUnusable("tampered", f"{WHAT} does not hold the {header.count} events that it says.")
    rows, prev = [], header.prev_head
    for seq, line in enumerate(lines[: header.count], header.from_seq):
        rows.append(_row(header, seq, prev, line))
        prev = rows[-1].hash
    if prev != header.head:
        raise BundleUnusable(
            "tampered", f"The events of {WHAT.lower()} do not lead to the head that it names."
        )
    if len(attachments_of(rows)) != header.attachments:
        raise BundleUnusable("tampered", f"{WHAT} counts its attachments wrongly.")
    return Opened(header, rows, dict(map(_pack, lines[header.count :])))


def signer_of(raw: bytes) -> str:
    """The key (hex) that a header names, "" where it names none that can be read; nothing of it is believed yet."""
    parts = raw[: 1 << 16].split(b"\n", 2)
    try:
        return msgspec.json.decode(parts[1], type=Header).signed_by if len(parts) > 2 else ""
    except (ValueError, RecursionError):
        return ""


def _checked(row: Row, before: Row | None) -> Envelope:
    """The envelope of a row that is as it was written and follows the one before. Trouble `damaged`."""
    try:
        envelope, fits = read_envelope(row.envelope)
    except ValueError:
        fits = False
    else:
        fits = fits and envelope.seq == row.seq and event_hash(row.envelope, row.prev) == row.hash
    if fits and before is not None:
        fits = row.seq == before.seq + 1 and row.prev == before.hash
    if fits and row.payload is not None and row.salt is not None:
        fits = payload_hash(row.salt, row.payload) == envelope.payload_hash
    if not fits:
        sentence = f"Event {row.seq} of the record is not as it was written, and nothing after it is sent."
        raise Trouble("damaged", sentence, "Run: threshold verify")
    return envelope


def _line(row: Row) -> bytes:
    gone = row.payload is None or row.salt is None
    line = _Line(row.envelope.decode()) if gone else _Line(row.envelope.decode(), _hex(row.salt), _text(row))
    return msgspec.json.encode(line) + b"\n"


def _hex(salt: bytes | None) -> str:
    return (salt or b"").hex()


def _text(row: Row) -> str:
    """The contents as text, which all that was ever written is."""
    try:
        return (row.payload or b"").decode()
    except UnicodeDecodeError as error:
        sentence = f"The contents of event {row.seq} are no text, and nothing from it on is sent."
        raise Trouble("damaged", sentence, "Run: threshold verify") from error


def _pack_of(row: Row, envelope: Envelope, sender: Sender) -> dict[str, bytes]:
    """The policy pack that goes with a visit that begins."""
    if envelope.kind != "visit_opened" or row.payload is None:
        return {}
    body = decode_body(envelope.kind, envelope.version, row.payload)
    content = sender.pack(row.seq, body.pack_hash) if isinstance(body, VisitOpened) else None
    return {body.pack_hash: content} if isinstance(body, VisitOpened) and content is not None else {}


def _pack(line: bytes) -> tuple[str, bytes]:
    try:
        read = msgspec.json.decode(line, type=_PackLine)
    except (ValueError, RecursionError) as error:
        raise BundleUnusable("tampered", f"A policy pack of {WHAT.lower()} cannot be read.") from error
    return read.pack, read.content.encode()


def _make(batch: list[tuple[Row, bytes]], packs: dict[str, bytes], sender: Sender) -> Made:
    first, last = batch[0][0], batch[-1][0]
    told = (msgspec.json.encode(_PackLine(each, content.decode())) + b"\n" for each, content in packs.items())
    plain = b"".join([*(line for _, line in batch), *told])
    if len(plain) > MOST_PLAIN:
        raise Trouble(
            "ours", f"Event {first.seq} is too large for a bundle.", "Tell those who made Threshold."
        )
    envelope, _ = read_envelope(first.envelope)
    sealed = seal_bytes(sender.recipients, zlib.compress(plain, 6))
    header = Header(
        device=envelope.device,
        epoch=envelope.epoch,
        from_seq=first.seq,
        to_seq=last.seq,
        prev_head=first.prev,
        head=last.hash,
        count=len(batch),
        attachments=len(attachments_of(row for row, _ in batch)),
        packs=len(packs),
        packing="deflate",
        plain_bytes=len(plain),
        sealed_bytes=len(sealed),
        sealed_sha256=hashlib.sha256(sealed).hexdigest(),
        signed_by=sender.key.public,
        needs=NEEDS,
    )
    return Made(header, signed_lines(KIND, header, sender.key) + sealed)


def _unsealed(identity: str, sealed: bytes) -> bytes:
    try:
        return unseal_bytes(identity, sealed)
    except Refused as refused:
        if refused.code != "not_sealed_to":
            raise
        sentence = f"{WHAT} is encrypted to another receiver, or was not encrypted as it says."
        raise BundleUnusable("other_receiver", sentence) from refused


def _unpacked(header: Header, packed: bytes) -> bytes:
    """No more than the header says is ever unpacked."""
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(packed, header.plain_bytes + 1)
    except zlib.error as error:
        raise BundleUnusable("tampered", f"{WHAT} cannot be unpacked.") from error
    if len(plain) > header.plain_bytes:
        raise BundleUnusable("too_large", f"{WHAT} unpacks to more than it says.")
    if len(plain) < header.plain_bytes or not unpacking.eof or unpacking.unused_data:
        raise BundleUnusable("tampered", f"{WHAT} unpacks to something else than it says.")
    return plain


def _row(header: Header, seq: int, prev: str, line: bytes) -> Row:
    """The event of a line, as it stood in the record."""
    wrong = BundleUnusable("tampered", f"Event {seq} of {WHAT.lower()} is not as it was written.")
    try:
        read = msgspec.json.decode(line, type=_Line)
        raw = read.envelope.encode()
        envelope, as_written = read_envelope(raw)
        salt = None if read.salt is None else bytes.fromhex(read.salt)
        payload = None if read.payload is None else read.payload.encode()
    except (ValueError, RecursionError) as error:
        raise wrong from error
    own = (header.device, header.epoch, seq)
    if not as_written or (envelope.device, envelope.epoch, envelope.seq) != own:
        raise wrong
    if (salt is None) != (payload is None):
        raise wrong
    if salt is not None and payload is not None and payload_hash(salt, payload) != envelope.payload_hash:
        raise wrong
    return Row(seq, raw, prev, event_hash(raw, prev), salt, payload)
