"""The index of a binder: which reports are in it, with pages, states, hashes and heads, and which could not be made and why."""

from collections.abc import Iterator, Sequence

import msgspec

from desktop.reports.outline import (
    Block,
    Column,
    Heading,
    Line,
    Lines,
    Mark,
    Outline,
    Paragraph,
    Part,
    Row,
    Running,
    Span,
    Table,
    Text,
    said,
)

DOCUMENT = "Index of reports"
PUBLIC_DOCUMENT = "Index of public copies"
LEGEND = (
    "Each report can be made anew from the record: by the same version of the program, and as long as nothing is added to its visit, it is"
    " the same file, byte for byte."
)
PUBLIC_LEGEND = (
    "Each public copy is a file of its own too. Who got it and what for stands in the record of the facility, with its SHA-256. What is"
    " removed from it is marked where it stood."
)
CHECK = "SHA-256 is that of the report as a file of its own. Head is the last entry of the visit that the report tells of."
CHECK_PUBLIC = "SHA-256 is that of the public copy as a file of its own. It is made anew of what may be told: nothing is covered up in it."


class Listed(msgspec.Struct, frozen=True):
    """A document in a binder. `number` is its visit's record number ("" where a public copy does not tell it), `what` it is in words;
    `begun` the day of the visit, `state` in words; `page` is its first page in the binder, 0 where it is a `file` of its own. `sha256`
    and `head` are hex digits, `head` "" where it is not given out."""

    number: str
    what: str
    begun: str
    state: str
    pages: int
    sha256: str
    head: str
    page: int = 0
    file: str = ""


class Left(msgspec.Struct, frozen=True):
    """A visit that is not in the binder, and why in a sentence."""

    number: str
    why: str


class About(msgspec.Struct, frozen=True):
    """The rest of an index. `made_us` is the instant of the last event that any document tells of (µs UTC)."""

    facility: str
    program: str
    public: bool
    drill: bool
    made_us: int


def index_outline(listed: Sequence[Listed], left: Sequence[Left], about: About) -> Outline:
    """The index. The same documents always give the same."""
    document = PUBLIC_DOCUMENT if about.public else DOCUMENT
    running = Running(
        document=document,
        record_number=f"{len(listed):,}",
        facility=about.facility,
        head="",
        pack="",
        pack_hash="",
        program=f"Threshold {about.program}",
        legend=PUBLIC_LEGEND if about.public else LEGEND,
        marks=(Mark("DRILL", strong=True),) if about.drill else (),
        number_label="Documents",
    )
    return Outline(
        title=f"{document}: {len(listed):,}",
        subject=document,
        language="en",
        made_us=about.made_us,
        parts=(Part(running, tuple(_blocks(listed, left, about))),),
    )


def _blocks(listed: Sequence[Listed], left: Sequence[Left], about: About) -> Iterator[Block]:
    lines = [
        ("Documents", f"{len(listed):,}"),
        ("Pages", f"{sum(each.pages for each in listed):,}, and this index"),
    ]
    if not about.public:
        lines.append(("Left out", f"{len(left):,}, see below" if left else "nothing"))
    yield Heading("What is in it")
    yield Lines(tuple(Line(label, said(text)) for label, text in lines))
    yield Paragraph(said(CHECK_PUBLIC if about.public else CHECK), "note")
    if left:
        yield Heading("Left out")
        yield Table(
            "Visits that are left out",
            (Column("Record number", 1.2), Column("Why", 3)),
            tuple(Row((said(each.number), said(each.why))) for each in left),
        )
    yield Heading("Documents")
    if not listed:
        yield Paragraph(said("There is none."))
        return
    where = "Page" if any(each.page for each in listed) else "File"
    columns = (
        Column("No.", 0.4),
        Column("Document", 1.9),
        Column(where, 0.5 if where == "Page" else 1.5),
        Column("Pages", 0.5),
        Column("SHA-256 and head", 3.2),
    )
    yield Table(
        "Documents", columns, tuple(Row(tuple(_cells(place, each))) for place, each in enumerate(listed, 1))
    )


def _cells(place: int, each: Listed) -> Iterator[Text]:
    yield said(str(place))
    told = (each.what, f"{each.begun}, {each.state}") if each.number else (f"{each.begun}, {each.state}",)
    yield (Span(each.number or each.what, strong=True), Span("".join(f"\n{line}" for line in told)))
    yield said(str(each.page) if each.page else each.file)
    yield said(str(each.pages))
    head = (Span("\nHead ", faint=True), Span(each.head, mono=True, faint=True)) if each.head else ()
    yield (Span(each.sha256, mono=True), *head)
