"""Finds, checks and loads policy packs, an overlay together with the base that it is laid on."""

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

from desktop.core.facts import Site
from desktop.core.findings import Finding, causes, errors
from desktop.core.packcheck.here import not_here
from desktop.core.packcheck.waivers import waive
from desktop.core.packcheck.whole import Parts, check
from desktop.core.safety import Safety
from desktop.packs.compiled import LoadedPack, PackUnusable, compile_pack, from_kept
from desktop.packs.layering import layered, roots_of
from desktop.packs.overlay import LaidReader
from desktop.packs.reading import odd_words
from desktop.packs.safety import read_safety
from desktop.packs.source import HEAD, read_routing
from desktop.packs.specimens import read_drawn, read_specimens
from desktop.packs.words import read_law, read_texts
from desktop.whole import read_whole

__all__ = ["DEFAULT", "LoadedPack", "PackUnusable", "check_pack", "from_kept", "installed", "load_pack"]

DEFAULT = "us-ny-nyc/facility-entry"
TOLD_APART = ("scenarios", "stories")
"""The folders of a pack that loading does not read."""


def _read(
    folder: Path, today: date | None, prove_paths: bool, here: Site | None = None
) -> tuple[Parts | None, list[Finding]]:
    reader, faults = layered(folder, load_pack)
    if reader is None:
        return None, faults
    policy = read_routing(reader)
    law = read_law(reader)
    texts = read_texts(reader, policy.head.languages if policy else ())
    specimens = read_specimens(reader, tuple(texts))
    safety = read_safety(reader)
    laid = reader.laid() if isinstance(reader, LaidReader) else None
    if policy is None:
        return None, reader.told([*faults, *reader.findings])
    drawn = {name: each for root in reader.roots for name, each in read_drawn(root, specimens.papers).items()}
    parts = Parts(
        policy,
        texts,
        law,
        reader.informational,
        reader.term_files,
        specimens,
        drawn,
        reader.waivers,
        laid,
        safety,
    )
    parts, waived = waive(parts, today)
    found = check(parts, today, prove_paths, not errors(reader.told(reader.findings)), odd_words)
    if here is not None and not errors(found):
        found += not_here(policy, here)
    every = dict.fromkeys(reader.told([*faults, *reader.findings, *waived, *found]))
    return parts, causes(every, sorted(reader.misread))


def check_pack(
    folder: Path, today: date | None = None, prove_paths: bool = True, here: Site | None = None
) -> list[Finding]:
    """Every finding about the pack in `folder`, never just the first. Raises nothing.

    `today` makes overdue reviews a warning; `prove_paths` walks every path (half a second for the New York pack); `here` also notes
    what of the pack cannot come up at that site.
    """
    return _read(folder, today, prove_paths, here)[1]


def load_pack(folder: Path, today: date | None = None, prove_paths: bool = False) -> LoadedPack:
    """The pack in `folder`, ready to walk. Raises PackUnusable with all findings where one of them is an error.

    Paths are walked when a pack is made (`threshold pack check`, CI), not at every start of a desk; all else is checked here. Files that
    are byte for byte those of a former load are not checked again.
    """
    try:
        files = tuple(_digest(root) for root in roots_of(folder))
    except OSError:  # the reading names which one
        return _loaded(folder, today, prove_paths)
    return _loaded_once(folder, today, prove_paths, files)


def _digest(root: Path) -> str:
    """One hash over the names and bytes of all files that a pack is made of; stories are read elsewhere."""
    every = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root)
        if name.parts[0] not in TOLD_APART and file.is_file():
            every.update(f"{name.as_posix()}\0{hashlib.sha256(read_whole(file)).hexdigest()}\0".encode())
    return every.hexdigest()


@lru_cache(maxsize=4)
def _loaded_once(folder: Path, today: date | None, prove_paths: bool, _files: tuple[str, ...]) -> LoadedPack:
    return _loaded(folder, today, prove_paths)


def _loaded(folder: Path, today: date | None, prove_paths: bool) -> LoadedPack:
    parts, findings = _read(folder, today, prove_paths)
    if parts is None or errors(findings):
        raise PackUnusable(findings)
    try:
        pictures = {
            name: hashlib.sha256(read_whole(file)).hexdigest() for name, file in picture_files(folder).items()
        }
    except OSError as broken:
        sentence = f"The pictures cannot be read ({broken.strerror})."
        found = Finding(
            "file_unreadable", "pictures", "", "", sentence, "Put them back from the pack's last version."
        )
        raise PackUnusable([found]) from broken
    return compile_pack(parts.policy, parts.texts, parts.law, pictures, tuple(findings), parts.specimens)


def load_safety(folder: Path) -> Safety | None:
    """The safety rules of a pack that loads, those of an overlay's base among them; None where it has none."""
    reader, _ = layered(folder, load_pack)
    return None if reader is None else read_safety(reader)


def added_words(folder: Path) -> tuple[str, ...]:
    """What an overlay that loads says besides in the base's own outcomes and questions, a sentence each; nothing for another pack."""
    reader, _ = layered(folder, load_pack)
    if not isinstance(reader, LaidReader):
        return ()
    read_texts(reader, reader.table(HEAD)["languages"])
    return tuple(reader.added)


def picture_files(folder: Path) -> dict[str, Path]:
    """The pictures of a pack by their names in it, such as pictures/ao93.svg; those of an overlay's base among them."""
    found = {
        file.relative_to(root).as_posix(): file
        for root in roots_of(folder)
        for file in (root / "pictures").rglob("*")
        if file.is_file()
    }
    return dict(sorted(found.items()))


def installed(resources: Path) -> list[Path]:
    """The folders of all packs that ship with the program (`paths.resources()`), the default one first."""
    root = resources / "packs"
    found = sorted(file.parent for file in root.glob("*/*/pack.toml"))
    return sorted(found, key=lambda folder: folder.relative_to(root).as_posix() != DEFAULT)
