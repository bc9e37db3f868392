"""The published schemas and the reference are those of the program as it is, and every file that ships agrees with its schema."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from build import formats
from desktop.core.packcheck.codes import ERRORS, NOTES, WARNINGS
from tests.packs.mutated import Change, Tables, drop, put

RESOURCES = formats.TOP / "resources"
SHIPPED = formats.shipped()


def faults(schema: str, table: dict[str, Any]) -> list[str]:
    loaded = json.loads((formats.SCHEMAS / f"{schema}.json").read_text("utf-8"))
    return [each.message for each in Draft202012Validator(loaded).iter_errors(table)]


@pytest.mark.parametrize("path", formats.made(), ids=lambda path: path.name)
def test_what_is_made_from_the_program_is_current(path: Path) -> None:
    """Else: python -m build.formats."""
    assert path.read_text("utf-8") == formats.made()[path]


def test_no_schema_is_left_of_a_file_that_is_no_more() -> None:
    assert set(formats.SCHEMAS.glob("*.json")) <= formats.made().keys()


@pytest.mark.parametrize("path", sorted(formats.SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_each_schema_is_one(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(RESOURCES).as_posix())
def test_a_file_that_ships_agrees_with_the_schema_that_it_names(file: Path) -> None:
    line = formats.first_line(file)
    text = file.read_text("utf-8")
    assert text.startswith(line), "Run: python -m build.formats"
    assert faults(Path(line.strip()).stem, tomllib.loads(text)) == []


BROKEN: list[tuple[str, str, Change]] = [
    ("steps", "steps.toml", put("steps.toml", "step", 0, "kind", value="slider")),
    ("routing", "routing.toml", put("routing.toml", "rule", 0, "wehn", value={})),
    ("routing", "routing.toml", put("routing.toml", "ask", 0, "rounds", value=["begin"])),
    ("routing", "routing.toml", drop("routing.toml", "global", 0, "table", "local")),
    ("papers", "papers.toml", put("papers.toml", "ask", 3, "when", value={"any": [], "all": []})),
    ("papers", "papers.toml", put("papers.toml", "ask", 3, "when", value={"step": "title"})),
    ("papers", "papers.toml", put("papers.toml", "ask", 3, "when", value={"fact": "weather", "has": ["rain"]})),
    ("pack", "pack.toml", put("pack.toml", "status", value="final")),
    ("law", "law.toml", put("law.toml", "citation", 0, "confidence", value="sure")),
    ("text-steps", "text/en/steps.toml", put("text/en/steps.toml", "danger", "questoin", value="?")),
    ("text-outcomes", "text/en/outcomes.toml", put("text/en/outcomes.toml", "court_area", "call", value=["mayor"])),
    ("specimens", "specimens.toml", put("specimens.toml", "specimen", 0, "kind", value="club")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "file", "change"), BROKEN, ids=[f"{n}-{row[0]}" for n, row in enumerate(BROKEN)]
)
def test_a_broken_file_does_not_agree(schema: str, file: str, change: Change) -> None:
    tables = Tables()
    assert faults(schema, tables.files[file]) == []
    change(tables)
    assert faults(schema, tables.files[file])


def test_the_reference_tells_every_finding_with_an_example_and_every_key_with_its_meaning() -> None:
    text = formats.REFERENCE.read_text("utf-8")
    for code, meaning in {**ERRORS, **WARNINGS, **NOTES}.items():
        row = re.search(rf"\| `{code}` \| \w+ \| {re.escape(meaning)} \|(.*)\|", text)
        assert row, code
        assert row[1].strip() or code in ("file_unreadable", "not_here"), f"{code} has no example"
