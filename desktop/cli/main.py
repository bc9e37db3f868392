"""The `threshold` command: its options, its list of commands, and the window when no command is named."""

from collections.abc import Callable
from pathlib import Path

import click

from desktop import __version__
from desktop.cli.backup import backup, restore, salvage
from desktop.cli.binder import binder
from desktop.cli.evidence import export_evidence_command
from desktop.cli.forgetting import forget
from desktop.cli.keys import keys
from desktop.cli.office import office
from desktop.cli.people import people
from desktop.cli.policy import pack, scenario
from desktop.cli.record import doctor, verify
from desktop.cli.report import report
from desktop.cli.reviewing import review
from desktop.cli.settings import refuse_other_facility, settings
from desktop.cli.setup import setup
from desktop.cli.shared import make_context
from desktop.cli.sync import sync
from desktop.cli.update import update
from desktop.cli.visits import visits
from desktop.paths import Places

EXIT_CODES = (
    "Exit codes: 0 all well, 1 something was found, 2 what was given cannot be read or written, "
    "3 the record cannot be opened, 130 ended by Ctrl-C."
)
OpenWindow = Callable[[Places, Path | None, bool], int]


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    epilog=EXIT_CODES,
)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="Keep data, keys, configuration and logs below this folder.",
)
@click.option("--facility", type=click.Path(path_type=Path), help="Use this facility file.")
@click.option(
    "--passphrase-stdin",
    is_flag=True,
    help="Where there is no key file: the passphrase is the first line of standard input.",
)
@click.option("--kiosk", is_flag=True, help="The window fills the screen and has no title bar.")
@click.version_option(__version__, prog_name="Threshold")
@click.pass_context
def cli(
    context: click.Context, home: Path | None, facility: Path | None, passphrase_stdin: bool, kiosk: bool
) -> None:
    """Threshold: warrant checks at the front desk, one plain question at a time, and a record that can be
    believed.

    Without a command the window opens. Example: threshold --facility resources/facilities/sample-school.toml
    """
    open_window: OpenWindow = context.obj
    window = context.invoked_subcommand is None
    context.obj = make_context(home, facility, passphrase_stdin, window)
    if facility is not None:
        refuse_other_facility(context.obj.places)
    if window:
        context.exit(open_window(context.obj.places, facility, kiosk))


@cli.command(
    short_help="Play a sample visit through the real window, step by step.  threshold demo --out DIR"
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the pictures.")
@click.option(
    "--facility",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Another facility file; its policy's own story is played.",
)
@click.pass_context
def demo(context: click.Context, out: Path, facility: Path | None) -> None:
    """Play a sample visit through the real window, printing each step; leaves pictures in the folder given.

    Example: threshold demo --out out/demo
    """
    from desktop.ui.demo import run_demo  # Qt is loaded only where a window is wanted

    context.exit(run_demo(out, facility))


for command in (
    scenario,
    visits,
    report,
    binder,
    review,
    doctor,
    verify,
    export_evidence_command,
    backup,
    restore,
    salvage,
    sync,
    office,
    keys,
    pack,
    forget,
    people,
    settings,
    setup,
    update,
):
    cli.add_command(command)
