"""A reviewed visit with a canary wherever the events of review, copies and saved searches have words; and the page that lists visits."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.core.events import Actor, Draft
from desktop.core.particulars import Happened
from desktop.core.review_events import (
    AddendumWritten,
    CopyIssued,
    ViewDropped,
    ViewSaved,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.services.searching import Filters
from tests.ui.guard import Guard
from tests.ui.reviews import Hands

if TYPE_CHECKING:
    from tests.journeys.canary_child import Typist

CHIEF = Actor("Supervisor 9", "supervisor", "claimed")


def reviewed(guard: Guard, word: str) -> None:
    """A visit that its author, the only supervisor, approves; with words wherever the review has any."""
    walking, journal, chief = guard.session.walking, guard.session.desk.store.journal, CHIEF
    now = walking.open_visit(chief, "Front desk")
    visit, hashed = now.visit.id, "0" * 64
    now = walking.answer(visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", chief)
    first = [
        Draft("visit_returned", visit, VisitReturned(word, now.visit.head), chief),
        Draft("visit_submitted", visit, VisitSubmitted(word), chief),
    ]
    head = journal.append(first, guard.clock.read())[-1].hash
    copy = CopyIssued("batch", ["report"], word, word, hashed, hashed, ["SCH900-1-2026-00001-X"])
    more = [
        Draft("visit_approved", visit, VisitApproved(head, hashed, word), chief),
        Draft(
            "addendum_written",
            visit,
            AddendumWritten(0, word, "seen", Happened("2026-07-15T12:00", "exact")),
            chief,
        ),
        Draft("visit_voided", visit, VisitVoided(word), chief),
        Draft("copy_issued", None, copy, chief),
        Draft("view_saved", None, ViewSaved(word, word, {"states": ["submitted"]}), chief),
        Draft("view_dropped", None, ViewDropped(word), chief),
    ]
    journal.append(more, guard.clock.read())
    now = walking.open_visit(chief, "Front desk")
    walking.answer(now.visit.id, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", chief)


def visits(typist: "Typist") -> None:
    """A supervisor types what is looked for and keeps it as a view, why a visit is returned, and to whom a copy would go; neither is
    done."""
    guard, lead = typist.guard, typist.guard.window.visits
    _newest(typist)
    lead.page.show_views.click()
    typist.fill()
    lead.page.views.save.click()
    guard.settle()
    for words in ("Return", "Copies"):
        _newest(typist)
        typist.press(words)
        typist.fill()
    _newest(typist)
    lead.page.filters.put(Filters(period="dates"))
    typist.fill()
    lead.page.filters.put(Filters())
    guard.window.show_desk()
    guard.settle()


def _newest(typist: "Typist") -> None:
    """The list of all visits; the newest is chosen, and its report is there."""
    guard, page = typist.guard, typist.guard.window.visits.page
    guard.window.show_desk()
    guard.key(Qt.Key.Key_F10)
    page.search.clear()
    guard.bot.waitUntil(lambda: len(page.table.visits.lines) > 1)
    page.table.choose(page.table.visits.lines[0].visit)
    Hands(guard).drawn()
