"""Looks at one round with the answers it holds: the next question, each paper judged, the findings decided so
far."""

from desktop.core.conditions import holds
from desktop.core.facts import Instant, Site
from desktop.core.policy import Group, Policy
from desktop.core.tracing import Findings, Trace
from desktop.core.walk_state import Item, Judged, Question, Round, View


class Viewer:
    """Judges rounds and papers by one policy at one site; keeps nothing."""

    def __init__(self, policy: Policy, site: Site) -> None:
        self.policy, self.site = policy, site

    def judge(self, outer: Trace, round_: Round, item: Item, now: Instant, moment: str = "") -> Judged:
        """Run one paper's questions and rules at `now` (facts.md "Each paper, in this order")."""
        group, consult = self.policy.group, self.policy.consult
        trace = Trace(self.policy, self.site, round_.kind, now, outer, moment)
        place = trace.follow(group.ask, item.answers)
        if consult.copy_step in item.answers:
            copy = item.answers[consult.copy_step]
            trace.active[consult.copy_step] = self.policy.counts_as(consult.copy_step, copy)
        findings = trace.find(group.rule)
        address = f"{round_.key}/{group.over}/{item.key}"
        opens = holds(consult.opens, trace)
        return Judged(item, address, findings, place.step if place else "", opens, trace)

    def held(self, judged: Judged) -> bool:
        """Tell whether the paper waits behind a hold."""
        return judged.item.held or self.policy.consult.hold in judged.findings.outcomes

    def consultable(self, judged: Judged) -> bool:
        """Tell whether counsel may still be asked about the paper."""
        return not judged.item.result and (judged.passed or self.held(judged))

    def needs_copy(self, judged: Judged) -> bool:
        """On a screen, and counsel has no copy yet: `allow` is not offered (facts.md "Counsel")."""
        consult = self.policy.consult
        return holds(consult.copy_when, judged.trace) and judged.trace.active.get(consult.copy_step) != "yes"

    def _items(
        self, trace: Trace, round_: Round, group: Group, now: Instant
    ) -> tuple[list[Judged], Question | None]:
        found: list[Judged] = []
        for number in range(1, group.max + 1):
            item = round_.items.setdefault(f"{group.key}{number}", Item(f"{group.key}{number}"))
            found.append(self.judge(trace, round_, item, item.at or now))
            if found[-1].open_step:
                return found, Question(f"{found[-1].address}/{found[-1].open_step}", found[-1].open_step)
            if group.more not in item.answers and number < group.max:
                return found, Question(f"{found[-1].address}/{group.more}", group.more)
            if self.policy.counts_as(group.more, item.answers.get(group.more, "no")) != "yes":
                break
        return found, None

    def view(self, round_: Round, now: Instant) -> View:
        """The round with its papers. The copy for counsel is asked last, when a paper on a screen goes to
        counsel."""
        trace = Trace(self.policy, self.site, round_.kind, now)
        judged: list[Judged] = []
        asks = self.policy.ask
        while True:
            place = trace.follow(asks, round_.answers)
            if place is None:
                break
            if not place.group:
                return View(trace, tuple(judged), Question(f"{round_.key}/{place.step}", place.step))
            judged, question = self._items(trace, round_, self.policy.group, now)
            if question is not None:
                return View(trace, tuple(judged), question)
            asks = asks[asks.index(place) + 1 :]
        step = self.policy.consult.copy_step
        for paper in judged:
            if self.consultable(paper) and self.needs_copy(paper) and step not in paper.item.answers:
                return View(trace, tuple(judged), Question(f"{paper.address}/{step}", step))
        return View(trace, tuple(judged), None)

    def blocked(self, view: View) -> bool:
        """A warrant that passed every check waits for counsel: nothing of this rest is recorded yet."""
        return any(paper.passed and not paper.item.result and not paper.item.muted for paper in view.judged)

    def decided(self, view: View) -> Findings:
        """All that the round's answers decide so far, in the pack's order of outcomes."""
        found = view.trace.find(self.policy.rule)
        consult = self.policy.consult
        for paper in view.judged:
            findings = paper.findings
            if paper.item.main_result:
                reasons = (consult.deny_reason,) if paper.item.main_result == consult.deny else ()
                findings = Findings((paper.item.main_result,), reasons, findings.flags)
            elif paper.item.held or (paper.item.hold_recorded and paper.item.result):
                findings = findings.joined(Findings((consult.hold,), tuple(paper.item.extra)))
            found = found.joined(findings)
        order = self.policy.outcome_order
        return Findings(tuple(sorted(found.outcomes, key=order.__getitem__)), found.reasons, found.flags)
