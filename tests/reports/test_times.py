"""Times in the report: told alike everywhere, with date and offset where they are needed, and marked where they are in doubt."""

from collections.abc import Callable
from datetime import timedelta

from desktop.reports import words
from desktop.reports.making import make_outline
from desktop.reports.outline import Outline, words_of
from desktop.reports.text import make_text
from desktop.services.noting import NOW, When
from tests.core.nyc import TO_THE_PAPERS
from tests.reports.visits import GUARD, I200, Shift, cells, table

Play = Callable[[str], tuple[Shift, str]]


def report(shift: Shift, visit: str) -> Outline:
    return make_outline(shift.material(visit), "report")


def told(shift: Shift, visit: str) -> str:
    """The report with every run of spaces and line ends as one space."""
    return " ".join(make_text(report(shift, visit)).split())


def timeline(outline: Outline) -> dict[str, str]:
    """What the timeline says of each event."""
    return {cells(row)[0]: cells(row)[3] for row in table(outline, "Timeline").rows}


def test_times_have_their_date_everywhere_once_a_visit_goes_on_past_midnight(play: Play) -> None:
    """Answers, calls, ticks, what was said, outcomes, people: no 00:02 could pass for the day before."""
    shift, visit = play("i200")
    assert "2026-07-15 12:01:38" not in told(shift, visit)
    other = shift.open()
    shift.refused(other)
    shift.spoke(other)
    shift.move_clock(timedelta(hours=12))
    shift.noting.call(other, "supervisor", "reached", GUARD)
    shift.detail(other, "officer", "o1", [("badge", "4471", "")])
    outline = report(shift, other)
    for name in ("Chain of answers", "Calls", "Ticked lines", "Timeline", "Officers"):
        for row in table(outline, name).rows:
            place = -1 if name == "Officers" else 0 if name in ("Calls", "Ticked lines") else 1
            assert cells(row)[place].startswith(("2026-07-15 1", "2026-07-16 0")), name
    text = told(shift, other)
    assert "ticked as said 2026-07-15 12:0" in text
    assert "Who 2026-07-15 12:0" in text


def test_times_have_their_offset_everywhere_in_the_night_in_which_summer_time_ends(play: Play) -> None:
    """01:59:54 comes twice in that night."""
    shift, visit = play("clocks_change")
    times = [cells(row)[1].split(" ") for row in table(report(shift, visit), "Timeline").rows]
    assert times[0] == ["01:59:54", "UTC-04:00"]
    assert times[-1] == ["01:00:36", "UTC-05:00"]
    for row in table(report(shift, visit), "Chain of answers").rows:
        assert cells(row)[1].endswith("UTC-05:00")
    assert "Who 01:00:08 UTC-05:00" in told(shift, visit)


def test_what_was_told_of_the_day_before_has_its_date_and_exact_says_so(play: Play) -> None:
    """Row G22: exact and about are told apart on paper; the screens keep their own words."""
    shift, visit = play("empty")
    shift.noting.note(visit, "A noise.", "seen", GUARD, When("exact", "11:50"))
    shift.noting.note(visit, "Another.", "seen", GUARD, When("about", "11:55"))
    rows = timeline(report(shift, visit))
    assert rows["4"].endswith("Happened: exact 11:50")
    assert rows["5"].endswith("Happened: about 11:55")


def test_the_clock_s_doubts_restarts_and_summer_time_are_marked_where_they_show(play: Play) -> None:
    """Recorded doubts, and what shows against the events before (row S12)."""
    shift, visit = play("set_back")
    rows = {cells(row)[0]: row for row in table(report(shift, visit), "Timeline").rows}
    assert rows["10"].marked
    assert words_of(rows["10"].cells[3]).endswith(
        f"Clock: the clock showed an earlier time than event 9\nClock: {words.DOUBTS['clock_jumped']}"
    )
    assert cells(rows["10"])[2] == "-0:59:53"
    assert "the computer was started again" in words_of(rows["14"].cells[3])
    assert not rows["6"].marked
    assert "in doubt or changed at 5 events" in make_text(report(shift, visit))
    shift, visit = play("clocks_change")
    told = timeline(report(shift, visit))
    assert sum("local time went from UTC-04:00 to UTC-05:00" in each for each in told.values()) == 1
    assert not any("was set" in each for each in told.values())


def test_a_doubt_that_was_recorded_with_an_answer_is_told_beside_it(play: Play) -> None:
    """Once, and with the event that shows it."""
    shift, visit = play("set_back")
    row = next(row for row in table(report(shift, visit), "Chain of answers").rows if cells(row)[0] == "10")
    assert row.marked
    assert "Clock in doubt: the clock showed an earlier time than event 9" in words_of(row.cells[3])


def test_each_event_is_compared_with_the_highest_time_before_it_and_marked_wherever_its_time_stands(
    play: Play,
) -> None:
    """Not with its neighbour alone: all that was recorded in the hour that the clock was set back is in doubt."""
    shift, visit = play("set_back")
    shift.noting.call(visit, "supervisor", "reached", GUARD)
    shift.noting.add_time(visit, "left", "seen", GUARD, NOW)
    outline = report(shift, visit)
    rows = timeline(outline)
    for seq in range(10, 17):
        assert "Clock: the clock showed an earlier time than event 9" in rows[str(seq)]
    assert cells(table(outline, "Calls").rows[0])[0].endswith(" !")
    assert cells(table(outline, "Times marked").rows[0])[2].endswith(" !")
    assert all(
        cells(row)[1].endswith(" !") == (int(cells(row)[0]) >= 10)
        for row in table(outline, "Chain of answers").rows
    )
    assert "UTC !, Guard 12, seen" in told(shift, visit)


def test_that_the_clock_was_set_is_told_once_and_then_that_it_had_been_set(play: Play) -> None:
    """A second setting is told as one more."""
    shift, visit = play("empty")
    shift.tell(visit, TO_THE_PAPERS)
    shift.move_clock(timedelta(hours=1))
    shift.tell(visit, {step: I200[step] for step in ("form", "paper_top")})
    shift.move_clock(timedelta(hours=1))
    shift.tell(visit, {"signer": I200["signer"]})
    rows = timeline(report(shift, visit))
    was, had = f"Clock: {words.DOUBTS['clock_jumped']}", f"Clock: {words.CLOCK_SET_BEFORE}"
    assert [seq for seq, each in rows.items() if was in each] == ["10", "12"]
    assert [seq for seq, each in rows.items() if had in each] == ["11"]


def test_a_time_marked_by_one_key_says_so_and_names_no_source(play: Play) -> None:
    """Nobody asked how it is known; a time that was told has its source."""
    shift, visit = play("i200")
    rows = [cells(row) for row in table(report(shift, visit), "Times marked").rows]
    assert [(row[0], row[3]) for row in rows] == [
        ("Arrived", "seen"),
        ("Asked to go in", "told"),
        ("Left", ""),
    ]
    assert rows[2][1] == "marked at that moment"
    assert "Time marked: Left" in timeline(report(shift, visit)).values()


def test_when_they_left_is_told_apart_from_when_the_visit_was_closed(play: Play) -> None:
    """As it was marked; without a mark as it was answered; without either not at all."""
    shift, visit = play("i200")
    text = told(shift, visit)
    assert "Left 2026-07-15 12:03:37" in text
    assert "(marked, event 31)" in text
    assert "Visit closed on record 2026-07-15 12:03:51" in text
    other = shift.open()
    shift.refused(other)
    assert "Left 2026" not in told(shift, other)
    shift.say(other, "officers_now", "left")
    assert ", event 16)" not in told(shift, other)
    assert "(answered, event " in told(shift, other)


def test_waiting_for_counsel_is_told_from_the_first_call_to_the_answer(play: Play) -> None:
    """With each answer, from the calls after the one before."""
    shift, visit = play("not_reached")
    rows = table(make_outline(shift.material(visit), "counsel"), "Counsel's answers").rows
    assert cells(rows[0])[4] == "7 s after the call at 12:02:20"
    shift.clock.step = timedelta(minutes=4)
    other = shift.open()
    shift.warrant(other)
    shift.say(other, "counsel", "wait")
    rows = table(make_outline(shift.material(other), "counsel"), "Counsel's answers").rows
    assert cells(rows[0])[4] == "no call on record before it"
    shift.say(other, "counsel", "allow")
    rows = table(make_outline(shift.material(other), "counsel"), "Counsel's answers").rows
    assert cells(rows[1])[4] == f"no further call after counsel's answer at {cells(rows[0])[0]}"


def test_waiting_for_counsel_is_not_measured_by_a_clock_that_was_set_back(play: Play) -> None:
    """No span of 0 seconds is made up."""
    shift, visit = play("empty")
    shift.warrant(visit)
    shift.noting.call(visit, "counsel", "called", GUARD)
    shift.move_clock(-timedelta(hours=1))
    shift.say(visit, "counsel", "wait")
    rows = table(make_outline(shift.material(visit), "counsel"), "Counsel's answers").rows
    assert cells(rows[0])[4].startswith("not known: the clock was set back after the call at 12:02")
    assert cells(rows[0])[0].endswith(" !")
