"""Which key presses count: decided by the events alone, so the same on a slow and on a fast PC."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.gate import BURST_MS, Gate


def press(key: str, at_ms: int = 0, repeat: bool = False, up: bool = False) -> QKeyEvent:
    """A key event at a time in ms (0: the platform gives none)."""
    kind = QEvent.Type.KeyRelease if up else QEvent.Type.KeyPress
    event = QKeyEvent(kind, ord(key), Qt.KeyboardModifier.NoModifier, key, repeat)
    event.setTimestamp(at_ms)
    return event


def test_nothing_counts_before_the_page_was_painted() -> None:
    """A page on its way to the screen takes no key; once painted it does."""
    gate = Gate()
    assert not gate.press(press("1"))
    gate.release(press("1", up=True))
    gate.open()
    assert gate.press(press("1"))
    gate.close()
    gate.release(press("1", up=True))
    assert not gate.press(press("1"))


def test_a_key_that_was_not_up_does_not_count_again() -> None:
    """Neither as a repeat that the system marks, nor as one that it does not."""
    gate = Gate()
    gate.open()
    assert gate.press(press("1"))
    assert not gate.press(press("1", repeat=True))
    gate.release(press("1", repeat=True, up=True))
    assert not gate.press(press("1"))
    gate.release(press("1", up=True))
    assert gate.press(press("1"))


def test_a_scanner_types_one_answer_at_most() -> None:
    """Its characters come faster than anybody reads; the first may count, none of the others, nor its Return."""
    gate = Gate()
    gate.open()
    at_ms, counted = 1000, 0
    for key in "4471\r":
        counted += gate.press(press(key, at_ms))
        gate.release(press(key, at_ms + 2, up=True))
        at_ms += 12
    assert counted == 1
    assert gate.press(press("1", at_ms + BURST_MS))


def test_releases_that_went_to_another_window_are_not_waited_for() -> None:
    """After the window lost the keyboard every key counts as up."""
    gate = Gate()
    gate.open()
    assert gate.press(press("1"))
    gate.forget()
    assert gate.press(press("1"))
