"""What a report is made of: found by its number, gathered from the record, photographs and joined visits included."""

from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Refused
from desktop.reports.material import PartName
from desktop.services.photos import Photos
from desktop.services.reporting import Made, Reporting, save_report
from desktop.services.screens import Screens
from desktop.services.walking import Current
from tests.core.nyc import TO_THE_PAPERS
from tests.services.conftest import GUARD, Guard
from tests.services.papers import encoded, pdf

PARTS: tuple[PartName, ...] = ("report", "counsel")


def reporting(guard: Guard) -> Reporting:
    return Reporting(Screens(guard.walking))


def allowed(guard: Guard) -> Guard:
    """The same desk where photographs of papers are approved."""
    guard.desk.facility = msgspec.structs.replace(
        guard.desk.facility, personal={"paper_photos": "PO-2026-014"}
    )
    return guard


def with_paper(guard: Guard) -> Current:
    return guard.tell(guard.open(), {**TO_THE_PAPERS, "form": "on_paper"})


def test_a_visit_is_found_by_its_record_number_in_any_letters_and_by_its_id(guard: Guard) -> None:
    visit = guard.open()
    number = guard.walking.current(visit).visit.opened.record_number
    for named in (number, f" {number.lower()} ", visit):
        assert reporting(guard).find(named) == visit
    with pytest.raises(Refused, match="record_number"):
        reporting(guard).find(number[:-1] + ("A" if number[-1] != "A" else "B"))


def test_photographs_are_read_for_the_annex_alone_and_a_damaged_one_says_so(guard: Guard) -> None:
    now = with_paper(allowed(guard))
    paper = "r1/papers/p1"
    guard.walking.answer(now.visit.id, f"{paper}/paper_top", "homeland_security", GUARD)
    photos = Photos(guard.walking)
    photos.keep(now.visit.id, paper, 1, encoded("PNG"), GUARD)
    photos.keep(now.visit.id, paper, 2, pdf(2), GUARD)
    reports = reporting(guard)
    material = reports.material(now.visit.id)
    assert material.photos == ()
    photographed = reports.with_photos(material).photos
    assert [(len(photo.sheets), photo.why) for photo in photographed] == [(1, ""), (2, "")]
    kept = sorted((guard.home / "data").rglob("attachments/*/*"))
    kept[0].write_bytes(b"\0" * kept[0].stat().st_size)
    whys = sorted(photo.why for photo in reports.with_photos(material).photos)
    assert whys[0] == ""
    assert "kept original" in whys[1]


def test_a_joined_visit_comes_with_the_one_that_it_was_joined_into(guard: Guard) -> None:
    whole = guard.open()
    pressed = guard.walking.press("F12", None, GUARD, "Front desk").visit.id
    guard.walking.join(pressed, whole, GUARD)
    reports = reporting(guard)
    assert [each.visit.id for each in reports.material(whole).joined] == [pressed]
    number = guard.walking.current(whole).visit.opened.record_number
    assert reports.material(pressed).joined_into == number


def test_the_work_of_making_touches_no_visit(guard: Guard) -> None:
    """What was on record when it was asked for is in the report, whatever came later."""
    visit = guard.tell(guard.open(), {"danger": "none"}).visit.id
    work = reporting(guard).make(visit)
    before: Made = work()
    guard.tell(visit, {"visitor": "federal"})
    assert work() == before
    assert reporting(guard).make(visit)().pdf != before.pdf


def test_pages_and_text_are_made_of_the_outline_that_is_shown(guard: Guard) -> None:
    """One of what was on record at one time; with photographs it is made again, since they are read in the work."""
    reports, visit = reporting(guard), guard.open()
    material = reports.material(visit)
    for part in reports.parts(material):
        draft = reports.draft(material, part)
        assert reports.draw(draft, "letter").outline is draft.outline


def test_a_folder_is_made_where_that_was_agreed_to(tmp_path: Path) -> None:
    file = tmp_path / "new" / "visit.pdf"
    with pytest.raises(Refused, match="no_folder"):
        save_report(file, b"x", folder=False)
    assert list(tmp_path.iterdir()) == []
    save_report(file, b"x", folder=True)
    save_report(file, b"x", folder=False)
    assert file.read_bytes() == b"x"


def test_the_bytes_depend_on_what_is_told_and_on_nothing_else(guard: Guard) -> None:
    visit = guard.open()
    first = reporting(guard).make(visit)()
    guard.again()
    again = reporting(guard).make(visit)()
    assert (again.pdf, again.sources) == (first.pdf, first.sources)
    other = reporting(guard).make(visit, paper="a4")()
    assert other.pdf != first.pdf
    assert other.sources != first.sources


def test_a_joined_visit_that_cannot_be_read_hides_nothing_else(guard: Guard) -> None:
    """What cannot be read counts as secret: counsel's part tells all the rest, and why this is missing."""
    whole = guard.tell(guard.open(), {"danger": "none", "visitor": "federal"}).visit.id
    pressed = guard.walking.press("F12", None, GUARD, "Front desk").visit.id
    guard.walking.join(pressed, whole, GUARD)
    number = guard.walking.current(pressed).visit.opened.record_number
    db = guard.desk.store.maintenance()
    db.execute("DROP TRIGGER payloads_no_update")
    first = "SELECT min(seq) FROM events WHERE visit = ?"
    db.execute(f"UPDATE payloads SET bytes = ? WHERE seq = ({first})", (b"damaged", pressed))
    db.close()
    guard.again()
    report, counsel = (reporting(guard).make(whole, part)() for part in PARTS)
    assert "CONFIDENTIAL: COUNSEL ONLY" in report.text
    assert "Timeline" in counsel.text
    assert f"Joined visit {number}: There is no such visit" in counsel.text
    assert f"head of joined visit {number} unread" in counsel.sources
