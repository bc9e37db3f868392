"""Reading grade of an English text, so that guard texts can be held to grade 6 (row P15).

Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 * words per sentence + 11.8 * syllables per word - 15.59.
"""

import re
from collections.abc import Iterable, Mapping

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
SENTENCE_END = re.compile(r"[.!?:;](?:\s|$)|\n+")


def by_vowels(word: str) -> int:
    """Syllables of a word by its groups of vowels, at least 1; right for six English words of seven."""
    stem = re.sub(r"(?:(?<=[^td])ed|(?<=[^aeiouysxz])es|(?<=[^l])e)$", "", word)
    return max(1, len(re.findall(r"[aeiouy]+", stem)))


def syllables(word: str, odd: Mapping[str, int]) -> int:
    """Number of syllables of an English word. `odd` has the words, in small letters, that their vowels mislead about."""
    plain = word.lower().replace("’", "'")
    return odd.get(plain) or by_vowels(plain)


def grade(text: str, odd: Mapping[str, int], exceptions: Iterable[str] = ()) -> float:
    """Flesch-Kincaid grade of `text`; each of `exceptions` (legal names) counts as one word of one syllable.

    A sentence ends at . ! ? : ; or a line break; a text without words has grade 0.
    """
    for name in sorted(exceptions, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "law", text, flags=re.IGNORECASE)
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in SENTENCE_END.split(text) if WORD.search(part))
    count = sum(syllables(word, odd) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * count / len(words) - 15.59
