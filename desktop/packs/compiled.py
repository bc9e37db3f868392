"""The compiled form of a pack: canonical JSON, whose hash is pinned by every visit and kept with the record (row P7).

The hash is that of a manifest of routing, law, the words of each language and the pictures, so that one can tell which part of
two packs differs.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from desktop.core import canonical
from desktop.core.findings import Finding
from desktop.core.policy import PACK_FORMAT, Policy
from desktop.core.texts import Law, Texts


class LoadedPack(msgspec.Struct, frozen=True):
    """A pack that can be walked. `findings` are warnings only; `compiled` are the bytes that `pack_hash` stands for."""

    policy: Policy
    texts: dict[str, Texts]
    law: Law
    findings: tuple[Finding, ...]
    pack_hash: str
    compiled: bytes


class _Compiled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    manifest: dict[str, Any]
    routing: Policy
    texts: dict[str, Texts]
    law: Law


def _part_hash(kind: str, part: object) -> str:
    return canonical.digest(f"pack-{kind}", canonical.encode(msgspec.to_builtins(part)))


def manifest(
    policy: Policy, texts: Mapping[str, Texts], law: Law, pictures: Mapping[str, str]
) -> dict[str, Any]:
    """Hash of each part; `pictures` are file names and SHA-256 (hex)."""
    return {
        "pack_format": PACK_FORMAT,
        "routing": _part_hash("routing", policy),
        "law": _part_hash("law", law),
        "texts": {language: _part_hash("texts", words) for language, words in sorted(texts.items())},
        "pictures": dict(sorted(pictures.items())),
    }


def compile_pack(
    policy: Policy,
    texts: dict[str, Texts],
    law: Law,
    pictures: Mapping[str, str],
    findings: tuple[Finding, ...],
) -> LoadedPack:
    """The pack with its hash and bytes."""
    made = manifest(policy, texts, law, pictures)
    whole = {"manifest": made, "routing": policy, "texts": texts, "law": law}
    compiled = canonical.encode(msgspec.to_builtins(whole))
    root = canonical.digest("pack", canonical.encode(made))
    return LoadedPack(policy, texts, law, findings, root, compiled)


def from_kept(compiled: bytes, expected: str) -> LoadedPack:
    """The pack of bytes kept in a record. ValueError where they are not what `expected` (its hash) stands for."""
    try:
        found = msgspec.json.decode(compiled, type=_Compiled)
    except msgspec.ValidationError as wrong:
        raise ValueError(f"The kept policy pack cannot be read: {wrong}.") from wrong
    again = manifest(found.routing, found.texts, found.law, found.manifest.get("pictures", {}))
    if again != found.manifest or canonical.digest("pack", canonical.encode(again)) != expected:
        raise ValueError(f"The kept policy pack is not the one with the hash {expected}.")
    return LoadedPack(found.routing, found.texts, found.law, (), expected, compiled)
