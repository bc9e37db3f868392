"""Checks the words and the legal basis of a pack: nothing missing, nothing false by form, nothing asked that must not be."""

import re
from collections.abc import Iterator
from datetime import date

from desktop.core.conditions import Cond
from desktop.core.packcheck.codes import Notes, near
from desktop.core.packcheck.conditions import Where, check_shape, check_use
from desktop.core.packcheck.routing import iso_date
from desktop.core.policy import Policy
from desktop.core.privacy import findings
from desktop.core.texts import (
    CALLS,
    COMMON,
    COMMON_TOO,
    OUTCOME_PARTS,
    PLACEHOLDERS,
    SITE_TYPES,
    Citation,
    Law,
    OutcomeText,
    OutcomeVariant,
    StepText,
    StepVariant,
    Texts,
    placeholders,
    step_labels,
)

MAX_BANNER = 60
LAW = "law.toml"
STEP_FIELDS = ("question", "help", "where", "say")
PERSONAL = {
    "en": re.compile(
        r"\b(immigration status|legal status|status|nationalit\w*|citizen\w*|born|birth ?place|place of birth|country of \w+"
        r"|undocumented|illegal\w*|alien\w*|visa|green card)\b"
        r"|\b(is|are) (the|that|this) (person|man|woman|student|patient|resident|guest)\b[^?]*\b(here|inside|in the building)\b",
        re.IGNORECASE,
    )
}
"""What no question, label or line to say may touch, by language; presence of a person included (product: never asked)."""


def check_texts(notes: Notes, policy: Policy, texts: dict[str, Texts]) -> None:
    """All words of all languages of the pack. The types of site that it names are those it is for: each language names the same."""
    named = {kind for each in texts.values() for kind in each.words.site_types}
    types = tuple(kind for kind in SITE_TYPES if kind in named) or SITE_TYPES
    for language in policy.head.languages:
        if language in texts:
            checks = TextChecks(notes, policy, language, texts[language], types)
            checks.steps()
            checks.outcomes()
            checks.words()
    for language in texts.keys() - set(policy.head.languages):
        notes.add("language_unlisted", "pack.toml", "", "languages", f"There are texts in '{language}', which is not listed.",
                  f'Add "{language}" to languages, or remove text/{language}.')  # fmt: skip


def variant_conditions(texts: dict[str, Texts]) -> Iterator[Cond]:
    """Every condition of a variant, in all languages."""
    for each in texts.values():
        for step in each.steps.values():
            yield from (variant.when for variant in step.variants)
        for outcome in each.outcomes.values():
            yield from (variant.when for variant in outcome.variants)


class TextChecks:
    """The checks of one language's words."""

    def __init__(
        self, notes: Notes, policy: Policy, language: str, texts: Texts, types: tuple[str, ...]
    ) -> None:
        self.notes, self.policy, self.language, self.texts = notes, policy, language, texts
        self.types = types

    def _add(self, code: str, name: str, place: str, field: str, sentence: str, fix: str) -> None:
        self.notes.add(code, f"text/{self.language}/{name}.toml", place, field, sentence, fix)

    def _matches(self, name: str, what: str, wanted: tuple[str, ...], have: object, place: str = "") -> None:
        """Words for everything that is wanted and for nothing else."""
        given = list(have) if isinstance(have, dict) else []
        for each in wanted:
            if each not in given or not (isinstance(have, dict) and have[each]):
                self._add("text_missing", name, place or each, each if place else "", f"There are no words for the {what} '{each}'.",
                          "Write them.")  # fmt: skip
        for each in given:
            if each not in wanted:
                self._add("text_unknown", name, place or each, each if place else "", f"The pack has no {what} '{each}'.",
                          near(each, wanted))  # fmt: skip

    # ---- steps -------------------------------------------------------------------------------------------------------

    def steps(self) -> None:
        """Each step's question, labels and variants."""
        if self.language.split("-")[0] not in PERSONAL:
            sentence = f"Nothing looks for questions about status or origin in '{self.language}'."
            self._add(
                "personal_unchecked", "steps", "", "", sentence, "Let a person read every question for them."
            )
        self._matches("steps", "step", tuple(self.policy.steps), self.texts.steps)
        for step, text in self.texts.steps.items():
            if step not in self.policy.steps:
                continue
            for field in ("question", "help", "say", "short"):
                if not getattr(text, field).strip():
                    self._add("text_missing", "steps", step, field, "The words are missing.", "Write them.")
            self._matches(
                "steps",
                "answer",
                tuple(step_labels(self.policy.steps[step])),
                text.choices,
                f"{step}.choices",
            )
            self._step_lines(step, text)
            for number, variant in enumerate(text.variants, 1):
                self._variant("steps", f"{step} variant {number}", variant)
                self._step_lines(f"{step} variant {number}", variant)

    def _step_lines(self, place: str, text: StepText | StepVariant) -> None:
        for field in STEP_FIELDS:
            words = getattr(text, field) or ""
            self._placeholders("steps", place, field, words)
            if field in ("question", "say"):
                self._personal("steps", place, field, words)
        if isinstance(text, StepText):
            for value, label in text.choices.items():
                self._personal("steps", f"{place}.choices", value, label)

    def _personal(self, name: str, place: str, field: str, words: str) -> None:
        pattern = PERSONAL.get(self.language.split("-")[0])
        if pattern and (hit := pattern.search(words)):
            self._add("asks_personal", name, place, field, f"It touches what is never asked: '{hit[0]}'.",
                      "Ask about the paper, the place or the officers; never about a person's status, origin or presence.")  # fmt: skip

    def _placeholders(self, name: str, place: str, field: str, words: str) -> None:
        for each in placeholders(words):
            if each not in PLACEHOLDERS:
                self._add(
                    "placeholder_unknown",
                    name,
                    place,
                    field,
                    f"Nothing fills '{{{each}}}'.",
                    near(each, PLACEHOLDERS),
                )

    def _variant(self, name: str, place: str, variant: StepVariant | OutcomeVariant) -> None:
        at = Where(f"text/{self.language}/{name}.toml", place, barred=("fact", "moment"))
        check_shape(self.notes, self.policy, variant.when, at)
        check_use(self.notes, self.policy, variant.when, at)

    # ---- outcomes ----------------------------------------------------------------------------------------------------

    def outcomes(self) -> None:
        """Each outcome with every part."""
        self._matches("outcomes", "outcome", tuple(self.policy.outcomes), self.texts.outcomes)
        for outcome, text in self.texts.outcomes.items():
            for part in OUTCOME_PARTS:
                words = getattr(text, part)
                if not words or (isinstance(words, str) and not words.strip()):
                    self._add(
                        "outcome_part",
                        "outcomes",
                        outcome,
                        part,
                        f"The outcome has no '{part}'.",
                        "Write it.",
                    )
            self._outcome_lines(outcome, text)
            for number, variant in enumerate(text.variants, 1):
                self._variant("outcomes", f"{outcome} variant {number}", variant)
                self._outcome_lines(f"{outcome} variant {number}", variant)

    def _outcome_lines(self, place: str, text: OutcomeText | OutcomeVariant) -> None:
        for part in OUTCOME_PARTS:
            words = getattr(text, part)
            if words is None:
                continue
            for line in (words,) if isinstance(words, str) else words:
                self._placeholders("outcomes", place, part, line)
                if part in ("say", "say_if_pressed"):
                    self._personal("outcomes", place, part, line)
            if isinstance(text, OutcomeVariant) and not words:
                self._add(
                    "outcome_part",
                    "outcomes",
                    place,
                    part,
                    f"The variant takes '{part}' away.",
                    "Write it, or leave it out.",
                )
        for key in text.call or ():
            if key not in CALLS:
                self._add(
                    "call_unknown", "outcomes", place, "call", f"There is no phone '{key}'.", near(key, CALLS)
                )
        if text.banner and len(text.banner) > MAX_BANNER:
            self._add("banner_long", "outcomes", place, "banner", f"The banner has {len(text.banner)} characters.",
                      f"Keep it to {MAX_BANNER}: one thing to do.")  # fmt: skip

    # ---- words -------------------------------------------------------------------------------------------------------

    def words(self) -> None:
        """Reasons, flags, labels and the lines that stand on every outcome."""
        words = self.texts.words
        tables = (
            ("common", "line", (*COMMON, *(key for key in COMMON_TOO if key in words.common)), words.common),
            ("reasons", "reason", self.policy.reasons, words.reasons),
            ("flags", "flag", self.policy.flags, words.flags),
            ("site_types", "type of site", self.types, words.site_types),
            ("calls", "call", CALLS, words.calls),
        )
        for table, what, wanted, have in tables:
            self._matches("words", what, wanted, have, table)
            for key, line in have.items():
                self._placeholders("words", table, key, line)
        for sentence in findings(words.privacy):
            self.notes.add("privacy_list", f"text/{self.language}/words.toml", "privacy", "", sentence,
                           "Mend the list: guards are warned by it and by nothing else.")  # fmt: skip


# ---- law -----------------------------------------------------------------------------------------------------------------------


def check_law(notes: Notes, policy: Policy, law: Law, today: date | None) -> None:
    """Citations whole and in date, and a basis for each step and outcome. `today` None: nothing is called overdue."""
    known = {citation.id for citation in law.citation}
    used = {each for basis in (law.steps, law.outcomes) for ids in basis.values() for each in ids}
    met: set[str] = set()
    for citation in law.citation:
        place = f"citation {citation.id}"
        _citation(notes, citation, place, today)
        if citation.id in met:
            notes.add("twice", LAW, place, "id", f"'{citation.id}' stands here twice.", "Keep one of them.")
        met.add(citation.id)
        if citation.id not in used:
            notes.add(
                "citation_unused", LAW, place, "id", "Nothing rests on this citation.", "Use it or remove it."
            )
    tables = (
        ("steps", "step", tuple(policy.steps), law.steps),
        ("outcomes", "outcome", tuple(policy.outcomes), law.outcomes),
    )
    for table, what, wanted, basis in tables:
        for name in (each for each in wanted if not basis.get(each)):
            notes.add("citation_missing", LAW, table, name, f"The {what} '{name}' has no legal basis.",
                      "Name at least one citation; a rule of the policy itself has confidence design.")  # fmt: skip
        for name, ids in basis.items():
            if name not in wanted:
                notes.add(
                    "law_unknown", LAW, table, name, f"The pack has no {what} '{name}'.", near(name, wanted)
                )
            for each in (ident for ident in ids if ident not in known):
                notes.add(
                    "citation_unknown", LAW, table, name, f"There is no citation '{each}'.", near(each, known)
                )


def _citation(notes: Notes, citation: Citation, place: str, today: date | None) -> None:
    for field in ("text", "says", "owner"):
        if not getattr(citation, field).strip():
            notes.add("citation_part", LAW, place, field, f"The citation has no '{field}'.", "Write it.")
    if citation.confidence == "seen" and not citation.source:
        notes.add(
            "citation_part",
            LAW,
            place,
            "source",
            "A source that was seen is not named.",
            "Name it, or lower the confidence.",
        )
    review = iso_date(citation.review_by)
    if review is None:
        notes.add(
            "citation_part",
            LAW,
            place,
            "review_by",
            f"'{citation.review_by}' is no date.",
            "Write it like 2027-02-01.",
        )
    elif today is not None and review < today:
        notes.add("review_overdue", LAW, place, "review_by", f"It was to be reviewed by {citation.review_by}.",
                  "Let its owner review it and set the next date.")  # fmt: skip
    if citation.confidence == "memory" and citation.show:
        notes.add(
            "memory_shown",
            LAW,
            place,
            "show",
            "A citation from memory would be shown.",
            "Set show = false until it is seen.",
        )
