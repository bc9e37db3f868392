"""The commands of the agency's office: init, card, add-desk, desks, take, quarantine, find, add-reader."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desktop.cli.shared import (
    NOT_OK,
    UNREADABLE,
    Context,
    as_json,
    fail,
    json_option,
    progress_option,
    telling,
    told,
)

NOT_HERE = (
    "The parts of the office are not installed here. Install them: pip install 'threshold-desk[office]'"
)


@click.group(short_help="The agency's side: take in what desks sent.  threshold office take /mnt/share")
def office() -> None:
    """Take in what desks sent to the agency's office: verified, opened, and written into PostgreSQL, with signed receipts back by the
    same road. The database is named as libpq does it: --db, THRESHOLD_OFFICE_DB, or the PG* variables; passwords belong in ~/.pgpass.

    Example: threshold office take /mnt/share --db dbname=threshold
    """
    try:
        import psycopg  # noqa: F401 - only an office has it
    except ImportError:
        fail(UNREADABLE, NOT_HERE)


def at_office(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --db and --keys."""
    words = "Folder of the office's keys; the keys folder of this account if left out."
    command = click.option("--keys", "folder", type=click.Path(path_type=Path), help=words)(command)
    return click.option(
        "--db",
        "dsn",
        default="",
        envvar="THRESHOLD_OFFICE_DB",
        metavar="DSN",
        help="The database, as libpq names it.",
    )(command)


def _keys(context: Context, folder: Path | None) -> Path:
    return folder or context.places.keys


@office.command(
    short_help="Make the office's tables and keys, once.  threshold office init --db dbname=threshold"
)
@at_office
@json_option
@click.pass_obj
@told
def init(context: Context, dsn: str, folder: Path | None, json_: bool) -> None:
    """Make the tables in the database, which must exist, and the office's two keys. Back the keys up apart from the database: without them
    nothing that is on its way opens, and desks must be told of new ones.

    Exit code 1 if there are keys already, which are never replaced.

    Example: threshold office init --db dbname=threshold
    """
    from desktop.office.database import opened
    from desktop.services.office import make_keys

    with opened(dsn, make=True):
        keys = make_keys(_keys(context, folder))
    _card(keys.recipient, keys.key.public, json_)


@office.command(short_help="Print what desks must know of this office.  threshold office card")
@at_office
@json_option
@click.pass_obj
@told
def card(context: Context, dsn: str, folder: Path | None, json_: bool) -> None:
    """Print the lines of managed.toml by which desks send to this office and believe its receipts. Nothing of it is secret, and nobody on
    the way may change it: hand it to IT as you would a key.

    Example: threshold office card
    """
    from desktop.services.office import open_keys

    keys = open_keys(_keys(context, folder))
    _card(keys.recipient, keys.key.public, json_)


def _card(recipient: str, public: str, json_: bool) -> None:
    if json_:
        click.echo(as_json({"sync_recipients": [recipient], "sync_receipts": public}))
    else:
        click.echo(f'sync_recipients = ["{recipient}"]\nsync_receipts = "{public}"')


@office.command(
    "add-desk", short_help="Believe a desk's bundles.  threshold office add-desk DEVICE KEY --agency DHS"
)
@click.argument("device")
@click.argument("key")
@click.option("--agency", required=True, help="The agency that the desk belongs to.")
@click.option("--site", default="", help="How the office calls its site.")
@at_office
@click.pass_obj
@told
def add_desk_command(
    context: Context, device: str, key: str, agency: str, site: str, dsn: str, folder: Path | None
) -> None:
    """Believe bundles of DEVICE that KEY signed. Both come from threshold sync card on that desk, by telephone or by hand, not with the
    bundles. A desk that got a new key has both.

    Example: threshold office add-desk DEVICE KEY --agency DHS --site "Shelter 901"
    """
    from desktop.office.database import add_desk, opened

    with opened(dsn) as db:
        add_desk(db, device, key, agency, site)
    click.echo(
        f"Bundles of {device} are believed now. Those in quarantine: threshold office quarantine --retry"
    )


@office.command(short_help="List the desks and how far their records reach.  threshold office desks")
@at_office
@json_option
@click.pass_obj
@told
def desks(context: Context, dsn: str, folder: Path | None, json_: bool) -> None:
    """List the desks that are believed, and the last event of each that is here.

    Example: threshold office desks --json
    """
    from desktop.office.database import desks as known
    from desktop.office.database import opened

    with opened(dsn) as db:
        found = known(db)
    if json_:
        click.echo(as_json({"desks": found}))
        return
    for desk in found:
        reach = (
            ", ".join(f"epoch {epoch} to event {last}" for epoch, last in desk.reached) or "nothing came yet"
        )
        click.echo(f"{desk.agency:16}  {desk.site:24}  {desk.device}  {reach}")
    if not found:
        click.echo("No desk is believed yet: threshold office add-desk")


@office.command(
    short_help="Take in what lies at a place, and put receipts there.  threshold office take /mnt/share"
)
@click.argument("place")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    help="Processes that work at once, each at other desks.",
)
@at_office
@json_option
@progress_option
@click.pass_obj
@told
def take(
    context: Context, place: str, workers: int, dsn: str, folder: Path | None, json_: bool, shows: bool
) -> None:
    """Take every bundle at PLACE (a folder, share or stick) that is not here yet, and put signed receipts there. Nothing there is deleted.
    To take the same things twice does no harm, and it may be ended at any moment.

    Exit code 1 if bundles wait for others, or were put into quarantine: threshold office quarantine tells why.

    Example: threshold office take /mnt/share --workers 4 --db dbname=threshold
    """
    from desktop.services.office import take_in

    with telling(shows, quiet=json_) as tell:
        done = take_in(
            dsn,
            place,
            _keys(context, folder),
            workers,
            lambda at, of: tell("taking", at, of),
            context.places.config,
        )
    ok = not (done.waits or done.aside)
    if json_:
        click.echo(as_json({"ok": ok, **{name: getattr(done, name) for name in done.__struct_fields__}}))
    else:
        click.echo(
            f"{done.bundles} bundles with {done.events} new events were taken; {done.receipts} receipts were put there."
        )
        for each in done.waits:
            click.echo(f"Waits: {each.name}: {each.sentence}")
        for each in done.aside:
            click.echo(f"QUARANTINE: {each.name}: {each.sentence} [{each.wrong}]")
        if done.aside_in_all:
            click.echo(f"In quarantine in all: {done.aside_in_all}.")
    raise SystemExit(0 if ok else NOT_OK)


@office.command(
    short_help="List what could not be believed, and why.  threshold office quarantine --export DIR"
)
@click.option(
    "--export",
    "out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each as it is into this folder.",
)
@click.option(
    "--retry", "again", is_flag=True, help="Judge each once more: after a desk was added, or an update."
)
@at_office
@json_option
@click.pass_obj
@told
def quarantine(
    context: Context, out: Path | None, again: bool, dsn: str, folder: Path | None, json_: bool
) -> None:
    """List the bundles that were not taken, each with its reason. They are kept as they are, and are never deleted; forks and forgeries
    are for counsel to look at.

    Exit code 1 if there are any.

    Example: threshold office quarantine --retry
    """
    from desktop.office.database import opened
    from desktop.office.intake import content_of, set_aside
    from desktop.services.office import retry
    from desktop.whole import write_whole

    done = retry(dsn, _keys(context, folder)) if again else []
    with opened(dsn) as db:
        found = set_aside(db)
        if out is not None:
            for held in found:
                file = out / f"{held.sha256[:16]}-{held.name}"
                write_whole(file, content_of(db, held.sha256) or b"", "The bundle")
    if json_:
        click.echo(as_json({"ok": not found, "retried": done, "quarantine": found}))
    else:
        for held in found:
            click.echo(f"{held.since} UTC  {held.name}: {held.sentence} [{held.wrong}]")
        if not found:
            click.echo("Nothing is in quarantine.")
    raise SystemExit(NOT_OK if found else 0)


@office.command(short_help="Find visits of all desks.  threshold office find badge 4471")
@click.argument("words", nargs=-1)
@click.option(
    "--most", type=click.IntRange(1, 10_000), default=50, help="How many at most, the newest first."
)
@at_office
@json_option
@click.pass_obj
@told
def find(
    context: Context, words: tuple[str, ...], most: int, dsn: str, folder: Path | None, json_: bool
) -> None:
    """Find visits that hold all WORDS; without words list the newest. What a reader sees, the database decides by agency. A visit with a
    paper that is counsel's alone is found by its record number only.

    Example: threshold office find badge 4471 --json
    """
    from desktop.office.database import opened
    from desktop.office.listing import find as found_by

    with opened(dsn) as db:
        found = found_by(db, " ".join(words), most)
    if json_:
        click.echo(as_json({"visits": found}))
        return
    for each in found:
        marks = " ".join(mark for mark, on in (("VOID", each.void), ("COUNSEL ONLY", each.secret)) if on)
        click.echo(
            f"{each.day}  {each.record_number:24}  {each.agency:12}  {each.site:12}  {each.state} {marks}".rstrip()
        )
    if not found:
        click.echo("No visit is found by that.")


@office.command(
    "add-reader",
    short_help="Let a role read one agency's visits.  threshold office add-reader boss --agency DHS",
)
@click.argument("role")
@click.option(
    "--agency",
    "agencies",
    required=True,
    multiple=True,
    help="An agency that it may read; may be said again.",
)
@at_office
@click.pass_obj
@told
def add_reader_command(
    context: Context, role: str, agencies: tuple[str, ...], dsn: str, folder: Path | None
) -> None:
    """Let ROLE, a role of PostgreSQL that is made where there is none, read the visits of these agencies and nothing else. The database
    itself holds it to that. It gets no password here.

    Example: threshold office add-reader dhs_supervisor --agency DHS
    """
    from desktop.office.database import add_reader, opened

    with opened(dsn) as db:
        add_reader(db, role, agencies)
    click.echo(f"{role} may read: {', '.join(sorted(set(agencies)))}.")


@office.command(
    "report", short_help="Write the report of any desk's visit.  threshold office report NUMBER --out v.pdf"
)
@click.argument("number")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file, .pdf or .txt."
)
@click.option("--visit", default="", help="The visit's id, where two desks gave one number twice.")
@click.option("--replace", is_flag=True, help="Replace a file that is there.")
@at_office
@click.pass_obj
@told
def report_command(
    context: Context, number: str, out: Path, visit: str, replace: bool, dsn: str, folder: Path | None
) -> None:
    """Write the incident report of the visit with this record NUMBER, as its desk would write it. That it was made, and by which role, is
    on record in the database first. The file is not encrypted.

    Example: threshold office report SHL901-1-2026-00001-3 --out visit.pdf
    """
    from desktop.services.office_reading import report_of
    from desktop.services.reporting import save_report

    made = report_of(dsn, number, visit)
    save_report(out, made.text.encode() if out.suffix.lower() == ".txt" else made.pdf, replace)
    click.echo(f"{out}: {made.pages} pages. Made from: {'; '.join(made.sources)}.")


@office.command(short_help="Check every record that the office holds.  threshold office verify")
@at_office
@json_option
@progress_option
@click.pass_obj
@told
def verify(context: Context, dsn: str, folder: Path | None, json_: bool, shows: bool) -> None:
    """Check every record in the database as threshold verify does at its desk: each event against its hash and the one before it, contents,
    removals, signed checkpoints. Each key must be one that add-desk was told.

    Exit code 1 if anything speaks against a record.

    Example: threshold office verify --json
    """
    from desktop.services.office_reading import check_all

    with telling(shows, quiet=json_) as tell:
        found = list(check_all(dsn, lambda at, of: tell("verifying", at, of)))
    if json_:
        click.echo(as_json({"ok": not any(each.findings for each in found), "records": found}))
    else:
        for each in found:
            click.echo(
                f"{each.device}, epoch {each.epoch}: {each.events} events, {len(each.findings)} findings."
            )
            for sentence in each.findings:
                click.echo(f"  AGAINST IT: {sentence}")
        if not found:
            click.echo("Nothing came yet.")
    raise SystemExit(NOT_OK if any(each.findings for each in found) else 0)


@office.command(
    short_help="Open the window on the visits of all desks.  threshold office window --db dbname=threshold"
)
@at_office
@click.pass_context
@told
def window(context: click.Context, dsn: str, folder: Path | None) -> None:
    """Open a window on the visits of all desks that this account may see: search as you type, read reports, save them. It changes nothing;
    that a report was read is on record in the database.

    Example: threshold office window --db "service=threshold user=dhs_supervisor"
    """
    from desktop.office.database import opened
    from desktop.ui.office.window import run_office

    with opened(dsn):  # what is wrong with it is told here, before there is a window
        pass
    context.exit(run_office(dsn))
