"""The New York City pack, a site, instants and a walk that grows answer by answer, for the tests of the engine."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec

from desktop import paths
from desktop.core.answering import answerable, check_answer
from desktop.core.conditions import Value
from desktop.core.facts import DISTRICTS, Instant, Site
from desktop.core.policy import UNSURE, Policy
from desktop.core.walk_state import Input, Rest, Walk
from desktop.core.walks import due, effective, fold
from desktop.packs.source import Reader, read_routing
from desktop.wall import zone
from tests.core.oracle import Door

PACK = paths.resources() / "packs" / "us-ny-nyc" / "facility-entry"
ZONE = zone("America/New_York")
NOON = datetime(2026, 7, 15, 12, 0, tzinfo=ZONE)
SITE = Site("shelter", "Brooklyn", ZONE)

GOOD_WARRANT: dict[str, Value] = {
    "form": "on_paper",
    "paper_top": "court_federal",
    "signer": "judge",
    "title": "search_warrant",
    "secret": "no",
    "place": "matches",
    "date_issued": "2026-07-14",
    "execute_by": "2026-07-20",
    "district": "eastern",
    "defects": (),
}
"""A search warrant for SITE that passes every check at NOON."""

TO_THE_PAPERS: dict[str, Value] = {
    "danger": "none",
    "visitor": "federal",
    "purpose": ("enter",),
    "identified": "all",
    "destination": "nonpublic",
    "paper": "shown",
}


@cache
def policy() -> Policy:
    """The routing of the pack that ships."""
    reader = Reader(PACK)
    found = read_routing(reader)
    assert found is not None
    assert not reader.findings
    return found


def without_rule(whole: Policy, reason: str) -> Policy:
    """A broken copy: the papers' rules that give `reason` are gone."""
    rules = tuple(rule for rule in whole.group.rule if reason not in rule.reasons)
    return msgspec.structs.replace(whole, group=msgspec.structs.replace(whole.group, rule=rules))


def with_curable(whole: Policy, reason: str) -> Policy:
    """A broken copy: counsel may cure `reason` too."""
    consult = msgspec.structs.replace(whole.consult, curable=(*whole.consult.curable, reason))
    return msgspec.structs.replace(whole, consult=consult)


def with_unsure(whole: Policy, step: str, value: str) -> Policy:
    """A broken copy: "I can't tell" counts as another value."""
    steps = {**whole.steps, step: msgspec.structs.replace(whole.steps[step], unsure=value)}
    return msgspec.structs.replace(whole, steps=steps)


def instant(moment: datetime, doubtful: bool = False) -> Instant:
    """Microseconds since 1970 UTC of an aware datetime."""
    return Instant((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1), doubtful)


def door(site: Site, at: Instant, identified: str = "all", entry: bool = False) -> Door:
    """The oracle's view of a site at an instant."""
    return Door(identified, site.borough, at.local(site.zone), at.doubtful, entry)


class Case:
    """A visit that grows: every answer goes through `check_answer`, is folded, and its new rests are recorded."""

    def __init__(self, policy: Policy, site: Site = SITE, at: datetime = NOON) -> None:
        self.policy, self.site, self.at = policy, site, instant(at)
        self.inputs: list[Input] = []
        self.recorded: list[Rest] = []
        self.walk: Walk = fold(policy, site, [])
        self.new: list[Rest] = []

    def _feed(self, given: Input) -> None:
        self.inputs.append(given)
        self.walk = fold(self.policy, self.site, self.inputs)
        self.new = due(self.walk, self.recorded) if given.takes_back is None else []
        self.recorded.extend(self.new)

    def answer(self, address: str, value: str | Sequence[str]) -> "Case":
        """Answer the question at `address`. Raises Refused."""
        taken = check_answer(self.policy, self.walk, address, value)
        self._feed(Input(len(self.inputs) + 1, address, address.rsplit("/", 1)[-1], taken, self.at))
        return self

    def take_back(self, seq: int) -> "Case":
        """Take the answer numbered `seq` back."""
        gone = next(given for given in self.inputs if given.seq == seq)
        self._feed(Input(len(self.inputs) + 1, gone.address, gone.step, "", self.at, takes_back=seq))
        return self

    def tell(self, facts: dict[str, Value], more: str = "no") -> "Case":
        """Answer what is asked from `facts` until something is asked that they lack. `more` "": stop after one paper."""
        facts = {**({"more_papers": more} if more else {}), **facts}
        while self.walk.open is not None and self.walk.open.step in facts:
            self.answer(self.walk.open.address, facts[self.walk.open.step])
        return self

    def now(self, value: str) -> "Case":
        """Say what the officers do now."""
        return self.answer(f"{self.walk.round}/{self.policy.changes_step}", value)

    def counsel(self, word: str, paper: str = "r1/papers/p1") -> "Case":
        """Counsel's word about a paper."""
        return self.answer(f"{paper}/counsel", word)

    @property
    def in_force(self) -> list[Input]:
        """The answers that were not taken back, in the order in which they act."""
        return effective(self.policy, self.inputs)

    @property
    def outcomes(self) -> list[str]:
        """Everything recorded so far, in order."""
        return [outcome for rest in self.recorded for outcome in rest.outcomes]


def any_value(policy: Policy, step: str, chance: random.Random, day: datetime) -> str | tuple[str, ...]:
    """Some answer to a step, "I can't tell" among them; dates near `day`."""
    found = policy.steps[step]
    if found.kind == "date":
        day_of = day.date() + timedelta(days=chance.choice((-15, -14, -11, -10, -3, 0, 0, 0, 1, 5, 14, 20)))
        return chance.choice((day_of.isoformat(), day_of.isoformat(), "cannot_read"))
    if found.kind == "choice":
        return chance.choice((*found.values, UNSURE))
    if chance.random() < 0.1:
        return (UNSURE,)
    return tuple(chance.sample(found.values, chance.randint(0 if found.empty else 1, 2)))


class Act(msgspec.Struct, frozen=True):
    """One act of a random walk: the answer, and the walk as it stood before it."""

    address: str
    value: str | tuple[str, ...]
    before: Walk


def random_walk(case: Case, chance: random.Random, steps: int, leaps: bool = True) -> Iterator[Act]:
    """Up to `steps` acts on `case`, each yielded once it is done: mostly the open question, else anything that takes an answer.

    Answers are taken back in between, and with `leaps` the clock goes on by minutes or hours and is doubtful at times.
    """
    for _ in range(steps):
        if case.walk.closed:
            return
        if leaps and chance.random() < 0.15:
            minutes = chance.choice((1, 30, 180, 600, 1500))
            case.at = Instant(case.at.utc_us + minutes * 60_000_000, chance.random() < 0.05)
        in_force = [given.seq for given in case.in_force]
        if in_force and chance.random() < 0.08:
            case.take_back(chance.choice(in_force))
            continue
        can = answerable(case.policy, case.walk)
        if case.walk.open is not None and chance.random() < 0.8:
            address = case.walk.open.address
        elif case.walk.consults and chance.random() < 0.6:
            address = chance.choice(case.walk.consults).address
        else:
            address = chance.choice(sorted(can))
        value = likely(case, can[address], chance)
        blocked = any(each.address == address and each.needs_copy for each in case.walk.consults)
        act = Act(address, "wait" if blocked and value == "allow" else value, case.walk)
        case.answer(act.address, act.value)
        yield act


def random_visit(seed: int) -> Case:
    """A whole visit by chance, at a site by chance."""
    chance = random.Random(seed)
    kind, borough = chance.choice(("school", "shelter")), chance.choice(list(DISTRICTS))
    case = Case(policy(), Site(kind, borough, ZONE, chance.random() < 0.3))
    for _ in random_walk(case, chance, 40):
        pass
    return case


def likely(case: Case, step: str, chance: random.Random) -> str | tuple[str, ...]:
    """Some answer, leaning towards a good search warrant, so that random walks come to counsel and to the door."""
    leaning = {**TO_THE_PAPERS, **GOOD_WARRANT, "counsel": "allow", "more_papers": "no", "any_time": "yes"}
    today = case.at.local(case.site.zone)
    if step == "date_issued":
        leaning[step] = (today.date() - timedelta(days=1)).isoformat()
    if step == "execute_by":
        leaning[step] = (today.date() + timedelta(days=5)).isoformat()
    if step in leaning and chance.random() < 0.75:
        return leaning[step]
    return any_value(case.policy, step, chance, today)
