"""What was written beside an approved visit, on the page "Report": a part of its own, which whoever may see the report may open at once."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.core.events import Actor
from tests.ui.looking import clipped
from tests.ui.reporting import F7, AtReport
from tests.ui.showing import drawn

BOSS = Actor("Supervisor 3", "supervisor", "claimed")


def test_addenda_open_at_once_where_an_annex_asks_first(qtbot: QtBot, tmp_path: Path) -> None:
    """Before there are any, nothing offers them; marks tell who approved the visit."""
    guard = AtReport(qtbot, tmp_path, counsel=True)
    visit, session, side = guard.view.id, guard.session, guard.page.side
    assert side.parts["addenda"].isHidden()
    guard.key(F7)
    now = session.walking.current(visit)
    session.walking.answer(visit, f"{now.walk.round}/officers_now", "left", session.actor)
    session.reviewing.saw(visit, session.reporting.make(visit)(), BOSS)
    session.reviewing.approve(visit, BOSS)
    session.reviewing.addendum(visit, "They came back once more.", "seen", session.actor)
    guard.key(F7)
    drawn(guard)
    assert "APPROVED by Supervisor 3" in side.marked
    assert not side.parts["addenda"].isHidden()
    guard.key("3")
    assert guard.page.ask.isVisible()
    guard.key("4")
    drawn(guard)
    assert (guard.part, guard.page.title.text()) == ("addenda", "Addenda")
    assert not guard.page.ask.isVisible()
    assert "They came back once more." in guard.page.sheets.accessibleDescription()
    assert list(clipped(guard.window)) == []
