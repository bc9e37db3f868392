"""Draws the chart of a policy as SVG: one drawing, the sheets below each other, each question and each outcome an element that can be
found and clicked."""

from collections.abc import Iterator, Sequence
from html import escape

from desktop.core.chart_layout import TITLE, Arrow, Frame, Node, Page, Shape, Words

MARGIN, BETWEEN, HEAD = 24.0, 26.0, 60.0
WIDER = 1.08
"""How much wider a text is taken than it is in our own font, since a reader of SVG may use another."""
TONES = {
    "stop": "#b3261e",
    "hold": "#9a6700",
    "go": "#1a7f37",
    "alert": "#8b1a8b",
    "calm": "#0b5cad",
    "plain": "#6b6b6b",
}
INK, FAINT, GROUND = "#16181c", "#4d5157", "#ffffff"
LEGEND = "“→ 7”: go to question 7. Thick frame and NEW or CHANGED: differs from the former version. Dashed and REMOVED: no longer there."


def svg(title: str, pages: Sequence[Page], draft: str = "", legend: str = "") -> str:
    """The whole chart. `draft`: the line that says so, "" for none; `legend`: id, version and hash."""
    width = max((page.width for page in pages), default=0.0) + 2 * MARGIN
    body: list[str] = []
    y = MARGIN + HEAD
    for page in pages:
        body.append(f'<g id="sheet-{page.sheet}" transform="translate({_n(MARGIN)} {_n(y)})">')
        body += _page(page)
        body.append("</g>")
        y += page.height + BETWEEN
    head = [
        _text(MARGIN, MARGIN + 12, title, 11, bold=True),
        _text(MARGIN, MARGIN + 27, draft, 9, bold=True),
        _text(MARGIN, MARGIN + 40, legend, 7.5, faint=True),
        _text(MARGIN, MARGIN + 51, LEGEND, 7.5, faint=True),
    ]
    size = f'width="{_n(width)}pt" height="{_n(y)}pt" viewBox="0 0 {_n(width)} {_n(y)}"'
    return "\n".join((
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Noto Sans, DejaVu Sans, sans-serif">',
        f"<title>{escape(title, quote=False)}</title>",
        f'<rect x="0" y="0" width="{_n(width)}" height="{_n(y)}" fill="{GROUND}"/>',
        *head, *body, "</svg>", "",
    ))  # fmt: skip


def _page(page: Page) -> Iterator[str]:
    if page.title:
        yield _text(0, TITLE, page.title, TITLE, bold=True)
    for arrow in page.arrows:
        yield from _arrow(arrow)
    for node in page.nodes:
        yield from _node(node)


def _node(node: Node) -> Iterator[str]:
    """One element: a link to itself, with the step, the file and the place in it as data."""
    names = {"step": node.step, "file": node.file, "place": node.place, "change": node.change}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in names.items() if value)
    yield f'<a href="#{node.id}"><g id="{node.id}" class="{node.kind}"{data}>'
    for shape in node.shapes:
        yield from _shape(shape)
    yield "</g></a>"


def _shape(shape: Shape) -> Iterator[str]:
    match shape:
        case Words():
            yield _text(shape.x, shape.y, shape.text, shape.size, shape.bold, shape.faint)
        case Frame():
            yield from _frame(shape)
        case Arrow():
            yield from _arrow(shape)


def _frame(frame: Frame) -> Iterator[str]:
    dash = ' stroke-dasharray="5 3"' if frame.dashed else ""
    line = 2.2 if frame.strong else 0.8
    colour = TONES.get(frame.tone, INK)
    fill = "#f6f7f9" if not frame.tone else GROUND
    yield (f'<rect x="{_n(frame.x)}" y="{_n(frame.y)}" width="{_n(frame.width)}" height="{_n(frame.height)}" rx="3" fill="{fill}" '
           f'stroke="{INK if not frame.tone else colour}" stroke-width="{line}"{dash}/>')  # fmt: skip
    if frame.tone:
        yield f'<rect x="{_n(frame.x)}" y="{_n(frame.y)}" width="4" height="{_n(frame.height)}" fill="{colour}"/>'


def _arrow(arrow: Arrow) -> Iterator[str]:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in arrow.points)
    yield f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="0.8"/>'
    if arrow.head:
        head = " ".join(f"{_n(x)},{_n(y)}" for x, y in head_of(arrow))
        yield f'<polygon points="{head}" fill="{INK}"/>'


def head_of(arrow: Arrow) -> tuple[tuple[float, float], ...]:
    """The three corners of an arrow's head; its last piece runs across or down."""
    (x0, y0), (x, y) = arrow.points[-2:]
    if abs(x - x0) > abs(y - y0):
        back = -4 if x > x0 else 4
        return (x, y), (x + back, y - 2.4), (x + back, y + 2.4)
    back = -4 if y > y0 else 4
    return (x, y), (x - 2.4, y + back), (x + 2.4, y + back)


def _text(x: float, y: float, text: str, size: float, bold: bool = False, faint: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    head = f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{weight} fill="{FAINT if faint else INK}">'
    return f"{head}{escape(text, quote=False)}</text>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
