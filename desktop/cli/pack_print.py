"""The command that prints a whole policy as a document for counsel to initial."""

from pathlib import Path

import click

from desktop import __version__
from desktop.cli.pack_given import PATHS, Given, given_pack, named, save
from desktop.cli.shared import told
from desktop.core.charting import make_chart
from desktop.core.cond_words import Sayer
from desktop.core.safety import NO_SAFETY, SafetyRule
from desktop.packs.catalog import load_safety
from desktop.packs.stories import read_stories
from desktop.reports.layout import Paper
from desktop.reports.pdf import make_pdf
from desktop.reports.policy_document import Document, Told, document_outline
from desktop.reports.text import make_text


@click.command("print", short_help="Print a pack as a document.  threshold pack print DIR --out policy.pdf")
@click.argument("given", metavar="DIR", type=PATHS)
@click.option(
    "--out",
    required=True,
    type=PATHS,
    help="The file to write: .pdf gets pages, .txt plain text.",
)
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True)
@told
def print_command(given: Path, out: Path, paper: Paper) -> None:
    """Write the whole policy of a pack, every question, outcome, legal basis, promise and story, for counsel to initial page by page. DIR
    may be a pack file too. Exit code 2 if the pack cannot be read or the file cannot be written.

    Example: threshold pack print my-pack --out policy.pdf
    """
    as_text = named(out, ".pdf", ".txt") == ".txt"
    with given_pack(given) as at:
        outline = document_outline(_document(at), __version__, signed=False)
    save(out, make_text(outline) if as_text else make_pdf(outline, paper))


def _document(at: Given) -> Document:
    pack = at.pack
    sayer = Sayer(pack.policy, at.texts)
    stories = read_stories(at.folder, pack.policy, pack.texts)
    return Document(
        sayer=sayer,
        chart=make_chart(sayer),
        law=pack.law,
        pack_hash=pack.pack_hash,
        stories=tuple(Told(each.scenario, each.why) for each in stories.told),
        safety=_safety(at),
    )


def _safety(at: Given) -> tuple[tuple[str, SafetyRule], ...]:
    """The pack's promises with their kinds; none where it has none."""
    safety = load_safety(at.folder) or NO_SAFETY
    return (*(("never", rule) for rule in safety.never), *(("always", rule) for rule in safety.always))
