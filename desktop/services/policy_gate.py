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
from desktop.core.safety import NO_SAFETY
from desktop.core.scenarios import play
from desktop.packs.bundle import Bundle, extract_source
from desktop.packs.catalog import LoadedPack, PackUnusable, added_words, check_pack, load_pack, load_safety
from desktop.packs.stories import read_stories


class Judged(Struct, frozen=True):
    """What keeps a pack from being signed, each in a sentence; empty lists let it pass. `paths` is how much the stories cover (0-100).
    `told` keeps nothing from being signed: what an overlay takes away, words that are waived, and whatever else the check tells."""

    errors: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    paths: int = 0
    told: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it may be signed."""
        return not self.sentences

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.errors, *self.stories, *self.uncovered, *self.unsafe)


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
        return Judged(errors=tuple(each.line() for each in found))
    try:
        pack = load_pack(folder)
    except PackUnusable as unusable:
        return Judged(errors=tuple(each.line() for each in errors(unusable.findings)))
    return msgspec.structs.replace(_played(folder, pack), told=_told(folder, checked))


def _played(folder: Path, pack: LoadedPack) -> Judged:
    stories = read_stories(folder, pack.policy, pack.texts)
    wrong = [each.line() for each in errors(stories.findings)]
    for story in stories.told:
        if "outcomes" not in story.scenario.expect:
            wrong.append(
                f"{story.file}: {story.name}: It does not say how it ends, so nothing is held against it."
            )
        if not (played := play(pack.policy, story.scenario)).ok:
            wrong.append(story.told(played, pack.texts[pack.policy.head.languages[0]]))
    covered = cover(pack.policy, stories.scenarios)
    missing = len(covered.missing)
    uncovered = [
        f"The stories do not reach {missing} of {len(covered.every)} things that can happen. See threshold pack cover."
    ]
    return Judged(
        stories=tuple(wrong),
        uncovered=tuple(uncovered if missing else ()),
        unsafe=_unsafe(folder, pack),
        paths=covered.percent,
    )


def _unsafe(folder: Path, pack: LoadedPack) -> tuple[str, ...]:
    """The safety rules that do not hold on every path, or are about nothing that can happen; that there are none is told too."""
    from desktop.core.proving.safety import (
        prove_safety,
    )  # the solver is loaded only where something is proved

    safety = load_safety(folder)
    if safety is None or not safety.rules:
        return ("The pack has no safety rules (safety.toml), so nothing is proved of it.",)
    found = prove_safety(pack.policy, safety)
    broken = [
        f"Safety rule {each.rule} is not proved: {each.says} See threshold pack prove."
        for each in found
        if not each.holds
    ]
    empty = [
        f"Safety rule {each.rule} is about nothing that can happen by this policy, so it promises nothing: {each.says}"
        for each in found
        if each.holds and not each.places
    ]
    return (*broken, *empty)


def told_of(bundle: Bundle) -> tuple[str, ...]:
    """What the check tells of the folder in a pack file without errors. Trouble."""
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        folder = Path(scratch) / "pack"
        extract_source(bundle, folder)
        return _told(folder, check_pack(folder))


def _told(folder: Path, checked: Sequence[Finding]) -> tuple[str, ...]:
    return (*(each.line() for each in checked), *added_words(folder))


def promises_changed(former: Bundle, now: Bundle) -> tuple[str, ...]:
    """Which safety rules of a former pack file are gone or changed in a newer one, in sentences. PackUnusable, Refused, Trouble."""
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        rules = []
        for name, bundle in (("former", former), ("now", now)):
            extract_source(bundle, Path(scratch) / name)
            rules.append(load_safety(Path(scratch) / name) or NO_SAFETY)
    return changed_promises(rules[0], former.pack.policy.terms, rules[1], now.pack.policy.terms)
