"""Every outcome of the pack, reached through the real window by the keyboard alone, and by the mouse alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.events import OutcomeReached
from desktop.ui.targets import Target
from desktop.ui.walk.choices import Choices
from desktop.ui.walk.date import DateEntry
from tests.ui.cases import CASES, Case
from tests.ui.guard import I200, Guard

WAYS = ["keyboard", "mouse"]
ALL = {**CASES, "refuse_administrative_paper": Case(I200)}


class Hand:
    """Somebody who uses one of the two only; a date is typed either way, its fields are gone to by the way chosen."""

    def __init__(self, guard: Guard, way: str) -> None:
        self.guard, self.way, self.acts = guard, way, 0

    def press(self, target: QWidget) -> None:
        """One act on a target that can be seen: a click on its middle, or Return on the focus."""
        self.acts += 1
        if self.way == "mouse":
            self.bring_into_view(target)
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.rect().center())
        else:
            target.setFocus()
            QTest.keyClick(QApplication.focusWidget() or self.guard.window, Qt.Key.Key_Return)
        self.guard.settle()

    @staticmethod
    def bring_into_view(target: QWidget) -> None:
        """Scroll to it, as a person does."""
        parent = target.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(target)
            parent = parent.parentWidget()
        assert target.isVisible()
        middle = target.mapTo(target.window(), target.rect().center())
        seen = target.window().childAt(QPoint(middle))
        assert seen is not None
        assert seen is target or target.isAncestorOf(seen), "something lies over it"

    def words(self, words: str) -> None:
        """Press the visible target that begins with these words or has them."""
        found = [
            each
            for each in self.guard.window.findChildren(Target)
            if each.isVisible() and (words in each.text() or words in each.accessibleName())
        ]
        assert found, f"{words} is not offered"
        self.press(found[0])

    def give(self, value: str | list[str]) -> None:
        """Answer the question on the screen."""
        if self.way == "keyboard":
            self.acts += 1 if isinstance(value, str) else len(value) + 1
            self.guard.give(value)
            return
        page = self.guard.window.walk
        if self.guard.question.kind == "date":
            entry = page.findChild(DateEntry)
            assert entry is not None
            year, month, day = str(value).split("-")
            for field, digits in ((entry.month, month), (entry.day, day), (entry.year, year)):
                QTest.mouseClick(field, Qt.MouseButton.LeftButton)
                QTest.keyClicks(field, digits)
            self.press(entry.go_on)
            return
        choices = page.findChildren(Choices)[-1]
        if isinstance(value, str):
            self.press(choices.targets[value])
            return
        for each in value:
            self.press(choices.targets[each])
        if not value:
            assert choices.none is not None
            self.press(choices.none)
        self.press(choices.go_on)

    def begin(self) -> None:
        """A new visit."""
        if self.way == "mouse":
            self.press(self.guard.window.desk.start)
        else:
            self.acts += 1
            self.guard.key("n")

    def act(self, kind: str, value: str) -> None:
        """What a case does after its questions."""
        texts = self.guard.session.desk.pack.texts["en"]
        if kind == "press":
            button = self.guard.window.bar.f12 if value == "F12" else self.guard.window.bar.f1
            if self.way == "mouse":
                self.press(button)
            else:
                self.guard.key(getattr(Qt.Key, f"Key_{value}"))
            return
        step = "in_scope" if kind == "scope" else "counsel"
        if (
            self.guard.window.pages.currentWidget() is self.guard.window.walk
            and self.guard.question.step == step
        ):
            self.give(value)
        else:
            self.words(texts.label(step, value))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ALL)
def test_each_outcome_is_reached(qtbot: QtBot, tmp_path: Path, name: str, way: str) -> None:
    """What is large on the screen at the end is the last outcome on record."""
    case = ALL[name]
    guard = Guard(qtbot, tmp_path, case.facility)
    hand = Hand(guard, way)
    hand.begin()
    while guard.window.pages.currentWidget() is guard.window.walk and guard.question.step in case.facts:
        value = case.facts[guard.question.step]
        hand.give(value if isinstance(value, str) else list(value))
    for kind, value in case.then:
        hand.act(kind, value)
    if (
        guard.window.pages.currentWidget() is guard.window.walk
    ):  # counsel was not reached: what do they do now?
        hand.words("Result")
    assert guard.window.pages.currentWidget() is guard.window.outcome
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    reached = [event.body.outcomes for event in events if isinstance(event.body, OutcomeReached)]
    assert set(guard.outcomes) & set(reached[-1])


def test_the_cases_come_to_every_outcome(qtbot: QtBot, tmp_path: Path) -> None:
    """No outcome of the pack is left out above."""
    assert set(Guard(qtbot, tmp_path).session.desk.pack.policy.outcomes) <= set(ALL)


@pytest.mark.parametrize("way", WAYS)
def test_from_idle_to_a_minimal_record_in_at_most_fifteen_actions(
    qtbot: QtBot, tmp_path: Path, way: str
) -> None:
    """Row G24: officers with no paper want in; outcome reached, supervisor called, words said, and they have left."""
    guard = Guard(qtbot, tmp_path)
    hand = Hand(guard, way)
    hand.begin()
    for value in ("none", "federal", ["enter"], "all", "nonpublic", "none"):
        hand.give(value)
    assert guard.outcomes == ["refuse_no_judicial_warrant"]
    hand.words("Said it")
    hand.words("Reached")
    hand.words("They have left")
    kinds = [event.kind for event in guard.session.desk.store.queries.events_of(
        guard.session.desk.store.queries.all_visits(limit=1)[0].visit)]  # fmt: skip
    assert kinds[-3:] == ["call_logged", "step_answered", "visit_closed"]
    assert "task_ticked" in kinds
    assert "outcome_reached" in kinds
    assert hand.acts <= 15
