"""Safety rules: what a policy must never, or must always, lead to, written by counsel in the pack's own conditions (`safety.toml`).

They change nothing for a guard. `proving.safety` proves each over every set of answers, or answers with the shortest story that
breaks it.
"""

import msgspec

from desktop.core.conditions import Cond, Value
from desktop.core.facts import Instant, Site
from desktop.core.walk_state import Rest

ROUND, PAPER, COUNSEL, ENTRY = "round", "paper", "counsel", "entry"
URGENT, SCOPE, INTERRUPTED = "urgent", "scope", "interrupted"
PLACES = {
    ROUND: "the answers about a visit",
    PAPER: "the answers about one paper",
    COUNSEL: "counsel's word",
    ENTRY: "they go in",
    URGENT: "an answer that acts at once",
    SCOPE: "whether they stay within what was allowed",
    INTERRUPTED: "something cuts in while counsel's word is open",
}
"""The places at which an outcome can come, and what each is for people."""


class SafetyRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One promise of the policy: never this outcome, or always this outcome, where a condition holds.

    Conditions see the answers of the round and of the paper that the outcome is about, and the word that led to it
    (counsel's, or what the officers do now). Flags, reasons and outcomes are those of that place.
    """

    id: str
    """Its name, in lower-case words with `-` between them."""
    says: str
    """The promise as one plain sentence."""
    outcome: tuple[str, ...] = ()
    """`never`: none of these comes; with no outcome, reason or flag, the moment itself never comes. `always`: one of these comes."""
    reason: tuple[str, ...] = ()
    """The same of reasons."""
    flag: tuple[str, ...] = ()
    """The same of flags."""
    when: Cond | None = None
    """Only where this holds; everywhere, if left out."""
    unless: Cond | None = None
    """Not where this holds; no exception, if left out."""
    at: tuple[str, ...] = ()
    """The places it is about: `round`, `paper`, `counsel`, `entry`, `urgent`, `scope`, `interrupted`. `never`: all of them, if
    left out. `always` names its own."""
    state: tuple[str, ...] = ()
    """Only where the visit stands so before they go in: `inside`, `emergency`, `local`, `cleared`, `other`; with `at = ["entry"]`."""
    source: tuple[str, ...] = ()
    """Ids of the citations in `law.toml` that it rests on."""


class Safety(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The safety rules of a pack. `term`: named conditions for these rules, beside those of the pack."""

    never: tuple[SafetyRule, ...] = ()
    """What must never come."""
    always: tuple[SafetyRule, ...] = ()
    """What must always come."""
    term: dict[str, Cond] = {}
    """Named conditions of these rules."""

    @property
    def rules(self) -> tuple[SafetyRule, ...]:
        """All of them, in their order."""
        return (*self.never, *self.always)


NO_SAFETY = Safety()


class Act(msgspec.Struct, frozen=True):
    """One answer of a story: where, to what, and what was said; or the taking back of the answer with this number."""

    address: str
    step: str
    value: Value
    at: Instant
    takes_back: int | None = None


class Story(msgspec.Struct, frozen=True):
    """A way through the real engine that breaks a rule: the site, the answers, every rest they led to, and where it broke."""

    site: Site
    acts: tuple[Act, ...]
    rests: tuple[Rest, ...]
    place: str
    outcomes: tuple[str, ...]
    decided: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """What was found about one rule.

    `places`: those at which it could come to bear at all; with none of them it says nothing about this policy. `story`: the
    shortest way that breaks it. `fault`: the solver found such a way and the engine does not go it. Then nothing is proved, and
    the fault is this program's. `comes`: what it forbids comes at one of these places at all; else it is kept whatever is answered.
    """

    rule: str
    says: str
    holds: bool
    places: tuple[str, ...]
    story: Story | None = None
    fault: str = ""
    comes: bool = True
