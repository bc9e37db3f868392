"""Changing an earlier answer: what is right, then which answers would not count any more, before anything is written (row G6)."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import AnswerLine, QuestionView
from desktop.ui.page import BesidePage, Strip, clear, scrolling, trouble_words
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr
from desktop.ui.walk.asked import Answers, answers_for
from desktop.ui.walk.choices import Choices


class ChangePage(BesidePage):
    """Asks a question once more. Nothing is changed before `confirmed`.

    `chosen` and `confirmed` carry the number of the former answer and the new value; `closed` leaves all as it was.
    """

    chosen = Signal(int, object)
    confirmed = Signal(int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.old: AnswerLine | None = None
        self._value: object = None
        self._guarded = False
        self._answers: Answers | None = None
        self.trouble_strip = Strip("trouble")
        self.about, self.question = label("", "body"), label("", "question")
        self.refusal, self.help = label("", "danger"), label("", "help")
        self.draft = label("", "small-strong")
        self.back = Target(theme, tr("Keep it as it was"), key=tr("Esc"), px=18)
        self.change = Target(theme, tr("Change it"), "primary", "1", 20)
        self.keep = Target(theme, tr("Keep it as it was"), "plain", "2", 20)
        self._place, self._lines = QVBoxLayout(), QVBoxLayout()
        self._ask, self._dropped = QWidget(), self._dropped_part()
        asking = QVBoxLayout(self._ask)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(8)
        for each in (self.question, self.refusal, self.help):
            asking.addWidget(each)
        asking.addLayout(self._place)
        asking.addStretch(1)
        asking.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        box = QVBoxLayout(self)
        box.setContentsMargins(26, 12, 24, 8)
        box.setSpacing(8)
        self.area = scrolling(self._ask, tr("Change an answer"))
        box.addWidget(self.trouble_strip)
        box.addWidget(self.about)
        for part in (self.area, self._dropped):
            box.addWidget(part, 1)
        box.addWidget(self.draft)
        self.back.clicked.connect(self.closed)
        self.keep.clicked.connect(self.closed)
        self.change.clicked.connect(self._confirm)

    def _dropped_part(self) -> QWidget:
        part, inner = QWidget(), QWidget()
        self.dropped_title = label("", "question")
        self.kept = label("", "body")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.dropped_title)
        rows.addLayout(self._lines)
        rows.addWidget(self.kept)
        rows.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.change, 1)
        row.addWidget(self.keep, 1)
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        area = scrolling(inner, tr("Answers that will not count any more"))
        box.addWidget(area, 1)
        box.addLayout(row)
        return part

    def show_change(self, view: QuestionView, old: AnswerLine, today: date) -> None:
        """Ask the question of an earlier answer once more; `today` is the facility's date."""
        self.old, self._value, self._guarded = old, None, view.guarded
        self.trouble_strip.say("")
        self.about.setText(
            tr("You answered: “{answer}” at {at}. What is right?", answer=old.answer, at=old.at)
        )
        self.question.setText(view.question)
        self.help.setText(view.help)
        self.help.setVisible(bool(view.help))
        self.draft.setText(view.draft)
        self.draft.setVisible(bool(view.draft))
        self.refuse("")
        clear(self._place)
        self._answers = answers_for(self.theme, view, today, self.refuse)
        if isinstance(self._answers, Choices):
            _mark(self._answers, old.answer)
        self._answers.answered.connect(self._choose)
        self._place.addWidget(self._answers)
        tab_order([*self._answers.stops(), self.back])
        self._show(self._ask)
        self.setAccessibleName(f"{self.about.text()} {view.question}")

    def _show(self, part: QWidget) -> None:
        self.area.setVisible(part is self._ask)
        self._dropped.setVisible(part is self._dropped)
        self.first_focus()

    def _choose(self, value: object) -> None:
        """The same answer again changes nothing."""
        if self.old is None or self._answers is None:
            return
        if self._answers.words(value) == self.old.answer:
            self.closed.emit()
            return
        self._value = value
        self.chosen.emit(self.old.seq, value)

    def show_dropped(self, value: object, lines: Sequence[str], kept: int) -> None:
        """List the answers that would not count any more with this value; `kept` others would stay."""
        if self._answers is None:
            return
        self._value = value
        words = self._answers.words(value)
        self.about.setText(tr("Your new answer: “{answer}”", answer=words))
        self.dropped_title.setText(tr("These answers will not count any more:"))
        clear(self._lines)
        for line in lines:
            self._lines.addWidget(label(f"• {line}", "body"))
        stay = tr("They stay in the record.")
        if kept == 1:
            stay += " " + tr("1 other answer stays as it is.")
        elif kept:
            stay += " " + tr("{n} other answers stay as they are.", n=kept)
        self.kept.setText(stay)
        self._show(self._dropped)
        self.setAccessibleName(" ".join((self.about.text(), self.dropped_title.text(), *lines, stay)))

    def _confirm(self) -> None:
        if self.old is not None:
            self.confirmed.emit(self.old.seq, self._value)

    @property
    def _asks(self) -> bool:
        return not self.area.isHidden()

    def digit(self, key: str) -> None:
        """A digit answers; where answers would drop out, 1 changes and 2 keeps."""
        if self._asks:
            if self._answers is not None:
                self._answers.key(key)
        elif key in ("1", "2"):
            (self.change if key == "1" else self.keep).click()

    def enter(self, target: Target | None) -> None:
        """Return goes on, or presses what has the focus."""
        if self._asks and self._answers is not None and target is not self.back:
            self._answers.enter(target)
        else:
            super().enter(target)

    def refuse(self, sentence: str) -> None:
        """Under the question; the answers are there again."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        if sentence and not self._asks:
            self._show(self._ask)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above all of it: the former answer still counts."""
        self.trouble_strip.say(trouble_words(trouble, lost or tr("the change")))

    def first_focus(self) -> None:
        """The first answer; where answers would drop out, the target that keeps them."""
        if not self._asks:
            self.keep.setFocus()
        elif self._guarded:
            self.back.setFocus()
        elif self._answers is not None:
            self._answers.stops()[0].setFocus()


def _mark(answers: Choices, former: str) -> None:
    """Mark the former answer among the choices, so that a list of several is changed and not begun anew."""
    if not answers.several:
        for target in answers.targets.values():
            target.setChecked(target.text() == former)
        return
    for target in answers.targets.values():
        if target.text() in former:
            target.click()
    if answers.words(answers.chosen()) != former:
        for target in answers.targets.values():
            if target.isChecked():
                target.click()
