"""The pages that set a desk up: nothing cut, small or unnamed, on every screen, in a longer language, right to left."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout
from pytestqt.qtbot import QtBot

from desktop.services.setting_up import SetUp
from desktop.ui.main_window import MainWindow
from desktop.ui.setup.page import SetupPage
from tests.journeys.test_setting_up import NewDesk, fill
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.part import share
from tests.ui.pseudo import Script
from tests.ui.test_tongues import speaking

SIZES = [(1366, 768), (1280, 720), (683, 384)]
SCRIPTS: list[Script | None] = [None, "accented", "hebrew"]
SEEN = list(product(SCRIPTS, SIZES))
LOOKS: tuple[Callable[[MainWindow], Iterable[str]], ...] = (clipped, sideways, out_of_sight, nameless)
SHARE = " ".join(f"academic{number}" for number in range(20))


def seen(desk: NewDesk, place: str) -> Iterator[str]:
    """All that a person would stumble over on this page."""
    desk.settle()
    for _ in range(3):  # a new text may ask for a second layout
        QApplication.processEvents()
    for look in LOOKS:
        yield from (f"{place}: {found}" for found in look(desk.window))


def every_page(desk: NewDesk) -> Iterator[str]:
    """The seven pages, each empty or filled, and what the last one shows."""
    page: SetupPage = desk.page
    desk.window.founder.open()
    page.go_on()
    yield from seen(desk, "refused")
    fill(page)
    for name, status in (("Main lobby", "public"), ("Health office", "private_room")):
        page.areas.listed.add(name, status)
    for name, role in (("Supervisor 7", "supervisor"), ("Guard 21", "guard")):
        page.people.listed.add(name, role)
    for number in range(1, 8):
        yield from seen(desk, str(number))
        for way in ("office", "sheet", "none") if page.part is page.recovery else ():
            page.recovery.way.choose(way)
            page.recovery.way.changed.emit()
            yield from seen(desk, way)
        if number < 7:
            page.go_on()
    check, result = (
        page.check,
        SetUp(("Done.",), ("Make a backup.",), ("The disk is full.",), (), (SHARE, SHARE)),
    )
    steps: dict[str, Callable[[], object]] = {
        "running": check.show_running,
        "failed": lambda: check.show_failed("The facility could not be saved. Let IT check the rights."),
        "write": lambda: check.show_result(result, 2),
        "prove": check.show_proof,
        "done": lambda: check.show_done(proved=True),
    }
    for name, step in steps.items():
        step()
        page.refresh()
        yield from seen(desk, name)


@pytest.mark.parametrize(("script", "size"), share(SEEN, 0), ids=str)
def test_the_set_up_is_whole_and_named_on_every_screen_and_in_every_language(
    qtbot: QtBot, tmp_path: Path, script: Script | None, size: tuple[int, int]
) -> None:
    """Columns may scroll downwards, never to the side; the emergency keys stay in sight."""
    with speaking(script) if script else nullcontext():
        desk = NewDesk(qtbot, tmp_path, size)
        assert list(every_page(desk)) == []
        desk.window.close()


def test_what_will_be_done_is_named_and_not_counted(qtbot: QtBot, tmp_path: Path) -> None:
    """A number that stands twice is asked about; the words of a sheet stand in rows of four."""
    desk = NewDesk(qtbot, tmp_path)
    desk.window.founder.open()
    page = desk.page
    fill(page)
    page.areas.listed.add("Main lobby", "public")
    for name, role in (("Supervisor 7", "supervisor"), ("Guard 21", "guard")):
        page.people.listed.add(name, role)
    for field in (page.people.pin, page.people.again):
        field.setText("271828")
    for _ in range(6):
        page.go_on()
    qtbot.waitUntil(lambda: "1 of 2 can sign in" in desk.shown(page))
    told = desk.shown(page)
    for words in (
        "212-555-0141",
        "Public: Main lobby",
        "Guard 21 (Guard)",
        "the same number. Is that right?",
    ):
        assert words in told
    page.check.show_result(SetUp((), (), (), (), (SHARE,)), 1)
    (grid,) = page.check.findChildren(QGridLayout)
    assert (grid.columnCount(), grid.rowCount()) == (4, 5)


def test_policy_and_time_follow_the_address_until_somebody_chooses(qtbot: QtBot, tmp_path: Path) -> None:
    """By title, each with what it asks: no borough for another state's. A type that it is not for is said at once."""
    desk = NewDesk(qtbot, tmp_path)
    desk.window.founder.open()
    page = desk.page
    fill(page)
    site = page.facility
    before = [site.policies.pick.itemText(place) for place in range(site.policies.pick.count())]
    assert before[0] == "New York City: entry to non-public areas of City facilities (draft)"
    assert "California: officers at a school office (draft)" in before
    assert site.borough.targets["Queens"].isVisible()
    site.fields["address"].typed.put("1 Sample Street, Oakland, CA 94601")
    site.fields["address"].typed.edited.emit("")
    assert (site.policy, site.zones.chosen) == ("us-ca/school-visitor", "America/Los_Angeles")
    assert not site.borough.targets["Queens"].isVisible()
    site.kind.choose("parking")
    page.go_on()
    assert page.refusal.words == "The policy that is chosen is not for such a site."
    site.kind.choose("school")
    site.policies.pick.setFocus()
    desk.key(Qt.Key.Key_Up)
    chosen = site.policy
    assert chosen == "us-ny-nyc/facility-entry"
    site.fields["address"].typed.edited.emit("")
    assert site.policy == chosen, "what somebody chose stays"
    desk.key(Qt.Key.Key_Down)
    for _ in range(6):
        page.go_on()
    told = desk.shown(page)
    assert "Policy: California: officers at a school office. Time: America/Los_Angeles" in told
    plan, _ = page.checked()
    assert plan is not None
    assert (plan.facility.policy, plan.facility.zone, plan.facility.borough) == (
        "us-ca/school-visitor", "America/Los_Angeles", "",
    )  # fmt: skip
