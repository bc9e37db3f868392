"""Holds and the retention period in the window: a supervisor places, reads and lifts holds, and has removed what is due, by keys alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.events import PayloadRedacted
from desktop.core.people import HoldLifted, HoldPlaced
from desktop.services.forgetting import Forgetting
from desktop.services.searching import Filters
from desktop.services.verifying import verify
from desktop.ui.forget.holding import Holding
from desktop.ui.targets import Target
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.showing import due_visit, look, told_hold
from tests.ui.staff import F6, GUARD, on_record, sign_in, sign_out
from tests.ui.test_forget import SECRET, SIZES, Remover, offered

ENTER, ESC, F9, F12 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F9, Qt.Key.Key_F12
PERIOD = "retention_days = 90\n"
LATER = "2026-10-14T12:00:00-04:00"


class Keeper(Remover):
    """The same supervisor, with the pages about holds and the period; the closed visit is on the screen."""

    @property
    def holding(self) -> Holding:
        return self.guard.window.holding

    def type(self, text: str) -> None:
        """Type into what has the focus, and press Enter."""
        QTest.keyClicks(QApplication.focusWidget() or self.guard.window, text)
        self.guard.key(ENTER)

    def worked(self) -> None:
        """Wait until what was asked for has come."""
        self.guard.bot.waitUntil(lambda: not self.holding.aside.busy)
        self.guard.settle()

    def to_period(self) -> None:
        """F6, Holds and retention, Retention period."""
        self.guard.key(F6, "6", "r")
        self.worked()

    def period_passes(self) -> None:
        """IT sets a period, and it passes."""
        places = self.guard.session.desk.store.places
        places.config.mkdir(parents=True, exist_ok=True)
        (places.config / "managed.toml").write_text(PERIOD)
        self.guard.clock.set(LATER)

    def say_date(self, month: str, day: str, year: str) -> None:
        """Type a date and press Enter."""
        for digit in f"{month}{day}{year}":
            QTest.keyClick(QApplication.focusWidget() or self.guard.window, Qt.Key(ord(digit)))
        self.guard.key(ENTER)
        self.worked()

    def told(self) -> str:
        """All that can be read on the page."""
        QApplication.processEvents()
        page = self.guard.window.page
        parts: list[QLabel | Target] = [*page.findChildren(QLabel), *page.findChildren(Target)]
        return "\n".join(each.text() for each in parts if each.isVisible())


@pytest.fixture
def keeper(qtbot: QtBot, tmp_path: Path) -> Iterator[Keeper]:
    made = Keeper(qtbot, tmp_path)
    yield made
    made.guard.window.close()


def test_a_closed_visit_is_held_from_its_page_and_then_nothing_of_it_can_go(keeper: Keeper) -> None:
    guard = keeper.guard
    (offer,) = [each for each in guard.window.findChildren(Target) if each.text() == "Hold"]
    offer.click()
    guard.settle()
    assert keeper.holding.holds.isVisible()
    keeper.type("Litigation hold of an invented case")
    assert "Hold H1 is in force." in keeper.told()
    (placed,) = on_record(guard, HoldPlaced)
    assert placed == HoldPlaced("H1", "Litigation hold of an invented case")
    assert [hold.visit for hold in Forgetting(guard.session.walking).holds()] == [keeper.visit]
    guard.key(ESC)
    assert guard.window.page is guard.window.recording.written
    keeper.begin()
    assert "Hold H1 by Supervisor 3" in keeper.page.hold.words
    assert keeper.note_is_there()


def test_esc_leaves_the_question_why_a_visit_is_to_be_held(keeper: Keeper) -> None:
    guard = keeper.guard
    keeper.holding.begin("SCH900-1-2026-00001-X")
    guard.settle()
    QTest.keyClicks(QApplication.focusWidget() or guard.window, "Litigation")
    guard.key(ESC)
    assert guard.window.page is guard.window.recording.written
    assert on_record(guard, HoldPlaced) == []
    guard.key(F6, "6")
    assert "Litigation" not in keeper.told()


def test_the_whole_record_or_a_visit_by_its_number_is_held_and_lifted_by_keys(keeper: Keeper) -> None:
    """What is lifted can be read on, with both names and both reasons."""
    guard = keeper.guard
    number = guard.view.record_number
    guard.key(F6, "6", "w")
    keeper.type("Order of a court")
    guard.key("v")
    keeper.type("SCH900-1-2026-09999-X")
    keeper.type("Litigation hold")
    assert "There is no such visit in this record." in keeper.told()
    form = keeper.holding.holds.form
    assert form is not None
    form.fields[0].setText(f" {number} ")
    form.hand_in()
    guard.settle()
    assert "Hold H2 is in force." in keeper.told()
    assert f"H2\n{number}\nLitigation hold" in keeper.told()
    guard.key("1")
    assert "Hold H1: the whole record" in keeper.told()
    assert "Placed on Jul 15, 2026, 12:00 by Supervisor 3. Reason: Order of a court" in keeper.told()
    keeper.type("x")
    assert "Write a reason of 3 characters or more." in keeper.told()
    keeper.type("The case is closed")  # goes on behind the x
    assert "Hold H1 is over." in keeper.told()
    assert on_record(guard, HoldLifted) == [HoldLifted("H1", "xThe case is closed")]
    guard.key("l", "1")
    assert "Lifted on Jul 15, 2026, 12:00 by Supervisor 3. Reason: xThe case is closed" in keeper.told()
    assert keeper.holding.holds.form is None
    guard.key(ESC)
    assert "Lifted holds" in keeper.told()
    guard.key(ESC)
    assert "Holds in force" in keeper.told()
    guard.key(ESC)
    assert guard.window.page is guard.window.recording.written


def test_kept_searches_are_removed_from_the_page_of_holds(keeper: Keeper) -> None:
    """They are of no visit; after it the page of holds is left as it came."""
    guard = keeper.guard
    guard.session.searching.save_view("Badge", f"badge {SECRET}", Filters())
    guard.key(F6, "6", "s")
    assert keeper.page.isVisible()
    assert f"Search kept as “Badge”: “badge {SECRET}”" in keeper.told()
    guard.key("1")
    keeper.page.reason.setFocus()
    keeper.type("Order of the privacy officer")
    assert "all that was kept under this name before" in keeper.told()
    guard.key("1")
    guard.bot.waitUntil(lambda: not guard.window.removing.busy)
    guard.settle()
    assert "Removed from the record of this desk: 1 entries." in keeper.told()
    assert guard.session.searching.views() == ()
    (order,) = on_record(guard, PayloadRedacted)
    assert order.reason == "Order of the privacy officer"


def test_what_is_past_its_period_goes_after_a_second_press_and_is_told(keeper: Keeper) -> None:
    """Nothing was written for months: the date is asked first, and must be that of the clock."""
    keeper.period_passes()
    guard, due = keeper.guard, keeper.holding.due
    keeper.to_period()
    assert "What day is it today?" in keeper.told()
    keeper.say_date("10", "13", "2026")
    assert "The clock of this PC says October 14, 2026." in keeper.told()
    assert keeper.note_is_there()
    keeper.say_date("10", "14", "2026")
    assert "90 days after the last act of a visit." in keeper.told()
    assert "PAST THE PERIOD NOW: 1 VISIT" in keeper.told()
    assert (
        f"{Forgetting(guard.session.walking).walking.current(keeper.visit).visit.opened.record_number}: 91 days ago"
        in keeper.told()
    )
    guard.key("1")
    assert due.confirms
    assert "Remove this for good from 1 visit?" in keeper.told()
    assert keeper.note_is_there(), "one press removes nothing"
    guard.key("1")
    keeper.worked()
    assert "its chain holds" in keeper.told()
    assert not keeper.note_is_there()
    reasons = {body.reason for body in on_record(guard, PayloadRedacted)}
    assert reasons == {"Retention period of 90 days"}
    guard.key(ESC)
    assert guard.window.page is keeper.holding.holds
    guard.key(ESC)
    told = [each.text() for each in guard.window.recording.written.findChildren(QLabel) if each.isVisible()]
    assert any("Retention period of 90 days" in text for text in told), (
        "the visit on the screen shows it at once"
    )
    assert verify(guard.session.walking).ok


def test_a_hurried_return_keeps_all_that_is_due(keeper: Keeper) -> None:
    keeper.period_passes()
    keeper.to_period()
    keeper.say_date("10", "14", "2026")
    keeper.guard.key("1")
    keeper.guard.key(ENTER)
    assert keeper.guard.window.page is keeper.holding.holds
    assert keeper.note_is_there()


def test_what_came_under_a_hold_after_it_was_listed_stays(keeper: Keeper) -> None:
    keeper.period_passes()
    keeper.to_period()
    keeper.say_date("10", "14", "2026")
    Forgetting(keeper.guard.session.walking).hold(None, "Litigation hold")
    keeper.guard.key("1", "1")
    keeper.worked()
    assert "Nothing is due" in keeper.told()
    assert "Not all of it was removed" in keeper.told()
    assert keeper.note_is_there()


def test_without_a_period_the_page_says_who_sets_one(keeper: Keeper) -> None:
    keeper.to_period()
    assert "No period is set. IT sets one: retention_days in managed.toml." in keeper.told()
    assert not keeper.holding.due._acts


def test_a_visit_begins_while_what_is_due_is_removed_and_the_desk_tells_it_then(keeper: Keeper) -> None:
    """F12 at once after the second press: it does not wait, nothing comes over it, and what was pressed is done."""
    keeper.period_passes()
    keeper.to_period()
    keeper.say_date("10", "14", "2026")
    guard = keeper.guard
    guard.key("1", "1")
    assert keeper.holding.aside.busy
    guard.key(F12)
    assert guard.outcomes[0] == "entered_without_consent"
    keeper.worked()
    assert guard.outcomes[0] == "entered_without_consent"
    assert not keeper.note_is_there()
    assert any(each.startswith("Removed from visit ") for each in guard.session.desk.told)
    assert verify(guard.session.walking).ok


def test_f9_hides_the_holds_and_the_lock_leaves_nothing_of_them(keeper: Keeper) -> None:
    Forgetting(keeper.guard.session.walking).hold(None, "Order of a court")
    guard = keeper.guard
    guard.key(F6, "6", F9)
    assert "Order of a court" not in keeper.told()
    guard.key(F9)
    assert "Order of a court" in keeper.told()
    guard.key("1")
    QTest.keyClicks(QApplication.focusWidget() or guard.window, "It is over")
    guard.window.door.lock("idle")
    guard.settle()
    assert guard.window.page is guard.window.door.locked
    assert "Order of a court" not in keeper.told()
    assert keeper.holding.holds.form is None
    assert on_record(guard, HoldLifted) == []


def test_what_comes_while_all_is_hidden_is_seen_when_the_cover_goes(keeper: Keeper) -> None:
    keeper.period_passes()
    keeper.to_period()
    keeper.say_date("10", "14", "2026")
    guard = keeper.guard
    guard.key("1", "1", F9)
    keeper.worked()
    assert "Removed" not in keeper.told()
    guard.key(F9)
    assert "its chain holds" in keeper.told()


def test_a_guard_is_offered_neither(keeper: Keeper) -> None:
    guard = keeper.guard
    assert "Hold" in offered(keeper)
    sign_out(guard)
    sign_in(guard, GUARD)
    guard.key(F6, "6")
    assert guard.window.page is guard.window.door.mine
    assert "Holds and retention" not in keeper.told()
    keeper.holding.show()
    assert guard.window.page is guard.window.door.mine
    assert "Your role may not do that." in keeper.told()
    assert SECRET not in keeper.told()


@pytest.mark.parametrize("size", SIZES)
def test_many_holds_and_many_visits_can_be_read_at_every_size(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Forty holds, turned over by 0, each reached by its digit; forty visits by number, the rest counted."""
    keeper = Keeper(qtbot, tmp_path, size)
    holding, looks = keeper.holding, (clipped, sideways, out_of_sight, nameless)
    keeper.guard.key(F6, "6")
    holding.holds.show_holds([told_hold(number) for number in range(1, 41)])
    found = [*look(keeper.guard, "forty holds", looks)]
    for _ in range(4):
        keeper.guard.key("0")
    assert [target.text().partition("\n")[0] for target in holding.holds.names.targets][:2] == ["H37", "H38"]
    found += look(keeper.guard, "the last holds", looks)
    keeper.guard.key("4")
    assert "Hold H40: the whole record" in keeper.told()
    holding.due.show_due(1825, [due_visit(number) for number in range(1, 1001)], ())
    keeper.guard.window.door.show(holding.due)
    keeper.guard.settle()
    assert "PAST THE PERIOD NOW: 1000 VISITS" in keeper.told()
    assert "… and 960 more" in keeper.told()
    bar = holding.due.columns.main_area.verticalScrollBar()
    keeper.guard.key(Qt.Key.Key_PageDown)
    assert (bar.value() > 0) == (bar.maximum() > 0), "what no target stands below can be read by keys too"
    assert [*found, *look(keeper.guard, "many visits", looks)] == []
    keeper.guard.window.close()
