"""Reads the words and the law of a policy pack (`text/<language>/*.toml`, `law.toml`), listing every finding."""

from typing import Any

from desktop.core.pack_files import file_keys
from desktop.core.texts import Citation, Law, OutcomeText, StepText, Texts, Words
from desktop.packs.source import Reader

TEXT_FILES = ("steps.toml", "outcomes.toml", "words.toml")
KNOWN_FILES = (*TEXT_FILES, "specimens.toml")
LAW = "law.toml"


def read_texts(reader: Reader, languages: tuple[str, ...]) -> dict[str, Texts]:
    """The words in each listed language and in each other folder below text/; what cannot be read is left out and listed."""
    there = [name for name, each in reader.below("text").items() if each.is_dir()]
    found: dict[str, Texts] = {}
    for language in dict.fromkeys((*languages, *there)):
        if language in there:
            found[language] = _language(reader, f"text/{language}")
            continue
        sentence = f"There are no texts in '{language}'."
        fix = "Write them, or take the language out of pack.toml."
        reader.note("language_missing", f"text/{language}", "", "", sentence, fix)
    return found


def _language(reader: Reader, folder: str) -> Texts:
    for stray in (each for each in reader.below(folder) if each not in KNOWN_FILES):
        fix = f"Known here: {', '.join(KNOWN_FILES)}."
        reader.note("unknown_key", f"{folder}/{stray}", "", "", "Nothing reads this file.", fix)
    tables = {name: reader.table(f"{folder}/{name}") for name in TEXT_FILES}
    steps = _entries(reader, StepText, f"{folder}/steps.toml", tables["steps.toml"])
    outcomes = _entries(reader, OutcomeText, f"{folder}/outcomes.toml", tables["outcomes.toml"])
    words = reader.one(Words, f"{folder}/words.toml", "", tables["words.toml"])
    return Texts(steps, outcomes, words or Words())


def _entries(reader: Reader, kind: type[Any], file: str, table: dict[str, Any]) -> dict[str, Any]:
    made = {name: reader.one(kind, file, name, raw) for name, raw in table.items()}
    return {name: text for name, text in made.items() if text is not None}


def read_law(reader: Reader) -> Law:
    """The citations and what rests on them; a broken citation is listed and the rest goes on."""
    table = reader.table(LAW)
    reader.known(LAW, table, *file_keys(Law))
    citations = reader.many(Citation, LAW, "citation", table.get("citation"))
    steps = reader.one(dict[str, tuple[str, ...]], LAW, "steps", table.get("steps", {}))
    outcomes = reader.one(dict[str, tuple[str, ...]], LAW, "outcomes", table.get("outcomes", {}))
    return Law(tuple(citations), steps or {}, outcomes or {})
