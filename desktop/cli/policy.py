"""Commands on policy: play scenarios, check and test a pack."""

from datetime import UTC, datetime
from pathlib import Path

import click

from desktop.cli.pack_cover import cover
from desktop.cli.pack_desk import bulletin, install, list_command
from desktop.cli.pack_diff import diff
from desktop.cli.pack_draw import draw
from desktop.cli.pack_given import given_pack
from desktop.cli.pack_keys import authority, key, trust
from desktop.cli.pack_new import new
from desktop.cli.pack_print import print_command
from desktop.cli.pack_prove import prove
from desktop.cli.pack_signing import compile_command, return_command, show, sign
from desktop.cli.shared import NOT_OK, UNREADABLE, Context, as_json, fail, json_option, told
from desktop.core.findings import Finding, errors
from desktop.core.scenarios import Played, play
from desktop.packs.catalog import LoadedPack, check_pack
from desktop.packs.facility import FacilityUnusable, read_facility, site
from desktop.packs.scenarios import ScenarioUnreadable, played_json, read_scenario
from desktop.packs.source import HEAD
from desktop.packs.stories import read_stories
from desktop.services.desk import find_pack

PATHS = click.Path(path_type=Path)


def _play_all(pack: LoadedPack, files: list[Path]) -> tuple[list[Played], int]:
    """Play every file, printing a JSON object a line; what cannot be read is told on standard error and the
    rest goes on."""
    played: list[Played] = []
    unread = 0
    for file in files:
        try:
            played.append(play(pack.policy, read_scenario(file, pack.policy)))
        except ScenarioUnreadable as unreadable:
            unread += 1
            for sentence in unreadable.sentences:
                click.echo(f"{file}: {sentence}", err=True)
            continue
        click.echo(played_json(played[-1]))
    return played, unread


@click.command(
    short_help="Play scenario files by the installed pack, as JSON lines.  threshold scenario T01.json"
)
@click.argument("files", nargs=-1, required=True, type=PATHS)
@click.pass_obj
@told
def scenario(context: Context, files: tuple[Path, ...]) -> None:
    """Play scenario FILES headless and print one JSON object a line. Exit code 1 if one is not ok, 2 if one
    cannot be read.

    Example: threshold scenario cases/T01.json cases/T02.json
    """
    notices: list[str] = []
    pack = find_pack(None, notices)
    played, unread = _play_all(pack, list(files))
    raise SystemExit(UNREADABLE if unread else 0 if all(each.ok for each in played) else NOT_OK)


@click.group(short_help="Write, prove, sign and install policies.  threshold pack check DIR")
def pack() -> None:
    """Work on a policy pack."""


def _tell(findings: list[Finding], json_: bool) -> None:
    for found in findings:
        click.echo(as_json(found) if json_ else found.line())


@pack.command(short_help="List everything that is wrong in a pack.  threshold pack check DIR")
@click.argument("folder", metavar="DIR", type=PATHS)
@click.option("--facility", type=PATHS, help="A facility file: also list what cannot come up at this site.")
@json_option
@told
def check(folder: Path, facility: Path | None, json_: bool) -> None:
    """List every finding about the pack in DIR, never just the first; an overlay is laid on its base. Exit code 1 if one of them
    makes it unusable.

    Example: threshold pack check resources/packs/us-ny-nyc/facility-entry
    """
    if not (folder / HEAD).is_file():
        what = f"holds no {HEAD}" if folder.is_dir() else "is not a folder"
        fail(UNREADABLE, f"{folder} {what}. Give the folder that holds {HEAD}.")
    try:
        here = site(read_facility(facility)[0]) if facility else None
    except FacilityUnusable as unusable:
        _tell(unusable.findings, json_)
        raise SystemExit(UNREADABLE) from None
    findings = check_pack(folder, datetime.now(UTC).date(), here=here)
    _tell(findings, json_)
    bad = len(errors(findings))
    if not json_:
        rest = len(findings) - bad
        click.echo(f"{bad} error{'s' * (bad != 1)}, {rest} other finding{'s' * (rest != 1)}.")
    raise SystemExit(NOT_OK if bad else 0)


@pack.command(short_help="Play a pack's own stories.  threshold pack test DIR")
@click.argument("given", metavar="DIR", type=PATHS)
@json_option
@told
def test(given: Path, json_: bool) -> None:
    """Play all stories (DIR/stories) and scenarios (DIR/scenarios) by the pack in DIR, and tell in words of each that ends otherwise than
    it says; with --json a JSON object a line. DIR may be a pack file too. Exit code 1 if one is not ok, 2 if something cannot be read.

    Example: threshold pack test resources/packs/us-ny-nyc/facility-entry
    """
    with given_pack(given, json_) as at:
        stories = read_stories(at.folder, at.pack.policy, at.pack.texts)
        played = [play(at.pack.policy, each) for each in stories.scenarios]
    bad = errors(stories.findings)
    wrong = [each for each in played if not each.ok]
    for each in played if json_ else ():
        click.echo(played_json(each))
    for found in bad:
        click.echo(found.line(), err=json_)
    if not json_:
        for story, each in zip(stories.told, played, strict=True):
            if not each.ok:
                click.echo(story.finding(each, at.texts).line())
        unread = f" Faults in others: {len(bad)}." if bad else ""
        click.echo(f"{len(played) - len(wrong)} of {len(played)} stories end as they say.{unread}")
    raise SystemExit(UNREADABLE if bad or not played else NOT_OK if wrong else 0)


for command in (
    compile_command,
    sign,
    show,
    return_command,
    key,
    authority,
    trust,
    install,
    list_command,
    bulletin,
    cover,
    diff,
    draw,
    print_command,
    new,
    prove,
):
    pack.add_command(command)
