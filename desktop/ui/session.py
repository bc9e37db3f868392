"""An open desk as the window uses it: its services, who is acting at which post, and the visit that is on the screen."""

from collections.abc import Callable, Sequence
from typing import Protocol

from desktop.core.events import Actor
from desktop.core.people import OutReason
from desktop.paths import Places
from desktop.services.access import What, logged
from desktop.services.aid import AidView, aid_for
from desktop.services.caution import Caution, caution
from desktop.services.desk import Desk
from desktop.services.noting import Noting
from desktop.services.photos import Photos
from desktop.services.record_views import RecordView
from desktop.services.reporting import Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.searching import Searching
from desktop.services.sheets import Sheets
from desktop.services.signed import NOBODY, by_word
from desktop.services.views import DeskView, VisitView
from desktop.services.walking import Walking
from desktop.ui.collecting import collector
from desktop.ui.half_typed import HalfTyped
from desktop.ui.spoken import spoken

OpenSession = Callable[[], "Session"]


class UnderWay(Protocol):
    """Work that goes on while one window hands the desk to another; `end` stops it."""

    def end(self) -> None: ...


class Session:
    """The acts of one person at one desk. Every act raises Refused or Trouble, and then nothing was written. `under_way`: what a window
    that lets go of the desk leaves to the next one."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.walking = Walking(desk)
        self.screens = Screens(self.walking)
        self.noting, self.sheets = Noting(self.walking), Sheets(self.screens)
        self.photos = Photos(self.walking)
        self.reporting, self.reviewing = Reporting(self.screens), Reviewing(self.screens)
        self.searching = Searching(desk)
        self.visit: str | None = None
        self.under_way: UnderWay | None = None
        self._claimed = next(iter(desk.facility.on_duty), "")
        self.post = next(iter(desk.facility.posts), "")
        self._half_typed = HalfTyped(desk, self.noting)
        self._half_typed.lay_aside()
        self._collector = collector()
        if self._collector is not None:
            self._collector.hold()

    @property
    def home(self) -> Places:
        """The folders of this workstation."""
        return self.desk.home

    @property
    def people_set_up(self) -> bool:
        """People sign in here; until then everybody is who they say they are."""
        return self.desk.signed.set_up

    @property
    def person(self) -> str:
        """Who is at the desk: signed in, or chosen from the list of who is on duty; "" for nobody."""
        if not self.people_set_up:
            return self._claimed
        person = self.desk.signed.person
        return "" if person is None else person.person

    @person.setter
    def person(self, name: str) -> None:
        self._claimed = name

    @property
    def actor(self) -> Actor:
        """Who acts: whoever is signed in; where nobody can sign in, by their own word from the list of who is on duty."""
        if self.people_set_up:
            return self.desk.signed.actor or NOBODY
        return by_word(self.person)

    def desk_view(self) -> DeskView:
        """The start screen."""
        return self.screens.desk()

    def visit_view(self) -> VisitView | None:
        """The visit on the screen."""
        return None if self.visit is None else self.screens.visit(self.visit)

    def record_view(self) -> RecordView | None:
        """What was written down of the visit on the screen."""
        return None if self.visit is None else spoken(self.sheets.record(self.visit))

    def lock(self, why: OutReason) -> None:
        """Sign out, and hide what is on record until somebody signs in; what is half typed is put aside for that long."""
        self.desk.people.lock(why)
        self._half_typed.lay_aside()

    def unlocked(self) -> None:
        """Somebody signed in: what was half typed before is there again, before what was half typed meanwhile."""
        self._half_typed.bring_back()

    def caution(self, text: str) -> Caution:
        """What the privacy guard says of a text."""
        return caution(text, self.desk.pack.texts[self.desk.language].words.privacy)

    def aid(self, visit: str, step: str) -> AidView:
        """The drawings of papers for a question of a visit."""
        return aid_for(self.walking.current(visit), step)

    def seconds_open(self, view: VisitView) -> int:
        """Seconds since the visit was opened, by the desk's own clock; never below 0."""
        return max(0, (self.desk.clock.read().utc_us - view.opened_us) // 1_000_000)

    def begin(self) -> None:
        """Open a visit."""
        self.visit = self.walking.open_visit(self.actor, self.post).visit.id

    def answer(self, address: str, value: str | Sequence[str], note: str = "") -> None:
        """Answer a question of the visit on the screen; `note` is the area's name where an area was chosen."""
        if self.visit is not None:
            self.walking.answer(self.visit, address, value, self.actor, note=note)

    def change(self, seq: int, value: str | Sequence[str]) -> None:
        """Put another answer in the place of `seq`."""
        if self.visit is not None:
            self.walking.change(self.visit, seq, value, self.actor)

    def write(self, act: Callable[[Noting, str, Actor], object]) -> None:
        """Write something down of the visit on the screen."""
        if self.visit is not None:
            act(self.noting, self.visit, self.actor)

    def review(self, act: Callable[[Reviewing, str, Actor], object]) -> None:
        """Review the visit on the screen."""
        if self.visit is not None:
            act(self.reviewing, self.visit, self.actor)

    def mark_time(self) -> int:
        """Mark this moment: of the visit on the screen, else of the only open one, else of a new visit (row G10)."""
        visit = self.visit
        if visit is None:
            waiting = self.desk.store.queries.open_visits()
            visit = waiting[0].visit if len(waiting) == 1 else None
        if visit is None:
            visit = self.walking.open_visit(self.actor, self.post).visit.id
        marked = self.noting.mark_time(visit, self.actor)
        self.visit = visit
        return marked

    def take_back(self, seq: int) -> None:
        """Take an answer back."""
        if self.visit is not None:
            self.walking.take_back(self.visit, seq, self.actor)

    def press(self, key: str) -> None:
        """An emergency key; without a visit it opens one."""
        self.visit = self.walking.press(key, self.visit, self.actor, self.post).visit.id

    def join(self, into: str) -> None:
        """The visit on the screen, begun by a key press, is part of `into`; that one is on the screen then."""
        if self.visit is not None:
            self.visit = self.walking.join(self.visit, into, self.actor).visit.id

    def accessed(self, what: What, visit: str | None) -> str:
        """Write down that the person on duty looked at a visit or took it out, None for the whole record; "", or why that could
        not be written."""
        return logged(self.desk, what, visit, self.actor)

    def close(self) -> None:
        """Let go of the record. What is under way ends first."""
        if self.under_way is not None:
            self.under_way.end()
        self.searching.close()
        self.desk.close()
        if self._collector is not None:
            self._collector.let_go()
            self._collector = None
