"""Finds in a free text what must not be written down about a person, and leaves it out (row G23).

What is looked for is the pack's: groups of words, and the names of the detectors below. Dossier 6.1 says what it is and why
(GML 996-a(4)-(5), EO 41, Admin. Code 23-1201). A hit is a warning and no verdict: the person decides, and the text itself goes
into no log.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

LEFT_OUT = "[left out]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{2,4})?"
    rf"|(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? ?\d{{4}})?"
    r"|(?:19|20)\d\d|\d{8}|\d{6})"
)
_IS = r"(?: is| was|:)?[ #.-]{0,3}"

DETECTORS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
        for name, pattern in {
            # 8 or 9 digits, never 7 (a badge), and never in fours (two times of day beside "post A").
            "a_number": r"(?:a|alien(?: registration)?|uscis)(?:[ -]?(?:#|no\.?|num\.?|number|file))?" + _IS
            + r"(?:\d{8,9}|\d{2,3}[ -]\d{3}[ -]\d{3}|\d{4}[ -]\d{5}|\d{3}[ -]\d{6})",
            # Nine digits in one run are a social security number only where the text says so.
            "ssn": r"(?<![\d-] )(?<!-)\d{3}(?P<s>[ -])\d{2}(?P=s)\d{4}(?!-\d)"
            r"|(?:ssn|soc(?:ial)?(?:[ -]?sec(?:urity)?)?)(?: ?(?:#|no\.?|num\.?|number))?" + _IS + r"\d{9}",
            "birth_date": r"(?:born(?: on| in)?|dob|d\.o\.b\.?|date of birth|birth ?date|birth ?day)" + _IS + _DATE,
            "birth_place": r"born (?:in|at|near) (?:the )?\w[\w'-]*"
            r"|(?:place of birth|birth ?place|country of (?:origin|birth|citizenship))(?: is| was|:) ?(?:the )?\w[\w'-]*",
        }.items()
    }
)  # fmt: skip
"""What no list of words can find, by name; they read text as `_Folded` has it, in small letters and without accents."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of one kind, compared whole, without capitals or accents. In an entry, "a/b c" stands for "a c" and "b c"."""

    kind: str
    """Its name in the record."""
    label: str
    """Why they do not belong there, for the guard."""
    words: tuple[str, ...] = ()
    """Each form that counts."""


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack keeps out of free texts, in one language. The guard is warned and decides; the record says only that a warning was
    shown."""

    sentence: str = ""
    """What the guard is told first."""
    patterns: dict[str, str] = {}
    """Detectors that are on, each with its sentence: `a_number`, `ssn`, `birth_date`, `birth_place`."""
    words: tuple[Group, ...] = ()
    """Groups of words."""
    allowed: tuple[str, ...] = ()
    """Names and things that hold a listed word and tell nothing about a person; they are set aside first."""

    def why(self, kind: str) -> str:
        """The sentence of a kind of hit; the general one for a kind without."""
        labels = {group.kind: group.label for group in self.words} | self.patterns
        return labels.get(kind) or self.sentence


class Hit(msgspec.Struct, frozen=True):
    """A place in the text: `text` is exactly `whole[start:end]`, in code points; `kind` is a group's kind or a detector's name."""

    kind: str
    start: int
    end: int
    text: str


class _Token(msgspec.Struct, frozen=True):
    """One word of a folded text, and where it stands there."""

    word: str
    start: int
    end: int


class _Folded:
    """A text as it is compared: small letters, no accents, ASCII digits, plain hyphens; `origin` maps each of its characters back.

    NFC and NFD come out alike, since each character is decomposed for itself and what combines is dropped.
    """

    def __init__(self, text: str) -> None:
        pairs = [(made, index) for index, char in enumerate(text) for made in _fold(char)]
        self.text = "".join(made for made, _ in pairs)
        self._whole = text
        self._origin = [index for _, index in pairs]

    def hit(self, kind: str, start: int, end: int) -> Hit:
        """The place in the text itself, with the marks that stand on its last letter."""
        first, last = self._origin[start], self._origin[end - 1] + 1
        while last < len(self._whole) and unicodedata.category(self._whole[last]).startswith("M"):
            last += 1
        return Hit(kind, first, last, self._whole[first:last])


def _fold(char: str) -> Iterator[str]:
    """What `char` is compared as. Format characters go: a direction mark inside a number hides nothing."""
    if char.isascii():
        yield " " if char in "\t\r" else char.lower()
        return
    plain = "".join(each for each in unicodedata.normalize("NFKD", char) if not unicodedata.combining(each))
    for each in unicodedata.normalize("NFKD", plain.casefold()):
        category = unicodedata.category(each)
        if category == "Cf" or unicodedata.combining(each):
            continue
        if category == "Nd":
            yield str(unicodedata.decimal(each))
        elif category == "Pd" or each == "\u2212":
            yield "-"
        elif each in "\u2018\u2019\u02bc":
            yield "'"
        else:
            yield " " if category == "Zs" else each


def _tokens(folded: str) -> list[_Token]:
    """The words: letters, digits and the marks that are part of a letter, with apostrophes inside."""
    found: list[_Token] = []
    start = None
    for index, char in enumerate((*folded, " ")):
        inside = char.isalnum() or unicodedata.category(char).startswith("M")
        inner = char == "'" and start is not None and folded[index + 1 : index + 2].isalnum()
        if inside or inner:
            start = index if start is None else start
        elif start is not None:
            found.append(_Token(folded[start:index], start, index))
            start = None
    return found


_Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def _phrases(entries: Iterable[tuple[str, str]]) -> _Phrases:
    """Entries and their kinds by first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry, kind in entries:
        parts = [[_words(way) for way in part.split("/")] for part in entry.split()]
        for ways in itertools.product(*parts):
            phrase = tuple(itertools.chain.from_iterable(ways))
            if phrase:
                table.setdefault(phrase[0], []).append((phrase, kind))
    for each in table.values():
        each.sort(key=lambda known: -len(known[0]))
    return table


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in _tokens(_Folded(text).text))


def _matches(folded: str, phrases: _Phrases) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of the longest phrase at each word."""
    tokens = _tokens(folded)
    for index, token in enumerate(tokens):
        for form in _forms(token.word):
            for phrase, kind in phrases.get(form, ()):
                run = tokens[index : index + len(phrase)]
                if len(run) == len(phrase) and _is(folded, run, phrase):
                    yield kind, token.start, run[-1].end
                    break


def _forms(word: str) -> tuple[str, ...]:
    return (word, word[:-2]) if word.endswith("'s") else (word,)


def _is(folded: str, run: Sequence[_Token], phrase: Sequence[str]) -> bool:
    """The words are those of the phrase, with nothing but spaces, hyphens or slashes between (and a dot after "St" or "U")."""
    if any(word not in _forms(token.word) for token, word in zip(run, phrase, strict=True)):
        return False
    for one, two in itertools.pairwise(run):
        gap = folded[one.end : two.start]
        short = one.end - one.start <= 2
        if (gap.removeprefix(".") if short else gap).strip(" \n-/"):
            return False
    return True


def _blanked(text: str, places: Iterable[tuple[str, int, int]]) -> str:
    """`text` with these places filled by what is no letter, no digit and no gap between words."""
    for _, start, end in places:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def find(text: str, words: Privacy) -> tuple[Hit, ...]:
    """Everything in `text` that the pack keeps out, in order and without overlap; where hits overlap, the first gives the kind.

    Letters are compared without case and accents, words as wholes. A detector that is not known here finds nothing (`findings`
    says so when the pack is checked).
    """
    folded = _Folded(text)
    allowed = _matches(folded.text, _phrases((entry, "") for entry in words.allowed))
    plain = _blanked(folded.text, allowed)
    known = [(name, DETECTORS[name]) for name in words.patterns if name in DETECTORS]
    found = [(name, *match.span()) for name, detector in known for match in detector.finditer(plain)]
    # A number may lean on a word with an apostrophe: what it leaves behind is looked at as if it were gone.
    listed = _phrases((entry, group.kind) for group in words.words for entry in group.words)
    found += _matches(_blanked(plain, found), listed)
    hits: list[Hit] = []
    for hit in sorted((folded.hit(*each) for each in found), key=lambda hit: (hit.start, -hit.end)):
        if hits and hit.start < hits[-1].end:
            end = max(hits[-1].end, hit.end)
            hits[-1] = msgspec.structs.replace(hits[-1], end=end, text=text[hits[-1].start : end])
        else:
            hits.append(hit)
    return tuple(hits)


def leave_out(text: str, hits: Iterable[Hit]) -> str:
    """`text` with "[left out]" for each of its hits, and nothing else changed; hits in any order, as `find` gave them."""
    for hit in sorted(hits, key=lambda hit: -hit.start):
        text = text[: hit.start] + LEFT_OUT + text[hit.end :]
    return text


def findings(privacy: Privacy) -> list[str]:
    """What is wrong with a pack's list, a sentence each: empty, a detector that is not known, no words or no sentence for a kind."""
    if not privacy.words and not privacy.patterns:
        return ["The privacy list is empty: nothing is looked for in what a guard writes."]
    found = [] if privacy.sentence.strip() else ["There is no sentence that tells the guard what was found."]
    for name, why in privacy.patterns.items():
        if name not in DETECTORS:
            found.append(f"There is no detector '{name}'. Known: {', '.join(DETECTORS)}.")
        if not why.strip():
            found.append(f"The detector '{name}' has no sentence that says why.")
    kinds = [*privacy.patterns, *(group.kind for group in privacy.words)]
    found += [f"The kind '{kind}' stands twice." for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]
    for group in privacy.words:
        if not group.kind.strip() or not group.label.strip():
            found.append(f"The group '{group.kind}' lacks its kind or the sentence that says why.")
        if not group.words:
            found.append(f"The group '{group.kind}' lists no words.")
    listed = [entry for group in privacy.words for entry in group.words]
    found += [
        f"The entry '{entry}' has an empty part: nothing would match it."
        for entry in (*listed, *privacy.allowed)
        if not entry.strip() or not all(_words(way) for part in entry.split() for way in part.split("/"))
    ]
    both = {_words(entry) for entry in listed}
    found += [
        f"'{entry}' is looked for and allowed at once." for entry in privacy.allowed if _words(entry) in both
    ]
    return found
