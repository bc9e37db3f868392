"""What the commands on packs are given: a pack's folder, or a pack file, opened as a folder either way."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from desktop.cli.shared import UNREADABLE, as_json, fail
from desktop.core.errors import about
from desktop.core.findings import Finding
from desktop.core.texts import Texts
from desktop.packs.bundle import ENDING, extract_source, read_bundle
from desktop.packs.catalog import LoadedPack, PackUnusable, load_pack
from desktop.packs.source import HEAD
from desktop.services.policy_making import is_signed
from desktop.trust.policykeys import read_authority

PATHS = click.Path(path_type=Path)


paper_option = click.option(
    "--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True
)
authority_option = click.option(
    "--authority",
    type=PATHS,
    help="A policy office's statement: a pack file that enough of its keys have signed is not marked as a draft.",
)


class Given(msgspec.Struct, frozen=True):
    """A pack with the folder that it was read from, which lasts as long as the command. `signed`: it was a pack file, and enough keys of
    the policy office that was named have signed it."""

    folder: Path
    pack: LoadedPack
    signed: bool = False

    @property
    def texts(self) -> Texts:
        """The words in the pack's first language."""
        return self.pack.texts[self.pack.policy.head.languages[0]]

    @property
    def name(self) -> str:
        """Id and version."""
        return f"{self.pack.policy.head.id} {self.pack.policy.head.version}"


def tell(findings: list[Finding], json_: bool) -> None:
    """Print findings, one a line."""
    for found in findings:
        click.echo(as_json(found) if json_ else found.line())


@contextmanager
def given_pack(path: Path, json_: bool = False, authority: Path | None = None) -> Iterator[Given]:
    """The pack at `path`, a folder or a pack file; `authority`: the statement of the policy office that signs it. What makes it unusable is
    told, and the command ends with exit code 2."""
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        folder, signed = path, False
        if path.suffix == ENDING and path.is_file():
            folder, bundle = Path(scratch) / "pack", read_bundle(path)
            extract_source(bundle, folder)
            if authority is not None:
                with about(authority.name):
                    signed = is_signed(bundle, read_authority(authority))
        elif not path.is_dir():
            fail(
                UNREADABLE,
                f"{path} is neither a folder nor a pack file. Give the folder that holds pack.toml, or a {ENDING} file.",
            )
        elif not (path / HEAD).is_file():
            fail(UNREADABLE, f"{path} holds no {HEAD}. Give the folder that holds it, or a {ENDING} file.")
        try:
            pack = load_pack(folder)
        except PackUnusable as unusable:
            tell(unusable.findings, json_)
            raise SystemExit(UNREADABLE) from None
        yield Given(folder, pack, signed)


def named(out: Path, *endings: str) -> str:
    """The ending of a file to write, one of `endings`. Another is told, and the command ends with exit code 2: nothing is ever in a file
    that its name does not say."""
    if (ending := out.suffix.lower()) not in endings:
        fail(UNREADABLE, f"{out} ends in none of {', '.join(endings)}. Give it a name that does.")
    return ending


def save(out: Path, content: str | bytes) -> None:
    """Write a file that was asked for. What stands in the way is told, and the command ends with exit code 2."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as broken:
        fail(UNREADABLE, f"{out} cannot be written ({broken.strerror}).")
