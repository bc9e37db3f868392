"""The command that draws a pack as a chart, on the screen or on paper."""

from pathlib import Path

import click

from desktop.cli.pack_given import (
    PATHS,
    Given,
    authority_option,
    given_pack,
    named,
    paper_option,
    save,
)
from desktop.cli.shared import told
from desktop.reports.layout import Paper
from desktop.services.policy_papers import chart_of, chart_paper, drawing


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
@paper_option
@authority_option
@told
def draw(given: Path, out: Path, against: Path | None, paper: Paper, authority: Path | None) -> None:
    """Draw every question of a pack in the order of asking, with its answers, where each leads and what comes out. DIR may be a pack
    file too. Exit code 2 if a pack cannot be read or the file cannot be written.

    Example: threshold pack draw my-pack --against my-pack-1.tpack --out chart.pdf
    """
    as_svg = named(out, ".svg", ".pdf") == ".svg"
    with given_pack(given, authority=authority) as at:
        if against is None:
            save(out, _drawn(at, None, as_svg, paper))
        else:
            with given_pack(against) as former:
                save(out, _drawn(at, former, as_svg, paper))


def _drawn(at: Given, former: Given | None, as_svg: bool, paper: Paper) -> str | bytes:
    chart = chart_of(at.pack, former.pack if former is not None else None)
    return drawing(at.pack, chart, at.signed) if as_svg else chart_paper(at.pack, chart, paper, at.signed)
