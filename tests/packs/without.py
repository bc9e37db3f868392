"""Policies of another kind than New York's: one by which nobody's word opens anything, and one that asks about no paper besides."""

from pathlib import Path
from typing import Any

from desktop import paths
from tests.packs.mutated import Tables

EMPTY = paths.resources() / "templates" / "empty"
REFUSED = "counsel_declined_access"
"""Its outcome for whoever wants to go further: words, and nobody is asked."""
STAYS = "public_area_only"


def without_counsel() -> Tables:
    """A small policy with papers, whose rules alone decide."""
    tables = Tables(EMPTY)
    files = tables.files
    routing = files["routing.toml"]
    del routing["consult"]
    routing |= {"without": ["consult"], "flags": [], "reasons": ["other_paper"]}
    _drop(files, ["counsel", "counsel_has_copy"], ["hold_for_counsel", "counsel_authorised_access"])
    files["papers.toml"]["rule"] = [
        {"outcome": REFUSED, "reasons": ["other_paper"], "when": {"step": "paper_top", "is": ["other"]}, "last": True},
        {"outcome": REFUSED},
    ]  # fmt: skip
    routing["global"][0]["table"]["cleared"] = {"do": "outcome", "outcome": "entered_without_consent"}
    words = files["text/en/words.toml"]
    words["reasons"] = {"other_paper": words["reasons"]["other_paper"]}
    words["flags"] = {}
    files["safety.toml"] = {"never": [
        {"id": "stays", "says": "Nobody past the public area is told that all is well.", "outcome": [STAYS],
         "unless": {"step": "destination", "is": ["public"]}, "source": ["counsel-decides"]},
    ]}  # fmt: skip
    tables.raw["stories/stories.toml"] = (EMPTY / "stories" / "stories.toml").read_bytes()
    return tables


def without_papers() -> Tables:
    """The same, and no paper is asked about."""
    tables = without_counsel()
    files = tables.files
    routing = files["routing.toml"]
    routing |= {"without": ["consult", "papers"], "reasons": []}
    del files["papers.toml"]
    routing["ask"] = [ask for ask in routing["ask"] if "group" not in ask]
    routing["rule"].append({"outcome": REFUSED, "when": {"step": "destination", "is": ["nonpublic"]}})
    routing["change"] = [change for change in routing["change"] if change["value"] != "new_paper"]
    _drop(files, ["paper_top", "more_papers"], [])
    now = next(step for step in files["steps.toml"]["step"] if step["id"] == "officers_now")
    now["values"].remove("new_paper")
    del files["text/en/steps.toml"]["officers_now"]["choices"]["new_paper"]
    files["text/en/words.toml"]["reasons"] = {}
    return tables


def _drop(files: dict[str, Any], steps: list[str], outcomes: list[str]) -> None:
    files["steps.toml"]["step"] = [each for each in files["steps.toml"]["step"] if each["id"] not in steps]
    routing = files["routing.toml"]
    routing["outcome"] = [each for each in routing["outcome"] if each["id"] not in outcomes]
    for name in steps:
        del files["text/en/steps.toml"][name], files["law.toml"]["steps"][name]
    for name in outcomes:
        del files["text/en/outcomes.toml"][name], files["law.toml"]["outcomes"][name]


def written(tables: Tables, folder: Path) -> Path:
    """The folder of it."""
    return tables.write(folder / "my-city" / "my-policy")
