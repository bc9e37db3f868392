"""Finds, checks and loads the policy packs that are installed here."""

import hashlib
from pathlib import Path

from desktop.core.findings import Finding, errors
from desktop.core.policy import Policy
from desktop.core.texts import Law, Texts
from desktop.packs.compiled import LoadedPack, compile_pack, from_kept
from desktop.packs.source import Reader, read_routing
from desktop.packs.words import read_law, read_texts

__all__ = ["LoadedPack", "PackUnusable", "check_pack", "from_kept", "installed", "load_pack"]

PICTURES = (".svg", ".png")


class PackUnusable(Exception):
    """A pack with errors; `findings` holds every one of them, and the warnings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.line() for finding in errors(findings)))
        self.findings = findings


def _read(folder: Path) -> tuple[Policy | None, dict[str, Texts], Law, list[Finding]]:
    reader = Reader(folder)
    policy = read_routing(reader)
    languages = policy.head.languages if policy else ("en",)
    texts = {language: read_texts(reader, language) for language in languages}
    law = read_law(reader)
    return policy, texts, law, reader.findings


def _pictures(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.glob("pictures/**/*") if file.suffix in PICTURES)
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def check_pack(folder: Path) -> list[Finding]:
    """Every finding about the pack in `folder`, never just the first."""
    return _read(folder)[3]


def load_pack(folder: Path) -> LoadedPack:
    """The pack in `folder`, ready to walk. Raises PackUnusable with all findings where one of them is an error."""
    policy, texts, law, findings = _read(folder)
    if policy is None or errors(findings):
        raise PackUnusable(findings)
    return compile_pack(policy, texts, law, _pictures(folder), tuple(findings))


def installed(packs: Path) -> list[Path]:
    """The folders of all packs below `packs`, by name."""
    return sorted(file.parent for file in packs.glob("*/*/pack.toml"))
