"""The page that tells how much of the record the office has, and sends what waits: by keys alone, over real files."""

from pathlib import Path

import pyrage
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.office import Keys
from desktop.sync.bundle import open_bundle
from desktop.sync.receipts import write_receipt
from desktop.trust.device import DeviceKey
from desktop.ui.sync.page import SyncPage
from tests.ui.guard import Guard
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.staff import F6, GUARD, SUPERVISOR, sign_in, sign_out, staffed

ESC = Qt.Key.Key_Escape
SIZES = [(1366, 768), (1280, 720)]


class Office:
    """A stick that goes to an office and comes back with receipts."""

    def __init__(self, home: Path) -> None:
        made = pyrage.x25519.Identity.generate()
        self.keys = Keys(str(made), str(made.to_public()), DeviceKey(bytes([7]) * 32))
        self.stick = home / "stick"
        self.stick.mkdir()

    def named(self, guard: Guard) -> None:
        """IT names it."""
        config = guard.session.desk.store.places.config
        config.mkdir(parents=True, exist_ok=True)
        lines = f'sync_to = "{self.stick}"\nsync_recipients = ["{self.keys.recipient}"]\nsync_receipts = "{self.keys.key.public}"\n'
        (config / "managed.toml").write_text(lines)

    def confirm(self, guard: Guard) -> int:
        """Receipts for all that lies there; how many."""
        desk_key = guard.session.desk.store.journal.device_key()
        bundles = list(self.stick.glob("*.tbundle"))
        for bundle in bundles:
            header, rows = open_bundle(bundle.read_bytes(), desk_key, self.keys.identity)
            bundle.with_suffix(".treceipt").write_bytes(write_receipt(header, rows, self.keys.key))
        return len(bundles)


@pytest.fixture
def guard(qtbot: QtBot, tmp_path: Path) -> Guard:
    """Somebody at the desk, with one visit on record."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    guard.window.show_desk()
    guard.settle()
    return guard


def shown(guard: Guard) -> str:
    """What can be read on the page, once nothing is under way."""
    guard.bot.waitUntil(lambda: not guard.window.sync.busy)
    guard.settle()
    for _ in range(4):
        QApplication.processEvents()
    assert guard.window.page is guard.window.sync.page
    return guard.shown(guard.window.sync.page)


def opened(guard: Guard) -> SyncPage:
    """From the desk: this record, records to the office."""
    guard.key("r", "5")
    shown(guard)
    return guard.window.sync.page


def test_where_it_names_no_place_the_page_says_that_nothing_is_sent(guard: Guard) -> None:
    opened(guard)
    assert "Nothing is sent from here: IT has named no place" in shown(guard)


@pytest.mark.parametrize("size", SIZES)
def test_what_waits_goes_out_and_counts_as_received_only_with_a_receipt(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    guard, office = Guard(qtbot, tmp_path, size=size), Office(tmp_path)
    guard.key("n")
    guard.window.show_desk()
    guard.settle()
    office.named(guard)
    page = opened(guard)
    events = guard.session.desk.store.journal.head()[0]
    assert f"events: {events} · visits: 1" in shown(guard)
    assert "Something waits to be sent." in shown(guard)
    guard.key("1")
    told = shown(guard)
    assert f"Bundles that went out: 1 (events: {events}). Receipts that came in: 0." in told
    assert "On its way: no receipt yet." in told
    assert "The office has all of it" not in told
    assert office.confirm(guard) == 1
    guard.key("1")
    told = shown(guard)
    assert "✓ The office has all of it." in told
    assert f"events: {events} of {events}" in told
    assert "Receipts that came in: 1" in told
    assert list(clipped(page)) == []
    assert list(nameless(page)) == []
    assert list(out_of_sight(guard.window)) == []
    assert list(sideways(guard.window)) == []
    guard.key(ESC)
    assert guard.window.page is not page


def test_a_stick_that_is_not_there_is_told_in_words_and_nothing_is_lost(guard: Guard, tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.named(guard)
    opened(guard)
    office.stick.rmdir()
    guard.key("1")
    assert f"{office.stick} cannot be read" in shown(guard)
    office.stick.mkdir()
    guard.key("1")
    assert "Bundles that went out: 1 " in shown(guard)


def test_what_went_can_be_sent_again_as_long_as_no_receipt_came(guard: Guard, tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.named(guard)
    page = opened(guard)
    assert page.once_more.isHidden()
    guard.key("1")
    shown(guard)
    for lost in office.stick.iterdir():
        lost.unlink()
    guard.key("1")
    assert "Bundles that went out: 0 " in shown(guard)
    guard.key("2")
    assert "Bundles that went out: 1 " in shown(guard)
    assert office.confirm(guard) == 1
    guard.key("1")
    shown(guard)
    assert page.once_more.isHidden()


def test_a_guard_sees_how_it_stands_and_a_supervisor_sends(guard: Guard, tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.named(guard)
    staffed(guard)
    sign_out(guard)
    sign_in(guard, GUARD)
    opened(guard)
    guard.key("1")
    assert list(office.stick.iterdir()) == []
    guard.key(ESC)
    sign_out(guard)
    sign_in(guard, SUPERVISOR)
    guard.key(F6, "7")
    shown(guard)
    guard.key("1")
    assert "Bundles that went out: 1 " in shown(guard)


def test_a_visit_begins_from_the_page_in_one_press_while_it_is_being_sent(
    guard: Guard, tmp_path: Path
) -> None:
    office = Office(tmp_path)
    office.named(guard)
    opened(guard)
    guard.key("1", "n")
    assert guard.view.record_number
    guard.bot.waitUntil(lambda: not guard.window.sync.busy)
    assert len(list(office.stick.glob("*.tbundle"))) == 1


def test_an_open_window_sends_by_itself_where_the_place_is_there(guard: Guard, tmp_path: Path) -> None:
    """The keeper looks each `sync_minutes`; a stick that is not plugged in is no news."""
    from desktop.ui.keeping import Keeper

    office = Office(tmp_path)
    places = guard.session.desk.store.places
    keeper = Keeper(places, None, guard.clock)
    keeper.send()
    guard.bot.waitUntil(lambda: not keeper.sending)
    office.named(guard)
    assert list(office.stick.iterdir()) == []
    keeper.send()
    guard.bot.waitUntil(lambda: not keeper.sending)
    assert len(list(office.stick.glob("*.tbundle"))) == 1
    keeper.end()
