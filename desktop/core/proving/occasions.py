"""Every kind of moment at which the engine can come to an outcome, as literals: what must be so for it, and what comes of it.

Why nothing is missed. A recorded outcome leaves the engine through `Ledger.emit` alone, and that is called from eight places:

- `Ledger.emit_main`, with what the rules say of a round's answers (`round`) and of each paper's (`paper`), or with what one of the
  next places has made of a paper;
- `Consulting._resolve` and `_hold`, for counsel's word about a paper (`counsel`), as they go in (`entry`), and where something
  cuts in (`interrupted`);
- `Consulting._emergency`, for counsel's word about an emergency's hold (`counsel`);
- `Fold._urgent` (`urgent`), `Fold._scope` (`scope`), and `Fold._go_in` twice (`entry`).

What is shown before it is recorded (`Walk.decided`) is what `emit_main` would record. At each place the answers are left free, as far
as the order of asking lets them be given: whatever happened before (rounds, answers taken back, other papers, other hours) can
only have led to some answers, and a paper is judged by its own, its round's, the site and the hour, never by another paper. What a
former look at the same paper left behind (a hold that stands, its reasons, an allow that waits) is a second look with answers of
the round of its own, at an hour of its own, at no more answers of the paper. So more is allowed here than can happen, never less;
what breaks a rule is played in the engine before it is told (`replaying`), and where the engine does not go that way nothing is
called proved. Assumed: each answer was accepted by `answering.check_answer` when it was given, whatever was taken back later.
"""

from collections.abc import Iterator
from itertools import product

import msgspec

from desktop.core.paths import opened
from desktop.core.policy import STATES, Effect, Policy
from desktop.core.proving.formula import FALSE, TRUE, Lit
from desktop.core.proving.scene import Lits, Scene, Scope, listed_first
from desktop.core.proving.traces import PaperLook, RoundLook, an_instant, paper_answers
from desktop.core.safety import COUNSEL, ENTRY, INTERRUPTED, PAPER, ROUND, SCOPE, URGENT

USUAL_HOUR = "inside"


class Occasion(msgspec.Struct, frozen=True):
    """One kind of moment. `happens`: what must be so for it; `complete`: nothing is left to be asked there, so that `always` counts.

    `scope` holds the flags, reasons and outcomes that come. `by`: the answer that leads here ("", "" for none); `state`: where the
    visit stood before; `look`: the paper as it is judged now.
    """

    place: str
    happens: Lit
    scope: Scope
    complete: Lit = TRUE
    by: tuple[str, str] = ("", "")
    state: str = ""
    look: PaperLook | None = None
    waits: bool = False
    """An allow of counsel that waits for a further answer, or silence, was there before."""


class Occasions:
    """All occasions of one policy in one formula, and what tells a short ordinary story from a long strange one (`costs`).

    `had`: a former look at the paper has left something behind. `plain`: that can have been this same look, and counsel's "wait".
    """

    def __init__(self, scene: Scene) -> None:
        self.scene, self.policy, self.formula = scene, scene.policy, scene.formula
        formula, policy = self.formula, self.policy
        self.round = RoundLook(scene)
        answers, copy = paper_answers(scene)
        self.paper = PaperLook(self.round, answers, copy, an_instant(scene))
        later = answers.at_another_time(scene)
        self.later = PaperLook(self.round, later, copy, an_instant(scene))
        self.entering = PaperLook(self.round, later, copy, self.later.instant, TRUE)
        self.former_round, self.stood = RoundLook(scene), RoundLook(scene.of_another_round())
        _, former_copy = paper_answers(scene)
        former = answers.at_an_earlier_time(scene)
        self.former = PaperLook(self.former_round, former, former_copy, an_instant(scene))
        former_later = PaperLook(
            self.former_round, former.at_another_time(scene), former_copy, an_instant(scene)
        )
        self.ledger_flags = {flag: formula.new() for flag in _ledger_flags(policy)}
        self.had = formula.all((formula.new(), formula.any((self.former.passes, _held(self.former)))))
        had_pending = (self.had, former_later.opens, -former_later.complete, self.former.complete)
        self.had_pending = formula.all(had_pending)
        waits = (policy.consult.wait_reason,) if policy.consults else ()
        names = dict.fromkeys([*(reason for rule in policy.group.rule for reason in rule.reasons), *waits])
        self.kept_reasons = {name: formula.all((formula.new(), self.had)) for name in names}
        self.open_to_counsel = formula.all(
            (self.round.at_papers, formula.any((self.paper.passes, _held(self.paper), self.had)))
        )
        self.had_copy = self._had_copy()
        others = [lit for name, lit in self.kept_reasons.items() if name != policy.consult.wait_reason]
        self.plain = formula.all(
            (
                formula.any((self.paper.passes, _held(self.paper))),
                -formula.any(others),
            )
        )

    def _had_copy(self) -> Lit:
        """Allow is offered only when counsel has a copy. That answer can be taken back afterwards where it may be given again, and
        the allow stays; and where a round's questions hang on the hour, the look at which it was offered is not ours."""
        if not self.policy.consults:
            return TRUE
        again = self.policy.steps[self.policy.consult.copy_step].again
        if again or any(part.fact for ask in self.policy.ask for part in opened(self.policy, ask.when)):
            return TRUE
        formula = self.formula
        return formula.any((-self.paper.needs_copy, formula.all((self.had, -self.former.needs_copy))))

    def every(self) -> Iterator[Occasion]:
        """All of them."""
        yield Occasion(ROUND, TRUE, self._marked(self.round.scope), self.round.done)
        face = self._marked(self.paper.scope)
        yield Occasion(PAPER, self.round.at_papers, face, self.paper.complete, look=self.paper)
        if self.policy.consults:
            yield from self._counsel()
            yield from self._emergency()
        yield from self._urgent()
        yield from self._entry()
        yield from self._scope()
        if self.policy.consults:
            yield from self._interrupted()

    # ---- what comes --------------------------------------------------------------------------------------------------

    def _marked(self, scope: Scope, flags: tuple[str, ...] = ()) -> Scope:
        """A copy with the flags of the visit: those of counsel's silence may have come at any time before."""
        made = scope.copy()
        for flag, lit in self.ledger_flags.items():
            made.flags[flag] = self.formula.any((made.flags.get(flag, FALSE), lit))
        made.flags |= dict.fromkeys(flags, TRUE)
        return made

    def _led(
        self,
        scope: Scope,
        by: tuple[str, str],
        outcome: str = "",
        reasons: tuple[str, ...] = (),
        flags: tuple[str, ...] = (),
    ) -> Scope:
        """`scope` as the answer `by` leaves it: this outcome alone, these reasons joining those that stand."""
        made = self._marked(scope, flags).said(*by) if by[0] else self._marked(scope, flags)
        made.outcomes = {outcome: TRUE} if outcome else {}
        made.reasons |= dict.fromkeys(reasons, TRUE)
        return made

    def _bare(
        self,
        by: tuple[str, str],
        outcome: str = "",
        reasons: tuple[str, ...] = (),
        flags: tuple[str, ...] = (),
    ) -> Scope:
        """The round's answers and what an answer leads to at once; its own rules have no part in it."""
        scope = self.round.scope.copy()
        scope.flags, scope.reasons = {}, {}
        return self._led(scope, by, outcome, reasons, flags)

    def _joined(self, *looks: PaperLook) -> Scope:
        """The last look, with the reasons of all of them and those that are kept."""
        made = looks[-1].scope.copy()
        for found in (*(each.scope.reasons for each in looks), self.kept_reasons):
            for name, lit in found.items():
                made.reasons[name] = self.formula.any((made.reasons.get(name, FALSE), lit))
        return made

    # ---- counsel -----------------------------------------------------------------------------------------------------

    def _counsel(self) -> Iterator[Occasion]:
        consult, formula, now = self.policy.consult, self.formula, self.later
        step, then = consult.step, self._joined(self.paper)
        words = (
            ("deny", consult.deny, (consult.deny_reason,), ()),
            ("wait", consult.hold, (consult.wait_reason,), ()),
            ("not_reached", "", (), (consult.not_reached_flag,)),
        )
        for word, outcome, reasons, flags in words:
            scope = self._led(then, (step, word), outcome, reasons, flags)
            yield Occasion(COUNSEL, self.open_to_counsel, scope, by=(step, word), look=self.paper)
        both = self._joined(self.paper, now)
        others = [lit for name, lit in both.reasons.items() if name not in consult.curable]
        cured = formula.all((now.opens, now.complete, -formula.any(others)))
        used_up = formula.all((self.paper.passes, now.reasons, -self.had))
        pending = self._pending()
        allowed = formula.all((self.open_to_counsel, self.had_copy, -used_up))
        may = {
            consult.allow: formula.all((allowed, cured)),
            consult.allow_otherwise: formula.all((allowed, -cured, -pending)),
        }
        for outcome, happens in may.items():
            scope = self._led(both, (step, "allow"), outcome)
            yield Occasion(COUNSEL, happens, scope, by=(step, "allow"), look=now)
        passed = formula.any((self.paper.passes, self.had))
        happens = formula.all((self.open_to_counsel, self.had_copy, passed, now.reasons, -pending))
        scope = self._led(both, (step, "allow"), consult.hold)
        yield Occasion(COUNSEL, happens, scope, by=(step, "allow"), look=now)
        yield Occasion(COUNSEL, formula.all((allowed, pending)), self._led(both, (step, "allow")),
                       by=(step, "allow"), look=now)  # fmt: skip

    def _pending(self) -> Lit:
        """All was answered, and at this hour something more is asked: counsel's allow waits for that answer."""
        return self.formula.all((self.later.opens, -self.later.complete, self.paper.complete))

    def _emergency(self) -> Iterator[Occasion]:
        consult = self.policy.consult
        if not any(urgent.consult for urgent in self.policy.urgent):
            return
        for word, outcome, reasons in (
            ("allow", consult.allow_otherwise, ()),
            ("deny", consult.deny, (consult.deny_reason,)),
            ("wait", "", (consult.wait_reason,)),
            ("not_reached", "", ()),
        ):
            flags = (consult.not_reached_flag,) if word == "not_reached" else ()
            by = (consult.step, word)
            yield Occasion(COUNSEL, TRUE, self._bare(by, outcome, reasons, flags), by=by)

    # ---- what acts at once -------------------------------------------------------------------------------------------

    def _urgent(self) -> Iterator[Occasion]:
        policy = self.policy
        for step in sorted(policy.urgent_steps):
            for value in policy.steps[step].values:
                urgent = next(
                    (each for each in policy.urgent if (each.step, each.value) == (step, value)), None
                )
                outcome = urgent.outcome if urgent else ""
                reasons = urgent.reasons if urgent and outcome else ()
                by = (step, value)
                scope = self._bare(by, outcome, reasons)
                for other in policy.urgent_steps - {step}:
                    scope.active.pop(other, None)
                yield Occasion(URGENT, TRUE, scope, by=by)

    def _entry(self) -> Iterator[Occasion]:
        policy = self.policy
        key = next((each for each in policy.globals.values() if each.step == policy.changes_step), None)
        goes_in = [change.value for change in policy.changes.values() if change.do == "go_in"]
        for value, state in product(goes_in, STATES):
            if key is not None and state != "no_visit":
                by, effect = (policy.changes_step, value), key.table[state]
                yield from self._entered(by, state, effect)

    def _entered(self, by: tuple[str, str], state: str, effect: Effect) -> Iterator[Occasion]:
        formula, now = self.formula, self.entering
        if effect.do != "clear":
            outcome = effect.outcome if effect.do == "outcome" else ""
            yield Occasion(ENTRY, self._stands(state), self._bare(by, outcome), by=by, state=state)
            return
        flags, good = (effect.flag,), formula.all((now.opens, -now.reasons))
        failed = formula.all((self.paper.passes, -good)) if state == "cleared" else self._stands(state)
        scope = self._bare(by, effect.failed, flags=flags)
        yield Occasion(ENTRY, failed, scope, by=by, state=state, look=now if state == "cleared" else None)
        for came, happens in ((effect.outcome, good), (self.policy.consult.hold, -good)):
            happens = formula.all((self.paper.passes, happens))
            scope = self._led(now.scope, by, came, flags=flags)
            yield Occasion(ENTRY, happens, scope, by=by, state=state, look=now)

    def _stands(self, state: str) -> Lit:
        """What local protocol stands on is decided in this round or in one of another kind; the other states are left free."""
        return (
            self.formula.any((self.local(self.round), self.local(self.stood))) if state == "local" else TRUE
        )

    def local(self, look: RoundLook) -> Lit:
        """The round's answers decide an outcome that lets local protocol stand."""
        named = [name for name, outcome in self.policy.outcomes.items() if outcome.standing == "local"]
        return self.formula.any(look.scope.outcomes.get(name, FALSE) for name in named)

    def _scope(self) -> Iterator[Occasion]:
        step = self.policy.scope_step
        for value in self.policy.steps[step].values if step else ():
            outcome = self.policy.scope_outcome if value == "no" else ""
            by = (step, value)
            yield Occasion(SCOPE, TRUE, self._bare(by, outcome), by=by, state="inside")

    def _interrupted(self) -> Iterator[Occasion]:
        consult, formula = self.policy.consult, self.formula
        silent, allowed = (consult.step, "not_reached"), (consult.step, "allow")
        held = self._led(self.paper.scope, silent, consult.hold, flags=(consult.not_reached_flag,))
        yield Occasion(INTERRUPTED, self.paper.passes, held, by=silent, look=self.paper, waits=True)
        waits = formula.any((self.had_pending, self._pending()))
        had = formula.all((self.open_to_counsel, self.had_copy, waits))
        for outcome in (consult.hold, consult.allow_otherwise):
            scope = self._led(self.entering.scope, allowed, outcome)
            yield Occasion(INTERRUPTED, had, scope, by=allowed, look=self.entering, waits=True)

    # ---- what makes a story long or strange --------------------------------------------------------------------------

    def costs(self, occasion: Occasion) -> list[Lit]:
        """One literal for each answer of the story, and one for everything in it that is out of the ordinary."""
        lits = [
            *self.round.scope.active.values(),
            *self._several(self.round.scope),
            -self.scene.rounds["start"],
            self.had,
        ]
        lits += [*self.ledger_flags.values(), *self.kept_reasons.values(), -self.round.instant[USUAL_HOUR]]
        lits += [-next(iter(named.values())) for named in self.scene.site.values()]
        lits += self._acting()
        if occasion.state == "local":
            lits.append(-self.local(self.round))
        return lits if occasion.look is None else [*lits, *self._paper_costs()]

    def plainest(self, occasion: Occasion) -> Iterator[Lit]:
        """What is chosen first where several stories are equally short: the usual hour, then the answers as the screen lists them."""
        looks: list[PaperLook] = [] if occasion.look is None else [self.paper, self.later]
        yield self.round.instant[USUAL_HOUR]
        yield from (look.instant[USUAL_HOUR] for look in looks)
        for scope in (self.round.scope, *(look.scope for look in looks)):
            yield from listed_first(scope)

    def _paper_costs(self) -> Iterator[Lit]:
        """The same for the two looks at a paper."""
        then, now = self.paper, self.later
        yield from then.scope.active.values()
        yield from self._several(then.scope)
        yield from (-then.instant[USUAL_HOUR], -now.instant[USUAL_HOUR], then.needs_copy)
        yield from self._moved(then.answers.values, now.answers.values)
        yield from self._moved({"": then.instant}, {"": now.instant})
        yield from 3 * self._only_later()

    def _acting(self) -> Iterator[Lit]:
        """Each answer on the way that acts at once, so that something else is to be said first."""
        scope = self.round.scope
        for urgent in self.policy.urgent:
            if urgent.step in scope.active:
                yield self.formula.all(
                    (scope.active[urgent.step], scope.values[urgent.step].get(urgent.value, FALSE))
                )

    def _several(self, scope: Scope) -> Iterator[Lit]:
        """Each answer of those that may be several."""
        for step, active in scope.active.items():
            if self.policy.steps[step].kind == "several":
                yield from (self.formula.all((active, lit)) for lit in scope.values[step].values())

    def _only_later(self) -> list[Lit]:
        """Each answer that counts at the later look and not at the first: there is seldom a way to it."""
        then, now = self.paper.scope.active, self.later.scope.active
        return [self.formula.all((lit, -then.get(step, FALSE))) for step, lit in now.items()]

    def hours_and_days(self) -> list[Lit]:
        """What tells one pair of looks at a paper from another by the clock: their hours, and the classes of their days."""
        looks = (self.paper, self.later)
        lits = [lit for look in looks for lit in look.instant.values()]
        for step, values in self.later.answers.values.items():
            if values is not self.paper.answers.values[step]:
                lits += [*values.values(), *self.paper.answers.values[step].values()]
        return lits

    def _moved(self, then: dict[str, Lits], now: dict[str, Lits]) -> list[Lit]:
        """A day that stands in another class by the time of the later look."""
        pairs = [(then[step], now[step]) for step in then if then[step] is not now[step]]
        return [
            -self.formula.any(self.formula.all((one[day], other[day])) for day in one) for one, other in pairs
        ]


def _held(look: PaperLook) -> Lit:
    """It waits behind a hold by what is on its face."""
    return look.outer.scene.formula.all((look.outer.at_papers, look.held))


def _ledger_flags(policy: Policy) -> tuple[str, ...]:
    """The flags that the engine itself sets for a whole visit."""
    effects = [effect for key in policy.globals.values() for effect in key.table.values()]
    named = [policy.consult.not_reached_flag, *(effect.flag for effect in effects)]
    return tuple(dict.fromkeys(flag for flag in named if flag))
