"""The list of visits by days as people type them, and from its newest to its oldest visit without a stop on the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.services.searching import Filters
from tests.ui.searching import DOWN, END, ENTER, ESC, F10, HOME, NOTES, PAGE_DOWN, PAGE_UP, TAB, Searcher
from tests.ui.staff import SUPERVISOR


def type_day(desk: Searcher, field: QLineEdit, text: str) -> None:
    """Instead of what stands in the field, then Return."""
    field.setFocus()
    field.selectAll()
    desk.keys(Qt.Key.Key_Delete)
    desk.look_for(text)
    desk.keys(ENTER)


def test_two_days_narrow_the_list_by_keys_alone(desk: Searcher) -> None:
    """As people type days; only one of them will do; a view keeps them."""
    desk.visits(NOTES[0])
    desk.guard.clock.set("2026-07-18T09:00:00-04:00")
    desk.visits(NOTES[1])
    desk.keys(F10, TAB, END)
    first, last = desk.page.filters.dates.fields
    assert first.isVisible()
    desk.keys(TAB)
    assert desk.focused(first)
    type_day(desk, first, "07-16-26")
    assert desk.focused(last), "Enter goes on to the last day"
    assert (len(desk.numbers), first.text()) == (1, "7/16/2026")
    type_day(desk, last, "7/16")
    assert desk.numbers == []
    type_day(desk, last, "07182026")
    assert len(desk.numbers) == 1
    assert desk.focused(desk.page.table), "Enter goes into the list"
    type_day(desk, first, "")
    assert len(desk.numbers) == 3
    assert desk.page.filters_now == Filters(period="dates", last="2026-07-18")
    desk.page.show_views.click()
    desk.page.views.saved.emit("Until July 18")
    assert desk.guard.session.searching.views()[0].filters == desk.page.filters_now
    desk.page.filters.period.choose("all")
    desk.page.filters.period.activated.emit(0)
    assert not first.isVisible()
    assert desk.page.filters_now == Filters()


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (("2/30/2026", ""), "“2/30/2026” is no day. Type month, day and year, like 7/14/2026."),
        (("", "someday"), "“someday” is no day."),
        (("7/14/2026", "7/13/2026"), "The first day comes after the last one."),
        (("7/20/2026", ""), "The first day is still to come."),
    ],
)
def test_days_that_cannot_be_are_told_in_a_sentence_and_change_nothing(
    desk: Searcher, days: tuple[str, str], wrong: str
) -> None:
    desk.keys(F10)
    filters = desk.page.filters
    filters.put(Filters(period="dates", first="2026-07-01"))
    for field, text in zip(filters.dates.fields, days, strict=True):
        type_day(desk, field, text)
    assert filters.dates.wrong.text().startswith(wrong)
    assert filters.dates.wrong.text().endswith("The list has not changed.")
    assert filters.dates.wrong.isVisible()
    assert len(desk.numbers) == 1
    type_day(desk, filters.dates.first, "7/1/2026")
    type_day(desk, filters.dates.last, "")
    assert not filters.dates.wrong.isVisible()


def test_end_goes_to_the_oldest_of_all_at_once_and_rows_come_before_anybody_reaches_an_end(
    desk: Searcher,
) -> None:
    desk.fill(200)
    desk.keys(F10)
    visits = desk.page.table.visits
    assert desk.page.told.text() == "50+ visits"
    assert len(desk.numbers) == 50
    newest = desk.numbers[0]
    desk.keys(END)
    assert desk.chosen == "SCH900-1-2026-00001-T"
    assert (visits.newer, visits.older) == (True, False)
    assert len(desk.numbers) < 201, "what lies between is not brought for it"
    rows = list[int]()
    while visits.newer:
        desk.keys(PAGE_UP)
        rows.append(desk.page.table.currentIndex().row())
    assert min(rows) > 0, "the first row of those that are here was never reached"
    places = [line.seq for line in visits.lines]
    assert len({line.visit for line in visits.lines}) == len(places) == 201
    assert places == sorted(places, reverse=True)
    desk.look_for(" ")
    desk.keys(END, HOME)
    assert desk.chosen == desk.numbers[0] == newest
    desk.keys(DOWN)
    for _ in range(8):
        desk.keys(PAGE_DOWN)
    assert len({line.visit for line in visits.lines}) == len(visits.lines) >= 150


def test_the_end_of_what_is_found_has_open_visits_too_and_goes_on_upward(desk: Searcher) -> None:
    session = desk.guard.session
    visits = [desk.visit, *desk.visits(*NOTES)]
    session.begin()
    visits.append(session.visit or "")
    visits += desk.visits("A last one.")
    searching = session.searching
    end = searching.begin("", limit=2, after=-1).run()
    assert ([line.visit for line in end.lines], end.more) == (visits[1::-1], True)
    above = searching.begin("", limit=9, after=end.lines[0].seq).run()
    assert ([line.visit for line in above.lines], above.more) == (visits[:1:-1], False)
    open_ones = searching.begin("", Filters(states=("open",)), after=-1).run()
    assert [line.visit for line in open_ones.lines] == [visits[4]]
    found = searching.begin("was", limit=1, after=-1).run()
    assert [line.visit for line in found.lines] == [visits[1]]


def test_addenda_stand_after_the_report_as_on_paper_and_are_no_page_that_must_be_seen(desk: Searcher) -> None:
    desk.approve()
    reviewing, actor = desk.guard.session.reviewing, desk.guard.session.actor
    reviewing.addendum(desk.visit, "The van was blue.", "told", actor)
    desk.keys(F10, DOWN)
    pages = desk.lead.preview.pages
    assert pages is not None
    assert "The van was blue." in pages.words[-1]
    assert "The van was blue." not in "".join(pages.words[: pages.made.pages])
    assert len(pages.sizes) == pages.made.pages + 1
    assert f"{pages.made.pages} pages, 0 seen · 1 page of addenda" in desk.page.caption.text()
    assert pages.picture(len(pages.sizes) - 1, 300) != pages.picture(0, 300)
    desk.scroll_through()
    assert desk.lead.preview.seen == pages.made.pages
    assert "all seen" in desk.page.caption.text()


def test_the_state_of_a_visit_is_told_once_and_what_cannot_be_done_says_why_beside_it(desk: Searcher) -> None:
    desk.be(SUPERVISOR)
    visit = desk.write_visit()
    actor, reporting, reviewing = desk.guard.session.actor, desk.guard.session.reporting, desk.reviewing
    reviewing.saw(visit, reporting.make(visit)(), actor)
    reviewing.approve(visit, actor, "Nobody else works here.")
    desk.keys(F10, DOWN)
    assert desk.page.title.text().endswith(" · Approved under exception")
    desk.look_for("stood")
    assert desk.page.title.text().endswith(" · Approved under exception"), "the same visit is still chosen"
    assert "seen" in desk.page.caption.text()
    desk.keys(DOWN)
    assert desk.page.not_yet.text() == "Approve: First see all of its report: scroll through every page."
    assert desk.page.not_yet.isVisible()
    desk.look_for(" nowhere")
    assert not desk.page.not_yet.isVisible()


def test_whoever_opens_or_saves_a_visit_of_the_list_comes_back_to_it_as_it_was(desk: Searcher) -> None:
    """With the words that were typed and the same visit chosen; from the start screen nothing leads there."""
    desk.visits(*NOTES[:3])
    desk.keys(F10)
    desk.look_for(NOTES[1])
    for key, page in (("o", desk.guard.window.recording.written), ("p", desk.guard.window.recording.report)):
        desk.keys(DOWN)
        (number,) = desk.numbers
        desk.page.table.setFocus()
        desk.keys(key)
        assert desk.sees(page)
        desk.keys(ESC)
        assert desk.open
        desk.settle()
        assert (desk.numbers, desk.chosen, desk.page.search.text()) == ([number], number, NOTES[1])
    desk.keys(ESC)
    assert desk.sees(desk.guard.window.desk)
    desk.guard.window.desk.report_focused()
    assert desk.sees(desk.guard.window.recording.report)
    desk.keys(ESC)
    assert desk.sees(desk.guard.window.desk)
