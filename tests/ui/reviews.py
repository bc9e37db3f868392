"""Two people at the real window: a guard who writes visits, and a supervisor who reviews them; what is not the test's point is done by
the services."""

from pathlib import Path
from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.reviewing import Review
from desktop.services.reviewing import Reviewing
from desktop.ui.targets import Target
from desktop.ui.visits.lead import Visits
from tests.ui.guard import Guard
from tests.ui.staff import GUARD, PINS, SUPERVISOR, staffed

COMMENT = "Who let them into the yard? Write it down."


class Hands:
    """Somebody at the window, who types and reads."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.guard.window, text)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        """A key with another one held."""
        QTest.keyClick(QApplication.focusWidget() or self.guard.window, key, held)
        self.guard.settle()

    def hand_on(self) -> None:
        """Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    # ---- the page "Visits" ------------------------------------------------------------------------------------

    @property
    def lead(self) -> Visits:
        """What stands behind the page."""
        return self.guard.window.visits

    def look(self) -> Self:
        """F10, then Enter: the newest visit is chosen, and its report is there."""
        self.guard.key(Qt.Key.Key_F10)
        self.guard.bot.waitUntil(lambda: not self.lead.finding.busy)
        self.guard.key(Qt.Key.Key_Return)
        return self.drawn()

    def drawn(self) -> Self:
        """Wait until the report is there, and what is in sight of it is drawn."""
        lead, sheets = self.lead, self.lead.page.sheets
        self.guard.bot.waitUntil(
            lambda: not lead.finding.busy and lead.preview.pages is not None and not lead.preview.busy,
            timeout=20_000,
        )
        self.guard.bot.waitUntil(lambda: not sheets.isVisible() or sheets.at in sheets.drawn)
        self.guard.settle()
        return self

    def see_all(self) -> Self:
        """Page down until every page was in sight."""
        self.lead.page.read()
        while not self.lead.preview.seen_whole:
            self.guard.key(Qt.Key.Key_PageDown)
            self.drawn()
        return self

    def offered(self) -> dict[str, str]:
        """What can be done with the chosen visit: letter → "", or why it cannot be done now."""
        return {target.act.key: target.act.why for target in self.lead.page.acts.shown}

    def told(self, widget: QWidget | None = None) -> str:
        """All that can be read on the page."""
        QApplication.processEvents()
        page = widget or self.guard.window.page
        parts: list[QLabel | Target] = [*page.findChildren(QLabel), *page.findChildren(Target)]
        return "\n".join(each.text() for each in parts if each.isVisible())


class Desk(Hands):
    """The desk, with one closed visit of GUARD, who is at it. Without `pins` everybody is who they say they are. `size` in px."""

    def __init__(
        self, bot: QtBot, home: Path, size: tuple[int, int] = (1366, 768), pins: bool = False
    ) -> None:
        super().__init__(Guard(bot, home, size=size))
        self._pins = pins
        if pins:
            staffed(self.guard)
        self.be(GUARD)
        self.visit = self.write_visit()

    @property
    def reviewing(self) -> Reviewing:
        """The services of review."""
        return self.guard.session.reviewing

    @property
    def review(self) -> Review:
        """The visit as it stands on record."""
        return self.reviewing.review_of(self.visit)

    def be(self, person: str) -> None:
        """Somebody else is at the desk, which is shown."""
        people = self.guard.session.desk.people
        if self._pins:
            people.sign_out()
            people.sign_in(person, PINS[person])
        else:
            self.guard.session.person = person
        self.guard.window.show_desk()
        self.guard.settle()

    def write_visit(self, note: str = "They stood at the inner door.") -> str:
        """Whoever is signed in begins a visit, writes a note and closes it."""
        session = self.guard.session
        session.begin()
        visit, actor = session.visit or "", session.actor
        session.noting.note(visit, note, "seen", actor)
        now = session.walking.current(visit)
        session.walking.answer(visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", actor)
        self.guard.window.show_desk()
        self.guard.settle()
        return visit

    def give_back(self, comment: str = COMMENT) -> None:
        """The supervisor returned the visit before GUARD signed in again."""
        self.be(SUPERVISOR)
        self.reviewing.send_back(self.visit, comment, self.guard.session.actor)
        self.be(GUARD)

    def approve(self) -> None:
        """The supervisor saw the visit and approved it before GUARD signed in again."""
        self.be(SUPERVISOR)
        actor, reporting = self.guard.session.actor, self.guard.session.reporting
        draft = reporting.draft(reporting.material(self.visit), "report")
        self.reviewing.saw(self.visit, reporting.draw(draft, "letter"), actor)
        self.reviewing.approve(self.visit, actor)
        self.be(GUARD)

    def open_closed(self) -> None:
        """Open the visit in the list of today: Tab to the list, Enter."""
        self.guard.window.desk.days.setFocus()
        self.guard.key(Qt.Key.Key_Return)
