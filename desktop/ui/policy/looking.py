"""Looks at a policy off the window's thread: first what is quick, then what takes some seconds; a change of its files begins it anew."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop.packs.catalog import LoadedPack
from desktop.services import authoring
from desktop.services.authoring import Seen
from desktop.ui.policy import telling
from desktop.ui.policy.page import Lines, PolicyPage
from desktop.ui.tasks import Tasks
from desktop.ui.tongue import tr

PATIENCE_S = 3.0
"""So long a window that closes waits for what is under way; it reads files only, and may be left behind."""

_T = TypeVar("_T")


class Looking(QObject):
    """Fills the parts of the page. `seen` is the policy as it was read last."""

    def __init__(self, page: PolicyPage) -> None:
        super().__init__()
        self._page = page
        self.tasks = Tasks(PATIENCE_S)
        self.seen = Seen(None, None, ())
        self._former: LoadedPack | None = None
        self._files: Path | None = None
        self._round, self._slow, self._stop = 0, False, Event()
        self._again = False

    def begin(self, read: Callable[[], Seen], former: Seen, told: Callable[[Seen], None]) -> None:
        """Look at what `read` gives, held against the policy `former`; `told` hears of it once it is read."""
        self._round += 1
        self._stop.set()
        self._former, self._files = former.pack, former.folder
        for name in ("findings", "promises", "stories", "chart", "changes"):
            self._page.show_part(name, "…", self._lines(name) or [telling.Said("help", tr("One moment…"))])
        self._run(read, lambda seen: self._read(seen, told))

    def end(self) -> None:
        """Look no more."""
        self._round += 1
        self._stop.set()
        self._again = False

    def wait(self) -> None:
        """The window closes."""
        self.end()
        self.tasks.end()

    def _lines(self, name: str) -> list[telling.Said]:
        """What stands there while it is looked at anew: findings are found at once, so they stay; nothing else that may be no longer so."""
        part = self._page.parts[name]
        return list(part.lines) if name == "findings" and isinstance(part, Lines) else []

    def _run(self, work: Callable[[], _T], done: Callable[[_T], None]) -> None:
        """Work in a worker; what comes back of a former round is for nobody."""
        now = self._round

        def back(found: _T) -> None:
            if now == self._round:
                done(found)

        def failed(problem: Exception) -> None:
            raise problem

        self.tasks.run(work, back, failed)

    def _read(self, seen: Seen, told: Callable[[Seen], None]) -> None:
        self.seen = seen
        self._page.show_part("findings", telling.findings_word(seen), telling.findings(seen))
        told(seen)
        if seen.pack is None:
            waits = [telling.Said("help", tr("Mend the errors first: see Findings."))]
            for name in ("promises", "stories", "changes"):
                self._page.show_part(name, tr("waits"), waits)
            self._page.show_part("chart", tr("waits"))
            return
        self._run(lambda: authoring.drawn(seen, self._former), self._drawn)

    def _drawn(self, found: authoring.Drawn | None) -> None:
        if found is not None:
            self._page.chart.show_pages(found.pages)
            self._page.show_part("chart", telling.chart_word(found))
        self._run(partial(authoring.promises, self.seen), self._promised)

    def _promised(self, found: tuple[authoring.Promise, ...]) -> None:
        if self.seen.folder is None:
            self._page.show_part("promises", tr("not here"), [telling.not_here()])
        else:
            self._page.show_part("promises", telling.promises_word(found), telling.promises(found))
        self._begin_slow()

    def _begin_slow(self) -> None:
        """One at a time: what was begun before ends first."""
        if self._slow:
            self._again = True
            return
        self._slow, self._again, self._stop = True, False, Event()
        seen, former, files, now, stop = self.seen, self._former, self._files, self._round, self._stop

        def work() -> tuple[authoring.Changes | None, authoring.Stories | None]:
            same = former is None or seen_hash(seen) == former.pack_hash
            changed = None if same or former is None else authoring.changes(seen, former, files)
            return changed, None if stop.is_set() else authoring.stories(seen, stop.is_set)

        def done(found: tuple[authoring.Changes | None, authoring.Stories | None]) -> None:
            self._slow = False
            if now == self._round:
                self._tell_slow(*found)
            elif self._again:
                self._begin_slow()

        def failed(problem: Exception) -> None:
            self._slow = False
            raise problem

        self.tasks.run(work, done, failed)

    def _tell_slow(self, changed: authoring.Changes | None, told: authoring.Stories | None) -> None:
        same = self._former is not None and seen_hash(self.seen) == self._former.pack_hash
        words = tr("This is the installed policy.")
        words = (
            words
            if same
            else tr("That is another policy than the installed one: there is nothing to compare it with.")
        )
        lines, word = [telling.Said("body", words)], ""
        if changed is not None:
            lines, word = telling.changes(changed), telling.changes_word(changed)
        self._page.show_part("changes", word, lines)
        none = [telling.not_here()]
        lines, word = (telling.stories(told), telling.stories_word(told)) if told else (none, tr("not here"))
        self._page.show_part("stories", word, lines)


def seen_hash(seen: Seen) -> str:
    """The hash of a policy that is looked at, "" for none."""
    return seen.pack.pack_hash if seen.pack is not None else ""
