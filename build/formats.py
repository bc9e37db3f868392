"""Makes the published JSON Schemas of all files that people write, and the reference of the policy format, from the types themselves;
with them what `build.policies` makes.

Run as `python -m build.formats` after a change of a type, of a docstring below a field, or of what a finding says; a test tells when
that was forgotten. The schemas serve editors (the first line of each shipped file names its own); what a pack means, `pack check` says.
"""

import ast
import inspect
import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from build import policies
from build.formats_told import facts_told, findings_told, refusals_told
from desktop import managed
from desktop.core import conditions, layers, pack_files, policy, privacy, safety, specimens, texts
from desktop.core.details import PERSONAL
from desktop.core.facts import FACTS
from desktop.core.packcheck.conditions import MOMENTS, SITE
from desktop.packs import facility, stories

TOP = Path(__file__).parents[1]
SCHEMAS = TOP / "resources" / "schema"
REFERENCE = TOP / "resources" / "manual" / "policy-reference.md"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODULES: tuple[ModuleType, ...] = (
    conditions, policy, texts, privacy, specimens, safety, layers, pack_files, facility, managed,
)  # fmt: skip

FILES: dict[str, tuple[str, Any]] = {
    "pack": ("pack.toml", layers.PackFile),
    "steps": ("steps.toml", pack_files.StepsFile),
    "routing": ("routing.toml", pack_files.RoutingFile),
    "papers": ("papers.toml", pack_files.PapersFile),
    "law": ("law.toml", texts.Law),
    "safety": ("safety.toml", safety.Safety),
    "specimens": ("specimens.toml", pack_files.SpecimensFile),
    "text-steps": ("text/<language>/steps.toml", dict[str, texts.StepText]),
    "text-outcomes": ("text/<language>/outcomes.toml", dict[str, texts.OutcomeText]),
    "text-words": ("text/<language>/words.toml", texts.Words),
    "text-specimens": ("text/<language>/specimens.toml", specimens.SpecimenWords),
    "overlay-steps": ("steps.toml of an overlay", layers.LaidSteps),
    "overlay-routing": ("routing.toml of an overlay", layers.LaidRouting),
    "overlay-papers": ("papers.toml of an overlay", layers.LaidPapers),
    "overlay-text-steps": (
        "text/<language>/steps.toml of an overlay: a question of its base",
        layers.StepMore,
    ),
    "overlay-text-outcomes": (
        "text/<language>/outcomes.toml of an overlay: an outcome of its base",
        layers.OutcomeMore,
    ),
    "facility": ("A facility file", facility.FacilityConfig),
    "managed": ("managed.toml", managed.Managed),
}
"""The schemas by name: the file that each is for, and its type."""
ONLY_TOLD = ("overlay-text-steps", "overlay-text-outcomes", "facility", "managed")
"""Parts of a file, which have no schema, and files that another page of the manual tells of."""
WITHOUT_SCHEMA = ONLY_TOLD[:2]

LISTS: dict[str, tuple[str, ...]] = {
    "Cond.round": policy.ROUND_KINDS,
    "Ask.rounds": policy.ROUND_KINDS,
    "Rule.rounds": policy.ROUND_KINDS,
    "LaidAsk.rounds": policy.ROUND_KINDS,
    "LaidRule.rounds": policy.ROUND_KINDS,
    "OutcomeText.call": texts.CALLS,
    "OutcomeVariant.call": texts.CALLS,
    "OutcomeMore.call": texts.CALLS,
}
WORDS: dict[str, tuple[str, ...]] = {
    "Cond.fact": tuple(FACTS),
    "Cond.site": tuple(SITE),
    "Cond.moment": MOMENTS,
    "FacilityConfig.type": texts.SITE_TYPES,
}
KEYS: dict[str, tuple[str, ...]] = {
    "Global.table": policy.STATES,
    "Step.areas": texts.AREA_STATUS,
    "FacilityConfig.phones": texts.CALLS,
    "FacilityConfig.personal": tuple(PERSONAL),
}
"""Entries of lists, values and keys of tables that come from a closed list of the program, by type and field."""


# ---- what the docstrings say -----------------------------------------------------------------------------------------------------


def _said(docstring: str) -> str:
    """A docstring as one line, without the row of the features that it answers to."""
    return re.sub(r" \((?:rows? [A-Z]\d+|[NK]\d+)\)", "", " ".join(docstring.split()))


@cache
def _documented(module: ModuleType) -> dict[str, dict[str, str]]:
    """For each class of a module what stands below each of its fields."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {
                field.target.id: _said(doc.value.value)
                for field, doc in zip(node.body, node.body[1:], strict=False)
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
                and isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) and isinstance(doc.value.value, str)
            }  # fmt: skip
    return found


@cache
def _types() -> dict[str, type[msgspec.Struct]]:
    found = (value for module in MODULES for value in vars(module).values())
    return {
        each.__name__: each for each in found if isinstance(each, type) and issubclass(each, msgspec.Struct)
    }


def meanings(kind: type[msgspec.Struct]) -> dict[str, str]:
    """What each key of a type means, those of the types that it is built on first."""
    names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    said: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        module = sys.modules.get(base.__module__)
        if module in MODULES and module is not None:
            said |= {
                names[name]: doc
                for name, doc in _documented(module).get(base.__name__, {}).items()
                if name in names
            }
    return said


# ---- schemas -------------------------------------------------------------------------------------------------------------------------


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file, with the meaning of each key, closed lists and the forms of a condition."""
    where, kind = FILES[name]
    made = msgspec.json.schema(kind)
    definitions = made.pop("$defs", {})
    for title, entry in definitions.items():
        entry["description"] = _said(str(entry.get("description", "")))
        entry["additionalProperties"] = False
        said = meanings(_types()[title])
        for key, value in entry["properties"].items():
            entry["properties"][key] = _plain(f"{title}.{key}", value) | (
                {"description": said[key]} if key in said else {}
            )
    if "Cond" in definitions:
        definitions["Cond"]["oneOf"] = list(_forms())
    if "Global" in definitions:
        definitions["Global"]["properties"]["table"]["required"] = list(policy.STATES)
    return {"$schema": DIALECT, "title": where, **made, "$defs": definitions}


def _plain(place: str, value: dict[str, Any]) -> dict[str, Any]:
    """Without null, which TOML does not have; with the closed list that the program has for it."""
    given = dict(value)
    some = [each for each in given.get("anyOf", []) if each != {"type": "null"}]
    if len(some) == 1:
        given.pop("anyOf")
        given |= some[0]
    if given.get("default", "") is None:
        del given["default"]
    if place in LISTS:
        given["items"] = {"enum": list(LISTS[place])}
    if place in WORDS:
        given |= {"enum": list(WORDS[place])}
    if place in KEYS:
        given["propertyNames"] = {"enum": list(KEYS[place])}
    return given


def _forms() -> Iterator[dict[str, Any]]:
    """The ways to fill a condition: one form, with the test that it needs."""
    for form in conditions.FORMS:
        for test in sorted(conditions.WANTED.get(form, {""})):
            keys = [each.rstrip("_") for each in (form, test) if each]
            yield {"required": keys, "propertyNames": {"enum": keys}}


def stories_schema() -> dict[str, Any]:
    """The JSON Schema of a file of stories; whether its words stand for something, `pack test` says."""
    text, words, said = (
        {"type": "string"},
        {"type": ["string", "array"], "items": {"type": "string"}},
        {"type": "object"},
    )
    tables = {"type": "array", "items": said}
    kinds: dict[str, Any] = dict.fromkeys(("ends", "reasons", "flags", "not"), words)
    kinds |= {"id": text, "title": text, "why": text, "answers": said, "paper": tables, "then": tables}
    kinds |= {"site": {"type": ["string", "object"]}, "when": {}}
    story = {
        "type": "object",
        "properties": {key: kinds[key] for key in stories.STORY},
        "required": list(stories.NEEDED),
        "additionalProperties": False,
    }
    properties = {
        "site": {"type": "object", "additionalProperties": said},
        "story": {"type": "array", "items": story},
    }
    top = {"type": "object", "properties": properties, "required": ["story"], "additionalProperties": False}
    return {"$schema": DIALECT, "title": "stories/*.toml", **top}


# ---- the reference ---------------------------------------------------------------------------------------------------------------


def reference() -> str:
    """The text of the reference: every file, table and key with type, default and meaning; facts; every finding."""
    lines = [
        "# Policy format: reference",
        "",
        "Made from the program by `python -m build.formats`; do not change it by hand. What the parts are for, and how a policy is",
        "written, `formats.md` says. Each file has a JSON Schema in `resources/schema/`; editors that know TOML use it where the first",
        "line of the file says so: `#:schema ../../../schema/steps.json`.",
        "",
    ]
    told: set[str] = set()
    for name, (where, _) in FILES.items():
        if name in ("facility", "managed"):
            continue
        made = schema(name)
        top, definitions = _top(made), made["$defs"]
        listed = f" Schema: `{name}.json`." if name not in WITHOUT_SCHEMA else ""
        lines += [f"## {where}", ""]
        lines += (
            [*_table(definitions[top], f"{definitions[top]['description']}{listed}")]
            if top
            else _entries(made, listed)
        )
        told.add(top)
        for title, entry in definitions.items():
            if title not in told and title != top:
                told.add(title)
                lines += [f"### {title}", "", *_table(entry, entry["description"])]
    return "\n".join([*lines, *facts_told(), *findings_told(), *refusals_told()])


def _top(made: dict[str, Any]) -> str:
    return str(made.get("$ref", "")).rpartition("/")[2]


def _entries(made: dict[str, Any], listed: str) -> list[str]:
    title = made["additionalProperties"]["$ref"].rpartition("/")[2]
    what = "step" if "Step" in title else "outcome"
    return [f"A table for each {what}: {_linked(title)}.{listed}", ""]


def _table(entry: dict[str, Any], intro: str) -> list[str]:
    rows = [
        f"| `{key}` | {_type(value)} | {_default(key, value, entry)} | {value.get('description', '')} |"
        for key, value in entry["properties"].items()
    ]
    return [intro, "", "| key | type | default | meaning |", "| --- | --- | --- | --- |", *rows, ""]


def _linked(title: str) -> str:
    return "condition" if title == "Cond" else f"[{title}](#{title.lower()})"


def _type(value: dict[str, Any]) -> str:
    if "$ref" in value:
        return _linked(value["$ref"].rpartition("/")[2])
    if "enum" in value:
        return " ".join(f"`{each}`" for each in value["enum"])
    if value.get("type") == "array":
        inner = value.get("items", {})
        return f"tables: {_type(inner)}" if "$ref" in inner else f"list of {_type(inner)}"
    if value.get("type") == "object":
        inner = value.get("additionalProperties")
        return f"table of {_type(inner)}" if isinstance(inner, dict) else "table"
    named = {"string": "text", "boolean": "`true` `false`", "integer": "number"}
    return named.get(str(value.get("type")), "any value")


def _default(key: str, value: dict[str, Any], entry: dict[str, Any]) -> str:
    if key in entry.get("required", []):
        return "needed"
    given = value.get("default")
    return f"`{json.dumps(given, ensure_ascii=False)}`" if given or given is False else ""


def made() -> dict[Path, str]:
    """Every file that is made here, with its text."""
    schemas = {
        SCHEMAS / f"{name}.json": json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"
        for name in FILES
        if name not in WITHOUT_SCHEMA
    }
    told = json.dumps(stories_schema(), indent=1, ensure_ascii=False) + "\n"
    return {**schemas, SCHEMAS / "stories.json": told, REFERENCE: reference(), **policies.made()}


def shipped() -> list[Path]:
    """Every TOML file that ships and has a schema: all of a pack and of a template, and the facility files."""
    below = (
        file
        for folder in ("packs", "templates", "facilities")
        for file in (TOP / "resources" / folder).rglob("*.toml")
    )
    return sorted(below)


def first_line(file: Path) -> str:
    """The line that names the schema of a shipped file, by the folder that it lies in."""
    if file.parent.name == "facilities":
        name = "facility"
    elif file.parent.name == "stories":
        name = "stories"
    elif file.parents[1].name == "text":
        name = f"text-{file.stem}"
    else:
        laid = (
            "[overlay]" in (file.parent / "pack.toml").read_text("utf-8") and f"overlay-{file.stem}" in FILES
        )
        name = f"overlay-{file.stem}" if laid else file.stem
    return f"#:schema {os.path.relpath(SCHEMAS / f'{name}.json', file.parent)}\n"


def main() -> int:
    """Write them all, and the first line of each shipped file that names none; schemas that are no more go."""
    for file in shipped():
        text = file.read_text("utf-8")
        if not text.startswith("#:schema "):
            file.write_text(first_line(file) + text, "utf-8")
    SCHEMAS.mkdir(exist_ok=True)
    wanted = made()
    for stray in set(SCHEMAS.glob("*.json")) - wanted.keys():
        stray.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
