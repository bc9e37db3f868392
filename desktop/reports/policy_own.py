"""Marks in the printed policy of an overlay what is its own: what it adds to its base, and what is otherwise than there."""

from collections.abc import Sequence

import msgspec

from desktop.core.chart import Box, Card, Chart, Goes
from desktop.core.cond_words import Sayer
from desktop.core.safety import SafetyRule
from desktop.core.texts import Citation, Law, OutcomeText, StepText
from desktop.reports.outline import Span, Text, said

ADDED, CHANGED = "OVERLAY ADDS", "OVERLAY CHANGES"

Shape = tuple[object, ...]


class Base(msgspec.Struct, frozen=True):
    """What an overlay is laid on. `stories`: their ids; `safety`: its promises. `departs`: what the overlay takes away, loosens, or says
    besides, in sentences."""

    sayer: Sayer
    chart: Chart
    law: Law
    stories: frozenset[str] = frozenset()
    safety: tuple[SafetyRule, ...] = ()
    departs: tuple[str, ...] = ()


class Own:
    """Tells of each part of a policy whether it is its base's. Without a base nothing is marked."""

    def __init__(self, base: Base | None, sayer: Sayer, chart: Chart) -> None:
        self.base, self._sayer, self._now = base, sayer, _Shapes(chart)
        self._then = _Shapes(base.chart) if base is not None else None

    def box(self, box: Box) -> str:
        """How a question is marked; "" for one of the base."""
        if self.base is None or self._then is None:
            return ""
        key = _key(box)
        if key not in self._then.boxes:
            return ADDED
        same = self._now.shape(box) in self._then.boxes[key]
        return "" if same and self.step(box.step) == self._sayer.texts.steps.get(box.step) else CHANGED

    def step(self, step: str) -> StepText | None:
        """The base's words of a question; None where there are none, the policy's own where it is no overlay."""
        return (self.base.sayer if self.base is not None else self._sayer).texts.steps.get(step)

    def card(self, box: Box, card: Card) -> str:
        """How what comes out at a question of the base is marked."""
        if self._then is None or _key(box) not in self._then.boxes:
            return ""
        return "" if _card(card) in self._then.cards[_key(box)] else ADDED

    def note(self, box: Box) -> str:
        """How it is marked when a question of the base is asked."""
        known = self._then is not None and _key(box) in self._then.boxes
        return CHANGED if known and self._then and box.note not in self._then.notes[_key(box)] else ""

    def goes(self, box: Box, goes: Goes) -> str:
        """How it is marked where answers to a question of the base lead."""
        if self._then is None or _key(box) not in self._then.boxes:
            return ""
        return "" if self._now.leads(goes) in self._then.goes[_key(box)] else CHANGED

    def outcome(self, name: str) -> str:
        """How an outcome is marked."""
        if self.base is None or self.outcome_text(name) == self._sayer.texts.outcomes.get(name):
            return ""
        return CHANGED if name in self.base.sayer.policy.outcomes else ADDED

    def outcome_text(self, name: str) -> OutcomeText | None:
        """The base's words of an outcome; None where it has none, the policy's own where it is no overlay."""
        return (self.base.sayer if self.base is not None else self._sayer).texts.outcomes.get(name)

    def citation(self, each: Citation) -> str:
        """How a citation is marked."""
        return ADDED if self.base is not None and each not in self.base.law.citation else ""

    def promise(self, rule: SafetyRule) -> str:
        """How a promise is marked."""
        return ADDED if self.base is not None and rule not in self.base.safety else ""

    def story(self, ident: str) -> str:
        """How a story is marked."""
        return ADDED if self.base is not None and ident not in self.base.stories else ""

    def notes(self, notes: Sequence[str]) -> tuple[Text, ...]:
        """Named conditions, those of the overlay marked."""
        had = {note for sheet in self.base.chart.sheets for note in sheet.notes} if self.base else set(notes)
        return tuple(marked("" if note in had else ADDED, note) for note in notes)


def marked(mark: str, text: str) -> Text:
    """A text behind its mark, "" for none."""
    return (Span(f"{mark}: ", strong=True), Span(text)) if mark else said(text)


def titled(title: str, mark: str) -> str:
    """A heading with its mark, "" for none."""
    return f"{title} [{mark}]" if mark else title


def added(now: str, was: str | None) -> Text:
    """Words of which only what stands there besides is marked; `was` is None where nothing is, "" where all of it is new."""
    if was is None or now == was:
        return said(now)
    if not was or not now.startswith(was):
        return marked(ADDED if not was else CHANGED, now)
    return (Span(f"{was} "), *marked(ADDED, now[len(was) :].strip(" ,;")))


def added_lines(now: Sequence[str], was: Sequence[str] | None) -> Text:
    """Lines of which those that are new are marked."""
    spans: list[Span] = []
    for number, line in enumerate(now):
        end = "\n" if number + 1 < len(now) else ""
        spans += marked("" if was is None or line in was else ADDED, f"{line}{end}")
    return tuple(spans)


# ---- shapes of a chart, which stay where numbers move ------------------------------------------------------------------------


class _Shapes:
    """The boxes of a chart by what they ask, without their numbers."""

    def __init__(self, chart: Chart) -> None:
        self._keys = {box.id: _key(box) for box in chart.boxes}
        self.boxes: dict[str, list[Shape]] = {}
        self.cards: dict[str, list[Shape]] = {}
        self.goes: dict[str, list[Shape]] = {}
        self.notes: dict[str, list[str]] = {}
        for box in chart.boxes:
            key = _key(box)
            self.boxes.setdefault(key, []).append(self.shape(box))
            self.cards.setdefault(key, []).extend(map(_card, box.cards))
            self.goes.setdefault(key, []).extend(map(self.leads, box.goes))
            self.notes.setdefault(key, []).append(box.note)

    def shape(self, box: Box) -> Shape:
        """All of a question."""
        return (box.question, box.note, tuple(map(self.leads, box.goes)), tuple(map(_card, box.cards)))

    def leads(self, goes: Goes) -> Shape:
        """Answers with the questions that they lead to."""
        return (goes.labels, tuple(self._keys.get(each, "") for each in goes.to))


def _key(box: Box) -> str:
    return box.step or box.question


def _card(card: Card) -> Shape:
    return (card.when, card.gives, card.tone, card.last)
