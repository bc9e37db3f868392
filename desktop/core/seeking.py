"""Reads what somebody types to find something, and says whether and where a text matches it. Pure; nothing that is typed raises.

Words are compared without capitals, accents and forms of writing (NFKD). What stands between spaces is one chunk: "A-4471-B" is found by
its words or, run together, as a part of a name, badge, plate or number.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from unicodedata import category, normalize

import msgspec

LONGEST = 300
"""Characters of what is typed that are looked at; nobody types more to find something."""

SHORTEST_PART = 3
"""Characters from which on a part in the middle of a name or number is looked for."""

_ASCII = re.compile(r"[a-z0-9]+")
_BLANKED = {place: " " for place in range(128) if not chr(place).isalnum()}
_CODE_MARK, _CODE_BASE = "\ue000", 0xE100
_PART_BASE, _PARTS = 0xF0000, 65_534
"""Tokens that nobody can type: `words` leaves out characters of private use."""


class Chunk(msgspec.Struct, frozen=True):
    """What was typed between two spaces: its `words`, and all of it run together. `open`: it was typed last, so that its last word may be
    the beginning of one."""

    words: tuple[str, ...]
    whole: str
    open: bool = False

    def starts(self, place: int) -> bool:
        """Whether the word at this place may be a beginning. A single letter is none: it would be the beginning of everything."""
        return self.open and place == len(self.words) - 1 and len(self.words[place]) > 1


def read_typed(text: str) -> tuple[Chunk, ...]:
    """The chunks of what was typed; those without a letter or digit are left out."""
    made = [(tuple(words(part)), part) for part in text[:LONGEST].split()]
    chunks = [Chunk(found, "".join(found)) for found, _ in made if found]
    if chunks and not text[:LONGEST][-1:].isspace():
        chunks[-1] = msgspec.structs.replace(chunks[-1], open=True)
    return tuple(chunks)


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    if text.isascii():
        return _ASCII.findall(text.lower())
    return "".join(_plain(text)).split()


def squeezed(text: str) -> str:
    """All words of a text, run together."""
    return "".join(words(text))


def _plain(text: str) -> Iterable[str]:
    for letter in normalize("NFKD", normalize("NFKD", text).casefold()):
        if category(letter)[0] != "M" and category(letter) != "Cf":
            yield letter if letter.isalnum() else " "


# ---- tokens ---------------------------------------------------------------------------------------------------


def code_token(code: str) -> str:
    """The token that stands for a code: no word that is typed equals it."""
    return _CODE_MARK + "".join(
        each if each.isalnum() or ord(each) > 0xFF else chr(_CODE_BASE + ord(each))
        for each in code.casefold()
    )


def part_tokens(whole: str) -> list[str]:
    """The tokens that stand for every three characters of a text run together; few others have the same, so whoever finds by them looks
    again."""
    parts = {whole[place : place + SHORTEST_PART] for place in range(len(whole) - SHORTEST_PART + 1)}
    return sorted(chr(_PART_BASE + zlib.crc32(part.encode()) % _PARTS) for part in parts)


# ---- what matches -----------------------------------------------------------------------------------------------


class Held(msgspec.Struct, frozen=True):
    """What a thing has to be found by: the words of its texts, its names and numbers run together, its codes."""

    words: frozenset[str]
    idents: frozenset[str]
    codes: frozenset[str]


Codes = Callable[[str, bool], frozenset[str]]
"""A word, and whether it may be a beginning → the codes whose labels have it."""


def fits(chunks: Sequence[Chunk], held: Held, codes: Codes) -> bool:
    """Whether all that was typed is there."""
    return all(_chunk_fits(chunk, held, codes) for chunk in chunks)


def _chunk_fits(chunk: Chunk, held: Held, codes: Codes) -> bool:
    return _is_part(chunk.whole, held) or all(
        _word_fits(word, chunk.starts(place), held, codes) for place, word in enumerate(chunk.words)
    )


def _word_fits(word: str, starts: bool, held: Held, codes: Codes) -> bool:
    return (
        word in held.words
        or (starts and any(each.startswith(word) for each in held.words))
        or _is_part(word, held)
        or not held.codes.isdisjoint(codes(word, starts))
    )


def _is_part(whole: str, held: Held) -> bool:
    return len(whole) >= SHORTEST_PART and any(whole in ident for ident in held.idents)


# ---- where it matches ---------------------------------------------------------------------------------------------


def marks(text: str, chunks: Sequence[Chunk], ident: bool = False) -> tuple[tuple[int, int], ...]:
    """The pieces of a text that match what was typed, as (start, length), in order and apart from each other. `ident`: a name or number,
    which is matched in the middle too, and across what stands between its letters."""
    letters, places = _placed(text)
    found: list[tuple[int, int]] = []
    for chunk in chunks:
        found += [
            span
            for place, word in enumerate(chunk.words)
            for span in _whole_words(letters, word, chunk.starts(place))
        ]
        if ident:
            found += _parts(letters, {chunk.whole, *chunk.words})
    return _apart((places[start], places[end - 1] + 1) for start, end in found)


def _placed(text: str) -> tuple[str, Sequence[int]]:
    """The letters that are compared, and where in the text each of them stands."""
    if text.isascii():
        return text.lower().translate(_BLANKED), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, each in enumerate(text):
        for letter in _plain(each):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _whole_words(letters: str, word: str, starts: bool) -> list[tuple[int, int]]:
    end = "" if starts else r"(?![^ ])"
    return [each.span() for each in re.finditer(rf"(?<![^ ]){re.escape(word)}{end}", letters)]


def _parts(letters: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where the wanted stands in the letters, whatever spaces lie between."""
    kept = [place for place, letter in enumerate(letters) if letter != " "]
    run, found = "".join(letters[place] for place in kept), list[tuple[int, int]]()
    for each in wanted:
        start = run.find(each) if len(each) >= SHORTEST_PART else -1
        while start >= 0:
            found.append((kept[start], kept[start + len(each) - 1] + 1))
            start = run.find(each, start + 1)
    return found


def _apart(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans (start, end) in order, those that touch each other as one, as (start, length)."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple((start, end - start) for start, end in joined)
