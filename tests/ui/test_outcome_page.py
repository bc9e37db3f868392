"""The outcome page over real visits: calls, ticks, counsel's timer, why this result."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.core.particulars import CallLogged, TaskTicked
from desktop.ui.outcome.panel import PEOPLE
from desktop.ui.targets import Target
from desktop.ui.theme import TARGET_PX
from tests.ui.acting import SIZES, AtOutcome
from tests.ui.cases import CASES
from tests.ui.guard import AO93
from tests.ui.looking import clipped, nameless, scrolled

ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
MINUTE_US = 60_000_000
HOLD = CASES["hold_for_counsel"]


def stumbles(at: AtOutcome) -> list[str]:
    """Everything on the screen that a person would stumble over."""
    at.settle()
    low = [
        f"{each.text()} is only {each.height()} px high"
        for each in at.frame.findChildren(Target)
        if each.isVisible() and each.height() < TARGET_PX
    ]
    return [*clipped(at.frame), *scrolled(at.frame), *low, *nameless(at.frame)]


@pytest.mark.parametrize("name", CASES)
def test_every_outcome_fits_before_and_after_its_calls(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """Nothing scrolls, is cut or nameless: new, with a number marked as the next, with all calls made, in each tab."""
    at, found = AtOutcome(qtbot, tmp_path, CASES[name]), []
    panel = at.outcome.panels[0]
    keys = [call.key for call in panel.calls]
    for act in range(3):
        if act == 1:
            at.outcome_page.body.calls.called.emit(keys[0], "no_answer", "", "")
        elif act == 2:
            for key in keys:
                at.outcome_page.body.calls.called.emit(key, "reached", "", "")
            at.outcome_page.ticked.emit(panel.id, "said", panel.say, True)
            at.outcome_page.tick(at.clock.read().utc_us + 6 * MINUTE_US)
        for size in SIZES:
            at.frame.resize(*size)
            found += [f"{act} {size}: {each}" for each in stumbles(at)]
    for tab in at.outcome_page.tabs:
        tab.click()
        found += stumbles(at)
    assert found == []


def test_a_call_is_logged_in_one_press_and_the_row_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    """One event for one press; the row shows the time, and what was said can still be added."""
    at = AtOutcome(qtbot, tmp_path, CASES["i200"])
    at.target("Supervisor on duty: Reached").click()
    at.settle()
    assert at.calls == [CallLogged("supervisor", "212-555-0107", "reached")]
    line = at.outcome_page.body.calls.lines["supervisor"]
    assert line.state.text() == "✓ Reached 12:00:00"
    assert not line.targets["reached"].isVisible()
    assert line.targets["told"].isVisible()
    assert line.again.isVisible()


def test_after_no_answer_the_next_number_is_marked_and_a_second_return_logs_nothing(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """The next one is named in words and not by colour alone; the focus stays in the row that was pressed."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    lines = at.outcome_page.body.calls.lines
    lines["counsel"].targets["no_answer"].setFocus()
    at.key(ENTER)
    assert [call.result for call in at.calls] == ["no_answer"]
    assert "Call this one now" in at.shown(lines["counsel_backup"])
    assert "Call this one now" not in at.shown(lines["counsel"])
    assert at.frame.focusWidget() is lines["counsel"].again
    at.key(ENTER)
    assert [call.result for call in at.calls] == ["no_answer"]


def test_again_offers_all_results_and_logs_one_more_call(qtbot: QtBot, tmp_path: Path) -> None:
    """The former call stays on record."""
    at = AtOutcome(qtbot, tmp_path, CASES["i200"])
    at.target("Supervisor on duty: No answer").click()
    at.target("Supervisor on duty: log one more call").click()
    at.target("Supervisor on duty: Reached").click()
    assert [call.result for call in at.calls] == ["no_answer", "reached"]


def test_what_somebody_said_is_typed_in_the_place_of_the_rows_and_written_by_return(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Words and who are on record; the rows are there again, with the time."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    calls = at.outcome_page.body.calls
    calls.lines["counsel"].targets["told"].click()
    assert not any(line.isVisible() for line in calls.lines.values())
    assert at.frame.focusWidget() is calls.form.field
    QTest.keyClicks(calls.form.field, "Read page 2 to me. 1 moment.")
    at.key(TAB)
    assert at.frame.focusWidget() is calls.form.who
    QTest.keyClicks(calls.form.who, "clerk")
    at.key(ENTER)
    assert at.calls == [
        CallLogged("counsel", "212-555-0108", "told", "Read page 2 to me. 1 moment.", "clerk")
    ]
    assert calls.form.isHidden()
    assert calls.lines["counsel"].state.text() == "✓ Told me 12:00:00"
    assert at.record.half_typed == {}


def test_nothing_typed_is_answered_with_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    """And nothing is logged."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    calls = at.outcome_page.body.calls
    calls.open_form("counsel")
    at.key(ENTER)
    assert "Type what they said" in at.shown(calls.form)
    assert at.calls == []


def test_escape_leaves_the_words_half_typed_and_they_are_there_again(qtbot: QtBot, tmp_path: Path) -> None:
    """The focus is where it was; the text is kept on the disk, and a page that is made anew has it."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    calls = at.outcome_page.body.calls
    calls.lines["counsel"].targets["told"].click()
    QTest.keyClicks(calls.form.field, "Wait for")
    at.key(ESC)
    assert at.frame.focusWidget() is calls.lines["counsel"].targets["told"]
    assert at.record.half_typed == {"call/counsel": "Wait for"}
    at.show_again()
    calls.open_form("counsel")
    assert calls.form.field.text == "Wait for"


def test_words_that_need_not_be_written_down_are_asked_about_first(qtbot: QtBot, tmp_path: Path) -> None:
    """The strip says why; "Take it out" puts the rest in the field, and only then is it written."""
    at = AtOutcome(qtbot, tmp_path, HOLD, SIZES[1])
    form = at.outcome_page.body.calls.form
    at.outcome_page.body.calls.open_form("counsel")
    QTest.keyClicks(form.field, "They said A123456789 is here")
    at.key(ENTER)
    assert at.calls == []
    assert form.strips[0].isVisible()
    assert stumbles(at) == []
    at.key("1")
    assert "A123456789" not in form.field.text
    at.key(ENTER)
    if not at.calls:  # more than one thing was found
        at.key("2")
    assert [call.result for call in at.calls] == ["told"]
    assert "A123456789" not in at.calls[0].words


def test_a_person_may_keep_their_own_words(qtbot: QtBot, tmp_path: Path) -> None:
    """The guard is warned and decides."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    form = at.outcome_page.body.calls.form
    at.outcome_page.body.calls.open_form("supervisor")
    QTest.keyClicks(form.field, "file A123456789")
    at.key(ENTER, "2")
    assert [call.words for call in at.calls] == ["file A123456789"]


def test_said_it_is_ticked_with_its_time_and_can_be_taken_away(qtbot: QtBot, tmp_path: Path) -> None:
    """Both presses stay on record, with the words as they stood on the screen."""
    at = AtOutcome(qtbot, tmp_path, CASES["i200"])
    said = at.outcome_page.body.say_row.said
    said.setFocus()
    at.key(ENTER)
    assert (said.isChecked(), said.text()) == (True, "Said 12:00:00")
    assert at.frame.focusWidget() is said
    at.key(ENTER)
    assert (said.isChecked(), said.text()) == (False, "Said it")
    events = at.session.desk.store.queries.events_of(at.view.id)
    ticks = [event.body for event in events if isinstance(event.body, TaskTicked)]
    assert [(tick.task, tick.words, tick.done) for tick in ticks] == [
        ("said", at.outcome.panels[0].say, True),
        ("said", at.outcome.panels[0].say, False),
    ]


def test_names_badge_numbers_and_cars_show_their_number_and_lead_to_write_down(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """On an outcome with something to answer they stand beside it, where there is no room below."""
    at = AtOutcome(qtbot, tmp_path, CASES["escort_not_reached"], SIZES[1])
    at.session.write(lambda noting, visit, actor: noting.note(visit, "Two cars", "seen", actor))
    at.show_again()
    at.settle()
    with qtbot.waitSignal(at.outcome_page.write) as told:
        at.target("Names, badge numbers, cars · 1 written").click()
    assert told.args == [PEOPLE]


def test_why_this_result_unfolds_reasons_basis_and_the_chain_and_draft_stays(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Each answer that counts can be changed from there; the words of the draft are always on the screen."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    draft = "DRAFT POLICY, not approved by counsel"
    assert draft in at.shown()
    at.target("Why this result").click()
    at.settle()
    shown = at.shown(at.outcome_page.side)
    assert at.outcome_page.draft.text() == draft
    assert at.outcome_page.draft.visibleRegion().boundingRect() == at.outcome_page.draft.rect()
    assert "Basis: " in shown
    assert "The job under the signature can't be read." in shown
    signer = next(line for line in at.outcome.earlier if line.label == "Signed by")
    with qtbot.waitSignal(at.outcome_page.change) as told:
        at.target("Change the answer to Signed by").click()
    assert told.args == [signer.seq]


def test_counsels_timer_stands_in_counsels_row_and_never_answers_by_itself(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """It says how long, then that the minutes have passed; the answer is given by a press."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    asks = at.outcome_page.body.asks
    assert asks.strip is not None
    since_us = at.clock.read().utc_us
    at.outcome_page.tick(since_us + 3 * MINUTE_US + 12_000_000)
    assert asks.strip.words.text() == "Counsel: 03:12 of 5 minutes"
    at.outcome_page.tick(since_us + 5 * MINUTE_US)
    assert asks.strip.words.text() == "5 minutes have passed. Counsel counts as not reached."
    assert at.outcome.consults
    assert at.outcome.panels[0].id == "hold_for_counsel"
    asks.strip.target.setFocus()
    at.key(ENTER)
    answers = [line for line in at.outcome.earlier if line.answer == "Not reached"]
    assert len(answers) == 1


def test_return_unfolds_why_and_return_again_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """The focus is on what folds it again, never on F12; folded, it is on what unfolds it. Esc folds it too."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    side, pressed = at.outcome_page.side, list[bool]()
    at.frame.bar.went_in.connect(lambda: pressed.append(True))
    before = len(at.session.desk.store.queries.events_of(at.view.id))
    side.last_answer.all_target.setFocus()
    at.key(ENTER)
    assert side.unfolded
    assert at.frame.focusWidget() is side.why.back
    at.key(ENTER)
    assert not side.unfolded
    assert at.frame.focusWidget() is side.last_answer.all_target
    at.key(ENTER, ESC)
    assert not side.unfolded
    assert at.frame.focusWidget() is side.last_answer.all_target
    assert pressed == []
    assert len(at.session.desk.store.queries.events_of(at.view.id)) == before


def test_counsels_word_has_digits_only_once_a_call_to_counsel_is_logged(qtbot: QtBot, tmp_path: Path) -> None:
    """A stray digit opens no way in; Tab and Return do always. Not reached is no word of counsel. All four look alike."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    asks = at.outcome_page.body.asks
    before = at.outcome
    at.key("1", "2", "3", "4")
    assert at.outcome == before
    at.target("Counsel (our lawyer): No answer").click()
    at.key("1")
    assert at.outcome.panels[0].id == "hold_for_counsel"
    at.log("counsel", "reached")
    at.show_again()
    at.settle()
    assert len(asks.stops) == 4
    assert len({(each._look, each.font().toString()) for each in asks.stops}) == 1
    at.key("2")
    assert at.outcome.panels[0].id == "counsel_declined_access"


def test_counsels_word_can_be_given_by_return_before_any_call_is_logged(qtbot: QtBot, tmp_path: Path) -> None:
    """Counsel may have called by themselves."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    at.target("Counsel says: Counsel says no").setFocus()
    at.key(ENTER)
    assert at.outcome.panels[0].id == "counsel_declined_access"


def test_whether_they_stay_where_they_may_keeps_its_digits(qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing opens by it."""
    at = AtOutcome(qtbot, tmp_path, CASES["escort_within_warrant"])
    assert at.outcome.scope is not None
    at.key("2")
    assert at.outcome.panels[0].id == "outside_warrant_scope"


def test_undo_says_what_it_undoes(qtbot: QtBot, tmp_path: Path) -> None:
    """The outcome does not show the last answer."""
    at = AtOutcome(qtbot, tmp_path, CASES["i200"])
    last = at.outcome.last
    assert last is not None
    assert at.target("Undo").text() == f"Undo: {last.label}"


def test_on_a_small_screen_the_words_to_say_come_right_below_the_banner(qtbot: QtBot, tmp_path: Path) -> None:
    """What it means stands after them; the line of non-interference stays with the banner."""
    at = AtOutcome(qtbot, tmp_path, CASES["i200"], (683, 384))
    panel = at.outcome.panels[0]
    body = at.outcome_page.body

    def top(words: str) -> int:
        found = next(each for each in body.findChildren(QLabel) if each.isVisible() and words in each.text())
        return found.mapTo(body, found.rect().topLeft()).y()

    order = [panel.banner, at.outcome.non_interference, panel.say, panel.lead]
    tops = [top(words) for words in order]
    assert tops == sorted(tops)


def test_each_of_two_papers_has_counsels_answers(qtbot: QtBot, tmp_path: Path) -> None:
    """The timer stands with the paper that waits first; both can be answered, and it all fits."""
    at = AtOutcome(qtbot, tmp_path, CASES["i200"], SIZES[1])
    at.session.begin()
    facts = {**AO93, "signer": "unreadable"}
    while (asked := at.view.question) is not None and at.view.shows == "question":
        first = asked.step == "more_papers" and "/p1/" in asked.address
        if asked.step not in facts:
            break
        at.session.answer(asked.address, "yes" if first else facts[asked.step])
    at.show_again()
    assert len(at.outcome.consults) == 2
    assert stumbles(at) == []
    texts = [each.text() for each in at.page.findChildren(QLabel) if each.isVisible()]
    assert any(text.startswith("Counsel: 00:00 of") for text in texts)
    assert any(text.startswith("Counsel, Paper 2") for text in texts)


def test_digits_show_the_other_outcomes_and_a_call_keeps_the_tab(qtbot: QtBot, tmp_path: Path) -> None:
    """What was pressed on the second outcome is seen on the second outcome."""
    at = AtOutcome(qtbot, tmp_path, CASES["several"])
    at.key("2")
    assert at.outcome_page.body.panel is not None
    assert at.outcome_page.body.panel.id == at.outcome.panels[1].id
    at.target("Supervisor on duty: Reached").click()
    at.settle()
    assert at.outcome_page.body.panel.id == at.outcome.panels[1].id
    assert at.outcome_page.tabs[1].isChecked()


def test_tab_comes_to_everything_that_can_be_pressed(qtbot: QtBot, tmp_path: Path) -> None:
    """In the order of the eye: the tick before counsel's answers, these before the calls."""
    at = AtOutcome(qtbot, tmp_path, HOLD)
    wanted = {each for each in at.page.findChildren(Target) if each.isVisible() and each.isEnabled()}
    reached = []
    for _ in range(2 * len(wanted) + 12):
        at.key(TAB)
        reached.append(at.frame.focusWidget())
    assert wanted <= set(reached)
    body = at.outcome_page.body
    order = [body.say_row.said, body.asks.stops[0], body.calls.lines["counsel"].targets["reached"]]
    first = reached.index(order[0])
    places = [reached.index(each, first) for each in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["hold_two_papers", "escort_not_reached", "several"])
def test_at_twice_the_size_nothing_stands_out_sideways(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """683x384 is an old screen at 200 %: it may scroll up and down, and every target is as wide as its words."""
    at = AtOutcome(qtbot, tmp_path, CASES[name], (683, 384))
    assert list(clipped(at.frame)) == []
    assert at.outcome_page.draft.visibleRegion().boundingRect() == at.outcome_page.draft.rect()
    area = at.outcome_page.columns.main_area
    width, inner = area.viewport().width(), area.widget()
    assert inner is not None
    assert inner.width() == width
    for each in at.page.findChildren(Target):
        if each.isVisible():
            right = each.mapTo(at.outcome_page.columns, each.rect().topRight()).x()
            assert right <= width, each.text()
