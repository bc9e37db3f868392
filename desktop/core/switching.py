"""What of a running visit goes over to a newer policy: the answers in force that the newer one asks for in the same words, in their order.

Pure. A switched visit is a new visit that goes on from the former one: each visit is walked by one pack from its first event to its last,
so that it replays, verifies and prints by that pack for ever. What was reached under the former policy stays on its record; nothing of it
is taken to be so under the newer one.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from desktop.core.answering import answerable, bad_value
from desktop.core.conditions import Value
from desktop.core.facts import Instant, Site
from desktop.core.policy import UNSURE, Policy
from desktop.core.texts import Texts
from desktop.core.walk_state import Consulted, Input, Walk
from desktop.core.walks import fold

Alike = Callable[[str, Value], bool]
"""Whether a question and the answer to it stand in the same words in both policies."""

WhyNot = Literal["", "closed", "joined", "stands"]


class Carried(msgspec.Struct, frozen=True):
    """What goes over, in the order in which it is given again, and what does not: the questions are asked anew, or no longer."""

    kept: tuple[Input, ...]
    dropped: tuple[Input, ...]


def why_not(walk: Walk, joined: bool) -> WhyNot:
    """Why a visit is not offered a newer policy: it is over; or an emergency, an escort, or the protocol of local police stands. What is
    being done is not undone by a sheet of paper; it ends by the policy that it began with."""
    if walk.closed:
        return "closed"
    if joined:
        return "joined"
    return "stands" if walk.standing or walk.paused else ""


def in_force(inputs: Sequence[Input]) -> list[Input]:
    """The answers that were not taken back, in order."""
    gone = {given.takes_back for given in inputs if given.takes_back is not None}
    return [given for given in inputs if given.takes_back is None and given.seq not in gone]


def carry(
    former: Policy, new: Policy, site: Site, inputs: Sequence[Input], alike: Alike, at: Instant
) -> Carried:
    """Give the answers of a visit to a newer policy, one by one, each where it is asked, at the instant `at`: what the hour or the date
    decides is decided by that one.

    What is only asked later under the newer policy waits for that. What happened (danger, something changed) is given at its place or
    not at all. Counsel's word goes over only where counsel was asked about the very same: the same paper, passed or held for the same
    reasons. All answers are told: none is in neither list, none in both.
    """
    waiting, kept = in_force(inputs), list[Input]()
    happens = {
        *former.urgent_steps,
        former.changes_step,
        former.scope_step,
        former.consult.step,
        former.consult.copy_step,
    }
    first = True
    while True:
        left, walk = list[Input](), fold(new, site, kept)
        for given in waiting:
            once = given.step in happens and not first
            if not once and _fits(former, new, site, inputs, given, walk, alike):
                kept.append(msgspec.structs.replace(given, at=at))
                walk = fold(new, site, kept)
            else:
                left.append(given)
        if len(left) == len(waiting):
            break
        waiting, first = left, False
    return Carried(tuple(kept), tuple(waiting))


def _fits(
    former: Policy, new: Policy, site: Site, inputs: Sequence[Input], given: Input, walk: Walk, alike: Alike
) -> bool:
    step = new.steps.get(given.step)
    if step is None or bad_value(step, given.value) is not None:
        return False
    if answerable(new, walk).get(given.address) != given.step:
        return False
    if given.step == former.changes_step:
        return _same_change(former, new, given)
    if given.step in former.urgent_steps:  # what was seen was seen, in whatever words it was asked
        return True
    if given.step == former.consult.step:
        return new.consult.step == given.step and _asked_the_same(former, site, inputs, given, walk)
    return former.steps[given.step].kind == step.kind and alike(given.step, given.value)


def _same_change(former: Policy, new: Policy, given: Input) -> bool:
    was = former.changes.get(str(former.counts_as(given.step, given.value)))
    now = new.changes.get(str(new.counts_as(given.step, given.value)))
    return was is not None and now is not None and (was.do, was.step) == (now.do, now.step)


def _asked_the_same(former: Policy, site: Site, inputs: Sequence[Input], given: Input, walk: Walk) -> bool:
    """What counsel was asked about then, by the former policy and by the newer one."""
    then = fold(former, site, [each for each in inputs if each.seq < given.seq])
    asked = _consulted(then, given.address)
    return asked is not None and asked == _consulted(walk, given.address)


def _consulted(walk: Walk, address: str) -> Consulted | None:
    return next((each for each in walk.consults if each.address == address), None)


def in_same_words(former: Texts, new: Texts) -> Alike:
    """Compares the questions, in each of their variants, and the labels of an answer. A question in other words is another question."""

    def alike(step: str, value: Value) -> bool:
        was, now = former.steps.get(step), new.steps.get(step)
        if was is None or now is None or (was.question, was.variants) != (now.question, now.variants):
            return False
        listed = (value,) if isinstance(value, str) else value
        return all(was.choices.get(each) == now.choices.get(each) for each in listed)

    return alike


def renumbered(kept: Sequence[Input], first: int) -> tuple[Input, ...]:
    """The same with numbers that grow by one from `first`."""
    return tuple(msgspec.structs.replace(given, seq=first + place) for place, given in enumerate(kept))


def asked_anew(carried: Carried) -> tuple[str, ...]:
    """The questions whose answers did not go over, each once; "I can't tell" is no loss, and is not told."""
    return tuple(dict.fromkeys(given.step for given in carried.dropped if given.value != UNSURE))
