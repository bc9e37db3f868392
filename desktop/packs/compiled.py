"""The compiled form of a pack: canonical JSON, whose hash is pinned by every visit and kept with the record (row P7).

The hash is that of a manifest of routing, law, drawings, the words of each language and the pictures, so that one can tell which part of
two packs differs. Whatever has an order (answers on the screen, outcomes of a rest) is a list here, since canonical JSON sorts
the keys of an object: a kept pack must show and decide in the order in which the installed one did.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from desktop.core import canonical
from desktop.core.findings import Finding, errors
from desktop.core.policy import PACK_FORMAT, Policy
from desktop.core.specimens import NO_SPECIMENS, Specimens, SpecimenWords
from desktop.core.texts import Law, OutcomeText, StepText, Texts, Words

_KEYED = {"steps": "id", "outcomes": "id", "changes": "value", "globals": "key"}
"""The tables of the routing whose order counts, with the field that is the key of each entry."""

_HEAD = ("pack_format", "id", "version", "title", "status", "effective", "owner", "languages", "ends")
"""The particulars that every compiled pack holds. A newer one stands in it only where it says something, so that a pack without it
has the hash that it always had."""


class PackUnusable(Exception):
    """A pack with errors; `findings` holds every one of them, and the warnings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.line() for finding in errors(findings)))
        self.findings = findings


class LoadedPack(msgspec.Struct, frozen=True):
    """A pack that can be walked. `findings` are warnings only; `compiled` are the bytes that `pack_hash` stands for.

    `pictures`: file names, relative to the pack's folder, and their SHA-256 (hex); the files themselves are not in `compiled`.
    """

    policy: Policy
    texts: dict[str, Texts]
    law: Law
    findings: tuple[Finding, ...]
    pack_hash: str
    compiled: bytes
    specimens: Specimens = NO_SPECIMENS
    pictures: dict[str, str] = {}


def compile_pack(
    policy: Policy,
    texts: Mapping[str, Texts],
    law: Law,
    pictures: Mapping[str, str],
    findings: tuple[Finding, ...],
    specimens: Specimens = NO_SPECIMENS,
) -> LoadedPack:
    """The pack with its hash and bytes. `pictures`: file names and SHA-256 (hex)."""
    content = {
        "routing": _routing(policy),
        "law": msgspec.to_builtins(law),
        "texts": {
            language: _texts(words) | _specimen_words(specimens, language)
            for language, words in texts.items()
        },
    }
    if specimens != NO_SPECIMENS:
        content["specimens"] = _without_words(specimens)
    manifest = {
        **_parts(content),
        "pictures": dict(pictures),
        "pack_format": PACK_FORMAT,
    }
    return LoadedPack(
        policy,
        dict(texts),
        law,
        findings,
        _root(manifest),
        canonical.encode({"manifest": manifest, **content}),
        specimens,
        dict(pictures),
    )


def from_kept(compiled: bytes, expected: str) -> LoadedPack:
    """The pack of bytes kept in a record, equal to the one that was compiled; it was checked then.

    ValueError where they cannot be read, or are not what `expected` (the pack's hash) stands for.
    """
    try:
        content = msgspec.json.decode(compiled, type=dict[str, dict[str, Any]])
        manifest = content["manifest"]
        fresh = {**_parts(content), "pictures": manifest["pictures"], "pack_format": PACK_FORMAT}
        if fresh == manifest and _root(manifest) == expected:
            texts = {language: _texts_back(raw) for language, raw in content["texts"].items()}
            law = msgspec.convert(content["law"], Law)
            specimens, pictures = _specimens_back(content), dict(manifest["pictures"])
            return LoadedPack(
                _policy(content["routing"]), texts, law, (), expected, compiled, specimens, pictures
            )
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError, RecursionError) as broken:
        raise ValueError(f"The kept policy pack cannot be read: {broken}.") from broken
    differs = ", ".join(sorted(name for name in fresh if fresh[name] != manifest.get(name)))
    what = f" It differs in: {differs}." if differs else ""
    raise ValueError(f"The kept policy pack is not the one with the hash {expected}.{what}")


def _root(manifest: dict[str, Any]) -> str:
    return canonical.digest("pack", canonical.encode(manifest))


def _parts(content: dict[str, Any]) -> dict[str, Any]:
    def part_hash(kind: str, part: object) -> str:
        return canonical.digest(f"pack-{kind}", canonical.encode(part))

    drawn = {"specimens": part_hash("specimens", content["specimens"])} if "specimens" in content else {}
    return {
        **drawn,
        "routing": part_hash("routing", content["routing"]),
        "law": part_hash("law", content["law"]),
        "texts": {language: part_hash("texts", words) for language, words in content["texts"].items()},
    }


def _routing(policy: Policy) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(policy)
    plain["head"] = {name: value for name, value in plain["head"].items() if value or name in _HEAD}
    return plain | {name: list(plain[name].values()) for name in _KEYED}


def _policy(raw: dict[str, Any]) -> Policy:
    tables = {name: {each[key]: each for each in raw[name]} for name, key in _KEYED.items()}
    return msgspec.convert(raw | tables, Policy)


def _texts(texts: Texts) -> dict[str, Any]:
    steps = [
        {
            "step": step,
            **msgspec.to_builtins(text),
            "choices": [[value, label] for value, label in text.choices.items()],
        }
        for step, text in texts.steps.items()
    ]
    outcomes = [{"outcome": name, **msgspec.to_builtins(text)} for name, text in texts.outcomes.items()]
    return {"steps": steps, "outcomes": outcomes, "words": msgspec.to_builtins(texts.words)}


def _texts_back(raw: dict[str, Any]) -> Texts:
    steps = {each.pop("step"): each | {"choices": dict(each["choices"])} for each in map(dict, raw["steps"])}
    outcomes = {each.pop("outcome"): each for each in map(dict, raw["outcomes"])}
    return Texts(
        msgspec.convert(steps, dict[str, StepText]),
        msgspec.convert(outcomes, dict[str, OutcomeText]),
        msgspec.convert(raw["words"], Words),
    )


def _without_words(specimens: Specimens) -> dict[str, Any]:
    """A drawing's words stand with the other words of their language."""
    plain: dict[str, Any] = msgspec.to_builtins(specimens)
    del plain["words"]
    return plain


def _specimen_words(specimens: Specimens, language: str) -> dict[str, Any]:
    words = specimens.words.get(language)
    return {} if words is None else {"specimens": msgspec.to_builtins(words)}


def _specimens_back(content: dict[str, Any]) -> Specimens:
    """Empty for a pack that was kept before there were drawings."""
    words = {language: raw["specimens"] for language, raw in content["texts"].items() if "specimens" in raw}
    made = msgspec.convert(content.get("specimens", {}), Specimens)
    return msgspec.structs.replace(made, words=msgspec.convert(words, dict[str, SpecimenWords]))
