"""The question page: what to say first and largest, then one question and its answers; where to look beside it."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import QuestionView
from desktop.ui.answers import AnswerList, LastAnswer
from desktop.ui.page import Page, SayBox, Strip, clear, scrolling, trouble_words
from desktop.ui.targets import Target
from desktop.ui.theme import SIDE_PX, Theme, ground, label
from desktop.ui.walk.choices import Choices
from desktop.ui.walk.date import DateEntry


class WalkPage(Page):
    """One question. `answered` carries address and value; nothing is shown as answered before it is on disk."""

    answered = Signal(str, object)
    take_back = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.view: QuestionView | None = None
        self._answers: Choices | DateEntry | None = None
        self._given: object = None
        self.trouble_strip, self.hold_strip = Strip("trouble"), Strip("hold")
        self.say_box = SayBox()
        self.about, self.question = label("", "cap"), label("", "question")
        self.help, self.refusal = label("", "help"), label("", "danger")
        self._place = QVBoxLayout()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(26, 12, 24, 8)
        column.setSpacing(8)
        for each in (
            self.trouble_strip,
            self.hold_strip,
            self.say_box,
            self.about,
            self.question,
            self.refusal,
            self.help,
        ):
            column.addWidget(each)
        column.addLayout(self._place)
        column.addStretch(1)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.column = scrolling(left, "Question")
        box.addWidget(self.column, 1)
        box.addWidget(self._side())

    def _side(self) -> QWidget:
        """Where to look, the last answer, basis and draft; or every answer, unfolded over it."""
        side = QWidget()
        ground(side, "side")
        side.setFixedWidth(SIDE_PX)
        self.where_cap, self.where = label("WHERE TO LOOK", "cap"), label("", "body")
        self.last_answer = LastAnswer(self.theme)
        self.basis, self.draft = label("", "small"), label("", "small-strong")
        plain = QWidget()
        column = QVBoxLayout(plain)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.where_cap)
        column.addWidget(self.where)
        column.addStretch(1)
        for each in (self.last_answer, self.basis, self.draft):
            column.addWidget(each)
        self.answer_list = AnswerList(self.theme, "ALL ANSWERS OF THIS VISIT")
        self._fold = QStackedLayout()
        self._fold.addWidget(plain)
        self._fold.addWidget(self.answer_list)
        box = QVBoxLayout(side)
        box.setContentsMargins(20, 14, 20, 12)
        box.addLayout(self._fold)
        self.last_answer.undo.connect(self.take_back)
        self.last_answer.unfold.connect(lambda: self._fold.setCurrentIndex(1))
        self.answer_list.change.connect(self.take_back)
        self.answer_list.fold.connect(lambda: self._fold.setCurrentIndex(0))
        return side

    def show_question(self, view: QuestionView, today: date) -> None:
        """Show a question; `today` is the facility's date."""
        self.view, self._given = view, None
        self.trouble_strip.say("")
        self.refusal.setText("")
        self.refusal.hide()
        self.hold_strip.say(f"HOLD. {view.hold_strip}" if view.hold_strip else "")
        self.say_box.say(view.say)
        self.about.setText(view.about.upper())
        self.about.setVisible(bool(view.about))
        self.question.setText(view.question)
        self.help.setText(view.help)
        self.help.setVisible(bool(view.help))
        self.where.setText(view.where)
        self.where.setVisible(bool(view.where))
        self.where_cap.setVisible(bool(view.where))
        self.basis.setText(f"Basis: {view.basis}")
        self.basis.setVisible(bool(view.basis))
        self.draft.setText(view.draft)
        self.draft.setVisible(bool(view.draft))
        self.last_answer.show_last(view.last, view.earlier, "All answers ({n})")
        self.answer_list.show_lines(view.earlier)
        self._fold.setCurrentIndex(0)
        self._show_answers(view, today)
        self.setAccessibleName(f"Question: {view.question}")
        self.first_focus()

    def _show_answers(self, view: QuestionView, today: date) -> None:
        clear(self._place)
        if view.kind == "date":
            entry = DateEntry(self.theme, view, today)
            entry.wrong.connect(self.refuse)
            self._answers = entry
        else:
            self._answers = Choices(self.theme, view)
        self._answers.answered.connect(self._answer)
        self._place.addWidget(self._answers)

    def _answer(self, value: object) -> None:
        if self.view is not None:
            self._given = value
            self.answered.emit(self.view.address, value)

    def digit(self, key: str) -> None:
        """A digit answers; in a list of several it marks."""
        if self._answers is not None:
            self._answers.key(key)

    def enter(self, target: Target | None) -> None:
        """Return goes on or presses what has the focus."""
        if target is not None and not (self._answers is not None and self._answers.isAncestorOf(target)):
            target.click()
        elif self._answers is not None:
            self._answers.enter(target)

    def refuse(self, sentence: str) -> None:
        """The sentence under the question."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """The answer stays marked, and a strip says that it is not saved."""
        given = (
            self._answers.words(self._given) if self._answers is not None and self._given is not None else ""
        )
        self.trouble_strip.say(trouble_words(trouble, lost or f"your answer “{given}”"))

    def first_focus(self) -> None:
        """The first answer, so that Tab and Return reach all of them."""
        if self._answers is not None:
            self._answers.first_focus()
