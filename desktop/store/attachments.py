"""Keeps the originals of photographed papers: each a sealed file beside the database, whose key and hash the database holds.

Order of things: the file is whole and on disk under its name before its event is written. What a kill leaves in between
is a file without event and key: nobody can open it, nothing counts it as kept. A file is never removed for having no
event here: a restored or newly begun database may know less than one that is found again.
"""

import contextlib
import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.core.events import Redacted, UnknownBody
from desktop.core.particulars import PhotoKept
from desktop.store._engine import translated
from desktop.store.queries import Queries
from desktop.store.sealed import seal, sealed_size, unseal
from desktop.trust.keys import DataKey, make_folder, new_key, sync_folder
from desktop.whole import owner_only

LIMIT_MB = 50
LIMIT = LIMIT_MB * 1024 * 1024
"""The largest original, in bytes (row G13)."""

PART = ".part"
RESTORE = "Do not delete anything; let IT restore a backup."
_ID = re.compile(r"[0-9a-f]{32}")


class Sealed(Struct, frozen=True):
    """An original that is on disk and not yet on record. Without its key, which is nowhere else, it opens for nobody."""

    id: str
    key: DataKey
    size: int
    sha256: str


class Fault(Struct, frozen=True):
    """A kept original that cannot be had: the number of its event, its id ("" where the key is gone), what is wrong."""

    seq: int
    id: str
    sentence: str


class Attachments:
    """The originals of one record. Everything but `read` and `faults` leaves the database alone; any thread may call it."""

    def __init__(self, folder: Path, queries: Queries) -> None:
        self.folder = folder
        self._queries = queries

    def place(self, ident: str) -> Path:
        """Where the file of an id lies. The name is random: it tells nothing about what is in it, nor when it came."""
        return self.folder / ident[:2] / ident

    def keep(self, content: bytes, sha256: str) -> Sealed:
        """Seal and write an original, whose hash (hex) is taken already; on disk when this returns. ValueError above LIMIT;
        Trouble where the disk fails, and then nothing is left of it."""
        if len(content) > LIMIT:
            raise ValueError(f"An original has at most {LIMIT} bytes, not {len(content)}.")
        sealed = Sealed(uuid.uuid4().hex, new_key(), len(content), sha256)
        place = self.place(sealed.id)
        part = place.with_name(place.name + PART)
        with translated(place):
            make_folder(place.parent)
            try:
                with open(part, "xb", opener=owner_only) as file:
                    file.writelines(seal(content, sealed.key, sealed.id))
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(place)
                sync_folder(place.parent)
            except BaseException:
                with contextlib.suppress(OSError):  # the first error is the one that tells what happened
                    part.unlink(missing_ok=True)
                raise
        return sealed

    def check_there(self, sealed: Sealed) -> None:
        """ValueError where the file that is to be recorded is not there: an event must never name what was discarded."""
        if not self.place(sealed.id).is_file():
            raise ValueError(f"The original {sealed.id} was discarded and cannot be recorded.")

    def discard(self, ident: str) -> None:
        """Remove the file of an original that did not get on record. Does nothing for one that did."""
        if self._queries.photo(ident) is None:
            with translated(self.place(ident)):
                self.place(ident).unlink(missing_ok=True)

    def read(self, ident: str) -> bytes:
        """The very bytes that were kept. Trouble "damaged", naming the id, for everything else that is found."""
        known = self._queries.photo(ident)
        if known is None or not isinstance(known[0].body, PhotoKept) or not _ID.fullmatch(ident):
            raise _damaged(ident, "has no event and key on this record", "")
        body, key = known[0].body, known[1]
        place = self.place(ident)
        try:
            found = place.stat().st_size
            if found != sealed_size(body.size):
                raise ValueError(f"has {found} bytes on disk where {sealed_size(body.size)} were written")
            content = unseal(place.read_bytes(), key, ident)
        except FileNotFoundError as missing:
            raise _damaged(ident, "is missing", str(place)) from missing
        except OSError as failed:
            raise _damaged(ident, f"cannot be read ({failed.strerror})", str(place)) from failed
        except ValueError as wrong:
            raise _damaged(ident, str(wrong), str(place)) from wrong
        if (len(content), hashlib.sha256(content).hexdigest()) != (body.size, body.sha256):
            raise _damaged(ident, "is not the one whose hash was recorded", str(place))
        return content

    def faults(self) -> Iterator[Fault]:
        """Every kept original that cannot be had as it was kept. Reads all of them: about a second per 500 MB."""
        for seq, ident, _ in self._queries.photos():
            yield from self.faults_of(seq, ident)

    def faults_of(self, seq: int, ident: str | None) -> Iterator[Fault]:
        """The fault, if there is one, of the original of one event; `ident` is the id for which there is a key, None for none."""
        event = self._queries.event(seq)
        if event is None or isinstance(event.body, Redacted | UnknownBody):
            return  # `chain.verify` says whether a redaction was lawful
        if ident is None:
            yield Fault(seq, "", f"The key of the kept original of event {seq} is gone. {RESTORE}")
            return
        try:
            self.read(ident)
        except Trouble as trouble:
            yield Fault(seq, ident, str(trouble))

    def sweep(self) -> int:
        """Remove files that a kill left half written; how many. Only for who writes here alone. Never raises, since a desk
        must open whatever lies about here; what cannot be removed stays, and `half_written` counts it."""
        removed = 0
        with contextlib.suppress(Trouble):
            for part in self._parts():
                with contextlib.suppress(OSError):
                    part.unlink()
                    removed += 1
        return removed

    def half_written(self) -> int:
        """How many half-written files lie about; the next start of the window removes them."""
        return len(self._parts())

    def unowned(self) -> list[str]:
        """Names of whole files that this record has no key for: of a kill, of a redaction, or of another record."""
        known = {ident for _, ident, _ in self._queries.photos()}
        with translated(self.folder):
            names = sorted(place.name for place in self.folder.glob("??/*") if place.suffix != PART)
        return [name for name in names if name not in known]

    def _parts(self) -> list[Path]:
        with translated(self.folder):
            return list(self.folder.glob(f"??/*{PART}"))


def _damaged(ident: str, what: str, place: str) -> Trouble:
    return Trouble("damaged", f"The kept original {ident} {what}.", RESTORE, place)
