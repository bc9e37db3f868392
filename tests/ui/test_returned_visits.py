"""The guard's side of a review: a returned visit with its comment, handing it in again, and an approved visit that takes addenda only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.particulars import ShownOnScreen
from desktop.core.review_events import AddendumWritten, VisitSubmitted
from desktop.ui.record.small_forms import NOTE
from desktop.ui.targets import Target
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.reviews import COMMENT, Desk
from tests.ui.showing import look
from tests.ui.staff import GUARD, SUPERVISOR, on_record
from tests.ui.test_tongues import speaking

SIZES = ((1366, 768), (1280, 720), (683, 384))
Held = Qt.KeyboardModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path)
    yield made
    made.guard.window.close()


def test_a_returned_visit_shows_its_comment_and_is_handed_in_again_by_keys(desk: Desk) -> None:
    desk.give_back()
    desk.open_closed()
    assert f"Returned by {SUPERVISOR}, July 15, 2026, 12:00: “{COMMENT}”" in desk.told()
    desk.type("Nobody let them in.")
    desk.hand_on()
    desk.press(Qt.Key.Key_H, Held.AltModifier)
    assert "Hand in visit" in desk.told()
    desk.type("See my new note.")
    desk.hand_on()
    assert on_record(desk.guard, VisitSubmitted) == [VisitSubmitted("See my new note.")]
    assert desk.review.state == "submitted"
    assert "✓ Handed in again." in desk.told()
    assert COMMENT not in desk.told(), "nothing asks for it any more"


def test_returned_visits_of_any_day_stand_first_at_the_desk(desk: Desk) -> None:
    """Each with its day and its comment; a void one waits for nobody."""
    desk.give_back()
    desk.guard.clock.set("2026-07-17T08:00:00-04:00")
    first, second = desk.visit, desk.write_visit()
    rows = desk.guard.window.desk.days.model()
    told = [str(rows.index(row, 0).data()) for row in range(rows.rowCount())]
    assert told[0].startswith("Jul 15, 12:00 · ")
    assert told[0].endswith(f"Returned: {COMMENT}")
    assert [row[:5] for row in told[1:]] == ["08:00"]
    desk.visit = second
    desk.give_back("Which door?")
    assert "2 visits were returned. Open them in the list below." in desk.told()
    desk.be(SUPERVISOR)
    desk.reviewing.void(first, "Begun by mistake.", desk.guard.session.actor)
    desk.be(GUARD)
    assert "was returned: “Which door?”" in desk.told()


def test_a_note_that_is_half_typed_is_there_after_the_guard_thought_better_of_handing_in(desk: Desk) -> None:
    desk.give_back()
    desk.open_closed()
    desk.type("The yard gate")
    desk.press(Qt.Key.Key_H, Held.AltModifier)
    leave = desk.guard.window.recording.written.foot.leave
    assert leave.isVisible()
    leave.click()
    form = desk.guard.window.recording.written.form
    assert form is not None
    assert form.text.text == "The yard gate"  # type: ignore[attr-defined]
    assert desk.review.state == "returned"
    desk.press(Qt.Key.Key_H, Held.AltModifier)
    desk.hand_on()
    assert on_record(desk.guard, VisitSubmitted) == [VisitSubmitted("")], "nothing must be said of it"


def test_an_approved_visit_offers_an_addendum_and_nothing_else(desk: Desk) -> None:
    """Every tab can be read; none takes anything, but the first."""
    desk.approve()
    desk.open_closed()
    written = desk.guard.window.recording.written
    assert "This visit is approved. Nothing in it changes: write an addendum." in desk.told()
    for tab in ("officer", "vehicle", "times", "help", "papers", "count"):
        written.open_tab(tab)
        assert "Nothing in it changes: write an addendum." in desk.told()
        assert not written.foot.isVisible()
        offered = [each for each in written.columns.findChildren(Target) if each.isVisible()]
        assert offered == [], f"{tab} offers {offered}"


def test_an_addendum_is_written_by_keys_with_its_source_and_its_time(desk: Desk) -> None:
    """On the next morning: the time of the visit is later in the day than now."""
    desk.approve()
    desk.guard.clock.set("2026-07-16T08:00:00-04:00")
    desk.guard.session.visit = None
    desk.guard.window.show_visit(desk.visit, "write")
    desk.guard.settle()
    written = desk.guard.window.recording.written
    desk.type("The badge was 4417, not 4471.")
    form = written.form
    assert form is not None
    assert form.origin is not None
    form.origin.source.key("3")
    form.origin.when.key("2")
    desk.type("1145")
    desk.hand_on()
    (addendum,) = on_record(desk.guard, AddendumWritten)
    assert (addendum.number, addendum.text, addendum.source) == (1, "The badge was 4417, not 4471.", "copied")
    assert addendum.happened is not None
    assert addendum.happened.at.startswith("2026-07-15T11:45")
    assert "Addendum 1 · by Guard 12, July 16, 2026, 08:00" in desk.told()
    assert "about July 15, 2026, 11:45" in desk.told()
    assert "Addendum 2" in desk.told(), "the next one can be written"


def test_what_was_half_typed_when_the_visit_was_approved_becomes_the_addendum(desk: Desk) -> None:
    desk.guard.session.noting.keep_half_typed(desk.visit, NOTE, "They had two cars.")
    desk.approve()
    desk.open_closed()
    desk.hand_on()
    assert "Choose first how you know it." in desk.told()
    assert on_record(desk.guard, AddendumWritten) == [], "nobody chooses that for whoever writes"
    desk.guard.key("2")
    desk.hand_on()
    assert [each.text for each in on_record(desk.guard, AddendumWritten)] == ["They had two cars."]
    assert desk.guard.session.desk.store.queries.half_typed(desk.visit) == {}


def test_the_privacy_guard_looks_at_an_addendum_and_writes_nothing_into_the_visit(desk: Desk) -> None:
    desk.approve()
    desk.open_closed()
    desk.type("He said A123456789")
    desk.hand_on()
    desk.guard.key("2")
    desk.hand_on()
    assert on_record(desk.guard, AddendumWritten) == []
    assert not desk.guard.window.recording.written.foot.wrong.isVisible()
    desk.guard.key("1")
    desk.hand_on()
    (addendum,) = on_record(desk.guard, AddendumWritten)
    assert "A123456789" not in addendum.text
    assert on_record(desk.guard, ShownOnScreen) == []


def test_nothing_is_cut_with_a_long_comment_read_from_right_to_left(qtbot: QtBot, tmp_path: Path) -> None:
    with speaking("hebrew"):
        assert list(cut_for_guards(Desk(qtbot, tmp_path))) == []


def cut_for_guards(desk: Desk) -> Iterator[str]:
    """What a guard would stumble over at the desk and in a visit that was returned, then approved; on old screens and at 200 %."""
    desk.give_back("Who let them into the yard, and which of the three gates was it? " * 12)
    looks = (clipped, sideways, nameless, out_of_sight)

    def see(what: str) -> Iterator[str]:
        for size in SIZES:
            desk.guard.window.resize(*size)
            desk.guard.settle()
            yield from look(desk.guard, f"{size}: {what}", looks)

    yield from see("desk")
    desk.open_closed()
    yield from see("returned")
    desk.press(Qt.Key.Key_H, Held.AltModifier)
    yield from see("hand in")
    desk.hand_on()
    desk.approve()
    desk.open_closed()
    yield from see("approved")
    desk.guard.window.close()
