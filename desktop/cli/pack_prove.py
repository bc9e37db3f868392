"""The command that proves the safety rules of a pack over every set of answers, or tells the story that breaks one."""

from pathlib import Path

import click
import msgspec

from desktop.cli.pack_given import PATHS, given_pack
from desktop.cli.shared import NOT_OK, as_json, json_option, told
from desktop.core.safety import Verdict
from desktop.core.texts import Texts
from desktop.packs.catalog import load_safety
from desktop.services.policy_gate import no_rules, verdict_finding


@click.command(short_help="Prove what a pack never, or always, leads to.  threshold pack prove DIR")
@click.argument("given", metavar="DIR", type=PATHS)
@json_option
@told
def prove(given: Path, json_: bool) -> None:
    """Prove each rule of safety.toml over every set of answers, or tell the shortest story that breaks it. DIR may be a pack file too.
    Exit code 1 if a rule is not proved or there is none, 2 if the pack cannot be read.

    Example: threshold pack prove resources/packs/us-ny-nyc/facility-entry
    """
    from desktop.core.proving.safety import all_hold, prove_safety  # the solver is loaded only here

    with given_pack(given, json_) as at:
        safety = load_safety(at.folder)
        if safety is None or not safety.rules:
            click.echo(no_rules().line(), err=True)
            raise SystemExit(NOT_OK)
        verdicts = prove_safety(at.pack.policy, safety)
        for verdict in verdicts:
            _tell_json(verdict, at.texts) if json_ else _tell(verdict, at.texts)
        good = sum(verdict.holds for verdict in verdicts)
        if not json_:
            click.echo(f"{at.name}: {good} of {len(verdicts)} safety rules are proved.")
    raise SystemExit(0 if all_hold(verdicts) else NOT_OK)


def _tell(verdict: Verdict, texts: Texts) -> None:
    from desktop.core.proving.telling import story_lines, verdict_sentence

    click.echo(
        f"{'proved' if verdict.holds else 'BROKEN' if verdict.story else 'UNDECIDED'}  {verdict.rule}: {verdict.says}"
    )
    click.echo(f"    {verdict_sentence(verdict)}")
    for line in story_lines(verdict.story, texts) if verdict.story else ():
        click.echo(f"    {line}")
    if (found := verdict_finding(verdict)) is not None:
        click.echo(f"    {found.fix} [{found.code}]")


def _tell_json(verdict: Verdict, texts: Texts) -> None:
    from desktop.core.proving.telling import story_lines, verdict_sentence

    plain = msgspec.to_builtins(msgspec.structs.replace(verdict, story=None))
    plain["sentence"] = verdict_sentence(verdict)
    found = verdict_finding(verdict)
    plain["code"] = found.code if found is not None else ""
    plain["story"] = story_lines(verdict.story, texts) if verdict.story else []
    click.echo(as_json(plain))
