"""The end of the reference of the policy format: computed facts, findings and refusals, each with what a broken pack was told."""

import re
from collections.abc import Iterator
from pathlib import Path

from desktop.core import facts
from desktop.core.facts import FACTS
from desktop.core.packcheck.codes import ERRORS, NOTES, WARNINGS
from desktop.services.policy_refusals import REFUSALS

FINDINGS = Path(__file__).parents[1] / "tests" / "packs" / "golden" / "findings.txt"
REFUSED = FINDINGS.with_name("refusals.txt")


def facts_told() -> Iterator[str]:
    """What the program computes, and what a pack of another place does instead."""
    yield from (
        "## Computed facts",
        "",
        "The program works out three things that conditions alone cannot say. Beside federal law each knows New York's only.",
        "",
        "| fact | values | from the answers to | what it knows |",
        "| --- | --- | --- | --- |",
    )
    for name, fact in FACTS.items():
        values, reads = (" ".join(f"`{each}`" for each in part) for part in (fact.values, fact.reads))
        yield f"| `{name}` | {values} | {reads} | {fact.law} |"
    yield from (
        "",
        f"What a value means stands in `{facts.__name__.replace('.', '/')}.py`, with its source in law. `{{ordinary_hours}}` in words",
        "tells the same hours.",
        "",
        f"**A pack of another place** (its id does not begin with `{facts.HOME}`) gets the federal part as it is. A paper of its own",
        "State's court would be held to New York's days and hours, so `pack check` warns for each such fact (`fact_elsewhere`), and",
        "`district_fit` knows no district of it. What counsel writes there instead: a question that asks for what the paper says (“Is",
        "the last day to carry it out printed on it, and over?”), an answer for each case, and a rule that holds the paper for the",
        "lawyer; the law that says so in `law.toml`, and a story for each answer. `us-ca/school-visitor` does without computed facts",
        "and is a pattern for that. A file of the pack cannot give other days and hours: another fact is a change of the program.",
        "",
    )


def findings_told() -> Iterator[str]:
    """Every finding."""
    example = _examples()
    yield from (
        "## Findings",
        "",
        "Each names file, place and field, what is wrong, and what to do. An error makes a pack unusable; a warning is for its author; a",
        "note only tells. The examples are what is told about a pack broken on purpose.",
        "",
        "| code | level | meaning | for example |",
        "| --- | --- | --- | --- |",
    )
    for level, codes in (("error", ERRORS), ("warning", WARNINGS), ("note", NOTES)):
        for code, meaning in codes.items():
            yield f"| `{code}` | {level} | {meaning} | {example.get(code, '')} |"
    yield ""


def refusals_told() -> Iterator[str]:
    """Every refusal of the commands of the policy office."""
    example = _examples(REFUSED)
    yield from (
        "## Refusals",
        "",
        "What `pack key`, `authority`, `trust`, `compile`, `sign`, `return`, `install` and `bulletin` refuse, with exit code 1. Nothing is",
        "written then. The examples are what real commands said.",
        "",
        "| code | what to do | for example |",
        "| --- | --- | --- |",
    )
    for code, (_, fix) in REFUSALS.items():
        yield f"| `{code}` | {fix.replace('{former}', '…').replace('{most}', '200')} | {example.get(code, '')} |"
    yield ""


def _examples(golden: Path = FINDINGS) -> dict[str, str]:
    """What a broken pack was told, or a command that was refused, by code: the first of each."""
    found: dict[str, str] = {}
    for line in golden.read_text("utf-8").splitlines():
        if hit := re.fullmatch(r"(?:(?:error|warning|note): )?(.*) \[(\w+)\]", line):
            found.setdefault(hit[2], hit[1].replace("|", "\\|"))
    return found
