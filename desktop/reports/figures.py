"""Draws the shapes of a figure as things on a page: in black and greys, told apart by frames and words, never by colour."""

from itertools import pairwise

from desktop.core.chart_layout import Arrow, Frame, Words
from desktop.reports.outline import Figure
from desktop.reports.placed import FAINT, Box, Look, Rule, Thing
from desktop.reports.placed import Words as Placed
from desktop.reports.setting import Setter

SIDES = {"stop": 4.0, "alert": 4.0, "hold": 3.0, "go": 2.0, "calm": 1.4, "plain": 0.8}
"""The width of the bar at the side of a card, in points: graver outcomes have broader ones."""
STRONG, THIN, DASH = 2.0, 0.7, 5.0
HEAD = 3.2
"""Length of an arrow's head."""


def drawn(setter: Setter, figure: Figure, left: float) -> list[Thing]:
    """The things of a figure from `left` on."""
    things: list[Thing] = []
    for shape in figure.shapes:
        match shape:
            case Words():
                things += _words(setter, shape, left)
            case Frame():
                things += _frame(shape, left)
            case Arrow():
                things += _arrow(shape, left)
    return things


def _words(setter: Setter, words: Words, left: float) -> list[Thing]:
    look = Look("bold" if words.bold else "sans", words.size, FAINT if words.faint else 0.0)
    found: list[Thing] = []
    x = left + words.x
    for text, run in setter.runs(words.text, look):
        width = setter.width(text, run)
        found.append(Placed(x, words.y, text, run, width))
        x += width
    return found


def _frame(frame: Frame, left: float) -> list[Thing]:
    x, right, bottom = left + frame.x, left + frame.x + frame.width, frame.y + frame.height
    bar = [Box(x, frame.y, SIDES[frame.tone], frame.height, 0.25)] if frame.tone else []
    if not frame.dashed:
        return [Box(x, frame.y, frame.width, frame.height, None, 0.0, STRONG if frame.strong else THIN), *bar]
    dashes: list[Thing] = []
    for y in (frame.y, bottom):
        at = x
        while at < right:
            dashes.append(Rule(at, y, min(at + DASH, right), y, THIN))
            at += DASH * 1.7
    for side in (x, right):
        at = frame.y
        while at < bottom:
            dashes.append(Rule(side, at, side, min(at + DASH, bottom), THIN))
            at += DASH * 1.7
    return dashes


def _arrow(arrow: Arrow, left: float) -> list[Thing]:
    points = [(left + x, y) for x, y in arrow.points]
    found: list[Thing] = [Rule(*one, *two, THIN) for one, two in pairwise(points)]
    if arrow.head:
        (x0, y0), (x, y) = points[-2:]
        across = abs(x - x0) > abs(y - y0)
        back = -HEAD if (x > x0 if across else y > y0) else HEAD
        for side in (-HEAD * 0.6, HEAD * 0.6):
            end = (x + back, y + side) if across else (x + side, y + back)
            found.append(Rule(x, y, *end, THIN))
    return found
