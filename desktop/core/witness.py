"""What witnesses the record: checks signed checkpoints and device keys while the chain is read, and tells what they show.

A chain alone can be written anew by whoever holds the record and its data key. A checkpoint cannot: it needs the device key, which
lies elsewhere. Nothing here knows a signature algorithm; `check` is `desktop.trust.device.verify`.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from msgspec import Struct

from desktop.core import clock
from desktop.core.chain import Finding, Row
from desktop.core.events import (
    WITNESSES,
    Access,
    Body,
    BrokenBody,
    Envelope,
    Redacted,
    StoreCreated,
    VisitClosed,
    VisitOpened,
)
from desktop.core.particulars import CheckpointSigned, DeviceKeyMade
from desktop.core.record_words import DOUBT_WORDS
from desktop.core.review_events import VisitApproved
from desktop.core.siding import SideRecord

Check = Callable[[str, bytes, str], bool]
"""Whether the last argument (hex) is the signature of the key in the first (hex) over these bytes."""


SEEN = WITNESSES | {"store_created", "visit_closed", "visit_approved", "access"}
"""The kinds that a witness looks into."""


KEY_LOST, NOT_AS_SIGNED = "device_key_was_missing", "not_as_signed"
HOW: Mapping[str, str] = MappingProxyType(
    {
        "restored": "from a backup",
        KEY_LOST: "without the device key that it had",
        "signed_head_missing": "where nothing tells any more what this computer signed last",
        NOT_AS_SIGNED: "although it does not hold, as it was, what this computer had signed before",
    }
)
"""For each reason of an epoch, in words."""

RETURNED = "IT may have put back a key that was lost; if not, find out who did."
AT_ONCE = ("visit_closed", "approved", "printed", "exported")
"""Reasons of checkpoints that are written together with what they sign."""


def message(device: str, epoch: int, seq: int, own_hash: str) -> bytes:
    """The bytes that a checkpoint signs: which record, and how far it reached."""
    return f"threshold checkpoint 1\n{device}\n{epoch}\n{seq}\n{own_hash}\n".encode("ascii", "replace")


class Witnessed(Struct, frozen=True):
    """What the witnesses say. `findings` speak against the record; `told` must be known and do not: a key that changed, clocks in
    doubt, events that no signature covers yet. `keys` are the public device keys in the order in which they were named;
    `checkpoints` counts those that hold, and `signed_to` is the last event that one of them covers, 0 for none."""

    findings: tuple[Finding, ...]
    told: tuple[Finding, ...]
    keys: tuple[str, ...]
    checkpoints: int
    signed_to: int


class Witness:
    """One pass beside `chain.verify`, which hands each readable row to `see`. `noted` are public device keys (hex) that were
    written down elsewhere: with them, every other key in the record is a finding."""

    def __init__(self, check: Check, noted: Collection[str] = ()) -> None:
        self._check, self._noted = check, noted
        self._findings: list[Finding] = []
        self._told: list[Finding] = []
        self._keys: list[str] = []
        self._held = self._signed_to = self._broken = self._broken_at = self._last = 0
        self._unsigned: list[tuple[int, str, Envelope]] = []
        self._returned: list[tuple[int, str, str]] = []
        self._key_lost_at = 0
        self._clocks = Clocks()
        self._see_clocks = self._clocks.see

    def see(self, row: Row, envelope: Envelope, body: Body | None) -> None:
        """The next row; `body` is None where its contents do not match the envelope, which the chain tells."""
        self._last = row.seq
        self._see_clocks(row.seq, envelope, body)
        if envelope.kind not in SEEN:
            return
        if isinstance(body, DeviceKeyMade):
            self._key(row.seq, body)
        elif isinstance(body, StoreCreated) and body.epoch:
            self._epoch(row.seq, body)
        elif isinstance(body, CheckpointSigned):
            self._checkpoint(row, envelope, body)
        elif isinstance(body, VisitClosed):
            self._want(row.seq, "it closed a visit", envelope)
        elif isinstance(body, VisitApproved):
            self._want(row.seq, "it approved a visit", envelope)
        elif isinstance(body, Access) and body.what in ("printed", "exported"):
            self._want(row.seq, "it tells that a visit was printed or exported", envelope)
        elif envelope.kind in WITNESSES and isinstance(body, Redacted | BrokenBody):
            self._find(
                row.seq, "witness_gone", "its contents witness the record, and are gone or cannot be read."
            )

    def _want(self, seq: int, what: str, envelope: Envelope) -> None:
        if self._keys:  # before its first key a record knew no checkpoints
            self._unsigned.append((seq, what, envelope))

    def _epoch(self, seq: int, body: StoreCreated) -> None:
        """That the record goes on from a copy is told; that it does not hold what was signed speaks against it for good."""
        said = (
            f"from here on the record goes on {HOW.get(body.reason, HOW[KEY_LOST])}, in epoch {body.epoch}."
        )
        if body.reason == KEY_LOST:
            self._key_lost_at = seq
        if body.reason == NOT_AS_SIGNED:
            why = "It was changed, cut, or put back from an older copy: ask IT, and compare backups and printed heads."
            self._find(seq, NOT_AS_SIGNED, f"{said} {why}")
        else:
            self._tell(seq, "epoch", said)

    def _find(self, seq: int, code: str, sentence: str) -> None:
        self._findings.append(Finding(seq, code, f"Event {seq}: {sentence}"))

    def _tell(self, seq: int, code: str, sentence: str) -> None:
        self._told.append(Finding(seq, code, f"Event {seq}: {sentence}"))

    def _key(self, seq: int, body: DeviceKeyMade) -> None:
        known = self._keys[-1] if self._keys else ""
        if body.former != known:
            said = f"{body.former or 'none'} as the device key before it; the record names {known or 'none'}"
            self._find(seq, "key_unexplained", f"it tells of {said}.")
        elif body.public in self._keys and not self._noted:
            said = f"the device key {body.public} is in force again; since it was last, {known} signed"
            if seq == self._key_lost_at + 1:  # known by what it signs next
                self._returned.append((seq, body.public, said))
            else:
                self._find(seq, "key_returned", f"{said}. {RETURNED}")
        elif known:
            said = f"from here on the device key is {body.public}; before, it was {known}"
            self._tell(seq, "key_changed", f"{said}.")
        elif seq > 2:
            said = f"the first device key is {body.public}; what is before it was signed only later"
            self._tell(seq, "key_late", f"{said}.")
        if self._noted and body.public not in self._noted:
            said = f"the device key {body.public} is none of those that were noted elsewhere"
            self._find(seq, "key_not_noted", f"{said}.")
        self._keys.append(body.public)

    def _checkpoint(self, row: Row, envelope: Envelope, body: CheckpointSigned) -> None:
        if not self._keys or body.public != self._keys[-1]:
            named = self._keys[-1] if self._keys else "no key"
            self._find(
                row.seq,
                "unknown_key",
                f"this checkpoint is signed by {body.public}; the record names {named}.",
            )
            return
        signed = message(envelope.device, envelope.epoch, body.seq, body.hash)
        if not self._check(body.public, signed, body.signature):
            self._find(row.seq, "forged", "this checkpoint was not signed by the device key.")
            return
        self._covered(row.seq, envelope, body)
        if (body.seq, body.hash) != (row.seq - 1, row.prev):
            self._broken += 1
            self._broken_at = self._broken_at or row.seq
        elif not self._broken:
            self._held += 1
            self._signed_to = body.seq

    def _covered(self, seq: int, envelope: Envelope, body: CheckpointSigned) -> None:
        """All before this checkpoint is signed now. A visit's end, print and export are signed as they are written: where that was
        done only later, it is told."""
        for wanted, what, of in self._unsigned:
            same = (of.boot, of.mono_ns, of.utc_us) == (envelope.boot, envelope.mono_ns, envelope.utc_us)
            if not (same and body.reason in AT_ONCE):
                self._tell(wanted, "signed_later", f"{what}, and was signed only later, by event {seq}.")
        self._unsigned.clear()
        for at, public, said in self._returned:
            if public == body.public:
                self._tell(at, "key_returned", f"{said}. {RETURNED}")
            else:
                self._find(at, "key_returned", f"{said}. {RETURNED}")
        self._returned.clear()

    def close(self) -> Witnessed:
        """What was seen, once all of it was."""
        if self._broken:
            self._rewritten()
        for seq, _, said in self._returned:
            self._find(seq, "key_returned", f"{said}. {RETURNED}")
        for seq, what, _ in self._unsigned:
            why = "the end was cut off, or the device key was missing"
            self._find(seq, "not_sealed", f"{what}, and no checkpoint that holds comes after it: {why}.")
        if self._noted and not self._keys:
            self._find(1, "no_key", "the record names no device key; one was noted elsewhere.")
        if self._keys and self._last > self._signed_to + 1:
            sentence = f"from here to event {self._last} no checkpoint covers the record yet."
            self._tell(self._signed_to + 1, "not_signed_yet", sentence)
        self._told += self._clocks.told()
        findings = sorted(self._findings, key=lambda finding: finding.seq)
        return Witnessed(tuple(findings), tuple(self._told), tuple(self._keys), self._held, self._signed_to)

    def _rewritten(self) -> None:
        """One finding, at the first event that may be another than was signed: each checkpoint after it fails as well."""
        first, last = self._signed_to + 1, self._broken_at - 1
        span = f"it, or one of those up to event {last}," if first < last else "it"
        more = f" Neither do {self._broken - 1} checkpoints after it." if self._broken > 1 else ""
        sentence = (
            f"{span} is not what was signed: the checkpoint in event {self._broken_at} does not fit.{more}"
        )
        self._find(first, "rewritten", sentence)


class Clocks:
    """Judges each event's clocks by those before it, as the journal did when it was written (`clock.doubts`)."""

    def __init__(self) -> None:
        self._anchors: dict[str, tuple[int, int]] = {}
        self._boot = ""
        self._anchor = self._before = self._latest = 0
        self._numbers: dict[str, str] = {}
        self._found: dict[tuple[str, str], int] = {}
        self._taken_in: list[Clocks] = []
        self._left = 0

    def see(self, seq: int, envelope: Envelope, body: Body | None) -> None:
        """The next event. Those that were taken in from a side record are judged by each other: they are older than what stands before."""
        if self._left:
            self._left -= 1
            self._taken_in[-1].see(seq, envelope, body)
            return
        if isinstance(body, SideRecord) and body.written:
            self._left = body.written
            self._taken_in.append(Clocks())
        if isinstance(body, VisitOpened) and envelope.visit is not None:
            self._numbers[envelope.visit] = body.record_number
        if envelope.boot != self._boot:
            self._boot = envelope.boot
            anchor = envelope.reading.anchor_us
            self._anchor, self._before = self._anchors.setdefault(envelope.boot, (anchor, self._latest))
        utc_us = envelope.utc_us
        drift = utc_us - envelope.mono_ns // 1000 - self._anchor
        # `clock.doubts` finds something nearly never, and a million rows are judged
        if (
            not -clock.JUMP_TOLERANCE_US < drift < clock.JUMP_TOLERANCE_US
            or utc_us < clock.DAY_OF_RELEASE_US
            or utc_us < self._latest
            or utc_us < self._before
        ):
            self._doubt(seq, envelope)
        self._latest = utc_us

    def _doubt(self, seq: int, envelope: Envelope) -> None:
        known = max(self._before, self._latest) or None
        if envelope.visit is not None:
            for code in clock.doubts(envelope.reading, known, self._anchor):
                self._found.setdefault((envelope.visit, code), seq)

    def told(self) -> list[Finding]:
        """For each visit and doubt the first event that has it."""
        inner = [found for each in self._taken_in for found in each.told()]
        return inner + [
            Finding(
                seq, code, f"Event {seq}: in visit {self._numbers.get(visit, visit)} {DOUBT_WORDS[code]}."
            )
            for (visit, code), seq in sorted(self._found.items(), key=lambda each: each[1])
        ]
