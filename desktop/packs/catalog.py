"""Finds, checks and loads the policy packs that are installed here."""

import hashlib
from datetime import date
from pathlib import Path

from desktop.core.findings import Finding, errors
from desktop.core.packcheck.whole import Parts, check
from desktop.packs.compiled import LoadedPack, compile_pack, from_kept
from desktop.packs.source import Reader, read_routing
from desktop.packs.specimens import read_drawn, read_specimens
from desktop.packs.words import read_law, read_texts
from desktop.whole import read_whole

__all__ = ["DEFAULT", "LoadedPack", "PackUnusable", "check_pack", "from_kept", "installed", "load_pack"]

DEFAULT = "us-ny-nyc/facility-entry"


class PackUnusable(Exception):
    """A pack with errors; `findings` holds every one of them, and the warnings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.line() for finding in errors(findings)))
        self.findings = findings


def _read(folder: Path, today: date | None, prove_paths: bool) -> tuple[Parts | None, list[Finding]]:
    reader = Reader(folder)
    policy = read_routing(reader)
    law = read_law(reader)
    texts = read_texts(reader, policy.head.languages if policy else ())
    specimens = read_specimens(reader, tuple(texts))
    if policy is None:
        return None, reader.findings
    drawn = read_drawn(folder, specimens.papers)
    parts = Parts(policy, texts, law, reader.informational, reader.term_files, specimens, drawn)
    found = check(parts, today, prove_paths, whole=not errors(reader.findings))
    return parts, list(dict.fromkeys([*reader.findings, *found]))


def check_pack(folder: Path, today: date | None = None, prove_paths: bool = True) -> list[Finding]:
    """Every finding about the pack in `folder`, never just the first. Raises nothing.

    `today` makes overdue reviews a warning; `prove_paths` walks every path (half a second for the New York pack).
    """
    return _read(folder, today, prove_paths)[1]


def load_pack(folder: Path, today: date | None = None, prove_paths: bool = False) -> LoadedPack:
    """The pack in `folder`, ready to walk. Raises PackUnusable with all findings where one of them is an error.

    Paths are walked when a pack is made (`threshold pack check`, CI), not at every start of a desk; all else is checked here.
    """
    parts, findings = _read(folder, today, prove_paths)
    if parts is None or errors(findings):
        raise PackUnusable(findings)
    try:
        pictures = _pictures(folder)
    except OSError as broken:
        sentence = f"The pictures cannot be read ({broken.strerror})."
        found = Finding(
            "file_unreadable", "pictures", "", "", sentence, "Put them back from the pack's last version."
        )
        raise PackUnusable([found]) from broken
    return compile_pack(parts.policy, parts.texts, parts.law, pictures, tuple(findings), parts.specimens)


def _pictures(folder: Path) -> dict[str, str]:
    below = folder / "pictures"
    files = sorted(file for file in below.rglob("*") if file.is_file()) if below.is_dir() else []
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(read_whole(file)).hexdigest() for file in files
    }


def installed(resources: Path) -> list[Path]:
    """The folders of all packs that ship with the program (`paths.resources()`), the default one first."""
    root = resources / "packs"
    found = sorted(file.parent for file in root.glob("*/*/pack.toml"))
    return sorted(found, key=lambda folder: folder.relative_to(root).as_posix() != DEFAULT)
