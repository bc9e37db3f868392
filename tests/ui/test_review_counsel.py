"""The page of visits and who looks: a visit that is counsel's alone is approved once its part was read, and what one person saw counts for
nobody else."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.core.review_events import VisitApproved
from desktop.ui.visits.model import outcome_words
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.ui.reviews import Desk
from tests.ui.staff import SUPERVISOR, on_record
from tests.ui.test_review_forms import TALL


def test_counsels_part_of_a_secret_visit_is_read_before_it_is_approved(qtbot: QtBot, tmp_path: Path) -> None:
    """A letter shows it in place of the report, which tells hardly anything."""
    desk = Desk(qtbot, tmp_path, TALL)
    session, facts = (
        desk.guard.session,
        {**TO_THE_PAPERS, **GOOD_WARRANT, "secret": "yes", "more_papers": "no"},
    )
    now = session.walking.open_visit(session.actor, "Front desk")
    while now.walk.open is not None and now.walk.open.step in facts:
        now = session.walking.answer(
            now.visit.id, now.walk.open.address, facts[now.walk.open.step], session.actor
        )
    leaves = f"{now.walk.round}/{now.pack.policy.changes_step}"
    session.walking.answer(now.visit.id, leaves, "left", session.actor)
    desk.be(SUPERVISOR)
    desk.look()
    assert "First read counsel’s part: L." in desk.offered()["A"]
    minimal, line = desk.lead.preview.pages, desk.lead.page.table.line
    assert line is not None
    assert outcome_words(line) == "Counsel only"
    desk.guard.key("a")
    assert "First read counsel’s part: L." in desk.told()
    desk.guard.key("l")
    desk.drawn()
    assert "First read counsel’s part: L." not in desk.told()
    desk.see_all()
    shown = desk.lead.preview.pages
    assert shown is not None
    assert minimal is not None
    assert desk.lead.page.caption.text().startswith("Counsel’s part · ")
    assert (minimal.made.part, shown.made.part) == ("report", "counsel")
    desk.guard.key("a", "1")
    (approved,) = on_record(desk.guard, VisitApproved)
    assert approved.report == shown.made.sha256
    desk.guard.window.close()


def test_what_one_person_saw_does_not_let_another_approve(qtbot: QtBot, tmp_path: Path) -> None:
    """Also where people are only who they say they are, and take turns at an open page."""
    desk = Desk(qtbot, tmp_path)
    desk.be(SUPERVISOR)
    desk.look().see_all()
    assert desk.offered()["A"] == ""
    desk.guard.session.person = "Supervisor 4"
    desk.lead.renew(desk.visit)
    desk.drawn()
    assert desk.offered()["A"] != ""
    desk.guard.key("a")
    assert on_record(desk.guard, VisitApproved) == []
    desk.see_all()
    assert desk.offered()["A"] == ""
    desk.guard.window.close()
