"""A supervisor comes to a locked desk, finds a badge of long ago, reads its report to the end and goes again, by keys alone."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.core.events import Access
from tests.ui.part import share
from tests.ui.searching import DOWN, ENTER, ESC, F10, F12, Searcher
from tests.ui.staff import GUARD, NUMBERS, PINS, SUPERVISOR, events, give_pin, heard, on_record

BADGE = "Badge F-4471 was shown at the inner door."
SIZES = ((1366, 768), (683, 384))


def test_a_badge_of_long_ago_is_found_and_read_by_keys_alone(qtbot: QtBot, tmp_path: Path) -> None:
    for size in share(SIZES, 0):
        desk = Searcher(qtbot, tmp_path / str(size[0]), size=size, pins=True)
        guard = desk.guard
        old = desk.write_visit(BADGE)
        for day in range(16, 20):
            guard.clock.set(f"2026-07-{day}T09:00:00-04:00")
            desk.write_visit(f"A delivery on the {day}th.")
        guard.window.door.lock("locked")
        guard.settle()
        desk.keys(F10, NUMBERS[SUPERVISOR])
        give_pin(guard, PINS[SUPERVISOR])
        desk.settle()
        assert len(desk.numbers) == 6
        before = len(events(guard))
        desk.look_for("4471")
        assert [line.visit for line in desk.page.table.visits.lines] == [old]
        desk.keys(ENTER, ENTER)
        desk.scroll_through()
        assert desk.lead.now is not None
        assert desk.lead.now.seen
        written = [event for event in events(guard)[before:] if event.kind == "access"]
        assert [event.visit for event in written] == [None, old]
        assert [body.what for body in on_record(guard, Access)][-2:] == ["searched", "opened"]
        assert {event.actor.person for event in written} == {SUPERVISOR}
        assert "4471" not in "".join(str(event.body) for event in written), "never what was looked for"
        desk.keys(ESC, ESC)
        assert desk.sees(guard.window.desk)
        desk.keys(F10)
        assert desk.page.search.text() == ""
        guard.window.close()


def test_officers_come_while_somebody_searches_and_f12_is_one_press(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Searcher(qtbot, tmp_path, pins=True)
    desk.visits(BADGE, "A delivery.")
    desk.keys(F10)
    desk.look_for("4471")
    desk.keys(DOWN, F12)
    assert desk.sees(desk.guard.window.outcome)
    assert "4471" not in heard(desk.guard.window)
    assert desk.guard.view.record_number not in desk.numbers
    desk.guard.window.show_desk()
    desk.guard.settle()
    desk.keys(F10, DOWN)
    line = desk.page.table.line
    assert line is not None
    assert (line.state, line.holder) == ("open", GUARD)
    assert desk.page.acts.targets[0].text() in ("Go on", "Open")
    desk.keys(ENTER, ENTER, "o")
    assert desk.sees(desk.guard.window.outcome), "and it goes on where it was"
    desk.guard.window.close()
