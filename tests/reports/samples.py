"""Outlines for the tests and measurements of reports, with every kind of block."""

import io

from PIL import Image, ImageDraw

from desktop.reports.outline import (
    Banner,
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Lines,
    Mark,
    Outline,
    Paragraph,
    Part,
    Picture,
    Row,
    Running,
    Signatures,
    Span,
    Table,
    said,
)  # fmt: skip

HEAD = "3f5a" * 16
PACK_HASH = "9bc1" * 16
MADE_US = 1_795_000_000_000_000


def jpeg(width: int = 640, height: int = 480, shade: int = 190) -> bytes:
    """A picture with something on it."""
    image = Image.new("RGB", (width, height), (shade, shade, 255 - shade))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 8, height // 8, width * 7 // 8, height * 7 // 8), "white", "black", 3)
    for line in range(12):
        y = height // 6 + line * height // 20
        draw.line((width // 6, y, width * (5 + line % 2) // 7, y), "black", 2)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=70)
    return target.getvalue()


def logo() -> bytes:
    """A logo on a transparent ground, as PNG."""
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((5, 5, 115, 115), (20, 60, 120, 255))
    draw.rectangle((130, 30, 295, 90), (20, 60, 120, 160))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def running(number: str = "SO-2026-000123-7", *marks: Mark) -> Running:
    """What stands on each page."""
    return Running(
        document="Incident report",
        record_number=number,
        facility="Sample Office, Main Lobby, Manhattan",
        head=HEAD,
        pack="us-ny-nyc 0.4.0",
        pack_hash=PACK_HASH,
        program="Threshold 0.1.0",
        legend="Made from the record by the program. A line through words: they were changed later, and what replaced "
        "them stands beside them. ! in the margin: a time in this line is in doubt.",
        marks=marks,
    )


def outline(*parts: Part, logo: bytes | None = None) -> Outline:
    """A document of these parts."""
    return Outline(
        "Incident report SO-2026-000123-7", "Visit of federal officers", "en-US", MADE_US, parts, logo
    )


def simple(*blocks: Block, marks: tuple[Mark, ...] = ()) -> Outline:
    """A document of one part."""
    return outline(Part(running("SO-2026-000123-7", *marks), blocks))


def timeline(
    rows: int, note: str = "Guard 12 answered the question: Is the paper signed by a judge?"
) -> Table:
    """A table as a timeline has it, with struck and marked rows among the others."""
    columns = (Column("Time", 2), Column("By", 2), Column("What", 7), Column("Note", 3))
    made = []
    for nth in range(rows):
        cells = (
            said(f"14:{nth // 60:02}:{nth % 60:02}"),
            said("Guard 12"),
            (Span(note), Span(f" Answer {nth}", strong=True)),
            said("about" if nth % 3 else "clock was moved back 4 minutes"),
        )
        made.append(Row(cells, struck=nth % 7 == 3, marked=nth % 5 == 2))
    return Table("Timeline of the visit", columns, tuple(made))


def opening() -> tuple[Block, ...]:
    """The first blocks of a report."""
    return (
        Banner("hold", "HOLD", "Wait for counsel before anybody goes past the desk", (
            said("The paper is signed by an officer of the agency and not by a judge."),
            (Span("Say: ", strong=True), Span("“I cannot give permission. Counsel has been called.”")),
        )),
        Heading("The visit"),
        Lines((
            Line("Began", said("Monday, November 23, 2026, 2:02:11 PM (about), as the guard gave it")),
            Line("Facility", said("Sample Office, 1 Sample Plaza, Manhattan, New York 10007")),
            Line("Post", said("Main Lobby")),
            Line("Record head", (Span(HEAD, mono=True),)),
            Line("Agency", (Span("Immigration and Customs Enforcement", struck=True), Span(" changed at 2:09 PM to "),
                            Span("Homeland Security Investigations", strong=True))),
        )),
        Heading("How the outcome was found"),
        Paragraph(said("Each line is an answer that the outcome rests on, in the order in which the questions were asked.")),
        Bullets((
            said("Who signed the paper? — An immigration officer, on the line for the “authorizing officer” (Form I-200)."),
            said("Is there a second paper? — No."),
            (Span("Reason: ", strong=True), Span("A paper that no judge signed does not open a door that is closed to the public.")),
        )),
    )  # fmt: skip


def every_block() -> Outline:
    """A report of several pages with each kind of block, and an annex with markings of its own."""
    annex = running(
        "SO-2026-000123-7", Mark("RESTRICTED ANNEX: photographs", strong=True), Mark("DRILL", strong=True)
    )
    blocks: tuple[Block, ...] = (
        *opening(),
        Heading("Papers"),
        Heading("Paper 1: administrative warrant", 2),
        Table("Checks of paper 1", (Column("Check", 5), Column("Result", 2), Column("Copied from the paper", 5)), (
            Row((said("Signed by a judge"), said("✗ no"), said("“Supervisory Detention Officer”"))),
            Row((said("The address is this one"), said("✓ yes"), said("1 Sample Plaza → 2nd floor"))),
            Row((said("The date is not past"), said("☐ not seen"), said("The guard could not read it.")), marked=True),
            Row((said("Name of the court"), said("no"), said("none")), struck=True),
        )),
        Heading("What was said", 2),
        Paragraph(said("“We have a warrant and we will go in now.”\nHe pointed at the door. Зоя и Ελένη heard it too."), "quote"),
        Paragraph(said("Told by the guard, not seen by a camera. Written with أهلا and 😀 and a hidden \u202eeloh\u202c in it."), "note"),
        Heading("Timeline"),
        timeline(42),
        Heading("Persons affected"),
        Paragraph(said("Names are not recorded here. " * 30)),
        Banner("stop", "STOP", "Do not stand in the way, do not let anybody past by your own choice"),
        Banner("alert", "ALERT", "Force was used at the door", (said("Call 911 from a safe place."),)),
        Banner("go", "GO", "The judge’s warrant names this place"),
        Banner("calm", "CLOSED", "They left without going past the desk", (said("2:48 PM"),)),
        Heading("Signatures"),
        Signatures(("Guard", "Supervisor")),
    )  # fmt: skip
    pictures: tuple[Block, ...] = (
        Heading("Photographs of papers"),
        Picture((said("Paper 1, page 1 of 2, taken at 2:06 PM by Guard 12"), (Span(HEAD, mono=True),)),
                "Page 1 of paper 1", jpeg(1200, 1600), 1200, 1600),
        Picture((said("Paper 1, page 2 of 2"),), "Page 2 of paper 1", jpeg(), 640, 480),
        Picture((said("Paper 2, page 1 of 1"), said("The original is kept but is damaged: it cannot be drawn.")), "Paper 2"),
        Picture((said("Paper 3, page 1 of 1"),), "Paper 3", jpeg()[:900], 640, 480),
    )  # fmt: skip
    draft = Mark("DRAFT POLICY, not approved by counsel", strong=True)
    main = Part(running("SO-2026-000123-7", draft, Mark("CONFIDENTIAL: sealed paper")), blocks)
    return outline(main, Part(annex, pictures), logo=logo())
