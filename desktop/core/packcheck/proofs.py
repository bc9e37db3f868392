"""Proves a pack over all answers: every question reached, every rule able to hold, every path ended, no way in but counsel's.

Each proof is a question to a solver about one round and one paper with every answer left free (`proving.traces`), so that none is
missed however large the pack is. The pack's references must be sound before (`packcheck` sees to it).
"""

from collections.abc import Iterable, Iterator, Sequence

from desktop.core.conditions import Cond, Value
from desktop.core.facts import Site
from desktop.core.packcheck.codes import Notes, said_answers
from desktop.core.packcheck.conditions import PAPERS, ROUTING, place_of
from desktop.core.paths import alike, closure, looks_at, told_apart
from desktop.core.policy import Ask, Policy, Rule
from desktop.core.proving.formula import FALSE, TRUE, Formula, Lit
from desktop.core.proving.scene import Scene, chosen_answers, listed_first
from desktop.core.proving.traces import PaperLook, RoundLook, an_instant, find, paper_answers

MOST_WITNESSES = 20
STEPS = "steps.toml"


class Proofs:
    """The proofs of one pack, at one site or (left out) at any; each adds its findings to the notes."""

    def __init__(self, notes: Notes, policy: Policy, site: Site | None = None) -> None:
        self.notes, self.policy = notes, policy
        self.formula = formula = Formula()
        scene = Scene(formula, policy)
        if site is not None:
            for key, named in scene.site.items():
                formula.claim(named.get(site.value(key), FALSE))
        self.scene = scene
        self.round = RoundLook(scene)
        answers, copy = paper_answers(scene)
        self.paper = PaperLook(self.round, answers, copy, an_instant(scene))
        self.entering = PaperLook(self.round, answers.at_another_time(scene), copy, an_instant(scene), TRUE)

    # ---- every question is reached -----------------------------------------------------------------------------------

    def asks(self, asks: tuple[Ask, ...], file: str) -> None:
        """Each place of the order of asking is reached by some answers; a step with no place that is reached is an error."""
        asked = self.paper.asked if file == PAPERS else self.round.asked
        among = self.round.at_papers if file == PAPERS else TRUE
        reached = [self.formula.possible(among, lit) for lit in asked]
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

    # ---- every rule can hold -----------------------------------------------------------------------------------------

    def rules(self, rules: tuple[Rule, ...], file: str) -> None:
        """Each rule holds for some answers, the rules before it considered; a paper's also as they go in."""
        looks: Sequence[tuple[Lit, list[Lit]]] = [(TRUE, self.round.fires)]
        if file == PAPERS:
            looks = [(self.round.at_papers, look.fires) for look in (self.paper, self.entering)]
        for number, rule in enumerate(rules):
            if not any(self.formula.possible(among, fires[number]) for among, fires in looks):
                self.notes.add("rule_dead", file, place_of("rule", number, rule.outcome), "when",
                               "No combination of answers makes this rule hold.",
                               "Mend its condition, or move it before the rule that ends the list.")  # fmt: skip

    def meet(self, former: Sequence[Rule], one: Rule, other: Rule, papers: bool) -> dict[str, Value] | None:
        """Answers with which two rules both hold, `former` considered, or None where there are none; of the answers those that
        decide it."""
        policy = self.policy
        asks = (*policy.ask, *policy.group.ask) if papers else policy.ask
        looks: Sequence[RoundLook | PaperLook] = (self.paper, self.entering) if papers else (self.round,)
        among = self.round.at_papers if papers else TRUE
        whens = tuple(each.when for each in (one, other) if each.when is not None)
        both = Rule(
            when=Cond(all=whens) if whens else None,
            rounds=tuple(each for each in one.rounds if each in other.rounds),
        )
        conds = [both.when, *(each.when for each in former)]
        cone = closure(policy, asks, {step for cond in conds for step in looks_at(policy, cond)})
        for look in looks:
            scope = look.scope.copy()
            scope.flags, scope.reasons, scope.outcomes = {}, {}, {}
            goal = self.formula.all((among, find(scope, [*former, both])[-1]))
            model = self.formula.smallest(goal, self._costs(look), self._first(look))
            if model is not None:
                return {step: each for step, each in self._answers(look, model).items() if step in cone}
        return None

    # ---- every path ends ---------------------------------------------------------------------------------------------

    def ends(self) -> None:
        """Every complete round has an outcome or goes on to papers; every paper has one, or passed and goes to counsel."""
        formula, look, paper = self.formula, self.round, self.paper
        goal = formula.all((look.done, -look.at_papers, -formula.any(look.scope.outcomes.values())))
        for sentence in self._witnesses(look, goal, "the walk ends with no outcome"):
            self.notes.add(
                "path_open", ROUTING, "rule", "", sentence, "Add a rule that gives these answers an outcome."
            )
        goal = formula.all(
            (look.at_papers, paper.complete, -paper.passes, -formula.any(paper.scope.outcomes.values()))
        )
        for sentence in self._witnesses(paper, goal, "the walk ends with no outcome"):
            self.notes.add(
                "path_open", PAPERS, "rule", "", sentence, "Add a rule that gives such a paper an outcome."
            )

    # ---- no way in but counsel's -------------------------------------------------------------------------------------

    def safe(self) -> None:
        """An outcome that lets them in comes from counsel's allow only, and only for a paper that the rules leave open."""
        policy, consult = self.policy, self.policy.consult
        inside = {name for name, outcome in policy.outcomes.items() if outcome.standing == "inside"}
        inside |= {consult.allow, consult.allow_otherwise} - {""}
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
        paper = self.paper
        goal = self.formula.all((paper.passes, self.formula.any(paper.scope.outcomes.values())))
        what = "counsel's allow would let them in on a paper that a rule has decided already"
        for sentence in self._witnesses(paper, goal, what):
            self.notes.add(
                "allow_unsafe",
                ROUTING,
                "consult",
                "opens",
                sentence,
                "Make 'opens' narrower, or give the rule a reason.",
            )

    # ---- witnesses ---------------------------------------------------------------------------------------------------

    def _witnesses(self, look: RoundLook | PaperLook, goal: Lit, what: str) -> Iterator[str]:
        """A sentence for each of the first answers that break a proof, told apart by what was answered last."""
        formula, scope = self.formula, look.scope
        for _ in range(MOST_WITNESSES):
            model = formula.smallest(goal, self._costs(look), self._first(look))
            if model is None:
                return
            answers = self._answers(look, model)
            if not answers:
                yield f"Before anything is answered, {what}."
                return
            yield f"With {said_answers(answers)}, {what}."
            last, value = list(answers.items())[-1]
            named = (value,) if isinstance(value, str) else value
            same = [scope.active[last], *(scope.values[last][each] for each in named)]
            goal = formula.all((goal, -formula.all(same)))

    def _costs(self, look: RoundLook | PaperLook) -> list[Lit]:
        """What makes a witness long or unusual."""
        scopes = [self.round.scope, look.scope] if isinstance(look, PaperLook) else [look.scope]
        lits = [lit for scope in scopes for lit in scope.active.values()]
        several = [step.id for step in self.policy.steps.values() if step.kind == "several"]
        lits += [lit for scope in scopes for step in several for lit in scope.values.get(step, {}).values()]
        acting = [(each.step, each.value) for each in self.policy.urgent]
        lits += [scope.values.get(step, {}).get(value, FALSE) for scope in scopes for step, value in acting]
        return [*lits, -self.scene.rounds["start"]]

    def _first(self, look: RoundLook | PaperLook) -> Iterator[Lit]:
        """The answers as the screen lists them."""
        yield from listed_first(self.round.scope)
        if isinstance(look, PaperLook):
            yield from listed_first(look.scope)

    def _answers(self, look: RoundLook | PaperLook, model: frozenset[Lit]) -> dict[str, Value]:
        """The answers of a model in the order of asking; those of the round before those of its paper."""
        policy = self.policy
        found = chosen_answers(
            self.round.scope if isinstance(look, RoundLook) else look.outer.before, policy, model
        )
        if isinstance(look, PaperLook):
            found |= chosen_answers(look.scope, policy, model)
        return found


# ---- no answer without a difference ----------------------------------------------------------------------------------------


def check_alike(
    notes: Notes, policy: Policy, informational: dict[str, tuple[str, ...]], texts: Iterable[Cond]
) -> None:
    """Answers that neither routing nor words ever name must be listed as informational, or one of them was forgotten."""
    sets = told_apart(policy, texts)
    for step in policy.steps.values():
        listed = set(informational.get(step.id, ()))
        for group in alike(step, sets):
            named = any(group[0] in each for each in sets.get(step.id, []))
            if len(group) > 1 and not named and not set(group) <= listed:
                notes.add("value_alike", STEPS, f"step {step.id}", "values",
                          f"Nothing asks for any of these answers: {', '.join(group)}.",
                          "Mend the condition that forgets one, or list them under [informational].")  # fmt: skip


def prove(notes: Notes, policy: Policy) -> None:
    """All proofs over the answers of the pack."""
    proofs = Proofs(notes, policy)
    reach(proofs)
    proofs.ends()
    proofs.safe()
    proofs.formula.close()


def reach(proofs: Proofs) -> None:
    """Every question is reached, and every rule can hold."""
    policy = proofs.policy
    proofs.asks(policy.ask, ROUTING)
    proofs.asks(policy.group.ask, PAPERS)
    proofs.rules(policy.rule, ROUTING)
    proofs.rules(policy.group.rule, PAPERS)
