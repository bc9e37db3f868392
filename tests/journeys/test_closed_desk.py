"""A site without a key file at the real window: a visit never waits for the passphrase, and goes on where it stood once it was typed."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.core.siding import VisitTakenIn
from desktop.store import siding
from tests.services.closing import WORDS, WRONG, without_key_file
from tests.ui.guard import I200, Guard
from tests.ui.staff import F6, GUARD, on_record, sign_in, staffed

F12, ESC, RETURN = Qt.Key.Key_F12, Qt.Key.Key_Escape, Qt.Key.Key_Return


def closed_site(bot: QtBot, home: Path, people: bool = False) -> None:
    """A record with a visit of yesterday, people where they are wanted, and no key file."""
    guard = Guard(bot, home)
    if people:
        staffed(guard)
    guard.key("n")
    guard.window.close()
    without_key_file(home)


@pytest.fixture
def guard(qtbot: QtBot, tmp_path: Path) -> Guard:
    """At the window of a start at which nobody typed the passphrase."""
    closed_site(qtbot, tmp_path)
    return Guard(qtbot, tmp_path)


def focused(guard: Guard) -> QWidget:
    """What has the focus."""
    return QApplication.focusWidget() or guard.window


def give(guard: Guard, words: str) -> None:
    """Type a passphrase where it is asked for, press Enter, and wait until it was looked at."""
    former, page = guard.window.session, guard.window.door.open_record
    QTest.keyClicks(page.field, words)
    guard.key(RETURN)
    wrong = page.wrong
    guard.bot.waitUntil(lambda: guard.window.session not in (None, former) or bool(wrong.words))
    guard.settle()


def test_the_desk_opens_closed_says_so_and_a_visit_begins_in_one_press(guard: Guard) -> None:
    """The strip says that new visits work; N begins one by nobody; the strip of the visit offers F6."""
    assert guard.session.desk.closed
    desk = guard.window.desk
    assert desk.notice_strip.words == "The record is closed; new visits work as always"
    assert "F6 Open the record" in desk.sign.text()
    assert not desk.resumable
    guard.walk(I200)
    assert guard.outcomes
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert {event.actor.role for event in events} == {"none"}
    assert "record is closed" in guard.shown(guard.window.recording.nobody)


def test_where_nobody_can_be_sealed_to_every_visit_says_not_to_turn_the_pc_off(
    guard: Guard, tmp_path: Path
) -> None:
    """It works all the same, and comes into the record in this very process."""
    guard.window.close()
    for place in (tmp_path / "data" / "record" / "side.json", tmp_path / "keys" / "record-side.json"):
        place.unlink()
    guard = Guard(guard.bot, tmp_path)
    assert guard.window.desk.notice_strip.words == "Do not turn this PC off"
    guard.key("n")
    visit = guard.view.id
    assert "Do not turn this PC off" in guard.shown(guard.window.recording.nobody)
    guard.key(F6)
    give(guard, WORDS)
    assert guard.view.id == visit


def test_once_the_passphrase_is_typed_the_visit_goes_on_at_the_same_question(guard: Guard) -> None:
    """A wrong one is told and the page asks again; then the question, its earlier answers and the whole record are there."""
    guard.walk({"danger": "none"})
    visit, asked = guard.view.id, guard.question.address
    guard.key(F6)
    assert guard.window.page is guard.window.door.open_record
    give(guard, WRONG)
    assert "does not open" in guard.window.door.open_record.wrong.words
    assert guard.window.door.open_record.field.text() == ""
    give(guard, WORDS)
    assert not guard.session.desk.closed
    assert (guard.view.id, guard.question.address) == (visit, asked)
    assert guard.question.last is not None
    assert on_record(guard, VisitTakenIn)
    guard.give("federal")
    assert guard.question.address != asked
    guard.window.show_desk()
    assert len(guard.window.desk.resumable) == 2


def test_half_typed_words_are_kept_over_the_opening(guard: Guard) -> None:
    """A note that is not written down yet stands in its field afterwards."""
    guard.key("n", Qt.Key.Key_F3)
    note = "A blue van stands at the ramp"
    QTest.keyClicks(focused(guard), note)
    visit = guard.view.id
    guard.key(F6)
    give(guard, WORDS)
    assert guard.window.page is guard.window.recording.written
    assert note in guard.session.desk.store.queries.half_typed(visit).values()
    assert note in guard.window.recording.written.drafts.texts.values()


def test_the_emergency_keys_and_a_new_visit_work_while_the_passphrase_is_asked_for(guard: Guard) -> None:
    """F12 on the page opens a visit at once; Esc and N too; nothing that was typed stays in the field."""
    guard.key(F6)
    QTest.keyClicks(guard.window.door.open_record.field, "the umbrella")
    guard.key(F12)
    assert guard.outcomes
    assert guard.window.door.open_record.field.text() == ""
    guard.window.show_desk()
    guard.settle()
    guard.key(F6, ESC, "n")
    assert guard.question.step == "danger"
    guard.key(F6)
    guard.window.door.open_record.start.click()
    guard.settle()
    assert len(guard.session.desk.store.queries.open_visits()) == 3


def test_a_visit_that_begins_while_the_passphrase_is_looked_at_goes_on_too(guard: Guard) -> None:
    """F12 pressed in that second: its visit is on the screen before and after."""
    guard.key(F6)
    former = guard.session
    QTest.keyClicks(guard.window.door.open_record.field, WORDS)
    QTest.keyClick(guard.window, RETURN)
    guard.window.bar.f12.click()
    pressed = guard.window.view
    assert pressed is not None
    guard.bot.waitUntil(lambda: guard.window.session not in (None, former))
    guard.settle()
    assert guard.view.id == pressed.id
    assert guard.outcomes


def test_idle_time_locks_nothing_that_nobody_could_unlock_and_the_report_waits(guard: Guard) -> None:
    """Who cannot type the passphrase still sees the visit at hand; its report asks for the record, and comes once it is open."""
    guard.walk(I200)
    guard.window.door.idle.timer.timeout.emit()
    assert guard.outcomes
    guard.key(Qt.Key.Key_F7)
    assert guard.window.door.open_record.isVisible()
    give(guard, WORDS)
    assert guard.window.recording.report.isVisible()


def test_where_people_sign_in_the_opened_desk_is_locked_and_the_visit_goes_on(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """The passphrase makes nobody a person: earlier answers are hidden until somebody signs in, the question is the same."""
    closed_site(qtbot, tmp_path, people=True)
    guard = Guard(qtbot, tmp_path)
    guard.walk({"danger": "none"})
    visit, asked = guard.view.id, guard.question.address
    guard.key(F6)
    give(guard, WORDS)
    assert guard.session.desk.signed.locked
    assert (guard.view.id, guard.question.address) == (visit, asked)
    sign_in(guard, GUARD)
    assert guard.view.id == visit
    assert guard.question.last is not None


def test_the_desk_without_a_visit_is_the_locked_one_after_the_opening(qtbot: QtBot, tmp_path: Path) -> None:
    closed_site(qtbot, tmp_path, people=True)
    guard = Guard(qtbot, tmp_path)
    guard.key(F6)
    give(guard, WORDS)
    assert guard.window.page is guard.window.door.locked


def test_other_colours_take_the_closed_desk_over_and_it_opens_there(guard: Guard) -> None:
    guard.key("n")
    visit = guard.view.id
    guard.window.show_desk()
    guard.app.set_theme("night")
    guard.settle()
    QApplication.processEvents()
    gc.collect()  # else qtbot would close the window that is gone
    assert guard.session.desk.closed
    guard.key(F6)
    give(guard, WORDS)
    found = guard.session.desk.store.queries.visit(visit)
    guard.window.close()  # qtbot knows the former one only
    assert found is not None


def test_where_the_record_cannot_be_opened_after_all_the_closed_desk_goes_on(
    guard: Guard, tmp_path: Path
) -> None:
    """The passphrase is right and the record damaged: the page says what is wrong, and the visit goes on being saved."""
    guard.walk({"danger": "none"})
    visit = guard.view.id
    record = tmp_path / "data" / "record" / "threshold.db"
    record.write_bytes(b"\0" * record.stat().st_size)
    guard.key(F6)
    give(guard, WORDS)
    assert guard.session.desk.closed
    assert "damaged" in guard.window.door.open_record.wrong.words
    guard.key(ESC)
    assert guard.view.id == visit
    guard.give("federal")
    assert len(guard.session.desk.store.queries.events_of(visit)) == 3
    guard.window.close()
    assert len(siding.waiting(paths.places(tmp_path, {}))) == 1
