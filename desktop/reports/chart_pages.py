"""The chart of a policy on pages to be printed."""

from collections.abc import Iterator

from desktop.core.chart import Chart
from desktop.core.chart_layout import Page, Words, pages_of
from desktop.core.policy import Policy
from desktop.core.texts import Texts
from desktop.reports.fonts import Face
from desktop.reports.layout import Paper, rooms
from desktop.reports.outline import Block, Figure, Outline, Running, Text, said
from desktop.reports.placed import Metrics
from desktop.reports.policy_running import policy_outline, running

DOCUMENT = "Chart of the policy"


def measure(metrics: Metrics, text: str, size: float, bold: bool) -> float:
    """The width of a text in our own fonts; a letter that they lack counts as a broad one."""
    face: Face = "bold" if bold else "sans"
    return size * metrics.width("".join(char if metrics.has(char, face) else "m" for char in text), face)


def figures(chart: Chart, on: Running, paper: Paper, metrics: Metrics) -> Iterator[Block]:
    """The chart as figures that each fit on a page."""
    first, others = rooms(on, paper, metrics)
    for page in pages_of(
        chart, lambda text, size, bold: measure(metrics, text, size, bold), others - 8, first - 8
    ):
        shapes = [shape for node in page.nodes for shape in node.shapes]
        title = [Words(0, 13, page.title, 13, bold=True)] if page.title else []
        yield Figure(page.width, page.height, (*title, *page.arrows, *shapes), tuple(_lines(page)))


def _lines(page: Page) -> Iterator[Text]:
    if page.title:
        yield said(page.title.upper())
    for node in page.nodes:
        indent = "    " if node.kind == "card" else ""
        yield said(indent + " ".join(shape.text for shape in node.shapes if isinstance(shape, Words)))


def chart_outline(
    chart: Chart,
    policy: Policy,
    texts: Texts,
    pack_hash: str,
    program: str,
    paper: Paper,
    metrics: Metrics,
    signed: bool,
) -> Outline:
    """The whole chart as a document of its own."""
    on = running(DOCUMENT, policy, texts, pack_hash, program, initials=True, signed=signed)
    return policy_outline(DOCUMENT, on, policy, (tuple(figures(chart, on, paper, metrics)),))
