"""The policy pack as the engine sees it: steps, order of asking, rules and outcomes, all plain data.

The format is that of `resources/manual/policy-reference.md`, which is made from the docstrings here; texts and citations stand
apart (`texts.py`), so that a word can change without touching what leads where. Vocabulary: facts.md (step ids are its facts,
outcome ids its outcomes).
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
    """One question."""

    id: str
    """The fact's name in stories, records and conditions."""
    kind: Literal["choice", "several", "date"]
    """`choice`: one answer; `several`: any of them; `date`: an ISO date, YYYY-MM-DD, or `cannot_read`."""
    unsure: str
    """The value that "I can't tell" counts as; `unsure` where it counts as itself; `cannot_read` for a date."""
    values: tuple[str, ...] = ()
    """The answers in the order of the screen, at most ten. A date has none."""
    empty: bool = False
    """A `several` that may be answered with none of them; its text then has a label `none`."""
    again: bool = False
    """It may be answered anew without taking the former answer back, since the world moves on."""
    drawing: str = ""
    """What of a paper is to be looked at; `[drawings]` of `specimens.toml` says which mark that is."""
    areas: dict[str, str] = {}
    """An area of the facility with this status answers with this value (row G16)."""


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place in the order of asking. The first place that is asked and unanswered is on the screen; a step may have several
    places and is asked at the first that holds. `when` may look only at what is asked before it."""

    step: str = ""
    """The question; or, in a round and once, `group`."""
    group: str = ""
    """The group that is gone through item by item: `papers`."""
    when: Cond | None = None
    """The condition under which it is asked; always, if left out."""
    rounds: tuple[str, ...] = ("start", "wants_more", "others_arrived")
    """The kinds of round that ask it, also `new_paper`. Not written in the papers' part: each kind has papers."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the condition holds, the outcome, reasons and flags are added."""

    when: Cond | None = None
    """The condition; always, if left out."""
    outcome: str = ""
    """One outcome that is added."""
    reasons: tuple[str, ...] = ()
    """Reasons that are added: what counsel hears, and what holds a paper."""
    flags: tuple[str, ...] = ()
    """Flags that are added: marks on the visit."""
    last: bool = False
    """It ends the list: no later rule looks at this round or paper."""
    rounds: tuple[str, ...] = ("start", "wants_more", "others_arrived")
    """The kinds of round in which it counts, also `new_paper`. Not written in the papers' part."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A repeatable group: the papers, one walk and one set of findings for each."""

    over: str
    """Its name: `papers`."""
    key: str
    """The letter that numbers its items: p1, p2 …"""
    max: int
    """The most items of one round."""
    more: str
    """The step that asks for the next one."""
    ask: tuple[Ask, ...]
    """The order of asking, once for each item."""
    rule: tuple[Rule, ...]
    """The rules of one item, in their order."""


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a rest ends in. Their order is that in which the outcomes of one rest are listed."""

    id: str
    """Its name in rules, stories and records."""
    tone: Literal["stop", "hold", "go", "alert", "calm"]
    """What it tells to do, never shown by colour alone."""
    icon: str
    """The picture of its banner."""
    standing: Standing = ""
    """What it means for the next press of an emergency key: `inside`, `emergency`, `local`."""
    mutes: bool = False
    """It ends counsel's say on open papers."""


class Urgent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer that acts at once, whatever else is open (danger, N01 and N18 of the dossier)."""

    step: str
    """The question."""
    value: str
    """The answer that acts."""
    outcome: str = ""
    """The outcome it gives."""
    reasons: tuple[str, ...] = ()
    """The reasons it gives."""
    ask: str = ""
    """Or the question it asks at once."""
    consult: bool = False
    """It opens counsel for this."""


class Consult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How counsel's word decides (N16): for papers that passed every check, for held ones, for an emergency's hold."""

    step: str
    """The question for counsel's word: `allow`, `deny`, `wait`, `not_reached`."""
    copy_step: str
    """The question whether counsel has a copy: `yes`, `no`."""
    copy_when: Cond
    """The papers that counsel must have seen before `allow` is offered."""
    opens: Cond
    """Only such a paper can ever lead to `allow`."""
    hold: str
    """The outcome while counsel is waited for."""
    curable: tuple[str, ...]
    """The reasons of a hold that counsel's allow can heal; with any other it gives `allow_otherwise`."""
    allow: str
    """The outcome of counsel's allow on a paper that `opens` and passed, or whose reasons are all curable."""
    allow_otherwise: str
    """The outcome of any other allow."""
    deny: str
    """The outcome of counsel's no."""
    deny_reason: str
    """The reason that goes with it."""
    wait_reason: str
    """The reason while counsel says wait."""
    not_reached_flag: str
    """The flag of a visit in which counsel was not reached."""
    not_reached_ask: str
    """What is asked then."""


NEVER = Cond(any=())
NO_CONSULT = Consult("", "", NEVER, NEVER, "", (), "", "", "", "", "", "", "")
"""Of a policy by which nobody's word opens anything: no question of counsel's is ever asked."""
NO_PAPERS = Group("", "", 0, "", (), ())
"""Of a policy that asks about no paper."""


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one answer to "what do they do now?" does (N17)."""

    value: str
    """The answer."""
    do: Literal["go_in", "wait", "over", "close", "ask", "round"]
    """`go_in`: as the emergency key · `wait`: leave an emergency · `over`: the danger is over · `close`: the visit ends ·
    `ask`: ask `step` at once · `round`: begin a new round of the kind that `value` names."""
    step: str = ""
    """What `ask` asks."""
    keep: tuple[str, ...] = ()
    """The answers that a new round keeps."""
    ends_standing: bool = False
    """An escort or an emergency no longer covers them."""


class Effect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an emergency key does in one state."""

    do: Literal["start", "answer", "record", "ask", "outcome", "clear"]
    """`start`: open a visit with it · `answer`: give its answer · `record`: write it down · `ask`: ask `step` · `outcome`: give
    `outcome` · `clear`: a checked warrant with counsel silent: the checks run again, then `outcome` with `flag`, or `failed`."""
    step: str = ""
    """What `ask` asks."""
    outcome: str = ""
    """What `outcome` and `clear` give."""
    failed: str = ""
    """What `clear` gives where a check fails at that minute."""
    flag: str = ""
    """The flag that `clear` sets."""


class Global(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An emergency key: the answer it gives, and its effect in every state (packcheck proves the table total)."""

    key: str
    """The key: F12, F1."""
    step: str
    """The question that it answers."""
    value: str
    """The answer that it gives."""
    table: dict[str, Effect]
    """One effect for every state: `no_visit`, `inside`, `emergency`, `local`, `cleared`, `other`."""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pack's own particulars."""

    pack_format: int
    """The format that it is written in: 1."""
    id: str
    """Lower-case words, `-` and `/`, for example us-ny-nyc/facility-entry."""
    version: str
    """Numbers and dots; a later one is higher."""
    title: str
    """Its name for people."""
    status: Literal["draft", "approved"]
    """A draft says so on every outcome and page."""
    effective: str
    """The first day in force, an ISO date."""
    owner: str
    """The office that answers for it."""
    languages: tuple[str, ...]
    """The languages it speaks; the first is the default."""
    ends: str = ""
    """The last day in force, an ISO date; without end, if left out."""
    built_on: str = ""
    """Not written by hand: id, version and hash of the base that an overlay was laid on."""


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
    scope_step: str  # this and its outcome are "" in a policy that does not ask whether they stay within what was allowed
    scope_outcome: str
    changes: dict[str, Change]
    globals: dict[str, Global]
    terms: dict[str, Cond]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def consults(self) -> bool:
        """Somebody's word is asked: the pack has `[consult]`."""
        return bool(self.consult.step)

    @property
    def has_papers(self) -> bool:
        """Papers are gone through one by one."""
        return bool(self.group.over)

    @property
    def round_kinds(self) -> tuple[str, ...]:
        """The kinds of round that a visit by it can have: the first, and those that something changed begins."""
        begun = {value for value, change in self.changes.items() if change.do == "round"}
        return tuple(kind for kind in ROUND_KINDS if kind == ROUND_KINDS[0] or kind in begun)

    @property
    def roles(self) -> frozenset[str]:
        """The steps that the engine itself plays, where the policy has them."""
        consult = self.consult
        played = (self.group.more, consult.step, consult.copy_step, self.changes_step, self.scope_step)
        return frozenset(played) - {""}

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
