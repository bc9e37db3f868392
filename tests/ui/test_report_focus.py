"""The focus on the page "Report": never handed on to an emergency key, and in an order that can be learned."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.targets import Target
from tests.ui.guard import Guard
from tests.ui.reporting import AtReport, FilePrinters
from tests.ui.showing import drawn

F2, F3, F4, F5, F7, F8 = (getattr(Qt.Key, f"Key_F{number}") for number in (2, 3, 4, 5, 7, 8))
F9, F10, F11 = Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F11
RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
SIZES = [(1366, 768), (683, 384)]


def stops(guard: AtReport) -> Iterator[QWidget]:
    """Everything on the page that can have the focus now."""
    for each in guard.page.findChildren(QWidget):
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield each


def acts_of(guard: AtReport) -> dict[str, Callable[[], None]]:
    """Everything that shows, hides or switches off something on the page."""
    page = guard.page
    made: dict[str, Callable[[], None]] = {key: (lambda key=key: guard.key(key)) for key in "13PST"}  # type: ignore[misc]
    made |= {name: target.click for name, target in page.views.items()}
    made |= {f"paper {name}": target.click for name, target in page.side.papers.items()}
    made |= {f"part {name}": target.click for name, target in page.side.parts.items()}
    made |= {
        "open the annex": page.open_annex.click,
        "leave the annex": page.keep_report.click,
        "choose a printer": page.side.other.click,
        "stop": page.side.stop.click,
        "cancel": page.form.cancel.click,
        "a time is marked": lambda: guard.key(F5),
        "F9": lambda: guard.key(F9, F9),
        "Esc": lambda: guard.key(ESCAPE),
    }
    return made


@pytest.mark.parametrize("size", SIZES)
def test_nothing_on_the_page_hands_the_focus_to_the_bar(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """A Return meant for Save would press "They are going in": whatever has the focus, whatever is pressed."""
    guard = AtReport(qtbot, tmp_path, size, counsel=True)
    page, bar, seen = guard.page, guard.window.bar, set[str]()
    acts = acts_of(guard)
    for before, last in product(("pages", "text", "acts", "part counsel", "S"), (False, True)):
        for name, act in acts.items():
            for each in ("cancel", "leave the annex", before):
                acts[each]()
            if last:
                list(stops(guard))[-1].setFocus()
            act()
            focused = guard.window.focusWidget()
            assert not bar.isAncestorOf(focused), (before, name)
            seen.add(type(focused).__name__)
            if not guard.sees(page):
                guard.key(F7)
        drawn(guard)
        assert not bar.isAncestorOf(guard.window.focusWidget()), before
    assert {"Sheets", "Reading", "Target"} <= seen
    guard.window.see("")
    assert guard.outcomes == ["refuse_administrative_paper"]


def test_what_goes_while_it_has_the_focus_leaves_it_to_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    """On every page beside the walk, hidden or switched off: Return then records nothing."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    guard.give("none")
    for key in (None, F3, F4, F8, F11, F7, F2):
        if key is not None:
            guard.key(key)
        page = guard.window.page
        for target in [each for each in page.findChildren(Target) if each.isVisible() and each.isEnabled()]:
            for going in (target.setVisible, target.setEnabled):
                target.setFocus()
                going(False)
                assert not guard.window.bar.isAncestorOf(guard.window.focusWidget()), target.text()
                going(True)
        guard.key(ESCAPE)


@pytest.mark.parametrize("size", SIZES)
def test_tab_goes_from_what_is_read_over_the_acts_to_back_and_then_to_the_bar(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The views and Back come before the emergency keys."""
    guard = AtReport(qtbot, tmp_path, size, counsel=True)
    page, reached = guard.page, list[QWidget]()
    page.sheets.setFocus()
    while not guard.window.bar.isAncestorOf(guard.window.focusWidget()):
        reached.append(guard.window.focusWidget())
        guard.key(TAB)
    wanted = [page.sheets, *page.side.targets, *page.views.values(), page.back]
    assert reached == [each for each in wanted if each.isVisible()]
    assert guard.window.focusWidget() is guard.window.bar.f12


def test_nothing_is_printed_or_saved_while_it_is_asked_whether_an_annex_is_opened(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Not by the keys either, nor when the pages are made anew meanwhile; afterwards it can be."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    side, form = guard.page.side, guard.page.form
    guard.key("s")
    side.parts["counsel"].click()
    assert form.isHidden()
    for anew in (None, F5):
        if anew is not None:
            guard.key(anew)
            drawn(guard)
        guard.key("p", "s", "t")
        assert form.isHidden()
        assert side.told.text() == ""
        assert not any(target.isEnabled() for target in (side.print, side.pdf, side.text))
    guard.key(ESCAPE)
    assert all(target.isEnabled() for target in (side.print, side.pdf, side.text))
    assert guard.window.focusWidget() is guard.page.sheets


def test_the_cover_closes_an_annex(qtbot: QtBot, tmp_path: Path) -> None:
    """What was opened by two presses is not shown again by one."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    guard.key("3")
    guard.page.open_annex.click()
    drawn(guard)
    assert guard.part == "counsel"
    guard.key(F9)
    assert guard.page.sheets.pages == 0
    guard.key(F9)
    drawn(guard)
    assert guard.part == "report"
    assert guard.page.title.text() == "Report"
    assert "PRIVILEGED" not in guard.shown(guard.page.side)


def test_a_part_is_read_as_the_one_before(qtbot: QtBot, tmp_path: Path) -> None:
    """As text, or as pages: a digit chooses the part only."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    guard.page.views["text"].click()
    drawn(guard)
    for key in ("1", "3", ESCAPE):
        guard.key(key)
        assert guard.page.view == "text"
    assert guard.window.focusWidget() is guard.page.reading


def test_the_letters_of_the_acts_work_in_the_list_of_printers_too(qtbot: QtBot, tmp_path: Path) -> None:
    """The arrows choose a printer, P prints on it."""
    guard = AtReport(qtbot, tmp_path)
    guard.window.recording.clerk.printers = FilePrinters(tmp_path)
    guard.page.side.other.click()
    qtbot.waitUntil(guard.page.side.printers.isVisible)
    guard.key(Qt.Key.Key_Down, "p")
    guard.until("Sent to Office")
    assert (tmp_path / "Office.pdf").exists()


def test_the_card_of_the_officers_gives_way_to_no_page_of_the_visit(qtbot: QtBot, tmp_path: Path) -> None:
    """They read it: a key that shows the visit does nothing; Esc closes the card."""
    guard = AtReport(qtbot, tmp_path)
    guard.key(ESCAPE, F11)
    card = guard.window.recording.card
    for key in (F7, F3, F4, F8, F10, F2, F5):
        guard.key(key)
        assert guard.sees(card)
        assert guard.view.record_number not in guard.shown()
    guard.key(ESCAPE)
    assert guard.sees(guard.window.outcome)


def test_words_that_are_half_typed_are_said_to_be_missing(qtbot: QtBot, tmp_path: Path) -> None:
    """At once, before a second has passed; Esc goes back to them, and once they are written nothing is said."""
    guard = AtReport(qtbot, tmp_path)
    guard.key(F7, F3)
    written = guard.window.recording.written
    QTest.keyClicks(guard.window.focusWidget(), "He will be back at five.")
    guard.key(F7)
    drawn(guard)
    assert guard.page.half_typed.words == "Words you typed are not written down yet (F3)."
    assert guard.page.half_typed.isVisible()
    guard.page.side.papers["a4"].click()
    drawn(guard)
    assert guard.page.half_typed.isVisible()
    guard.key(ESCAPE)
    assert guard.sees(written)
    written.foot.write.click()
    guard.settle()
    guard.key(F7)
    drawn(guard)
    assert not guard.page.half_typed.isVisible()
    guard.key(ESCAPE, ESCAPE)
    assert guard.sees(guard.window.outcome)


@pytest.mark.parametrize("size", [*SIZES, (1280, 720)])
def test_the_file_dialog_leaves_the_emergency_keys_in_sight(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """It ends above the bar and has all that it needs to save."""
    guard = AtReport(qtbot, tmp_path, size)
    guard.key("s")
    guard.page.form.choose.click()
    for _ in range(3):
        QApplication.processEvents()
    (dialog,) = guard.page.findChildren(QFileDialog)
    bar = guard.window.bar
    assert dialog.geometry().bottom() < bar.mapToGlobal(bar.rect().topLeft()).y()
    for name in ("fileNameEdit", "lookInCombo", "buttonBox"):
        part = dialog.findChild(QWidget, name)
        assert part is not None
        assert dialog.rect().contains(part.rect().translated(part.mapTo(dialog, part.rect().topLeft())))


def test_save_choose_and_cancel_are_whole_on_a_small_screen(qtbot: QtBot, tmp_path: Path) -> None:
    """And what the page offers stands in one row above the report."""
    guard = AtReport(qtbot, tmp_path, (683, 384))
    row = {target.y() for target in (*guard.page.views.values(), guard.page.back)}
    assert len(row) == 1
    guard.key("s")
    guard.page.form.say("There is another file. Give another name, or say that it is to be replaced.")
    for _ in range(3):
        QApplication.processEvents()
    for target in (guard.page.form.save, guard.page.form.choose, guard.page.form.cancel):
        assert target.visibleRegion().boundingRect() == target.rect()
