"""The English words whose vowels mislead about their syllables, from `resources/reading/en.txt`, for the reading grade of a pack."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from desktop.paths import resources

FILE = Path("reading") / "en.txt"


@cache
def odd_words() -> Mapping[str, int]:
    """Syllables by word, small letters. OSError where the program's own file is not there."""
    lines = (resources() / FILE).read_text("utf-8").splitlines()
    return {
        word: int(count)
        for line in lines
        if not line.startswith("#")
        for count, *words in [line.split()]
        for word in words
    }
