"""Removing words in the window: chosen line by line, with a reason, pressed twice; nothing before that, and nothing left in the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.services.forgetting import Forgetting
from desktop.ui.forget.page import ForgetPage
from desktop.ui.targets import Target
from tests.store.pages import holds
from tests.ui.guard import Guard
from tests.ui.looking import clipped, nameless, sideways
from tests.ui.staff import GUARD, sign_in, staffed

SECRET = "Zaunkoenig"
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
SIZES = ((1366, 768), (1280, 720), (683, 384))


class Remover:
    """A supervisor at the real window, and a closed visit with a note, a car and a call."""

    def __init__(self, bot: QtBot, home: Path, size: tuple[int, int] = SIZES[0]) -> None:
        self.guard = guard = Guard(bot, home, size=size)
        staffed(guard)
        session = guard.session
        session.begin()
        self.visit = session.visit or ""
        actor, noting = session.actor, session.noting
        noting.note(self.visit, f"One officer said his name is {SECRET}", "told", actor)
        noting.detail(self.visit, "vehicle", "v1", [("looks", f"white car of {SECRET}", "")], "seen", actor)
        noting.call(self.visit, "counsel", "told", actor, "stay calm")
        now = session.walking.current(self.visit)
        session.walking.answer(self.visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", actor)
        guard.window.show_visit(self.visit, "write")
        guard.settle()
        self.removing = guard.window.removing

    @property
    def page(self) -> ForgetPage:
        return self.removing.page

    def begin(self) -> "Remover":
        """From the bar under the closed visit."""
        (offer,) = [each for each in self.guard.window.findChildren(Target) if each.text() == "Remove words"]
        offer.click()
        self.guard.settle()
        return self

    def type_reason(self, text: str) -> None:
        self.page.reason.setFocus()
        QTest.keyClicks(self.page.reason, text)

    def lines(self) -> list[str]:
        return [target.text() for target in self.page._lines]

    def seen(self) -> str:
        QApplication.processEvents()  # what is new in a layout is shown then
        return "\n".join(each.text() for each in self.page.findChildren(QLabel) if each.isVisible())

    def removed(self) -> None:
        """Wait until what was pressed is done."""
        self.guard.bot.waitUntil(lambda: not self.removing.busy)
        self.guard.settle()

    def note_is_there(self) -> bool:
        return holds(self.guard.session.desk.store, SECRET)


def offered(remover: Remover) -> list[str]:
    """What the bar has beside the keys that are always there."""
    bar = remover.guard.window.bar
    always = (bar.f12, bar.f1, bar.f9, bar.more)
    return [each.text() for each in bar.findChildren(Target) if each.isVisible() and each not in always]


@pytest.fixture
def remover(qtbot: QtBot, tmp_path: Path) -> Iterator[Remover]:
    made = Remover(qtbot, tmp_path)
    yield made
    made.guard.window.close()


def test_it_is_chosen_reasoned_pressed_twice_and_gone(remover: Remover) -> None:
    guard, page = remover.begin().guard, remover.page
    assert guard.window.page is page
    assert remover.lines()[0].startswith(f"Note: “One officer said his name is {SECRET}”\n")
    guard.key("1", "2")
    remover.type_reason("Order of the privacy officer")
    guard.key(ENTER)
    assert page.confirms
    assert "Remove this for good?" in remover.seen()
    assert offered(remover) == []
    assert SECRET in remover.seen()
    assert remover.note_is_there(), "one press removes nothing"
    assert page.keep.hasFocus(), "a hurried Return keeps all of it"
    guard.key("1")
    remover.removed()
    assert offered(remover) == []
    assert not page.confirms
    assert "its chain holds" in page.done.words
    assert SECRET not in remover.seen()
    assert not remover.note_is_there()
    guard.key(ESC)
    assert offered(remover) == ["F7\nReport", "Hold", "Remove words"]
    assert guard.window.header.open_for.text() == ""
    written = guard.window.recording.written
    assert guard.window.page is written
    told = [each.text() for each in written.findChildren(QLabel) if each.isVisible()]
    gone = "Note: removed on Jul 15, 2026, 12:00 by Supervisor 3. Reason: Order of the privacy officer"
    assert gone in told


def test_without_a_choice_or_a_reason_nothing_goes_on(remover: Remover) -> None:
    guard, page = remover.begin().guard, remover.page
    page.go_on.click()
    assert page.wrong.words == "Choose first what must go."
    guard.key("1")
    assert page.wrong.words == ""
    page.go_on.click()
    assert page.wrong.words == "Write the reason first."
    remover.type_reason(f"He is called {SECRET}, One officer said his name is {SECRET}")
    guard.key(ENTER)
    assert "must not repeat" in page.wrong.words
    assert not page.confirms
    assert remover.note_is_there()


def test_the_second_press_can_keep_all_of_it(remover: Remover) -> None:
    guard = remover.begin().guard
    guard.key("1")
    remover.type_reason("Order of a court")
    guard.key(ENTER)
    guard.key(ENTER)
    assert guard.window.page is not remover.page
    assert remover.note_is_there()


def test_under_a_hold_nothing_can_be_chosen(remover: Remover) -> None:
    Forgetting(remover.guard.session.walking).hold(remover.visit, "Litigation hold")
    page = remover.begin().page
    assert "Hold H1 by Supervisor 3: Litigation hold" in page.hold.words
    assert not any(target.isEnabled() for target in (*page._lines, page.go_on))
    remover.guard.key("1")
    assert not any(target.isChecked() for target in page._lines)


def test_a_hold_that_comes_meanwhile_is_told_and_all_stays(remover: Remover) -> None:
    guard, page = remover.begin().guard, remover.page
    guard.key("1")
    remover.type_reason("Order of a court")
    guard.key(ENTER)
    Forgetting(guard.session.walking).hold(None, "Litigation hold")
    guard.key("1")
    remover.removed()
    assert "hold H1 stands against it" in page.wrong.words
    assert remover.note_is_there()


def test_a_page_that_nobody_sees_holds_nothing_of_the_visit(remover: Remover) -> None:
    """Also when F12 begins a visit over it, in one press."""
    guard, page = remover.begin().guard, remover.page
    guard.key("1")
    remover.type_reason("Order of a court")
    guard.key(Qt.Key.Key_F12)
    assert guard.window.page is not page
    QApplication.sendPostedEvents(None, 52)  # what was taken out is deleted when no event is under way
    texts = [each.text() for each in page.findChildren(QLabel)] + [
        each.text() for each in page.findChildren(Target)
    ]
    assert not [text for text in texts if SECRET in text]
    assert page.reason.text == ""


def test_a_guard_is_refused_and_not_offered_it(remover: Remover) -> None:
    guard = remover.guard
    assert remover.removing.offered(guard.session)
    guard.session.desk.people.sign_out()
    assert not remover.removing.offered(guard.session)
    sign_in(guard, GUARD)
    assert not remover.removing.offered(guard.session)
    remover.removing.begin(guard.session, remover.visit)
    assert guard.window.page is not remover.page


@pytest.mark.parametrize("size", SIZES)
def test_every_step_can_be_read_at_every_size(qtbot: QtBot, tmp_path: Path, size: tuple[int, int]) -> None:
    remover = Remover(qtbot, tmp_path, size)
    guard, page = remover.begin().guard, remover.page

    def looked(step: str) -> list[str]:
        for _ in range(3):
            QApplication.processEvents()
        return [f"{step}: {found}" for look in (clipped, nameless, sideways) for found in look(guard.window)]

    found = looked("list")
    guard.key("1", "3")
    remover.type_reason("Order of the privacy officer")
    found += looked("chosen")
    guard.key(ENTER)
    found += looked("confirm")
    guard.key("1")
    remover.removed()
    found += looked("done")
    assert found == []
    assert page.done.words
    guard.window.close()
