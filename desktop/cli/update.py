"""Commands on releases of the program: check one on a stick or share, lay it aside for IT's installer, sign one at the release office."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click

from desktop.cli.pack_keys import opened_key, words_option
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
from desktop.core.errors import Refused, Trouble
from desktop.core.release import PACKAGES, Package
from desktop.services import updates
from desktop.services.refusals import sentence
from desktop.services.release_signing import SignedRelease, show_release, sign_release
from desktop.services.updates import Checked
from desktop.trust.policykeys import grouped, key_id

PATHS = click.Path(path_type=Path)
package_option = click.option(
    "--package",
    type=click.Choice(list(PACKAGES)),
    help="Another kind of package than the one that Threshold was installed by.",
)


@click.group(
    short_help="Check a release on a stick or share, and lay it aside for IT.  threshold update --help"
)
def update() -> None:
    """Releases of the program on a stick or share: each is checked by its signatures, and installed by IT with the computer's own
    installer. Nothing here installs anything, and no visit is disturbed.

    Exit code 0: it may be installed; 1: it is refused, the sentence says why; 2: the stick cannot be read, or the folder not written.

    Example: threshold update check /mnt/stick/threshold
    """


@contextmanager
def _answering(json_: bool) -> Iterator[None]:
    """Refusals end with 1, with their code as JSON where that was asked for; every trouble of a disk ends with 2."""
    try:
        yield
    except Refused as refused:
        if not json_:
            fail(NOT_OK, f"{sentence(refused)} [{refused.code}]")
        click.echo(as_json({"ok": False, "code": refused.code, "sentence": sentence(refused)}))
        raise SystemExit(NOT_OK) from None
    except Trouble as trouble:
        if json_:
            click.echo(as_json({"ok": False, "code": trouble.kind, "sentence": trouble.words}))
        fail(UNREADABLE, trouble.words)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


@update.command("check", short_help="Check a release.  threshold update check /mnt/stick/threshold")
@click.argument("path", type=PATHS)
@package_option
@json_option
@progress_option
@click.pass_obj
@told
def check(context: Context, path: Path, package: str | None, json_: bool, shows: bool) -> None:
    """Check the release in the folder PATH: signatures, every byte of the package for this computer, and that it is higher than what
    runs and than what was staged before.

    Example: threshold update check /mnt/stick/threshold
    """
    with _answering(json_), telling(shows, json_) as tell:
        desk = updates.this_desk(context.places)
        found = updates.check(desk, path, _today(), cast("Package | None", package), tell)
    _tell(found, found.folder / found.file.name, json_, "It may be installed.")


@update.command(
    "stage", short_help="Lay a release aside for IT.  threshold update stage /mnt/stick/threshold"
)
@click.argument("path", type=PATHS)
@package_option
@click.option("--to", type=PATHS, help="Another folder than the one beside the data folder.")
@json_option
@progress_option
@click.pass_obj
@told
def stage(
    context: Context, path: Path, package: str | None, to: Path | None, json_: bool, shows: bool
) -> None:
    """Check a release and copy its package to this computer, for the step with which IT installs it; that command is printed. The desk
    says nothing of it to those who work there.

    Example: threshold update stage /mnt/stick/threshold
    """
    with _answering(json_), telling(shows, json_) as tell:
        desk = updates.this_desk(context.places)
        found, file = updates.stage(desk, path, _today(), cast("Package | None", package), to, tell)
    _tell(found, file, json_, "It is staged.")


def _tell(found: Checked, file: Path, json_: bool, end: str) -> None:
    release = found.release
    command = updates.next_command(found.package, file)
    if json_:
        parts = {name: getattr(release, name) for name in ("version", "build", "made", "expires")}
        signed = {"signed_by": [each.key for each in found.signatures], "notes": list(found.notes)}
        click.echo(as_json({"ok": True, **parts, "package": str(file), "next": command, **signed}))
        return
    by = f"{len(found.signatures)} keys of {found.keys.authority.name}"
    click.echo(f"Release {release.number}, made on {release.made}, to be installed until {release.expires}.")
    click.echo(
        f"  signed by {by}\n  package   {file.name}, {file.stat().st_size / 1e6:.0f} MB, every byte as signed"
    )
    for note in found.notes:
        click.echo(f"To know: {note}")
    click.echo(f"{end} IT installs it with:\n  {command}")


# ---- at the release office ----------------------------------------------------------------------------------------------


@update.command(
    "sign", short_help="Sign the list of a release.  threshold update sign release.json --key KEY"
)
@click.argument("file", type=PATHS)
@click.option("--key", "key_file", required=True, type=PATHS, help="The key's file.")
@words_option
@json_option
@told
def sign(file: Path, key_file: Path, words_stdin: bool, json_: bool) -> None:
    """Add a signature to the list of a release, on the computer of the release office that has no network.

    Keys and their statement are made as those of a policy office are: threshold pack key new, threshold pack authority new
    --decides-on threshold/desktop.

    Example: threshold update sign release.json --key release-1.tkey
    """
    with _answering(json_):
        made = sign_release(file, opened_key(key_file, words_stdin))
    _tell_signed(made, json_)


@update.command("show", short_help="Show the list of a release.  threshold update show release.json")
@click.argument("file", type=PATHS)
@json_option
@told
def show(file: Path, json_: bool) -> None:
    """Show which release a list is of and who signed it. Exit code 1 if too few keys of the office beside it did.

    Example: threshold update show release.json
    """
    with _answering(json_):
        found = show_release(file)
    _tell_signed(found, json_)
    enough = found.office is not None and len(found.counting) >= found.office.authority.threshold
    raise SystemExit(0 if enough else NOT_OK)


def _tell_signed(found: SignedRelease, json_: bool) -> None:
    release, office = found.release, found.office
    if json_:
        listed = {
            name: getattr(release, name)
            for name in release.__struct_fields__
            if name not in ("files", "format")
        }
        signed = {"signatures": list(found.signatures), "signed_by": list(found.counting)}
        click.echo(as_json({**listed, "files": len(release.files), "hash": release.hash, **signed}))
        return
    what = f"{len(release.files)} files" if release.of == "program" else "packages"
    click.echo(
        f"Release {release.number}, {what}, made on {release.made}, to be installed until {release.expires}."
    )
    click.echo(f"  hash {grouped(release.hash)}")
    for each in release.files if release.of == "packages" else ():
        click.echo(f"  {each.sha256}  {each.name}")
    holders = {key_id(key.public): key.holder for key in office.authority.keys} if office is not None else {}
    for key in found.signatures:
        counts = "" if office is None else "counts" if key in found.counting else "counts for nothing"
        click.echo(f"  signed by {grouped(key)}  {holders.get(key, '')}  {counts}".rstrip())
    if office is not None and len(found.counting) < office.authority.threshold:
        click.echo(
            f"{len(found.counting)} of the {office.authority.threshold} keys that it needs have signed it."
        )
