"""Makes the reports of many visits as one job, with an index: behind each other, or a file each. What cannot be made is listed with why.

It works in a worker, over an opening of its own (`Desk.another`): it opens each visit for itself and forgets it, so that its memory grows
by the pages alone.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from desktop import __version__
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.core.reviewing import Review
from desktop.reports.binder import DOCUMENT, PUBLIC_DOCUMENT, About, Listed, index_outline
from desktop.reports.binder import Left as LeftOut
from desktop.reports.public_data import Options
from desktop.reports.sections.review import STATES
from desktop.services.copies import Copies, Copy, Many, To, record_first, record_last, sha256_of
from desktop.services.desk import Desk
from desktop.services.one_pdf import Bound, one_pdf
from desktop.services.pictures import page_sizes
from desktop.services.refusals import sentence
from desktop.services.reporting import Made, Paper, Reporting, may_save, save_report
from desktop.services.roles import require
from desktop.services.screens import Screens
from desktop.services.walking import Walking

MOST = 500
"""Visits of one job: some 4,000 pages, which a day's printing takes; all of them are held in memory."""

INDEX = "Index.pdf"
SUMS = "SHA256SUMS.txt"
"""The hashes of a folder's files, as `sha256sum --check` reads them."""

Index = Literal["first", "last"]
Told = Callable[[str, int, int], None]
"""Hears what is under way ("reports", "files"), how many are done, of how many."""


class Order(msgspec.Struct, frozen=True):
    """What is wanted: visits (ids) in the order of the binder, full reports or `public` copies, the paper, and where the index stands."""

    visits: tuple[str, ...]
    public: Options | None = None
    paper: Paper = "letter"
    index: Index = "first"


class Item(msgspec.Struct, frozen=True):
    """A visit's copy in a binder, with what the index tells of the visit."""

    copy: Copy
    begun: str
    state: str


class Left(msgspec.Struct, frozen=True):
    """A visit that is not in it, and why."""

    visit: str
    number: str
    why: str


class Binder(msgspec.Struct, frozen=True):
    """What was made. `stopped`: it was not made to its end, and nothing of it may leave."""

    order: Order
    items: tuple[Item, ...]
    left: tuple[Left, ...]
    facility: str
    drill: bool
    stopped: bool = False

    @property
    def copies(self) -> tuple[Copy, ...]:
        """The copies in their order."""
        return tuple(item.copy for item in self.items)

    @property
    def pages(self) -> int:
        """Pages without the index."""
        return sum(copy.pages for copy in self.copies)

    @property
    def made_us(self) -> int:
        """The instant of the last event that any of it tells of, µs UTC; 0 where there is nothing."""
        return max((made.outline.made_us for copy in self.copies for made in copy.documents), default=0)


class Bundle(msgspec.Struct, frozen=True):
    """A binder as one document: its PDFs in their order, `index` among them. `firsts` are the places of each copy's first page, from 0."""

    index: bytes
    bound: tuple[Bound, ...]
    firsts: tuple[int, ...]
    title: str
    made_us: int
    pages: int

    def one(self) -> bytes:
        """All of it in one PDF. Takes its time."""
        return one_pdf(self.bound, self.title, self.made_us)


class Saved(msgspec.Struct, frozen=True):
    """What left this program: into which file or folder, how many files, the SHA-256 (hex) of the file or of the index, and why it could
    not be written into the log, "" where it was."""

    place: Path
    files: int
    sha256: str
    not_logged: str = ""


# ---- making -----------------------------------------------------------------------------------------------------


def make(desk: Desk, order: Order, told: Told, stopped: Callable[[], bool]) -> Binder:
    """The copies, for a worker over a desk of its own. Refused `batch_none`, `batch_most`, and as `roles.require` says: also where who
    began it signed out meanwhile."""
    if not order.visits:
        raise Refused("batch_none")
    if len(order.visits) > MOST:
        raise Refused("batch_most", n=len(order.visits), most=MOST)
    items, left = list[Item](), list[Left]()
    for done, visit in enumerate(order.visits):
        require(desk, "review")
        told("reports", done, len(order.visits))
        if stopped():
            break
        try:
            items.append(_item(desk, visit, order))
        except (Refused, Trouble) as problem:
            why = problem.words if isinstance(problem, Trouble) else sentence(problem)
            left.append(Left(visit, _number(desk, visit), why))
        except Exception as error:  # noqa: BLE001 - listed and noted; the other visits can be made all the same
            desk.log.note("report_not_made", error=type(error))
            why = f"Threshold made a mistake ({type(error).__name__}). Tell IT."
            left.append(Left(visit, _number(desk, visit), why))
    told_of = desk.facility.name if order.public is None or order.public.facility else ""
    drill, whole = desk.store.owner.realm == "drill", len(items) + len(left) == len(order.visits)
    return Binder(order, tuple(items), tuple(left), told_of, drill, stopped=not whole)


def _item(desk: Desk, visit: str, order: Order) -> Item:
    """One copy; a walking of its own, which is forgotten with it."""
    reporting = Reporting(Screens(Walking(desk)))
    copy = Copies(reporting).make(visit, order.public, order.paper)()
    material = reporting.material(visit)
    return Item(copy, f"{material.events[0].reading.local:%Y-%m-%d %H:%M}", _state(material.review))


def _number(desk: Desk, visit: str) -> str:
    try:
        line = desk.store.queries.visit(visit)
    except Trouble:
        line = None
    return line.record_number if line is not None else visit


def _state(review: Review) -> str:
    told = STATES[review.state]
    if review.approved is not None and review.approved.exception:
        told = f"{told} under exception"
    return f"{told}; void" if review.void is not None else told


# ---- the index --------------------------------------------------------------------------------------------------


def bundle(binder: Binder) -> Bundle:
    """The binder with its index. The same copies and the same left out always give the same bytes. Takes its time."""
    names = [copy.documents[0].outline.title for copy in binder.copies]
    before, first = 0, binder.order.index == "first"
    index = _index(binder, before)
    while first and (pages := len(page_sizes(index))) != before:
        before, index = pages, _index(binder, pages)  # where the copies begin may need another page of it
    firsts, place = list[int](), before
    bound = list[Bound]()
    for name, copy in zip(names, binder.copies, strict=True):
        firsts.append(place)
        place += copy.pages
        bound.append(Bound(name, copy.pdf))
    bound.insert(0 if first else len(bound), Bound(DOCUMENT, index))
    title = DOCUMENT if binder.order.public is None else PUBLIC_DOCUMENT
    pages = place + (0 if first else len(page_sizes(index)))
    return Bundle(index, tuple(bound), tuple(firsts), title, binder.made_us, pages)


def _index(binder: Binder, before: int, files: Sequence[Sequence[str]] = ()) -> bytes:
    """The index as a PDF. `before`: so many pages stand before the first copy; `files`: each document is a file of this name."""
    from desktop.reports.pdf import make_pdf

    about = About(binder.facility, __version__, binder.order.public is not None, binder.drill, binder.made_us)
    listed, place = list[Listed](), before + 1
    for at, item in enumerate(binder.items):
        for number, made in enumerate(item.copy.documents):
            listed.append(
                _listed(item, made, number, 0 if files else place, files[at][number] if files else "")
            )
            place += made.pages
    # A public index names no visit that is left out: that there was one may be counsel's to tell.
    left = [LeftOut(each.number, each.why) for each in binder.left if not about.public]
    return make_pdf(index_outline(listed, left, about), binder.order.paper)


def _listed(item: Item, made: Made, number: int, page: int, file: str) -> Listed:
    copy, running = item.copy, made.outline.parts[0].running
    return Listed(
        number=copy.told,
        what=running.document,
        begun=item.begun,
        state=item.state,
        pages=made.pages,
        sha256=made.sha256,
        head="" if copy.public else running.head,
        page=page,
        file=file,
    )


# ---- leaving ----------------------------------------------------------------------------------------------------


def save_one(desk: Desk, binder: Binder, out: Path, given: To, actor: Actor, replace: bool) -> Saved:
    """Write all of it as one PDF, or nothing, and have on record who gets it. Refused `file_there`; Trouble where it cannot be written."""
    content = bundle(binder).one()
    many = Many("binder", sha256_of(content))
    may_save(out, content, replace)
    record_first(desk, binder.copies, given, actor, many)
    save_report(out, content, replace)
    return Saved(out, 1, many.sha256, record_last(desk, binder.copies, "exported", given, actor, many))


def save_each(
    desk: Desk, binder: Binder, folder: Path, given: To, actor: Actor, replace: bool, told: Told
) -> Saved:
    """Write each document as a file of its own into a folder, with the index and `SHA256SUMS`, which come last. Refused `file_there`;
    Trouble where one cannot be written: those before it are there then, and are on record as given."""
    files = _files(binder)
    contents, index = _contents(binder, files), _index(binder, 0, files)
    contents[INDEX] = index
    sums = "".join(f"{sha256_of(content)} *{name}\n" for name, content in contents.items())
    contents[SUMS] = sums.encode()
    for name, content in contents.items():
        may_save(folder / name, content, replace)
    many, wrote = Many("batch", sha256_of(index)), set[str]()
    record_first(desk, binder.copies, given, actor, many)
    try:
        for name, content in contents.items():
            told("files", len(wrote), len(contents))
            save_report(folder / name, content, replace)
            wrote.add(name)
    finally:
        left = [copy for copy, names in zip(binder.copies, files, strict=True) if wrote.intersection(names)]
        not_logged = record_last(desk, left, "exported", given, actor, many)
    return Saved(folder, len(wrote), many.sha256, not_logged)


def _files(binder: Binder) -> list[list[str]]:
    """What the file of each copy's documents is called; a name that comes again gets its place."""
    found, taken = list[list[str]](), set[str]()
    for place, copy in enumerate(binder.copies, 1):
        names = [made.name if made.name not in taken else f"{made.name}-{place}" for made in copy.documents]
        taken.update(names)
        found.append([f"{name}.pdf" for name in names])
    return found


def _contents(binder: Binder, files: Sequence[Sequence[str]]) -> dict[str, bytes]:
    return {
        name: made.pdf
        for copy, names in zip(binder.copies, files, strict=True)
        for made, name in zip(copy.documents, names, strict=True)
    }


def went(copies: Sequence[Copy], firsts: Sequence[int], pages: int) -> tuple[Copy, ...]:
    """The copies of which a page has left, when so many pages have. `firsts`: the places of their first pages, from 0."""
    return tuple(copy for copy, first in zip(copies, firsts, strict=True) if first < pages)
