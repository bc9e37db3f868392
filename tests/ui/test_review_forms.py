"""The supervisor's forms beside the report of a visit: what is offered, what each of them says and asks, and what is on record after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.particulars import ShownOnScreen
from desktop.core.review_events import AddendumWritten, VisitApproved, VisitReturned, VisitVoided
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.reviews import COMMENT, Desk
from tests.ui.showing import look
from tests.ui.staff import GUARD, OTHER, SUPERVISOR, on_record
from tests.ui.test_tongues import speaking

RETURN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
SIZES = ((1366, 768), (1280, 720), (683, 384))
TALL = (1366, 3400)
"""All pages of a report are in sight at once."""

LONG = "Who let them into the yard, and which of the three gates was it? Was the badge copied or told? " * 6


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The supervisor looks at the visit of a guard, all of it in sight."""
    made = Desk(qtbot, tmp_path, TALL)
    made.be(SUPERVISOR)
    made.look()
    yield made
    made.guard.window.close()


def test_a_visit_is_approved_once_its_report_was_seen_to_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    """Before that it is said why not; a hurried Return approves nothing; what was seen is named, and what happened is told."""
    desk = Desk(qtbot, tmp_path)
    desk.be(SUPERVISOR)
    desk.look()
    desk.guard.key("a")
    assert desk.lead.page.form is None
    assert "First see all of its report: scroll through every page." in desk.told()
    desk.see_all()
    desk.guard.key("a")
    pages, head = desk.lead.preview.seen, desk.review.head
    assert f"You saw all {pages} pages of its report." in desk.told()
    assert " ".join(head[place : place + 4] for place in range(0, 32, 4)) in desk.told()
    assert f"Written by {GUARD}." in desk.told()
    desk.guard.key(RETURN)
    assert desk.lead.page.form is None
    assert desk.review.state == "submitted"
    desk.guard.key("a", "1")
    (approved,) = on_record(desk.guard, VisitApproved)
    assert (approved.head, approved.exception) == (head, "")
    assert "is approved. Nothing in it changes any more." in desk.told()
    assert "a" not in {key.lower() for key in desk.offered()}
    assert {"D", "V", "W"} <= set(desk.offered())
    desk.guard.window.close()


def test_a_visit_is_returned_with_a_comment_that_waits_while_somebody_thinks(desk: Desk) -> None:
    desk.guard.key("r")
    desk.hand_on()
    assert "Write first what is missing." in desk.told()
    desk.type(COMMENT)
    desk.guard.key(ESC)
    assert desk.lead.page.form is None
    desk.guard.key("r")
    assert "Not written down yet." in desk.told(), "what was half typed is there again"
    desk.hand_on()
    (returned,) = on_record(desk.guard, VisitReturned)
    assert returned.comment == COMMENT
    assert "is returned. Your comment is told at the desk." in desk.told()
    assert desk.offered()["A"] == "This visit was returned. It is reviewed once it is handed in again."
    assert desk.guard.session.desk.store.queries.half_typed(desk.visit) == {}


def test_the_only_supervisor_approves_what_they_wrote_with_a_reason(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path, TALL)
    desk.be(SUPERVISOR)
    visit = desk.write_visit()
    desk.look()
    desk.guard.key("a")
    assert "no other supervisor of this desk can approve it" in desk.told()
    desk.hand_on()
    assert "Write the reason first: why does nobody else approve it?" in desk.told()
    assert on_record(desk.guard, VisitApproved) == []
    desk.type("Nobody else works here.")
    desk.hand_on()
    (approved,) = on_record(desk.guard, VisitApproved)
    assert approved.exception == "Nobody else works here."
    assert desk.reviewing.review_of(visit).state == "approved"
    desk.drawn()
    desk.guard.key("w")
    assert f"Approved under exception by {SUPERVISOR}" in desk.told()
    assert "Exception: Nobody else works here." in desk.told()
    desk.guard.window.close()


def test_addenda_are_numbered_and_tell_both_times_and_a_void_mark_tells_its_reason(desk: Desk) -> None:
    """Of an approved visit; all of it can be read in one place after that."""
    desk.guard.key("a", "1")
    desk.drawn()
    for number, words in ((1, "The badge was 4417."), (2, "They came in two cars.")):
        desk.guard.key("d")
        assert f"Addendum {number}" in desk.told()
        desk.type(words)
        form = desk.lead.reviewer.sheet.form
        assert form is not None
        assert form.origin is not None
        form.origin.source.targets["copied"].setFocus()
        desk.guard.key("3")
        form.origin.when.targets["about"].setFocus()
        desk.guard.key("2")
        desk.type("1145")
        desk.hand_on()
        assert "The addendum is written beside visit" in desk.told()
        desk.drawn()
    kept = [(each.number, each.text, each.source) for each in on_record(desk.guard, AddendumWritten)]
    assert kept == [(1, "The badge was 4417.", "copied"), (2, "They came in two cars.", "copied")]
    desk.guard.key("v")
    assert "Nothing is removed." in desk.told()
    desk.hand_on()
    assert "Write the reason first." in desk.told()
    desk.type("Begun by mistake.")
    desk.hand_on()
    assert on_record(desk.guard, VisitVoided) == [VisitVoided("Begun by mistake.")]
    assert "V" not in desk.offered(), "the mark is set once"
    desk.drawn()
    desk.guard.key("w")
    told = desk.told()
    assert "VOID: Begun by mistake." in told
    written = (
        f"Addendum 2 · by {SUPERVISOR}, July 15, 2026, 12:00 · happened about July 15, 2026, 11:45 · copied"
    )
    assert written in told
    assert "They came in two cars." in told


def test_the_privacy_guard_looks_at_a_comment_and_makes_nobody_an_author(desk: Desk) -> None:
    desk.guard.key("r")
    desk.type("He said A123456789")
    desk.hand_on()
    assert "alien registration number" in desk.told()
    assert on_record(desk.guard, VisitReturned) == []
    desk.guard.key("1")
    desk.hand_on()
    (returned,) = on_record(desk.guard, VisitReturned)
    assert "A123456789" not in returned.comment
    assert on_record(desk.guard, ShownOnScreen) == []
    assert desk.review.authors == (GUARD,)


def test_what_was_refused_meanwhile_is_said_and_the_words_stay(desk: Desk) -> None:
    """Another window of the same record returned the visit while the form was open."""
    desk.guard.key("r")
    desk.type(COMMENT)
    desk.reviewing.send_back(desk.visit, "From elsewhere.", desk.guard.session.actor)
    desk.hand_on()
    assert "This visit was returned." in desk.told()
    form = desk.lead.reviewer.sheet.form
    assert form is not None
    assert form.text.text == COMMENT  # type: ignore[attr-defined]
    assert [each.comment for each in on_record(desk.guard, VisitReturned)] == ["From elsewhere."]


def test_where_people_sign_in_nobody_approves_their_own_and_a_lock_hides_the_form(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Another supervisor works here, who could approve it. What was half typed is there after the lock."""
    desk = Desk(qtbot, tmp_path, TALL, pins=True)
    desk.be(SUPERVISOR)
    desk.guard.session.desk.people.change_role(OTHER, "supervisor")
    desk.write_visit()
    desk.look()
    desk.guard.key("a")
    assert desk.lead.page.form is None
    assert OTHER in desk.told()
    desk.guard.key("r")
    desk.type(COMMENT)
    desk.guard.window.door.lock("locked")
    desk.guard.settle()
    sheet = desk.lead.reviewer.sheet
    assert (sheet.form, sheet.drafts.texts, desk.lead.page.form) == (None, {}, None)
    assert COMMENT not in desk.told(desk.guard.window)
    desk.be(SUPERVISOR)
    desk.look()
    desk.guard.key("r")
    form = sheet.form
    assert form is not None
    assert form.text.text == COMMENT  # type: ignore[attr-defined]
    desk.guard.window.close()


def test_a_guard_is_offered_what_a_guard_may_do_and_nothing_else(desk: Desk) -> None:
    desk.be(GUARD)
    desk.look()
    assert set(desk.offered()) & set("ARHDVW") == set()
    desk.give_back()
    desk.look()
    assert set(desk.offered()) & set("ARHDVW") == {"H", "W"}
    desk.guard.key("h")
    assert COMMENT in desk.told()
    desk.hand_on()
    assert desk.review.state == "submitted"


def test_keys_that_begin_a_visit_work_over_every_form(desk: Desk) -> None:
    for letter in "ra":
        desk.guard.key(letter)
        assert desk.lead.page.form is not None
        desk.guard.key(Qt.Key.Key_F12)
        assert not desk.guard.view.closed
        assert desk.lead.reviewer.sheet.form is None
        desk.guard.window.show_desk()
        desk.guard.settle()
        desk.guard.key(Qt.Key.Key_F10)
        desk.guard.bot.waitUntil(lambda: not desk.lead.finding.busy)
        desk.lead.page.table.choose(desk.visit)
        desk.lead.page.table.setFocus()
        desk.drawn()
    assert on_record(desk.guard, VisitApproved) == []


def test_tab_goes_through_a_form_and_on(desk: Desk) -> None:
    desk.guard.key("r")
    sheet = desk.lead.reviewer.sheet
    passed = []
    for _ in range(3):
        passed.append(QApplication.focusWidget())
        desk.guard.key(Qt.Key.Key_Tab)
    assert passed == [sheet.form.text, sheet.write, sheet.leave]  # type: ignore[union-attr]


def test_nothing_is_cut_in_any_form_and_language(qtbot: QtBot, tmp_path: Path) -> None:
    """On old screens and at 200 %, in a language that is 40 % longer, with long words and with what the privacy guard asks."""
    with speaking("accented"):
        assert list(cut_in_forms(qtbot, tmp_path)) == []


def cut_in_forms(bot: QtBot, home: Path) -> Iterator[str]:
    """What a person would stumble over in each of the forms."""
    desk = Desk(bot, home, TALL)
    desk.be(SUPERVISOR)
    mine = desk.write_visit()
    desk.look()
    looks, page = (clipped, sideways, nameless, out_of_sight), desk.lead.page

    def form(key: str, words: str = "") -> Iterator[str]:
        for size in SIZES:
            desk.guard.window.resize(*size)
            desk.guard.settle()
            page.acts.digit(key)
            assert page.form is not None
            yield from look(desk.guard, f"{size}: form {key}", looks)
            if words:
                desk.hand_on()
                yield from look(desk.guard, f"{size}: form {key}, too early", looks)
                desk.type(words)
                desk.hand_on()
                yield from look(desk.guard, f"{size}: form {key}, words", looks)
            desk.lead.reviewer.sheet.drafts.texts.clear()
            desk.lead.reviewer.close()

    yield from (*form("a"), *form("v"), *form("r", f"{LONG} A123456789 "))
    desk.reviewing.send_back(mine, LONG, desk.guard.session.actor)
    desk.lead.renew(mine)
    yield from (*form("h"), *form("w"))
    desk.guard.window.close()
