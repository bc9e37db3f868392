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
    assert desk.record.notes[0].happened == "about Jul 15, 23:50"
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
    assert (badge.value, badge.former) == ("4477 (seen, 12:00:00, Guard 12)", ("4471 (copied)",))
    assert "Name: refused" in officer.summary
    desk.noting.strike(desk.visit, "officer", "o1", "This was a visitor.", GUARD)
    assert desk.record.groups[0].items[0].struck == "This was a visitor. (12:00:00, Guard 12)"
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


def test_a_time_told_the_day_after_is_that_of_the_visits_day(desk: Desk) -> None:
    """The guard remembers next morning, or next afternoon: the time lies where the visit was, and its day is shown."""
    desk.guard.clock.set("2026-07-15T12:40:00-04:00")
    desk.guard.answer(desk.visit, "officers_now", "left")
    for at in ("2026-07-16T08:00:00-04:00", "2026-07-16T15:00:00-04:00"):
        desk.guard.clock.set(at)
        desk.noting.add_time(desk.visit, "went_in", "seen", GUARD, When("about", "12:05"))
    assert [time.shown for time in desk.record.times] == ["about Jul 15, 12:05"] * 2


def test_what_the_officers_do_meanwhile_does_not_restart_counsels_time(desk: Desk) -> None:
    """They wait, they claim an emergency: counsel is asked since the paper's last check."""
    desk.guard.warrant(desk.visit, place="wrong")
    before = desk.record.wait
    assert before is not None
    desk.guard.clock.set("2026-07-15T12:14:00-04:00")
    desk.guard.answer(desk.visit, "officers_now", "waiting")
    after = desk.record.wait
    assert after is not None
    assert after.since_us == before.since_us


def test_words_of_counsel_that_are_half_typed_outlive_another_press(desk: Desk) -> None:
    """Only writing them down ends them."""
    desk.noting.keep_half_typed(desk.visit, "call/counsel", "Do not")
    desk.noting.call(desk.visit, "counsel", "no_answer", GUARD)
    assert desk.record.half_typed == {"call/counsel": "Do not"}
    desk.noting.call(desk.visit, "counsel", "told", GUARD, "Do not let them.")
    assert desk.record.half_typed == {}


def test_a_correction_names_who_wrote_it_and_when(desk: Desk) -> None:
    """Another guard, half an hour later: neither is taken for the first."""
    desk.noting.detail(desk.visit, "officer", "o1", [("badge", "4471", "")], "copied", GUARD)
    desk.guard.clock.set("2026-07-15T12:30:00-04:00")
    desk.noting.detail(
        desk.visit, "officer", "o1", [("badge", "4477", "")], "told", OTHER, When("about", "11:00")
    )
    desk.noting.strike(desk.visit, "officer", "o1", "Not here.", OTHER)
    officer = desk.record.groups[0].items[0]
    badge = next(field for field in officer.fields if field.id == "badge")
    assert (officer.at, officer.person) == ("12:00:00", "Guard 12")
    assert badge.value == "4477 (told, about 11:00, 12:30:00, Guard 14)"
    assert officer.struck == "Not here. (12:30:00, Guard 14)"
    with pytest.raises(Refused, match="no_such_item"):
        desk.noting.strike(desk.visit, "officer", "o1", "Again.", GUARD)
    with pytest.raises(Refused, match="no_such_item"):
        desk.noting.detail(desk.visit, "officer", "o1", [("badge", "1", "")], "seen", GUARD)


def test_a_named_time_keeps_its_name(desk: Desk) -> None:
    """A second name would silently replace the first on every page."""
    seq = desk.noting.mark_time(desk.visit, GUARD)
    desk.noting.name_time(desk.visit, seq, "arrived", GUARD)
    with pytest.raises(Refused, match="named_already"):
        desk.noting.name_time(desk.visit, seq, "left", GUARD)


def test_what_was_said_for_an_outcome_is_to_be_said_again_when_it_is_reached_again(desk: Desk) -> None:
    """A tick of noon says nothing of one o'clock; both stay on record."""
    desk.guard.tell(desk.visit, {"danger": "seen"})
    desk.noting.tick(desk.visit, "emergency_do_not_impede", "said", "I will call 911.", True, GUARD)
    assert [tick.at for tick in desk.record.ticks] == ["12:00:00"]
    desk.guard.clock.set("2026-07-15T13:00:00-04:00")
    desk.guard.answer(desk.visit, "officers_now", "danger_over")
    desk.guard.answer(desk.visit, "danger", "seen")
    assert desk.record.ticks == ()


def test_what_is_seen_on_an_officer_was_never_told(desk: Desk) -> None:
    """Row G22: a source for each fact."""
    fields = [("agency", "ice", ""), ("id_shown", "badge", ""), ("description", "Mask, vest", "")]
    desk.noting.detail(desk.visit, "officer", "o1", fields, "told", GUARD)
    shown = {field.id: field.value for field in desk.record.groups[0].items[0].fields if field.value}
    assert shown == {"agency": "ICE (told)", "id_shown": "Badge (seen)", "description": "Mask, vest (seen)"}


def test_a_key_pressed_in_a_joined_visit_counts_in_the_one_it_was_joined_to(desk: Desk) -> None:
    """They are read together; a visit that is in no list of open ones takes nothing more."""
    walking = desk.guard.walking
    begun = walking.press("F12", None, GUARD, "Front desk").visit.id
    walking.join(begun, desk.visit, GUARD)
    assert walking.press("F1", begun, GUARD, "Front desk").visit.id == desk.visit


def test_papers_are_numbered_alike_on_every_page(desk: Desk) -> None:
    """The second paper of the visit is paper 2 at its question, among the papers and for counsel."""
    desk.guard.warrant(desk.visit, place="wrong")
    desk.guard.answer(desk.visit, "officers_now", "new_paper")
    now = desk.guard.tell(desk.visit, {"paper": "shown", "form": "on_paper"})
    assert now.walk.open is not None
    screens = Screens(desk.guard.walking)
    about = screens.question_at(desk.visit, now.walk.open.address).about
    labels = [paper.label for paper in Sheets(screens).record(desk.visit).papers]
    assert labels[-1] == about == "Paper 2"


def test_a_note_folds_no_walk_anew(desk: Desk) -> None:
    """What is written beside the answers costs the same in a long visit as in a short one."""
    desk.guard.tell(desk.visit, {"danger": "none"})
    before = desk.guard.walking.current(desk.visit).walk
    desk.noting.note(desk.visit, "Two of them.", "seen", GUARD)
    assert desk.guard.walking.current(desk.visit).walk is before
