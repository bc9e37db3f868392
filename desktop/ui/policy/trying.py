"""Walks a draft on the visit's own pages, under a watermark that says that nothing is recorded."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.errors import Refused, Trouble
from desktop.services.authoring import Trying
from desktop.ui.acts import say_why
from desktop.ui.frame import Pages
from desktop.ui.outcome.page import OutcomePage
from desktop.ui.page import Page, Strip, announce
from desktop.ui.people.beside import PeoplePage
from desktop.ui.session import Session
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, font, label
from desktop.ui.tongue import tr
from desktop.ui.walk.page import WalkPage

SLANT, MARK_PX, APART_PX = -24.0, 44, 230
SEEN_THROUGH = 34
"""Of 255: the watermark is read, and so is what stands under it."""


def watermark() -> str:
    """The words on every page of a draft that is tried."""
    return tr("DRAFT – NOT FOR USE – nothing is recorded")


class Watermark(QWidget):
    """Lies over a page, slanted, and lets every press through."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, again and again."""
        painter = QPainter(self)
        colour = QColor(self._theme.danger)
        colour.setAlpha(SEEN_THROUGH)
        painter.setPen(colour)
        painter.setFont(font(MARK_PX, bold=True))
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(SLANT)
        words, reach = watermark(), self.width() + self.height()
        wide = painter.fontMetrics().horizontalAdvance(words) + APART_PX
        for row, y in enumerate(range(-reach, reach, APART_PX)):
            for x in range(-reach - (row % 2) * wide // 2, reach, wide):
                painter.drawText(x, y, words)
        painter.end()


class TryPage(PeoplePage):
    """`again` comes where it is to be begun anew, `goes_on` where an open visit is to be gone on with; Esc leaves."""

    again, goes_on = Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.session: Session | None = None
        self._trying: Trying | None = None
        self._seen, self._number = "", ""
        self.mark, self.visit_strip, self.over = Strip("trouble"), Strip("hold"), label("", "question")
        self.walk, self.outcome = WalkPage(theme), OutcomePage(theme)
        self._end = QWidget()
        end = QVBoxLayout(self._end)
        end.setContentsMargins(22, 20, 22, 20)
        end.addWidget(self.over)
        end.addStretch(1)
        self.inner = Pages()
        for each in (self.walk, self.outcome, self._end):
            self.inner.addWidget(each)
        self.veil = Watermark(theme, self.inner)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for each in (self.start, self.back):  # N and Esc work; their targets have no room here
            each.setParent(self)
            each.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.visit_strip)
        box.addWidget(self.mark)
        box.addWidget(self.inner, 1)

    def _connect(self) -> None:
        for asking in (self.walk, self.outcome):
            asking.answered.connect(lambda address, value: self._do(lambda one: one.answer(address, value)))
            asking.take_back.connect(lambda seq: self._do(lambda one: one.take_back(seq)))
            asking.change.connect(lambda seq: self._do(lambda one: one.take_back(seq)))
        self.walk.area.connect(
            lambda address, name, value: self._do(lambda one: one.answer(address, value, name))
        )

    # ---- what is tried ----------------------------------------------------------------------------------------

    def begin(self, trying: Trying, where: str, when: str) -> None:
        """Walk this draft from its first question on; what was tried before is thrown away. Raises Refused or Trouble."""
        self.end()
        self._trying = trying
        self.session = Session(trying.desk)
        self.outcome.set_check(self.session.caution)
        self.mark.say(tr("{mark} · {where}, {when}", mark=watermark(), where=where, when=when))
        self.session.begin()
        self._show()

    def end(self) -> None:
        """Throw it away."""
        self.session = None
        if self._trying is not None:
            self._trying.close()
        self._trying = None

    def show_open_visit(self, number: str) -> None:
        """A visit is open at this desk; "" for none."""
        self._number = number
        self.visit_strip.say(
            tr("Visit {number} is open at this desk. V: go on.", number=number) if number else ""
        )

    def offers(self) -> list[Target]:
        """What the bar offers beside the emergency keys, which stay those of this desk."""
        acts: list[tuple[str, str, Callable[[], object]]] = [(tr("Esc Leave"), "primary", self.closed.emit)]
        if self._number:
            acts.append((tr("Open visit"), "accent-line", self.goes_on.emit))
        acts += [
            (tr("Something changed"), "plain", self._show_changed),
            (tr("Try F12"), "danger-line", lambda: self._do(lambda one: one.press("F12"))),
            (tr("Try F1"), "danger-line", lambda: self._do(lambda one: one.press("F1"))),
            (tr("Begin anew"), "plain", self.again.emit),
        ]
        made = []
        for words, look, act in acts:
            target = Target(self.theme, words, look, px=17)
            target.clicked.connect(lambda _=False, act=act: act())
            made.append(target)
        return made

    def _do(self, act: Callable[[Session], object]) -> None:
        if self.session is None:
            return
        try:
            act(self.session)
        except (Refused, Trouble) as problem:
            say_why(self._asking, problem)
            return
        self._seen = ""
        self._show()

    def _show_changed(self) -> None:
        self._seen = "" if self._seen else "changed"
        self._show()

    @property
    def _asking(self) -> Page:
        return self.outcome if self.inner.currentWidget() is self.outcome else self.walk

    def _show(self) -> None:
        session = self.session
        view = None if session is None else session.visit_view()
        if session is None or view is None:
            return
        record = session.record_view()
        if view.closed:
            self.over.setText(tr("The visit is over. Begin anew, or leave."))
            self._turn(self._end, self.over.text())
        elif self._seen == "" and view.shows == "outcome" and view.outcome is not None:
            self.outcome.show_outcome(view.outcome, record)
            self._turn(self.outcome, self.outcome.accessibleName())
        else:
            question = None if self._seen else view.question
            question = question or session.screens.question_at(view.id, view.changed_at)
            self.walk.show_question(question, session.desk.clock.read().local.date())
            self._turn(self.walk, self.walk.accessibleName())

    def _turn(self, part: QWidget, words: str) -> None:
        self.inner.setCurrentWidget(part)
        self.veil.raise_()
        self.setAccessibleName(f"{watermark()}. {words}")
        announce(self, self.accessibleName())
        if self.isVisible():
            self.first_focus()

    # ---- keys -------------------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """N begins a real visit, V goes on with one; all else answers the draft."""
        if key.upper() == "N":
            self.start.click()
        elif key.upper() == "V" and self._number:
            self.goes_on.emit()
        elif self.inner.currentWidget() is not self._end:
            self._asking.digit(key)

    def enter(self, target: Target | None) -> None:
        """Return presses what has the focus."""
        if target is not None and not self.inner.isAncestorOf(target):
            target.click()
        elif self.inner.currentWidget() is not self._end:
            self._asking.enter(target)

    def escape(self) -> None:
        """Esc leaves, wherever the focus is."""
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The watermark covers all of it."""
        super().resizeEvent(event)
        self.veil.setGeometry(self.inner.rect())

    def showEvent(self, event: QShowEvent) -> None:
        """The watermark covers all of it once it has its place."""
        self.veil.setGeometry(self.inner.rect())

    def refuse(self, sentence: str) -> None:
        """On the page that is tried."""
        self._asking.refuse(sentence)

    def first_focus(self) -> None:
        """Where the page that is tried puts it."""
        self.setFocus()
        if self.inner.currentWidget() is not self._end:
            self._asking.first_focus()
