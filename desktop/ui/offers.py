"""What the bottom bar offers on the pages of a visit, each with its key and what it does; what is said when it is over."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from desktop.services.record_views import RecordView
from desktop.services.views import QuestionView, VisitView
from desktop.ui.acts import Acts
from desktop.ui.forget.holding import Holding
from desktop.ui.forget.removing import Removing
from desktop.ui.recording import Seen
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class Stage(Protocol):
    """What an offer can ask of the window."""

    acts: Acts
    removing: Removing
    holding: Holding

    def show_desk(self, note: str = "") -> None: ...
    def see(self, seen: Seen, seq: int = 0) -> None: ...
    def mark_time(self) -> None: ...


class Offers:
    """Makes the targets of the bar."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        self._theme, self._stage = theme, stage

    def _offer(
        self, text: str, act: Callable[[], None], hint: str = "", look: str = "plain", key: str = ""
    ) -> Target:
        made = Target(self._theme, f"{key}\n{text}" if key else text, look, px=17, hint=hint)
        made.setAccessibleName(f"{key}: {text}" if key else text)
        made.clicked.connect(lambda: act())
        return made

    def _seeing(self, text: str, seen: Seen, hint: str = "", look: str = "plain", key: str = "") -> Target:
        return self._offer(text, lambda: self._stage.see(seen), hint, look, key)

    def question(self, view: VisitView, question: QuestionView) -> list[Target]:
        """Beside a question."""
        changed = view.changed_at
        offered = [self._desk()]
        if view.outcome is not None:
            offered.append(self._seeing(tr("Result"), "outcome", tr("Back to it")))
        elif question.address == changed and view.question is not None and view.question.address != changed:
            offered.append(self._seeing(tr("Question"), "", tr("Back to it")))
        if question.address != changed:
            offered.append(self._changed())
        return [*offered, *self._always(), self._seeing(tr("Calls"), "calls", key="F8")]

    def outcome(self, view: VisitView) -> tuple[list[Target], Target]:
        """Beside an outcome, and what ends the visit."""
        offered = [self._desk()]
        if view.outcome is not None and view.outcome.can_go_on:
            go_on = tr("With the questions")
            offered.append(self._seeing(tr("Go on"), "question", go_on, "accent-line"))
        card = self._seeing(tr("Show officers"), "card", tr("A card with counsel's number"), key="F11")
        last = self._offer(
            tr("They have left"),
            lambda: self._stage.acts.answer(view.changed_at, "left"),
            tr("Closes the visit."),
            "primary",
        )
        return [*offered, self._changed(), *self._always(), self._report(), card], last

    def closed(self, view: VisitView) -> list[Target]:
        """Beside a visit that is closed."""
        return [self._report(), *self._removal(view.record_number)]

    def _removal(self, number: str) -> list[Target]:
        """For a supervisor who is signed in."""
        session, removing = self._stage.acts.session, self._stage.removing
        if session is None or session.visit is None or not removing.offered(session):
            return []
        hint, held = tr("For good, with a reason"), tr("Nothing of it can be removed then")
        return [
            self._offer(tr("Hold"), partial(self._stage.holding.begin, number), held),
            self._offer(tr("Remove words"), partial(removing.begin, session, session.visit), hint),
        ]

    def _report(self) -> Target:
        return self._seeing(tr("Report"), "report", tr("Read, save or print it"), key="F7")

    def _desk(self) -> Target:
        return self._offer(tr("Desk"), self._stage.show_desk, tr("The visit stays open."))

    def _changed(self) -> Target:
        return self._seeing(tr("Something changed"), "changed", key="F2")

    def _always(self) -> list[Target]:
        return [
            self._seeing(tr("Write down"), "write", tr("Notes, people, cars, times"), key="F3"),
            self._offer(tr("Time now"), self._stage.mark_time, tr("Marks this very moment"), key="F5"),
        ]


def closing_words(view: VisitView, record: RecordView) -> str:
    """What the desk says of a visit that was just closed; never that all is saved where words wait to be written down."""
    if record.half_typed:
        return tr(
            "Visit {number} is closed. Words that you typed are not written down yet: open it in the list of today.",
            number=view.record_number,
        )
    return tr("Visit {number} is closed. All of it is saved.", number=view.record_number)
