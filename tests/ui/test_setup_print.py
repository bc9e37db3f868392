"""A part of a recovery sheet on paper: one page with all of its words in order, from the chosen printer, and nothing left on the disk."""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.setting_up import SetUp
from desktop.trust import sheet
from desktop.ui.setup.sheet_print import SheetPart
from tests.journeys.test_setting_up import NewDesk, fill
from tests.ui.looking import clipped, nameless, sideways
from tests.ui.reporting import FilePrinters

SHARES = sheet.make(2, 3).shares


class Printing:
    """A desk that was just set up, with the first part of its sheet on the page, and printers beside it."""

    def __init__(self, bot: QtBot, home: Path, paper: Path, names: tuple[str, ...]) -> None:
        self.desk = desk = NewDesk(bot, home)
        paper.mkdir()
        self.printers = desk.window.founder.printers = FilePrinters(paper, names)
        desk.window.founder.open()
        desk.settle()
        self.page = page = desk.page
        fill(page)
        page.people.listed.show_entries([], {})
        page._plan = page.checked()[0]
        page._at = len(page.parts) - 1
        page.check.show_result(SetUp((), (), (), (), tuple(SHARES)), 2)
        page.refresh()
        desk.settle()

    def press(self, *keys: str) -> None:
        """Press keys, and wait for the printer."""
        self.desk.key(*keys)
        self.done()

    def done(self) -> None:
        """Wait for the printer."""
        self.desk.bot.waitUntil(lambda: not self.desk.window.founder.press.busy)
        self.desk.settle()

    def printed(self, name: str) -> str:
        """What can be read on the page that came out."""
        command = ["pdftotext", "-layout", str(self.printers.file(name)), "-"]
        read = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return unicodedata.normalize("NFKC", read)  # the font draws fi as one sign


@pytest.fixture
def printing(qtbot: QtBot, tmp_path: Path) -> Iterator[Printing]:
    made = Printing(qtbot, tmp_path / "desk", tmp_path / "paper", ("Front desk",))
    yield made
    made.desk.window.close()


def words_on(text: str) -> list[str]:
    """The words by their numbers: two on each of their lines."""
    line = re.compile(r"^\s*(\d+)\s+([a-z]+)\s+(\d+)\s+([a-z]+)\s*$", re.MULTILINE)
    found = {int(n): word for a, one, b, two in line.findall(text) for n, word in ((a, one), (b, two))}
    assert sorted(found) == list(range(1, 21))
    return [found[number] for number in sorted(found)]


def test_a_part_comes_out_as_one_page_with_all_that_its_keeper_needs(printing: Printing) -> None:
    """And typed back as they stand on two pages the words open what they were made of."""
    plan, pages = printing.page._plan, []
    assert plan is not None
    for number in (1, 2):
        printing.press("p")
        assert f"✓ Sent to Front desk: Recovery sheet, part {number} of 3." in printing.page.refusal.words
        pages.append(printing.printed("Front desk"))
        printing.page.go_on()
        printing.desk.settle()
    for number, text in enumerate(pages, 1):
        read = " ".join(text.split())
        for said in (
            f"Recovery sheet, part {number} of 3",
            plan.facility.name,
            "Made on July 15, 2026. Any 2 of the 3 parts open the record; fewer tell nothing.",
            "threshold keys recover --sheet",
            "Checked against the screen by, and when:",
            "Kept by, and where:",
        ):
            assert said in read
        assert text.count("\f") == 1
        assert words_on(text) == SHARES[number - 1].split()
    assert sheet.combine([" ".join(words_on(text)) for text in pages])


def test_where_there_are_several_printers_it_is_asked_which_once(qtbot: QtBot, tmp_path: Path) -> None:
    printing = Printing(qtbot, tmp_path / "desk", tmp_path / "paper", ("Office", "Front desk"))
    printing.press("p")
    assert printing.page.refusal.words == "Which printer?"
    assert not printing.printers.file("Office").exists(), "nothing comes out before"
    looks = (clipped, sideways, nameless)
    assert [found for look in looks for found in look(printing.desk.window)] == []
    printing.page.check.printers[1].click()
    printing.done()
    assert words_on(printing.printed("Front desk")) == SHARES[0].split()
    printing.page.go_on()
    printing.desk.settle()
    printing.press("p")
    assert words_on(printing.printed("Front desk")) == SHARES[1].split()
    assert not printing.printers.file("Office").exists()
    printing.desk.window.close()


def test_without_a_printer_the_words_stay_to_be_written_by_hand(qtbot: QtBot, tmp_path: Path) -> None:
    printing = Printing(qtbot, tmp_path / "desk", tmp_path / "paper", ())
    printing.press("p")
    assert "No printer is set up on this PC. Write the words on paper by hand." in printing.page.refusal.words
    assert SHARES[0].split()[0] in printing.desk.shown(printing.page)
    printing.desk.window.close()


def test_no_word_of_the_sheet_is_left_below_the_desks_folders(printing: Printing) -> None:
    printing.press("p")
    secret = " ".join(SHARES[0].split()[-4:]).encode()
    kept = [file for file in printing.desk.home.rglob("*") if file.is_file() and secret in file.read_bytes()]
    assert kept == []


def test_only_a_part_on_the_page_can_be_printed(printing: Printing) -> None:
    part = printing.page.sheet_part(date(2026, 7, 15))
    assert isinstance(part, SheetPart)
    assert part.title == "Recovery sheet, part 1 of 3", "the name of the print job tells no word"
    printing.page.check.hold()
    printing.page.refresh()
    assert printing.page.paper.isHidden()
    assert printing.page.sheet_part(date(2026, 7, 15)) is None
    printing.press("p")
    assert not printing.printers.file("Front desk").exists()
