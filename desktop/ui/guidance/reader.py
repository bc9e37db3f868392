"""Tells the people at the desk of bulletins and of newer guidance, and has them read, switch or stay; no visit ever waits for it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Literal, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.core.errors import Refused, Trouble
from desktop.core.policies import Acknowledged
from desktop.services import policy_reading, policy_switch
from desktop.services.policy_reading import BulletinView, News
from desktop.services.views import VisitView
from desktop.ui.acts import Acts, say_why
from desktop.ui.desk.page import DeskPage
from desktop.ui.guidance.page import GuidancePage
from desktop.ui.guidance.readers import read_by
from desktop.ui.guidance.strip import GuidanceStrip
from desktop.ui.page import Page, announce
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.door import Door
from desktop.ui.recording import Recording
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

Part = Literal["newer", "bulletin", "news"]
EVERY_S = 10
"""Seconds between two looks for what a stick brought while the window works."""


class Stage(Protocol):
    """What is asked of the window."""

    acts: Acts
    desk: DeskPage
    recording: Recording
    door: Door
    view: VisitView | None

    @property
    def page(self) -> Page: ...
    @property
    def covered(self) -> bool: ...


class Reader:
    """The strips and their page. `look` shows what there is to read, for the page that is on the screen."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        self.page = GuidancePage(theme)
        self.pages: Sequence[PeoplePage] = (self.page,)
        self.newer, self.bulletin = GuidanceStrip(theme, "say"), GuidanceStrip(theme, "hold")
        self.news = GuidanceStrip(theme, "say")
        self.strips = {"newer": self.newer, "bulletin": self.bulletin, "news": self.news}
        self._stage, self._shown = stage, ""
        self._seconds, self._spoken = 0, ""
        self._hashes: dict[Acknowledged, str] = {}
        self.newer.wanted.connect(lambda: self.show("newer"))
        self.bulletin.wanted.connect(lambda: self.show("bulletin"))
        self.news.wanted.connect(lambda: self.show("news"))
        self.page.looked.connect(self.show)
        self.page.has_read.connect(self._read)
        self.page.wants_in.connect(lambda: stage.door.ask(partial(self.show, self._shown)))
        self.page.closed.connect(lambda: stage.door.back())
        self.page.stays.connect(lambda: self._choose(switch=False))
        self.page.switches.connect(lambda: self._choose(switch=True))

    def bind(self, window: QWidget) -> None:
        """Ctrl+B, from every page."""
        keys = QShortcut(QKeySequence("Ctrl+B"), window, context=Qt.ShortcutContext.ApplicationShortcut)
        keys.setAutoRepeat(False)
        keys.activated.connect(self.press)

    def forget(self) -> None:
        """Another page comes."""
        self._shown = ""

    def end(self) -> None:
        """The desk is let go of."""
        self.forget()

    @property
    def session(self) -> Session | None:
        """The open desk."""
        return self._stage.acts.session

    # ---- the strips -------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """A second has passed: now and then somebody installs something while the window works."""
        self._seconds += 1
        if self._seconds % EVERY_S == 0:
            self.look()

    def look(self) -> None:
        """Show what there is to read above the page on the screen. Above the card and the report, which others read, nothing is; where
        the record cannot be read now, neither."""
        stage, session = self._stage, self.session
        over = stage.page in (stage.desk, stage.door.locked)
        beside = [stage.recording.pages[name] for name in ("card", "report")]
        quiet = stage.covered or (stage.door.up and not over) or stage.page in beside
        if session is None or quiet or not (over or stage.view is not None):
            for strip in self.strips.values():
                strip.say("")
            return
        with suppress(Refused, Trouble):
            self._say_newer(session)
        with suppress(Refused, Trouble):
            self._say_bulletin(session, over)
        with suppress(Refused, Trouble):
            self._say_news(session)

    def _say_newer(self, session: Session) -> None:
        view, version = self._stage.view, ""
        if view is not None and not view.closed and not session.desk.closed:
            version = policy_switch.newer_version(session.walking, view.id)
        words = tr("Newer guidance ({version}): switch or stay?", version=version)
        self.newer.say(words if version else "", tr("What differs"))

    def _say_bulletin(self, session: Session, over: bool) -> None:
        found = policy_reading.bulletin(session.desk, session.actor)
        if found is None:
            self.bulletin.say("")
            return
        words = tr("Bulletin, read: {title}.", title=found.title.rstrip("."))
        if not found.read:
            words = tr("New bulletin: {title}.", title=found.title.rstrip("."))
        self.bulletin.say(words, tr("Read again") if found.read else tr("Read the bulletin"), roomy=over)
        if not found.read and found.hash != self._spoken:
            self._spoken = found.hash
            announce(self.bulletin, words)

    def _say_news(self, session: Session) -> None:
        found = None
        if self._stage.page is self._stage.desk and not session.desk.closed:
            found = policy_reading.news(session.desk, session.actor)
        words = "" if found is None else tr("The policy is new: {version}.", version=found.version)
        self.news.say(words, tr("Read what changed"), roomy=True)

    # ---- the page ---------------------------------------------------------------------------------------------

    def press(self) -> None:
        """Ctrl+B: read what is most urgent of it; once more goes back."""
        if self._stage.covered:
            return
        if self._stage.page is self.page:
            self._stage.door.back()
        elif (first := next((part for part, strip in self.strips.items() if not strip.isHidden()), "")) != "":
            self.show(first)

    def show(self, part: str) -> None:
        """Show one of the parts, and the others beside it; where it is there no more, the next one."""
        session = self.session
        if session is None:
            return
        try:
            parts = self._parts(session)
        except (Refused, Trouble) as problem:
            say_why(self._stage.page, problem)
            return
        if not parts:
            self._stage.door.back()
            return
        self._shown = part if part in parts else next(iter(parts))
        parts[self._shown][1]()
        self.page.show_parts([(name, words) for name, (words, _) in parts.items()], self._shown)
        self._stage.door.show(self.page)

    def _parts(self, session: Session) -> dict[str, tuple[str, Callable[[], None]]]:
        """What there is to read, by name: its words and what shows it."""
        desk, actor, view, found = session.desk, session.actor, self._stage.view, {}
        unknown = session.people_set_up and not session.person
        if view is not None and not view.closed and not desk.closed:
            now = session.walking.current(view.id)
            if (offer := policy_switch.offer(session.walking, view.id)) is not None:
                former = now.visit.opened.pack_version
                found["newer"] = (
                    tr("Newer guidance for this visit"),
                    lambda: self.page.show_offer(offer, former),
                )
        if (bulletin := policy_reading.bulletin(desk, actor)) is not None:
            found["bulletin"] = (tr("The bulletin"), lambda: self._show_bulletin(bulletin, unknown))
        if not desk.closed and (news := policy_reading.news(desk, actor)) is not None:
            found["news"] = (tr("What changed in the policy"), lambda: self._show_news(news, unknown))
        return found

    def _show_bulletin(self, found: BulletinView, unknown: bool) -> None:
        self._hashes["bulletin"] = found.hash
        self.page.show_bulletin(found, unknown)
        self._show_readers(found.hash)

    def _show_news(self, found: News, unknown: bool) -> None:
        self._hashes["policy"] = found.hash
        self.page.show_news(found, unknown)
        self._show_readers(found.hash)

    def _show_readers(self, digest: str) -> None:
        session = self.session
        if session is not None:
            self.page.show_readers(tuple(read_by(policy_reading.readers(session.desk, digest))))

    # ---- what is done -----------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Who is here says that they read it; then they are where they were."""
        what: Acknowledged = "policy" if self._shown == "news" else "bulletin"
        digest = self._hashes.get(what, "")
        lost = tr("that you have read it")
        if self._stage.acts.done(
            lambda one: policy_reading.acknowledge(one.desk, what, digest, one.actor), lost
        ):
            self._stage.door.back()

    def _choose(self, switch: bool) -> None:
        def chosen(session: Session) -> None:
            if session.visit is None:
                return
            if switch:
                session.visit = policy_switch.switch(session.walking, session.visit, session.actor).visit.id
            else:
                policy_switch.stay(session.walking, session.visit, session.actor)

        self._stage.acts.act(chosen, tr("your choice. This visit goes on as it began"))
