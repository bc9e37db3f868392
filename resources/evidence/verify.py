"""Checks an evidence export of Threshold: one file, nothing but Python 3.8 or later, no network, nothing written.

    python3 verify.py EXPORT.zip [--head HASH | SEQ:HASH] [--public HEX] [--json]

--head: a head that you have on paper or in a receipt (a printed report shows one); it must be an event of this journal.
--public: the desk's public key, as you were told it by another way. Without it the key in the export is believed.
Exit code 0: nothing speaks against the export; 1: something does; 2: this is no evidence export, or cannot be read.
FORMAT.md, in the same ZIP, says what every byte means, so that you can check without this program.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import struct
import sys
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
ALWAYS_TOLD = ("store_created", "device_key_made", "checkpoint_signed")
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


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is that of the key `public` (32 bytes): R = [S]B - [k]A, section 5.1.7."""
    key, s = decode_point(public), int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or key is None or s >= L:
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
    """RFC 8785 bytes of data without fractions, with ASCII keys: what packs are made of."""
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
    def body(self) -> dict[str, Any]:
        return table_of(json.loads(self.payload or b"null"))


def read_line(raw: bytes) -> Line:
    """One line. ValueError says what is wrong with it."""
    row = table_of(json.loads(raw))
    stored, told = text_of(row, "envelope").encode("utf-8"), "salt" in row
    envelope = table_of(json.loads(stored))
    for key in ("device", "after", "kind", "payload_hash") + (
        ("visit",) if envelope.get("visit") is not None else ()
    ):
        text_of(envelope, key)
    number_of(envelope, "seq"), number_of(envelope, "epoch")
    envelope.setdefault("visit", None)
    payload = bytes_of(row, "payload_hex") if "payload_hex" in row else b""
    if told and "payload_hex" not in row:
        payload = text_of(row, "payload").encode("utf-8")
    return Line(number_of(row, "seq"), stored, text_of(row, "prev"), text_of(row, "hash"),
                bytes_of(row, "salt") if told else None, payload if told else None,
                "" if told else text_of(row, "absent"), number_of(row, "redacted_by") if "redacted_by" in row else 0,
                envelope)  # fmt: skip


class Visit:
    """What was seen of one visit. `last` and `head` leave out that somebody looked at it, as printed reports do."""

    def __init__(self, first: int) -> None:
        self.first, self.last, self.events, self.head, self.newest, self.number = first, first, 0, "", "", ""


class Checked:
    """What is known so far, and everything that speaks against the export."""

    def __init__(self) -> None:
        self.findings: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.visits: dict[str, Visit] = {}
        self.told: set[str] = set()
        self.all_told = False
        self.packs: set[str] = set()
        self.photos: dict[str, tuple[int, int]] = {}
        self.heads: list[tuple[int, str]] = []
        self.manifest: dict[str, Any] = {}
        self.events, self.checkpoints, self.last_checkpoint, self.head = 0, 0, 0, START
        self.unreadable = False

    def find(self, seq: int, code: str, sentence: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            sentence = shown(sentence)
            self.findings.append(
                {"seq": seq, "code": code, "sentence": f"Event {seq}: {sentence}" if seq else sentence}
            )


# ---- The journal --------------------------------------------------------------------------------------------------------
class Journal:
    """One pass over the events in the order of the file."""

    def __init__(self, checked: Checked) -> None:
        self.checked, self.find = checked, checked.find
        self.next, self.last_hash, self.broken = 1, START, False
        self.owner: tuple[str, int] | None = None
        self.public = ""
        self.seen_heads: set[int] = set()
        self.missing: dict[int, tuple[int, str, str]] = {}
        self.redactions: dict[int, int] = {}

    def take(self, line: Line, following: Line | None) -> None:
        envelope, seq = line.envelope, line.seq
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
        self._payload(line)
        if self.owner is None:
            if seq == 1:
                self.find(1, "changed", "a journal begins with the event that created it; this one does not.")
        elif (envelope["device"], envelope["epoch"]) != self.owner:
            self.find(seq, "foreign", "it was written by another device, or before a restore.")
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
                self.find(seq, "rewritten", "it is not the event whose hash you gave.")
            if wanted == line.hash or seq == line.seq:
                self.seen_heads.add(number)
        self.next = max(self.next, line.seq + 1)

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
            self.missing[line.seq] = (line.redacted_by, kind, line.visit)
        elif line.absent != "withheld":
            self.find(line.seq, "payload_missing", "its contents are gone and no redaction was recorded.")
        elif must or kind in ALWAYS_TOLD:
            self.find(line.seq, "withheld", "its contents are left out, although this export promises them.")

    def _body(self, line: Line, body: dict[str, Any]) -> None:
        kind, seq, checked = line.envelope["kind"], line.seq, self.checked
        if kind == "store_created":
            if seq > 1 and body.get("former_head") != self.last_hash:
                self.find(seq, "foreign", "it begins the record anew without naming the head before it.")
            self.owner = (text_of(body, "device"), number_of(body, "epoch"))
        elif kind == "device_key_made":
            if self.public and body.get("former") != self.public:
                self.find(seq, "key", "it brings a new key without naming the former one.")
            if self.public:
                checked.notes.append(
                    f"Event {seq}: the desk went on with a new key. Ask why the former one was lost."
                )
            self.public = text_of(body, "public")
        elif kind == "checkpoint_signed":
            self._checkpoint(line, body)
        elif kind == "payload_redacted":
            self.redactions[number_of(body, "seq")] = seq
        elif kind == "visit_opened":
            checked.visits.setdefault(line.visit, Visit(seq)).number = text_of(body, "record_number")
            checked.packs.add(text_of(body, "pack_hash"))
        elif kind == "photo_kept":
            checked.photos.setdefault(text_of(body, "sha256"), (seq, number_of(body, "size")))

    def _checkpoint(self, line: Line, body: dict[str, Any]) -> None:
        seq, own_hash, public = number_of(body, "seq"), text_of(body, "hash"), text_of(body, "public")
        message = f"threshold checkpoint 1\n{line.envelope['device']}\n{line.envelope['epoch']}\n{seq}\n{own_hash}\n"
        self.checked.checkpoints += 1
        if public != self.public:
            self.find(line.seq, "checkpoint", "it is signed with another key than this desk's.")
        elif not ed25519(bytes_of(body, "public"), message.encode("utf-8"), bytes_of(body, "signature")):
            self.find(line.seq, "checkpoint", "its signature is false.")
        elif (seq, own_hash) != (line.seq - 1, self.last_hash):
            since = self.checked.last_checkpoint
            self.find(
                line.seq, "rewritten", f"it signs another event {seq}: one after event {since} was rewritten."
            )
        else:
            self.checked.last_checkpoint = line.seq

    def _visit(self, line: Line) -> None:
        if not line.visit:
            return
        visit = self.checked.visits.setdefault(line.visit, Visit(line.seq))
        if line.envelope["after"] != visit.newest and not self.broken:
            self.find(
                line.seq, "after", "it was written after another event of its visit than stands before it."
            )
        visit.events, visit.newest = visit.events + 1, line.hash
        if line.envelope["kind"] != "access":
            visit.last, visit.head = line.seq, line.hash

    def close(self) -> None:
        checked = self.checked
        for seq, (named, kind, _) in self.missing.items():
            if kind in NEVER_REDACTED or self.redactions.get(seq) != named or named <= seq:
                self.find(
                    seq,
                    "payload_missing",
                    "its contents are gone and no lawful redaction of them is on record.",
                )
        for number, (seq, wanted) in enumerate(checked.heads):
            if number not in self.seen_heads:
                what = (
                    "the journal ends before the event whose hash you gave."
                    if seq
                    else f"No event has the hash {wanted}."
                )
                self.find(seq, "cut", what)
        checked.events, checked.head = self.next - 1, self.last_hash


# ---- The files of the ZIP -----------------------------------------------------------------------------------------------
class Export:
    """The ZIP: nothing is unpacked to disk, and nothing is read that is larger than it may be."""

    def __init__(self, archive: zipfile.ZipFile, checked: Checked) -> None:
        self.archive, self.checked, self.find = archive, checked, checked.find
        if sum(info.compress_size for info in archive.infolist()) > archive.start_dir:
            raise ValueError("its files lie over one another")
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


def check_manifest(export: Export, public: str | None) -> None:
    """Read the manifest and its signature. Raises what is in UNREADABLE where there is none to go by."""
    checked = export.checked
    raw = export.content("manifest.json")
    checked.manifest = manifest = table_of(json.loads(raw))
    if manifest.get("format") != "threshold evidence 1":
        raise ValueError(f"its format is {manifest.get('format')}; this program reads threshold evidence 1")
    for key in ("files", "visits", "left_out"):
        list_of(manifest, key)
    checked.all_told = manifest.get("all_visits") is True
    checked.told = {text_of(visit, "visit") for visit in manifest["visits"]}
    key = text_of(manifest, "signed_by")
    if public and public != key:
        export.find(0, "key", "The export is signed with another key than the one you gave.")
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
    promised = table_of(checked.manifest.get("events"))
    last, head = number_of(promised, "last"), text_of(promised, "head")
    if journal.next <= last:
        journal.gap("cut", last)
    elif (journal.next - 1, journal.last_hash) != (last, head):
        export.find(last, "rewritten", "the journal does not end with the event of the manifest.")
    journal.close()
    if journal.owner != (checked.manifest.get("device"), checked.manifest.get("epoch")):
        export.find(0, "foreign", "The manifest names another device or epoch than the journal.")
    if journal.public != checked.manifest.get("signed_by"):
        export.find(0, "key", "The manifest is signed with another key than the journal says the desk has.")


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


def check(path: str, heads: list[tuple[int, str]], public: str | None) -> Checked:
    """Everything there is to check about the file. Never raises for what the file holds."""
    checked = Checked()
    checked.heads = heads
    try:
        with zipfile.ZipFile(path) as archive:
            export = Export(archive, checked)
            check_manifest(export, public)
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
    elif checked.findings:
        yield f"VERDICT: {len(checked.findings)} findings speak against this export."
    else:
        yield "VERDICT: nothing speaks against this export."


def as_table(checked: Checked, code: int) -> dict[str, Any]:
    visits = {
        visit.number: {"events": visit.events, "first": visit.first, "last": visit.last, "head": visit.head}
        for key, visit in checked.visits.items()
        if key in checked.told
    }
    return {"verdict": ("ok", "findings", "unreadable")[code], "findings": checked.findings, "notes": checked.notes,
            "visits": visits, "events": checked.events, "head": checked.head, "checkpoints": checked.checkpoints,
            "last_checkpoint": checked.last_checkpoint, "signed_by": checked.manifest.get("signed_by")}  # fmt: skip


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
        "--public", type=key_of, default=None, help="the desk's public key, told by another way"
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
