"""The review on paper: marks on each page, nothing approved ever changes, and addenda stand beside it as a part of their own."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from desktop.core.events import Access, Draft, Event
from desktop.core.particulars import NoteWritten
from desktop.core.people import HoldPlaced
from desktop.core.review_events import CopyIssued
from desktop.core.reviewing import fold_review
from desktop.reports import words
from desktop.reports.making import make_outline, parts_of
from desktop.reports.material import Material
from desktop.reports.outline import Heading, Mark
from desktop.reports.pdf import make_pdf
from desktop.reports.sections.review import LATE, SHORT
from desktop.reports.text import make_text
from desktop.services.reporting import Made
from tests.reports.visits import BOSS, GUARD, SECOND, Shift, blocks, cells, short, table

Play = Callable[[str], tuple[Shift, str]]
DIGEST = "ab" * 32


def made(shift: Shift, visit: str) -> Made:
    """The report as the next program would make it."""
    shift.again()
    return shift.reporting.make(visit)()


def log(shift: Shift, visit: str | None, *bodies: Access | CopyIssued | HoldPlaced) -> None:
    """Write what others write beside a visit."""
    kinds = {Access: "access", CopyIssued: "copy_issued", HoldPlaced: "hold_placed"}
    drafts = [Draft(kinds[type(body)], visit, body, BOSS) for body in bodies]
    shift.desk.store.journal.append(drafts, shift.clock.read())


def marks(material: Material, part: str = "report") -> dict[str, bool]:
    """The marks of a part and whether they are strong."""
    running = make_outline(material, part).parts[0].running  # type: ignore[arg-type]
    return {mark.text: mark.strong for mark in running.marks}


def pages(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page, as another program reads it, in one line each."""
    file = folder / "made.pdf"
    file.write_bytes(pdf)
    read = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return [" ".join(page.split()) for page in read.stdout.split("\f")[:-1]]


# ---- nothing approved ever changes ----------------------------------------------------------------------------------


def test_the_report_of_an_approved_visit_keeps_its_bytes_whatever_is_written_beside_it(play: Play) -> None:
    """Addenda, looks, prints, copies, other visits, holds of other visits."""
    shift, visit = play("approved")
    first = made(shift, visit)
    log(shift, visit, Access("printed"), Access("opened"))
    assert made(shift, visit).pdf == first.pdf
    log(shift, visit, CopyIssued("public", ["public"], "A reporter", "Asked for it", DIGEST, DIGEST))
    assert made(shift, visit).pdf == first.pdf
    shift.reviewing.addendum(visit, "ADDEDWORDS", "seen", SECOND)
    log(shift, visit, Access("exported"))
    shift.reviewing.addendum(visit, "MOREWORDS", "told", BOSS)
    other = short(shift)
    shift.approve(other)
    shift.reviewing.void(other, "The same as the one before it.", BOSS)
    log(shift, other, HoldPlaced("H-2", "A court wants the other one."))
    assert made(shift, visit).pdf == first.pdf
    assert made(shift, visit).sources == first.sources


def test_before_it_is_approved_what_is_written_changes_the_report(play: Play) -> None:
    """The control: the same acts that can be done then."""
    shift, visit = play("returned")
    first = made(shift, visit)
    log(shift, visit, Access("printed"), CopyIssued("report", ["report"], "Counsel", "", DIGEST))
    assert made(shift, visit).pdf == first.pdf
    shift.noting.note(visit, "LATERWORDS", "seen", GUARD)
    assert made(shift, visit).pdf != first.pdf


def test_annexes_of_an_approved_visit_keep_their_bytes_too(play: Play) -> None:
    """An addendum is in neither."""
    shift, visit = play("escorted")
    shift.say(visit, "officers_now", "left")
    shift.approve(visit)
    before = make_pdf(make_outline(shift.material(visit), "counsel"), "letter")
    shift.reviewing.addendum(visit, "ADDEDWORDS", "seen", GUARD)
    assert make_pdf(make_outline(shift.material(visit), "counsel"), "letter") == before


def test_a_void_a_removal_and_a_hold_change_it_and_the_reason_is_printed(play: Play) -> None:
    """What was approved is told as it was, and what was done since below it, each with its number."""
    shift, visit = play("approved")
    first = made(shift, visit)
    head = first.outline.parts[0].running.head
    note = next(event for event in shift.material(visit).events if isinstance(event.body, NoteWritten))
    acts: dict[str, Callable[[], object]] = {
        "named a person": lambda: shift.redact(visit, note.seq, "It named a person."),
        "court wants it": lambda: log(shift, visit, HoldPlaced("H-1", "A court wants it.")),
        "same visit twice": lambda: shift.reviewing.void(visit, "The same visit twice.", BOSS),
        "wants all": lambda: log(shift, None, HoldPlaced("H-9", "A court wants all.")),
    }
    seen, now = {first.sha256}, first
    for reason, act in acts.items():
        act()
        now = made(shift, visit)
        assert now.sha256 not in seen
        assert reason in " ".join(now.text.split())
        assert now.outline.parts[0].running.head == head
        assert now.sources != first.sources
        seen.add(now.sha256)
    rows = [cells(row)[1] for row in table(now.outline, "Since the approval").rows]
    assert [row.partition(" (")[0] for row in rows] == ["Contents removed", "Hold placed", "Void"]
    assert f"of event {note.seq}" in rows[0]
    assert "Guard 14 spoke" not in now.text


def test_a_joined_visit_is_told_as_it_was_approved(play: Play) -> None:
    """Looks at it change nothing; a hold of it does, and says of which visit it is."""
    shift, visit = play("joined")
    key = next(line.visit for line in shift.desk.store.queries.joined_into(visit))
    shift.say(visit, "officers_now", "left")
    log(shift, key, Access("opened"))
    shift.approve(visit)
    first = made(shift, visit)
    log(shift, key, Access("printed"))
    assert made(shift, visit).pdf == first.pdf
    log(shift, key, HoldPlaced("H-1", "A court wants it."))
    now = made(shift, visit)
    assert now.pdf != first.pdf
    number = shift.material(key).visit.opened.record_number
    assert number in cells(table(now.outline, "Since the approval").rows[0])[1]


def test_what_was_written_around_the_approval_is_named_and_not_told(play: Play) -> None:
    """As by another program, or a record that somebody put together."""
    shift, visit = play("approved")
    material = shift.material(visit)
    last = material.events[-1]
    late = msgspec.structs.replace(
        last, seq=last.seq + 1, kind="note_written", body=NoteWritten("LATEWORDS", "seen"), hash="cd" * 32
    )
    events: tuple[Event, ...] = (*material.events, late)
    review = fold_review(events)
    altered = msgspec.structs.replace(material, events=events, review=review, approval=review.approved)
    outline = make_outline(altered, "all")
    assert "LATEWORDS" not in str(outline)
    assert f"(no. {late.seq}): {LATE}" in cells(table(outline, "Since the approval").rows[0])[1]
    assert outline.parts[0].running.head == make_outline(material, "report").parts[0].running.head


# ---- marks ----------------------------------------------------------------------------------------------------------------


def test_each_page_says_that_it_is_void_by_whom_and_why_and_who_approved_it(
    play: Play, tmp_path: Path
) -> None:
    """On every part, on both papers."""
    shift, visit = play("added")
    outline = make_outline(shift.material(visit), "all")
    for paper in ("letter", "a4"):
        for page in pages(make_pdf(outline, paper), tmp_path):
            assert (
                "VOID by Supervisor 3, 2026-07-15 12:01:59 (UTC-04:00): The same visit is on record" in page
            )
            assert "APPROVED by Supervisor 3, 2026-07-15 12:01:31 (UTC-04:00)" in page


def test_marks_and_state_of_each_visit(play: Play) -> None:
    """Submitted is the ordinary one: it has no mark, and page 1 says that nobody approved it yet."""
    wanted = {
        "i200": ((), "submitted, not approved yet"),
        "returned": ((words.RETURNED,), "returned, not approved"),
        "voided": (("VOID by Supervisor 3",), "submitted, not approved yet; void"),
        "exception": (("APPROVED UNDER EXCEPTION by Supervisor 3",), "approved under exception"),
        "empty": ((words.OPEN,), "open"),
    }
    for name, (own, state) in wanted.items():
        shift, visit = play(name)
        material = shift.material(visit)
        found = [
            text.partition(",")[0] if "by" in text else text
            for text in marks(material)
            if "DRAFT" not in text
        ]
        assert found == [text.partition(",")[0] if "by" in text else text for text in own], name
        text = make_text(make_outline(material, "report"))
        assert any(line.split(maxsplit=1) == ["State", state] for line in text.splitlines()), name


def test_an_exception_stands_on_each_page_with_its_reason(play: Play) -> None:
    """Whoever reads a single page must see it."""
    shift, visit = play("exception")
    (mark,) = [text for text in marks(shift.material(visit)) if "EXCEPTION" in text]
    assert mark.endswith("(UTC-04:00): No other supervisor works at this site.")


def test_a_long_reason_is_cut_on_the_pages_and_whole_in_its_section(play: Play) -> None:
    """A mark must leave room for the page. This program takes no such reason; another one might."""
    shift, visit = play("voided")
    material = shift.material(visit)
    assert material.review.void is not None
    void = msgspec.structs.replace(material.review.void, reason="The same visit. " * 40)
    review = msgspec.structs.replace(material.review, void=void)
    (mark,) = [text for text in marks(msgspec.structs.replace(material, review=review)) if "VOID" in text]
    assert "(whole in “Review”)" in mark
    assert len(mark) < SHORT + 100


def test_a_visit_of_counsel_alone_tells_no_reason_outside_of_annex_b(play: Play) -> None:
    """That it is void or approved may be read; no word of why."""
    shift, visit = play("sealed")
    shift.say(visit, "officers_now", "left")
    shift.approve(visit)
    shift.reviewing.addendum(visit, "SECRETADDED", "seen", GUARD)
    shift.reviewing.void(visit, "SECRETVOID of the paper.", BOSS)
    material = shift.material(visit)
    assert parts_of(material) == ("report", "counsel")
    for part in ("report", "addenda"):
        outline = make_outline(material, part)
        assert "SECRET" not in str(outline)
        assert any(mark.text.startswith("VOID by Supervisor 3") for mark in outline.parts[0].running.marks)
    told = str(make_outline(material, "counsel"))
    assert "SECRETADDED" in told
    assert "SECRETVOID" in told


# ---- addenda --------------------------------------------------------------------------------------------------------------


def test_addenda_are_a_part_of_their_own_after_the_report(play: Play) -> None:
    """With heads of their own, numbered, with author and both times; the report holds no word of them."""
    shift, visit = play("added")
    material = shift.material(visit)
    assert parts_of(material) == ("report", "addenda")
    report, beside = make_outline(material, "all").parts
    assert report == make_outline(material, "report").parts[0]
    assert (report.running.document, beside.running.document) == (
        "Incident report",
        words.DOCUMENTS["addenda"],
    )
    assert beside.running.head == next(
        e.hash for e in reversed(material.events) if e.kind == "addendum_written"
    )
    assert report.running.head == next(e.hash for e in material.events if e.kind == "visit_approved")
    assert Mark(words.ADDENDA) in beside.running.marks
    text = " ".join(make_text(make_outline(material, "addenda")).split())
    first = text.partition("Addendum 1")[2].partition("Addendum 2")[0]
    assert "2026-07-15 12:01:45 (UTC-04:00, America/New_York) = 2026-07-15 16:01:45 UTC" in first
    assert "Happened about 2026-07-15 12:01 (UTC-04:00) = 2026-07-15 16:01 UTC" in first
    assert "By Guard 14 (guard; by their own word" in first
    assert "yard door" in first
    assert "yard door" not in str(report)
    titles = [block.text for block in blocks(make_outline(material, "addenda")) if isinstance(block, Heading)]
    assert titles == ["Addenda", "Addendum 1", "Addendum 2"]


def test_an_addendum_whose_words_were_removed_says_when_and_why(play: Play) -> None:
    """Its number stays; the report does not change by it."""
    shift, visit = play("approved")
    shift.reviewing.addendum(visit, "ADDEDWORDS", "seen", GUARD)
    first = made(shift, visit)
    added = next(e for e in shift.material(visit).events if e.kind == "addendum_written")
    shift.redact(visit, added.seq, "It named a person.")
    assert made(shift, visit).pdf == first.pdf
    text = " ".join(make_text(make_outline(shift.material(visit), "addenda")).split())
    assert "Addendum 1" in text
    assert "by Supervisor 3, reason: It named a person." in text
    assert "ADDEDWORDS" not in text


@pytest.mark.parametrize("name", ["approved", "i200", "empty"])
def test_a_visit_without_addenda_has_no_such_part(name: str, play: Play) -> None:
    """Asked for all the same, it says that there are none."""
    shift, visit = play(name)
    material = shift.material(visit)
    assert "addenda" not in parts_of(material)
    assert words.NONE_RECORDED in make_text(make_outline(material, "addenda")) or name == "approved"
