"""Walks a case through the window and looks at every screen on the way."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.main_window import MainWindow
from tests.ui.cases import Case
from tests.ui.guard import Guard

Look = Callable[[MainWindow], Iterable[str]]
"""What a person would stumble over in a window, in words."""


def look(guard: Guard, place: str, looks: Sequence[Look]) -> Iterator[str]:
    """Everything on this screen that a person would stumble over."""
    for _ in range(3):  # a new text may ask for a second layout
        QApplication.processEvents()
    for each in looks:
        yield from (f"{place}: {found}" for found in each(guard.window))


def show(guard: Guard, case: Case, looks: Sequence[Look]) -> list[str]:
    """Walk a case through the window; everything that was found on the way."""
    window, found = guard.window, [*look(guard, "desk", looks)]
    guard.key("n")
    while window.view is not None and window.view.shows == "question" and window.view.question is not None:
        question = window.view.question
        found += look(guard, question.step, looks)
        if question.step not in case.facts:
            break
        window.walk.answered.emit(question.address, case.facts[question.step])
        guard.settle()
    for act, value in case.then:
        _act(guard, act, value)
    found += look(guard, "end", looks)
    if window.pages.currentWidget() is window.outcome:
        guard.key(Qt.Key.Key_F2)
        found += look(guard, "something changed", looks)
    window.show_desk()
    guard.settle()
    return [*found, *look(guard, "desk with an open visit", looks)]


def _act(guard: Guard, act: str, value: str) -> None:
    window = guard.window
    if act == "press":
        guard.key(getattr(Qt.Key, f"Key_{value}"))
    elif act == "scope":
        view = guard.view.outcome
        assert view is not None
        assert view.scope is not None
        window.outcome.answered.emit(view.scope.address, value)
    else:
        consult = guard.session.walking.current(guard.view.id).walk.consults[0]
        window.outcome.answered.emit(consult.address, value)
    guard.settle()
