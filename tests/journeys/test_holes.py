"""What somebody who wants the record to be wrong would try in the window: words in another visit, a cover that slips, false ticks."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.events import StepAnswered
from desktop.core.particulars import CallLogged, PhotoKept
from tests.journeys.test_beside_the_walk import press, type_words
from tests.ui.guard import I200, Guard

F3, F5, F8, F9, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (3, 5, 8, 9, 12))
RETURN = Qt.Key.Key_Return


def scan(folder: Path) -> Path:
    """A scan of a paper."""
    path = folder / "scan.png"
    Image.new("L", (60, 80), 200).save(path)
    return path


def test_words_of_a_call_stay_with_their_visit(qtbot: QtBot, tmp_path: Path) -> None:
    """Typed in one visit and not written down: the next visit's form is empty, and they wait in their own."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    first = guard.view.id
    guard.key(F8)
    press(guard, "They told me")
    type_words(guard, "Secret of the first")
    guard.window.show_desk()
    guard.settle()
    guard.walk({"danger": "none"})
    guard.key(F8)
    assert guard.window.recording.calls.calls.form.isHidden()
    press(guard, "They told me")
    assert "Secret" not in guard.window.recording.calls.calls.form.field.text
    queries = guard.session.desk.store.queries
    assert queries.half_typed(first) == {"call/supervisor": "Secret of the first"}
    assert queries.half_typed(guard.view.id) == {}


def test_return_twice_after_no_answer_logs_one_call(qtbot: QtBot, tmp_path: Path) -> None:
    """The focus never rests where a hurried second press would say something false."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    press(guard, "No answer")
    guard.key(RETURN)
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert [event.body.result for event in events if isinstance(event.body, CallLogged)] == ["no_answer"]


def test_reading_why_presses_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """Why this result, and Return once more: nothing was answered, no key was pressed."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    before = guard.session.desk.store.journal.head()
    press(guard, "Why this result")
    guard.key(RETURN)
    assert guard.session.desk.store.journal.head() == before
    assert guard.outcomes == ["refuse_administrative_paper"]


def test_counsels_word_never_lies_under_a_hurried_return_or_digit(qtbot: QtBot, tmp_path: Path) -> None:
    """At counsel's question Return presses nothing; on a hold no digit is counsel's word before counsel was reached."""
    facts = {**I200, "paper_top": "court_federal", "signer": "judge", "title": "order", "secret": "no"}
    guard = Guard(qtbot, tmp_path).walk({key: value for key, value in facts.items() if key != "agency_form"})
    assert guard.outcomes == ["hold_for_counsel"]
    before = guard.session.desk.store.journal.head()
    guard.key("1", "2", "3", "4", RETURN)
    assert guard.session.desk.store.journal.head() == before
    press(guard, "Reached")
    press(guard, "Counsel says no")
    assert guard.outcomes == ["counsel_declined_access"]


def test_what_lands_behind_the_cover_is_not_seen_before_it_goes(qtbot: QtBot, tmp_path: Path) -> None:
    """F9 while a photo is being kept: header and strips stay hidden when it is on record, and show it afterwards."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    number = guard.view.record_number
    guard.key(F3)
    page = guard.window.recording.written
    page.open_tab("papers")
    assert page.view is not None
    page.photo.emit(page.view.papers[0].address, 1, str(scan(tmp_path)))
    guard.key(F9)
    visit = guard.view.id

    def kept() -> bool:
        events = guard.session.desk.store.queries.events_of(visit)
        return any(isinstance(event.body, PhotoKept) for event in events)

    qtbot.waitUntil(kept)
    QApplication.processEvents()
    assert number not in guard.shown()
    assert not guard.window.header.place.isVisible()
    guard.key(F9)
    assert number in guard.window.header.place.text()


def test_a_photo_that_is_being_kept_when_the_window_closes_is_on_record(qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing that was handed over is dropped."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    visit = guard.view.id
    guard.key(F3)
    page = guard.window.recording.written
    assert page.view is not None
    page.photo.emit(page.view.papers[0].address, 1, str(scan(tmp_path)))
    guard.window.close()
    again = Guard(qtbot, tmp_path)
    events = again.session.desk.store.queries.events_of(visit)
    assert any(isinstance(event.body, PhotoKept) for event in events)


def test_a_photo_that_cannot_be_kept_is_told_on_whatever_page_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    """The guard has gone on; the words do not vanish with the page that asked, and notes can still be written."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    guard.key(F3)
    page = guard.window.recording.written
    assert page.view is not None
    page.open_tab("papers")
    page.photo.emit(page.view.papers[0].address, 1, str(tmp_path / "gone.png"))
    guard.key(Qt.Key.Key_Escape)
    strip = guard.window.outcome.trouble_strip
    qtbot.waitUntil(lambda: bool(strip.words))
    assert "NOT SAVED: the photo" in strip.words
    guard.key(F3)
    page.open_tab("note")
    type_words(guard, "They wait.")
    QTest.keyClick(QApplication.focusWidget() or guard.window, RETURN, Qt.KeyboardModifier.ControlModifier)
    guard.settle()
    assert page.view.notes


def test_a_time_that_is_not_saved_selects_no_visit(qtbot: QtBot, tmp_path: Path) -> None:
    """F5 at the desk while the record is locked: the next F12 begins a visit of its own."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    guard.window.show_desk()
    guard.settle()
    other = guard.session.desk.store.maintenance()
    other.execute("BEGIN IMMEDIATE")
    QTest.keyClick(guard.window, F5)
    assert "NOT SAVED" in guard.window.desk.trouble_strip.words
    other.execute("ROLLBACK")
    other.close()
    assert guard.session.visit is None
    guard.key(F12)
    assert len(guard.session.desk.store.queries.open_visits()) == 2


def test_closing_a_visit_tells_of_words_that_wait(qtbot: QtBot, tmp_path: Path) -> None:
    """The desk never says that all is saved where something is not written down yet."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    guard.key(F3)
    type_words(guard, "A van")
    guard.key(Qt.Key.Key_Escape)
    press(guard, "They have left")
    assert "not written down yet" in guard.window.desk.note.words
    before = guard.session.desk.store.journal.head()
    guard.key(RETURN)
    assert guard.session.desk.store.journal.head() == before


@pytest.mark.parametrize("marked", [["enter"], ["enter", "records"]])
def test_what_is_marked_stays_marked_when_something_else_is_written(
    qtbot: QtBot, tmp_path: Path, marked: list[str]
) -> None:
    """Naming a time shows the visit anew; the answers chosen so far are still chosen."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none", "visitor": "federal"})
    guard.key(F5)
    keys = {choice.value: choice.key for choice in guard.question.choices}
    guard.key(*(keys[value] for value in marked))
    press(guard, "Arrived")
    guard.key(RETURN) if QApplication.focusWidget() is None else press(guard, "Continue")
    answers = [
        event.body
        for event in guard.session.desk.store.queries.events_of(guard.view.id)
        if isinstance(event.body, StepAnswered) and event.body.step == "purpose"
    ]
    assert [answer.value for answer in answers] == [marked]
