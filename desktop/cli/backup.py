"""The commands that keep a record alive: backup, restore, salvage."""

from pathlib import Path
from typing import NoReturn

import click

from desktop.cli.shared import (
    NOT_OK,
    UNREADABLE,
    Context,
    Tell,
    as_json,
    fail,
    json_option,
    progress_option,
    telling,
    told,
)
from desktop.core.errors import Trouble
from desktop.services.backing import back_up, restore_from, same_disk
from desktop.services.salvaging import salvage as salvage_record
from desktop.store.backup import AboutBackups, Progress

WORDS = {
    "record": "copying the record",
    "originals": "copying originals",
    "verify": "verifying",
    "pages": "checking every page",
}


def _in_words(tell: Tell) -> Progress:
    return lambda stage, done, of: tell(WORDS[stage], done, of)


def _about_files(trouble: AboutBackups) -> NoReturn:
    """What was given cannot be used; the record is as it was."""
    fail(UNREADABLE, trouble.words)


@click.command(short_help="Copy the record, and prove the copy.  threshold backup --to /mnt/stick/threshold")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for backups; backup_folder of the facility file if left out.",
)
@click.option("--make", "make_folder", is_flag=True, help="Make the folder; the one above it must be there.")
@json_option
@progress_option
@click.pass_obj
@told
def backup(context: Context, target: Path | None, make_folder: bool, json_: bool, shows: bool) -> None:
    """Copy the record, encrypted as it is, to a folder on another disk; open the copy and prove that it is whole. The last
    seven are kept. The key is NOT in it: keep a copy of the keys folder elsewhere.

    Exit code 1 if originals that are missing from the record are missing from the copy too, 2 if the folder cannot be used or is
    not there, 3 if the record cannot be opened or is damaged.

    Example: threshold backup --to /mnt/stick/threshold --json
    """
    try:
        with telling(shows, quiet=json_) as tell:
            made = back_up(
                context.places, target, context.facility, progress=_in_words(tell), make_folder=make_folder
            )
    except AboutBackups as trouble:
        _about_files(trouble)
    missing = made.manifest.missing
    near = same_disk(context.places, made.folder)
    if json_:
        facts = {"ok": not missing, "folder": str(made.folder), "same_disk": near, "manifest": made.manifest}
        click.echo(as_json(facts))
    else:
        manifest = made.manifest
        click.echo(
            f"{made.folder}: {manifest.events} events, head {manifest.head}. The copy was opened and is whole."
        )
        for ident in missing:
            click.echo(
                f"The original {ident} is missing from the record, and so from the copy. Run threshold doctor."
            )
        if near:
            click.echo(
                "It lies on the same disk as the record, and would be lost with it: name a folder on another disk."
            )
        click.echo("The key of the record is not in it. Keep a copy of the keys folder in another place.")
    raise SystemExit(NOT_OK if missing else 0)


@click.command(short_help="Put a backup in the place of the record.  threshold restore /mnt/stick/threshold")
@click.argument("source", type=click.Path(path_type=Path))
@json_option
@progress_option
@click.pass_obj
@told
def restore(context: Context, source: Path, json_: bool, shows: bool) -> None:
    """Prove a backup (SOURCE: its folder, or a folder of backups, whose newest is taken) and put it in the place of this
    workstation's record. What is there is moved aside under a dated name and never deleted. Threshold must be closed, and the
    key file must be in the keys folder.

    What the former record knew and the backup does not is told: holds are placed again, those who left leave again, and words that had
    been removed and are back are named.

    The record goes on in a new epoch, and at least 1,000 record numbers are passed over, so that none is issued twice. Exit
    code 2 if the backup cannot be read or is not whole, 3 if its key is missing or the record is in use: then nothing was changed.

    Example: threshold restore /mnt/stick/threshold
    """
    try:
        with telling(shows, quiet=json_) as tell:
            done = restore_from(context.places, source, progress=_in_words(tell))
    except AboutBackups as trouble:
        _about_files(trouble)
    manifest = done.backup.manifest
    if json_:
        aside = str(done.aside) if done.aside else ""
        facts = {"ok": True, "folder": str(done.backup.folder), "aside": aside, "epoch": done.owner.epoch}
        facts |= {"taken_back": done.back.sentences, "removed_and_back": done.back.removed}
        click.echo(as_json({**facts, "former_head": manifest.head, "events": manifest.events}))
        return
    click.echo(
        f"{done.backup.folder} was proved and is the record now: {manifest.events} events, epoch {done.owner.epoch}."
    )
    if done.aside:
        click.echo(
            f"What was there before lies in {done.aside}. Keep it: it may hold visits that the backup does not."
        )
    for sentence in done.back.sentences:
        click.echo(f"To know: {sentence}")
    if done.unsigned:
        click.echo(f"It is not signed yet: {done.unsigned.words}")
    click.echo("Run threshold verify and threshold doctor, then make a backup.")


@click.command(short_help="Read what is left of a damaged record.  threshold salvage --out DIR")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A new folder for what is read. It is NOT encrypted.",
)
@json_option
@progress_option
@click.pass_obj
@told
def salvage(context: Context, out: Path, json_: bool, shows: bool) -> None:
    """Read every event that can be read of a damaged record, and write them and a list of what is missing to a new folder.
    A copy is opened: the record itself is left as it is. What is written is NOT encrypted.

    Exit code 1 if anything is missing or wrong, 2 if the folder cannot be used.

    Example: threshold salvage --out /mnt/stick/salvaged
    """
    try:
        with telling(shows, quiet=json_) as tell:
            found = salvage_record(context.places, out, lambda done, of: tell("reading", done, of))
    except Trouble as trouble:
        if not trouble.place or not Path(trouble.place).is_relative_to(out):
            raise
        fail(UNREADABLE, trouble.words)
    if json_:
        click.echo(
            as_json({"ok": found.ok, **{name: getattr(found, name) for name in found.__struct_fields__}})
        )
    else:
        reach = f"of {found.reaches}" if found.certain else "and it stands nowhere how many there were"
        click.echo(f"{found.events} events were read {reach}; {found.damaged_pages} pages are damaged.")
        for said, numbers in (("Missing", found.missing), ("Without contents", found.without_contents)):
            if numbers:
                click.echo(f"{said}: {', '.join(numbers)}.")
        for sentence in found.wrong:
            click.echo(sentence)
        for visit in found.visits:
            click.echo(f"{visit.record_number or visit.visit}: {visit.why or 'whole.'}")
        click.echo(f"{out} is not encrypted: give it to nobody who may not read the record.")
    raise SystemExit(0 if found.ok else NOT_OK)
