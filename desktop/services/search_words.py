"""The words by which choices, fields, outcomes and states are found: what is typed → codes of `core.searched`, in the words of every
policy that visits of this record were walked by; and the words that a row shows for a code."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from desktop.core.conditions import Cond, parts
from desktop.core.details import GROUPS
from desktop.core.policy import UNSURE, Policy
from desktop.core.record_words import (
    CHOICE_WORDS,
    CODE_WORDS,
    FIELD_WORDS,
    GROUP_WORDS,
    MARK_WORDS,
    REVIEW_WORDS,
)
from desktop.core.searched import SECRET_FLAG, Piece
from desktop.core.seeking import words
from desktop.core.texts import Texts

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "note": "Note",
        "call.words": "Call",
        "call.who": "Call",
        "post": "Post",
        "by": "Written by",
        "photo": "Photograph",
        "addendum": "Addendum",
        "submitted": "Handed in again",
        "returned": "Returned",
        "exception": "Exception",
        "void_reason": "Void",
    }
)
"""What a text is that is neither an answer nor a field."""

SHORT: Mapping[str, str] = MappingProxyType(
    {"officer.badge": "Badge", "officer.phone": "Phone", "officer.supervisor": "Supervisor"}
)
"""Fields whose label is too long for a row."""

TOLD_ELSEWHERE = frozenset({"number", "outcome", "flag", "begun", "state", "void", "author"})
"""Codes that no second line tells: the row shows them, or they are no text of the visit."""


class Labels:
    """All labels of some packs, by their words. What stands in a choice after a colon are examples of it, and it is not found by them:
    "ICE" typed does not mean every federal agency."""

    def __init__(self, packs: Iterable[Texts]) -> None:
        pairs = {(word, code) for code, label in _labels(packs) for word in words(label)}
        self._pairs = sorted(pairs)
        self._known: dict[tuple[str, bool], frozenset[str]] = {}

    def codes(self, word: str, starts: bool) -> frozenset[str]:
        """The codes whose label has this word, or one that it is the beginning of."""
        if (word, starts) not in self._known:
            self._known[word, starts] = frozenset(self._codes(word, starts))
        return self._known[word, starts]

    def _codes(self, word: str, starts: bool) -> Iterator[str]:
        for found, code in self._pairs[bisect_left(self._pairs, (word, "")) :]:
            if not found.startswith(word):
                return
            if starts or found == word:
                yield code


def _labels(packs: Iterable[Texts]) -> Iterator[tuple[str, str]]:
    yield from ((f"state={state}", label) for state, label in REVIEW_WORDS.items())
    yield from (("void", "void"), ("note", "note"), ("addendum", "addendum"))
    yield from ((f"time={mark}", label) for mark, label in MARK_WORDS.items())
    for group in GROUPS.values():
        for field in group.fields:
            code = f"{group.id}.{field.id}"
            label = f"{GROUP_WORDS[group.id][1]} {FIELD_WORDS[group.id, field.id][0]}"
            yield code, label
            yield from (
                (f"{code}={each}", f"{label} {CHOICE_WORDS.get(each, each)}") for each in field.choices
            )
            yield from ((f"{code}={each}", f"{label} {said}") for each, said in CODE_WORDS.items())
    for texts in packs:
        yield from _of_pack(texts)


def _of_pack(texts: Texts) -> Iterator[tuple[str, str]]:
    for step, said in texts.steps.items():
        for value, label in said.choices.items():
            if value != UNSURE:
                yield f"answer.{step}={value}", label.partition(":")[0]
    yield from ((f"reached={outcome}", said.title) for outcome, said in texts.outcomes.items())
    yield from ((f"call={key}", label) for key, label in texts.words.calls.items())


# ---- what a row says ------------------------------------------------------------------------------------------


def told(piece: Piece, texts: Texts) -> str:
    """A piece in words, with what it is: "Badge 4471", "Note: they waited", "Who: a federal agency"; "" for what no row tells."""
    what, _, choice = piece.code.partition("=")
    if what in TOLD_ELSEWHERE:
        return ""
    if what == "reached":
        return f"Reached: {texts.outcome_title(choice)}"
    if what == "call":
        return f"Call: {texts.words.calls.get(choice, choice)}"
    if what == "time":
        return f"Time: {MARK_WORDS.get(choice, choice)}"
    if what.startswith("answer."):
        return _answer(what.removeprefix("answer."), choice, piece.text, texts)
    if what in KINDS:
        return f"{KINDS[what]}: {piece.text}"
    group, _, field = what.partition(".")
    label = SHORT.get(what) or FIELD_WORDS.get((group, field), (field, ""))[0]
    said = CHOICE_WORDS.get(choice) or CODE_WORDS.get(choice, choice) or piece.text
    return f"{label} {said}" if what in SHORT or len(words(label)) == 1 else f"{label}: {said}"


def _answer(step: str, choice: str, text: str, texts: Texts) -> str:
    named, _, note = step.rpartition(".")
    if note == "note":
        return f"{_short(named, texts)}: {text}"
    return f"{_short(step, texts)}: {plain(texts.label(step, choice)) if choice else text}"


def _short(step: str, texts: Texts) -> str:
    return (texts.steps[step].short if step in texts.steps else "") or step


def plain(label: str) -> str:
    """A label without its examples."""
    return label.partition(":")[0]


# ---- what is secret -------------------------------------------------------------------------------------------


def secret_codes(policy: Policy) -> frozenset[str]:
    """The answers that can make a paper counsel's alone: a visit with one of them counts as secret, whatever else was answered, so that a
    visit that was closed before its outcome is no less so."""
    found: set[str] = set()
    for rule in (*policy.rule, *policy.group.rule):
        if SECRET_FLAG in rule.flags and rule.when is not None:
            found.update(_codes(policy, rule.when))
    return frozenset(found)


def _codes(policy: Policy, cond: Cond, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    for each in parts(cond):
        if each.term is not None and each.term not in seen and each.term in policy.terms:
            yield from _codes(policy, policy.terms[each.term], seen | {each.term})
        if each.step is not None and each.step in policy.steps:
            wanted = {*(each.is_ or ()), *(each.has or ()), *(each.only or ())}
            offered = (*policy.steps[each.step].values, UNSURE)
            yield from (
                f"answer.{each.step}={value}"
                for value in offered
                if not wanted.isdisjoint(_counted(policy, each.step, value))
            )


def _counted(policy: Policy, step: str, value: str) -> tuple[str, ...]:
    counts = policy.counts_as(step, value)
    return (counts,) if isinstance(counts, str) else counts
