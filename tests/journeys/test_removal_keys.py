"""The emergency keys while a supervisor removes words: a visit begins in one press, and nothing of the removal stays or is done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.test_forget import Remover

F1, F12, ENTER = Qt.Key.Key_F1, Qt.Key.Key_F12, Qt.Key.Key_Return


@pytest.fixture
def remover(qtbot: QtBot, tmp_path: Path) -> Iterator[Remover]:
    """The page is on the screen, a line is chosen and a reason typed."""
    made = Remover(qtbot, tmp_path).begin()
    made.guard.key("1")
    made.type_reason("Order of a court")
    yield made
    made.guard.window.close()


@pytest.mark.parametrize("key", [F1, F12], ids=["F1", "F12"])
@pytest.mark.parametrize("step", ["reason", "confirm"])
def test_a_visit_begins_over_a_removal_in_one_press(remover: Remover, key: Qt.Key, step: str) -> None:
    """From within the reason, and where the second press is asked for."""
    guard = remover.guard
    if step == "confirm":
        guard.key(ENTER)
        assert remover.page.confirms
    guard.key(key)
    assert guard.window.page is not remover.page
    assert guard.view.id != remover.visit
    assert not guard.view.closed
    assert remover.note_is_there()
    assert (remover.page.reason.text, remover.lines(), remover.page.confirms) == ("", [], False)
