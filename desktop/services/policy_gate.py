"""The gate before a signature: a pack file may be signed only if the folder in it compiles to the pack in it, has no error, its stories end
as they say and reach all that can happen, and its safety rules hold on every path (rows P2, P4, P9)."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.core.coverage import cover
from desktop.core.errors import Refused
from desktop.core.findings import Finding, errors
from desktop.core.promises import changed_promises
from desktop.core.safety import NO_SAFETY, Safety, Verdict
from desktop.core.scenarios import play
from desktop.packs.bundle import Bundle, extract_source
from desktop.packs.catalog import LoadedPack, PackUnusable, added_words, check_pack, load_pack, load_safety
from desktop.packs.layering import base_told
from desktop.packs.stories import read_stories

SAFETY, STORIES = "safety.toml", "stories"
SUGGEST = "Write stories that do: threshold pack cover DIR --suggest FILE."


class Judged(Struct, frozen=True):
    """What keeps a pack from being signed; empty lists let it pass. `paths` is how much the stories cover (0-100).
    `told` keeps nothing from being signed: what an overlay takes away, words that are waived, and whatever else the check tells."""

    errors: tuple[Finding, ...] = ()
    stories: tuple[Finding, ...] = ()
    uncovered: tuple[Finding, ...] = ()
    unsafe: tuple[Finding, ...] = ()
    paths: int = 0
    told: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it may be signed."""
        return not self.sentences

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of them, each on a line."""
        return tuple(each.line() for each in (*self.errors, *self.stories, *self.uncovered, *self.unsafe))


def judge_bundle(bundle: Bundle) -> Judged:
    """Judge the folder in a pack file, and that it is what was compiled. Refused `policy_file`; Trouble where no scratch folder can be
    written."""
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        folder = Path(scratch) / "pack"
        extract_source(bundle, folder)
        judged = judge_folder(folder)
        if judged.errors:
            return judged
        if load_pack(folder).pack_hash != bundle.manifest.pack_hash:
            sentence = "The compiled pack in the file is another than its folder gives. Compile it anew with this program."
            raise Refused("gate", why=sentence)
    return judged


def judge_folder(folder: Path) -> Judged:
    """Judge a pack's folder: what `pack check`, `pack test`, `pack cover` and `pack prove` say of it, in one."""
    checked = check_pack(folder)
    if found := errors(checked):
        return Judged(errors=tuple(found))
    try:
        pack = load_pack(folder)
    except PackUnusable as unusable:
        return Judged(errors=tuple(errors(unusable.findings)))
    return msgspec.structs.replace(_played(folder, pack), told=_told(folder, checked))


def _played(folder: Path, pack: LoadedPack) -> Judged:
    stories = read_stories(folder, pack.policy, pack.texts)
    wrong = errors(stories.findings)
    for story in stories.told:
        if "outcomes" not in story.scenario.expect:
            said = "It does not say how it ends, so nothing is held against it."
            wrong.append(Finding("story_open", story.file, story.place, "ends", said, "Say how it must end."))
        if not (played := play(pack.policy, story.scenario)).ok:
            wrong.append(story.finding(played, pack.texts[pack.policy.head.languages[0]]))
    covered = cover(pack.policy, stories.scenarios)
    missing = len(covered.missing)
    said = f"The stories do not reach {missing} of {len(covered.every)} things that can happen."
    gap = Finding("story_gap", STORIES, "", "", said, SUGGEST)
    return Judged(
        stories=tuple(wrong),
        uncovered=(gap,) if missing else (),
        unsafe=tuple(unsafe(pack, load_safety(folder))),
        paths=covered.percent,
    )


def unsafe(pack: LoadedPack, safety: Safety | None) -> list[Finding]:
    """The safety rules that do not hold on every path, or are about nothing that can happen; that there are none is told too."""
    from desktop.core.proving.safety import (
        prove_safety,
    )  # the solver is loaded only where something is proved

    if safety is None or not safety.rules:
        return [no_rules()]
    return [told for each in prove_safety(pack.policy, safety) if (told := verdict_finding(each)) is not None]


def no_rules() -> Finding:
    """A pack without safety rules."""
    said = "The pack has no safety rules, so nothing is proved of it."
    return Finding("safety_none", SAFETY, "", "", said, "Write what must never, or must always, come out.")


def verdict_finding(verdict: Verdict) -> Finding | None:
    """What is wrong with a safety rule that was tried; None for one that is proved and says something."""
    place = f"rule {verdict.rule}"
    if not verdict.holds:
        said = f"It is not proved: {verdict.says}"
        fix = "See the story that threshold pack prove tells; let counsel say whether the policy or the rule is wrong."
        return Finding("safety_broken", SAFETY, place, "", said, fix)
    if not verdict.places:
        said = f"It is about nothing that can happen by this policy, so it promises nothing: {verdict.says}"
        fix = "Look at its when and at what it names."
        return Finding("safety_idle", SAFETY, place, "when", said, fix)
    return None


def told_of(bundle: Bundle) -> tuple[str, ...]:
    """What the check tells of the folder in a pack file without errors. Trouble."""
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        folder = Path(scratch) / "pack"
        extract_source(bundle, folder)
        return _told(folder, check_pack(folder))


def _told(folder: Path, checked: Sequence[Finding]) -> tuple[str, ...]:
    base = base_told(folder)
    return (*((base,) if base else ()), *(each.line() for each in checked), *added_words(folder))


def promises_changed(former: Bundle, now: Bundle) -> tuple[str, ...]:
    """Which safety rules of a former pack file are gone or changed in a newer one, in sentences. PackUnusable, Refused, Trouble."""
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        rules = []
        for name, bundle in (("former", former), ("now", now)):
            extract_source(bundle, Path(scratch) / name)
            rules.append(load_safety(Path(scratch) / name) or NO_SAFETY)
    return changed_promises(rules[0], former.pack.policy.terms, rules[1], now.pack.policy.terms)
