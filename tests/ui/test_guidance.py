"""What people are told of the policy at the desk: a bulletin, what changed, newer guidance for a running visit; all by keys, and no visit
ever waits for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.policies import BulletinInstalled, PolicyAcknowledged, PolicySwitched
from desktop.packs.bulletins import read_bulletin
from desktop.packs.bundle import read_bundle
from desktop.services.desk import open_desk
from desktop.services.policy_install import install, install_bulletin, install_pack, trust
from desktop.ui.guidance.page import GuidancePage
from desktop.ui.guidance.reader import EVERY_S
from tests.packs.policy_office import Office, reworded
from tests.ui.guard import FACILITIES, I200, Guard
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.part import share
from tests.ui.showing import look
from tests.ui.staff import (
    F6,
    GUARD,
    OTHER,
    PINS,
    SUPERVISOR,
    events,
    give_pin,
    on_record,
    sign_in,
    sign_out,
    staffed,
)

ESC, ENTER, F1, F3, F9, F11, F12 = (
    getattr(Qt.Key, f"Key_{name}") for name in ("Escape", "Return", "F1", "F3", "F9", "F11", "F12")
)
CTRL = Qt.KeyboardModifier.ControlModifier
TITLE = "Electronic seals of the federal court"
TEXT = "From today on some judges sign with a seal.\n\nDO\n- Call counsel as before.\n\nNEVER\n- Do not judge a seal yourself."
NEXT_DAY = "2026-07-16T00:10:00-04:00"
SIZES = ((1366, 768), (1280, 720), (683, 384))
LOOKS = (clipped, nameless, out_of_sight, sideways)


class Stick:
    """Two versions, the second in effect from the next day on, and a bulletin."""

    def __init__(self, home: Path) -> None:
        self.office = Office(home)
        self.one = self.office.pack_file("2026.12.1", 1)
        self.two = self.office.pack_file("2026.12.2", 2, "2026-07-16", change=reworded)
        self.page = self.office.bulletin_file(1, TITLE, TEXT)
        self.over = self.office.bulletin_file(2, "", "")
        self.statement = self.office.authority_file()


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Stick:
    return Stick(tmp_path_factory.mktemp("stick"))


@pytest.fixture
def guard(qtbot: QtBot, tmp_path: Path, stick: Stick) -> Iterator[Guard]:
    """A guard at a desk that trusts the office; nothing is installed yet."""
    made = Guard(qtbot, tmp_path)
    trust(made.session.desk, stick.statement, stick.office.statement.hash)
    yield made
    made.window.close()


def bring(guard: Guard, *files: Path) -> None:
    """Install these, and let the window look."""
    desk = guard.session.desk
    for file in files:
        if file.suffix == ".tpack":
            install_pack(desk, read_bundle(file))
        else:
            install_bulletin(desk, read_bulletin(file))
    look_again(guard)


def look_again(guard: Guard) -> None:
    """As many seconds pass as lie between two looks."""
    for _ in range(EVERY_S):
        guard.window._tick.timeout.emit()


def ctrl_b(guard: Guard) -> None:
    """The key that reads what there is to read."""
    QTest.keyClick(QApplication.focusWidget() or guard.window, Qt.Key.Key_B, CTRL)
    guard.settle()


def page(guard: Guard) -> GuidancePage:
    """The page on the screen, which is that of guidance."""
    assert guard.window.page is guard.window.reader.page
    return guard.window.reader.page


def test_a_bulletin_that_a_stick_brought_stands_above_the_walk_and_who_read_it_is_on_record(
    guard: Guard, stick: Stick
) -> None:
    guard.key("n")
    assert guard.window.reader.bulletin.isHidden()
    bring(guard, stick.page)
    assert f"New bulletin: {TITLE}" in guard.shown()
    guard.key("1")
    assert guard.question.step != "danger", "a bulletin takes no answer's place"
    assert f"New bulletin: {TITLE}" in guard.shown()
    ctrl_b(guard)
    assert TITLE in guard.shown(page(guard))
    assert "Do not judge a seal yourself." in guard.shown(page(guard))
    guard.key("r")
    assert guard.window.page is guard.window.walk
    assert on_record(guard, PolicyAcknowledged) == [
        PolicyAcknowledged("bulletin", on_record(guard, BulletinInstalled)[0].hash)
    ]
    assert f"Bulletin, read: {TITLE}" in guard.shown()
    ctrl_b(guard)
    assert "You have read this." in guard.shown(page(guard))
    guard.key("r")
    assert len(on_record(guard, PolicyAcknowledged)) == 1
    bring(guard, stick.over)
    guard.key(ESC)
    assert TITLE not in guard.shown()


def test_a_supervisor_sees_who_has_read_it_and_who_has_not_and_a_guard_does_not(
    guard: Guard, stick: Stick
) -> None:
    staffed(guard)
    bring(guard, stick.page)
    ctrl_b(guard)
    assert f"Not yet read: {SUPERVISOR}, {GUARD}, {OTHER}" in guard.shown(page(guard))
    guard.key("r")
    sign_out(guard)
    ctrl_b(guard)
    assert "WHO HAS READ IT" not in guard.shown(page(guard))
    guard.key(ESC)
    sign_in(guard, GUARD)
    ctrl_b(guard)
    assert TITLE in guard.shown(page(guard))
    assert "WHO HAS READ IT" not in guard.shown(page(guard))
    guard.key("r")
    sign_out(guard)
    sign_in(guard, SUPERVISOR)
    ctrl_b(guard)
    said = guard.shown(page(guard))
    assert f"Not yet read: {OTHER}" in said
    assert f"{SUPERVISOR}: 2026-07-15, 1" in said
    assert f"{GUARD}: 2026-07-15, 1" in said


def test_its_key_stands_on_the_button_at_the_desk_and_in_the_line_above_a_question(
    guard: Guard, stick: Stick
) -> None:
    strip = guard.window.reader.bulletin
    bring(guard, stick.page)
    assert strip.target.isVisible()
    assert strip.target.text() == "Read the bulletin"
    assert strip.target.badge_width > strip.target.fontMetrics().horizontalAdvance("Ctrl+B"), (
        "drawn as its badge"
    )
    guard.key("n")
    assert strip.target.isHidden()
    assert strip.words.startswith("Ctrl+B: New bulletin")


def test_each_person_says_for_themselves_that_they_read_it(guard: Guard, stick: Stick) -> None:
    staffed(guard)
    bring(guard, stick.page)
    ctrl_b(guard)
    guard.key("r")
    assert "Bulletin, read" in guard.shown()
    sign_out(guard)
    assert "New bulletin" in guard.shown()
    ctrl_b(guard)
    guard.key("s")
    guard.key("2")
    give_pin(guard, PINS[GUARD])
    guard.key("r")
    told = [event for event in events(guard) if isinstance(event.body, PolicyAcknowledged)]
    assert [event.actor.person for event in told] == [SUPERVISOR, GUARD]
    assert [event.actor.how for event in told] == ["pin", "pin"]


@pytest.mark.parametrize("key", ["n", F12, F1])
def test_a_visit_begins_and_an_emergency_is_pressed_from_the_page_that_is_read(
    guard: Guard, stick: Stick, key: Qt.Key | str
) -> None:
    bring(guard, stick.page)
    ctrl_b(guard)
    guard.key(key)
    assert guard.window.page in (guard.window.walk, guard.window.outcome)
    assert len(guard.session.desk.store.queries.open_visits()) == 1
    assert on_record(guard, PolicyAcknowledged) == []


def test_f9_hides_a_bulletin_and_officers_never_read_it_on_their_card(guard: Guard, stick: Stick) -> None:
    bring(guard, stick.page)
    guard.walk(I200)
    guard.key(F9)
    assert TITLE not in guard.shown()
    guard.key(F9)
    assert TITLE in guard.shown()
    guard.key(F11)
    look_again(guard)
    assert guard.window.page is guard.window.recording.card
    assert TITLE not in guard.shown()
    guard.key(F11, F3)
    assert TITLE in guard.shown(), "beside the walk too"


def test_the_locked_screen_shows_a_bulletin_and_no_pin_page_does(guard: Guard, stick: Stick) -> None:
    staffed(guard)
    bring(guard, stick.page)
    guard.key(F6, ENTER)
    assert guard.window.page is guard.window.door.locked
    assert TITLE in guard.shown()
    ctrl_b(guard)
    assert TITLE in guard.shown(page(guard))
    guard.key(ESC)
    assert guard.window.page is guard.window.door.locked
    guard.key(F6)
    assert TITLE not in guard.shown()


def test_what_changed_is_offered_at_the_desk_and_read_now_or_later(guard: Guard, stick: Stick) -> None:
    bring(guard, stick.one)
    bring(guard, stick.two)
    ctrl_b(guard)
    guard.key("r")
    guard.clock.set(NEXT_DAY)
    guard.window.show_desk()
    guard.settle()
    assert "The policy is new: 2026.12.2." in guard.shown()
    guard.key("n")
    assert guard.window.page is guard.window.walk, "later: nothing keeps anybody from a visit"
    assert "The policy is new" not in guard.shown()
    guard.window.show_desk()
    ctrl_b(guard)
    assert "Who stands at the door?" in guard.shown(page(guard))
    assert "BEFORE: 2026.12.1" in guard.shown(page(guard))
    guard.key("r")
    assert guard.window.desk.isVisible()
    assert "The policy is new" not in guard.shown()
    assert [each.what for each in on_record(guard, PolicyAcknowledged)] == ["policy", "policy"]


def test_a_policy_that_counsel_approved_carries_no_draft_mark_on_its_page(guard: Guard, stick: Stick) -> None:
    mark = guard.window.author.page.draft
    guard.key("p")
    assert mark.isVisible()
    guard.key(ESC)
    bring(guard, stick.one)
    guard.key("p")
    assert "2026.12.1 · The policy in effect at this desk." in guard.shown(guard.window.author.page)
    assert mark.isHidden()


def running(guard: Guard, stick: Stick) -> str:
    """A visit under version 1, while version 2 came into effect at midnight; its number."""
    bring(guard, stick.one, stick.two)
    guard.key("n", "1")
    number = guard.view.record_number
    guard.clock.set(NEXT_DAY)
    look_again(guard)
    return number


def test_a_running_visit_is_told_what_differs_and_stays_by_one_key(guard: Guard, stick: Stick) -> None:
    number = running(guard, stick)
    assert "Newer guidance (2026.12.2): switch or stay?" in guard.shown()
    ctrl_b(guard)
    shown = guard.shown(page(guard))
    assert "Who stands at the door?" in shown
    assert "This visit goes on by 2026.12.1 unless you switch." in shown
    guard.key("s")
    assert guard.window.page is guard.window.walk
    assert guard.view.record_number == number
    assert "Newer guidance" not in guard.shown()
    assert [each.choice for each in on_record(guard, PolicySwitched)] == ["stay"]


def test_going_over_shows_the_visit_that_goes_on_and_its_question_in_the_newer_words(
    guard: Guard, stick: Stick
) -> None:
    number = running(guard, stick)
    ctrl_b(guard)
    guard.key("w")
    assert guard.view.record_number != number
    assert guard.question.question == "Who stands at the door?"
    assert [each.choice for each in on_record(guard, PolicySwitched)] == ["switch"]
    assert "Newer guidance" not in guard.shown()


def test_who_does_not_choose_stays_and_an_emergency_is_offered_nothing(guard: Guard, stick: Stick) -> None:
    running(guard, stick)
    guard.key("2")
    guard.key(F1)
    assert "Newer guidance" not in guard.shown()
    assert on_record(guard, PolicySwitched) == []
    assert guard.session.walking.current(guard.view.id).visit.opened.pack_version == "2026.12.1"


def test_what_another_program_installs_is_told_while_the_window_works(
    guard: Guard, stick: Stick, tmp_path: Path
) -> None:
    """As IT does it at the command line of the same PC."""
    desk = guard.session.desk
    other = open_desk(desk.home, FACILITIES / "sample-school.toml", guard.clock, create=False)
    try:
        (done,) = install(other, stick.page)
    finally:
        other.close()
    assert done.ok, done.sentence
    look_again(guard)
    assert f"New bulletin: {TITLE}" in guard.shown()


@pytest.mark.parametrize("size", share(SIZES, 0))
def test_nothing_of_it_is_cut_on_any_screen(guard: Guard, stick: Stick, size: tuple[int, int]) -> None:
    guard.window.resize(*size)
    found: list[str] = []
    bring(guard, stick.page)
    running(guard, stick)
    found += look(guard, "a visit with a bulletin and newer guidance", LOOKS)
    guard.window.reader.show("newer")
    found += look(guard, "newer guidance", LOOKS)
    guard.key("2")
    found += look(guard, "a bulletin", LOOKS)
    guard.window.show_desk()
    found += look(guard, "the desk", LOOKS)
    ctrl_b(guard)
    guard.window.reader.show("news")
    found += look(guard, "what changed", LOOKS)
    assert found == []
