"""Reads a pack's words and law (text/<language>/*.toml, law.toml) into `Texts` and `Law`, listing every finding."""

from typing import Any

from desktop.core.texts import Law, OutcomeText, StepText, Texts, Words
from desktop.packs.source import Reader


def read_texts(reader: Reader, language: str) -> Texts:
    """All words of one language. A broken entry is a finding and left out; the rest goes on."""
    folder = f"text/{language}"
    steps = _entries(reader, f"{folder}/steps.toml", StepText)
    outcomes = _entries(reader, f"{folder}/outcomes.toml", OutcomeText)
    words = reader.one(Words, f"{folder}/words.toml", "", reader.table(f"{folder}/words.toml"))
    return Texts(steps=steps, outcomes=outcomes, words=words or Words())


def _entries(reader: Reader, file: str, kind: type[Any]) -> dict[str, Any]:
    made = {name: reader.one(kind, file, name, entry) for name, entry in reader.table(file).items()}
    return {name: entry for name, entry in made.items() if entry is not None}


def read_law(reader: Reader) -> Law:
    """The citations and what rests on them; empty where the file cannot be read."""
    return reader.one(Law, "law.toml", "", reader.table("law.toml")) or Law()
