"""The window: opens the record, shows the desk and the visits, and takes every act to the services and back."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent

from desktop.core.errors import Refused, Trouble
from desktop.services.refusals import sentence
from desktop.services.views import QuestionView, VisitView
from desktop.ui.bridge import Bridge
from desktop.ui.desk.page import DeskPage
from desktop.ui.frame import Frame
from desktop.ui.outcome.page import OutcomePage
from desktop.ui.session import OpenSession, Session
from desktop.ui.still import OpeningPage
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.walk.page import WalkPage

TICK_MS = 1000
Seen = Literal["", "question", "changed", "outcome"]
"""What of a visit the person asked to see; "" is what the visit itself shows."""


class MainWindow(Frame):
    """The whole window. It paints before the record is opened; `opener` opens it and may raise Trouble."""

    def __init__(self, opener: OpenSession, theme: Theme) -> None:
        self.opening, self.desk = OpeningPage(theme), DeskPage(theme)
        self.walk, self.outcome = WalkPage(theme), OutcomePage(theme)
        super().__init__(theme, [self.opening, self.desk, self.walk, self.outcome])
        self._opener, self._theme, self._opening = opener, theme, False
        self._seen: Seen = ""
        self.session: Session | None = None
        self.bridge: Bridge | None = None
        self.view: VisitView | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._connect()
        self.show_page(self.opening)

    def _connect(self) -> None:
        for asking in (self.walk, self.outcome):
            asking.answered.connect(self._answer)
            asking.take_back.connect(self._take_back)
        self.outcome.joined.connect(lambda into: self._act(lambda session: session.join(into), "the joining"))
        self.opening.painted.connect(self._open_soon)
        self.opening.again.connect(self._try_again)
        self.desk.new_visit.connect(lambda: self._act(lambda session: session.begin(), "the new visit"))
        self.desk.resume.connect(self.show_visit)
        self.desk.on_duty.connect(self._on_duty)
        self.desk.at_post.connect(self._at_post)
        self.bar.went_in.connect(lambda: self._press("F12"))
        self.bar.danger.connect(lambda: self._press("F1"))
        self._tick.timeout.connect(self._show_elapsed)
        # The bar's buttons and the keys meet in the same slots; no dialog is ever modal, so the keys always arrive.
        self.bind(
            {
                Qt.Key.Key_F12: lambda: self._press("F12"),
                Qt.Key.Key_F1: lambda: self._press("F1"),
                Qt.Key.Key_F9: self.toggle_cover,
                Qt.Key.Key_F2: self._something_changed,
            }
        )

    # ---- opening and closing ------------------------------------------------------------------------------

    def _open_soon(self) -> None:
        if self.session is None and not self._opening:
            self._opening = True
            QTimer.singleShot(0, self, self._open)

    def _open(self) -> None:
        try:
            self.session = self._opener()
        except Trouble as trouble:
            self.opening.trouble(trouble, "")
            self.opening.first_focus()
            return
        self.bridge = Bridge(self.session.desk)
        self.bridge.changed.connect(self._saved, Qt.ConnectionType.QueuedConnection)
        self._tick.start()
        self.show_desk()

    def _try_again(self) -> None:
        self.opening.show_opening()
        self._opening = False
        self.opening.update()

    def _saved(self, visit: str) -> None:
        if self.bridge is not None:
            self.header.show_saved(self.bridge.saved_at)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the record: all of it is on disk already."""
        self._tick.stop()
        if self.bridge is not None:
            self.bridge.close()
        if self.session is not None:
            self.session.close()
        self.bridge, self.session = None, None
        super().closeEvent(event)

    # ---- what is seen ---------------------------------------------------------------------------------------

    def show_desk(self, note: str = "") -> None:
        """The start screen; a visit stays open and can be gone on with."""
        if self.session is None:
            return
        session = self.session
        session.visit, self.view, self._seen = None, None, ""
        self._show_elapsed()
        now_us = session.desk.clock.read().utc_us
        view = session.desk_view()
        self.desk.show_desk(
            view, session.person, session.post, lambda at_us: max(0, now_us - at_us) // 1_000_000
        )
        self.desk.tell(note)
        self.header.show_place(view.facility_name, session.post)
        self.header.show_duty(session.person)
        self.bar.offer([])
        self.show_page(self.desk)

    def show_visit(self, visit: str) -> None:
        """A visit as it stands: its open question, or its outcome."""
        if self.session is not None:
            self.session.visit, self._seen = visit, ""
            self._refresh()

    def _refresh(self) -> None:
        """Show the visit on the screen anew, from the record."""
        session = self.session
        if session is None:
            return
        try:
            self.view = view = session.visit_view()
        except (Refused, Trouble) as problem:
            self._tell(problem, "")
            return
        if view is None or view.closed:
            self.show_desk(f"Visit {view.record_number} is closed. All of it is saved." if view else "")
            return
        self.header.show_place(session.desk.facility.name, view.post)
        self._show_elapsed()
        shows: str = self._seen or view.shows
        if shows == "changed" and (changed := session.changed_view()) is not None:
            self._show_question(changed, view)
        elif shows == "outcome" and view.outcome is not None:
            self._show_outcome(view)
        elif view.question is not None:
            self._show_question(view.question, view)

    def _show_question(self, question: QuestionView, view: VisitView) -> None:
        if self.session is None:
            return
        self.walk.show_question(question, self.session.desk.clock.read().local.date())
        offered = [self._offer("Desk", lambda: self.show_desk(), "The visit stays open.")]
        if view.outcome is not None:
            offered.append(self._offer("Back to the result", lambda: self._see("outcome")))
        if self._seen == "changed" and view.outcome is None:
            offered.append(self._offer("Back to the question", lambda: self._see("")))
        asks_already = self.session.changed_view()
        if asks_already is None or asks_already.address != question.address:
            offered.append(self._offer("F2 Something changed", self._something_changed))
        self.bar.offer(offered)
        self.show_page(self.walk)

    def _show_outcome(self, view: VisitView) -> None:
        if view.outcome is None:
            return
        self.outcome.show_outcome(view.outcome)
        offered = [self._offer("Desk", lambda: self.show_desk(), "The visit stays open.")]
        if view.outcome.can_go_on:
            offered.append(
                self._offer("Go on", lambda: self._see("question"), "With the questions", "accent-line")
            )
        offered.append(self._offer("F2 Something changed", self._something_changed))
        last = None
        if (changed := view.outcome.changed) is not None:
            last = self._offer(
                "They have left",
                lambda: self._answer(changed.address, "left"),
                "Closes the visit.",
                "primary",
            )
        self.bar.offer(offered, last)
        self.show_page(self.outcome)

    def _offer(self, text: str, act: Callable[[], None], hint: str = "", look: str = "plain") -> Target:
        made = Target(self._theme, text, look, px=17, hint=hint)
        made.clicked.connect(lambda: act())
        return made

    def _see(self, seen: Seen) -> None:
        self._seen = seen
        self._refresh()

    def _something_changed(self) -> None:
        if self.view is not None and not self.covered:
            self._see("changed")

    def _show_elapsed(self) -> None:
        session, view = self.session, self.view
        self.header.show_open_for(None if session is None or view is None else session.seconds_open(view))

    # ---- what is done ---------------------------------------------------------------------------------------

    def _act(self, act: Callable[[Session], None], lost: str = "") -> None:
        """Do it; what was done is on disk when it returns, and only then is anything else shown."""
        if self.session is None:
            return
        try:
            act(self.session)
        except (Refused, Trouble) as problem:
            self._tell(problem, lost)
            return
        self._seen = ""
        self._refresh()

    def _tell(self, problem: Refused | Trouble, lost: str) -> None:
        """The page stays and says it."""
        if isinstance(problem, Trouble):
            self.page.trouble(problem, lost)
        else:
            self.page.refuse(sentence(problem))

    def _answer(self, address: str, value: str | list[str]) -> None:
        self._act(lambda session: session.answer(address, value))

    def _take_back(self, seq: int) -> None:
        self._act(lambda session: session.take_back(seq), "the change")

    def _press(self, key: str) -> None:
        """F12 or F1, from every page: one press, nothing is asked first."""
        if self.session is None:
            self.opening.emergency(key)
            return
        if self.covered:
            self.uncover()
        self._act(
            lambda session: session.press(key), f"{key}. Step aside, stop no one, write the time on paper"
        )

    def _on_duty(self, person: str) -> None:
        if self.session is not None:
            self.session.person = person
            self.header.show_duty(person)

    def _at_post(self, post: str) -> None:
        if self.session is not None:
            self.session.post = post
            self.header.show_place(self.session.desk.facility.name, post)
