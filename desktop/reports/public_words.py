"""Makes the texts of a public copy, each from a closed list, from a number, or by an option: nothing else makes a `Known`.

A word is taken here by its code, and what has no code in the list is `Removed`. So a free word, of whoever wrote it, never comes through.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from desktop.core.conditions import Value
from desktop.core.events import Event
from desktop.core.particulars import Happened
from desktop.core.policy import UNSURE, Policy
from desktop.core.record_words import FIELD_WORDS
from desktop.core.texts import NONE, Texts, placeholders
from desktop.reports.public_data import Fact, Known, Moment, Removed, Why

NUMBER = re.compile(r"[0-9]{1,3}")

REMOVED: Mapping[Why, tuple[str, str]] = MappingProxyType(
    {
        "name": ("name", "It names a person. Names of officers are given out where counsel has decided so."),
        "badge": ("badge number", "It stands for one officer. Given out where counsel has decided so."),
        "contact": ("contact", "It reaches a person."),
        "description": ("how an officer looked", "It describes a person."),
        "vehicle": ("vehicle", "It may lead to a person."),
        "plate": ("license plate", "It may lead to a person."),
        "words": (
            "free words",
            "Somebody wrote them in their own words, which may name or describe a person.",
        ),
        "changed": ("answer that was changed", "It was taken back, and may never have been true."),
        "counsel": ("counsel’s advice", "What counsel said to its client is counsel’s to give out."),
        "paper": ("particular of a paper", "It may lead to a court case or to a person."),
        "photographs": ("photographs of papers", "They show what is on the papers, names too."),
        "place": ("place", "It tells how the site is laid out, guarded, or which one it is."),
        "person": ("person of this site", "Staff are told by what their job is."),
    }
)
"""What stands in the place of each thing, and why it is not given out."""

FIXED: Mapping[str, str] = MappingProxyType(
    {
        "not_recorded": "not recorded",
        "now": "marked at that moment",
        "unknown_time": "time unknown",
        "other": "other",
        "keeping": "Record keeping",
        "nobody": "nobody named",
        "visit": "the visit",
        "former_paper": "a paper whose answers were changed",
        "carried": "carried over from a joined visit",
        "submitted": "Handed in",
        "approved": "Approved",
        "approved_exception": "Approved under exception",
        "void": "VOID",
        "public": "PUBLIC COPY",
        "drill": "DRILL",
        "open": "VISIT STILL OPEN",
        "not_approved": "NOT APPROVED YET",
    }
)
"""Words of the program's own."""

ROLES: Mapping[str, str] = MappingProxyType(
    {"guard": "guard", "supervisor": "supervisor", "it": "IT", "none": "person"}
)


def fixed(code: str) -> Known:
    """A word of the program's own. KeyError for any other code."""
    return Known(FIXED[code])


def listed(words: Mapping[str, str], code: str, why: Why = "words") -> Known | Removed:
    """The word of a code in a list of the program or of the policy; a code that is none may be anything."""
    return plain(words[code]) if code in words else Removed(why)


def of_list(words: Mapping[str, str], code: str) -> Known:
    """The same of a list of the program's own where it can be no other code. KeyError where it is."""
    return Known(words[code])


def about(papers: Sequence[int], round_: int) -> Known:
    """ "Papers 1 and 3, round 2" of the papers' numbers, "the visit" of none; the round is told where it is not 0."""
    *former, last = (f"{each:d}" for each in papers or (0,))
    told = f"Papers {', '.join(former)} and {last}" if former else f"Paper {last}"
    return Known((told if papers else FIXED["visit"]) + (f", round {round_:d}" if round_ else ""))


def lettered(role: str, place: int) -> Known:
    """ "Guard B": a role of the closed list, and which of those who acted in it, counted from 0."""
    name, letters, left = ROLES[role], "", place + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return Known(f"{name[:1].upper()}{name[1:]} {letters}")


def head(group: str, field: str) -> Known:
    """The label of a field. KeyError for one that there is not."""
    return Known(FIELD_WORDS[group, field][0])


def number(text: str) -> Known | Removed:
    """A number that somebody wrote, of at most three digits; anything else may be anything."""
    return Known(text) if NUMBER.fullmatch(text) else Removed("words")


def released(text: str, option: bool, why: Why) -> Known | Removed:
    """What is told where an option says so: a name or a badge number of an officer, which facility it was."""
    return Known(text) if option else Removed(why)


def of_program(version: str) -> Known:
    """The program's version."""
    return Known(f"Threshold {version}")


def pack_of(policy: Policy, option: bool) -> Known | Removed:
    """The policy's id and version, as `packcheck` lets them be: they name the city, so they are told where the facility is."""
    return released(f"{policy.head.id} {policy.head.version}", option, "place")


# ---- the policy's words -------------------------------------------------------------------------------------------


def question(texts: Texts, policy: Policy, step: str) -> Known | Removed:
    """What a step of the policy is called."""
    text = texts.steps.get(step)
    return plain(text.short) if text is not None and step in policy.steps else Removed("words")


def answer(texts: Texts, policy: Policy, step: str, value: Value) -> tuple[Fact, ...]:
    """The labels of an answer. A date stands on a paper; a value that the step does not offer may be anything."""
    known = policy.steps.get(step)
    text = texts.steps.get(step)
    if known is None or text is None:
        return (Removed("words"),)
    offered = {*known.values, known.unsure, UNSURE, *((NONE,) if known.empty else ())}
    values = (value,) if isinstance(value, str) else tuple(value) or (NONE,)
    removed: Why = "paper" if known.kind == "date" else "words"
    return tuple(
        plain(text.choices[each]) if each in offered and each in text.choices else Removed(removed)
        for each in values
    )


def title(texts: Texts, name: str) -> Known | Removed:
    """The title of an outcome, in the words that it has whatever was answered."""
    text = texts.outcomes.get(name)
    return plain(text.title) if text is not None else Removed("words")


def plain(text: str) -> Known | Removed:
    """Words of the policy; those that name a particular of the site are not told."""
    return Removed("place") if placeholders(text) else Known(text)


# ---- times --------------------------------------------------------------------------------------------------------


def moment(event: Event, doubt: bool) -> Moment:
    """When an event was recorded."""
    return Moment(event.utc_us, event.offset_min, doubt=doubt)


def happened(told: Happened) -> Fact:
    """When something happened, as it was told."""
    if told.how == "unknown":
        return fixed("unknown_time")
    try:
        at = datetime.fromisoformat(told.at)
    except ValueError:
        return Removed("words")
    away = at.utcoffset()
    if away is None:
        return Removed("words")
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    micro = since.days * 86_400_000_000 + since.seconds * 1_000_000
    return Moment(micro, int(away.total_seconds()) // 60, told=True, about=told.how == "about")
