"""What a guard does beside the questions, by keys in the real window: five visits, times, notes, people, calls, a change, a photo."""

import os
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.events import Access
from desktop.core.particulars import (
    CallLogged,
    DetailGiven,
    NoteWritten,
    PhotoKept,
    ShownOnScreen,
    TimeMarked,
    TimeNamed,
    VisitTakenOver,
)
from desktop.ui.targets import Target
from tests.ui.guard import I200, Guard

F3, F4, F5, F8, F11, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (3, 4, 5, 8, 11, 12))
RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


def bodies(guard: Guard, kind: type) -> list[object]:
    """What is on record of this kind, of the newest visit."""
    visit = guard.session.desk.store.queries.all_visits(limit=1)[0].visit
    return [
        event.body
        for event in guard.session.desk.store.queries.events_of(visit)
        if isinstance(event.body, kind)
    ]


def press(guard: Guard, words: str) -> None:
    """Go to the first visible target with these words and press Return on it."""
    found = [
        each
        for each in guard.window.findChildren(Target)
        if each.isVisible() and (words in each.text() or words in each.accessibleName())
    ]
    assert found, f"{words} is not offered"
    found[0].setFocus()
    guard.key(RETURN)


def type_words(guard: Guard, words: str) -> None:
    """Type into the field that has the focus."""
    QTest.keyClicks(QApplication.focusWidget() or guard.window, words)


def submit(guard: Guard) -> None:
    """Ctrl and Return."""
    QTest.keyClick(QApplication.focusWidget() or guard.window, RETURN, Qt.KeyboardModifier.ControlModifier)
    guard.settle()


def test_five_visits_are_open_at_once_and_each_keeps_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    """Row G8: the desk lists them with number, place, time; a digit goes on with one, exactly where it stood."""
    guard = Guard(qtbot, tmp_path)
    stood: dict[str, str] = {}
    for facts in (
        {},
        {"danger": "none"},
        {"danger": "none", "visitor": "federal"},
        I200,
        {"danger": "claimed"},
    ):
        guard.walk(facts)
        view = guard.view
        stood[view.record_number] = (
            view.question.step if view.shows == "question" and view.question else "outcome"
        )
        guard.window.show_desk()
        guard.settle()
    lines = guard.session.desk_view().open
    assert len(lines) == len(set(stood)) == 5
    for place, line in enumerate(lines, 1):
        assert line.record_number in guard.window.desk.resumable[place - 1].text()
        guard.key(str(place))
        view = guard.view
        assert view.record_number == line.record_number
        assert line.record_number in guard.window.header.place.text()
        assert "Visit open" in guard.window.header.open_for.text()
        shown = view.question.step if view.shows == "question" and view.question else "outcome"
        assert shown == stood[line.record_number]
        guard.window.show_desk()
        guard.settle()


def test_one_key_marks_the_time_from_the_desk_and_from_a_visit(qtbot: QtBot, tmp_path: Path) -> None:
    """Row G10: F5 is on record at once; what it was is one more act, or comes later. With no visit open it begins one."""
    guard = Guard(qtbot, tmp_path)
    guard.key(F5)
    assert guard.question.step == "danger"
    (mark,) = bodies(guard, TimeMarked)
    assert mark == TimeMarked("", "seen")
    press(guard, "Arrived")
    named = bodies(guard, TimeNamed)
    assert isinstance(named[0], TimeNamed)
    assert named[0].what == "arrived"
    assert not guard.window.recording.strip.isVisible()
    guard.key(F5)
    guard.key(F3)
    guard.window.recording.written.open_tab("times")
    press(guard, "Went in")
    assert len(bodies(guard, TimeNamed)) == 2


def test_a_note_with_private_words_warns_once_and_keeps_what_the_guard_chose(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Row G23: nothing is written before the guard decides; of the warning only that it was shown is recorded."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    guard.key(F3)
    type_words(guard, "They asked for A123456789 at the door.")
    submit(guard)
    assert bodies(guard, NoteWritten) == []
    assert ShownOnScreen("privacy_warning") in bodies(guard, ShownOnScreen)
    press(guard, "Take it out")
    if not bodies(guard, NoteWritten):
        submit(guard)
    (note,) = bodies(guard, NoteWritten)
    assert isinstance(note, NoteWritten)
    assert "123456789" not in note.text
    assert "[left out]" in note.text
    guard.key(ESCAPE)
    assert guard.question.step == "visitor"


def test_half_typed_words_are_there_again_after_the_program_was_ended(qtbot: QtBot, tmp_path: Path) -> None:
    """Text that was not written down waits in the form, of its own visit and no other."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    guard.key(F3)
    type_words(guard, "A van with no sig")
    guard.key(ESCAPE)
    guard.window.show_desk()
    guard.settle()
    guard.key("n")
    guard.key(F3)
    assert guard.window.recording.written.view is not None
    assert guard.window.recording.written.view.half_typed == {}
    guard.window.close()
    again = Guard(qtbot, tmp_path)
    again.window.desk.resumable[1].click()
    again.settle()
    again.key(F3)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.property("plainText") == "A van with no sig"


def test_an_officer_takes_a_handful_of_keys(qtbot: QtBot, tmp_path: Path) -> None:
    """Rows G11 and G12: agency by its digit, all other lines "not seen" by one key, and it is written."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    guard.key(F3)
    QTest.keyClick(
        QApplication.focusWidget() or guard.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier
    )
    guard.settle()
    guard.key("1", "n", RETURN)
    (given,) = bodies(guard, DetailGiven)
    assert isinstance(given, DetailGiven)
    values = {field.field: field.text or field.code for field in given.fields}
    assert values["agency"] == "ice"
    assert {value for name, value in values.items() if name != "agency"} == {"not_seen"}


def test_calls_are_logged_in_one_press_and_the_next_number_is_marked(qtbot: QtBot, tmp_path: Path) -> None:
    """Row G14, on the page of all numbers and on the outcome."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    press(guard, "No answer")
    (call,) = bodies(guard, CallLogged)
    assert isinstance(call, CallLogged)
    assert call.result == "no_answer"
    assert "Call this one now" in guard.shown()
    guard.key(F8)
    assert guard.window.pages.currentWidget() is guard.window.recording.calls
    guard.key(ESCAPE)
    assert guard.window.pages.currentWidget() is guard.window.outcome


def test_a_changed_answer_shows_what_drops_out_before_anything_is_written(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Row G6: keep it as it was writes nothing; change it keeps both, and what is still reached stays."""
    guard = Guard(qtbot, tmp_path).walk({**I200, "agency_form": "letter", "secret": "no"})
    count = len(guard.session.desk.store.queries.events_of(guard.view.id))
    last = next(line for line in guard.view.outcome.earlier if line.address.endswith("/agency_form"))  # type: ignore[union-attr]
    guard.window.outcome.change.emit(last.seq)
    guard.settle()
    change = guard.window.recording.change
    assert guard.window.pages.currentWidget() is change
    press(guard, "I-200")
    assert "not count any more" in guard.shown(change)
    press(guard, "Keep it as it was")
    assert len(guard.session.desk.store.queries.events_of(guard.view.id)) == count
    guard.window.outcome.change.emit(last.seq)
    guard.settle()
    press(guard, "I-200")
    press(guard, "Change it")
    kinds = [event.kind for event in guard.session.desk.store.queries.events_of(guard.view.id)][count:]
    assert kinds[:2] == ["step_reopened", "step_answered"]


def test_another_guard_takes_over_with_one_press(qtbot: QtBot, tmp_path: Path) -> None:
    """Row G9: both names are on record, earlier answers keep their author, and the strip goes."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    guard.window.show_desk()
    guard.window.desk.person.setCurrentText("Guard 14")
    guard.window.desk.on_duty.emit("Guard 14")
    guard.settle()
    guard.key("1")
    assert guard.window.recording.holder.isVisible()
    press(guard, "I take over now")
    assert bodies(guard, VisitTakenOver) == [VisitTakenOver("Guard 12")]
    assert not guard.window.recording.holder.isVisible()
    assert guard.question.step == "visitor"


def test_the_card_shows_counsels_number_and_nothing_of_the_visit(qtbot: QtBot, tmp_path: Path) -> None:
    """What officers read: neutral words; the visit's number and time are hidden, and that it was shown is on record."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    number = guard.view.record_number
    guard.key(F11)
    shown = guard.shown()
    assert "212-555-0108" in shown
    assert "Our lawyer does." in shown
    assert number not in shown
    assert "I-200" not in shown
    assert ShownOnScreen("officers_card") in bodies(guard, ShownOnScreen)
    guard.key(F11)
    assert guard.window.pages.currentWidget() is guard.window.outcome
    assert number in guard.shown() or number in guard.window.header.place.text()


def test_the_drawings_open_with_one_key_and_are_on_record_as_seen(qtbot: QtBot, tmp_path: Path) -> None:
    """Row G5: from the question of a paper, F4 shows them side by side, and F4 again goes back."""
    guard = Guard(qtbot, tmp_path).walk(
        {key: I200[key] for key in I200 if key not in ("signer", "agency_form")}
    )
    assert guard.question.step == "signer"
    guard.key(F4)
    assert guard.window.pages.currentWidget() is guard.window.recording.compare
    seen = [body for body in bodies(guard, ShownOnScreen) if isinstance(body, ShownOnScreen)]
    assert [body.what for body in seen] == ["specimens"]
    guard.key(F4)
    assert guard.question.step == "signer"


@pytest.mark.parametrize("page", ["question", "write", "calls", "card"])
def test_they_are_going_in_leads_from_every_page_to_the_outcome_and_loses_no_words(
    qtbot: QtBot, tmp_path: Path, page: str
) -> None:
    """What was half typed when F12 was pressed is kept."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    if page != "question":
        guard.key({"write": F3, "calls": F8, "card": F11}[page])
    if page == "write":
        type_words(guard, "He said")
    guard.key(F12)
    assert guard.outcomes == ["entered_without_consent"]
    if page == "write":
        kept = guard.session.desk.store.queries.half_typed(guard.view.id)
        assert kept == {"note": "He said"}
    assert guard.view.record_number in guard.window.header.place.text()


def test_a_photo_of_a_paper_is_kept_as_it_came(qtbot: QtBot, tmp_path: Path) -> None:
    """Row G13: from the dialog's file to the record, hashed before anything decodes it; bytes in are bytes out."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    scan = tmp_path / "scan.png"
    Image.new("L", (60, 80), 200).save(scan)
    guard.key(F3)
    page = guard.window.recording.written
    page.open_tab("papers")
    assert page.view is not None
    page.photo.emit(page.view.papers[0].address, 1, str(scan))
    qtbot.waitUntil(lambda: bool(bodies(guard, PhotoKept)))
    (kept,) = bodies(guard, PhotoKept)
    assert isinstance(kept, PhotoKept)
    assert guard.session.photos.read(kept.id) == scan.read_bytes()
    qtbot.waitUntil(lambda: "image/png" in guard.shown(page))


def test_the_right_scan_is_chosen_by_its_picture_and_digit(qtbot: QtBot, tmp_path: Path) -> None:
    """The newest files of the facility's scan folder, small pictures beside them; a damaged one is listed without."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    Image.new("L", (60, 80), 200).save(folder / "scan.png")
    os.utime(folder / "broken.png", (1, 1))
    guard = Guard(qtbot, tmp_path).walk(I200)
    desk = guard.session.desk
    desk.facility = msgspec.structs.replace(desk.facility, scan_folder=str(folder))
    guard.key(F3)
    page = guard.window.recording.written
    page.open_tab("papers")
    press(guard, "Add a photo or scan")
    qtbot.waitUntil(lambda: any("scan.png" in each.text() for each in page.findChildren(Target)))
    listed = [each.text().split(" · ")[0] for each in page.findChildren(Target) if ".png" in each.text()]
    assert listed == ["scan.png", "broken.png"]
    assert len([each for each in page.findChildren(QLabel) if not each.pixmap().isNull()]) == 1
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), Target))
    guard.key("1")
    qtbot.waitUntil(lambda: bool(bodies(guard, PhotoKept)))
    (kept,) = bodies(guard, PhotoKept)
    assert isinstance(kept, PhotoKept)
    assert guard.session.photos.read(kept.id) == (folder / "scan.png").read_bytes()


def test_a_closed_visit_takes_late_words_and_nothing_else(qtbot: QtBot, tmp_path: Path) -> None:
    """From today's list: a note with its true time of writing; Esc goes back to the desk."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    visit = guard.view.id
    press(guard, "They have left")
    guard.window.desk.open_closed.emit(visit)
    guard.settle()
    assert guard.window.pages.currentWidget() is guard.window.recording.written
    looked = guard.session.desk.store.queries.events_of(visit)[-1]
    assert (looked.body, looked.actor) == (Access("opened"), guard.session.actor)
    type_words(guard, "They left a card.")
    submit(guard)
    note = guard.session.desk.store.queries.events_of(visit)[-1].body
    assert isinstance(note, NoteWritten)
    guard.key(ESCAPE)
    assert guard.window.pages.currentWidget() is guard.window.desk
