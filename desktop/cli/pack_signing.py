"""Commands that make pack files: compile, sign, show, return to a former version."""

from datetime import UTC, datetime
from pathlib import Path

import click

from desktop.cli.pack_keys import opened_key, words_option
from desktop.cli.shared import NOT_OK, UNREADABLE, as_json, json_option, told
from desktop.core.errors import about
from desktop.packs.bundle import read_bundle
from desktop.packs.catalog import PackUnusable
from desktop.services.policy_making import Compiled, SignedFile, compile_folder, return_to
from desktop.services.policy_making import sign as sign_pack
from desktop.trust.policykeys import grouped, read_authority

PATHS = click.Path(path_type=Path)
replace_option = click.option("--replace", is_flag=True, help="Write over a file that is there.")


@click.command(
    "compile", short_help="Make the pack file of a folder.  threshold pack compile DIR --out NAME.tpack"
)
@click.argument("folder", metavar="DIR", type=PATHS)
@click.option("--out", required=True, type=PATHS, help="The pack file (.tpack).")
@click.option("--after", "former", type=PATHS, help="The pack file of the version before, if there was one.")
@replace_option
@json_option
@told
def compile_command(folder: Path, out: Path, former: Path | None, replace: bool, json_: bool) -> None:
    """Make one file of the pack in DIR, to be signed and carried. The same folder always gives the same bytes. Exit code 1 if the pack has
    errors.

    Example: threshold pack compile my-pack --after my-pack-1.tpack --out my-pack-2.tpack
    """
    try:
        with about(folder.name):
            made = compile_folder(folder, out, former, replace)
    except PackUnusable as unusable:
        for found in unusable.findings:
            click.echo(as_json(found) if json_ else found.line())
        raise SystemExit(NOT_OK if folder.is_dir() else UNREADABLE) from None
    _tell(made, json_)


@click.command("sign", short_help="Sign a pack file.  threshold pack sign NAME.tpack --key counsel-1.tkey")
@click.argument("file", type=PATHS)
@click.option("--key", "key_file", required=True, type=PATHS, help="The key's file.")
@click.option(
    "--after", "former", type=PATHS, help="The pack file before it: which of its promises are gone is told."
)
@words_option
@json_option
@told
def sign(file: Path, key_file: Path, former: Path | None, words_stdin: bool, json_: bool) -> None:
    """Add a signature to a pack file. First all of it is checked: no errors, all stories end as they say, they reach all that can happen,
    and the safety rules hold on every path. Exit code 1 if it may not be signed.

    Example: threshold pack sign my-pack-2.tpack --after my-pack-1.tpack --key counsel-1.tkey
    """
    with about(file.name):
        made = sign_pack(file, opened_key(key_file, words_stdin), former)
    signed = made.bundle
    ids = [each.key for each in signed.signatures]
    if json_:
        known = {"ok": True, "file": str(file), "hash": signed.manifest.pack_hash, "signatures": ids}
        click.echo(as_json({**known, "findings": list(made.findings), "promises": list(made.promises)}))
        return
    _know(made)
    if former is None and signed.manifest.former:
        click.echo("  With --after FILE, what the version before promised and this one does not is told.")
    click.echo(
        f"Signed. {file.name} has {len(ids)} signatures: {', '.join(grouped(each[:8]) for each in ids)}."
    )


@click.command(
    "show", short_help="Show what a pack file is and who signed it.  threshold pack show NAME.tpack"
)
@click.argument("file", type=PATHS)
@click.option(
    "--authority", type=PATHS, help="A policy office's statement: whether its keys signed is told too."
)
@json_option
@told
def show(file: Path, authority: Path | None, json_: bool) -> None:
    """Show what a pack file is. With --authority exit code 1 if too few of its keys have signed.

    Example: threshold pack show my-pack-2.tpack --authority office.tauthority
    """
    bundle = read_bundle(file)
    manifest, pack = bundle.manifest, bundle.pack
    office = read_authority(authority).authority if authority is not None else None
    have = bundle.signers(office) if office is not None else ()
    enough = office is None or (len(have) >= office.threshold and office.decides_on(manifest.id))
    if json_:
        listed = {each: getattr(manifest, each) for each in manifest.__struct_fields__ if each != "files"}
        keys = [each.key for each in bundle.signatures]
        click.echo(as_json({**listed, "signatures": keys, "signed_by": list(have), "enough": enough}))
    else:
        head = pack.policy.head
        click.echo(f"{head.title}\n  {head.id} {head.version}, number {manifest.serial}, {head.status}")
        click.echo(f"  in effect from {head.effective}" + (f" to {head.ends}" if head.ends else ""))
        click.echo(f"  hash {grouped(manifest.pack_hash)}")
        if head.built_on:
            click.echo(f"  laid on {head.built_on}")
        for each in bundle.signatures:
            known = "" if office is None else "  counts" if each.key in have else "  counts for nothing"
            click.echo(f"  signed by {grouped(each.key)}{known}")
        if office is not None and not enough:
            click.echo(
                f"{len(have)} of the {office.threshold} keys that {office.name} asks for have signed it."
            )
    raise SystemExit(0 if enough else NOT_OK)


@click.command(
    "return",
    short_help="Go back to former words by a new version.  threshold pack return --to OLD --after NOW …",
)
@click.option(
    "--to", "wanted", required=True, type=PATHS, help="The pack file whose words are to be in effect again."
)
@click.option(
    "--after", "current", required=True, type=PATHS, help="The pack file of the highest version there is."
)
@click.option("--version", required=True, help="The new version.")
@click.option("--effective", help="The day from which it is in effect; today, if left out.")
@click.option("--out", required=True, type=PATHS, help="The new pack file.")
@replace_option
@json_option
@told
def return_command(
    wanted: Path, current: Path, version: str, effective: str | None, out: Path, replace: bool, json_: bool
) -> None:
    """Make a new, higher version with the words of a former one. Sign it like any other: no desk ever takes an older file again.

    Example: threshold pack return --to my-pack-1.tpack --after my-pack-2.tpack --version 2026.12.1 --out my-pack-3.tpack
    """
    day = effective or datetime.now(UTC).astimezone().date().isoformat()
    try:
        with about(wanted.name):
            made = return_to(wanted, current, version, day, out, replace)
    except PackUnusable as unusable:
        for found in unusable.findings:
            click.echo(as_json(found) if json_ else found.line())
        raise SystemExit(NOT_OK) from None
    _tell(made, json_)


def _tell(made: Compiled, json_: bool) -> None:
    if json_:
        click.echo(as_json({"ok": True, **{name: getattr(made, name) for name in made.__struct_fields__}}))
        return
    click.echo(f"{made.file}: {made.id} {made.version}, number {made.serial}.")
    click.echo(f"  hash {grouped(made.hash)}")
    _know(made)
    if made.status == "draft":
        click.echo(
            '  It is a draft: to have it signed, set status = "approved" in pack.toml and compile anew.'
        )


def _know(made: Compiled | SignedFile) -> None:
    """What whoever signs is to know."""
    for line in (*made.findings, *made.promises):
        click.echo(f"  {line}")
