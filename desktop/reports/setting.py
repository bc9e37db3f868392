"""Sets text in lines of a width: chooses a font for each character, breaks lines at spaces and overlong words anywhere."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from desktop.reports.characters import composed, is_unseen, stand_in
from desktop.reports.fonts import SPARE, Face
from desktop.reports.outline import Span, Text
from desktop.reports.placed import FAINT, Look, Metrics, Strip, Words

LEADING = 1.36
"""Line height as a multiple of the size, and where in it the baseline is; both fit Noto Sans, whose accents are tall."""
BASELINE = 1.02
SMALLER = 0.76
"""Stand-ins are set in this part of the size."""
MONO = 0.92
"""Fixed-width letters are set in this part of the size: they look larger than others."""
WORDS = re.compile(r"[^ \n]+")
ATOMS = re.compile(r"\n| +|[^ \n]+")

Run = tuple[str, Look]


class SetLine(msgspec.Struct):
    """One line: its runs as words at x from 0, baseline at y 0; the size of its largest text."""

    words: list[Words]
    width: float
    size: float

    @property
    def height(self) -> float:
        """The height that the line takes, in points."""
        return self.size * LEADING

    def at(self, x: float, y: float = 0, cell: int = 0) -> list[Words]:
        """The words with the line's leading upper corner at x, y."""
        base = y + self.size * BASELINE
        return [Words(x + word.x, base, word.text, word.look, word.width, cell) for word in self.words]


class Setter:
    """Sets texts with the metrics it was given. It remembers widths, so it is made for one report and then let go."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics
        self._widths: dict[tuple[Face, str], float] = {}
        self._faces: dict[tuple[Face, str], Face | None] = {}

    def width(self, text: str, look: Look) -> float:
        """The width of a text in points; all of it must be in the look's face."""
        key = (look.face, text)
        width = self._widths.get(key)
        if width is None:
            width = self._widths[key] = self.metrics.width(text, look.face)
        return width * look.size

    def face_for(self, char: str, face: Face) -> Face | None:
        """The face that shows a character where `face` is wanted, None when no face does or no reader would see it."""
        key = (face, char)
        if key not in self._faces:
            faces = () if is_unseen(char) else SPARE[face]
            self._faces[key] = next((spare for spare in faces if self.metrics.has(char, spare)), None)
        return self._faces[key]

    def runs(self, text: str, look: Look) -> list[Run]:
        """The text in runs of one face each, with stand-ins in a look of their own for what cannot be shown."""
        text = composed(text)
        faces = {char: look.face if char == "\n" else self.face_for(char, look.face) for char in set(text)}
        if set(faces.values()) <= {look.face}:
            return [(text, look)] if text else []
        runs: list[tuple[Face | None, list[str]]] = []
        for char in text:
            face = faces[char]
            if not runs or runs[-1][0] != face:
                runs.append((face, []))
            runs[-1][1].append(char)
        return [self._run("".join(chars), face, look) for face, chars in runs]

    def _run(self, chars: str, face: Face | None, look: Look) -> Run:
        if face is None:
            small = msgspec.structs.replace(
                look, face="mono", size=look.size * SMALLER, grey=FAINT, boxed=True
            )
            return stand_in(chars), small
        return chars, look if face == look.face else msgspec.structs.replace(look, face=face)

    def words(self, runs: Iterable[Run]) -> Iterator[float]:
        """The widths of the words that would best not be broken: all but hashes and keys."""
        for text, look in runs:
            if look.face != "mono" or look.boxed:
                yield from (self.width(word, look) for word in WORDS.findall(text))

    def lines(self, runs: Iterable[Run], width: float, size: float) -> list[SetLine]:
        """The runs in lines no wider than `width`; there is always one line, which may be empty. `size` is that of an empty line."""
        wrapping = _Wrapping(self, width, size)
        for text, look in runs:
            for atom in ATOMS.findall(text):
                wrapping.add(atom, look)
        return wrapping.end()

    def text(self, text: Text, look: Look, width: float) -> list[SetLine]:
        """A text of an outline in lines; its spans' looks are made from `look`."""
        return self.lines(self.spans(text, look), width, look.size)

    def spans(self, text: Text, look: Look) -> list[Run]:
        """The runs of a text of an outline."""
        return [run for span in text for run in self.runs(span.text, look_of(span, look))]

    def plain(self, text: str, look: Look, width: float) -> list[SetLine]:
        """A text of one look in lines."""
        return self.lines(self.runs(text, look), width, look.size)


class _Wrapping:
    """Lines under way. A word is what stands between two spaces, whatever its looks."""

    def __init__(self, setter: Setter, width: float, size: float) -> None:
        self.setter, self.limit, self.size = setter, width, size
        self.done: list[SetLine] = []
        self.line: list[tuple[str, Look, float]] = []
        self.x = 0.0
        self.word: list[tuple[str, Look, float]] = []
        self.word_width = 0.0
        self.space: tuple[str, Look, float] | None = None

    def add(self, atom: str, look: Look) -> None:
        """Takes one word or part of a word, one run of spaces, or one line end."""
        if atom == "\n":
            self.flush()
            self.turn()
        elif atom[0] == " ":
            self.flush()
            width = self.setter.width(atom, look)
            if self.space is None:
                self.space = (atom, look, width)
            else:
                text, first, before = self.space
                self.space = (text + atom, first, before + width)
        else:
            width = self.setter.width(atom, look)
            self.word.append((atom, look, width))
            self.word_width += width

    def flush(self) -> None:
        """Puts the word into the line, or into the next where this one is full."""
        if not self.word:
            return
        before = self.space[2] if self.space else 0.0
        if self.x + before + self.word_width > self.limit and (self.line or self.space):
            mono = self.word[0][1].face == "mono" and not self.word[0][1].boxed
            if self.word_width <= self.limit or not mono or self.x + before > self.limit * 0.8:
                self.turn()
        if self.space:
            self._put(self.space)
        self.space = None
        if self.x + self.word_width > self.limit:
            self._broken()
        else:
            self.line += self.word
            self.x += self.word_width
        self.word, self.word_width = [], 0.0

    def _broken(self) -> None:
        """Breaks a word that is wider than a line."""
        for text, look, _ in self.word:
            start, used = 0, 0.0
            for place, char in enumerate(text):
                width = self.setter.width(char, look)
                if self.x + used + width > self.limit and (self.line or place > start):
                    self._put((text[start:place], look, used))
                    self.turn()
                    start, used = place, 0.0
                used += width
            self._put((text[start:], look, used))

    def _put(self, run: tuple[str, Look, float]) -> None:
        if run[0]:
            self.line.append(run)
            self.x += run[2]

    def turn(self) -> None:
        """Ends the line. Spaces at a turn are not set."""
        self.done.append(self._set())
        self.line, self.x, self.space = [], 0.0, None

    def _set(self) -> SetLine:
        words: list[Words] = []
        x = 0.0
        for text, look, width in self.line:
            if words and words[-1].look is look:
                last = words[-1]
                words[-1] = Words(last.x, 0, last.text + text, look, last.width + width)
            else:
                words.append(Words(x, 0, text, look, width))
            x += width
        return SetLine(
            words, x, max((word.look.size for word in words if not word.look.boxed), default=self.size)
        )

    def end(self) -> list[SetLine]:
        """All lines."""
        self.flush()
        self.turn()
        return self.done


def look_of(span: Span, base: Look) -> Look:
    """The look of a span within a text that looks like `base`."""
    if not (span.strong or span.struck or span.mono or span.faint):
        return base
    face: Face = "mono" if span.mono else "bold" if span.strong else base.face
    size = base.size * MONO if span.mono else base.size
    return Look(face, size, FAINT if span.faint else base.grey, base.struck or span.struck)


def strips_of(lines: list[SetLine], x: float, above: float = 0, below: float = 0) -> list[Strip]:
    """Lines as strips at x, with white above the first and below the last that stays with them."""
    strips = [Strip(line.height, list(line.at(x))) for line in lines]
    if above:
        first = lines[0]
        strips[0] = Strip(first.height + above, list(first.at(x, above)))
    strips[-1].height += below
    return strips
