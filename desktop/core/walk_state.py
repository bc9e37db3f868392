"""What a walk is made of: its inputs, its rounds and papers while it is folded, and the picture of it that
others see."""

import msgspec

from desktop.core.conditions import Value
from desktop.core.facts import Instant
from desktop.core.policy import Standing
from desktop.core.tracing import Findings, Trace


class Input(msgspec.Struct, frozen=True):
    """One answer, or one taking back (`takes_back`: seq of the answer that is taken back; `value` is then
    empty).

    `address` is round / group item / step, for example `r2/papers/p1/signer`. `seq` grows and orders
    everything.
    """

    seq: int
    address: str
    step: str
    value: Value
    at: Instant
    takes_back: int | None = None


class Rest(msgspec.Struct, frozen=True):
    """Outcomes that a walk came to, with what decided them; `key` names the round or paper, `seq` the input
    that led here."""

    key: str
    seq: int
    at: Instant
    outcomes: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


class Question(msgspec.Struct, frozen=True):
    """A step that waits for an answer, at its address."""

    address: str
    step: str


class Consulted(msgspec.Struct, frozen=True):
    """A paper (or an emergency's hold) about which counsel may be asked now.

    `passed`: it passed every check, so that counsel's word decides; `needs_copy`: it was on a screen and
    counsel has no copy,
    so that `allow` is not offered yet.
    """

    address: str
    passed: bool
    needs_copy: bool
    reasons: tuple[str, ...] = ()


class Answered(msgspec.Struct, frozen=True):
    """One line of the walk's path: an answer in force, whether it still counts, and whether it was brought
    from an earlier round."""

    address: str
    step: str
    value: Value
    seq: int
    counts: bool
    carried: bool = False


class Walk(msgspec.Struct, frozen=True):
    """A folded walk. `rests` are those of the inputs in force; history is what the journal recorded.

    A rest without outcomes tells further reasons of a hold that is recorded already.
    """

    open: Question | None
    consults: tuple[Consulted, ...]
    standing: Standing
    state: str
    round: str
    paused: bool
    closed: bool
    waits_for_counsel: bool
    rests: tuple[Rest, ...]
    decided: Findings
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    path: tuple[Answered, ...]


class Pending(msgspec.Struct, frozen=True):
    """Counsel's allow that waits for a question which the hour has opened (the any-time box); how the paper
    stood before."""

    given: Input
    passed: bool
    reasons: tuple[str, ...]


class Item:
    """One paper while the walk is folded: its answers and what counsel said of it."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.answers: dict[str, Value] = {}
        self.seqs: dict[str, int] = {}
        self.at: Instant | None = None
        self.extra: list[str] = []
        self.held = False
        self.hold_recorded = False
        self.result = ""
        self.main_result = ""
        self.muted = False
        self.pending: Pending | None = None


class Round:
    """One round while the walk is folded. `main` holds the outcomes recorded of it, `told` the reasons."""

    def __init__(self, key: str, kind: str) -> None:
        self.key = key
        self.kind = kind
        self.answers: dict[str, Value] = {}
        self.seqs: dict[str, int] = {}
        self.carried: set[str] = set()
        self.items: dict[str, Item] = {}
        self.main: set[str] = set()
        self.told: set[str] = set()
        self.ended = False


class Judged(msgspec.Struct, frozen=True):
    """One paper as the rules see it at an instant: findings, the next question about it, and where counsel
    stands."""

    item: Item
    address: str
    findings: Findings
    open_step: str
    opens: bool
    trace: Trace

    @property
    def passed(self) -> bool:
        """It is a court's search warrant, every check was answered and none failed, and no hold stands."""
        return (
            self.opens
            and not self.open_step
            and not self.findings.reasons
            and not self.item.extra
            and not self.item.held
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of its hold: those on its face, and those that came while counsel was asked."""
        return tuple(dict.fromkeys((*self.findings.reasons, *self.item.extra)))


class View(msgspec.Struct, frozen=True):
    """A round as it stands: its trace, its papers, the next question of its own (address, step)."""

    trace: Trace
    judged: tuple[Judged, ...]
    open: Question | None
