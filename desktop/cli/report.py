"""The command that writes a visit's incident report to a file."""

import hashlib
from contextlib import closing
from pathlib import Path

import click

from desktop.cli.shared import UNREADABLE, Context, acting, as_json, as_options, fail, json_option, told
from desktop.core.errors import Refused, Trouble
from desktop.reports.material import Wanted
from desktop.services.access import logged
from desktop.services.desk import open_desk
from desktop.services.refusals import sentence
from desktop.services.reporting import Paper, Reporting, save_report
from desktop.services.screens import Screens
from desktop.services.walking import Walking


@click.command(
    short_help="Write a visit's incident report.  threshold report SCH900-1-2026-00412-X --out visit.pdf"
)
@click.argument("visit")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; one that ends in .txt gets plain text, any other a PDF.",
)
@click.option(
    "--part",
    type=click.Choice(["report", "photographs", "counsel", "all"]),
    default="report",
    show_default=True,
    help="The report, annex A (photographs, restricted), annex B (counsel, privileged), or all of them.",
)
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@click.option("--replace", is_flag=True, help="Replace another file of that name.")
@as_options
@json_option
@click.pass_obj
@told
def report(
    context: Context,
    visit: str,
    out: Path,
    part: Wanted,
    paper: Paper,
    replace: bool,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Write the incident report of VISIT, a record number, to a file. The same record gives the same bytes.

    The file is not encrypted: give it to nobody who may not read the record. Exit code 2 if it cannot be written. Where
    people sign in it is for guards and supervisors, its annexes for supervisors: add --as.

    Example: threshold report SCH900-1-2026-00412-X --out visit.pdf
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        actor = acting(desk, as_, pin_stdin)
        reporting = Reporting(Screens(Walking(desk)))
        ident = reporting.find(visit)
        made = reporting.make(ident, part, paper)()
        plain = out.suffix.lower() == ".txt"
        content = made.text.encode() if plain else made.pdf
        try:
            save_report(out, content, replace)
        except Refused as refused:
            fail(UNREADABLE, f"{sentence(refused)} Or add --replace.")
        except Trouble as trouble:
            fail(UNREADABLE, trouble.words)
        if not_logged := logged(desk, "exported", ident, actor):
            click.echo(not_logged, err=True)
    digest = hashlib.sha256(content).hexdigest()
    if json_:
        facts = {"file": str(out), "pages": made.pages, "sha256": digest, "made_from": made.sources}
        click.echo(as_json(facts))
        return
    pages = "plain text" if plain else f"{made.pages} pages" if made.pages > 1 else "1 page"
    click.echo(f"{out}: {pages}, SHA-256 {digest}")
    click.echo(f"Made from: {'; '.join(made.sources)}. The same give the same bytes.")
