"""The commands that remove what may not be kept, and keep what a court holds: threshold forget plan, redact, due, hold, lift, holds."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import click

from desktop.cli.shared import NOT_OK, Context, acting, as_json, as_options, json_option, told, words_option
from desktop.core.events import Actor
from desktop.core.holding import Hold
from desktop.services.desk import open_desk
from desktop.services.forgetting import Forgetting, Removed, forgetting_at
from desktop.services.forgetting_holds import HoldTold
from desktop.services.walking import Walking

BOTH = "Name one visit, or say --all for the whole record."
ONE = "Name one visit, or say --desk for what is of no visit."


@click.group(short_help="Remove or hold contents of visits.  threshold forget plan NUMBER --as NAME")
def forget() -> None:
    """Remove contents for good, place and lift legal holds, and apply the retention period. Supervisors only, each with --as and a
    PIN; every act is an event with its reason, and the chain still verifies.

    Nothing goes by itself, nothing goes under a hold, and backups made before still hold what was removed: they are named.
    """


def _command(name: str, short: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of the group with the options that all of them have."""

    def made(work: Callable[..., Any]) -> click.Command:
        return forget.command(name, short_help=short)(as_options(json_option(click.pass_obj(told(work)))))

    return made


class Acting:
    """Somebody who signed in, at an open desk."""

    def __init__(self, forgetting: Forgetting, actor: Actor) -> None:
        self.forgetting, self.actor = forgetting, actor


@contextmanager
def _acting(context: Context, as_: str | None, pin_stdin: bool) -> Iterator[Acting]:
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        forgetting, unused = forgetting_at(Walking(desk))
        for sentence in unused:
            click.echo(sentence, err=True)
        yield Acting(forgetting, acting(desk, as_, pin_stdin))


def _desk_option(command: Callable[..., Any]) -> Callable[..., Any]:
    words = "What is of no visit: searches kept under a name, and who got copies of several visits."
    return click.option("--desk", "of_desk", is_flag=True, help=words)(command)


def _named(at: "Acting", number: str | None, of_desk: bool) -> str | None:
    """The id of the visit that is meant, None for what is of no visit."""
    if (number is None) != of_desk:
        raise click.UsageError(ONE)
    return None if number is None else at.forgetting.numbered(number, at.actor)


@_command("plan", "List what can be removed of a visit.  threshold forget plan NUMBER --as NAME")
@click.argument("number", required=False)
@_desk_option
@click.option(
    "--event", "events", multiple=True, type=int, help="Only this event; may be given several times."
)
def plan(
    context: Context,
    number: str | None,
    of_desk: bool,
    events: tuple[int, ...],
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """List in plain words what can be removed of a visit, or with --desk of what is of none, by the numbers of its events. Nothing is
    removed. Answers are listed only where they are named with --event, since outcomes hang on them.

    Example: threshold forget plan SCH900-1-2026-00412-X --as "Supervisor 3"
    """
    with _acting(context, as_, pin_stdin) as at:
        found = at.forgetting.plan(_named(at, number, of_desk), events, at.actor)
    if json_:
        click.echo(as_json(found))
        return
    for line in found.lines:
        click.echo("  ".join(part for part in (f"{line.seq:6}", line.at, line.person, line.what) if part))
        click.echo(f"        {line.goes}")
        if line.warning:
            click.echo(f"        Think first: {line.warning}")
    if not found.lines:
        click.echo("Nothing of that is on record." if of_desk else "Nothing of this visit can be removed.")
    for hold in found.holds:
        click.echo(f"Held: {_hold(hold)}")
    for sentence in found.copies:
        click.echo(f"To know: {sentence}")


@_command(
    "redact", "Remove contents for good.  threshold forget redact NUMBER --event 17 --reason TEXT --as NAME"
)
@click.argument("number", required=False)
@_desk_option
@click.option(
    "--event", "events", multiple=True, type=int, required=True, help="The event; may be given several times."
)
@words_option("--reason", "the reason", "Why. It stays for good: no names, no private data.", must=True)
def redact(
    context: Context,
    number: str | None,
    of_desk: bool,
    events: tuple[int, ...],
    reason: str,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Remove the contents of events for good: all of them or none. That something was written, when and by whom, stays, and so does
    that it was removed, by whom and why. With --desk: of searches that were kept under a name (what was kept under the same name before
    goes too, since it would be kept again), and of who got copies of several visits.

    Exit code 1 where it was refused, where the chain does not hold after it, or where traces are left that the next start removes.

    Example: threshold forget redact SCH900-1-2026-00412-X --event 17 --reason "Order of the privacy officer" --as "Supervisor 3"
    """
    with _acting(context, as_, pin_stdin) as at:
        done = at.forgetting.redact(_named(at, number, of_desk), events, reason, at.actor)
    _end([done], json_)


@_command("due", "List or apply what is past its period.  threshold forget due --apply --as NAME")
@click.option("--apply", "applies", is_flag=True, help="Remove it; without this it is only listed.")
@click.option("--today", default="", metavar="YYYY-MM-DD", help="Today's date, where the clock is in doubt.")
def due(context: Context, applies: bool, today: str, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """List the visits past the retention period (retention_days of managed.toml; 0, as it comes, means never), or remove what goes:
    free texts, particulars, photographs, and calls with words. Answers, outcomes, times, and numbers without words stay. Visits that
    are open or under a hold are never due. Where the clock may be wrong, or nothing was written for 30 days, nothing is listed or
    removed until --today says the date, which must be that of the clock.

    Example: threshold forget due --as "Supervisor 3"
    """
    with _acting(context, as_, pin_stdin) as at:
        if applies:
            _end(at.forgetting.apply_due(at.actor, today), json_)
        found = at.forgetting.due(at.actor, today)
        days = at.forgetting.retention_days
    if json_:
        click.echo(as_json({"retention_days": days, "due": found}))
        return
    for each in found:
        half = ", and half-typed text" if each.half_typed else ""
        click.echo(f"{each.record_number}  {each.days} days old  {len(each.events)} events{half}")
    if not found:
        click.echo("Nothing is due." if days else "Nothing is ever due: no retention period is set.")


@_command(
    "hold", "Keep a visit or the whole record from being removed.  threshold forget hold --all --reason TEXT"
)
@click.argument("number", required=False)
@click.option("--all", "whole", is_flag=True, help="The whole record.")
@words_option("--reason", "the reason", "Why. It stays for good: no names, no private data.", must=True)
def hold(
    context: Context,
    number: str | None,
    whole: bool,
    reason: str,
    as_: str | None,
    pin_stdin: bool,
    json_: bool,
) -> None:
    """Place a legal hold: nothing of the visit, of those read together with it, or of the whole record can be removed until it is
    lifted. Prints the hold's name.

    Example: threshold forget hold SCH900-1-2026-00412-X --reason "Litigation hold" --as "Supervisor 3"
    """
    if (number is None) != whole:
        raise click.UsageError(BOTH)
    with _acting(context, as_, pin_stdin) as at:
        name = at.forgetting.hold(
            at.forgetting.numbered(number, at.actor) if number else None, reason, at.actor
        )
    click.echo(as_json({"hold": name}) if json_ else f"Hold {name} is in force.")


@_command("lift", "End a hold.  threshold forget lift H1 --reason TEXT --as NAME")
@click.argument("name")
@words_option("--reason", "the reason", "Why. It stays for good: no names, no private data.", must=True)
def lift(context: Context, name: str, reason: str, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """End a hold by its name.

    Example: threshold forget lift H1 --reason "The case is closed" --as "Supervisor 3"
    """
    with _acting(context, as_, pin_stdin) as at:
        lifted = at.forgetting.lift(name, reason, at.actor)
    click.echo(as_json({"hold": lifted}) if json_ else f"Hold {lifted} is over.")


@_command("holds", "List the holds in force.  threshold forget holds --as NAME")
@click.option("--lifted", "with_lifted", is_flag=True, help="Those that were lifted too, the last one first.")
def holds(context: Context, with_lifted: bool, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """List the holds in force, oldest first.

    Example: threshold forget holds --as "Supervisor 3" --json
    """
    with _acting(context, as_, pin_stdin) as at:
        told = [each for each in at.forgetting.all_holds(at.actor) if with_lifted or each.lifted is None]
    if json_:
        click.echo(as_json(told))
        return
    for each in told:
        click.echo(_told(each))
    if not told:
        click.echo("No hold is in force.")


@forget.command("finish", short_help="Remove what is left of what was removed.  threshold forget finish")
@json_option
@click.pass_obj
@told
def finish(context: Context, json_: bool) -> None:
    """Finish removals that were cut off: files, and gaps of the record's file. The next start of Threshold does the same. Exit code 1
    if something is still left, because another program reads the record or the disk is full.

    Example: threshold forget finish
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        left = desk.store.finish_removals()
    if json_:
        click.echo(as_json({"ok": not left.anything, "originals": left.originals, "pages": left.pages}))
    else:
        click.echo(
            "Something is left; try again later." if left.anything else "Nothing is left of what was removed."
        )
    raise SystemExit(NOT_OK if left.anything else 0)


def _end(done: Sequence[Removed], json_: bool) -> None:
    """Print what was removed, and end."""
    well = all(each.chain_holds and each.traces_gone for each in done)
    if json_:
        click.echo(as_json({"ok": well, "removed": done}))
    for each in () if json_ else done:
        half = f", and {each.half_typed} half-typed texts" if each.half_typed else ""
        click.echo(
            f"{each.record_number or 'The desk'}: removed the contents of {len(each.events)} events{half}."
        )
    if not json_:
        for sentence in dict.fromkeys(copy for each in done for copy in each.copies):
            click.echo(f"To know: {sentence}")
        click.echo(
            "The chain holds."
            if all(each.chain_holds for each in done)
            else "The chain does NOT hold: run threshold verify."
        )
        if not all(each.traces_gone for each in done):
            click.echo(
                "Traces are left in the file; the next start of Threshold removes them, or threshold forget finish."
            )
    raise SystemExit(0 if well else NOT_OK)


def _hold(hold: Hold) -> str:
    return f"hold {hold.hold}, placed by {hold.by or 'nobody who is named'}. Reason: {hold.reason}"


def _told(each: HoldTold) -> str:
    end = each.lifted
    over = (
        ""
        if end is None
        else f". Lifted on {end.at} by {end.by or 'nobody who is named'}. Reason: {end.reason}"
    )
    return f"{each.record_number or 'The whole record'}: {_hold(each.hold)}{over}"
