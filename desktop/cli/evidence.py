"""The command that writes an evidence export, by which an outsider can check the record without us."""

import sys
from contextlib import closing
from pathlib import Path

import click

from desktop.cli.shared import (
    NOT_OK,
    UNREADABLE,
    Context,
    acting,
    as_json,
    as_options,
    fail,
    json_option,
    told,
)
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.services.desk import Desk, open_desk
from desktop.services.evidence import Exported, export_evidence
from desktop.services.refusals import sentence
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.walking import Walking


@click.command(
    "export-evidence",
    short_help="Write a ZIP that outsiders can check without Threshold.  threshold export-evidence --out e.zip",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The ZIP to write."
)
@click.option(
    "--visit",
    "numbers",
    multiple=True,
    metavar="NUMBER",
    help="Only this visit, by its record number, and what was joined into it; may be given again. All if none is.",
)
@click.option("--originals", is_flag=True, help="With the photographs of papers. They are restricted.")
@click.option("--replace", is_flag=True, help="Replace another file of that name.")
@as_options
@json_option
@click.pass_obj
@told
def export_evidence_command(
    context: Context,
    out: Path,
    numbers: tuple[str, ...],
    originals: bool,
    replace: bool,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Write what is on record of visits, with the whole chain of the journal, signed, as a ZIP that anybody can check with
    Python alone: the checker and the description of the format are in it. That it was exported is put on record first.

    The ZIP is not encrypted: give it to nobody who may not read the record. Where people sign in it is for supervisors: add --as.
    Exit code 1 if something could not be had, 2 if the ZIP cannot be written.

    Example: threshold export-evidence --out evidence.zip --visit SCH900-1-2026-00412-X
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        reporting = Reporting(Screens(Walking(desk)))
        actor = acting(desk, as_, pin_stdin)
        visits = [reporting.find(number) for number in numbers]
        made = _written(desk, actor, out, visits, originals, replace)
    if json_:
        click.echo(as_json(made))
    else:
        for problem in made.problems:
            click.echo(problem)
        contents = "1 visit" if len(made.visits) == 1 else f"{len(made.visits)} visits"
        click.echo(f"{out}: {made.events} events, contents of {contents}, SHA-256 {made.sha256}")
        click.echo(f"Signed by the desk's key {made.public}. Tell this key by another way than the ZIP.")
    raise SystemExit(NOT_OK if made.problems else 0)


def _written(
    desk: Desk, actor: Actor, out: Path, visits: list[str], originals: bool, replace: bool
) -> Exported:
    bar = click.progressbar(range(desk.store.journal.head()[0]), label="Exporting", file=sys.stderr)
    with bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        try:
            return export_evidence(desk, out, actor, visits, originals, replace, progress)
        except Refused as refused:
            if refused.code != "file_there":
                raise
            fail(UNREADABLE, f"{sentence(refused)} Or add --replace.")
        except Trouble as trouble:
            if trouble.place != str(out):
                raise
            fail(UNREADABLE, f"{trouble.sentence} {trouble.remedy}")
