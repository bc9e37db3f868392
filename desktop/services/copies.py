"""Gives copies of reports away: made for somebody, for a purpose, and on record with the SHA-256 of what left.

When that is written differs. A full report is for people of the house, counsel and courts: a full disk must not keep it from them, so it
leaves first, and what could not be written is told (as `access.logged` does). A public copy is for anybody else. Nobody's safety hangs on
it, and once it is out nobody can say whom it went to but the record: so that is written first, and where it cannot be, nothing leaves.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Access, Actor, Draft
from desktop.core.review_events import CopyIssued, CopyOf
from desktop.reports.material import Material, PartName, Wanted
from desktop.reports.public_data import Options
from desktop.services.caution import caution
from desktop.services.desk import Desk
from desktop.services.one_pdf import Bound, one_pdf
from desktop.services.reporting import Made, Paper, Reporting, may_save, save_report
from desktop.services.roles import require
from desktop.whole import trouble_of

How = Literal["printed", "exported"]

LONGEST = 200
"""Characters of a recipient or a purpose."""

A_PIECE = 20
"""So many events are written at once: whoever presses a key meanwhile waits for no more than that."""

WITH_REPORT: tuple[PartName, ...] = ("report", "addenda")
"""The parts of a full report: what was written beside it after its approval goes with it."""


class To(msgspec.Struct, frozen=True):
    """Who gets it, and what for."""

    recipient: str
    purpose: str


class Copy(msgspec.Struct, frozen=True):
    """What is given of one visit (its record number is `number`, `told` the same, or "" where a public copy does not tell it): its
    documents in order, and the PDF that holds them all. `original` is the SHA-256 of the report that a public copy is made of, "" of a
    full one."""

    visit: str
    number: str
    told: str
    public: bool
    documents: tuple[Made, ...]
    parts: tuple[str, ...]
    pdf: bytes
    sha256: str
    name: str
    pages: int
    original: str = ""


def to(desk: Desk, recipient: str, purpose: str) -> To:
    """Who gets it and what for, as they are kept. Refused `no_recipient`, `no_purpose`, `too_long`, `copy_private`."""
    kept = To(" ".join(recipient.split()), " ".join(purpose.split()))
    if not kept.recipient:
        raise Refused("no_recipient")
    if not kept.purpose:
        raise Refused("no_purpose")
    for text in (kept.recipient, kept.purpose):
        if len(text) > LONGEST:
            raise Refused("too_long", most=LONGEST)
        if (found := caution(text, desk.pack.texts[desk.language].words.privacy)).hits:
            raise Refused("copy_private", why=" ".join(found.sentences))
    return kept


class Copies:
    """Copies of one desk's visits, for supervisors. Every method raises Refused and Trouble as `Reporting` does."""

    def __init__(self, reporting: Reporting) -> None:
        self.reporting, self._desk = reporting, reporting.walking.desk

    def make(self, visit: str, public: Options | None, paper: Paper) -> Callable[[], Copy]:
        """What is on record now, and the work that makes a copy of it, for a worker: the full report, or a public copy as the options
        say."""
        require(self._desk, "review")
        material = self.reporting.material(visit)
        number = material.visit.opened.record_number
        drafts = [self.reporting.draft(material, part) for part in self._parts(material)]
        if public is None:
            parts = tuple(each.part for each in drafts)
            return lambda: _copy(visit, number, [self.reporting.draw(each, paper) for each in drafts], parts)
        draw = self.reporting.public(material, public, paper)
        told = number if public.facility else ""
        return lambda: _public(visit, number, told, draw(), self.reporting.draw(drafts[0], paper).sha256)

    def part(self, visit: str, part: Wanted, paper: Paper) -> Callable[[], Copy]:
        """The same of one part of the full report, as it is named."""
        require(self._desk, "review")
        material = self.reporting.material(visit)
        draft, number = self.reporting.draft(material, part), material.visit.opened.record_number
        return lambda: _copy(visit, number, [self.reporting.draw(draft, paper)], (part,))

    def _parts(self, material: Material) -> list[PartName]:
        return [part for part in self.reporting.parts(material) if part in WITH_REPORT]


def _copy(visit: str, number: str, documents: Sequence[Made], parts: tuple[str, ...]) -> Copy:
    """A full one. One document stays as it is; several are put into one file."""
    first = documents[0]
    pdf, sha256 = first.pdf, first.sha256
    if len(documents) > 1:
        bound = [Bound(each.outline.title, each.pdf) for each in documents]
        pdf = one_pdf(bound, first.outline.title, max(each.outline.made_us for each in documents))
        sha256 = sha256_of(pdf)
    pages = sum(each.pages for each in documents)
    return Copy(visit, number, number, False, tuple(documents), parts, pdf, sha256, first.name, pages)


def _public(visit: str, number: str, told: str, made: Made, original: str) -> Copy:
    parts = ("public",)
    return Copy(
        visit, number, told, True, (made,), parts, made.pdf, made.sha256, made.name, made.pages, original
    )


def sha256_of(pdf: bytes) -> str:
    """Hex digits."""
    return hashlib.sha256(pdf).hexdigest()


# ---- leaving ----------------------------------------------------------------------------------------------------


def may_leave(out: Path, replace: bool, new_folder: bool, index: str = "") -> None:
    """Whether something may be saved there, before it is made: a file, or a folder where an `index` of this name will lie. Refused
    `file_there`, `no_folder`; Trouble where the disk cannot be looked at."""
    there = out / index if index else out
    try:
        if not (new_folder or out.parent.exists()):
            raise Refused("no_folder")
        if there.exists() and not replace:
            raise Refused("file_there", {"file": there.name})
    except OSError as failed:
        raise trouble_of(failed, f"Nothing can be saved in {out}", out) from failed


def save_copy(desk: Desk, copy: Copy, out: Path, given: To, actor: Actor, replace: bool) -> str:
    """Write a copy to a file, and have on record who gets it. Returns what `record_last` does. Refused and Trouble: nothing left, though
    of a public copy it may be on record that it was to."""
    may_save(out, copy.pdf, replace)
    record_first(desk, (copy,), given, actor)
    save_report(out, copy.pdf, replace)
    return record_last(desk, (copy,), "exported", given, actor)


# ---- what is on record of it ------------------------------------------------------------------------------------


class Many(msgspec.Struct, frozen=True):
    """Several copies that leave as one. `of` is "binder" for one file or printing, "batch" for a file each; `sha256` that of what holds
    them all: the file, or the index."""

    of: CopyOf
    sha256: str


def record_first(
    desk: Desk, copies: Sequence[Copy], given: To, actor: Actor, many: Many | None = None
) -> None:
    """Have on record who gets public copies, before any of them leaves; nothing of full reports. Refused and Trouble: none may leave."""
    actor = require(desk, "review", actor)
    try:
        _write(desk, list(_drafts([each for each in copies if each.public], "exported", given, actor, many)))
    except Trouble as trouble:
        desk.log.note("copy_not_logged", kind=trouble.kind)
        words = f"Nothing was given out: it cannot be put on record who gets it. {trouble.sentence}"
        raise Trouble(trouble.kind, words, trouble.remedy, trouble.place) from trouble


def record_last(
    desk: Desk, copies: Sequence[Copy], how: How, given: To, actor: Actor, many: Many | None = None
) -> str:
    """Have on record who got full reports that left. Returns "", or a sentence where it could not be written: the desk says it too."""
    actor = require(desk, "write", actor)
    try:
        _write(desk, list(_drafts([each for each in copies if not each.public], how, given, actor, many)))
    except (Refused, Trouble) as problem:
        desk.log.note("copy_not_logged", kind=problem.kind if isinstance(problem, Trouble) else problem.code)
        sentence = f"This could not be written into the log of the record: {problem}"
        desk.tell(sentence)
        return sentence
    return ""


def _write(desk: Desk, drafts: Sequence[Draft]) -> None:
    for place in range(0, len(drafts), A_PIECE):
        desk.store.journal.append(drafts[place : place + A_PIECE], desk.clock.read())


def _drafts(copies: Sequence[Copy], how: How, given: To, actor: Actor, many: Many | None) -> Iterator[Draft]:
    """One event of each visit; of several that leave as one an event more, which alone names who gets the full ones: the log stays
    small."""
    for each in copies:
        if many is not None and not each.public:
            yield Draft("access", each.visit, Access(how), actor)
            continue
        of: CopyOf = "public" if each.public else "report"
        body = _issued(of, each.parts, given, each.sha256, each.original)
        yield Draft("copy_issued", each.visit, body, actor)
    if many is not None and copies:
        parts = tuple(dict.fromkeys(part for each in copies for part in each.parts))
        numbers = [each.number for each in copies]
        yield Draft("copy_issued", None, _issued(many.of, parts, given, many.sha256, "", numbers), actor)


def _issued(
    of: CopyOf, parts: Sequence[str], given: To, sha256: str, original: str, numbers: Sequence[str] = ()
) -> CopyIssued:
    return CopyIssued(of, list(parts), given.recipient, given.purpose, sha256, original, list(numbers))
