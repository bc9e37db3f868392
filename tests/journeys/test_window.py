"""Whole visits through the real window over a real record, by keys alone."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.app import App
from desktop.ui.demo import run_demo
from desktop.ui.targets import Target
from tests.ui.guard import AO93, FACILITIES, I200, Guard

F1, F2, F9, F12 = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F9, Qt.Key.Key_F12
ENTER = Qt.Key.Key_Return


def visible(guard: Guard) -> list[Target]:
    """Every target that can be seen."""
    return [each for each in guard.window.findChildren(Target) if each.isVisible()]


def target(guard: Guard, words: str) -> Target:
    """The visible target with these words."""
    found = [each for each in visible(guard) if words in each.text()]
    assert found, f"{words} is not offered"
    return found[0]


def press_target(guard: Guard, words: str) -> None:
    """Go to a target by the focus and press Return on it."""
    target(guard, words).setFocus()
    guard.key(ENTER)


def test_an_agencys_paper_from_the_first_key_to_they_have_left(qtbot: QtBot, tmp_path: Path) -> None:
    """N, digits and Return lead to the refusal; what is shown is on disk; the visit is closed from the keyboard."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    assert guard.outcomes == ["refuse_administrative_paper"]
    shown = guard.shown(guard.window.outcome)
    for words in ("Say no in words. Step aside if they go in.", "212-555-0107", "Do not block, touch, lie"):
        assert words in shown
    assert "DRAFT POLICY, not approved by counsel" in shown
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert [event.kind for event in events][-1] == "outcome_reached"
    number = guard.view.record_number
    press_target(guard, "They have left")
    assert guard.window.pages.currentWidget() is guard.window.desk
    assert number in guard.shown(guard.window.desk)
    assert guard.session.desk.store.queries.open_visits() == []


def test_a_search_warrant_that_counsel_allows_leads_to_the_escort(qtbot: QtBot, tmp_path: Path) -> None:
    """Every check by keys, the dates typed as printed; counsel's word is the last question; then the area."""
    guard = Guard(qtbot, tmp_path).walk({**AO93, "counsel": "allow"})
    assert guard.outcomes == ["escort_within_warrant"]
    press_target(guard, "No, they go past it")
    assert guard.outcomes == ["outside_warrant_scope"]


def test_counsel_cannot_allow_what_counsel_has_not_seen(qtbot: QtBot, tmp_path: Path) -> None:
    """For a paper on a screen the answer is not offered; given all the same it is refused in words; then it works."""
    guard = Guard(qtbot, tmp_path).walk({**AO93, "form": "on_screen", "counsel_has_copy": "no"})
    assert guard.outcomes == ["hold_for_counsel"]
    assert "Counsel allows it" not in [each.text() for each in guard.window.findChildren(Target)]
    view = guard.view.outcome
    assert view is not None
    guard.window.outcome.answered.emit(view.consults[0].address, "allow")
    assert "Counsel has not seen this paper yet" in guard.window.outcome.refused_strip.words
    press_target(guard, "Counsel has a copy now")
    if guard.window.pages.currentWidget() is guard.window.walk:
        press_target(guard, "Result")
    press_target(guard, "Counsel allows it")
    assert guard.outcomes == ["escort_within_warrant"]


def to_desk(guard: Guard) -> None:
    """The start screen."""


def to_question(guard: Guard) -> None:
    """A question of a choice."""
    guard.walk({"danger": "none"})


def to_several(guard: Guard) -> None:
    """A question of several answers, one of them marked."""
    guard.walk({"danger": "none", "visitor": "federal"})
    guard.key("2")


def to_date(guard: Guard) -> None:
    """A date, half typed, the focus in a field."""
    guard.walk({**{key: AO93[key] for key in AO93 if key != "date_issued"}})
    QTest.keyClick(QApplication.focusWidget() or guard.window, Qt.Key.Key_1)


def to_outcome(guard: Guard) -> None:
    """An outcome."""
    guard.walk(I200)


def to_changed(guard: Guard) -> None:
    """What they do now, over an outcome."""
    guard.walk(I200)
    guard.key(F2)


def to_answers(guard: Guard) -> None:
    """All answers, unfolded."""
    guard.walk({"danger": "none"})
    press_target(guard, "All answers")


def to_cover(guard: Guard) -> None:
    """Everything hidden."""
    guard.walk({"danger": "none"})
    guard.key(F9)


def to_list(guard: Guard) -> None:
    """The list of who is on duty, open."""
    guard.window.desk.person.showPopup()


def to_note(guard: Guard) -> None:
    """A note being typed."""
    guard.walk({"danger": "none"})
    guard.key(Qt.Key.Key_F3, "t", "h")


def to_person(guard: Guard) -> None:
    """An officer being written down."""
    to_note(guard)
    guard.window.recording.written.open_tab("officer")


def file_dialog() -> QFileDialog | None:
    """The dialog that lies over the window."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]
    return next((each for each in found if each.isVisible()), None)


def to_dialog(guard: Guard) -> None:
    """The dialog for another file, over the page of papers."""
    guard.walk({**I200, "secret": "no"})
    guard.key(Qt.Key.Key_F3)
    guard.window.recording.written.open_tab("papers")
    press_target(guard, "Add a photo or scan")
    guard.bot.waitUntil(lambda: any("Other file" in each.text() for each in visible(guard)))
    press_target(guard, "Other file")
    guard.bot.waitUntil(lambda: file_dialog() is not None)


def to_calls(guard: Guard) -> None:
    """The numbers, and what somebody said on the phone being typed."""
    guard.walk({"danger": "none"})
    guard.key(Qt.Key.Key_F8)
    press_target(guard, "They told me")


def to_card(guard: Guard) -> None:
    """The card for officers."""
    guard.walk(I200)
    guard.key(Qt.Key.Key_F11)


def to_compare(guard: Guard) -> None:
    """The drawings of papers."""
    guard.walk({**{key: I200[key] for key in I200 if key != "signer"}})
    guard.key(Qt.Key.Key_F4)


def to_change(guard: Guard) -> None:
    """An earlier answer about to be changed."""
    guard.walk({"danger": "none", "visitor": "federal"})
    press_target(guard, "All answers")
    press_target(guard, "Change")


SCREENS = [to_desk, to_question, to_several, to_date, to_outcome, to_changed, to_answers, to_cover, to_list, to_note,
           to_person, to_dialog, to_calls, to_card, to_compare, to_change]  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("key", [F12, F1])
def test_the_emergency_keys_work_from_every_screen(
    qtbot: QtBot, tmp_path: Path, screen: Callable[[Guard], None], key: Qt.Key
) -> None:
    """One press, no question first: the outcome is on screen and on record."""
    guard = Guard(qtbot, tmp_path)
    screen(guard)
    over = QApplication.activePopupWidget() or file_dialog()
    QTest.keyClick(over or QApplication.focusWidget() or guard.window, key)
    guard.settle()
    assert file_dialog() is None
    assert guard.outcomes[0] == ("entered_without_consent" if key == F12 else "emergency_do_not_impede")
    assert guard.window.bar.f12.isVisible()
    assert guard.window.bar.f1.isVisible()


def test_the_emergency_keys_stand_in_the_same_place_on_every_page(qtbot: QtBot, tmp_path: Path) -> None:
    """F12 and F1 never move, and They have left is far from them."""
    guard = Guard(qtbot, tmp_path)
    places = [(guard.window.bar.f12.geometry(), guard.window.bar.f1.geometry())]
    guard.walk(I200)
    places.append((guard.window.bar.f12.geometry(), guard.window.bar.f1.geometry()))
    left = target(guard, "They have left")
    assert left.x() - guard.window.bar.f1.geometry().right() > guard.window.width() / 3
    guard.key(F9)
    places.append((guard.window.bar.f12.geometry(), guard.window.bar.f1.geometry()))
    assert len(set(map(str, places))) == 1


def test_a_held_f12_is_one_press(qtbot: QtBot, tmp_path: Path) -> None:
    """The repeats of a held key add nothing to the record."""
    guard = Guard(qtbot, tmp_path)
    guard.key(F12)
    before = len(guard.session.desk.store.queries.events_of(guard.view.id))
    for _ in range(5):
        repeat = QKeyEvent(QEvent.Type.KeyPress, F12, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(guard.window, repeat)
    guard.settle()
    assert len(guard.session.desk.store.queries.events_of(guard.view.id)) == before


def test_f9_hides_everything_but_the_name_and_answers_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """Digits and N do nothing while hidden; F9 brings the same question back."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    guard.key(F9)
    words = guard.shown().replace("THRESHOLD | ", "")
    assert words.rstrip(" |") == "Sample School 900 | Press F9 to go on"
    before = len(guard.session.desk.store.queries.events_of(guard.view.id))
    guard.key("1", "n", ENTER, F2)
    assert guard.window.pages.currentWidget() is guard.window.cover
    assert len(guard.session.desk.store.queries.events_of(guard.view.id)) == before
    guard.key(F9)
    assert guard.question.step == "visitor"


def test_a_second_press_while_the_key_is_held_answers_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """The next question is painted, and still the key must have been up."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    assert guard.question.step == "danger"
    QTest.keyPress(guard.window, Qt.Key.Key_1)
    guard.settle()
    QTest.keyPress(guard.window, Qt.Key.Key_1)
    guard.settle()
    assert guard.question.step == "visitor"
    QTest.keyRelease(guard.window, Qt.Key.Key_1)
    guard.key("1")
    assert guard.question.step == "purpose"


def test_a_double_click_answers_one_question(qtbot: QtBot, tmp_path: Path) -> None:
    """Its second half falls on the next question and counts for nothing."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    first = target(guard, "No danger I can see or hear")
    place = first.mapTo(guard.window, first.rect().center())
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    guard.settle()
    under = guard.window.childAt(place)
    assert under is not None
    QTest.mouseDClick(under, Qt.MouseButton.LeftButton)
    guard.settle()
    assert guard.question.step in ("visitor", "purpose")
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert len([event for event in events if event.kind == "step_answered"]) <= 2


def test_undo_asks_again_and_keeps_both_answers(qtbot: QtBot, tmp_path: Path) -> None:
    """The former answer stays on record, marked as changed."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none", "visitor": "federal"})
    press_target(guard, "Undo")
    assert guard.question.step == "visitor"
    guard.give("city_agency")
    lines = [(line.answer, line.changed) for line in guard.question.earlier if line.label == "Who"]
    assert lines == [("A federal agency: ICE, FBI, others", True), ("NYPD or another City agency", False)]


def test_an_open_visit_waits_on_the_start_screen(qtbot: QtBot, tmp_path: Path) -> None:
    """Leaving it closes nothing; another window over the same record goes on where it stood."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none", "visitor": "federal"})
    press_target(guard, "Desk")
    assert "What do they want?" in guard.window.desk.resumable[0].text()
    guard.window.close()
    again = Guard(qtbot, tmp_path)
    again.window.desk.resumable[0].setFocus()
    again.key(ENTER)
    assert again.question.step == "purpose"


def test_trouble_while_saving_keeps_the_page_and_says_that_it_is_not_saved(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Another program holds the record: the answer stays marked, nothing is lost silently, and a second try works."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    other = guard.session.desk.store.maintenance()
    other.execute("BEGIN IMMEDIATE")
    QTest.keyClick(guard.window, Qt.Key.Key_1)
    guard.settle()
    strip = guard.window.walk.trouble_strip
    assert strip.isVisible()
    assert "NOT SAVED: your answer “No danger I can see or hear”" in strip.words
    assert target(guard, "No danger I can see or hear").isChecked()
    QTest.keyClick(guard.window, F12)
    assert "NOT SAVED: F12. Step aside" in strip.words
    other.execute("ROLLBACK")
    other.close()
    guard.key("1")
    assert guard.question.step == "visitor"


def test_trouble_at_opening_is_a_page_with_a_way_on(qtbot: QtBot, tmp_path: Path) -> None:
    """A folder that is a file: what, where, what to do; F12 says that it is not saved; Try again works once mended."""
    (tmp_path / "data").write_text("in the way")
    guard = Guard(qtbot, tmp_path, opens=False)
    opening = guard.window.opening
    qtbot.waitUntil(opening.retry.isVisible)
    assert str(tmp_path / "data") in guard.shown(opening)
    QTest.keyClick(guard.window, F12)
    assert "F12 is NOT saved" in guard.shown(opening)
    (tmp_path / "data").unlink()
    QTest.keyClick(guard.window, ENTER)
    guard.settle()
    assert guard.window.pages.currentWidget() is guard.window.desk


def test_the_window_is_painted_before_the_record_is_opened(qtbot: QtBot, tmp_path: Path) -> None:
    """The first paint finds no record yet, and none is made before it."""
    app = App(paths.places(tmp_path, {}), FACILITIES / "sample-school.toml")
    qtbot.addWidget(app.window)
    seen: list[bool] = []
    app.window.opening.painted.connect(lambda: seen.append((tmp_path / "data").exists()))
    app.show()
    qtbot.waitUntil(lambda: app.window.session is not None)
    assert seen[0] is False


def test_the_demo_plays_a_whole_visit_and_names_its_pictures(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0, a picture per step, and the folder's name at the end."""
    assert run_demo(tmp_path / "demo") == 0
    out = capsys.readouterr().out
    assert "They have left" in out
    assert out.strip().endswith(f"{os.sep}demo")
    assert len(list((tmp_path / "demo").glob("*.png"))) == out.count(".png")
