"""Commands on the policies of a desk: install from a stick, list, and bulletins with who has read them."""

from contextlib import closing
from pathlib import Path

import click
import msgspec

from desktop.cli.pack_keys import opened_key, words_option
from desktop.cli.pack_signing import replace_option
from desktop.cli.shared import (
    NOT_OK,
    UNREADABLE,
    Context,
    acting,
    as_json,
    as_options,
    coded,
    fail,
    json_option,
    told,
)
from desktop.core.errors import Refused, about
from desktop.core.policies import Installed
from desktop.packs.bulletins import make_bulletin, read_bulletin, signed_by, write_bulletin
from desktop.services.desk import Desk, open_desk
from desktop.services.policy_install import Done
from desktop.services.policy_install import install as install_from
from desktop.services.policy_reading import receipts
from desktop.services.roles import require
from desktop.trust.policykeys import grouped
from desktop.whole import read_whole

PATHS = click.Path(path_type=Path)


@click.command("install", short_help="Install what a stick brings.  threshold pack install /media/stick")
@click.argument("place", type=PATHS)
@as_options
@json_option
@click.pass_obj
@told
def install(context: Context, place: Path, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """Install a pack file, a bulletin or the next statement of a policy office, or all of them that lie in a folder. What is refused is
    told, and the rest goes on. Exit code 1 if something was refused.

    Example: threshold pack install /media/stick
    """
    _install(context, place, as_, pin_stdin, json_)


@click.command("list", short_help="List the policies of this desk.  threshold pack list")
@json_option
@click.pass_obj
@told
def list_command(context: Context, json_: bool) -> None:
    """List what was installed here, the one in effect today marked, and the policy offices that are trusted.

    Example: threshold pack list --json
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        require(desk, "doctor")
        shelf, day = desk.policies.shelf(), desk.policies.today()
        chosen = desk.policies.chosen(day).pack
        lines = [_line(each, chosen.pack_hash, day) for each in shelf.packs]
        offices = [each.authority for each in shelf.authorities]
    if json_:
        now = {"id": chosen.policy.head.id, "version": chosen.policy.head.version, "hash": chosen.pack_hash}
        packs = [msgspec.to_builtins(each.body) for each in shelf.packs]
        click.echo(as_json({"in_effect": now, "packs": packs, "authorities": offices}))
        return
    for line in lines:
        click.echo(line)
    if all(each.body.hash != chosen.pack_hash for each in shelf.packs):
        head = chosen.policy.head
        click.echo(f"* {head.id} {head.version}, which came with the program; nobody has signed it: a draft.")
    for each in offices:
        click.echo(
            f"  {each.name} ({each.id}), version {each.version}: {each.threshold} of {len(each.keys)} keys sign."
        )


def _line(each: Installed, chosen: str, day: str) -> str:
    body = each.body
    mark = "*" if body.hash == chosen else " "
    ends = f" to {body.ends}" if body.ends else ""
    later = "; not yet" if body.effective > day else "; over" if body.ends and body.ends < day else ""
    keys = ", ".join(grouped(ident[:8]) for ident in body.signers)
    return f"{mark} {body.pack} {body.version}, number {body.serial}, from {body.effective}{ends}{later}; signed by {keys}"


@click.group(short_help="One page that every guard is to read at once.  threshold pack bulletin new --help")
def bulletin() -> None:
    """Emergency bulletins: one signed page, in force as soon as it is installed, until the next one takes its place."""


@bulletin.command(
    "new",
    short_help="Write a bulletin.  threshold pack bulletin new --pack ID --number 1 --title … --text FILE",
)
@click.option("--pack", "pack_id", required=True, help="The id of the pack whose desks it is for.")
@click.option("--number", required=True, type=click.IntRange(1), help="One higher than the bulletin before.")
@click.option("--title", default="", help="A line.")
@click.option("--text", "text_file", type=PATHS, help="A text file of one page; left out with --ends.")
@click.option("--ends", is_flag=True, help="No new page: the one before is over.")
@click.option("--out", required=True, type=PATHS, help="The bulletin (.tbulletin).")
@replace_option
@told
def bulletin_new(
    pack_id: str, number: int, title: str, text_file: Path | None, ends: bool, out: Path, replace: bool
) -> None:
    """Write a bulletin from a text file of one page. Then the keys sign it.

    Example: threshold pack bulletin new --pack us-ny-nyc/facility-entry --number 1 --title "Call counsel first" --text page.txt
    --out page.tbulletin
    """
    if ends == bool(text_file or title):
        raise click.UsageError("Give --title and --text, or --ends.")
    if out.exists() and not replace:
        raise Refused("file_there", file=out.name)
    text = ""
    if text_file is not None:
        try:
            text = read_whole(text_file).decode("utf-8-sig")
        except OSError as error:
            fail(UNREADABLE, f"{text_file} cannot be read: {error.strerror}.")
        except UnicodeDecodeError:
            fail(UNREADABLE, f"{text_file} is not UTF-8 text. Save it as UTF-8.")
    with about(text_file.name if text_file is not None else out.name):
        made = make_bulletin(pack_id, number, title, text)
    write_bulletin(out, made)
    click.echo(
        f"{out}: bulletin {number} for {pack_id}. Now the keys sign it: threshold pack bulletin sign {out} --key KEY."
    )


@bulletin.command(
    "sign", short_help="Sign a bulletin.  threshold pack bulletin sign FILE --key counsel-1.tkey"
)
@click.argument("file", type=PATHS)
@click.option("--key", "key_file", required=True, type=PATHS, help="The key's file.")
@words_option
@told
def bulletin_sign(file: Path, key_file: Path, words_stdin: bool) -> None:
    """Add a signature to a bulletin.

    Example: threshold pack bulletin sign page.tbulletin --key counsel-1.tkey
    """
    signed = signed_by(read_bulletin(file), opened_key(key_file, words_stdin))
    write_bulletin(file, signed)
    click.echo(f"Signed. {file.name} has {len(signed.signatures)} signatures.")


@bulletin.command("install", short_help="Install a bulletin.  threshold pack bulletin install FILE")
@click.argument("place", metavar="FILE", type=PATHS)
@as_options
@json_option
@click.pass_obj
@told
def bulletin_install(context: Context, place: Path, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """Install a bulletin; `threshold pack install` does the same. Exit code 1 if it is refused.

    Example: threshold pack bulletin install page.tbulletin
    """
    _install(context, place, as_, pin_stdin, json_)


@bulletin.command("list", short_help="List the bulletins of this desk.  threshold pack bulletin list")
@json_option
@click.pass_obj
@told
def bulletin_list(context: Context, json_: bool) -> None:
    """List every bulletin that was installed here; the one that stands is marked.

    Example: threshold pack bulletin list
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        require(desk, "doctor")
        shelf = desk.policies.shelf()
    if json_:
        click.echo(as_json({"bulletins": [each.body for each in shelf.bulletins]}))
        return
    for each in shelf.bulletins:
        standing = shelf.bulletin(each.body.pack)
        mark = "*" if standing is not None and standing.body.hash == each.body.hash else " "
        click.echo(f"{mark} {each.body.pack} {each.body.serial}: {each.body.title or 'ends the one before'}")


@bulletin.command("acks", short_help="Who has read what.  threshold pack bulletin acks --json")
@as_options
@json_option
@click.pass_obj
@told
def bulletin_acks(context: Context, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """Tell who has read which bulletin, and which changes of the policy, and when. For supervisors and IT.

    Example: threshold pack bulletin acks --json
    """
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        found = receipts(desk, acting(desk, as_, pin_stdin) if as_ else None)
    if json_:
        click.echo(as_json({"read": found}))
        return
    for each in found:
        known = "by PIN" if each.how == "pin" else "by their own word"
        click.echo(f"{each.at}  {each.person} ({known}): {each.title}")


def _install(context: Context, place: Path, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    if not place.exists():
        fail(UNREADABLE, f"{place} is not there.")
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        done = install_from(desk, place, acting(desk, as_, pin_stdin) if as_ else None)
        told_too = _damage(desk)
    _tell(done, json_)
    for sentence in told_too:
        click.echo(sentence, err=True)
    raise SystemExit(0 if all(each.ok for each in done) else NOT_OK)


def _damage(desk: Desk) -> tuple[str, ...]:
    return desk.policies.chosen(desk.policies.today()).damaged


def _tell(done: tuple[Done, ...], json_: bool) -> None:
    for each in done:
        click.echo(as_json(each) if json_ else coded(each.sentence, each.code))
