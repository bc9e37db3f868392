"""Takes what a guard wrote on the pages beside the walk to the services; nothing is shown as written before it is on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol

from desktop import wall
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.services.noting import How, Noting, When
from desktop.services.photos import Prepared, ScanFile, recent, small_pictures
from desktop.services.reviewing import Reviewing
from desktop.ui.calls.rows import CallList
from desktop.ui.record.page import WritePage
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks
from desktop.ui.theme import TARGET_PX
from desktop.ui.tongue import tr


class Writes(Protocol):
    """Does an act on the open session, and tells whether it is on disk. `lost` names it where it is not; `shows` shows the
    visit anew."""

    def __call__(self, act: Callable[[Session], object], lost: str = "", shows: bool = True) -> bool: ...


class Scribe:
    """Everything that is written beside the answers, of the visit on the screen. `visit` is the one that the pages show:
    half-typed words belong to it, whatever is opened next. `tell` says on the page on the screen what could not be done.
    """

    def __init__(
        self, write: Writes, tell: Callable[[Refused | Trouble, str], None], page: WritePage
    ) -> None:
        self.session: Session | None = None
        self.visit: str | None = None
        self.tasks = Tasks()
        self._write, self._tell, self._page = write, tell, page
        page.note.connect(self._note)
        page.detail.connect(self._detail)
        page.struck.connect(self._strike)
        page.time.connect(self._add_time)
        page.addendum.connect(self._addendum)
        page.handed_in.connect(self._hand_in)
        page.named.connect(self.name_time)
        page.half_typed.connect(self._half_typed)
        page.warned.connect(self._warned)
        page.choose_photo.connect(self._choose_photo)
        page.photo.connect(self._photo)

    def listen(self, calls: CallList) -> None:
        """Take the calls that are logged in a list, and what is half typed there."""
        calls.called.connect(self._called)
        calls.half_typed.connect(self._half_told)
        calls.form.watch.warned.connect(self._warned)

    def put(self, act: Callable[[Noting, str, Actor], object], lost: str, shows: bool = True) -> bool:
        """Write something down of the visit on the screen."""
        return self._write(lambda session: session.write(act), lost, shows)

    # ---- words ----------------------------------------------------------------------------------------------

    def _note(self, text: str, source: str, how: How, at: str) -> None:
        when = When(how, at)
        self.put(lambda noting, visit, actor: noting.note(visit, text, source, actor, when), tr("your note"))

    def _detail(
        self, group: str, item: str, fields: list[tuple[str, str, str]], source: str, how: How, at: str
    ) -> None:
        when = When(how, at)
        self.put(
            lambda noting, visit, actor: noting.detail(visit, group, item, fields, source, actor, when),
            tr("what you wrote"),
        )

    def _strike(self, group: str, item: str, reason: str) -> None:
        self.put(
            lambda noting, visit, actor: noting.strike(visit, group, item, reason, actor), tr("your note")
        )

    def _add_time(self, what: str, how: How, at: str, source: str) -> None:
        when = When(how, at)
        self.put(
            lambda noting, visit, actor: noting.add_time(visit, what, source, actor, when), tr("the time")
        )

    def name_time(self, seq: int, what: str) -> bool:
        """Say what a marked time was; tells whether it is on disk."""
        return self.put(
            lambda noting, visit, actor: noting.name_time(visit, seq, what, actor), tr("what the time was")
        )

    def _addendum(self, text: str, source: str, how: How, at: str) -> None:
        when = When(how, at)
        self._review(
            lambda reviewing, visit, actor: reviewing.addendum(visit, text, source, actor, when),
            tr("the addendum"),
        )

    def _hand_in(self, comment: str) -> None:
        self._review(
            lambda reviewing, visit, actor: reviewing.submit(visit, comment, actor),
            tr("that it is handed in"),
        )

    def _review(self, act: Callable[[Reviewing, str, Actor], object], lost: str) -> None:
        """Review the visit on the screen."""
        self._write(lambda session: session.review(act), lost)

    def _called(self, key: str, result: str, words: str, who: str) -> None:
        self.put(
            lambda noting, visit, actor: noting.call(visit, key, result, actor, words, who), tr("the call")
        )

    def ticked(self, outcome: str, task: str, words: str, done: bool) -> None:
        """A line of an outcome was ticked, or its tick taken away."""
        self.put(
            lambda noting, visit, actor: noting.tick(visit, outcome, task, words, done, actor), tr("the tick")
        )

    def take_over(self) -> None:
        """Go on with a visit that another person has."""
        self.put(lambda noting, visit, actor: noting.take_over(visit, actor), tr("that you take over"))

    def shown(self, what: Literal["specimens", "officers_card"], detail: str = "") -> None:
        """Drawings or the card for officers were on the screen (rows G5, S12)."""
        self.put(
            lambda noting, visit, actor: noting.shown(visit, what, actor, detail),
            tr("that this was shown"),
            shows=False,
        )

    def _warned(self) -> None:
        self.put(
            lambda noting, visit, actor: noting.shown(visit, "privacy_warning", actor),
            tr("that a warning was shown"),
            shows=False,
        )

    # ---- half typed -----------------------------------------------------------------------------------------

    def _half_typed(self, address: str, text: str) -> None:
        """Of the visit that it was typed for, which may not be the one on the screen any more."""
        if self._page.view is not None and not self._keep(self._page.view.visit, address, text):
            self._page.drafts.again(address)

    def _half_told(self, address: str, text: str) -> None:
        if self.visit is not None:
            self._keep(self.visit, address, text)

    def _keep(self, visit: str, address: str, text: str) -> bool:
        return self._write(
            lambda session: session.noting.keep_half_typed(visit, address, text),
            tr("what you are typing"),
            shows=False,
        )

    # ---- photographs ----------------------------------------------------------------------------------------

    def _choose_photo(self, paper: str, page: int) -> None:
        """The newest files of the scan folder, looked up in a worker: a share may take its time."""
        if self.session is not None:
            folder = self.session.desk.facility.scan_folder
            self.tasks.run(lambda: _scans(folder), self._show_scans, self._failed)

    def _show_scans(self, looked: tuple[list[ScanFile], dict[str, bytes]]) -> None:
        found, pictures = looked
        place = None if self.session is None else self.session.desk.clock.read().local.tzinfo
        scans = []
        for file in found:
            written = wall.local(file.modified_us, place)
            small = file.size < 1_000_000
            size = f"{-(-file.size // 1000)} KB" if small else f"{file.size / 1_000_000:.1f} MB"
            scans.append((str(file.path), file.name, written.strftime("%b %d, %H:%M"), size))
        self._page.show_scans(scans, pictures)

    def _photo(self, paper: str, page: int, path: str) -> None:
        """Read, hashed and sealed in a worker; then recorded here, for the visit and by the person of the press."""
        session = self.session
        if session is None or session.visit is None:
            return
        photos, visit, actor = session.photos, session.visit, session.actor

        def keep(prepared: Prepared) -> None:
            def commit(session: Session) -> None:
                photos.commit(visit, paper, page, prepared, actor)

            kept = self._write(commit, tr("the photo"), shows=False)
            if not kept:
                photos.discard(prepared)
            self._page.photo_ended(visit, kept)
            if kept and self._page.isVisible():
                self._write(lambda session: None)  # shows the page anew, with the photo

        def failed(problem: Exception) -> None:
            self._page.photo_ended(visit, kept=False)
            self._failed(problem)

        try:
            single = photos.check(visit, paper, page)
        except (Refused, Trouble) as problem:
            failed(problem)
            return
        self.tasks.run(lambda: photos.prepare(Path(path), single), keep, failed)

    def _failed(self, problem: Exception) -> None:
        """Said on the page on the screen; what is no fault of paper, file or disk is a fault of the program and is not hidden."""
        if not isinstance(problem, Refused | Trouble):
            raise problem
        self._tell(problem, tr("the photo"))


def _scans(folder: str) -> tuple[list[ScanFile], dict[str, bytes]]:
    """The newest scans with their small pictures; runs in a worker."""
    found = recent(folder)
    return found, small_pictures(found, TARGET_PX)
