"""The files of a pack as types, one for each: what `packs.source` reads, what the published schemas and the reference are made from."""

from typing import Literal

import msgspec

from desktop.core.conditions import Cond
from desktop.core.policy import Ask, Change, Consult, Global, Outcome, Rule, Step, Urgent
from desktop.core.specimens import Show, Specimen

Without = Literal["consult", "papers"]


class StepsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`steps.toml`: every question."""

    step: tuple[Step, ...]
    informational: dict[str, tuple[str, ...]] = {}
    """Answers that are only recorded, by step, so that the check does not ask whether a condition has forgotten them."""


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The steps that "something changed" is made of."""

    step: str
    """The question "what do they do now?"."""
    scope_step: str = ""
    """The question whether they stay within what was allowed; left out, together with its outcome, where nothing is."""
    scope_outcome: str = ""
    """The outcome when they do not."""


class RoutingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`routing.toml`: the order of asking and the rules of a round, counsel, what a change does, the emergency keys, the outcomes."""

    reasons: tuple[str, ...]
    """Every reason that the pack gives."""
    flags: tuple[str, ...]
    """Every flag that it sets."""
    ask: tuple[Ask, ...]
    rule: tuple[Rule, ...]
    urgent: tuple[Urgent, ...]
    changes: Changes
    change: tuple[Change, ...]
    global_: tuple[Global, ...] = msgspec.field(name="global")
    outcome: tuple[Outcome, ...]
    consult: Consult | None = None
    """How counsel's word decides; needed unless `without` says that nobody's does."""
    without: tuple[Without, ...] = ()
    """What this policy does without: `consult`, so that nobody's word opens anything, or `papers`, so that it has no papers.toml."""
    term: dict[str, Cond] = {}
    """Named conditions."""


class PapersFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`papers.toml`: the questions and rules that are gone through once for each paper."""

    over: str
    """The name of the group: `papers`."""
    key: str
    """The letter that numbers its items: p1, p2 …"""
    max: int
    """The most papers of one round."""
    more: str
    """The step that asks for another paper."""
    ask: tuple[Ask, ...]
    rule: tuple[Rule, ...]
    term: dict[str, Cond] = {}
    """Named conditions about a paper."""


class SpecimensFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`specimens.toml`, which a pack without drawings leaves out: the sample drawings of papers, and which one is shown first."""

    specimen: tuple[Specimen, ...]
    drawings: dict[str, str] = {}
    """For each `drawing` of a step the mark that is meant."""
    show: tuple[Show, ...] = ()


def file_keys(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys of a file, as they are written."""
    return tuple(field.encode_name for field in msgspec.structs.fields(kind))
