"""From a visit to its paper, by keys alone: a report of the open visit, the visit's end, and the report that stays."""

from pathlib import Path

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.guard import I200, Guard
from tests.ui.showing import drawn

F7, F12 = Qt.Key.Key_F7, Qt.Key.Key_F12
RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab


def saved(guard: Guard, key: str, path: Path) -> None:
    """Save as PDF (S) or text (T) into this file."""
    form, clerk = guard.window.recording.report.form, guard.window.recording.clerk
    guard.key(key)
    form.path.selectAll()
    QTest.keyClicks(form.path, str(path))
    guard.key(RETURN)
    guard.bot.waitUntil(lambda: not clerk.tasks.busy)
    assert path.exists(), form.words.text()


def words(path: Path) -> str:
    """All that a PDF says, without its line ends."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def leave_by_keys(guard: Guard) -> None:
    """They have left: Tab to it, Return."""
    for _ in range(60):
        if guard.window.focusWidget().accessibleName() == "They have left":
            break
        guard.key(TAB)
    guard.key(RETURN)
    assert guard.window.page is guard.window.desk


def test_a_visit_becomes_two_reports_and_the_second_one_is_closed(qtbot: QtBot, tmp_path: Path) -> None:
    """Of officers who go in against the words said to them. The first report says that the visit is still open; the last one
    can be made again from the desk, byte for byte."""
    guard = Guard(qtbot, tmp_path / "home").walk(I200)
    number = guard.view.record_number
    guard.key(F7)
    drawn(guard)
    saved(guard, "s", tmp_path / "open.pdf")
    assert "VISIT STILL OPEN" in words(tmp_path / "open.pdf")
    guard.key(ESCAPE, F12, F7)
    drawn(guard)
    saved(guard, "s", tmp_path / "entered.pdf")
    assert words(tmp_path / "entered.pdf") != words(tmp_path / "open.pdf")
    guard.key(ESCAPE)
    leave_by_keys(guard)
    for name in ("first", "again"):
        guard.window.desk.days.setFocus()
        guard.key(F7)
        drawn(guard)
        saved(guard, "s", tmp_path / f"{name}.pdf")
        guard.key(ESCAPE)
    guard.key(F7)
    drawn(guard)
    saved(guard, "t", tmp_path / "closed.txt")
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    said, text = words(tmp_path / "first.pdf"), (tmp_path / "closed.txt").read_text(encoding="utf-8")
    for each in (said, text):
        assert number in each
        assert "VISIT STILL OPEN" not in each


def test_a_report_that_is_left_at_once_stands_in_no_ones_way(qtbot: QtBot, tmp_path: Path) -> None:
    """Fifty notes: it may not be made yet when the guard goes back; the question is there, and so is the report the next time."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    noting, visit, actor = guard.session.noting, guard.view.id, guard.session.actor
    for number in range(50):
        noting.note(visit, f"Note {number}.", "seen", actor)
    step = guard.question.step
    guard.key(F7, ESCAPE)
    assert guard.question.step == step
    guard.key(F7)
    drawn(guard)
    made = guard.window.recording.clerk.made
    assert made is not None
    assert all(f"Note {number}." in made.text for number in range(50))
