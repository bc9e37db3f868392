"""The page "Report": its annexes and papers, and what is saved."""

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
)
from pytestqt.qtbot import QtBot

from desktop.core.errors import Trouble
from desktop.core.events import Access
from desktop.services.pictures import page_sizes
from desktop.services.reporting import Draft, Made, Paper, Reporting
from tests.ui.reporting import AtReport, FilePrinters
from tests.ui.showing import drawn

F7, F12 = Qt.Key.Key_F7, Qt.Key.Key_F12
RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
LETTER, A4 = (612, 792), (595, 842)


class NoFont(Reporting):
    """An installation that lost a font."""

    def draw(self, draft: Draft, paper: Paper) -> Made:
        """It cannot."""
        raise Trouble("io", "The font of the reports is gone.", "Install Threshold again.")


# ---- parts and paper --------------------------------------------------------------------------------------------


def test_an_annex_says_what_it_is_before_it_opens(qtbot: QtBot, tmp_path: Path) -> None:
    """A hurried Return opens nothing; the words of counsel stand in the annex alone, and F7 begins with the report again."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    clerk = guard.window.recording.clerk
    assert clerk.made is not None
    assert "Call me back." not in clerk.made.text
    guard.key("3")
    assert "Annex B is privileged." in guard.shown(guard.page)
    assert not guard.page.area.isVisible()
    assert guard.part == "report"
    guard.key(RETURN)
    assert guard.page.area.isVisible()
    assert guard.part == "report"
    guard.key("3", ESCAPE)
    assert guard.sees(guard.page)
    guard.key("3")
    guard.page.open_annex.setFocus()
    guard.key(RETURN)
    drawn(guard)
    assert guard.part == "counsel"
    assert "Call me back." in clerk.made.text
    assert "ANNEX B" in guard.page.side.marks.text()
    guard.key(ESCAPE, F7)
    drawn(guard)
    assert guard.part == "report"


def test_only_parts_that_have_something_to_tell_are_offered(qtbot: QtBot, tmp_path: Path) -> None:
    """Without photographs and without counsel there is nothing to choose."""
    guard = AtReport(qtbot, tmp_path)
    assert not any(target.isVisible() for target in guard.page.side.parts.values())
    guard.key("2", "3")
    assert guard.page.area.isVisible()


def test_letter_is_usual_in_new_york_and_a4_can_be_had(qtbot: QtBot, tmp_path: Path) -> None:
    """The pages are made anew."""
    guard = AtReport(qtbot, tmp_path)
    clerk = guard.window.recording.clerk
    for paper, size in (("letter", LETTER), ("a4", A4)):
        guard.page.side.papers[clerk.paper if paper == "letter" else "a4"].click()
        drawn(guard)
        assert clerk.made is not None
        assert tuple(round(each) for each in page_sizes(clerk.made.pdf)[0]) == size
    assert guard.page.side.papers["a4"].isChecked()
    assert not guard.page.side.papers["letter"].isChecked()


# ---- saving -----------------------------------------------------------------------------------------------------


def test_the_name_is_made_of_the_record_number(qtbot: QtBot, tmp_path: Path) -> None:
    """In the folder for documents; Esc asks no more and leaves the report where it is."""
    guard = AtReport(qtbot, tmp_path)
    guard.key("s")
    assert Path(guard.page.form.path.text).name == f"{guard.view.record_number}-report.pdf"
    guard.key(ESCAPE)
    assert not guard.page.form.isVisible()
    assert guard.sees(guard.page)
    guard.key("t")
    assert Path(guard.page.form.path.text).name == f"{guard.view.record_number}-report.txt"


def test_what_is_saved_is_what_was_shown(qtbot: QtBot, tmp_path: Path) -> None:
    """PDF and text, with the SHA-256 of the file; a missing ending is added."""
    guard = AtReport(qtbot, tmp_path / "home")
    made = guard.window.recording.clerk.made
    assert made is not None
    guard.save("s", tmp_path / "visit")
    saved = (tmp_path / "visit.pdf").read_bytes()
    assert saved == made.pdf
    digest = hashlib.sha256(saved).hexdigest()
    guard.until(f"Saved: Report of visit {guard.view.record_number}", digest[:16])
    assert digest in guard.page.side.told.accessibleName()
    guard.save("t", tmp_path / "visit.txt")
    assert (tmp_path / "visit.txt").read_text(encoding="utf-8") == made.text


def test_what_is_saved_and_printed_is_on_record_with_who_did_it(qtbot: QtBot, tmp_path: Path) -> None:
    """Where that cannot be written the report is saved all the same, and the page says so."""
    guard = AtReport(qtbot, tmp_path / "home")
    visit = guard.view.id
    guard.window.recording.clerk.printers = FilePrinters(tmp_path)
    guard.save("s", tmp_path / "visit.pdf")
    guard.until("Saved")
    guard.key("p")
    guard.until("Sent to Front desk")
    queries = guard.session.desk.store.queries
    looks = [event for event in queries.events_of(visit) if event.kind == "access"]
    assert [event.body for event in looks] == [Access("opened"), Access("exported"), Access("printed")]
    assert {event.actor for event in looks} == {guard.session.actor}
    guard.session.desk.store.journal._db.execute("PRAGMA query_only = ON")
    guard.save("t", tmp_path / "visit.txt")
    guard.until("Saved")
    assert (tmp_path / "visit.txt").exists()
    assert "could not be written into the log" in guard.page.note.words
    assert len([event for event in queries.events_of(visit) if event.kind == "access"]) == 3


def test_another_file_is_replaced_by_a_second_press_only(qtbot: QtBot, tmp_path: Path) -> None:
    """Another path asks anew; the same bytes need no question."""
    guard = AtReport(qtbot, tmp_path / "home")
    there, also = tmp_path / "there.pdf", tmp_path / "also.pdf"
    there.write_bytes(b"the minutes of another meeting")
    also.write_bytes(b"a letter")
    guard.save("s", there)
    assert "There is another file called there.pdf already." in guard.shown(guard.page)
    assert there.read_bytes() == b"the minutes of another meeting"
    guard.type_path(also)
    guard.press_return()
    assert also.read_bytes() == b"a letter"
    guard.page.form.save.setFocus()
    assert guard.page.form.save.text() == "Replace the file"
    guard.press_return()
    made = guard.window.recording.clerk.made
    assert made is not None
    assert also.read_bytes() == made.pdf
    guard.save("s", also)
    assert not guard.page.form.isVisible()


def test_a_folder_that_takes_nothing_is_told_with_its_remedy(qtbot: QtBot, tmp_path: Path) -> None:
    """The path stays, and another one can be given at once; so it is with half a path."""
    guard = AtReport(qtbot, tmp_path / "home")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    guard.save("s", tmp_path / "file" / "visit.pdf")
    assert "could not be saved" in guard.page.form.words.text()
    assert "A folder of this path is a file. Give another folder." in guard.page.form.words.text()
    for typed in ("visit.pdf", " ", "~nobody of that name/visit.pdf"):
        guard.type_path(typed)
        guard.press_return()
        assert "Type the whole path" in guard.page.form.words.text()
        assert guard.page.form.isVisible()
    guard.type_path(tmp_path / ("v" * 300))
    guard.press_return()
    assert "Give it a shorter name." in guard.page.form.words.text()
    guard.type_path(tmp_path / "visit.pdf")
    guard.press_return()
    assert (tmp_path / "visit.pdf").exists()


def test_the_emergency_key_works_while_a_folder_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    """The dialog is Qt's own and not modal; what it chose is typed for the guard, and leaving the page closes it."""
    guard = AtReport(qtbot, tmp_path)
    guard.key("s")
    guard.page.form.choose.click()
    (dialog,) = guard.page.findChildren(QFileDialog)
    assert not dialog.isModal()
    qtbot.waitExposed(dialog)
    dialog.fileSelected.emit(str(tmp_path / "chosen.pdf"))
    assert guard.page.form.path.text == str(tmp_path / "chosen.pdf")
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog, F12)
    guard.settle()
    assert guard.outcomes[0] == "entered_without_consent"
    assert not any(each.isVisible() for each in guard.page.findChildren(QFileDialog))


def test_a_folder_takes_the_report_under_its_own_name(qtbot: QtBot, tmp_path: Path) -> None:
    """With or without a stroke at the end, and also where the folder is called like a file."""
    guard = AtReport(qtbot, tmp_path / "home")
    name = f"{guard.view.record_number}-report.pdf"
    for number, end in enumerate(("", "/", ".pdf")):
        folder = tmp_path / f"folder {number}{end}"
        folder.mkdir()
        guard.save("s", Path(f"{folder}{end if end == '/' else ''}"))
        assert [each.name for each in folder.iterdir()] == [name]


def test_a_folder_is_made_by_a_second_press_only(qtbot: QtBot, tmp_path: Path) -> None:
    """Another path asks anew."""
    guard = AtReport(qtbot, tmp_path / "home")
    new, other = tmp_path / "new" / "deeper", tmp_path / "other"
    guard.key("s")
    guard.type_path(f"{new}/")
    guard.press_return()
    assert guard.page.form.words.text() == "That folder does not exist. Press Save again to make it."
    guard.type_path(other / "visit.pdf")
    guard.press_return()
    assert guard.page.form.words.text() == "That folder does not exist. Press Save again to make it."
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home"]
    guard.type_path(f"{new}/")
    guard.press_return()
    guard.press_return()
    assert [each.name for each in new.iterdir()] == [f"{guard.view.record_number}-report.pdf"]
    assert not other.exists()


# ---- which report -----------------------------------------------------------------------------------------------


def test_no_annex_is_saved_under_the_name_of_the_report(qtbot: QtBot, tmp_path: Path) -> None:
    """Another part or paper closes the form; while it is asked whether an annex is to be opened nothing is saved or printed."""
    guard = AtReport(qtbot, tmp_path / "home", counsel=True)
    form, side, clerk = guard.page.form, guard.page.side, guard.window.recording.clerk
    guard.key("s")
    guard.type_path(tmp_path / "report.pdf")
    side.parts["counsel"].click()
    form.saved.emit("pdf", str(tmp_path / "report.pdf"), "")
    for signal, values in ((side.save, ("pdf",)), (side.wants_print, ())):
        guard.page.tell("")
        signal.emit(*values)
        assert side.told.text() == "First open the annex, or go back to the report."
    guard.page.open_annex.click()
    assert not form.isVisible()
    drawn(guard)
    guard.save("s", tmp_path)
    guard.until(f"Saved: Annex B: counsel of visit {guard.view.record_number}")
    guard.key("s")
    side.papers["a4"].click()
    assert not form.isVisible()
    drawn(guard)
    assert not clerk.tasks.busy
    assert [each.name for each in tmp_path.glob("*.pdf")] == [f"{guard.view.record_number}-counsel.pdf"]


def test_return_while_the_report_is_made_anew_saves_it_when_it_is_made(qtbot: QtBot, tmp_path: Path) -> None:
    """A marked time makes it anew; it is the new one that is saved."""
    guard = AtReport(qtbot, tmp_path / "home")
    clerk, form = guard.window.recording.clerk, guard.page.form
    before = clerk.made
    guard.key("s")
    guard.type_path(tmp_path / "visit.pdf")
    guard.window.mark_time()
    form.submit()
    assert form.words.text() == "Being made …"
    guard.until("Saved", guard.view.record_number)
    assert clerk.made is not None
    assert clerk.made != before
    assert (tmp_path / "visit.pdf").read_bytes() == clerk.made.pdf


def test_a_report_that_cannot_be_made_anew_says_so_in_the_form(qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing is saved, the path stays, and the next look makes it anew."""
    guard = AtReport(qtbot, tmp_path / "home")
    form, whole = guard.page.form, guard.session.reporting
    guard.session.reporting = NoFont(whole.screens)
    guard.key("s")
    guard.type_path(tmp_path / "visit.pdf")
    guard.window.mark_time()
    form.submit()
    why = "The font of the reports is gone. Install Threshold again."
    guard.bot.waitUntil(lambda: form.words.text() == f"It is not saved. {why}")
    assert guard.page.trouble_strip.words == why
    assert not (tmp_path / "visit.pdf").exists()
    form.submit()
    assert form.words.text() == "The report could not be made."
    guard.session.reporting = whole
    guard.window.mark_time()
    drawn(guard)
    form.submit()
    guard.until("Saved")


# ---- a disk that is slow: a pipe, which is read when somebody writes into it -------------------------------------


def slow(guard: AtReport, folder: Path) -> Path:
    """A file that keeps the report waiting, and a report that waits for it."""
    pipe = folder / "slow.pdf"
    os.mkfifo(pipe)
    guard.key("s")
    guard.type_path(pipe)
    guard.key(RETURN)
    assert guard.page.form.save.text() == "Saving …"
    return pipe


def turns_out_to_be_there(guard: AtReport, pipe: Path) -> None:
    """It is another file."""
    pipe.write_bytes(b"the minutes of another meeting")
    guard.bot.waitUntil(lambda: not guard.window.recording.clerk.tasks.busy)


def test_while_it_is_saved_nothing_in_the_form_can_be_changed(qtbot: QtBot, tmp_path: Path) -> None:
    """So a second press replaces the file that was asked about, and no other one. Esc and F12 work meanwhile."""
    guard = AtReport(qtbot, tmp_path / "home")
    form = guard.page.form
    pipe = slow(guard, tmp_path)
    assert guard.window.focusWidget() is form.path
    QTest.keyClicks(form.path, "x")
    guard.key(RETURN)
    assert form.path.text == str(pipe)
    assert not form.save.isEnabled()
    turns_out_to_be_there(guard, pipe)
    assert form.save.text() == "Replace the file"
    assert form.save.isEnabled()
    QTest.keyClicks(form.path, "x")
    assert form.save.text() == "Save"


def test_what_was_agreed_to_for_one_report_is_not_agreed_to_for_the_next(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """A time is marked while it is saved, or after it was asked: it is asked again."""
    guard = AtReport(qtbot, tmp_path / "home")
    form, there = guard.page.form, tmp_path / "there.pdf"
    pipe = slow(guard, tmp_path)
    guard.window.mark_time()
    turns_out_to_be_there(guard, pipe)
    assert "There is another file called slow.pdf" in form.words.text()
    assert form.save.text() == "Save"
    there.write_bytes(b"a letter")
    guard.type_path(there)
    guard.press_return()
    assert form.save.text() == "Replace the file"
    guard.window.mark_time()
    assert form.save.text() == "Save"
    form.submit()
    guard.bot.waitUntil(lambda: form.save.text() == "Replace the file", timeout=20_000)
    assert there.read_bytes() == b"a letter"


def test_what_became_of_it_is_told_also_where_something_else_is_shown_by_then(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Beside another part, or beside the next report that is looked at; it says which report it was."""
    guard = AtReport(qtbot, tmp_path / "home", counsel=True)
    told = f"Not saved: Report of visit {guard.view.record_number}. There is another file called slow.pdf"
    pipe = slow(guard, tmp_path)
    guard.page.side.parts["counsel"].click()
    guard.page.open_annex.click()
    guard.bot.waitUntil(lambda: guard.window.recording.clerk.made is not None)
    turns_out_to_be_there(guard, pipe)
    assert told in guard.page.side.told.text()
    guard.key("1")
    drawn(guard)
    pipe.unlink()
    pipe = slow(guard, tmp_path)
    guard.key(ESCAPE, ESCAPE)
    assert not guard.sees(guard.page)
    turns_out_to_be_there(guard, pipe)
    guard.key(F7)
    guard.until(told)
