"""The commands that send records to the office and say how far they have come: sync status, send, card."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec

from desktop.cli.shared import (
    NOT_OK,
    Context,
    acting,
    as_json,
    as_options,
    json_option,
    progress_option,
    telling,
    told,
)
from desktop.services.desk import Desk, open_desk
from desktop.services.syncing import Standing, Way, desk_card, send, standing, visits_on_way, way_of


@click.group(short_help="Send records to the office, and see what it confirmed.  threshold sync status")
def sync() -> None:
    """Send the record to the agency's office by a folder, a share or a stick, and take the office's signed receipts in. What goes out is
    encrypted to the office; drills and half-typed words never go out, nor do the originals of photographs.

    Example: threshold sync send --to /mnt/stick
    """


place_option = click.option(
    "--to", "where", metavar="PLACE", help="The place; sync_to of managed.toml if left out."
)


@contextmanager
def _at(context: Context) -> Iterator[Desk]:
    desk = open_desk(context.places, context.facility, create=False)
    try:
        yield desk
    finally:
        desk.close()


def _way(context: Context, where: str | None) -> Way:
    way = way_of(context.places)
    return msgspec.structs.replace(way, where=where) if where else way


@sync.command(short_help="Tell what waits, what went and what the office has.  threshold sync status --json")
@click.option("--visits", "each", is_flag=True, help="Tell it of each visit too.")
@place_option
@as_options
@json_option
@click.pass_obj
@told
def status(
    context: Context, each: bool, where: str | None, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Tell how much of the record waits, went without a receipt so far, and was confirmed by the office, and the one thing to do. No stick
    need be plugged in. A visit is "received" once a receipt names all of it and "exported" once all of it went.

    Exit code 1 if something is wrong: a receipt that shows that the record was set back, or a key that IT must name.

    Example: threshold sync status --visits
    """
    way = _way(context, where)
    with _at(context) as desk:
        lines = visits_on_way(desk, way, acting(desk, as_, pin_stdin)) if each else ()
        now = standing(desk, way)
    if json_:
        facts = {**msgspec.to_builtins(now), "state": now.state}
        click.echo(as_json({**facts, "each": dict(lines)} if each else facts))
    else:
        _print(now)
        for number, state in lines:
            click.echo(f"{number}: {state}")
    raise SystemExit(NOT_OK if now.wrong else 0)


def _print(now: Standing) -> None:
    if now.where:
        click.echo(f"Place: {now.where}")
    click.echo(
        f"{now.events} events: {now.received} confirmed by the office, {now.went} went and have no receipt yet, {now.waits} wait"
        f" ({now.visits} visits)."
    )
    for words, remedy in now.wrong:
        click.echo(f"Wrong: {words} {remedy}")
    for words in now.told:
        click.echo(f"To know: {words}")
    click.echo(f"To do: {now.advice}")


@sync.command(
    "send",
    short_help="Put what waits at its place, and take receipts in.  threshold sync send --to /mnt/stick",
)
@place_option
@click.option(
    "--again", is_flag=True, help="Send all that the office has not confirmed, also what went before."
)
@json_option
@progress_option
@click.pass_obj
@told
def send_command(
    context: Context,
    where: str | None,
    again: bool,
    json_: bool,
    shows: bool,
) -> None:
    """Take the office's receipts in that lie at the place, then put there what waits. It may be ended or the stick pulled at any moment:
    what went out is whole, and the next sending goes on there. To send something twice does no harm.

    Exit code 1 if a receipt or bundle there is not right, or nothing is named; 3 if the place or the record cannot be used.

    Example: threshold sync send --to /mnt/stick --json
    """
    way = _way(context, where)
    with _at(context) as desk:
        with telling(shows, quiet=json_) as tell:
            done = send(desk, way, again, lambda at, of: tell("sending", at, of))
        now = standing(desk, way)
    if json_:
        click.echo(as_json({"ok": not done.wrong, **msgspec.to_builtins(done), "state": now.state}))
    else:
        click.echo(
            f"{done.bundles} bundles with {done.events} events were put there; {done.receipts} receipts came in."
        )
        for words in done.wrong:
            click.echo(f"Wrong: {words}")
        _print(now)
    raise SystemExit(NOT_OK if done.wrong else 0)


@sync.command(short_help="Print what the office must know of this desk.  threshold sync card")
@json_option
@click.pass_obj
@told
def card(context: Context, json_: bool) -> None:
    """Print the names and the public key by which the office knows this desk's records. Read it out or carry it: the office believes no
    bundle before. Nothing of it is secret.

    Example: threshold sync card
    """
    with _at(context) as desk:
        names, public = desk_card(desk)
    if json_:
        click.echo(as_json({"devices": names, "key": public}))
        return
    for name in names:
        click.echo(f"threshold office add-desk {name} {public} --agency AGENCY")
