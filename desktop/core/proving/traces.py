"""A round and a paper as the engine goes through them (`tracing.Trace`, `viewing.Viewer`), with every answer left free."""

from collections.abc import Iterable

from desktop.core.paths import HOURS
from desktop.core.policy import Ask, Policy, Rule
from desktop.core.proving.formula import FALSE, TRUE, Lit
from desktop.core.proving.scene import Answers, Lits, Scene, Scope


def an_instant(scene: Scene) -> Lits:
    """Some hour of some day: one of the classes of `paths.HOURS`."""
    return scene.formula.choose(tuple(HOURS))


class Path:
    """Goes along an order of asking; `alive` holds while nothing stands open, `asked` each place that is reached and asked."""

    def __init__(self, scope: Scope, answers: Answers) -> None:
        self.scope, self.answers = scope, answers
        self.alive: Lit = TRUE
        self.asked: list[Lit] = []

    def follow(self, asks: Iterable[Ask], at_group: Lit = FALSE) -> None:
        """As `Trace.follow`; a group stops it unless `at_group` holds."""
        scope, answers = self.scope, self.answers
        formula = scope.scene.formula
        for ask in asks:
            open_yet = -scope.active.get(ask.step, FALSE) if ask.step else TRUE
            asked = formula.all(
                (self.alive, open_yet, scope.scene.of_round(ask.rounds), scope.holds(ask.when))
            )
            self.asked.append(asked)
            given = at_group if ask.group else answers.given[ask.step]
            if ask.step:
                before = scope.active.get(ask.step, FALSE)
                scope.active[ask.step] = formula.any((before, formula.all((asked, given))))
                scope.values[ask.step] = answers.values[ask.step]
            self.alive = formula.all((self.alive, -formula.all((asked, -given))))


def find(scope: Scope, rules: Iterable[Rule]) -> list[Lit]:
    """As `Trace.find`: fills the scope's flags, reasons and outcomes; for each rule a literal that it comes to bear."""
    formula, going, fires = scope.scene.formula, TRUE, list[Lit]()
    outcomes: dict[str, Lit] = {}
    for rule in rules:
        fired = formula.all((going, scope.scene.of_round(rule.rounds), scope.holds(rule.when)))
        fires.append(fired)
        named = (
            (scope.flags, rule.flags),
            (scope.reasons, rule.reasons),
            (outcomes, (rule.outcome,) if rule.outcome else ()),
        )
        for found, names in named:
            for name in names:
                found[name] = formula.any((found.get(name, FALSE), fired))
        if rule.last:
            going = formula.all((going, -fired))
    scope.outcomes = outcomes
    return fires


class RoundLook:
    """One look at a round: its questions as far as they are answered, and what its own rules say of it.

    `at_papers`: its papers are gone through. `before`: what the papers see of it. `done`: nothing of it is asked any more.
    """

    def __init__(
        self,
        scene: Scene,
        answers: Answers | None = None,
        instant: Lits | None = None,
        papers_done: Lit | None = None,
    ) -> None:
        policy = scene.policy
        self.scene = scene
        self.answers = answers or Answers(scene, (ask.step for ask in policy.ask if ask.step))
        self.instant = instant or an_instant(scene)
        path = Path(Scope(scene, self.instant), self.answers)
        place = next((n for n, ask in enumerate(policy.ask) if ask.group), len(policy.ask))
        path.follow(policy.ask[:place])
        self.before, self.at_papers = path.scope.copy(), FALSE
        self.papers_done = papers_done or scene.formula.new()
        if place < len(policy.ask):
            path.follow(policy.ask[place : place + 1], self.papers_done)
            self.at_papers = path.asked[-1]
            path.follow(policy.ask[place + 1 :])
        self.asked, self.done, self.scope = path.asked, path.alive, path.scope
        self.fires = find(self.scope, policy.rule)


class PaperLook:
    """One look at a paper of a round (`Viewer.judge`). `complete`: all about it is answered; `opens`: counsel's allow may lead in."""

    def __init__(
        self, outer: RoundLook, answers: Answers, copy: Answers, instant: Lits, entry: Lit = FALSE
    ) -> None:
        scene, group, consult = outer.scene, outer.scene.policy.group, outer.scene.policy.consult
        self.outer, self.answers, self.copy, self.instant = outer, answers, copy, instant
        own = {ask.step for ask in group.ask}
        scope = Scope(scene, instant, entry)
        scope.active = {step: lit for step, lit in outer.before.active.items() if step not in own}
        scope.values = {step: lits for step, lits in outer.before.values.items() if step not in own}
        path = Path(scope, answers)
        path.follow(group.ask)
        scope.active |= copy.given
        scope.values |= copy.values
        self.asked, self.complete, self.scope = path.asked, path.alive, scope
        self.fires = find(scope, group.rule)
        self.opens = scope.holds(consult.opens)
        formula = scene.formula
        self.reasons = formula.any(scope.reasons.values())
        self.held = scope.outcomes.get(consult.hold, FALSE)
        self.passes = formula.all((outer.at_papers, self.opens, self.complete, -self.reasons))
        copied = formula.all(
            (
                copy.given.get(consult.copy_step, FALSE),
                copy.values.get(consult.copy_step, {}).get("yes", FALSE),
            )
        )
        self.needs_copy = formula.all((scope.holds(consult.copy_when), -copied))


def paper_answers(scene: Scene) -> tuple[Answers, Answers]:
    """Free answers about one paper, and about counsel's copy of it."""
    return Answers(scene, (ask.step for ask in scene.policy.group.ask)), copy_answers(scene, scene.policy)


def copy_answers(scene: Scene, policy: Policy) -> Answers:
    """A free answer on counsel's copy; none where nobody's word is asked."""
    return Answers(scene, (policy.consult.copy_step,) if policy.consults else ())
