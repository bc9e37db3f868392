"""The emergency keys where they are least expected: over an open list, and for officers whose visit is open already."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from desktop.ui.targets import Target
from tests.ui.guard import I200, Guard

F12 = Qt.Key.Key_F12


def test_f12_works_while_a_list_is_open(qtbot: QtBot, tmp_path: Path) -> None:
    """Somebody was about to choose who is on duty when they walked in: one press is enough."""
    guard = Guard(qtbot, tmp_path)
    people = guard.window.desk.findChild(QComboBox)
    assert people is not None
    people.showPopup()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QTest.keyClick(people.view(), F12)
    guard.settle()
    assert guard.outcomes == ["entered_without_consent"]
    assert QApplication.activePopupWidget() is None


def test_a_visit_that_f12_began_is_joined_to_the_open_one_with_one_press(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Both records stay as they were made; the open visit is on the screen again, and the other is told to be part of it."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    first = guard.view.id
    guard.window.show_desk()
    guard.key(F12)
    second = guard.view.id
    assert second != first
    same = next(
        each for each in guard.window.outcome.findChildren(Target) if each.text().startswith("Same visit")
    )
    same.click()
    guard.settle()
    assert guard.view.id == first
    assert guard.outcomes == ["entered_without_consent"]
    line = guard.session.desk.store.queries.visit(second)
    assert line is not None
    assert (line.status, line.joined_into) == ("joined", first)
    assert [line.id for line in guard.session.desk_view().open] == [first]
