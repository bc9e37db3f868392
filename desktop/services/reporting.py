"""Makes the incident report of a visit: gathers what is on record, has it drawn, and saves it where it is wanted."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from desktop import __version__
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Event
from desktop.core.gathered import gather
from desktop.core.identity import parse_record_number
from desktop.core.particulars import PhotoKept
from desktop.core.record_words import AREA_WORDS
from desktop.core.reviewing import Approval, Review, fold_review, head_of
from desktop.core.texts import site_values
from desktop.packs.facility import FacilityConfig, site
from desktop.packs.logo import read_logo
from desktop.reports.material import (
    OPEN_PARTS,
    Kin,
    Material,
    PartName,
    Photo,
    Place,
    Sheet,
    Wanted,
    below,
    later_of,
    told_of,
)
from desktop.reports.public_data import Options, PublicCopy
from desktop.reports.secrecy import covered, keeps_secret, told
from desktop.services.desk import Desk
from desktop.services.pictures import page_sizes, printed
from desktop.services.pins_kept import set_anew
from desktop.services.refusals import sentence
from desktop.services.roles import may, require
from desktop.services.screens import Screens
from desktop.services.walking import Current
from desktop.services.words import fills
from desktop.store.queries import joined_below
from desktop.whole import trouble_of, write_whole

if TYPE_CHECKING:  # the report's rooms are loaded when the first report is wanted
    from desktop.reports.outline import Outline

Paper = Literal["letter", "a4"]
PRINT_PX = 1600
"""The longer side of a printed photograph: 200 dots per inch over the height of a page's text."""

MOST_PAGES = 20
"""Pages of one original that are printed."""


class Draft(msgspec.Struct, frozen=True):
    """One part of a report before it is drawn: what was on record, and what is told of it. No photograph is read for it."""

    material: Material
    part: Wanted
    outline: "Outline"


class Made(msgspec.Struct, frozen=True):
    """A report, drawn and as text, both of `outline`. `part` says what of it: "public" for a public copy. `sha256` (hex) is that of `pdf`,
    `name` what its file may be called, without ending.

    `sources` are what its bytes depend on, in words: a reprint from the same ones is the same byte for byte (row S8). `heads` are those of
    the visit, first, and of each visit that is told with it (`core.reviewing.head_of`). `whole`: it tells all but photographs, so that
    nothing is left to a part that is counsel's alone.
    """

    outline: "Outline"
    part: Wanted | Literal["public"]
    pdf: bytes
    text: str
    sha256: str
    name: str
    pages: int
    sources: tuple[str, ...]
    heads: tuple[str, ...] = ()
    whole: bool = False


class Reporting:
    """The reports of one desk's visits. Every method raises Refused `no_such_visit` or Trouble where a visit cannot be read."""

    def __init__(self, screens: Screens) -> None:
        self.screens, self.walking = screens, screens.walking

    def find(self, named: str) -> str:
        """The id of the visit with this record number (small letters will do) or id. Refused `record_number`, which says what is
        wrong with the number, `no_such_visit`."""
        require(self.walking.desk, "report")
        queries = self.walking.desk.store.queries
        if (line := queries.visit(named.strip().lower())) is not None:
            return line.visit
        parse_record_number(named)
        line = queries.visit_by_number(named.strip().upper())
        if line is None:
            raise Refused("no_such_visit")
        return line.visit

    def parts(self, material: Material) -> tuple[PartName, ...]:
        """The parts that have something to tell: "report" always, then the annexes for who may see them."""
        from desktop.reports.making import parts_of

        require(self.walking.desk, "report")
        annexes = may(self.walking.desk, "annex")
        return tuple(part for part in parts_of(material) if annexes or part in OPEN_PARTS)

    def draft(self, material: Material, part: Wanted = "report") -> Draft:
        """The report as data."""
        from desktop.reports.making import make_outline

        self._require(part)
        return Draft(material, part, make_outline(material, part))

    def make(self, visit: str, part: Wanted = "report", paper: Paper = "letter") -> Callable[[], Made]:
        """What is on record now, and the work that makes the report of it, for a worker thread: it touches no visit."""
        self._require(part)
        draft = self.draft(self.material(visit), part)
        return lambda: self.draw(draft, paper)

    def material(self, visit: str) -> Material:
        """Everything on record of a visit, and of those that were joined into it."""
        require(self.walking.desk, "report")
        return self._material(visit, set(), None)

    def _material(self, visit: str, above: set[str], approval: Approval | None) -> Material:
        """The same; `approval` is that of the visit which this one is joined into, however many joinings lie between."""
        now = self.walking.renewed(visit)
        desk, queries = self.walking.desk, self.walking.desk.store.queries
        events = now.events
        review = fold_review(events, [queries.events_of(each) for each in joined_below(queries, visit)])
        approval = approval or review.approved
        known = told(events, review, approval)
        if approval is not None and any(event.seq in review.late for event in events):
            now = self.walking.as_of(tuple(known))  # what came after the approval is none of the report
        opened, facility = now.visit.opened, now.facility
        joined, unread = self._joined(visit, above | {visit}, approval)
        into = queries.visit(now.visit.joined_into) if now.visit.joined_into else None
        own_site = site(facility)
        return Material(
            visit=now.visit,
            walk=now.walk,
            events=events,
            found=gather(now.events),
            standing=now.standing,
            papers=tuple(self.screens.papers(now)),
            policy=now.pack.policy,
            texts=now.pack.texts[opened.language],
            pack_hash=now.pack.pack_hash,
            place=_place(now, facility),
            site=own_site,
            particulars=site_values(own_site, facility.local_agencies),
            fills=fills(facility, opened.post),
            realm=desk.store.owner.realm,
            program=__version__,
            joined=tuple(joined),
            joined_into=into.record_number if into is not None else "",
            kin=self._kin(now),
            unread=tuple(unread),
            logo=_logo(desk),
            device_key=queries.device_key_at(known[-1].seq),
            set_anew=_set_anew(desk, known),
            signed_by=_signed_by(desk, now),
            record_holds=tuple(event for event in desk.store.staff.of_holds() if event.visit is None),
            review=review,
            approval=approval,
        )

    def _joined(
        self, visit: str, above: set[str], approval: Approval | None
    ) -> tuple[list[Material], list[str]]:
        """The visits that were joined into this one, and of each that cannot be read why."""
        queries, joined, unread = self.walking.desk.store.queries, list[Material](), list[str]()
        for line in queries.joined_into(visit):
            named = f"Joined visit {line.record_number}"
            if line.visit in above:
                continue
            if approval is not None and not told(queries.events_of(line.visit), Review(), approval):
                unread.append(f"{named}: it is not what was approved.")
                continue
            try:
                joined.append(self._material(line.visit, above, approval))
            except (Refused, Trouble) as problem:
                unread.append(f"{named}: {_why(problem)}")
        return joined, unread

    def _kin(self, now: Current) -> tuple[Kin, ...]:
        """Every other visit that is read together with this one; one that is not in this record or cannot be read may be secret."""
        queries, found, waiting = self.walking.desk.store.queries, dict[str, Kin](), [now]
        while waiting:
            one = waiting.pop()
            near = [line.visit for line in queries.joined_into(one.visit.id)]
            near += [one.visit.joined_into] if one.visit.joined_into else []
            for each in near:
                if each in found or each == now.visit.id:
                    continue
                try:
                    other = self.walking.current(each)
                except (Refused, Trouble):  # `unread` says why
                    line = queries.visit(each)
                    found[each] = Kin(line.record_number if line is not None else "", "", True)
                    continue
                waiting.append(other)
                number, head = other.visit.opened.record_number, covered(other.events)[-1].hash
                found[each] = Kin(number, head, keeps_secret(other))
        return tuple(sorted(found.values(), key=lambda kin: kin.number))

    def draw(self, draft: Draft, paper: Paper) -> Made:
        """The report of a draft, with its photographs. Takes its time; any thread may do it."""
        from desktop.reports.making import whole_part
        from desktop.reports.pdf import make_pdf
        from desktop.reports.text import make_text

        self._require(draft.part)
        if draft.part in ("photographs", "all"):
            draft = self.draft(self.with_photos(draft.material), draft.part)
        material, outline = draft.material, draft.outline
        pdf = make_pdf(outline, paper)
        return Made(
            outline=outline,
            part=draft.part,
            pdf=pdf,
            text=make_text(outline),
            sha256=hashlib.sha256(pdf).hexdigest(),
            name=f"{material.visit.opened.record_number}-{draft.part}",
            pages=len(page_sizes(pdf)),
            sources=_sources(outline, material, paper),
            heads=tuple(head_of(each.events) for each in (material, *below(material))),
            whole=draft.part == whole_part(material),
        )

    def public(self, material: Material, options: Options, paper: Paper) -> Callable[[], Made]:
        """The work that makes a public copy of a visit, for a worker thread: made of what `reports.public_taking` takes, and of nothing
        else. `sources` and `heads` tell nothing of the record. Refused `counsel_only`."""
        from desktop.reports.public_taking import take

        require(self.walking.desk, "review")
        copy = take(material, options)
        return lambda: _public(copy, material.logo, paper)

    def usual(self) -> Options:
        """What a public copy tells here unless counsel decides otherwise."""
        from desktop.reports.public_taking import usual_of

        require(self.walking.desk, "review")
        return usual_of(site(self.walking.desk.facility))

    def with_photos(self, material: Material) -> Material:
        """The same with the pages of its photographs, and of those of joined visits. Takes its time; any thread may do it."""
        require(self.walking.desk, "annex")
        photos = tuple(
            self._photo(event.seq, event.body)
            for event in material.found.photos
            if isinstance(event.body, PhotoKept)
        )
        joined = tuple(self.with_photos(each) for each in material.joined)
        return msgspec.structs.replace(material, photos=photos, joined=joined)

    def _require(self, part: Wanted) -> None:
        """The report is for guards and supervisors, its annexes for supervisors. Refused and Trouble as `roles.require` says."""
        require(self.walking.desk, "report" if part in OPEN_PARTS else "annex")

    def _photo(self, seq: int, body: PhotoKept) -> Photo:
        """The pages of an original; one that cannot be had says so in its place, and the rest goes on."""
        try:
            content = self.walking.desk.store.attachments.read(body.id)
        except Trouble as trouble:
            return Photo(seq, why=trouble.sentence)
        found = printed(content, body.media, PRINT_PX, MOST_PAGES)
        return Photo(seq, tuple(Sheet(*page) for page in found.pages), found.problem)


def _public(copy: PublicCopy, logo: bytes | None, paper: Paper) -> Made:
    from desktop.reports.pdf import make_pdf
    from desktop.reports.public_pages import copy_hash, file_name, make_public
    from desktop.reports.text import make_text

    outline = make_public(copy, logo)
    pdf = make_pdf(outline, paper)
    logo_of = f"logo {hashlib.sha256(outline.logo).hexdigest()[:16]}" if outline.logo else "no logo"
    return Made(
        outline=outline,
        part="public",
        pdf=pdf,
        text=make_text(outline),
        sha256=hashlib.sha256(pdf).hexdigest(),
        name=file_name(copy),
        pages=len(page_sizes(pdf)),
        sources=(f"public copy {copy_hash(copy)}", copy.program.text, f"paper {paper}", logo_of),
    )


def save_report(path: Path, content: bytes, replace: bool = False, folder: bool = True) -> None:
    """Write a report whole or not at all. A file that holds the same bytes already stays. Refused and Trouble as `may_save` says; Trouble
    where it cannot be written."""
    if may_save(path, content, replace, folder):
        write_whole(path, content, "The report")


def may_save(path: Path, content: bytes, replace: bool = False, folder: bool = True) -> bool:
    """Whether there is something to write; else a file with the same bytes is there.

    Refused `file_there` where another file has that name and `replace` is not set, `no_folder` where its folder is to be made and
    `folder` is not set; Trouble where it cannot be looked at.
    """
    try:
        if not (folder or path.parent.exists()):
            raise Refused("no_folder")
        there = path.read_bytes() if path.exists() else None
    except OSError as failed:
        raise trouble_of(failed, f"The report could not be saved in {path}", path) from failed
    if there is not None and there != content and not replace:
        raise Refused("file_there", {"file": path.name})
    return there != content


def _why(problem: Refused | Trouble) -> str:
    return problem.words if isinstance(problem, Trouble) else sentence(problem)


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


def _set_anew(desk: Desk, known: Sequence[Event]) -> Mapping[str, str]:
    """Person → by whom and when the PIN was set by which they acted last in this visit, where another person set it."""
    last = {event.actor.person: event.seq for event in known if event.actor.how == "pin"}
    found = {person: set_anew(desk.store.staff, person, until=seq) for person, seq in last.items()}
    return {person: said for person, said in found.items() if said}


def _signed_by(desk: Desk, now: Current) -> str:
    """Who signed the pack of a visit, in words, as of the visit's first event; "" where it was a draft then."""
    body = desk.policies.approval(now.pack, now.events[0].seq)
    if body is None:
        return ""
    keys = ", ".join(ident[:8] for ident in body.signers)
    return f"signed by the keys {keys} of {body.authority}, version {body.authority_version}"


def _logo(desk: Desk) -> bytes | None:
    """The logo; where it cannot be had any more the desk says so, and the report goes without it."""
    try:
        return read_logo(Path(desk.facility.logo)) if desk.facility.logo else None
    except ValueError as gone:
        sentence = f"{gone} Reports go without it."
        if sentence not in desk.notices:
            desk.notices.append(sentence)
        return None


def _sources(outline: "Outline", material: Material, paper: Paper) -> tuple[str, ...]:
    """The head of this visit, of each that is told with it and of each that makes it counsel's alone, holds of the whole record, and
    the rest."""
    heads = {each.visit.opened.record_number: told_of(each)[-1].hash for each in below(material)}
    heads.update((each.number, each.head or "unread") for each in material.kin if each.secret and each.number)
    running = outline.parts[0].running
    since = {event.seq: event for each in (material, *below(material)) for event in later_of(each)}
    logo = f"logo {hashlib.sha256(outline.logo).hexdigest()[:16]}" if outline.logo else "no logo"
    holds = [f"holds of the whole record to event {event.seq}" for event in material.record_holds[-1:]]
    return (
        *(f"head {head}" for head in dict.fromkeys(part.running.head for part in outline.parts)),
        *(f"head of joined visit {number} {head}" for number, head in heads.items()),
        *holds,
        *(f"since the approval event {seq} {since[seq].hash}" for seq in sorted(since)),
        f"pack {running.pack} {running.pack_hash}",
        running.program,
        f"paper {paper}",
        logo,
    )
