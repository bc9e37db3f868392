"""The policy pack as the engine sees it: steps, order of asking, rules and outcomes, all plain data.

The format is that of `resources/manual/formats.md`; texts and citations stand apart (`texts.py`), so that a
word can change
without touching what leads where. Vocabulary: facts.md (step ids are its facts, outcome ids its outcomes).
"""

from typing import Literal

import msgspec

from desktop.core.conditions import Cond, Value

PACK_FORMAT = 1
UNSURE = "unsure"
CANNOT_READ = "cannot_read"
ROUND_KINDS = ("start", "new_paper", "wants_more", "others_arrived")
STATES = ("no_visit", "inside", "emergency", "local", "cleared", "other")
"""Where a visit can stand when a global key is pressed; `State` of a walk, and the rows of every [[global]]
table.

no_visit: nothing is open · inside: an escort or counsel's access stands · emergency: an emergency stands ·
local: local police
protocol stands · cleared: a warrant passed every check and counsel has not answered · other: everything else.
"""

Standing = Literal["", "inside", "emergency", "local"]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `unsure` is the value that "I can't tell" counts as ("unsure": a value of its own).

    `values` of a `date` are ISO dates, YYYY-MM-DD, and `cannot_read`. `empty`: a `several` may be answered
    with none of them.
    `again`: the question may be answered anew without taking the former answer back, since the world moves
    on.
    `areas`: an area of the facility with this status answers with this value (row G16).
    """

    id: str
    kind: Literal["choice", "several", "date"]
    unsure: str
    values: tuple[str, ...] = ()
    empty: bool = False
    again: bool = False
    drawing: str = ""
    areas: dict[str, str] = {}


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place in the order of asking: a step, or a group that is gone through item by item."""

    step: str = ""
    group: str = ""
    when: Cond | None = None
    rounds: tuple[str, ...] = ("start", "wants_more", "others_arrived")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the condition holds: add the outcome, reasons and flags. `last` ends the list for this paper."""

    when: Cond | None = None
    outcome: str = ""
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    last: bool = False
    rounds: tuple[str, ...] = ("start", "wants_more", "others_arrived")


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A repeatable group (papers): `over` names it, `key` numbers its items (p1, p2 …), `more` asks for the
    next one."""

    over: str
    key: str
    max: int
    more: str
    ask: tuple[Ask, ...]
    rule: tuple[Rule, ...]


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a rest ends in. `standing` is what it means for the next key press; `mutes` ends counsel's say on
    open papers."""

    id: str
    tone: Literal["stop", "hold", "go", "alert", "calm"]
    icon: str
    standing: Standing = ""
    mutes: bool = False


class Urgent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer that acts at once, whatever else is open (danger, N01 and N18 of the dossier)."""

    step: str
    value: str
    outcome: str = ""
    reasons: tuple[str, ...] = ()
    ask: str = ""
    consult: bool = False


class Consult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How counsel's word decides (N16): for papers that passed every check, for held ones, for an emergency's
    hold.

    `opens`: only such a paper can ever lead to `allow`; `curable`: the reasons of a hold that counsel's allow
    can heal.
    """

    step: str
    copy_step: str
    copy_when: Cond
    opens: Cond
    hold: str
    curable: tuple[str, ...]
    allow: str
    allow_otherwise: str
    deny: str
    deny_reason: str
    wait_reason: str
    not_reached_flag: str
    not_reached_ask: str


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one answer to "what do they do now?" does (N17): `do` is one of a closed list.

    go_in: as the global key · wait: leave an emergency · over: the danger is over · close: the visit ends ·
    ask: ask `step` at once · round: begin a new round of kind `value`, keeping the answers to `keep`.
    """

    value: str
    do: Literal["go_in", "wait", "over", "close", "ask", "round"]
    step: str = ""
    keep: tuple[str, ...] = ()
    ends_standing: bool = False


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a global key does in one state. start: open a visit with it · clear: a checked warrant, counsel
    silent."""

    do: Literal["start", "answer", "record", "ask", "outcome", "clear"]
    step: str = ""
    outcome: str = ""
    failed: str = ""
    flag: str = ""


class Global(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An emergency key: the answer it gives, and its effect in every state (packcheck proves the table
    total)."""

    key: str
    step: str
    value: str
    table: dict[str, Effect]


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pack's own particulars. `status` draft puts the draft line on every outcome and page. Dates are
    ISO."""

    pack_format: int
    id: str
    version: str
    title: str
    status: Literal["draft", "approved"]
    effective: str
    owner: str
    languages: tuple[str, ...]
    ends: str = ""


class Policy(msgspec.Struct, frozen=True):
    """The whole routing of a pack. Outcomes stand in the order in which those of one rest are listed."""

    head: Head
    steps: dict[str, Step]
    ask: tuple[Ask, ...]
    group: Group
    rule: tuple[Rule, ...]
    outcomes: dict[str, Outcome]
    urgent: tuple[Urgent, ...]
    consult: Consult
    changes_step: str
    scope_step: str
    scope_outcome: str
    changes: dict[str, Change]
    globals: dict[str, Global]
    terms: dict[str, Cond]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def urgent_steps(self) -> frozenset[str]:
        """The steps whose answers act at once, whatever else is open."""
        return frozenset(each.step for each in self.urgent)

    def counts_as(self, step_id: str, value: Value) -> Value:
        """The value that conditions see: "I can't tell" is replaced by what the step says it counts as."""
        step = self.steps[step_id]
        if step.kind == "several":
            listed = (value,) if isinstance(value, str) else value
            return tuple(dict.fromkeys(step.unsure if item == UNSURE else item for item in listed))
        return step.unsure if value == UNSURE else value

    @property
    def outcome_order(self) -> dict[str, int]:
        """Place of each outcome in the list of one rest (facts.md, "Several at once")."""
        return {outcome: place for place, outcome in enumerate(self.outcomes)}
