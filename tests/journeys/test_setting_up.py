"""Setting a desk up in the window, by keys: from an empty folder to "Everything is ready.", and a visit from every page of it."""

import gc
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.managed import managed_file
from desktop.packs.facility import read_facility
from desktop.paths import places
from desktop.services.desk import facility_file, open_desk
from desktop.services.keyring import Keyring
from desktop.services.setting_up import set_up
from desktop.services.setup_plan import read_plan
from desktop.ui.record.fields import Typed
from desktop.ui.setup.page import SetupPage
from desktop.ui.targets import Target
from desktop.wall import FixedClock, zone
from tests.cli.test_setup import EXAMPLE
from tests.ui.guard import NOON, ZONE, Guard

ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
PIN = "271828"


class NewDesk(Guard):
    """Somebody at a desk that nobody has set up."""

    def __init__(self, bot: QtBot, home: Path, size: tuple[int, int] = (1366, 768)) -> None:
        gc.collect()  # the window of another test must not be taken away by the thread that sets this desk up
        self.bot, self.home = bot, home
        self.clock = FixedClock(NOON, zone(ZONE), ZONE)
        self.app = App(places(home, {}), None, self.clock)
        bot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        bot.waitExposed(self.window)
        self.window.activateWindow()
        self.settle()

    @property
    def page(self) -> SetupPage:
        """The page that asks."""
        return self.window.founder.page

    def open(self) -> None:
        """Press what the desk offers, as by Tab and Enter."""
        self.settle()
        targets = self.window.bar.findChildren(Target)
        (offered,) = [each for each in targets if each.isVisible() and said(each) == "Set up this desk"]
        offered.setFocus()
        self.key(ENTER)
        assert self.window.page is self.page

    def type(self, text: str) -> None:
        """Type into the line that has the focus."""
        focused = QApplication.focusWidget()
        assert isinstance(focused, Typed | QLineEdit), focused
        QTest.keyClicks(focused, text)

    def lines(self, *texts: str) -> None:
        """Type each text into its line, with Enter after it."""
        for text in texts:
            self.type(text)
            self.key(ENTER)

    def at(self, name: str) -> None:
        """Tab to the target with this name."""
        for _ in range(60):
            if said(QApplication.focusWidget()) == name:
                return
            self.key(TAB)
        raise AssertionError(f"Tab never came to {name}")

    def choose(self, name: str) -> None:
        """Tab to a target and press it."""
        self.at(name)
        self.key(ENTER)

    def site(self) -> None:
        """The pages about the site."""
        self.lines("Sample School 911", "1 Sample Plaza, Queens", "sch911", "1")
        self.choose("Type of site: School")
        self.choose("Borough: Queens")
        self.choose("Next")
        self.type("Main lobby")
        self.choose("Add this area")
        self.type("Class rooms")
        self.choose("This area is: Not public")
        self.choose("Add this area")
        self.choose("Next")
        self.lines("212-555-0141", "212-555-0142")
        self.choose("Next")

    def people(self) -> None:
        """Who works here, and the first PIN."""
        for name, role in (("Supervisor 7", "Supervisor"), ("Guard 21", "Guard")):
            self.type(name)
            self.choose(f"Role: {role}")
            self.choose("Add this person")
        self.at("PIN of the first supervisor")
        self.lines(PIN, PIN)
        self.choose("Next")

    def waited(self, phase: str) -> None:
        """Wait until the last page has come so far."""
        self.bot.waitUntil(lambda: self.page.check.phase == phase, timeout=30_000)
        QApplication.processEvents()  # texts that were just put on the page are shown by the next event
        self.settle()


def said(widget: QWidget | None) -> str:
    """What a screen reader calls it, without the key drawn on it."""
    return "" if widget is None else widget.accessibleName().removeprefix("Enter: ").removeprefix("N: ")


def test_from_an_empty_folder_to_everything_is_ready_by_keys(qtbot: QtBot, tmp_path: Path) -> None:
    """A sheet of 1 part is typed back; then the desk is the new facility's, and locked until somebody signs in."""
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    desk.site()
    desk.people()
    desk.choose("What opens it: A sheet on paper")
    desk.choose("Parts of the sheet: 3 parts, any 2 open it")
    desk.choose("Next")
    desk.choose("Next")
    assert not facility_file(places(tmp_path, {})).exists()
    desk.choose("Set this desk up now")
    desk.waited("write")
    shares = desk.page.check.shares
    for _ in shares:
        desk.choose("I wrote this part down")
    desk.lines(shares[2], "not what was written down at all")
    desk.choose("Check these words")
    qtbot.waitUntil(lambda: bool(desk.page.refusal.words))
    desk.page.check.proof.fields[1].typed.put(shares[0])
    desk.choose("Check these words")
    desk.waited("done")
    assert desk.page.title.text() == "Everything is ready."
    assert "The recovery sheet opens the record." in desk.shown(desk.page)
    desk.choose("Go to the desk")
    qtbot.waitUntil(lambda: desk.window.header.facility == "Sample School 911")
    desk.settle()
    facility, found = read_facility(facility_file(places(tmp_path, {})))
    assert (facility.id, found) == ("SCH911", [])
    assert desk.session.people_set_up
    assert {person.person: person.role for person in desk.session.desk.people.everyone()} == {
        "Supervisor 7": "supervisor",
        "Guard 21": "guard",
    }
    assert desk.session.desk.people.sign_in("Supervisor 7", PIN).role == "supervisor"
    assert desk.session.desk.store.queries.all_visits() == []
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and PIN.encode() in each.read_bytes()]


@pytest.mark.parametrize("key", [Qt.Key.Key_F12, Qt.Key.Key_F1, Qt.Key.Key_N])
def test_a_visit_begins_from_every_page_in_one_press(qtbot: QtBot, tmp_path: Path, key: Qt.Key) -> None:
    """N is a letter while a line is typed in: then the target beside it begins a visit. What was typed is there afterwards."""
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    fill(desk.page)
    for number in range(1, 8):
        assert desk.page.progress.text().endswith(f"{number} of 7")
        if key is Qt.Key.Key_N:
            desk.page.visit.setFocus()
        desk.key(key)
        assert desk.window.view is not None
        desk.window.show_desk()
        desk.open()
        if number < 7:
            desk.page.go_on()
    assert len(desk.session.desk.store.queries.all_visits()) == 7
    assert desk.page.facility.fields["name"].text == "Sample School 911"


def fill(page: SetupPage) -> None:
    """Everything that the pages ask, as if it had been typed."""
    typed = {"name": "Sample School 911", "address": "1 Sample Plaza, Queens", "id": "SCH911", "desk": "1"}
    for key, text in typed.items():
        page.facility.fields[key].typed.put(text)
    page.facility.kind.choose("school")
    page.facility.borough.choose("Queens")
    for key in ("supervisor", "counsel"):
        page.numbers.fields[key].typed.put("212-555-0141")
    page.recovery.way.choose("none")


def test_leaving_writes_nothing_and_keeps_what_was_typed_but_no_pin(qtbot: QtBot, tmp_path: Path) -> None:
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    desk.site()
    desk.type("Supervisor 7")
    desk.choose("Role: Supervisor")
    desk.choose("Add this person")
    desk.at("PIN of the first supervisor")
    desk.lines(PIN, PIN)
    desk.key(ESC)
    assert desk.window.page is desk.window.desk
    assert not (tmp_path / "config").exists()
    desk.open()
    assert desk.page.people.listed.entries == [("Supervisor 7", "supervisor")]
    assert desk.page.people.pin.text() == ""


def test_what_cannot_be_used_is_told_where_it_is_and_the_page_stays(qtbot: QtBot, tmp_path: Path) -> None:
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    page = desk.page
    page.go_on()
    assert page.refusal.words == "The name of the site is missing."
    fill(page)
    page.facility.fields["id"].typed.put("a school!")
    page.go_on()
    assert "SCH900" in page.refusal.words
    fill(page)
    page.go_on()
    page.areas.area.typed.put("Main lobby")
    page.go_on()
    assert "Add this area" in page.refusal.words
    page.areas.add.click()
    page.go_on()
    page.numbers.fields["liaison"].typed.put("call me")
    page.go_on()
    assert "212-555-0107" in page.refusal.words
    page.numbers.fields["liaison"].typed.put("")
    page.go_on()
    page.people.pin.setText(PIN)
    page.go_on()
    assert "supervisor" in page.refusal.words
    page.people.listed.add("Supervisor 7", "supervisor")
    for pins, told in (((PIN, "314159"), "not the same"), (("123456", "123456"), "digits")):
        for field, pin in zip((page.people.pin, page.people.again), pins, strict=True):
            field.setText(pin)
        page.go_on()
        assert told in page.refusal.words
    page.go_on()
    page.recovery.way.choose("office")
    page.recovery.office.typed.put("age1nothing")
    page.go_on()
    assert page.refusal.words
    page.recovery.way.choose("none")
    page.go_on()
    page.backup.folder.typed.put("a stick")
    page.go_on()
    assert "whole path" in page.refusal.words


def test_a_desk_without_people_works_as_one_that_it_set_up_by_hand(qtbot: QtBot, tmp_path: Path) -> None:
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    fill(desk.page)
    desk.page.people.listed.add("Guard 21", "guard")
    for _ in range(7):
        desk.page.go_on()
    desk.waited("done")
    desk.choose("Go to the desk")
    qtbot.waitUntil(lambda: desk.window.page is desk.window.desk)
    desk.settle()
    assert desk.session.person == "Guard 21"
    assert desk.window.founder.offers() == []
    desk.key("n")
    assert desk.view.record_number.startswith("SCH911-1-2026-")


def test_a_visit_that_begins_while_the_desk_is_set_up_is_not_taken_away(qtbot: QtBot, tmp_path: Path) -> None:
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    fill(desk.page)
    for _ in range(7):
        desk.page.go_on()
    desk.key(Qt.Key.Key_F12)
    desk.waited("done")
    assert desk.outcomes == ["entered_without_consent"]
    number = desk.view.record_number
    desk.window.show_desk()
    qtbot.waitUntil(lambda: desk.window.header.facility == "Sample School 911")
    desk.settle()
    assert [line.record_number for line in desk.session.desk_view().open] == [number]


def test_people_that_it_has_added_get_their_first_pin_at_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    """`threshold setup` was run silently, without PINs: the window asks for people, recovery and nothing else."""
    at = places(tmp_path, {})
    plan, _ = read_plan(EXAMPLE)
    clock = FixedClock(NOON, zone(ZONE), ZONE)
    set_up(at, plan, {}, clock=clock, console=True)
    before = facility_file(at).read_bytes(), managed_file(at).read_bytes()
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    assert desk.page.progress.text().endswith("1 of 3")
    for field in (desk.page.people.pin, desk.page.people.again):
        field.setText(PIN)
    desk.page.recovery.way.choose("none")
    for _ in range(3):
        desk.page.go_on()
    desk.waited("done")
    desk.window.close()
    assert (facility_file(at).read_bytes(), managed_file(at).read_bytes()) == before
    assert len([slot for slot in Keyring(at, console=True).slots() if slot.kind == "sheet"]) == 1
    with closing(open_desk(at, create=False)) as opened:
        assert opened.signed.set_up
        assert opened.people.sign_in("Supervisor 7", PIN).role == "supervisor"


def test_other_colours_go_on_with_the_same_desk_and_can_be_set_up(qtbot: QtBot, tmp_path: Path) -> None:
    """A window that took over an open desk opens the new one by itself."""
    desk = NewDesk(qtbot, tmp_path)
    desk.window.desk.colours.click()
    desk.settle()
    gc.collect()
    desk.open()
    fill(desk.page)
    for _ in range(7):
        desk.page.go_on()
    desk.waited("done")
    desk.page.go_on()
    qtbot.waitUntil(lambda: desk.window.header.facility == "Sample School 911")
    desk.settle()
    desk.window.close()


def test_a_folder_that_cannot_be_written_is_told_and_a_second_try_goes_on(
    qtbot: QtBot, tmp_path: Path
) -> None:
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    fill(desk.page)
    (tmp_path / "config").write_text("a file where the folder belongs", "utf-8")
    for _ in range(7):
        desk.page.go_on()
    desk.waited("failed")
    assert "could not be saved" in desk.shown(desk.page)
    (tmp_path / "config").unlink()
    desk.choose("Try again")
    desk.waited("done")
    assert facility_file(places(tmp_path, {})).exists()


@pytest.mark.parametrize("away", ["F9", "F6", "Esc", "F12", "idle"])
def test_the_words_of_the_sheet_are_hidden_as_soon_as_nobody_looks_until_a_supervisor_signs_in(
    qtbot: QtBot, tmp_path: Path, away: str
) -> None:
    desk = NewDesk(qtbot, tmp_path)
    desk.open()
    fill(desk.page)
    for name, role in (("Supervisor 7", "supervisor"), ("Guard 21", "guard")):
        desk.page.people.listed.add(name, role)
    for field in (desk.page.people.pin, desk.page.people.again):
        field.setText(PIN)
    desk.page.recovery.way.choose("sheet")
    for _ in range(7):
        desk.page.go_on()
    desk.waited("write")
    word = f"1\u00a0{desk.page.check.shares[0].split()[0]}"
    qtbot.waitUntil(lambda: word in desk.shown(desk.page))
    if away == "idle":
        desk.window.door.idle.passed.emit()
        assert desk.window.page is desk.window.door.locked
    else:
        desk.key(getattr(Qt.Key, f"Key_{'Escape' if away == 'Esc' else away}"))
        assert desk.window.page is not desk.page
    assert word not in desk.shown(desk.page)
    if away == "F9":
        desk.key(Qt.Key.Key_F9)
        assert desk.window.page is desk.page
    else:
        desk.window.founder.open()
    assert word not in desk.shown(desk.page)
    desk.settle()
    desk.choose("Sign in")
    assert desk.window.page is desk.window.door.sign_in
    desk.key("1")
    desk.type(PIN)
    desk.key(ENTER)
    qtbot.waitUntil(lambda: desk.window.page is desk.page, timeout=30_000)
    qtbot.waitUntil(lambda: word in desk.shown(desk.page))
