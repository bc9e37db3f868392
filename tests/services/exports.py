"""An evidence export in parts that a forger could change, and what such a forger would make right again afterwards."""

import hashlib
import importlib.util
import io
import json
import sys
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from desktop import paths
from desktop.core import canonical, chain
from desktop.core.events import Draft, PayloadRedacted
from desktop.services.evidence import SIGNED_PREFIX, Exported, export_evidence, info_of
from desktop.services.noting import Noting
from desktop.services.photos import Photos
from desktop.services.signed import IT
from desktop.services.walking import Walking
from desktop.trust.device import DeviceKey, open_device_key
from tests.services.conftest import GUARD
from tests.services.papers import encoded
from tests.services.test_photos import SchoolGuard

VERIFIER = paths.resources() / "evidence" / "verify.py"
UNSIGNED = ("manifest.json", "manifest.sig")

Parts = dict[str, bytes]
Row = dict[str, Any]
Sign = Callable[[bytes], str]


def load_verifier() -> ModuleType:
    """The stand-alone verifier as a module, for tests that ask it a thousand times."""
    spec = importlib.util.spec_from_file_location("threshold_evidence_verifier", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def unpacked(path: Path) -> Parts:
    """Every file of a ZIP."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Parts, *more: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of files; `more` may name one again."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", method) as archive:
        warnings.simplefilter("ignore")  # a name that occurs twice is what some tests are about
        for name, content in (*parts.items(), *more):
            with archive.open(info_of(name, method), "w", force_zip64=True) as file:
                file.write(content)
    return made.getvalue()


def rows_of(parts: Parts) -> list[Row]:
    """The lines of events.jsonl."""
    return [json.loads(line) for line in parts["events.jsonl"].splitlines()]


def with_rows(parts: Parts, rows: list[Row]) -> Parts:
    """The same files with other events."""
    lines = (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    return {**parts, "events.jsonl": b"".join(lines)}


def manifest_of(parts: Parts) -> dict[str, Any]:
    """The manifest."""
    return dict(json.loads(parts["manifest.json"]))


def signed(parts: Parts, key: DeviceKey, **changed: Any) -> Parts:
    """The same files with a manifest that lists them as they are now, signed by `key`; `changed` are keys of the manifest."""
    files = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
        if name not in UNSIGNED
    ]
    manifest = canonical.encode({**manifest_of(parts), "files": files, "signed_by": key.public, **changed})
    signature = f"{key.sign(SIGNED_PREFIX + manifest)}\n".encode()
    return {**parts, "manifest.json": manifest, "manifest.sig": signature}


def envelope_of(row: Row) -> dict[str, Any]:
    """An event's envelope."""
    return dict(json.loads(row["envelope"]))


def rechained(rows: list[Row], key: DeviceKey | None = None) -> list[Row]:
    """The chain written anew over what the rows say now, as whoever holds the record and its data key can. With `key` the
    checkpoints are signed again by it, too, and `device_key_made` names it."""
    made: list[Row] = []
    heads: dict[str, str] = {}
    prev = chain.START
    for number, row in enumerate(rows, 1):
        envelope = {**envelope_of(row), "seq": number}
        envelope["after"] = heads.get(envelope["visit"] or "", "") if envelope["visit"] else ""
        row = {**row, "seq": number, "prev": prev}
        if key is not None and envelope["kind"] in ("device_key_made", "checkpoint_signed"):
            row["payload"] = canonical.encode(_signed_body(row, envelope, prev, key)).decode()
        if "payload" in row:
            envelope["payload_hash"] = chain.payload_hash(bytes.fromhex(row["salt"]), row["payload"].encode())
        row["envelope"] = canonical.encode(envelope).decode()
        row["hash"] = prev = chain.event_hash(row["envelope"].encode(), prev)
        if envelope["visit"]:
            heads[envelope["visit"]] = prev
        made.append(row)
    return made


def _signed_body(row: Row, envelope: dict[str, Any], prev: str, key: DeviceKey) -> dict[str, Any]:
    body = {**json.loads(row["payload"]), "public": key.public}
    if envelope["kind"] == "device_key_made":
        return body
    seq = envelope["seq"] - 1
    said = f"threshold checkpoint 1\n{envelope['device']}\n{envelope['epoch']}\n{seq}\n{prev}\n"
    return {**body, "seq": seq, "hash": prev, "signature": key.sign(said.encode())}


def with_visits(parts: Parts, rows: list[Row], key: DeviceKey) -> Parts:
    """The export that a forger with a key makes of rows that were chained anew: the manifest tells what they come to."""
    visits = []
    for told in manifest_of(parts)["visits"]:
        own = [row for row in rows if envelope_of(row)["visit"] == told["visit"]]
        last = next(row for row in reversed(own) if envelope_of(row)["kind"] != "access")
        visits.append(
            {**told, "events": len(own), "first": own[0]["seq"], "last": last["seq"], "head": last["hash"]}
        )
    events = {"first": 1, "last": rows[-1]["seq"], "head": rows[-1]["hash"], "count": len(rows)}
    named = [row for row in rows if envelope_of(row)["kind"] == "device_key_made" and "payload" in row]
    keys = [{"former": "", **json.loads(row["payload"]), "seq": row["seq"]} for row in named]
    return signed(with_rows(parts, rows), key, visits=visits, events=events, keys=keys)


SECRET = "The man in the blue coat asked for room 214"
OTHER = "Another visit that nobody asked for"
TAKEN_OUT = "This must go, says the court"


class Case:
    """A desk with three visits: one with notes, a photograph and a redaction; one that was joined into it; one that is none of
    anybody's business."""

    def __init__(self, home: Path) -> None:
        self.guard = SchoolGuard(home)
        noting = Noting(self.guard.walking)
        self.visit, paper = self.guard.paper()
        noting.note(self.visit, SECRET, "seen", GUARD)
        noting.note(self.visit, TAKEN_OUT, "seen", GUARD)
        self.redacted = self.guard.desk.store.journal.head()[0]
        self.other, _ = self.guard.paper()
        noting.note(self.other, OTHER, "seen", GUARD)
        Photos(self.guard.walking).keep(self.visit, paper, 1, encoded("PNG"), GUARD)
        self.joined = self.guard.walking.press("F12", None, GUARD, "Front desk").visit.id
        self.guard.walking.join(self.joined, self.visit, GUARD)
        redaction = Draft("payload_redacted", self.visit, PayloadRedacted(self.redacted, "order"), GUARD)
        self.guard.desk.store.journal.append([redaction], self.guard.clock.read())
        self.guard.walking = Walking(self.guard.desk)

    def number(self, visit: str) -> str:
        return self.guard.walking.current(visit).visit.opened.record_number

    def export(self, out: Path, *visits: str, originals: bool = False) -> Exported:
        return export_evidence(self.guard.desk, out, IT, visits, originals)


verifier = load_verifier()
FORGER = DeviceKey(b"\7" * 32)
"""A key that is not the desk's."""

Told = dict[str, Any]


class Exports(msgspec.Struct):
    """One export of everything and one of a single visit, the key of the desk, and a place for what is made of them."""

    everything: Parts
    one: Parts
    key: DeviceKey
    place: Path

    def check(self, content: Parts | bytes, *heads: tuple[int, str], public: Sequence[str] = ()) -> Told:
        """What the verifier says."""
        self.place.write_bytes(content if isinstance(content, bytes) else packed(content))
        found = verifier.check(str(self.place), list(heads), list(public))
        code = 2 if found.unreadable else 1 if found.findings else 0
        assert "\n".join(verifier.tell(found)).splitlines()[-1].startswith("VERDICT: ")
        return dict(json.loads(json.dumps(verifier.as_table(found, code))))


def make_exports(home: Path) -> Exports:
    """Exports of a new desk."""
    case = Case(home / "home")
    case.export(home / "all.zip", originals=True)
    case.export(home / "one.zip", case.visit, originals=True)
    key = open_device_key(case.guard.desk.store.places.keys, "record")
    case.guard.desk.close()
    assert key is not None
    return Exports(unpacked(home / "all.zip"), unpacked(home / "one.zip"), key, home / "tampered.zip")
