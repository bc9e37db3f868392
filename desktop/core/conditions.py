"""Conditions as data: the closed set of questions that a policy pack may ask about a walk.

A condition is a small table (`{step = "destination", is = ["public"]}`) and never code, so that it can be
drawn, proved and read by counsel (lessons.md 3). What and/or/not cannot say becomes a named fact
(`facts.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

Value = str | tuple[str, ...]
"""An answer: one value, or the several values of a step of kind `several` (may be empty)."""


class Cond(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"is_": "is", "not_": "not"},
    omit_defaults=True,
):
    """One condition: a table with exactly one form. A question that is not answered, or no longer asked, matches nothing. Conditions
    see the value that counts, so never `unsure` where it counts as another."""

    all: tuple["Cond", ...] | None = None
    """Each of these holds."""
    any: tuple["Cond", ...] | None = None
    """One of these holds."""
    not_: "Cond | None" = None
    """This does not hold."""
    step: str | None = None
    """A question; goes with `is`, `has` or `only`."""
    is_: tuple[str, ...] | None = None
    """The answer (or the site's particular) is one of these."""
    has: tuple[str, ...] | None = None
    """The answer, or the computed fact, has one of these among it."""
    only: tuple[str, ...] | None = None
    """It is answered with nothing but these."""
    answered: str | None = None
    """This question is answered."""
    fact: str | None = None
    """A computed fact; goes with `has`."""
    flag: tuple[str, ...] | None = None
    """One of these flags was set before."""
    reason: tuple[str, ...] | None = None
    """One of these reasons was given before."""
    outcome: tuple[str, ...] | None = None
    """One of these outcomes was reached before."""
    site: str | None = None
    """The facility's `type`, `borough`, `court_area` or `local_agencies` (these two: `yes`, `no`); goes with `is`."""
    round: tuple[str, ...] | None = None
    """The round is of one of these kinds: `start`, `new_paper`, `wants_more`, `others_arrived`."""
    moment: str | None = None
    """`entry`: the rules are run again as officers go in."""
    term: str | None = None
    """The named condition of `[term]` holds."""


class Situation(Protocol):
    """What a condition may look at. Values of steps are those that count: "I can't tell" is already mapped."""

    @property
    def terms(self) -> Mapping[str, Cond]: ...
    @property
    def flags(self) -> frozenset[str]: ...
    @property
    def reasons(self) -> frozenset[str]: ...
    @property
    def outcomes(self) -> frozenset[str]: ...
    @property
    def round(self) -> str: ...
    @property
    def moment(self) -> str: ...
    def value(self, step: str) -> Value | None: ...
    def fact(self, name: str) -> frozenset[str]: ...
    def site_value(self, key: str) -> str: ...


FORMS = (
    "all",
    "any",
    "not_",
    "step",
    "answered",
    "fact",
    "flag",
    "reason",
    "outcome",
    "site",
    "round",
    "moment",
    "term",
)
_TESTS = ("is_", "has", "only")
WANTED = {"step": {"is_", "has", "only"}, "fact": {"has"}, "site": {"is_"}}


def fault(cond: Cond) -> str | None:
    """Say what is wrong with the shape of `cond` itself (its parts are not looked at), or None."""
    forms = [name for name in FORMS if getattr(cond, name) is not None]
    tests = [name for name in _TESTS if getattr(cond, name) is not None]
    if len(forms) != 1:
        return "a condition has exactly one of: " + ", ".join(name.rstrip("_") for name in FORMS)
    wanted = WANTED.get(forms[0], set())
    if wanted and (len(tests) != 1 or tests[0] not in wanted):
        return f"'{forms[0]}' needs exactly one of: " + ", ".join(sorted(name.rstrip("_") for name in wanted))
    if not wanted and tests:
        return f"'{forms[0].rstrip('_')}' goes without is, has and only"
    for name in (*forms, *tests):
        if isinstance(listed := getattr(cond, name), tuple) and not listed:
            return f"'{name.rstrip('_')}' lists nothing"
    return None


def parts(cond: Cond) -> Iterator[Cond]:
    """`cond` and every condition inside it, outermost first; named terms are not opened."""
    yield cond
    for inner in (*(cond.all or ()), *(cond.any or ())):
        yield from parts(inner)
    if cond.not_ is not None:
        yield from parts(cond.not_)


def _step_holds(cond: Cond, value: Value | None) -> bool:
    if value is None:
        return False
    values = {value} if isinstance(value, str) else set(value)
    if cond.only is not None:
        return bool(values) and values <= set(cond.only)
    return not values.isdisjoint(cond.is_ or cond.has or ())


_HOLDS: dict[str, Callable[[Cond, Situation], bool]] = {
    "not_": lambda c, s: c.not_ is not None and not holds(c.not_, s),
    "answered": lambda c, s: s.value(c.answered or "") is not None,
    "fact": lambda c, s: not s.fact(c.fact or "").isdisjoint(c.has or ()),
    "flag": lambda c, s: not s.flags.isdisjoint(c.flag or ()),
    "reason": lambda c, s: not s.reasons.isdisjoint(c.reason or ()),
    "outcome": lambda c, s: not s.outcomes.isdisjoint(c.outcome or ()),
    "site": lambda c, s: s.site_value(c.site or "") in (c.is_ or ()),
    "round": lambda c, s: s.round in (c.round or ()),
    "moment": lambda c, s: s.moment == c.moment,
}


def holds(cond: Cond | None, situation: Situation) -> bool:
    """Tell whether `cond` holds; no condition always holds. An unanswered step matches nothing.

    Raises KeyError for a term that the pack does not define: `packcheck` refuses such a pack before it is
    walked.
    """
    if cond is None:
        return True
    if cond.step is not None:  # these four are nearly all there are, and a record of years is computed again
        return _step_holds(cond, situation.value(cond.step))
    if cond.term is not None:
        return holds(situation.terms[cond.term], situation)
    if cond.all is not None:
        return not _is_any(cond.all, situation, False)
    if cond.any is not None:
        return _is_any(cond.any, situation, True)
    return next(
        (test(cond, situation) for form, test in _HOLDS.items() if getattr(cond, form) is not None), True
    )


def _is_any(conds: Sequence[Cond], situation: Situation, wanted: bool) -> bool:
    """Whether one of them is `wanted`; what comes after it is not looked at."""
    for cond in conds:  # noqa: SIM110 - a generator takes half as long again
        if holds(cond, situation) is wanted:
            return True
    return False
