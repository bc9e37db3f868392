"""Suggests stories that reach what no story reaches yet: who answers what, and never how it ought to end, which counsel must say."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from desktop.core.conditions import holds
from desktop.core.coverage import DATE, Acts, Answer, Coverage, Fires, Presses, Says, Silence, Target, reached
from desktop.core.edges import Asked, Classes, Edge, Witness
from desktop.core.paths import DAY, HOURS, Env, Way, a_site, at, opened, paper_walks, visit_walks
from desktop.core.policy import Policy, Rule, Step
from desktop.core.scenarios import Player, Scenario
from desktop.core.surroundings import surroundings
from desktop.core.tracing import Trace

MOST_ADDED = 60
"""Answers that are added at most to bring a story to its end."""


class Draft:
    """A story being made up: what stands around, the first facts, its papers, and what then changed."""

    def __init__(
        self, policy: Policy, env: Env, facts: Mapping[str, Any], papers: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self.policy, self.env = policy, env
        self.start: dict[str, Any] = {}
        self.then: list[dict[str, Any]] = []
        member = self.start
        if env.round != "start":
            member = {policy.changes_step: env.round}
            self.then.append(member)
        member.update(facts)
        self.member = member
        if listed := [dict(each) for each in papers]:
            member[policy.group.over] = listed

    def paper(self) -> dict[str, Any]:
        """The last paper, made where there is none."""
        listed: list[dict[str, Any]] = self.member.setdefault(self.policy.group.over, [{}])
        return listed[-1]

    def scenario(self) -> Scenario:
        """The case as it stands."""
        now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.env.now.utc_us)
        start, then = deepcopy((self.start, self.then))
        return Scenario("new", "", self.env.site, now, start, tuple(then), {})

    def finish(self) -> Scenario:
        """Answer what is still asked, so that the story comes to an end; counsel's word is not made up."""
        policy = self.policy
        left = {policy.consult.step, policy.changes_step, policy.scope_step}
        for _ in range(MOST_ADDED):
            player = Player(policy, self.scenario())
            player.play()
            asked = player.walk.open
            if asked is None or asked.step in left:
                break
            first = asked.address.count("/") == 1
            place = (
                self.paper()
                if not first
                else self.member
                if asked.address.startswith(player.walk.round)
                else self.start
            )
            if asked.step in place:
                break
            place[asked.step] = plain_answer(policy, policy.steps[asked.step])
        return self.scenario()


def plain_answer(policy: Policy, step: Step) -> Any:
    """An answer with no more to it: one that does not act at once, today for a date, none where that is an answer."""
    if step.kind == "date":
        return DAY.isoformat()
    if step.kind == "several":
        return [] if step.empty else [step.values[0]]
    acting = {urgent.value for urgent in policy.urgent if urgent.step == step.id}
    return next((value for value in step.values if value not in acting), step.values[0])


class Suggester:
    """Makes up stories for one policy; ways through it are looked for once."""

    def __init__(self, policy: Policy, coverage: Coverage) -> None:
        self.policy, self.coverage = policy, coverage
        self.classes = Classes(policy)
        self._papers: dict[int, list[Way]] = {}

    def suggest(self, target: Target) -> Scenario | None:
        """A story that reaches the target, or None where none was found."""
        for draft in self._drafts(target):
            told = draft.scenario()
            for story in (draft.finish(), told):
                if target in reached(self.policy, story, self.classes):
                    return story
        return None

    def _drafts(self, target: Target) -> Iterator[Draft]:
        match target:
            case Answer(step, value):
                yield from self._answering(step, value)
            case Edge():
                yield self._by(self.coverage.edges.edges[target])
            case Asked():
                yield self._by(self.coverage.edges.asked[target])
            case Fires(part, number):
                rule = (self.policy.rule if part == "visit" else self.policy.group.rule)[number]
                yield from self._ruled(rule, part == "visit")
            case Acts(number):
                urgent = self.policy.urgent[number]
                yield from self._answering(urgent.step, urgent.value)
            case Says(stood, word, outcome):
                yield from self._counselled(stood, word, outcome)
            case Silence(value):
                for draft in self._passed():
                    draft.paper()[self.policy.consult.step] = "not_reached"
                    draft.then.append({self.policy.consult.not_reached_ask: value})
                    yield draft
            case Presses(name, state):
                key = self.policy.globals[name]
                for draft in self._standing(state):
                    draft.then.append({key.step: key.value})
                    yield draft

    def _by(self, witness: Witness) -> Draft:
        listed = {
            step: list(value) if isinstance(value, tuple) else value
            for step, value in witness.answers.items()
        }
        paper = witness.paper
        if paper is None:
            return Draft(self.policy, witness.env, listed)
        made = {step: list(value) if isinstance(value, tuple) else value for step, value in paper.items()}
        return Draft(self.policy, witness.env, self._to_papers(witness.env, listed), [made])

    def _to_papers(self, env: Env, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The wanted answers of the round, and those that bring it to its papers."""
        group = next((number for number, ask in enumerate(self.policy.ask) if ask.group), 0)
        found = [w for edge, w in self.coverage.edges.edges.items()
                 if edge.part == "visit" and edge.to == group and w.env.round == env.round]  # fmt: skip
        best = next((w for w in found if all(w.answers.get(k) == v for k, v in wanted.items())), None)
        chosen = best or (found[0] if found else None)
        led = {
            k: list(v) if isinstance(v, tuple) else v for k, v in (chosen.answers if chosen else {}).items()
        }
        return {**led, **wanted}

    def _answering(self, step: str, value: str) -> Iterator[Draft]:
        policy = self.policy
        known = policy.steps[step]
        given: Any = DAY.isoformat() if value == DATE else value
        if known.kind == "several":
            given = [] if value == "none" and value not in known.values else [value]
        for part, asks in (("visit", policy.ask), ("papers", policy.group.ask)):
            for edge, witness in self.coverage.edges.edges.items():
                if edge.part == part and edge.to < len(asks) and asks[edge.to].step == step:
                    draft = self._by(witness)
                    (draft.member if part == "visit" else draft.paper())[step] = given
                    yield draft
                    break
        if step == policy.consult.step:
            yield from self._counselled("passed", value, "")
        for draft in (*self._passed(), *self._held(), *self._copying(), *self._decided()):
            target = draft.paper() if step in (policy.group.more, policy.consult.copy_step) else None
            if target is not None:
                target[step] = given
            elif step == policy.scope_step:
                draft.paper()[policy.consult.step] = "allow"
                draft.then.append({step: given})
            else:
                draft.then.append({step: given})
            yield draft
        for urgent in policy.urgent:
            if urgent.ask == step:
                yield Draft(
                    policy, Env("start", a_site(), at("inside")), {urgent.step: urgent.value, step: given}
                )

    def _ruled(self, rule: Rule, visit: bool) -> Iterator[Draft]:
        policy = self.policy
        for env in surroundings(policy, [rule.when], rule.rounds):
            if env.now.doubtful:
                continue
            ways = visit_walks(policy, env) if visit else paper_walks(policy, env, faults=2)
            for way in ways:
                if self._fires(rule, way, visit):
                    yield self._draft_of(way, visit)
                    break
        if any(part.moment for part in opened(policy, rule.when)):
            yield from self._entering()

    def _entering(self) -> Iterator[Draft]:
        """A warrant that passed, or that counsel's allow waits for, as they go in at each class of the hours."""
        key = next(each for each in self.policy.globals.values() if each.step == self.policy.changes_step)
        for hour, minute in HOURS.values():
            for draft in self._passed():
                draft.then.append({"now": f"{DAY}T{hour:02}:{minute:02}:00+00:00", key.step: key.value})
                yield draft

    def _fires(self, rule: Rule, way: Way, visit: bool) -> bool:
        rules = self.policy.rule if visit else self.policy.group.rule
        return any(each is rule for each in self._trace(way, visit).fires(rules))

    def _trace(self, way: Way, visit: bool) -> Trace:
        """The answers of a way; those of a paper with its round's."""
        outer = Trace(self.policy, way.env.site, way.env.round, way.env.now)
        outer.active = way.answers
        trace = outer if visit else Trace(self.policy, way.env.site, way.env.round, way.env.now, outer)
        trace.active = way.answers
        return trace

    def _draft_of(self, way: Way, visit: bool) -> Draft:
        plain = {
            step: list(value) if isinstance(value, tuple) else value for step, value in way.answers.items()
        }
        if visit:
            return Draft(self.policy, way.env, plain)
        own = {ask.step for ask in self.policy.group.ask}
        outer = {step: value for step, value in plain.items() if step not in own}
        paper = {step: value for step, value in plain.items() if step in own}
        if holds(self.policy.consult.copy_when, self._trace(way, visit)):
            paper[self.policy.consult.copy_step] = "yes"
        return Draft(self.policy, way.env, self._to_papers(way.env, outer), [paper])

    def _ways(self, faults: int) -> list[Way]:
        if faults not in self._papers:
            self._papers[faults] = list(
                paper_walks(self.policy, Env("start", a_site(), at("inside")), faults=faults)
            )
        return self._papers[faults]

    def _passed(self) -> Iterator[Draft]:
        """A warrant that passed every check."""
        way = next((w for w in self._ways(0) if w.opens and not w.findings.outcomes), None)
        if way is not None:
            yield self._draft_of(way, visit=False)

    def _held(self) -> Iterator[Draft]:
        """A held paper of each kind: one that counsel's allow heals, and one that it does not."""
        consult = self.policy.consult
        held = [w for w in self._ways(1) if consult.hold in w.findings.outcomes]
        for heals in (True, False):
            way = next(
                (w for w in held if (w.opens and set(w.findings.reasons) <= set(consult.curable)) is heals),
                None,
            )
            if way is not None:
                yield self._draft_of(way, visit=False)

    def _copying(self) -> Iterator[Draft]:
        """A paper that counsel must have a copy of."""
        policy = self.policy
        for draft in (*self._passed(), *self._held()):
            when = policy.consult.copy_when
            if when.step is not None and when.is_:
                draft.paper()[when.step] = when.is_[0]
                yield draft

    def _decided(self) -> Iterator[Draft]:
        """By a policy that asks for nobody's word: a paper that its rules decide, or where it asks about none a round."""
        policy, env = self.policy, Env("start", a_site(), at("inside"))
        if policy.consults:
            return
        ways = self._ways(0) or self._ways(1) if policy.has_papers else list(visit_walks(policy, env))
        way = next((each for each in ways if each.findings.outcomes), None)
        if way is not None:
            yield self._draft_of(way, visit=not policy.has_papers)

    def _counselled(self, stood: str, word: str, outcome: str) -> Iterator[Draft]:
        policy = self.policy
        step = policy.consult.step
        if stood == "emergency":
            for urgent in (each for each in policy.urgent if each.consult):
                for draft in self._answering(urgent.step, urgent.value):
                    draft.then.append({step: word})
                    yield draft
            return
        drafts = self._passed() if stood == "passed" else self._held()
        for draft in drafts:
            if word == "allow" and not outcome:
                late = f"{DAY + timedelta(days=60)}T{HOURS['inside'][0]:02}:00:00+00:00"
                draft.then.append({"now": late, step: word})
            else:
                draft.then.append({step: word})
            yield draft

    def _standing(self, state: str) -> Iterator[Draft]:
        policy = self.policy
        env = Env("start", a_site(), at("inside"))
        if state in ("no_visit", "other"):
            yield Draft(policy, env, {})
        elif state == "cleared":
            yield from self._passed()
        elif state == "inside":
            for draft in self._passed():
                draft.paper()[policy.consult.step] = "allow"
                yield draft
        else:
            for urgent in policy.urgent:
                if urgent.outcome and policy.outcomes[urgent.outcome].standing == state:
                    yield from self._answering(urgent.step, urgent.value)
            for way in visit_walks(policy, env):
                if any(policy.outcomes[name].standing == state for name in way.findings.outcomes):
                    yield self._draft_of(way, visit=True)
                    break


def suggestions(policy: Policy, coverage: Coverage) -> tuple[list[tuple[Target, Scenario]], list[Target]]:
    """Stories that together reach all that is missing, each with what it was made up for; and what none was found for."""
    suggester = Suggester(policy, coverage)
    left = dict.fromkeys(coverage.missing)
    made: list[tuple[Target, Scenario]] = []
    unfound: list[Target] = []
    while left:
        target = next(iter(left))
        story = suggester.suggest(target)
        if story is None:
            unfound.append(target)
            del left[target]
            continue
        made.append((target, msgspec.structs.replace(story, id=f"new-{len(made) + 1}")))
        for each in reached(policy, story, suggester.classes):
            left.pop(each, None)
    return made, unfound
