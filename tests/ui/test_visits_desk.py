"""What of the page "Visits" stays and what goes, what the desk tells of it, and the ways that lead there."""

from PySide6.QtCore import Qt

from tests.ui.searching import DOWN, ENTER, F9, F10, NOTES, Searcher
from tests.ui.staff import GUARD, SUPERVISOR, heard


def test_nothing_that_was_typed_or_read_stays_when_the_desk_locks(locked: Searcher) -> None:
    locked.visits(*NOTES)
    locked.keys(F10)
    locked.look_for("4471")
    locked.keys(ENTER)
    assert "4471" in heard(locked.guard.window)
    locked.guard.window.door.lock("locked")
    locked.guard.settle()
    page, preview = locked.page, locked.lead.preview
    assert page.search.text() == ""
    assert locked.numbers == []
    assert (preview.visit, preview.pages, page.sheets.pages) == ("", None, 0)
    assert page.told.text() == page.title.text() == page.caption.text() == ""
    assert "4471" not in heard(locked.guard.window)
    locked.be(GUARD)
    locked.keys(F10)
    assert page.search.text() == ""


def test_f9_hides_it_and_shows_it_again_as_it_was(desk: Searcher) -> None:
    desk.visits(*NOTES)
    desk.keys(F10)
    desk.look_for("4471")
    desk.keys(DOWN, F9)
    assert "4471" not in heard(desk.guard.window)
    seen = desk.lead.preview.seen
    desk.keys(F9)
    assert desk.open
    assert desk.page.search.text() == "4471"
    assert desk.lead.preview.seen == seen, "nothing was in sight behind the cover"


def test_the_list_comes_back_as_it_was_after_a_page_that_was_opened_from_it(locked: Searcher) -> None:
    locked.visits(*NOTES)
    window = locked.guard.window
    locked.keys(F10)
    locked.look_for("badge")
    locked.keys(ENTER)
    number = locked.chosen

    def away() -> None:
        window.door.leave()
        window.door.show(window.door.mine)

    locked.lead.go(away)
    assert locked.page.search.text() == ""
    locked.lead.come_back()
    locked.settle()
    assert (locked.page.search.text(), locked.chosen) == ("badge", number)
    locked.lead.go(away)
    window.door.lock("locked")
    locked.be(GUARD)
    locked.lead.come_back()
    assert locked.page.search.text() == "", "the desk was locked meanwhile"


def test_the_desk_says_what_waits_for_whom(locked: Searcher) -> None:
    locked.visits(*NOTES)
    target = locked.guard.window.desk.of_visits
    assert target.text() == "Visits"
    locked.be(SUPERVISOR)
    assert target.text() == "Visits: 4 to review"
    assert target.accessibleName() == "F10: Visits: 4 to review"
    locked.give_back()
    assert target.text() == "Visits: 1 returned"


def test_at_sign_in_a_supervisor_hears_of_what_waits_too_long(locked: Searcher) -> None:
    desk = locked.guard.window.desk
    locked.guard.clock.set("2026-07-25T12:00:00-04:00")
    locked.be(SUPERVISOR)
    assert desk.notice_strip.words.startswith("1 visit waits too long")
    assert "Press F10, then choose “Overdue”." in locked.told(desk)
    locked.keys(F10)
    locked.page.filters.overdue.click()
    locked.settle()
    assert len(locked.numbers) == 1
    assert "! Overdue" in locked.page.table.visits.index(0, 3).data()
    locked.be(GUARD)
    assert desk.notice_strip.words == ""


def test_whoever_is_signed_in_comes_to_it_from_their_own_page_too(locked: Searcher) -> None:
    mine = locked.guard.window.door.mine
    locked.keys(Qt.Key.Key_F6)
    assert mine.of_visits.isVisible()
    mine.of_visits.click()
    locked.settle()
    assert locked.open
    locked.keys(F10, Qt.Key.Key_F6, F10)
    assert locked.open
