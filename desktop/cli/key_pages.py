"""Where the pages of recovery sheets go at the command line, and how what was done with keys is said."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from desktop.cli.shared import UNREADABLE, Context, as_json, fail
from desktop.core.errors import Trouble
from desktop.services.desk import facility_file, find_facility
from desktop.services.key_pages import page, write_pages

DESTROY = "Print them now, then destroy the files."
PROVE = "Prove that they were copied right: threshold keys verify-sheet."


class Pages:
    """Where the pages of sheets go: to files, to standard output, or to both. Nothing is made before one of them is named."""

    def __init__(self, context: Context, folder: Path | None, print_: bool, json_: bool) -> None:
        if folder is None and not print_:
            raise click.UsageError("Say where the words go: --out-dir DIR or --print.")
        self._context, self._folder, self._print, self._json = context, folder, print_, json_
        self._files: list[str] = []
        self._sheets: list[dict[str, Any]] = []

    def take(self, name: str, need: int, shares: Sequence[str], fingerprint: str) -> None:
        """Write and print the parts of one sheet. Where that cannot be the command ends, and the sheet does not count."""
        facility = _facility(self._context)
        if self._folder is not None:
            try:
                made = write_pages(self._folder, shares, need, name, facility, fingerprint)
            except Trouble as trouble:
                fail(UNREADABLE, trouble.words)
            self._files += map(str, made)
        sheet: dict[str, Any] = {"name": name, "need": need, "of": len(shares)}
        if self._print and self._json:
            sheet["shares"] = list(shares)
        elif self._print:
            for number in range(1, len(shares) + 1):
                click.echo(page(shares, number, need, name, facility, fingerprint))
        self._sheets.append(sheet)

    def tell(self, facts: dict[str, Any], lines: list[str]) -> None:
        """Say what was made."""
        said = [
            f"{each['name']}: any {each['need']} of {each['of']} parts open the record."
            for each in self._sheets
        ]
        said += [f"{file}" for file in self._files] + ([DESTROY] if self._files else [])
        say(self._json, {**facts, "sheets": self._sheets, "files": self._files}, [*lines, *said, PROVE])


def say(json_: bool, facts: dict[str, Any], lines: Sequence[str]) -> None:
    """Print the facts for scripts, or the lines."""
    for line in [as_json(facts)] if json_ else lines:
        click.echo(line)


def _facility(context: Context) -> str:
    """The name of the facility for the pages; "" where none can be read."""
    if not (context.facility or facility_file(context.places)).exists():
        return ""
    with suppress(Trouble):
        return find_facility(context.places, context.facility, None, []).name
    return ""
