"""Work off the window's thread of which only the newest counts: what it overtook is left out, or comes back to nobody."""

from collections.abc import Callable
from typing import TypeVar

from desktop.ui.tasks import Tasks

PATIENCE_S = 3.0
"""So long a window that closes waits for what is under way; it reads only, and may be left behind."""

Wanted = Callable[[], bool]
"""Whether anybody still waits for it; work may look at that on its way."""

_T = TypeVar("_T")


class _Ask:
    """Something that was asked for; nobody wants it any more once another one was."""

    def __init__(self, begin: Callable[[], None]) -> None:
        self.begin, self.wanted = begin, True


class Newest:
    """One at a time: what is asked for while work is under way begins when that has ended, unless yet another was asked for."""

    def __init__(self) -> None:
        self._tasks = Tasks(PATIENCE_S)
        self._asked: _Ask | None = None

    @property
    def busy(self) -> bool:
        """What is wanted has not come back, or what is not wanted has not ended."""
        return self._asked is not None or self._tasks.busy

    @property
    def wanted(self) -> bool:
        """Somebody waits for what was asked for."""
        return self._asked is not None

    def run(
        self,
        work: Callable[[Wanted], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Have this done instead of what was asked before; then `done` or `failed`, on this thread."""
        self.drop()

        def begin() -> None:
            self._tasks.run(
                lambda: work(lambda: asked.wanted),
                lambda result: self._ended(asked, lambda: done(result)),
                lambda problem: self._ended(asked, lambda: failed(problem)),
            )

        self._asked = asked = _Ask(begin)
        if not self._tasks.busy:
            begin()

    def drop(self) -> None:
        """What was asked for is wanted no more."""
        if self._asked is not None:
            self._asked.wanted, self._asked = False, None

    def end(self) -> None:
        """Nothing is wanted any more; what is under way ends."""
        self.drop()
        self._tasks.end()

    def _ended(self, ask: _Ask, tell: Callable[[], None]) -> None:
        if ask is self._asked:
            self._asked = None
            tell()
        elif self._asked is not None and not self._tasks.busy:
            self._asked.begin()
