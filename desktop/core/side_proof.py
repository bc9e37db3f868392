"""Proves that what was taken in from a side record is what was written there: by the envelopes of its own chain, which stay on record.

Taken in, an event gets another place, so its envelope and links are new, and where it names another event by number that number is
another too. Kind, visit, actor, clocks, contents and their salt stay. The former envelopes are kept with the event that tells of the
side record: they make its chain again up to its head, and each says the hash of the contents as they were.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from desktop.core.chain import START, Finding, Row, event_hash, payload_hash
from desktop.core.events import Body, Envelope, decode_envelope, encode_body
from desktop.core.particulars import DeviceKeyMade
from desktop.core.siding import REFERS, SideRecord
from desktop.core.witness import Check, message

LARGEST = 256 * 1024 * 1024
"""Bytes of envelopes that are unpacked at the most: half a million events."""

SAME = ("visit", "kind", "actor", "utc_us", "offset_min", "zone", "mono_ns", "boot")
WRONG = "of a side record that was taken in"


def packed(envelopes: Iterable[bytes]) -> str:
    """The envelopes of a side record in order, as text."""
    return b64encode(zlib.compress(b"\n".join(envelopes), 9)).decode("ascii")


def unpacked(chain: str) -> list[bytes]:
    """The envelopes again. ValueError where they are none."""
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(b64decode(chain, validate=True), LARGEST)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise ValueError("the envelopes are cut, or more than anybody writes")
    except zlib.error as error:
        raise ValueError("the envelopes are not packed as they should be") from error
    return content.split(b"\n") if content else []


def moved(kind: str, body: Body, places: Mapping[int, int]) -> Body:
    """Contents whose event stands in another place now; `places` maps each former number to the present one. ValueError where it names
    an event that is not among them."""
    field = REFERS.get(kind)
    if field is None or not hasattr(body, field):
        return body
    number = getattr(body, field)
    if number not in places:
        raise ValueError(f"{kind} names event {number}, which is not of its visit")
    moved_body: Body = msgspec.structs.replace(body, **{field: places[number]})
    return moved_body


def chained(envelopes: Sequence[bytes]) -> list[str]:
    """The hash of each event of the side record."""
    hashes, prev = list[str](), START
    for envelope in envelopes:
        prev = event_hash(envelope, prev)
        hashes.append(prev)
    return hashes


class SideProof:
    """One pass beside `chain.verify`. `check` says whether a signature is that of a device key. `findings` speak against the record.

    What a side record says of its own signature (`why`) is not taken from it: it is looked at again."""

    def __init__(self, check: Check) -> None:
        self.findings: list[Finding] = []
        self.told: list[Finding] = []
        self._check = check
        self._left: list[Envelope] = []
        self._places: dict[int, int] = {}
        self._of = 0
        self._keys: set[str] = set()

    def see(self, row: Row, envelope: Envelope, body: Body | None) -> None:
        """The next row; `body` is None where its contents do not match its envelope."""
        if isinstance(body, DeviceKeyMade):
            self._keys.add(body.public)
        if self._left:
            self._compare(row, envelope, body, self._left.pop(0))
        elif isinstance(body, SideRecord):
            self._begin(row.seq, envelope, body)

    def _begin(self, seq: int, envelope: Envelope, body: SideRecord) -> None:
        when = envelope.reading.local.strftime("%Y-%m-%d %H:%M")
        if body.what == "recipient_changed":
            said = f"somebody changed whom side records are sealed to; it was found on {when}."
            said += " Who did it could read what was written while the record was closed."
            self._find(seq, "side_recipient", said)
            return
        if body.what == "kept_aside":
            said = f"the side record {body.side} could not be taken in on {when} ({', '.join(body.why)}), and was kept aside."
            self._find(seq, "side_kept_aside", said)
            return
        said = f"on {when} {body.written} events were taken in from the side record {body.side}, written while the record was closed."
        self._tell(seq, "side_taken_in", said)
        if body.why:
            self._tell(seq, "side_doubt", f"of that side record it tells: {', '.join(body.why)}.")
        try:
            envelopes = unpacked(body.chain)
            hashes, read = chained(envelopes), [decode_envelope(each) for each in envelopes]
        except ValueError:
            self._find(seq, "side_chain", f"the chain {WRONG} cannot be read.")
            return
        self._check_chain(seq, body, hashes, read)
        self._left = [each for each in read if each.visit is not None]
        self._of, self._places = seq, {}
        if len(self._left) != body.written:
            self._find(
                seq, "side_chain", f"it tells of {body.written} events, its chain of {len(self._left)}."
            )

    def _check_chain(self, seq: int, body: SideRecord, hashes: list[str], read: list[Envelope]) -> None:
        numbers = [each.seq for each in read] == list(range(1, len(read) + 1))
        if not numbers or (len(hashes), hashes[-1:]) != (body.events, [body.head]):
            self._find(seq, "side_chain", f"the chain {WRONG} does not lead to the head that it names.")
        elif body.signed_to:
            to = body.signed_to
            known = 0 < to <= len(hashes)
            signed = message(body.device, read[0].epoch, to, hashes[to - 1]) if known else b""
            if not known or not self._check(body.public, signed, body.signature):
                self._find(seq, "side_forged", f"the chain {WRONG} was not signed by the key that it names.")
            elif body.public not in self._keys:
                said = f"the side record was signed by {body.public}, which is no key of this desk."
                self._tell(seq, "side_doubt", said)
        else:
            self._tell(seq, "side_doubt", "no device key signed anything of that side record.")

    def _compare(self, row: Row, envelope: Envelope, body: Body | None, former: Envelope) -> None:
        self._places[row.seq] = former.seq
        if any(getattr(envelope, name) != getattr(former, name) for name in SAME):
            self._find(
                row.seq, "side_differs", f"it is not the event {former.seq} {WRONG} in event {self._of}."
            )
        elif self._former_hash(envelope, body, row) not in ("", former.payload_hash):
            said = f"its contents are not those of event {former.seq} {WRONG} in event {self._of}."
            self._find(row.seq, "side_differs", said)

    def _former_hash(self, envelope: Envelope, body: Body | None, row: Row) -> str:
        """The hash of the contents as they were; "" where they were lawfully removed since, or do not match their envelope, which the
        chain tells."""
        if row.payload is None or row.salt is None or body is None:
            return ""
        if envelope.kind not in REFERS:
            return payload_hash(row.salt, row.payload)
        try:
            return payload_hash(
                row.salt, encode_body(envelope.kind, moved(envelope.kind, body, self._places))
            )
        except ValueError:  # it names an event that was not taken in with it
            return "another"

    def close(self) -> None:
        """The record ends here."""
        if self._left:
            self._find(self._of, "side_differs", f"{len(self._left)} events {WRONG} are missing after it.")

    def _find(self, seq: int, code: str, said: str) -> None:
        self.findings.append(Finding(seq, code, f"Event {seq}: {said}"))

    def _tell(self, seq: int, code: str, said: str) -> None:
        self.told.append(Finding(seq, code, f"Event {seq}: {said}"))
