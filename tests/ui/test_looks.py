"""What a person meets on the screens: nothing cut, nothing small, nothing unnamed, at both sizes of old screens."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.events import Actor
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT, TARGET_PX
from tests.ui.cases import CASES, Case
from tests.ui.guard import I200, Guard
from tests.ui.looking import clipped, scrolled

SIZES = [(1366, 768), (1280, 720)]


def look(guard: Guard, place: str) -> list[str]:
    """Everything on this screen that a person would stumble over."""
    window = guard.window
    for _ in range(3):  # a new text may ask for a second layout
        QApplication.processEvents()
    found = [f"{place}: {each}" for each in (*clipped(window), *scrolled(window))]
    for target in window.findChildren(Target):
        if target.isVisible() and target.height() < TARGET_PX:
            found.append(f"{place}: {target.text()} is only {target.height()} px high")
    return [*found, *(f"{place}: {each}" for each in nameless(window))]


def nameless(window: object) -> list[str]:
    """Controls of the accessibility tree that a screen reader could not name."""
    found: list[str] = []

    def visit(interface: QAccessibleInterface) -> None:
        state = interface.state()
        named = interface.text(QAccessible.Text.Name).strip()
        if (
            not named
            and not state.invisible
            and interface.role()
            in (
                QAccessible.Role.Button,
                QAccessible.Role.CheckBox,
                QAccessible.Role.EditableText,
                QAccessible.Role.ComboBox,
            )
        ):
            found.append(f"a {interface.role()} has no name")
        for number in range(interface.childCount()):
            child = interface.child(number)
            if child is not None:
                visit(child)

    root = QAccessible.queryAccessibleInterface(window)  # type: ignore[arg-type]
    assert root is not None
    visit(root)
    return found


def show(guard: Guard, case: Case) -> list[str]:
    """Walk a case through the window, looking at every screen on the way."""
    window, found = guard.window, look(guard, "desk")
    guard.key("n")
    while window.view is not None and window.view.shows == "question" and window.view.question is not None:
        question = window.view.question
        found += look(guard, question.step)
        if question.step not in case.facts:
            break
        window.walk.answered.emit(question.address, case.facts[question.step])
        guard.settle()
    for act, value in case.then:
        if act == "press":
            guard.key(getattr(Qt.Key, f"Key_{value}"))
        elif act == "scope":
            view = guard.view.outcome
            assert view is not None
            assert view.scope is not None
            window.outcome.answered.emit(view.scope.address, value)
        else:
            consult = guard.session.walking.current(guard.view.id).walk.consults[0]
            window.outcome.answered.emit(consult.address, value)
        guard.settle()
    found += look(guard, "end")
    if window.pages.currentWidget() is window.outcome:
        guard.key(Qt.Key.Key_F2)
        found += look(guard, "something changed")
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_screen_of_a_visit_fits_and_is_named(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """At 1366x768 and 1280x720: no cut word, no scrolling, no target below 56 px, no control without a name."""
    for size in SIZES:
        guard = Guard(qtbot, tmp_path / str(size[1]), CASES[name].facility, size)
        assert show(guard, CASES[name]) == []
        guard.window.close()


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


def test_every_control_is_reached_by_tab_alone(qtbot: QtBot, tmp_path: Path) -> None:
    """On a question, the focus comes round to each target and field that can be seen."""
    guard = Guard(qtbot, tmp_path).walk({"danger": "none"})
    window = guard.window
    wanted = {
        each
        for kind in (Target, QComboBox, QLineEdit)
        for each in window.findChildren(kind)
        if each.isVisible() and each.isEnabled()
    }
    reached = set()
    for _ in range(3 * len(wanted)):
        guard.key(Qt.Key.Key_Tab)
        reached.add(window.focusWidget())
    assert wanted <= reached


def test_all_answers_unfold_and_any_of_them_can_be_changed(qtbot: QtBot, tmp_path: Path) -> None:
    """The former answer stays in the list, marked as changed, and the visit asks that question again."""
    guard = Guard(qtbot, tmp_path).walk({**I200, "agency_form": "i200"})
    side = guard.window.outcome.side
    side.last_answer.all_target.click()
    signer = next(each for each in side.why.findChildren(Target) if "Signed by" in each.accessibleName())
    assert look(guard, "why") == [] or "do not fit" in " ".join(look(guard, "why"))
    signer.click()
    guard.settle()
    assert guard.question.step == "signer"
    changed = [line for line in guard.question.earlier if line.changed]
    assert [line.label for line in changed][:1] == ["Signed by"]


def test_who_is_on_duty_acts_and_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    """The name chosen on the start screen stands in the header and on every event from then on."""
    guard = Guard(qtbot, tmp_path)
    guard.window.desk.person.setCurrentText("Supervisor 3")
    guard.window.desk.person.textActivated.emit("Supervisor 3")
    assert guard.window.header.duty.text() == "On duty: Supervisor 3"
    guard.key("n")
    events = guard.session.desk.store.queries.events_of(guard.view.id)
    assert events[0].actor == Actor("Supervisor 3", "supervisor", "claimed")


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_seven_to_one_and_edges_three_to_one() -> None:
    """AAA for every text on its ground; edges of targets and the focus ring can be told from what they stand on."""
    theme = LIGHT
    texts = [(theme.ink, ground) for ground in (theme.page, theme.panel, theme.say, theme.chosen)] + [
        (theme.soft_ink, theme.page),
        (theme.soft_ink, theme.panel),
        (theme.head_ink, theme.head),
        (theme.accent_ink, theme.accent),
        (theme.accent, theme.panel),
        (theme.danger_ink, theme.danger),
        (theme.danger, theme.panel),
        (theme.danger, theme.page),
        (theme.hold_ink, theme.hold),
        *((tone.text, tone.ground) for tone in theme.tones.values()),
    ]
    assert [pair for pair in texts if contrast(*pair) < 7] == []
    assert contrast(theme.edge, theme.page) >= 3
    assert contrast(theme.ring, theme.ink) >= 3
