"""The command that prints a whole policy as a document for counsel to initial."""

from pathlib import Path

import click

from desktop.cli.pack_given import PATHS, authority_option, given_pack, named, paper_option, save
from desktop.cli.shared import told
from desktop.reports.layout import Paper
from desktop.reports.pdf import make_pdf
from desktop.reports.text import make_text
from desktop.services.policy_papers import document


@click.command("print", short_help="Print a pack as a document.  threshold pack print DIR --out policy.pdf")
@click.argument("given", metavar="DIR", type=PATHS)
@click.option(
    "--out",
    required=True,
    type=PATHS,
    help="The file to write: .pdf gets pages, .txt plain text.",
)
@paper_option
@authority_option
@told
def print_command(given: Path, out: Path, paper: Paper, authority: Path | None) -> None:
    """Write the whole policy of a pack, every question, outcome, legal basis, promise and story, for counsel to initial page by page. DIR
    may be a pack file too. Exit code 2 if the pack cannot be read or the file cannot be written.

    Example: threshold pack print my-pack --out policy.pdf
    """
    as_text = named(out, ".pdf", ".txt") == ".txt"
    with given_pack(given, authority=authority) as at:
        outline = document(at.pack, at.folder, at.signed)
    save(out, make_text(outline) if as_text else make_pdf(outline, paper))
