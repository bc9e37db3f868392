"""Walks every paper that can be shown, value by value, and holds the pack against facts.md; a sample of it runs in the tests.

Nothing is merged: every listed value of every question, dates and hours by the edges of their rules. "I can't tell" counts as
a listed value (tests/core/test_properties.py), or is one of its own and is walked here.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import combinations, product
from multiprocessing import Pool
from typing import Any

import msgspec

from desktop.core import paths
from desktop.core.conditions import Value, holds
from desktop.core.policy import Policy
from desktop.core.tracing import Trace
from desktop.core.walk_state import Input
from desktop.core.walks import fold
from tests.core import oracle
from tests.core.nyc import TO_THE_PAPERS, door, policy, with_curable, without_rule

GOOD: dict[str, Value] = {
    "form": "on_paper",
    "paper_top": "court_federal",
    "signer": "judge",
    "title": "search_warrant",
    "secret": "no",
    "place": "matches",
    "date_issued": paths.DAY.isoformat(),
    "district": "eastern",
    "defects": (),
    "any_time": "yes",
}
ISSUED, BY = (0, -10, -11, -14, -15, 1), (0, -1, 14, 15)
"""Days from today: the edges of the windows of 10 and 14 days."""
SHOWN_FAULTS = 20
PLAYED_REASONS = 2
"""Counsel's allow is played for every set of up to so many reasons; larger ones are unions of them."""

Memo = dict[tuple[frozenset[str], bool, bool], bool]


class Found(msgspec.Struct):
    """What one share of the papers gave: how many, how many of counsel's allows were played, what was wrong."""

    papers: int = 0
    allows: int = 0
    faults: list[str] = msgspec.field(default_factory=list)


def values(whole: Policy, step: str) -> tuple[Value, ...]:
    """Every answer to try."""
    found = whole.steps[step]
    if found.kind == "date":
        days = ISSUED if step == "date_issued" else BY
        return (*((paths.DAY + timedelta(days=each)).isoformat() for each in days), "cannot_read")
    if found.kind == "several":
        every = range(len(found.values) + 1)
        return tuple(each for size in every for each in combinations(found.values, size))
    return (*found.values, "unsure") if found.unsure == "unsure" else found.values


def _env(hour: str) -> paths.Env:
    return paths.Env("start", paths.a_site(), paths.at(hour))


def _outer(whole: Policy, env: paths.Env, identified: str) -> Trace:
    outer = Trace(whole, env.site, env.round, env.now)
    outer.active["identified"] = identified
    return outer


def counsel_lets_in(whole: Policy, env: paths.Env, identified: str, answers: dict[str, Value]) -> bool:
    """Play the paper through the engine's own fold with counsel's allow: does it end in an escort?"""
    told = {**TO_THE_PAPERS, "identified": identified}
    inputs = [(f"r1/{step}", step, value) for step, value in told.items()]
    inputs += [(f"r1/papers/p1/{step}", step, value) for step, value in answers.items()]
    inputs += [
        (f"r1/papers/p1/{s}", s, v)
        for s, v in (("more_papers", "no"), ("counsel_has_copy", "yes"), ("counsel", "allow"))
    ]
    walk = fold(whole, env.site, [Input(seq, *each, env.now) for seq, each in enumerate(inputs, 1)])
    return any("escort_within_warrant" in rest.outcomes for rest in walk.rests)


def faults_of(whole: Policy, env: paths.Env, identified: str, trace: Trace, memo: Memo) -> Iterator[str]:
    """Where the pack's word on the paper in `trace` is not that of facts.md; counsel's allow is played once for each case."""
    answers: dict[str, Any] = dict(trace.active)
    said = oracle.paper(answers, door(env.site, env.now, identified))
    found = paths.found(trace, whole.group.rule)
    got = (set(found.outcomes), set(found.reasons), set(found.flags), set(answers))
    if got != (said.outcomes, said.reasons, said.flags, said.asked) or not said.complete:
        yield f"{identified} {answers}: pack {got}, facts.md {said}"
    opens = holds(whole.consult.opens, trace)
    if opens != said.search:
        yield f"{identified} {answers}: counsel's allow may lead in by the pack: {opens}, by facts.md: {said.search}"
    held = said.search or "hold_for_counsel" in said.outcomes
    if not held or len(said.reasons) > PLAYED_REASONS:
        return
    case = (frozenset(said.reasons), said.search, "digital" in said.flags)
    if case not in memo:
        memo[case] = counsel_lets_in(whole, env, identified, answers)
    curable = said.reasons <= oracle.CURABLE
    if memo[case] != (said.search and curable):
        yield f"{identified} {answers}: counsel allows, escort {memo[case]}, reasons {sorted(said.reasons)}"


def walk_share(whole: Policy, share: tuple[str, str, str, str]) -> Found:
    """Every paper of one hour, one showing of identity, one top, one form."""
    hour, identified, top, form = share
    env, result, memo = _env(hour), Found(), Memo()
    trace = Trace(whole, env.site, env.round, env.now, _outer(whole, env, identified))
    fixed = {"paper_top": (top,), "form": (form,)}
    table = {step: fixed.get(step) or values(whole, step) for step in whole.steps}
    for _ in paths.explore(whole.group.ask, trace, table.__getitem__):
        result.papers += 1
        result.faults += list(faults_of(whole, env, identified, trace, memo))[:SHOWN_FAULTS]
        if len(result.faults) >= SHOWN_FAULTS:
            break
    result.allows = len(memo)
    return result


def walk_sample(whole: Policy, seed: int, count: int) -> Found:
    """`count` papers by chance, leaning towards a good warrant with few faults."""
    chance, result, memo = random.Random(seed), Found(), Memo()

    def one(step: str) -> tuple[Value, ...]:
        if step in GOOD and chance.random() < 0.75:
            return (GOOD[step],)
        return (chance.choice(values(whole, step)),)

    for _ in range(count):
        env, identified = _env(chance.choice(list(paths.HOURS))), chance.choice(("all", "some", "none"))
        trace = Trace(whole, env.site, env.round, env.now, _outer(whole, env, identified))
        for _ in paths.explore(whole.group.ask, trace, one):
            result.papers += 1
            result.faults += faults_of(whole, env, identified, trace, memo)
    result.allows = len(memo)
    return result


def broken_packs(whole: Policy) -> dict[str, Policy]:
    """Packs that a careless hand could make; each must be caught."""
    return {
        "no rule for the wrong place": without_rule(whole, "wrong_place"),
        "no rule for an altered paper": without_rule(whole, "altered"),
        "expired can be cured": with_curable(whole, "expired"),
        "the hours can be cured": with_curable(whole, "outside_hours"),
    }


def main() -> int:
    """All papers over two processes, then the broken packs; 1 if the pack differs from facts.md or a broken one slips through."""
    whole, started, total = policy(), time.monotonic(), Found()
    shares = list(
        product(paths.HOURS, ("all", "none"), whole.steps["paper_top"].values, whole.steps["form"].values)
    )
    with Pool(2) as pool:
        for found in pool.imap_unordered(partial(walk_share, whole), shares):
            total.papers += found.papers
            total.allows += found.allows
            total.faults += found.faults
    for fault in total.faults[:SHOWN_FAULTS]:
        print(fault)
    print(
        f"row\tpapers walked\t{total.papers:,}\t{len(total.faults)} differ from facts.md, {time.monotonic() - started:.0f} s"
    )
    print(f"row\tcounsel's allow played\t{total.allows:,}\tonce for every set of reasons in a share")
    missed = [name for name, broken in broken_packs(whole).items() if not walk_sample(broken, 1, 2000).faults]
    print(
        f"row\tbroken packs caught\t{len(broken_packs(whole)) - len(missed)} of {len(broken_packs(whole))}\t{', '.join(missed)}"
    )
    return 1 if total.faults or missed else 0


if __name__ == "__main__":
    sys.exit(main())
