"""Makes the incident report of a visit: gathers what is on record, has it drawn, and saves it where it is wanted."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from desktop import __version__
from desktop.core.errors import Refused, Trouble
from desktop.core.gathered import gather
from desktop.core.identity import parse_record_number
from desktop.core.particulars import PhotoKept
from desktop.core.record_words import AREA_WORDS
from desktop.core.texts import site_values
from desktop.packs.facility import FacilityConfig, site
from desktop.packs.logo import read_logo
from desktop.reports.material import Material, Photo, Place, Sheet
from desktop.services.desk import Desk
from desktop.services.pictures import page_sizes, printed
from desktop.services.screens import Screens
from desktop.services.walking import Current
from desktop.services.words import fills
from desktop.whole import trouble_of, write_whole

if TYPE_CHECKING:  # the report's rooms are loaded when the first report is wanted
    from desktop.reports.outline import Outline

PartName = Literal["report", "photographs", "counsel", "all"]
Paper = Literal["letter", "a4"]
PRINT_PX = 1600
"""The longer side of a printed photograph: 200 dots per inch over the height of a page's text."""

MOST_PAGES = 20
"""Pages of one original that are printed."""


class Made(msgspec.Struct, frozen=True):
    """A report, drawn and as text. `sha256` (hex) is that of `pdf`, `name` what its file may be called, without ending.

    `sources` are what its bytes depend on, in words: a reprint from the same ones is the same byte for byte (row S8).
    """

    pdf: bytes
    text: str
    sha256: str
    name: str
    pages: int
    sources: tuple[str, ...]


class Reporting:
    """The reports of one desk's visits. Every method raises Refused `no_such_visit` or Trouble where a visit cannot be read."""

    def __init__(self, screens: Screens) -> None:
        self.screens, self.walking = screens, screens.walking

    def find(self, named: str) -> str:
        """The id of the visit with this record number (small letters will do) or id. Refused `record_number`, which says what is
        wrong with the number, `no_such_visit`."""
        queries = self.walking.desk.store.queries
        if (line := queries.visit(named.strip().lower())) is not None:
            return line.visit
        parse_record_number(named)
        line = queries.visit_by_number(named.strip().upper())
        if line is None:
            raise Refused("no_such_visit")
        return line.visit

    def parts(self, visit: str) -> tuple[PartName, ...]:
        """The parts that have something to tell: "report" always, then the annexes."""
        from desktop.reports.making import parts_of

        return parts_of(self.material(visit))

    def outline(self, visit: str, part: PartName = "report") -> "Outline":
        """The report as data. Photographs are not read for it."""
        from desktop.reports.making import make_outline

        return make_outline(self.material(visit), part)

    def make(self, visit: str, part: PartName = "report", paper: Paper = "letter") -> Callable[[], Made]:
        """What is on record now, and the work that makes the report of it, for a worker thread: it touches no visit."""
        material = self.material(visit)
        return lambda: self._made(material, part, paper)

    def material(self, visit: str) -> Material:
        """Everything on record of a visit, and of those that were joined into it."""
        return self._material(visit, set())

    def _material(self, visit: str, above: set[str]) -> Material:
        now = self.walking.current(visit)
        opened, desk, facility = now.visit.opened, self.walking.desk, now.facility
        queries = desk.store.queries
        joined = [line.visit for line in queries.joined_into(visit) if line.visit not in above]
        into = queries.visit(now.visit.joined_into) if now.visit.joined_into else None
        own_site = site(facility)
        return Material(
            visit=now.visit,
            walk=now.walk,
            events=now.events,
            found=gather(now.events),
            standing=now.standing,
            papers=tuple(self.screens.papers(now)),
            policy=now.pack.policy,
            texts=now.pack.texts[opened.language],
            law=now.pack.law,
            pack_hash=now.pack.pack_hash,
            place=_place(now, facility),
            site=own_site,
            particulars=site_values(own_site, facility.local_agencies),
            fills=fills(facility, opened.post),
            realm=desk.store.owner.realm,
            program=__version__,
            joined=tuple(self._material(each, above | {visit}) for each in joined),
            joined_into=into.record_number if into is not None else "",
            flags_there=self._flags_there(now),
            logo=_logo(desk),
        )

    def _flags_there(self, now: Current) -> frozenset[str]:
        """Every flag of the visits that this one was joined into, since they are read together."""
        found, seen = set[str](), {now.visit.id}
        while now.visit.joined_into and now.visit.joined_into not in seen:
            seen.add(now.visit.joined_into)
            now = self.walking.current(now.visit.joined_into)
            found |= {*now.walk.flags, *(flag for rest in now.visit.recorded for flag in rest.flags)}
        return frozenset(found)

    def _made(self, material: Material, part: PartName, paper: Paper) -> Made:
        from desktop.reports.making import make_outline
        from desktop.reports.pdf import make_pdf
        from desktop.reports.text import make_text

        if part in ("photographs", "all"):
            material = self.with_photos(material)
        outline = make_outline(material, part)
        pdf = make_pdf(outline, paper)
        return Made(
            pdf=pdf,
            text=make_text(outline),
            sha256=hashlib.sha256(pdf).hexdigest(),
            name=f"{material.visit.opened.record_number}-{part}",
            pages=len(page_sizes(pdf)),
            sources=_sources(outline, paper),
        )

    def with_photos(self, material: Material) -> Material:
        """The same with the pages of its photographs, and of those of joined visits. Takes its time; any thread may do it."""
        photos = tuple(
            self._photo(event.seq, event.body)
            for event in material.found.photos
            if isinstance(event.body, PhotoKept)
        )
        joined = tuple(self.with_photos(each) for each in material.joined)
        return msgspec.structs.replace(material, photos=photos, joined=joined)

    def _photo(self, seq: int, body: PhotoKept) -> Photo:
        """The pages of an original; one that cannot be had says so in its place, and the rest goes on."""
        try:
            content = self.walking.desk.store.attachments.read(body.id)
        except Trouble as trouble:
            return Photo(seq, why=trouble.sentence)
        found = printed(content, body.media, PRINT_PX, MOST_PAGES)
        return Photo(seq, tuple(Sheet(*page) for page in found.pages), found.problem)


def save_report(path: Path, content: bytes, replace: bool = False) -> None:
    """Write a report whole or not at all. A file that holds the same bytes already stays.

    Refused `file_there` where another file has that name and `replace` is not set; Trouble where it cannot be written.
    """
    try:
        there = path.read_bytes() if path.exists() else None
    except OSError as failed:
        raise trouble_of(failed, f"{path} is there already and cannot be read", path) from failed
    if there == content:
        return
    if there is not None and not replace:
        raise Refused("file_there", {"file": path.name})
    write_whole(path, content, "The report")


def _place(now: Current, facility: FacilityConfig) -> Place:
    kinds = now.pack.texts[now.visit.opened.language].words.site_types
    return Place(
        id=facility.id,
        name=facility.name,
        kind=kinds.get(facility.type, facility.type),
        address=facility.address,
        borough=facility.borough,
        zone=facility.zone,
        areas=tuple((area.name, AREA_WORDS.get(area.status, area.status)) for area in facility.areas),
    )


def _logo(desk: Desk) -> bytes | None:
    """The logo; where it cannot be had any more the desk says so, and the report goes without it."""
    try:
        return read_logo(Path(desk.facility.logo)) if desk.facility.logo else None
    except ValueError as gone:
        sentence = f"{gone} Reports go without it."
        if sentence not in desk.notices:
            desk.notices.append(sentence)
        return None


def _sources(outline: "Outline", paper: Paper) -> tuple[str, ...]:
    running = outline.parts[0].running
    logo = f"logo {hashlib.sha256(outline.logo).hexdigest()[:16]}" if outline.logo else "no logo"
    return (
        f"head {running.head}",
        f"pack {running.pack} {running.pack_hash}",
        running.program,
        f"paper {paper}",
        logo,
    )
