"""Plays a scenario (facts.md "Scenario files"): given facts answer the steps as they are asked, and what
changed is applied.

Pure: the file is read by `packs.scenarios`. A fact that is not given stops the walk there; one that is not
asked is ignored.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from desktop.core.answering import check_answer
from desktop.core.errors import Refused
from desktop.core.facts import Instant, Site
from desktop.core.policy import Policy
from desktop.core.walk_state import Consulted, Input, Question, Rest, Walk
from desktop.core.walks import Fold, due, round_keys

Facts = Mapping[str, Any]


class Scenario(msgspec.Struct, frozen=True):
    """A checked scenario. `now` is an instant; `facts` and the members of `then` hold known names and values
    only."""

    id: str
    title: str
    site: Site
    now: datetime
    facts: Facts
    then: tuple[Facts, ...]
    expect: Facts


class Played(msgspec.Struct, frozen=True):
    """What came out. `outcomes` rest by rest without repeats in a row; `stopped_at` the step that waits, or
    None."""

    id: str
    outcomes: tuple[str, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    steps: tuple[tuple[str, Any], ...]
    stopped_at: str | None
    ok: bool
    why: tuple[str, ...] = ()


def instant(moment: datetime) -> Instant:
    """Microseconds since 1970 UTC of an aware datetime."""
    return Instant((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))


class Player:
    """One scenario being played: inputs grow, `walk` is their fold. Nothing is ever taken back in a scenario, so that each input is
    folded once."""

    def __init__(self, policy: Policy, scenario: Scenario) -> None:
        self.policy, self.scenario = policy, scenario
        self.at = instant(scenario.now)
        self.inputs: list[Input] = []
        self.recorded: list[Rest] = []
        self.folded = Fold(policy, scenario.site, {})
        self.walk: Walk = self.folded.walk(Instant(0))
        self.member: Facts = {}
        self.first = True
        self.papers: dict[str, list[dict[str, Any]]] = {
            "r1": list(scenario.facts.get(self.policy.group.over, []))
        }
        self.rounds: dict[str, Facts] = {}
        self.used: set[str] = set()

    def answer(self, address: str, value: Any) -> bool:
        """Give an answer if it is one that may be given now; tell whether it was taken."""
        try:
            taken = check_answer(self.policy, self.walk, address, value)
        except Refused:
            return False
        self.take(Input(len(self.inputs) + 1, address, address.rsplit("/", 1)[1], taken, self.at))
        return True

    def take(self, given: Input) -> None:
        """Fold one more input, and list the rests that it leads to."""
        self.inputs.append(given)
        self.folded.round_keys |= round_keys(self.policy, self.inputs)
        self.folded.feed(given)
        self.walk = self.folded.walk(given.at)
        self.recorded.extend(due(self.walk, self.recorded))

    def play(self) -> None:
        """The facts first, then each change once the walk has come to rest."""
        self._advance()
        self.first = False
        for member in self.scenario.then:
            self._apply(member)

    # ---- where an answer comes from
    # ----------------------------------------------------------------------------------

    def _given(self, question: Question) -> Any:
        """The fact for a question: the paper's, else that of the change which is applied or began the round,
        else the first facts."""
        parts = question.address.split("/")
        step, round_facts = question.step, self.rounds.get(parts[0], {})
        if step in (self.policy.changes_step, self.policy.consult.step):
            return None
        if len(parts) == 4:
            number = int(parts[2].removeprefix(self.policy.group.key))
            papers = self.papers.get(parts[0], [])
            paper = papers[number - 1] if number <= len(papers) else {}
            if step == self.policy.group.more and step not in paper:
                return "yes" if len(papers) > number else "no"
            given = paper.get(step, self.member.get(step))
            return (
                self.scenario.facts.get(step)
                if given is None and step == self.policy.consult.copy_step
                else given
            )
        for facts in (self.member, round_facts, self.scenario.facts):
            if step in facts:
                return facts[step]
        return None

    def _counsel_for(self, consulted: Consulted) -> Any:
        """Counsel's word for a paper: its own, else that of the facts (first rest only), each once."""
        parts = consulted.address.split("/")
        if len(parts) != 4 or consulted.address in self.used:
            return None
        papers = self.papers.get(parts[0], [])
        number = int(parts[2].removeprefix(self.policy.group.key))
        own = papers[number - 1].get(self.policy.consult.step) if number <= len(papers) else None
        if own is None and self.first:
            return self.scenario.facts.get(self.policy.consult.step)
        return own

    # ---- going on ----------------------------------------------------------------------------------
    # ------------------

    def _advance(self) -> None:
        """Answer what is asked as long as the facts have an answer, counsel's word last."""
        while self._one_question() or self._one_consult() or self._one_follow_up():
            pass

    def _one_question(self) -> bool:
        question = self.walk.open
        if question is None:
            return False
        value = self._given(question)
        return value is not None and self.answer(question.address, value)

    def _one_consult(self) -> bool:
        for consulted in self.walk.consults:
            value = self._counsel_for(consulted)
            if value is None:
                continue
            self.used.add(consulted.address)
            if self.answer(consulted.address, value):
                return True
        step = self.policy.consult.step
        if step in self.member and "member" not in self.used:
            return self._member_counsel(self.walk.round if self.member.get(self.policy.changes_step) else "")
        return False

    def _member_counsel(self, round_key: str) -> bool:
        """Counsel's word in a change: for the first open paper without an answer of its own (of the new
        round, if it began one)."""
        for consulted in self.walk.consults:
            if round_key and not (
                consulted.address.startswith(f"{round_key}/") and consulted.address.count("/") == 3
            ):
                continue
            if self._counsel_for(consulted) is not None:
                continue
            self.used.add("member")
            return self.answer(consulted.address, self.member[self.policy.consult.step])
        return False

    def _one_follow_up(self) -> bool:
        """What the facts say of the officers after "not reached", and of the scope once inside; each once."""
        step, scope = self.policy.changes_step, self.policy.scope_step
        if not self.first:
            return False
        facts, question = self.scenario.facts, self.walk.open
        if question is not None and question.step == step and step in facts and step not in self.used:
            self.used.add(step)
            return self.answer(question.address, facts[step])
        if scope in facts and self.walk.standing == "inside" and scope not in self.used:
            self.used.add(scope)
            return self.answer(f"{self.walk.round}/{scope}", facts[scope])
        return False

    # ---- what changed
    # ------------------------------------------------------------------------------------------------

    def _apply(self, member: Facts) -> None:
        policy, self.member = self.policy, member
        self.used.discard("member")
        if "now" in member:
            self.at = instant(datetime.fromisoformat(member["now"]))
        kind = member.get(policy.changes_step)
        begins = kind in policy.changes and policy.changes[kind].do == "round"
        if self.policy.group.over in member and not begins:
            self._more_papers(list(member[self.policy.group.over]))
        for urgent in policy.globals.values():
            if urgent.step in member and urgent.step != policy.changes_step:
                self.answer(f"{self.walk.round}/{urgent.step}", member[urgent.step])
        if policy.consult.copy_step in member:
            self._copy(member[policy.consult.copy_step])
        if policy.consult.step in member and not begins:
            self._member_counsel("")
            self.used.add("member") if kind else None
        if kind is not None:
            self._change(str(kind), member, begins)
        if policy.scope_step in member and self.walk.standing == "inside":
            self.answer(f"{self.walk.round}/{policy.scope_step}", member[policy.scope_step])
        self._advance()

    def _change(self, kind: str, member: Facts, begins: bool) -> None:
        former = self.walk.round
        self.answer(f"{former}/{self.policy.changes_step}", kind)
        if not begins or self.walk.round == former:
            return
        self.rounds[self.walk.round] = member
        shown = any(line.address.startswith(f"r1/{self.policy.group.over}/") for line in self.walk.path)
        fallback = (
            [] if kind == "new_paper" and shown else self.scenario.facts.get(self.policy.group.over, [])
        )
        self.papers[self.walk.round] = list(member.get(self.policy.group.over, fallback))
        for line in self.walk.path:
            if line.carried and line.step in member and member[line.step] != line.value:
                self.answer(line.address, member[line.step])

    def _more_papers(self, papers: list[dict[str, Any]]) -> None:
        """Papers named without a new round complete those of the current one, place by place."""
        known = self.papers.setdefault(self.walk.round, [])
        for number, paper in enumerate(papers):
            if number < len(known):
                known[number] = {**known[number], **paper}
            else:
                known.append(paper)

    def _copy(self, value: Any) -> None:
        for consulted in self.walk.consults:
            if consulted.needs_copy:
                self.answer(consulted.address.rsplit("/", 1)[0] + "/" + self.policy.consult.copy_step, value)
                return


def without_repeats(outcomes: list[str]) -> tuple[str, ...]:
    """The outcomes with repeats in a row left out."""
    return tuple(each for place, each in enumerate(outcomes) if place == 0 or outcomes[place - 1] != each)


def play(policy: Policy, scenario: Scenario) -> Played:
    """Play a scenario and hold it against its own expectation; `why` tells each difference in words."""
    player = Player(policy, scenario)
    player.play()
    walk = player.walk
    listed = [outcome for rest in player.recorded for outcome in rest.outcomes]
    main = {outcome for rest in player.recorded if rest.key == walk.round for outcome in rest.outcomes}
    if not set(walk.decided.outcomes) <= main:
        listed.extend(walk.decided.outcomes)
    outcomes = without_repeats(listed)
    stopped = walk.open.step if walk.open else None
    if stopped is None and not walk.closed:
        inside = policy.scope_step if walk.standing == "inside" else ""
        stopped = policy.consult.step if walk.consults else inside or None
    why = differences(scenario.expect, outcomes, walk.reasons, walk.flags)
    steps = tuple((given.step, given.value) for given in player.inputs)
    return Played(scenario.id, outcomes, walk.reasons, walk.flags, steps, stopped, not why, why)


Named = Callable[[str, str], str]
"""How an outcome, a reason or a flag is called: its kind and its id in, its name out."""
MARKS = (("reasons", "reason"), ("flags", "flag"))


def differences(
    expect: Facts, outcomes: tuple[str, ...], reasons: tuple[str, ...], flags: tuple[str, ...],
    named: Named = lambda kind, each: each,
) -> tuple[str, ...]:  # fmt: skip
    """Where what came out is not what was expected, one sentence each, with ids or as `named` calls them."""

    def chain(ends: tuple[str, ...]) -> str:
        return " → ".join(f"“{named('outcome', each)}”" for each in ends) or "with no outcome"

    found: list[str] = []
    wanted = tuple(expect.get("outcomes", outcomes))
    if wanted != outcomes:
        found.append(f"It ends {chain(outcomes)}, and is told to end {chain(wanted)}.")
    unwanted, have = expect.get("not", {}), {"reasons": reasons, "flags": flags, "outcomes": outcomes}
    for kind, word in MARKS:
        found += [f"The {word} “{named(word, each)}” is missing."
                  for each in expect.get(kind, []) if each not in have[kind]]  # fmt: skip
    for kind, word in (*MARKS, ("outcomes", "outcome")):
        found += [f"The {word} “{named(word, each)}” comes, and must not."
                  for each in unwanted.get(kind, []) if each in have[kind]]  # fmt: skip
    return tuple(found)
