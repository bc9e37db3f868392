"""The question page: what to say first and largest, then one question and its answers; where to look beside it."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import AreaView, QuestionView
from desktop.ui.answers import AnswerList, LastAnswer
from desktop.ui.page import Page, SayBox, Strip, TwoColumns, clear, trouble_words
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import SIDE_PX, Theme, ground, label, measure_anew, set_dense
from desktop.ui.tongue import tr
from desktop.ui.walk.asked import Answers, answers_for
from desktop.ui.walk.choices import Choices

AREAS_A_COLUMN = 3
NO_LIMIT_PX = 16_777_215
"""Qt's own greatest size."""

INSET_PX = 4
"""How far a target's edge stands inside it."""


class WalkPage(Page):
    """One question. `answered` carries address and value; nothing is shown as answered before it is on disk.

    `take_back` and `change` carry the number of an answer, `area` the question's address, an area's name and its value. The
    window fills `strip_slot` (above the words to say) and `aid_slot` (the paper's drawing). Where the page is narrow the
    question is pinned and all else scrolls.
    """

    answered = Signal(str, object)
    take_back, change = Signal(int), Signal(int)
    area = Signal(str, str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view: QuestionView | None = None
        self._answers: Answers | None = None
        self._given: object = None
        self.trouble_strip, self.hold_strip = Strip("trouble"), Strip("hold")
        self.say_box = SayBox()
        self.about, self.question = label("", "cap"), label("", "question")
        self.help, self.refusal = label("", "help"), label("", "danger")
        self.strip_slot, self._place, self._asked = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        main, pinned = QWidget(), QWidget()
        main.setAccessibleName(tr("Question"))
        self._column, self._pinned = QVBoxLayout(main), QVBoxLayout(pinned)
        for each in (self.trouble_strip, self.about, self.question, self.refusal):
            self._asked.addWidget(each)
        self._above.addLayout(self.strip_slot)
        self._above.addWidget(self.hold_strip)
        self._above.addWidget(self.say_box)
        self._below.addWidget(self.help)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(14)
        self._row.addLayout(self._place, 1)
        self._row.addWidget(self._areas_beside(), 1)
        for layout in (self._above, self._asked, self._below, self._row):
            self._column.addLayout(layout)
        for layout in (self._above, self._asked, self._below):  # in line with the edges of the answers
            layout.setContentsMargins(INSET_PX, 0, INSET_PX, 0)
            layout.setSpacing(8)
        self._pinned.setSpacing(8)
        self._column.addStretch(1)
        self.columns = TwoColumns(main, self._side(), SIDE_PX, pinned)
        self.columns.narrowed.connect(self._pin)
        self._fitted: tuple[int, ...] = ()
        for watched in (main, self._aid):
            watched.installEventFilter(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)

    def _areas_beside(self) -> QWidget:
        """The site's areas, beside the answers that they stand for."""
        self.areas, self._areas = QWidget(), QGridLayout()
        ground(self.areas, "clear")
        self._areas.setSpacing(2)
        box = QVBoxLayout(self.areas)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(label(tr("AREAS OF THIS SITE"), "cap"))
        box.addLayout(self._areas)
        box.addStretch(1)
        return self.areas

    def _pin(self, narrow: bool) -> None:
        """Where all else scrolls, the question stays; it is smaller there, so that the answers have room."""
        home = self._pinned if narrow else self._column
        (self._column if narrow else self._pinned).removeItem(self._asked)
        self._asked.setParent(None)
        home.insertLayout(0 if narrow else 1, self._asked)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self.fit()

    def fit(self) -> None:
        """As much air as there is room for, then answers in two columns; below `NARROW_PX` the smaller sizes of type."""
        narrow = self.columns.narrow
        edge = 12 if narrow else 22
        self._pinned.setContentsMargins(edge, 8 if narrow else 0, edge, 6 if narrow else 0)
        set_dense(self, "yes" if narrow else "no")
        ways = ((8, False),) if narrow else ((14, False), (8, False), (8, True), (6, True))
        for space, tight in ways:
            self._column.setContentsMargins(edge, space, edge, 8)
            self._column.setSpacing(space)
            if isinstance(self._answers, Choices):
                self._answers.arrange(space - 4, tight)
            measure_anew(self)
            if self.columns.main_fits():
                break
        self._fit_aid()
        self._fitted = self._needs()

    def _fit_aid(self) -> None:
        """The drawing gives way where the side panel would have to be scrolled."""
        self._aid.setMaximumHeight(NO_LIMIT_PX)
        measure_anew(self)
        if (lacks := self.columns.side_lacks()) > 0:
            width = self._aid.width()
            least = self.aid_slot.totalMinimumHeightForWidth(width)
            self._aid.setMaximumHeight(max(least, self.aid_slot.totalHeightForWidth(width) - lacks))
            measure_anew(self)

    def _needs(self) -> tuple[int, ...]:
        """What `fit` went by: the room, and the heights of what stands above the answers."""
        room = self.columns.main_area.viewport().size()
        texts = (self._above, self._asked, self._below)
        aid = self.aid_slot.totalHeightForWidth(self._aid.width())
        return (room.width(), room.height(), aid, *(each.totalHeightForWidth(room.width()) for each in texts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A strip came or went: fit anew."""
        if event.type() == QEvent.Type.LayoutRequest and self._needs() != self._fitted:
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another fit."""
        super().resizeEvent(event)
        self.fit()

    def _side(self) -> QWidget:
        """Where to look, the last answer, basis and draft; or every answer, unfolded in their place."""
        side = QWidget()
        side.setAccessibleName(tr("Where to look"))
        self.where_cap, self.where = label(tr("WHERE TO LOOK"), "cap"), label("", "body")
        self._aid = QWidget()
        self.aid_slot = QVBoxLayout(self._aid)
        self.aid_slot.setContentsMargins(0, 0, 0, 0)
        self.last_answer = LastAnswer(self.theme)
        self.basis, self.draft = label("", "small"), label("", "small-strong")
        self._plain = QWidget()
        column = QVBoxLayout(self._plain)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.where_cap)
        column.addWidget(self._aid)
        column.addWidget(self.where)
        column.addStretch(1)
        for each in (self.last_answer, self.basis, self.draft):
            column.addWidget(each)
        for layout in (column, self.aid_slot):
            layout.setSpacing(6)
        self.answer_list = AnswerList(self.theme, tr("ALL ANSWERS OF THIS VISIT"))
        box = QVBoxLayout(side)
        box.setContentsMargins(20, 12, 20, 10)
        box.addWidget(self._plain, 1)
        box.addWidget(self.answer_list, 1)
        self.last_answer.undo.connect(self.take_back)
        self.last_answer.unfold.connect(lambda: self._unfold(True))
        self.answer_list.change.connect(self.change)
        self.answer_list.fold.connect(lambda: self._unfold(False))
        return side

    def _unfold(self, unfolded: bool) -> None:
        shown, hidden = self._plain, self.answer_list
        if unfolded:
            shown, hidden = hidden, shown
        shown.show()
        if self.isVisible():  # before the other goes, or Qt would hand the focus on, as far as F12
            (self.answer_list.back if unfolded else self.last_answer.all_target).setFocus()
        hidden.hide()

    def escape(self) -> None:
        """Esc closes the list of all answers."""
        if not self.answer_list.isHidden():
            self._unfold(False)

    def show_question(self, view: QuestionView, today: date) -> None:
        """Show a question; `today` is the facility's date. Where nothing was answered since, what is marked or typed stays."""
        again = self.view is not None and _same(self.view, view)
        self.view, self._given = view, None
        self.trouble_strip.say("")
        self.refusal.setText("")
        self.refusal.hide()
        self.hold_strip.say(tr("HOLD. {why}", why=view.hold_strip) if view.hold_strip else "")
        self.say_box.say(view.say)
        self.about.setText(view.about.upper())
        self.about.setVisible(bool(view.about))
        self.question.setText(view.question)
        self.help.setText(view.help)
        self.help.setVisible(bool(view.help))
        self._show_side(view)
        if not again:
            self._show_answers(view, today)
            self.columns.to_top()
        self.fit()
        asks = tr("Question: {question}", question=view.question)
        says = tr("You may say: {words}.", words=view.say) if view.say else ""
        self.setAccessibleName(f"{asks} {says}".strip())
        if not again:
            self.first_focus()

    def _show_side(self, view: QuestionView) -> None:
        self.where.setText(view.where)
        self.where.setVisible(bool(view.where))
        self.where_cap.setVisible(bool(view.where))
        self.basis.setText(tr("Basis: {basis}", basis=view.basis))
        self.basis.setVisible(bool(view.basis))
        self.draft.setText(view.draft)
        self.draft.setVisible(bool(view.draft))
        self.last_answer.show_last(view.last, view.earlier, tr("All answers ({n})"))
        self.answer_list.show_lines(view.earlier)
        self._plain.show()
        self.answer_list.hide()

    def _area(self, view: AreaView) -> Target:
        status = tr(view.status)
        target = Target(self.theme, f"{view.name}\n{status}", "row", px=17, hint=view.entry)
        target.setAccessibleName(f"{view.name}. {status}")
        target.clicked.connect(lambda: self._go_to(view))
        return target

    def _show_answers(self, view: QuestionView, today: date) -> None:
        clear(self._place)
        self._answers = answers_for(self.theme, view, today, self.refuse)
        self._answers.answered.connect(self._answer)
        self._place.addWidget(self._answers)
        clear(self._areas)
        self.areas.setVisible(bool(view.areas))
        columns = 1 if len(view.areas) <= AREAS_A_COLUMN else 2
        for place, each in enumerate(view.areas):
            self._areas.addWidget(self._area(each), place // columns, place % columns)
        for column in range(2):
            self._areas.setColumnStretch(column, int(column < columns))
        tab_order([self, *self._answers.stops()])

    def _go_to(self, area: AreaView) -> None:
        """An area is an answer too."""
        if self.view is not None:
            self._given = area.value
            self.area.emit(self.view.address, area.name, area.value)

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
        self.trouble_strip.say(trouble_words(trouble, lost or tr("your answer “{answer}”", answer=given)))

    def first_focus(self) -> None:
        """The first answer, so that Tab and Return reach all of them; where it must be scrolled to, the page itself.

        Return must never press what cannot be seen, nor give a guarded answer. A date is only typed, and its field is scrolled
        to.
        """
        if self._answers is not None and self.view is not None:
            unseen = self.columns.narrow and isinstance(self._answers, Choices)
            (self if unseen or self.view.guarded else self._answers.stops()[0]).setFocus()


def _same(former: QuestionView, view: QuestionView) -> bool:
    """The same question of the same visit, and no answer was given or taken back in between."""
    return (former.visit, former.address, former.choices, former.earlier) == (
        view.visit,
        view.address,
        view.choices,
        view.earlier,
    )
