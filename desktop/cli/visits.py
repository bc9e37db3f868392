"""The command that lists visits, and finds some."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import click
from msgspec import to_builtins
from msgspec.structs import replace

from desktop.cli.shared import UNREADABLE, Context, acting, as_json, as_options, fail, json_option, told
from desktop.core.record_words import REVIEW_WORDS
from desktop.core.reviewing import State
from desktop.services import listing
from desktop.services.counsel_only import COUNSEL_ONLY
from desktop.services.desk import Desk, open_desk
from desktop.services.searching import EVERYTHING, FIRST_ROWS, Filters, FoundLine, Searching

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="List the visits on record, or find some.  threshold visits badge 4471")
@click.argument("words", nargs=-1)
@click.option("--open", "only_open", is_flag=True, help="Only visits that are not closed.")
@click.option(
    "--since", type=DAY, metavar="DATE", help="Only visits of this day (YYYY-MM-DD) and later ones."
)
@click.option(
    "--until", type=DAY, metavar="DATE", help="Only visits of this day (YYYY-MM-DD) and earlier ones."
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(list(REVIEW_WORDS)),
    help="Only visits in this state, or one of several.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="ID",
    help="Only visits that came to this, or to one of several.",
)
@click.option("--overdue", is_flag=True, help="Only visits that wait too long.")
@click.option("--void", is_flag=True, help="Only visits that are void.")
@click.option("--limit", type=click.IntRange(1), help="So many at most.")
@as_options
@json_option
@click.pass_obj
@told
def visits(
    context: Context,
    words: tuple[str, ...],
    only_open: bool,
    since: datetime | None,
    until: datetime | None,
    states: tuple[State, ...],
    outcomes: tuple[str, ...],
    overdue: bool,
    void: bool,
    limit: int | None,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """List the visits on record, newest first, or those in which all WORDS are found. Where people sign in, for guards and supervisors:
    add --as.

    WORDS are looked for in every text and choice of a visit. The last one may be the beginning of a word, and three characters or more
    of a name, badge, plate or record number find it. That somebody searched is written into the log of the record, never what for.

    Example: threshold visits badge 4471 --since 2026-09-01 --state submitted --json
    """
    filters = Filters(
        period="dates" if since or until else "all",
        first=f"{since:%Y-%m-%d}" if since else "",
        last=f"{until:%Y-%m-%d}" if until else "",
        states=states,
        outcomes=outcomes,
        overdue=overdue,
        void=void,
    )
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        acting(desk, as_, pin_stdin)
        if words or limit or filters != EVERYTHING:
            wanted = replace(filters, states=("open",)) if only_open else filters
            _find(desk, " ".join(words), wanted, limit, json_)
        else:
            _list(desk, only_open, json_)


def _list(desk: Desk, only_open: bool, json_: bool) -> None:
    titles, found = desk.pack.texts[desk.language], False
    for each in listing.visits(desk, only_open):
        line, found = each.line, True
        if json_:
            click.echo(as_json({**to_builtins(line), "secret": each.secret}))
            continue
        outcomes = ", ".join(titles.outcome_title(outcome) for outcome in line.outcomes) or "no outcome yet"
        click.echo(
            f"{line.record_number}  {line.day}  {line.status:6}  {COUNSEL_ONLY if each.secret else outcomes}"
        )
    if not found and not json_:
        click.echo("No visit is on record." if not only_open else "No visit is open.")


def _find(desk: Desk, text: str, filters: Filters, limit: int | None, json_: bool) -> None:
    searching = Searching(desk)
    try:
        if unknown := set(filters.outcomes) - {name for name, _ in searching.outcomes()}:
            fail(UNREADABLE, f"The policy in force has no outcome {', '.join(sorted(unknown))}.")
        not_logged, any_found = searching.entered(text), False
        for line in every_line(searching, text, filters, limit):
            any_found = True
            click.echo(as_json(line) if json_ else _row(line))
        if not any_found and not json_:
            click.echo("No visit is found.")
        if not_logged:
            click.echo(not_logged, err=True)
    finally:
        searching.close()


def every_line(
    searching: Searching, text: str, filters: Filters, limit: int | None = None
) -> Iterator[FoundLine]:
    """All that is found, a page at a time."""
    before: int | None = None
    left = limit
    while left is None or left > 0:
        found = searching.search(text, filters, min(left or FIRST_ROWS, FIRST_ROWS), before)
        yield from found.lines
        if not found.more:
            return
        before = found.lines[-1].seq
        left = None if left is None else left - len(found.lines)


def _row(line: FoundLine) -> str:
    marks = [line.state_words, "void" if line.void else "", f"overdue {line.overdue}" if line.overdue else ""]
    told = [", ".join(filter(None, marks)), line.outcome, line.who.text, line.about.text]
    return f"{line.number.text}  {line.day}  {'; '.join(filter(None, told))}"
