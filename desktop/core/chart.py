"""What the chart of a policy shows: each question with its answers, where each leads, and what the rules say there; nothing of how it
looks.

The order of asking is the chart's own order, so that a question stands at the same place in every version and on every printout; that is
why no general layout of graphs is used, which would move all of them for one new line.
"""

from typing import Literal

import msgspec

Change = Literal["", "new", "changed", "removed"]
"""How something stands against a former version."""


class Goes(msgspec.Struct, frozen=True):
    """Answers that lead to the same places: labels, and the ids of the boxes, in the order of asking; the end is ""."""

    labels: tuple[str, ...]
    to: tuple[str, ...] = ()


class Card(msgspec.Struct, frozen=True):
    """What comes out: when, in words, and the outcome's tone and title or what else is given; `last` ends the list of rules."""

    id: str
    when: str
    gives: tuple[str, ...]
    tone: str = ""
    last: bool = False
    change: Change = ""
    place: str = ""


class Box(msgspec.Struct, frozen=True):
    """A question at one place in the order of asking. `number` is told on paper; `note` when it is asked; `file` and `place` where it
    stands in the pack."""

    id: str
    number: str
    step: str
    question: str
    note: str = ""
    goes: tuple[Goes, ...] = ()
    cards: tuple[Card, ...] = ()
    change: Change = ""
    file: str = ""
    place: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """One part of the chart, with its named conditions."""

    id: str
    title: str
    boxes: tuple[Box, ...]
    notes: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True):
    """The chart of a policy."""

    title: str
    sheets: tuple[Sheet, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """All boxes."""
        return tuple(box for sheet in self.sheets for box in sheet.boxes)

    @property
    def steps(self) -> frozenset[str]:
        """The steps that stand on it; removed ones left out."""
        return frozenset(box.step for box in self.boxes if box.step and box.change != "removed")
