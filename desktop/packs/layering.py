"""Finds the base of an overlay and opens both as one pack; a pack without a base is opened as it is."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desktop.core.findings import Finding, errors
from desktop.core.layers import Overlay, PackFile
from desktop.core.policy import Head
from desktop.packs.compiled import LoadedPack, PackUnusable
from desktop.packs.overlay import LaidReader
from desktop.packs.source import HEAD, Reader
from desktop.paths import resources

ONLY_OVERLAYS = ("removes", "loosens", "base_answers")
CARRIED = "base"
"""The folder in which a pack file's overlay carries its base."""
NEAR = 4
"""So many folders above an overlay are searched for its base: packs/<place>/<name> beside each other."""


def base_folder(folder: Path, base: str) -> Path | None:
    """The folder of the pack `base`: carried by the overlay, beside it as its id says, or among those that ship; None where there is
    none."""
    if Reader(folder / CARRIED).table(HEAD).get("id") == base:
        return folder / CARRIED
    return _beside(folder, base)


def _beside(folder: Path, base: str) -> Path | None:
    """The folder of the pack `base` outside of the overlay."""
    above = folder.resolve().parents[:NEAR]
    for root in (*above, resources() / "packs"):
        if ".." not in Path(base).parts and (found := root / base).is_dir() and (found / HEAD).is_file():
            return found
    return None


def roots_of(folder: Path) -> tuple[Path, ...]:
    """The folders that a pack's files lie in: an overlay's base first, then its own. Raises nothing."""
    raw = Reader(folder).table(HEAD).get("overlay")
    named = raw.get("base") if isinstance(raw, dict) else None
    base = base_folder(folder, named) if isinstance(named, str) and named else None
    return (folder,) if base is None else (base, folder)


def base_told(folder: Path) -> str:
    """What of its base whoever signs an overlay is to know, in a sentence; "" for a pack without a base. Raises nothing."""
    base, *own = roots_of(folder)
    if not own:
        return ""
    head = Reader(base).table(HEAD)
    draft = ", and is a draft by its own word" if head.get("status") != "approved" else ""
    return f"It is laid on {head.get('id')} {head.get('version')}, which is signed with it{draft}."


def answers_of(folder: Path) -> dict[str, str]:
    """What the stories of its base answer to an overlay's questions; nothing for a pack without a base. Raises nothing."""
    raw = Reader(folder).table(HEAD).get("base_answers")
    return (
        {step: value for step, value in raw.items() if isinstance(value, str)}
        if isinstance(raw, dict)
        else {}
    )


def layered(folder: Path, load: Callable[[Path], LoadedPack]) -> tuple[Reader | None, list[Finding]]:
    """The reader of the pack in `folder`, and what is wrong with its base; None where it cannot be laid on it. `load` loads the base."""
    reader = Reader(folder)
    raw = reader.table(HEAD)
    if "overlay" not in raw:
        alone = [_fault("overlay_alone", each, f"'{each}' is for an overlay, and this pack names no base.",
                        "Write [overlay], or remove it.") for each in ONLY_OVERLAYS if each in raw]  # fmt: skip
        return Reader(folder), alone
    file = reader.one(PackFile, HEAD, "", raw)
    if file is None or file.overlay is None:
        return None, reader.findings
    found = base_folder(folder, file.overlay.base)
    if found is None or found.resolve() == folder.resolve():
        return None, [
            _base(
                "base",
                f"The base '{file.overlay.base}' is not here.",
                "Put its folder beside this one, as its id says.",
            )
        ]
    try:
        base = load(found)
    except PackUnusable as unusable:
        first = errors(unusable.findings)[0]
        return None, [
            _base(
                "base",
                f"The base cannot be used: {first.sentence}",
                "Mend it first: threshold pack check lists everything.",
            )
        ]
    if base.policy.head.built_on:
        return None, [
            _base("base", f"'{file.overlay.base}' is itself an overlay.", "Name the base that it is laid on.")
        ]
    head = base.policy.head
    laid = LaidReader(folder, found, base.policy, f"{head.id} {head.version} {base.pack_hash}", file)
    return laid, [*_versions(file.overlay, head, base.pack_hash), *_carried(folder, found, base, load)]


def _carried(
    folder: Path, found: Path, base: LoadedPack, load: Callable[[Path], LoadedPack]
) -> list[Finding]:
    """A base that the overlay brings along and that is not the one that is here: an overlay that only tightens it may loosen that."""
    head = base.policy.head
    here = None if found != folder / CARRIED else _beside(folder, head.id)
    if here is None:
        return []
    version = str(Reader(here).table(HEAD).get("version"))
    with suppress(PackUnusable):
        if load(here).pack_hash == base.pack_hash:
            return []
    other = "another one of the same version" if version == head.version else version
    said = f"It carries its base '{head.id}' {head.version}, and the one that is here is {other}."
    fix = f"Compare the two before signing: threshold pack diff with its folder {CARRIED}."
    return [Finding("overlay_told", HEAD, "overlay", "base", said, fix, "warning")]


def _versions(overlay: Overlay, head: Head, pack_hash: str) -> list[Finding]:
    """Whether the base that is here is one that the overlay was written for."""
    if not (overlay.at_least or overlay.pack_hash):
        return [_base("at_least", "It names no version of its base.", f'Write at_least = "{head.version}".')]
    if overlay.pack_hash and overlay.pack_hash != pack_hash:
        fix = f"Read what changed (threshold pack diff), then write {pack_hash}."
        return [_base("pack_hash", f"The base here is {head.version} with another hash.", fix)]
    here = _numbers(head.version)
    for field, said, fits in (
        ("at_least", overlay.at_least, here >= _numbers(overlay.at_least)),
        ("below", overlay.below, here < _numbers(overlay.below)),
    ):
        if said and not fits:
            return [
                _base(
                    field,
                    f"The base here is {head.version}.",
                    "Read what changed (threshold pack diff), then widen the range.",
                )
            ]
    return []


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def _base(field: str, sentence: str, fix: str) -> Finding:
    return _fault("overlay_base", field, sentence, fix, "overlay")


def _fault(code: str, field: str, sentence: str, fix: str, place: str = "") -> Finding:
    return Finding(code, HEAD, place, field, sentence, fix)
