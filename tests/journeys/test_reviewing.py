"""Two people and one visit, by keys alone: written, returned, answered, seen to its end, approved, added to and printed."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.events import Access
from desktop.core.review_events import REVIEWS, AddendumWritten, VisitApproved, VisitReturned, VisitSubmitted
from desktop.services.verifying import verify
from tests.ui.guard import I200, Guard
from tests.ui.reporting import FilePrinters
from tests.ui.reviews import COMMENT, Hands
from tests.ui.showing import drawn
from tests.ui.staff import F6, GUARD, NUMBERS, PINS, SUPERVISOR, give_pin, on_record, sign_in, staffed

ESC, RETURN, F2, F3 = Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_F3
ALT = Qt.KeyboardModifier.AltModifier


def switch(guard: Guard, person: str) -> None:
    """F6, Switch user, the number of the person, the PIN."""
    guard.key(F6, "2", NUMBERS[person])
    give_pin(guard, PINS[person])


def to_list(guard: Guard) -> None:
    """Tab from where the desk begins to the list of visits."""
    days = guard.window.desk.days
    for _ in range(12):
        if QApplication.focusWidget() is days:
            return
        guard.key(Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes to the list")


def writes(hands: Hands) -> None:
    """A guard signs in, walks a visit to its outcome, writes a note and closes it."""
    guard = hands.guard
    guard.key(F6, "3")
    sign_in(guard, GUARD)
    guard.walk(I200)
    guard.key(F3)
    hands.type("They asked for the yard gate.")
    hands.hand_on()
    guard.key(ESC, F2)
    guard.give("left")
    assert "is closed. All of it is saved." in hands.told()


def returns(hands: Hands) -> None:
    """A supervisor is told that a visit waits, reads it and returns it with a comment."""
    switch(hands.guard, SUPERVISOR)
    assert "1 to review" in hands.told()
    hands.look()
    hands.guard.key("r")
    hands.type(COMMENT)
    hands.hand_on()
    hands.guard.key(ESC)
    assert hands.guard.window.page is hands.guard.window.desk


def answers(hands: Hands) -> None:
    """The guard is told of it at the desk, opens the visit, writes what is missing and hands it in again."""
    guard = hands.guard
    switch(guard, GUARD)
    assert f"was returned: “{COMMENT}”" in hands.told()
    to_list(guard)
    guard.key(RETURN)
    assert f"Returned by {SUPERVISOR}" in hands.told()
    hands.type("The janitor opened the yard gate before they came.")
    hands.hand_on()
    hands.press(Qt.Key.Key_H, ALT)
    hands.type("See my note about the janitor.")
    hands.hand_on()
    assert "✓ Handed in again." in hands.told()
    guard.key(ESC)
    assert COMMENT not in hands.told()


def approves(hands: Hands, folder: Path) -> None:
    """The supervisor sees the report to its end, approves it, adds an addendum and prints."""
    guard = hands.guard
    switch(guard, SUPERVISOR)
    hands.look().see_all()
    guard.key("a", "1")
    assert "is approved. Nothing in it changes any more." in hands.told()
    hands.drawn()
    guard.key("d")
    hands.type("The head of school called the precinct at noon.")
    hands.hand_on()
    assert "Choose first how you know it." in hands.told()
    guard.key("1")
    hands.hand_on()
    hands.drawn()
    guard.window.recording.clerk.printers = FilePrinters(folder)
    guard.key("p")
    drawn(guard)
    guard.key("p")
    told = guard.window.recording.report.side.told
    guard.bot.waitUntil(lambda: "Sent to Front desk" in told.text(), timeout=30_000)


def test_one_person_writes_a_visit_and_another_approves_it(qtbot: QtBot, tmp_path: Path) -> None:
    """What each of them is told on the way, and what is on record at the end, under whose name."""
    guard = staffed(Guard(qtbot, tmp_path))
    hands = Hands(guard)
    writes(hands)
    returns(hands)
    answers(hands)
    approves(hands, tmp_path)
    assert [each.comment for each in on_record(guard, VisitReturned)] == [COMMENT]
    assert [each.comment for each in on_record(guard, VisitSubmitted)] == ["See my note about the janitor."]
    assert [each.exception for each in on_record(guard, VisitApproved)] == [""]
    assert [each.number for each in on_record(guard, AddendumWritten)] == [1]
    assert "printed" in {each.what for each in on_record(guard, Access)}
    session = guard.session
    (line,) = session.desk.store.queries.all_visits()
    events = session.desk.store.queries.events_of(line.visit)
    reviewed = [(each.kind, each.actor.person, each.actor.how) for each in events if each.kind in REVIEWS]
    assert reviewed == [
        ("visit_returned", SUPERVISOR, "pin"),
        ("visit_submitted", GUARD, "pin"),
        ("visit_approved", SUPERVISOR, "pin"),
        ("addendum_written", SUPERVISOR, "pin"),
    ]
    review = session.reviewing.review_of(line.visit)
    assert (review.authors, review.illegal, review.late) == ((GUARD,), (), ())
    assert verify(session.walking).ok
    guard.window.close()
