"""Header and bottom bar: whatever the width, nothing is cut and the emergency keys stay where they are."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.bars import BottomBar, Header
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT, sheet
from tests.ui.guard import I200, Facts, Guard
from tests.ui.looking import clipped

OFFERS = (
    "Desk",
    "F2\nSomething changed",
    "F3\nWrite down",
    "F5\nTime now",
    "F8\nCalls",
    "F11\nShow officers",
)
LONGER = 1.4


def longer(text: str) -> str:
    """The words as another language may have them."""
    return text + " " + "o" * max(1, round(len(text) * (LONGER - 1)) - 1)


def bar_of(qtbot: QtBot, width: int, long: bool = False) -> tuple[BottomBar, list[Target]]:
    """A bar with six offers and a last one, all shown."""
    bar = BottomBar(LIGHT)
    qtbot.addWidget(bar)
    bar.setStyleSheet(sheet(LIGHT))
    words = [longer(text) if long else text for text in (*OFFERS, "They have left")]
    targets = [Target(LIGHT, text, px=17) for text in words]
    bar.resize(width, 80)
    bar.show()
    bar.offer(targets[:-1], targets[-1])
    settle(bar)
    return bar, targets


def settle(bar: BottomBar) -> None:
    """Give the bar the height that it needs."""
    for _ in range(3):
        bar.resize(bar.width(), bar.heightForWidth(bar.width()))
        QApplication.processEvents()


@pytest.mark.parametrize("width", [1366, 1280])
def test_six_offers_fit_on_old_screens(qtbot: QtBot, width: int) -> None:
    """On two lines where they must; none is folded away."""
    bar, targets = bar_of(qtbot, width)
    assert not bar.more.isVisible()
    assert all(target.isVisible() for target in targets)
    assert list(clipped(bar)) == []


@pytest.mark.parametrize("width", [1366, 683])
def test_the_emergency_keys_stand_in_the_same_place_whatever_is_offered(qtbot: QtBot, width: int) -> None:
    """With much to offer and with nothing."""
    bar, _ = bar_of(qtbot, width)
    full = (bar.f12.geometry(), bar.f1.geometry())
    bar.offer([])
    settle(bar)
    assert (bar.f12.geometry(), bar.f1.geometry()) == full
    bar.offer_nothing()
    settle(bar)
    assert (bar.f12.geometry(), bar.f1.geometry()) == full


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("width", [1280, 1024, 683])
def test_what_does_not_fit_unfolds_above_the_bar(qtbot: QtBot, width: int, long: bool) -> None:
    """Behind "More"; every offer can be had; F12, F1 and F9 always stay in their place."""
    bar, targets = bar_of(qtbot, width, long)
    fixed = (bar.f12, bar.f1, bar.f9)
    assert list(clipped(bar)) == []
    assert all(target.isVisible() for target in fixed)
    if bar.more.isVisible():
        places = [target.mapTo(bar, target.rect().bottomRight()) for target in fixed[:2]]
        height = bar.height()
        bar.toggle_more()
        settle(bar)
        below = bar.height() - height
        moved = [target.mapTo(bar, target.rect().bottomRight()) for target in fixed[:2]]
        assert [(to.x(), to.y() - below) for to in moved] == [(was.x(), was.y()) for was in places]
    assert all(target.isVisible() for target in (*targets, *fixed))
    assert list(clipped(bar)) == []


def test_an_offer_that_was_unfolded_folds_when_it_is_pressed(qtbot: QtBot) -> None:
    """And acts once."""
    bar, targets = bar_of(qtbot, 683)
    pressed: list[bool] = []
    targets[2].clicked.connect(lambda: pressed.append(True))
    bar.toggle_more()
    targets[2].click()
    assert pressed == [True]
    assert not bar.more.isChecked()
    assert not targets[2].isVisible()


def alt_m(guard: Guard) -> None:
    """Alt+M."""
    QTest.keyClick(QApplication.focusWidget() or guard.window, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    guard.settle()


def test_f10_opens_the_list_of_visits_where_more_is_folded_away_too(qtbot: QtBot, tmp_path: Path) -> None:
    """One key, one meaning; F10 goes back to the question."""
    guard = Guard(qtbot, tmp_path, size=(683, 384))
    guard.key("n")
    if not guard.window.bar.more.isVisible():
        guard.window.resize(560, 384)
        QApplication.processEvents()
    guard.key(Qt.Key.Key_F10)
    assert guard.window.visits.page.isVisible()
    guard.key(Qt.Key.Key_F10)
    assert guard.window.walk.isVisible()
    assert guard.window.bar.more.isVisible()


def test_alt_m_unfolds_and_folds_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    """By keys alone; the question stays in sight and F12 works meanwhile."""
    guard = Guard(qtbot, tmp_path, size=(683, 384))
    guard.key("n")
    if not guard.window.bar.more.isVisible():
        guard.window.resize(560, 384)
        QApplication.processEvents()
    alt_m(guard)
    assert guard.window.bar.more.isChecked()
    alt_m(guard)
    assert not guard.window.bar.more.isChecked()
    alt_m(guard)
    guard.key(Qt.Key.Key_F12)
    assert guard.outcomes == ["entered_without_consent"]
    assert not guard.window.bar.more.isChecked()


def test_the_strips_give_way_to_what_more_unfolds(qtbot: QtBot, tmp_path: Path) -> None:
    """At 200 % there is no room for both; nothing lies over F12, and the strip is there again afterwards."""
    guard = Guard(qtbot, tmp_path, size=(683, 384))
    guard.key("n", Qt.Key.Key_F5)
    bar, strip = guard.window.bar, guard.window.recording.strip
    assert strip.isVisible()
    strip.findChildren(Target)[0].setFocus()
    alt_m(guard)
    for _ in range(3):
        QApplication.processEvents()
    assert bar.more.isChecked()
    assert not strip.isVisible()
    assert guard.window.focusWidget() is bar.more
    shown = [each for each in bar.findChildren(Target) if each.isVisible()]
    for one in shown:
        assert bar.rect().contains(one.geometry())
        assert not any(one.geometry().intersects(each.geometry()) for each in shown if each is not one)
    assert list(clipped(bar)) == []
    alt_m(guard)
    assert strip.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_f9_says_show_while_all_is_hidden_in_the_same_place(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """On a question and on an outcome, whose last offer stands beside it."""
    walks: tuple[Facts, ...] = ({"danger": "none"}, I200)
    for number, facts in enumerate(walks):
        guard = Guard(qtbot, tmp_path / str(number), size=size).walk(facts)
        f9 = guard.window.bar.f9
        place = f9.mapTo(guard.window, f9.rect().topLeft()), f9.size()
        for said in ("F9 Show", "F9 Hide"):
            guard.key(Qt.Key.Key_F9)
            QApplication.processEvents()
            assert (f9.text(), f9.accessibleName()) == (said, said)
            assert (f9.mapTo(guard.window, f9.rect().topLeft()), f9.size()) == place
            assert list(clipped(guard.window.bar)) == []
        guard.window.close()


@pytest.mark.parametrize("width", [1366, 1024, 683, 480])
def test_the_header_leaves_out_what_matters_least(qtbot: QtBot, width: int) -> None:
    """The time that a visit is open and the place are always there; nothing runs into anything else."""
    header = Header()
    qtbot.addWidget(header)
    header.setStyleSheet(sheet(LIGHT))
    header.resize(width, header.height())
    header.show()
    header.show_place("Sample School 900", "Front desk · SCH900-1-2026-00001-T")
    header.show_duty("Guard 12")
    header.show_saved("12:00:00")
    header.show_open_for(75)
    QApplication.processEvents()
    assert header.open_for.text() == "Visit open 01:15"
    assert header.open_for.isVisible()
    assert header.place.isVisible()
    assert header.place.shown.endswith("SCH900-1-2026-00001-T")
    assert list(clipped(header)) == []
    shown = [
        each
        for each in (header.product, header.place, header.duty, header.saved, header.open_for)
        if each.isVisible()
    ]
    assert all(left.geometry().right() < right.geometry().left() for left, right in pairwise(shown))
    header.cover(True)
    assert [each for each in shown if each.isVisible()] in ([], [header.product])


def test_f9_hides_a_desk_that_cannot_be_opened_too(qtbot: QtBot, tmp_path: Path) -> None:
    """Trouble at the start is no reason to show more than one wants."""
    (tmp_path / "data").write_text("in the way")
    guard = Guard(qtbot, tmp_path, opens=False)
    opening = guard.window.opening
    qtbot.waitUntil(opening.retry.isVisible)
    for words in ("I do not consent to entry.", "call 911", "Do not block, touch, lie"):
        assert words in guard.shown(opening)
    QTest.keyClick(guard.window, Qt.Key.Key_F9)
    assert guard.window.covered
    assert "in the way" not in guard.shown()
    assert not opening.isVisible()
    qtbot.waitUntil(lambda: guard.window.gate.is_open)
    QTest.keyClick(guard.window, Qt.Key.Key_F9)
    assert not guard.window.covered
    assert opening.isVisible()
