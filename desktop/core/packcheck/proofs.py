"""Proves a pack by walking it: every question reached, every rule able to hold, every path ended, no way in but counsel's.

Each proof walks only the questions that its conditions depend on, and leaves a way as soon as its end is certain, so that
all of them together take about a second. The packs' references must be sound before (`packcheck` sees to it).
"""

from collections.abc import Iterable, Iterator
from itertools import product

from desktop.core.conditions import Cond, Value, holds
from desktop.core.facts import DISTRICTS
from desktop.core.packcheck.codes import Notes
from desktop.core.packcheck.conditions import PAPERS, ROUTING, place_of
from desktop.core.paths import (
    HOURS,
    Env,
    Watch,
    a_site,
    alike,
    at,
    closure,
    explore,
    found,
    looks_at,
    opened,
    outers,
    told_apart,
    tries_of,
)
from desktop.core.policy import ROUND_KINDS, Ask, Policy, Rule
from desktop.core.texts import SITE_TYPES
from desktop.core.tracing import Trace

MOST_WITNESSES = 20
STEPS = "steps.toml"


class Proofs:
    """The proofs of one pack; each adds its findings to the notes."""

    def __init__(self, notes: Notes, policy: Policy) -> None:
        self.notes, self.policy = notes, policy
        self.tries = tries_of(policy)

    # ---- what stands around ------------------------------------------------------------------------------------------

    def _envs(self, conds: Iterable[Cond | None], rounds: tuple[str, ...]) -> Iterator[Env]:
        """The surroundings that the conditions can tell apart, each kind of round among `rounds`."""
        seen = [part for cond in conds for part in opened(self.policy, cond)]
        sites = {part.site for part in seen if part.site}
        hours = tuple(HOURS) if any(part.fact for part in seen) else ("inside",)
        types = SITE_TYPES if "type" in sites else SITE_TYPES[:1]
        boroughs = tuple(DISTRICTS) if "borough" in sites else ("Brooklyn",)
        courts = (False, True) if "court_area" in sites else (False,)
        local = (False, True) if "local_agencies" in sites else (False,)
        for kind, type_, court, borough, agencies, hour in product(
            rounds, types, courts, boroughs, local, hours
        ):
            yield Env(kind, a_site(type_, court, borough, agencies), at(hour))

    def _traces(self, envs: Iterable[Env], papers: bool) -> Iterator[Trace]:
        for env in envs:
            if not papers:
                yield Trace(self.policy, env.site, env.round, env.now)
                continue
            for outer in outers(self.policy, env):
                yield Trace(self.policy, env.site, env.round, env.now, outer)

    def _cone(self, asks: tuple[Ask, ...], conds: Iterable[Cond | None]) -> tuple[Ask, ...]:
        """The places of `asks` on which the conditions depend, directly or since they decide what is asked."""
        steps = {step for cond in conds for step in looks_at(self.policy, cond)}
        wanted = closure(self.policy, asks, steps)
        return tuple(ask for ask in asks if ask.step in wanted)

    def _conds(self, asks: tuple[Ask, ...]) -> list[Cond | None]:
        return [ask.when for ask in asks]

    # ---- every question is reached -----------------------------------------------------------------------------------

    def asks(self, asks: tuple[Ask, ...], file: str) -> None:
        """Each place of the order of asking is reached by some answers; a step with no place that is reached is an error."""
        reached = [self._reached(asks, number) for number in range(len(asks))]
        alive = {ask.step for ask, ok in zip(asks, reached, strict=True) if ok}
        for number, ask in enumerate(asks):
            if reached[number]:
                continue
            place = place_of("ask", number, ask.step)
            if ask.step in alive:
                self.notes.add(
                    "ask_dead",
                    file,
                    place,
                    "when",
                    f"This place of '{ask.step}' is never reached.",
                    "Remove it.",
                )
            else:
                self.notes.add("step_unreachable", file, place, "when",
                               f"No combination of answers asks '{ask.step or ask.group}'.",
                               "Mend the condition, or the one of a step before it.")  # fmt: skip

    def _reached(self, asks: tuple[Ask, ...], number: int) -> bool:
        ask, before = asks[number], asks[:number]
        same = [each.when for each in before if each.step and each.step == ask.step]
        cone = self._cone(before, [ask.when, *same]) if not same else self._with(before, ask, same)
        envs = self._envs([ask.when, *self._conds(cone)], ask.rounds)
        for trace in self._traces(envs, papers=asks is self.policy.group.ask):
            for _ in explore(cone, trace, self.tries):
                if ask.step not in trace.active and trace.asked(ask):
                    return True
        return False

    def _with(self, before: tuple[Ask, ...], ask: Ask, same: list[Cond | None]) -> tuple[Ask, ...]:
        """As `_cone`, with the earlier places of the same step, which may have asked it already."""
        steps = {step for cond in (ask.when, *same) for step in looks_at(self.policy, cond)} | {ask.step}
        wanted = closure(self.policy, before, steps)
        return tuple(each for each in before if each.step in wanted)

    # ---- every rule can hold -----------------------------------------------------------------------------------------

    def rules(self, asks: tuple[Ask, ...], rules: tuple[Rule, ...], file: str) -> None:
        """Each rule holds for some answers, the rules before it considered."""
        if file == PAPERS:
            asks = (*asks, Ask(step=self.policy.consult.copy_step, rounds=ROUND_KINDS))
        for number, rule in enumerate(rules):
            if not self._can_hold(asks, rules[:number], rule, papers=file == PAPERS):
                self.notes.add("rule_dead", file, place_of("rule", number, rule.outcome), "when",
                               "No combination of answers makes this rule hold.",
                               "Mend its condition, or move it before the rule that ends the list.")  # fmt: skip

    def _can_hold(self, asks: tuple[Ask, ...], former: tuple[Rule, ...], rule: Rule, papers: bool) -> bool:
        looked = list(opened(self.policy, rule.when))
        names = {name for part in looked for name in (*(part.flag or ()), *(part.reason or ()))}
        former = tuple(each for each in former if each.last or names & {*each.flags, *each.reasons})
        conds = [rule.when, *(each.when for each in former)]
        cone = self._cone(asks, conds)
        entering = any(part.moment for part in looked)
        for trace in self._traces(self._envs([*conds, *self._conds(cone)], rule.rounds), papers):
            for _ in explore(cone, trace, self.tries):
                if self._holds(trace, former, rule) or (
                    entering and self._holds_at_entry(trace, former, rule)
                ):
                    return True
        return False

    def _holds(self, trace: Trace, former: tuple[Rule, ...], rule: Rule) -> bool:
        if any(each.last and trace.round in each.rounds and holds(each.when, trace) for each in former):
            return False
        findings = found(trace, former)
        trace.flags, trace.reasons = frozenset(findings.flags), frozenset(findings.reasons)
        held = trace.round in rule.rounds and holds(rule.when, trace)
        trace.flags = trace.reasons = frozenset()
        return held

    def _holds_at_entry(self, trace: Trace, former: tuple[Rule, ...], rule: Rule) -> bool:
        """The same answers as they go in, which may be at another hour than that of the questions."""
        asked_at = trace.now
        trace.moment = "entry"
        held = False
        for hour in HOURS:
            trace.now = at(hour)
            held = held or self._holds(trace, former, rule)
        trace.now, trace.moment = asked_at, ""
        return held

    # ---- every path ends ---------------------------------------------------------------------------------------------

    def ends(self) -> None:
        """Every complete round has an outcome or goes on to papers; every paper has one, or passed and goes to counsel."""
        policy = self.policy
        conds = [*self._conds(policy.ask), *(rule.when for rule in policy.rule)]
        watch = Watch(policy, policy.ask, [rule for rule in _firing(policy.rule) if rule.outcome])
        witnesses = Witnesses()
        for trace in self._traces(self._envs(conds, ROUND_KINDS), papers=False):
            for place in explore(policy.ask, trace, self.tries, watch):
                if place is None and not found(trace, policy.rule).outcomes:
                    witnesses.add(trace)
        for sentence in witnesses.sentences():
            self.notes.add(
                "path_open", ROUTING, "rule", "", sentence, "Add a rule that gives these answers an outcome."
            )
        group = policy.group
        watch = Watch(policy, group.ask, [rule for rule in _firing(group.rule) if rule.outcome])
        witnesses = Witnesses()
        for trace in self._paper_traces():
            for _ in explore(group.ask, trace, self.tries, watch):
                findings = found(trace, group.rule)
                passed = holds(policy.consult.opens, trace) and not findings.reasons
                if not findings.outcomes and not passed:
                    witnesses.add(trace)
        for sentence in witnesses.sentences():
            self.notes.add(
                "path_open", PAPERS, "rule", "", sentence, "Add a rule that gives such a paper an outcome."
            )

    def _paper_traces(self) -> Iterator[Trace]:
        group, consult = self.policy.group, self.policy.consult
        conds = [*self._conds(group.ask), *(rule.when for rule in group.rule), consult.opens]
        kinds = (
            ROUND_KINDS
            if any(part.round for cond in conds for part in opened(self.policy, cond))
            else ROUND_KINDS[:1]
        )
        return self._traces(self._envs(conds, kinds), papers=True)

    # ---- no way in but counsel's -------------------------------------------------------------------------------------

    def safe(self) -> None:
        """An outcome that lets them in comes from counsel's allow only, and only for a paper that the rules leave open."""
        policy, consult = self.policy, self.policy.consult
        inside = {name for name, outcome in policy.outcomes.items() if outcome.standing == "inside"}
        inside |= {consult.allow, consult.allow_otherwise}
        given = [
            (ROUTING, place_of("rule", n, rule.outcome), rule.outcome) for n, rule in enumerate(policy.rule)
        ]
        given += [
            (PAPERS, place_of("rule", n, rule.outcome), rule.outcome)
            for n, rule in enumerate(policy.group.rule)
        ]
        given += [
            (ROUTING, place_of("urgent", n, each.step), each.outcome) for n, each in enumerate(policy.urgent)
        ]
        given += [(ROUTING, "consult", name) for name in (consult.hold, consult.deny)]
        given += [(ROUTING, "changes", policy.scope_outcome)]
        for number, key in enumerate(policy.globals.values()):
            place = f"global {number + 1} ({key.step})"
            for effect in key.table.values():
                given += [(ROUTING, place, effect.failed)]
                given += [(ROUTING, place, effect.outcome)] if effect.do != "clear" else []
        for file, place, outcome in given:
            if outcome in inside:
                self.notes.add("allow_unsafe", file, place, "outcome", f"'{outcome}' lets them in without counsel's allow.",
                               "Only [consult] may lead to it, and the emergency key's effect 'clear'.")  # fmt: skip
        self._decided_papers_stay_shut()

    def _decided_papers_stay_shut(self) -> None:
        policy, group = self.policy, self.policy.group
        shut = Rule(when=Cond(not_=policy.consult.opens), rounds=ROUND_KINDS)
        watch = Watch(policy, group.ask, [shut, *(rule for rule in _firing(group.rule) if rule.reasons)])
        witnesses = Witnesses()
        for trace in self._paper_traces():
            for _ in explore(group.ask, trace, self.tries, watch):
                findings = found(trace, group.rule)
                if findings.outcomes and not findings.reasons and holds(policy.consult.opens, trace):
                    witnesses.add(trace)
        for sentence in witnesses.sentences(
            "counsel's allow would let them in on a paper that a rule has decided already"
        ):
            self.notes.add(
                "allow_unsafe",
                ROUTING,
                "consult",
                "opens",
                sentence,
                "Make 'opens' narrower, or give the rule a reason.",
            )

    # ---- no answer without a difference ------------------------------------------------------------------------------

    def alike(self, informational: dict[str, tuple[str, ...]], texts: Iterable[Cond]) -> None:
        """Answers that neither routing nor words ever name must be listed as informational, or one of them was forgotten."""
        sets = told_apart(self.policy, texts)
        for step in self.policy.steps.values():
            listed = set(informational.get(step.id, ()))
            for group in alike(step, sets):
                named = any(group[0] in each for each in sets.get(step.id, []))
                if len(group) > 1 and not named and not set(group) <= listed:
                    self.notes.add("value_alike", STEPS, f"step {step.id}", "values",
                                   f"Nothing asks for any of these answers: {', '.join(group)}.",
                                   "Mend the condition that forgets one, or list them under [informational].")  # fmt: skip


def _firing(rules: tuple[Rule, ...]) -> list[Rule]:
    """The rules, each with the condition under which it really comes to bear: no rule before it has ended the list."""
    made: list[Rule] = []
    ended: list[Cond] = []
    for rule in rules:
        conds = (*([rule.when] if rule.when else []), *ended)
        when = Cond(all=conds) if conds else None
        made.append(Rule(when, rule.outcome, rule.reasons, rule.flags, rule.last, rule.rounds))
        if rule.last:
            here = (Cond(round=rule.rounds), *([rule.when] if rule.when else []))
            ended.append(Cond(not_=Cond(all=here)))
    return made


class Witnesses:
    """Answers that break a proof, told by what was answered last so that one fault is one finding."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, Value], dict[str, Value]] = {}
        self.count = 0

    def add(self, trace: Trace) -> None:
        """Remember the answers in `trace`, with those of the round that the paper belongs to."""
        self.count += 1
        answers = {**(trace.outer.active if trace.outer else {}), **trace.active}
        if answers:
            self.first.setdefault(list(answers.items())[-1], answers)

    def sentences(self, what: str = "the walk ends with no outcome") -> Iterator[str]:
        """One sentence for each of the first witnesses."""
        for answers in list(self.first.values())[:MOST_WITNESSES]:
            said = ", ".join(
                f"{step} = {value if isinstance(value, str) else '+'.join(value)}"
                for step, value in answers.items()
            )
            yield f"With {said}, {what} (one of {self.count} such ways)."


def prove(notes: Notes, policy: Policy) -> None:
    """All proofs that need the pack to be walked."""
    proofs = Proofs(notes, policy)
    proofs.asks(policy.ask, ROUTING)
    proofs.asks(policy.group.ask, PAPERS)
    proofs.rules(policy.ask, policy.rule, ROUTING)
    proofs.rules(policy.group.ask, policy.group.rule, PAPERS)
    proofs.ends()
    proofs.safe()
