"""What IT decides about the window: full screen without a way to close it by a stray click, and colors that nobody changes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.app import App
from desktop.managed import managed_file
from desktop.ui.theme import LIGHT, NIGHT
from tests.ui.guard import FACILITIES

Start = Callable[..., App]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Start:
    """Starts the window where IT has decided `lines`."""

    def starter(lines: str, kiosk: bool = False, chosen: str = "") -> App:
        places = paths.places(tmp_path, {})
        file = managed_file(places)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(lines, "utf-8")
        (places.config / "window.toml").write_text(chosen, "utf-8")
        app = App(places, FACILITIES / "sample-school.toml", kiosk=kiosk)
        qtbot.addWidget(app.window)
        app.show()
        qtbot.waitExposed(app.window)
        qtbot.waitUntil(lambda: app.window.session is not None)
        return app

    return starter


@pytest.mark.parametrize(
    ("lines", "option", "full"),
    [("", False, False), ("", True, True), ("kiosk = true", False, True), ("kiosk = false", True, False)],
)
def test_a_kiosk_fills_the_screen_as_it_decides_else_as_the_command_says(
    start: Start, lines: str, option: bool, full: bool
) -> None:
    window = start(lines, option).window
    assert window.isFullScreen() is full
    assert not full or window.geometry() == window.screen().geometry()


def test_a_kiosk_stays_one_in_other_colors_and_when_it_is_brought_to_the_front(
    qtbot: QtBot, start: Start
) -> None:
    app = start("kiosk = true")
    app.set_theme("night")
    qtbot.addWidget(app.window)
    assert app.window.isFullScreen()
    app.window.setWindowState(app.window.windowState() | Qt.WindowState.WindowMinimized)
    app.to_front()
    assert app.window.isFullScreen()
    assert not app.window.isMinimized()


def test_the_emergency_keys_work_in_a_kiosk_and_it_can_be_closed(start: Start) -> None:
    app = start("kiosk = true")
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    assert app.window.covered
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    assert not app.window.covered
    assert app.window.close()
    assert app.window.session is None


def test_colors_that_it_decides_go_before_a_choice_and_are_not_offered(start: Start) -> None:
    app = start('theme = "night"', chosen='theme = "light"\n')
    assert app.window.desk.theme is NIGHT
    assert not app.window.desk.colours.isVisible()


def test_colors_that_nobody_decides_are_chosen_at_the_desk(start: Start) -> None:
    app = start("", chosen='theme = "night"\n')
    assert app.window.desk.theme is NIGHT
    assert app.window.desk.colours.isVisible()
    assert start("").window.desk.theme is LIGHT


def test_a_key_that_is_not_known_is_told_once_at_the_desk_and_the_window_opens(start: Start) -> None:
    app = start("kisok = true")
    assert app.window.session is not None
    said = [each for each in app.window.session.desk.told if "kisok" in each]
    assert len(said) == 1
    assert "Did you mean kiosk?" in said[0]
