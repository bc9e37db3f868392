"""The command that begins a new policy pack."""

from pathlib import Path

import click

from desktop.cli.shared import UNREADABLE, fail, told
from desktop.packs.beginning import TEMPLATES, CannotBegin, begin, id_of
from desktop.paths import resources


@click.command(short_help="Begin a new pack.  threshold pack new my-city/my-policy")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "template", type=click.Choice(list(TEMPLATES)), default="sample", show_default=True,
              help="A small whole policy, the least that one needs, New York City's, or an overlay on it.")  # fmt: skip
@click.option(
    "--id",
    "pack_id",
    default="",
    help="Its id; the names of the folder and of the one above it, if left out.",
)
@click.option("--title", default="", help="Its name for people.")
@told
def new(folder: Path, template: str, pack_id: str, title: str) -> None:
    """Begin a new pack in DIR, a folder that is new or empty. What is there at once checks, tests, covers and proves; change it a little at
    a time. Exit code 2 where DIR holds something.

    Example: threshold pack new my-city/my-policy --title “My city: entry to closed areas”
    """
    pack_id = pack_id or id_of(folder)
    try:
        files = begin(resources(), folder, template, pack_id, title)
    except CannotBegin as cannot:
        fail(UNREADABLE, str(cannot))
    click.echo(
        f"{pack_id}: {len(files)} files in {folder}. Begin with pack.toml; then: threshold pack check {folder}"
    )
