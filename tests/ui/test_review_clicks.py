"""Random presses on the page "Visits" and on the record of a visit, by a guard, a supervisor, and one who wrote it: no press leads where
no legal path leads, nothing is offered that the services refuse, and nothing is withheld that they take."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.reviewing import refusal, state_after
from desktop.ui.record.addendum import AddendumForm
from tests.ui.reviews import Desk
from tests.ui.staff import GUARD, SUPERVISOR

ESC, F10 = Qt.Key.Key_Escape, Qt.Key.Key_F10
OTHER = "Supervisor 9"
LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "A": "visit_approved",
        "R": "visit_returned",
        "H": "visit_submitted",
        "D": "addendum_written",
        "V": "visit_voided",
    }
)
LOW, TALL = (1366, 700), (1366, 3400)
"""A window that shows no report to its end, and one that does."""

PEOPLE = (GUARD, SUPERVISOR, OTHER)
STEPS = st.one_of(
    st.tuples(st.just("be"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("choose"), st.sampled_from(("0", "1"))),
    st.tuples(st.just("size"), st.sampled_from(("low", "tall"))),
    st.tuples(st.just("press"), st.sampled_from(tuple(LETTERS))),
    st.tuples(st.just("press"), st.sampled_from(("A", "R", "H"))),
    st.tuples(st.just("open"), st.just("")),
)


class Clicks:
    """Somebody at the page, and the two visits that are pressed about: one of a guard, one of a supervisor."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def begin(self) -> None:
        """Two new visits; the guard looks at the first. `seen` is who saw all of a visit last, and at which head."""
        self.visits = []
        self.seen: dict[str, tuple[str, str]] = {}
        for person in (GUARD, SUPERVISOR):
            self.desk.be(person)
            self.visits.append(self.desk.write_visit())
        self.desk.guard.window.resize(*TALL)
        self.be(GUARD)

    def be(self, person: str, visit: str = "") -> None:
        """Another person opens the page."""
        self.desk.be(person)
        self.desk.guard.key(F10)
        self.choose(visit or self.visits[0])

    def choose(self, visit: str) -> None:
        """This visit's report is beside the list."""
        desk = self.desk
        desk.visit = visit
        desk.guard.bot.waitUntil(lambda: not desk.lead.finding.busy)
        assert desk.lead.page.table.choose(visit)
        desk.lead.page.table.setFocus()
        desk.drawn()

    def step(self, what: str, value: str) -> None:
        """One press, or what stands for some."""
        if what == "be":
            self.be(value, self.desk.visit)
        elif what == "choose":
            self.choose(self.visits[int(value)])
        elif what == "size":
            self.desk.guard.window.resize(*(LOW if value == "low" else TALL))
            self.desk.drawn()
        elif what == "press":
            self.press(value)
        else:
            self.look_at_record()
        self.check()

    def free(self) -> set[str]:
        """The letters of the acts that are offered, and not with a reason why not."""
        return {key for key, why in self.desk.offered().items() if not why} & set(LETTERS)

    def legal(self) -> set[str]:
        """The same by the rules alone."""
        review, actor = self.desk.review, self.desk.guard.session.actor
        own = "the only one here" if review.is_author(actor.person) else ""
        found = {
            letter
            for letter, kind in LETTERS.items()
            if not refusal(review, kind, actor, own if letter == "A" else "")
        }
        now = (actor.person, review.head)
        if "A" in found and self.desk.lead.preview.seen_whole:
            self.seen[self.desk.visit] = now
        return found if self.seen.get(self.desk.visit) == now else found - {"A"}

    def press(self, letter: str) -> None:
        """Press an act; where a form opens, type words and hand it on."""
        desk, before, free = self.desk, self.desk.review, letter in self.free()
        events = len(self.events())
        desk.guard.key(letter)
        form = desk.lead.reviewer.sheet.form
        assert (form is not None) == free
        if form is None:
            assert len(self.events()) == events
            return
        if form.addresses():
            desk.type("Words of an invented case.")
            desk.hand_on()
            if desk.lead.reviewer.sheet.form is form and letter == "D":
                desk.guard.key("1")  # how it is known: nothing is chosen before
                desk.hand_on()
        else:
            desk.guard.key("1")
        assert desk.lead.reviewer.sheet.form is None, desk.lead.reviewer.sheet.wrong.text()
        assert desk.review.state == state_after(before.state, LETTERS[letter])
        desk.drawn()

    def look_at_record(self) -> None:
        """Open the visit: its own page offers what the rules take, and goes back to the list."""
        desk, review = self.desk, self.desk.review
        desk.guard.key("o")
        written = desk.guard.window.recording.written
        assert desk.guard.window.page is written
        assert isinstance(written.form, AddendumForm) == (review.approved is not None)
        assert written.returned.isVisible() == (review.state == "returned")
        desk.guard.key(ESC)
        assert desk.lead.page.isVisible()
        self.choose(desk.visit)

    def events(self) -> list[str]:
        """The kinds of what is on record of the visit, but for who looked at it."""
        found = self.desk.guard.session.desk.store.queries.events_of(self.desk.visit)
        return [event.kind for event in found if event.kind != "access"]

    def check(self) -> None:
        """What is offered is what is legal, and nothing illegal is on record."""
        assert self.free() == self.legal()
        for visit in self.visits:
            review = self.desk.reviewing.review_of(visit)
            assert (review.illegal, review.late) == ((), ())


@pytest.fixture
def clicks(qtbot: QtBot, tmp_path: Path) -> Iterator[Clicks]:
    made = Clicks(Desk(qtbot, tmp_path, TALL))
    yield made
    made.desk.guard.window.close()


@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=6, max_size=12))
def test_no_press_goes_where_no_legal_path_goes(clicks: Clicks, steps: list[tuple[str, str]]) -> None:
    clicks.begin()
    for what, value in steps:
        clicks.step(what, value)


def test_every_act_is_pressed_once_by_everybody(clicks: Clicks) -> None:
    """The same looks along the way that a visit goes, so that no random walk is needed to see each state."""
    clicks.begin()
    for person, letters in (
        (SUPERVISOR, "AR"),
        (GUARD, "ARH"),
        (OTHER, "A"),
        (GUARD, "DARHV"),
        (OTHER, "RHDV"),
    ):
        clicks.step("be", person)
        for letter in letters:
            clicks.step("press", letter)
        clicks.step("open", "")
    assert clicks.desk.review.state == "approved"
