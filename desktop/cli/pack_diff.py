"""The command that tells in words what a newer version of a pack changes, on one page that can be printed."""

from pathlib import Path

import click

from desktop import __version__
from desktop.cli.pack_given import (
    PATHS,
    authority_option,
    given_pack,
    named,
    paper_option,
    save,
    tell,
)
from desktop.cli.shared import NOT_OK, UNREADABLE, as_json, json_option, told
from desktop.core.packdiff import diff as compare
from desktop.reports.layout import Paper
from desktop.reports.pdf import Fonts, make_pdf
from desktop.reports.policy_diff import diff_outline, one_page
from desktop.reports.text import make_text
from desktop.services.policy_papers import version_of


@click.command(short_help="Tell what a newer pack changes.  threshold pack diff OLD NEW --out changes.pdf")
@click.argument("old", type=PATHS)
@click.argument("new", type=PATHS)
@click.option("--out", type=PATHS, help="Write it to a file: .pdf gets pages, .txt plain text.")
@click.option("--all", "whole", is_flag=True, help="List everything, on as many pages as it takes.")
@paper_option
@authority_option
@json_option
@told
def diff(
    old: Path, new: Path, out: Path | None, whole: bool, paper: Paper, authority: Path | None, json_: bool
) -> None:
    """Tell in words what the pack NEW changes against OLD: stories and ways of answering that end elsewhere, promises, questions, words,
    law. Each is a folder or a pack file. Exit code 1 if something differs, 2 if one of them cannot be read.

    Example: threshold pack diff my-pack-1.tpack my-pack --out changes.pdf
    """
    as_text = out is not None and named(out, ".pdf", ".txt") == ".txt"
    with given_pack(old, json_) as before, given_pack(new, json_, authority) as after:
        signed = after.signed
        was, faults = version_of(before.pack, before.folder)
        now, more = version_of(after.pack, after.folder)
    tell([*faults, *more], json_)
    found = compare(was, now)
    fonts = Fonts()
    page = (
        diff_outline(was, now, found, __version__, signed)
        if whole
        else one_page(was, now, found, __version__, signed, paper, fonts)
    )
    if json_:
        click.echo(as_json(found))
    elif out is None:
        click.echo(make_text(page), nl=False)
    if out is not None:
        save(out, make_text(page) if as_text else make_pdf(page, paper))
    raise SystemExit(UNREADABLE if faults or more else NOT_OK if found.any else 0)
