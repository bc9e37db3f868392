"""Places a chart on pages: boxes in the order of asking below each other, arrows beside them, what comes out to the right.

Everything is in points (1/72 inch), x to the right and y downwards. It knows no font: `measure` tells the width of a text.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec

from desktop.core.chart import Box, Card, Change, Chart, Goes, Sheet

Measure = Callable[[str, float, bool], float]
"""The width of a text in a size, bold or not."""

WIDTH = 486.0
"""The width of a chart, which fits letter and A4 paper."""
LEFT, MIDDLE, TRUNK, RIGHT = 30.0, 262.0, 275.0, 288.0
"""Where boxes begin and end, where the line to their cards runs, and where cards begin; arrows run left of the boxes."""
PAD, GAP, LANE = 5.0, 13.0, 5.0
QUESTION, ANSWER, NOTE, TITLE = 9.2, 8.0, 7.2, 13.0
LEADING = 1.3
CHANGE_WORDS: dict[Change, str] = {"": "", "new": "NEW", "changed": "CHANGED", "removed": "REMOVED"}
TONE_WORDS = {"stop": "STOP", "hold": "HOLD", "go": "GO", "alert": "ALERT", "calm": "OK"}


class Words(msgspec.Struct, frozen=True, tag=True):
    """A line of text; `y` is its baseline. `to`: the id of the box that it leads to."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    faint: bool = False
    to: str = ""


class Frame(msgspec.Struct, frozen=True, tag=True):
    """A rectangle. `dashed`: removed; `strong`: new or changed; `tone`: the side of an outcome's card."""

    x: float
    y: float
    width: float
    height: float
    tone: str = ""
    strong: bool = False
    dashed: bool = False


class Arrow(msgspec.Struct, frozen=True, tag=True):
    """A line through points, with a head at its end."""

    points: tuple[tuple[float, float], ...]
    head: bool = True


Shape = Words | Frame | Arrow


class Node(msgspec.Struct, frozen=True):
    """A box or card as it is drawn, with where it stands in the pack, so that a click can find it."""

    id: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    shapes: tuple[Shape, ...]
    step: str = ""
    file: str = ""
    place: str = ""
    change: Change = ""


class Page(msgspec.Struct, frozen=True):
    """One piece of a sheet: its nodes, and the arrows between them. `title` stands on the first piece."""

    sheet: str
    title: str
    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


class Setter:
    """Breaks texts into lines."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure

    def lines(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """Lines no wider than `width`, broken at spaces."""
        found: list[str] = []
        line = ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and self.measure(longer, size, bold) > width:
                found.append(line)
                line = word
            else:
                line = longer
        return [*found, line]


class _Stack:
    """Lines under each other, from a corner on."""

    def __init__(self, setter: Setter, x: float, y: float, width: float) -> None:
        self.setter, self.x, self.y, self.width = setter, x, y, width
        self.shapes: list[Shape] = []

    def add(
        self, text: str, size: float, bold: bool = False, faint: bool = False, indent: float = 0, to: str = ""
    ) -> float:
        """Add a text; gives the middle of its first line."""
        middle = self.y + size * LEADING / 2
        for line in self.setter.lines(text, size, self.width - indent, bold):
            self.shapes.append(Words(self.x + indent, self.y + size, line, size, bold, faint, to))
            self.y += size * LEADING
        return middle


class Layout:
    """Places one chart."""

    def __init__(self, chart: Chart, measure: Measure) -> None:
        self.chart, self.setter = chart, Setter(measure)
        self.numbers = {box.id: box.number for box in chart.boxes}

    def pages(self, room: float | None = None, first: float | None = None) -> tuple[Page, ...]:
        """All pieces; none higher than `room` points (the very first: `first`), unless one box is. None: one piece for each sheet."""
        made: list[Page] = []
        for sheet in self.chart.sheets:
            made += self._sheet(sheet, room, first if not made and first is not None else room)
        return tuple(made)

    def _sheet(self, sheet: Sheet, room: float | None, first: float | None) -> list[Page]:
        pages: list[Page] = []
        nodes: list[Node] = []
        starts: dict[str, list[tuple[float, str]]] = {}
        y = TITLE * 1.9
        for box in (part for whole in sheet.boxes for part in self._parted(whole, room)):
            group, bottom, leads = self._row(box, y)
            limit = first if not pages else room
            if nodes and limit is not None and bottom > limit:
                pages.append(self._page(sheet, nodes, starts, not pages))
                nodes, starts = [], {}
                group, bottom, leads = self._row(box, GAP)
            nodes += group
            starts[box.id] = leads
            y = bottom + GAP
        notes = self._notes(sheet, y)
        limit = first if not pages else room
        if notes and limit is not None and max(node.y + node.height for node in notes) > limit:
            pages.append(self._page(sheet, nodes, starts, not pages))
            nodes, starts, notes = [], {}, self._notes(sheet, GAP)
        return [*pages, self._page(sheet, [*nodes, *notes], starts, not pages)]

    def _notes(self, sheet: Sheet, y: float) -> list[Node]:
        if not sheet.notes:
            return []
        stack = _Stack(self.setter, 0, y, WIDTH)
        stack.add("Named conditions", ANSWER, bold=True)
        for note in sheet.notes:
            stack.add(note, NOTE)
        return [Node(f"notes-{sheet.id}", "notes", 0, y, WIDTH, stack.y - y, tuple(stack.shapes))]

    def _parted(self, box: Box, room: float | None) -> Iterator[Box]:
        """A box whose cards are higher than a page, as several."""
        if room is None:
            yield box
            return
        left = list(box.cards)
        part, top = box, GAP
        while True:
            count = len(left)
            while (
                count > 1
                and self._row(msgspec.structs.replace(part, cards=tuple(left[:count])), top)[1] > room
            ):
                count -= 1
            yield msgspec.structs.replace(part, cards=tuple(left[:count]))
            left = left[count:]
            if not left:
                return
            again = f"{box.question} (continued)"
            part = msgspec.structs.replace(
                box, id=f"{part.id}-more", question=again, note="", goes=(), change=""
            )

    # ---- one question ------------------------------------------------------------------------------------------------

    def _row(self, box: Box, top: float) -> tuple[list[Node], float, list[tuple[float, str]]]:
        """The question's box and its cards; where the row ends, and where its arrows begin with where they lead."""
        stack = _Stack(self.setter, LEFT + PAD, top + PAD, MIDDLE - LEFT - 2 * PAD)
        if box.change:
            stack.add(CHANGE_WORDS[box.change], NOTE, bold=True)
        stack.add(f"{box.number}  {box.question}", QUESTION, bold=True)
        if box.note:
            stack.add(box.note, NOTE, faint=True)
        leads: list[tuple[float, str]] = []
        for goes in box.goes:
            leads += self._goes(stack, goes)
        bottom = stack.y + PAD
        strong, dashed = box.change in ("new", "changed"), box.change == "removed"
        frame = Frame(LEFT, top, MIDDLE - LEFT, bottom - top, strong=strong, dashed=dashed)
        node = Node(box.id, "question", LEFT, top, MIDDLE - LEFT, bottom - top, (frame, *stack.shapes), box.step, box.file,
                    box.place, box.change)  # fmt: skip
        nodes, y = [node], top
        for card in box.cards:
            nodes.append(self._card(card, y, box.file, first=y == top))
            y = nodes[-1].y + nodes[-1].height + 3
        if len(nodes) > 2:
            trunk = Arrow(((TRUNK, top + 7), (TRUNK, nodes[-1].y + 7)), head=False)
            nodes[0] = msgspec.structs.replace(node, shapes=(*node.shapes, trunk))
        return nodes, max(bottom, y - 3), leads

    def _goes(self, stack: _Stack, goes: Goes) -> list[tuple[float, str]]:
        middle = 0.0
        for label in goes.labels:
            found = stack.add(f"• {label}", ANSWER, indent=2)
            middle = middle or found
        if goes.to:
            stack.add(
                self.leads(goes.to), NOTE, bold=True, indent=11, to=goes.to[0] if len(goes.to) == 1 else ""
            )
        return [(middle, goes.to[0])] if len(goes.to) == 1 and goes.to[0] else []

    def leads(self, to: Sequence[str]) -> str:
        """Where answers lead, in the numbers of the boxes: the first of them that is asked."""
        numbers = [self.numbers.get(each, "end") for each in to]
        if len(numbers) == 1:
            return "→ end" if numbers[0] == "end" else f"→ {numbers[0]}"
        return f"→ {', '.join(numbers[:-1])} or {numbers[-1]}, whichever is asked"

    def _card(self, card: Card, top: float, file: str, first: bool) -> Node:
        tone = TONE_WORDS.get(card.tone, "")
        stack = _Stack(self.setter, RIGHT + PAD + 4, top + 3, WIDTH - RIGHT - 2 * PAD - 4)
        if card.change:
            stack.add(CHANGE_WORDS[card.change], NOTE, bold=True)
        stack.add(f"{card.when}:", NOTE, faint=True)
        for place, given in enumerate(card.gives):
            told = tone and not place and not given.casefold().startswith(tone.casefold())
            stack.add(f"{tone}: {given}" if told else given, ANSWER, bold=bool(tone) and not place)
        if card.last:
            stack.add("Ends the list for this paper.", NOTE, faint=True)
        height = stack.y + 3 - top
        frame = Frame(
            RIGHT,
            top,
            WIDTH - RIGHT,
            height,
            card.tone or "plain",
            bool(card.change),
            card.change == "removed",
        )
        shapes = (frame, *stack.shapes, Arrow(((MIDDLE if first else TRUNK, top + 7), (RIGHT, top + 7))))
        return Node(
            card.id, "card", RIGHT, top, WIDTH - RIGHT, height, shapes, "", file, card.place, card.change
        )

    # ---- arrows ------------------------------------------------------------------------------------------------------

    def _page(
        self, sheet: Sheet, nodes: list[Node], starts: dict[str, list[tuple[float, str]]], first: bool
    ) -> Page:
        height = max((node.y + node.height for node in nodes), default=0.0) + GAP
        boxes = {node.id: node for node in nodes if node.kind == "question"}
        order = list(boxes)
        arrows: list[Arrow] = []
        for before, after in pairwise(order):
            if any(after in goes.to for box in sheet.boxes if box.id == before for goes in box.goes):
                x, one, two = LEFT + 14, boxes[before], boxes[after]
                arrows.append(Arrow(((x, one.y + one.height), (x, two.y))))
        jumps = [
            (y, to) for ident in order for y, to in starts.get(ident, []) if self._jumps(ident, to, order)
        ]
        for y, to in sorted(jumps, key=lambda jump: boxes[jump[1]].y - jump[0]):
            end = boxes[to].y + 9
            lane = self._lane(arrows, y, end)
            x = LEFT - 6 - lane * LANE
            arrows.append(Arrow(((LEFT, y), (x, y), (x, end), (LEFT, end))))
        return Page(sheet.id, sheet.title if first else "", WIDTH, height, tuple(nodes), tuple(arrows))

    def _jumps(self, start: str, to: str, order: list[str]) -> bool:
        """Whether an arrow beside the boxes is drawn: to a later box of this piece that is not the next."""
        return start in order and to in order and order.index(to) > order.index(start) + 1

    def _lane(self, arrows: list[Arrow], y: float, end: float) -> int:
        """The innermost lane that is free between two heights."""
        for lane in range(5):
            x = LEFT - 6 - lane * LANE
            taken = [arrow.points for arrow in arrows if len(arrow.points) == 4 and arrow.points[1][0] == x]
            if all(points[2][1] < y - 2 or points[1][1] > end + 2 for points in taken):
                return lane
        return 4


def pages_of(
    chart: Chart, measure: Measure, room: float | None = None, first: float | None = None
) -> tuple[Page, ...]:
    """The chart on pages; as `Layout.pages`."""
    return Layout(chart, measure).pages(room, first)
