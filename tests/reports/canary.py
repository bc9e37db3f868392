"""A visit in which every text that anybody can write is a word of its own, so that a search finds which of them came through."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, PngImagePlugin

from desktop.core.details import GROUPS
from desktop.core.events import Actor, Draft
from desktop.core.people import HoldLifted, HoldPlaced
from desktop.core.review_events import CopyIssued
from desktop.services.noting import When
from tests.core.nyc import TO_THE_PAPERS
from tests.reports.visits import I200, PAPER, Shift

WORD = "Kanarienfeder"
"""Begins each canary; what follows tells them apart."""


class Canaries:
    """Gives out canaries, and keeps where each was written."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        """The canary of a place: letters only, so that no rule for numbers or names finds anything in it."""
        if place not in self.given:
            count = len(self.given)
            self.given[place] = f"{WORD}{chr(97 + count // 26)}{chr(97 + count % 26)}"
        return self.given[place]


def site(canaries: Canaries) -> str:
    """What a facility file says more, or otherwise: names, posts, areas, people on duty, address, telephone numbers stay."""
    return "\n".join(
        (
            f'name = "{canaries("site.name")}"',
            f'address = "{canaries("site.address")}"',
            f'posts = ["{canaries("site.post")}"]',
            f'on_duty = ["{canaries("guard")}", "{canaries("boss")}"]',
        )
    )


def replaced(text: str, canaries: Canaries) -> str:
    """The sample shelter's facility file with canaries in the place of its names."""
    ours = ("name", "address", "posts", "on_duty")
    kept, top = [], True
    for line in text.splitlines():
        top = top and not line.startswith("[")
        if not (top and line.split(" = ")[0] in ours):
            kept.append(line)
    text = "\n".join(kept)
    for number, area in enumerate(("Dining and day rooms", "Offices", "Yard")):
        text = text.replace(f'"{area}"', f'"{canaries(f"site.area{number}")}"')
    approved = 'paper_photos = "SAMPLE-01"\nlicence_plates = "SAMPLE-01"\n'
    return site(canaries) + "\n" + text.replace("[personal]\n", f"[personal]\n{approved}")


def picture(canaries: Canaries) -> bytes:
    """A scan with a word in what its file says of itself."""
    comment = PngImagePlugin.PngInfo()
    comment.add_text("Comment", canaries("photo"))
    target = io.BytesIO()
    Image.new("L", (60, 80), 200).save(target, "PNG", pnginfo=comment)
    return target.getvalue()


def play(shift: Shift, canaries: Canaries) -> str:
    """Walk, write down, return, hand in, approve, add, give a copy, hold; the id of the visit. Everything that is kept of an answer stands,
    but for a field, a vehicle and an answer that were corrected."""
    guard = Actor(canaries("guard"), "guard", "claimed")
    second = Actor(canaries("second"), "guard", "claimed")
    boss = Actor(canaries("boss"), "supervisor", "claimed")
    walking, noting = shift.walking, shift.noting
    visit = walking.open_visit(guard, canaries("site.post")).visit.id
    facts = {**TO_THE_PAPERS, **I200, "more_papers": "no"}
    notes = {"destination": canaries("site.area0")}
    now = walking.current(visit)
    while now.walk.open is not None and now.walk.open.step in facts:
        asked = now.walk.open
        note = notes.get(asked.step) or canaries(f"note.{asked.step}")
        now = walking.answer(visit, asked.address, facts[asked.step], guard, note=note)
    seq = next(each.seq for each in now.visit.inputs if each.step == "agency_form")
    walking.change(visit, seq, "i205", guard)
    for group in GROUPS.values():
        for item in (f"{group.key}1", f"{group.key}2"):
            free = [field for field in group.fields if field.free]
            fields = [(field.id, canaries(f"{item}.{field.id}"), "") for field in free]
            noting.detail(visit, group.id, item, fields, "told", guard)
        noting.detail(
            visit,
            group.id,
            f"{group.key}1",
            [(free[0].id, canaries(f"{group.id}.mended"), "")],
            "seen",
            guard,
        )
        noting.strike(visit, group.id, f"{group.key}2", canaries(f"{group.id}.struck"), guard)
    noting.call(visit, "supervisor", "told", guard, canaries("call.words"), canaries("call.who"))
    noting.call(visit, "counsel", "told", guard, canaries("counsel.words"), canaries("counsel.who"))
    noting.note(visit, canaries("note"), "seen", guard, When("about", "12:00"))
    noting.take_over(visit, second)
    shift.photos.keep(visit, PAPER, 1, picture(canaries), second)
    walking.answer(visit, "r1/officers_now", "left", second, note=canaries("note.left"))
    reviewing = shift.reviewing
    copy = CopyIssued("report", ["report"], canaries("recipient"), canaries("purpose"), "ab" * 32)
    shift.desk.store.journal.append([Draft("copy_issued", visit, copy, boss)], shift.clock.read())
    reviewing.send_back(visit, canaries("returned"), boss)
    reviewing.submit(visit, canaries("submitted"), guard)
    noting.note(visit, canaries("boss.note"), "told", boss)
    reviewing.saw(visit, shift.reporting.make(visit)(), boss)
    reviewing.approve(visit, boss, canaries("exception"))
    reviewing.addendum(visit, canaries("addendum"), "seen", second)
    drafts = [
        Draft("hold_placed", visit, HoldPlaced("H-1", canaries("hold")), boss),
        Draft("hold_lifted", visit, HoldLifted("H-1", canaries("lifted")), boss),
    ]
    shift.desk.store.journal.append(drafts, shift.clock.read())
    gone = noting_of(shift, visit, canaries("note"))
    shift.redact(visit, gone, canaries("removed"))
    shift.reviewing.void(visit, canaries("void"), boss)
    return visit


def noting_of(shift: Shift, visit: str, text: str) -> int:
    """The number of the event with this note."""
    events = shift.desk.store.queries.events_of(visit)
    return next(each.seq for each in events if getattr(each.body, "text", "") == text)


def files_of(pdf: bytes, folder: Path) -> Iterator[str]:
    """Everything that other programs find in a PDF, each in a file of its own below `folder`; the names of the programs."""
    import subprocess

    folder.mkdir(parents=True)
    file = folder / "copy.pdf"
    file.write_bytes(pdf)
    programs = {
        "qdf": ("qpdf", "--qdf", "--object-streams=disable", "--decode-level=all", str(file), "-"),
        "json": ("qpdf", "--json", "--json-stream-data=inline", "--decode-level=all", str(file)),
        "text": ("pdftotext", "-layout", str(file), "-"),
        "raw": ("pdftotext", "-raw", str(file), "-"),
        "boxes": ("pdftotext", "-bbox", str(file), "-"),
        "info": ("pdfinfo", str(file)),
        "meta": ("pdfinfo", "-meta", str(file)),
        "names": ("pdfinfo", "-dests", str(file)),
        "script": ("pdfinfo", "-js", str(file)),
        "attached": ("pdfdetach", "-list", str(file)),
        "pictures": ("pdfimages", "-list", str(file)),
        "fonts": ("pdffonts", str(file)),
    }
    for name, command in programs.items():
        found = subprocess.run(command, capture_output=True, check=True).stdout
        (folder / name).write_bytes(found)
        (folder / f"{name}-together").write_bytes(b"".join(found.split()))
        yield name
