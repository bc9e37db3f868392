"""The command that sets a desk up from one file, silently and as often as wanted."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from desktop.cli.shared import NOT_OK, UNREADABLE, Context, as_json, json_option, told
from desktop.core.findings import Finding, errors
from desktop.services.setting_up import Difference, SetUp, differences, set_up
from desktop.services.setup_plan import Plan, PlanUnusable, read_pins, read_plan

SHEET = "THE RECOVERY SHEET IS SHOWN THIS ONCE AND KEPT NOWHERE. Write each part on paper of its own."


@click.command(short_help="Set this desk up from one file.  threshold setup --config setup.toml")
@click.option(
    "--config", required=True, type=click.Path(path_type=Path), help="The file that says what the desk is."
)
@click.option("--check", is_flag=True, help="Only say what is wrong and what would be replaced.")
@click.option("--replace", is_flag=True, help="Replace the values that this desk has otherwise.")
@click.option("--pins-stdin", is_flag=True, help='Read first PINs from standard input, lines of "name: PIN".')
@json_option
@click.pass_obj
@told
def setup(context: Context, config: Path, check: bool, replace: bool, pins_stdin: bool, json_: bool) -> None:
    """Set this desk up: facility, managed configuration, record and keys, people, recovery sheet; then walk a test visit in the drill
    file and look at everything. All of the file is checked first, and nothing is written while anything in it is wrong.

    Run it again as often as you like: what is done is left alone. Nothing on record is touched and no PIN is set anew. A value that
    this desk has otherwise is replaced only with --replace. The manual's page on set-up has a whole file as an example.

    Exit code 0: set up, or so already; 1: this desk has other values and --replace was not given (also with --check), or something is wrong
    here; 2: the file or a PIN is wrong, and nothing was written; 3: the desk cannot be written, or its record not opened.

    Example: threshold setup --config setup.toml --json
    """
    plan, found, pins = _given(config, pins_stdin)
    bad = plan is None or bool(errors(found))
    differ = () if plan is None or bad else differences(context.places, plan)
    if plan is None or bad or check or (differ and not replace):
        code = UNREADABLE if bad else NOT_OK if differ else 0
        _print_checked(found, differ, code, json_)
        raise SystemExit(code)
    done = set_up(context.places, plan, pins, console=True)
    if json_:
        click.echo(as_json({"ok": done.ok, "findings": found, "replaced": differ, **_fields(done)}))
    else:
        _print_done(found, differ, done)
    raise SystemExit(0 if done.ok else NOT_OK)


def _given(config: Path, pins_stdin: bool) -> tuple[Plan | None, list[Finding], dict[str, str]]:
    """The plan, None where it is unusable; every finding on it and on the PINs; the PINs."""
    try:
        plan, found = read_plan(config)
    except PlanUnusable as unusable:
        return None, unusable.findings, {}
    pins, wrong = read_pins(sys.stdin, plan) if pins_stdin else ({}, [])
    return plan, [*found, *wrong], pins


def _fields(done: SetUp) -> dict[str, object]:
    return {name: getattr(done, name) for name in done.__struct_fields__}


def _print_checked(found: Sequence[Finding], differ: Sequence[Difference], code: int, json_: bool) -> None:
    """What was found, where nothing was written."""
    if json_:
        click.echo(as_json({"ok": code == 0, "findings": found, "differences": differ}))
        return
    for finding in found:
        click.echo(finding.line())
    for difference in differ:
        click.echo(difference.sentence)
    if code == UNREADABLE:
        click.echo("Nothing was written. Mend the file and run this again.")
    elif differ:
        click.echo("Nothing was written. Run this again with --replace to take the new values.")
    else:
        click.echo("The file is good. Nothing was written.")


def _print_done(found: Sequence[Finding], differ: Sequence[Difference], done: SetUp) -> None:
    for finding in found:
        click.echo(finding.line())
    for difference in differ:
        click.echo(f"Replaced: {difference.sentence}")
    for sentence in done.done:
        click.echo(f"Done: {sentence}")
    if done.shares:
        click.echo(SHEET)
    for number, share in enumerate(done.shares, 1):
        click.echo(f"Part {number} of {len(done.shares)}: {share}")
    for sentence in done.to_do:
        click.echo(f"Still to do: {sentence}")
    for sentence in done.problems:
        click.echo(f"Wrong: {sentence}")
    if not (done.ok and done.whole):
        click.echo("Not all of the file is done.")
    elif not done.done:
        click.echo("This desk is set up as the file says. Nothing was changed.")
    else:
        click.echo("Everything is ready.")
