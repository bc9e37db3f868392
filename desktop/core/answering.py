"""Which questions may be answered now, and whether an answer is one of theirs; nothing else ever enters a
walk."""

from collections.abc import Sequence
from datetime import date

from desktop.core.conditions import Value
from desktop.core.errors import Refused
from desktop.core.policy import CANNOT_READ, UNSURE, Policy, Step
from desktop.core.walk_state import Input, Walk
from desktop.core.walks import round_keys


def bad_value(step: Step, value: object) -> str | None:
    """Say why `value` is no answer to `step`, or None. A `several` takes a list; `unsure` stands alone in it."""
    allowed = {*step.values, UNSURE, step.unsure}
    if step.kind == "several":
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
            return f"{step.id} takes a list of words"
        if not listed and not step.empty:
            return f"{step.id} needs at least one answer"
        wrong = [each for each in listed if each not in allowed]
        if wrong:
            return f"{step.id} has no answer '{wrong[0]}'"
        return f"{step.id}: '{UNSURE}' stands alone" if UNSURE in listed and len(listed) > 1 else None
    if not isinstance(value, str):
        return f"{step.id} takes one word"
    if step.kind == "date" and value not in (CANNOT_READ, UNSURE):
        try:
            good = date.fromisoformat(value).isoformat() == value
        except ValueError:
            good = False
        return None if good else f"{step.id}: '{value}' is not a date like 2026-07-24"
    return None if step.kind == "date" or value in allowed else f"{step.id} has no answer '{value}'"


def as_value(step: Step, value: str | Sequence[str]) -> Value:
    """The answer in its stored shape: a tuple for `several` (as ordered by the step), else one word."""
    if step.kind != "several":
        return str(value)
    listed = (value,) if isinstance(value, str) else tuple(value)
    return tuple(sorted(set(listed), key=lambda each: (*step.values, UNSURE).index(each)))


def answerable(policy: Policy, walk: Walk) -> dict[str, str]:
    """Addresses that take an answer now, each with its step: the open question, counsel, the copy, danger,
    what changed."""
    if walk.closed:
        return {}
    found = {f"{walk.round}/{policy.changes_step}": policy.changes_step}
    found |= {f"{walk.round}/{each.step}": each.step for each in policy.globals.values()}
    for consulted in walk.consults:
        found[consulted.address] = policy.consult.step
        parts = consulted.address.split("/")
        if len(parts) == 4 and consulted.needs_copy:
            found["/".join((*parts[:3], policy.consult.copy_step))] = policy.consult.copy_step
    if walk.standing == "inside" and policy.scope_step:
        found[f"{walk.round}/{policy.scope_step}"] = policy.scope_step
    found |= {line.address: line.step for line in walk.path if line.carried}
    if walk.open is not None:
        found[walk.open.address] = walk.open.step
    return found


def check_answer(policy: Policy, walk: Walk, address: str, value: str | Sequence[str]) -> Value:
    """The answer in its stored shape.

    Raises Refused: `visit_closed`, `not_asked` (the question is not there now), `bad_value`, `copy_first`
    (counsel's allow for a
    paper on a screen, before counsel has a copy: facts.md "Counsel").
    """
    if walk.closed:
        raise Refused("visit_closed", {})
    step_id = answerable(policy, walk).get(address)
    if step_id is None:
        raise Refused("not_asked", {"address": address})
    step = policy.steps[step_id]
    if why := bad_value(step, value):
        raise Refused("bad_value", {"why": why})
    if step_id == policy.consult.step and value == "allow":
        consulted = next((each for each in walk.consults if each.address == address), None)
        if consulted is not None and consulted.needs_copy:
            raise Refused("copy_first", {})
    return as_value(step, value)


def may_be_taken_back(policy: Policy, walk: Walk, inputs: Sequence[Input]) -> frozenset[int]:
    """Seqs of the answers that may be taken back: those of the round that is walked, the one that began it, the last of all.

    What an earlier round was walked on has led to what came after; it is corrected by a new round or a note, never undone.
    """
    if walk.closed:
        return frozenset()
    gone = {given.takes_back for given in inputs if given.takes_back is not None}
    last = max(
        (given.seq for given in inputs if given.takes_back is None and given.seq not in gone), default=0
    )
    began = {seq for seq, key in round_keys(policy, inputs).items() if key == walk.round}
    return frozenset(
        given.seq
        for given in inputs
        if given.takes_back is None
        and given.seq not in gone
        and (given.address.split("/")[0] == walk.round or given.seq in began or given.seq == last)
    )
