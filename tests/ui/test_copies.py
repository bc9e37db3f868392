"""Copies in the window: given by keys alone, one or the whole list; everything else goes on meanwhile, and what came of it is told."""

import gc
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.events import Access
from desktop.core.review_events import CopyIssued
from desktop.services.batch import INDEX, SUMS, Left
from desktop.services.pictures import page_sizes, page_words
from desktop.ui.theme import NIGHT
from desktop.ui.visits.copies import CopiesPage
from desktop.ui.visits.copies_desk import Asked, CopyDesk
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.reporting import FilePrinters
from tests.ui.searching import ENTER, ESC, F10, F12, TAB, Searcher
from tests.ui.showing import look
from tests.ui.staff import GUARD, SUPERVISOR, on_record

SIZES = ((1366, 768), (1280, 720), (683, 384))
LOOKS = (clipped, nameless, out_of_sight, sideways)
SECRET = "Zaunkoenig"


class Giver(Searcher):
    """A supervisor at the list, with three closed visits and printers that print into files."""

    def __init__(
        self, bot: QtBot, home: Path, size: tuple[int, int] = (1366, 768), pins: bool = False
    ) -> None:
        super().__init__(bot, home, size=size, pins=pins)
        self.home = home
        self.visits(f"Officer {SECRET} asked for the yard.", "A grey van stood at the gate.")
        self.be(SUPERVISOR)
        self.printers = FilePrinters(home)
        self.copies.out.printers = self.printers

    @property
    def copies(self) -> CopyDesk:
        """What stands behind the page of copies."""
        return self.guard.window.copies

    @property
    def form(self) -> CopiesPage:
        """That page."""
        return self.copies.page

    @property
    def issued(self) -> list[CopyIssued]:
        """What is on record of copies."""
        return on_record(self.guard, CopyIssued)

    def ask(self, *keys: str) -> None:
        """From the desk to the form by keys; then these keys choose, and for whom and what for is typed."""
        self.keys(F10, ENTER)
        self.keys(ENTER)
        self.keys("c")
        assert self.guard.window.page is self.form
        assert self.focus is self.form.give.recipient
        self.type("Daily News")
        self.guard.key(ENTER)
        self.type("Request 17")
        self.guard.key(ENTER)
        assert self.focus is not self.form.give.purpose
        self.guard.key(*keys)

    def type(self, text: str) -> None:
        """Into what has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.guard.window, text)

    def worked(self) -> str:
        """Wait until nothing is under way any more; what is told of it."""
        self.guard.bot.waitUntil(lambda: not self.copies.busy, timeout=30_000)
        self.guard.settle()
        return f"{self.form.done.words}\n{self.form.wrong.words}".replace("\u200b", "")

    def save(self, path: Path) -> str:
        """Type where to save, and press Return."""
        self.form.save.path.selectAll()
        self.type(str(path))
        self.guard.key(ENTER)
        return self.worked()


@pytest.fixture
def giver(qtbot: QtBot, tmp_path: Path) -> Iterator[Giver]:
    made = Giver(qtbot, tmp_path)
    yield made
    made.guard.window.close()


def test_a_public_copy_is_given_by_keys_alone_and_it_is_on_record_who_got_it(giver: Giver) -> None:
    giver.ask("4", "s")
    assert "public-copy-" in giver.form.save.path.text
    told = giver.save(giver.home / "copy.pdf")
    copy = (giver.home / "copy.pdf").read_bytes()
    sha256 = hashlib.sha256(copy).hexdigest()
    assert "✓ Saved: 1 report" in told
    assert f"SHA-256 {sha256[:16]}" in told
    assert "On record: given to Daily News for: Request 17" in told
    (issued,) = giver.issued
    assert (issued.of, issued.recipient, issued.purpose, issued.sha256) == (
        "public", "Daily News", "Request 17", sha256
    )  # fmt: skip
    assert len(issued.original) == 64
    assert SECRET not in "".join(page_words(copy))
    giver.keys(ESC)
    assert giver.open, "Esc goes back to the list"


def test_the_list_is_printed_as_one_job_while_everything_else_goes_on(giver: Giver) -> None:
    """F12 is written at once; what came of the job is told at the desk."""
    giver.printers.ready.clear()
    giver.ask("2", "p")
    assert giver.form.works.isVisible()
    giver.guard.key(F12)
    assert giver.guard.outcomes[0] == "entered_without_consent"
    giver.printers.ready.set()
    giver.worked()
    told = " ".join(giver.guard.session.desk.notices)
    assert "Sent to Front desk: 3 reports and the index" in told
    pages = page_words(giver.printers.file("Front desk").read_bytes())
    assert len(pages) > 3
    (issued,) = giver.issued
    assert (issued.of, len(issued.numbers)) == ("binder", 3)
    assert [each.what for each in on_record(giver.guard, Access)].count("printed") == 3


def test_what_is_under_way_goes_on_in_other_colours_and_is_told_in_the_new_window(giver: Giver) -> None:
    """And another copy can be given there."""
    giver.printers.ready.clear()
    giver.ask("2", "p")
    giver.keys(ESC, ESC)
    giver.guard.window.desk.colours.click()
    giver.guard.settle()
    giver.guard.window.activateWindow()
    giver.guard.bot.waitUntil(giver.guard.window.isActiveWindow)
    assert giver.form.theme is NIGHT
    assert giver.copies.busy, "it was not stopped"
    giver.keys(F10, ENTER, "c")
    assert "This is under way already" in giver.told()
    giver.printers.ready.set()
    assert "✓ Sent to Front desk: 3 reports and the index" in giver.worked()
    assert len(page_words(giver.printers.file("Front desk").read_bytes())) > 3
    giver.keys("g")
    assert giver.form.give.of.targets["one"].text() != "", "and another copy can be given"
    QApplication.processEvents()
    gc.collect()  # else qtbot would close the window that is gone


def test_what_is_stopped_leaves_nothing_and_says_so(giver: Giver) -> None:
    giver.printers.ready.clear()
    giver.ask("2", "p", "x")
    assert "Stopping" in giver.form.how_far.text()
    giver.printers.ready.set()
    assert "Stopped. Nothing left this PC." in giver.worked()
    assert not giver.printers.file("Front desk").exists()
    assert giver.issued == []
    giver.keys("g")
    assert giver.form.give.recipient.text() == "Daily News", "what was typed can be gone on with"
    giver.keys("p")
    assert "✓ Sent to Front desk" in giver.worked()


def test_a_file_each_go_into_a_folder_and_others_there_are_replaced_by_a_second_press(giver: Giver) -> None:
    giver.ask("2", "f")
    folder = giver.home / "july" / "copies"
    assert "does not exist" in f"{giver.save(folder)}{giver.form.save.words.text()}"
    giver.guard.key(ENTER)
    assert "✓ Saved: 3 reports and the index" in giver.worked()
    assert {INDEX, SUMS} < {file.name for file in folder.iterdir()}
    assert len(list(folder.iterdir())) == 5
    giver.keys("g", "f")
    giver.save(folder)
    assert "another file called Index.pdf" in giver.form.save.words.text()
    assert len(giver.issued) == 1
    giver.guard.key(ENTER)
    assert "✓ Saved" in giver.worked()
    assert len(giver.issued) == 2


def test_nothing_leaves_before_it_is_said_who_gets_it_and_nothing_typed_stays_when_the_page_is_left(
    giver: Giver,
) -> None:
    giver.keys(F10, ENTER)
    giver.keys(ENTER)
    giver.keys("c")
    giver.form.print.click()
    assert "Write who gets the copy" in giver.form.wrong.words
    giver.type("SSN 078-05-1120")
    giver.guard.key(ENTER)
    giver.type("Request 17")
    giver.form.print.click()
    assert "must hold no private data" in giver.worked()
    assert giver.form.give.purpose.text() == "Request 17"
    giver.keys(ESC)
    giver.page.acts.digit("c")
    assert giver.guard.window.page is giver.form
    assert [field.text() for field in giver.form.give.fields] == ["", ""]
    assert giver.issued == []


def test_a_printer_can_be_chosen_and_the_print_dialog_of_this_pc_blocks_no_key(giver: Giver) -> None:
    giver.ask("c")
    giver.guard.bot.waitUntil(giver.form.printers.isVisible)
    giver.form.printers.setCurrentText("Office")
    giver.form.printers.textActivated.emit("Office")
    giver.keys("p")
    assert "Sent to Office" in giver.worked()
    assert page_sizes(giver.printers.file("Office").read_bytes())
    giver.keys("g", "o")
    dialog = giver.copies.dialog.dialog
    assert dialog is not None
    assert not dialog.isModal()
    giver.guard.key(F12)
    assert giver.guard.outcomes[0] == "entered_without_consent"
    assert giver.copies.dialog.dialog is None


def test_a_guard_is_not_offered_to_give_copies(qtbot: QtBot, tmp_path: Path) -> None:
    giver = Giver(qtbot, tmp_path, pins=True)
    giver.be(GUARD)
    giver.keys(F10, ENTER)
    giver.keys(ENTER)
    assert giver.page.acts.shown
    assert not any(target.act.key == "C" for target in giver.page.acts.shown)
    giver.keys("c")
    assert giver.guard.window.page is not giver.form
    giver.guard.window.close()


def test_what_is_under_way_when_the_list_is_gone_to_is_told_in_place_of_another_job(giver: Giver) -> None:
    giver.printers.ready.clear()
    giver.ask("2", "p")
    giver.keys(ESC)
    assert giver.open
    giver.page.acts.digit("c")
    assert giver.form.works.isVisible()
    giver.printers.ready.set()
    assert "✓ Sent to Front desk: 3 reports" in giver.worked()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_state_of_the_page_is_whole_and_named(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    giver = Giver(qtbot, tmp_path, size=size)
    guard, form = giver.guard, giver.form
    giver.copies.give(Asked("visit", "SCH900-1-2026-00412-X"))
    guard.settle()
    found = [*look(guard, "one", LOOKS)]
    form.give.digit("2")
    form.give.digit("4")
    found += look(guard, "public list", LOOKS)
    form.refuse("Something was not accepted, and this is why it was not.")
    form.show_printers(("Front desk", "Office of the second floor"), "Front desk")
    found += look(guard, "refused", LOOKS)
    form.ask_path("folder", "reports")
    found += look(guard, "where", LOOKS)
    form.show_working("Printing page 33 of 601", 33, 601)
    found += look(guard, "under way", LOOKS)
    left = [
        Left(str(number), f"SCH900-1-2026-{number:05}-X", "It cannot be read. " * 5) for number in range(45)
    ]
    form.show_came("✓ Sent to Front desk: 55 reports and the index, 601 pages", left)
    found += look(guard, "told", LOOKS)
    assert found == []
    seen = {QApplication.focusWidget()}
    for _ in range(40):
        guard.key(TAB)
        seen.add(QApplication.focusWidget())
    assert {form.again, form.start, form.back} <= seen
    guard.window.close()
