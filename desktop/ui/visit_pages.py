"""The visit's own pages: shows its question or its outcome with what the bar offers there, and takes the answers to the record."""

from typing import Protocol

from desktop.services.record_views import RecordView
from desktop.services.views import VisitView
from desktop.ui.acts import Acts
from desktop.ui.bars import BottomBar
from desktop.ui.offers import Offers
from desktop.ui.outcome.page import OutcomePage
from desktop.ui.page import Page, announce
from desktop.ui.recording import Recording, Seen
from desktop.ui.session import Session
from desktop.ui.walk.page import WalkPage


class Stage(Protocol):
    """What is asked of the window."""

    acts: Acts
    bar: BottomBar
    walk: WalkPage
    outcome: OutcomePage
    recording: Recording

    def show_page(self, page: Page) -> None: ...
    def see(self, seen: Seen, seq: int = 0) -> None: ...


class VisitPages:
    """The pages `walk` and `outcome` of the window."""

    def __init__(self, stage: Stage, offers: Offers) -> None:
        self._stage, self._offers = stage, offers
        self._spoken = ""
        for asking in (stage.walk, stage.outcome):
            asking.answered.connect(stage.acts.answer)
            asking.take_back.connect(stage.acts.take_back)
            asking.change.connect(lambda seq: stage.see("change", seq))
        stage.walk.area.connect(stage.acts.in_area)
        stage.outcome.joined.connect(stage.acts.join)
        stage.recording.beside(stage.walk, stage.outcome)

    def show(self, session: Session, view: VisitView, record: RecordView, shows: str) -> None:
        """Its outcome, a question, or what the officers do now; `shows` names which."""
        stage = self._stage
        if shows == "outcome" and view.outcome is not None:
            stage.outcome.show_outcome(view.outcome, record)
            stage.bar.offer(*self._offers.outcome(view))
            self._show_spoken(stage.outcome)
            return
        question = None if shows == "changed" else view.question
        question = question or session.screens.question_at(view.id, view.changed_at)
        stage.walk.show_question(question, session.desk.clock.read().local.date())
        stage.recording.beside_question(question, record)
        stage.bar.offer(self._offers.question(view, question))
        self._show_spoken(stage.walk)

    def _show_spoken(self, page: Page) -> None:
        """Show a page, and have a screen reader say at once what it asks or tells; the focus alone would say the first answer."""
        new = page.accessibleName() != self._spoken
        self._spoken = page.accessibleName()
        self._stage.show_page(page)
        if new:
            announce(page, self._spoken)
