"""What a person meets on the screens: nothing cut, nothing small, nothing unnamed, on old screens and at 200 %, day and night."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.events import Actor
from desktop.ui.page import Page
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT, NIGHT
from desktop.ui.walk.date import DateEntry
from tests.ui.cases import CASES
from tests.ui.guard import AO93, I200, Guard
from tests.ui.looking import clipped, nameless, out_of_sight, scrolled, sideways
from tests.ui.part import share
from tests.ui.showing import look, show, show_beside, show_people

SIZES = [(1366, 768), (1280, 720)]
SMALL_SIZES = [(1024, 600), (683, 384)]
"""In px at 100 %; the last is 1366x768 at 200 %."""

SMALL = ["i200", "hold_for_counsel", "several", "escort_within_warrant"]


@pytest.mark.parametrize("name", CASES)
def test_every_screen_of_a_visit_fits_and_is_named(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """At 1366x768 or 1280x720: no cut word, no scrolling, no target below 56 px, no control without a name."""
    for size in share(SIZES, list(CASES).index(name)):
        guard = Guard(qtbot, tmp_path / str(size[1]), CASES[name].facility, size)
        assert show(guard, CASES[name], (clipped, sideways, scrolled, out_of_sight, nameless)) == []
        guard.window.close()


@pytest.mark.parametrize("size", SMALL_SIZES, ids=str)
@pytest.mark.parametrize("name", SMALL)
def test_at_200_percent_the_question_and_the_emergency_keys_stay_in_sight(
    qtbot: QtBot, tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    """Everything else may be scrolled to, downwards only; nothing is cut."""
    guard = Guard(qtbot, tmp_path, CASES[name].facility, size)
    assert show(guard, CASES[name], (clipped, sideways, out_of_sight, nameless)) == []


@pytest.mark.parametrize("size", [*SIZES, *SMALL_SIZES], ids=str)
def test_the_pages_beside_the_walk_are_whole_and_named(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Write down, calls, papers side by side, the card, a change: nothing cut, nothing small, nothing unnamed."""
    guard = Guard(qtbot, tmp_path, size=size)
    assert show_beside(guard, CASES["i200"], (clipped, sideways, out_of_sight, nameless)) == []


@pytest.mark.parametrize("size", [*SIZES, *SMALL_SIZES], ids=str)
def test_the_pages_about_people_are_whole_and_named(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Who are you, the PIN, what one can do, the people, the locked screen: nothing cut, nothing small, nothing unnamed."""
    guard = Guard(qtbot, tmp_path, size=size)
    looks = (clipped, sideways, out_of_sight, nameless, *((scrolled,) if size in SIZES else ()))
    assert show_people(guard, looks) == []


def test_the_night_colours_are_chosen_on_the_desk_and_kept(qtbot: QtBot, tmp_path: Path) -> None:
    """The same open desk goes on in another window of the same size; the next start has the same colours."""
    guard = Guard(qtbot, tmp_path, size=(1280, 720))
    guard.key("n")
    session = guard.session
    guard.window.show_desk()
    guard.settle()
    assert guard.window.desk.theme is LIGHT
    guard.window.desk.colours.click()
    guard.settle()
    assert guard.window.desk.theme is NIGHT
    assert guard.session is session
    assert guard.window.size().toTuple() == (1280, 720)
    QApplication.processEvents()
    gc.collect()  # else qtbot would close the window that is gone
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [guard.window]
    assert len(guard.window.desk.resumable) == 1
    guard.key("1")
    assert guard.question.step == "danger"
    guard.window.close()
    assert Guard(qtbot, tmp_path).window.desk.theme is NIGHT


def test_the_cases_come_to_every_outcome_of_the_pack(qtbot: QtBot, tmp_path: Path) -> None:
    """No outcome's screen goes unseen by the test above."""
    guard = Guard(qtbot, tmp_path)
    pack = guard.session.desk.pack.policy
    assert set(pack.outcomes) - {"refuse_administrative_paper"} <= set(CASES)


def test_more_than_six_answers_stand_in_two_columns_and_cannot_tell_is_last(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """As the sketch has it: numbered downwards, then the second column, the dashed one last."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    targets = [each for each in guard.window.walk.findChildren(Target) if each.isCheckable()]
    assert len({each.x() for each in targets}) == 2
    last = max(targets, key=lambda each: (each.x(), each.y()))
    assert last.text() == "I can't tell"


def stops(guard: Guard) -> set[QWidget]:
    """Every target and field that can be seen and used."""
    kinds = (Target, QComboBox, QLineEdit)
    found = (each for kind in kinds for each in guard.window.findChildren(kind))
    return {each for each in found if each.isVisible() and each.isEnabled()}


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)], ids=str)
def test_every_control_is_reached_by_tab_alone_and_then_seen(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    """On a question the focus comes round to everything, and what has it is scrolled to."""
    guard = Guard(qtbot, tmp_path, size=size).walk({"danger": "none"})
    wanted, reached = stops(guard), set()
    for _ in range(3 * len(wanted)):
        guard.key(Qt.Key.Key_Tab)
        focused = guard.window.focusWidget()
        assert focused is not None
        for _ in range(3):  # it is scrolled to when it has its place
            QApplication.processEvents()
        assert isinstance(focused, Page) or not focused.visibleRegion().isEmpty()
        reached.add(focused)
    assert wanted <= reached


def test_the_first_tab_on_a_question_comes_to_an_answer(qtbot: QtBot, tmp_path: Path) -> None:
    """At 100 % the first answer has the focus; at 200 %, where it may be out of sight, Return presses nothing before Tab."""
    guard = Guard(qtbot, tmp_path / "wide").walk({"danger": "none"})
    answers = list(guard.window.walk.findChildren(Target, options=Qt.FindChildOption.FindChildrenRecursively))
    first = next(each for each in answers if each.isCheckable())
    assert guard.window.focusWidget() is first
    guard.window.close()
    small = Guard(qtbot, tmp_path / "small", size=(683, 384)).walk({"danger": "none"})
    step = small.question.step
    small.key(Qt.Key.Key_Return)
    assert small.question.step == step
    small.key(Qt.Key.Key_Tab)
    focused = small.window.focusWidget()
    assert isinstance(focused, Target)
    assert focused.text() == small.question.choices[0].label


def test_no_answer_of_counsel_lies_under_a_hurried_return(qtbot: QtBot, tmp_path: Path) -> None:
    """Return on the question before leads to counsel's; a second one gives no word of counsel, its digit does."""
    guard = Guard(qtbot, tmp_path).walk(AO93)
    assert guard.question.step == "counsel"
    assert guard.question.guarded
    assert guard.window.focusWidget() is guard.window.walk
    before = len(guard.session.desk.store.queries.events_of(guard.view.id))
    guard.key(Qt.Key.Key_Return, Qt.Key.Key_Space)
    assert len(guard.session.desk.store.queries.events_of(guard.view.id)) == before
    guard.give("deny")
    assert guard.outcomes == ["counsel_declined_access"]


def test_escape_closes_all_answers(qtbot: QtBot, tmp_path: Path) -> None:
    """From the list and from the bar; the key stands on the target."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    page = guard.window.walk
    for focused in (page.answer_list.back, guard.window.bar.f9):
        page.last_answer.all_target.click()
        focused.setFocus()
        guard.key(Qt.Key.Key_Escape)
        assert page.answer_list.isHidden()
        assert guard.window.focusWidget() is page.last_answer.all_target
    assert page.answer_list.back.accessibleName() == "Esc: Close the list"


def test_a_year_of_one_or_three_digits_is_no_year(qtbot: QtBot, tmp_path: Path) -> None:
    """It is refused with the sentence, and nothing is written."""
    facts = {key: AO93[key] for key in AO93 if key != "date_issued"}
    guard = Guard(qtbot, tmp_path).walk(facts)
    entry = guard.window.walk.findChildren(DateEntry)[-1]
    for year in ("6", "202"):
        for field, typed in ((entry.month, "07"), (entry.day, "14"), (entry.year, year)):
            field.setText(typed)
        guard.key(Qt.Key.Key_Return)
        assert guard.question.step == "date_issued"
        assert "That is not a date." in guard.shown()
    entry.year.setText("26")
    guard.key(Qt.Key.Key_Return)
    assert guard.question.step != "date_issued"


def test_after_a_visit_was_closed_a_second_return_opens_none(qtbot: QtBot, tmp_path: Path) -> None:
    """The desk tells what happened, and the focus is on the page; N still opens a visit."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    left = next(each for each in stops(guard) if isinstance(each, Target) and "They have left" in each.text())
    left.setFocus()
    guard.key(Qt.Key.Key_Return)
    assert guard.window.page is guard.window.desk
    assert guard.window.focusWidget() is guard.window.desk
    guard.key(Qt.Key.Key_Return)
    assert guard.session.desk.store.queries.open_visits() == []
    guard.key("n")
    assert guard.question.step == "danger"


def test_all_answers_unfold_and_any_of_them_can_be_changed(qtbot: QtBot, tmp_path: Path) -> None:
    """It is asked once more; the former answer stays in the list, marked as changed."""
    guard = Guard(qtbot, tmp_path).walk(I200)
    side = guard.window.outcome.side
    side.last_answer.all_target.click()
    assert [*look(guard, "why", (clipped, sideways, out_of_sight, nameless))] == []
    signer = next(each for each in side.why.findChildren(Target) if "Signed by" in each.accessibleName())
    signer.click()
    guard.settle()
    assert "You answered: “Immigration officer or director”" in guard.shown(guard.window.page)
    guard.key("1")  # a judge
    if guard.window.page is not guard.window.walk:
        guard.key("1")  # and so the form's number does not count any more
    earlier = (guard.view.question or guard.view.outcome or guard.question).earlier
    assert "Signed by" in [line.label for line in earlier if line.changed]


def test_who_is_on_duty_acts_and_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    """The name chosen on the start screen stands in the header and on every event from then on."""
    guard = Guard(qtbot, tmp_path)
    guard.window.desk.person.setCurrentText("Supervisor 3")
    guard.window.desk.person.textActivated.emit("Supervisor 3")
    assert guard.window.header.duty.text() == "On duty: Supervisor 3"
    guard.key("n")
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert events[0].actor == Actor("Supervisor 3", "supervisor", "claimed")
