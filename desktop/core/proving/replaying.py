"""Plays what the solver found in the real engine, answer by answer, so that a counter-example is always one that can happen."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import TypeAlias

import msgspec

from desktop.core.answering import answerable, check_answer, may_be_taken_back
from desktop.core.conditions import Cond, Value
from desktop.core.errors import Refused
from desktop.core.facts import FACTS, Instant, Site
from desktop.core.paths import DAY, at
from desktop.core.policy import CANNOT_READ, Policy, Urgent
from desktop.core.proving.formula import Lit
from desktop.core.proving.observing import Watched, watch
from desktop.core.proving.occasions import Occasion, Occasions
from desktop.core.proving.scene import chosen_answers, site_of
from desktop.core.safety import COUNSEL, ENTRY, INTERRUPTED, SCOPE, URGENT, Act
from desktop.core.walk_state import Input, Walk
from desktop.core.walks import round_keys

Model: TypeAlias = frozenset[Lit]
DAY_US = 24 * 3600 * 1_000_000
LATER_DAYS = (0, 1, 2, 3, 5, 10, 11, 15, 16, 30)
OFFSETS = (0, -1, 1, -5, -10, -11, -12, -14, -15, -20, 2, 5, 14, 20)
"""Days tried for a paper that stands otherwise at a later look: from the first look's day, and to it."""


class NotPlayed(Exception):
    """The engine does not go this way: the solver allowed more than can happen, or nobody has said how to get there."""


class Plan(msgspec.Struct, frozen=True):
    """A model as answers: those of the round, those of the paper, and the instants of the first and of the later look."""

    kind: str
    site: Site
    visit: Mapping[str, Value]
    paper: Mapping[str, Value]
    first: Instant
    later: Instant
    former: "Former | None" = None
    unreached: bool = False


class Former(msgspec.Struct, frozen=True):
    """What was answered when counsel said "wait" first; some of it was taken back and answered otherwise since."""

    visit: Mapping[str, Value]
    paper: Mapping[str, Value]
    at: Instant


def plan(occasions: Occasions, occasion: Occasion, model: Model) -> Plan:
    """What the model says, as answers and instants. Raises NotPlayed where no days fit both looks."""
    scene = occasions.scene
    kind = _chosen(scene.rounds, model)
    site = site_of({key: _chosen(named, model) for key, named in scene.site.items()})
    visit = chosen_answers(occasions.round.scope, occasions.policy, model)
    paper: dict[str, Value] = {}
    first = later = at(_chosen(occasions.round.instant, model))
    if occasion.look is not None:
        own = {ask.step for ask in occasions.policy.group.ask} | {occasions.policy.consult.copy_step}
        paper = {
            step: value
            for step, value in chosen_answers(occasions.paper.scope, occasions.policy, model).items()
            if step in own
        }
        first = later = at(_chosen(occasions.paper.instant, model))
        if occasion.look is not occasions.paper:
            asked_later = chosen_answers(occasions.later.scope, occasions.policy, model)
            paper = {step: value for step, value in asked_later.items() if step in own} | paper
            paper, later = _fitted(occasions, model, paper, first)
    unreached = any(lit in model for lit in occasions.ledger_flags.values())
    return Plan(kind, site, visit, paper, first, later, _former(occasions, model), unreached)


def _former(occasions: Occasions, model: Model) -> Former | None:
    """The former look that left something behind. Where the first look of now can have been it, it was."""
    if occasions.had not in model:
        return None
    policy, look = occasions.policy, occasions.paper if occasions.plain in model else occasions.former
    own = {ask.step for ask in policy.group.ask} | {policy.consult.copy_step}
    paper = {step: value for step, value in chosen_answers(look.scope, policy, model).items() if step in own}
    return Former(chosen_answers(look.outer.scope, policy, model), paper, at(_chosen(look.instant, model)))


def _chosen(named: Mapping[str, Lit], model: Model) -> str:
    return next(name for name, lit in named.items() if lit in model)


def _fitted(
    occasions: Occasions, model: Model, paper: dict[str, Value], first: Instant
) -> tuple[dict[str, Value], Instant]:
    """Days and a later instant at which both looks say what the model says of the computed facts."""
    later_hour = _chosen(occasions.later.instant, model)
    now = chosen_answers(occasions.later.scope, occasions.policy, model)
    days = [
        step for step in paper if occasions.policy.steps[step].kind == "date" and paper[step] != CANNOT_READ
    ]
    if later_hour == _chosen(occasions.paper.instant, model) and all(now.get(s) == paper[s] for s in days):
        return paper, first
    site = site_of({key: _chosen(named, model) for key, named in occasions.scene.site.items()})
    wanted = (
        _facts(site, first, paper),
        _facts(site, at(later_hour), {**paper, **{s: now.get(s, paper[s]) for s in days}}),
    )
    for after in LATER_DAYS:
        later = _shifted(at(later_hour), after)
        if later.utc_us < first.utc_us:
            continue
        for offsets in product(OFFSETS, repeat=len(days)):
            shown: dict[str, Value] = {
                step: (DAY + timedelta(days=each)).isoformat()
                for step, each in zip(days, offsets, strict=True)
            }
            tried = paper | shown
            if (_facts(site, first, tried), _facts(site, later, tried)) == wanted:
                return tried, later
    raise NotPlayed("no days fit both looks at the paper")


def _shifted(moment: Instant, days: int) -> Instant:
    return Instant(moment.utc_us + days * DAY_US, moment.doubtful)


class _Looked(msgspec.Struct, frozen=True):
    """Answers at an instant, as a fact looks at them."""

    site: Site
    now: Instant
    answers: Mapping[str, Value]

    def value(self, step: str) -> Value | None:
        """The answer."""
        return self.answers.get(step)


def _facts(site: Site, now: Instant, answers: Mapping[str, Value]) -> dict[str, frozenset[str]]:
    looked = _Looked(site, now, answers)
    return {name: fact.compute(looked) for name, fact in FACTS.items()}


class Teller:
    """Plays a plan. Every answer is one that the engine takes (`check_answer`)."""

    def __init__(self, policy: Policy, planned: Plan, terms: Mapping[str, Cond]) -> None:
        self.policy, self.plan, self.terms = policy, planned, terms
        self.inputs: list[Input] = []
        self.now = planned.first
        self.watched = Watched(policy, planned.site, {}, terms)
        self.watched.look(self.now)
        self.walk: Walk = self.watched.walk(self.now)
        self.visit: dict[str, Value] = dict(planned.visit)
        self.paper: dict[str, Value] = dict(planned.paper)

    def say(self, address: str, value: Value) -> None:
        """Give an answer. Raises NotPlayed where it is not taken."""
        try:
            taken = check_answer(self.policy, self.walk, address, value)
        except Refused as refused:
            raise NotPlayed(f"{address} = {value}: {refused.code}") from refused
        given = Input(len(self.inputs) + 1, address, address.rsplit("/", 1)[1], taken, self.now)
        self.inputs.append(given)
        self.watched.round_keys |= round_keys(self.policy, self.inputs)
        self.watched.feed(given)
        self.walk = self.watched.walk(self.now)

    def of_round(self, step: str, value: Value) -> None:
        """Answer a step of the round that is walked."""
        self.say(f"{self.walk.round}/{step}", value)

    def change(self, *does: str) -> None:
        """Say what they do now, by the first change that does one of these."""
        found = [each.value for do in does for each in self.policy.changes.values() if each.do == do]
        if not found:
            raise NotPlayed(f"no change does {' or '.join(does)}")
        self.of_round(self.policy.changes_step, found[0])

    # ---- the round and its paper -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Come to a round of the planned kind."""
        if self.plan.kind != "start":
            self.of_round(self.policy.changes_step, self.plan.kind)

    def tell(self, whole: bool = False) -> None:
        """Answer what is asked as planned. `whole`: a paper that nothing is planned for is answered anyhow, to come past it."""
        while self.walk.open is not None:
            question = self.walk.open
            parts = question.address.split("/")
            value = self._of_paper(question.step, parts, whole)
            if value is None:
                return
            self.say(question.address, value)
            self._go_on(question.step)

    def _of_visit(self, step: str) -> Value | None:
        if step in self.policy.urgent_steps and step not in self.visit:
            asked = {ask.step for ask in self.policy.ask}
            return None if step in asked else self.policy.steps[step].values[-1]
        return self.visit.get(step)

    def recall(self, former: Former) -> None:
        """Tell what was answered at first, have counsel say "wait", and take back what is answered otherwise now."""
        self.visit, self.paper, self.now = dict(former.visit), dict(former.paper), former.at
        self.tell()
        self.counsel("wait")
        self.visit, self.now = dict(self.plan.visit), self.plan.first
        for given in tuple(self.inputs):
            of_round = given.address.count("/") == 1 and given.step not in self._beside
            if of_round and given.value != self.visit.get(given.step):
                self.take_back(given.seq)
        self.paper = {**former.paper, **self.plan.paper}

    @property
    def _beside(self) -> frozenset[str]:
        """Steps that are no questions of a round: they are answered at any time."""
        return self.policy.urgent_steps | {self.policy.changes_step, self.policy.consult.step}

    def _of_paper(self, step: str, address: list[str], whole: bool) -> Value | None:
        if len(address) != 4:
            return self._of_visit(step)
        item = address[2]
        if step == self.policy.consult.step or item != f"{self.policy.group.key}1":
            return None
        if step == self.policy.group.more:
            return "no"
        return self.paper.get(step, _any_value(self.policy, step) if whole else None)

    def _go_on(self, step: str) -> None:
        """An answer that acted at once stopped the round: the danger is over, and it goes on."""
        if step in self.policy.urgent_steps and self.walk.paused:
            self.change("over", "wait")

    # ---- how the visit stands ----------------------------------------------------------------------------------------

    def urge(self, urgent: Urgent) -> None:
        """Give an answer that acts at once, by way of the question that asks it where it is not to be had directly."""
        address = f"{self.walk.round}/{urgent.step}"
        if address not in answerable(self.policy, self.walk):
            change = next(
                (
                    each.value
                    for each in self.policy.changes.values()
                    if each.do == "ask" and each.step == urgent.step
                ),
                None,
            )
            asks = next((each for each in self.policy.urgent if each.ask == urgent.step), None)
            if change is not None:
                self.of_round(self.policy.changes_step, change)
            elif asks is not None:
                self.urge(asks)
        self.of_round(urgent.step, urgent.value)

    def stand(self, state: str) -> None:
        """Bring the visit to where it stands so."""
        if state in ("", "other", "local", "cleared"):
            return
        for urgent in self.policy.urgent:
            outcome = self.policy.outcomes.get(urgent.outcome)
            if state == "emergency" and outcome is not None and outcome.standing == "emergency":
                self.urge(urgent)
                return
            opens = self.policy.outcomes[self.policy.consult.allow_otherwise].standing == state
            if state == "inside" and urgent.consult and opens:
                self.urge(urgent)
                self.of_round(self.policy.consult.step, "allow")
                return
        raise NotPlayed(f"no short way to the state {state}")

    def copy(self) -> None:
        """Counsel has a copy of the first paper that waits for counsel."""
        paper = self.walk.consults[0].address.rsplit("/", 1)[0]
        self.say(f"{paper}/{self.policy.consult.copy_step}", "yes")

    def take_back(self, seq: int) -> None:
        """Take the answer numbered `seq` back. Raises NotPlayed where that may not be done."""
        if seq not in may_be_taken_back(self.policy, self.walk, self.inputs):
            raise NotPlayed(f"answer {seq} is not to be taken back")
        gone = self.inputs[seq - 1]
        self.inputs.append(Input(len(self.inputs) + 1, gone.address, gone.step, "", self.now, takes_back=seq))
        self.watched = watch(self.policy, self.plan.site, self.inputs, self.terms)
        self.walk = self.watched.walk(self.now)

    def counsel(self, word: str) -> None:
        """Counsel's word about the first paper that waits for it, or about the emergency."""
        if not self.walk.consults:
            raise NotPlayed("counsel is not asked")
        self.say(self.walk.consults[0].address, word)


def _any_value(policy: Policy, step: str) -> Value:
    found = policy.steps[step]
    if found.kind == "date":
        return date.isoformat(DAY)
    return (found.values[0],) if found.kind == "several" else found.values[0]


def play(
    occasion: Occasion, policy: Policy, planned: Plan, terms: Mapping[str, Cond]
) -> tuple[list[Input], Watched]:
    """The story that leads to the occasion, and what was seen on the way. Raises NotPlayed."""
    teller = Teller(policy, planned, terms)
    teller.begin()
    if planned.former is not None:
        teller.recall(planned.former)
    teller.tell(whole=occasion.look is None)
    _ACTS.get(occasion.place, _nothing)(teller, occasion)
    return teller.inputs, teller.watched


def _nothing(teller: Teller, occasion: Occasion) -> None:
    return None


def _counsel(teller: Teller, occasion: Occasion) -> None:
    """Where counsel has no copy, allow is not offered; the answer that there is one is then given before, and taken back after."""
    step, word = occasion.by
    if occasion.look is None:
        urgent = next(each for each in teller.policy.urgent if each.consult)
        teller.urge(urgent)
        teller.of_round(step, word)
        return
    if teller.plan.unreached and word != "not_reached":
        teller.counsel("not_reached")
    teller.now = teller.plan.later
    lacks_copy = bool(teller.walk.consults) and teller.walk.consults[0].needs_copy and word == "allow"
    if lacks_copy:
        teller.copy()
    teller.counsel(word)
    if word == "allow":
        teller.tell()  # what this hour asks in addition
    if lacks_copy:
        teller.take_back(len(teller.inputs) - 1)


def _urgent(teller: Teller, occasion: Occasion) -> None:
    step, value = occasion.by
    found = next((each for each in teller.policy.urgent if (each.step, each.value) == (step, value)), None)
    teller.urge(found or Urgent(step, value))


def _entry(teller: Teller, occasion: Occasion) -> None:
    teller.now = teller.plan.later
    if occasion.state == "inside" and occasion.look is not None:
        teller.counsel("allow")
    else:
        teller.stand(occasion.state)
    teller.of_round(*occasion.by)


def _scope(teller: Teller, occasion: Occasion) -> None:
    if occasion.look is not None:
        teller.counsel("allow")
    else:
        teller.stand("inside")
    teller.of_round(*occasion.by)


def _interrupted(teller: Teller, occasion: Occasion) -> None:
    teller.now = teller.plan.later
    teller.counsel(occasion.by[1])
    teller.change("wait", "round", "close")


_ACTS: Mapping[str, Callable[[Teller, Occasion], None]] = {
    COUNSEL: _counsel,
    URGENT: _urgent,
    ENTRY: _entry,
    SCOPE: _scope,
    INTERRUPTED: _interrupted,
}


def acts(inputs: list[Input]) -> tuple[Act, ...]:
    """The answers of a story."""
    return tuple(Act(each.address, each.step, each.value, each.at, each.takes_back) for each in inputs)
