"""The command that writes a visit's incident report to a file."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import msgspec

from desktop.cli.copying import Given, given_options
from desktop.cli.shared import UNREADABLE, Context, acting, as_json, as_options, fail, json_option, told
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.reports.material import Wanted
from desktop.services.access import logged
from desktop.services.copies import Copies, Copy, To, record_first, record_last, sha256_of, to
from desktop.services.desk import Desk, open_desk
from desktop.services.refusals import sentence
from desktop.services.reporting import Paper, Reporting, may_save, save_report
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
    type=click.Choice(["report", "addenda", "photographs", "counsel", "all"]),
    default="report",
    show_default=True,
    help="The report, addenda to it, annex A (photographs, restricted), annex B (counsel, privileged), or all of them.",
)
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@click.option("--replace", is_flag=True, help="Replace another file of that name.")
@given_options
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
    given: Given,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Write the incident report of VISIT, a record number, to a file. The same record gives the same bytes.

    The file is not encrypted: give it to nobody who may not read the record. With --to and --purpose it is on record who gets it. A
    --public copy is made anew without what may not be told; it needs both, and leaves only once they are on record. Exit code 2 if it
    cannot be written. Where people sign in it is for guards and supervisors; its annexes, and copies that are given to somebody, are
    for supervisors: add --as.

    Examples: threshold report SCH900-1-2026-00412-X --out visit.pdf

    threshold report SCH900-1-2026-00412-X --public --to "Daily News" --purpose "Request 17" --out public.pdf --as "Supervisor 3"
    """
    if given.public and (part != "report" or not given.recipient):
        raise click.UsageError("A public copy has no parts, and needs --to and --purpose.")
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        actor = acting(desk, as_, pin_stdin)
        reporting = Reporting(Screens(Walking(desk)))
        ident = reporting.find(visit)
        copy, kept = _given(reporting, ident, part, paper, given)
        made = copy.documents[0] if copy is not None else reporting.make(ident, part, paper)()
        plain = out.suffix.lower() == ".txt"
        content = made.text.encode() if plain else made.pdf
        with _saving():
            may_save(out, content, replace)
        if copy is not None:
            copy = msgspec.structs.replace(copy, pdf=content, sha256=sha256_of(content))
            record_first(desk, (copy,), kept, actor)
        with _saving():
            save_report(out, content, replace)
        if not_logged := _log(desk, ident, copy, kept, actor):
            click.echo(not_logged, err=True)
    digest = hashlib.sha256(content).hexdigest()
    if json_:
        facts = {"file": str(out), "pages": made.pages, "sha256": digest, "made_from": made.sources}
        click.echo(as_json(facts))
        return
    pages = "plain text" if plain else f"{made.pages} pages" if made.pages > 1 else "1 page"
    click.echo(f"{out}: {pages}, SHA-256 {digest}")
    click.echo(f"Made from: {'; '.join(made.sources)}. The same give the same bytes.")


def _given(
    reporting: Reporting, visit: str, part: Wanted, paper: Paper, given: Given
) -> tuple[Copy | None, To]:
    """The copy, and who gets it and what for; None where it is given to nobody."""
    if not given.recipient:
        return None, To("", "")
    kept, copies = to(reporting.walking.desk, given.recipient, given.purpose), Copies(reporting)
    options = given.options(reporting)
    return (
        copies.make(visit, options, paper) if options is not None else copies.part(visit, part, paper)
    )(), kept


def _log(desk: Desk, visit: str, copy: Copy | None, kept: To, actor: Actor) -> str:
    """Have it on record; "", or why not."""
    if copy is None:
        return logged(desk, "exported", visit, actor)
    return record_last(desk, (copy,), "exported", kept, actor)


@contextmanager
def _saving() -> Iterator[None]:
    """What was given cannot be written: exit code 2."""
    try:
        yield
    except Refused as refused:
        fail(UNREADABLE, f"{sentence(refused)} Or add --replace.")
    except Trouble as trouble:
        fail(UNREADABLE, trouble.words)
