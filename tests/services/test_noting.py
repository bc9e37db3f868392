"""What is written down beside the walk: on disk in one act, never an answer, never erased."""

import pytest

from desktop.core.errors import Refused
from desktop.core.particulars import CallLogged, ShownOnScreen, VisitTakenOver
from desktop.services.noting import Noting, When
from desktop.services.record_views import RecordView
from desktop.services.screens import Screens
from desktop.services.sheets import Sheets
from tests.services.conftest import GUARD, Guard

OTHER = GUARD.__class__("Guard 14", "guard", "claimed")


class Desk:
    """A visit of a guard, and what may be written down of it."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.visit = guard.open()
        self.noting = Noting(guard.walking)

    @property
    def record(self) -> RecordView:
        """What the pages show, from a program that was started anew."""
        self.guard.again()
        self.noting = Noting(self.guard.walking)
        return Sheets(Screens(self.guard.walking)).record(self.visit)

    def refused(self, *act: object) -> str:
        """The code with which the note with these arguments is refused."""
        with pytest.raises(Refused) as caught:
            self.noting.note(self.visit, str(act[0]), "seen", GUARD, When(*map(str, act[1:])))  # type: ignore[arg-type]
        return caught.value.code


@pytest.fixture
def desk(guard: Guard) -> Desk:
    """An open visit at noon."""
    return Desk(guard)


def test_a_call_is_logged_in_one_act_and_the_next_number_is_offered(desk: Desk) -> None:
    """Row G14: no answer, then the second number; reached; told, with the words."""
    desk.noting.call(desk.visit, "counsel", "no_answer", GUARD)
    calls = {row.key: row for row in desk.record.calls}
    assert calls["counsel"].state == "no_answer"
    assert [row.key for row in desk.record.calls if row.next_up] == ["counsel_backup"]
    desk.noting.call(desk.visit, "counsel_backup", "told", GUARD, "Wait for me.", "Duty lawyer")
    calls = {row.key: row for row in desk.record.calls}
    assert calls["counsel_backup"].log == ("12:00:00 told me Duty lawyer: “Wait for me.”",)
    assert not any(row.next_up for row in calls.values())
    event = desk.guard.desk.store.queries.events_of(desk.visit)[-1]
    assert isinstance(event.body, CallLogged)
    assert event.body.number == calls["counsel_backup"].number
    with pytest.raises(Refused, match="blank"):
        desk.noting.call(desk.visit, "counsel", "told", GUARD)


def test_nothing_that_is_written_down_changes_an_outcome(desk: Desk) -> None:
    """Help was asked for, officers described, calls made: the walk is the same, and so is what it came to."""
    desk.guard.warrant(desk.visit, place="wrong")
    before = desk.guard.walking.current(desk.visit).walk
    desk.noting.detail(
        desk.visit,
        "help",
        "h1",
        [("asked", "point_out", ""), ("response", "declined_in_words", ""), ("action", "Nothing", "")],
        "told",
        GUARD,
    )
    desk.noting.call(desk.visit, "supervisor", "reached", GUARD)
    desk.noting.tick(desk.visit, "hold_for_counsel", "said", "Please wait.", True, GUARD)
    desk.noting.mark_time(desk.visit, GUARD)
    desk.noting.note(desk.visit, "They stood by the door.", "seen", GUARD)
    now = desk.guard.walking.current(desk.visit)
    assert now.walk == before
    assert now.last_led_here


def test_a_marked_time_gets_its_name_later_and_a_forgotten_one_is_told_with_about(desk: Desk) -> None:
    """Rows G10 and G22."""
    seq = desk.noting.mark_time(desk.visit, GUARD)
    assert [(time.what, time.shown) for time in desk.record.times] == [("", "12:00:00")]
    desk.noting.name_time(desk.visit, seq, "arrived", GUARD)
    desk.noting.add_time(desk.visit, "asked", "told", GUARD, When("about", "11:50"))
    assert [(time.label, time.shown, time.about) for time in desk.record.times] == [
        ("Arrived", "12:00:00", False),
        ("Asked to go in", "about 11:50", True),
    ]


def test_a_time_is_the_latest_such_hour_that_is_not_to_come(desk: Desk) -> None:
    """Just after midnight 23:50 is yesterday; an hour that is still to come is refused, and so is no hour at all."""
    assert desk.refused("x", "about", "13:00") == "later_than_now"
    assert desk.refused("x", "exact", "25:00") == "bad_time"
    assert desk.refused("x", "exact", "soon") == "bad_time"
    desk.guard.clock.set("2026-07-16T00:10:00-04:00")
    desk.noting.note(desk.visit, "A car came.", "seen", GUARD, When("about", "23:50"))
    assert desk.record.notes[0].happened == "about 23:50"
    body = desk.guard.desk.store.queries.events_of(desk.visit)[-1].body
    assert "2026-07-15T23:50-04:00" in str(body)


def test_a_corrected_field_stands_beside_what_it_corrects(desk: Desk) -> None:
    """Nothing is edited: the former value is shown too, and a struck item stays with its reason."""
    desk.noting.detail(
        desk.visit, "officer", "o1", [("badge", "4471", ""), ("name", "", "refused")], "copied", GUARD
    )
    desk.noting.detail(desk.visit, "officer", "o1", [("badge", "4477", "")], "seen", GUARD)
    officer = desk.record.groups[0].items[0]
    badge = next(field for field in officer.fields if field.id == "badge")
    assert (badge.value, badge.former) == ("4477 (seen)", ("4471 (copied)",))
    assert "Name: refused" in officer.summary
    desk.noting.strike(desk.visit, "officer", "o1", "This was a visitor.", GUARD)
    assert desk.record.groups[0].items[0].struck == "This was a visitor."
    assert desk.record.groups[0].blank is not None
    assert desk.record.groups[0].blank.item == "o2"
    with pytest.raises(Refused, match="no_such_item"):
        desk.noting.detail(desk.visit, "officer", "o9", [("agency", "ice", "")], "seen", GUARD)


def test_text_that_was_typed_is_kept_until_it_is_written_down(desk: Desk) -> None:
    """The draft goes in the transaction of the event that it becomes, and outlives the closing of the visit."""
    desk.noting.keep_half_typed(desk.visit, "note", "They s")
    desk.noting.keep_half_typed(desk.visit, "officer/o1/badge", "44")
    desk.noting.keep_half_typed(desk.visit, "officer/o2/badge", "55")
    desk.guard.answer(desk.visit, "officers_now", "left")
    assert desk.record.half_typed == {"note": "They s", "officer/o1/badge": "44", "officer/o2/badge": "55"}
    desk.noting.note(desk.visit, "They said hello.", "told", GUARD)
    desk.noting.detail(desk.visit, "officer", "o1", [("badge", "4471", "")], "copied", GUARD)
    assert desk.record.half_typed == {"officer/o2/badge": "55"}
    assert desk.record.closed


def test_a_change_of_guard_names_both_and_keeps_who_answered(desk: Desk) -> None:
    """Row G9: earlier answers keep their author."""
    desk.guard.tell(desk.visit, {"danger": "none"})
    assert desk.record.holder == "Guard 12"
    desk.noting.take_over(desk.visit, OTHER)
    assert desk.record.holder == "Guard 14"
    events = desk.guard.desk.store.queries.events_of(desk.visit)
    assert (events[-1].actor.person, events[-1].body) == ("Guard 14", VisitTakenOver("Guard 12"))
    assert events[1].actor.person == "Guard 12"
    with pytest.raises(Refused, match="yours_already"):
        desk.noting.take_over(desk.visit, OTHER)


def test_of_a_warning_only_that_it_was_shown_is_recorded(desk: Desk) -> None:
    """Row G23: never what it was about."""
    desk.noting.shown(desk.visit, "privacy_warning", GUARD)
    body = desk.guard.desk.store.queries.events_of(desk.visit)[-1].body
    assert body == ShownOnScreen("privacy_warning", "")


def test_a_changed_answer_is_one_act_and_what_drops_out_is_told_before(desk: Desk) -> None:
    """Row G6: reachable answers stay, dropped ones are listed first, both values stay on record."""
    desk.guard.warrant(desk.visit, place="wrong")
    sheets = Sheets(Screens(desk.guard.walking))
    now = desk.guard.walking.current(desk.visit)
    title = next(each for each in now.visit.inputs if each.step == "title")
    lines, kept = sheets.dropped(desk.visit, title.seq, "arrest_warrant")
    assert any(line.startswith("Place") or "place" in line.lower() for line in lines)
    assert kept > 5
    before = len(now.events)
    after = desk.guard.walking.change(desk.visit, title.seq, "arrest_warrant", GUARD)
    kinds = [event.kind for event in after.events[before:]]
    assert kinds[:2] == ["step_reopened", "step_answered"]
    assert after.events[before].utc_us == after.events[before + 1].utc_us
    assert after.walk.open is not None
    assert after.walk.open.step == "arrest_where"
    with pytest.raises(Refused, match="not_an_answer"):
        desk.guard.walking.change(desk.visit, title.seq, "order", GUARD)


def test_counsels_wait_begins_with_the_first_call_and_ends_with_counsels_word(desk: Desk) -> None:
    """facts.md: minutes until counsel counts as not reached; the guard says so, never the clock."""
    assert desk.record.wait is None
    desk.guard.warrant(desk.visit)
    wait = desk.record.wait
    assert wait is not None
    assert wait.minutes == desk.guard.desk.facility.counsel_minutes
    desk.guard.clock.set("2026-07-15T12:01:00-04:00")
    desk.noting.call(desk.visit, "counsel", "called", GUARD)
    desk.guard.clock.set("2026-07-15T12:03:00-04:00")
    desk.noting.call(desk.visit, "counsel", "no_answer", GUARD)
    later = desk.record.wait
    assert later is not None
    assert later.since_us - wait.since_us == 60_000_000
    desk.guard.answer(desk.visit, "counsel", "allow")
    assert desk.record.wait is None
