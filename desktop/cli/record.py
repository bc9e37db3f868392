"""Commands on the record of this workstation: doctor, verify."""

import re
from contextlib import closing

import click

from desktop.cli.shared import (
    NOT_OK,
    Context,
    as_json,
    json_option,
    progress_option,
    telling,
    told,
)
from desktop.core.chain import Head
from desktop.core.errors import in_words
from desktop.services.access import logged
from desktop.services.desk import open_desk
from desktop.services.health import examine
from desktop.services.signed import IT
from desktop.services.verifying import Verified
from desktop.services.verifying import verify as verify_record
from desktop.services.walking import Walking


@click.command(
    short_help="Check record, key, disk, clock, policy pack and facility.  threshold doctor --json"
)
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
        click.echo(f"{fact.level:8}{fact.code:26}{in_words(fact.sentence, fact.remedy)}")
    raise SystemExit(NOT_OK if bad else 0)


def _plain(text: str) -> str:
    """Digits as a program wants them: on paper and on screens they stand in groups and lines."""
    return re.sub(r"^head|\s", "", text.strip().lower())


def _head(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[Head, ...]:
    """Heads as they are printed: by verify with the event's number before them, on reports without."""
    found = [re.fullmatch(r"(?:([1-9][0-9]{0,15}):)?([0-9a-f]{64})", _plain(each)) for each in given]
    if not all(found):
        raise click.BadParameter(
            "a head has 64 digits from 0 to f, with or without the event's number and a colon before them"
        )
    return tuple(Head(int(each[1] or 0), each[2]) for each in found if each)


def _public(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Public device keys as they are printed."""
    found = tuple(_plain(each) for each in given)
    if not all(re.fullmatch(r"[0-9a-f]{64}", each) for each in found):
        raise click.BadParameter("a device key has 64 digits from 0 to f")
    return found


@click.command(short_help="Check that the record was not changed.  threshold verify")
@click.option(
    "--head",
    "heads",
    multiple=True,
    callback=_head,
    metavar="HASH | SEQ:HASH",
    help="A head that was printed or mailed earlier, in quotes if it has spaces; may be given several times.",
)
@click.option(
    "--public",
    multiple=True,
    callback=_public,
    metavar="HEX",
    help="The device key that was noted elsewhere (a report prints it); may be given several times.",
)
@json_option
@progress_option
@click.pass_obj
@told
def verify(
    context: Context, heads: tuple[Head, ...], public: tuple[str, ...], json_: bool, shows: bool
) -> None:
    """Check every event's place in the chain and every signed checkpoint, and compute every outcome again. Exit code 1 if
    anything differs.

    A record that was written anew as a whole shows only against a head or a device key that was kept elsewhere: give them with
    --head and --public. Checking is itself written into the log of the record. Ctrl-C ends it: nothing is half done.

    Exit code 0: nothing speaks against the record; 1: something does; 2: a head or key is no such thing; 3: the record cannot be
    opened; 130: it was ended by Ctrl-C.

    Example: threshold verify --head "4711:91be 0c3d …" --json
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        with telling(shows) as tell:
            found = verify_record(
                Walking(desk), heads, public, lambda done, of: tell("checking the record", done, of)
            )
        not_logged = logged(desk, "verified", None, IT)
    if json_:
        click.echo(
            as_json({"ok": found.ok, **{name: getattr(found, name) for name in found.__struct_fields__}})
        )
    else:
        _print(found)
    if not_logged:
        click.echo(not_logged, err=True)
    raise SystemExit(0 if found.ok else NOT_OK)


def _print(found: Verified) -> None:
    for each in found.findings:
        click.echo(each.sentence)
    for difference in found.differences:
        click.echo(difference.sentence)
    for unread in found.unread:
        click.echo(f"This visit cannot be read: {unread}")
    for sentence in found.originals:
        click.echo(sentence)
    for note in found.told:
        click.echo(f"To know: {note.sentence}")
    said = "Nothing speaks against it." if found.ok else "See above."
    click.echo(f"{found.events} events, head {found.events}:{found.head}. {said}")
    if found.device_keys:
        hold = "checkpoint holds; it covers" if found.checkpoints == 1 else "checkpoints hold; they cover"
        signed = f"{found.checkpoints} {hold} it up to event {found.signed_to}."
        click.echo(f"Device key {found.device_keys[-1]}. {signed}")
    else:
        click.echo("No device key signs this record yet: the next start of Threshold names one.")
    click.echo("A copy of head and device key, kept elsewhere, shows a later cut or rewrite.")
