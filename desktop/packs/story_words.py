"""The words that a story may use for the ids of a pack, and what may have been meant by one that stands for nothing."""

from collections.abc import Iterable
from difflib import get_close_matches

from desktop.core.policy import UNSURE, Policy
from desktop.core.texts import NONE, Texts


def plain(text: str) -> str:
    """A word as it is compared: no capitals, straight quotes, single spaces, no end mark."""
    straight = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2014: "-", 0x2013: "-"})
    return " ".join(straight.casefold().split()).rstrip(".?!:")


class Names:
    """Words that stand for ids: each id itself, and every label that stands for one alone."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._ids: dict[str, str] = {}
        self._labels: dict[str, dict[str, str]] = {}
        for ident, label in pairs:
            self._ids[plain(ident)] = ident
            if label:
                self._exact.setdefault(label.strip(), set()).add(ident)
                self._labels.setdefault(plain(label), {})[ident] = label

    def find(self, word: str) -> str | None:
        """The id that a word stands for, None where there is none or more than one. An id or a label to the letter goes first."""
        if self._ids.get(plain(word)) == word:
            return word
        exact = self._exact.get(word.strip(), set())
        found = exact if len(exact) == 1 else self._meant(word)
        return next(iter(found)) if len(found) == 1 else None

    def _meant(self, word: str) -> set[str]:
        ident = self._ids.get(plain(word))
        return {*self._labels.get(plain(word), {}), *([ident] if ident is not None else [])}

    def fix(self, word: str) -> str:
        """What may have been meant."""
        several = sorted(self._meant(word))
        if len(several) > 1:
            return f"That stands for more than one; write one of: {', '.join(several)}."
        labels = {label: next(iter(of.values())) for label, of in self._labels.items()}
        named = {ident: label for of in self._labels.values() for ident, label in of.items()}
        known = {word: named.get(ident, ident) for word, ident in self._ids.items()} | labels
        close = get_close_matches(plain(word), known, n=2, cutoff=0.5)
        close = list(
            {
                known[each]: each for each in close or [name for name in known if plain(word) in name][:2]
            }.values()
        )
        if close:
            return f"Did you mean {' or '.join(f'“{known[each]}”' for each in close)}?"
        every = list(dict.fromkeys(known.values()))
        return f"Known: {', '.join(f'“{each}”' for each in every[:12])}{' …' if len(every) > 12 else ''}."


class Vocabulary:
    """All words that a story of one pack may use."""

    def __init__(self, policy: Policy, texts: Iterable[Texts]) -> None:
        spoken = list(texts)
        pairs: list[tuple[str, str]] = [(step, "") for step in policy.steps]
        for each in spoken:
            for step, words in each.steps.items():
                asked = (words.short, words.question, *(variant.question or "" for variant in words.variants))
                pairs += [(step, label) for label in asked if step in policy.steps]
        self.steps = Names(pairs)
        self.answers = {
            step: Names(
                [(value, "") for value in (*policy.steps[step].values, UNSURE, policy.steps[step].unsure)]
                + [
                    (value, label)
                    for each in spoken
                    if step in each.steps
                    for value, label in each.steps[step].choices.items()
                    if value != NONE or NONE in policy.steps[step].values
                ]
            )
            for step in policy.steps
        }
        titles = [(outcome, "") for outcome in policy.outcomes]
        for each in spoken:
            for outcome, text in each.outcomes.items():
                known = (text.title, *(variant.title or "" for variant in text.variants))
                titles += [(outcome, label) for label in known if outcome in policy.outcomes]
        self.outcomes = Names(titles)
        self.reasons = Names(
            (each, words.words.reasons.get(each, "")) for words in spoken for each in policy.reasons
        )
        self.flags = Names(
            (each, words.words.flags.get(each, "")) for words in spoken for each in policy.flags
        )
        self.empty = {
            step: {plain(each.label(step, NONE)) for each in spoken} | {NONE} for step in policy.steps
        }
