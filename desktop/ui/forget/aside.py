"""Removes, and looks for what is due, off the window's thread: over an opening of its own, while a visit goes on."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from desktop.services.forgetting import Forgetting, forgetting_at
from desktop.services.walking import Walking
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks

_T = TypeVar("_T")
_R = TypeVar("_R")


class Aside:
    """One piece of work at a time. What is pressed in a visit meanwhile goes on record as soon as the file is free, and never fails
    for it: all pages of the record are written anew after a removal, which takes some seconds."""

    def __init__(self) -> None:
        self._tasks = Tasks()

    @property
    def busy(self) -> bool:
        """Something is under way."""
        return self._tasks.busy

    def run(
        self,
        session: Session,
        work: Callable[[Forgetting], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do it, unless something is under way."""
        if self.busy:
            return
        journal = session.desk.store.journal
        journal.be_patient(patient=True)

        def there() -> _T:
            with closing(session.desk.another()) as desk:
                return work(forgetting_at(Walking(desk))[0])

        def over(then: Callable[[_R], None], result: _R) -> None:
            journal.be_patient(patient=False)
            then(result)

        self._tasks.run(there, lambda result: over(done, result), lambda problem: over(failed, problem))

    def end(self) -> None:
        """Wait for what is under way, and hand over what came out: the desk is let go of."""
        self._tasks.end()
