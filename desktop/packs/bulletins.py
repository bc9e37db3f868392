"""An emergency bulletin (`.tbulletin`): one page that every guard is to read at once, signed, and carried on a stick (row P14)."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.errors import Refused, Trouble, about
from desktop.core.policies import Number, PackId, Signatures
from desktop.trust.policykeys import PolicyKey, with_signature
from desktop.whole import read_whole, write_whole

ENDING = ".tbulletin"
LONGEST, MOST_LINES = 2400, 40
"""Characters and lines of a page that can be read standing up."""
LARGEST = 64 * 1024


class Bulletin(Struct, frozen=True, forbid_unknown_fields=True):
    """The page: for the desks that walk by `pack`. A higher `serial` takes the place of a lower one; empty words end the one before."""

    pack: PackId
    serial: Number
    title: Annotated[str, Meta(max_length=100)]
    text: Annotated[str, Meta(max_length=LONGEST)]


class SignedBulletin(Struct, frozen=True, forbid_unknown_fields=True):
    """A bulletin as it travels."""

    format: Literal[1]
    bulletin: Bulletin
    signatures: Signatures = ()

    @property
    def content(self) -> bytes:
        """The bytes that are signed."""
        return canonical.encode(msgspec.to_builtins(self.bulletin))

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the bulletin, by which it is acknowledged."""
        return canonical.digest("bulletin", self.content)


def make_bulletin(pack: str, serial: int, title: str, text: str) -> SignedBulletin:
    """An unsigned bulletin. Refused `bulletin_shape` where it is more than a page, or half empty."""
    title, text = " ".join(title.split()), "\n".join(line.rstrip() for line in text.strip().splitlines())
    made = SignedBulletin(1, Bulletin(pack, serial, title, text))
    try:
        made = msgspec.convert(msgspec.to_builtins(made), SignedBulletin)
    except msgspec.ValidationError as wrong:
        raise Refused("bulletin_shape", why=str(wrong)) from wrong
    _check(made.bulletin)
    return made


def signed_by(signed: SignedBulletin, key: PolicyKey) -> SignedBulletin:
    """The same with the signature of this key."""
    new = key.sign("bulletin", signed.content)
    return msgspec.structs.replace(signed, signatures=with_signature(signed.signatures, new))


def read_bulletin(file: Path) -> SignedBulletin:
    """The bulletin in a file. Refused `policy_file`, `bulletin_shape`; Trouble where it cannot be read. Who signed is not said by that."""
    try:
        content = read_whole(file)
        if len(content) > LARGEST:
            raise Refused("policy_file", file=file.name, why="it is too large for a bulletin")
        found = msgspec.json.decode(content, type=SignedBulletin)
    except OSError as error:
        remedy = "Check the name, and the right to read it."
        raise Trouble("given", f"{file} cannot be read: {error.strerror}.", remedy, str(file)) from error
    except (ValueError, RecursionError) as error:
        raise Refused("policy_file", file=file.name, why=f"it is no bulletin ({str(error)[:120]})") from error
    with about(file.name):
        _check(found.bulletin)
    return found


def write_bulletin(file: Path, signed: SignedBulletin) -> None:
    """Write it whole or not at all. Trouble where it cannot be written."""
    write_whole(file, msgspec.json.format(msgspec.json.encode(signed), indent=2) + b"\n", "The bulletin")


def _check(bulletin: Bulletin) -> None:
    lines = bulletin.text.splitlines()
    if bool(bulletin.title) != bool(bulletin.text):
        raise Refused(
            "bulletin_shape", why="it has a title and a text, or neither, which ends the one before"
        )
    if len(lines) > MOST_LINES:
        raise Refused("bulletin_shape", why=f"it has {len(lines)} lines; {MOST_LINES} are the most")
    if bulletin.text != "\n".join(lines) or any(not each.isprintable() for each in (bulletin.title, *lines)):
        raise Refused("bulletin_shape", why="it holds signs that cannot be shown")
