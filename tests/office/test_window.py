"""A supervisor at the office searches the visits of all desks, reads and saves a report, by keys alone; a reader sees the own agency."""

from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.sending import Span
from desktop.office.database import add_reader, opened
from desktop.store.sending import outgoing
from desktop.sync.bundle import Sender, make_bundles
from desktop.trust.device import open_device_key
from desktop.ui.office.window import OfficeWindow
from tests.office.conftest import Office
from tests.office.crowd import fill
from tests.services.conftest import Guard
from tests.ui.looking import clipped, nameless, sideways

SIZES = [(1366, 768), (1280, 720)]


@pytest.fixture
def filled(office: Office, tmp_path: Path) -> Office:
    """Two agencies' desks with a visit each."""
    for number, agency in enumerate(("DHS", "DOE")):
        guard = Guard(tmp_path / f"desk-{number}")
        guard.warrant(guard.open())
        key = open_device_key(guard.desk.store.places.keys, "record")
        assert key is not None
        with outgoing(guard.desk.store) as source:
            sender = Sender("record", key, [office.keys.recipient], source.first_pack)
            for made in make_bundles(source.rows(Span(1, source.last)), sender):
                office.knows(made.header.device, key, agency, f"Site {number}")
                office.lay(made)
        guard.desk.close()
    assert office.take().aside == []
    return office


def shown(bot: QtBot, dsn: str, size: tuple[int, int] = (1366, 768)) -> OfficeWindow:
    window = OfficeWindow(dsn)
    bot.addWidget(window)
    window.resize(*size)
    window.show()
    bot.waitExposed(window)
    rest(bot, window)
    return window


def rest(bot: QtBot, window: OfficeWindow) -> None:
    """Nothing is under way, and a report that was made is written out."""
    bot.waitUntil(
        lambda: not window.busy and (window.made is None or window.reading.toPlainText() != ""),
        timeout=20_000,
    )
    QApplication.processEvents()


@pytest.fixture
def reader(filled: Office) -> str:
    with opened(filled.dsn) as db:
        add_reader(db, "doe_window", ["DOE"])
    return filled.dsn.replace("user=postgres", "user=doe_window")


@pytest.mark.parametrize("size", SIZES)
def test_the_newest_visits_are_there_at_once_with_the_report_of_the_first(
    qtbot: QtBot, filled: Office, size: tuple[int, int]
) -> None:
    window = shown(qtbot, filled.dsn, size)
    assert {each.agency for each in window.table.visits.lines} == {"DHS", "DOE"}
    assert window.table.line is not None
    assert f"Record number {window.table.line.number}" in window.reading.toPlainText()
    assert window.told.text() == "2 visits"
    assert list(clipped(window)) == list(nameless(window)) == list(sideways(window)) == []


def test_it_searches_as_one_types_and_the_arrows_go_through_the_list_from_the_field(
    qtbot: QtBot, filled: Office
) -> None:
    window = shown(qtbot, filled.dsn)
    first = window.table.line
    QTest.keyClick(window.field, Qt.Key.Key_Down)
    rest(qtbot, window)
    assert window.table.line is not None
    assert window.table.line != first
    QTest.keyClicks(window.field, "nowhere to be found")
    rest(qtbot, window)
    assert (window.table.visits.rowCount(), window.told.text()) == (0, "No visit is found by that.")
    assert window.reading.toPlainText() == ""
    with psycopg.connect(filled.dsn) as db:  # what was asked is kept nowhere
        assert "nowhere to be found" not in str(
            db.execute("SELECT * FROM threshold_office.accesses").fetchall()
        )
    window.field.clear()
    QTest.keyClicks(window.field, "SHL901")
    rest(qtbot, window)
    assert window.table.visits.rowCount() == 2


def test_a_reader_sees_the_visits_of_the_own_agency_and_its_look_is_on_record(
    qtbot: QtBot, filled: Office, reader: str
) -> None:
    window = shown(qtbot, reader)
    assert [each.agency for each in window.table.visits.lines] == ["DOE"]
    assert window.reading.toPlainText() != ""
    with psycopg.connect(filled.dsn) as db:
        told = db.execute("SELECT DISTINCT role, what FROM threshold_office.accesses").fetchall()
    assert told == [("doe_window", "report")]


def test_a_report_is_saved_as_the_pdf_that_is_shown(qtbot: QtBot, filled: Office, tmp_path: Path) -> None:
    window = shown(qtbot, filled.dsn)
    window.save_to(tmp_path / "visit.pdf")
    assert window.made is not None
    assert (tmp_path / "visit.pdf").read_bytes() == window.made.pdf
    window.save_to(tmp_path / "no" / ("x" * 300))
    assert "could not be saved" in window.wrong.words


def test_a_long_list_grows_as_its_end_comes_near(qtbot: QtBot, office: Office) -> None:
    fill(office.dsn, 150)
    window = shown(qtbot, office.dsn)
    assert (window.table.visits.rowCount(), window.told.text()) == (60, "60+ visits")
    for _ in range(4):
        window.table.to_row(window.table.visits.rowCount() - 1)
        rest(qtbot, window)
    assert window.table.visits.rowCount() == 150
    assert len({each.number for each in window.table.visits.lines}) == 150


def test_a_server_that_went_away_is_told_in_words_and_comes_back(qtbot: QtBot, filled: Office) -> None:
    window = shown(qtbot, filled.dsn)
    window._dsn, good = f"host={filled.place} dbname=none", window._dsn
    window.look()
    rest(qtbot, window)
    assert "The office's database cannot be used" in window.wrong.words
    window._dsn = good
    window.look()
    rest(qtbot, window)
    assert (window.table.visits.rowCount(), window.wrong.words) == (2, "")
