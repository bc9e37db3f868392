"""One page in a frame of its own over a real record: what it tells goes to the real services, and it is shown anew."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.core.particulars import CallLogged
from desktop.services.desk import open_desk
from desktop.services.record_views import RecordView
from desktop.services.views import OutcomeView, VisitView
from desktop.ui.frame import Frame
from desktop.ui.outcome.page import OutcomePage
from desktop.ui.page import Page
from desktop.ui.session import Session
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT
from desktop.wall import FixedClock, zone
from tests.ui.cases import Case
from tests.ui.guard import FACILITIES, NOON, ZONE, Facts

SIZES = [(1366, 768), (1280, 720)]
BAR = ("Desk", "F3 Write down", "F8 Numbers", "F11 Show officers", "F2 Something changed")


class Acting:
    """Somebody at one page. The visit of `case` is walked to its end before the page is shown."""

    def __init__(
        self, bot: QtBot, home: Path, case: Case, page: Page, size: tuple[int, int] = SIZES[0]
    ) -> None:
        self.bot, self.page = bot, page
        self.clock = FixedClock(NOON, zone(ZONE), ZONE)
        places = paths.places(home, {})
        self.session = Session(open_desk(places, FACILITIES / f"{case.facility}.toml", clock=self.clock))
        self.walk(case)
        self.frame = Frame(LIGHT, [page])
        self.frame.header.show_place(self.session.desk.facility.name, self.session.post)
        left = Target(LIGHT, "They have left", "primary", px=17)
        self.frame.bar.offer([Target(LIGHT, words, px=17) for words in BAR], left)
        bot.addWidget(self.frame, before_close_func=lambda _: self.session.close())
        self.frame.resize(*size)

    def walk(self, case: Case) -> None:
        """Open a visit and answer what is asked, then do what follows."""
        self.session.begin()
        self.answer_all(case.facts)
        for act, value in case.then:
            if act == "press":
                self.session.press(value)
            elif act == "counsel":
                consults = self.session.walking.current(self.view.id).walk.consults
                self.session.answer(consults[0].address, value)
            else:
                assert self.outcome.scope is not None
                self.session.answer(self.outcome.scope.address, value)

    def answer_all(self, facts: Facts) -> None:
        """Answer every question that the facts have an answer to."""
        while (
            self.view.shows == "question"
            and (asked := self.view.question) is not None
            and asked.step in facts
        ):
            self.session.answer(asked.address, facts[asked.step])

    def open(self) -> "Acting":
        """Bring the page to the screen."""
        self.frame.show_page(self.page)
        self.frame.show()
        self.bot.waitExposed(self.frame)
        self.frame.activateWindow()
        self.page.first_focus()
        return self.settle()

    def settle(self) -> "Acting":
        """Wait until the page was painted and has its last layout."""
        self.bot.waitUntil(lambda: self.frame.gate.is_open)
        for _ in range(4):  # a new text may ask for a second layout
            QApplication.processEvents()
        return self

    def key(self, *keys: Qt.Key | str) -> None:
        """Press keys on what has the focus."""
        for key in keys:
            code = Qt.Key(ord(key.upper())) if isinstance(key, str) else key
            focus: QWidget | None = self.frame.focusWidget()
            QTest.keyClick(self.frame if focus is None else focus, code)
            self.settle()

    @property
    def view(self) -> VisitView:
        """The visit, from the record."""
        view = self.session.visit_view()
        assert view is not None
        return view

    @property
    def outcome(self) -> OutcomeView:
        """Its outcome."""
        outcome = self.view.outcome
        assert outcome is not None
        return outcome

    @property
    def record(self) -> RecordView:
        """What was written down beside it."""
        record = self.session.record_view()
        assert record is not None
        return record

    @property
    def calls(self) -> list[CallLogged]:
        """The calls on record, oldest first."""
        events = self.session.desk.store.queries.events_of(self.view.id)
        return [event.body for event in events if isinstance(event.body, CallLogged)]

    def log(self, key: str, result: str, words: str = "", who: str = "") -> None:
        """Log a call."""
        self.session.write(lambda noting, visit, actor: noting.call(visit, key, result, actor, words, who))

    def half(self, address: str, text: str) -> None:
        """Keep half-typed text."""
        self.session.write(lambda noting, visit, _: noting.keep_half_typed(visit, address, text))

    def shown(self, widget: QWidget | None = None) -> str:
        """All words that can be seen, joined."""
        within = widget or self.page
        texts: list[QLabel | Target] = [*within.findChildren(QLabel), *within.findChildren(Target)]
        return " | ".join(each.text() for each in texts if each.isVisible() and each.text())

    def target(self, words: str) -> Target:
        """The visible target whose words or name have these in them."""
        found = [
            each
            for each in self.page.findChildren(Target)
            if each.isVisible() and (words in each.text() or words in each.accessibleName())
        ]
        assert found, f"{words} is not offered"
        return found[0]


class AtOutcome(Acting):
    """Somebody at the outcome page; it is shown anew after every act, as the window does."""

    def __init__(self, bot: QtBot, home: Path, case: Case, size: tuple[int, int] = SIZES[0]) -> None:
        self.outcome_page = page = OutcomePage(LIGHT)
        super().__init__(bot, home, case, page, size)
        page.set_check(self.session.caution)
        page.body.calls.called.connect(self._called)
        page.ticked.connect(self._ticked)
        page.answered.connect(self._answered)
        page.body.calls.half_typed.connect(self.half)
        self.show_again()
        self.open()

    def show_again(self) -> None:
        """Show the visit as it stands on record."""
        if self.view.outcome is not None:
            self.outcome_page.show_outcome(self.outcome, self.record)
        self.frame.show_page(self.page)

    def _called(self, key: str, result: str, words: str, who: str) -> None:
        self.log(key, result, words, who)
        self.show_again()

    def _ticked(self, outcome: str, task: str, words: str, done: bool) -> None:
        self.session.write(lambda noting, visit, actor: noting.tick(visit, outcome, task, words, done, actor))
        self.show_again()

    def _answered(self, address: str, value: str) -> None:
        self.session.answer(address, value)
        self.show_again()
