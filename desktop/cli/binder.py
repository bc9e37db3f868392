"""The command that makes the reports of many visits at once: one PDF with an index, or a file each."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import get_args

import click

from desktop.cli.copying import Given, given_options
from desktop.cli.shared import (
    NOT_OK,
    UNREADABLE,
    Context,
    acting,
    as_json,
    as_options,
    fail,
    json_option,
    progress_option,
    telling,
    told,
)
from desktop.core.errors import Refused, Trouble
from desktop.core.reviewing import State
from desktop.services.batch import MOST, Binder, Index, Order, Saved, make, save_each, save_one
from desktop.services.copies import to
from desktop.services.desk import Desk, open_desk
from desktop.services.refusals import sentence
from desktop.services.reporting import Paper, Reporting
from desktop.services.roles import require
from desktop.services.screens import Screens
from desktop.services.searching import Filters, Searching
from desktop.services.walking import Walking

STATES = tuple(each for each in get_args(State) if each != "joined")


@click.command(short_help="Many reports as one PDF.  threshold binder --since 2026-07-01 --out july.pdf")
@click.argument("visits", nargs=-1)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The PDF to write; any other name is a folder, which gets a file each.",
)
@click.option(
    "--since", metavar="YYYY-MM-DD", default="", help="Only visits that began on this day or later."
)
@click.option(
    "--until", metavar="YYYY-MM-DD", default="", help="Only visits that began on this day or before."
)
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only visits in this state."
)
@click.option("--index", type=click.Choice(["first", "last"]), default="first", show_default=True)
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@click.option("--replace", is_flag=True, help="Replace other files of these names.")
@given_options
@progress_option
@as_options
@json_option
@click.pass_obj
@told
def binder(
    context: Context,
    visits: tuple[str, ...],
    out: Path,
    since: str,
    until: str,
    states: tuple[State, ...],
    index: Index,
    paper: Paper,
    replace: bool,
    given: Given,
    shows: bool,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Write the reports of VISITS (record numbers), or of all that --since, --until and --state leave, oldest first, with an index that
    lists their SHA-256. The same record gives the same bytes.

    What cannot be made is listed with its reason, and the rest goes on: exit code 1. Exit code 2 if nothing can be written. Where people
    sign in it is for supervisors: add --as. The files are not encrypted.

    Example: threshold binder --since 2026-07-01 --state approved --to "Counsel" --purpose "July" --out july.pdf --as "Supervisor 3"
    """
    first, last = (_day(each) for each in (since, until))
    if not (given.recipient and given.purpose):
        raise click.UsageError("Say who gets it and what for: --to and --purpose.")
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        actor = acting(desk, as_, pin_stdin)
        require(desk, "review", actor)
        kept = to(desk, given.recipient, given.purpose)
        found, unknown = _numbered(desk, visits) if visits else (_found(desk, first, last, states), [])
        order = Order(tuple(found), given.options(Reporting(Screens(Walking(desk)))), paper, index)
        with telling(shows, json_) as tell:
            made = make(desk, order, lambda _, done, of: tell("Reports", done, of), lambda: False)
            if not made.items:
                _list(made, unknown)
                fail(UNREADABLE, "None of them could be made, and nothing is written.")
            try:
                if out.suffix.lower() == ".pdf":
                    saved = save_one(desk, made, out, kept, actor, replace)
                else:
                    saved = save_each(
                        desk, made, out, kept, actor, replace, lambda _, done, of: tell("Files", done, of)
                    )
            except Refused as refused:
                fail(UNREADABLE, f"{sentence(refused)} Or add --replace.")
            except Trouble as trouble:
                fail(UNREADABLE, trouble.words)
    _tell(made, saved, unknown, json_)
    raise SystemExit(NOT_OK if made.left or unknown else 0)


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise Refused("bad_day", day=given) from None


def _numbered(desk: Desk, named: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The ids of the visits with these record numbers, and what was named that is none, with why."""
    reporting, found, unknown = Reporting(Screens(Walking(desk))), list[str](), list[tuple[str, str]]()
    for each in named:
        try:
            found.append(reporting.find(each))
        except Refused as refused:
            unknown.append((each, sentence(refused)))
    return list(dict.fromkeys(found)), unknown


def _found(desk: Desk, first: str, last: str, states: tuple[State, ...]) -> list[str]:
    """The ids of all visits that are left by these, oldest first; one more than a job takes at most, so that too many are refused."""
    filters = Filters(period="dates" if first or last else "all", first=first, last=last, states=states)
    with closing(Searching(desk)) as searching:
        found = searching.search("", filters, MOST + 1)
    return [line.visit for line in reversed(found.lines)]


def _list(made: Binder, unknown: Sequence[tuple[str, str]]) -> None:
    for number, why in (*unknown, *((each.number, each.why) for each in made.left)):
        click.echo(f"left out: {number}: {why}", err=True)


def _tell(made: Binder, saved: Saved, unknown: Sequence[tuple[str, str]], json_: bool) -> None:
    if saved.not_logged:
        click.echo(saved.not_logged, err=True)
    if json_:
        left = [(each.number, each.why) for each in made.left]
        facts = {
            "file": str(saved.place),
            "files": saved.files,
            "sha256": saved.sha256,
            "reports": [
                {"number": copy.number, "parts": list(copy.parts), "pages": copy.pages, "sha256": [each.sha256 for each in copy.documents]}
                for copy in made.copies
            ],
            "left_out": [{"number": number, "why": why} for number, why in (*unknown, *left)],
        }  # fmt: skip
        click.echo(as_json(facts))
        return
    _list(made, unknown)
    files = "one file" if saved.files == 1 else f"{saved.files} files"
    of = "" if saved.files == 1 else " of the index"
    click.echo(
        f"{saved.place}: {len(made.items)} reports, {made.pages} pages, {files}, SHA-256{of} {saved.sha256}"
    )
