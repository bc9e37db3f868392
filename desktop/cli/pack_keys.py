"""Commands on the keys of a policy office: make one, state who signs, hand over to other keys, and trust the office at a desk."""

import sys
from contextlib import closing
from pathlib import Path

import click
import msgspec

from desktop.cli.shared import (
    UNREADABLE,
    Context,
    acting,
    as_json,
    as_options,
    fail,
    json_option,
    told,
)
from desktop.core.errors import Refused, about
from desktop.core.policies import Authority, SignKey
from desktop.services.desk import open_desk
from desktop.services.policy_install import trust as trust_authority
from desktop.trust.policykeys import (
    PolicyKey,
    SignedAuthority,
    check_authority,
    grouped,
    key_id,
    make_key,
    open_key,
    read_authority,
    read_key_file,
    signers_of,
    statement,
    with_signature,
    written_authority,
)
from desktop.whole import write_whole

PATHS = click.Path(path_type=Path)
REFUSED_NEXT = (
    "It counts once {need} of its keys have signed it: threshold pack authority sign {file} --key KEY."
)
words_option = click.option(
    "--passphrase-stdin",
    "words_stdin",
    is_flag=True,
    help="Read the passphrase from standard input, one line.",
)


def asked_words(words_stdin: bool, twice: bool = False) -> str:
    """The passphrase of a key: a line of standard input, or typed unseen. Never an argument, which others could read."""
    if words_stdin:
        if not (words := sys.stdin.readline().rstrip("\r\n")):
            fail(UNREADABLE, "The passphrase is missing.")
        return words
    return str(click.prompt("Passphrase of the key", hide_input=True, confirmation_prompt=twice, err=True))


def opened_key(key: Path, words_stdin: bool) -> PolicyKey:
    """The key in a file, by its passphrase."""
    read_key_file(key)
    return open_key(key, asked_words(words_stdin))


@click.group(
    short_help="Keys that sign policies.  threshold pack key new --out counsel-1.tkey --holder “First counsel”"
)
def key() -> None:
    """Keys that sign policies. A private key lies in a file under a passphrase; it belongs on a stick in a safe, not on a desk."""


@key.command(
    "new", short_help="Make a key.  threshold pack key new --out counsel-1.tkey --holder “First counsel”"
)
@click.option("--out", required=True, type=PATHS, help="File for the private key.")
@click.option("--holder", required=True, help="The office or function that holds it; no person's name.")
@words_option
@json_option
@told
def key_new(out: Path, holder: str, words_stdin: bool, json_: bool) -> None:
    """Make a key and write it, under a passphrase of 5 words or 20 characters, to the file --out.

    Example: threshold pack key new --out counsel-1.tkey --holder "First counsel"
    """
    with about(out.name):
        made = make_key(out, holder, asked_words(words_stdin, twice=True))
    _tell_key(made, json_)


@key.command("show", short_help="Show the public part of a key.  threshold pack key show counsel-1.tkey")
@click.argument("file", type=PATHS)
@json_option
@told
def key_show(file: Path, json_: bool) -> None:
    """Show the public part of a key, for the office's statement; no passphrase is asked.

    Example: threshold pack key show counsel-1.tkey
    """
    found = read_key_file(file)
    _tell_public(found.public, found.holder, json_)


def _tell_key(made: PolicyKey, json_: bool) -> None:
    _tell_public(made.public, made.holder, json_)


def _tell_public(public: str, holder: str, json_: bool) -> None:
    if json_:
        click.echo(as_json({"id": key_id(public), "public": public, "holder": holder}))
        return
    click.echo(f"{holder}\n  key     {grouped(key_id(public))}\n  public  {public}")


@click.group(short_help="Who signs policies, and how many must.  threshold pack authority new --help")
def authority() -> None:
    """The statement of a policy office: its keys, how many of them must sign, and on which packs it decides."""


@authority.command("new", short_help="State who signs.  threshold pack authority new --id us-ny-nyc …")
@click.option("--id", "ident", required=True, help="Short name, such as us-ny-nyc.")
@click.option("--name", required=True, help="The office, as people call it.")
@click.option(
    "--decides-on",
    "scope",
    multiple=True,
    required=True,
    help="A pack's id, or the beginning of ids with / at its end.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    required=True,
    type=PATHS,
    help="A key file, or a statement of its public part.",
)
@click.option(
    "--threshold", type=click.IntRange(2, 20), default=2, show_default=True, help="So many keys must sign."
)
@click.option(
    "--review-by", default="", help="A date on which people look at the keys anew; nothing is refused for it."
)
@click.option("--out", required=True, type=PATHS, help="The statement (.tauthority).")
@json_option
@told
def authority_new(
    ident: str,
    name: str,
    scope: tuple[str, ...],
    keys: tuple[Path, ...],
    threshold: int,
    review_by: str,
    out: Path,
    json_: bool,
) -> None:
    """State for the first time who signs policies. Each of the keys that it asks for signs it then.

    Example: threshold pack authority new --id us-ny-nyc --name "Policy office" --decides-on us-ny-nyc/ --key counsel-1.tkey
    --key counsel-2.tkey --key safe.tkey --out office.tauthority
    """
    found = tuple(_public(each) for each in keys)
    _write_new(Authority(ident, name, 1, threshold, found, scope, review_by), out, json_)


@authority.command(
    "next", short_help="Hand over to other keys.  threshold pack authority next FILE --out NEW …"
)
@click.argument("file", type=PATHS)
@click.option("--add", "added", multiple=True, type=PATHS, help="A key file that signs from now on.")
@click.option("--remove", "removed", multiple=True, help="The beginning of a key's id: it signs no longer.")
@click.option("--threshold", type=click.IntRange(2, 20), help="So many keys must sign from now on.")
@click.option("--review-by", help="A date on which people look at the keys anew.")
@click.option("--out", required=True, type=PATHS, help="The next statement.")
@json_option
@told
def authority_next(
    file: Path,
    added: tuple[Path, ...],
    removed: tuple[str, ...],
    threshold: int | None,
    review_by: str | None,
    out: Path,
    json_: bool,
) -> None:
    """Make the next statement: a key more, a lost or stolen one less. Enough keys of the former and of the new one sign it; desks take it
    over from a stick like a pack.

    Example: threshold pack authority next office.tauthority --remove 4f0c --add counsel-3.tkey --out office-2.tauthority
    """
    former = read_authority(file).authority
    keys = list(former.keys)
    for start in removed:
        gone = [each for each in keys if key_id(each.public).startswith(start.replace(" ", "").lower())]
        if len(gone) != 1:
            raise Refused("no_such_key", file=file.name, key=start)
        keys.remove(gone[0])
    keys += [_public(each) for each in added]
    new = msgspec.structs.replace(
        former,
        version=former.version + 1,
        keys=tuple(keys),
        threshold=threshold or former.threshold,
        review_by=former.review_by if review_by is None else review_by,
    )
    _write_new(new, out, json_)


@authority.command(
    "sign", short_help="Sign a statement.  threshold pack authority sign FILE --key counsel-1.tkey"
)
@click.argument("file", type=PATHS)
@click.option("--key", "key_file", required=True, type=PATHS, help="The key's file.")
@words_option
@json_option
@told
def authority_sign(file: Path, key_file: Path, words_stdin: bool, json_: bool) -> None:
    """Add a signature to a statement; a key that is handed over signs the next one too.

    Example: threshold pack authority sign office.tauthority --key counsel-1.tkey
    """
    found = read_authority(file)
    signature = opened_key(key_file, words_stdin).sign("authority", statement(found.authority))
    signed = msgspec.structs.replace(found, signatures=with_signature(found.signatures, signature))
    write_whole(file, written_authority(signed), "The statement")
    _tell_authority(signed, file, json_)


@authority.command(
    "show", short_help="Show a statement, and its hash to compare.  threshold pack authority show FILE"
)
@click.argument("file", type=PATHS)
@json_option
@told
def authority_show(file: Path, json_: bool) -> None:
    """Show who signs, who has signed this statement, and the hash that IT compares.

    Example: threshold pack authority show office.tauthority
    """
    _tell_authority(read_authority(file), file, json_)


def _public(file: Path) -> SignKey:
    found = read_key_file(file)
    return SignKey(found.public, found.holder)


def _write_new(new: Authority, out: Path, json_: bool) -> None:
    with about(out.name):
        try:
            whole = msgspec.convert(msgspec.to_builtins(new), Authority)
        except msgspec.ValidationError as wrong:
            raise Refused("authority_shape", why=str(wrong)) from wrong
        check_authority(whole)
        if out.exists():
            raise Refused("key_there")
    signed = SignedAuthority(1, whole)
    write_whole(out, written_authority(signed), "The statement")
    _tell_authority(signed, out, json_)


def _tell_authority(signed: SignedAuthority, file: Path, json_: bool) -> None:
    who = signed.authority
    have = signers_of(who, "authority", statement(who), signed.signatures)
    if json_:
        click.echo(as_json({"hash": signed.hash, "authority": who, "signed_by": list(have)}))
        return
    click.echo(f"{who.name} ({who.id}), version {who.version}: {who.threshold} of {len(who.keys)} keys sign.")
    click.echo(f"  decides on  {', '.join(who.scope)}")
    for each in who.keys:
        mark = "has signed this" if key_id(each.public) in have else ""
        click.echo(f"  key {grouped(key_id(each.public))}  {each.holder}  {mark}".rstrip())
    click.echo(f"  hash        {grouped(signed.hash)}")
    if len(have) < who.threshold:
        click.echo(REFUSED_NEXT.format(need=who.threshold, file=file))


@click.command(short_help="Trust a policy office at this desk.  threshold pack trust office.tauthority")
@click.argument("file", type=PATHS)
@click.option(
    "--hash",
    "compared",
    help="The first 16 digits or more of its hash, as the office told you by another way; asked for where it is left out.",
)
@as_options
@json_option
@click.pass_obj
@told
def trust(
    context: Context, file: Path, compared: str | None, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Trust the policy office of a statement: packs that its keys sign may be installed here from now on. It is IT's act, done once.

    The office tells you the hash of its statement by telephone or on paper; never take it from what came on the same stick. Without --hash
    the statement is shown first, and the 16 digits are asked for. Capitals and blanks make no difference.

    Example: threshold pack trust office.tauthority --hash "3f2a 90c1 77de 04b2"
    """
    if compared is None:
        signed = read_authority(file)
        _tell_authority(signed, file, False)
        compared = str(
            click.prompt("Type the first 16 digits of the hash that the office told you", err=True)
        )
    with closing(open_desk(context.places, context.facility, create=False)) as desk:
        actor = acting(desk, as_, pin_stdin) if as_ else None
        with about(file.name):
            done = trust_authority(desk, file, compared, actor)
    if json_:
        click.echo(
            as_json(
                {
                    "ok": True,
                    "authority": done.authority.id,
                    "version": done.authority.version,
                    "hash": done.hash,
                }
            )
        )
        return
    click.echo(
        f"Policies signed by {done.authority.threshold} keys of {done.authority.name} may be installed here."
    )
