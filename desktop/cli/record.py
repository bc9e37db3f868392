"""Commands on the record of this workstation: visits, doctor, verify."""

from contextlib import closing

import click

from desktop.cli.shared import NOT_OK, Context, as_json, json_option, told
from desktop.core.errors import in_words
from desktop.services.desk import open_desk
from desktop.services.health import examine
from desktop.services.verifying import verify as verify_record
from desktop.services.walking import Walking


@click.command(short_help="List the visits on record.  threshold visits --open")
@click.option("--open", "only_open", is_flag=True, help="Only visits that are not closed.")
@json_option
@click.pass_obj
@told
def visits(context: Context, only_open: bool, json_: bool) -> None:
    """List the visits on record, newest first.

    Example: threshold visits --open --json
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        titles = desk.pack.texts[desk.language]
        lines = desk.store.queries.open_visits() if only_open else desk.store.queries.all_visits()
        for line in lines:
            if json_:
                click.echo(as_json(line))
                continue
            outcomes = (
                ", ".join(titles.outcome_title(outcome) for outcome in line.outcomes) or "no outcome yet"
            )
            click.echo(f"{line.record_number}  {line.day}  {line.status:6}  {outcomes}")
        if not lines and not json_:
            click.echo("No visit is on record." if not only_open else "No visit is open.")


@click.command(short_help="Check record, key, disk, clock, pack, facility.  threshold doctor --json")
@json_option
@click.pass_obj
@told
def doctor(context: Context, json_: bool) -> None:
    """Check what this workstation needs, and say what to do where something is wrong. Exit code 1 if an error
    is found.

    Example: threshold doctor --json
    """
    facts = examine(context.places, context.facility)
    bad = [fact for fact in facts if fact.level == "error"]
    if json_:
        click.echo(as_json({"ok": not bad, "facts": facts}))
    for fact in () if json_ else facts:
        click.echo(f"{fact.level:8}{fact.code:18}{in_words(fact.sentence, fact.remedy)}")
    raise SystemExit(NOT_OK if bad else 0)


@click.command(short_help="Check that the record was not changed.  threshold verify")
@json_option
@click.pass_obj
@told
def verify(context: Context, json_: bool) -> None:
    """Check every event's place in the chain, and compute every outcome again. Exit code 1 if anything
    differs.

    Example: threshold verify --json
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        found = verify_record(Walking(desk))
    if json_:
        click.echo(
            as_json({"ok": found.ok, **{name: getattr(found, name) for name in found.__struct_fields__}})
        )
    else:
        for sentence in (
            *[each.sentence for each in found.findings],
            *[each.sentence for each in found.differences],
        ):
            click.echo(sentence)
        for unread in found.unread:
            click.echo(f"This visit cannot be read: {unread}")
        for sentence in found.originals:
            click.echo(sentence)
        said = "Nothing speaks against it." if found.ok else "See above."
        click.echo(f"{found.events} events, head {found.head}. {said}")
        click.echo("A copy of this head, kept elsewhere, shows a later cut or rewrite.")
    raise SystemExit(0 if found.ok else NOT_OK)
