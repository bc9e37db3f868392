"""Measures everything a guard reads: no text above reading grade 6, legal names aside (row P15)."""

import re
from collections.abc import Callable, Iterator, Mapping

from desktop.core.packcheck.codes import Notes
from desktop.core.reading import grade
from desktop.core.texts import OutcomeText, OutcomeVariant, StepText, StepVariant, Texts

MAX_GRADE = 6.0
STEP_FIELDS = ("question", "help", "where", "say")
OUTCOME_FIELDS = ("banner", "lead", "say", "say_if_pressed", "do", "never", "record")
COMMON = ("non_interference", "counsel_decides")
MEASURED = ("en",)
"""The languages that the grade is defined for, by the first part of their tag."""

_FILLED = re.compile(r"\{[^{}]*\}")
"""A placeholder: a name of the facility's, which counts as one plain word."""

Odd = Callable[[], Mapping[str, int]]


def guard_texts(texts: Texts) -> Iterator[tuple[str, str, str, str]]:
    """File, place, field and text of everything a guard reads; a list, and a step's labels, are one text, a line each."""
    for name, step in texts.steps.items():
        yield "steps", name, "choices", "\n".join(step.choices.values())
        yield from _fields("steps", name, step, STEP_FIELDS)
    for name, outcome in texts.outcomes.items():
        yield from _fields("outcomes", name, outcome, OUTCOME_FIELDS)
    words = texts.words
    for table, lines in (
        ("common", {key: words.common.get(key, "") for key in COMMON}),
        ("reasons", words.reasons),
        ("flags", words.flags),
    ):
        yield from (("words", table, key, line) for key, line in lines.items())


def _fields(
    file: str, name: str, text: StepText | OutcomeText, fields: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str]]:
    versions: tuple[StepText | OutcomeText | StepVariant | OutcomeVariant, ...] = (text, *text.variants)
    for number, version in enumerate(versions):
        place = f"{name} variant {number}" if number else name
        for field in fields:
            said = getattr(version, field)
            if said:
                yield file, place, field, said if isinstance(said, str) else "\n".join(said)


def check_reading(notes: Notes, texts: Mapping[str, Texts], odd: Odd) -> None:
    """Every text above the grade, in the languages that it is defined for. `odd` gives the words that vowels mislead about."""
    for language, each in texts.items():
        if language.split("-")[0] not in MEASURED:
            continue
        for file, place, field, text in guard_texts(each):
            measured = round(grade(_FILLED.sub("law", text), odd(), each.words.plain_exceptions), 1)
            if measured > MAX_GRADE:
                notes.add("reading_hard", f"text/{language}/{file}.toml", place, field,
                          f"Its reading grade is {measured:.1f}; a guard's is {MAX_GRADE:.0f}.",
                          "Use shorter words and sentences; legal names go into plain_exceptions of words.toml.")  # fmt: skip
