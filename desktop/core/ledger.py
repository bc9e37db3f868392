"""The running account of a walk while it is folded: its rounds, the rests it came to, and where the visit
stands."""

from desktop.core.facts import FACTS, Instant, Site
from desktop.core.paths import facts_named
from desktop.core.policy import Policy, Standing
from desktop.core.tracing import Findings
from desktop.core.viewing import Viewer
from desktop.core.walk_state import Input, Item, Judged, Rest, Round, View


class Ledger:
    """Mutable, and private to the engine: `walks.fold` makes it, fills it and hands out a frozen `Walk`."""

    def __init__(self, policy: Policy, site: Site) -> None:
        self.policy, self.viewer = policy, Viewer(policy, site)
        self.rounds = [Round("r1", "start")]
        self.rests: list[Rest] = []
        self.standing: Standing = ""
        self.stands_by = ""
        self.paused = False
        self.closed = False
        self.pending_ask = ""
        self.direct: Item | None = None
        self.emergency: Item | None = None
        self.reasons: dict[str, None] = {}
        self.flags: dict[str, None] = {}

    @property
    def round(self) -> Round:
        """The round that is walked now."""
        return self.rounds[-1]

    def place(self, address: str) -> tuple[Round, Item | None] | None:
        """The round and paper that an address names, or None where the round was taken back."""
        parts = address.split("/")
        round_ = next((each for each in self.rounds if each.key == parts[0]), None)
        if round_ is None:
            return None
        return round_, round_.items.setdefault(parts[2], Item(parts[2])) if len(parts) == 4 else None

    def round_of(self, item: Item) -> Round:
        """The round that a paper was shown in."""
        return next(round_ for round_ in self.rounds if item in round_.items.values())

    def views(self, now: Instant) -> list[tuple[Round, View]]:
        """Every round, looked at."""
        return [(round_, self.viewer.view(round_, now)) for round_ in self.rounds]

    def waiting(self, now: Instant) -> list[tuple[Round, View, Judged]]:
        """Papers that counsel may be asked about, in the papers' order; those on which its word changes nothing come last.

        Held ones wait until those that passed are answered.
        """
        found = [(r, v, p) for r, v in self.views(now) for p in v.judged if self.viewer.consultable(p)]
        passed = [each for each in found if each[2].passed and not each[2].item.muted]
        return passed or sorted(found, key=lambda each: each[2].item.muted)

    def emit(
        self,
        key: str,
        given: Input,
        findings: Findings,
        facts: tuple[tuple[str, str], ...] = (),
        restated: frozenset[str] = frozenset(),
    ) -> None:
        """The walk came to these outcomes by `given`. What is only restated changes nothing about where they stand."""
        flags = tuple(dict.fromkeys((*findings.flags, *self.flags)))
        self.rests.append(Rest(key, given.seq, given.at, findings.outcomes, findings.reasons, flags, facts))
        for name in findings.outcomes:
            if name not in restated:
                if self.policy.outcomes[name].standing:
                    self.standing, self.stands_by = self.policy.outcomes[name].standing, key.split("/")[0]
                if self.policy.outcomes[name].mutes:
                    self._mute()

    def _mute(self) -> None:
        """They are inside without consent or outside the scope: counsel's word on what was shown before
        changes nothing."""
        for round_ in self.rounds:
            for item in round_.items.values():
                item.muted |= item.at is not None
                item.pending = None
        if self.emergency is not None:
            self.emergency.muted = True

    def emit_main(self, round_: Round, given: Input, at_rest: bool = False) -> None:
        """Record what a round has decided and what is not recorded of it yet.

        Reasons that join a recorded hold make a rest without outcomes: the hold is left as it stands, and its reasons are told.
        Where a changed answer took an outcome away, the round at rest is stated anew as it is now.
        """
        view = self.viewer.view(round_, given.at)
        found = self.viewer.decided(view)
        for paper in view.judged:
            paper.item.hold_recorded |= self.viewer.held(paper)
        known = frozenset(round_.main)
        if at_rest and known - set(found.outcomes):
            round_.main.clear()
            round_.told.clear()
        outcomes = tuple(name for name in found.outcomes if name not in round_.main)
        reasons = tuple(name for name in found.reasons if name not in round_.told)
        if not found.outcomes or not (outcomes or reasons):
            return
        round_.main.update(outcomes)
        round_.told.update(reasons)
        self.emit(round_.key, given, Findings(outcomes, reasons, found.flags), facts_used(view.judged), known)

    def settle(self, given: Input) -> None:
        """Record every round that came to rest by `given`: nothing of it is asked any more, and no checked
        warrant waits."""
        for round_ in self.rounds:
            if round_ is self.round and self.paused:
                continue
            view = self.viewer.view(round_, given.at)
            if (view.open is None or round_.ended) and not self.viewer.blocked(view):
                self.emit_main(round_, given, at_rest=view.open is None)

    def flush(self, round_: Round, given: Input) -> None:
        """Record what a round has decided before something cuts in, its open questions notwithstanding."""
        cut = round_ is self.round and self.paused
        if not cut and not self.viewer.blocked(self.viewer.view(round_, given.at)):
            self.emit_main(round_, given)


def facts_used(papers: tuple[Judged, ...]) -> tuple[tuple[str, str], ...]:
    """The computed facts of each search warrant and the instant (UTC microseconds) they were computed at, for
    the record; only those that the policy asks for."""
    used: list[tuple[str, str]] = []
    for paper in (each for each in papers if each.opens):
        named = facts_named(paper.trace.policy)
        for name in FACTS:
            if name in named and (found := paper.trace.fact(name)):
                used.append(
                    (f"{paper.address}/{name}", f"{','.join(sorted(found))} at {paper.trace.now.utc_us}")
                )
    return tuple(used)
