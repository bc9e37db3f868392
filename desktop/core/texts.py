"""The words of a policy pack: what is shown and said at each step and outcome, and which variant is true just now.

A variant replaces some of the words while its condition holds. For each field the first variant that holds and has the field
gives it, so that a pack puts the variant that must never be lost (a secret paper) first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from desktop.core import canonical
from desktop.core.conditions import Cond, Situation, Value, holds
from desktop.core.facts import FEDERAL_CLOSES, OPENS, STATE_CLOSES, Site
from desktop.core.policy import UNSURE, Policy, Step
from desktop.core.privacy import Privacy
from desktop.core.walk_state import Input, Rest, Walk
from desktop.core.walks import effective, round_keys

AREA_STATUS = ("public", "nonpublic", "private_room", "parking", "ask")
"""What an area of a site can be (row G16); one that nobody is sure of counts as not public."""

SITE_TYPES = ("school", "shelter", "hospital", "parking", "office")
CALLS = (
    "supervisor",
    "counsel",
    "counsel_backup",
    "liaison",
    "operations",
    "emergency_911",
    "privacy_officer",
)
COUNSEL = ("counsel", "counsel_backup")
"""The keys of `CALLS` that are counsel's: what is said there is privileged."""

COMMON = ("non_interference", "draft", "counsel_decides", "officers_card_title", "officers_card")
COMMON_TOO = ("requests_law",)
"""Lines that a pack may leave out: the law that wants requests for help on record, for the report."""
PLACEHOLDERS = (
    "address",
    "facility",
    "post",
    "public_areas",
    "nonpublic_areas",
    "local_agencies",
    "supervisor_phone",
    "counsel_phone",
    "ordinary_hours",
    "counsel_minutes",
)
NONE = "none"
"""Label of the screen's "none of these" on a step that may be answered with nothing; it is no value of the step."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class StepVariant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words that replace a step's own while `when` holds; a field that is left out stays as it is. For each field the first
    variant that holds and has it gives it, so put one that must never be lost first. With several papers a variant holds if it holds,
    as a whole, with any one of them."""

    when: Cond
    """It may look at everything but facts and moments."""
    question: str | None = None
    help: str | None = None
    where: str | None = None
    say: str | None = None


class StepText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one step."""

    question: str = ""
    """One question, one fact."""
    help: str = ""
    """What it means, in a sentence or two."""
    where: str = ""
    """Where to look on the paper; empty where there is none."""
    say: str = ""
    """What to say aloud, true by then and not before."""
    short: str = ""
    """Its name in lists, in the report and in stories."""
    choices: dict[str, str] = {}
    """A label for each value in the order of the screen, and one for `unsure`."""
    variants: tuple[StepVariant, ...] = ()


class OutcomeVariant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Words that replace an outcome's own while `when` holds; as for a step."""

    when: Cond
    """It may look at everything but facts and moments."""
    title: str | None = None
    banner: str | None = None
    lead: str | None = None
    do: tuple[str, ...] | None = None
    say: str | None = None
    say_if_pressed: str | None = None
    never: tuple[str, ...] | None = None
    call: tuple[str, ...] | None = None
    record: tuple[str, ...] | None = None


class OutcomeText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one outcome; packcheck refuses a pack that lacks a part."""

    title: str = ""
    """Its name on screens, in reports and in stories."""
    banner: str = ""
    """What to do now, in at most 60 characters."""
    lead: str = ""
    """What it means, in a sentence or two."""
    do: tuple[str, ...] = ()
    """What to do, a line each."""
    say: str = ""
    """What to say once; only what is recorded by then, otherwise "I will"."""
    say_if_pressed: str = ""
    """What to say if they insist."""
    never: tuple[str, ...] = ()
    """What not to do, a line each."""
    call: tuple[str, ...] = ()
    """Whom to call: keys of the facility's phones, in their order."""
    record: tuple[str, ...] = ()
    """What to write down, a line each."""
    variants: tuple[OutcomeVariant, ...] = ()


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One legal basis (row P8)."""

    id: str
    """Its name in `[steps]` and `[outcomes]`."""
    confidence: Literal["seen", "known", "memory", "design"]
    """`seen`: a source was read · `known`: a well-known law cited by number · `memory`: not checked, never shown to a guard ·
    `design`: a rule of this policy and not law."""
    text: str = ""
    """How it is cited."""
    says: str = ""
    """What it says, in a sentence."""
    source: str = ""
    """Where it was seen; needed for `seen`."""
    owner: str = ""
    """The office that answers for it."""
    review_by: str = ""
    """The day by which it is to be read again, an ISO date; author and IT are told when it has passed, never the guard."""
    show: bool = False
    """A screen may show it."""


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The citations, and which of them each step and outcome rests on."""

    citation: tuple[Citation, ...] = ()
    steps: dict[str, tuple[str, ...]] = {}
    """For each step the citations that it rests on, at least one."""
    outcomes: dict[str, tuple[str, ...]] = {}
    """For each outcome the same."""

    def shown(self, of: Mapping[str, tuple[str, ...]], name: str) -> tuple[Citation, ...]:
        """The citations of a step (`of` = law.steps) or outcome (law.outcomes) that a screen may show."""
        known = {each.id: each for each in self.citation}
        return tuple(known[ident] for ident in of.get(name, ()) if ident in known and known[ident].show)


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that stand in many places."""

    common: dict[str, str] = {}
    """`non_interference` (on every outcome), `draft`, `counsel_decides`, `officers_card_title` and `officers_card` (what officers may
    read, a sentence a line); and, if wanted, `requests_law`: the law that wants requests for help on record, for the report."""
    reasons: dict[str, str] = {}
    """A sentence for each reason."""
    flags: dict[str, str] = {}
    """A sentence for each flag."""
    site_types: dict[str, str] = {}
    """A name for each type of site that the pack is for."""
    calls: dict[str, str] = {}
    """Whom each of the facility's phones reaches."""
    plain_exceptions: tuple[str, ...] = ()
    """Legal names that count as one plain word when the reading grade is measured."""
    privacy: Privacy = Privacy()


class Shown(msgspec.Struct, frozen=True):
    """What the variants may look at: the answers of one round with one of its papers, and what the visit came to.

    `others` are the same with each further paper: a variant holds if it holds with any one paper. Pure data, see `shown`.
    """

    terms: Mapping[str, Cond]
    site: Mapping[str, str]
    values: Mapping[str, Value]
    round: str = "start"
    flags: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    others: tuple["Shown", ...] = ()
    moment: str = ""

    def value(self, step: str) -> Value | None:
        """The value that counts, or None."""
        return self.values.get(step)

    def fact(self, name: str) -> frozenset[str]:
        """Nothing: words do not depend on computed facts (packcheck refuses it), but on the reasons these gave."""
        return frozenset()

    def site_value(self, key: str) -> str:
        """A particular of the site; "" for one that is unknown."""
        return self.site.get(key, "")


def site_values(site: Site, local_agencies: Sequence[str] = ()) -> dict[str, str]:
    """The site's particulars as conditions of texts see them."""
    found = {key: site.value(key) for key in ("type", "borough", "court_area", "local_agencies")}
    return {**found, "local_agencies": "yes"} if local_agencies else found


def shown(
    policy: Policy,
    site: Mapping[str, str],
    walk: Walk,
    inputs: Sequence[Input] = (),
    rest: Rest | None = None,
) -> Shown:
    """The situation for the words of the open question, or of `rest`'s outcomes (give the walk as folded by then).

    `inputs` are all of the visit: counsel's word and what the officers do are in no path, only there.
    With a rest, its own round, paper and reasons are looked at; flags and earlier outcomes are always the visit's.
    """
    place = (rest.key if rest else walk.open.address if walk.open else walk.round).split("/")
    lines = [(line.address, line.step, line.value) for line in walk.path if line.counts]
    last = rest.seq if rest else None
    lines += [(each.address, each.step, each.value) for each in effective(policy, inputs)
              if policy.steps[each.step].again and (last is None or each.seq <= last)]  # fmt: skip
    outer: dict[str, Value] = {}
    papers: dict[str, dict[str, Value]] = {}
    for address, step, value in lines:
        parts = address.split("/")
        if parts[0] == place[0]:
            target = outer if len(parts) == 2 else papers.setdefault(parts[2], {})
            target[step] = policy.counts_as(step, value)
    if len(place) > 2:
        papers = {place[2]: papers.get(place[2], {})}
    rests = [each for each in walk.rests if last is None or each.seq <= last]
    base = Shown(
        terms=policy.terms,
        site=site,
        values=outer,
        round=_kind(policy, inputs, place[0]),
        flags=frozenset(walk.flags) | frozenset(rest.flags if rest else ()),
        reasons=frozenset(rest.reasons if rest else walk.reasons),
        outcomes=frozenset(name for each in rests for name in each.outcomes),
    )
    views = [msgspec.structs.replace(base, values={**outer, **paper}) for paper in papers.values()] or [base]
    return msgspec.structs.replace(views[0], others=tuple(views[1:]))


def _kind(policy: Policy, inputs: Sequence[Input], round_key: str) -> str:
    """The kind of the round with this key: the answer that began it."""
    kinds = {key: seq for seq, key in round_keys(policy, inputs).items()}
    began = next((each.value for each in inputs if each.seq == kinds.get(round_key)), "start")
    return str(began)


def variant_holds(when: Cond, situation: Situation) -> bool:
    """Tell whether a variant's condition holds, with any one of the papers where there are several."""
    each = (situation, *situation.others) if isinstance(situation, Shown) else (situation,)
    return any(holds(when, view) for view in each)


def placeholders(text: str) -> list[str]:
    """The names in braces in `text`."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its placeholders filled; one without a value stays as it is written, so that nothing stops at the desk."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def ordinary_hours(situation: Situation) -> str:
    """The hours of the court at the top of the paper, both ends included, for {ordinary_hours}."""
    closes = STATE_CLOSES if situation.value("paper_top") == "court_state" else FEDERAL_CLOSES
    return f"{OPENS.hour}:00 a.m. to {closes.hour - 12}:00 p.m."


class Texts(msgspec.Struct, frozen=True):
    """All words of a pack in one language."""

    steps: dict[str, StepText]
    outcomes: dict[str, OutcomeText]
    words: Words

    def step_text(self, step: str, situation: Situation, fills: Mapping[str, str] | None = None) -> StepText:
        """The words of a step as they are true now, placeholders filled. KeyError for a step without words."""
        text = self.steps[step]
        values = {"ordinary_hours": ordinary_hours(situation), **(fills or {})}
        chosen = {name: fill(getattr(text, name), values) for name in ("question", "help", "where", "say")}
        for variant in reversed(text.variants):
            if variant_holds(variant.when, situation):
                given = {name: getattr(variant, name) for name in chosen}
                chosen |= {name: fill(words, values) for name, words in given.items() if words is not None}
        return msgspec.structs.replace(text, variants=(), **chosen)

    def outcome_text(
        self, outcome: str, situation: Situation, fills: Mapping[str, str] | None = None
    ) -> OutcomeText:
        """The words of an outcome as they are true now, placeholders filled. KeyError for an outcome without words."""
        text = self.outcomes[outcome]
        values = {"ordinary_hours": ordinary_hours(situation), **(fills or {})}
        chosen: dict[str, str | tuple[str, ...]] = {name: getattr(text, name) for name in OUTCOME_PARTS}
        for variant in reversed(text.variants):
            if variant_holds(variant.when, situation):
                given = {name: getattr(variant, name) for name in OUTCOME_PARTS}
                chosen |= {name: words for name, words in given.items() if words is not None}
        filled = {
            name: fill(words, values)
            if isinstance(words, str)
            else tuple(fill(line, values) for line in words)
            for name, words in chosen.items()
        }
        return msgspec.structs.replace(text, variants=(), **filled)

    def label(self, step: str, value: str) -> str:
        """The label of one value; a date is its own label, and so is a value without words."""
        text = self.steps.get(step)
        return text.choices.get(value, value) if text else value

    def labels(self, step: str, value: Value) -> str:
        """An answer in words: several values with commas, none of them as the step's "none" label."""
        if isinstance(value, str):
            return self.label(step, value)
        return ", ".join(self.label(step, each) for each in value) or self.label(step, NONE)

    def outcome_title(self, outcome: str) -> str:
        """The title of an outcome, for lists."""
        return self.outcomes[outcome].title if outcome in self.outcomes else outcome

    def reason(self, reason: str) -> str:
        """The sentence of a reason."""
        return self.words.reasons.get(reason, reason)

    def flag(self, flag: str) -> str:
        """The sentence of a flag."""
        return self.words.flags.get(flag, flag)

    def outcome_lines(
        self, outcome: str, situation: Situation, fills: Mapping[str, str] | None = None
    ) -> tuple[str, ...]:
        """Every line of an outcome as shown, in reading order, the line of non-interference last: for `text_hash`."""
        text = self.outcome_text(outcome, situation, fills)
        lists = (*text.do, text.say, text.say_if_pressed, *text.never, *text.call, *text.record)
        return (text.title, text.banner, text.lead, *lists, self.words.common.get("non_interference", ""))

    def rest_hash(self, rest: Rest, situation: Situation, fills: Mapping[str, str]) -> str:
        """SHA-256 (hex) of the exact lines that the outcomes of `rest` show, for the record."""
        lines = [line for name in rest.outcomes for line in self.outcome_lines(name, situation, fills)]
        return text_hash([*lines, *(self.reason(reason) for reason in rest.reasons)])


OUTCOME_PARTS = ("title", "banner", "lead", "do", "say", "say_if_pressed", "never", "call", "record")


def step_labels(step: Step) -> Iterator[str]:
    """The values that need a label: those of the step, "unsure", and "none" where nothing may be chosen.

    A date needs only "cannot_read", which its "I can't tell" is.
    """
    yield from step.values
    if step.empty:
        yield NONE
    yield step.unsure if step.kind == "date" else UNSURE


def text_hash(lines: Sequence[str]) -> str:
    """SHA-256 (hex) of the exact lines that were shown, for `outcome_reached` events."""
    return canonical.digest("text", canonical.encode(list(lines)))
