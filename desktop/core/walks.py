"""The engine: folds a visit's answers into its walk. Same pack, site and answers: same walk, on every
machine.

No Qt, no clock, no files: instants come with the answers. "facts.md" is the policy office's vocabulary; its
rules are data in
the pack, and what stands here is only how rounds, rests, counsel and the emergency keys work in every pack.
"""

from collections.abc import Iterator, Sequence

from desktop.core.consulting import Consulting
from desktop.core.facts import Instant, Site
from desktop.core.ledger import Ledger
from desktop.core.policy import Change, Policy, Standing
from desktop.core.tracing import Findings
from desktop.core.walk_state import Answered, Consulted, Input, Item, Question, Rest, Round, View, Walk


class Fold:
    """A walk while it is folded, one answer at a time."""

    def __init__(self, policy: Policy, site: Site, round_keys: dict[int, str]) -> None:
        self.policy, self.round_keys = policy, round_keys
        self.ledger = Ledger(policy, site)
        self.counsel = Consulting(self.ledger)
        self._takes = {
            policy.consult.step: self.counsel.answered,
            policy.changes_step: self._changed,
            policy.scope_step: self._scope,
            **{urgent.step: self._urgent for urgent in policy.urgent},
        }

    def feed(self, given: Input) -> None:
        """Take one answer, or a taking back. One whose question is gone (its round was taken back) changes nothing."""
        if self.ledger.closed or self.ledger.place(given.address) is None:
            return
        if given.takes_back is not None:
            self._taken_back(given, given.takes_back)
        else:
            self._takes.get(given.step, self._plain)(given)

    def _taken_back(self, given: Input, seq: int) -> None:
        """The question is open again. What the answer led to stays on record; of a paper, counsel is asked anew."""
        found = self.ledger.place(given.address)
        if found is None:
            return
        round_, item = found
        holder = item or round_
        if holder.seqs.get(given.step) == seq:
            del holder.answers[given.step], holder.seqs[given.step]
        if item is not None and given.step != self.policy.group.more:
            item.result, item.main_result, item.extra, item.held, item.pending = "", "", [], False, None

    def _plain(self, given: Input) -> None:
        found = self.ledger.place(given.address)
        if found is None:
            return
        round_, item = found
        if item is None:
            self._store(round_, given)
        else:
            item.answers[given.step], item.seqs[given.step] = given.value, given.seq
            if given.step not in (self.policy.group.more, self.policy.consult.copy_step):
                item.at = given.at
                self.counsel.taken_up(round_, item, given)
        self.ledger.settle(given)

    def _store(self, round_: Round, given: Input) -> None:
        round_.answers[given.step], round_.seqs[given.step] = given.value, given.seq
        round_.carried.discard(given.step)

    def _urgent(self, given: Input) -> None:
        """Danger acts at once, whatever else is open."""
        ledger = self.ledger
        self._store(ledger.round, given)
        value = self.policy.counts_as(given.step, given.value)
        urgent = next(
            (each for each in self.policy.urgent if (each.step, each.value) == (given.step, value)), None
        )
        ledger.pending_ask = urgent.ask if urgent else ""
        if urgent is not None and urgent.outcome:
            self.counsel.conclude(given)
            self.counsel.silence_ends(given)
            ledger.flush(ledger.round, given)
            ledger.paused = True
            ledger.emergency = Item("emergency") if urgent.consult else None
            ledger.emit(given.address, given, Findings((urgent.outcome,), urgent.reasons))

    def _scope(self, given: Input) -> None:
        self.ledger.pending_ask = ""
        if self.ledger.standing == "inside" and self.policy.counts_as(given.step, given.value) == "no":
            self.ledger.emit(given.address, given, Findings((self.policy.scope_outcome,)))

    def _changed(self, given: Input) -> None:
        """What the officers do now (facts.md "Something changed")."""
        change = self.policy.changes[str(self.policy.counts_as(given.step, given.value))]
        if change.do == "go_in":
            self._go_in(given)
            return
        self.counsel.conclude(given)
        self.counsel.silence_ends(given)
        ledger = self.ledger
        stands = ledger.standing == "emergency"
        over = change.do == "over" and (ledger.paused or stands)
        if over or (change.do == "wait" and ledger.paused and not stands):
            ledger.paused, ledger.emergency, ledger.pending_ask = False, None, ""
            ledger.standing = "" if stands else ledger.standing
            ledger.settle(given)
        elif change.do == "close":
            ledger.flush(ledger.round, given)
            ledger.closed = True
        elif change.do == "ask":
            ledger.pending_ask = change.step
        elif change.do == "round":
            self._begin(change, given)

    def _begin(self, change: Change, given: Input) -> None:
        """A new round: the former one is recorded as far as it came, unless a checked warrant of it waits for
        counsel."""
        ledger, former = self.ledger, self.ledger.round
        ledger.flush(former, given)
        former.ended = True
        new = Round(self.round_keys[given.seq], change.value)
        active = ledger.viewer.view(former, given.at).trace.active
        for step in (step for step in change.keep if step in active):
            new.answers[step], new.seqs[step] = former.answers[step], former.seqs[step]
            new.carried.add(step)
        ledger.rounds.append(new)
        ledger.paused, ledger.pending_ask = False, ""
        ledger.standing = "" if change.ends_standing else ledger.standing

    def _go_in(self, given: Input) -> None:
        """They are going in: the global key's table decides by where the visit stands."""
        ledger = self.ledger
        key = next(each for each in self.policy.globals.values() if each.step == self.policy.changes_step)
        effect = key.table[self.state(given.at)]
        ledger.direct, ledger.pending_ask = None, ""
        if effect.do == "ask":
            ledger.pending_ask = effect.step
        elif effect.do == "clear":
            ledger.flags[effect.flag] = None
            if not self.counsel.entered(given, effect.outcome):
                ledger.emit(given.address, given, Findings((effect.failed,)))
        elif effect.do == "outcome":
            ledger.flush(ledger.round, given)
            ledger.emit(given.address, given, Findings((effect.outcome,)))

    def _standing(self, now: Instant) -> Standing:
        """What stands for them. Local police protocol stands only as long as the answers that it came from do."""
        if self.ledger.standing != "local":
            return self.ledger.standing
        by = next(
            (view for round_, view in self.ledger.views(now) if round_.key == self.ledger.stands_by), None
        )
        decided = self.ledger.viewer.decided(by).outcomes if by is not None else ()
        return "local" if any(self.policy.outcomes[name].standing == "local" for name in decided) else ""

    def state(self, now: Instant) -> str:
        """Where the visit stands: one of `policy.STATES`. An escort or emergency goes before a warrant that waits."""
        standing = self._standing(now)
        if standing in ("inside", "emergency"):
            return standing
        if any(p.passed and not p.item.muted for _, _, p in self.ledger.waiting(now)):
            return "cleared"
        return standing or "other"

    def _question(self, now: Instant, current: View) -> Question | None:
        ledger = self.ledger
        step = ledger.pending_ask or (self.policy.changes_step if ledger.direct is not None else "")
        if ledger.closed or step:
            return Question(f"{ledger.round.key}/{step}", step) if step and not ledger.closed else None
        for _, view in ledger.views(now):
            for paper in view.judged:
                if asked := self.counsel.still_asked(view, paper):
                    return Question(f"{paper.address}/{asked}", asked)
        if current.open is not None and not ledger.paused:
            return current.open
        consult = self.policy.consult
        passed = next((p for _, _, p in ledger.waiting(now) if p.passed and not p.item.muted), None)
        return Question(f"{passed.address}/{consult.step}", consult.step) if passed else None

    def _consults(self, now: Instant) -> list[Consulted]:
        step, viewer = self.policy.consult.step, self.ledger.viewer
        found = [
            Consulted(f"{p.address}/{step}", p.passed and not p.item.muted, viewer.needs_copy(p), p.reasons)
            for _, _, p in self.ledger.waiting(now)
        ]
        if self.ledger.emergency is not None:
            found.append(Consulted(f"{self.ledger.round.key}/{step}", passed=False, needs_copy=False))
        return found

    def walk(self, now: Instant) -> Walk:
        """The frozen picture of the walk at `now` (the instant of its last answer, so that no clock is read)."""
        ledger = self.ledger
        views = ledger.views(now)
        current = views[-1][1]
        cut = ledger.paused or ledger.closed or ledger.viewer.blocked(current)
        decided = Findings() if cut else ledger.viewer.decided(current)
        reasons, flags = dict(ledger.reasons), dict(ledger.flags)
        for rest in ledger.rests:
            reasons.update(dict.fromkeys(rest.reasons))
            flags.update(dict.fromkeys(rest.flags))
        for _, view in views:
            flags.update(dict.fromkeys(ledger.viewer.decided(view).flags))
            for paper in view.judged:
                reasons.update(dict.fromkeys(paper.item.extra))
        reasons.update(dict.fromkeys(decided.reasons))
        return Walk(
            open=self._question(now, current),
            consults=() if ledger.closed else tuple(self._consults(now)),
            standing=self._standing(now),
            state=self.state(now),
            round=ledger.round.key,
            paused=ledger.paused,
            closed=ledger.closed,
            waits_for_counsel=any(ledger.viewer.blocked(view) for _, view in views),
            rests=tuple(ledger.rests),
            decided=decided,
            reasons=tuple(reasons),
            flags=tuple(flags),
            path=tuple(self._path(views)),
        )

    def _path(self, views: list[tuple[Round, View]]) -> list[Answered]:
        lines: list[Answered] = []
        for round_, view in views:
            for step, value in round_.answers.items():
                counts = step in view.trace.active or self.policy.steps[step].again
                line = Answered(
                    f"{round_.key}/{step}", step, value, round_.seqs[step], counts, step in round_.carried
                )
                lines.append(line)
            judged = {paper.item.key: paper for paper in view.judged}
            for key, item in round_.items.items():
                active = judged[key].trace.active if key in judged else {}
                for step, value in item.answers.items():
                    address = f"{round_.key}/{self.policy.group.over}/{key}/{step}"
                    counts = step in active or (key in judged and step == self.policy.group.more)
                    lines.append(Answered(address, step, value, item.seqs[step], counts))
        return sorted(lines, key=lambda line: line.seq)


def effective(policy: Policy, inputs: Sequence[Input]) -> list[Input]:
    """The inputs that the fold takes, in order.

    An answer to a question that is asked again and again (a key pressed by mistake, counsel's word misheard) is gone when it is
    taken back, with all it led to. Any other taking back happens when it happens: what was said and done in between was said
    and done on the answer as it stood then.
    """
    happenings = {
        given.seq for given in inputs if given.takes_back is None and policy.steps[given.step].again
    }
    gone = happenings & {given.takes_back for given in inputs if given.takes_back is not None}
    return [given for given in inputs if given.seq not in gone and given.takes_back not in happenings]


def round_keys(policy: Policy, inputs: Sequence[Input]) -> dict[int, str]:
    """The key of each round by the seq of the answer that begins it; a round that is taken back keeps its
    number for ever."""
    begins = {value for value, change in policy.changes.items() if change.do == "round"}
    starts = [given.seq for given in inputs if given.step == policy.changes_step and given.value in begins]
    return {seq: f"r{number}" for number, seq in enumerate(starts, 2)}


def fold(policy: Policy, site: Site, inputs: Sequence[Input]) -> Walk:
    """Fold all inputs of one visit, in the order of their seq, into its walk."""
    folded = Fold(policy, site, round_keys(policy, inputs))
    for given in effective(policy, inputs):
        folded.feed(given)
    return folded.walk(inputs[-1].at if inputs else Instant(0))


def rests_along(policy: Policy, site: Site, inputs: Sequence[Input]) -> Iterator[tuple[Rest, ...]]:
    """After each input the rests of the walk so far, as `fold` of the inputs up to it says, each input being folded once; anew
    from the first only where one is gone with all it led to."""
    keys = round_keys(policy, inputs)
    folded, fed = Fold(policy, site, keys), list[Input]()
    for count in range(1, len(inputs) + 1):
        taken = effective(policy, inputs[:count])
        if taken[: len(fed)] != fed:
            folded, fed = Fold(policy, site, keys), []
        for given in taken[len(fed) :]:
            folded.feed(given)
        fed = taken
        yield tuple(folded.ledger.rests)


def due(walk: Walk, recorded: Sequence[Rest]) -> list[Rest]:
    """The rests of `walk` that the record does not hold yet, in order. After a taking back, nothing is due
    until the next answer."""
    return unrecorded(walk.rests, recorded)


def unrecorded(rests: Sequence[Rest], recorded: Sequence[Rest]) -> list[Rest]:
    """Those of `rests` that are not among the recorded ones, in order."""
    known = {_told(rest) for rest in recorded}
    return [rest for rest in rests if _told(rest) not in known]


def _told(rest: Rest) -> tuple[object, ...]:
    return rest.key.split("/")[0], rest.seq, rest.outcomes, rest.reasons
