"""The options about a copy that is given to somebody: public or full, to whom, and what for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import msgspec

from desktop.cli.shared import asked_words
from desktop.reports.public_data import Options
from desktop.services.reporting import Reporting


class Given(msgspec.Struct, frozen=True):
    """What was asked for: whether a `public` copy, what it tells (None: as is usual here); recipient and purpose, "" where they are not
    said."""

    public: bool
    officers: bool
    facility: bool | None
    recipient: str
    purpose: str

    def options(self, reporting: Reporting) -> Options | None:
        """What a public copy tells; None for the full report."""
        if not self.public:
            return None
        facility = reporting.usual().facility if self.facility is None else self.facility
        return Options(officers=self.officers, facility=facility)


def given_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --public, --officers, --facility, --to and --purpose, as `given`. Exit code 2 where they do not go together."""

    @wraps(command)
    def run(
        *args: Any, public: bool, officers: bool, facility: bool | None, to: str, purpose: str, **kwargs: Any
    ) -> Any:
        to, purpose = asked_words("who gets it", to), asked_words("what for", purpose)
        if (officers or facility is not None) and not public:
            raise click.UsageError("--officers and --facility are of a public copy: add --public.")
        if bool(to.strip()) != bool(purpose.strip()):
            raise click.UsageError("Say both, who gets it and what for: --to and --purpose.")
        return command(*args, given=Given(public, officers, facility, to, purpose), **kwargs)

    for option in (
        click.option(
            "--purpose",
            default="",
            metavar="TEXT",
            help="What the copy is for. It stays on record. - asks for it, or reads a line of standard input.",
        ),
        click.option(
            "--to",
            default="",
            metavar="WHO",
            help="Who gets the copy. It stays on record. - asks for it, or reads a line of standard input.",
        ),
        click.option(
            "--facility/--no-facility",
            default=None,
            help="A public copy that tells which facility it was, or not; left out, a shelter is not told.",
        ),
        click.option(
            "--officers",
            is_flag=True,
            help="A public copy with officers' names and badges: counsel decides so.",
        ),
        click.option(
            "--public",
            is_flag=True,
            help="A public copy, without names, free words or particulars of papers.",
        ),
    ):
        run = option(run)
    return run
