"""Changing an earlier answer: what is right, what would drop out, and nothing before it is confirmed."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.services.views import AnswerLine
from desktop.ui.change.page import ChangePage
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT, TARGET_PX
from desktop.ui.walk.choices import Choices
from tests.ui.acting import SIZES, Acting
from tests.ui.cases import CASES, Case
from tests.ui.guard import AO93
from tests.ui.looking import clipped, scrolled

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
TODAY = date(2026, 7, 15)


class AtChange(Acting):
    """Somebody who changes the answer to `step` of a visit's first round."""

    def __init__(
        self, bot: QtBot, home: Path, case: Case, step: str, size: tuple[int, int] = SIZES[0]
    ) -> None:
        self.change_page = page = ChangePage(LIGHT)
        super().__init__(bot, home, case, page, size)
        self.closed = 0
        page.closed.connect(self._closed)
        page.chosen.connect(self._chosen)
        page.confirmed.connect(self._confirmed)
        self.old = self.line(step)
        page.show_change(self.session.screens.question_at(self.view.id, self.old.address), self.old, TODAY)
        self.open()

    def line(self, step: str) -> AnswerLine:
        """The answer in force to a step."""
        lines = self.outcome.earlier if self.view.outcome else ()
        return next(each for each in lines if each.address.endswith(f"/{step}") and not each.changed)

    def _closed(self) -> None:
        self.closed += 1

    def _chosen(self, seq: int, value: str | list[str]) -> None:
        """As the window does: what drops out is shown first, else it is changed at once."""
        lines, kept = self.session.sheets.dropped(self.view.id, seq, value)
        if lines:
            self.change_page.show_dropped(value, lines, kept)
            self.frame.show_page(self.page)
        else:
            self._confirmed(seq, value)

    def _confirmed(self, seq: int, value: str | list[str]) -> None:
        self.session.change(seq, value)

    def targets(self) -> dict[str, Target]:
        """The answers on the screen."""
        choices = self.page.findChild(Choices)
        assert isinstance(choices, Choices)
        return choices.targets

    def keys(self) -> dict[str, str]:
        """The key of each answer."""
        view = self.session.screens.question_at(self.view.id, self.old.address)
        return {choice.value: choice.key for choice in (*view.choices, view.unsure)}

    def view_lines(self) -> tuple[AnswerLine, ...]:
        """All answers of the visit."""
        shown = self.view.question or self.view.outcome
        assert shown is not None
        return shown.earlier

    def low(self) -> list[str]:
        """Targets that are too low."""
        found = self.page.findChildren(Target)
        return [each.text() for each in found if each.isVisible() and each.height() < TARGET_PX]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", ["signer", "purpose", "date_issued", "defects", "visitor"])
def test_every_kind_of_question_can_be_asked_once_more(
    qtbot: QtBot, tmp_path: Path, step: str, size: tuple[int, int]
) -> None:
    """The former answer and its time, then the step's own answers; all of it fits."""
    at = AtChange(qtbot, tmp_path, CASES["hold_for_counsel"], step, size)
    assert f"You answered: “{at.old.answer}” at 12:00:00. What is right?" in at.shown()
    assert [*clipped(at.frame), *scrolled(at.frame), *at.low()] == []
    assert "DRAFT POLICY, not approved by counsel" in at.shown()


def test_answers_that_drop_out_are_listed_before_anything_is_changed(qtbot: QtBot, tmp_path: Path) -> None:
    """They stay in the record; the record is the same until "Change it" is pressed."""
    at = AtChange(qtbot, tmp_path, CASES["i200"], "paper_top", SIZES[1])
    events = len(at.session.desk.store.queries.events_of(at.view.id))
    court = next(
        value for value, target in at.targets().items() if "United States District Court" in target.text()
    )
    at.key(at.keys()[court])
    shown = at.shown()
    assert "These answers will not count any more:" in shown
    assert "Form: I-200, Warrant for Arrest" in shown
    assert "They stay in the record." in shown
    assert "“United States District Court”" in shown
    assert [*clipped(at.frame), *scrolled(at.frame), *at.low()] == []
    assert len(at.session.desk.store.queries.events_of(at.view.id)) == events
    at.key("1")
    former = next(line for line in at.view_lines() if line.seq == at.old.seq)
    assert former.changed
    assert any(
        line.address == at.old.address and "District Court" in line.answer and not line.changed
        for line in at.view_lines()
    )


def test_it_can_be_kept_as_it_was_by_one_key(qtbot: QtBot, tmp_path: Path) -> None:
    """From the list with 2 or Return, and from the question with Esc."""
    at = AtChange(qtbot, tmp_path, CASES["i200"], "paper_top")
    events = len(at.session.desk.store.queries.events_of(at.view.id))
    at.key(ESC)
    other = next(value for value, target in at.targets().items() if "District Court" in target.text())
    at.key(at.keys()[other], "2")
    at.key(ENTER)
    assert at.closed == 3
    assert len(at.session.desk.store.queries.events_of(at.view.id)) == events


def test_the_same_answer_once_more_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """It is marked among the answers; choosing it goes back."""
    at = AtChange(qtbot, tmp_path, CASES["i200"], "signer")
    same = next(value for value, target in at.targets().items() if target.text() == at.old.answer)
    assert at.targets()[same].isChecked()
    at.key(at.keys()[same])
    assert at.closed == 1
    assert at.line("signer").seq == at.old.seq


def test_a_list_of_several_is_changed_and_not_begun_anew(qtbot: QtBot, tmp_path: Path) -> None:
    """What was chosen is marked; one more is added and Return goes on."""
    case = Case({**AO93, "signer": "unreadable", "defects": ["altered"]})
    at = AtChange(qtbot, tmp_path, case, "defects")
    marked = [value for value, target in at.targets().items() if target.isChecked()]
    assert marked == ["altered"]
    more = next(value for value in at.targets() if value not in ("altered", "unsure"))
    at.key(at.keys()[more], ENTER)
    assert at.targets()["altered"].text() in at.line("defects").answer
    assert at.targets()[more].text() in at.line("defects").answer


def test_a_date_that_is_none_is_refused_in_words_on_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    """Then a right one is taken."""
    at = AtChange(qtbot, tmp_path, CASES["hold_for_counsel"], "date_issued")
    QTest.keyClicks(at.frame.focusWidget(), "13")
    at.key(ENTER)
    assert "That is not a date." in at.shown()


def test_at_twice_the_size_the_question_is_seen_and_the_answers_scroll(qtbot: QtBot, tmp_path: Path) -> None:
    """683x384 is an old screen at 200 %."""
    at = AtChange(qtbot, tmp_path, CASES["i200"], "signer", (683, 384))
    assert at.change_page.question.visibleRegion().boundingRect() == at.change_page.question.rect()
    assert list(clipped(at.frame)) == []
