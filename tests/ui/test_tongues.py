"""The window in a language that is 40 % longer, and in one that is read from right to left: nothing is cut anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.theme import LIGHT
from tests.ui.cases import CASES
from tests.ui.looking import clipped, out_of_sight, sideways
from tests.ui.part import share
from tests.ui.pseudo import PseudoGuard, PseudoTranslator, Script, pseudo
from tests.ui.showing import show, show_beside, show_people

WAYS: dict[Script, Qt.LayoutDirection] = {
    "accented": Qt.LayoutDirection.LeftToRight,
    "hebrew": Qt.LayoutDirection.RightToLeft,
}
SIZES = [(1366, 768), (1280, 720), (683, 384)]
SEEN = list(product(WAYS, SIZES))
SHOWN = ["i200", "escort_within_warrant", "several", "hold_not_reached"]


@contextmanager
def speaking(script: Script) -> Iterator[None]:
    """The whole program in an invented language."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    translator, former = PseudoTranslator(script), app.layoutDirection()
    app.installTranslator(translator)
    app.setLayoutDirection(WAYS[script])
    try:
        yield
    finally:
        app.removeTranslator(translator)
        app.setLayoutDirection(former)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("script", WAYS)
def test_nothing_is_cut_in_a_longer_language(
    qtbot: QtBot, tmp_path: Path, script: Script, size: tuple[int, int]
) -> None:
    """Columns may scroll downwards, never to the side; question and emergency keys stay in sight. Every visit in each language and
    at each size, though not in all pairs of them."""
    for name in share(SHOWN, SIZES.index(size) + list(WAYS).index(script)):
        case = CASES[name]
        with speaking(script):
            guard = PseudoGuard(qtbot, tmp_path / name, case.facility, size, script, LIGHT)
            assert show(guard, case, (clipped, sideways, out_of_sight)) == []
            guard.window.close()


@pytest.mark.parametrize(("script", "size"), share(SEEN, 0), ids=str)
def test_nothing_is_cut_on_the_pages_beside_the_walk(
    qtbot: QtBot, tmp_path: Path, script: Script, size: tuple[int, int]
) -> None:
    """Write down, calls, papers side by side, the card, a change."""
    with speaking(script):
        guard = PseudoGuard(qtbot, tmp_path, "sample-school", size, script, LIGHT)
        assert show_beside(guard, CASES["i200"], (clipped, sideways, out_of_sight)) == []
        guard.window.close()


@pytest.mark.parametrize(("script", "size"), share(SEEN, 0), ids=str)
def test_nothing_is_cut_on_the_pages_about_people(
    qtbot: QtBot, tmp_path: Path, script: Script, size: tuple[int, int]
) -> None:
    """Signing in, locking, the people of a desk."""
    with speaking(script):
        guard = PseudoGuard(qtbot, tmp_path, "sample-school", size, script, LIGHT)
        assert show_people(guard, (clipped, sideways, out_of_sight)) == []
        guard.window.close()


@pytest.mark.parametrize("script", WAYS)
def test_the_desk_and_what_more_unfolds_are_not_cut_either(
    qtbot: QtBot, tmp_path: Path, script: Script
) -> None:
    """With open and closed visits, at 200 %, and with everything that the bar offers unfolded."""
    with speaking(script):
        guard = PseudoGuard(qtbot, tmp_path, "sample-school", (683, 384), script, LIGHT)
        guard.key("n")
        guard.window.bar.toggle_more()
        QApplication.processEvents()
        assert guard.window.bar.more.isChecked()
        assert [*clipped(guard.window), *sideways(guard.window)] == []
        guard.window.show_desk()
        guard.settle()
        QApplication.processEvents()
        assert [*clipped(guard.window), *sideways(guard.window)] == []
        guard.window.close()


def test_reading_from_right_to_left_mirrors_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    """The side panel stands at the left, the emergency keys at the right, in the order of reading."""
    with speaking("hebrew"):
        guard = PseudoGuard(qtbot, tmp_path, "sample-school", (1366, 768), "hebrew", LIGHT)
        guard.key("n")
        window = guard.window
        columns = window.walk.columns
        assert columns.side_area.x() < columns.main_area.x()
        assert window.bar.f12.x() > window.bar.f1.x() > window.bar.f9.x()
        window.close()


def test_the_invented_languages_are_40_percent_longer() -> None:
    """Placeholders and keys stay."""
    text = "F2 Something changed at {time}?"
    longer = pseudo(text, "accented")
    assert len(longer) >= 1.4 * len(text) - 1
    assert longer.startswith("F2 ")
    assert "{time}" in longer
    assert longer.endswith("?")
