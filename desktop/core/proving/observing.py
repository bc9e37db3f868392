"""Watches the real engine and tells every moment at which it comes to an outcome, with all that a safety rule may look at.

The engine itself knows nothing of it: what it does is done by its own code, and only looked at in passing.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from desktop.core.conditions import Cond, Value, holds
from desktop.core.consulting import Consulting
from desktop.core.facts import FACTS, Instant, Site
from desktop.core.policy import Policy
from desktop.core.safety import (
    COUNSEL,
    ENTRY,
    INTERRUPTED,
    PAPER,
    ROUND,
    SCOPE,
    URGENT,
    Safety,
    SafetyRule,
)
from desktop.core.tracing import Findings, Trace
from desktop.core.viewing import Viewer
from desktop.core.walk_state import Input, Item, Judged, Pending, Round
from desktop.core.walks import Fold, effective, round_keys

By = tuple[str, str]
NOTHING: By = ("", "")


class Placed(msgspec.Struct, frozen=True):
    """A moment as a condition looks at it (`conditions.Situation`): the answers that count, and the word `by` that led here.

    Of a paper's round only what is asked before the papers is seen, as the pack's own conditions see it.
    """

    policy: Policy
    terms: Mapping[str, Cond]
    trace: Trace
    found: Findings
    by: By = NOTHING

    @property
    def flags(self) -> frozenset[str]:
        """Flags of the moment, and those of the visit that counsel's silence set."""
        return frozenset(self.found.flags)

    @property
    def reasons(self) -> frozenset[str]:
        """Reasons of the moment."""
        return frozenset(self.found.reasons)

    @property
    def outcomes(self) -> frozenset[str]:
        """What came."""
        return frozenset(self.found.outcomes)

    @property
    def round(self) -> str:
        """The kind of round."""
        return self.trace.round

    @property
    def moment(self) -> str:
        """ "entry" where the check ran as they went in."""
        return self.trace.moment

    @property
    def site(self) -> Site:
        """The site."""
        return self.trace.site

    @property
    def now(self) -> Instant:
        """The instant of the check."""
        return self.trace.now

    def value(self, step: str) -> Value | None:
        """The value that counts; that of the word that led here first. Beside an answer that acts at once no other such counts."""
        if step == self.by[0]:
            return self.by[1]
        if {step, self.by[0]} <= self.policy.urgent_steps:
            return None
        found = self.trace.active.get(step)
        outer = self.trace.outer
        if found is None and outer is not None and step in before_papers(self.policy):
            return outer.active.get(step)
        return found

    def fact(self, name: str) -> frozenset[str]:
        """The named fact."""
        return FACTS[name].compute(self)

    def site_value(self, key: str) -> str:
        """A particular of the site."""
        return self.site.value(key)


class Seen(msgspec.Struct, frozen=True):
    """One moment. `complete`: nothing was left to be asked there. `state`: where the visit stood before they went in."""

    place: str
    at: Placed
    complete: bool = True
    state: str = ""
    seq: int = 0


def before_papers(policy: Policy) -> frozenset[str]:
    """The steps of a round that its papers see: those asked before them, less the papers' own."""
    place = next((number for number, ask in enumerate(policy.ask) if ask.group), len(policy.ask))
    own = {ask.step for ask in policy.group.ask}
    return frozenset(ask.step for ask in policy.ask[:place] if ask.step) - own


class _Viewer(Viewer):
    """Remembers the last judgement of each paper, which is the one that the engine acts on."""

    def __init__(self, policy: Policy, site: Site) -> None:
        super().__init__(policy, site)
        self.last: dict[int, Judged] = {}

    def judge(self, outer: Trace, round_: Round, item: Item, now: Instant, moment: str = "") -> Judged:
        found = super().judge(outer, round_, item, now, moment)
        self.last[id(item)] = found
        return found


class _Consulting(Consulting):
    """Tells each word about a paper before it is carried out."""

    def __init__(self, fold: "Watched") -> None:
        super().__init__(fold.ledger)
        self.fold = fold
        self.allowed: list[Judged] = []
        """The paper as it was when counsel allowed; what settles afterwards looks at it as of its last answer."""

    def answered(self, given: Input) -> None:
        fold, found = self.fold, self.ledger.place(given.address)
        item = found[1] if found else None
        fold.come(COUNSEL, (self.consult.step, str(self.ledger.policy.counts_as(given.step, given.value))))
        open_to = item is not None and not item.muted and any(
            paper.item is item for _, _, paper in self.ledger.waiting(given.at)
        )  # fmt: skip
        before = len(fold.seen)
        self.allowed.clear()
        super().answered(given)
        if open_to and item is not None and len(fold.seen) == before:
            fold.of_paper([fold.last(item), *self.allowed][-1], "", ())

    def _allow(self, round_: Round, item: Item, before: Pending, given: Input) -> None:
        super()._allow(round_, item, before, given)
        self.allowed.append(self.fold.last(item))

    def _resolve(
        self, round_: Round, paper: Judged, outcome: str, reasons: tuple[str, ...], given: Input
    ) -> None:
        self.fold.of_paper(self.fold.last(paper.item), outcome, reasons)
        super()._resolve(round_, paper, outcome, reasons, given)

    def _hold(self, round_: Round, item: Item, reasons: tuple[str, ...], given: Input) -> None:
        self.fold.of_paper(self.fold.last(item), self.consult.hold, reasons)
        super()._hold(round_, item, reasons, given)

    def _emergency(self, word: str, given: Input) -> None:
        item, before = self.ledger.emergency, len(self.ledger.rests)
        super()._emergency(word, given)
        if item is not None and not item.muted:
            new = self.ledger.rests[before:]
            found = Findings(new[0].outcomes, new[0].reasons) if new else Findings()
            if word == "wait":
                found = Findings((), (self.consult.wait_reason,))
            self.fold.of_round(found, given)

    def conclude(self, given: Input) -> None:
        self.fold.come(INTERRUPTED, (self.consult.step, "allow"))
        super().conclude(given)

    def silence_ends(self, given: Input) -> None:
        self.fold.come(INTERRUPTED, (self.consult.step, "not_reached"))
        super().silence_ends(given)

    def taken_up(self, round_: Round, item: Item, given: Input) -> None:
        self.fold.come(COUNSEL, (self.consult.step, "allow"))
        super().taken_up(round_, item, given)

    def entered(self, given: Input, outcome: str) -> bool:
        self.fold.good = super().entered(given, outcome)
        return self.fold.good


class Watched(Fold):
    """A fold that keeps a list of every moment; it folds as `Fold` does. Feed it the inputs in force, in their order."""

    def __init__(
        self, policy: Policy, site: Site, round_keys: dict[int, str], terms: Mapping[str, Cond] | None = None
    ) -> None:
        super().__init__(policy, site, round_keys)
        self.viewer = self.ledger.viewer = _Viewer(policy, site)
        self.counsel = _Consulting(self)
        self._takes[policy.consult.step] = self.counsel.answered
        self.terms = {**policy.terms, **(terms or {})}
        self.seen: list[Seen] = []
        self.good = False
        self._place, self._by, self._state, self._seq = "", NOTHING, "", 0

    def come(self, place: str, by: By) -> None:
        """What comes from now on comes at this place, by this word."""
        self._place, self._by = place, by

    def last(self, item: Item) -> Judged:
        """The paper as it was judged last."""
        return self.viewer.last[id(item)]

    def _keep(self, trace: Trace, found: Findings, complete: bool = True) -> None:
        marks = Findings(found.outcomes, found.reasons, (*found.flags, *self.ledger.flags))
        placed = Placed(self.policy, self.terms, trace, marks, self._by)
        self.seen.append(Seen(self._place, placed, complete, self._state, self._seq))

    def of_paper(self, paper: Judged, outcome: str, reasons: tuple[str, ...]) -> None:
        """A word has led to `outcome` for this paper; `reasons` join those on its face and those that are kept."""
        found = Findings((outcome,) if outcome else (), (*paper.reasons, *reasons), paper.findings.flags)
        self._keep(paper.trace, found)

    def of_round(self, found: Findings, given: Input) -> None:
        """A word has led to this for the visit, whatever paper there is."""
        ledger = self.ledger
        self._keep(self.viewer.view(ledger.round, given.at).trace, found)

    def feed(self, given: Input) -> None:
        """Take one answer as the engine does, and note what it leads to."""
        if self.ledger.closed or self.ledger.place(given.address) is None:
            return
        self._seq, self._state = given.seq, ""
        super().feed(given)
        self._state = ""
        self.look(given.at)

    def look(self, now: Instant) -> None:
        """What the answers decide as they stand now; of a round that something stopped, nothing is shown."""
        ledger = self.ledger
        for round_, view in [] if ledger.closed else ledger.views(now):
            if round_ is ledger.round and ledger.paused:
                continue
            self.come(ROUND, NOTHING)
            self._keep(view.trace, view.trace.find(self.policy.rule), view.open is None)
            self.come(PAPER, NOTHING)
            for paper in view.judged:
                self._keep(paper.trace, paper.findings, not paper.open_step)

    def _urgent(self, given: Input) -> None:
        self._store(self.ledger.round, given)
        self.look(given.at)  # what the answers decide with this one is recorded before it stops the round
        super()._urgent(given)
        value = str(self.policy.counts_as(given.step, given.value))
        self.come(URGENT, (given.step, value))
        urgent = next(
            (each for each in self.policy.urgent if (each.step, each.value) == (given.step, value)), None
        )
        acts = urgent is not None and bool(urgent.outcome)
        self.of_round(Findings((urgent.outcome,), urgent.reasons) if urgent and acts else Findings(), given)

    def _scope(self, given: Input) -> None:
        inside = self.ledger.standing == "inside"
        super()._scope(given)
        value = str(self.policy.counts_as(given.step, given.value))
        self.come(SCOPE, (given.step, value))
        self._state = "inside"
        if inside:
            self.of_round(Findings((self.policy.scope_outcome,) if value == "no" else ()), given)

    def _go_in(self, given: Input) -> None:
        self._state, self.good = self.state(given.at), False
        state = self._state
        self.come(ENTRY, (given.step, str(self.policy.counts_as(given.step, given.value))))
        super()._go_in(given)
        key = next(each for each in self.policy.globals.values() if each.step == self.policy.changes_step)
        effect = key.table[state]
        if effect.do == "outcome":
            self.of_round(Findings((effect.outcome,)), given)
        elif effect.do != "clear":
            self.of_round(Findings(), given)
        elif not self.good:
            self.of_round(Findings((effect.failed,)), given)


def watch(
    policy: Policy, site: Site, inputs: Sequence[Input], terms: Mapping[str, Cond] | None = None
) -> Watched:
    """Fold all inputs of one visit and watch them."""
    watched = Watched(policy, site, round_keys(policy, inputs), terms)
    watched.look(inputs[0].at if inputs else Instant(0))
    for given in effective(policy, inputs):
        watched.feed(given)
    return watched


def breaks(rule: SafetyRule, always: bool, seen: Seen) -> bool:
    """Whether the rule is broken at this moment."""
    if (rule.at and seen.place not in rule.at) or (rule.state and seen.state not in rule.state):
        return False
    if always and not seen.complete:
        return False
    at = seen.at
    lists = ((rule.outcome, at.outcomes), (rule.reason, at.reasons), (rule.flag, at.flags))
    hits = [not found.isdisjoint(named) for named, found in lists if named]
    wrong = not all(hits) if always else any(hits) or not hits
    return wrong and holds(rule.when, at) and not (rule.unless is not None and holds(rule.unless, at))


def broken(safety: Safety, seen: Sequence[Seen]) -> Iterator[tuple[SafetyRule, Seen]]:
    """Each rule that is broken, at each moment that breaks it."""
    for rules, always in ((safety.never, False), (safety.always, True)):
        for rule in rules:
            for each in seen:
                if breaks(rule, always, each):
                    yield rule, each
