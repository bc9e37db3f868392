"""Checks an evidence export of Threshold: one file, nothing but Python 3.8 or later, no network, nothing written.

    python3 verify.py EXPORT.zip [--head HASH | SEQ:HASH] … [--public HEX] … [--json]

--head: a head that you have on paper or in a receipt (a printed report shows one); it must be an event of this journal.
--public: a public key of the desk, as you were told it by another way; each key in the journal must be one of those that you give.
Without it the keys in the export are believed.
Exit code 0: nothing speaks against the export; 1: something does; 2: this is no evidence export, or cannot be read.
FORMAT.md, in the same ZIP, says what every byte means, so that you can check without this program.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import struct
import sys
import unicodedata
import zipfile
import zlib
from typing import Any, Iterator, NamedTuple, Tuple  # noqa: UP035 - Python 3.8 has them nowhere else

START = "0" * 64
NAMES = re.compile(
    r"README\.txt|FORMAT\.md|verify\.py|manifest\.(json|sig)|events\.jsonl"
    r"|packs/[0-9a-f]{64}\.json|originals/[0-9a-f]{64}\.[a-z0-9]{1,8}"
)
HEX = re.compile(r"[0-9a-f]{64}")
LONGEST_LINE, LARGEST_FILE, MOST_SHRUNK = 16 << 20, 64 << 20, 100
"""Bytes of one event, bytes of what is read at once, and how far text shrinks: more is a ZIP made to choke a reader."""
MOST_FINDINGS = 1000
NEVER_REDACTED = ("store_created", "visit_opened", "payload_redacted", "device_key_made", "checkpoint_signed")
ALWAYS_TOLD = ("store_created", "device_key_made", "checkpoint_signed", "side_record")
KINDS = {*NEVER_REDACTED, "step_answered", "step_reopened", "outcome_reached", "visit_closed", "visit_joined", "call_logged",
         "task_ticked", "note_written", "time_marked", "time_named", "detail_given", "detail_struck", "photo_kept", "shown",
         "visit_taken_over", "access", "person_added", "person_changed", "person_left", "pin_set", "signed_in", "signed_out",
         "pin_refused", "keys_changed", "hold_placed", "hold_lifted", "side_record", "visit_taken_in",
         "authority_trusted", "policy_installed", "bulletin_installed", "policy_acknowledged", "policy_switched",
         "visit_submitted", "visit_returned", "visit_approved", "addendum_written", "visit_voided", "copy_issued", "view_saved",
         "view_dropped"}  # fmt: skip
CONTENT = {"visit_opened", "step_answered", "step_reopened", "outcome_reached", "visit_closed", "visit_joined", "call_logged",
           "task_ticked", "note_written", "time_marked", "time_named", "detail_given", "detail_struck", "photo_kept", "shown",
           "visit_taken_over", "policy_switched"}  # fmt: skip
"""What writes a visit: whoever does is an author of it, and nothing of it may come after its approval."""
SUPERVISORS = ("visit_returned", "visit_approved", "visit_voided")
REVIEWS = (*SUPERVISORS, "visit_submitted", "addendum_written")
NEEDED = {"visit_returned": "submitted", "visit_approved": "submitted", "visit_submitted": "returned",
          "addendum_written": "approved"}  # fmt: skip
"""The state of the visit that each act of review takes."""
ALIKE = str.maketrans("авекмнорстухіѕјԁԛԝαβεηικνορτυχ", "abekmhopctyxisjdqwabenikvoptux")
"""Small Cyrillic and Greek letters that look like Latin ones."""
POLICIES = ("authority_trusted", "policy_installed", "bulletin_installed")
VERSIONS = dict.fromkeys(POLICIES, 2)
"""The newest version of the contents that is known here, where it is not the first."""
ENVELOPE = {"format": int, "device": str, "epoch": int, "seq": int, "visit": (str, type(None)), "after": str, "kind": str,
            "version": int, "actor": dict, "utc_us": int, "offset_min": int, "zone": str, "mono_ns": str, "boot": str,
            "payload_hash": str}  # fmt: skip
KEY_LOST, NOT_AS_SIGNED = "device_key_was_missing", "not_as_signed"
EPOCHS = {
    "restored": "from a backup",
    KEY_LOST: "without the device key that it had",
    "signed_head_missing": "where nothing tells any more what this computer signed last",
    "record_was_missing": "after a record that was gone",
    NOT_AS_SIGNED: "although it does not hold, as it was, what this computer had signed before",
}
"""Why a record was begun anew."""
RETURNED = "IT may have put back a key that was lost; if not, find out who did."
AT_ONCE = (
    "visit_closed",
    "approved",
    "printed",
    "exported",
)  # reasons of checkpoints that are written together with what they sign
MOVED = {"step_reopened": "seq", "outcome_reached": "because", "time_named": "seq", "payload_redacted": "seq"}
"""What names another event of its visit by number, and the field that does: another one where it was taken in from a side record."""
SAME = ("visit", "kind", "actor", "utc_us", "offset_min", "zone", "mono_ns", "boot")
LARGEST_SIDE = 256 << 20
ROLES, WAYS = ("guard", "supervisor", "it", "none"), ("claimed", "pin", "none")
LAST_TIME = 2**53  # µs since 1970: no number of an export is higher
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, MemoryError,
              OverflowError, LookupError)  # fmt: skip
"""What Python raises on damaged input; RuntimeError: an encrypted file, or JSON nested too deep."""


# ---- Ed25519 (RFC 8032, section 5.1) ------------------------------------------------------------------------------------
Point = Tuple[int, int, int, int]  # noqa: UP006 - extended coordinates: x = X/Z, y = Y/Z, xy = T/Z
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of -1


def add(one: Point, two: Point) -> Point:
    """The sum of two points, section 5.1.4."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * D * one[3] * two[3], 2 * one[2] * two[2]
    e, f, g, h = b - a, (d - c) % P, (d + c) % P, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode_point(raw: bytes) -> Point | None:
    """The point of 32 bytes, section 5.1.3; None where they are not one."""
    number = int.from_bytes(raw, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def encode_point(point: Point) -> bytes:
    """The 32 bytes of a point, section 5.1.2."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decode_point(((4 * pow(5, P - 2, P)) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def small(point: Point) -> bool:
    """Whether eight times the point is nothing: such a key has signatures that fit every message, and belongs to nobody."""
    for _ in range(3):
        point = add(point, point)
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is that of the key `public` (32 bytes): R = [S]B - [k]A, section 5.1.7.
    Never for a key of small order."""
    key, s = decode_point(public), int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or key is None or s >= L or small(key):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus = (P - key[0], key[1], 1, P - key[3])
    table = (None, BASE, minus, add(BASE, minus))
    found = (0, 1, 1, 0)
    for bit in range(255, -1, -1):
        found = add(found, found)
        step = table[(s >> bit & 1) + 2 * (k >> bit & 1)]
        found = add(found, step) if step else found
    return encode_point(found) == signature[:32]


# ---- Hashes -------------------------------------------------------------------------------------------------------------
def digest(domain: str, *parts: bytes) -> str:
    """SHA-256 over a purpose and parts, each preceded by its length in 8 bytes."""
    state = hashlib.sha256(b"threshold:1:" + domain.encode("ascii") + b"\0")
    for part in parts:
        state.update(len(part).to_bytes(8, "big") + part)
    return state.hexdigest()


def canonical(value: object) -> bytes:
    """RFC 8785 bytes of data without fractions, with ASCII keys: what packs and envelopes are made of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def pack_hash(raw: bytes) -> str:
    """The hash by which visits name their policy pack, over the parts that it really has. ValueError where it is none."""
    pack = table_of(json.loads(raw))
    manifest, texts = table_of(pack.pop("manifest", None)), table_of(pack.pop("texts", None))
    found: dict[str, Any] = {name: digest("pack-" + name, canonical(part)) for name, part in pack.items()}
    found["texts"] = {language: digest("pack-texts", canonical(words)) for language, words in texts.items()}
    if manifest != {
        **found,
        "pictures": manifest.get("pictures"),
        "pack_format": manifest.get("pack_format"),
    }:
        raise ValueError("its parts are not those of its own manifest")
    return digest("pack", canonical(manifest))


# ---- Reading what may be anything ---------------------------------------------------------------------------------------
def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which no key is said twice: of two, one reader takes the first and another the last."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def table_of(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("an object is missing or is none")
    return value


def text_of(table: dict[str, Any], key: str) -> str:
    if not isinstance(table.get(key), str):
        raise ValueError(f"{key!r} is missing or is no text")
    return str(table[key])


def bytes_of(table: dict[str, Any], key: str) -> bytes:
    found = text_of(table, key)
    if not re.fullmatch("([0-9a-f]{2})*", found):
        raise ValueError(f"{key!r} is no hex")
    return bytes.fromhex(found)


def number_of(table: dict[str, Any], key: str) -> int:
    found = table.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**53:
        raise ValueError(f"{key!r} is missing or is no number")
    return found


def list_of(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = table.get(key)
    if not isinstance(found, list):
        raise ValueError(f"{key!r} is missing or is no list")
    return [table_of(each) for each in found]


def shown(value: object) -> str:
    """Text of the export, safe for a terminal: what it holds may be anybody's."""
    return "".join(each if each.isprintable() else "?" for each in str(value)[:300])


class Line(NamedTuple):
    """One event of events.jsonl with its envelope read. `absent` says why there is no payload."""

    seq: int
    stored: bytes
    plain: bool
    prev: str
    hash: str
    salt: bytes | None
    payload: bytes | None
    absent: str
    redacted_by: int
    envelope: dict[str, Any]

    @property
    def visit(self) -> str:
        return str(self.envelope["visit"] or "")

    @property
    def kind(self) -> str:
        """What happened, where this program knows such events; "" where they are of a later one."""
        kind = str(self.envelope["kind"])
        return kind if 1 <= self.envelope["version"] <= VERSIONS.get(kind, 1) else ""

    @property
    def body(self) -> dict[str, Any]:
        return table_of(json.loads(self.payload or b"null"))


def envelope_of(stored: bytes) -> dict[str, Any]:
    """An envelope with all its keys and no other. ValueError says what is wrong with it."""
    found = table_of(json.loads(stored))
    for key, kinds in ENVELOPE.items():
        if not isinstance(found.get(key, 1.5), kinds) or isinstance(found[key], bool):  # type: ignore[arg-type]
            raise ValueError(f"{key!r} of its envelope is missing or is none")
    actor = found["actor"]
    for key in ("person", "role", "how", "behalf"):
        text_of(actor, key)
    if (
        len(found) != len(ENVELOPE)
        or len(actor) != 4
        or actor["role"] not in ROLES
        or actor["how"] not in WAYS
    ):
        raise ValueError("its envelope holds what none does")
    if (
        found["format"] != 1
        or found["seq"] < 1
        or found["epoch"] < 0
        or str(int(found["mono_ns"])) != found["mono_ns"]
    ):
        raise ValueError("its envelope has a number that none has")
    if not 0 <= found["utc_us"] < LAST_TIME or not -1440 < found["offset_min"] < 1440:
        raise ValueError("its envelope has a time that no calendar has")
    return found


def read_line(raw: bytes) -> Line:
    """One line. ValueError says what is wrong with it."""
    row = table_of(json.loads(raw, object_pairs_hook=once))
    seq, told = number_of(row, "seq"), "salt" in row
    if seq < 1:
        raise ValueError("its number is below 1")
    stored = text_of(row, "envelope").encode("utf-8")
    envelope = envelope_of(stored)
    payload = bytes_of(row, "payload_hex") if "payload_hex" in row else b""
    if told and "payload_hex" not in row:
        payload = text_of(row, "payload").encode("utf-8")
    return Line(seq, stored, canonical(envelope) == stored, text_of(row, "prev"), text_of(row, "hash"),
                bytes_of(row, "salt") if told else None, payload if told else None,
                "" if told else text_of(row, "absent"), number_of(row, "redacted_by") if "redacted_by" in row else 0,
                envelope)  # fmt: skip


class Visit:
    """What was seen of one visit. `last` and `head` leave out that somebody looked at it, as printed reports do."""

    def __init__(self, first: int) -> None:
        self.first, self.last, self.events, self.head, self.newest, self.number = first, first, 0, "", "", ""


class Checked:
    """What is known so far, and everything that speaks against the export."""

    def __init__(self, heads: list[tuple[int, str]], noted: list[str]) -> None:
        self.heads, self.noted = heads, noted
        self.findings: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.visits: dict[str, Visit] = {}
        self.told: set[str] = set()
        self.all_told = False
        self.packs: set[str] = set()
        self.photos: dict[str, tuple[int, int]] = {}
        self.manifest: dict[str, Any] = {}
        self.events, self.checkpoints, self.last_checkpoint, self.head = 0, 0, 0, START
        self.unreadable = False

    def find(self, seq: int, code: str, sentence: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            sentence = shown(sentence)
            self.findings.append(
                {"seq": seq, "code": code, "sentence": f"Event {seq}: {sentence}" if seq else sentence}
            )

    def note(self, seq: int, sentence: str) -> None:
        """What must be known and speaks against nothing."""
        if len(self.notes) < MOST_FINDINGS:
            self.notes.append(shown(f"Event {seq}: {sentence}"))


# ---- The journal --------------------------------------------------------------------------------------------------------
class Journal:
    """One pass over the events in the order of the file."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.find = checked, checked.find
        self.next, self.last_hash, self.broken = 1, START, False
        self.owner: tuple[str, int] | None = None
        self.realm, self.count, self.signed = "", 0, Signed(checked)
        self.sides, self.policies = Sides(checked, self.signed), Policies(checked)
        self.reviews = Reviews(checked)
        self.epochs: list[int] = []
        self.seen_heads: set[int] = set()
        self.missing: dict[int, tuple[int, str]] = {}
        self.redactions: dict[int, int] = {}
        self.never: set[int] = set()

    def take(self, line: Line, following: Line | None) -> None:
        envelope, seq = line.envelope, line.seq
        self.count += 1
        if envelope["kind"] in NEVER_REDACTED:
            self.never.add(seq)
        if not line.plain:
            self.find(seq, "form", "its envelope is not in the one form in which it is written.")
        if envelope["seq"] != seq:
            self._break(seq, "reordered", f"what stands here was written as event {envelope['seq']}.")
        fits = digest("event", line.prev.encode("ascii", "replace"), line.stored) == line.hash
        if not fits:
            self._break(seq, "changed", "it does not match its own hash.")
        elif seq == self.next and line.prev != self.last_hash:
            if following is None or following.prev == line.hash:
                self._break(
                    max(seq - 1, 1), "changed", f"event {seq} was written after another one than stands here."
                )
            else:
                self._break(seq, "changed", "neither the event before nor the one after it is tied to it.")
        self._place(line)
        self.sides.compare(line)
        self._payload(line)
        if self.owner is None:
            if seq == 1:
                self.find(1, "changed", "a journal begins with the event that created it; this one does not.")
        elif (envelope["device"], envelope["epoch"]) != self.owner:
            self.find(seq, "foreign", "it was written by another device, or before a restore.")
        self.reviews.take(line)
        self._visit(line)
        self.last_hash = line.hash

    def _break(self, seq: int, code: str, sentence: str) -> None:
        self.broken = True
        self.find(seq, code, sentence)

    def _place(self, line: Line) -> None:
        if line.seq < self.next:
            self._break(line.seq, "inserted", "its number occurs before; one of the two was put in.")
        elif line.seq > self.next:
            self.gap("removed", line.seq - 1)
        for number, (seq, wanted) in enumerate(self.checked.heads):
            if seq == line.seq and wanted != line.hash:
                self.find(seq, "rewritten", f"it is not the event whose hash you gave.{self._copy()}")
            if wanted == line.hash or seq == line.seq:
                self.seen_heads.add(number)
        self.next = max(self.next, line.seq + 1)

    def _copy(self) -> str:
        """After a restore a genuine head may be of an event that the copy did not hold."""
        if not self.epochs:
            return ""
        return f" An epoch began in event {self.epochs[-1]}: a copy of before may hold what was lost then."

    def gap(self, code: str, last: int) -> None:
        """One finding for a run of missing numbers."""
        run = "it is missing." if last == self.next else f"it and all up to event {last} are missing."
        self._break(self.next, code, run)

    def _payload(self, line: Line) -> None:
        if line.payload is None or line.salt is None:
            self._absent(line)
            return
        if digest("payload", line.salt, line.payload) != line.envelope["payload_hash"]:
            self.find(line.seq, "payload_changed", "its contents do not match the hash in its envelope.")
            return
        try:
            self._body(line, line.body)
        except UNREADABLE as wrong:
            self.find(line.seq, "unreadable", f"its contents cannot be read: {said(wrong)}.")

    def _absent(self, line: Line) -> None:
        kind, must = line.envelope["kind"], self.checked.all_told or line.visit in self.checked.told
        if line.absent == "redacted":
            self.missing[line.seq] = (line.redacted_by, kind)
        elif line.absent != "withheld":
            self.find(line.seq, "payload_missing", "its contents are gone and no redaction was recorded.")
        elif must or kind in (*ALWAYS_TOLD, *POLICIES):
            self.find(line.seq, "withheld", "its contents are left out, although this export promises them.")

    def _body(self, line: Line, body: dict[str, Any]) -> None:
        kind, seq, checked = line.kind, line.seq, self.checked
        if kind not in KINDS:
            self._unknown(line)
        elif kind == "store_created":
            self._begin(seq, body)
        elif kind == "payload_redacted":
            self._redaction(seq, number_of(body, "seq"))
        elif kind == "visit_opened":
            checked.visits.setdefault(line.visit, Visit(seq)).number = text_of(body, "record_number")
            checked.packs.add(text_of(body, "pack_hash"))
        elif kind == "photo_kept":
            checked.photos.setdefault(text_of(body, "sha256"), (seq, number_of(body, "size")))
        elif kind == "side_record":
            self.sides.begin(line, body)
        elif kind in POLICIES:
            self.policies.take(line, body)
        else:
            self.signed.take(line, body, self.last_hash)

    def _unknown(self, line: Line) -> None:
        kind, version = shown(line.envelope["kind"]), line.envelope["version"]
        sentence = f"only another version of Threshold can read it ({kind} {version})."
        if line.envelope["kind"] in ALWAYS_TOLD or version < 1:
            self.find(line.seq, "newer", sentence)
        else:
            self.checked.note(line.seq, sentence)

    def _begin(self, seq: int, body: dict[str, Any]) -> None:
        """A record is created, or goes on in a new epoch."""
        owner = (text_of(body, "device"), number_of(body, "epoch"))
        goes_on = self.owner is None or (
            body.get("former_head") == self.last_hash and owner[1] > self.owner[1]
        )
        if not goes_on:
            self.find(seq, "foreign", "it begins an epoch that does not go on from the event before it.")
        self.owner, self.realm = owner, text_of(body, "realm")
        if owner[1]:
            reason = text_of(body, "reason")
            self.epochs.append(seq)
            self.signed.lost_at = seq if reason == KEY_LOST else self.signed.lost_at
            self._epoch(seq, owner[1], reason)

    def _epoch(self, seq: int, epoch: int, reason: str) -> None:
        why = EPOCHS.get(reason, shown(reason))
        if reason == NOT_AS_SIGNED:
            more = "It was changed, cut, or put back from an older copy."
            self.find(seq, reason, f"from here on the record goes on {why}, in epoch {epoch}. {more}")
        else:
            self.checked.note(
                seq, f"from here on the record goes on {why}, in epoch {epoch} ({shown(reason)})."
            )

    def _redaction(self, seq: int, target: int) -> None:
        self.redactions[target] = seq
        if target >= seq or target in self.never:
            what = "that comes only later" if target >= seq else "that never may be"
            self.find(seq, "redaction", f"it redacts event {target}, {what}.")
        else:
            self.checked.note(target, f"its contents were taken out by event {seq}. Ask by whose order.")

    def _visit(self, line: Line) -> None:
        wrong = "it was written after another event of its visit than stands before it."
        if line.envelope["visit"] is None:
            if line.envelope["after"]:
                self.find(line.seq, "after", "it is of no visit, and names an event of one before it.")
            return
        visit = self.checked.visits.setdefault(line.visit, Visit(line.seq))
        if line.envelope["after"] != visit.newest and not self.broken:
            self.find(line.seq, "after", wrong)
        visit.events, visit.newest = visit.events + 1, line.hash
        if line.envelope["kind"] not in ("access", "copy_issued"):
            visit.last, visit.head = line.seq, line.hash

    def close(self) -> None:
        checked = self.checked
        for seq, (named, kind) in self.missing.items():
            if kind in NEVER_REDACTED or self.redactions.get(seq) != named or named <= seq:
                wrong = "its contents are gone and no lawful redaction of them is on record."
                self.find(seq, "payload_missing", wrong)
        for number, (seq, wanted) in enumerate(checked.heads):
            if number not in self.seen_heads:
                what = (
                    "the journal ends before the event whose hash you gave."
                    if seq
                    else f"No event has the hash {wanted}."
                )
                self.find(seq, "cut", what + self._copy())
        numbers: dict[str, int] = {}
        for visit in checked.visits.values():
            if visit.number and numbers.setdefault(visit.number, visit.first) != visit.first:
                said = f"its record number was issued before, in event {numbers[visit.number]}."
                self.find(visit.first, "number_twice", said)
        self.sides.close()
        self.signed.close(self.next - 1)
        checked.events, checked.head = self.next - 1, self.last_hash


class Signed:
    """What the signatures over the journal show: which keys it names, what each checkpoint covers, what none covers."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.find = checked, checked.find
        self.keys: list[dict[str, Any]] = []
        self.open: list[tuple[int, str, dict[str, Any]]] = []
        self.returned: list[tuple[int, str, str]] = []
        self.lost_at = 0
        self.broken = False

    @property
    def public(self) -> str:
        return str(self.keys[-1]["public"]) if self.keys else ""

    def take(self, line: Line, body: dict[str, Any], before: str) -> None:
        """The next event with its contents; `before` is the hash of the one before it."""
        if line.kind == "device_key_made":
            self._key(line.seq, text_of(body, "public"), str(body.get("former", "")))
        elif line.kind == "checkpoint_signed":
            self._checkpoint(line, body, before)
        elif self.keys and line.kind == "access" and body.get("what") in ("printed", "exported"):
            self.open.append((line.seq, "it tells that a visit was printed or exported", line.envelope))
        elif self.keys and line.kind == "visit_closed":
            self.open.append((line.seq, "it closed a visit", line.envelope))
        elif self.keys and line.kind == "visit_approved":
            self.open.append((line.seq, "it approved a visit", line.envelope))

    def _key(self, seq: int, public: str, former: str) -> None:
        known, noted = self.public, self.checked.noted
        if former != known:
            said = f"{shown(former) or 'none'} as the device key before it; the journal names {shown(known) or 'none'}"
            self.find(seq, "key_unexplained", f"it tells of {said}.")
        elif not noted and any(each["public"] == public for each in self.keys):
            said = (
                f"the device key {shown(public)} is in force again; since it was last, {shown(known)} signed"
            )
            if seq == self.lost_at + 1:  # the key was lost, and is known by what it signs next
                self.returned.append((seq, public, f"{said}. {RETURNED}"))
            else:
                self.find(seq, "key_returned", f"{said}. {RETURNED}")
        elif known:
            said = f"from here on the device key is {shown(public)}; before, it was {shown(known)}"
            self.checked.note(seq, f"{said}. Ask why.")
        elif seq > 2:
            said = f"the first device key is {shown(public)}; what is before it was signed only later"
            self.checked.note(seq, f"{said}.")
        if noted and public not in noted:
            self.find(seq, "key_not_noted", f"the device key {shown(public)} is none of those that you gave.")
        self.keys.append({"seq": seq, "public": public, "former": former})

    def _checkpoint(self, line: Line, body: dict[str, Any], before: str) -> None:
        seq, own_hash, public = number_of(body, "seq"), text_of(body, "hash"), text_of(body, "public")
        message = f"threshold checkpoint 1\n{line.envelope['device']}\n{line.envelope['epoch']}\n{seq}\n{own_hash}\n"
        self.checked.checkpoints += 1
        if public != self.public:
            said = f"{shown(public)}; the journal names {shown(self.public) or 'no key'}"
            self.find(line.seq, "checkpoint", f"it is signed with another key than this desk's: {said}.")
            return
        if not ed25519(bytes_of(body, "public"), message.encode("utf-8"), bytes_of(body, "signature")):
            self.find(line.seq, "checkpoint", "its signature is false.")
            return
        self._covered(line, public, text_of(body, "reason"))
        if (seq, own_hash) != (line.seq - 1, before):
            since = self.checked.last_checkpoint
            self.broken = True
            self.find(
                line.seq, "rewritten", f"it signs another event {seq}: one after event {since} was rewritten."
            )
        elif not self.broken:
            self.checked.last_checkpoint = line.seq

    def _covered(self, line: Line, public: str, reason: str) -> None:
        """All before this checkpoint is signed. What should have been signed as it was written, and was only later, is told."""
        for seq, what, of in self.open:
            same = all(of[key] == line.envelope[key] for key in ("boot", "mono_ns", "utc_us"))
            if not (same and reason in AT_ONCE):
                self.checked.note(seq, f"{what}, and was signed only later, by event {line.seq}.")
        self.open.clear()
        for seq, returned, said in self.returned:
            if returned == public:
                self.checked.note(seq, said)
            else:
                self.find(seq, "key_returned", said)
        self.returned.clear()

    def close(self, last: int) -> None:
        for seq, _, said in self.returned:
            self.find(seq, "key_returned", said)
        for seq, what, _ in self.open:
            why = "the end was cut off, or the device key was missing"
            self.find(seq, "not_sealed", f"{what}, and no checkpoint that holds comes after it: {why}.")
        if self.checked.noted and not self.keys:
            self.find(1, "no_key", "the journal names no device key; you gave one.")
        if self.keys and last > self.checked.last_checkpoint:
            first = self.checked.last_checkpoint + 1
            self.checked.note(first, f"from here to event {last} no checkpoint covers the journal yet.")


class Sides:
    """What was written while the record was closed, and taken into it later: that it is what was written then (FORMAT.md)."""

    def __init__(self, checked: Checked, signed: Signed) -> None:
        self.checked, self.find, self.signed = checked, checked.find, signed
        self.left: list[dict[str, Any]] = []
        self.of = 0
        self.places: dict[int, int] = {}

    def begin(self, line: Line, body: dict[str, Any]) -> None:
        what, side, why = text_of(body, "what"), shown(body.get("side", "")), shown(body.get("why", ""))
        if what == "recipient_changed":
            self.find(line.seq, "side_recipient", "somebody had changed whom side records are sealed to.")
        elif what == "kept_aside":
            self.find(line.seq, "side_kept_aside", f"the side record {side} was not taken in ({why}).")
        else:
            written = number_of(body, "written")
            self.checked.note(
                line.seq, f"{written} events were taken in from the side record {side}; told of it: {why}."
            )
            try:
                self._chain(line.seq, body, written)
            except UNREADABLE as wrong:
                self.find(
                    line.seq, "side_chain", f"the chain of a side record cannot be read: {said(wrong)}."
                )

    def _chain(self, seq: int, body: dict[str, Any], written: int) -> None:
        unpacking = zlib.decompressobj()
        raw = base64.b64decode(text_of(body, "chain"), validate=True)
        stored = unpacking.decompress(raw, LARGEST_SIDE).split(b"\n")
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise ValueError("it is cut, or more than anybody writes")
        read, hashes, prev = [envelope_of(each) for each in stored], [], START
        for each in stored:
            prev = digest("event", prev.encode("ascii"), each)
            hashes.append(prev)
        numbers = [each["seq"] for each in read] == list(range(1, len(read) + 1))
        if not numbers or (len(hashes), prev) != (number_of(body, "events"), text_of(body, "head")):
            self.find(
                seq, "side_chain", "the chain of a side record does not lead to the head that it names."
            )
        else:
            self._signature(seq, body, read[0]["epoch"], hashes)
        self.of, self.places = seq, {}
        self.left = [each for each in read if each["visit"] is not None]
        if len(self.left) != written:
            self.find(seq, "side_chain", f"it tells of {written} events, its chain of {len(self.left)}.")

    def _signature(self, seq: int, body: dict[str, Any], epoch: int, hashes: list[str]) -> None:
        to, public = number_of(body, "signed_to"), text_of(body, "public")
        if not to:
            self.checked.note(seq, "no device key signed anything of that side record.")
            return
        known = 0 < to <= len(hashes)
        message = f"threshold checkpoint 1\n{text_of(body, 'device')}\n{epoch}\n{to}\n{hashes[to - 1] if known else ''}\n"
        if not known or not ed25519(
            bytes_of(body, "public"), message.encode("utf-8"), bytes_of(body, "signature")
        ):
            self.find(
                seq, "side_forged", "the chain of a side record was not signed by the key that it names."
            )
        elif all(each["public"] != public for each in self.signed.keys):
            self.checked.note(
                seq, f"that side record was signed by {shown(public)}, which is no key of this desk."
            )

    def compare(self, line: Line) -> None:
        """The next event, with the one that it was in the side record."""
        if not self.left:
            return
        former = self.left.pop(0)
        self.places[line.seq] = former["seq"]
        if any(line.envelope[key] != former[key] for key in SAME):
            said = f"it is not the event {former['seq']} of the side record that event {self.of} tells of."
            self.find(line.seq, "side_differs", said)
        elif self._former_hash(line) not in ("", former["payload_hash"]):
            said = (
                f"its contents are not those of event {former['seq']} of the side record of event {self.of}."
            )
            self.find(line.seq, "side_differs", said)

    def _former_hash(self, line: Line) -> str:
        """The hash of the contents as they were, "" where they are not here: an event that they name had another number."""
        if line.salt is None or line.payload is None:
            return ""
        field = MOVED.get(line.envelope["kind"])
        if field is None:
            return digest("payload", line.salt, line.payload)
        try:
            body = line.body
            body[field] = self.places[number_of(body, field)]
            return digest("payload", line.salt, canonical(body))
        except UNREADABLE:
            return "another"

    def close(self) -> None:
        if self.left:
            many = len(self.left)
            self.find(self.of, "side_differs", f"{many} events of a side record are missing after it.")


# ---- Who signed the policies --------------------------------------------------------------------------------------------
SIGNATURES, KEPT = {"signatures"}, {"manifest", "signatures"}
AUTHORITY = {"id", "name", "version", "threshold", "keys", "scope", "review_by"}
SIGNED = {"authority", "authority_version", "signers"}
FIELDS = {
    "authority_trusted": ({"authority", "hash", "how"}, SIGNATURES),
    "policy_installed": ({"pack", "version", "serial", "hash", "effective", "ends", *SIGNED}, KEPT),
    "bulletin_installed": ({"pack", "serial", "hash", "title", "text", *SIGNED}, SIGNATURES),
}
"""What the contents hold in their first version, and what the second may add."""
MOST_SIGNATURES = 40
SHORT = 12
"""Digits by which a key or a hash is named."""


class Office:
    """A policy office as it was trusted: who decides on which packs, and the public keys that sign, by their ids."""

    def __init__(self, told: dict[str, Any]) -> None:
        if set(told) != AUTHORITY:
            raise ValueError("its authority holds what none does, or lacks something")
        self.id, self.version, self.threshold = (
            text_of(told, "id"),
            number_of(told, "version"),
            number_of(told, "threshold"),
        )
        publics = [bytes_of(each, "public") for each in list_of(told, "keys")]
        self.keys = {digest("policy-key", each)[:32]: each for each in publics}
        self.scope, self.statement = texts_of(told, "scope"), canonical(told)
        if self.threshold < 2 or len(publics) < 2 or any(len(each) != 32 for each in publics):
            raise ValueError("its authority asks for too few keys, or names one that is none")

    def decides_on(self, pack: str) -> bool:
        return any(pack == each or (each.endswith("/") and pack.startswith(each)) for each in self.scope)


def texts_of(table: dict[str, Any], key: str) -> list[str]:
    found = table.get(key)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError(f"{key!r} is missing or is no list of texts")
    return found


class Reviews:
    """Whether each visit was reviewed as it may be: approved by who did not write it, as it stood, and not written in any more."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.states: dict[str, str] = {}
        self.authors: dict[str, set[str]] = {}
        self.into: dict[str, str] = {}
        self.addenda: dict[str, int] = {}

    def take(self, line: Line) -> None:
        """The next event. What is left out, or cannot be read, is judged by its envelope alone."""
        kind, actor = line.envelope["kind"], line.envelope["actor"]
        try:
            body = line.body if line.payload is not None and line.kind else {}
        except UNREADABLE:
            body = {}
        if kind in CONTENT:
            self._written(line, str(kind), actor, body)
        elif kind in REVIEWS:
            wrong = self._wrong(line, str(kind), actor, body)
            if wrong:
                self.checked.find(line.seq, "review_illegal", wrong)
            elif kind == "visit_approved" and body.get("exception"):
                self.checked.note(
                    line.seq, "who wrote this visit approved it, under exception. Read the reason."
                )

    def _written(self, line: Line, kind: str, actor: dict[str, Any], body: dict[str, Any]) -> None:
        visit = line.visit
        if any(self.states.get(each) == "approved" for each in self._above(visit)):
            self.checked.find(line.seq, "review_illegal", "it writes in a visit that was approved before.")
            return
        names = {compared(actor.get(which)) for which in ("person", "behalf")} - {""}
        self.authors.setdefault(visit, set()).update(names)
        state = self.states.get(visit, "open")
        if kind == "visit_joined":
            self.states[visit], self.into[visit] = "joined", str(body.get("into", ""))
        elif kind == "visit_closed" and state == "open":
            self.states[visit] = "submitted"

    def _wrong(self, line: Line, kind: str, actor: dict[str, Any], body: dict[str, Any]) -> str:
        """Why this act of review is none; "" where it is one, and counts."""
        visit = line.visit
        state, person = self.states.get(visit, "open"), compared(actor.get("person"))
        if kind in SUPERVISORS and not (actor.get("role") == "supervisor" and person):
            return "it is no supervisor's."
        if state in ("open", "joined") or state != NEEDED.get(kind, state):
            return f"it reviews a visit that is {state}, which takes no such act."
        if kind == "visit_voided":
            return ""
        if kind == "addendum_written":
            self.addenda[visit] = self.addenda.get(visit, 0) + 1
            other = body.get("number", self.addenda[visit]) != self.addenda[visit]
            return "the addendum before it has another number." if other else ""
        if kind == "visit_approved" and body:
            below = [each for each in self.authors if visit in self._above(each)]
            own = person in set().union(*(self.authors[each] for each in below))
            if own and not body.get("exception"):
                return "it approves what the same person wrote, without a reason for an exception."
            if body.get("exception") and not own:
                return "it approves as an exception what another person wrote."
        self.states[visit] = {"visit_approved": "approved", "visit_returned": "returned"}.get(
            kind, "submitted"
        )
        known = self.checked.visits.get(visit)
        if kind == "visit_approved" and body and known is not None and body.get("head") != known.head:
            return "it approves a state of the visit after which more was written."
        return ""

    def _above(self, visit: str) -> list[str]:
        """The visit, and those that it was joined into."""
        found = [visit]
        while self.into.get(found[-1], "") not in ("", *found):
            found.append(self.into[found[-1]])
        return found


def compared(person: object) -> str:
    """A name as it is compared: without capitals, accents, marks, what nobody sees, and letters that look like ours."""
    text = person if isinstance(person, str) else ""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    seen = (
        each for each in folded if unicodedata.category(each)[0] != "M" and unicodedata.category(each) != "Cf"
    )
    plain = " ".join("".join(each if each.isalnum() else " " for each in seen).split())
    return plain.translate(ALIKE) or text


class Policies:
    """Whether the keys that were trusted then signed each policy and each bulletin on record (FORMAT.md)."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.offices: dict[str, Office] = {}
        self.highest: dict[tuple[str, str], int] = {}
        self.keeping = False

    def find(self, seq: int, sentence: str) -> None:
        self.checked.find(seq, "policy_unsigned", sentence)

    def take(self, line: Line, body: dict[str, Any]) -> None:
        """The next event that says who signs, or what was signed. ValueError where it cannot be read."""
        first, added = FIELDS[line.kind]
        kept = line.envelope["version"] > 1
        if not first <= set(body) <= (first | added if kept else first):
            raise ValueError("it holds what no such event does, or lacks something")
        if line.kind == "authority_trusted":
            self._trusted(line.seq, body, Office(table_of(body["authority"])), kept)
        else:
            self._installed(line.seq, "pack" if line.kind == "policy_installed" else "bulletin", body, kept)

    def _kept(self, seq: int, told: str, kept: bool) -> None:
        if self.keeping and not kept:
            self.find(seq, f"it keeps no signatures of {told}, and events before it do.")
        elif not kept:
            said = f"the signatures of {told} were not kept, so that nobody can check them by this record."
            self.checked.note(seq, said)
        self.keeping = self.keeping or kept

    def _trusted(self, seq: int, body: dict[str, Any], new: Office, kept: bool) -> None:
        told, how = f"version {new.version} of {new.id}", text_of(body, "how")
        self._kept(seq, told, kept)
        former = self.offices.pop(new.id, None)
        if former is not None and new.version <= former.version:
            self.find(seq, f"it trusts version {new.version} of {new.id}, after version {former.version}.")
        elif how == "rotated" and former is None:
            self.find(seq, f"it hands over the keys of {new.id}, which was not trusted.")
        elif how == "rotated" and former is not None and not all(map(former.decides_on, new.scope)):
            self.find(seq, f"with a change of keys alone {new.id} decides on more than it was trusted with.")
        own = digest("policy-authority", new.statement)
        if kept:
            asked = [new, former] if former is not None and how == "rotated" else [new]
            self._signed(seq, told, "authority", new.statement, body, asked)
            if own != text_of(body, "hash"):
                self.find(seq, f"the hash of {told} is another than it tells.")
        if how != "rotated":
            said = f"{told} was trusted here by IT's word. Compare the hash of its statement with the office: {own}."
            self.checked.note(seq, said)
        self.offices[new.id] = new

    def _installed(self, seq: int, what: str, body: dict[str, Any], kept: bool) -> None:
        pack, serial, own = text_of(body, "pack"), number_of(body, "serial"), text_of(body, "hash")
        told, by = f"{what} {serial} for {pack}", text_of(body, "authority")
        signers, version = set(texts_of(body, "signers")), number_of(body, "authority_version")
        self._kept(seq, told, kept)
        page = canonical({name: body.get(name) for name in ("pack", "serial", "title", "text")})
        signed = text_of({"manifest": "", **body}, "manifest").encode("utf-8") if what == "pack" else page
        office = next((each for each in reversed(list(self.offices.values())) if each.decides_on(pack)), None)
        if office is None or (office.id, office.version) != (by, version):
            self.find(seq, f"it installs {told} by {by}, which did not decide on that then.")
        elif kept:
            good = self._signed(seq, told, what, signed, body, [office])
            if len(good) >= office.threshold and good != signers:
                self.find(seq, f"it tells of other keys than those that signed {told}.")
        else:
            self._enough(seq, told, len(signers & set(office.keys)), office)
        if kept and what == "pack":
            self._manifest(seq, told, signed, body)
        elif kept and digest("bulletin", page) != own:
            self.find(seq, f"the hash of {told} is another than it tells.")
        highest = self.highest.get((what, pack), 0)
        if serial <= highest:
            self.find(seq, f"it installs {told}, after {what} {highest}.")
        self.highest[what, pack] = max(highest, serial)

    def _signed(
        self, seq: int, told: str, purpose: str, content: bytes, body: dict[str, Any], offices: list[Office]
    ) -> set[str]:
        """The keys that signed. Each signature must be good, by a key of one of the offices, and of each office there must be enough."""
        message = f"threshold policy {purpose} 1\n".encode("ascii") + content
        listed = list_of({"signatures": [], **body}, "signatures")
        if len(listed) > MOST_SIGNATURES:
            raise ValueError("it has more signatures than anybody makes")
        keys = {key: public for office in offices for key, public in office.keys.items()}
        good = set()
        for each in listed:
            key = text_of(each, "key")
            if key not in keys:
                self.find(
                    seq, f"key {key[:SHORT]}, by which {told} is signed, was none of {offices[0].id} then."
                )
            elif ed25519(keys[key], message, bytes_of(each, "signature")):
                good.add(key)
            else:
                self.find(seq, f"the signature of {told} by key {key[:SHORT]} is false.")
        for office in offices:
            self._enough(seq, told, len(good & set(office.keys)), office)
        return good

    def _enough(self, seq: int, told: str, have: int, office: Office) -> None:
        if have < office.threshold:
            whose = f"{office.id} version {office.version}"
            self.find(
                seq, f"{told} is signed by {have} of the {office.threshold} keys that {whose} asks for."
            )

    def _manifest(self, seq: int, told: str, raw: bytes, body: dict[str, Any]) -> None:
        """What was signed is what was installed."""
        try:
            said = table_of(json.loads(raw))
            pack, own = text_of(said, "id"), text_of(said, "pack_hash")
            number, status = number_of(said, "serial"), text_of(said, "status")
            same = [text_of(said, name) == body.get(name) for name in ("version", "effective", "ends")]
        except UNREADABLE:
            self.find(seq, f"the manifest of {told} cannot be read.")
            return
        if status != "approved":
            self.find(seq, f"the manifest of {told} is that of a draft.")
        if not all(same) or (pack, own, number) != (body["pack"], body["hash"], body["serial"]):
            self.find(
                seq, f"the manifest of {told} is that of another pack: {number} for {pack}, {own[:SHORT]}."
            )


# ---- The ZIP itself -----------------------------------------------------------------------------------------------------
END, END64, PLACE64 = (
    "<4s4H2LH",
    "<4sQ2H2L4Q",
    "<4sLQL",
)  # the records at the end: APPNOTE 4.3.16, 4.3.14, 4.3.15
FULL, FULL16 = 0xFFFFFFFF, 0xFFFF
DAY, RIGHTS = 33, 0o600 << 16
"""1980-01-01, and a plain file that only its owner may read and write: what every file of an export has."""


class Packed:
    """Whether the ZIP is built as exports are: its files one after the other from the first byte, each as the directory says, the
    directory, its end, and nothing before, between or behind. Of other ZIPs two programs may read different files."""

    def __init__(self, archive: zipfile.ZipFile, checked: Checked) -> None:
        assert archive.fp is not None
        self.file, self.infos, self.checked = archive.fp, archive.infolist(), checked
        self.size = self.file.seek(0, 2)

    def find(self, place: int, sentence: str) -> None:
        self.checked.find(0, "zip", f"Byte {place} of the ZIP: {sentence}")

    def read(self, place: int, length: int) -> bytes:
        self.file.seek(max(place, 0))
        return self.file.read(length)

    def check(self) -> None:
        """A finding names the first byte of the part that is not as it must be."""
        place, directory = 0, b""
        for info in self.infos:
            entry = self._file(info, place)
            if entry is None:
                return
            directory += entry
            place += 50 + len(info.orig_filename) + info.compress_size
        end = directory + self._end(place, len(directory))
        found = self.read(place, len(end) + 1)
        if found != end:
            wrong = next(at for at in range(len(end) + 1) if found[at : at + 1] != end[at : at + 1])
            self.find(place + wrong, "here its directory or its end is not as in an export, or more follows.")

    def _file(self, info: zipfile.ZipInfo, place: int) -> bytes | None:
        """Its entry in the directory, where the file stands at `place` with the head that an export gives it."""
        name, sizes = info.orig_filename.encode("utf-8"), (info.compress_size, info.file_size)
        extra = struct.pack("<2H2Q", 1, 16, *reversed(sizes))
        found = self.read(place, 30 + len(name) + len(extra))
        for version, told in (
            (45, (FULL, FULL)),
            (20, sizes),
        ):  # Python writes the second since 3.11.4, the first before
            if max(told) > FULL:
                continue
            same = (0, info.compress_type, 0, DAY, info.CRC)
            head = struct.pack(
                "<4s2B4H3L2H", b"PK\3\4", version, 0, *same[:4], info.CRC, *told, len(name), 20
            )
            if found == head + name + extra:
                self._slack(info, place + len(found))
                return self._entry(info, place, name, version)
        self.find(place, f"here the file {info.filename} must begin as the directory says, and it does not.")
        return None

    def _entry(self, info: zipfile.ZipInfo, place: int, name: bytes, version: int) -> bytes:
        large, told = [], [info.compress_size, info.file_size, place]
        if max(told[:2]) > zipfile.ZIP64_LIMIT:
            large, told[:2] = [info.file_size, info.compress_size], [FULL, FULL]
        if place > zipfile.ZIP64_LIMIT:
            large, told[2] = [*large, place], FULL
        extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large) if large else b""
        version = 45 if large else version
        fixed = (
            version,
            3,
            version,
            0,
            0,
            info.compress_type,
            0,
            DAY,
            info.CRC,
            told[0],
            told[1],
            len(name),
            len(extra),
        )
        return struct.pack("<4s4B4H3L5H2L", b"PK\1\2", *fixed, 0, 0, 0, RIGHTS, told[2]) + name + extra

    def _end(self, place: int, size: int) -> bytes:
        count, large = len(self.infos), b""
        if count > FULL16 or max(place, size) > zipfile.ZIP64_LIMIT:
            large = struct.pack(END64, b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, place)
            large += struct.pack(PLACE64, b"PK\6\7", 0, place + size, 1)
        few, short, first = min(count, FULL16), min(size, FULL), min(place, FULL)
        return large + struct.pack(END, b"PK\5\6", 0, 0, few, few, short, first, 0)

    def _slack(self, info: zipfile.ZipInfo, place: int) -> None:
        """What is packed fills its place to the last byte: behind its end, other things could be hidden."""
        if info.compress_type == zipfile.ZIP_STORED:
            if info.compress_size != info.file_size:
                self.find(place, f"{info.filename} does not fill its place.")
            return
        if info.file_size > MOST_SHRUNK * info.compress_size + 4096:
            return  # `Export.stream` refuses it
        unpack, left, made = zlib.decompressobj(-15), info.compress_size, 0
        self.file.seek(place)
        try:
            while made <= info.file_size and not unpack.eof:
                part = unpack.unconsumed_tail or self.file.read(min(left, 1 << 16))
                more = unpack.decompress(part, 1 << 20)
                made, left = made + len(more), left - len(part) + len(unpack.unconsumed_tail)
                if not part and not more:
                    break
            wrong = left or unpack.unused_data or not unpack.eof
        except zlib.error:
            wrong = True
        if wrong:
            self.find(place, f"{info.filename} does not fill its place, or does not end in it.")


# ---- The files of the ZIP -----------------------------------------------------------------------------------------------
class Export:
    """The ZIP: nothing is unpacked to disk, and nothing is read that is larger than it may be."""

    def __init__(self, archive: zipfile.ZipFile, checked: Checked) -> None:
        self.archive, self.checked, self.find = archive, checked, checked.find
        if sum(info.compress_size for info in archive.infolist()) > archive.start_dir:
            raise ValueError("its files lie over one another")
        Packed(archive, checked).check()
        self.infos: dict[str, zipfile.ZipInfo] = {}
        self.hashes: dict[str, str] = {}
        for info in archive.infolist():
            if info.filename in self.infos:
                self.find(0, "file", f"{info.filename} occurs twice in the ZIP.")
            elif not NAMES.fullmatch(info.filename):
                self.find(0, "file", f"{info.filename} is no file of an evidence export.")
            else:
                self.infos[info.filename] = info

    def stream(self, name: str) -> io.BufferedReader:
        """A file of the ZIP for reading. ValueError for one made to choke its reader, LookupError for a missing one."""
        if name not in self.infos:
            raise LookupError("it is missing")
        info = self.infos[name]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is packed in a way that exports never are")
        if info.file_size > MOST_SHRUNK * info.compress_size + 4096:
            raise ValueError("it would unpack to far more than an export holds")
        return io.BufferedReader(self.archive.open(info), 1 << 16)  # type: ignore[arg-type]

    def content(self, name: str) -> bytes:
        with self.stream(name) as file:
            found = file.read(LARGEST_FILE + 1)
        if len(found) > LARGEST_FILE:
            raise ValueError("it is larger than such a file ever is")
        self.hashes[name] = hashlib.sha256(found).hexdigest()
        return found

    def lines(self, name: str) -> Iterator[bytes]:
        state = hashlib.sha256()
        with self.stream(name) as file:
            for raw in iter(lambda: file.readline(LONGEST_LINE + 1), b""):
                if len(raw) > LONGEST_LINE:
                    raise ValueError("one of its lines is longer than an event ever is")
                state.update(raw)
                yield raw
        self.hashes[name] = state.hexdigest()

    def check_files(self) -> None:
        """Every file is the one of the manifest: none changed, none missing, none put in."""
        listed = {
            text_of(each, "name"): text_of(each, "sha256") for each in list_of(self.checked.manifest, "files")
        }
        for name in sorted(set(listed) | set(self.infos) - {"manifest.json", "manifest.sig"}):
            try:
                if name not in self.hashes:
                    state = hashlib.sha256()
                    with self.stream(name) as file:
                        for part in iter(lambda: file.read(1 << 20), b""):
                            state.update(part)
                    self.hashes[name] = state.hexdigest()
                if name not in listed:
                    self.find(0, "file", f"{name} is not in the manifest: it was put in.")
                elif self.hashes[name] != listed[name]:
                    self.find(0, "file", f"{name} is not the file of the manifest: it was changed.")
            except UNREADABLE as wrong:
                self.find(0, "file", f"{name} cannot be read: {said(wrong)}.")


def said(error: BaseException) -> str:
    """What an error says, without quotes and end."""
    return shown(error.args[0] if error.args else type(error).__name__).rstrip(".")


def check_manifest(export: Export) -> None:
    """Read the manifest and its signature. Raises what is in UNREADABLE where there is none to go by."""
    checked = export.checked
    raw = export.content("manifest.json")
    checked.manifest = manifest = table_of(json.loads(raw, object_pairs_hook=once))
    if manifest.get("format") != "threshold evidence 1":
        raise ValueError(f"its format is {manifest.get('format')}; this program reads threshold evidence 1")
    for key in ("files", "visits", "left_out"):
        list_of(manifest, key)
    checked.all_told = manifest.get("all_visits") is True
    checked.told = {text_of(visit, "visit") for visit in manifest["visits"]}
    key = text_of(manifest, "signed_by")
    if checked.noted and key not in checked.noted:
        export.find(0, "key", f"The export is signed with {key}: that is another key than the one you gave.")
    try:
        line = export.content("manifest.sig").decode("ascii")
        if not re.fullmatch(r"[0-9a-f]{128}\n", line):
            raise ValueError("it is not 128 hex digits and a line end")
        if not ed25519(bytes_of(manifest, "signed_by"), b"threshold evidence 1\n" + raw, bytes.fromhex(line)):
            export.find(0, "signature", "The signature of the manifest is false: the export was changed.")
    except UNREADABLE as wrong:
        export.find(0, "signature", f"The signature of the manifest cannot be read: {said(wrong)}.")


def check_journal(export: Export) -> None:
    """Walk through events.jsonl and compare what it comes to with the manifest."""
    checked, journal = export.checked, Journal(export.checked)
    before: Line | None = None
    try:
        for number, raw in enumerate(export.lines("events.jsonl"), 1):
            try:
                line = read_line(raw)
            except UNREADABLE as wrong:
                journal.broken = True
                export.find(0, "unreadable", f"Line {number} of events.jsonl cannot be read: {said(wrong)}.")
                continue
            if before is not None:
                journal.take(before, line)
            before = line
    except UNREADABLE as wrong:
        export.find(0, "unreadable", f"events.jsonl cannot be read to its end: {said(wrong)}.")
    if before is not None:
        journal.take(before, None)
    manifest = checked.manifest
    promised = table_of(manifest.get("events"))
    last, head = number_of(promised, "last"), text_of(promised, "head")
    if journal.next <= last:
        journal.gap("cut", last)
    elif (journal.next - 1, journal.last_hash) != (last, head):
        export.find(last, "rewritten", "the journal does not end with the event of the manifest.")
    journal.close()
    if journal.owner != (manifest.get("device"), manifest.get("epoch")) or journal.realm != manifest.get(
        "realm"
    ):
        export.find(0, "foreign", "The manifest names another device, epoch or realm than the journal.")
    if (promised.get("first"), promised.get("count")) != (1, journal.count):
        export.find(0, "removed", f"The manifest counts other events than the {journal.count} that are here.")
    if manifest.get("keys") != journal.signed.keys or journal.signed.public != manifest.get("signed_by"):
        export.find(
            0, "key", "The manifest names other keys than the journal does, or is signed with another."
        )


def check_visits(checked: Checked) -> None:
    """The visits of the manifest are those of the journal."""
    for listed in checked.manifest["visits"]:
        number, visit = text_of(listed, "record_number"), checked.visits.get(text_of(listed, "visit"))
        if visit is None:
            checked.find(0, "visit", f"Visit {number} is in the manifest and not in the journal.")
        elif (visit.number, visit.events, visit.first, visit.last, visit.head) != tuple(
            listed.get(key) for key in ("record_number", "events", "first", "last", "head")
        ):
            checked.find(
                visit.first, "visit", f"the manifest tells visit {number} otherwise than the journal."
            )
    if checked.all_told and set(checked.visits) != checked.told:
        checked.find(0, "visit", "The manifest promises all visits and does not name all of the journal's.")


def left_out(checked: Checked, what: str) -> dict[str, str]:
    """What the manifest says is not here: SHA-256 and why."""
    found = [each for each in checked.manifest["left_out"] if each.get("what") == what]
    return {str(each.get("sha256")): shown(each.get("why")) for each in found}


def check_packs(export: Export) -> None:
    """The policy packs of the exported visits are there, and are the ones that the visits name."""
    for wanted in sorted(export.checked.packs):
        name, why = f"packs/{wanted}.json", left_out(export.checked, "pack").get(wanted)
        if why is not None and name not in export.infos:
            export.checked.notes.append(f"{name} is left out ({why}).")
            continue
        try:
            if pack_hash(export.content(name)) != wanted:
                export.find(0, "pack", f"{name} is not the policy pack that visits name by this hash.")
        except UNREADABLE as wrong:
            export.find(0, "pack", f"{name} cannot be read: {said(wrong)}.")


def check_originals(export: Export) -> None:
    """Every original is one of an event `photo_kept`, with its very bytes; what is missing is said to be left out."""
    checked = export.checked
    there = {name[10:74]: name for name in export.infos if name.startswith("originals/")}
    left = left_out(checked, "original")
    for wanted, (seq, size) in checked.photos.items():
        name = there.pop(wanted, None)
        if name is None and wanted in left:
            checked.notes.append(f"Event {seq}: its original is left out ({left[wanted]}).")
        elif name is None and checked.manifest.get("originals") is True:
            checked.find(seq, "original", "its original is missing from this export.")
        elif name is not None and (export.hashes.get(name), export.infos[name].file_size) != (wanted, size):
            checked.find(seq, "original", "its original is not the file whose hash was recorded.")
    for name in sorted(there.values()):
        export.find(0, "original", f"{name} belongs to no event of this journal.")


def check(path: str, heads: list[tuple[int, str]], noted: list[str]) -> Checked:
    """Everything there is to check about the file. Never raises for what the file holds."""
    checked = Checked(heads, noted)
    try:
        with zipfile.ZipFile(path) as archive:
            export = Export(archive, checked)
            check_manifest(export)
            check_journal(export)
            export.check_files()
            check_visits(checked)
            check_packs(export)
            check_originals(export)
    except UNREADABLE as wrong:
        checked.unreadable = True
        checked.find(0, "unreadable", f"This cannot be read as an evidence export: {said(wrong)}.")
    return checked


# ---- Telling ------------------------------------------------------------------------------------------------------------
def tell(checked: Checked) -> Iterator[str]:
    """What was found, line by line; the last one is the verdict."""
    for each in checked.findings:
        yield f"FOUND  {each['sentence']}"
    for note in checked.notes:
        yield f"NOTE   {note}"
    for key, visit in checked.visits.items():
        if key in checked.told:
            yield shown(
                f"VISIT  {visit.number}: {visit.events} events, {visit.first} to {visit.last}, head {visit.head}"
            )
    if not checked.unreadable:
        yield f"{checked.events} events, head {checked.head}; signed by {shown(checked.manifest.get('signed_by'))}"
        yield f"{checked.checkpoints} signed checkpoints, the last good one at event {checked.last_checkpoint}"
    if checked.unreadable:
        yield "VERDICT: this is no evidence export, or it is too damaged to be checked."
    else:
        drill = "" if checked.manifest.get("realm") == "record" else " of invented visits (drill)"
        many = len(checked.findings)
        speak = "nothing speaks" if not many else f"{many} finding{'s speak' if many > 1 else ' speaks'}"
        yield f"VERDICT: {speak} against this export{drill}."


def as_table(checked: Checked, code: int) -> dict[str, Any]:
    visits = {
        visit.number: {"events": visit.events, "first": visit.first, "last": visit.last, "head": visit.head}
        for key, visit in checked.visits.items()
        if key in checked.told
    }
    return {"verdict": ("ok", "findings", "unreadable")[code], "findings": checked.findings, "notes": checked.notes,
            "visits": visits, "events": checked.events, "head": checked.head, "checkpoints": checked.checkpoints,
            "last_checkpoint": checked.last_checkpoint, "realm": checked.manifest.get("realm"),
            "signed_by": checked.manifest.get("signed_by")}  # fmt: skip


def typed(text: str) -> str:
    """Digits as they are compared: on paper they stand in groups and lines."""
    return re.sub(r"^head|\s", "", text.strip().lower())


def head_of(text: str) -> tuple[int, str]:
    """A head as it is printed, with or without the number of its event."""
    number, _, own = typed(text).rpartition(":")
    if not HEX.fullmatch(own) or (number and not re.fullmatch(r"[1-9][0-9]{0,15}", number)):
        raise argparse.ArgumentTypeError("a head is 64 digits from 0 to f, or a number, a colon and those")
    return int(number or 0), own


def key_of(text: str) -> str:
    """A public key as the desk tells it."""
    if not HEX.fullmatch(typed(text)):
        raise argparse.ArgumentTypeError("a public key is 64 digits from 0 to f")
    return typed(text)


def main(arguments: list[str] | None = None) -> int:
    """Check one export; the exit code."""
    parser = argparse.ArgumentParser(description="Check an evidence export of Threshold.")
    parser.add_argument("file", metavar="EXPORT.zip")
    parser.add_argument(
        "--head", action="append", type=head_of, default=[], help="a head on paper: HASH or SEQ:HASH"
    )
    parser.add_argument(
        "--public",
        action="append",
        type=key_of,
        default=[],
        help="a public key of the desk, told by another way",
    )
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    given = parser.parse_args(arguments)
    checked = check(given.file, given.head, given.public)
    code = 2 if checked.unreadable else 1 if checked.findings else 0
    if given.json:
        print(json.dumps(as_table(checked, code)))
    else:
        print("\n".join(tell(checked)).encode("ascii", "backslashreplace").decode("ascii"))
    return code


if __name__ == "__main__":
    sys.exit(main())
