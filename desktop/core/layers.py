"""What an overlay says of itself: the base that it is laid on, what it takes away or loosens and why, and how strict outcomes are.

An overlay may add and tighten. What it takes away is named one by one, with its reason and source (row P6), and told wherever the
pack is checked, compared or printed.
"""

from typing import Any, Literal

import msgspec

from desktop.core.conditions import Cond
from desktop.core.policy import Ask, Head, Outcome, Policy, Rule, Step, Urgent

STRICTNESS = {"go": 0, "calm": 1, "hold": 2, "stop": 3}
"""The declared order of outcomes by tone, from the loosest: they go in · the usual rules · wait for counsel · no permission.

`alert` stands outside: an emergency or an entry without consent is neither stricter nor looser than another outcome, so an overlay
keeps every one of the base and adds none in silence.
"""


class Overlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of an overlay: `[overlay]` of its `pack.toml`. It names a version, a hash, or both."""

    base: str
    """The base's id."""
    at_least: str = ""
    """The lowest version of the base that it was written for."""
    below: str = ""
    """The first version that it was not written for."""
    pack_hash: str = ""
    """The one base that it was written for, by its hash (hex)."""


class Departure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that an overlay takes away from its base, or one entry of its own that loosens it; told by name wherever the pack is
    checked, compared or printed."""

    file: str
    """The file of the base (`[[removes]]`) or of the overlay (`[[loosens]]`), for example `papers.toml`."""
    table: str
    """The table in it: `rule`, `ask`, `outcome`, `term`, `reasons`, or in a file of words the step or outcome."""
    says: str
    """What falls away, in a sentence for counsel."""
    why: str
    """Why."""
    source: str
    """The citation that it rests on: an id of `law.toml`."""
    where: dict[str, Any] = {}
    """The entry of an array of tables: fields and values that this entry alone has."""
    key: str = ""
    """The entry of a table or list."""
    line: str = ""
    """One line of the list that `key` names."""


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that a language may lack until a day (row P15); the default language stands in for them."""

    language: str
    """The language that lacks them; never the first."""
    what: str
    """The file and the step, outcome or table, for example `steps.signer` or `words.reasons`; `*` after the point for all of a file."""
    until: str
    """The last day, an ISO date."""
    by: str
    """The office that allows it."""


class PackFile(Head, frozen=True, forbid_unknown_fields=True):
    """`pack.toml`: the pack's own particulars."""

    overlay: Overlay | None = None
    """The base that this pack is laid on; left out by a pack that stands alone."""
    removes: tuple[Departure, ...] = ()
    """What an overlay takes away from its base."""
    loosens: tuple[Departure, ...] = ()
    """What of an overlay is less strict than its base."""
    base_answers: dict[str, str] = msgspec.field(default_factory=dict)
    """Answers that the stories of the base give to questions of the overlay."""
    waiver: tuple[Waiver, ...] = ()
    """Words that a language may lack for a while."""


class LaidAsk(Ask, frozen=True, forbid_unknown_fields=True):
    """A place in the order of asking that an overlay adds, for a question of its own; the last one unless it says where."""

    before: str = ""
    """The step before whose first place it is asked."""
    after: str = ""
    """The step after whose last place it is asked."""


class LaidRule(Rule, frozen=True, forbid_unknown_fields=True):
    """A rule that an overlay adds; the last one unless it says where."""

    before: dict[str, Any] = msgspec.field(default_factory=dict)
    """The rule before which it stands: fields and values that this rule alone has."""
    after: dict[str, Any] = msgspec.field(default_factory=dict)
    """The rule after which it stands."""


class LaidOutcome(Outcome, frozen=True, forbid_unknown_fields=True):
    """An outcome that an overlay adds; the last one unless it says where."""

    before: str = ""
    """The outcome before which it is listed."""
    after: str = ""
    """The outcome after which it is listed."""


class Tighten(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an overlay makes counsel's allow narrower; each of it can only tighten."""

    opens_only_when: Cond | None = None
    """A paper that counsel's allow can open must meet this too."""
    copy_also_when: Cond | None = None
    """Counsel must have seen a copy of such a paper too before `allow` is offered."""
    never_curable: tuple[str, ...] = ()
    """Reasons of a hold that counsel's allow no longer heals."""


class LaidRouting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`routing.toml` of an overlay: what is added to the order of asking and the rules of a round."""

    reasons: tuple[str, ...] = ()
    """Reasons of its own."""
    flags: tuple[str, ...] = ()
    """Flags of its own."""
    term: dict[str, Cond] = {}
    """Named conditions of its own."""
    ask: tuple[LaidAsk, ...] = ()
    rule: tuple[LaidRule, ...] = ()
    urgent: tuple[Urgent, ...] = ()
    outcome: tuple[LaidOutcome, ...] = ()
    tighten: Tighten = Tighten()


class LaidPapers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`papers.toml` of an overlay: what is added to the questions and rules of a paper."""

    term: dict[str, Cond] = {}
    """Named conditions of its own."""
    ask: tuple[LaidAsk, ...] = ()
    rule: tuple[LaidRule, ...] = ()


class LaidSteps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`steps.toml` of an overlay: questions of its own."""

    step: tuple[Step, ...] = ()
    informational: dict[str, tuple[str, ...]] = {}
    """Answers of its own questions that are only recorded."""


class StepMore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an overlay adds to the words of a question of its base: a sentence after those that stand there."""

    help: str = ""
    where: str = ""


class OutcomeMore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an overlay adds to the words of an outcome of its base, in each of its variants too: sentences and lines after those that
    stand there."""

    say: str = ""
    say_if_pressed: str = ""
    do: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    record: tuple[str, ...] = ()


Layer = Literal["base", "overlay"]


class Laid(msgspec.Struct, frozen=True):
    """An overlay and its base, laid together. `own`: by file and table, for each entry of the effective pack whether it is the
    overlay's; `told`: the entries that are listed under `[[loosens]]`, by file, table and place in the effective pack."""

    base: Policy
    removes: tuple[Departure, ...]
    loosens: tuple[Departure, ...]
    own: dict[tuple[str, str], tuple[bool, ...]]
    answers: dict[str, str] = {}
    told: frozenset[tuple[str, str, int]] = frozenset()
