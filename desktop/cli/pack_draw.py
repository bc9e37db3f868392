"""The command that draws a pack as a chart, on the screen or on paper."""

from pathlib import Path

import click

from desktop import __version__
from desktop.cli.pack_given import PATHS, Given, given_pack, named, save
from desktop.cli.shared import told
from desktop.core.chart_layout import pages_of
from desktop.core.charting import make_chart
from desktop.core.cond_words import Sayer
from desktop.packs.drawing import WIDER, svg
from desktop.reports.chart_pages import chart_outline, measure
from desktop.reports.layout import Paper
from desktop.reports.pdf import Fonts, make_pdf


@click.command(short_help="Draw a pack as a chart.  threshold pack draw DIR --out chart.svg")
@click.argument("given", metavar="DIR", type=PATHS)
@click.option(
    "--out",
    required=True,
    type=PATHS,
    help="The file to write: .svg gets one drawing, .pdf pages.",
)
@click.option(
    "--against",
    type=PATHS,
    help="A former version, folder or pack file: what is new, changed or gone is marked.",
)
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@told
def draw(given: Path, out: Path, against: Path | None, paper: Paper) -> None:
    """Draw every question of a pack in the order of asking, with its answers, where each leads and what comes out. DIR may be a pack
    file too. Exit code 2 if a pack cannot be read or the file cannot be written.

    Example: threshold pack draw my-pack --against my-pack-1.tpack --out chart.pdf
    """
    as_svg = named(out, ".svg", ".pdf") == ".svg"
    with given_pack(given) as at:
        if against is None:
            save(out, _drawn(at, None, as_svg, paper))
        else:
            with given_pack(against) as former:
                save(out, _drawn(at, former, as_svg, paper))


def _drawn(at: Given, former: Given | None, as_svg: bool, paper: Paper) -> str | bytes:
    policy, fonts = at.pack.policy, Fonts()
    chart = make_chart(
        Sayer(policy, at.texts), Sayer(former.pack.policy, former.texts) if former is not None else None
    )
    if as_svg:
        pages = pages_of(chart, lambda text, size, bold: WIDER * measure(fonts, text, size, bold))
        draft = at.texts.words.common.get("draft", "DRAFT") if policy.head.status == "draft" else ""
        return svg(chart.title, pages, draft, f"{at.name} · {at.pack.pack_hash}")
    return make_pdf(
        chart_outline(chart, policy, at.texts, at.pack.pack_hash, __version__, paper, fonts, signed=False),
        paper,
    )
