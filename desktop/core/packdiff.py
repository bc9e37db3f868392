"""What differs between two versions of a policy pack, in words: ways that end elsewhere, stories, promises, questions, rules, words and
law."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from desktop.core.cond_words import Sayer, listed
from desktop.core.describing import Clause
from desktop.core.packdiff_parts import (
    changed_entries,
    changed_law,
    changed_routing,
    changed_words,
    shared_steps,
)
from desktop.core.packdiff_paths import (
    AROUND,
    MOST_SAID,
    NOT_ASKED,
    OF,
    Both,
    Compared,
    Delta,
    Ends,
    PathChange,
)
from desktop.core.packdiff_sides import COUNSEL
from desktop.core.policy import Policy
from desktop.core.promises import promise_changes
from desktop.core.safety import Safety
from desktop.core.scenarios import Played, Scenario, play
from desktop.core.texts import Law, Texts

HOUR_WORDS = {
    "inside": "within the ordinary hours",
    "state_closed": "after a State court's hours, within a federal court's",
    "outside": "outside the ordinary hours",
    "unclear": "with a clock in doubt",
}
VERBS: dict[tuple[str, ...], str] = {
    ("yes",): "includes",
    ("no",): "does not include",
    (NOT_ASKED,): "is not asked for",
}
MOST_NAMED = 4
"""Values of one question that are named; of more, those that are left out are named."""


class Version(msgspec.Struct, frozen=True):
    """One of the two: the policy, its words by language, its law, its stories and its safety rules (None: they are not here)."""

    policy: Policy
    texts: Mapping[str, Texts]
    law: Law
    stories: tuple[Scenario, ...] = ()
    pack_hash: str = ""
    safety: Safety | None = None

    @property
    def sayer(self) -> Sayer:
        """Says its parts in its first language."""
        return Sayer(self.policy, self.texts[self.policy.head.languages[0]])

    @property
    def name(self) -> str:
        """Id and version."""
        return f"{self.policy.head.id} {self.policy.head.version}"


class StoryChange(msgspec.Struct, frozen=True):
    """A story that comes out otherwise; `was` and `now` in words. `expected`: whether it comes out as the newer pack's stories say."""

    id: str
    title: str
    was: str
    now: str
    expected: bool


class Diff(msgspec.Struct, frozen=True):
    """All that differs, each list in the order of weight. `paths` are sentences; `ways` counts what was gone through, `changed` what
    of it ends elsewhere or asks otherwise; `cut`: there is more than was gone through. `stories` and `told`: how many were played.
    `promises`: safety rules that are gone, new or other ones. `apart`: they are different policies, of which only the entries are listed.
    `left`: what was not compared, in sentences."""

    old: str
    new: str
    paths: tuple[str, ...]
    ways: int
    changed: int
    cut: bool
    stories: tuple[StoryChange, ...]
    told: int
    routing: tuple[str, ...]
    words: tuple[str, ...]
    law: tuple[str, ...]
    apart: bool = False
    left: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        listed = (self.paths, self.stories, self.promises, self.routing, self.words, self.law, self.left)
        return any(listed)


def diff(old: Version, new: Version) -> Diff:
    """Hold two versions against each other. Some seconds for the New York pack with its stories; the bounds of `packdiff_paths` hold
    where much of a pack is another. Of policies that share fewer than half of the questions of the smaller one no ways are compared."""
    if (apart := _apart(old, new)) is not None:
        return apart
    both = [Both("visit", old.policy, new.policy), Both("papers", old.policy, new.policy)]
    compared = [each.compared() for each in both]
    teller = PathWords(old.sayer, new.sayer)
    paths = [
        (_weight(change), teller.sentence(side, change))
        for side, found in zip(both, compared, strict=True)
        for change in found.changes
    ]
    stories, told = changed_stories(old, new)
    return Diff(
        old=old.name,
        new=new.name,
        paths=tuple(sentence for _, sentence in sorted(paths, key=lambda each: each[0])),
        ways=sum(each.ways for each in compared),
        changed=sum(each.changed for each in compared),
        cut=any(each.cut for each in compared),
        stories=stories,
        told=told,
        routing=(
            *changed_routing(old.policy, new.policy, old.sayer, new.sayer),
            *(
                sentence
                for side, found in zip(both, compared, strict=True)
                if found.cut or found.unsaid
                for sentence in changed_entries(*side.sides, old.sayer, new.sayer)
            ),
        ),
        words=tuple(changed_words(old.texts, new.texts)),
        law=tuple(changed_law(old.law, new.law)),
        left=(*(sentence for found in compared for sentence in _left(found)), *_not_here(old, new)),
        promises=_promises(old, new),
    )


def _promises(old: Version, new: Version) -> tuple[str, ...]:
    if old.safety is None or new.safety is None:
        return ()
    return promise_changes(old.safety, old.policy.terms, new.safety, new.policy.terms)


def _not_here(old: Version, new: Version) -> Iterator[str]:
    """Safety rules that one of the two has, and that cannot be held against the other's."""
    if (old.safety is None) != (new.safety is None):
        name = old.name if old.safety is None else new.name
        yield f"The safety rules of {name} are not here, so promises were not compared."


def _apart(old: Version, new: Version) -> Diff | None:
    """What is told of two different policies; None for two versions of one."""
    shared, fewest = (
        len(shared_steps(old.policy, new.policy)),
        min(len(old.policy.steps), len(new.policy.steps)),
    )
    if 2 * shared >= fewest:
        return None
    untold = len({each.id for each in (*old.stories, *new.stories)})
    said = (
        f"These are different policies: of {len(old.policy.steps)} and {len(new.policy.steps)} questions they share {shared}. "
        f"No way of answering was compared, and none of {untold} stories was played; what differs in questions, outcomes, words "
        "and law is listed."
    )
    return Diff(
        old=old.name,
        new=new.name,
        paths=(),
        ways=0,
        changed=0,
        cut=False,
        stories=(),
        told=0,
        routing=tuple(changed_routing(old.policy, new.policy, old.sayer, new.sayer)),
        words=tuple(changed_words(old.texts, new.texts)),
        law=tuple(changed_law(old.law, new.law)),
        apart=True,
        left=(said, *_not_here(old, new)),
        promises=_promises(old, new),
    )


def _left(found: Compared) -> Iterator[str]:
    """What of one part was not compared, or not put into words."""
    part = "Of papers" if found.part == "papers" else "Of the visit itself"
    if found.cut:
        yield (
            f"{part} the comparison stopped after {found.ways} ways of answering: all ways were compared in {found.done} of "
            f"{found.around} surroundings (kind of round, hour, site), and of the others only some or none. Every rule and question "
            "that differs is listed."
        )
    if found.unsaid:
        yield f"{part} the first {MOST_SAID} changes are told; {found.unsaid} ways change otherwise too and are counted only."


def _weight(change: PathChange) -> tuple[int, int]:
    """Other outcomes first, then reasons, questions and marks; of each what changes most ways."""
    gone, new = change.delta.gone, change.delta.new
    kinds = (
        (gone.outcomes, new.outcomes),
        (gone.reasons, new.reasons),
        (gone.asked, new.asked),
        (gone.flags, new.flags),
    )
    return next(place for place, (was, now) in enumerate(kinds) if was or now), -change.ways


# ---- stories -------------------------------------------------------------------------------------------------------------


def changed_stories(old: Version, new: Version) -> tuple[tuple[StoryChange, ...], int]:
    """The stories of either that come out otherwise, and how many were played. Of two with one id the newer is played by both."""
    every = {each.id: each for each in old.stories} | {each.id: each for each in new.stories}
    if msgspec.structs.replace(old.policy, head=new.policy.head) == new.policy and old.stories == new.stories:
        return (), len(every)
    found: list[StoryChange] = []
    for story in every.values():
        was, now = (_played(side, story) for side in (old, new))
        before, after = _said(old, was, now), _said(new, now, was)
        if _end(was) != _end(now):
            found.append(
                StoryChange(story.id, story.title, before, after, now.ok if now is not None else False)
            )
    return tuple(found), len(every)


def _played(side: Version, story: Scenario) -> Played | None:
    try:
        return play(side.policy, story)
    except (KeyError, ValueError):  # it answers a question that this version does not have
        return None


def _end(played: Played | None) -> object:
    if played is None:
        return None
    return played.outcomes, frozenset(played.reasons), frozenset(played.flags)


def _said(side: Version, played: Played | None, other: Played | None) -> str:
    """How it ends; of reasons and marks those that the other does not give."""
    if played is None:
        return "it cannot be told by this version"
    sayer = side.sayer
    ends = " → ".join(sayer.outcome(each) for each in played.outcomes)
    if not ends:
        ends = (
            f"no outcome; “{sayer.step(played.stopped_at)}” is asked" if played.stopped_at else "no outcome"
        )
    reasons = [each for each in played.reasons if other is None or each not in other.reasons]
    flags = [each for each in played.flags if other is None or each not in other.flags]
    said = [sayer.texts.reason(each).rstrip(".") for each in reasons] + [
        sayer.texts.flag(each).rstrip(".") for each in flags
    ]
    return f"{ends} ({'; '.join(said)})" if said else ends


# ---- paths ---------------------------------------------------------------------------------------------------------------


class PathWords:
    """Says changes of paths, in the newer pack's words; what only the older has, in the older's."""

    def __init__(self, old: Sayer, new: Sayer) -> None:
        self.old, self.new = old, new

    def of(self, step: str) -> Sayer:
        """Who knows the question."""
        return self.new if step in self.new.policy.steps else self.old

    def sentence(self, both: Both, change: PathChange) -> str:
        """When …: was …, now …. (n ways)"""
        start = "Of a paper: " if change.part == "papers" else ""
        when = " and ".join(self.clauses(both, change.when)) or "always"
        return f"{start}when {when}: {self.delta(change.delta)} ({change.ways} {'way' if change.ways == 1 else 'ways'})"

    def clauses(self, both: Both, when: Sequence[Clause]) -> Iterator[str]:
        """The clauses of a change; those about one question of several answers together."""
        for clause in when:
            if clause.name in AROUND:
                yield self._around(clause)
            elif OF in clause.name:
                step, value = clause.name.split(OF, 1)
                sayer = self.of(step)
                verb = VERBS.get(clause.values, "is not asked, or lacks")
                yield f"{sayer.step(step)} {verb} {sayer.answers(step, self._known(both, step, (value,)))}"
            else:
                yield self._step(both, clause)

    def _known(self, both: Both, step: str, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(value for name in names for value in both.members(step, name))

    def _step(self, both: Both, clause: Clause) -> str:
        sayer, step = self.of(clause.name), clause.name
        given = [value for value in clause.values if value != NOT_ASKED]
        if not given:
            return f"{sayer.step(step)} is not asked"
        members = self._known(both, step, given)
        every = [value for group in both.classes.get(step, []) for value in group]
        rest = [value for value in every if value not in members]
        if every and not rest:
            said = f"{sayer.step(step)} is asked"
        elif len(members) > MOST_NAMED and 0 < len(rest) < len(members):
            said = f"{sayer.step(step)} is anything but {sayer.answers(step, rest)}"
        else:
            said = f"{sayer.step(step)} is {sayer.answers(step, members)}"
        return f"{said} or is not asked" if NOT_ASKED in clause.values else said

    def _around(self, clause: Clause) -> str:
        match clause.name:
            case "round":
                return listed([self.new.round(each) for each in clause.values])
            case "hour":
                return listed([HOUR_WORDS.get(each, each) for each in clause.values])
            case "type":
                return "the site is a " + listed(
                    [self.new.texts.words.site_types.get(each, each) for each in clause.values]
                )
            case "court_area":
                return "the site has a court area" if "yes" in clause.values else "the site has no court area"
            case name:
                return f"the site's {name.replace('_', ' ')} is {listed(list(clause.values))}"

    def delta(self, delta: Delta) -> str:
        """What is no longer so, and what is so now."""
        gone, new = delta.gone, delta.new
        for was, now, said in ((gone, new, "no longer"), (new, gone, "now")):
            if was.asked and not now.asked:
                return f"{said} asks {listed([f'“{self.of(each).step(each)}”' for each in sorted(was.asked)], 'and')}"
        before, after = self._ends(self.old, gone), self._ends(self.new, new)
        if before and after:
            return f"was {before}, now {after}"
        return f"no longer {before}" if before else f"now also {after}"

    def _ends(self, sayer: Sayer, ends: Ends) -> str:
        said = [
            f"to {sayer.decider}, whose allow lets them in" if each == COUNSEL else sayer.outcome(each)
            for each in sorted(ends.outcomes, key=lambda name: sayer.policy.outcome_order.get(name, 0))
        ]
        said += [f"the reason “{sayer.texts.reason(each)}”" for each in sorted(ends.reasons)]
        said += [f"the mark “{sayer.texts.flag(each)}”" for each in sorted(ends.flags)]
        return listed(said, "and")
