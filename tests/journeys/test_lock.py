"""The locked screen: by hand, by idle time and after a start; nothing from before is seen, and everything can be begun and gone on with."""

import gc
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.events import StepAnswered
from desktop.core.people import SignedOut
from desktop.services.signed import NOBODY
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import NIGHT
from tests.ui.guard import I200, Guard
from tests.ui.staff import (
    F6,
    GUARD,
    NUMBERS,
    PINS,
    SUPERVISOR,
    events,
    give_pin,
    heard,
    on_record,
    sign_in,
    staffed,
)

F3, F5, F9, F12 = Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F9, Qt.Key.Key_F12
CTRL = Qt.KeyboardModifier.ControlModifier
NOTE = "They asked for the teacher of room four"
HALF = "and then they wen"


def lock(guard: Guard) -> None:
    """F6, then Return: two keys."""
    guard.key(F6, Qt.Key.Key_Return)


def idle(guard: Guard) -> None:
    """The idle time has passed, without waiting for it."""
    guard.window.door.idle.timer.timeout.emit()
    guard.settle()


def locked(guard: Guard) -> bool:
    """The locked screen is shown."""
    return guard.window.page is guard.window.door.locked


def answers(guard: Guard) -> list[str]:
    """The answers that the visit on the screen tells."""
    question = guard.view.question
    return [] if question is None else [line.answer for line in question.earlier]


def type_words(guard: Guard, words: str) -> None:
    """Type into what has the focus."""
    QTest.keyClicks(QApplication.focusWidget() or guard.window, words)


def write_note(guard: Guard, words: str) -> None:
    """A note, written down."""
    guard.key(F3)
    type_words(guard, words)
    QTest.keyClick(QApplication.focusWidget() or guard.window, Qt.Key.Key_Return, CTRL)
    guard.settle()


def test_two_keys_lock_and_nothing_but_number_and_time_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    """On the screen and for a screen reader: no answer, note, name or post of a visit; the way on is told."""
    guard = staffed(Guard(qtbot, tmp_path)).walk(I200)
    number = guard.view.record_number
    write_note(guard, NOTE)
    type_words(guard, HALF)
    lock(guard)
    said = heard(guard.window)
    assert locked(guard)
    assert "Locked. F12, F1 and New visit work." in said
    assert guard.session.desk.facility.name in said
    assert f"Go on with visit {number}, begun 12:00" in said
    for hidden in (NOTE, HALF, SUPERVISOR, guard.session.post, "Administrative", "Federal"):
        assert hidden not in said
    assert on_record(guard, SignedOut) == [SignedOut(SUPERVISOR, "locked")]
    guard.key(F6)  # who can sign in is no secret
    assert NOTE not in heard(guard.window)


def test_an_open_visit_is_gone_on_with_without_a_pin_and_tells_nothing_from_before(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """It stands first and has the focus; what is answered from then on has no name, and can be seen and taken back."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none", "visitor": "federal"})
    visit = guard.view.id
    write_note(guard, NOTE)
    lock(guard)
    guard.key(Qt.Key.Key_Return)
    assert "Answers and notes before are hidden." in guard.shown()
    assert guard.view.id == visit
    assert guard.question.step == "purpose"
    assert answers(guard) == []
    guard.give(["enter"])
    assert answers(guard) == ["Come in or search"]
    guard.key(F3)
    assert NOTE not in heard(guard.window)
    answered = [event for event in events(guard) if isinstance(event.body, StepAnswered)][-1]
    assert answered.actor == NOBODY
    sign_in(guard, GUARD)
    assert NOTE in guard.shown()
    assert len(answers(guard)) == 3


def test_nobody_at_the_pc_for_a_while_locks_it(qtbot: QtBot, tmp_path: Path) -> None:
    """The time begins anew with a key; over a visit it is three times as long; nobody is asked anything."""
    guard = staffed(Guard(qtbot, tmp_path))
    waits = guard.window.door.idle.timer
    minute = 60_000
    assert waits.interval() == 5 * minute
    waits.stop()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        shift = QKeyEvent(kind, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(guard.window.windowHandle(), shift)
    assert waits.isActive()
    guard.key("n")
    assert waits.interval() == 15 * minute
    guard.window.show_desk()
    guard.settle()
    assert waits.interval() == 5 * minute
    idle(guard)
    assert locked(guard)
    assert on_record(guard, SignedOut) == [SignedOut(SUPERVISOR, "idle")]


def test_a_walk_that_was_on_the_screen_is_one_key_away_after_the_idle_time(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Return goes on with it; F12 on the locked screen is about this visit, and begins no other."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    visit = guard.view.id
    idle(guard)
    assert guard.window.focusWidget() is guard.window.door.locked.resumable[0]
    guard.key(Qt.Key.Key_Return)
    assert guard.view.id == visit
    assert guard.question.step == "visitor"
    idle(guard)
    assert locked(guard)
    guard.key(F12)
    assert guard.view.id == visit
    assert guard.outcomes[0] == "entered_without_consent"


def test_where_no_visit_was_on_the_screen_return_begins_a_new_one(qtbot: QtBot, tmp_path: Path) -> None:
    """It stands first, also above an open visit; a visit of another day has its day, and is never what Return goes on with."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    visit, number = guard.view.id, guard.view.record_number
    page = guard.window.door.locked
    guard.clock.set("2026-07-16T00:30:00-04:00")
    lock(guard)
    assert page.resumable[0].text() == f"Go on with visit {number}, begun July 15, 2026, 12:00"
    assert guard.window.focusWidget() is page.start
    assert page.start.y() < page.resumable[0].y() < page.sign_in.y()
    guard.key(Qt.Key.Key_Return)
    assert guard.view.id != visit
    guard.clock.set("2026-07-16T00:31:00-04:00")
    guard.window.show_desk()
    guard.settle()
    sign_in(guard, GUARD)
    guard.window.show_desk()
    guard.settle()
    lock(guard)
    assert guard.window.focusWidget() is page.start


def test_on_a_low_screen_the_strip_leaves_the_outcome_its_room(qtbot: QtBot, tmp_path: Path) -> None:
    """After F12 on the locked screen, at 1280x720: one line that names F6, and nothing scrolls."""
    guard = staffed(Guard(qtbot, tmp_path, size=(1280, 720)))
    lock(guard)
    guard.key(F12)
    QApplication.processEvents()
    strip = guard.window.recording.nobody
    assert "F6: sign in." in strip.accessibleName()
    assert strip.isVisible()
    assert not strip.target.isVisible()
    assert guard.window.outcome.columns.fits()


def test_what_was_answered_on_a_locked_screen_is_hidden_again_after_the_idle_time(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Whoever went on without a PIN went away: the next one sees nothing of it."""
    guard = staffed(Guard(qtbot, tmp_path))
    lock(guard)
    guard.walk({"danger": "none", "visitor": "federal"})
    assert len(answers(guard)) == 2
    idle(guard)
    guard.key(Qt.Key.Key_Return)
    assert answers(guard) == []


def test_a_new_start_is_locked_too(qtbot: QtBot, tmp_path: Path) -> None:
    """Ending the program unlocks nothing."""
    guard = staffed(Guard(qtbot, tmp_path)).walk(I200)
    write_note(guard, NOTE)
    guard.window.close()
    guard = Guard(qtbot, tmp_path)
    assert locked(guard)
    guard.key("1", F3)
    assert NOTE not in heard(guard.window)


def test_half_typed_words_are_kept_for_who_signs_in(qtbot: QtBot, tmp_path: Path) -> None:
    """Whoever writes meanwhile neither sees nor overwrites them; both are there in the end."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    guard.key(F3)
    type_words(guard, HALF)
    lock(guard)
    guard.key("1", F3)
    assert HALF not in heard(guard.window)
    type_words(guard, "A second car")
    sign_in(guard, GUARD)
    kept = guard.session.desk.store.queries.half_typed(guard.view.id)
    assert kept == {"note": f"{HALF}\nA second car"}
    assert HALF in heard(guard.window)


def test_a_note_that_is_written_on_a_locked_screen_leaves_the_half_typed_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Each is a note of its own."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    guard.key(F3)
    type_words(guard, HALF)
    lock(guard)
    guard.key("1")
    write_note(guard, NOTE)
    sign_in(guard, SUPERVISOR)
    assert NOTE in guard.shown()
    assert guard.session.desk.store.queries.half_typed(guard.view.id) == {"note": HALF}


def test_the_covered_screen_is_locked_under_its_cover(qtbot: QtBot, tmp_path: Path) -> None:
    """F9 uncovers the locked screen; while it is covered F6 asks nobody."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    guard.key(F9, F6)
    assert guard.window.page is guard.window.cover
    idle(guard)
    guard.key(F9)
    assert locked(guard)
    assert not guard.window.recording.holder.isVisible()


def test_officers_card_and_time_now_on_a_locked_screen(qtbot: QtBot, tmp_path: Path) -> None:
    """The lock takes the card away and the header comes back; F5 marks the time of the visit that was on the screen."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    visit = guard.view.id
    guard.key(Qt.Key.Key_F11)
    idle(guard)
    assert not guard.window.header.covered
    guard.key(F5)
    assert guard.view.id == visit
    assert [event.kind for event in events(guard)][-1] == "time_marked"


def test_other_colours_unlock_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """The window in night colours goes on with the same locked desk, and who signs in there is signed in."""
    guard = staffed(Guard(qtbot, tmp_path)).walk(I200)
    lock(guard)
    guard.app.set_theme("night")
    guard.settle()
    QApplication.processEvents()
    gc.collect()  # else qtbot would close the window that is gone
    assert guard.window.door.locked.theme is NIGHT
    assert locked(guard)
    sign_in(guard, GUARD)
    person = guard.session.person
    guard.window.close()  # qtbot knows the former one only
    assert person == GUARD


def test_it_decides_how_long_the_idle_time_is(qtbot: QtBot, tmp_path: Path) -> None:
    """`idle_lock_minutes` in managed.toml; 0 is never."""
    (tmp_path / "config").mkdir()
    for minutes in (0, 2):
        (tmp_path / "config" / "managed.toml").write_text(f"idle_lock_minutes = {minutes}\n", "utf-8")
        guard = Guard(qtbot, tmp_path)
        timer = guard.window.door.idle.timer
        assert timer.isActive() == bool(minutes)
        assert timer.interval() == minutes * 60_000
        guard.window.close()


def test_a_pin_that_is_right_after_the_window_was_closed_signs_nobody_in(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """What is looked at while the window closes ends first; the next start is locked."""
    guard = staffed(Guard(qtbot, tmp_path))
    lock(guard)
    guard.key(F6, NUMBERS[GUARD])
    type_words(guard, PINS[GUARD])
    guard.key(Qt.Key.Key_Return)
    window: MainWindow = guard.window
    window.close()
    guard = Guard(qtbot, tmp_path)
    assert locked(guard)
    guard.key(F6, NUMBERS[GUARD])
    give_pin(guard, PINS[GUARD])
    assert guard.session.person == GUARD
