"""A supervisor who signed in at a guard's desk, and the visits there."""

from collections.abc import Callable

import msgspec
import pytest

from desktop.core.errors import Refused
from desktop.core.events import Actor
from desktop.services.forgetting import Forgetting, Removed
from desktop.services.noting import Noting
from desktop.services.refusals import sentence
from tests.core.nyc import TO_THE_PAPERS
from tests.services.conftest import GUARD, Guard

PIN = "240613"
SECRET = "Zaunkoenig"
CHIEF = Actor("Supervisor 3", "supervisor", "pin")


class Boss:
    """A supervisor who signed in at a guard's desk, and one closed visit with words of every kind; `other` is open still."""

    def __init__(self, guard: Guard, days: int = 0) -> None:
        self.guard, self.days = guard, days
        allowed = {**guard.desk.facility.personal, "paper_photos": "PO-1"}
        guard.desk.facility = msgspec.structs.replace(guard.desk.facility, personal=allowed)
        self.other = guard.open()
        guard.warrant(self.other)
        self.visit = guard.open()
        guard.tell(self.visit, {"danger": "none"})
        noting = Noting(guard.walking)
        self.seqs = {
            "note": noting.note(self.visit, f"note of {SECRET}", "told", GUARD).events[-1].seq,
            "kept": noting.note(self.visit, "the lobby was full", "seen", GUARD).events[-1].seq,
            "call": noting.call(self.visit, "counsel", "told", GUARD, f"ask {SECRET}").events[-1].seq,
            "rang": noting.call(self.visit, "counsel", "no_answer", GUARD).events[-1].seq,
            "name": self._officer(noting),
            "count": self._count(noting),
        }
        self.walk()
        guard.desk.people.first("Supervisor 3", PIN)
        guard.desk.people.sign_in("Supervisor 3", PIN)

    def _officer(self, noting: Noting) -> int:
        fields = [("looks", f"a car of {SECRET}", "")]
        return noting.detail(self.visit, "vehicle", "v1", fields, "seen", GUARD).events[-1].seq

    def _count(self, noting: Noting) -> int:
        return noting.detail(self.visit, "count", "c1", [("officers", "2", "")], "seen", GUARD).events[-1].seq

    def walk(self) -> None:
        """To the end: the visit is closed."""
        self.guard.tell(self.visit, {**TO_THE_PAPERS, "paper": "none"})
        now = self.guard.walking.current(self.visit)
        self.guard.walking.answer(
            self.visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", GUARD
        )

    @property
    def forgetting(self) -> Forgetting:
        return Forgetting(self.guard.walking, self.days)

    def redact(self, *names: str, reason: str = "Order of the privacy officer") -> Removed:
        return self.forgetting.redact(self.visit, [self.seqs[name] for name in names], reason)


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert "Not accepted" not in sentence(caught.value), "every refusal has its sentence"
    return caught.value
