"""Words that a language may lack until a day (row P15): until then the first language stands in, and each is told by name."""

from datetime import date
from typing import Any

import msgspec

from desktop.core.findings import Finding
from desktop.core.layers import Waiver
from desktop.core.packcheck.codes import Notes
from desktop.core.packcheck.routing import iso_date
from desktop.core.packcheck.whole import Parts
from desktop.core.texts import Texts, step_labels

HEAD = "pack.toml"
KINDS = ("steps", "outcomes", "words")


def waive(parts: Parts, today: date | None) -> tuple[Parts, list[Finding]]:
    """The pack with what its waivers allow filled from its first language, and what there is to say of them.

    `today` None: no waiver is over. That is how a desk loads a pack: a day that has passed is told to author and IT, and never
    closes a desk.
    """
    notes = Notes()
    texts = dict(parts.texts)
    languages = parts.policy.head.languages
    for number, waiver in enumerate(parts.waivers, 1):
        place, until = f"waiver {number} ({waiver.what})", iso_date(waiver.until)
        fault = _fault(parts, waiver)
        if fault:
            notes.add("waiver_bad", HEAD, place, fault[0], fault[1], fault[2])
        elif until is not None and today is not None and until < today:
            notes.add("waiver_over", HEAD, place, "until", f"Its last day was {waiver.until}; the words are missing again.",
                      "Write the words, or let the office set another day.")  # fmt: skip
        elif waiver.language in texts and languages[0] in texts:
            filled = _filled(parts, texts[waiver.language], texts[languages[0]], waiver.what)
            code = "waiver_unused" if filled == texts[waiver.language] else "text_waived"
            sentence = f"Until {waiver.until} {waiver.by} lets '{waiver.language}' go without all words for {waiver.what}."
            notes.add(code, HEAD, place, "", sentence if code == "text_waived" else "All of the words are there.",
                      "Write the words by then." if code == "text_waived" else "Remove the waiver.")  # fmt: skip
            texts[waiver.language] = filled
    return msgspec.structs.replace(parts, texts=texts), notes.found


def _fault(parts: Parts, waiver: Waiver) -> tuple[str, str, str] | None:
    """The field that is wrong, why, and what to do."""
    languages = parts.policy.head.languages
    kind, _, name = waiver.what.partition(".")
    if waiver.language not in languages[1:]:
        return (
            "language",
            f"'{waiver.language}' is not one of the further languages.",
            f"Known: {', '.join(languages[1:]) or 'none'}.",
        )
    if kind not in KINDS or not name:
        return (
            "what",
            f"'{waiver.what}' names no words.",
            "Write it like steps.signer, outcomes.* or words.reasons.",
        )
    if iso_date(waiver.until) is None:
        return "until", f"'{waiver.until}' is no date.", "Write it like 2027-02-01."
    if not waiver.by.strip():
        return "by", "Nobody allows it.", "Name the office."
    return None


def _filled(parts: Parts, have: Texts, first: Texts, what: str) -> Texts:
    kind, _, name = what.partition(".")
    mine, theirs = msgspec.to_builtins(getattr(have, kind)), msgspec.to_builtins(getattr(first, kind))
    names = list(theirs) if name == "*" else [name]
    for each in (each for each in names if each in theirs):
        mine[each] = _one(mine[each], theirs[each]) if each in mine else theirs[each]
        if kind == "steps" and each in parts.policy.steps:
            labels = mine[each]["choices"]
            order = [label for label in step_labels(parts.policy.steps[each]) if label in labels]
            mine[each]["choices"] = {label: labels[label] for label in dict.fromkeys([*order, *labels])}
    made = msgspec.convert(mine, type=Texts.__annotations__[kind])
    return msgspec.structs.replace(have, **{kind: made})


def _one(mine: Any, theirs: Any) -> Any:
    """`mine` with its gaps filled; a variant of the first language is no gap, since each language has those that it needs."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        gaps = {
            key: _one(mine[key], theirs[key]) if key in mine else theirs[key]
            for key in theirs
            if key != "variants"
        }
        return mine | gaps
    return mine or theirs
