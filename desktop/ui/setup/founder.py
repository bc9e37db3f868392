"""Sets a desk up from the window: offers it while there is no facility, does it off the window's thread, and has the desk opened anew."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, QTimer

from desktop.core.errors import Refused, Trouble
from desktop.managed import decided, managed_file, read_managed
from desktop.paths import Places
from desktop.services.desk import Desk, facility_file
from desktop.services.keyring import Keyring
from desktop.services.policy_offer import asked, offers
from desktop.services.proved import note_proved
from desktop.services.setting_up import SetUp, set_up, wanted
from desktop.services.setup_plan import Plan
from desktop.ui.acts import Acts, refusal
from desktop.ui.bars import BottomBar
from desktop.ui.page import Page, announce
from desktop.ui.people.door import Door
from desktop.ui.report.printing import Printers
from desktop.ui.session import Session
from desktop.ui.setup.page import SetupPage
from desktop.ui.setup.sheet_print import SheetPart, print_part
from desktop.ui.still import OpeningPage
from desktop.ui.targets import Target
from desktop.ui.tasks import Tasks
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.wall import Clock
from desktop.whole import read_whole

PATIENCE_S = 5.0
"""So long a window that closes waits for a printer."""


class Stage(Protocol):
    """What is asked of the window."""

    acts: Acts
    bar: BottomBar
    door: Door
    opening: OpeningPage

    @property
    def page(self) -> Page: ...
    def add_page(self, page: Page) -> None: ...
    def show_page(self, page: Page) -> None: ...
    def show_desk(self, note: str = "") -> None: ...
    def release(self) -> Session | None: ...


class Founder(QObject):
    """Nothing of it stands in the way of a visit: the work goes on while one is walked."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        super().__init__()
        self.session: Session | None = None
        self._made: SetupPage | None = None
        self.tasks, self.press = Tasks(), Tasks(PATIENCE_S)
        self.printers = Printers()
        self._theme, self._stage = theme, stage
        self._pins: Mapping[str, str] = {}
        self._begun = self._stale = False
        self._printer = ""

    @property
    def page(self) -> SetupPage:
        """The page that asks, made when it is first wanted: most desks are set up."""
        if self._made is None:
            self._made = page = SetupPage(self._theme)
            page.closed.connect(self._leave)
            page.new_visit.connect(self._stage.acts.begin)
            page.start.connect(self._start)
            page.prove.connect(self._prove)
            page.prints.connect(lambda: self._print())
            page.over.connect(self._over)
            page.facility.goes_by.connect(self._go_by)
            page.wants_in.connect(lambda: self._stage.door.ask(self.open))
            self._stage.add_page(page)
        return self._made

    def begin(self, session: Session) -> None:
        """An open desk."""
        self.session = session

    def end(self) -> None:
        """Wait for what is under way, and let go of the desk."""
        self.tasks.end()
        self.press.end()
        if self._made is not None:
            self._made.forget()
        self.session = None

    def offers(self) -> list[Target]:
        """What the desk offers: to set it up, while it is not. A desk that was set up meanwhile is opened anew."""
        session = self.session
        if self._stale and self.page.check.phase == "done":
            QTimer.singleShot(0, self, self._over_soon)
        if session is None or session.desk.closed or not (self._begun or wanted(session.desk)):
            return []
        made = Target(
            self._theme,
            tr("Set up this desk"),
            px=17,
            hint=tr("Takes five minutes. A visit can begin at any time."),
        )
        made.clicked.connect(self.open)
        return [made]

    def open(self) -> None:
        """Show the page: where it was left, with all that was typed but PINs."""
        session = self.session
        if session is None:
            return
        if not self._begun:
            try:
                self._fill(session.desk)
            except (OSError, ValueError):
                self._stage.page.refuse(tr("The facility file of this desk cannot be read now. Call IT."))
                return
            self._begun = True
        signed = session.desk.signed
        if signed.person is not None and signed.person.role == "supervisor":
            self.page.check.bring_back()
            self.page.refresh(seen=False)
        self._stage.bar.offer([])
        self._stage.show_page(self.page)

    def _fill(self, desk: Desk) -> None:
        """What is known already."""
        places, page = desk.store.places, self.page
        managed: dict[str, object] = {}
        if managed_file(places).exists():
            managed = msgspec.structs.asdict(read_managed(managed_file(places))[0])
        by_it = decided(places)
        if by_it.recovery:
            managed["recovery"] = by_it.recovery
        page.facility.offer(offers(desk), desk.policies.id, bool(by_it.policy))
        self._go_by(page.facility.policy)
        page.begin_with(_configured(places) if wanted(desk) == "people" else {}, managed)
        people = [(person.person, person.role) for person in desk.signed.people.values() if person.active]
        page.people.begin_with(people)

    def _go_by(self, policy: str) -> None:
        """What the policy that is chosen asks for, and what it calls the numbers."""
        found = None if self.session is None else asked(self.session.desk, policy)
        if found is not None:
            self.page.facility.go_by(found)
            self.page.numbers.name_calls(found.calls)

    def _leave(self) -> None:
        self.page.forget()
        self._stage.show_desk()

    # ---- the work -------------------------------------------------------------------------------------------

    def _start(self, plan: Plan, pins: Mapping[str, str] | None) -> None:
        session = self.session
        if session is None:
            return
        self._pins = self._pins if pins is None else pins
        desk, given = session.desk, self._pins
        clock = desk.clock if desk.facility.zone == plan.facility.zone else None
        places = desk.store.places
        need = 0 if plan.sheet is None else plan.sheet.need
        self.tasks.run(
            lambda: set_up(places, plan, given, clock=clock),
            lambda made: self._done(made, need),
            self._failed,
        )

    def _done(self, made: SetUp, need: int) -> None:
        self._pins, self._stale = {}, True
        self.page.check.show_result(made, need)
        self._guard()
        self._shown()

    def _guard(self) -> None:
        """Where people sign in from now on, this window locks like any other, and nobody finds the words of the sheet in it."""
        if self.session is None:
            return
        signed, page = self.session.desk.signed, self.page
        with suppress(Trouble):  # who set the first PIN is here, and sees the words all the same
            signed.renew(self.session.desk.store.staff)
        page.guarded = signed.set_up
        if page.guarded and self._stage.page is not page:
            page.check.hold()

    def _failed(self, problem: Exception) -> None:
        self.page.check.show_failed(_words(problem))
        self._shown()

    def _shown(self) -> None:
        """Something else stands on the page; it takes the focus only where it is seen."""
        self.page.refresh(self._stage.page is self.page)

    def _prove(self, shares: list[str]) -> None:
        session = self.session
        if session is None:
            return
        places, clock = session.desk.store.places, session.desk.clock
        self.tasks.run(lambda: _proved(places, clock, shares), self._is_proved, self._is_not)

    def _is_proved(self, name: str) -> None:
        self.page.check.show_done(proved=bool(name))
        self._shown()

    def _is_not(self, problem: Exception) -> None:
        self.page.refuse(_words(problem))

    def _print(self, printer: str = "") -> None:
        """Print the part of the sheet that is on the page; where there are several printers, ask which, once for all parts."""
        session = self.session
        part = None if session is None else self.page.sheet_part(session.desk.clock.read().local.date())
        if part is None or self.press.busy:
            return
        self._printer = name = printer or self._printer
        self.page.say(tr("Looking for the printer …"))
        self.press.run(
            lambda: print_part(self.printers, name, part),
            lambda came: self._printed(part, came),
            self._not_printed,
        )

    def _printed(self, part: SheetPart, came: str | tuple[str, ...]) -> None:
        check = self.page.check
        if check.phase != "write" or check.shown + 1 != part.number:
            return
        if isinstance(came, str):
            words = tr(
                "✓ Sent to {printer}: {what}. Take the page out now, and check each word.",
                printer=came,
                what=part.title,
            )
            self.page.say(words)
            announce(self.page, words)
            return
        self.page.say(tr("Which printer?"))
        check.show_printers(came, self._print)
        self.page.order()
        check.printers[0].setFocus()

    def _not_printed(self, problem: Exception) -> None:
        """The words are still there, to be written by hand."""
        self.page.refuse(_words(problem))

    def _over_soon(self) -> None:
        """Unless a visit began in this very moment: then it is for the next time."""
        if self.session is not None and self.session.visit is None:
            self._over()

    def _over(self) -> None:
        """To the desk, which is another one now."""
        self._begun = self._stale = False
        self.page.begin_anew()
        session = self._stage.release()
        if session is not None:
            session.close()
        self._stage.show_page(self._stage.opening)
        self._stage.opening.again.emit()


def _proved(places: Places, clock: Clock, shares: list[str]) -> str:
    name = Keyring(places, clock=clock, console=True).verify_sheet(shares)
    with suppress(Trouble):  # it opens the record all the same; the desk tells on that nobody has proved it
        note_proved(places, name)
    return name


def _configured(places: Places) -> dict[str, object]:
    """The facility file as it stands."""
    return tomllib.loads(read_whole(facility_file(places)).decode())


def _words(problem: Exception) -> str:
    """A refusal or trouble in words; anything else is a fault of ours."""
    if isinstance(problem, Refused):
        return refusal(problem)
    if isinstance(problem, Trouble):
        return problem.words
    raise problem
