"""A small model of the review of visits at one desk: what each act must come to, for the random shifts of `test_review_machine`."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import ClassVar

import msgspec
from hypothesis.stateful import RuleBasedStateMachine

from desktop.core.errors import Refused
from desktop.core.events import Actor, Event
from desktop.core.reviewing import approved_part, head_of
from desktop.reports.material import below
from desktop.services.reporting import Made
from tests.services.desks import ONE, TWO, Office, Offices

SUPERVISORS = (ONE, TWO)


class Model(msgspec.Struct):
    """What is known of one visit: `seen` is who saw it and how much was written by then; `part` the approved events by their hashes."""

    visit: str
    state: str = "open"
    void: bool = False
    addenda: int = 0
    written: int = 0
    into: "Model | None" = None
    authors: set[str] = set()
    seen: tuple[str, int] = ("", -1)
    part: tuple[str, ...] = ()

    @property
    def root(self) -> "Model":
        """The visit that it is told with."""
        return self if self.into is None else self.into.root

    @property
    def frozen(self) -> bool:
        return self.root.state == "approved"


class Scene(RuleBasedStateMachine):
    """One record and what is known of it; the acts are those of `Shift`."""

    offices: ClassVar[Offices]
    alone: ClassVar[bool] = False
    reached: ClassVar[Counter[str]] = Counter()
    """How often a visit came to each state, so that nobody takes a machine for proof that reached nothing."""

    office: Office
    visits: list[Model]
    who: Actor

    def tried(self, act: Callable[[], object]) -> str:
        """The code of the refusal, "" where it was done; a refusal writes nothing."""
        head = self.office.desk.store.journal.head()
        try:
            act()
        except Refused as refused:
            assert self.office.desk.store.journal.head() == head
            return refused.code
        return ""

    def wrote(self, one: Model) -> None:
        one.authors.add(self.who.person)
        one.root.written += 1

    def keep(self, one: Model) -> None:
        one.part = self.part(one)
        assert one.part

    def wanted_of_approval(self, one: Model, exception: str) -> str:
        if code := self.no_supervisor() or self.wanted(one):
            return code
        own = self.who.person in self.all_authors(one)
        other = any(self.works(each) and each not in self.all_authors(one) for each in SUPERVISORS)
        if own and not exception:
            return "others" if other else "own_visit"
        if exception and not own:
            return "no_exception"
        if one.seen != (self.who.person, one.written):
            return "not_seen"
        return "others" if own and other else ""

    def went(self, one: Model, code: str, state: str) -> None:
        if not code:
            one.state = state
            one.root.written += 1
            self.reached[state] += 1

    def picked(self, pick: int) -> Model:
        return self.visits[pick % len(self.visits)]

    def works(self, person: str) -> bool:
        return person in self.office.desk.signed.people

    def no_supervisor(self) -> str:
        if not self.who.person:
            return "sign_in"
        return "" if self.who.role == "supervisor" else "not_your_role"

    def wanted(self, one: Model) -> str:
        """Why a visit in this state is neither returned nor approved; "" where it may be."""
        codes = {
            "open": "review_open",
            "joined": "review_joined",
            "approved": "approved",
            "returned": "not_submitted",
        }
        return codes.get(one.state, "")

    def all_authors(self, one: Model) -> set[str]:
        return set().union(*(each.authors for each in self.visits if each.root is one))

    def made(self, one: Model) -> Made:
        """The report as it would be drawn, without drawing it."""
        material = self.office.reporting.material(one.visit)
        heads = tuple(head_of(each.events) for each in (material, *below(material)))
        return Made(None, "report", b"", "", "a" * 64, "report", 1, (), heads, True)  # type: ignore[arg-type]

    def events(self, one: Model) -> Sequence[Event]:
        return self.office.desk.store.queries.events_of(one.visit)

    def part(self, one: Model) -> tuple[str, ...]:
        review = self.office.reviewing.review_of(one.visit)
        return tuple(event.hash for event in approved_part(self.events(one), review))
