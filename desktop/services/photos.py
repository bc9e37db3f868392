"""Keeps photographs and scans of papers with a visit: the original, its hash before any decoding, and the rules on both.

For the window in two steps: `prepare` in a worker thread (read, hash, seal, write the file; no database), then `commit` on
the window's own thread, which records it. Papers only, never people: nothing here could tell, so the screen says it.
"""

import hashlib
import os
import re
import stat
from pathlib import Path

import msgspec

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.core.particulars import PhotoKept
from desktop.services.pictures import HEAD_BYTES, UNKNOWN, many_pages, media_of, thumbnail
from desktop.services.roles import require
from desktop.services.walking import Current, Walking
from desktop.store.admission import PhotoDraft
from desktop.store.attachments import LIMIT, LIMIT_MB, Sealed

SWITCH = "paper_photos"
OTHER_TOPS = frozenset(
    (
        "court_state",
        "court_other_state",
        "homeland_security",
        "immigration_court",
        "prosecutor",
        "other_agency",
    )
)
"""What stands at the top of papers that are surely no federal arrest warrant."""

OTHER_TITLES = frozenset(
    (
        "search_warrant",
        "entry_or_inspection_warrant",
        "subpoena",
        "order",
        "application_or_affidavit",
        "forfeiture_warrant",
    )
)
"""Titles of a federal court's papers that are surely no arrest warrant."""

SHOWN_SCANS = 9
SHOWN_BYTES = 10_000_000
"""Larger scans are listed without a small picture: nobody shall wait for it."""
KEPT_AS = "photo"
"""What every original is called on record, with its file's ending where that is a plain one."""

_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


class Found(msgspec.Struct, frozen=True):
    """What a file is: media type by its bytes, size in bytes, and why it cannot be kept ("" where it can)."""

    media: str
    size: int
    problem: str


class ScanFile(msgspec.Struct, frozen=True):
    """A file in the scan folder; `modified_us` in µs UTC, `size` in bytes, media type by its first bytes."""

    path: Path
    name: str
    modified_us: int
    size: int
    media: str


class Prepared(msgspec.Struct, frozen=True):
    """An original that is on disk and not on record yet. `one_page`: it was made sure that it has one page only."""

    sealed: Sealed
    name: str
    media: str
    one_page: bool


def look(path: Path) -> Found:
    """What a file is, without keeping it. A type that is not known is no problem: such a file is kept too (row G13)."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            media = media_of(file.read(HEAD_BYTES))
    except OSError as failed:
        return Found(UNKNOWN, 0, f"The file cannot be read ({failed.strerror}).")
    too_big = f"It is larger than {LIMIT_MB} MB. Scan it again with fewer dots per inch."
    return Found(media, size, too_big if size > LIMIT else "")


def recent(folder: str, limit: int = SHOWN_SCANS) -> list[ScanFile]:
    """The newest files of the scan folder, newest first; none where no folder is set. Trouble where it cannot be read.

    May take as long as a share takes to answer: call it in a worker thread.
    """
    if not folder:
        return []
    try:
        with os.scandir(folder) as entries:
            named = [entry for entry in entries if not entry.name.startswith(".")]
        dated = sorted(((when, entry.path) for entry in named if (when := _dated(entry))), reverse=True)
    except OSError as failed:
        sentence = f"The folder of scans cannot be read ({failed.strerror})."
        raise Trouble("io", sentence, "Choose another file, or tell IT.", folder) from failed
    paths = [(Path(path), modified_ns) for modified_ns, path in dated[:limit]]
    return [
        ScanFile(path, _printable(path.name), modified_ns // 1000, found.size, found.media)
        for path, modified_ns in paths
        for found in [look(path)]
    ]


def small_pictures(files: list[ScanFile], px: int) -> dict[str, bytes]:
    """A small picture (PNG, at most `px` wide and high) of each file that can be shown, by its path, so that the right scan is
    chosen. Takes its time: call it in a worker thread. A file that is damaged, too big or gone has none."""
    made: dict[str, bytes] = {}
    for file in files:
        if file.size > SHOWN_BYTES:
            continue
        try:
            content = file.path.read_bytes()
        except OSError:
            continue  # pulled out meanwhile: choosing it will say so
        png = thumbnail(content, file.media, px).png
        if png is not None:
            made[str(file.path)] = png
    return made


def page_one_only(now: Current, paper: str) -> bool:
    """Whether only page 1 of this paper is kept: unless the answers in force surely say that it is no federal arrest warrant.

    Page 2 of that one (form AO 442) holds private data of the person and is never kept. As long as top or title are not told,
    or not told apart, the paper may still turn out to be one.
    """
    said = {line.address: line.value for line in now.walk.path}
    top, title = said.get(f"{paper}/paper_top"), said.get(f"{paper}/title")
    # The title is asked of a court's papers alone: below a top that cannot be read it is left from an answer taken back.
    return not (top in OTHER_TOPS or (top == "court_federal" and title in OTHER_TITLES))


class Photos:
    """Keeps and reads the photographs of one desk's visits."""

    def __init__(self, walking: Walking) -> None:
        self.walking = walking
        self._kept = walking.desk.store.attachments

    def check(self, visit: str, paper: str, page: int) -> bool:
        """Whether the original must have a single page. Refused `photos_off`, `no_such_paper`, `bad_page`, `page_two`.

        `paper` is the paper's address (`r1/papers/p1`).
        """
        require(self.walking.desk, "write")
        now = self.walking.current(visit)
        if not now.facility.personal.get(SWITCH):
            raise Refused("photos_off")
        places = [line.address for line in now.walk.path] + ([now.walk.open.address] if now.walk.open else [])
        one_of_them = paper.split("/")[1:-1] == [now.pack.policy.group.over]
        if not one_of_them or not any(place.startswith(f"{paper}/") for place in places):
            raise Refused("no_such_paper")
        if page < 1:
            raise Refused("bad_page")
        single = page_one_only(now, paper)
        if single and page > 1:
            raise Refused("page_two")
        return single

    def prepare(self, source: Path | bytes, single: bool) -> Prepared:
        """Read, hash, seal and write an original; the worker's half. `single` is what `check` said.

        Refused `photo_too_big`, and with `single` `more_pages`, `pages_unknown`; Trouble where file or disk fail. After any
        of them nothing is kept.
        """
        require(self.walking.desk, "write")
        content = source if isinstance(source, bytes) else _read(source)
        if len(content) > LIMIT:
            raise Refused("photo_too_big", {"most": LIMIT_MB})
        digest = hashlib.sha256(content).hexdigest()  # before any decoder sees it (row X6)
        media = media_of(content[:HEAD_BYTES])
        if single:
            # Here alone something is decoded before it is kept: the second page of such a paper must never be on disk.
            many = many_pages(content, media)
            if many is not False:
                raise Refused("more_pages" if many else "pages_unknown")
        name = KEPT_AS if isinstance(source, bytes) else _recorded(source)
        return Prepared(self._kept.keep(content, digest), name, media, single)

    def commit(self, visit: str, paper: str, page: int, prepared: Prepared, actor: Actor) -> Current:
        """Record a prepared original; on disk when this returns. Refused as in `check`, and `pages_unknown` where the paper
        became one of a single page meanwhile. After Trouble it can be tried again; `discard` what is not wanted."""
        actor = require(self.walking.desk, "write", actor)
        single = self.check(visit, paper, page)
        if single and not prepared.one_page:
            raise Refused("pages_unknown")
        sealed = prepared.sealed
        self._kept.check_there(sealed)
        body = PhotoKept(sealed.id, paper, page, prepared.name, prepared.media, sealed.size, sealed.sha256)
        draft = PhotoDraft(kind="photo_kept", visit=visit, body=body, actor=actor, key=sealed.key)
        return self.walking.append(self.walking.current(visit), lambda *_: [draft])

    def discard(self, prepared: Prepared) -> None:
        """Remove an original that did not get on record; one that did stays."""
        require(self.walking.desk, "write")
        self._kept.discard(prepared.sealed.id)

    def keep(self, visit: str, paper: str, page: int, source: Path | bytes, actor: Actor) -> Current:
        """Check, prepare and commit in one, for who may wait. Nothing is left of what was not recorded."""
        actor = require(self.walking.desk, "write", actor)
        prepared = self.prepare(source, self.check(visit, paper, page))
        try:
            return self.commit(visit, paper, page, prepared, actor)
        except BaseException:
            self.discard(prepared)
            raise

    def read(self, ident: str) -> bytes:
        """The bytes as they came, checked against the hash on record. Trouble "damaged" names an original that was changed. Refused
        as `roles.require` says: originals are restricted."""
        require(self.walking.desk, "annex")
        return self._kept.read(ident)


def _dated(entry: os.DirEntry[str]) -> int:
    """When a file was last written, in ns; 0 for what is no file, or is none any more."""
    try:
        return entry.stat().st_mtime_ns if entry.is_file() else 0
    except FileNotFoundError:
        return 0


def _read(path: Path) -> bytes:
    """A file's bytes, one too many at most. Trouble where it cannot be read or is still being written."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Trouble("io", f"{path.name} is not a file.", "Choose another one.", str(path))
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            content = file.read(LIMIT + 1)
            after = os.fstat(file.fileno())
    except OSError as failed:
        sentence = f"{path.name} cannot be read ({failed.strerror})."
        raise Trouble("io", sentence, "Choose another file, or scan again.", str(path)) from failed
    whole = len(content) > LIMIT or len(content) == after.st_size
    if not whole or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        sentence = f"{path.name} is still being written."
        raise Trouble("io", sentence, "Wait until the scan is done, then choose it again.", str(path))
    return content


def _recorded(path: Path) -> str:
    """The name on record: people put names and numbers of persons into file names, so nothing but the ending is taken over."""
    ending = path.suffix.lower()
    return KEPT_AS + (ending if _ENDING.fullmatch(ending) else "")


def _printable(name: str) -> str:
    """A file name as text that can be shown: what is no character in it becomes a question mark."""
    return name.encode("utf-8", "replace").decode()
