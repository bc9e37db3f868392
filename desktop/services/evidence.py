"""Writes an evidence export: a plain ZIP by which an outsider can check the record, or some visits of it, without this program.

Its format is written down in resources/manual/evidence.md, which goes with every export, as does the verifier. Every event of
the journal is in it, so that the chain can be checked; what is written in the events of visits that were not asked for is not.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from desktop import __version__, paths
from desktop.core import canonical
from desktop.core.chain import Row
from desktop.core.errors import Refused, Trouble
from desktop.core.events import NEVER_REDACTED, WITNESSES, Actor, Event, VisitOpened, make_event
from desktop.core.holding import HOLDS
from desktop.core.particulars import DeviceKeyMade, PhotoKept
from desktop.core.review_events import LOOKS
from desktop.services.access import logged
from desktop.services.desk import Desk
from desktop.services.roles import require
from desktop.store.evidence import Snapshot, snapshot
from desktop.trust.device import DeviceKey, open_device_key
from desktop.whole import owner_only, whole_file

FORMAT = "threshold evidence 1"
SIGNED_PREFIX = f"{FORMAT}\n".encode("ascii")
"""What stands before the manifest's bytes in the message that is signed."""

ALWAYS_TOLD = (
    WITNESSES
    | HOLDS
    | {"store_created", "authority_trusted", "policy_installed", "bulletin_installed", "side_record"}
)
"""Kinds whose contents are in every export: without them nobody could check it, tell what was held and when no longer, who had signed
the policy of a visit, or what was written while the record was closed, and none tells of a person but envelopes, which are in it."""

ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/heic": "heic",
    "image/tiff": "tif",
    "application/pdf": "pdf",
}
DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the ZIP, the earliest there is: the same record gives the same bytes."""

NOT_ASKED = "Originals were not asked for."
STEP = 2_000
"""Events between two tellings of progress."""

Progress = Callable[[int, int], None]
"""Told how far it is: events written, and of how many."""


class VisitTold(msgspec.Struct):
    """A visit in the manifest: how many `events`, the number of its `first`, number and hash of its `last` one that does not only
    tell who looked at it, since reports print that head."""

    visit: str
    record_number: str
    events: int
    first: int
    last: int
    head: str


class Exported(msgspec.Struct, frozen=True):
    """What was written. `sha256` (hex) is the ZIP's, `public` the key that signed it, `problems` are sentences: what could not be
    had, or that the export could not be put on record."""

    file: str
    events: int
    head: str
    visits: tuple[str, ...]
    sha256: str
    public: str
    problems: tuple[str, ...]


def export_evidence(
    desk: Desk,
    out: Path,
    actor: Actor,
    visits: Sequence[str] = (),
    originals: bool = False,
    replace: bool = False,
    progress: Progress = lambda done, of: None,
) -> Exported:
    """Put the export on record, then write it, whole or not at all. `visits` are ids; none named means all.

    For the thread that opened the desk. Visits that were joined into a named one go with it. `originals` takes photographs of
    papers along. Refused `file_there` where a file of that name is there and `replace` is not set; Trouble where the record
    cannot be read, the desk's signing key is missing, or the file cannot be written. A supervisor's act: counsel's words go with it.
    """
    require(desk, "annex", actor)
    if out.exists() and not replace:
        raise Refused("file_there", {"file": out.name})
    key, shipped = _signer(desk), _shipped()
    wanted = _with_joined(desk, visits)
    subjects: list[str | None] = [*wanted] if wanted else [None]
    problems = [logged(desk, "exported", visit, actor) for visit in subjects]
    lost = f"The export could not be saved in {out}"
    with snapshot(desk.store) as source, whole_file(out, lost, owner_only) as part:
        making = _Making(source, frozenset(wanted), originals, progress, shipped)
        with zipfile.ZipFile(part, "w", allowZip64=True) as archive:
            making.write(archive, key)
        part.seek(0)
        digest = hashlib.file_digest(part, "sha256").hexdigest()
    numbers = tuple(told.record_number for told in making.told())
    sentences = [
        str(each["why"]) for each in making.left_out if each["what"] != "visits" and each["why"] != NOT_ASKED
    ]
    told = tuple(dict.fromkeys(sentence for sentence in (*problems, *sentences) if sentence))
    return Exported(str(out), source.events, source.head[1], numbers, digest, key.public, told)


def _signer(desk: Desk) -> DeviceKey:
    """The desk's key, which the record names. Trouble where there is none: an export without signature proves little."""
    if desk.store.unsigned is not None:
        raise desk.store.unsigned
    places, realm = desk.store.places, desk.store.owner.realm
    key = open_device_key(places.keys, realm)
    if key is None:
        sentence = "The key that this desk signs with is missing, and nothing is exported unsigned."
        raise Trouble("key_missing", sentence, "Start Threshold once: it makes another.", str(places.keys))
    return key


def _shipped() -> dict[str, bytes]:
    """What goes with every export, by its name there. Trouble where the program is not whole."""
    folder = paths.resources()
    places = {
        "FORMAT.md": folder / "manual" / "evidence.md",
        "README.txt": folder / "evidence" / "README.txt",
        "verify.py": folder / "evidence" / "verify.py",
    }
    try:
        return {name: place.read_bytes() for name, place in places.items()}
    except OSError as gone:
        sentence = f"{gone.filename} cannot be read: {gone.strerror}."
        raise Trouble("io", sentence, "Install Threshold again as delivered.", str(gone.filename)) from gone


def _with_joined(desk: Desk, visits: Sequence[str]) -> list[str]:
    """The visits and those that were joined into them, each once."""
    found = list(dict.fromkeys(visits))
    for visit in found:  # grows while it is walked
        found += [line.visit for line in desk.store.queries.joined_into(visit) if line.visit not in found]
    return found


class _Making:
    """One export. Keeps what the manifest tells; memory grows with the visits, not with their events."""

    def __init__(
        self,
        source: Snapshot,
        wanted: frozenset[str],
        originals: bool,
        progress: Progress,
        shipped: dict[str, bytes],
    ) -> None:
        self.source, self.wanted, self.originals, self.progress = source, wanted, originals, progress
        self.shipped, self.redactions = shipped, source.redactions()
        self.visits: dict[str, VisitTold] = {}
        self.keys: list[dict[str, Any]] = []
        self.packs: set[str] = set()
        self.photos: dict[str, tuple[int, PhotoKept]] = {}
        self.files: list[dict[str, Any]] = []
        self.left_out: list[dict[str, Any]] = []
        self.others: set[str] = set()

    def write(self, archive: zipfile.ZipFile, key: DeviceKey) -> None:
        """The data in the order of their names, then the manifest over all of it and its signature."""
        self._add(archive, "FORMAT.md", [self.shipped["FORMAT.md"]])
        self._add(archive, "README.txt", [self.shipped["README.txt"]])
        self._add(archive, "events.jsonl", self._lines())
        for name, content in self._originals():
            self._add(archive, name, [content], zipfile.ZIP_STORED)
        for pack_hash in sorted(self.packs):
            pack = self.source.pack(pack_hash)
            if pack is not None:
                self._add(archive, f"packs/{pack_hash}.json", [pack])
                continue
            why = f"The policy pack {pack_hash} is gone from the record."
            self.left_out.append({"what": "pack", "sha256": pack_hash, "why": why})
        self._add(archive, "verify.py", [self.shipped["verify.py"]])
        manifest = canonical.encode(self._manifest(key))
        self._add(archive, "manifest.json", [manifest])
        self._add(archive, "manifest.sig", [f"{key.sign(SIGNED_PREFIX + manifest)}\n".encode("ascii")])

    def told(self) -> list[VisitTold]:
        """The exported visits, oldest first."""
        return [told for told in self.visits.values() if told.record_number]

    def _add(
        self,
        archive: zipfile.ZipFile,
        name: str,
        parts: Iterator[bytes] | list[bytes],
        method: int = zipfile.ZIP_DEFLATED,
    ) -> None:
        state, size = hashlib.sha256(), 0
        with archive.open(info_of(name, method), "w", force_zip64=True) as file:
            for part in parts:
                state.update(part)
                size += len(part)
                file.write(part)
        self.files.append({"name": name, "bytes": size, "sha256": state.hexdigest()})

    def _lines(self) -> Iterator[bytes]:
        for done, row in enumerate(self.source.rows(), 1):
            yield json.dumps(self._line(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            if done % STEP == 0:
                self.progress(done, self.source.events)
        self.progress(self.source.events, self.source.events)

    def _line(self, row: Row) -> dict[str, Any]:
        line: dict[str, Any] = {
            "seq": row.seq,
            "envelope": row.envelope.decode(errors="replace"),
            "prev": row.prev,
            "hash": row.hash,
        }
        event = _event(row)
        told = self._is_told(event)
        if event is not None:
            self._remember(event, told)
        by = self.redactions.get(row.seq)
        if row.payload is not None and row.salt is not None and told:
            return {**line, "salt": row.salt.hex(), **_payload(row.payload)}
        if row.payload is None and by is None:
            return {**line, "absent": "missing"}
        if row.payload is None and (told or (event is not None and event.kind in NEVER_REDACTED)):
            return {**line, "absent": "redacted", "redacted_by": by}
        return {
            **line,
            "absent": "withheld",
        }  # of another visit; the order that redacted it may tell of that visit too

    def _is_told(self, event: Event | None) -> bool:
        """Whether the contents of an event go into this export. An event that cannot be read goes in only with everything."""
        if event is None or not self.wanted:
            return not self.wanted
        if event.kind == "payload_redacted":
            return any(
                by == event.seq and (self.source.visit_at(seq) or "") in {*self.wanted, ""}
                for seq, by in self.redactions.items()
            )
        return event.kind in ALWAYS_TOLD or event.visit in self.wanted

    def _remember(self, event: Event, told: bool) -> None:
        body = event.body
        if event.visit is not None and self.wanted and event.visit not in self.wanted:
            self.others.add(event.visit)
        elif event.visit is not None:
            visit = self.visits.setdefault(event.visit, VisitTold(event.visit, "", 0, event.seq, 0, ""))
            visit.events += 1
            if event.kind not in LOOKS:
                visit.last, visit.head = event.seq, event.hash
            if isinstance(body, VisitOpened):
                visit.record_number = body.record_number
        if not told:
            return
        if isinstance(body, VisitOpened):
            self.packs.add(body.pack_hash)
        elif isinstance(body, DeviceKeyMade):
            self.keys.append({"seq": event.seq, "public": body.public, "former": body.former})
        elif isinstance(body, PhotoKept):
            self.photos.setdefault(body.sha256, (event.seq, body))

    def _originals(self) -> Iterator[tuple[str, bytes]]:
        for sha256, (seq, body) in sorted(self.photos.items()):
            why = "" if self.originals else NOT_ASKED
            if not why:
                try:
                    content = self.source.store.attachments.read(body.id)
                    yield f"originals/{sha256}.{ENDINGS.get(body.media, 'bin')}", content
                    continue
                except Trouble as trouble:
                    why = trouble.sentence
            self.left_out.append({"what": "original", "seq": seq, "sha256": sha256, "why": why})

    def _manifest(self, key: DeviceKey) -> dict[str, Any]:
        owner, (seq, head) = self.source.store.owner, self.source.head
        if self.others:
            why = "They were not asked for. Of their events the envelopes are here and the contents are not."
            self.left_out.append({"what": "visits", "count": len(self.others), "why": why})
        return {
            "format": FORMAT,
            "program": f"Threshold {__version__}",
            "realm": owner.realm,
            "device": owner.device,
            "epoch": owner.epoch,
            "events": {"first": 1, "last": seq, "head": head, "count": self.source.events},
            "keys": self.keys,
            "signed_by": key.public,
            "all_visits": not self.wanted,
            "visits": [msgspec.to_builtins(visit) for visit in self.visits.values()],
            "originals": self.originals,
            "left_out": self.left_out,
            "files": self.files,
        }


def info_of(name: str, method: int) -> zipfile.ZipInfo:
    """What the ZIP says of a file: nothing that depends on the computer. verify.py holds every byte of it to this."""
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type, info.create_system, info.external_attr = method, 3, 0o600 << 16
    return info


def _event(row: Row) -> Event | None:
    try:
        return make_event(row.envelope, row.prev, row.hash, row.payload)
    except ValueError:
        return None  # the verifier names it


def _payload(raw: bytes) -> dict[str, str]:
    """The stored bytes as text; as hex where they are none, which only damage explains."""
    try:
        return {"payload": raw.decode()}
    except UnicodeDecodeError:
        return {"payload_hex": raw.hex()}
