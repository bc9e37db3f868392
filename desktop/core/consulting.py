"""Counsel's part of a walk: what allow, deny, wait and no answer do to the papers that are open (facts.md
"Counsel")."""

from desktop.core.ledger import Ledger, facts_used
from desktop.core.tracing import Findings
from desktop.core.walk_state import Input, Item, Judged, Pending, Round, View


def _once(*reasons: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reasons))


class Consulting:
    """Applies counsel's word to the ledger. A check that was never asked has not passed."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.consult = ledger, ledger.policy.consult

    def answered(self, given: Input) -> None:
        """Take counsel's word about one paper, or (at an address without one) about an emergency's hold."""
        found = self.ledger.place(given.address)
        if found is None:
            return
        word = str(self.ledger.policy.counts_as(self.consult.step, given.value))
        round_, item = found
        if word == "not_reached":
            self.ledger.flags[self.consult.not_reached_flag] = None
        if item is None:
            self._emergency(word, given)
            return
        paper = next((p for _, _, p in self.ledger.waiting(given.at) if p.item is item), None)
        if paper is None:
            return
        item.pending = None
        if self.ledger.direct is item:
            self.ledger.direct = None
        if item.muted:
            item.result = "" if word in ("wait", "not_reached") else "muted"
        elif word == "allow":
            self._allow(round_, item, Pending(given, paper.passed, paper.reasons), given)
        elif word == "deny":
            self._resolve(round_, paper, self.consult.deny, (self.consult.deny_reason,), given)
        elif word == "wait":
            self._hold(round_, item, (self.consult.wait_reason,), given)
        else:
            # Silence alone holds nothing that a judge's warrant in order would not open: it counts as open again.
            item.held = item.held and bool(paper.reasons)
            self.ledger.direct = item
        self.ledger.settle(given)

    def taken_up(self, round_: Round, item: Item, given: Input) -> None:
        """A paper's answer came in: if counsel's allow waits for it, judge it now."""
        if item.pending is not None:
            self._allow(round_, item, item.pending, given)

    def conclude(self, given: Input) -> None:
        """Something cut in while counsel's allow waited for the any-time box: a box that nobody has read is not ticked."""
        for round_, view in self.ledger.views(given.at):
            for paper in view.judged:
                if (before := paper.item.pending) is None:
                    continue
                now = self.ledger.viewer.judge(view.trace, round_, paper.item, before.given.at, "entry")
                paper.item.pending = None
                if before.passed:
                    self._hold(round_, paper.item, now.findings.reasons, given)
                else:
                    self._resolve(round_, now, self.consult.allow_otherwise, (), given)

    def still_asked(self, view: View, paper: Judged) -> str:
        """The question about this paper that counsel's allow waits for, or ""."""
        if paper.item.pending is None:
            return ""
        at = max(
            paper.item.pending.given.at,
            paper.item.at or paper.item.pending.given.at,
            key=lambda each: each.utc_us,
        )
        return self.ledger.viewer.judge(
            view.trace, self.ledger.round_of(paper.item), paper.item, at
        ).open_step

    def _allow(self, round_: Round, item: Item, before: Pending, given: Input) -> None:
        """Counsel allows: the checks run again at that minute.

        A paper that had passed and fails now uses the answer up: it is held and counsel is asked again. For a
        held paper the
        new reasons join its own, and only a court's search warrant with nothing but curable reasons leads to
        an escort.
        """
        viewer = self.ledger.viewer
        then = viewer.judge(viewer.view(round_, given.at).trace, round_, item, item.at or given.at)
        now = viewer.judge(viewer.view(round_, given.at).trace, round_, item, given.at)
        if now.opens and now.open_step and (not then.open_step or item.pending is not None):
            item.pending = before
            return
        item.pending = None
        if before.passed and now.findings.reasons:
            self._hold(round_, item, now.findings.reasons, given)
            return
        reasons = _once(*before.reasons, *now.reasons)
        if not before.passed:
            item.extra.extend(reason for reason in reasons if reason not in item.extra)
        cured = now.opens and not now.open_step and set(reasons) <= set(self.consult.curable)
        self._resolve(round_, now, self.consult.allow if cured else self.consult.allow_otherwise, (), given)

    def _resolve(
        self, round_: Round, paper: Judged, outcome: str, reasons: tuple[str, ...], given: Input
    ) -> None:
        """Counsel's word is final for this paper: part of the round's rest while that is not recorded, else a
        rest of its own."""
        paper.item.result = outcome
        if not round_.main and not self.ledger.viewer.held(paper):
            paper.item.main_result = outcome
            self.ledger.emit_main(round_, given)
            return
        self.ledger.flush(round_, given)
        self.ledger.emit(
            paper.address, given, Findings((outcome,), reasons, paper.findings.flags), facts_used((paper,))
        )

    def _hold(self, round_: Round, item: Item, reasons: tuple[str, ...], given: Input) -> None:
        """The paper is held from now on. A hold that is recorded already is left as it stands; its reasons
        grow."""
        new = [reason for reason in reasons if reason not in item.extra]
        item.extra.extend(new)
        item.held = True
        if not item.hold_recorded and self.consult.hold in round_.main:
            item.hold_recorded = True
            address = f"{round_.key}/{self.ledger.policy.group.over}/{item.key}"
            self.ledger.emit(address, given, Findings((self.consult.hold,), tuple(item.extra)))
        else:
            self.ledger.emit_main(round_, given)

    def silence_ends(self, given: Input) -> None:
        """Counsel was not reached and they did something other than go in: a warrant that passed becomes a
        hold."""
        item, self.ledger.direct = self.ledger.direct, None
        if item is None or item.muted:
            return
        paper = next((p for _, _, p in self.ledger.waiting(given.at) if p.item is item), None)
        if paper is not None and paper.passed:
            self._hold(self.ledger.round_of(item), item, (), given)

    def entered(self, given: Input, outcome: str) -> bool:
        """They go in while counsel is silent on warrants that passed: the checks run again at that minute.

        True if one of them still holds good; those that fail now are held first (facts.md "Counsel").
        """
        good = False
        for round_, view, paper in self.ledger.waiting(given.at):
            if not paper.passed or paper.item.muted:
                continue
            paper.item.pending = None
            now = self.ledger.viewer.judge(view.trace, round_, paper.item, given.at, "entry")
            if now.findings.reasons or not now.opens:
                self._hold(round_, paper.item, now.findings.reasons, given)
            else:
                good = True
                self._resolve(round_, paper, outcome, (), given)
                # Counsel may still call back: that word is recorded and changes nothing any more.
                paper.item.result, paper.item.muted = "", True
        self.ledger.settle(given)
        return good

    def _emergency(self, word: str, given: Input) -> None:
        """Counsel on an emergency's hold: there is no paper that allow could open a door by."""
        ledger, item = self.ledger, self.ledger.emergency
        if item is None:
            return
        if item.muted:
            ledger.emergency = item if word in ("wait", "not_reached") else None
        elif word == "wait":
            ledger.reasons[self.consult.wait_reason] = None
        elif word == "not_reached":
            ledger.direct = item
        else:
            ledger.emergency = None
            found = Findings((self.consult.allow_otherwise,))
            if word == "deny":
                found = Findings((self.consult.deny,), (self.consult.deny_reason,))
            ledger.emit(given.address, given, found)
