"""The commands of the review: threshold review list, return, submit, approve, void, addendum."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from desktop.cli.shared import (
    NOT_OK,
    Context,
    acting,
    as_json,
    as_options,
    fail,
    json_option,
    told,
    words_option,
)
from desktop.cli.visits import every_line
from desktop.core.details import SOURCES
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.services.desk import open_desk
from desktop.services.noting import NOW, When
from desktop.services.reporting import Made, Paper, Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.searching import Filters, FoundLine, Searching
from desktop.services.walking import Walking

PAPERS: tuple[Paper, ...] = ("letter", "a4")
WORDS = (
    "A file with the words, - for standard input: what people wrote is no argument that others could read."
)
SAID = {
    "submitted": "waits for its review",
    "returned": "is returned",
    "approved": "is approved",
    "open": "is open",
    "joined": "is joined to another visit",
}


@click.group(short_help="Review visits: list, return, approve, void.  threshold review list --as NAME")
def review() -> None:
    """Review visits: a supervisor returns a visit that lacks something, or approves it; nothing in an approved visit changes any more, and
    what comes later is an addendum. Where people sign in add --as. NUMBER is a record number.

    Example: threshold review list --as "Supervisor 1"
    """


def _command(name: str, short: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of the group with the options that all of them have."""

    def made(work: Callable[..., Any]) -> click.Command:
        return review.command(name, short_help=short)(as_options(json_option(click.pass_obj(told(work)))))

    return made


class _At:
    """Somebody at an open desk; `visit` is the id of the visit that is meant."""

    def __init__(self, reviewing: Reviewing, actor: Actor, number: str) -> None:
        self.reviewing, self.actor = reviewing, actor
        self.reporting = Reporting(reviewing.screens)
        self.visit = self.reporting.find(number)
        line = reviewing.walking.desk.store.queries.visit(self.visit)
        self.number = number if line is None else line.record_number

    def could_be_read(self) -> Iterator[Made]:
        """The report as it is now, and counsel's part of a visit that is counsel's alone, on each paper."""
        for paper in PAPERS:
            made = self.reporting.make(self.visit, "report", paper)()
            yield made
            if not made.whole:
                yield self.reporting.make(self.visit, "counsel", paper)()

    def tell(self, json_: bool) -> None:
        """How the visit stands now."""
        view = self.reviewing.standing(self.visit)
        found = view.review
        if json_:
            facts = {"visit": view.record_number, "state": found.state, "void": found.void is not None}
            click.echo(as_json({"ok": True, **facts, "addenda": len(found.addenda)}))
            return
        void = ", and is void" if found.void else ""
        many = len(found.addenda)
        addenda = f", with {many} {'addendum' if many == 1 else 'addenda'}" if many else ""
        click.echo(f"{view.record_number} {SAID[found.state]}{void}{addenda}.")


@contextmanager
def _at(context: Context, number: str, as_: str | None, pin_stdin: bool) -> Iterator[_At]:
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        actor = acting(desk, as_, pin_stdin)
        yield _At(Reviewing(Screens(Walking(desk))), actor, number)


def _read(words: Path | None, must: bool = False) -> str:
    """What a file says. Trouble("given") where it cannot be read, or says nothing though it `must`."""
    said = ""
    try:
        if words is not None:
            with click.open_file(str(words), encoding="utf-8") as stream:
                said = str(stream.read()).strip()
    except OSError as failed:
        raise Trouble("given", f"{words} cannot be read ({failed.strerror}).", "", str(words)) from failed
    except ValueError as wrong:
        raise Trouble("given", f"{words} cannot be read as text.", "Save it as UTF-8.", str(words)) from wrong
    if must and not said:
        raise Trouble(
            "given", "No words are given.", "Name a file with --words, or - for standard input.", ""
        )
    return said


words_file = click.option("--words", type=click.Path(path_type=Path, allow_dash=True), help=WORDS)


@_command("list", "List the visits that wait.  threshold review list --as NAME")
@click.option("--overdue", is_flag=True, help="Only those that wait too long (managed.toml), open ones too.")
def list_command(context: Context, overdue: bool, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """List the visits that wait for their review, and those that were returned, newest first. Exit code 1 if it is refused.

    Example: threshold review list --overdue --json --as "Supervisor 1"
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        acting(desk, as_, pin_stdin)
        found = False
        filters = Filters(overdue=True) if overdue else Filters(states=("submitted", "returned"))
        with closing(Searching(desk)) as searching:
            for line in every_line(searching, "", filters):
                found = True
                click.echo(as_json(_facts(line)) if json_ else _said(line))
    if not found and not json_:
        click.echo("No visit waits.")


def _facts(line: FoundLine) -> dict[str, str]:
    return {"visit": line.number.text, "day": line.day, "state": line.state, "overdue": line.overdue}


def _said(line: FoundLine) -> str:
    late = f"  overdue {line.overdue}" if line.overdue else ""
    return f"{line.number.text}  {line.day}  {line.state_words}{late}"


@_command("return", "Return a visit to who wrote it.  threshold review return NUMBER --words FILE --as NAME")
@click.argument("number")
@words_file
def return_command(
    context: Context, number: str, words: Path | None, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Return visit NUMBER to who wrote it; the words say what is missing. Supervisors. Exit code 1 if it is refused.

    Example: threshold review return SCH900-1-2026-00412-X --words comment.txt --as "Supervisor 1"
    """
    with _at(context, number, as_, pin_stdin) as at:
        at.reviewing.send_back(at.visit, _read(words, must=True), at.actor)
        at.tell(json_)


@_command("submit", "Hand a returned visit in again.  threshold review submit NUMBER --as NAME")
@click.argument("number")
@words_file
def submit(
    context: Context, number: str, words: Path | None, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Hand visit NUMBER, which was returned, in again. Exit code 1 if it is refused.

    Example: threshold review submit SCH900-1-2026-00412-X --as "Guard 12"
    """
    with _at(context, number, as_, pin_stdin) as at:
        at.reviewing.submit(at.visit, _read(words), at.actor)
        click.echo(as_json({"ok": True, "visit": at.number}) if json_ else f"{at.number} is handed in again.")


@_command(
    "approve", "Approve a visit whose report you read.  threshold review approve NUMBER --read FILE --as NAME"
)
@click.argument("number")
@click.option(
    "--read",
    "report",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PDF that you read, as threshold report wrote it.",
)
@words_option("--exception", "why", "Why you approve what you wrote yourself: no other supervisor is there.")
def approve(
    context: Context, number: str, report: Path, exception: str, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Approve visit NUMBER. The report is made anew and must be the file that you read, byte for byte. Of a visit that is counsel's alone
    that file is counsel's part (threshold report --part counsel), which tells all of it. Supervisors who wrote nothing in the visit; the
    only supervisor of a desk says why with --exception. Exit code 1 if it is refused.

    Example: threshold review approve SCH900-1-2026-00412-X --read visit.pdf --as "Supervisor 1"
    """
    try:
        content = report.read_bytes()
    except OSError as failed:
        raise Trouble("given", f"{report} cannot be read ({failed.strerror}).", "", str(report)) from failed
    with _at(context, number, as_, pin_stdin) as at:
        view = at.reviewing.standing(at.visit, at.actor)
        if view.may.isdisjoint(("approve", "exception")):  # why not is more than that another file was read
            fail(NOT_OK, view.why_not["approve"])
        same = next((each for each in at.could_be_read() if each.pdf == content), None)
        if same is None:
            raise Refused("read_another", file=report.name)
        at.reviewing.saw(at.visit, same, at.actor)
        at.reviewing.approve(at.visit, at.actor, exception)
        at.tell(json_)


@_command("void", "Mark a visit as void.  threshold review void NUMBER --reason TEXT --as NAME")
@click.argument("number")
@words_option("--reason", "the reason", "It stays for good: no names and no numbers of people.", must=True)
def void(context: Context, number: str, reason: str, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """Mark visit NUMBER as void, for good: it does not count as a visit. All of it stays. Supervisors. Exit code 1 if it is refused.

    Example: threshold review void SCH900-1-2026-00412-X --reason "A drill of the fire service" --as "Supervisor 1"
    """
    with _at(context, number, as_, pin_stdin) as at:
        at.reviewing.void(at.visit, reason, at.actor)
        at.tell(json_)


@_command(
    "addendum", "Write beside an approved visit.  threshold review addendum NUMBER --words FILE --as NAME"
)
@click.argument("number")
@words_file
@click.option("--source", type=click.Choice(SOURCES), required=True, help="How you know it.")
@click.option("--at", "exact", metavar="HH:MM", help="When it happened, by the clock at the facility.")
@click.option("--about", metavar="HH:MM", help="The same, where nobody looked at a clock.")
def addendum(
    context: Context,
    number: str,
    words: Path | None,
    source: str,
    exact: str | None,
    about: str | None,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Write an addendum to visit NUMBER, which is approved; it gets the next number. Exit code 1 if it is refused.

    Example: threshold review addendum SCH900-1-2026-00412-X --words more.txt --source seen --as "Guard 12"
    """
    if exact and about:
        raise click.UsageError("Say --at, or --about where nobody looked at a clock; not both.")
    when = When("exact", exact) if exact else When("about", about) if about else NOW
    with _at(context, number, as_, pin_stdin) as at:
        at.reviewing.addendum(at.visit, _read(words, must=True), source, at.actor, when)
        at.tell(json_)
