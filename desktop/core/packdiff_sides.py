"""One of two policies that are compared: its entries of one part, and which of them the other lacks or has at another place."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from desktop.core.conditions import Cond, holds
from desktop.core.paths import looks_at
from desktop.core.policy import ROUND_KINDS, Ask, Policy, Rule
from desktop.core.tracing import Trace

Part = Literal["visit", "papers"]
COUNSEL = "counsel"
"""Stands among the outcomes of a paper that passed every check, so that counsel's word decides."""


class Side:
    """An older or newer policy. `changed_asks`, `changed_rules`: what the other lacks; `moved`: rules that stand behind others there
    that end the list; `behind`: rules behind a changed one that ends the list."""

    def __init__(self, part: Part, policy: Policy) -> None:
        self.policy = policy
        self.asks = policy.ask if part == "visit" else policy.group.ask
        # A paper that passed is told as one more rule, so that what opens a door is compared like all else.
        self.opens = Rule(when=policy.consult.opens, outcome=COUNSEL, rounds=ROUND_KINDS)
        self.rules = policy.rule if part == "visit" else (*policy.group.rule, self.opens)
        self.placed_asks = dict(_placed(policy, self.asks))
        self.placed_rules = dict(_placed(policy, self.rules))
        self.changed_asks: list[Ask] = []
        self.changed_rules: list[Rule] = []
        self.moved: list[Rule] = []
        self.behind: list[Rule] = []

    def compare(self, other: "Side") -> None:
        """Note what differs from the other."""
        for ask in self.asks:
            form = form_of(self.policy, ask)
            if other.placed_asks.get(form) != self.placed_asks[form]:
                self.changed_asks.append(ask)
        both = set(self.placed_rules) & set(other.placed_rules)
        for rule in self.rules:
            form = form_of(self.policy, rule)
            if form not in both:
                self.changed_rules.append(rule)
            elif other.placed_rules[form] & both != self.placed_rules[form] & both:
                self.moved.append(rule)
            elif other.placed_rules[form] != self.placed_rules[form]:
                self.behind.append(rule)

    def said(self, trace: Trace) -> tuple[list[str], bool, bool]:
        """What the changed rules that hold give, each by itself; whether one of them ends the list; whether a moved one holds."""
        here = [rule for rule in self.changed_rules if trace.round in rule.rounds and holds(rule.when, trace)]
        moved = any(trace.round in rule.rounds and holds(rule.when, trace) for rule in self.moved)
        given = sorted(str(msgspec.to_builtins(msgspec.structs.replace(rule, when=None))) for rule in here)
        return given, any(rule.last for rule in here), moved


def form_of(policy: Policy, entry: Ask | Rule) -> str:
    """An entry with its named terms opened, to be compared."""
    plain = msgspec.to_builtins(msgspec.structs.replace(entry, when=None))
    return f"{plain} {msgspec.to_builtins(_opened(policy, entry.when)) if entry.when is not None else ''}"


def _placed(policy: Policy, entries: Sequence[Ask] | Sequence[Rule]) -> Iterator[tuple[str, frozenset[str]]]:
    """Each entry with what stands before it and counts there: rules that end the list, questions that it looks at."""
    ended: list[str] = []
    asked: list[str] = []
    for entry in entries:
        form = form_of(policy, entry)
        if isinstance(entry, Rule):
            yield form, frozenset(ended)
            ended += [form] if entry.last else []
        else:
            yield form, looks_at(policy, entry.when) & frozenset(asked)
            asked.append(entry.step)


def _opened(policy: Policy, cond: Cond) -> Cond:
    if cond.term is not None and cond.term in policy.terms:
        return _opened(policy, policy.terms[cond.term])
    inner = {name: tuple(_opened(policy, each) for each in found) for name in ("all", "any")
             if (found := getattr(cond, name)) is not None}  # fmt: skip
    if cond.not_ is not None:
        return msgspec.structs.replace(cond, not_=_opened(policy, cond.not_))
    return msgspec.structs.replace(cond, **inner)
