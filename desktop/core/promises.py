"""Which promises of a policy's safety rules a newer version no longer gives as the one before did: told to who compiles and who signs; and
all that differs between the promises of two versions, for who compares them.

Rules may change and go: that is counsel's affair. It is never silent, since a pack is proved against its own rules alone, and one whose
rules were taken away proves with less. Pure.
"""

from collections.abc import Iterator, Mapping

from desktop.core.conditions import Cond, parts
from desktop.core.safety import Safety, SafetyRule

Terms = Mapping[str, Cond]


def changed_promises(former: Safety, terms_then: Terms, now: Safety, terms_now: Terms) -> tuple[str, ...]:
    """A sentence for each rule of `former` that is gone, or is about something else now, be it by a named condition (`terms_…`: the pack's
    own) that it uses. Other words for the same rule, and more rules, are nothing."""
    return tuple(_changed(former, {**terms_then, **former.term}, now, {**terms_now, **now.term}))


def promise_changes(former: Safety, terms_then: Terms, now: Safety, terms_now: Terms) -> tuple[str, ...]:
    """The same, and a sentence for each rule that is new, or says what it promises in other words."""
    return (*changed_promises(former, terms_then, now, terms_now), *_besides(former, now))


def _besides(former: Safety, now: Safety) -> Iterator[str]:
    for kind in ("never", "always"):
        have = {rule.id: rule for rule in getattr(former, kind)}
        for rule in getattr(now, kind):
            was = have.get(rule.id)
            if was is None:
                yield f"The safety rule '{rule.id}' is new: {rule.says}"
            elif was.says != rule.says:
                yield f"The safety rule '{rule.id}' is told in other words: was “{was.says}”, now “{rule.says}”"


def _changed(former: Safety, then: Terms, now: Safety, today: Terms) -> Iterator[str]:
    for kind in ("never", "always"):
        have = {rule.id: rule for rule in getattr(now, kind)}
        for was in getattr(former, kind):
            rule = have.get(was.id)
            if rule is None:
                yield f"The safety rule '{was.id}' of the version before is gone: {was.says}"
            elif _bare(was) != _bare(rule):
                yield f"The safety rule '{was.id}' is not that of the version before, which promised: {was.says}"
            else:
                used = _used(was, then) | _used(rule, today)
                other = sorted(name for name in used if then.get(name) != today.get(name))
                if other:
                    yield f"The safety rule '{was.id}' uses '{other[0]}', which means something else now: {was.says}"


def _bare(rule: SafetyRule) -> tuple[object, ...]:
    lists = (frozenset(each) for each in (rule.outcome, rule.reason, rule.flag, rule.at, rule.state))
    return (*lists, rule.when, rule.unless)


def _used(rule: SafetyRule, terms: Terms) -> set[str]:
    """The named conditions that a rule uses, those within them too."""
    found, left = set[str](), [cond for cond in (rule.when, rule.unless) if cond is not None]
    while left:
        for part in parts(left.pop()):
            if part.term is not None and part.term not in found:
                found.add(part.term)
                left += [terms[part.term]] if part.term in terms else []
    return found
