"""People who share a PC: signing in, switching, a wrong PIN, a forgotten one; and no visit that ever waits for any of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.events import Actor, VisitOpened
from desktop.core.particulars import VisitTakenOver
from desktop.core.people import PinRefused, SignedOut
from desktop.services.signed import NOBODY
from desktop.ui.page import Page
from tests.ui.guard import I200, Guard
from tests.ui.staff import (
    F6,
    GUARD,
    OTHER,
    PINS,
    SUPERVISOR,
    WRONG,
    events,
    give_pin,
    on_record,
    sign_in,
    sign_out,
    staffed,
    type_pin,
)

F1, F7, F12 = Qt.Key.Key_F1, Qt.Key.Key_F7, Qt.Key.Key_F12
ESC, RETURN = Qt.Key.Key_Escape, Qt.Key.Key_Return


def on(guard: Guard, page: Page) -> bool:
    """This page is on the screen."""
    return guard.window.page is page


def opened_by(guard: Guard) -> Actor:
    """Who began the visit on the screen, as on record."""
    first = guard.session.desk.store.queries.events_of(guard.view.id)[0]
    assert isinstance(first.body, VisitOpened)
    return first.actor


def test_until_people_are_set_up_the_desk_is_as_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    """Who is on duty is chosen from the list, F6 does nothing, nothing locks, nobody is asked for a PIN."""
    guard = Guard(qtbot, tmp_path)
    guard.key(F6)
    guard.window.door.idle.timer.timeout.emit()
    assert on(guard, guard.window.desk)
    assert guard.window.desk.person.isVisible()
    assert not guard.window.desk.sign.isVisible()
    guard.key("r")
    assert on(guard, guard.window.about)


def test_a_guard_signs_in_by_keys_alone_and_acts_under_that_name(qtbot: QtBot, tmp_path: Path) -> None:
    """A new start is locked: F6, a number, the PIN, Enter; the desk is usable and the next visit has the name on it."""
    guard = staffed(Guard(qtbot, tmp_path))
    guard.window.close()
    guard = Guard(qtbot, tmp_path)
    assert on(guard, guard.window.door.locked)
    sign_in(guard, GUARD)
    assert on(guard, guard.window.desk)
    assert guard.window.header.duty.text() == f"Signed in: {GUARD}"
    assert not guard.window.desk.person.isVisible()
    assert guard.window.desk.signed.text() == GUARD
    guard.key("n")
    assert opened_by(guard) == Actor(GUARD, "guard", "pin")


def test_the_next_guard_signs_in_over_the_former_and_takes_the_open_visit_over(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """F6, Switch user: one is signed out and the other in, the visit stays on the screen, one press hands it over with both names."""
    guard = staffed(Guard(qtbot, tmp_path)).walk({"danger": "none"})
    visit = guard.view.id
    guard.key(F6, "2", "2")
    assert guard.window.header.duty.text() == f"Signed in: {SUPERVISOR}"  # until the PIN was right
    give_pin(guard, PINS[GUARD])
    assert guard.view.id == visit
    assert guard.question.step == "visitor"
    assert f"{SUPERVISOR} has this visit." in guard.shown()
    guard.window.recording.holder.target.click()
    guard.settle()
    assert not guard.window.recording.holder.isVisible()
    assert on_record(guard, VisitTakenOver) == [VisitTakenOver(SUPERVISOR)]
    taken = next(event for event in events(guard) if event.kind == "visit_taken_over")
    assert taken.actor == Actor(GUARD, "guard", "pin")
    assert on_record(guard, SignedOut) == [SignedOut(SUPERVISOR, "switched")]


def test_a_visit_that_nobody_signed_in_for_gets_its_name_with_one_press(qtbot: QtBot, tmp_path: Path) -> None:
    """Begun, answered and written without a name; the strip offers to sign in, and then to take over."""
    guard = staffed(Guard(qtbot, tmp_path))
    sign_out(guard)
    guard.walk({"danger": "none"})
    assert opened_by(guard) == NOBODY
    assert "Nobody is signed in." in guard.shown()
    guard.window.recording.nobody.target.click()
    guard.settle()
    guard.key("2")
    give_pin(guard, PINS[GUARD])
    assert guard.question.step == "visitor"
    assert "This visit has no name on it yet." in guard.shown()
    guard.window.recording.holder.target.click()
    guard.settle()
    assert on_record(guard, VisitTakenOver) == [VisitTakenOver("")]


def test_a_wrong_pin_is_told_slowed_and_never_locks_anybody_out(qtbot: QtBot, tmp_path: Path) -> None:
    """In one plain sentence, with the seconds counted down and what to do; each is on record; the right PIN works after the wait."""
    guard = staffed(Guard(qtbot, tmp_path))
    sign_out(guard)
    sign_in(guard, GUARD, WRONG)
    page = guard.window.door.sign_in
    assert page.wrong.words == "That PIN is not right."
    assert guard.shown(page).count("Your supervisor can set a new PIN here.") == 1
    for _ in range(2):
        give_pin(guard, WRONG)
    wait = guard.session.desk.people.wait_s(GUARD)
    assert 0 < wait <= 60
    assert page.wrong.words == f"That PIN is not right. Wait {wait} seconds, then try again."
    assert page.told.text() == "Wait."
    assert [refused.failures for refused in on_record(guard, PinRefused)] == [1, 2, 3]
    give_pin(guard, PINS[GUARD])  # too early: not looked at
    assert on(guard, page)
    assert len(on_record(guard, PinRefused)) == 3
    assert page.told.text() == "Wait."
    guard.clock.set("2026-07-15T12:00:03-04:00")
    guard.window._tick.timeout.emit()
    assert f"Wait {wait - 3} seconds" in page.wrong.words
    guard.clock.set("2026-07-15T12:02:00-04:00")
    guard.window._tick.timeout.emit()
    assert not page.wrong.isVisible()
    assert "Now type your PIN again" in guard.shown()
    give_pin(guard, PINS[GUARD])
    assert on(guard, guard.window.desk)
    assert guard.session.actor == Actor(GUARD, "guard", "pin")


def test_a_guard_changes_the_own_pin_and_sees_no_people(qtbot: QtBot, tmp_path: Path) -> None:
    """The one of now, the new one twice; a guard is not offered the people of the desk."""
    guard = staffed(Guard(qtbot, tmp_path))
    sign_out(guard)
    sign_in(guard, GUARD)
    guard.key(F6, "5")
    assert on(guard, guard.window.door.mine)
    assert "People of this desk" not in guard.shown(guard.window.door.mine)
    guard.key("4")
    for pin in (PINS[GUARD], "123456"):
        type_pin(guard, pin)
        guard.key(RETURN)
    give_pin(guard, "123456")
    assert "A PIN has 6 to 12 digits" in guard.shown()
    for pin in (PINS[GUARD], "730915"):
        type_pin(guard, pin)
        guard.key(RETURN)
    give_pin(guard, "730915")
    assert "Your PIN is changed." in guard.shown()
    sign_out(guard)
    sign_in(guard, GUARD, "730915")
    assert guard.session.person == GUARD


def test_what_is_over_is_shown_after_signing_in_and_then_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    """Report, this record, and a closed visit's row: the sign-in page comes first, and leads to what was asked for."""
    guard = staffed(Guard(qtbot, tmp_path)).walk(I200)
    guard.window.show_desk()
    sign_out(guard)
    guard.key(F7, "2")
    give_pin(guard, PINS[GUARD])
    assert on(guard, guard.window.recording.report)
    guard.window.show_desk()
    guard.settle()
    sign_out(guard)
    guard.key("r", ESC)
    assert on(guard, guard.window.desk)  # Esc goes back, and nothing was shown
    guard.key("r", "2")
    give_pin(guard, PINS[GUARD])
    assert on(guard, guard.window.about)


def test_closed_visits_are_listed_for_who_is_signed_in_only(qtbot: QtBot, tmp_path: Path) -> None:
    """Without a name the desk says that one must sign in to see them."""
    guard = staffed(Guard(qtbot, tmp_path)).walk(I200)
    guard.window.acts.answer(guard.view.changed_at, "left")
    guard.settle()
    assert guard.window.desk.days.isVisible()
    sign_out(guard)
    assert not guard.window.desk.days.isVisible()
    assert "Sign in to see the visits of today." in guard.shown()
    sign_in(guard, GUARD)
    assert guard.window.desk.days.isVisible()


def to_names(guard: Guard) -> None:
    """Who are you?"""
    sign_out(guard)
    guard.key(F6)


def to_pin(guard: Guard) -> None:
    """A PIN, half typed."""
    to_names(guard)
    guard.key("2")
    type_pin(guard, "85")


def to_wait(guard: Guard) -> None:
    """Three wrong PINs."""
    to_names(guard)
    guard.key("2")
    for _ in range(3):
        give_pin(guard, WRONG)


def to_mine(guard: Guard) -> None:
    """What who is signed in can do."""
    guard.key(F6)


def to_own_pin(guard: Guard) -> None:
    """Another PIN for oneself."""
    guard.key(F6, "4")


def to_people(guard: Guard) -> None:
    """The people of the desk."""
    guard.key(F6, "5")


def to_person(guard: Guard) -> None:
    """One of them."""
    guard.key(F6, "5", "2")


def to_new_pin(guard: Guard) -> None:
    """A new PIN for one of them."""
    guard.key(F6, "5", "2", "1")


def to_holds(guard: Guard) -> None:
    """The holds."""
    guard.key(F6, "6")


def to_lifted(guard: Guard) -> None:
    """Those that were lifted."""
    guard.key(F6, "6", "l")


def to_period(guard: Guard) -> None:
    """The retention period, while the record is looked through."""
    guard.key(F6, "6", "r")


def to_locked(guard: Guard) -> None:
    """The locked screen."""
    guard.key(F6, "1")


PAGES = [
    to_names,
    to_pin,
    to_wait,
    to_mine,
    to_own_pin,
    to_people,
    to_person,
    to_new_pin,
    to_holds,
    to_lifted,
    to_period,
    to_locked,
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", [F12, F1, Qt.Key.Key_N], ids=["F12", "F1", "N"])
def test_a_visit_begins_with_one_press_from_every_page_about_people(
    qtbot: QtBot, tmp_path: Path, page: Callable[[Guard], None], key: Qt.Key
) -> None:
    """On record at once, by whoever is signed in or by nobody; no PIN stays in a field."""
    guard = staffed(Guard(qtbot, tmp_path))
    page(guard)
    signed = guard.session.desk.signed.actor
    guard.key(key)
    assert opened_by(guard) == (signed or NOBODY)
    if key == Qt.Key.Key_N:
        assert guard.question.step == "danger"
    else:
        assert guard.outcomes[0] == ("entered_without_consent" if key == F12 else "emergency_do_not_impede")
    assert not any(each.text() for each in guard.window.findChildren(QLineEdit))


def test_in_the_field_of_a_name_the_emergency_keys_work_and_n_is_a_letter(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """As in every field for words; New visit stands beside it."""
    guard = staffed(Guard(qtbot, tmp_path))
    guard.key(F6, "5", "a", "n")
    assert on(guard, guard.window.door.staff)
    guard.key(F12)
    assert guard.outcomes[0] == "entered_without_consent"


def test_a_visit_does_not_wait_for_the_pin_that_is_looked_at(qtbot: QtBot, tmp_path: Path) -> None:
    """F12 while the PIN is tried: the visit begins without a name, and its page stays when the name is known."""
    guard = staffed(Guard(qtbot, tmp_path))
    sign_out(guard)
    guard.key(F6, "2")
    type_pin(guard, PINS[GUARD])
    guard.key(RETURN)
    assert guard.window.door.tasks.busy
    guard.key(F12)
    assert guard.outcomes[0] == "entered_without_consent"
    qtbot.waitUntil(lambda: not guard.window.door.tasks.busy)
    guard.settle()
    assert guard.outcomes[0] == "entered_without_consent"
    assert opened_by(guard) == NOBODY
    assert guard.window.header.duty.text() == f"Signed in: {GUARD}"
    assert guard.window.recording.holder.isVisible()


def test_more_than_ten_people_are_turned_over_like_pages(qtbot: QtBot, tmp_path: Path) -> None:
    """Nine at a time, each with a digit; 0 turns on, and round to the first."""
    guard = staffed(Guard(qtbot, tmp_path))
    names = guard.window.door.sign_in.names
    names.show_people([(f"Guard {number}", "") for number in range(1, 21)])
    seen = []
    for _ in range(4):
        seen.append([target.text() for target in names.targets])
        names.digit("0")
    assert [page[0] for page in seen] == ["Guard 1", "Guard 10", "Guard 19", "Guard 1"]
    assert {len(page) for page in seen} == {10, 3}


def test_no_pin_is_on_record_in_a_log_or_in_a_widget(qtbot: QtBot, tmp_path: Path) -> None:
    """Right and wrong ones, typed in every place: nothing that a person reads or a program keeps holds them."""
    guard = staffed(Guard(qtbot, tmp_path))
    to_wait(guard)
    guard.clock.set("2026-07-15T12:05:00-04:00")
    give_pin(guard, PINS[GUARD])
    typed = {*PINS.values(), WRONG}
    said = repr(events(guard))
    shown = [widget.property("text") for widget in QApplication.allWidgets()]
    shown += [
        widget.accessibleName() + widget.accessibleDescription() for widget in QApplication.allWidgets()
    ]
    guard.window.close()
    logs = "".join(file.read_text("utf-8") for file in tmp_path.rglob("*.log"))
    for pin in typed:
        assert pin not in said
        assert pin not in logs
        assert not any(pin in str(each) for each in shown)


def test_the_only_one_with_a_pin_is_asked_for_the_name_too(qtbot: QtBot, tmp_path: Path) -> None:
    """A number first, as everywhere: it never lands in the PIN. Whoever is not among the names is told what to do."""
    guard = Guard(qtbot, tmp_path)
    guard.session.desk.people.first(SUPERVISOR, PINS[SUPERVISOR])
    guard.window.show_desk()
    guard.settle()
    sign_out(guard)
    guard.key(F6)
    page = guard.window.door.sign_in
    assert [target.text() for target in page.names.targets] == [SUPERVISOR]
    assert "Your name is missing? Your supervisor sets a PIN." in guard.shown()
    guard.key("1")
    assert page.person == SUPERVISOR
    assert page.field.text() == ""
    assert "Your name is missing?" not in guard.shown()
    give_pin(guard, PINS[SUPERVISOR])
    assert guard.session.person == SUPERVISOR


def test_another_guard_is_not_signed_in_by_a_pin_of_somebody_else(qtbot: QtBot, tmp_path: Path) -> None:
    """A PIN belongs to one person."""
    guard = staffed(Guard(qtbot, tmp_path))
    sign_out(guard)
    sign_in(guard, GUARD, PINS[OTHER])
    assert on(guard, guard.window.door.sign_in)
    assert guard.session.person == ""
