"""Goes through the order of asking with the answers at hand: which of them count, what is asked next, which
rules hold.

One trace serves the questions of a round and those of one paper. An answer counts only while its step is
asked, so a
changed earlier answer lets later ones drop out, and counts them again where the new path reaches them (row
G6).
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from desktop.core.conditions import Cond, Value, holds
from desktop.core.facts import FACTS, Instant, Site
from desktop.core.policy import Ask, Policy, Rule


class Findings(msgspec.Struct, frozen=True):
    """What the rules say: outcomes in the order found, reasons and flags."""

    outcomes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def joined(self, other: "Findings") -> "Findings":
        """Both, each entry once, first come first."""
        return Findings(
            tuple(dict.fromkeys((*self.outcomes, *other.outcomes))),
            tuple(dict.fromkeys((*self.reasons, *other.reasons))),
            tuple(dict.fromkeys((*self.flags, *other.flags))),
        )


class Trace:
    """The answers that count so far, seen as a `Situation`; `outer` is the round that a paper belongs to."""

    def __init__(
        self,
        policy: Policy,
        site: Site,
        round_kind: str,
        now: Instant,
        outer: "Trace | None" = None,
        moment: str = "",
    ) -> None:
        self.policy, self.site, self.round, self.now, self.outer, self.moment = (
            policy,
            site,
            round_kind,
            now,
            outer,
            moment,
        )
        self._own = frozenset(ask.step for ask in policy.group.ask) if outer is not None else frozenset()
        self.active: dict[str, Value] = {}
        self.flags: frozenset[str] = frozenset()
        self.reasons: frozenset[str] = frozenset()
        self.outcomes: frozenset[str] = frozenset()

    @property
    def terms(self) -> Mapping[str, Cond]:
        """The pack's named conditions."""
        return self.policy.terms

    def value(self, step: str) -> Value | None:
        """The value that counts for `step`, of this paper or else of its round; None while unanswered."""
        found = self.active.get(step)
        if found is None and self.outer is not None and step not in self._own:
            return self.outer.value(step)
        return found

    def fact(self, name: str) -> frozenset[str]:
        """The named fact, computed at this trace's instant."""
        return FACTS[name].compute(self)

    def site_value(self, key: str) -> str:
        """A particular of the site, for conditions."""
        return self.site.value(key)

    def asked(self, ask: Ask) -> bool:
        """Tell whether `ask` stands on the path in this kind of round."""
        return self.round in ask.rounds and holds(ask.when, self)

    def follow(self, asks: Iterable[Ask], answers: Mapping[str, Value]) -> Ask | None:
        """Count the answers along `asks`; return the first place that is asked and not answered (a group
        always stops)."""
        for ask in self.passes(asks, answers):
            if ask.group or ask.step not in answers:
                return ask
        return None

    def passes(self, asks: Iterable[Ask], answers: Mapping[str, Value]) -> Iterator[Ask]:
        """Every place that is asked, its answer counted; one without an answer, and a group, is given and passed over."""
        for ask in asks:
            if ask.step in self.active or not self.asked(ask):
                continue
            if not ask.group and ask.step in answers:
                self.active[ask.step] = self.policy.counts_as(ask.step, answers[ask.step])
            yield ask

    def find(self, rules: Iterable[Rule]) -> Findings:
        """Apply the rules in their order; reasons and flags found so far are visible to later conditions."""
        outcomes: list[str] = []
        reasons: list[str] = []
        flags: list[str] = []
        for rule in self.fires(rules):
            if rule.outcome and rule.outcome not in outcomes:
                outcomes.append(rule.outcome)
            reasons.extend(reason for reason in rule.reasons if reason not in reasons)
            flags.extend(flag for flag in rule.flags if flag not in flags)
        return Findings(tuple(outcomes), tuple(reasons), tuple(flags))

    def fires(self, rules: Iterable[Rule]) -> Iterator[Rule]:
        """The rules that hold, in their order, up to one that ends the list; what they find is visible to those after them."""
        for rule in rules:
            if self.round not in rule.rounds or not holds(rule.when, self):
                continue
            self.reasons, self.flags = self.reasons | set(rule.reasons), self.flags | set(rule.flags)
            yield rule
            if rule.last:
                return
