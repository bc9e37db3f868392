"""Papers and their photographs on the page where things are written down; how every tab of it looks; the thin strips."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.record.fields import KeyTarget, Typed
from desktop.ui.record.papers import PapersForm, Picker
from desktop.ui.record.strip import TakeOverStrip, TimeStrip
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT, TARGET_PX
from tests.ui.looking import clipped
from tests.ui.record_writer import ARREST, EMPTY, FULL, I200, Held, Key, Writer, press


def picker(writer: Writer, paper: str) -> Picker:
    """Ask for a photograph of a paper."""
    press(writer, f"Add a photo or scan of {paper}")
    assert isinstance(writer.page.form, PapersForm)
    assert writer.page.form.picker is not None
    return writer.page.form.picker


def test_a_scan_is_added_by_its_digit(qtbot: QtBot) -> None:
    """To the paper and page that were asked for; a second press sends nothing more."""
    writer = Writer(qtbot, FULL, "papers")
    press_page = picker(writer, "Paper 2")
    writer.page.show_scans(
        [("/scans/a.pdf", "a.pdf", "14:08", "0.4 MB"), ("/scans/b.png", "b.png", "14:01", "2 MB")]
    )
    press(writer, "Page after")
    assert press_page.page == 2
    press_page.other.setFocus()
    writer.key("2")
    writer.key("1")
    assert writer.told("choose_photo") == [("papers/2", 1), ("papers/2", 2)]
    assert writer.told("photo") == [("papers/2", 2, "/scans/b.png")]


def test_a_file_takes_its_time_and_the_page_waits_for_it(qtbot: QtBot) -> None:
    """What else is written meanwhile does not count as the file, and can be written; the file itself says when it is kept."""
    writer = Writer(qtbot, FULL, "papers")
    picker(writer, "Paper 2").pick("/scans/a.pdf")
    assert "The file is being kept" in writer.shown()
    writer.show(msgspec.structs.replace(FULL, notes=()))
    assert "is kept." not in writer.shown()
    writer.page.photo_ended("another visit", kept=True)
    writer.show(FULL)
    assert "is kept." not in writer.shown()
    writer.page.photo_ended(FULL.visit, kept=True)
    kept = msgspec.structs.replace(I200, photos=("14:08:02 · page 1 · image/png",))
    writer.show(msgspec.structs.replace(FULL, papers=(ARREST, kept)))
    assert "The file is kept." in writer.shown()
    assert "14:08:02 · page 1 · image/png" in writer.shown()


def test_page_two_of_an_arrest_warrant_is_not_offered(qtbot: QtBot) -> None:
    """It holds private data; the page says so."""
    writer = Writer(qtbot, FULL, "papers")
    asked = picker(writer, "Paper 1")
    assert "Page 2 of an arrest warrant may hold private data and is never kept." in writer.shown()
    assert "never people" in writer.shown()
    assert not [
        each
        for each in asked.findChildren(Target)
        if each.accessibleName() == "Page after" and each.isVisible()
    ]


def test_photographs_that_are_switched_off_are_not_offered(qtbot: QtBot) -> None:
    """One sentence instead."""
    writer = Writer(qtbot, msgspec.structs.replace(FULL, photos_on=False), "papers")
    assert "Photographs of papers are switched off at this facility." in writer.shown()
    assert isinstance(writer.page.form, PapersForm)
    assert writer.page.form.add_targets == {}


def test_the_emergency_key_works_while_files_are_looked_through(qtbot: QtBot) -> None:
    """The dialog is Qt's own and not modal; leaving the page closes it."""
    writer = Writer(qtbot, FULL, "papers")
    pressed: list[str] = []
    writer.frame.bind({Key.Key_F12: lambda: pressed.append("F12")})
    picker(writer, "Paper 2").other.click()
    (dialog,) = writer.page.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(dialog, Key.Key_F12)
    assert pressed == ["F12"]
    writer.page.hide()
    assert not dialog.isVisible()


def drop(writer: Writer, path: Path) -> None:
    """Let a file fall on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, held = Qt.MouseButton.LeftButton, Held.NoModifier
    writer.page.dropEvent(QDropEvent(QPointF(QPoint(50, 50)), Qt.DropAction.CopyAction, data, buttons, held))


def test_a_dropped_file_goes_to_the_paper_that_asks(qtbot: QtBot, tmp_path: Path) -> None:
    """With two papers and none that asks, the page says what to do first."""
    writer = Writer(qtbot, FULL, "papers")
    drop(writer, tmp_path / "a.png")
    assert writer.told("photo") == []
    assert "at the paper first" in writer.shown()
    picker(writer, "Paper 2")
    drop(writer, tmp_path / "a.png")
    assert writer.told("photo") == [("papers/2", 1, str(tmp_path / "a.png"))]


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (683, 384)])
def test_every_tab_fits_and_everything_can_be_named(qtbot: QtBot, size: tuple[int, int]) -> None:
    """No cut word, no target below 56 px or outside the page's width, no field or target without a name."""
    writer = Writer(qtbot, FULL, size=size)
    found: list[str] = []
    for tab in writer.page.tabs.targets:
        writer.page.open_tab(tab)
        for _ in range(4):  # a new text may ask for a second layout
            QApplication.processEvents()
        found += [f"{tab}: {each}" for each in clipped(writer.page)]
        for widget in (*writer.page.findChildren(Target), *writer.page.findChildren(Typed)):
            place = widget.mapTo(writer.page, QPoint(0, 0)).x()
            if widget.isVisible() and (place < 0 or place + widget.width() > writer.page.width()):
                found.append(f"{tab}: {widget.accessibleName()} stands out of the page")
            if widget.isVisible() and (widget.height() < TARGET_PX or not widget.accessibleName()):
                found.append(f"{tab}: {widget.accessibleName()!r} is {widget.height()} px high")
        assert not writer.page.form or not writer.page.form.submit or writer.page.foot.write.isVisible()
    assert found == []


def test_a_tab_without_entries_says_so_of_itself_and_names_the_others(qtbot: QtBot) -> None:
    """Nothing under one tab does not look like nothing at all."""
    writer = Writer(qtbot, FULL, "vehicle")
    assert "No car is written down yet." in writer.shown()
    assert "Note: 1 · People: 1 · Times: 2" in writer.shown()
    assert "Nothing yet" not in writer.shown()


def test_the_tabs_keep_their_words_on_a_small_screen(qtbot: QtBot) -> None:
    """Shorter ones, without keys, in two rows where one is too short; never a bare digit and never a cut word."""
    writer = Writer(qtbot, FULL, size=(683, 384))
    tabs = writer.page.tabs
    words = [target.text() for target in tabs.targets.values()]
    assert words == ["Note (1)", "People (1)", "Cars", "Times (2)", "Help", "Papers", "Count"]
    writer.frame.resize(420, 600)
    qtbot.waitUntil(lambda: tabs.targets["count"].y() > tabs.targets["note"].y())
    assert [target.text() for target in tabs.targets.values()] == words
    qtbot.waitUntil(lambda: list(clipped(tabs)) == [])
    writer.frame.resize(1366, 768)
    qtbot.waitUntil(lambda: tabs.targets["count"].text() == "How many")
    assert tabs.targets["count"].y() == tabs.targets["note"].y()


def test_tab_alone_reaches_every_part_of_a_form(qtbot: QtBot) -> None:
    """Fields, choices, codes, and the target that writes it down."""
    writer = Writer(qtbot, FULL, "vehicle")
    wanted = {
        each
        for kind in (KeyTarget, Target, Typed)
        for each in writer.page.findChildren(kind)
        if each.isVisible() and each.isEnabled()
    }
    reached = set()
    for _ in range(2 * len(wanted) + 10):
        writer.key(Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert wanted <= reached


def test_the_strip_after_a_marked_time_names_it_or_leaves_it(qtbot: QtBot) -> None:
    """The time is kept either way."""
    strip, heard = TimeStrip(LIGHT), list[tuple[int, str]]()
    qtbot.addWidget(strip)
    strip.named.connect(lambda seq, what: heard.append((seq, what)))
    strip.show_mark(9, "14:07:31", EMPTY.marks)
    strip.resize(1366, 64)
    assert strip.accessibleName() == "✓ 14:07:31. What was it?"
    targets = {each.text(): each for each in strip.findChildren(Target)}
    targets[EMPTY.marks[2].label].click()
    assert heard == [(9, "went_in")]
    with qtbot.waitSignal(strip.later):
        targets["Later"].click()
    assert not strip.isVisible()


def test_tab_comes_to_what_a_marked_time_was_before_it_comes_to_later(qtbot: QtBot) -> None:
    """Also when a second time is marked."""
    strip = TimeStrip(LIGHT)
    qtbot.addWidget(strip)
    strip.resize(1366, 64)
    for seq in (9, 12):
        strip.show_mark(seq, "14:07:31", EMPTY.marks)
    strip.activateWindow()
    qtbot.waitUntil(strip.isActiveWindow)
    names = [choice.label for choice in EMPTY.marks]
    first = next(each for each in strip.findChildren(Target) if each.text() == names[0] and each.isVisible())
    first.setFocus()
    came = []
    for _ in range(len(names) + 1):
        focused = QApplication.focusWidget()
        assert isinstance(focused, Target)
        came.append(focused.text())
        QTest.keyClick(focused, Key.Key_Tab)
    assert came == [*names, "Later"]


def test_whoever_is_at_the_desk_can_take_a_visit_over(qtbot: QtBot) -> None:
    """The strip says who began it."""
    strip = TakeOverStrip(LIGHT)
    qtbot.addWidget(strip)
    strip.show_holder("Guard 12")
    assert strip.accessibleName() == "Guard 12 has this visit."
    with qtbot.waitSignal(strip.taken):
        strip.target.click()
    strip.show_holder("")
    assert not strip.isVisible()
