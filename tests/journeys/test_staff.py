"""A supervisor keeps the people of a desk at the window, by keys alone; nothing about a role is done by one digit."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.people import PersonAdded, PersonLeft, PinSet
from tests.ui.guard import Guard
from tests.ui.staff import (
    F6,
    GUARD,
    SUPERVISOR,
    events,
    give_pin,
    on_record,
    sign_in,
    sign_out,
    staffed,
    type_pin,
)

ESC, RETURN = Qt.Key.Key_Escape, Qt.Key.Key_Return


def test_a_forgotten_pin_is_set_anew_on_site_by_a_supervisor(qtbot: QtBot, tmp_path: Path) -> None:
    """F6, People, the person, New PIN; the guard types it twice and signs in with it; the former one is no good any more."""
    guard = staffed(Guard(qtbot, tmp_path))
    guard.key(F6, "5", "2", "1")
    type_pin(guard, "604182")
    guard.key(RETURN)
    type_pin(guard, "604181")
    guard.key(RETURN)
    assert "The two PINs are not the same." in guard.shown()
    type_pin(guard, "604182")
    guard.key(RETURN)
    give_pin(guard, "604182")
    assert f"{GUARD} has a new PIN." in guard.shown()
    assert [(body.person, body.why) for body in on_record(guard, PinSet)][-1] == (GUARD, "reset")
    guard.key(ESC)
    sign_out(guard)
    sign_in(guard, GUARD)
    assert "That PIN is not right." in guard.shown()
    give_pin(guard, "604182")
    assert guard.session.person == GUARD


def test_a_person_is_added_moved_and_let_go_by_keys(qtbot: QtBot, tmp_path: Path) -> None:
    """What is not accepted is said under the fields, and the name that was typed stays."""
    guard = staffed(Guard(qtbot, tmp_path))
    staff = guard.window.door.staff
    guard.key(F6, "5", "a")
    QTest.keyClicks(QApplication.focusWidget() or guard.window, GUARD)
    guard.key(RETURN)
    type_pin(guard, "318264")
    guard.key(RETURN)
    give_pin(guard, "318264")
    assert f"{GUARD} is taken, or was once." in guard.shown()
    assert staff.form is not None
    name = staff.form.fields[0]
    assert name.text() == GUARD
    name.setText("Guard 21")
    type_pin(guard, "318264")
    guard.key(RETURN)
    give_pin(guard, "318264")
    assert on_record(guard, PersonAdded)[-1] == PersonAdded("Guard 21", "guard")
    assert "Guard 21 can sign in now." in guard.shown()
    before = len(events(guard))
    guard.key("4", "2")
    assert "Yes, Guard 21 is Supervisor from now on" in [act.text() for act in staff._acts.values()]
    assert len(events(guard)) == before
    guard.key("1")
    assert "Guard 21 has another role now." in guard.shown()
    guard.key("4", "4", "1")
    assert on_record(guard, PersonLeft) == [PersonLeft("Guard 21")]
    assert "Guard 21" not in " ".join(target.text() for target in staff.names.targets)


def test_the_only_supervisor_cannot_go(qtbot: QtBot, tmp_path: Path) -> None:
    """Nor become a guard: nobody could set a PIN any more. It is said in a sentence, and nothing is written."""
    guard = staffed(Guard(qtbot, tmp_path))
    guard.key(F6, "5", "1")
    before = len(events(guard))
    guard.key("2", "1")
    assert f"{SUPERVISOR} is the only supervisor with a PIN." in guard.shown()
    guard.key(ESC, "1", "4", "1")
    assert f"{SUPERVISOR} is the only supervisor with a PIN." in guard.shown()
    assert len(events(guard)) == before


def test_no_single_digit_changes_the_own_role(qtbot: QtBot, tmp_path: Path) -> None:
    """On the own page 1 does nothing; another role is asked about first, and the desk then tells it."""
    guard = staffed(Guard(qtbot, tmp_path))
    guard.session.desk.people.change_role(GUARD, "supervisor")
    for key in "1234567890":
        guard.window.show_desk()
        guard.settle()
        guard.key(F6, "5", "1")
        before = len(events(guard))
        guard.key(key)
        assert len(events(guard)) == before
        assert guard.window.page is guard.window.door.staff
    guard.window.show_desk()
    guard.settle()
    guard.key(F6, "5", "1", "2")
    assert "You will see the people of this desk no longer." in guard.shown()
    guard.key("1")
    assert guard.window.page is guard.window.desk
    assert "You are a guard now." in guard.shown()
    assert guard.session.desk.people.everyone()[0].role != "supervisor"


def test_a_visit_does_not_wait_for_a_pin_that_is_made(qtbot: QtBot, tmp_path: Path) -> None:
    """N while the new PIN is worked on: the visit begins at once, the PIN is set all the same, and nothing comes over the question."""
    guard = staffed(Guard(qtbot, tmp_path))
    door = guard.window.door
    guard.key(F6, "5", "2", "1")
    for _ in range(2):
        type_pin(guard, "604182")
        guard.key(RETURN)
    assert door.tasks.busy
    assert door.staff.form is not None
    assert door.staff.form.submit.text() == "Please wait"
    guard.key(RETURN)
    guard.window.door.staff.new_visit.emit()
    guard.settle()
    assert guard.question.step == "danger"
    qtbot.waitUntil(lambda: not door.tasks.busy)
    guard.settle()
    assert guard.question.step == "danger"
    assert [(body.person, body.why) for body in on_record(guard, PinSet)][-1] == (GUARD, "reset")
    assert len(on_record(guard, PinSet)) == 4, "handed in once"


def test_who_signs_out_while_a_pin_is_made_has_not_set_it(qtbot: QtBot, tmp_path: Path) -> None:
    """Nobody else has set it either: the PIN of before goes on."""
    guard = staffed(Guard(qtbot, tmp_path))
    door = guard.window.door
    guard.key(F6, "5", "2", "1")
    for _ in range(2):
        type_pin(guard, "604182")
        guard.key(RETURN)
    door.lock("locked")
    before = len(on_record(guard, PinSet))
    qtbot.waitUntil(lambda: not door.tasks.busy)
    guard.settle()
    assert guard.window.page is door.locked
    assert len(on_record(guard, PinSet)) == before
