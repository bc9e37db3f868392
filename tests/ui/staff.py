"""People who sign in at the real window: two guards and a supervisor, their PINs, and the keys that they press."""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.events import Event
from tests.ui.guard import Guard

SUPERVISOR, GUARD, OTHER = "Supervisor 3", "Guard 12", "Guard 14"
PINS = {SUPERVISOR: "493817", GUARD: "850264", OTHER: "271908"}
NUMBERS = {person: str(number) for number, person in enumerate(PINS, 1)}
WRONG = "135790"
F6 = Qt.Key.Key_F6

_B = TypeVar("_B")


def staffed(guard: Guard) -> Guard:
    """Set people up, as a supervisor who is signed in; the desk is shown."""
    people = guard.session.desk.people
    people.first(SUPERVISOR, PINS[SUPERVISOR])
    for person in (GUARD, OTHER):
        people.add(person, "guard", PINS[person])
    guard.window.show_desk()
    guard.settle()
    return guard


def type_pin(guard: Guard, pin: str) -> None:
    """Type digits into what has the focus."""
    for digit in pin:
        QTest.keyClick(QApplication.focusWidget() or guard.window, Qt.Key(ord(digit)))


def give_pin(guard: Guard, pin: str) -> None:
    """Type a PIN, press Enter, and wait until it was looked at."""
    type_pin(guard, pin)
    guard.key(Qt.Key.Key_Return)
    guard.bot.waitUntil(lambda: not guard.window.door.tasks.busy)
    guard.settle()


def sign_in(guard: Guard, person: str, pin: str = "") -> None:
    """From any page where nobody is signed in: F6, the number of the person, the PIN, Enter."""
    guard.key(F6, NUMBERS[person])
    give_pin(guard, pin or PINS[person])


def sign_out(guard: Guard) -> None:
    """Nobody is signed in; the desk is on the screen."""
    guard.key(F6, "3")


def on_record(guard: Guard, kind: type[_B]) -> list[_B]:
    """The bodies of this kind on record, oldest first."""
    return [event.body for event in events(guard) if isinstance(event.body, kind)]


def events(guard: Guard) -> list[Event]:
    """All events on record."""
    desk = guard.session.desk
    found = (desk.store.queries.event(seq) for seq in range(1, desk.store.journal.head()[0] + 1))
    return [event for event in found if event is not None]


def heard(window: QWidget) -> str:
    """All that a screen reader can come to: names, descriptions and values of what is not hidden, joined."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    return " | ".join(_said(root))


def _said(interface: QAccessibleInterface) -> Iterator[str]:
    if interface.state().invisible:
        return
    for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
        if words := interface.text(kind).strip():
            yield words
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None:
            yield from _said(child)
