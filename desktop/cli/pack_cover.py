"""The command that tells what a pack's stories do not reach, and suggests stories that would."""

from pathlib import Path

import click

from desktop.cli.pack_given import PATHS, Given, given_pack, save, tell
from desktop.cli.shared import NOT_OK, UNREADABLE, as_json, json_option, told
from desktop.core.cond_words import Sayer
from desktop.core.coverage import Coverage, Target
from desktop.core.coverage import cover as measure
from desktop.core.coverage_words import Told, counts
from desktop.core.findings import errors
from desktop.core.scenarios import Scenario
from desktop.core.suggesting import suggestions
from desktop.packs.stories import read_stories
from desktop.packs.story_writing import HEAD, Writer
from desktop.services.policy_gate import SUGGEST


@click.command(short_help="Tell what a pack's stories do not reach.  threshold pack cover DIR")
@click.argument("given", metavar="DIR", type=PATHS)
@click.option(
    "--suggest", type=PATHS, help="Write stories that would reach what is missing into this file (.toml)."
)
@json_option
@told
def cover(given: Path, suggest: Path | None, json_: bool) -> None:
    """Tell how much of all that can happen the stories and scenarios of a pack reach, and each thing that is missing, in words. DIR may
    be a pack file too. Exit code 1 if something is missing, 2 if the pack or a story cannot be read.

    A suggested story says who answers what; how it must end, counsel writes.

    Example: threshold pack cover my-pack --suggest suggested.toml
    """
    with given_pack(given, json_) as at:
        stories = read_stories(at.folder, at.pack.policy, at.pack.texts)
        found = measure(at.pack.policy, stories.scenarios)
        words = Told(Sayer(at.pack.policy, at.texts))
        tell(list(stories.findings), json_)
        _tell_json(found, words) if json_ else _tell(found, words, at, len(stories.told))
        if suggest is not None and not found.whole:
            made, unfound = suggestions(at.pack.policy, found)
            save(suggest, _written(made, words, at))
            rest = f" For {len(unfound)} none was found." if unfound else ""
            click.echo(f"Suggested stories in {suggest}: {len(made)}.{rest}", err=True)
    raise SystemExit(UNREADABLE if errors(stories.findings) else 0 if found.whole else NOT_OK)


def _tell(found: Coverage, words: Told, at: Given, stories: int) -> None:
    click.echo(
        f"{at.name}: {stories} stories reach {len(found.hit)} of {len(found.every)} ({found.percent} %)."
    )
    for name, hit, every in counts(found):
        click.echo(f"  {hit:4} of {every:4} {name}")
    for target in found.missing:
        click.echo(f"missing: {words.where(target)}: {words.sentence(target)} [story_gap]")
    if not found.whole:
        click.echo(SUGGEST)


def _tell_json(found: Coverage, words: Told) -> None:
    kinds = [{"kind": name, "reached": hit, "all": every} for name, hit, every in counts(found)]
    missing = [{"place": words.where(each), "sentence": words.sentence(each)} for each in found.missing]
    click.echo(as_json({"percent": found.percent, "reached": len(found.hit), "all": len(found.every),
                        "kinds": kinds, "missing": missing}))  # fmt: skip


def _written(made: list[tuple[Target, Scenario]], words: Told, at: Given) -> str:
    writer = Writer(at.pack.policy, at.texts)
    parts = [
        writer.story(case, f"{(does := words.does(target))[:1].upper()}{does[1:]}") for target, case in made
    ]
    return "\n".join((HEAD, *parts))
