"""The page "Visits": found as one types, gone through by keys, read beside the list; nothing of it stays when the desk locks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.searching import Filters
from tests.ui.guard import I200
from tests.ui.searching import (
    DOWN,
    END,
    ENTER,
    ESC,
    F9,
    F10,
    F12,
    HOME,
    NOTES,
    PAGE_DOWN,
    PAGE_UP,
    UP,
    Searcher,
)
from tests.ui.staff import GUARD, SUPERVISOR, give_pin

# ---- opening and leaving --------------------------------------------------------------------------------------


def test_f10_opens_the_page_with_the_field_ready_and_f10_or_esc_leaves_it(desk: Searcher) -> None:
    desk.keys(F10)
    assert desk.open
    assert desk.focused(desk.page.search)
    desk.keys(F10)
    assert desk.sees(desk.guard.window.desk)
    desk.keys(F10, ESC)
    assert desk.sees(desk.guard.window.desk)
    desk.guard.window.desk.of_visits.click()
    desk.settle()
    assert desk.open


def test_f10_over_an_open_visit_comes_back_to_its_question(desk: Searcher) -> None:
    desk.guard.walk({"danger": "none"})
    before = desk.guard.question.step
    desk.keys(F10)
    assert desk.open
    desk.keys(F10)
    assert desk.guard.question.step == before


def test_nothing_comes_through_the_cover_and_officers_who_read_the_card_see_no_list(desk: Searcher) -> None:
    desk.keys(F9, F10)
    assert not desk.open
    desk.keys(F9)
    assert not desk.open
    desk.guard.walk(I200)
    desk.keys(Qt.Key.Key_F11, F10)
    assert desk.sees(desk.guard.window.recording.card)


@pytest.mark.parametrize("key", [F12, "n"])
def test_a_visit_begins_from_the_page_in_one_press(desk: Searcher, key: Qt.Key | str) -> None:
    desk.visits(*NOTES)
    desk.keys(F10, DOWN)
    desk.page.table.setFocus()
    desk.keys(key)
    assert desk.guard.window.page in (desk.guard.window.walk, desk.guard.window.outcome)
    assert len(desk.guard.session.desk.store.queries.open_visits()) == 1


def test_whoever_is_not_signed_in_is_asked_first_and_then_sees_the_list(locked: Searcher) -> None:
    locked.guard.window.door.lock("locked")
    locked.guard.settle()
    locked.keys(F10)
    assert locked.sees(locked.guard.window.door.sign_in)
    locked.keys("2")
    give_pin(locked.guard, "850264")
    locked.settle()
    assert locked.open
    assert len(locked.numbers) == 1


# ---- searching ------------------------------------------------------------------------------------------------


def test_the_list_follows_what_is_typed_and_marks_it(desk: Searcher) -> None:
    desk.visits(*NOTES)
    desk.keys(F10)
    assert len(desk.numbers) == 4
    assert desk.page.told.text() == "4 visits"
    desk.look_for("4471")
    (line,) = desk.page.table.visits.lines
    ((start, length),) = line.about.marks
    assert line.about.text[start : start + length] == "4471"
    assert desk.page.told.text() == "1 visit"
    assert desk.focused(desk.page.search)


def test_what_was_overtaken_is_never_shown(desk: Searcher) -> None:
    """Letters typed faster than they are looked for: the list comes once, for the last of them."""
    desk.visits(*NOTES)
    desk.keys(F10)
    shown = list[str]()
    desk.page.table.visits.modelReset.connect(lambda: shown.append(desk.page.search.text()))
    for letter in "kxr 8820":
        QTest.keyClicks(desk.page.search, letter)
    desk.settle()
    assert len(desk.numbers) == 1
    assert shown[-1] == "kxr 8820"
    assert len(shown) < len("kxr 8820"), "not once for each letter"


def test_typing_is_not_on_record_and_enter_logs_that_somebody_searched_once(desk: Searcher) -> None:
    desk.visits(*NOTES)
    before = desk.looked
    desk.keys(F10)
    desk.look_for("yard gate")
    assert desk.looked == before
    desk.keys(ENTER)
    assert desk.focused(desk.page.table)
    assert desk.chosen
    assert desk.looked == [*before, "searched", "opened"]
    desk.keys(UP, ENTER)
    assert desk.looked == [*before, "searched", "opened"], "the same search, the same visit"


def test_nothing_found_says_what_to_do_and_one_press_shows_all_again(desk: Searcher) -> None:
    desk.keys(F10)
    desk.look_for("nowhere")
    assert "No visit has all of this" in desk.told()
    assert not desk.page.table.isVisible()
    desk.page.all.click()
    desk.settle()
    assert len(desk.numbers) == 1
    assert desk.page.search.text() == ""
    assert desk.focused(desk.page.search)


def test_a_filter_leaves_out_what_it_says_and_esc_then_leaves_the_page(desk: Searcher) -> None:
    desk.visits(*NOTES)
    desk.approve()
    desk.keys(F10)
    page = desk.page
    page.filters.state.choose("approved")
    page.filters.state.activated.emit(0)
    desk.settle()
    assert len(desk.numbers) == 1
    page.filters.overdue.click()
    desk.settle()
    assert desk.numbers == []
    page.filters.overdue.click()
    page.filters.state.choose("submitted")
    page.filters.state.activated.emit(0)
    desk.settle()
    assert len(desk.numbers) == 3
    desk.keys(ESC)
    assert not desk.open


def test_a_search_is_kept_under_a_name_taken_and_dropped(locked: Searcher) -> None:
    locked.visits(*NOTES)
    locked.be(SUPERVISOR)
    locked.keys(F10)
    locked.look_for("van")
    locked.page.show_views.click()
    locked.page.views.name.setFocus()
    locked.look_for("Grey vans")
    locked.keys(ENTER)
    assert locked.page.done.words == "Saved: Grey vans"
    locked.keys(F10, F10)
    assert len(locked.numbers) == 4
    locked.page.show_views.click()
    locked.page.show_views.setFocus()
    locked.keys("1")
    assert locked.page.search.text() == "van"
    assert len(locked.numbers) == 1
    locked.be(GUARD)
    locked.keys(F10)
    locked.page.show_views.click()
    assert "Grey vans" in locked.told()
    assert not locked.page.views.keep.isVisible(), "keeping is a supervisor's"
    assert not any(drop.isVisible() for drop in locked.page.views.drops)
    locked.be(SUPERVISOR)
    locked.keys(F10)
    locked.page.show_views.click()
    locked.page.views.drops[0].click()
    assert locked.guard.session.searching.views() == ()


def test_a_saved_view_is_taken_as_it_is_with_its_days_and_with_choices_that_the_page_has_no_place_for(
    desk: Searcher,
) -> None:
    desk.keys(F10)
    wanted = Filters(period="dates", first="2026-07-14", last="2026-07-15", states=("submitted", "returned"))
    desk.page.filters.put(wanted)
    assert desk.page.filters_now == wanted
    assert [field.text() for field in desk.page.filters.dates.fields] == ["7/14/2026", "7/15/2026"]
    desk.page.filters.mine.click()
    assert desk.page.filters_now.states == ("submitted",), "from then on what can be seen counts"


# ---- going through the list -----------------------------------------------------------------------------------


def test_keys_of_the_list_work_while_the_field_has_the_focus(desk: Searcher) -> None:
    desk.visits(*NOTES)
    desk.keys(F10, DOWN)
    newest, *_, oldest = desk.numbers
    assert desk.chosen == newest
    desk.keys(END)
    assert desk.chosen == oldest
    desk.keys(UP, PAGE_DOWN)
    assert desk.chosen == oldest
    desk.keys(PAGE_UP, HOME)
    assert desk.chosen == newest
    assert desk.focused(desk.page.search)
    assert desk.page.search.text() == ""


def test_enter_goes_in_and_esc_comes_out_one_step_at_a_time(desk: Searcher) -> None:
    desk.visits(*NOTES)
    desk.keys(F10, ENTER)
    assert desk.focused(desk.page.table)
    desk.keys(DOWN, ENTER)
    assert desk.focused(desk.page.sheets)
    desk.keys(ESC)
    assert desk.focused(desk.page.table)
    desk.keys(UP, UP)
    assert desk.focused(desk.page.search)
    desk.keys(ESC)
    assert not desk.open


def test_the_same_visit_stays_chosen_while_the_search_still_finds_it(desk: Searcher) -> None:
    desk.visits(*NOTES)
    desk.keys(F10, DOWN, DOWN)
    chosen, shown = desk.chosen, desk.lead.preview.pages
    desk.look_for("plate")
    assert desk.chosen == chosen
    assert desk.lead.preview.pages is shown, "its report is not made again"
    desk.look_for(" nowhere")
    assert desk.chosen == ""
    assert desk.lead.preview.pages is None


# ---- the report beside it -------------------------------------------------------------------------------------


def test_the_real_pages_of_the_chosen_visit_are_shown_and_logged_once(desk: Searcher) -> None:
    desk.visits(*NOTES)
    before = desk.looked
    desk.keys(F10, DOWN)
    pages, line = desk.lead.preview.pages, desk.page.table.line
    assert pages is not None
    assert line is not None
    assert line.number.text in " ".join(pages.words)
    assert f"{len(pages.sizes)} pages, 0 seen · draft until approved" in desk.page.caption.text()
    desk.keys(DOWN, UP)
    assert desk.looked == [*before, "opened", "opened"], "each visit once"


def test_only_who_had_every_page_in_sight_has_seen_the_report(desk: Searcher) -> None:
    told = list[bool]()
    desk.lead.chosen.connect(lambda now: told.append(now is not None and now.seen))
    desk.keys(F10, DOWN, ENTER, ENTER, END, HOME)
    assert desk.lead.now is not None
    assert not desk.lead.now.seen, "to the end at once and back: most of it was never in sight"
    desk.scroll_through()
    assert desk.lead.now.seen
    assert told[-1]
    assert "all seen" in desk.page.caption.text()


def test_a_window_made_small_and_large_again_shows_no_page_to_anybody(desk: Searcher) -> None:
    """While it is laid out anew a page may be a few px wide, and all of it in sight."""
    desk.keys(F10, DOWN)
    for size in ((683, 384), (1366, 768), (300, 200), (1366, 768)):
        desk.guard.window.resize(*size)
        desk.page.look_at("report")
        desk.settle()
    assert desk.lead.preview.seen == 0


def test_a_visit_that_cannot_be_read_says_why_and_the_next_one_is_shown(desk: Searcher) -> None:
    desk.fill(1)
    desk.keys(F10, HOME)
    assert desk.page.why.isVisible()
    assert "visit" in desk.page.why.text()
    assert not desk.page.area.isVisible()
    desk.keys(END)
    assert desk.page.area.isVisible()
    assert desk.lead.preview.pages is not None


def test_a_visit_is_shown_anew_after_something_was_written_of_it(desk: Searcher) -> None:
    desk.keys(F10, DOWN)
    before = desk.lead.preview.pages
    actor = desk.guard.session.actor
    desk.guard.session.noting.note(desk.visit, "One more thing.", "told", actor)
    desk.lead.renew(desk.visit)
    desk.settle()
    after = desk.lead.preview.pages
    assert before is not None
    assert after is not None
    assert after.made.sha256 != before.made.sha256
    assert desk.page.table.line is not None


def test_open_leads_to_the_visit_and_print_to_its_report(desk: Searcher) -> None:
    desk.keys(F10, ENTER, "o")
    assert desk.sees(desk.guard.window.recording.written)
    desk.guard.window.show_desk()
    desk.keys(F10, ENTER, "p")
    assert desk.sees(desk.guard.window.recording.report)
